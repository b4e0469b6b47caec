"""Passwords, TLS, security profiles and the WebSocket subprotocol."""

import ssl

import websockets

from cases.frame import case
from gateway import expect, expect_equal
from security import basic, certificate, name, write


def trusting(operator, stem=None):
    """TLS that trusts the gateway's certificate and shows a certificate, if one is named."""
    context = ssl.create_default_context(cafile=operator.folder / "server-ca.pem")
    if stem:
        context.load_cert_chain(operator.folder / f"{stem}.pem", operator.folder / f"{stem}.key")
    return context


def secure_url(operator):
    return f"wss://127.0.0.1:{operator.gateway.tls_port}/ocpp/{operator.station_id}"


async def expect_refused(operator, what, headers=None, **options):
    try:
        async with operator.station(additional_headers=headers, **options):
            expect(False, f"{what} connected")
    except websockets.exceptions.InvalidStatus as error:
        expect_equal(error.response.status_code, 401, what)


@case("TC_073_CSMS", "Update of the password for HTTP Basic authentication")
async def update_password(operator):
    await operator.ask("PUT", "/password", {"password": "first-password-16"})
    first = basic(operator.station_id, "first-password-16")
    key = "4f43415f4f4354545f61646d696e5f74657374"
    async with operator.station(additional_headers=first) as station:
        await station.boot()
        answer = await operator.command("ChangeConfiguration", {"key": "AuthorizationKey", "value": key})
        expect_equal(answer["status"], "Accepted", "the answer")
        expect_equal(
            await station.received("ChangeConfiguration"), {"key": "AuthorizationKey", "value": key}, "what was sent")
    second = basic(operator.station_id, bytes.fromhex(key))
    async with operator.station(additional_headers=second) as station:
        await station.boot()
        # The gateway makes one up and tells it.
        made = await operator.ask("PUT", "/password", {"send": True})
        sent = await station.received("ChangeConfiguration")
        expect_equal(sent, {"key": "AuthorizationKey", "value": made["password"]}, "what was sent")
        expect(16 <= len(bytes.fromhex(sent["value"])) <= 20, "the key has 16 to 20 bytes")
    await expect_refused(operator, "the first password", first)
    async with operator.station(additional_headers=basic(operator.station_id, bytes.fromhex(sent["value"]))) as station:
        await station.boot()
    await expect_refused(operator, "the second password", second)


@case("TC_083_CSMS", "Upgrade of the security profile, accepted")
async def upgrade_profile(operator):
    await operator.ask("PUT", "/password", {"password": "upgrade-password"})
    headers = basic(operator.station_id, "upgrade-password")
    async with operator.station(additional_headers=headers) as station:
        await station.boot()
        answer = await operator.command("ChangeConfiguration", {"key": "SecurityProfile", "value": "2"})
        expect_equal(answer["status"], "Accepted", "the answer")
        expect_equal(
            await station.received("ChangeConfiguration"), {"key": "SecurityProfile", "value": "2"}, "what was sent")
        await operator.command("Reset", {"type": "Hard"})
        expect_equal(await station.received("Reset"), {"type": "Hard"}, "the reset")
    async with operator.station(secure_url(operator), additional_headers=headers, ssl=trusting(operator)) as station:
        await station.boot()
        await operator.operation_ends("Reset", "succeeded")
        await operator.expect_connector("Available")


@case("TC_085_CSMS", "Basic authentication, valid user name and password")
async def basic_authentication(operator):
    password = (await operator.ask("PUT", "/password", {}))["password"]
    headers = basic(operator.station_id, bytes.fromhex(password))
    async with operator.station(additional_headers=headers) as station:
        await station.boot()
        await operator.expect_connector("Available")
    await expect_refused(operator, "no password")
    await expect_refused(operator, "another's password", basic(operator.station_id, "not-the-password-"))


@case("TC_086_CSMS", "TLS, server-side certificate")
async def server_certificate(operator):
    await operator.ask("PUT", "/password", {"password": "password-over-tls"})
    headers = basic(operator.station_id, "password-over-tls")
    async with operator.station(secure_url(operator), additional_headers=headers, ssl=trusting(operator)) as station:
        tls = station._connection.transport.get_extra_info("ssl_object")
        expect(tls.version() in ("TLSv1.2", "TLSv1.3"), f"the version is {tls.version()}")
        await station.boot()
        await operator.expect_connector("Available")


@case("TC_087_CSMS", "TLS, client-side certificate")
async def client_certificate(operator):
    authority = operator.station_authority()
    write(operator.folder, operator.station_id, certificate(name(operator.station_id), authority))
    context = trusting(operator, operator.station_id)
    async with operator.station(secure_url(operator), ssl=context) as station:
        await station.boot()
        await operator.expect_connector("Available")


@case("TC_088_CSMS", "WebSocket subprotocol negotiation")
async def subprotocol(operator):
    async with operator.station(subprotocols=["ocpp0.1", "ocpp1.6"]) as station:
        await station.boot()
    # With none in common the handshake ends without a subprotocol, then the connection (OCPP-J 1.6 §3.2).
    async with websockets.connect(operator.gateway.url(operator.station_id), subprotocols=["ocpp0.1"]) as socket:
        expect_equal(socket.subprotocol, None, "the subprotocol")
        try:
            await socket.recv()
            expect(False, "a message came without a subprotocol")
        except websockets.ConnectionClosed:
            pass
