#!/usr/bin/env python3
"""docker-compose.yml is one, and its commands serve: as processes, since a test has no engine.

    compose.py GATEWAY          where GATEWAY is the built program
"""

import asyncio
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from cluster import Child, Process, expect, eventually, free_port, say
from ledger import Load
from redis_by_hand import Redis

FILE = pathlib.Path(__file__).parents[2] / "docker-compose.yml"


def commands(text):
    """The services' commands, each a list in one line."""
    found = {}
    service = None
    for line in text.split("\nservices:\n")[1].splitlines():
        if name := re.fullmatch(r"  ([a-z]+):", line):
            service = name[1]
        elif command := re.fullmatch(r"    command: \[(.*)\]", line):
            found[service] = [word.strip().strip('"') for word in command[1].split(",")]
    return found


def environment(text):
    block = text.split("\n  environment:\n")[1].split("\n  depends_on:")[0]
    return {name: value.strip('"') for name, value in re.findall(r"^    ([A-Z_]+): (.+)$", block, re.MULTILINE)}


class Service(Child):
    """A gateway, configured by its environment alone."""

    request, get, url, log = Process.request, Process.get, Process.url, Process.log

    def __init__(self, executable, folder, name, words, variables, redis_port):
        self.name, self.port, self.http_port = name, free_port(), free_port()
        self.folder = pathlib.Path(folder)
        self.log_file = self.folder / f"{name}.log"
        variables = variables | {
            "REDIS_ADDR": f"127.0.0.1:{redis_port}", "GATEWAY_GATEWAY_ID": name,
            "GATEWAY_OCPP_LISTEN": f"127.0.0.1:{self.port}", "GATEWAY_HTTP_LISTEN": f"127.0.0.1:{self.http_port}"}
        with open(self.log_file, "ab") as output:
            self.process = subprocess.Popen(
                [os.path.abspath(executable), *words], cwd=folder, env=os.environ | variables, stdout=output,
                stderr=output, stdin=subprocess.DEVNULL)
        # As the image's health check asks.
        eventually(
            f"{name} is healthy\n{self.log()}", 30, lambda: self.lives and self.request("GET", "/health/live")[0] == 200)


def check_file():
    check = subprocess.run(["docker-compose", "-f", FILE, "config", "-q"], capture_output=True, text=True)
    expect(check.returncode == 0, f"docker-compose config: {check.stdout}{check.stderr}")


def simulate(executable, folder, words, edge, api):
    """The stations of the file, whose time goes faster, connect and charge."""
    url = words[words.index("--url") + 1]
    expect(url == "ws://edge:9000/ocpp", f"the stations connect to {url}")
    words = [f"ws://127.0.0.1:{edge.port}/ocpp" if word == url else word for word in words]
    count = int(words[words.index("--stations") + 1])
    stations = Child()
    log = pathlib.Path(folder) / "stations.log"
    try:
        stations.launch([os.path.abspath(executable), *words, "--speed", "60"], log)
        eventually(
            f"{count} stations are connected", 30, lambda: api.get("/health")["connectedStations"] == count)
        eventually("some have charged", 60, lambda: [
            t for t in api.get("/api/v1/transactions", limit=100)["items"] if t["status"] == "ended"])
        expect(stations.lives, f"the stations have ended: {log.read_text()[-2000:]}")
    finally:
        stations.kill()
    say(f"  {count} simulated stations charge")


async def charge(edge, api):
    load = Load(5, [edge.url])
    async with load:
        await load.progress(100)
    checked = await asyncio.to_thread(load.check, api)
    say(f"  {load.answered} answers, {checked} transactions, all there")


def main():
    check_file()
    text = FILE.read_text()
    words = commands(text)
    expect(set(words) == {"redis", "edge", "processor", "api", "stations"}, f"the services are {sorted(words)}")
    with tempfile.TemporaryDirectory() as folder:
        redis = Child()
        port = free_port()
        redis.launch([*words["redis"], "--port", str(port), "--dir", folder], pathlib.Path(folder) / "redis.log")
        children = [redis]
        try:
            eventually("Redis serves", 10, lambda: Redis(port)("PING") == "PONG")
            services = {}
            for name in ["edge", "processor", "api"]:
                services[name] = Service(sys.argv[1], folder, name, words[name], environment(text), port)
                children.append(services[name])
            asyncio.run(charge(services["edge"], services["api"]))
            simulate(sys.argv[1], folder, words["stations"], services["edge"], services["api"])
        finally:
            for child in reversed(children):
                child.kill()
    say("compose: all well")


if __name__ == "__main__":
    main()
