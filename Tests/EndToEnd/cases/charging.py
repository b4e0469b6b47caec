"""Booting, and sessions that a driver begins at the station."""

from cases.frame import case
from gateway import expect, expect_equal


@case("TC_001_CSMS", "Cold boot")
async def cold_boot(operator):
    async with operator.station() as station:
        answer = await station.boot()
        expect_equal(answer.interval, 300, "the heartbeat interval")
        heartbeat = await station.say("Heartbeat")
        expect(heartbeat.current_time.endswith("Z"), f"the time is {heartbeat.current_time}")
        shown = await operator.get("")
        expect_equal((shown["online"], shown["vendor"], shown["model"]), (True, "Vendor", "Model"), "the station")
        connectors = (await operator.get("/connectors"))["items"]
        expect_equal(
            [(item["connectorId"], item["status"]) for item in connectors],
            [(0, "Available"), (1, "Available"), (2, "Available")], "the connectors")


@case("TC_003_CSMS", "Regular charging session, plugin first")
async def plugin_first(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        await operator.expect_transaction(
            transaction, status="active", connectorId=1, idTag=tag, meterStart=1000, clientId=operator.station_id)
        await operator.expect_connector("Charging")


@case("TC_004_1_CSMS", "Regular charging session, identification first")
async def identification_first(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await station.authorize(tag)
        await station.status("Preparing")
        transaction = await station.start_charging(tag)
        await station.status("Charging")
        await operator.expect_transaction(transaction, status="active")


@case("TC_004_2_CSMS", "Identification first, ConnectionTimeOut")
async def connection_timeout(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await station.authorize(tag)
        await station.status("Preparing")
        await station.status("Available")
        await operator.expect_connector("Available")
        expect_equal(await operator.transactions(), [], "transactions")


@case("TC_005_1_CSMS", "EV side disconnected")
async def ev_side_disconnected(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        await station.status("SuspendedEV")
        await operator.expect_connector("SuspendedEV")
        await station.stop_charging(transaction, "EVDisconnected", tag)
        await station.status("Finishing")
        await station.status("Available")
        await operator.expect_transaction(
            transaction, status="ended", stopReason="EVDisconnected", meterStop=2500)
        await operator.expect_connector("Available")


@case("TC_007_CSMS", "Regular start of a charging session, cached id")
async def cached_id(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await station.status("Preparing")
        transaction = await station.start_charging(tag)
        await station.status("Charging")
        await operator.expect_transaction(transaction, status="active", idTag=tag)


async def refused(operator, expected, tag):
    async with operator.booted() as station:
        await station.authorize(tag, expected)
        await station.status("Preparing")
        await station.status("Available")
        expect_equal(await operator.transactions(), [], "transactions")


@case("TC_023_1_CSMS", "Start of a charging session, authorize invalid")
async def authorize_invalid(operator):
    await refused(operator, "Invalid", "NOBODY-KNOWS-ME")


@case("TC_023_2_CSMS", "Start of a charging session, authorize expired")
async def authorize_expired(operator):
    await refused(operator, "Expired", await operator.tag(expiryDate="2020-01-01T00:00:00Z"))


@case("TC_023_3_CSMS", "Start of a charging session, authorize blocked")
async def authorize_blocked(operator):
    await refused(operator, "Blocked", await operator.tag(status="Blocked"))


@case("TC_024_CSMS", "Start of a charging session, lock failure")
async def lock_failure(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await station.authorize(tag)
        await station.status("Preparing")
        await station.status("Faulted", error_code="ConnectorLockFailure")
        connector = await operator.connector()
        expect_equal(
            (connector["status"], connector["errorCode"]), ("Faulted", "ConnectorLockFailure"), "the connector")
        expect_equal(await operator.transactions(), [], "transactions")


@case("TC_064_CSMS", "Data transfer to a Central System")
async def data_transfer(operator):
    async with operator.booted() as station:
        answer = await station.say("DataTransfer", vendor_id="com.example.nobody", message_id="x", data="y")
        expect_equal(answer.status, "UnknownVendorId", "the answer of an unknown vendor's data")
