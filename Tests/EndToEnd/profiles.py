#!/usr/bin/env python3
"""Reservations, local lists and firmware of OCPP 1.6, with stations made of the PyPI package `ocpp`.

    profiles.py GATEWAY        where GATEWAY is the built program
"""

import asyncio
import contextlib

import ocpp.v16
from ocpp.routing import on
from ocpp.v16 import call, call_result

from gateway import expect, expect_equal
from script import ask, eventually, run_script, say
from stations import connected, now

SECTIONS = """
handlers:
  core: { unknown_id_tags: accept }
  reservation: { check_interval: 1s, retry_interval: 1s, default_duration: 60s }
  local-auth: { change_delay: 1s, lists: [
    { name: depot, match: { id: "LIST-*" }, id_tags: ["LIST-*"] },
    { name: auto, match: { id: "AUTO-*" }, id_tags: ["AUTO-*"] } ],
    sync_after_boot: true, sync_on_change: true }
  firmware:
    check_interval: 250ms
    retry_interval: 1s
    firmware_locations: ["https://files.example.com/firmware/"]
    diagnostics_locations: ["ftp://files.example.com/diagnostics"]
"""


class Station(ocpp.v16.ChargePoint):
    """Answers as it was told to, and keeps what it was sent."""

    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.sent = asyncio.Queue()
        self.status = "Accepted"
        self.list_version = 0
        self.tags = set()
        # Called instead of an answer.
        self.instead = None

    async def boot(self, firmware="1.0"):
        answer = await self.call(
            call.BootNotification(
                charge_point_model="E2E", charge_point_vendor="ACME", firmware_version=firmware), suppress=False)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")

    async def command(self, action):
        """Waits for the next command of an action; others are dropped."""
        while True:
            name, payload = await asyncio.wait_for(self.sent.get(), 20)
            if name == action:
                return payload

    async def note(self, action, payload):
        self.sent.put_nowait((action, payload))
        if self.instead:
            await self.instead()

    @on("ReserveNow")
    async def reserve_now(self, **payload):
        await self.note("ReserveNow", payload)
        return call_result.ReserveNow(status=self.status)

    @on("CancelReservation")
    async def cancel_reservation(self, **payload):
        await self.note("CancelReservation", payload)
        return call_result.CancelReservation(status=self.status)

    @on("GetConfiguration")
    async def get_configuration(self, **payload):
        keys = [
            {"key": "SendLocalListMaxLength", "readonly": True, "value": "2"},
            {"key": "LocalAuthListMaxLength", "readonly": True, "value": "100"},
        ]
        return call_result.GetConfiguration(configuration_key=keys)

    @on("GetLocalListVersion")
    async def get_local_list_version(self, **payload):
        return call_result.GetLocalListVersion(list_version=self.list_version)

    @on("SendLocalList")
    async def send_local_list(self, list_version, update_type, local_authorization_list=(), **_):
        self.sent.put_nowait(("SendLocalList", {"type": update_type, "entries": local_authorization_list}))
        if self.status != "Accepted":
            status, self.status = self.status, "Accepted"
            return call_result.SendLocalList(status=status)
        expect(list_version > self.list_version, f"{self.id}: version {list_version} after {self.list_version}")
        expect(len(local_authorization_list) <= 2, f"{self.id}: {len(local_authorization_list)} entries in a message")
        if update_type == "Full":
            self.tags.clear()
        for entry in local_authorization_list:
            if entry.get("id_tag_info"):
                self.tags.add(entry["id_tag"])
            else:
                self.tags.discard(entry["id_tag"])
        self.list_version = list_version
        return call_result.SendLocalList(status="Accepted")

    @on("UpdateFirmware")
    async def update_firmware(self, **payload):
        await self.note("UpdateFirmware", payload)
        return call_result.UpdateFirmware()

    @on("GetDiagnostics")
    async def get_diagnostics(self, **payload):
        await self.note("GetDiagnostics", payload)
        return call_result.GetDiagnostics(file_name="log.gz")

    async def firmware_status(self, *statuses):
        for status in statuses:
            await self.call(call.FirmwareStatusNotification(status=status), suppress=False)

    async def diagnostics_status(self, *statuses):
        for status in statuses:
            await self.call(call.DiagnosticsStatusNotification(status=status), suppress=False)

    async def connector_status(self, status, connector=1):
        await self.call(
            call.StatusNotification(connector_id=connector, error_code="NoError", status=status, timestamp=now()),
            suppress=False)


