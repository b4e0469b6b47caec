#!/usr/bin/env python3
"""Smart charging of OCPP 1.6, with stations made of the PyPI package `ocpp`.

    charging.py GATEWAY        where GATEWAY is the built program
"""

import asyncio
import contextlib

import ocpp.v16
from ocpp.routing import on
from ocpp.v16 import call, call_result

from gateway import expect, expect_equal
from script import eventually, run_script, say
from stations import connected, now

SECTIONS = """
handlers:
  core: { unknown_id_tags: accept, concurrent_transactions: true }
  smart-charging:
    site_interval: 1s
    sites:
      - { name: depot, stations: ["DEPOT-*"], limit: 32, minimum_current: 6, maximum_current: 32, fail_safe_current: 6 }
    templates:
      - name: night
        purpose: TxDefaultProfile
        kind: Recurring
        recurrency: Daily
        start: 2026-01-01T22:00:00Z
        duration: 8h
        periods: [{ start: 0s, limit: 8.5 }]
chains:
  ocpp1.6:
    "*": [core, smart-charging]
"""


class Station(ocpp.v16.ChargePoint):
    """Keeps charging profiles as it is told, and answers as a test says."""

    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.sent = asyncio.Queue()
        self.status = "Accepted"
        # Tenths of an ampere that its composite schedule has.
        self.limit = 160

    async def boot(self):
        answer = await self.call(
            call.BootNotification(charge_point_model="E2E", charge_point_vendor="ACME"), suppress=False)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")
        await self.call(
            call.StatusNotification(connector_id=1, error_code="NoError", status="Available"), suppress=False)

    async def charge(self, tag="TAG"):
        answer = await self.call(
            call.StartTransaction(connector_id=1, id_tag=tag, meter_start=0, timestamp=now()), suppress=False)
        return answer.transaction_id

    async def finish(self, transaction):
        await self.call(
            call.StopTransaction(transaction_id=transaction, meter_stop=1, timestamp=now()), suppress=False)

    async def command(self, action):
        """Waits for the next command of an action; others are dropped."""
        while True:
            name, payload = await asyncio.wait_for(self.sent.get(), 20)
            if name == action:
                return payload

    async def share(self):
        """Waits for the next TxProfile of the site and gives its limit."""
        while True:
            profile = (await self.command("SetChargingProfile"))["cs_charging_profiles"]
            if profile["charging_profile_purpose"] == "TxProfile":
                return profile["charging_schedule"]["charging_schedule_period"][0]["limit"]

    @on("SetChargingProfile")
    def set_charging_profile(self, **payload):
        self.sent.put_nowait(("SetChargingProfile", payload))
        return call_result.SetChargingProfile(status=self.status)

    @on("ClearChargingProfile")
    def clear_charging_profile(self, **payload):
        self.sent.put_nowait(("ClearChargingProfile", payload))
        return call_result.ClearChargingProfile(status=self.status)

    @on("GetCompositeSchedule")
    def get_composite_schedule(self, connector_id, duration, charging_rate_unit, **_):
        schedule = {
            "duration": duration, "chargingRateUnit": charging_rate_unit,
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": self.limit / 10}],
        }
        return call_result.GetCompositeSchedule(
            status="Accepted", connector_id=connector_id, schedule_start=now(), charging_schedule=schedule)

    @on("RemoteStartTransaction")
    def remote_start(self, **payload):
        self.sent.put_nowait(("RemoteStartTransaction", payload))
        return call_result.RemoteStartTransaction(status=self.status)


