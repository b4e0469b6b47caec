"""WebSocket frames that RFC 6455 forbids or that carry no message, and how the gateway takes them."""

import dataclasses
import struct
import zlib

from gateway import expect_equal
from rawstation import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawStation, frame

HEARTBEAT = '[2,"1","Heartbeat",{}]'
LIMIT = 256 * 1024
# The connection goes on.
OPEN = None


@dataclasses.dataclass
class Sequence:
    name: str
    data: bytes
    # The close code; OPEN when the connection is to go on.
    code: int = OPEN
    # Opcodes and payloads that come first; None for a payload: any.
    answers: tuple = ()
    # What is offered in the handshake.
    extensions: str = ""


def fragments(text, count):
    parts = [frame(TEXT, text[0], final=False)]
    parts += [frame(CONTINUATION, text[index] if index < len(text) - 1 else "", final=False) for index in range(1, count)]
    return b"".join(parts) + frame(CONTINUATION, text[-1])


def padded(length):
    return HEARTBEAT + " " * (length - len(HEARTBEAT))


def deflated(data):
    """A message's payload by RFC 7692 §7.2.1."""
    deflater = zlib.compressobj(wbits=-15)
    return (deflater.compress(data.encode()) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


def compressed(name, data, code=OPEN, answers=()):
    return Sequence(f"compression: {name}", data, code, answers, extensions="permessage-deflate; client_max_window_bits")


WEBSOCKET = [
    Sequence("an unmasked frame", frame(TEXT, HEARTBEAT, masked=False), 1002),
    Sequence("an unmasked ping", frame(PING, masked=False), 1002),
    Sequence("RSV1, as of compression", frame(TEXT, HEARTBEAT, reserved=4), 1002),
    Sequence("RSV2", frame(TEXT, HEARTBEAT, reserved=2), 1002),
    Sequence("RSV3 in a ping", frame(PING, reserved=1), 1002),
    *(Sequence(f"reserved opcode {opcode}", frame(opcode, "x"), 1002) for opcode in (3, 7, 11, 15)),
    Sequence("a control frame over 125 bytes", frame(PING, "x" * 126), 1002),
    Sequence("a close frame over 125 bytes", frame(CLOSE, b"\x03\xe8" + b"x" * 124), 1002),
    Sequence("a fragmented control frame", frame(PING, "x", final=False), 1002),
    Sequence("a continuation without a beginning", frame(CONTINUATION, HEARTBEAT), 1002),
    Sequence("a message within a message", frame(TEXT, "[2", final=False) + frame(TEXT, HEARTBEAT), 1002),
    Sequence("invalid UTF-8", frame(TEXT, b'[2,"\xff","Heartbeat",{}]'), 1007),
    Sequence("an overlong encoding", frame(TEXT, b'[2,"\xc0\x80","Heartbeat",{}]'), 1007),
    Sequence("a surrogate in UTF-8", frame(TEXT, b'[2,"\xed\xa0\x80","Heartbeat",{}]'), 1007),
    Sequence("UTF-8 cut off at the end", frame(TEXT, b'[2,"1","Heartbeat",{}]\xf0\x9f'), 1007),
    Sequence("a message over the limit", frame(TEXT, padded(LIMIT + 1)), 1009),
    # Only the header: nobody has to wait for the rest.
    Sequence("a frame of 2^63 - 1 bytes", bytes([0x81, 0xFF]) + struct.pack(">Q", 2**63 - 1) + b"\0\0\0\0", 1009),
    Sequence("fragments over the limit",
             frame(TEXT, padded(LIMIT), final=False) + frame(CONTINUATION, "  "), 1009),
    Sequence("too many fragments", fragments(HEARTBEAT, 66), 1008),
    Sequence("a close frame of one byte", frame(CLOSE, b"\x03"), 1002),
    Sequence("a close frame", frame(CLOSE, struct.pack(">H", 1000)), 1000),
    Sequence("a close frame with a code that must not be sent", frame(CLOSE, struct.pack(">H", 1005)), 1002),
    # These are allowed.
    Sequence("a binary frame", frame(BINARY, HEARTBEAT)),
    Sequence("a fragmented binary message",
             frame(BINARY, b"\xff", final=False) + frame(CONTINUATION, b"\xfe")),
    Sequence("an empty frame", frame(TEXT, "")),
    Sequence("an empty message of two fragments", frame(TEXT, "", final=False) + frame(CONTINUATION, "")),
    Sequence("a pong that nobody asked for", frame(PONG, "hello")),
    Sequence("a ping", frame(PING, "hello"), answers=((PONG, b"hello"),)),
    Sequence("a ping between fragments",
             frame(TEXT, HEARTBEAT[:9], final=False) + frame(PING, "x") + frame(CONTINUATION, HEARTBEAT[9:]),
             answers=((PONG, b"x"), (TEXT, None))),
    Sequence("a message of as many fragments as it has bytes", fragments(HEARTBEAT, len(HEARTBEAT) - 1),
             answers=((TEXT, None),)),
    Sequence("a code point cut in two by fragments",
             frame(TEXT, b'[2,"\xf0\x9f', final=False) + frame(CONTINUATION, b'\x98\x80","Heartbeat",{}]'),
             answers=((TEXT, None),)),
    Sequence("a message of just the limit", frame(TEXT, padded(LIMIT)), answers=((TEXT, None),)),
    compressed("a message", frame(TEXT, deflated(HEARTBEAT), reserved=4), answers=((TEXT, None),)),
    compressed("a message that isn't", frame(TEXT, HEARTBEAT), answers=((TEXT, None),)),
    compressed("fragments", frame(TEXT, deflated(HEARTBEAT)[:5], final=False, reserved=4)
               + frame(CONTINUATION, deflated(HEARTBEAT)[5:]), answers=((TEXT, None),)),
    compressed("a bomb", frame(TEXT, deflated(padded(100 << 20)), reserved=4), 1009),
    compressed("no DEFLATE data", frame(TEXT, HEARTBEAT, reserved=4), 1007),
    compressed("invalid UTF-8 within", frame(TEXT, zlib.compress(b"\xff" * 9, wbits=-15), reserved=4), 1007),
    compressed("RSV1 in a continuation", frame(TEXT, HEARTBEAT[:9], final=False)
               + frame(CONTINUATION, HEARTBEAT[9:], reserved=4), 1002),
    compressed("RSV1 in a ping", frame(PING, "x", reserved=4), 1002),
]


async def check_websocket(gateway, case):
    headers = {"Sec-WebSocket-Extensions": case.extensions} if case.extensions else {}
    async with RawStation.connected(gateway, "HOSTILE-SOCKET", headers=headers) as station:
        station.write(case.data)
        for opcode, payload in case.answers:
            found = await station.message()
            expect_equal(found[0], opcode, f"the opcode of {found[1][:200]!r}")
            if payload is not None:
                expect_equal(found[1], payload, "the payload")
        if case.code is OPEN:
            station.send('[2,"after","Heartbeat",{}]')
            expect_equal((await station.text())[:10], '[3,"after"', "the answer to a Heartbeat afterwards")
        else:
            expect_equal(await station.closed(), case.code, "the close code")
