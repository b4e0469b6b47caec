#!/usr/bin/env python3
"""Backups of gateways that work, from one kind of store to the other and back.

    backup.py GATEWAY           where GATEWAY is the built program
"""

import asyncio
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

from cluster import Process, RedisProcess, expect, eventually, say
from ledger import Load


class Folder:
    def __init__(self, executable, path):
        self.executable, self.path = executable, pathlib.Path(path)

    def gateway(self, command, process, *words, status=0):
        """Runs a command with the configuration of a process."""
        run = subprocess.run(
            [self.executable, command, "--config", process.configuration, *words], cwd=self.path, capture_output=True,
            text=True, timeout=60)
        expect(run.returncode == status, f"{command} {words} ended with {run.returncode}: {run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    def process(self, name, redis=None):
        return Process(self.executable, self.path, redis, name, "all")


async def work(folder, process, load, file):
    """Backs up while stations charge; gives what they had been answered when it began."""
    async with load:
        await load.progress(200)
        before = [
            (station.id, dict(entry)) for station in load.stations for entry in station.transactions if entry["start"]]
        before = [(station, entry | {"values": list(entry["values"])}) for station, entry in before]
        say("  " + (await asyncio.to_thread(folder.gateway, "backup", process, file)).strip())
        await load.progress(50)
    return before


def check_moment(api, before):
    """What a store has that was restored from a backup of one that worked: all from before, and nothing by halves."""
    for station, entry in before:
        found = [
            t for t in api.get(f"/api/v1/chargepoints/{station}/transactions", limit=1000)["items"]
            if str(t["transactionId"]) == str(entry["start"])]
        expect(len(found) == 1, f"{station} has {len(found)} of {entry}")
        values = api.get(f"/api/v1/transactions/{entry['start']}/meter-values", station=station)["items"]
        expect(len(values) >= len(entry["values"]), f"of {entry} only {values} are there")
        expect(entry["stop"] is None or found[0]["status"] == "ended", f"the stop of {entry} is lost: {found}")
        expect(found[0]["status"] != "ended" or len(values) == 2, f"{found} has ended, with {values}")
    say(f"  {len(before)} transactions from before it, all there")


def check_files(folder, process):
    """A file that isn't what was written is refused, and nothing is written."""
    good = (folder.path / "second.backup").read_bytes()
    lines = gzip.decompress(good).splitlines(keepends=True)
    altered = [line.replace(b'"Accepted"', b'"Accepteb"', 1) for line in lines]
    for name, content, problem in [
        ("cut", good[:len(good) // 2], "part of a backup"),
        ("lines", gzip.compress(b"".join(lines[:-3])), "part of a backup"),
        ("altered", gzip.compress(b"".join(altered)), "altered"),
        ("dropped", gzip.compress(b"".join(lines[:5] + lines[6:])), "checksum"),
        ("longer", gzip.compress(b"".join(lines) + b"{}\n"), "goes on after its end"),
        ("newer", gzip.compress(lines[0].replace(b'"version":1', b'"version":9') + b"".join(lines[1:])), "newer gateway"),
        ("other", gzip.compress(b"{}\n"), "no backup"), ("text", b"hello\n", "no gzip"),
    ]:
        (folder.path / name).write_bytes(content)
        told = folder.gateway("restore", process, name, status=2)
        expect(problem in told, f"of the file '{name}' it said: {told}")
    expect("No such file" in folder.gateway("restore", process, "none", status=2), "a missing file isn't missed")
    expect("is empty" in folder.gateway("restore", process, "--dry-run", "second.backup"), "something was written")


def main():
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(os.path.abspath(sys.argv[1]), path)
        redis = RedisProcess(path).start()
        children = [redis]
        try:
            say("from SQLite to Redis")
            embedded = folder.process("embedded").start()
            children.append(embedded)
            load = Load(8, [embedded.url])
            asyncio.run(work(folder, embedded, load, "first.backup"))
            folder.gateway("backup", embedded, "second.backup")
            expect(
                "there already" in folder.gateway("backup", embedded, "second.backup", status=2), "it was overwritten")
            mode = (folder.path / "second.backup").stat().st_mode & 0o777
            expect(mode == 0o600, f"others may read it: {mode:o}")
            expect("in use" in folder.gateway("restore", embedded, "--replace", "second.backup", status=2), "not in use?")
            embedded.stop()

            whole = folder.process("whole", redis)
            check_files(folder, whole)
            folder.gateway("restore", whole, "second.backup")
            expect("isn't empty" in folder.gateway("restore", whole, "second.backup", status=2), "it was empty?")
            folder.gateway("restore", whole, "--dry-run", "second.backup", status=1)
            whole.start()
            children.append(whole)
            say(f"  {load.check(whole)} transactions, all there")

            say("from Redis to SQLite")
            before = asyncio.run(work(folder, whole, Load(8, [whole.url], prefix="RE"), "third.backup"))
            expect("work with" in folder.gateway("restore", whole, "--replace", "third.backup", status=2), "nobody works?")
            whole.stop()
            eventually("nobody works", 10, lambda: folder.gateway("restore", whole, "--replace", "third.backup"))
            second = folder.process("second")
            folder.gateway("restore", second, "third.backup")
            second.start()
            children.append(second)
            check_moment(second, before)
            say(f"  {load.check(second)} transactions of the first store, all there")
        finally:
            for child in reversed(children):
                child.kill()
    say("backup: all well")


if __name__ == "__main__":
    main()
