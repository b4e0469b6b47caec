#!/usr/bin/env python3
"""Simulated stations against another's CSMS: the PyPI package `ocpp` checks each message and each answer against the
official schemas, and the stations' passwords.

    counterpart.py GATEWAY     where GATEWAY is the built program
"""

import asyncio
import collections
import datetime
import pathlib
import sys
import tempfile

import ocpp.v16
import ocpp.v201
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from ocpp.v201 import call as call201
from ocpp.v201 import call_result as result201
from websockets.asyncio.server import basic_auth, serve
from websockets.exceptions import ConnectionClosed

from gateway import Mismatch, expect, expect_equal

SCRIPT = """\
seed: 3
duration: 15s
groups:
  - id: COUNTER-16
    connectors: 2
    password: secret
    settings: { MeterValueSampleInterval: 1, StopTxnSampledData: Energy.Active.Import.Register }
    sessions: { per_day: 10000, duration: { from: 2s, to: 3s }, departure: { from: 1s, to: 1s } }
  - id: COUNTER-201
    version: ocpp2.0.1
    password: secret
    settings: { MeterValueSampleInterval: 1 }
    sessions: { per_day: 10000, duration: { from: 2s, to: 3s }, departure: { from: 1s, to: 1s } }
"""


def now(later=0):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=later)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


