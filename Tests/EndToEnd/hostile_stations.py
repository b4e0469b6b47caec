"""Stations that connect twice, repeat themselves, talk without pause or don't listen."""

import asyncio
import json

from gateway import expect, expect_equal
from rawstation import CLOSE, TEXT, RawStation, frame, request

START = '[2,"%s","StartTransaction",{"connectorId":1,"idTag":"NOBODY","meterStart":%d,"timestamp":"2026-03-14T09:26:%02dZ"}]'


async def connects_twice(gateway):
    async with RawStation.connected(gateway, "TWICE") as first, RawStation.connected(gateway, "TWICE") as second:
        expect_equal(await first.closed(), 1008, "the first connection's close code")
        second.send('[2,"1","Heartbeat",{}]')
        expect_equal((await second.text())[:6], '[3,"1"', "the answer on the second")
        clients = await asyncio.to_thread(gateway.get, "/clients")
        count = [client["clientId"] for client in clients["clients"]].count("TWICE")
        expect_equal(count, 1, "connections of the station")


async def repeats_itself(gateway):
    async with RawStation.connected(gateway, "REPEATS") as station:
        station.send(START % ("s", 5, 1))
        first = await station.text()
        # The same id and payload; the same start with another id; another start with the same id.
        station.send(START % ("s", 5, 1))
        expect_equal(await station.text(), first, "the answer to the same message")
        station.send(START % ("t", 5, 1))
        again = json.loads(await station.text())
        transaction = json.loads(first)[2]["transactionId"]
        expect_equal(again[2]["transactionId"], transaction, "the transaction of the same start")
        station.send(START % ("s", 6, 2))
        other = json.loads(await station.text())[2]["transactionId"]
        expect(other != transaction, "another start got the same transaction")
        found = await asyncio.to_thread(gateway.get, "/api/v1/chargepoints/REPEATS/transactions")
        expect_equal(
            sorted(item["transactionId"] for item in found["items"]), sorted([transaction, other]), "transactions")


async def stops_a_strangers_transaction(gateway):
    async with RawStation.connected(gateway, "VICTIM") as victim, RawStation.connected(gateway, "THIEF") as thief:
        victim.send(START % ("s", 5, 1))
        transaction = json.loads(await victim.text())[2]["transactionId"]
        thief.send(
            '[2,"x","StopTransaction",{"transactionId":%d,"meterStop":9,"timestamp":"2026-03-14T09:27:00Z"}]'
            % transaction)
        expect_equal(json.loads(await thief.text())[:2], [3, "x"], "the answer to the stop")
        found = await asyncio.to_thread(gateway.get, f"/api/v1/transactions/{transaction}", station="VICTIM")
        expect_equal(found["status"], "active", "the victim's transaction")


async def pipelines(gateway):
    async with RawStation.connected(gateway, "PIPELINES") as station:
        # Many more than may wait: the rest is read when there is room, and nothing is lost.
        count = 500
        station.write(b"".join(frame(TEXT, f'[2,"{index}","Heartbeat",{{}}]') for index in range(count)))
        ids = [json.loads(await station.text())[1] for _ in range(count)]
        expect_equal(ids, [str(index) for index in range(count)], "the answers' order")


async def does_not_read(gateway):
    async with RawStation.connected(gateway, "DEAF") as station:
        # Unknown actions are answered at once, with more than was asked.
        flood = frame(TEXT, '[2,"1","MakeCoffee",{}]') * 1000
        try:
            for _ in range(300):
                station.write(flood)
                await asyncio.wait_for(station.writer.drain(), 2)
        except (TimeoutError, ConnectionError):
            # It is no longer read from, so that its answers don't fill the memory.
            return station.writer.transport.abort()
        raise AssertionError("300,000 messages were taken from a station that doesn't read")


async def talks_after_its_close(gateway):
    async with RawStation.connected(gateway, "TALKS-ON") as station:
        station.write(frame(CLOSE, b"\x03\xe8") + frame(TEXT, START % ("s", 5, 1)))
        expect_equal(await station.closed(), 1000, "the close code")
        found = await asyncio.to_thread(gateway.get, "/api/v1/chargepoints/TALKS-ON/transactions")
        expect_equal(found["items"], [], "transactions")


async def talks_with_its_handshake(gateway):
    async with RawStation.socket(gateway) as station:
        station.write(request("/ocpp/HASTY") + frame(TEXT, '[2,"1","Heartbeat",{}]') + frame(TEXT, '[2,"2","Heartbeat",{}]'))
        expect_equal((await station.response())[0], 101, "the status")
        for id in "12":
            expect_equal((await station.text())[:6], f'[3,"{id}"', "the answer")


async def hangs_up_in_the_middle(gateway):
    async with RawStation.connected(gateway, "HANGS-UP") as station:
        station.write(frame(TEXT, START % ("s", 5, 1))[:-10])
        await station.writer.drain()
        station.writer.transport.abort()
    for _ in range(100):
        clients = await asyncio.to_thread(gateway.get, "/clients")
        if "HANGS-UP" not in [client["clientId"] for client in clients["clients"]]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the station is still listed as connected after 5 s")


STATIONS = [
    ("connects twice: the newcomer wins", connects_twice),
    ("repeats itself: the same answer, nothing twice", repeats_itself),
    ("stops another station's transaction", stops_a_strangers_transaction),
    ("sends 500 messages at once", pipelines),
    ("sends without reading", does_not_read),
    ("talks on after its close", talks_after_its_close),
    ("doesn't wait for the handshake's answer", talks_with_its_handshake),
    ("hangs up in the middle of a frame", hangs_up_in_the_middle),
]
