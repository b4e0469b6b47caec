"""A gateway for the scripts beside this file: the real program, on free ports, with its own folder."""

import json
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Mismatch(Exception):
    """Something is not as it should be; the message says what."""


def expect(condition, message):
    if not condition:
        raise Mismatch(message)


def expect_equal(found, expected, what):
    expect(found == expected, f"{what}: expected {expected!r}, found {found!r}")


class Gateway:
    """`gateway run` as a child process; what it stores survives `kill` and the next `start`."""

    def __init__(self, executable, folder, options="", sections=""):
        self.executable = executable
        self.folder = pathlib.Path(folder)
        # Lines of YAML under `ocpp:`.
        self.options = options
        # Whole sections of YAML.
        self.sections = sections
        self.process = None
        # The port for stations; 0 takes a free one.
        self.listen = 0

    def start(self):
        # Somebody else may take the free port before the gateway does: then it is tried with another.
        for _ in range(5):
            if self._start():
                return
        raise Mismatch(f"the gateway did not start:\n{self.log()}")

    def _start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            http_port = probe.getsockname()[1]
        configuration = self.folder / "gateway.yaml"
        configuration.write_text(
            f'ocpp:\n  listen: "127.0.0.1:{self.listen}"\n' + self.options
            + f'http:\n  listen: "127.0.0.1:{http_port}"\n'
            + f"store:\n  sqlite: {self.folder / 'gateway.db'}\n" + self.sections)
        log = open(self.folder / "gateway.log", "ab")
        self.process = subprocess.Popen(
            [self.executable, "run", "--config", configuration], stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        self.http = f"http://127.0.0.1:{http_port}"
        for line in self.process.stdout:
            if "ws://" in line:
                self.port = int(line.split("ws://")[1].split("/")[0].rsplit(":", 1)[1])
                if "wss://" in line:
                    self.tls_port = int(line.split("wss://")[1].split("/")[0].rsplit(":", 1)[1])
                break
        else:
            self.process.wait()
            return False
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.get("/health/live")
                return True
            except OSError:
                time.sleep(0.05)
        self.kill()
        return False

    def url(self, station):
        return f"ws://127.0.0.1:{self.port}/ocpp/{station}"

    def kill(self):
        """kill -9: nothing is finished, nothing is flushed."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process.stdout.close()

    def log(self):
        try:
            return (self.folder / "gateway.log").read_text(errors="replace")[-4000:]
        except FileNotFoundError:
            return ""

    # REST

    def request(self, method, path, body=None, query=None):
        """Gives the status and the answer's JSON."""
        url = self.http + path + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def ask(self, method, path, body=None, query=None):
        """Gives `data` of an answer that must be a success."""
        status, answer = self.request(method, path, body, query)
        expect(status in (200, 201, 202) and answer.get("success", True), f"{method} {path} was answered {status}: {answer}")
        return answer.get("data")

    def get(self, path, **query):
        return self.ask("GET", path, query=query)

    def post(self, path, body):
        return self.ask("POST", path, body)