HASH = {"hash_algorithm": "SHA256", "issuer_name_hash": "1", "issuer_key_hash": "2", "serial_number": "3"}
PROFILE16 = {
    "chargingProfileId": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Absolute",
    "chargingSchedule": {
        "startSchedule": now(), "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16.0}]}}

COMMANDS16 = [
    call16.GetConfiguration(), call16.ChangeConfiguration("HeartbeatInterval", "5"), call16.ClearCache(),
    call16.ChangeAvailability(2, "Inoperative"), call16.ChangeAvailability(2, "Operative"),
    call16.DataTransfer("Nobody"), call16.GetLocalListVersion(),
    call16.SendLocalList(1, "Full", [{"idTag": "A", "idTagInfo": {"status": "Accepted"}}]),
    call16.ReserveNow(0, now(5), "B", 7), call16.CancelReservation(7), call16.SetChargingProfile(1, PROFILE16),
    call16.GetCompositeSchedule(1, 600), call16.GetCompositeSchedule(0, 600, "A"), call16.ClearChargingProfile(1),
    call16.GetDiagnostics("ftp://example.org/"), call16.RemoteStartTransaction("A", 1),
    call16.RemoteStopTransaction(1), call16.UnlockConnector(1), call16.GetInstalledCertificateIds(
        "CentralSystemRootCertificate"), call16.InstallCertificate("CentralSystemRootCertificate", "text"),
    call16.GetInstalledCertificateIds("CentralSystemRootCertificate"), call16.DeleteCertificate(HASH),
    call16.CertificateSigned("text"), call16.GetLog({"remoteLocation": "ftp://example.org/"}, "SecurityLog", 3),
] + [call16.TriggerMessage(name) for name in (
    "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "MeterValues",
    "StatusNotification")] + [
    call16.ExtendedTriggerMessage("LogStatusNotification"), call16.UpdateFirmware("ftp://example.org/", now()),
]

VARIABLE = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}
TOKEN = {"idToken": "A", "type": "ISO14443"}
COMMANDS201 = [
    call201.GetBaseReport(1, "FullInventory"), call201.GetVariables([VARIABLE]),
    call201.SetVariables([{"attributeValue": "5", **VARIABLE}]), call201.GetReport(2), call201.ClearCache(),
    call201.ChangeAvailability("Inoperative"), call201.ChangeAvailability("Operative"),
    call201.GetLocalListVersion(), call201.SendLocalList(1, "Full", [
        {"idToken": TOKEN, "idTokenInfo": {"status": "Accepted"}}]),
    call201.ReserveNow(7, now(5), TOKEN), call201.CancelReservation(7), call201.GetTransactionStatus(),
    call201.RequestStartTransaction(TOKEN, 1), call201.RequestStopTransaction("nothing"),
    call201.UnlockConnector(1, 1), call201.DataTransfer("Nobody"),
    call201.GetLog({"remoteLocation": "ftp://example.org/"}, "SecurityLog", 3),
    call201.UpdateFirmware(4, {"location": "ftp://example.org/", "retrieveDateTime": now()}),
] + [call201.TriggerMessage(name) for name in (
    "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification", "MeterValues", "StatusNotification")]


class Counted:
    """Counts what a station sends; the package has checked it by then."""

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.actions = collections.Counter()
        self.answers = []

    async def command(self, commands):
        for command in commands:
            # Raises what the package finds wrong with an answer.
            answer = await self.call(command, suppress=False)
            self.answers.append((type(command).__name__, getattr(answer, "status", None)))


class Csms16(Counted, ocpp.v16.ChargePoint):
    commands = COMMANDS16
    info = {"status": "Accepted"}
    transactions = 0

    def handlers(self):
        empty = ("StatusNotification", "MeterValues", "DiagnosticsStatusNotification", "FirmwareStatusNotification",
                 "LogStatusNotification", "SecurityEventNotification")
        answers = {name: lambda name=name, **_: getattr(result16, name)() for name in empty}
        answers["BootNotification"] = lambda **_: result16.BootNotification(now(), 60, "Accepted")
        answers["Heartbeat"] = lambda **_: result16.Heartbeat(now())
        answers["Authorize"] = lambda **_: result16.Authorize(self.info)
        answers["StopTransaction"] = lambda **_: result16.StopTransaction()
        answers["StartTransaction"] = self.begin
        return answers

    def begin(self, **_):
        self.transactions += 1
        return result16.StartTransaction(self.transactions, self.info)


class Csms201(Counted, ocpp.v201.ChargePoint):
    commands = COMMANDS201
    info = {"status": "Accepted"}

    def handlers(self):
        empty = ("StatusNotification", "MeterValues", "FirmwareStatusNotification", "LogStatusNotification",
                 "NotifyReport", "TransactionEvent", "ReservationStatusUpdate", "SecurityEventNotification")
        answers = {name: lambda name=name, **_: getattr(result201, name)() for name in empty}
        answers["BootNotification"] = lambda **_: result201.BootNotification(now(), 60, "Accepted")
        answers["Heartbeat"] = lambda **_: result201.Heartbeat(now())
        answers["Authorize"] = lambda **_: result201.Authorize(self.info)
        return answers


def routed(csms):
    """Gives the package the handlers in the form it wants, counting each call."""
    for action, answer in csms.handlers().items():
        def handle(*_, action=action, answer=answer, **payload):
            csms.actions[action] += 1
            return answer(**payload)
        csms.route_map[action] = {"_on_action": handle, "_skip_schema_validation": False}
    return csms


class Server:
    def __init__(self):
        self.stations = {}
        self.failures = []

    async def serve(self, connection):
        id = connection.request.path.rsplit("/", 1)[1]
        csms = routed((Csms16 if connection.subprotocol == "ocpp1.6" else Csms201)(id, connection))
        self.stations[id] = csms
        reading = asyncio.create_task(csms.start())
        try:
            await asyncio.sleep(5)
            await csms.command(csms.commands)
            await reading
        except ConnectionClosed:
            pass
        except Exception as error:
            self.failures.append(f"{id}: {type(error).__name__}: {error}")
        finally:
            reading.cancel()

    @staticmethod
    def knows(user, password):
        return user in ("COUNTER-16", "COUNTER-201") and password == "secret"


async def run(executable, folder):
    server = Server()
    script = pathlib.Path(folder) / "script.yaml"
    script.write_text(SCRIPT)
    async with serve(
            server.serve, "127.0.0.1", 0, subprotocols=["ocpp1.6", "ocpp2.0.1"],
            process_request=basic_auth(check_credentials=server.knows)) as listening:
        port = listening.sockets[0].getsockname()[1]
        child = await asyncio.create_subprocess_exec(
            executable, "simulate", "--url", f"ws://127.0.0.1:{port}/csms", "--script", script,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        output, errors = await asyncio.wait_for(child.communicate(), 120)
    text = output.decode() + errors.decode()
    expect_equal(server.failures, [], f"what the package found wrong; the simulator said:\n{text}")
    expect_equal(child.returncode, 0, f"exit code of the simulator, which said:\n{text}")
    expect(" 0 CALLERRORs" in text, f"messages that don't conform:\n{text}")
    for id, least in (
            ("COUNTER-16", {"StartTransaction": 2, "StopTransaction": 2, "MeterValues": 4, "Authorize": 1,
                            "DiagnosticsStatusNotification": 2, "LogStatusNotification": 2}),
            ("COUNTER-201", {"TransactionEvent": 3, "NotifyReport": 3, "LogStatusNotification": 2})):
        csms = server.stations[id]
        expect_equal(len(csms.answers), len(csms.commands), f"{id}: commands that were answered")
        for action, count in least.items():
            expect(csms.actions[action] >= count, f"{id}: only {csms.actions[action]} {action}: {dict(csms.actions)}")
        print(f"{id}: {sum(csms.actions.values())} messages and {len(csms.answers)} answers conform")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(run(sys.argv[1], folder))
        except Mismatch as mismatch:
            sys.exit(f"FAILED: {mismatch}")


if __name__ == "__main__":
    main()
