#!/usr/bin/env python3
"""Gateways on a Redis are killed, stopped and cut off under load; what stations were answered is compared with the store.

    faults.py GATEWAY [--long] [SCENARIO…]     where GATEWAY is the built program

Without --long each scenario is short, for `make test`; with it, as in `make soak`.
"""

import argparse
import asyncio
import contextlib
import random
import signal
import tempfile
import time
import urllib.request

import websockets

from cluster import CuttingProxy, Mismatch, Process, RedisProcess, expect, eventually, say
from ledger import Load


class Cluster:
    """A Redis, edges, processors and an API."""

    def __init__(self, executable, folder, edges=1, processors=2, durable=False):
        self.redis = RedisProcess(folder, durable)
        self.executable, self.folder = executable, folder
        self.edges = [self.process(f"edge-{n}", "edge") for n in range(edges)]
        self.processors = [self.process(f"processor-{n}", "processor") for n in range(processors)]
        self.api = self.process("api", "api")

    def process(self, name, role):
        return Process(self.executable, self.folder, self.redis, name, role)

    def start(self):
        self.redis.start()
        for process in [self.api, *self.edges, *self.processors]:
            process.start()
        return self

    def kill(self):
        for process in [*self.edges, *self.processors, self.api, self.redis]:
            process.kill()

    @property
    def urls(self):
        return [edge.url for edge in self.edges]

    def log(self):
        return "\n".join(f"{p.name}: {p.log()[-1500:]}" for p in [*self.edges, *self.processors, self.api])


