"""What the cases have in common: a scripted station, and an operator who drives the gateway over REST."""

import asyncio
import collections
import contextlib
import dataclasses
from typing import Callable

import ocpp.v16
from ocpp.charge_point import snake_to_camel_case
from ocpp.v16 import call, call_result

from gateway import expect, expect_equal
from script import eventually
from stations import connected, now

CASES = []

# What a station answers unless its case says otherwise.
ANSWERS = {
    "GetConfiguration": {"configuration_key": []}, "GetDiagnostics": {"file_name": "diagnostics.gz"},
    "GetLocalListVersion": {"list_version": 0}, "UnlockConnector": {"status": "Unlocked"}, "UpdateFirmware": {},
}
ACTIONS = """
    CancelReservation CertificateSigned ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile DataTransfer
    DeleteCertificate ExtendedTriggerMessage GetCompositeSchedule GetConfiguration GetDiagnostics
    GetInstalledCertificateIds GetLocalListVersion GetLog InstallCertificate RemoteStartTransaction RemoteStopTransaction
    ReserveNow Reset SendLocalList SetChargingProfile SignedUpdateFirmware TriggerMessage UnlockConnector UpdateFirmware
""".split()


@dataclasses.dataclass
class Case:
    id: str
    name: str
    body: Callable


def case(id, name):
    """Adds a coroutine function of an ``Operator`` to the cases."""
    def add(body):
        CASES.append(Case(id, name, body))
        return body
    return add


class Station(ocpp.v16.ChargePoint):
    """Says what its case says, answers what it was told to, and keeps what it was sent; the package checks both by the
    official schemas."""

    subprotocol = "ocpp1.6"

    def __init__(self, id, connection):
        super().__init__(id, connection, response_timeout=20)
        self.answers = {}
        self.sent = collections.defaultdict(asyncio.Queue)
        for action in ACTIONS:
            self.route_map[action] = {"_on_action": self._handler(action), "_skip_schema_validation": False}

    def _handler(self, action):
        async def handle(**payload):
            self.sent[action].put_nowait(snake_to_camel_case(payload))
            answer = self.answers.get(action, ANSWERS.get(action, {"status": "Accepted"}))
            return getattr(call_result, action)(**(answer(payload) if callable(answer) else answer))
        return handle

    async def received(self, action):
        """The payload of the next command of an action."""
        try:
            return await asyncio.wait_for(self.sent[action].get(), 20)
        except TimeoutError:
            expect(False, f"{self.id} was sent no {action}")

    async def say(self, action, **payload):
        return await self.call(getattr(call, action)(**payload), suppress=False)

    async def boot(self, connectors=2, **more):
        answer = await self.say(
            "BootNotification", charge_point_model="Model", charge_point_vendor="Vendor", **more)
        expect_equal(answer.status, "Accepted", f"{self.id}: BootNotification")
        for connector in range(connectors + 1):
            await self.status("Available", connector)
        return answer

    async def status(self, status, connector=1, error_code="NoError"):
        await self.say(
            "StatusNotification", connector_id=connector, error_code=error_code, status=status, timestamp=now())

    async def authorize(self, tag, expected="Accepted"):
        answer = await self.say("Authorize", id_tag=tag)
        expect_equal(answer.id_tag_info["status"], expected, f"{self.id}: Authorize {tag}")
        return answer.id_tag_info

    async def start_charging(self, tag, expected="Accepted", connector=1, timestamp=None, **more):
        answer = await self.say(
            "StartTransaction", connector_id=connector, id_tag=tag, meter_start=1000, timestamp=timestamp or now(), **more)
        expect_equal(answer.id_tag_info["status"], expected, f"{self.id}: StartTransaction with {tag}")
        expect(answer.transaction_id > 0, f"{self.id}: the transaction id is {answer.transaction_id}")
        return answer.transaction_id

    async def stop_charging(self, transaction, reason, tag=None, **more):
        answer = await self.say(
            "StopTransaction", transaction_id=transaction, meter_stop=2500, timestamp=more.pop("timestamp", now()),
            reason=reason, id_tag=tag, **more)
        if tag:
            expect_equal(answer.id_tag_info["status"], "Accepted", f"{self.id}: StopTransaction with {tag}")

    async def charge(self, tag, connector=1):
        """Begins a transaction as a driver does who plugs in first."""
        await self.status("Preparing", connector)
        await self.authorize(tag)
        transaction = await self.start_charging(tag, connector=connector)
        await self.status("Charging", connector)
        return transaction


class Operator:
    """Drives the gateway for one case; the station's id is the case's."""

    def __init__(self, gateway, case, folder):
        self.gateway = gateway
        self.folder = folder
        self.station_id = case.id.replace("_", "-")
        self.path = f"/api/v1/chargepoints/{self.station_id}"

    @contextlib.asynccontextmanager
    async def station(self, url=None, **options):
        """The case's station, connected while the block runs."""
        url = url or self.gateway.url(self.station_id)
        async with connected(Station, self.station_id, url, **options) as station:
            yield station

    @contextlib.asynccontextmanager
    async def booted(self, **more):
        """The same, after a cold boot."""
        async with self.station() as station:
            await station.boot(**more)
            yield station

    async def ask(self, method, path, body=None, expected=200, **query):
        """Gives `data`."""
        path = path if path.startswith("/api/") else self.path + path
        status, answer = await asyncio.to_thread(self.gateway.request, method, path, body, query)
        expect_equal(status, expected, f"{self.station_id}: {method} {path}: {answer}")
        return answer["data"]

    async def get(self, path, **query):
        return await self.ask("GET", path, **query)

    async def command(self, action, payload=None, expected=200):
        """Sends a command; gives the station's answer."""
        data = await self.ask("POST", "/commands", {"command": action, "payload": payload or {}}, expected)
        return data.get("response")

    async def tag(self, suffix="", **more):
        """Makes an id tag of the case known."""
        tag = f"{self.station_id}{suffix}"
        await self.ask("POST", "/api/v1/idtags", {"idTag": tag, **more})
        return tag

    async def transactions(self, status=None):
        query = {"status": status} if status else {}
        return (await self.get("/transactions", **query))["items"]

    async def connector(self, number=1):
        return await self.get(f"/connectors/{number}")

    async def operation(self, kind):
        """The newest operation of a kind."""
        items = (await self.get("/api/v1/operations", station=self.station_id, kind=kind))["items"]
        expect(items, f"{self.station_id}: there is no operation {kind}")
        return items[0]

    async def eventually(self, what, question):
        """Asks until the answer is true."""
        await eventually(f"{self.station_id}: {what}", question)

    async def operation_ends(self, kind, state):
        """Waits until the newest operation of a kind is in a state."""
        async def is_there():
            return (await self.operation(kind))["state"] == state
        await self.eventually(f"{kind} becomes {state}", is_there)

    async def expect_connector(self, status, number=1):
        expect_equal((await self.connector(number))["status"], status, f"{self.station_id}: connector {number}")

    async def expect_transaction(self, transaction, **members):
        found = await self.get(f"/api/v1/transactions/{transaction}", station=self.station_id)
        for name, value in members.items():
            expect_equal(found[name], value, f"{self.station_id}: {name} of its transaction")
