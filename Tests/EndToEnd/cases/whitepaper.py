"""The messages of the security whitepaper: certificates, logs, signed firmware, security events."""

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cases.credentials import expect_refused, secure_url, trusting
from cases.frame import case
from gateway import expect, expect_equal
from security import certificate, name
from stations import now


def pem(value):
    return value.public_bytes(serialization.Encoding.PEM).decode()


def certificate_request(station):
    """A key and a request for a certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, station), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme")])
    return key, x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())


async def request_certificate(operator, station):
    """The station is asked for a request and sends it; gives its key and the chain that it gets."""
    answer = await operator.command("ExtendedTriggerMessage", {"requestedMessage": "SignChargePointCertificate"})
    expect_equal(answer["status"], "Accepted", "the answer")
    expect_equal(
        await station.received("ExtendedTriggerMessage"), {"requestedMessage": "SignChargePointCertificate"},
        "what was sent")
    key, request = certificate_request(operator.station_id)
    answer = await station.say("SignCertificate", csr=pem(request))
    expect_equal(answer.status, "Accepted", "SignCertificate")
    return key, (await station.received("CertificateSigned"))["certificateChain"]


async def issued(operator, state):
    async def is_so():
        items = (await operator.get("/api/v1/certificates", clientId=operator.station_id))["items"]
        return [item["state"] for item in items] == [state]
    await operator.eventually(f"its certificate becomes {state}", is_so)


@case("TC_074_CSMS", "Update of the station's certificate by request of the Central System")
async def update_certificate(operator):
    async with operator.booted() as station:
        key, chain = await request_certificate(operator, station)
        first = x509.load_pem_x509_certificates(chain.encode())[0]
        expect_equal(first.public_key(), key.public_key(), "the certificate's key")
        names = first.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        expect_equal([item.value for item in names], [operator.station_id], "the certificate's common name")
        await issued(operator, "accepted")
    # It connects with it: security profile 3.
    (operator.folder / "issued.pem").write_text(chain)
    (operator.folder / "issued.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    async with operator.station(secure_url(operator), ssl=trusting(operator, "issued")) as station:
        await station.boot()
    # Revoked, it is refused.
    data = await operator.ask("POST", f"/api/v1/certificates/{first.serial_number:x}/revoke")
    expect_equal(data["state"], "revoked", "the certificate's state")
    await expect_refused(
        operator, "a revoked certificate", url=secure_url(operator), ssl=trusting(operator, "issued"))


async def install(operator, station, kind, root):
    answer = await operator.command("InstallCertificate", {"certificateType": kind, "certificate": pem(root)})
    sent = await station.received("InstallCertificate")
    expect_equal((sent["certificateType"], sent["certificate"]), (kind, pem(root)), "what was sent")
    return answer["status"]


async def listed(operator, station, kind, root, algorithm="SHA256"):
    """The station lists the root as its own; gives the hashes by which it is named."""
    data = {
        "hash_algorithm": algorithm, "issuer_name_hash": "aa" * 32, "issuer_key_hash": "bb" * 32,
        "serial_number": f"{root.serial_number:x}"[-40:]}
    station.answers["GetInstalledCertificateIds"] = {"status": "Accepted", "certificate_hash_data": [data]}
    answer = await operator.command("GetInstalledCertificateIds", {"certificateType": kind})
    expect_equal(await station.received("GetInstalledCertificateIds"), {"certificateType": kind}, "what was sent")
    found = (await operator.get("/certificates"))["installed"]
    expect_equal(
        [(item["certificateType"], item["issuerKeyHash"]) for item in found], [(kind, "bb" * 32)],
        "the certificates that are kept")
    return answer["certificateHashData"][0]


async def install_root(operator, kind):
    root = certificate(name("Root"))[1]
    async with operator.booted() as station:
        expect_equal(await install(operator, station, kind, root), "Accepted", "the answer")
        expect_equal(len((await operator.get("/certificates"))["installed"]), 1, "certificates that are kept")
        await listed(operator, station, kind, root)


@case("TC_075_1_CSMS", "Install certificate, ManufacturerRootCertificate")
async def install_manufacturer_root(operator):
    await install_root(operator, "ManufacturerRootCertificate")


@case("TC_075_2_CSMS", "Install certificate, CentralSystemRootCertificate")
async def install_central_system_root(operator):
    await install_root(operator, "CentralSystemRootCertificate")


@case("TC_076_CSMS", "Delete a specific certificate")
async def delete_certificate(operator):
    kind = "CentralSystemRootCertificate"
    root = certificate(name("Root"))[1]
    async with operator.booted() as station:
        for algorithm in ("SHA256", "SHA384", "SHA512"):
            await install(operator, station, kind, root)
            data = await listed(operator, station, kind, root, algorithm)
            answer = await operator.command("DeleteCertificate", {"certificateHashData": data})
            expect_equal(answer["status"], "Accepted", "the answer")
            expect_equal(await station.received("DeleteCertificate"), {"certificateHashData": data}, "what was sent")
            expect_equal((await operator.get("/certificates"))["installed"], [], "the certificates that are kept")


async def report(operator, station, type):
    """The station reports a security event, which is kept."""
    await station.say("SecurityEventNotification", type=type, timestamp=now(), tech_info="by the case")
    events = (await operator.get("/security-events"))["items"]
    expect_equal([event["type"] for event in events], [type], "the security events")


@case("TC_077_CSMS", "Invalid ChargePointCertificate, security event")
async def invalid_station_certificate(operator):
    async with operator.booted() as station:
        station.answers["CertificateSigned"] = {"status": "Rejected"}
        await request_certificate(operator, station)
        await issued(operator, "rejected")
        await report(operator, station, "InvalidChargePointCertificate")


@case("TC_078_CSMS", "Invalid CentralSystemCertificate, security event")
async def invalid_root(operator):
    async with operator.booted() as station:
        station.answers["InstallCertificate"] = {"status": "Rejected"}
        root = certificate(name("Root"))[1]
        expect_equal(
            await install(operator, station, "CentralSystemRootCertificate", root), "Rejected", "the answer")
        expect_equal((await operator.get("/certificates"))["installed"], [], "the certificates that are kept")
        await report(operator, station, "InvalidCentralSystemCertificate")


async def notify(operator, station, action, kind, *steps):
    for status, state in steps:
        await station.say(action, status=status, request_id=7)
        await operator.operation_ends(kind, state)


@case("TC_079_CSMS", "Get security log")
async def security_log(operator):
    async with operator.booted() as station:
        station.answers["GetLog"] = {"status": "Accepted", "filename": "security.log"}
        wanted = {"logType": "SecurityLog", "requestId": 7, "log": {"remoteLocation": "https://files.example.com/logs"}}
        expect_equal((await operator.command("GetLog", wanted))["filename"], "security.log", "the file's name")
        expect_equal(await station.received("GetLog"), wanted, "what was sent")
        await notify(
            operator, station, "LogStatusNotification", "GetLog", ("Uploading", "inProgress"), ("Uploaded", "succeeded"))


async def secure_update(operator, station):
    firmware = {
        "location": "https://files.example.com/firmware/2.0.bin", "retrieveDateTime": now(),
        "signingCertificate": pem(certificate(name("Manufacturer"))[1]), "signature": "c2lnbmF0dXJl"}
    answer = await operator.command("SignedUpdateFirmware", {"requestId": 7, "firmware": firmware})
    expect_equal(answer["status"], "Accepted", "the answer")
    expect_equal(await station.received("SignedUpdateFirmware"), {"requestId": 7, "firmware": firmware}, "what was sent")


STEPS = ("SignedFirmwareStatusNotification", "SignedUpdateFirmware")


@case("TC_080_CSMS", "Secure firmware update")
async def signed_firmware(operator):
    async with operator.booted(firmware_version="1.0") as station:
        await secure_update(operator, station)
        await notify(
            operator, station, *STEPS,
            *((status, "inProgress") for status in (
                "Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting")))
    async with operator.booted(firmware_version="2.0") as station:
        await notify(operator, station, *STEPS, ("Installed", "succeeded"))
        await report(operator, station, "FirmwareUpdated")


@case("TC_081_CSMS", "Secure firmware update, invalid signature")
async def invalid_signature(operator):
    async with operator.booted() as station:
        await secure_update(operator, station)
        await notify(
            operator, station, *STEPS, ("Downloading", "inProgress"), ("Downloaded", "inProgress"),
            ("InvalidSignature", "failed"))
        await report(operator, station, "InvalidFirmwareSignature")