class Scenarios:
    def __init__(self, executable, long):
        self.executable = executable
        self.long = long

    @contextlib.asynccontextmanager
    async def cluster(self, **options):
        with tempfile.TemporaryDirectory() as folder:
            cluster = Cluster(self.executable, folder, **options)
            try:
                await asyncio.to_thread(cluster.start)
                yield cluster
            except Exception:
                say(cluster.log())
                raise
            finally:
                cluster.kill()

    async def finish(self, cluster, load, recovery=None):
        await load.end()
        checked = await asyncio.to_thread(load.check, cluster.api)
        hand = cluster.redis.connect()
        dead, backlog = hand("LLEN", "ocpp:dead"), hand("LLEN", "ocpp:requests")
        expect(dead == 0, f"{dead} messages were given up: {hand('LRANGE', 'ocpp:dead', 0, 1)}")
        expect(backlog == 0, f"{backlog} messages wait still")
        gap = load.longest_gap()
        say(f"  {load.answered} answers, {checked} transactions, none lost, none twice; longest wait {gap:.1f} s")
        if recovery is not None:
            expect(gap <= recovery, f"a station waited {gap:.1f} s, more than {recovery} s")

    async def processor_killed(self):
        """kill -9 of processors at random points of their work."""
        times = 100 if self.long else 2
        async with self.cluster() as cluster:
            load = Load(40, cluster.urls)
            async with load:
                for number in range(times):
                    await load.progress(200)
                    victim = cluster.processors[number % 2]
                    await asyncio.sleep(random.uniform(0, 0.02))
                    victim.kill()
                    await asyncio.to_thread(victim.start)
                    # Until what it had is done by others, so that its lease has ended.
                    await asyncio.sleep(4 if self.long else 0)
                await load.progress(1000, within=120)
                await asyncio.sleep(5)
                await load.progress(200)
            await self.finish(cluster, load, recovery=20)

    async def processor_killed_at(self):
        """kill -9 of processors at five points of their work (FaultPoint.swift; a debug build)."""
        times = 20 if self.long else 1
        async with self.cluster() as cluster:
            hand = cluster.redis.connect()
            load = Load(30, cluster.urls, pause=0.1)
            async with load:
                for point in ["taken", "handled", "committing", "committed", "reaping"]:
                    for number in range(times):
                        victim, other = cluster.processors[number % 2], cluster.processors[1 - number % 2]
                        await load.progress(100)
                        await asyncio.to_thread(self.kill_at, point, victim, other)
                        # Else a message could be thrice in the hands of one that dies, and that would be its own fault.
                        await asyncio.to_thread(
                            eventually, "others have the work of the dead", 30,
                            lambda: hand("ZCARD", "ocpp:state:{ocpp:requests}:processors") == 2
                            and hand("LLEN", "ocpp:state:{ocpp:requests}:suspects") == 0)
                    say(f"  {times} died at '{point}'")
                await load.progress(300)
            await self.finish(cluster, load, recovery=20)

    @staticmethod
    def kill_at(point, victim, other):
        """Has a processor die at a point, and starts it again."""
        victim.stop()
        victim.begin(FAULT_POINT=f"{point}:{1 if point == 'reaping' else random.randint(1, 60)}")
        if point == "reaping":
            other.kill()
        eventually(f"{victim.name} dies at '{point}'", 30, lambda: not victim.lives)
        expect(victim.process.returncode == -signal.SIGKILL, f"{victim.name} ended with {victim.process.returncode}")
        for process in [victim, other]:
            if not process.lives:
                process.start()

    async def dead_letters(self):
        """A message during which three processors died is put aside; an operator has it tried again."""
        async with self.cluster(processors=1) as cluster:
            processor = cluster.processors[0]
            processor.stop()
            load = Load(1, cluster.urls)
            async with load:
                for _ in range(3):
                    await asyncio.to_thread(processor.begin, FAULT_POINT="handled:1")
                    await asyncio.to_thread(eventually, "it dies", 30, lambda: not processor.lives)
                await asyncio.to_thread(processor.start)
                letters = lambda: cluster.api.get("/api/v1/dead-letters")["items"]
                found, _ = await asyncio.to_thread(eventually, "a dead letter", 30, letters)
                expect(len(found) == 1 and found[0]["attempts"] == 3, f"the letters are {found}")
                expect("3 processors died" in found[0]["reason"], f"the reason is {found[0]['reason']}")
                say(f"  {found[0]['reason']}")
                path = f"/api/v1/dead-letters/{found[0]['id']}"
                status, answer = cluster.api.request("POST", path + "/replay")
                expect(status == 200, f"the replay was answered {status}: {answer}")
                await load.progress(20)
                status, answer = cluster.api.request("DELETE", path)
                expect(status == 404, f"a letter that is gone was answered {status}: {answer}")
            await self.finish(cluster, load)

    async def operations(self):
        """An operation whose process dies before the station answers becomes uncertain."""
        async with self.cluster() as cluster:
            other = await asyncio.to_thread(cluster.process("api-2", "api").start)
            url = cluster.edges[0].url("SILENT")
            async with websockets.connect(url, subprotocols=["ocpp1.6"]) as station:
                await station.send('[2,"1","Heartbeat",{}]')
                await station.recv()
                asking = asyncio.create_task(asyncio.to_thread(
                    self.ask, other, "/api/v1/chargepoints/SILENT/commands",
                    {"command": "ClearChargingProfile"}))
                await asyncio.wait_for(station.recv(), 10)
                other.kill()
                await asking
                states = lambda: {o["state"] for o in cluster.api.get("/api/v1/operations")["items"]}
                expect(states() == {"sent"}, f"the states are {states()}")
                _, after = await asyncio.to_thread(eventually, "it is uncertain", 20, lambda: states() == {"uncertain"})
                say(f"  uncertain {after:.1f} s after its process was killed")

    @staticmethod
    def ask(process, path, body):
        with contextlib.suppress(OSError):
            process.request("POST", path, body)

    async def processor_suspended(self):
        """SIGSTOP of a processor, longer than its lease, and CONT: what it does then changes nothing."""
        async with self.cluster() as cluster:
            load = Load(40, cluster.urls)
            async with load:
                await load.progress(500)
                cluster.processors[0].suspend()
                await asyncio.sleep(60 if self.long else 6)
                cluster.processors[0].resume()
                await load.progress(1000)
            await self.finish(cluster, load, recovery=20)

    async def edge_killed(self):
        """kill -9 of an edge; its stations go to the other."""
        count = 1000 if self.long else 60
        async with self.cluster(edges=2) as cluster:
            load = Load(count, cluster.urls, pause=0.5 if self.long else 0.05)
            async with load:
                await load.progress(count * 3, within=120)
                cluster.edges[0].kill()
                await load.progress(count * 3, within=120)
                hand = cluster.redis.connect()
                await asyncio.to_thread(
                    eventually, "no session of the dead edge is left", 20,
                    lambda: hand("ZCARD", "ocpp:state:{index}:edge:edge-0") == 0)
            await self.finish(cluster, load)

    async def redis_killed(self):
        """kill -9 of a Redis that has each write on the disk."""
        async with self.cluster(durable=True) as cluster:
            load = Load(30, cluster.urls)
            async with load:
                for _ in range(10 if self.long else 2):
                    await load.progress(300)
                    cluster.redis.kill()
                    await asyncio.sleep(1)
                    begin = time.monotonic()
                    await asyncio.to_thread(cluster.redis.start)
                    await load.progress(30)
                    say(f"  served again {time.monotonic() - begin:.1f} s after Redis was started")
                await load.progress(300)
            await self.finish(cluster, load, recovery=10)

    async def redis_stopped(self):
        """Redis stopped under load: stations wait, new ones are turned away, none is answered with an error."""
        duration = 60 if self.long else 8
        async with self.cluster() as cluster:
            load = Load(30, cluster.urls)
            async with load:
                await load.progress(300)
                cluster.redis.suspend()
                await asyncio.sleep(5)
                try:
                    async with websockets.connect(cluster.edges[0].url("LATE"), subprotocols=["ocpp1.6"]):
                        raise Mismatch("a station was let in while Redis was stopped")
                except websockets.InvalidStatus as refusal:
                    expect(refusal.response.status_code == 503, f"it was answered {refusal.response.status_code}")
                await asyncio.sleep(duration - 5)
                begin = time.monotonic()
                cluster.redis.resume()
                await load.progress(30)
                recovery = time.monotonic() - begin
                say(f"  served again {recovery:.1f} s after Redis went on")
                expect(recovery <= 5, "that is more than 5 s")
                await load.progress(300)
            await self.finish(cluster, load)

    async def scripts_flushed(self):
        """Redis forgets its scripts, and connections are cut, again and again."""
        async with self.cluster() as cluster:
            load = Load(40, cluster.urls)
            hand = cluster.redis.connect()
            async with load:
                for number in range(200 if self.long else 10):
                    await load.progress(50)
                    hand("SCRIPT", "FLUSH")
                    hand("CLIENT", "KILL", "TYPE", "normal" if number % 2 else "pubsub")
                await load.progress(300)
            await self.finish(cluster, load, recovery=10)

    async def push_cut(self):
        """The connections to Redis break off in the middle of a push, of a commit, of whatever is being sent."""
        async with self.cluster(edges=0, processors=0) as cluster:
            proxy = CuttingProxy(cluster.redis.port, 2000, 60_000)
            proxy.start()
            for number, role in enumerate(["edge", "processor", "processor"]):
                process = Process(self.executable, cluster.folder, proxy, f"{role}-cut-{number}", role)
                (cluster.edges if role == "edge" else cluster.processors).append(process)
                # What it says at its beginning isn't what is to be tried.
                proxy.cutting = False
                await asyncio.to_thread(process.start)
                proxy.cutting = True
            load = Load(40, cluster.urls)
            async with load:
                while proxy.cuts < (500 if self.long else 20):
                    await load.progress(20)
                proxy.cutting = False
                await load.progress(300)
            say(f"  {proxy.cuts} cuts")
            await self.finish(cluster, load, recovery=20)

    async def takeover(self):
        """One station at two edges: the newest connection has it, the other is closed."""
        async with self.cluster(edges=2) as cluster:
            before = None
            for number in range(1000 if self.long else 40):
                edge = cluster.edges[number % 2]
                station = await websockets.connect(edge.url("FOUGHT-OVER"), subprotocols=["ocpp1.6"])
                if before is not None:
                    await asyncio.wait_for(before.wait_closed(), 10)
                    expect(before.close_code == 1008, f"the old connection was closed with {before.close_code}")
                await station.send('[2,"%d","Heartbeat",{}]' % number)
                answer = await asyncio.wait_for(station.recv(), 10)
                expect(answer.startswith('[3,"%d"' % number), f"the new connection was answered {answer}")
                before = station
            await before.close()
            say(f"  {number + 1} takeovers, each time one owner")

    async def commands(self):
        """Commands from any API to any station on any edge; the answers find who asked."""
        async with self.cluster(edges=2) as cluster:
            other = await asyncio.to_thread(cluster.process("api-2", "api").start)
            try:
                load = Load(20, cluster.urls)
                for number, station in enumerate(load.stations):
                    station.closes = number % 2
                async with load:
                    await load.progress(100)
                    await asyncio.gather(*[
                        asyncio.to_thread(self.send, api, station.id)
                        for station in load.stations for api in [cluster.api, other]])
                await self.finish(cluster, load)
            finally:
                other.kill()
            status, answer = cluster.api.request(
                "POST", "/api/v1/chargepoints/CP-0/commands", {"command": "ClearCache"})
            expect(status == 503, f"a command to a station that is gone was answered {status}: {answer}")

    async def events(self):
        """Operators see what happens in other processes, at any that serves them."""
        async with self.cluster() as cluster:
            # One that does everything tells what it handles, and hears what others do.
            whole = await asyncio.to_thread(cluster.process("whole", "all").start)
            try:
                load = Load(5, cluster.urls, pause=0.05)
                async with load:
                    for api in [cluster.api, whole]:
                        seen = await asyncio.to_thread(self.watch, api, {"transactionStarted", "transactionEnded"})
                        say(f"  {api.name} saw {', '.join(sorted(seen))}")
                    for processor in cluster.processors:
                        processor.stop()
                    await asyncio.to_thread(self.watch, cluster.api, {"transactionStarted", "transactionEnded"})
            finally:
                whole.kill()

    @staticmethod
    def watch(api, wanted):
        """Reads server-sent events until all that are wanted came."""
        seen = set()
        with urllib.request.urlopen(f"http://127.0.0.1:{api.http_port}/api/v1/events", timeout=15) as stream:
            deadline = time.monotonic() + 15
            while not wanted <= seen:
                expect(time.monotonic() < deadline, f"of {wanted} only {seen} came")
                line = stream.readline().decode()
                if line.startswith("event: "):
                    seen.add(line[7:].strip())
        return seen

    @staticmethod
    def send(api, station):
        status, answer = api.request("POST", f"/api/v1/chargepoints/{station}/commands", {"command": "ClearCache"})
        expect(status == 200, f"ClearCache to {station} by {api.name} was answered {status}: {answer}")


SHORT = ["commands", "events", "takeover", "scripts_flushed", "push_cut", "redis_killed", "edge_killed", "processor_killed", "processor_killed_at",
         "dead_letters", "operations"]
ALL = SHORT + ["redis_stopped", "processor_suspended"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gateway")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("scenarios", nargs="*")
    options = parser.parse_intermixed_args()
    scenarios = Scenarios(options.gateway, options.long)
    for name in options.scenarios or (ALL if options.long else SHORT):
        scenario = getattr(scenarios, name)
        say(f"{name}: {scenario.__doc__}")
        begin = time.monotonic()
        asyncio.run(scenario())
        say(f"  {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
