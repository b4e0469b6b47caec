"""Messages that an operator triggers."""

from cases.frame import case
from gateway import expect_equal
from stations import now


async def trigger(operator, station, message, status="Accepted", connector=None):
    station.answers["TriggerMessage"] = {"status": status}
    body = {"requestedMessage": message, **({"connectorId": connector} if connector else {})}
    data = await operator.ask("POST", "/trigger", body)
    expect_equal(data["response"], {"status": status}, f"the answer to {message}")
    expect_equal(await station.received("TriggerMessage"), body, "what was sent")


@case("TC_054_CSMS", "Trigger message")
async def trigger_message(operator):
    async with operator.booted() as station:
        await trigger(operator, station, "MeterValues", connector=1)
        value = {"timestamp": now(), "sampledValue": [{"value": "17", "context": "Trigger"}]}
        await station.say("MeterValues", connector_id=1, meter_value=[value])
        await trigger(operator, station, "Heartbeat")
        await station.say("Heartbeat")
        await trigger(operator, station, "StatusNotification", connector=1)
        await station.status("Available")
        await trigger(operator, station, "DiagnosticsStatusNotification")
        await station.say("DiagnosticsStatusNotification", status="Idle")
        await trigger(operator, station, "FirmwareStatusNotification", "NotImplemented")
        await trigger(operator, station, "BootNotification")
        await station.boot()


@case("TC_055_CSMS", "Trigger message, rejected")
async def trigger_rejected(operator):
    async with operator.booted() as station:
        await trigger(operator, station, "MeterValues", "Rejected", connector=2)
