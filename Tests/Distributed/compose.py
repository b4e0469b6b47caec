#!/usr/bin/env python3
"""The commands of docker-compose.yml as processes, since a test has no engine: they start, are healthy, and serve.

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


async def charge(edge, api):
    # The default configuration knows no tags and refuses them.
    for number in range(5):
        status, answer = api.request("POST", "/api/v1/idtags", {"idTag": f"T-CP-{number}", "status": "Accepted"})
        expect(status in (200, 201), f"a tag was answered {status}: {answer}")
    load = Load(5, [edge.url])
    async with load:
        await load.progress(100)
    checked = await asyncio.to_thread(load.check, api)
    say(f"  {load.answered} answers, {checked} transactions, all there")


def main():
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
        finally:
            for child in reversed(children):
                child.kill()
    say("compose: all well")


if __name__ == "__main__":
    main()
