#!/usr/bin/env python3
"""What many processes cost: messages a second, waiting and the work of Redis, beside one process with SQLite.

    measure.py GATEWAY [SECONDS] [STATIONS]     where GATEWAY is the built program
"""

import asyncio
import os
import sys
import tempfile
import time

from cluster import Process, RedisProcess, say
from ledger import Load

TICK = os.sysconf("SC_CLK_TCK")


def cpu(process):
    """Seconds of processor time so far."""
    with open(f"/proc/{process.process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def work(hand):
    """Commands and bytes so far; a script's own commands count."""
    values = {}
    for section in ["stats", "commandstats"]:
        for line in hand("INFO", section).decode().splitlines():
            name, _, value = line.partition(":")
            values[name] = value
    calls = sum(
        int(value.split(",")[0].split("=")[1]) for name, value in values.items() if name.startswith("cmdstat_"))
    return (
        int(values["total_commands_processed"]), calls,
        int(values["total_net_input_bytes"]), int(values["total_net_output_bytes"]))


async def measure(title, processes, edge, redis, seconds, count):
    load = Load(count, [edge.url], prefix=title.replace(" ", "").replace("+", "-"))
    hand = redis.connect() if redis else None
    async with load:
        await load.progress(count * 5)
        before = load.answered, time.monotonic(), [cpu(p) for p in processes], work(hand) if hand else None
        for station in load.stations:
            station.latencies.clear()
        await asyncio.sleep(seconds)
        after = load.answered, time.monotonic(), [cpu(p) for p in processes], work(hand) if hand else None
    answers = after[0] - before[0]
    row = (f"{title:28} {answers / (after[1] - before[1]):8.0f}/s  p50 {load.latency(0.5) * 1000:6.1f} ms"
           f"  p99 {load.latency(0.99) * 1000:6.1f} ms")
    for process, begin, end in zip(processes, before[2], after[2]):
        row += f"  {process.name} {(end - begin) / answers * 1e6:.0f} µs"
    if hand:
        commands, calls, received, sent = [(b - a) / answers for a, b in zip(before[3], after[3])]
        row += f"  Redis: {commands:.1f} commands ({calls:.1f} with those of scripts), {received:.0f} B in, {sent:.0f} B out"
    say(row)


def main():
    executable = sys.argv[1]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    say("processor time and work of Redis are for one message of a station and its answer")
    with tempfile.TemporaryDirectory() as folder:
        single = Process(executable, folder, None, "embedded", "all").start()
        asyncio.run(measure("embedded", [single], single, None, seconds, count))
        single.stop()
        redis = RedisProcess(folder).start()
        edge = Process(executable, folder, redis, "edge", "edge").start()
        processors = []
        try:
            for number in (1, 2):
                processors.append(Process(executable, folder, redis, f"processor-{number}", "processor").start())
                asyncio.run(
                    measure(f"edge + {number} processors", [edge, *processors, redis], edge, redis, seconds, count))
        finally:
            for process in [edge, *processors, redis]:
                process.kill()


if __name__ == "__main__":
    main()
