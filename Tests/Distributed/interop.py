#!/usr/bin/env python3
"""The seed's own programs on the other side, by hand-written Redis commands, in both directions.

    interop.py GATEWAY          where GATEWAY is the built program
"""

import asyncio
import json
import sys
import tempfile
import threading
import time

import websockets

from cluster import Process, RedisProcess, expect, eventually, say


def envelope(station, frame):
    """As the seed's edge writes it."""
    return json.dumps({
        "charge_point_id": station, "message_type": frame[0], "message_id": frame[1], "action": frame[2],
        "payload": frame, "timestamp": "2026-09-15T12:00:00Z", "ws_server_id": "ws-1"}, separators=(",", ":"))


def seeds_edge(executable, folder, redis):
    """The seed's edge pushes requests and pops replies: our processor answers."""
    say("the seed's edge with our processor")
    processor = Process(executable, folder, redis, "gw-processor", "processor").start()
    hand = redis.connect()

    def exchange(station, text, within=10):
        hand("LPUSH", "ocpp:requests", text)
        reply = hand("BRPOP", f"ocpp:responses:{station}", within)
        expect(reply is not None, f"no reply to {text}")
        return json.loads(reply[1])

    boot = [2, "1", "BootNotification", {"chargePointVendor": "ACME", "chargePointModel": "One"}]
    reply = exchange("SEED-1", envelope("SEED-1", boot))
    expect(list(reply)[:2] == ["charge_point_id", "message_type"], f"the fields are {list(reply)}")
    expect(reply["charge_point_id"] == "SEED-1" and reply["message_type"] == 3, f"reply {reply}")
    expect("action" not in reply, f"a reply has no action: {reply}")
    expect(reply["payload"][0] == 3 and reply["payload"][1] == "1", f"reply {reply}")
    expect(reply["payload"][2]["status"] == "Accepted", f"reply {reply}")

    # What the seed's programs leave out or get wrong.
    start = {"connectorId": 1, "idTag": "A", "meterStart": 0, "timestamp": "2026-09-15T12:00:00Z"}
    odd = json.dumps({
        "payload": [2, "2", "StartTransaction", start], "more": {"a": [1]}, "message_type": 0, "message_id": "",
        "timestamp": "yesterday", "charge_point_id": "SEED-1"})
    first = exchange("SEED-1", odd)["payload"]
    expect(first[0] == 3 and first[2]["transactionId"] > 0, f"start was answered {first}")
    again = exchange("SEED-1", odd)["payload"]
    expect(again == first, f"the same start again was answered {again}, not {first}")

    # Pipelined by one station: in order.
    for number in range(50):
        hand("LPUSH", "ocpp:requests", envelope("SEED-2", [2, f"m{number}", "Heartbeat", {}]))
    ids = [json.loads(hand("BRPOP", "ocpp:responses:SEED-2", 10)[1])["payload"][1] for _ in range(50)]
    expect(ids == [f"m{number}" for number in range(50)], f"the order is {ids}")

    # What names no station is put aside, and hurts nobody.
    hand("LPUSH", "ocpp:requests", "no JSON at all", '[2,"1","Heartbeat",{}]')
    expect(exchange("SEED-3", envelope("SEED-3", [2, "9", "Heartbeat", {}]))["payload"][1] == "9", "after that, no reply")
    eventually("two dead letters", 10, lambda: hand("LLEN", "ocpp:dead") == 2)
    processor.stop()
    hand("DEL", "ocpp:dead")
    hand.close()


class SeedsProcessor(threading.Thread):
    """Pops requests, pushes replies; it wakes nobody and knows no epochs."""

    def __init__(self, redis):
        super().__init__(daemon=True)
        self.hand = redis.connect()
        self.hand.socket.settimeout(60)
        self.seen = []
        self.ends = False

    def run(self):
        while not self.ends:
            popped = self.hand("BRPOP", "ocpp:requests", 1)
            if popped is None:
                continue
            message = json.loads(popped[1])
            self.seen.append(message)
            frame = message["payload"]
            if frame[0] != 2:
                continue
            reply = [3, frame[1], {"currentTime": "2026-09-15T12:00:00Z"}]
            self.hand("LPUSH", f"ocpp:responses:{message['charge_point_id']}", json.dumps({
                "charge_point_id": message["charge_point_id"], "message_type": 3, "message_id": frame[1],
                "payload": reply, "timestamp": "2026-09-15T12:00:00Z", "ws_server_id": ""}))


