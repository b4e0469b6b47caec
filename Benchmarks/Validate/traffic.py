#!/usr/bin/env python3
"""Writes traffic of stations to measure `gateway validate` with: messages of Benchmarks/Messages as frames, each CALL followed
by its answer, of 200 stations in turn, half of them 2.0.1. One CALL in a hundred has a member that its schema doesn't.

usage: traffic.py FORMAT MEGABYTES > FILE        FORMAT: frames, log, trace, records

Frames and logs don't say their version, so those are of 1.6 only.
"""
import itertools
import json
import pathlib
import sys

STATIONS = 200
# The text is written over and over, since only its size matters.
PIECE = 16_000_000
NOW = {"currentTime": "2026-03-14T09:26:03.111Z"}
ACCEPTED = {"idTagInfo": {"status": "Accepted"}}
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Messages"

# What a station says in a session: how often, action, which of the corpus's requests, the answer. The corpus's own answer
# is taken when there is none here, and no request of it when there is no number.
SESSIONS = {
    "1.6": ("messages_16.jsonl", [
        (6, "Heartbeat", 0, NOW), (10, "MeterValues", 0, {}), (1, "MeterValues", 1, {}), (4, "StatusNotification", 0, {}),
        (2, "Authorize", 0, None), (1, "StartTransaction", 0, None), (1, "StopTransaction", 0, None),
        (1, "BootNotification", 0, None), (1, "DataTransfer", 0, {"status": "Accepted"}),
        (1, "GetConfiguration", None, None),
    ]),
    "2.0.1": ("messages_201.jsonl", [
        (6, "Heartbeat", 0, NOW), (4, "TransactionEvent", 0, None), (8, "TransactionEvent", 1, {}),
        (1, "TransactionEvent", 2, {}), (4, "StatusNotification", 0, {}), (2, "Authorize", 0, None),
        (1, "BootNotification", 0, None), (1, "MeterValues", 0, {}), (1, "DataTransfer", 0, {"status": "Accepted"}),
        (1, "GetVariables", 0, None),
    ]),
}
OF_THE_GATEWAY = {"GetConfiguration", "GetVariables"}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def session(version):
    """(action, request, response) in the order of a session."""
    file, steps = SESSIONS[version]
    corpus = {}
    for text in (FOLDER / file).read_text().splitlines():
        message = json.loads(text)
        corpus.setdefault((message["action"], message["direction"]), []).append(message["payload"])
    pairs = []
    for count, action, number, response in steps:
        request = {} if number is None else corpus[action, "request"][number]
        pairs += [(action, request, corpus[action, "response"][0] if response is None else response)] * count
    return pairs


def messages(form):
    """(time, station, version, whether the station sends it, action, message id, payload, whether it is a CALL), endlessly."""
    versions = [(version, session(version)) for version in (["1.6"] if form in ("frames", "log") else SESSIONS)]
    for number in itertools.count():
        version, pairs = versions[number % len(versions)]
        station = f"BENCH-{number % STATIONS:04}"
        action, request, response = pairs[number // STATIONS % len(pairs)]
        if number % 100 == 7:
            request = {**request, "benchVendorExtension": "x"}
        second, millisecond = divmod(number * 7, 1000)
        time = f"2026-03-14T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.{millisecond:03}Z"
        identifier = f"{number:08x}-7d1e-4c2a-9b3f-5e6a7b8c9d0e"
        inbound = action not in OF_THE_GATEWAY
        yield time, station, version, inbound, action, identifier, request, True
        yield time, station, version, not inbound, action, identifier, response, False


def line(form, time, station, version, inbound, action, identifier, payload, is_call):
    frame = [2, identifier, action, payload] if is_call else [3, identifier, payload]
    if form == "frames":
        return compact(frame)
    if form == "log":
        return f"{time} INFO  [ws-{station}] {'<-' if inbound else '->'} {compact(frame)}"
    if form == "records":
        return compact({
            "id": identifier, "version": version, "direction": "request" if is_call else "response", "action": action,
            "payload": compact(payload)})
    return compact({
        "schemaVersion": "1.1", "timestamp": time, "ocppVersion": version, "transport": "json", "chargePointId": station,
        "direction": "cp-to-csms" if inbound else "csms-to-cp", "messageType": "CALL" if is_call else "CALLRESULT",
        "messageId": identifier, "action": action, "payload": payload, "raw": compact(frame),
        "meta": {"gateway": "gateway-1", "epoch": 1, "verdict": "conforms"}})


def main():
    form, size = sys.argv[1], int(sys.argv[2]) * 1_000_000
    piece, length = [], 0
    for message in messages(form):
        text = line(form, *message)
        piece.append(text)
        length += len(text) + 1
        if length >= min(PIECE, size) and not message[-1]:
            break
    data = ("\n".join(piece) + "\n").encode()
    for _ in range(-(-size // len(data))):
        sys.stdout.buffer.write(data)


main()
