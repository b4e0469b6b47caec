"""Charging profiles."""

import datetime

from cases.frame import case
from gateway import expect, expect_equal


def moment(hours):
    value = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


def profile(purpose, id, stack_level=0, kind="Absolute", **more):
    schedule = {
        "duration": 86400, "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}, {"startPeriod": 3600, "limit": 16}]}
    if kind == "Absolute":
        schedule["startSchedule"] = moment(-1)
    return {
        "chargingProfileId": id, "stackLevel": stack_level, "chargingProfilePurpose": purpose,
        "chargingProfileKind": kind, "chargingSchedule": schedule, **more}


async def install(operator, station, connector, profile):
    await operator.ask("POST", "/charging-profiles", {"connectorId": connector, "profile": profile})
    sent = await station.received("SetChargingProfile")
    expect_equal(sent["connectorId"], connector, "the connector")
    return sent["csChargingProfiles"]


async def installed(operator):
    items = (await operator.get("/charging-profiles"))["items"]
    return sorted(item["chargingProfileId"] for item in items)


@case("TC_056_CSMS", "Central smart charging, TxDefaultProfile")
async def default_profile(operator):
    async with operator.booted() as station:
        wanted = profile("TxDefaultProfile", 1, validFrom=moment(-2), validTo=moment(48))
        sent = await install(operator, station, 1, wanted)
        expect_equal(sent["chargingProfilePurpose"], "TxDefaultProfile", "the purpose")
        expect("transactionId" not in sent and "recurrencyKind" not in sent, f"too much was sent: {sent}")
        expect_equal(sent["validTo"], wanted["validTo"], "until when it is valid")
        expect_equal(await installed(operator), [1], "the profiles that are kept")
        expect_equal((await operator.operation("SetChargingProfile"))["state"], "succeeded", "the operation")


@case("TC_057_CSMS", "Central smart charging, TxProfile")
async def transaction_profile(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        sent = await install(operator, station, 1, profile("TxProfile", 2, transactionId=transaction))
        expect_equal(sent["transactionId"], transaction, "the transaction")
        expect("recurrencyKind" not in sent, f"too much was sent: {sent}")
        expect("startSchedule" in sent["chargingSchedule"], "an absolute schedule has a start")
        sent = await install(operator, station, 1, profile("TxProfile", 3, kind="Relative"))
        expect_equal(sent["transactionId"], transaction, "the transaction that is filled in")
        expect("startSchedule" not in sent["chargingSchedule"], "a relative schedule has no start")


@case("TC_059_CSMS", "Remote start with a charging profile")
async def remote_start_with_profile(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        wanted = profile("TxProfile", 4, kind="Relative")
        await operator.command("RemoteStartTransaction", {"connectorId": 1, "idTag": tag, "chargingProfile": wanted})
        sent = (await station.received("RemoteStartTransaction"))["chargingProfile"]
        expect("transactionId" not in sent, "no transaction is named")
        expect_equal(sent["chargingSchedule"]["chargingSchedulePeriod"][0]["startPeriod"], 0, "the first period")
        transaction = await station.charge(tag)

        async def adopted():
            items = (await operator.get("/charging-profiles"))["items"]
            return [item["transactionId"] for item in items] == [transaction]
        await operator.eventually("the profile is the transaction's", adopted)


@case("TC_066_CSMS", "Get composite schedule")
async def composite_schedule(operator):
    async with operator.booted() as station:
        await install(operator, station, 1, profile("TxDefaultProfile", 5))
        schedule = {
            "duration": 300, "charging_rate_unit": "A",
            "charging_schedule_period": [{"start_period": 0, "limit": 6.0}]}
        station.answers["GetCompositeSchedule"] = {
            "status": "Accepted", "connector_id": 1, "schedule_start": moment(0), "charging_schedule": schedule}
        data = await operator.get("/composite-schedule", connectorId=1, duration=300, unit="A", station="true")
        expect_equal(
            await station.received("GetCompositeSchedule"),
            {"connectorId": 1, "duration": 300, "chargingRateUnit": "A"}, "what was sent")
        expect_equal(data["excesses"], [], "where the station allows more")
        answer = await operator.command(
            "GetCompositeSchedule", {"connectorId": 1, "duration": 300, "chargingRateUnit": "A"})
        expect_equal(answer["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"], 6, "the station's answer")


@case("TC_067_CSMS", "Clear charging profile")
async def clear_profile(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        await install(operator, station, 0, profile("ChargePointMaxProfile", 6))
        await install(operator, station, 1, profile("TxDefaultProfile", 7, stack_level=1))
        await install(operator, station, 1, profile("TxProfile", 8, transactionId=transaction))
        for query, payload, left in (
            ({"chargingProfileId": 6}, {"id": 6}, [7, 8]),
            ({"connectorId": 1, "purpose": "TxDefaultProfile", "stackLevel": 1},
             {"connectorId": 1, "chargingProfilePurpose": "TxDefaultProfile", "stackLevel": 1}, [8]),
        ):
            await operator.ask("DELETE", "/charging-profiles", **query)
            expect_equal(await station.received("ClearChargingProfile"), payload, "what was sent")
            expect_equal(await installed(operator), left, "the profiles that are left")
        await operator.command("ClearChargingProfile")
        expect_equal(await station.received("ClearChargingProfile"), {}, "what was sent to clear all")
        expect_equal(await installed(operator), [], "the profiles that are left")