async def seeds_processor(executable, folder, redis):
    """Our edge in front of the seed's processor."""
    say("our edge with the seed's processor")
    hand = redis.connect()
    edge = Process(executable, folder, redis, "gw-edge", "edge").start()
    listener = redis.connect()
    listener("SUBSCRIBE", "ocpp:control:connect")
    seed = SeedsProcessor(redis)
    seed.start()
    async with websockets.connect(edge.url("CP-001"), subprotocols=["ocpp1.6"]) as station:
        event = json.loads(listener._reply()[2])
        expect(event["event"] == "connect" and event["charge_point_id"] == "CP-001", f"event {event}")
        expect(event["ws_server_id"] == "gw-edge" and event["remote_addr"], f"event {event}")
        session = hand("HGETALL", "ocpp:session:CP-001")
        session = dict(zip([k.decode() for k in session[::2]], [v.decode() for v in session[1::2]]))
        for name in ["charge_point_id", "remote_addr", "ws_server_id", "connected_at", "last_activity", "metadata",
                     "epoch", "protocol"]:
            expect(name in session, f"{name} is missing in {session}")
        expect(0 < hand("PTTL", "ocpp:session:CP-001") <= 5000, "a session has no lease")
        expect(hand("SISMEMBER", "ocpp:active", "CP-001") == 1, "the station isn't active")

        begin = time.monotonic()
        await station.send('[2,"1","Heartbeat",{}]')
        reply = json.loads(await asyncio.wait_for(station.recv(), 10))
        expect(reply[0] == 3 and reply[1] == "1", f"reply {reply}")
        say(f"  answered in {time.monotonic() - begin:.2f} s, though nobody wakes the edge")
        expect(list(seed.seen[0])[:7] == [
            "charge_point_id", "message_type", "message_id", "action", "payload", "timestamp", "ws_server_id",
        ], f"the fields are {list(seed.seen[0])}")

        # A command of the seed's API: an envelope, then a bare array.
        for id, element in [
            ("c1", envelope("CP-001", [2, "c1", "ClearCache", {}]).replace(
                "2026-09-15T12:00:00Z", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))),
            ("c2", '[2,"c2","ClearCache",{}]'),
        ]:
            hand("LPUSH", "ocpp:responses:CP-001", element)
            command = json.loads(await asyncio.wait_for(station.recv(), 10))
            expect(command[:3] == [2, id, "ClearCache"], f"the station got {command}")
            await station.send(json.dumps([3, id, {"status": "Accepted"}]))
            eventually(
                f"the answer to {id}", 10,
                lambda: any(m["payload"] == [3, id, {"status": "Accepted"}] for m in seed.seen))
    eventually("the session is gone", 5, lambda: not hand("EXISTS", "ocpp:session:CP-001"))
    expect(hand("SISMEMBER", "ocpp:active", "CP-001") == 0, "the station is active still")

    # What was queued while the station was away is too old by now.
    hand("LPUSH", "ocpp:responses:CP-001", envelope("CP-001", [2, "old", "ClearCache", {}]))
    async with websockets.connect(edge.url("CP-001"), subprotocols=["ocpp1.6"]) as station:
        await station.send('[2,"2","Heartbeat",{}]')
        while True:
            message = json.loads(await asyncio.wait_for(station.recv(), 10))
            expect(message[1] != "old", "a command of long ago was sent")
            if message[1] == "2":
                break
    seed.ends = True
    seed.join()
    edge.stop()


def main():
    with tempfile.TemporaryDirectory() as folder:
        redis = RedisProcess(folder).start()
        try:
            seeds_edge(sys.argv[1], folder, redis)
            asyncio.run(seeds_processor(sys.argv[1], folder, redis))
        finally:
            redis.kill()
    say("interop: all well")


if __name__ == "__main__":
    main()
