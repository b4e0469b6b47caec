"""A connection that can send what no WebSocket library would."""

import asyncio
import base64
import contextlib
import os
import struct

from gateway import Mismatch, expect

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MASK = b"\x12\x34\x56\x78"


def frame(opcode, payload=b"", final=True, reserved=0, masked=True):
    """A WebSocket frame; `reserved` holds RSV1 to RSV3 as 4, 2 and 1."""
    if isinstance(payload, str):
        payload = payload.encode()
    length = len(payload)
    head = bytes([(0x80 if final else 0) | reserved << 4 | opcode])
    mask_bit = 0x80 if masked else 0
    if length < 126:
        head += bytes([mask_bit | length])
    elif length < 1 << 16:
        head += bytes([mask_bit | 126]) + struct.pack(">H", length)
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", length)
    if not masked:
        return head + payload
    key = (MASK * (length // 4 + 1))[:length]
    mixed = (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(length, "big")
    return head + MASK + mixed


def request(target, headers=(), subprotocol="ocpp1.6", method="GET", leave_out=()):
    """A handshake's request."""
    lines = {
        "Host": "localhost",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
    }
    if subprotocol:
        lines["Sec-WebSocket-Protocol"] = subprotocol
    lines.update(headers)
    text = f"{method} {target} HTTP/1.1\r\n"
    text += "".join(f"{name}: {value}\r\n" for name, value in lines.items() if name not in leave_out)
    return (text + "\r\n").encode("latin-1")


class Closed(Mismatch):
    """The connection has ended."""


class RawStation:
    """A socket, and a WebSocket by hand once `upgrade` has been answered."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    @contextlib.asynccontextmanager
    async def socket(cls, gateway):
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        try:
            yield cls(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, gateway, id, subprotocol="ocpp1.6", headers=()):
        async with cls.socket(gateway) as station:
            station.write(request(f"/ocpp/{id}", headers, subprotocol=subprotocol))
            status, headers = await station.response()
            expect(status == 101, f"the handshake of {id} was answered {status}")
            expect(headers.get("sec-websocket-protocol") == subprotocol, f"{id}: subprotocol in {headers}")
            yield station

    def write(self, data):
        self.writer.write(data)

    def send(self, text):
        self.write(frame(TEXT, text))

    async def _exactly(self, count, within):
        try:
            return await asyncio.wait_for(self.reader.readexactly(count), within)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Closed("the connection ended without a close frame") from None
        except TimeoutError:
            raise Mismatch(f"nothing came within {within} s") from None

    async def response(self, within=5):
        """The status and the headers of an HTTP answer; header names in lower case."""
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), within)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Closed("the connection ended without an HTTP answer") from None
        except TimeoutError:
            raise Mismatch(f"no HTTP answer within {within} s") from None
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        return int(first.split()[1]), {name.lower(): value for name, value in headers.items()}

    async def message(self, within=5):
        """The next frame's opcode and payload."""
        head = await self._exactly(2, within)
        expect(head[1] & 0x80 == 0, "a frame of the gateway is masked")
        length = head[1] & 0x7F
        if length == 126:
            length = struct.unpack(">H", await self._exactly(2, within))[0]
        elif length == 127:
            length = struct.unpack(">Q", await self._exactly(8, within))[0]
        return head[0] & 0x0F, await self._exactly(length, within)

    async def text(self, within=5):
        """The next frame, which must be a message."""
        opcode, payload = await self.message(within)
        if opcode == CLOSE:
            raise Closed(f"closed with {close_code(payload)} {payload[2:]!r} instead of an answer")
        expect(opcode == TEXT, f"a frame with opcode {opcode} instead of an answer")
        return payload.decode()

    async def closed(self, within=5):
        """The code of the close frame, which must come next, and after which the connection must end."""
        opcode, payload = await self.message(within)
        expect(opcode == CLOSE, f"a frame with opcode {opcode} and {payload[:200]!r} instead of a close")
        self.write(frame(CLOSE, payload[:2]))
        await self.ended(within)
        return close_code(payload)

    async def ended(self, within=5):
        """Waits for the end of the connection, whatever comes before."""
        try:
            while await asyncio.wait_for(self.reader.read(65536), within):
                pass
        except ConnectionError:
            pass
        except TimeoutError:
            raise Mismatch(f"the connection is still open after {within} s") from None


def close_code(payload):
    return struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else None