async def reservations(gateway):
    path = "/api/v1/chargepoints/RES-1/reservations"

    def state(id):
        return gateway.get(f"{path}/{id}")["status"]

    async with connected(Station, "RES-1", gateway.url("RES-1")) as station:
        await station.boot()
        await station.connector_status("Available")
        # ReserveNow, used by a transaction.
        status, answer = await ask(gateway, "POST", path, {"connectorId": 1, "idTag": "DRIVER"})
        expect_equal((status, answer["data"]["status"]), (201, "active"), "RES-1: ReserveNow")
        sent = await station.command("ReserveNow")
        expect_equal((sent["connector_id"], sent["id_tag"]), (1, "DRIVER"), "RES-1: what was sent")
        id = sent["reservation_id"]
        await station.connector_status("Reserved")
        status, answer = await ask(gateway, "POST", path, {"connectorId": 1, "idTag": "OTHER"})
        expect_equal(status, 409, f"RES-1: a second reservation: {answer}")
        started = await station.call(
            call.StartTransaction(
                connector_id=1, id_tag="DRIVER", meter_start=0, timestamp=now(), reservation_id=id), suppress=False)
        await eventually("the reservation is used", lambda: state(id) == "used")
        expect_equal(gateway.get(f"{path}/{id}")["transactionId"], str(started.transaction_id), "RES-1: transaction")
        await station.call(
            call.StopTransaction(
                transaction_id=started.transaction_id, meter_stop=1, timestamp=now(), reason="Local"), suppress=False)
        say("RES-1: a reservation, used by a transaction")
        # CancelReservation.
        await ask(gateway, "POST", path, {"connectorId": 1, "idTag": "DRIVER", "reservationId": 77})
        status, answer = await ask(gateway, "DELETE", f"{path}/77")
        expect_equal((status, answer["data"]["status"]), (200, "cancelled"), "RES-1: CancelReservation")
        expect_equal((await station.command("CancelReservation"))["reservation_id"], 77, "RES-1: cancelled id")
        # The station refuses.
        for word in ("Faulted", "Occupied", "Rejected", "Unavailable"):
            station.status = word
            status, answer = await ask(gateway, "POST", path, {"connectorId": 1, "idTag": "DRIVER"})
            expect_equal((status, answer["data"]["status"]), (409, word), f"RES-1: {word}")
        station.status = "Accepted"
        # It expires.
        await ask(gateway, "POST", path, {"connectorId": 0, "idTag": "DRIVER", "reservationId": 78, "duration": 1})
        await eventually("the reservation has expired", lambda: state(78) == "expired")
        say("RES-1: cancelled, refused, expired")
        # The connection breaks before the answer.
        async def hang_up():
            await station._connection.close()
            await asyncio.sleep(60)

        station.instead = hang_up
        status, _ = await ask(gateway, "POST", path, {"connectorId": 1, "idTag": "DRIVER", "reservationId": 79})
        expect_equal((status, state(79)), (503, "uncertain"), "RES-1: the connection broke")
    async with connected(Station, "RES-1", gateway.url("RES-1")) as station:
        await station.boot()
        sent = await station.command("ReserveNow")
        expect_equal(sent["reservation_id"], 79, "RES-1: asked again")
        await eventually("the reservation is active", lambda: state(79) == "active")
        say("RES-1: uncertain, then asked again")