def profile(purpose, id=1, level=0, limit=16, kind="Relative", **more):
    return {
        "chargingProfileId": id, "stackLevel": level, "chargingProfilePurpose": purpose, "chargingProfileKind": kind,
        "chargingSchedule": {
            "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}]}, **more,
    }


class Operator:
    """Asks over REST without holding up the stations."""

    def __init__(self, gateway, station):
        self.gateway = gateway
        self.path = f"/api/v1/chargepoints/{station}"

    async def request(self, method, path, body=None, **query):
        return await asyncio.to_thread(self.gateway.request, method, self.path + path, body, query)

    async def ask(self, method, path, body=None, **query):
        status, answer = await self.request(method, path, body, **query)
        expect_equal(status, 200, f"{method} {path}: {answer.get('message')}")
        return answer["data"]

    async def profiles(self):
        items = (await self.ask("GET", "/charging-profiles"))["items"]
        return [(item["chargingProfileId"], item["purpose"], item["connectorId"]) for item in items]

    async def outcome(self, kind):
        status, answer = await asyncio.to_thread(
            self.gateway.request, "GET", "/api/v1/operations", None, {"kind": kind, "limit": 1})
        expect_equal(status, 200, "operations")
        return answer["data"]["items"][0]["state"]


async def charge_by_profiles(gateway):
    operator = Operator(gateway, "CP-1")
    async with connected(Station, "CP-1", gateway.url("CP-1")) as station:
        await station.boot()
        for wrong in (
            {"connectorId": 1, "csChargingProfiles": profile("ChargePointMaxProfile")},
            {"connectorId": 0, "csChargingProfiles": profile("TxProfile")},
            {"connectorId": 1, "csChargingProfiles": profile("TxProfile")},
            {"connectorId": 0, "csChargingProfiles": profile("TxDefaultProfile", kind="Recurring")},
        ):
            status, answer = await operator.request(
                "POST", "/commands", {"command": "SetChargingProfile", "payload": wrong})
            expect_equal(status, 400, f"a wrong profile: {answer}")
            expect(answer["data"]["violations"], f"no violations: {answer}")
        expect(station.sent.empty(), "a wrong profile was sent")
        say("CP-1: wrong profiles are refused before they are sent")

        await operator.ask(
            "POST", "/commands",
            {"command": "SetChargingProfile", "payload": {
                "connectorId": 0, "csChargingProfiles": profile("ChargePointMaxProfile", id=1, limit=20)}})
        await operator.ask(
            "POST", "/charging-profiles", {"connectorId": 1, "profile": profile("TxDefaultProfile", id=2, limit=16)})
        await operator.ask("POST", "/charging-profiles", {"connectorId": 0, "template": "night", "stackLevel": 1})
        station.status = "Rejected"
        await operator.ask("POST", "/charging-profiles", {"connectorId": 0, "profile": profile("TxDefaultProfile", id=9)})
        expect_equal(await operator.outcome("SetChargingProfile"), "rejected", "the outcome of a rejected profile")
        station.status = "Accepted"
        expect_equal(
            sorted(await operator.profiles()),
            [(1, "ChargePointMaxProfile", 0), (2, "TxDefaultProfile", 1), (3, "TxDefaultProfile", 0)], "profiles")
        say("CP-1: what the station accepted is recorded, what it rejected isn't")

        transaction = await station.charge()
        await operator.ask(
            "POST", "/charging-profiles", {"connectorId": 1, "profile": profile("TxProfile", id=4, limit=10)})
        while True:
            sent = (await station.command("SetChargingProfile"))["cs_charging_profiles"]
            if sent["charging_profile_purpose"] == "TxProfile":
                break
        expect_equal(sent["transaction_id"], transaction, "the TxProfile's transaction")
        query = {"connectorId": 1, "duration": 60, "station": "true"}
        station.limit = 100
        answer = await operator.ask("GET", "/composite-schedule", **query)
        expect_equal(answer["calculated"]["periods"][0]["limit"], 10, "the calculated limit")
        expect_equal(answer["excesses"], [], "a station that keeps its limit")
        station.limit = 320
        answer = await operator.ask("GET", "/composite-schedule", **query)
        expect_equal(answer["excesses"][0]["found"], 32, "a station that takes too much")
        say("CP-1: its composite schedule is compared with the calculated one")

        await station.finish(transaction)

        async def gone():
            return 4 not in [id for id, _, _ in await operator.profiles()]
        await eventually("the TxProfile ends with its transaction", gone)
        await operator.ask("DELETE", "/charging-profiles", purpose="TxDefaultProfile", connectorId=1)
        expect_equal(
            (await station.command("ClearChargingProfile")),
            {"connector_id": 1, "charging_profile_purpose": "TxDefaultProfile"}, "ClearChargingProfile")
        expect_equal(
            sorted(await operator.profiles()), [(1, "ChargePointMaxProfile", 0), (3, "TxDefaultProfile", 0)],
            "profiles after clearing")
        say("CP-1: profiles are cleared by filters")

        status, _ = await operator.request(
            "POST", "/commands", {"command": "RemoteStartTransaction", "payload": {
                "idTag": "REMOTE", "chargingProfile": profile("TxDefaultProfile", id=5)}})
        expect_equal(status, 400, "a remote start with a TxDefaultProfile")
        await operator.ask(
            "POST", "/commands", {"command": "RemoteStartTransaction", "payload": {
                "connectorId": 1, "idTag": "REMOTE", "chargingProfile": profile("TxProfile", id=5)}})
        await station.command("RemoteStartTransaction")
        transaction = await station.charge("REMOTE")

        async def adopted():
            items = (await operator.ask("GET", "/charging-profiles"))["items"]
            return any(item["transactionId"] == transaction and item["origin"] == "remote_start" for item in items)
        await eventually("the remote start's profile is the transaction's", adopted)
        await station.finish(transaction)
        say("CP-1: the profile of a remote start is for the transaction that followed")


async def share_a_site(gateway):
    async with contextlib.AsyncExitStack() as stack:
        stations = []
        for number in (1, 2):
            id = f"DEPOT-{number}"
            station = await stack.enter_async_context(connected(Station, id, gateway.url(id)))
            await station.boot()
            default = (await station.command("SetChargingProfile"))["cs_charging_profiles"]
            expect_equal(default["charging_profile_purpose"], "TxDefaultProfile", f"{id}: the fail-safe default")
            stations.append(station)
        first, second = stations
        await first.charge()
        expect_equal(await first.share(), 32, "the share of the only one")
        transaction = await second.charge()
        expect_equal(await first.share(), 16, "the share that is given back")
        expect_equal(await second.share(), 16, "the share of the other")

        async def shown():
            site = await asyncio.to_thread(gateway.get, "/api/v1/charging-sites/depot")
            return [item["share"] for item in site["transactions"]] == [16, 16]
        await eventually("the site's shares are shown", shown)
        await second.finish(transaction)
        expect_equal(await first.share(), 32, "the share when the other is gone")
        say("DEPOT: the limit is shared, and shared anew")


async def run(gateway):
    gateway.start()
    async with asyncio.TaskGroup() as group:
        group.create_task(charge_by_profiles(gateway))
        group.create_task(share_a_site(gateway))


if __name__ == "__main__":
    run_script(__doc__, run, SECTIONS)
