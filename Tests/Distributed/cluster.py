"""A Redis and gateways with roles, as processes on free ports, to be killed and stopped at will."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from redis_by_hand import Redis, RedisError


class Mismatch(Exception):
    """Something is not as it should be; the message says what."""


def expect(condition, message):
    if not condition:
        raise Mismatch(message)


def say(*words):
    print(*words, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what, within, attempt):
    """Tries until it gives something true; tells how long that took."""
    begin = time.monotonic()
    while True:
        try:
            value = attempt()
        except (OSError, Mismatch, RedisError):
            value = None
        if value:
            return value, time.monotonic() - begin
        expect(time.monotonic() - begin < within, f"not within {within} s: {what}")
        time.sleep(0.05)


class Child:
    """A process that can be killed as by a loss of power, and stopped for a while."""

    process = None

    def launch(self, command, log, **environment):
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=os.environ | environment)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process = None

    def stop(self):
        """Politely."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.process = None

    def suspend(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    @property
    def lives(self):
        return self.process is not None and self.process.poll() is None


class RedisProcess(Child):
    name = "redis"

    def __init__(self, folder, durable=False):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.options = ["--appendonly", "yes", "--appendfsync", "always"] if durable else ["--appendonly", "no"]

    def start(self):
        self.launch(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "",
             "--maxmemory-policy", "noeviction", *self.options],
            self.folder / "redis.log")
        eventually("Redis serves", 10, lambda: self.connect()("PING") == "PONG")
        return self

    def connect(self):
        return Redis(self.port)


class CuttingProxy(threading.Thread):
    """A way to a server that breaks off in the middle of what is sent, after a number of bytes that varies."""

    def __init__(self, port, least, most):
        super().__init__(daemon=True)
        self.target, self.least, self.most = port, least, most
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.cuts = 0
        self.cutting = True

    def run(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.forward, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.forward, args=(server, client, False), daemon=True).start()

    def forward(self, source, target, cuts):
        left = random.randint(self.least, self.most)
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if cuts and self.cutting:
                    left -= len(data)
                    if left <= 0:
                        # A part of it arrives.
                        target.sendall(data[:len(data) + left])
                        self.cuts += 1
                        break
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Process(Child):
    """A gateway process."""

    def __init__(self, executable, folder, redis, name, role, options=""):
        self.executable = executable
        self.folder = pathlib.Path(folder)
        self.name = name
        self.role = role
        self.port = free_port()
        self.http_port = free_port()
        self.configuration = self.folder / f"{name}.yaml"
        self.log_file = self.folder / f"{name}.log"
        self.configuration.write_text(
            f"gateway:\n  id: {name}\n  log: {{level: warning}}\n"
            f'ocpp:\n  listen: "127.0.0.1:{self.port}"\n'
            f'http:\n  listen: "127.0.0.1:{self.http_port}"\n'
            + (self.shared(redis) if redis else f"store:\n  sqlite: {self.folder / name}.db\n")
            + "handlers:\n  core: {unknown_id_tags: accept}\n" + options)

    @staticmethod
    def shared(redis):
        return (
            f"store:\n  redis: {{}}\nredis:\n  address: \"127.0.0.1:{redis.port}\"\n"
            "  session_lease: 5s\n  processor_lease: 3s\n  reply_timeout: 2s\n")

    def begin(self, **environment):
        self.launch(
            [self.executable, "run", "--role", self.role, "--config", self.configuration], self.log_file, **environment)

    def start(self):
        self.begin()
        eventually(f"{self.name} serves\n{self.log()}", 30, lambda: self.lives and self.request("GET", "/health/live"))
        if "edge" in self.role or self.role == "all":
            eventually(
                f"{self.name} serves\n{self.log()}", 30,
                lambda: self.lives and socket.create_connection(("127.0.0.1", self.port), 1).close() is None)
        return self

    def url(self, station):
        return f"ws://127.0.0.1:{self.port}/ocpp/{station}"

    def log(self):
        return self.log_file.read_text(errors="replace")[-4000:] if self.log_file.exists() else ""

    def request(self, method, path, body=None, query=None):
        """Gives the status and the answer's JSON."""
        url = f"http://127.0.0.1:{self.http_port}{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def get(self, path, **query):
        status, answer = self.request("GET", path, query=query)
        expect(status == 200, f"GET {path} was answered {status}: {answer}")
        return answer["data"]
