#!/usr/bin/env python3
"""Simulated stations over TLS: one with a password gets a certificate and goes on with that (security profiles 2 and 3).

    simulated_certificates.py GATEWAY      where GATEWAY is the built program
"""

import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from gateway import Gateway, Mismatch, expect, expect_equal
from security import certificate, name, write

STATION = "TLS-1"
PATH = f"/api/v1/chargepoints/{STATION}"
SCRIPT = f"groups:\n  - {{ id: {STATION}, password: correct-horse-battery, settings: {{ CpoName: Acme }} }}\n"
OPTIONS = """\
  require_credentials: true
  organization: Acme
  plaintext: true
  tls:
    listen: "127.0.0.1:0"
    certificate: server.pem
    key: server.key
    client_certificates: optional
    client_ca: stations.pem
"""
SECTIONS = "handlers:\n  security: { organization: Acme, authority: { key: stations.key, certificate: stations.pem } }\n"


def eventually(what, question):
    deadline = time.monotonic() + 60
    while not (answer := question()):
        expect(time.monotonic() < deadline, f"waited in vain: {what}")
        time.sleep(0.1)
    return answer


def is_online(gateway):
    status, answer = gateway.request("GET", PATH)
    return status == 200 and answer["data"]["online"]


def connections(gateway):
    """Since when the station is connected; none while it isn't."""
    return gateway.get(PATH)["connectedAt"] if is_online(gateway) else None


def run(gateway, folder):
    gateway.start()
    gateway.ask("PUT", PATH + "/password", {"password": "correct-horse-battery"})
    script = folder / "script.yaml"
    script.write_text(SCRIPT)
    url = f"wss://127.0.0.1:{gateway.tls_port}/ocpp"
    wrong = subprocess.run(
        [gateway.executable, "simulate", "--url", url, "--script", script, "--ca-file", folder / "stations.pem",
         "--duration", "2s"], capture_output=True, text=True, timeout=60)
    expect_equal(wrong.returncode, 1, f"exit code when the gateway isn't trusted: {wrong.stdout}")
    child = subprocess.Popen(
        [gateway.executable, "simulate", "--url", url, "--script", script, "--ca-file", folder / "server-ca.pem",
         "--speed", "20"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        eventually("the station is there", lambda: is_online(gateway))
        print("a simulated station is connected by TLS with its password")
        command = {"command": "ExtendedTriggerMessage", "requestedMessage": "SignChargePointCertificate"}
        status, answer = eventually(
            "it has booted", lambda: (found := gateway.request("POST", PATH + "/commands", command))[0] == 200 and found)
        expect_equal(answer["data"]["response"]["status"], "Accepted", "ExtendedTriggerMessage")
        issued = eventually("it takes its certificate", lambda: [
            item for item in gateway.get("/api/v1/certificates", clientId=STATION)["items"]
            if item["state"] == "accepted"])
        expect("CN=TLS-1" in issued[0]["subject"], f"the subject is {issued[0]['subject']}")
        # Its password will not do any more.
        gateway.ask("PUT", PATH + "/password", {"password": "another-password-16"})
        before = connections(gateway)
        gateway.post(PATH + "/commands", {"command": "Reset", "type": "Hard"})
        eventually("it is back", lambda: connections(gateway) not in (None, before))
        eventually("the reset is done", lambda: gateway.get(
            "/api/v1/operations", station=STATION, kind="Reset")["items"][0]["state"] == "succeeded")
        print("it got a certificate, and came back with that")
        child.send_signal(signal.SIGINT)
        output, _ = child.communicate(timeout=60)
        expect_equal(child.returncode, 0, f"exit code of the simulator, which said:\n{output}")
    finally:
        child.kill()
        child.wait()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as path:
        folder = pathlib.Path(path)
        authority = certificate(name("Authority"))
        write(folder, "server-ca", authority)
        write(folder, "server", certificate(name("gateway"), authority, host="127.0.0.1"))
        subprocess.run(
            [sys.argv[1], "certificate-authority", "--key", folder / "stations.key", "--certificate",
             folder / "stations.pem", "--organization", "Acme"], check=True, stdout=subprocess.DEVNULL)
        gateway = Gateway(sys.argv[1], folder, OPTIONS, SECTIONS)
        try:
            run(gateway, folder)
        except Mismatch as mismatch:
            sys.exit(f"FAILED: {mismatch}\n--- end of the gateway's log ---\n{gateway.log()}")
        finally:
            gateway.kill()


if __name__ == "__main__":
    main()
