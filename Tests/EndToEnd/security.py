"""Security profiles 1 to 3: passwords, TLS and certificates, against the real program. usage: security.py GATEWAY"""

import asyncio
import base64
import datetime
import ipaddress
import pathlib
import ssl
import sys
import tempfile
import warnings

import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway import Gateway, expect, expect_equal

NOW = datetime.datetime.now(datetime.timezone.utc)


def name(common, organization="Acme"):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common),
                      x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)])


def certificate(subject, issuer=None, host=None):
    """A key and a certificate; of an authority's own without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
               .issuer_name(issuer[1].subject if issuer else subject).serial_number(x509.random_serial_number())
               .not_valid_before(NOW - datetime.timedelta(days=1)).not_valid_after(NOW + datetime.timedelta(days=1))
               .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True))
    if host:
        address = x509.IPAddress(ipaddress.ip_address(host))
        builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return key, builder.sign(issuer[0] if issuer else key, hashes.SHA256())


def write(folder, stem, pair):
    key = pair[0].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    (folder / f"{stem}.key").write_bytes(key)
    (folder / f"{stem}.pem").write_bytes(pair[1].public_bytes(serialization.Encoding.PEM))


def basic(user, password):
    if isinstance(password, str):
        password = password.encode()
    return {"Authorization": "Basic " + base64.b64encode(user.encode() + b":" + password).decode()}


async def connects(url, headers=None, context=None):
    """The status of the handshake: 101 when the station can talk; 0 when there is no TLS connection."""
    try:
        async with websockets.connect(url, subprotocols=["ocpp1.6"], additional_headers=headers, ssl=context) as socket:
            await socket.send('[2,"1","Heartbeat",{}]')
            expect_equal((await socket.recv())[:6], '[3,"1"', "the answer")
            return 101
    except websockets.exceptions.InvalidStatus as error:
        return error.response.status_code
    except (ssl.SSLError, ConnectionError, websockets.exceptions.ConnectionClosed, websockets.exceptions.InvalidMessage,
            EOFError):
        return 0


async def expect_status(status, what, *arguments, **options):
    expect_equal(await connects(*arguments, **options), status, what)
    print(f"as it should be   {what}")


async def passwords(gateway):
    url = gateway.url("P-1")
    await expect_status(101, "a station without a password", url)
    password = gateway.ask("PUT", "/api/v1/chargepoints/P-1/password", {})["password"]
    key = bytes.fromhex(password)
    await expect_status(401, "no password where there must be one", url)
    await expect_status(101, "the key, raw", url, basic("P-1", key))
    await expect_status(101, "the key, in hexadecimal", url, basic("P-1", password))
    await expect_status(401, "the right password of another user name", url, basic("P-2", key))
    await expect_status(101, "another station, without a password", gateway.url("P-2"))
    await expect_status(401, "one's own password at another's path", gateway.url("P-1"), basic("P-2", key))

    # The station is told a new one; the old one counts until then.
    async with websockets.connect(url, subprotocols=["ocpp1.6"], additional_headers=basic("P-1", key)) as socket:
        await socket.send('[2,"1","Heartbeat",{}]')
        await socket.recv()
        change = asyncio.create_task(asyncio.to_thread(
            gateway.ask, "PUT", "/api/v1/chargepoints/P-1/password", {"send": True}))
        frame = await socket.recv()
        expect("AuthorizationKey" in frame, f"the command is {frame}")
        await socket.send(f'[3,{frame.split(",")[1]},{{"status":"Accepted"}}]')
        new = bytes.fromhex((await change)["password"])
    await expect_status(101, "the old password, before the new one is used", url, basic("P-1", key))
    await expect_status(101, "the new password", url, basic("P-1", new))
    await expect_status(401, "the old password afterwards", url, basic("P-1", key))

    for _ in range(4):
        await connects(url, basic("P-1", b"guess-guess-guess-guess"))
    await expect_status(429, "the sixth guess", url, basic("P-1", b"guess-guess-guess-guess"))
    await expect_status(101, "the right password meanwhile", url, basic("P-1", new))
    log = gateway.log()
    for secret in (password, new.hex(), base64.b64encode(new).decode()):
        expect(secret not in log, "a password is in the log")


async def certificates(gateway, folder, authority):
    trust = ssl.create_default_context(cafile=folder / "ca.pem")
    url = f"wss://127.0.0.1:{gateway.tls_port}/ocpp/"
    await expect_status(401, "TLS without a certificate and without a password", url + "C-1", context=trust)
    password = gateway.ask("PUT", "/api/v1/chargepoints/C-2/password", {"password": "correct-horse-battery"})["password"]
    await expect_status(101, "TLS with a password", url + "C-2", basic("C-2", password), context=trust)
    stranger = certificate(name("Elsewhere"))
    for stem, pair, station, status, what in [
        ("own", certificate(name("C-1"), authority), "C-1", 101, "a station's certificate"),
        ("own", None, "C-2", 401, "at another station's path"),
        ("other", certificate(name("C-1", "Other"), authority), "C-1", 401, "a certificate of another organization"),
        ("foreign", certificate(name("C-1"), stranger), "C-1", 0, "a certificate of another authority"),
    ]:
        if pair:
            write(folder, stem, pair)
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        context.load_cert_chain(folder / f"{stem}.pem", folder / f"{stem}.key")
        await expect_status(status, what, url + station, context=context)
    # Python warns of versions that the gateway refuses.
    warnings.simplefilter("ignore", DeprecationWarning)
    old = ssl.create_default_context(cafile=folder / "ca.pem")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    await expect_status(0, "TLS 1.1", url + "C-2", basic("C-2", password), context=old)


def main(executable):
    with tempfile.TemporaryDirectory() as name_:
        folder = pathlib.Path(name_)
        authority = certificate(name("Authority"))
        write(folder, "ca", authority)
        write(folder, "server", certificate(name("gateway"), authority, host="127.0.0.1"))
        gateway = Gateway(executable, folder)
        try:
            gateway.start()
            asyncio.run(passwords(gateway))
            gateway.kill()
            gateway.options = (
                "  require_credentials: true\n  organization: Acme\n"
                '  tls:\n    listen: "127.0.0.1:0"\n    certificate: server.pem\n    key: server.key\n'
                "    client_certificates: optional\n    client_ca: ca.pem\n")
            gateway.start()
            asyncio.run(certificates(gateway, folder, authority))
        except Exception:
            print(gateway.log(), file=sys.stderr)
            raise
        finally:
            gateway.kill()


if __name__ == "__main__":
    main(sys.argv[1])
