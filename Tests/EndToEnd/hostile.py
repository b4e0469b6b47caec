#!/usr/bin/env python3
"""Malformed frames and hostile handshakes: each gets its answer, and the connection next to them doesn't notice.

    hostile.py GATEWAY [NAME]   where GATEWAY is the built program; only cases whose name has NAME in it
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
import traceback

from gateway import Gateway, Mismatch
from hostile_frames import FRAMES, check_frame
from hostile_handshakes import HANDSHAKES, check_handshake
from hostile_stations import STATIONS
from hostile_websocket import WEBSOCKET, check_websocket
from rawstation import RawStation

# A short handshake so that slow ones needn't be waited for; few bytes so that too many are quickly sent.
OPTIONS = "  handshake_timeout: 1s\n  max_message_size: 256KiB\n  max_fragments: 64\n"


class Neighbour:
    """A well-behaved station that says Heartbeat all the while."""

    def __init__(self):
        self.count = 0
        self.slowest = 0.0

    async def run(self, gateway):
        async with RawStation.connected(gateway, "NEIGHBOUR") as station:
            while True:
                begin = time.monotonic()
                station.send(f'[2,"{self.count}","Heartbeat",{{}}]')
                answer = json.loads(await station.text(within=1))
                if answer[0] != 3 or answer[1] != str(self.count):
                    raise Mismatch(f"the neighbour's Heartbeat was answered {answer}")
                self.slowest = max(self.slowest, time.monotonic() - begin)
                self.count += 1
                await asyncio.sleep(0.02)


def cases(gateway):
    """All cases: a name, and what checks it."""
    for case in FRAMES:
        yield f"frame ({case.version}): {case.name}", lambda: check_frame(gateway, case)
    for case in WEBSOCKET:
        yield f"WebSocket: {case.name}", lambda: check_websocket(gateway, case)
    for case in HANDSHAKES:
        yield f"handshake: {case.name}", lambda: check_handshake(gateway, case)
    for name, check in STATIONS:
        yield f"station: {name}", lambda: check(gateway)


async def run(gateway, part):
    neighbour = Neighbour()
    watching = asyncio.create_task(neighbour.run(gateway))
    count = 0
    failures = []
    for name, check in cases(gateway):
        if part not in name:
            continue
        count += 1
        begin = time.monotonic()
        try:
            await asyncio.wait_for(check(), 20)
        except Exception as error:  # the others are to be seen too
            text = str(error) if isinstance(error, Mismatch) else traceback.format_exc(limit=-2).strip()
            failures.append(f"{name}: {text}")
            print(f"FAILED   {failures[-1]}", flush=True)
        else:
            print(f"as it should be   {name}   {(time.monotonic() - begin) * 1000:.0f} ms", flush=True)
        if watching.done():
            break
    if not watching.done():
        await asyncio.sleep(0.1)
        if not watching.done():
            watching.cancel()
    try:
        await watching
    except asyncio.CancelledError:
        pass
    except Exception as error:
        failures.append(f"the neighbour noticed: {type(error).__name__}: {error}")
    if gateway.process.poll() is not None:
        failures.append(f"the gateway ended with exit code {gateway.process.returncode}")
    print(
        f"{count} cases, {len(failures)} failures; the neighbour had {neighbour.count} Heartbeats answered,"
        f" the slowest in {neighbour.slowest * 1000:.0f} ms", flush=True)
    return failures


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        gateway = Gateway(sys.argv[1], folder, OPTIONS)
        stack.callback(gateway.kill)
        try:
            gateway.start()
            failures = asyncio.run(run(gateway, sys.argv[2] if len(sys.argv) == 3 else ""))
        except Mismatch as error:
            failures = [str(error)]
        if failures:
            sys.exit("FAILED:\n" + "\n".join(failures) + f"\n--- end of the gateway's log ---\n{gateway.log()}")


if __name__ == "__main__":
    main()
