#!/usr/bin/env python3
"""Core, configuration and remote trigger of OCPP 1.6, with stations made of the PyPI package `ocpp`.

    core16.py GATEWAY        where GATEWAY is the built program
"""

import asyncio
import contextlib
import json
import threading
import urllib.request

import ocpp.v16
import websockets
from ocpp.routing import after, on
from ocpp.v16 import call, call_result

from gateway import Mismatch, expect, expect_equal
from script import ask, eventually, run_script, say
from stations import connected, now

SECTIONS = """
handlers:
  core: { unknown_stations: reject, data_transfer_vendors: [ACME] }
  configuration: { settings: { HeartbeatInterval: 60 } }
  remote-trigger: { status_after: 1s, minimum_interval: 1s }
chains:
  ocpp1.6:
    "*": [core, configuration, remote-trigger]
stations:
  - match: { id: "PEND-*" }
    handlers: { core: { boot: pending, boot_retry_interval: 7s, get_configuration_after_boot: true } }
  - match: { id: "CONF-*" }
    handlers: { configuration: { settings: { HeartbeatInterval: 90, MeterValueSampleInterval: 30 } } }
id_tags:
  - { id_tag: DRIVER, parent_id_tag: FLEET }
  - { id_tag: SIBLING, parent_id_tag: FLEET }
  - { id_tag: THIEF, status: Blocked }
  - { id_tag: OLD, expiry_date: 2020-01-01T00:00:00Z }
"""

STATIONS = ("CORE-1", "CMD-1", "PEND-1", "REJ-1", "CONF-1", "TRIG-1", "OFF-1", "OFF-2")


class Station(ocpp.v16.ChargePoint):
    """Answers `Accepted`, or what it was told to, and keeps what it was sent."""

    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.sent = asyncio.Queue()
        self.status = {}
        self.keys = {"HeartbeatInterval": "300", "MeterValueSampleInterval": "60", "NumberOfConnectors": "2"}

    async def boot(self, expected="Accepted"):
        answer = await self.call(
            call.BootNotification(charge_point_model="E2E", charge_point_vendor="ACME"), suppress=False)
        expect_equal(answer.status, expected, f"{self.id}: BootNotification")
        return answer

    async def connector(self, status, connector=1, **more):
        await self.call(
            call.StatusNotification(
                connector_id=connector, error_code=more.pop("error_code", "NoError"), status=status, timestamp=now(),
                **more), suppress=False)

    async def start_charging(self, tag, connector=1, meter=1000, at=None):
        return await self.call(
            call.StartTransaction(
                connector_id=connector, id_tag=tag, meter_start=meter, timestamp=at or now()), suppress=False)

    async def stop_charging(self, transaction, **more):
        return await self.call(
            call.StopTransaction(transaction_id=transaction, meter_stop=2000, timestamp=now(), **more), suppress=False)

    async def command(self, action):
        """Waits for the next command of an action; others are dropped."""
        while True:
            name, payload = await asyncio.wait_for(self.sent.get(), 20)
            if name == action:
                return payload

    def answer(self, action, payload, default="Accepted"):
        self.sent.put_nowait((action, payload))
        return getattr(call_result, action)(status=self.status.get(action, default))

    @on("GetConfiguration")
    def get_configuration(self, key=None, **_):
        self.sent.put_nowait(("GetConfiguration", {"key": key}))
        known = [
            {"key": name, "readonly": name == "NumberOfConnectors", "value": value}
            for name, value in self.keys.items() if not key or name in key
        ]
        return call_result.GetConfiguration(
            configuration_key=known, unknown_key=[name for name in key or () if name not in self.keys] or None)

    @on("ChangeConfiguration")
    def change_configuration(self, key, value, **_):
        result = self.answer("ChangeConfiguration", {"key": key, "value": value})
        if result.status in ("Accepted", "RebootRequired"):
            self.keys[key] = value
        return result

    @on("TriggerMessage")
    def trigger(self, **payload):
        return self.answer("TriggerMessage", payload)

    @after("TriggerMessage")
    async def triggered(self, requested_message, connector_id=None):
        if requested_message == "StatusNotification" and not self.status.get("TriggerMessage"):
            await self.connector("Available", connector_id or 1)


def answering(action):
    def method(self, **payload):
        return self.answer(action, payload, "Unlocked" if action == "UnlockConnector" else "Accepted")

    # The package finds handlers by their names.
    method.__name__ = f"on_{action}"
    return on(action)(method)


