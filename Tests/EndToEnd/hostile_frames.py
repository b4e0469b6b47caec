"""Text messages that are wrong, and what each is answered."""

import dataclasses
import json
import typing

from gateway import expect, expect_equal
from rawstation import RawStation

V16, V201 = "ocpp1.6", "ocpp2.0.1"
# Nothing is to come.
SILENCE = None


@dataclasses.dataclass
class Frame:
    name: str
    version: str
    text: typing.Union[str, bytes]
    # The error code; SILENCE when there is to be no answer.
    code: typing.Optional[str]
    # The message id of the answer.
    id: str = "1"


def both(name, text, code16, code201, id="1"):
    return [Frame(name, V16, text, code16, id), Frame(name, V201, text, code201, id)]


def broken(name, text, id="-1"):
    """No frame at all."""
    return both(name, text, "FormationViolation", "RpcFrameworkError", id)


def call(action, payload, id='"1"'):
    return f'[2,{id},"{action}",{payload if isinstance(payload, str) else json.dumps(payload)}]'


BOOT201 = '{"reason":"PowerUp","chargingStation":{"model":"m","vendorName":"v"%s}%s}'
STATUS16 = '{"connectorId":1,"errorCode":"NoError","status":%s}'
STATUS201 = '{"timestamp":"2026-03-14T09:26:03Z","evseId":1,"connectorId":1,"connectorStatus":%s}'

