"""What an operator asks of a station from afar: start and stop, reset, unlock, clear the cache."""

from cases.frame import case
from gateway import expect_equal


async def remote_start(operator, station, tag, expected="accepted"):
    data = await operator.ask(
        "POST", "/api/v1/transactions/remote-start",
        {"clientId": operator.station_id, "connectorId": 1, "idTag": tag})
    expect_equal(data["status"], expected, "the remote start")
    expect_equal(await station.received("RemoteStartTransaction"), {"connectorId": 1, "idTag": tag}, "what was sent")


async def remote_stop(operator, station, transaction, expected="accepted"):
    data = await operator.ask(
        "POST", "/api/v1/transactions/remote-stop",
        {"clientId": operator.station_id, "transactionId": transaction})
    expect_equal(data["status"], expected, "the remote stop")
    expect_equal(
        await station.received("RemoteStopTransaction"), {"transactionId": transaction}, "what was sent")


@case("TC_010_CSMS", "Remote start, cable plugged in first")
async def plugged_in_first(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await station.status("Preparing")
        await remote_start(operator, station, tag)
        await station.authorize(tag)
        transaction = await station.start_charging(tag)
        await station.status("Charging")
        await operator.expect_transaction(transaction, status="active", idTag=tag)


@case("TC_011_1_CSMS", "Remote start first")
async def remote_start_first(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await remote_start(operator, station, tag)
        await station.authorize(tag)
        await station.status("Preparing")
        transaction = await station.start_charging(tag)
        await station.status("Charging")
        await operator.expect_transaction(transaction, status="active")


@case("TC_011_2_CSMS", "Remote start, time out")
async def remote_start_times_out(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        await remote_start(operator, station, tag)
        await station.authorize(tag)
        await station.status("Preparing")
        await station.status("Available")
        expect_equal(await operator.transactions(), [], "transactions")
        await operator.expect_connector("Available")


@case("TC_012_CSMS", "Remote stop")
async def stopped_from_afar(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        await remote_stop(operator, station, transaction)
        await station.stop_charging(transaction, "Remote")
        await station.status("Finishing")
        await station.status("Available")
        await operator.expect_transaction(transaction, status="ended", stopReason="Remote")


@case("TC_026_CSMS", "Remote start, rejected")
async def remote_start_rejected(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        station.answers["RemoteStartTransaction"] = {"status": "Rejected"}
        await remote_start(operator, station, tag, "rejected")
        expect_equal(await operator.transactions(), [], "transactions")


@case("TC_028_CSMS", "Remote stop, rejected")
async def remote_stop_rejected(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        station.answers["RemoteStopTransaction"] = {"status": "Rejected"}
        await remote_stop(operator, station, transaction, "rejected")
        await operator.expect_transaction(transaction, status="active")
        # A command is sent whatever the gateway knows of the transaction.
        answer = await operator.command("RemoteStopTransaction", {"transactionId": transaction + 1})
        expect_equal(answer["status"], "Rejected", "the answer for another transaction")


async def reset(operator, type):
    async with operator.booted() as station:
        answer = await operator.command("Reset", {"type": type})
        expect_equal(answer["status"], "Accepted", "the answer")
        expect_equal(await station.received("Reset"), {"type": type}, "what was sent")
        expect_equal((await operator.operation("Reset"))["state"], "accepted", "the reset before the boot")
    async with operator.booted():
        await operator.operation_ends("Reset", "succeeded")
        await operator.expect_connector("Available", 2)


@case("TC_013_CSMS", "Hard reset")
async def hard_reset(operator):
    await reset(operator, "Hard")


@case("TC_014_CSMS", "Soft reset")
async def soft_reset(operator):
    await reset(operator, "Soft")


async def unlock(operator, status, connector=1):
    async with operator.booted() as station:
        station.answers["UnlockConnector"] = {"status": status}
        answer = await operator.command("UnlockConnector", {"connectorId": connector})
        expect_equal(answer["status"], status, "the answer")
        expect_equal(await station.received("UnlockConnector"), {"connectorId": connector}, "what was sent")


@case("TC_017_1_CSMS", "Unlock connector, no charging session, not fixed cable")
async def unlock_idle(operator):
    await unlock(operator, "Unlocked")


@case("TC_017_2_CSMS", "Unlock connector, no charging session, fixed cable")
async def unlock_fixed(operator):
    await unlock(operator, "NotSupported")


@case("TC_030_CSMS", "Unlock connector, unlock failure")
async def unlock_failure(operator):
    await unlock(operator, "UnlockFailed")


@case("TC_031_CSMS", "Unlock connector, unknown connector")
async def unlock_unknown(operator):
    await unlock(operator, "NotSupported", connector=99)


@case("TC_018_1_CSMS", "Unlock connector with charging session")
async def unlock_charging(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        transaction = await station.charge(tag)
        answer = await operator.command("UnlockConnector", {"connectorId": 1})
        expect_equal(answer["status"], "Unlocked", "the answer")
        await station.status("Finishing")
        await station.stop_charging(transaction, "UnlockCommand", tag)
        await station.status("Available")
        await operator.expect_transaction(transaction, status="ended", stopReason="UnlockCommand")


@case("TC_061_CSMS", "Clear authorization data in the authorization cache")
async def clear_cache(operator):
    async with operator.booted() as station:
        expect_equal((await operator.command("ClearCache"))["status"], "Accepted", "the answer")
        expect_equal(await station.received("ClearCache"), {}, "what was sent")