for name in ("ChangeAvailability", "ClearCache", "DataTransfer", "RemoteStartTransaction", "RemoteStopTransaction",
             "Reset", "UnlockConnector"):
    setattr(Station, f"on_{name}", answering(name))


class Events:
    """Reads the gateway's events beside the rest."""

    def __init__(self, gateway):
        self.kinds = []
        response = urllib.request.urlopen(gateway.http + "/api/v1/events", timeout=60)
        expect_equal(response.headers["Content-Type"], "text/event-stream", "events: type")
        threading.Thread(target=self._read, args=(response,), daemon=True).start()

    def _read(self, response):
        with contextlib.suppress(Exception):
            for line in response:
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    self.kinds.append((event["clientId"], event["kind"]))


async def core(gateway):
    path = "/api/v1/chargepoints/CORE-1"
    async with connected(Station, "CORE-1", gateway.url("CORE-1")) as station:
        await station.boot()
        heartbeat = await station.call(call.Heartbeat(), suppress=False)
        expect(heartbeat.current_time.endswith("Z"), "CORE-1: Heartbeat")
        await station.connector("Available", 0)
        await station.connector("Available", 2)
        await station.connector("Faulted", 1, error_code="OtherError", vendor_id="ACME", vendor_error_code="E7", info="hot")
        connectors = gateway.get(path + "/connectors")["items"]
        expect_equal([c["connectorId"] for c in connectors], [0, 1, 2], "CORE-1: connectors")
        expect_equal(connectors[1]["vendorErrorCode"], "E7", "CORE-1: vendor error")
        for tag, status in (("DRIVER", "Accepted"), ("THIEF", "Blocked"), ("OLD", "Expired"), ("NOBODY", "Invalid")):
            answer = await station.call(call.Authorize(id_tag=tag), suppress=False)
            expect_equal(answer.id_tag_info["status"], status, f"CORE-1: Authorize {tag}")
        started = await station.start_charging("DRIVER")
        second = await station.start_charging("DRIVER", connector=2)
        expect_equal(second.id_tag_info["status"], "ConcurrentTx", "CORE-1: a second transaction")
        value = {"timestamp": now(), "sampledValue": [{"value": "1500", "unit": "Wh"}]}
        await station.call(
            call.MeterValues(connector_id=1, transaction_id=started.transaction_id, meter_value=[value]),
            suppress=False)
        data = [{"timestamp": now(), "sampledValue": [{"value": "1700", "context": "Transaction.End"}]}]
        stopped = await station.stop_charging(
            started.transaction_id, id_tag="SIBLING", reason="Local", transaction_data=data)
        expect_equal(stopped.id_tag_info["parent_id_tag"], "FLEET", "CORE-1: StopTransaction by the same parent")
        transaction = gateway.get(f"/api/v1/transactions/{started.transaction_id}")
        expect_equal((transaction["status"], transaction["meterStop"]), ("ended", 2000), "CORE-1: transaction")
        meters = gateway.get(f"/api/v1/transactions/{started.transaction_id}/meter-values")["items"]
        expect_equal(len(meters), 2, "CORE-1: meter values, transactionData too")
        for vendor, status in (("ACME", "Accepted"), ("OTHER", "UnknownVendorId")):
            answer = await station.call(call.DataTransfer(vendor_id=vendor, data="x"), suppress=False)
            expect_equal(answer.status, status, f"CORE-1: DataTransfer of {vendor}")
    say("CORE-1: boot, heartbeat, states, authorization, a transaction, vendor data")


async def offline(gateway):
    """The same start and stop again, and ids that were never given."""
    async with connected(Station, "OFF-1", gateway.url("OFF-1")) as station:
        await station.boot()
        first = await station.start_charging("SIBLING", at="2026-01-01T00:00:00Z")
    async with connected(Station, "OFF-1", gateway.url("OFF-1")) as station:
        again = await station.start_charging("SIBLING", at="2026-01-01T00:00:00Z")
        expect_equal(again.transaction_id, first.transaction_id, "OFF-1: a repeated start")
        await station.stop_charging(first.transaction_id)
        await station.stop_charging(first.transaction_id)
        await station.stop_charging(-1)
    async with connected(Station, "OFF-2", gateway.url("OFF-2")) as other:
        await other.boot()
        await other.stop_charging(first.transaction_id)
    states = [t["status"] for t in gateway.get("/api/v1/chargepoints/OFF-1/transactions")["items"]]
    expect_equal(states, ["orphaned", "ended"], "OFF-1: transactions")
    states = [t["status"] for t in gateway.get("/api/v1/chargepoints/OFF-2/transactions")["items"]]
    expect_equal(states, ["orphaned"], "OFF-2: another's transaction")
    say("OFF-1: repeated, unknown and another's transactions")


