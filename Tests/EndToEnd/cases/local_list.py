"""Local authorization lists."""

from cases.frame import case
from gateway import expect, expect_equal

# Lists of the gateway's configuration: a case is sent its own tags only.
SECTIONS = """
  local-auth:
    lists:
      - { name: failing, match: { id: "TC-043-3-*" }, id_tags: ["TC-043-3-*"] }
      - { name: full, match: { id: "TC-043-4-*" }, id_tags: ["TC-043-4-*"] }
      - { name: differential, match: { id: "TC-043-5-*" }, id_tags: ["TC-043-5-*"] }
      - { name: unsupported, match: { id: "TC-043-1-*" }, id_tags: ["TC-043-1-*"] }
"""


async def version(operator, number, state):
    async with operator.booted() as station:
        station.answers["GetLocalListVersion"] = {"list_version": number}
        answer = await operator.command("GetLocalListVersion")
        expect_equal(answer, {"listVersion": number}, "the answer")
        expect_equal(await station.received("GetLocalListVersion"), {}, "what was sent")
        expect_equal((await operator.ask("POST", "/local-list/check"))["state"], state, "what the gateway makes of it")


@case("TC_042_1_CSMS", "Get local list version, not supported")
async def version_unsupported(operator):
    await version(operator, -1, "unsupported")


@case("TC_042_2_CSMS", "Get local list version, empty")
async def version_empty(operator):
    await version(operator, 0, "known")


@case("TC_043_1_CSMS", "Send local authorization list, not supported")
async def unsupported(operator):
    await operator.tag()
    async with operator.booted() as station:
        station.answers["SendLocalList"] = {"status": "NotSupported"}
        await operator.ask("POST", "/local-list/sync", {"updateType": "Full"}, 409)
        expect_equal((await station.received("SendLocalList"))["updateType"], "Full", "the update")
        expect_equal((await operator.get("/local-list"))["state"], "unsupported", "what is kept")


@case("TC_043_3_CSMS", "Send local authorization list, failed")
async def failed(operator):
    tag = await operator.tag()
    async with operator.booted() as station:
        station.answers["SendLocalList"] = {"status": "Failed"}
        await operator.ask("POST", "/local-list/sync", {"updateType": "Full"}, 409)
        sent = await station.received("SendLocalList")
        expect_equal(sent["updateType"], "Full", "the update")
        expect_equal([entry["idTag"] for entry in sent["localAuthorizationList"]], [tag], "the entries")
        expect((await operator.get("/local-list"))["state"] != "known", "a list that failed is not known")


async def send_full(operator, station):
    data = await operator.ask("POST", "/local-list/sync", {"updateType": "Full"})
    sent = await station.received("SendLocalList")
    expect_equal(sent["updateType"], "Full", "the update")
    expect(all(entry.get("idTagInfo") for entry in sent["localAuthorizationList"]), f"entries without info: {sent}")
    expect_equal(data["entries"], len(sent["localAuthorizationList"]), "how many entries are recorded")
    station.answers["GetLocalListVersion"] = {"list_version": sent["listVersion"]}
    return sent


@case("TC_043_4_CSMS", "Send local authorization list, full")
async def full(operator):
    tags = [await operator.tag(), await operator.tag("-B", status="Blocked"), await operator.tag("-C", parentIdTag="P")]
    async with operator.booted() as station:
        sent = await send_full(operator, station)
        expect_equal(
            sorted(entry["idTag"] for entry in sent["localAuthorizationList"]), [tags[0], tags[2]],
            "the tags that may charge")
        expect_equal((await operator.get("/local-list"))["listVersion"], sent["listVersion"], "the version that is kept")


@case("TC_043_5_CSMS", "Send local authorization list, differential")
async def differential(operator):
    await operator.tag()
    async with operator.booted() as station:
        first = await send_full(operator, station)
        tag = await operator.tag("-B")
        await operator.ask("POST", "/local-list/sync", {"updateType": "Differential"})
        sent = await station.received("SendLocalList")
        expect_equal(sent["updateType"], "Differential", "the update")
        expect(sent["listVersion"] > first["listVersion"], f"version {sent['listVersion']} follows {first['listVersion']}")
        entries = sent["localAuthorizationList"]
        expect_equal(
            [(entry["idTag"], entry["idTagInfo"]["status"]) for entry in entries], [(tag, "Accepted")], "the entries")
        shown = await operator.get("/local-list")
        expect_equal(shown["listVersion"], sent["listVersion"], "the version that is kept")
