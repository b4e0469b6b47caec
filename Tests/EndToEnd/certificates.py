#!/usr/bin/env python3
"""The security extension of OCPP 1.6: stations made of the PyPI package `ocpp`, certificates judged by openssl.

    certificates.py GATEWAY        where GATEWAY is the built program
"""

import asyncio
import pathlib
import subprocess
import tempfile

import ocpp.v16
from ocpp.routing import on
from ocpp.v16 import call, call_result

from gateway import expect, expect_equal
from script import eventually, run_script, say
from stations import connected, now

SECTIONS = """
handlers:
  security:
    organization: Operator
    log_locations: ["https://files.example.com/logs/"]
    authority: { key: ca.key, certificate: ca.pem, create: true }
chains:
  ocpp1.6:
    "*": [core, security]
"""


class OpenSSL:
    """Keys, requests and judgements."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def run(self, *arguments):
        return subprocess.run(
            ["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, timeout=30)

    def request(self, name, subject, *key):
        made = self.run(
            "req", "-new", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject, *key)
        expect_equal(made.returncode, 0, f"openssl req: {made.stderr}")
        return (self.folder / f"{name}.csr").read_text()

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def is_trusted(self, certificate, root):
        return self.run("verify", "-purpose", "sslclient", "-CAfile", root, certificate).returncode == 0

    def shown(self, certificate, *what):
        return self.run("x509", "-in", certificate, "-noout", *what).stdout.strip()


class Station(ocpp.v16.ChargePoint):
    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.sent = asyncio.Queue()
        self.installed = []

    async def boot(self):
        answer = await self.call(
            call.BootNotification(charge_point_model="E2E", charge_point_vendor="ACME"), suppress=False)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")

    async def command(self, action):
        while True:
            name, payload = await asyncio.wait_for(self.sent.get(), 20)
            if name == action:
                return payload

    async def sign(self, csr):
        return (await self.call(call.SignCertificate(csr=csr), suppress=False)).status

    @on("CertificateSigned")
    def certificate_signed(self, **payload):
        self.sent.put_nowait(("CertificateSigned", payload))
        return call_result.CertificateSigned(status="Accepted")

    @on("InstallCertificate")
    def install_certificate(self, **payload):
        return call_result.InstallCertificate(status="Accepted")

    @on("GetInstalledCertificateIds")
    def get_installed_certificate_ids(self, **_):
        if not self.installed:
            return call_result.GetInstalledCertificateIds(status="NotFound")
        return call_result.GetInstalledCertificateIds(status="Accepted", certificate_hash_data=self.installed)

    @on("DeleteCertificate")
    def delete_certificate(self, **_):
        return call_result.DeleteCertificate(status="Accepted")

    @on("ExtendedTriggerMessage")
    def extended_trigger_message(self, requested_message, **_):
        self.sent.put_nowait(("ExtendedTriggerMessage", requested_message))
        return call_result.ExtendedTriggerMessage(status="Accepted")

    @on("GetLog")
    def get_log(self, **payload):
        return call_result.GetLog(status="Accepted", filename="security.log")

    @on("SignedUpdateFirmware")
    def signed_update_firmware(self, **payload):
        return call_result.SignedUpdateFirmware(status="Accepted")


class Operator:
    def __init__(self, gateway, station):
        self.gateway = gateway
        self.station = station

    async def get(self, path, **query):
        return await asyncio.to_thread(self.gateway.get, path, **query)

    async def send(self, command, payload, expected=200):
        status, answer = await asyncio.to_thread(
            self.gateway.request, "POST", f"/api/v1/chargepoints/{self.station}/commands",
            {"command": command, "payload": payload})
        expect_equal(status, expected, f"{command}: {answer.get('message')}")
        return answer["data"].get("response")

    async def state(self, kind):
        return (await self.get("/api/v1/operations", kind=kind, limit=1))["items"][0]["state"]

    async def installed(self):
        return (await self.get(f"/api/v1/chargepoints/{self.station}/certificates"))["installed"]


async def certificates(station, operator, openssl):
    await operator.send("ExtendedTriggerMessage", {"requestedMessage": "SignChargePointCertificate"})
    expect_equal(
        await station.command("ExtendedTriggerMessage"), "SignChargePointCertificate", "what is triggered")
    root = (await operator.get("/api/v1/certificate-authority"))["certificate"]
    openssl.write("root.pem", root)
    mode = (pathlib.Path(operator.gateway.folder) / "ca.key").stat().st_mode & 0o777
    expect_equal(mode, 0o600, "the mode of the authority's key")

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    for name, key in (("ecdsa", curve), ("rsa", ("-newkey", "rsa:2048"))):
        csr = openssl.request(name, "/O=Operator/CN=CP-1", *key)
        expect_equal(await station.sign(csr), "Accepted", f"SignCertificate with {name}")
        openssl.write(f"{name}.pem", (await station.command("CertificateSigned"))["certificate_chain"])
        expect(openssl.is_trusted(f"{name}.pem", "root.pem"), f"openssl does not trust the {name} certificate")
        subject = openssl.shown(f"{name}.pem", "-subject", "-nameopt", "RFC2253")
        expect_equal(subject, "subject=CN=CP-1,O=Operator", f"the subject by openssl, {name}")
    say("CP-1: has certificates that openssl trusts")
    for name, subject, key in (
        ("other", "/O=Operator/CN=CP-2", curve), ("thief", "/O=Thief/CN=CP-1", curve),
        ("nobody", "/O=Operator", curve), ("weak", "/O=Operator/CN=CP-1", ("-newkey", "rsa:1024")),
    ):
        expect_equal(await station.sign(openssl.request(name, subject, *key)), "Rejected", f"SignCertificate: {name}")
    expect_equal(await station.sign("no request"), "Rejected", "SignCertificate of no request")
    async def issued():
        return (await operator.get("/api/v1/certificates", clientId="CP-1"))["items"]

    # A station that has got its certificate may not have answered yet.
    async def settled():
        return [item["state"] for item in await issued()] == ["accepted", "accepted"]
    await eventually("both certificates are accepted", settled)
    serial = openssl.shown("rsa.pem", "-serial").split("=")[1].lower().lstrip("0")
    expect_equal((await issued())[0]["serialNumber"], serial, "the serial number by openssl")
    say("CP-1: other names and weak keys are refused")


async def roots(station, operator, openssl):
    root = (openssl.folder / "root.pem").read_text()
    leaf = (openssl.folder / "rsa.pem").read_text()
    kind = "CentralSystemRootCertificate"
    await operator.send("InstallCertificate", {"certificateType": kind, "certificate": leaf}, expected=400)
    await operator.send("InstallCertificate", {"certificateType": kind, "certificate": root})
    installed = await operator.installed()
    expect_equal(len(installed), 1, "installed certificates")
    serial = openssl.shown("root.pem", "-serial").split("=")[1].lower().lstrip("0")
    expect_equal(installed[0]["serialNumber"], serial, "the root's serial number")
    hashes = {
        name: installed[0][name] for name in ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")}
    # openssl works out the same hashes for the status of a certificate of this root (OCSP).
    asked = openssl.run("ocsp", "-sha256", "-issuer", "root.pem", "-cert", "rsa.pem", "-req_text", "-no_nonce")
    for name in ("issuerNameHash", "issuerKeyHash"):
        expect(hashes[name].upper() in asked.stdout, f"{name} {hashes[name]} is not openssl's: {asked.stdout}")
    station.installed = [hashes, {**hashes, "serialNumber": "0ABC"}]
    await operator.send("GetInstalledCertificateIds", {"certificateType": kind})
    expect_equal({item["serialNumber"] for item in await operator.installed()}, {serial, "abc"}, "what it has")
    await operator.send("DeleteCertificate", {"certificateHashData": hashes})
    expect_equal([item["serialNumber"] for item in await operator.installed()], ["abc"], "what it has then")
    station.installed = []
    await operator.send("GetInstalledCertificateIds", {"certificateType": kind})
    expect_equal(await operator.installed(), [], "what it has at last")
    say("CP-1: its roots are known")


async def transfers(station, operator, openssl):
    def log(request, location):
        return {"logType": "SecurityLog", "requestId": request, "log": {"remoteLocation": location}}
    await operator.send("GetLog", log(1, "https://elsewhere.example.com/"), expected=400)
    await operator.send("GetLog", log(2, "https://files.example.com/logs/"))
    expect_equal(await operator.state("GetLog"), "accepted", "the log")
    for status, state in (("Uploading", "inProgress"), ("Uploaded", "succeeded")):
        await station.call(call.LogStatusNotification(status=status, request_id=2), suppress=False)
        expect_equal(await operator.state("GetLog"), state, f"the log after {status}")
    firmware = {
        "location": "https://files.example.com/firmware.bin", "retrieveDateTime": now(),
        "signingCertificate": (openssl.folder / "root.pem").read_text(), "signature": "c2lnbmF0dXJl",
    }
    for wrong in ({"signingCertificate": "none"}, {"signature": "%"}):
        await operator.send(
            "SignedUpdateFirmware", {"requestId": 3, "firmware": {**firmware, **wrong}}, expected=400)
    await operator.send("SignedUpdateFirmware", {"requestId": 3, "firmware": firmware})
    for status, state in (
        ("Downloading", "inProgress"), ("Downloaded", "inProgress"), ("SignatureVerified", "inProgress"),
        ("Installing", "inProgress"), ("Installed", "succeeded"),
    ):
        await station.call(call.SignedFirmwareStatusNotification(status=status, request_id=3), suppress=False)
        expect_equal(await operator.state("SignedUpdateFirmware"), state, f"the firmware after {status}")
    await station.call(
        call.SecurityEventNotification(type="FirmwareUpdated", timestamp=now(), tech_info="1.1"), suppress=False)
    events = await operator.get("/api/v1/chargepoints/CP-1/security-events")
    expect_equal(events["items"][0]["type"], "FirmwareUpdated", "the security event")
    say("CP-1: log and signed firmware end as the station says")


async def run(gateway, openssl):
    gateway.start()
    operator = Operator(gateway, "CP-1")
    async with connected(Station, "CP-1", gateway.url("CP-1")) as station:
        await station.boot()
        await certificates(station, operator, openssl)
        await roots(station, operator, openssl)
        await transfers(station, operator, openssl)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as keys:
        run_script(__doc__, lambda gateway: run(gateway, OpenSSL(keys)), SECTIONS)
