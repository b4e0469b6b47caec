"""Configuration keys."""

from cases.frame import case
from gateway import expect_equal

PROFILES = {"key": "SupportedFeatureProfiles", "readonly": True, "value": "Core,FirmwareManagement"}
KEYS = [PROFILES, {"key": "MeterValueSampleInterval", "readonly": False, "value": "60"}]


@case("TC_019_1_CSMS", "Retrieve all configuration keys")
async def all_keys(operator):
    async with operator.booted() as station:
        station.answers["GetConfiguration"] = {"configuration_key": KEYS}
        data = await operator.get("/configuration/live")
        expect_equal(data["response"]["configurationKey"], KEYS, "the answer")
        expect_equal((await station.received("GetConfiguration")).get("key") or [], [], "the keys that were asked for")
        items = (await operator.get("/configuration"))["settings"]
        expect_equal(
            {item["key"]: (item["actual"], item["readOnly"]) for item in items},
            {"SupportedFeatureProfiles": ("Core,FirmwareManagement", True), "MeterValueSampleInterval": ("60", False)},
            "what is kept")


@case("TC_019_2_CSMS", "Retrieve a specific configuration key")
async def one_key(operator):
    async with operator.booted() as station:
        station.answers["GetConfiguration"] = {"configuration_key": [PROFILES]}
        data = await operator.get("/configuration/live", key="SupportedFeatureProfiles")
        expect_equal(data["response"]["configurationKey"], [PROFILES], "the answer")
        expect_equal(
            await station.received("GetConfiguration"), {"key": ["SupportedFeatureProfiles"]}, "what was sent")


async def change(operator, key, value, status):
    async with operator.booted() as station:
        station.answers["ChangeConfiguration"] = {"status": status}
        data = await operator.ask("PUT", "/configuration/live", {"key": key, "value": value})
        expect_equal(data["response"], {"status": status}, "the answer")
        expect_equal(await station.received("ChangeConfiguration"), {"key": key, "value": value}, "what was sent")
        changes = (await operator.get("/configuration/history"))["items"]
        expect_equal(
            [(change["key"], change["value"], change["outcome"]) for change in changes], [(key, value, status)],
            "the history")


@case("TC_021_CSMS", "Change configuration")
async def change_key(operator):
    await change(operator, "MeterValueSampleInterval", "30", "Accepted")


@case("TC_040_1_CSMS", "Configuration keys, not supported")
async def unsupported_key(operator):
    await change(operator, "NobodyHasThisKey", "true", "NotSupported")


@case("TC_040_2_CSMS", "Configuration keys, invalid value")
async def invalid_value(operator):
    # The station is the judge of what it is told directly.
    await change(operator, "MeterValueSampleInterval", "-1", "Rejected")
