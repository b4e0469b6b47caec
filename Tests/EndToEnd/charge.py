#!/usr/bin/env python3
"""Two stations charge through a gateway that is killed in between; what was answered must be there afterwards.

    charge.py GATEWAY          where GATEWAY is the built program
"""

import asyncio

from gateway import expect_equal
from script import run_script, say
from stations import Station16, Station201, connected

class Day:
    """What one station does, and what the gateway must know of it."""

    def __init__(self, kind, id, tag):
        self.kind = kind
        self.id = id
        self.tag = tag
        # By transaction: the meter values that were answered.
        self.values = {}

    async def until_killed(self, gateway, killed):
        async with connected(self.kind, self.id, gateway.url(self.id)) as station:
            await station.boot()
            expect_equal(await station.authorize(self.tag), "Accepted", f"{self.id}: Authorize {self.tag}")
            expect_equal(await station.authorize("NOBODY"), self.refusal, f"{self.id}: Authorize of an unknown tag")

            self.finished = await self.charge(station, self.tag, first=1000)
            self.values[self.finished] += await station.stop_charging(self.finished, 1400)
            say(f"{self.id}: charged and stopped, transaction {self.finished}")
            await self.check_stopped(gateway, self.finished, 1000, 1400)

            await self.check_commands(gateway, station)
            self.running = await self.charge(station, await station.remote_starts.get(), first=1400)
            say(f"{self.id}: charges again, as it was told to, transaction {self.running}")
            killed.ready()
            await killed.happened.wait()

    # 1.6 and 2.0.1 have different words for a tag that nobody knows.
    @property
    def refusal(self):
        return "Invalid" if self.kind is Station16 else "Unknown"

    async def charge(self, station, tag, first):
        transaction = await station.start_charging(tag, first)
        # In 2.0.1 the start brings the first value itself.
        self.values[transaction] = [] if self.kind is Station16 else [first]
        for energy in (first + 100, first + 200, first + 300):
            self.values[transaction].append(await station.meter(transaction, energy))
        return transaction

    async def check_commands(self, gateway, station):
        command, payload = self.kind.question
        answer = await asyncio.to_thread(
            gateway.post, f"/api/v1/chargepoints/{self.id}/commands", {"command": command, "payload": payload})
        expect_equal(answer["response"], self.kind.answer, f"{self.id}: the answer to {command}")
        say(f"{self.id}: answered {command}")
        answer = await asyncio.to_thread(
            gateway.post, "/api/v1/transactions/remote-start", {"clientId": self.id, "connectorId": 1, "idTag": self.tag})
        expect_equal(answer["status"], "accepted", f"{self.id}: remote start")
        say(f"{self.id}: accepted a remote start")

    async def after_restart(self, gateway):
        await self.check_stopped(gateway, self.finished, 1000, 1400)
        listed = await asyncio.to_thread(gateway.get, f"/api/v1/chargepoints/{self.id}/transactions", status="active")
        expect_equal(
            [item["transactionId"] for item in listed["items"]], [self.running], f"{self.id}: active transactions")
        await self.check_values(gateway, self.running)
        say(f"{self.id}: both transactions and all meter values are there; {self.running} is still active")

        async with connected(self.kind, self.id, gateway.url(self.id)) as station:
            if self.kind is Station201:
                # Numbering goes on where it was: four events of each transaction, and the first one's end.
                for _ in range(9):
                    next(station.sequence)
            await station.boot()
            self.values[self.running].append(await station.meter(self.running, 1800))
            self.values[self.running] += await station.stop_charging(self.running, 1900)
        await self.check_stopped(gateway, self.running, 1400, 1900)
        listed = await asyncio.to_thread(gateway.get, f"/api/v1/chargepoints/{self.id}/transactions")
        expect_equal(
            {item["transactionId"] for item in listed["items"]}, {self.finished, self.running},
            f"{self.id}: all transactions")
        say(f"{self.id}: came back and stopped {self.running}")

    async def check_stopped(self, gateway, transaction, begin, end):
        found = await asyncio.to_thread(gateway.get, f"/api/v1/transactions/{transaction}", station=self.id)
        what = f"{self.id}: transaction {transaction}"
        expect_equal(found["status"], "ended", f"{what}: status")
        expect_equal(found["idTag"], self.tag, f"{what}: idTag")
        expect_equal((found["meterStart"], found["meterStop"]), (begin, end), f"{what}: meter at start and stop")
        expect_equal(found["stopReason"], "Local", f"{what}: reason")
        await self.check_values(gateway, transaction)

    async def check_values(self, gateway, transaction):
        stored = await asyncio.to_thread(
            gateway.get, f"/api/v1/transactions/{transaction}/meter-values", station=self.id)
        found = [
            sample["value"] for message in stored["items"] for value in message["values"]
            for sample in value["sampledValue"]
        ]
        expect_equal(found, self.values[transaction], f"{self.id}: meter values of transaction {transaction}")


class Kill:
    """Lets all stations come to the middle of a transaction before the gateway is killed."""

    def __init__(self, stations):
        self.missing = stations
        self.reached = asyncio.Event()
        self.happened = asyncio.Event()

    def ready(self):
        self.missing -= 1
        if self.missing == 0:
            self.reached.set()


async def run(gateway):
    gateway.start()
    days = [Day(Station16, "E2E-16", "TAG-16"), Day(Station201, "E2E-201", "TAG-201")]
    for day in days:
        gateway.post("/api/v1/idtags", {"idTag": day.tag, "status": "Accepted", "type": "ISO14443"})
        say(f"made id tag {day.tag}")
    kill = Kill(len(days))
    async with asyncio.TaskGroup() as group:
        for day in days:
            group.create_task(day.until_killed(gateway, kill))
        await kill.reached.wait()
        online = {client["clientId"] for client in gateway.get("/clients")["clients"]}
        expect_equal(online, {day.id for day in days}, "connected stations")
        gateway.kill()
        say("killed the gateway (SIGKILL)")
        kill.happened.set()
    gateway.start()
    say("started it again")
    async with asyncio.TaskGroup() as group:
        for day in days:
            group.create_task(day.after_restart(gateway))


if __name__ == "__main__":
    run_script(__doc__, run)
