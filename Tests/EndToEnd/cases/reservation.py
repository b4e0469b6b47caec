"""Reservations."""

from cases.frame import case
from gateway import expect_equal


async def reserve(operator, station, tag, expected=201, connector=1, **more):
    """Reserves over REST; gives what is recorded."""
    data = await operator.ask(
        "POST", "/reservations", {"connectorId": connector, "idTag": tag, **more}, expected)
    sent = await station.received("ReserveNow")
    expect_equal((sent["connectorId"], sent["idTag"]), (connector, tag), "what was sent")
    expect_equal(sent["reservationId"], data["reservationId"], "the reservation's id")
    return sent


async def expect_state(operator, sent, state):
    shown = await operator.get(f"/reservations/{sent['reservationId']}")
    expect_equal(shown["status"], state, "the reservation's state")
    return shown


async def becomes(operator, sent, state):
    async def is_so():
        return (await operator.get(f"/reservations/{sent['reservationId']}"))["status"] == state
    await operator.eventually(f"the reservation becomes {state}", is_so)


async def use(operator, station, sent, tag):
    await station.authorize(tag)
    await station.status("Preparing")
    transaction = await station.start_charging(tag, reservation_id=sent["reservationId"])
    await station.status("Charging")
    await becomes(operator, sent, "used")
    shown = await expect_state(operator, sent, "used")
    expect_equal(shown["transactionId"], str(transaction), "the transaction that used it")


@case("TC_046_CSMS", "Reservation of a connector, transaction")
async def reservation_used(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        sent = await reserve(operator, station, tag)
        await station.status("Reserved")
        await operator.expect_connector("Reserved")
        await use(operator, station, sent, tag)


@case("TC_047_CSMS", "Reservation of a connector, expire")
async def reservation_expires(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        sent = await reserve(operator, station, tag, duration=2)
        await station.status("Reserved")
        await becomes(operator, sent, "expired")
        await station.status("Available")
        await operator.expect_connector("Available")


async def refused(operator, status, *before):
    tag = await operator.tag()
    async with operator.booted() as station:
        for state in before:
            await station.status(state)
        station.answers["ReserveNow"] = {"status": status}
        sent = await reserve(operator, station, tag, 409)
        shown = await expect_state(operator, sent, "refused")
        expect_equal(shown["outcome"], status, "why it is refused")


@case("TC_048_1_CSMS", "Reservation of a connector, faulted")
async def reservation_faulted(operator):
    await refused(operator, "Faulted", "Faulted")


@case("TC_048_2_CSMS", "Reservation of a connector, occupied")
async def reservation_occupied(operator):
    await refused(operator, "Occupied", "Preparing")


@case("TC_048_3_CSMS", "Reservation of a connector, unavailable")
async def reservation_unavailable(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        answer = await operator.command("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
        expect_equal(answer["status"], "Accepted", "the change of availability")
        await station.status("Unavailable")
        await operator.expect_connector("Unavailable")
        station.answers["ReserveNow"] = {"status": "Unavailable"}
        sent = await reserve(operator, station, tag, 409)
        expect_equal((await expect_state(operator, sent, "refused"))["outcome"], "Unavailable", "why it is refused")


@case("TC_048_4_CSMS", "Reservation of a connector, rejected")
async def reservation_rejected(operator):
    await refused(operator, "Rejected")


@case("TC_049_CSMS", "Reservation of a charge point, transaction")
async def station_reserved(operator):
    tag = await operator.tag()
    async with operator.booted(connectors=1) as station:
        sent = await reserve(operator, station, tag, connector=0)
        await station.status("Reserved")
        await use(operator, station, sent, tag)


@case("TC_051_CSMS", "Cancel reservation")
async def reservation_cancelled(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        sent = await reserve(operator, station, tag)
        await station.status("Reserved")
        await operator.ask("DELETE", f"/reservations/{sent['reservationId']}")
        expect_equal(
            await station.received("CancelReservation"), {"reservationId": sent["reservationId"]}, "what was sent")
        await station.status("Available")
        await expect_state(operator, sent, "cancelled")


@case("TC_052_CSMS", "Cancel reservation, rejected")
async def cancel_rejected(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        station.answers["CancelReservation"] = {"status": "Rejected"}
        answer = await operator.command("CancelReservation", {"reservationId": 4711})
        expect_equal(answer["status"], "Rejected", "the answer for an unknown reservation")
        expect_equal(await station.received("CancelReservation"), {"reservationId": 4711}, "what was sent")
        sent = await reserve(operator, station, tag)
        await operator.ask("DELETE", f"/reservations/{sent['reservationId']}", expected=409)
        # The station doesn't know it any more (OCPP 1.6 §5.4).
        await expect_state(operator, sent, "lost")


@case("TC_053_CSMS", "Use a reserved connector with parentIdTag")
async def reservation_of_a_parent(operator):
    parent = f"{operator.station_id}-P"
    tag = await operator.tag(parentIdTag=parent)
    other = await operator.tag("-B", parentIdTag=parent)
    async with operator.booted() as station:
        sent = await reserve(operator, station, tag)
        expect_equal(sent.get("parentIdTag"), parent, "the parent that was sent")
        await station.status("Reserved")
        info = await station.authorize(other)
        expect_equal(info["parent_id_tag"], parent, "the parent of the other tag")
        await use(operator, station, sent, other)
