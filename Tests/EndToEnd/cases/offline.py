"""Power failures and transactions while the station was offline."""

import datetime

from cases.frame import case
from gateway import expect_equal


def ago(minutes):
    moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@case("TC_032_1_CSMS", "Power failure boot, configured to stop transactions")
async def power_failure(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
    async with operator.booted() as station:
        await station.status("Finishing")
        await operator.expect_transaction(transaction, status="active")
        await station.stop_charging(transaction, "PowerLoss")
        await station.status("Available")
        await operator.expect_transaction(transaction, status="ended", stopReason="PowerLoss")


@case("TC_037_1_CSMS", "Offline start of a transaction, valid id tag")
async def offline_start(operator):
    tag = await operator.tag()
    async with operator.booted():
        pass
    async with operator.station() as station:
        began = ago(10)
        transaction = await station.start_charging(tag, timestamp=began)
        await station.status("Charging")
        await operator.expect_transaction(transaction, status="active", idTag=tag, startedAt=began)


@case("TC_037_3_CSMS", "Offline start of a transaction, invalid id tag, StopTransactionOnInvalidId")
async def offline_start_invalid(operator):
    async with operator.booted():
        pass
    async with operator.station() as station:
        transaction = await station.start_charging("NOBODY-KNOWS-ME", "Invalid", timestamp=ago(10))
        await station.status("Charging")
        await station.stop_charging(transaction, "DeAuthorized")
        await station.status("Finishing")
        await operator.expect_transaction(transaction, status="ended", stopReason="DeAuthorized")


@case("TC_039_CSMS", "Offline transaction")
async def offline_transaction(operator):
    tag = await operator.tag()
    async with operator.booted():
        pass
    async with operator.station() as station:
        began, ended = ago(30), ago(10)
        transaction = await station.start_charging(tag, timestamp=began)
        await station.stop_charging(transaction, "Local", tag, timestamp=ended)
        await operator.expect_transaction(
            transaction, status="ended", startedAt=began, stoppedAt=ended, meterStop=2500)
        # The same again, since the answer was lost: nothing more is recorded.
        expect_equal(
            await station.start_charging(tag, timestamp=began), transaction, "the id of the repeated start")
        await station.stop_charging(transaction, "Local", tag, timestamp=ended)
        expect_equal(len(await operator.transactions()), 1, "transactions")