async def commands(gateway):
    path = "/api/v1/chargepoints/CMD-1"

    async def send(command, expected=200, **payload):
        status, answer = await ask(gateway, "POST", path + "/commands", {"command": command, "payload": payload})
        expect_equal(status, expected, f"CMD-1: {command}: {answer}")
        return answer["data"].get("response")

    async with connected(Station, "CMD-1", gateway.url("CMD-1")) as station:
        await station.boot()
        await eventually("configured", lambda: station.keys["HeartbeatInterval"] == "60")
        for command, payload, status in (
            ("ClearCache", {}, "Accepted"), ("Reset", {"type": "Soft"}, "Accepted"),
            ("UnlockConnector", {"connectorId": 1}, "Unlocked"),
            ("DataTransfer", {"vendorId": "ACME", "messageId": "m", "data": "x"}, "Accepted"),
        ):
            expect_equal((await send(command, **payload))["status"], status, f"CMD-1: {command}")
            await station.command(command)
        # A transaction from afar, with a profile of its own.
        profile = {
            "chargingProfileId": 1, "stackLevel": 0, "chargingProfilePurpose": "TxProfile",
            "chargingProfileKind": "Relative",
            "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}]},
        }
        await send("RemoteStartTransaction", idTag="SIBLING", connectorId=1, chargingProfile=profile)
        sent = await station.command("RemoteStartTransaction")
        expect_equal(sent["charging_profile"]["charging_profile_purpose"], "TxProfile", "CMD-1: profile")
        profile["chargingProfilePurpose"] = "TxDefaultProfile"
        await send("RemoteStartTransaction", 400, idTag="SIBLING", connectorId=1, chargingProfile=profile)
        await station.connector("Charging")
        started = await station.start_charging("THIEF")
        status, answer = await ask(
            gateway, "POST", "/api/v1/transactions/remote-stop",
            {"clientId": "CMD-1", "transactionId": started.transaction_id})
        expect_equal((status, answer["data"]["status"]), (200, "accepted"), "CMD-1: remote stop")
        await station.command("RemoteStopTransaction")
        # A change of availability that waits for the transaction.
        station.status["ChangeAvailability"] = "Scheduled"
        await send("ChangeAvailability", connectorId=1, type="Inoperative")
        operations = gateway.get("/api/v1/operations", station="CMD-1", kind="ChangeAvailability")["items"]
        expect_equal([o["state"] for o in operations], ["accepted"], "CMD-1: availability")
        await station.stop_charging(started.transaction_id, reason="Remote")
        await station.connector("Unavailable")
        operation = f"/api/v1/operations/{operations[0]['operationId']}"
        await eventually("the change is done", lambda: gateway.get(operation)["state"] == "succeeded")
        expect_equal(
            [s["state"] for s in gateway.get(operation)["history"]], ["pending", "accepted", "succeeded"],
            "CMD-1: history")
        # Each message that can be triggered.
        for message in ("BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat",
                        "MeterValues", "StatusNotification"):
            status, _ = await ask(gateway, "POST", path + "/trigger", {"requestedMessage": message, "connectorId": 1})
            expect_equal(status, 200, f"CMD-1: trigger {message}")
            while (await station.command("TriggerMessage"))["requested_message"] != message:
                pass
        # What needs a reboot is remembered until then.
        station.status["ChangeConfiguration"] = "RebootRequired"
        expect_equal(
            (await send("ChangeConfiguration", key="Vendor.Key", value="1"))["status"], "RebootRequired",
            "CMD-1: ChangeConfiguration")
        expect_equal(gateway.get(path + "/configuration")["rebootRequired"], True, "CMD-1: reboot required")
        del station.status["ChangeConfiguration"]
        await station.boot()
        await eventually("rebooted", lambda: not gateway.get(path + "/configuration")["rebootRequired"])
    status, _ = await ask(gateway, "POST", path + "/commands", {"command": "ClearCache"})
    expect_equal(status, 503, "CMD-1: offline")
    say("CMD-1: every command of the core profile, availability followed up, all triggers")


