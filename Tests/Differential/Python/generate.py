"""Valid messages made from a schema, and the same with one thing changed."""

import copy
import json
from decimal import Decimal

import texts

CHARACTERS = {
    "ascii": "a", "two bytes": "\u00e9", "three bytes": "\u4e2d", "four bytes": "\U0001f600", "combining": "\u0301",
}
ESCAPES = {"escape": "\\u0041", "escaped pair": "\\ud83d\\ude00", "short escape": "\\n", "escaped quote": '\\"'}


class Raw(str):
    """A value's text, to be written as it is."""


class Pairs(list):
    """The members of an object as a list of names' texts and values, so that a name can come twice."""


def write(value):
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{name}:{write(element)}" for name, element in value) + "}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{quote(name)}:{write(element)}" for name, element in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value)


def quote(text):
    return json.dumps(text, ensure_ascii=False)


def escaped(text):
    """A string with every character as an escape."""
    units = text.encode("utf-16-be")
    return '"' + "".join(f"\\u{units[i]:02x}{units[i + 1]:02X}" for i in range(0, len(units), 2)) + '"'


class Generator:
    def __init__(self, schema, random):
        self.schema = schema
        self.random = random

    def message(self, fullness):
        """A valid message. `fullness` is how likely an optional member is, from 0 to 1."""
        return self.value(self.schema.root, fullness, "")

    def value(self, node, fullness, name):
        node = self.schema.resolve(node)
        random = self.random
        kind = node.get("type")
        if "enum" in node:
            return random.choice(node["enum"])
        if kind == "object":
            required = node.get("required", [])
            members = {
                key: self.value(inner, fullness if key != "customData" else fullness / 2, key)
                for key, inner in node.get("properties", {}).items()
                if key in required or random.random() < (fullness if key != "customData" else fullness / 4)
            }
            if node.get("additionalProperties", True) is not False and random.random() < 0.5:
                members["vendorExtra"] = Raw(random.choice(texts.VALUES))
            return members
        if kind == "array":
            least = int(node.get("minItems", 0))
            most = int(node.get("maxItems", least + 3))
            count = min(most, least + random.choice([0, 1, 1, 2]) if fullness else least)
            return [self.value(node["items"], fullness, name) for _ in range(count)]
        if kind == "integer":
            return random.randint(int(node.get("minimum", -1000)), int(node.get("maximum", 100000)))
        if kind == "number":
            return Raw(f"{random.randint(-500, 5000)}.{random.randint(0, 9)}")
        if kind == "boolean":
            return random.random() < 0.5
        if kind is None:
            return Raw(random.choice(texts.VALUES))
        if node.get("format") == "date-time":
            return f"20{random.randint(10, 40)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}T12:00:00.{random.randint(0, 999):03}Z"
        if node.get("format") == "uri":
            return f"ftp://host{random.randint(1, 99)}.example/path?x={random.randint(1, 9)}"
        letters = random.choice(["abcABC123-_.", "abc äöü", "\u4e2d\u6587", "\U0001f600x", 'a"\\/\n'])
        length = random.randint(0, min(int(node.get("maxLength", 30)), 40))
        return "".join(random.choice(letters) for _ in range(length))

    def places(self, value, node=None, path=()):
        """All values in a message with their schemas: (path, schema, value)."""
        node = self.schema.resolve(self.schema.root if node is None else node)
        yield path, node, value
        if isinstance(value, dict):
            for name, element in value.items():
                if name in node.get("properties", {}):
                    yield from self.places(element, node["properties"][name], (*path, name))
        elif isinstance(value, list):
            for index, element in enumerate(value):
                yield from self.places(element, node["items"], (*path, index))

    def changes(self, message):
        """Everything that is tried with a message: (label, path, replacement)."""
        for path, node, value in self.places(message):
            for text in texts.VALUES:
                yield "type", path, Raw(text)
            yield from ((label, path, replacement) for label, replacement in self.own_changes(node, value))

    def own_changes(self, node, value):
        kind = node.get("type")
        if kind is None and "enum" not in node:
            yield from (("open", Raw(text)) for text in texts.OPEN_VALUES)
        elif kind == "object":
            yield from self.object_changes(node, value)
        elif kind == "array":
            yield from self.array_changes(node, value)
        elif kind in ("integer", "number"):
            limited = {"minimum", "maximum", "multipleOf"} & node.keys()
            yield from (("limits" if limited else "number", Raw(text)) for text in texts.NUMBERS)
            yield from (("not a number", Raw(text)) for text in texts.NOT_NUMBERS)
        elif kind == "boolean":
            yield from (("not a number", Raw(text)) for text in texts.NOT_NUMBERS)
        elif kind == "string":
            yield from (("not a string", Raw(text)) for text in texts.NOT_STRINGS)
            yield "escaped", Raw(escaped(value))
            if "enum" in node:
                yield from self.enumeration_changes(node, value)
            elif node.get("format") == "date-time":
                yield from (("date-time", text) for text in texts.DATE_TIMES)
                yield from (("date-time", Raw(escaped(text))) for text in texts.DATE_TIMES[:3])
            elif node.get("format") == "uri":
                yield from (("uri", text) for text in texts.URIS)
            else:
                yield from (("string", Raw(text)) for text in texts.STRINGS)
                yield from self.length_changes(node)

    def length_changes(self, node):
        limit = int(node.get("maxLength", 2000))
        for length in (limit - 1, limit, limit + 1):
            for label, character in CHARACTERS.items():
                yield f"maxLength {label}", character * length
                yield "maxLength mixed", "a" * (length - 1) + character
            for label, escape in ESCAPES.items():
                yield f"maxLength {label}", Raw('"' + escape * length + '"')
                yield "maxLength mixed", Raw('"' + "a" * (length - 1) + escape + '"')

    def enumeration_changes(self, node, value):
        for other in node["enum"]:
            yield "enum", other
        for text in (
            value + " ", " " + value, value + "\u0301", value + "\0", value.lower(), value.upper(), value[:-1], value + "x", "",
            value.swapcase(), value[::-1], value.replace("K", "\u212a"), value.replace("A", "\u212b"), value.replace("e", "\u0435"),
            value[:1] + "\u200d" + value[1:], value[:1].encode().decode("utf-8").translate({ord(value[0]): ord(value[0]) + 0xFEE0}) + value[1:],
        ):
            yield "enum", text

    def array_changes(self, node, value):
        element = value[0] if value else self.value(node["items"], 0, "")
        least, most = int(node.get("minItems", 0)), int(node.get("maxItems", 60))
        for count in {0, 1, least - 1, least, least + 1, most - 1, most, most + 1}:
            if 0 <= count <= 1100:
                yield "array", [element] * count
        yield "array", [*value, Raw("null")]
        yield "not an array", Raw("[" + ",".join(map(write, [element, element])) + ",]")
        yield "not an array", Raw("[" + " ".join(map(write, [element, element])) + "]")
        yield "not an array", Raw("[" + write(element))
        yield "not an array", Raw("[" + write(element) + "}")

    def object_changes(self, node, value):
        pairs = Pairs((quote(name), element) for name, element in value.items())
        properties = node.get("properties", {})
        for index, (name, element) in enumerate(pairs):
            without = pairs[:index] + pairs[index + 1:]
            key = json.loads(name)
            yield "required", Pairs(without)
            yield "null member", Pairs([*without, (name, Raw("null"))])
            yield "duplicate", Pairs([*pairs, (name, element)])
            yield "duplicate", Pairs([(escaped(key), element), *pairs])
            yield "escaped name", Pairs([*without, (escaped(key), element)])
            yield "name", Pairs([*without, (quote(key.upper()), element)])
            yield "name", Pairs([*without, (quote(key + " "), element)])
            yield "name", Pairs([*without, (quote(key[:-1] + "\u0301"), element)])
        for name in ("vendorExtra", "", "a" * 300, "\u00e9", "a/b~c", "%s\n", "customdata", "\U0001f600"):
            text = texts.OPEN_VALUES if node.get("additionalProperties", True) is not False else texts.VALUES
            for _ in range(3):
                yield "extra member", Pairs([*pairs, (quote(name), Raw(self.random.choice(text)))])
        yield "extra member", Pairs([*pairs, *((quote(f"x{i}"), i) for i in range(30))])
        yield "duplicate", Pairs([*pairs, *((quote(f"x{i}"), i) for i in range(30)), (quote("x7"), 1)])
        yield "duplicate", Pairs([*pairs, (quote("zz"), 1), (escaped("zz"), 1)])
        yield "not a name", Pairs([*pairs, ("a", 1)])
        yield "not a name", Pairs([*pairs, ('"a\\ud800"', 1)])
        yield "not a name", Pairs([*pairs, ("1", 1)])
        yield "not a name", Pairs([*pairs, ("null", 1)])
        yield "not an object", Raw("{" + write(pairs)[1:-1] + ",}")
        yield "not an object", Raw(write(pairs).replace(":", " ", 1))
        yield "not an object", Raw(write(pairs)[:-1])
        yield "not an object", Raw(write(pairs)[:-1] + "]")
        yield "required", Pairs()
        for name in properties:
            if name not in value:
                yield "added member", Pairs([*pairs, (quote(name), self.value(properties[name], 0.3, name))])

    def documents(self, message):
        """What is done to a message's text as a whole: (label, text)."""
        random = self.random
        text = write(message)
        spaces = [" ", "\n", "\r", "\t", "\r\n ", "  "]
        spaced = "".join(
            random.choice(spaces) + part + random.choice(spaces) for part in self.tokens(text))
        yield "white space", spaced
        for space in ("\u00a0", "\ufeff", "\x0b", "\x0c", "\x00", "\u2003", "\x85"):
            yield "no white space", space + text
            yield "no white space", text + space
        for rest in ("x", ",", "}", "]", "{}", "null", "//", "/**/", '"', " \n ", "#"):
            yield "rest", text + rest
        for whole in ("", " ", "{", "}", "[", "[]", "null", "true", "0", '""', "{}", " {} ", "[{}]", "{}{}", "[" * 200, "[" * 100000, '{"a":' * 200):
            yield "document", whole
        for _ in range(8):
            position = random.randrange(len(text) + 1)
            yield "cut", text[:position]
            character = random.choice('"\\{}[]:,0 1e.-ntf\n\x00\x1f\u00e9u')
            yield "inserted", text[:position] + character + text[position:]
            yield "removed", text[:position] + text[position + 1:]
            yield "replaced", text[:position] + character + text[position + 1:]

    @staticmethod
    def tokens(text):
        """A text's tokens, strings whole."""
        token, quoted, position = "", False, 0
        while position < len(text):
            character = text[position]
            if quoted and character == "\\":
                token += text[position:position + 2]
                position += 2
                continue
            if character == '"':
                quoted = not quoted
            if not quoted and character in "{}[]:,":
                if token:
                    yield token
                yield character
                token = ""
            else:
                token += character
            position += 1
        if token:
            yield token


def replaced(message, path, replacement):
    if not path:
        return replacement
    result = copy.copy(message)
    result[path[0]] = replaced(message[path[0]], path[1:], replacement)
    return result