async def local_lists(gateway):
    path = "/api/v1/chargepoints/LIST-1/local-list"
    for number in range(3):
        gateway.post("/api/v1/idtags", {"idTag": f"LIST-{number}"})
    async with connected(Station, "LIST-1", gateway.url("LIST-1")) as station:
        await station.boot()
        # After the boot by itself, split by what the station says of itself.
        expect_equal((await station.command("SendLocalList"))["type"], "Full", "LIST-1: first update")
        expect_equal((await station.command("SendLocalList"))["type"], "Differential", "LIST-1: second part")
        await eventually("LIST-1 has the list", lambda: station.tags == {"LIST-0", "LIST-1", "LIST-2"})
        await eventually("LIST-1 is known", lambda: gateway.get(path)["list"] == "depot")
        # A change, by itself.
        gateway.post("/api/v1/idtags", {"idTag": "LIST-3"})
        change = await station.command("SendLocalList")
        expect_equal((change["type"], len(change["entries"])), ("Differential", 1), "LIST-1: a new tag")
        await eventually("LIST-1 is up to date", lambda: gateway.get(path)["listVersion"] == station.list_version)
        # VersionMismatch is put right by a full update.
        station.status = "VersionMismatch"
        gateway.post("/api/v1/idtags", {"idTag": "LIST-4"})
        expect_equal((await station.command("SendLocalList"))["type"], "Differential", "LIST-1: a new tag")
        expect_equal((await station.command("SendLocalList"))["type"], "Full", "LIST-1: after VersionMismatch")
        await eventually("LIST-1 has five tags", lambda: len(station.tags) == 5)
        await eventually("LIST-1 is up to date", lambda: gateway.get(path)["listVersion"] == station.list_version)
        # By hand.
        status, answer = await ask(gateway, "POST", f"{path}/sync", {"updateType": "Full"})
        expect_equal((status, answer["data"]["entries"]), (200, 5), f"LIST-1: by hand: {answer}")
        # GetLocalListVersion: another one changed the list, then it is gone.
        station.list_version = 4711
        status, answer = await ask(gateway, "POST", f"{path}/check")
        expect_equal((status, answer["data"]["state"]), (200, "unknown"), "LIST-1: changed by another")
        station.list_version = -1
        status, answer = await ask(gateway, "POST", f"{path}/check")
        expect_equal((status, answer["data"]["state"]), (200, "unsupported"), "LIST-1: no list any more")
        say("LIST-1: full, split, changed, recovered, compared")


async def firmware(gateway):
    path = "/api/v1/chargepoints/FW-1/firmware"
    location = "https://files.example.com/firmware/2.bin"
    async with connected(Station, "FW-1", gateway.url("FW-1")) as station:
        await station.boot()
        for wrong in ("https://files.example.com@10.0.0.1/firmware/2.bin", "http://files.example.com/firmware/2.bin"):
            status, _ = await ask(gateway, "POST", path, {"location": wrong})
            expect_equal(status, 400, f"FW-1: {wrong}")
            status, _ = await ask(
                gateway, "POST", "/api/v1/chargepoints/FW-1/commands",
                {"command": "UpdateFirmware", "payload": {"location": wrong, "retrieveDate": now()}})
            expect_equal(status, 409, f"FW-1: {wrong} by hand")

        def state(id):
            return gateway.get(f"/api/v1/operations/{id}")["state"]

        async def job(path, body, action):
            status, answer = await ask(gateway, "POST", path, body)
            expect_equal(status, 202, f"{path}: {answer}")
            await station.command(action)
            id = answer["data"]["operationId"]
            # The station's first notification could be handled before its answer is.
            await eventually("the job is accepted", lambda: state(id) == "accepted")
            return id

        id = await job(path, {"location": location}, "UpdateFirmware")
        await station.firmware_status("Downloading", "Downloaded", "Installing", "Installed")
        expect_equal(state(id), "succeeded", "FW-1: UpdateFirmware")
        steps = [step["state"] for step in gateway.get(f"/api/v1/operations/{id}")["history"]]
        expect_equal(
            steps, ["pending", "sent", "accepted", "inProgress", "inProgress", "inProgress", "succeeded"],
            "FW-1: history")
        for failure in ("DownloadFailed", "InstallationFailed"):
            id = await job(path, {"location": location}, "UpdateFirmware")
            await station.firmware_status("Downloading", failure)
            expect_equal(state(id), "failed", f"FW-1: {failure}")
        id = await job(path, {"location": location, "attempts": 2}, "UpdateFirmware")
        await station.firmware_status("DownloadFailed")
        await station.command("UpdateFirmware")
        await station.firmware_status("Installed")
        expect_equal(state(id), "succeeded", "FW-1: the second attempt")
        id = await job(path, {"location": location, "expectedVersion": "2.0"}, "UpdateFirmware")
        await station.boot("2.0")
        await eventually("FW-1 runs 2.0", lambda: state(id) == "succeeded")
        say("FW-1: updates that succeed and fail")

        diagnostics = "/api/v1/chargepoints/FW-1/diagnostics"
        for last, end in (("Uploaded", "succeeded"), ("UploadFailed", "failed")):
            id = await job(
                diagnostics, {"location": "ftp://u:p@files.example.com/diagnostics/FW-1"}, "GetDiagnostics")
            await station.diagnostics_status("Uploading", last)
            expect_equal(state(id), end, f"FW-1: {last}")
        expect_equal(gateway.get(f"/api/v1/operations/{id}")["details"]["fileName"], "log.gz", "FW-1: file name")
        await station.firmware_status("Idle")
        await station.diagnostics_status("Idle")
        say("FW-1: diagnostics")


