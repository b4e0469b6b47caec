#!/usr/bin/env python3
"""The example plugins in a gateway's chains: what each changes, a station sees, in process and in a process of its own.

    examples.py GATEWAY EXAMPLES OTHER
        GATEWAY is the built program, EXAMPLES the folder of the plugins' libraries (Scripts/examples), OTHER the one of
        those built with another version of the SDK: in process, both kinds are in one process.
"""

import asyncio
import json
import pathlib
import sys
import tempfile

from ocpp.routing import on
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from ocpp.v201 import call_result as result201

from gateway import Gateway, Mismatch, expect, expect_equal
from script import say
from stations import Station16, Station201, connected


def configuration(isolation, examples, other, tokens):
    quirks = other if isolation == "in-process" else examples

    def plugin(id, library, config):
        return (
            f"  - id: {id}\n    library: {library}\n    isolation: {isolation}\n" + (f"    config: {json.dumps(config)}\n" if config else ""))

    rules = [{"name": "all", "price": 0.5}]
    sites = [{"name": "north", "stations": ["DEPOT-*"], "limit": 32}]
    return (
        "handlers:\n  core: { unknown_id_tags: accept }\nplugins:\n"
        + plugin("quirks", quirks / "libVendorQuirks.so", {"quirks": ["padded_id_tags"]})
        + plugin("depot", examples / "libDepotLoadBalancer.so", {"sites": sites})
        + plugin("tariff", examples / "libTariffRules.so", {"currency": "EUR", "session_fee": 1, "rules": rules})
        + plugin("allow", examples / "libAllowList.so", {"file": str(tokens)})
        + plugin("echo", examples / "libEchoC.so", None)
        + plugin("greeter", examples / "libGreeter.so", {"vendor": "ACME", "greeting": "Welcome"})
        + 'chains:\n  ocpp1.6:\n    "*": [quirks, depot, tariff, allow, core]\n    DataTransfer: [echo, greeter, core]\n'
        + '  ocpp2.0.1:\n    "*": [depot, tariff, allow, core]\n')


class Limited16(Station16):
    """Takes charging profiles."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.limits = asyncio.Queue()

    @on("SetChargingProfile")
    def set_charging_profile(self, connector_id, cs_charging_profiles, **_):
        schedule = cs_charging_profiles["charging_schedule"]
        self.limits.put_nowait(schedule["charging_schedule_period"][0]["limit"])
        return result16.SetChargingProfile(status="Accepted")


class Limited201(Station201):
    """Takes charging profiles, and keeps what it was told of costs."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.limits = asyncio.Queue()
        self.costs = []

    async def _event(self, *arguments, **members):
        answer = await super()._event(*arguments, **members)
        self.costs.append(answer.total_cost)
        return answer

    @on("SetChargingProfile")
    def set_charging_profile(self, evse_id, charging_profile, **_):
        schedule = charging_profile["charging_schedule"][0]
        self.limits.put_nowait(schedule["charging_schedule_period"][0]["limit"])
        return result201.SetChargingProfile(status="Accepted")


async def allow_list(station, tokens):
    expect_equal(await station.authorize("TAG-1"), "Accepted", "a token of the list")
    expect_equal(await station.authorize("TAG-2"), "Expired", "a token of the list that has expired")
    expect_equal(await station.authorize("TAG-3"), "Invalid", "a token that isn't on the list")
    tokens.write_text(tokens.read_text() + "TAG-3\n")
    expect_equal(await station.authorize("TAG-3"), "Accepted", "a token that was added to the list")
    say("AllowList: says who may charge, and hears of changes")


async def vendor_quirks(station):
    expect_equal(await station.authorize(" TAG-1 \x00\x00"), "Accepted", "a padded token")
    say("VendorQuirks: corrects padded tokens before the next handler")


async def echo(station):
    text = 'a "quoted" ä \\ b'
    answer = await station.call(call16.DataTransfer(vendor_id="echo", data=text), suppress=False)
    expect_equal((answer.status, answer.data), ("Accepted", text), "DataTransfer to the echo")
    answer = await station.call(call16.DataTransfer(vendor_id="other", data=text), suppress=False)
    expect_equal(answer.status, "UnknownVendorId", "DataTransfer to somebody else")
    say("EchoC: answers its own messages, and lets others pass")
    answer = await station.call(call16.DataTransfer(vendor_id="ACME"), suppress=False)
    expect_equal((answer.status, answer.data), ("Accepted", "Welcome, DEPOT-1!"), "DataTransfer to the tutorial's plugin")
    say("Greeter: the tutorial's plugin does what the tutorial says")


async def limit(station):
    return await asyncio.wait_for(station.limits.get(), 10)


async def depot_and_tariff(first, second, gateway):
    transaction = await first.start_charging("TAG-1", 1000)
    expect_equal(await limit(first), 32, "the limit of a car that is alone")
    other = await second.start_charging("TAG-1", 0)
    expect_equal((await limit(first), await limit(second)), (16, 16), "the limits of two cars")
    await second.meter(other, 2000)
    await first.stop_charging(transaction, 5000)
    expect_equal(await limit(second), 32, "the limit of the car that stays")
    await second.stop_charging(other, 4000)
    say("DepotLoadBalancer: shares the limit among the cars")

    expect_equal([float(cost) for cost in second.costs], [1.0, 2.0, 3.0], "totalCost of start, middle and end")
    for station, amount in (("DEPOT-1", "3.00"), ("DEPOT-2", "3.00")):
        line = next(
            (line for line in gateway.log().splitlines() if "invoice" in line and station in line and amount in line), None)
        expect(line, f"no invoice of {station} over {amount} in the log:\n{gateway.log()}")
    say("TariffRules: tells the cost, and logs invoices")


async def run(isolation, executable, examples, other):
    say(f"-- isolation: {isolation}")
    with tempfile.TemporaryDirectory() as folder:
        tokens = pathlib.Path(folder) / "tokens"
        tokens.write_text("TAG-1\nTAG-2 2020-01-01T00:00:00Z\n")
        gateway = Gateway(executable, folder, sections=configuration(isolation, examples, other, tokens))
        gateway.start()
        try:
            async with (
                connected(Limited16, "DEPOT-1", gateway.url("DEPOT-1")) as first,
                connected(Limited201, "DEPOT-2", gateway.url("DEPOT-2")) as second,
            ):
                await first.boot()
                await second.boot()
                await allow_list(first, tokens)
                await vendor_quirks(first)
                await echo(first)
                await depot_and_tariff(first, second, gateway)
        finally:
            gateway.kill()


def main():
    executable = sys.argv[1]
    examples, other = (pathlib.Path(folder).resolve() for folder in sys.argv[2:4])
    try:
        for isolation in ("in-process", "process"):
            asyncio.run(run(isolation, executable, examples, other))
    except Mismatch as mismatch:
        sys.exit(f"examples: {mismatch}")


if __name__ == "__main__":
    main()