FRAMES = [
    # No OCPP-J frame
    *broken("not JSON", "hello"),
    *broken("an object", "{}"),
    *broken("an empty array", "[]"),
    *broken("a message type only", "[2]"),
    *broken("a message type and an id only", '[2,"1"]', id="1"),
    *broken("no payload", '[2,"1","Heartbeat"]', id="1"),
    *broken("five elements", '[2,"1","Heartbeat",{},{}]', id="1"),
    *broken("an id of 37 characters", call("Heartbeat", {}, id='"' + "x" * 37 + '"')),
    *broken("a number for an id", call("Heartbeat", {}, id="7")),
    *broken("null for an id", call("Heartbeat", {}, id="null")),
    *broken("a number for an action", '[2,"1",7,{}]', id="1"),
    *broken("a string for a message type", '["2","1","Heartbeat",{}]'),
    *broken("truncated JSON whose id can be read", '[2,"1","StartTransaction",{"connectorId":1,', id="1"),
    *broken("text after the frame", call("Heartbeat", {}) + "x", id="1"),
    *broken("a lone surrogate in the id", call("Heartbeat", {}, id='"\\ud800"')),
    *broken("a nesting bomb", "[" * 100_000),
    *broken("a nesting bomb of objects in the payload", '[2,"1","DataTransfer",' + '{"a":' * 50_000, id="1"),
    *broken("an unescaped control character", '[2,"1\n","Heartbeat",{}]'),
    # Answers that nobody waits for, and answers that are none
    *both("an unexpected CALLRESULT", '[3,"nobody",{}]', SILENCE, SILENCE),
    *both("a CALLRESULT with an empty id", '[3,"",{}]', SILENCE, SILENCE),
    *both("an unexpected CALLERROR", '[4,"nobody","GenericError","",{}]', SILENCE, SILENCE),
    *both("a broken CALLRESULT", '[3,"1",{', SILENCE, SILENCE),
    *both("a CALLERROR without code", '[4,"1"]', SILENCE, SILENCE),
    # Message types that there are not
    *both("an unknown message type", '[7,"1","Heartbeat",{}]', SILENCE, "MessageTypeNotSupported"),
    *both("a message type below zero", '[-1,"1"]', SILENCE, "MessageTypeNotSupported"),
    # Actions
    *both("an unknown action", call("MakeCoffee", {}), "NotImplemented", "NotImplemented"),
    *both("an action in another case", call("heartbeat", {}), "NotImplemented", "NotImplemented"),
    *both(
        "an action that is the CSMS's", call("ClearCache", {}), "NotSupported", "NotSupported"),
    Frame("an action of 2.0.1", V16, call("NotifyReport", {}), "NotImplemented"),
    Frame("an action of 1.6", V201, call("StopTransaction", {}), "NotImplemented"),
    # Payloads
    *both("a wrong type", call("Heartbeat", "[]"), "TypeConstraintViolation", "TypeConstraintViolation"),
    *both("null for a payload", call("Heartbeat", "null"), "TypeConstraintViolation", "TypeConstraintViolation"),
    *both("a further property", call("Heartbeat", {"a": 1}), "FormationViolation", "FormatViolation"),
    Frame("a member of a wrong type", V16, call("Authorize", {"idTag": 1}), "TypeConstraintViolation"),
    Frame("a number out of all ranges", V16, call("StopTransaction", '{"transactionId":1e999,"meterStop":1,'
          '"timestamp":"2026-03-14T09:26:03Z"}'), "TypeConstraintViolation"),
    Frame("a required member absent", V16, call("Authorize", {}), "OccurenceConstraintViolation"),
    Frame("a value that is not listed", V16, call("StatusNotification", STATUS16 % '"Sleeping"'),
          "PropertyConstraintViolation"),
    Frame("a string too long", V16, call("Authorize", {"idTag": "x" * 21}), "PropertyConstraintViolation"),
    Frame("a date that is none", V16, call("StopTransaction", {"transactionId": 1, "meterStop": 1, "timestamp": "now"}),
          "PropertyConstraintViolation"),
    # What is not well-formed is not JSON, wherever in the frame it stands.
    Frame("a member twice", V16, call("Authorize", '{"idTag":"A","idTag":"B"}'), "FormationViolation"),
    Frame("a lone surrogate", V16, call("Authorize", '{"idTag":"\\ud800"}'), "FormationViolation"),
    Frame("a member of a wrong type", V201, call("BootNotification", BOOT201 % (',"modem":7', "")),
          "TypeConstraintViolation"),
    Frame("a required member absent", V201, call("BootNotification", '{"reason":"PowerUp"}'),
          "OccurrenceConstraintViolation"),
    Frame("too few elements", V201, call("MeterValues", '{"evseId":1,"meterValue":[]}'),
          "OccurrenceConstraintViolation"),
    Frame("a value that is not listed", V201, call("StatusNotification", STATUS201 % '"Sleeping"'),
          "PropertyConstraintViolation"),
    Frame("a string too long", V201, call("BootNotification", BOOT201 % (',"serialNumber":"%s"' % ("x" * 26), "")),
          "PropertyConstraintViolation"),
    Frame("a member twice", V201, call("BootNotification", BOOT201 % ("", ',"reason":"PowerUp"')), "RpcFrameworkError"),
    Frame("a lone surrogate", V201, call("BootNotification", BOOT201 % (',"serialNumber":"\\udc00"', "")),
          "RpcFrameworkError"),
]


async def check_frame(gateway, case):
    async with RawStation.connected(gateway, "HOSTILE-FRAME", case.version) as station:
        # Accepted once, so that only the frame can be refused.
        station.send(call("BootNotification", BOOT201 % ("", "") if case.version == V201
                          else '{"chargePointVendor":"v","chargePointModel":"m"}', id='"boot"'))
        expect_equal(json.loads(await station.text())[0], 3, "the type of the answer to BootNotification")
        station.send(case.text)
        if case.code is not SILENCE:
            text = await station.text()
            answer = json.loads(text)
            expect_equal(answer[:3], [4, case.id, case.code], "the answer")
            expect_equal(len(answer), 5, "the elements of the answer")
            expect(isinstance(answer[3], str) and 0 < len(answer[3]) <= 255, f"the description is {answer[3]!r}")
            expect(isinstance(answer[4], dict), f"the details are {answer[4]!r}")
            expect(text.isprintable(), "the answer has control characters")
        # Whatever it was, the connection goes on: the next answer is the next message's.
        station.send(call("Heartbeat", {}, id='"after"'))
        answer = json.loads(await station.text())
        expect_equal(answer[:2], [3, "after"], "the answer to a Heartbeat afterwards")
