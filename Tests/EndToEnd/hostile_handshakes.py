"""Requests that are no proper handshake, and what each is answered."""

import dataclasses
import typing

from gateway import expect, expect_equal
from rawstation import RawStation, request

# The gateway says nothing and ends the connection.
CUT = None


@dataclasses.dataclass
class Handshake:
    name: str
    data: bytes
    status: typing.Optional[int]
    # The subprotocol that a 101 names.
    subprotocol: typing.Optional[str] = None
    # The close code that follows a 101; None: the connection is for use.
    code: typing.Optional[int] = None


def identity(name, segment, status=400):
    return Handshake(f"station id: {name}", request(f"/ocpp/{segment}"), status)


HANDSHAKES = [
    Handshake("no upgrade", request("/ocpp/A", leave_out=("Upgrade", "Connection")), 426),
    Handshake("no upgrade, elsewhere", request("/", leave_out=("Upgrade", "Connection")), 426),
    Handshake("another path", request("/wrong/A"), 404),
    Handshake("the path without a slash", request("/ocppA"), 404),
    Handshake("further segments", request("/ocpp/A/B"), 404),
    Handshake("no key", request("/ocpp/A", leave_out=("Sec-WebSocket-Key",)), 400),
    Handshake("a version that there is not", request("/ocpp/A", {"Sec-WebSocket-Version": "12"}), 400),
    Handshake("POST", request("/ocpp/A", method="POST"), 400),
    Handshake("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 GET / HTTP/1.1\r\n\r\n", 400),
    Handshake("a header of 200,000 bytes", request("/ocpp/A", {"X": "x" * 200_000}), 400),
    identity("none", ""),
    identity("a slash", "a%2Fb"),
    identity("NUL", "a%00b"),
    identity("a wildcard", "*"),
    identity("braces", "%7B%7D"),
    identity("a line break", "a%0d%0ab"),
    identity("an escape", "a%1b%5b31m"),
    identity("a colon", "a%3Ab"),
    identity("a space", "a%20b"),
    identity("markup", "%3Cscript%3E"),
    identity("dots", ".."),
    identity("dots, encoded", "%2e%2e"),
    identity("a percent sign and no digits", "a%zz"),
    identity("a percent sign at the end", "a%2"),
    identity("bytes that are no UTF-8", "%ff%fe"),
    identity("a right-to-left mark", "a%E2%80%8Fb"),
    identity("49 characters", "x" * 49),
    # The gateway's own limits
    Handshake("no subprotocol in common", request("/ocpp/A", subprotocol="soap, ocpp1.5"), 101, None, 1002),
    Handshake("no subprotocol", request("/ocpp/A", subprotocol=None), 101),
    Handshake("the station's order of subprotocols", request("/ocpp/A", subprotocol="ocpp1.5, ocpp1.6, ocpp2.0.1"),
              101, "ocpp1.6"),
    Handshake("its other order", request("/ocpp/A", subprotocol="ocpp2.0.1, ocpp1.6"), 101, "ocpp2.0.1"),
    Handshake("an id of 48 code points", request("/ocpp/" + "%F0%9F%94%8C" * 48), 101, "ocpp1.6"),
    # Slow ones: the gateway of these tests waits for 1 s.
    Handshake("nothing is sent", b"", CUT),
    Handshake("half a request", request("/ocpp/A")[:40], CUT),
]


async def check_handshake(gateway, case):
    async with RawStation.socket(gateway) as station:
        station.write(case.data)
        if case.status is CUT:
            return await station.ended(within=4)
        status, headers = await station.response()
        expect_equal(status, case.status, "the status")
        if status != 101:
            expect(headers.get("connection") == "close", f"headers without 'Connection: close': {headers}")
            return await station.ended()
        expect_equal(headers.get("sec-websocket-protocol"), case.subprotocol, "the subprotocol")
        if case.code is not None:
            expect_equal(await station.closed(), case.code, "the close code")
        elif case.subprotocol != "ocpp2.0.1":
            # 2.0.1 would want a boot first.
            station.send('[2,"1","Heartbeat",{}]')
            expect_equal((await station.text())[:6], '[3,"1"', "the answer to a Heartbeat")
