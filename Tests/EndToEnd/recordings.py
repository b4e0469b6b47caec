#!/usr/bin/env python3
"""Recordings of a real gateway: what `kill -9` leaves of them can be read; a day of simulated stations, replayed against its own
configuration, has no differences, and against one whose plugin knows a token less, exactly those that follow from it.

    recordings.py GATEWAY EXAMPLES      EXAMPLES is the folder of the plugins' libraries (Scripts/examples)
"""

import asyncio
import collections
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from gateway import Gateway, Mismatch, expect, expect_equal
from script import say
from stations import Station16, connected

DAY = pathlib.Path(__file__).resolve().parents[2] / "Examples" / "Simulations" / "day.yaml"
OPTIONS = "  heartbeat_interval: 1800s\n"


def run(executable, *arguments):
    return subprocess.run([executable, *map(str, arguments)], capture_output=True, text=True, timeout=120)


def recordings(folder):
    return sorted((folder / "recordings").glob("trace-*.jsonl.gz"))


def configuration(folder, examples, tokens):
    return (
        f"record: {{ folder: {folder / 'recordings'}, redact: [keys] }}\n"
        "handlers: { core: { concurrent_transactions: true, unknown_id_tags: accept } }\n"
        f"plugins:\n  - id: allow\n    library: {examples / 'libAllowList.so'}\n    config: {{ file: {tokens} }}\n"
        'chains:\n  ocpp1.6: { "*": [allow, core] }\n  ocpp2.0.1: { "*": [allow, core] }\n')


def report(executable, folder):
    child = run(executable, "validate", "--format", "trace", "--report", "json", *recordings(folder))
    return child.returncode, json.loads(child.stdout)


async def talk(gateway, folder):
    """A station says something; gives how many frames are in the files once all are."""
    async with connected(Station16, "CP-1", gateway.url("CP-1")) as station:
        await station.boot()
        for _ in range(20):
            await station.authorize("TAG-1")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if recordings(folder) and (messages := report(gateway.executable, folder)[1]["messages"]) == 44:
                return messages
            await asyncio.sleep(0.1)
    raise Mismatch("the frames didn't come to the file")


def killed(executable, examples):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "recordings").mkdir()
        (folder / "tokens").write_text("TAG-1\n")
        gateway = Gateway(executable, folder, OPTIONS, configuration(folder, examples, folder / "tokens"))
        gateway.start()
        try:
            messages = asyncio.run(talk(gateway, folder))
        finally:
            gateway.kill()
        files = recordings(folder)
        expect_equal(len(files), 1, "files of the recording")
        try:
            gzip.decompress(files[0].read_bytes())
            raise Mismatch("the file has an end: the gateway wasn't killed")
        except EOFError:
            pass
        code, result = report(executable, folder)
        expect_equal((code, result["unusable"]), (0, 0), "exit code and unusable lines of the report")
        # Closing the connection may have been recorded, or what the station said last not.
        expect(result["messages"] >= messages, f"of {messages} frames {result['messages']} are left")
        # The next one records beside it.
        gateway.start()
        gateway.kill()
        expect_equal(files[0].exists(), True, "the killed gateway's recording, after the next start")
        say(f"kill -9: all {result['messages']} frames can be read")


def traffic(folder):
    for file in recordings(folder):
        with gzip.open(file, "rt") as lines:
            yield from map(json.loads, lines)


def answered(folder, tag):
    """How often each action with a token was answered by a CALLRESULT."""
    waiting, counts = {}, collections.Counter()
    for record in traffic(folder):
        key = (record["chargePointId"], record["meta"]["epoch"], record.get("messageId"))
        payload = record.get("payload") or {}
        if record["direction"] == "cp-to-csms" and record["messageType"] == "CALL":
            token = payload.get("idToken", {}).get("idToken") if "idToken" in payload else payload.get("idTag")
            waiting[key] = (record["action"], token)
        elif record["direction"] == "csms-to-cp" and record["messageType"] == "CALLRESULT":
            action, token = waiting.get(key, (None, None))
            if token == tag and action != "StopTransaction":
                counts[record["ocppVersion"], action] += 1
    return counts


def replay(executable, folder, candidate, *options):
    file = folder / "candidate.yaml"
    file.write_text(candidate)
    child = run(executable, "replay", "--config", file, "--report", "json", *options, *recordings(folder))
    expect(child.returncode in (0, 1), f"replay ended with {child.returncode}: {child.stderr}")
    return json.loads(child.stdout)


def day(executable, examples):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "recordings").mkdir()
        tokens = folder / "tokens"
        tokens.write_text("TAG-1\nTAG-2\nTAG-3\nTAG-4\n")
        same = configuration(folder, examples, tokens)
        gateway = Gateway(executable, folder, OPTIONS, same)
        gateway.start()
        try:
            child = run(
                executable, "simulate", "--url", gateway.url("").rstrip("/"), "--script", DAY, "--speed", 9600, "--seed", 1)
            expect_equal(child.returncode, 0, f"exit code of the simulator, which said:\n{child.stdout}{child.stderr}")
            # So that the recording ends as it should.
            gateway.process.terminate()
            gateway.process.wait(30)
        finally:
            gateway.kill()

        candidate = f"ocpp:\n{OPTIONS}" + same.split("\n", 1)[1]
        result = replay(executable, folder, candidate)
        expect_equal(result["findings"], [], "differences of the day from itself")
        expect(result["answers"] > 1000, f"only {result['answers']} answers were compared")
        say(f"replay against itself: {result['answers']} answers, no differences")

        shorter = folder / "shorter"
        shorter.write_text("TAG-1\nTAG-3\nTAG-4\n")
        expected = {
            (action, "/idTagInfo/status" if version == "1.6" else "/idTokenInfo/status",
             '"Accepted"', '"Invalid"' if version == "1.6" else '"Unknown"'): count
            for (version, action), count in answered(folder, "TAG-2").items()}
        expect(len(expected) == 4, f"the day hasn't all kinds of messages with the token: {expected}")
        result = replay(executable, folder, candidate.replace(str(tokens), str(shorter)))
        found = collections.Counter(
            (finding["action"], finding["pointer"], finding["recorded"], finding["now"]) for finding in result["findings"])
        expect_equal(dict(found), expected, "differences that a plugin with a token less makes")
        say(f"replay against a plugin with a token less: its {sum(found.values())} answers differ, and no other")


def main():
    executable, examples = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    try:
        killed(executable, examples)
        day(executable, examples)
    except Mismatch as mismatch:
        sys.exit(f"recordings: {mismatch}")


if __name__ == "__main__":
    main()
