"""What a JSON Schema validator says of a payload, by the rules of this project.

The validator is PyPI's jsonschema; what it leaves open is settled here: numbers are exact decimals, 1.0 is an integer
in every draft, a date-time is RFC 3339, a URI is RFC 3986. Text that is no JSON, has a member twice, half a surrogate
pair or more than 128 levels where the schema has none is not well formed. An integer beyond 64 bits or a number beyond
a double's range has the wrong type.
"""

import calendar
import decimal
import json
import math
import re
from decimal import Decimal

import jsonschema
import rfc3986_validator

# Remainders of very long numbers must be exact.
decimal.setcontext(decimal.Context(prec=5000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN))

MAXIMUM_DEPTH = 128

DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)


class NotWellFormed(Exception):
    pass


def is_date_time(text):
    match = DATE_TIME.fullmatch(text)
    if not match:
        return False
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 60:
        return False
    days = 29 if month == 2 and calendar.isleap(year) else calendar.mdays[month]
    if not 1 <= day <= days:
        return False
    offset = 0
    if match[7]:
        hours, minutes = int(match[8]), int(match[9])
        if hours > 23 or minutes > 59:
            return False
        offset = (hours * 60 + minutes) * (1 if match[7] == "+" else -1)
    return second < 60 or (hour * 60 + minute - offset) % 1440 == 1439


def is_uri(text):
    # The validator's own use of the pattern lets a line feed at the end pass.
    return rfc3986_validator.URI_RE_COMP.fullmatch(text) is not None


FORMATS = jsonschema.FormatChecker(formats=())
FORMATS.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
FORMATS.checks("uri")(lambda value: not isinstance(value, str) or is_uri(value))


def is_number(_, value):
    return isinstance(value, Decimal) and not math.isinf(float(value))


def is_integer(_, value):
    return isinstance(value, Decimal) and value == value.to_integral_value() and -(2**63) <= value < 2**63


TYPES = jsonschema.Draft6Validator.TYPE_CHECKER.redefine_many({"integer": is_integer, "number": is_number})
DRAFTS = {
    "http://json-schema.org/draft-04/schema#": jsonschema.validators.extend(
        jsonschema.Draft4Validator, type_checker=TYPES),
    "http://json-schema.org/draft-06/schema#": jsonschema.validators.extend(
        jsonschema.Draft6Validator, type_checker=TYPES),
}


def exact(text):
    try:
        return Decimal(text)
    except decimal.InvalidOperation:
        # An exponent that even decimals don't have.
        mantissa, exponent = re.split("[eE]", text)
        if not mantissa.strip("-0."):
            return Decimal(0)
        return Decimal("1e-400") if exponent.startswith("-") else Decimal("1e400")


def members(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotWellFormed("a member twice")
    return result


def constant(text):
    raise NotWellFormed(text)


def refuse_surrogates(value):
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, list):
        for element in value:
            refuse_surrogates(element)
    elif isinstance(value, dict):
        for name, element in value.items():
            name.encode()
            refuse_surrogates(element)


def depth(value):
    """How many levels of arrays and objects a value has."""
    levels = 0
    level = [value]
    while level := [element for element in level if isinstance(element, (dict, list))]:
        levels += 1
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]
    return levels


def read(payload):
    try:
        value = json.loads(
            payload.decode(), parse_float=exact, parse_int=exact, parse_constant=constant, object_pairs_hook=members)
        if b"\\u" in payload:
            refuse_surrogates(value)
    except (ValueError, RecursionError, UnicodeError) as problem:
        raise NotWellFormed(str(problem)) from problem
    return value


def pointer(path):
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


class Schema:
    """A message's schema."""

    def __init__(self, path):
        self.root = json.loads(path.read_text(), parse_float=Decimal, parse_int=Decimal)
        self.validator = DRAFTS[self.root["$schema"]](self.root, format_checker=FORMATS)

    def resolve(self, node):
        while "$ref" in node:
            node = self.root["definitions"][node["$ref"].removeprefix("#/definitions/")]
        return node

    def has_too_many_levels(self, value, node=None):
        """Whether a value lies too deep in itself at a place that the schema leaves open."""
        node = self.resolve(self.root if node is None else node)
        if isinstance(value, dict) and node.get("type") == "object":
            properties = node.get("properties", {})
            return any(
                self.has_too_many_levels(element, properties[name]) if name in properties
                else depth(element) > MAXIMUM_DEPTH
                for name, element in value.items())
        if isinstance(value, list) and node.get("type") == "array":
            return any(self.has_too_many_levels(element, node["items"]) for element in value)
        return depth(value) > MAXIMUM_DEPTH

    def violations(self, payload):
        """The violated keywords with their pointers, as a set; None when the payload is not well formed."""
        try:
            value = read(payload)
        except NotWellFormed:
            return None
        if payload.count(b"[") + payload.count(b"{") > MAXIMUM_DEPTH and self.has_too_many_levels(value):
            return None
        found = {(error.validator, pointer(error.absolute_path)) for error in self.validator.iter_errors(value)}
        # A value of the wrong type is not judged further.
        mistyped = {place for keyword, place in found if keyword == "type"}
        return {(keyword, place) for keyword, place in found if keyword == "type" or place not in mistyped}
