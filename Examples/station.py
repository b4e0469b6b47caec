#!/usr/bin/env python3
"""A charging station of OCPP 1.6, made with the PyPI package `ocpp`.

    pip install ocpp websockets
    station.py ws://localhost:9000/ocpp/CP-001            boots, charges with TAG-1, and leaves
    station.py ws://localhost:9000/ocpp/CP-001 --stay     then stays, and does what it is told over REST
"""

import asyncio
import contextlib
import logging
import sys
from datetime import datetime, timezone

import websockets
from ocpp.routing import after, on
from ocpp.v16 import ChargePoint, call, call_result

TAG = "TAG-1"


def now():
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


class Station(ChargePoint):
    async def ask(self, request):
        answer = await self.call(request, suppress=False)
        print(f"{type(request).__name__}: {answer}", flush=True)
        return answer

    async def charge(self, tag, connector=1):
        await self.ask(call.StatusNotification(connector, "NoError", "Preparing"))
        started = await self.ask(call.StartTransaction(connector, tag, meter_start=1000, timestamp=now()))
        for energy in (1100, 1200, 1300):
            value = {"timestamp": now(), "sampledValue": [{"value": str(energy), "unit": "Wh"}]}
            await self.ask(call.MeterValues(connector, [value], transaction_id=started.transaction_id))
        await self.ask(call.StopTransaction(meter_stop=1400, timestamp=now(), transaction_id=started.transaction_id))
        await self.ask(call.StatusNotification(connector, "NoError", "Available"))

    @on("RemoteStartTransaction")
    def on_remote_start(self, id_tag, **_):
        print(f"told to start a transaction with {id_tag}", flush=True)
        return call_result.RemoteStartTransaction("Accepted")

    @after("RemoteStartTransaction")
    async def after_remote_start(self, id_tag, connector_id=1, **_):
        await self.charge(id_tag, connector_id)

    @on("GetConfiguration")
    def on_get_configuration(self, key=None, **_):
        settings = {"HeartbeatInterval": "300", "NumberOfConnectors": "1"}
        known = [{"key": k, "readonly": True, "value": v} for k, v in settings.items() if not key or k in key]
        return call_result.GetConfiguration(known, [k for k in key or [] if k not in settings])


async def main(url, stays):
    async with websockets.connect(url, subprotocols=["ocpp1.6"]) as socket:
        station = Station(url.rsplit("/", 1)[1], socket)
        reading = asyncio.create_task(station.start())
        await station.ask(call.BootNotification(charge_point_vendor="Example", charge_point_model="One"))
        authorized = await station.ask(call.Authorize(TAG))
        if authorized.id_tag_info["status"] == "Accepted":
            await station.charge(TAG)
        else:
            print(f"{TAG} may not charge: make it known by POST /api/v1/idtags", flush=True)
        if stays:
            print("waiting for commands; end with Ctrl-C", flush=True)
            await reading
        reading.cancel()


if __name__ == "__main__":
    if len(sys.argv) < 2 or set(sys.argv[2:]) - {"--stay"}:
        sys.exit(__doc__)
    # Commands that it doesn't know are answered NotImplemented; a stack trace for each says no more.
    logging.getLogger("ocpp").setLevel(logging.CRITICAL)
    with contextlib.suppress(KeyboardInterrupt, websockets.ConnectionClosed):
        asyncio.run(main(sys.argv[1], "--stay" in sys.argv))