async def registration(gateway):
    async with connected(Station, "PEND-1", gateway.url("PEND-1")) as station:
        answer = await station.boot("Pending")
        expect_equal(answer.interval, 7, "PEND-1: interval")
        await station.command("GetConfiguration")
        status, _ = await ask(
            gateway, "PUT", "/api/v1/chargepoints/PEND-1/registration", {"status": "Accepted"})
        expect_equal(status, 200, "PEND-1: decided")
        sent = await station.command("TriggerMessage")
        expect_equal(sent["requested_message"], "BootNotification", "PEND-1: asked to boot")
        await station.boot()
    path = "/api/v1/chargepoints/REJ-1/registration"
    await ask(gateway, "PUT", path, {"status": "Rejected", "retryInterval": 5})
    async with connected(Station, "REJ-1", gateway.url("REJ-1")) as station:
        expect_equal((await station.boot("Rejected")).interval, 5, "REJ-1: interval")
        await ask(gateway, "DELETE", path)
        await station.boot()
    # Nobody else may connect.
    with contextlib.suppress(websockets.InvalidStatus):
        async with websockets.connect(gateway.url("STRANGER"), subprotocols=["ocpp1.6"]):
            raise Mismatch("STRANGER could connect")
    say("PEND-1, REJ-1: pending, rejected, accepted; strangers stay out")


async def configuration(gateway):
    path = "/api/v1/chargepoints/CONF-1/configuration"
    async with connected(Station, "CONF-1", gateway.url("CONF-1")) as station:
        await station.boot()
        wanted = {"HeartbeatInterval": "90", "MeterValueSampleInterval": "30"}
        await eventually("configured after boot", lambda: wanted.items() <= station.keys.items())
        await eventually("no difference", lambda: gateway.get(path)["differences"] == 0)
        status, answer = await ask(gateway, "POST", path, {"key": "HeartbeatInterval", "value": "120"})
        expect_equal(status, 202, f"CONF-1: stored: {answer}")
        await eventually("configured at once", lambda: station.keys["HeartbeatInterval"] == "120")
        status, answer = await ask(gateway, "POST", path, {"key": "NumberOfConnectors", "value": "9"})
        expect_equal(status, 400, f"CONF-1: read-only: {answer}")
        _, live = await ask(gateway, "GET", path + "/live?key=HeartbeatInterval")
        expect_equal(live["data"]["response"]["configurationKey"][0]["value"], "120", "CONF-1: live")
        status, _ = await ask(gateway, "PUT", path + "/live", {"key": "Vendor.Key", "value": "x"})
        expect_equal((status, station.keys["Vendor.Key"]), (200, "x"), "CONF-1: changed live")
        await eventually(
            "exported", lambda: gateway.get(path + "/export")["settings"].get("HeartbeatInterval") == "120")
        outcomes = {c["outcome"] for c in gateway.get(path + "/history")["items"]}
        expect_equal(outcomes, {"stored", "Accepted"}, "CONF-1: history")
    say("CONF-1: settings after boot, at once, live, exported")


async def remote_trigger(gateway):
    async with connected(Station, "TRIG-1", gateway.url("TRIG-1")) as station:
        await station.boot()
        sent = await station.command("TriggerMessage")
        expect_equal(sent["requested_message"], "StatusNotification", "TRIG-1: asked by itself")
        await eventually(
            "it answered",
            lambda: [c["status"] for c in gateway.get("/api/v1/chargepoints/TRIG-1/connectors")["items"]]
            == ["Available"])
    say("TRIG-1: asked for its state, since it said nothing")


async def run(gateway):
    gateway.start()
    for station in STATIONS:
        status, answer = await ask(gateway, "POST", "/api/v1/chargepoints", {"clientId": station})
        expect_equal(status, 201, f"{station}: made known: {answer}")
    events = Events(gateway)
    async with asyncio.TaskGroup() as group:
        for part in (core, offline, commands, registration, configuration, remote_trigger):
            group.create_task(part(gateway))
    for event in (("CORE-1", "booted"), ("CORE-1", "transactionStarted"), ("CORE-1", "transactionEnded"),
                  ("CMD-1", "operation"), ("CONF-1", "configuration"), ("PEND-1", "disconnected")):
        await eventually(f"the event {event}", lambda: event in events.kinds)
    say(f"{len(events.kinds)} events told")
    expect(gateway.get("/health")["latency"]["messages"] > 20, f"health: {gateway.get('/health')}")
    await eventually("nothing is queued", lambda: gateway.get("/health")["queueDepth"] == 0)


if __name__ == "__main__":
    run_script(__doc__, run, SECTIONS)
