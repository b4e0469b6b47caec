"""Stations that charge without end, and write down what they were answered: what a gateway has said, it must know."""

import asyncio
import contextlib
import json
import time
import uuid

import websockets

from cluster import expect, say


class Station:
    """A 1.6 station. A transaction message without an answer is sent again, as it was, until it has one."""

    def __init__(self, id, urls, pause=0.0):
        self.id = id
        self.urls = urls
        self.pause = pause
        self.socket = None
        self.ended = asyncio.Event()
        # By timestamp of the start: what was sent and answered.
        self.transactions = []
        self.round = 0
        self.answered = 0
        self.errors = []
        self.latencies = []
        self.gaps = []
        self.last_answer = time.monotonic()
        self.closes = 0

    async def run(self):
        while not self.ended.is_set():
            await self.charge()
        with contextlib.suppress(Exception):
            await self.socket.close()

    async def charge(self):
        self.round += 1
        stamp = f"2026-11-{1 + self.round % 28:02}T00:00:00Z#{self.id}#{self.round}"
        entry = {"stamp": stamp, "start": None, "values": [], "stop": None, "meter": 1000 + self.round}
        self.transactions.append(entry)
        start = {"connectorId": 1, "idTag": f"T-{self.id}", "meterStart": entry["meter"], "timestamp": self.time()}
        entry["timestamp"] = start["timestamp"]
        answer = await self.call("StartTransaction", start)
        if answer is None:
            return
        entry["start"] = answer["transactionId"]
        for number in range(2):
            value = f"{self.round}.{number}"
            sampled = [{"timestamp": start["timestamp"], "sampledValue": [{"value": value}]}]
            if await self.call(
                    "MeterValues",
                    {"connectorId": 1, "transactionId": entry["start"], "meterValue": sampled}) is None:
                return
            entry["values"].append(value)
            if self.ended.is_set():
                return
        stop = {"transactionId": entry["start"], "meterStop": entry["meter"] + 1, "timestamp": self.time()}
        if await self.call("StopTransaction", stop) is not None:
            entry["stop"] = stop["meterStop"]

    def time(self):
        # A time of its own for each transaction, by which it is told from the others.
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1767225600 + self.round)) + "Z"

    async def call(self, action, payload):
        """Gives the answer; None when the load ends first."""
        id = uuid.uuid4().hex
        frame = json.dumps([2, id, action, payload])
        while not self.ended.is_set():
            try:
                await self.connect()
                begin = time.monotonic()
                await self.socket.send(frame)
                answer = await self.answer(id)
                now = time.monotonic()
                self.latencies.append(now - begin)
                self.gaps.append(now - self.last_answer)
                self.last_answer = now
                self.answered += 1
                if self.pause:
                    await asyncio.sleep(self.pause)
                if answer[0] == 4:
                    self.errors.append(answer)
                    await asyncio.sleep(1)
                    continue
                return answer[2]
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError):
                await self.drop()
                await asyncio.sleep(0.2)
        return None

    async def answer(self, id):
        deadline = time.monotonic() + 45
        while True:
            text = await asyncio.wait_for(self.socket.recv(), max(deadline - time.monotonic(), 0.01))
            message = json.loads(text)
            if message[0] == 2:
                await self.socket.send(json.dumps([3, message[1], {"status": "Accepted"}]))
            elif message[1] == id:
                return message

    async def connect(self):
        if self.socket is not None:
            return
        url = self.urls[self.closes % len(self.urls)]
        self.socket = await asyncio.wait_for(
            websockets.connect(url(self.id), subprotocols=["ocpp1.6"], open_timeout=10, max_queue=None), 15)

    async def drop(self):
        self.closes += 1
        if self.socket is not None:
            with contextlib.suppress(Exception):
                self.socket.transport.abort()
        self.socket = None


class Load:
    """Many stations at once."""

    def __init__(self, count, urls, prefix="CP", pause=0.0):
        self.stations = [Station(f"{prefix}-{number}", urls, pause) for number in range(count)]
        self.tasks = []

    async def __aenter__(self):
        self.tasks = [asyncio.create_task(station.run()) for station in self.stations]
        return self

    async def __aexit__(self, kind, *_):
        await self.end()

    async def end(self, within=60):
        """Lets each station finish what it waits for."""
        for station in self.stations:
            station.ended.set()
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=within)
            for task in late:
                task.cancel()
            for task in self.tasks:
                if task.done() and not task.cancelled() and task.exception():
                    raise task.exception()
        self.tasks = []

    @property
    def answered(self):
        return sum(station.answered for station in self.stations)

    async def progress(self, count, within=60):
        """Waits for so many answers more."""
        target = self.answered + count
        deadline = time.monotonic() + within
        while self.answered < target:
            expect(time.monotonic() < deadline, f"no {count} answers within {within} s")
            await asyncio.sleep(0.02)

    def longest_gap(self):
        return max(max(station.gaps, default=0) for station in self.stations)

    def latency(self, share):
        values = sorted(value for station in self.stations for value in station.latencies)
        return values[min(int(len(values) * share), len(values) - 1)] if values else 0

    def check(self, api):
        """Compares what was answered with what the store has: nothing lost, nothing twice."""
        lost, doubled, checked = [], [], 0
        for station in self.stations:
            expect(not station.errors, f"{station.id} was answered {station.errors[:3]}")
            stored, after = [], None
            while True:
                page = api.get(
                    f"/api/v1/chargepoints/{station.id}/transactions", limit=1000, **({"after": after} if after else {}))
                stored += page["items"]
                after = page.get("next")
                if not after:
                    break
            by_time = {}
            for transaction in stored:
                by_time.setdefault(transaction["startTimestamp"], []).append(transaction)
            for timestamp, same in by_time.items():
                if len(same) > 1:
                    doubled.append(f"{station.id}: {timestamp} has {len(same)} transactions")
            for entry in station.transactions:
                if entry["start"] is None:
                    continue
                checked += 1
                found = by_time.get(entry["timestamp"], [])
                if [str(t["transactionId"]) for t in found] != [str(entry["start"])]:
                    lost.append(f"{station.id}: start {entry['timestamp']} as {entry['start']}, found {found}")
                    continue
                if entry["stop"] is not None and found[0]["status"] != "ended":
                    lost.append(f"{station.id}: stop of {entry['start']}")
                self.check_values(api, station, entry, lost, doubled)
        expect(not lost, f"{len(lost)} lost, such as {lost[:3]}")
        expect(not doubled, f"{len(doubled)} twice, such as {doubled[:3]}")
        return checked

    @staticmethod
    def check_values(api, station, entry, lost, doubled):
        data = api.get(f"/api/v1/transactions/{entry['start']}/meter-values", station=station.id)
        found = [
            value["sampledValue"][0]["value"] for item in data["items"] for value in item["values"]]
        for value in entry["values"]:
            if value not in found:
                lost.append(f"{station.id}: {value} of {entry['start']}, found {found}")
        if len(found) != len(set(found)):
            doubled.append(f"{station.id}: values {found} of {entry['start']}")
