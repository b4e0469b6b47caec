"""Firmware updates and diagnostics."""

from cases.frame import case
from gateway import expect, expect_equal

FIRMWARE = "https://files.example.com/firmware/2.0.bin"
DIAGNOSTICS = "ftp://files.example.com/diagnostics"


async def update(operator, station):
    operation = await operator.ask("POST", "/firmware", {"location": FIRMWARE}, 202)
    sent = await station.received("UpdateFirmware")
    expect_equal(sent["location"], FIRMWARE, "the location")
    expect("retrieveDate" in sent, f"there is no retrieveDate: {sent}")
    return f"/api/v1/operations/{operation['operationId']}"


async def notify(operator, station, path, action, *steps):
    """The station says how it goes; the operation follows."""
    for status, state in steps:
        await station.say(action, status=status)
        expect_equal((await operator.get(path))["state"], state, f"the operation after {status}")


@case("TC_044_1_CSMS", "Firmware update, download and install")
async def download_and_install(operator):
    async with operator.booted(firmware_version="1.0") as station:
        path = await update(operator, station)
        await notify(
            operator, station, path, "FirmwareStatusNotification", ("Downloading", "inProgress"),
            ("Downloaded", "inProgress"))
        await station.status("Unavailable")
        await notify(operator, station, path, "FirmwareStatusNotification", ("Installing", "inProgress"))
    async with operator.booted(firmware_version="2.0") as station:
        await station.say("FirmwareStatusNotification", status="Installed")
        await operator.operation_ends("UpdateFirmware", "succeeded")
        expect_equal((await operator.get("/firmware"))["firmwareVersion"], "2.0", "the firmware that it has")


@case("TC_044_2_CSMS", "Firmware update, download failed")
async def download_failed(operator):
    async with operator.booted() as station:
        path = await update(operator, station)
        await notify(
            operator, station, path, "FirmwareStatusNotification", ("Downloading", "inProgress"),
            ("DownloadFailed", "failed"))


@case("TC_044_3_CSMS", "Firmware update, installation failed")
async def installation_failed(operator):
    async with operator.booted(firmware_version="1.0") as station:
        path = await update(operator, station)
        await notify(
            operator, station, path, "FirmwareStatusNotification", ("Downloading", "inProgress"),
            ("Downloaded", "inProgress"), ("Installing", "inProgress"))
    async with operator.booted(firmware_version="1.0") as station:
        await notify(operator, station, path, "FirmwareStatusNotification", ("InstallationFailed", "failed"))


async def upload(operator, *steps):
    async with operator.booted() as station:
        operation = await operator.ask("POST", "/diagnostics", {"location": DIAGNOSTICS}, 202)
        expect_equal((await station.received("GetDiagnostics"))["location"], DIAGNOSTICS, "the location")
        path = f"/api/v1/operations/{operation['operationId']}"
        await notify(operator, station, path, "DiagnosticsStatusNotification", *steps)

        async def is_named():
            return (await operator.get(path))["details"].get("fileName") == "diagnostics.gz"
        await operator.eventually("the file's name is kept", is_named)


@case("TC_045_1_CSMS", "Get diagnostics")
async def diagnostics(operator):
    await upload(operator, ("Uploading", "inProgress"), ("Uploaded", "succeeded"))


@case("TC_045_2_CSMS", "Get diagnostics, upload failed")
async def diagnostics_failed(operator):
    await upload(operator, ("Uploading", "inProgress"), ("UploadFailed", "failed"))