async def campaign(gateway):
    ids = [f"CAMP-{number}" for number in range(4)]
    async with contextlib.AsyncExitStack() as stack:
        stations = []
        for id in ids:
            station = await stack.enter_async_context(connected(Station, id, gateway.url(id)))
            await station.boot()
            stations.append(station)
        created = gateway.post("/api/v1/campaigns", {
            "name": "2.0", "location": "https://files.example.com/firmware/2.bin", "expectedVersion": "2.0",
            "parallelism": 2, "stations": {"id": "CAMP-*", "firmware": "1.*"}})
        path = f"/api/v1/campaigns/{created['campaignId']}"
        for station in stations[:2]:
            await station.command("UpdateFirmware")
        await eventually("two run", lambda: gateway.get(path)["progress"]["running"] == 2)
        expect_equal(gateway.get(path)["progress"]["pending"], 2, "campaign: stations that wait")
        for station in stations[:2]:
            await station.firmware_status("Downloading", "Installed")
        for station in stations[2:]:
            await station.command("UpdateFirmware")
            await station.firmware_status("Downloading")
        await eventually("the first two are done", lambda: gateway.get(path)["progress"]["succeeded"] == 2)
    return path


async def campaign_after_restart(gateway, path):
    expect_equal(gateway.get(path)["progress"]["running"], 2, "campaign after a restart")
    for id in ("CAMP-2", "CAMP-3"):
        async with connected(Station, id, gateway.url(id)) as station:
            await station.boot()
            await station.firmware_status("Installed" if id == "CAMP-2" else "InstallationFailed")
    await eventually("the campaign is completed", lambda: gateway.get(path)["state"] == "completed")
    progress = gateway.get(path)["progress"]
    expect_equal((progress["succeeded"], progress["failed"]), (3, 1), "campaign: progress")
    expect_equal(
        gateway.get("/api/v1/chargepoints/RES-1/reservations/79")["status"], "active", "RES-1 after a restart")
    expect_equal(gateway.get("/api/v1/chargepoints/FW-1/diagnostics")["operation"]["state"], "failed", "FW-1 then")
    say("the campaign went on after a restart")


async def run(gateway):
    gateway.start()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part(gateway)) for part in (reservations, local_lists, firmware, campaign)]
    gateway.kill()
    say("killed the gateway (SIGKILL)")
    gateway.start()
    await campaign_after_restart(gateway, tasks[-1].result())


if __name__ == "__main__":
    run_script(__doc__, run, SECTIONS)
