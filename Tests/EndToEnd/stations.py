"""Charging stations made of the PyPI package `ocpp`: one class for each version, with the same methods."""

import asyncio
import contextlib
import datetime
import itertools
import uuid

import ocpp.v16
import ocpp.v201
import websockets
from ocpp.routing import on
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from ocpp.v201 import call as call201
from ocpp.v201 import call_result as result201

from gateway import expect_equal


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Station16(ocpp.v16.ChargePoint):
    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.remote_starts = asyncio.Queue()

    async def boot(self):
        answer = await self.call(
            call16.BootNotification(charge_point_model="E2E", charge_point_vendor="ACME"), suppress=False)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")
        await self.call(
            call16.StatusNotification(connector_id=1, error_code="NoError", status="Available", timestamp=now()),
            suppress=False)

    async def authorize(self, tag):
        answer = await self.call(call16.Authorize(id_tag=tag), suppress=False)
        return answer.id_tag_info["status"]

    async def start_charging(self, tag, energy):
        answer = await self.call(
            call16.StartTransaction(connector_id=1, id_tag=tag, meter_start=energy, timestamp=now()), suppress=False)
        expect_equal(answer.id_tag_info["status"], "Accepted", f"{self.id}: StartTransaction")
        return answer.transaction_id

    async def meter(self, transaction, energy):
        value = {"timestamp": now(), "sampledValue": [{"value": str(energy), "unit": "Wh"}]}
        await self.call(
            call16.MeterValues(connector_id=1, transaction_id=transaction, meter_value=[value]), suppress=False)
        return str(energy)

    async def stop_charging(self, transaction, energy):
        await self.call(
            call16.StopTransaction(transaction_id=transaction, meter_stop=energy, timestamp=now(), reason="Local"),
            suppress=False)
        return []

    @on("RemoteStartTransaction")
    def remote_start(self, id_tag, **_):
        self.remote_starts.put_nowait(id_tag)
        return result16.RemoteStartTransaction(status="Accepted")

    @on("GetConfiguration")
    def get_configuration(self, key=None, **_):
        known = [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}]
        return result16.GetConfiguration(configuration_key=known, unknown_key=[k for k in key if k != "HeartbeatInterval"])

    # What is asked over REST, and what the station answers.
    question = ("GetConfiguration", {"key": ["HeartbeatInterval", "Nonsense"]})
    answer = {
        "configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "300"}],
        "unknownKey": ["Nonsense"],
    }


class Station201(ocpp.v201.ChargePoint):
    subprotocol = "ocpp2.0.1"

    def __init__(self, id, connection):
        super().__init__(id, connection)
        self.remote_starts = asyncio.Queue()
        self.sequence = itertools.count()

    async def boot(self):
        answer = await self.call(
            call201.BootNotification(charging_station={"model": "E2E", "vendorName": "ACME"}, reason="PowerUp"),
            suppress=False)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")
        await self.call(
            call201.StatusNotification(
                timestamp=now(), connector_status="Available", evse_id=1, connector_id=1), suppress=False)

    async def authorize(self, tag):
        answer = await self.call(
            call201.Authorize(id_token={"idToken": tag, "type": "ISO14443"}), suppress=False)
        return answer.id_token_info["status"]

    async def _event(self, kind, trigger, transaction, energy, **members):
        value = {"timestamp": now(), "sampledValue": [{"value": energy, "measurand": "Energy.Active.Import.Register"}]}
        info = {"transactionId": transaction, **members.pop("info", {})}
        return await self.call(
            call201.TransactionEvent(
                event_type=kind, timestamp=now(), trigger_reason=trigger, seq_no=next(self.sequence),
                transaction_info=info, meter_value=[value], **members),
            suppress=False)

    async def start_charging(self, tag, energy):
        transaction = str(uuid.uuid4())
        answer = await self._event(
            "Started", "Authorized", transaction, energy, evse={"id": 1, "connectorId": 1},
            id_token={"idToken": tag, "type": "ISO14443"})
        expect_equal(answer.id_token_info["status"], "Accepted", f"{self.id}: TransactionEvent Started")
        return transaction

    async def meter(self, transaction, energy):
        await self._event("Updated", "MeterValuePeriodic", transaction, energy)
        return energy

    async def stop_charging(self, transaction, energy):
        await self._event("Ended", "StopAuthorized", transaction, energy, info={"stoppedReason": "Local"})
        return [energy]

    @on("RequestStartTransaction")
    def remote_start(self, id_token, **_):
        self.remote_starts.put_nowait(id_token["id_token"])
        return result201.RequestStartTransaction(status="Accepted")

    @on("GetVariables")
    def get_variables(self, get_variable_data, **_):
        return result201.GetVariables(
            get_variable_result=[
                {"attribute_status": "Accepted", "attribute_value": "300", **data} for data in get_variable_data
            ])

    question = (
        "GetVariables",
        {"getVariableData": [{"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}]})
    answer = {
        "getVariableResult": [{
            "attributeStatus": "Accepted", "attributeValue": "300", "component": {"name": "OCPPCommCtrlr"},
            "variable": {"name": "HeartbeatInterval"},
        }]
    }


@contextlib.asynccontextmanager
async def connected(kind, id, url, **options):
    """A station that is connected while the block runs; `options` are of `websockets.connect`."""
    options.setdefault("subprotocols", [kind.subprotocol])
    async with websockets.connect(url, **options) as socket:
        expect_equal(socket.subprotocol, kind.subprotocol, f"{id}: subprotocol")
        station = kind(id, socket)
        reading = asyncio.create_task(station.start())
        try:
            yield station
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, websockets.ConnectionClosed):
                await reading
