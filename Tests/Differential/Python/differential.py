"""Compares the verdicts of `gateway validate` with those of a JSON Schema validator.

    differential.py --gateway PATH --schemas FOLDER --seed N [--cases N] [--messages FILE ...] [--keep FILE]

Makes valid messages of every schema and changes one thing in each, has both sides judge them, and prints what they
disagree on. Exit code 0 when there is nothing.
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import time

import generate
import oracle

# Changes that few schemas have a place for: all of them are tried there.
RARE = {"limits", "open", "uri"}
VERSIONS = {"v16": "1.6", "v201": "2.0.1"}


def payload_bytes(text):
    return text.encode("utf-8", "surrogateescape")


def chosen(changes, count, chance):
    """Some of the changes, with as many different labels as there can be."""
    by_label = collections.defaultdict(list)
    for change in changes:
        by_label[change[0]].append(change)
    for group in by_label.values():
        chance.shuffle(group)
    labels = sorted(by_label)
    result = []
    while labels and len(result) < count:
        chance.shuffle(labels)
        for label in labels:
            result.append(by_label[label].pop())
        labels = [label for label in labels if by_label[label]]
    return result[:count]


def texts_of(schema, count, chance, real):
    """Labels and texts of messages for one schema."""
    maker = generate.Generator(schema, chance)
    for fullness in (0, 0.3, 0.6, 1):
        yield "valid", generate.write(maker.message(fullness))
    for message in real:
        yield "real", generate.write(message)
    bases = real or [maker.message(fullness) for fullness in (0, 0.5, 1)]
    documents = [document for base in bases for document in maker.documents(base)]
    for label, text in chosen(documents, count // 5, chance):
        yield label, text
    changes = [
        (label, path, replacement, base) for base in bases for label, path, replacement in maker.changes(base)]
    picked = chosen(changes, count - count // 5, chance)
    if not real:
        picked += list({
            (label, str(replacement), path and path[-1]): (label, path, replacement, base)
            for label, path, replacement, base in reversed(changes) if label in RARE
        }.values())
    for label, path, replacement, base in picked:
        yield label, generate.write(generate.replaced(base, path, replacement))
    # Two changes at once: a report has both.
    for first, second in zip(picked[::9], picked[1::9]):
        if first[3] is second[3] and first[1] and second[1] and first[1][0] != second[1][0]:
            twice = generate.replaced(generate.replaced(first[3], first[1], first[2]), second[1], second[2])
            yield f"{first[0]} + {second[0]}", generate.write(twice)


def record(identifier, version, direction, action, payload, chance):
    """A line of input. The payload's bytes are given as escapes or as they are."""
    text = payload.decode("utf-8", "surrogateescape")
    fields = {"id": identifier, "version": version, "direction": direction, "action": action, "payload": text}
    line = json.dumps(fields, ensure_ascii=chance.random() < 0.5)
    return line.encode("utf-8", "surrogateescape")


def real_messages(files):
    """Messages as they are in a file, by version, action and direction."""
    result = collections.defaultdict(list)
    for file in files:
        version = "1.6" if "_16" in file else "2.0.1"
        for line in open(file, encoding="utf-8"):
            fields = json.loads(line, parse_float=generate.Raw)
            result[version, fields["action"], fields["direction"]].append(fields["payload"])
    return result


def difference(expected, answer):
    """What the two sides disagree on; None if nothing."""
    if answer.get("valid") not in (True, False) or "error" in answer:
        return "no verdict"
    found = {(violation["keyword"], violation["pointer"]) for violation in answer.get("violations", [])}
    if answer["valid"] != (not found):
        return "verdict and violations contradict each other"
    if expected is None:
        return None if {keyword for keyword, _ in found} & {"wellFormed"} else "should be not well formed"
    if found != expected:
        return f"should be {sorted(expected) or 'valid'}"
    return None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--gateway", required=True)
    arguments.add_argument("--schemas", required=True, type=pathlib.Path)
    arguments.add_argument("--seed", required=True, type=int)
    arguments.add_argument("--cases", default=11000, type=int)
    arguments.add_argument("--messages", nargs="*", default=[])
    arguments.add_argument("--keep")
    options = arguments.parse_args()

    begin = time.monotonic()
    real = real_messages(options.messages)
    cases, lines, verdicts = [], [], collections.Counter()
    paths = [path for folder in VERSIONS for path in sorted((options.schemas / folder).glob("*Re[qs]*.json"))]
    for path in paths:
        chance = random.Random(f"{options.seed} {path.parent.name} {path.name}")
        version = VERSIONS[path.parent.name]
        direction = "request" if path.stem.endswith("Request") else "response"
        action = path.stem.removesuffix("Request").removesuffix("Response")
        schema = oracle.Schema(path)
        examples = real.pop((version, action, direction), [])
        if options.messages and not examples:
            continue
        count = options.cases // len(paths) if not options.messages else 12 * len(examples)
        for label, text in texts_of(schema, count, chance, examples):
            payload = payload_bytes(text)
            expected = schema.violations(payload)
            if label == "valid" and expected:
                sys.exit(f"the generator made an invalid {version} {path.stem}: {text}\n{sorted(expected)}")
            verdicts["malformed" if expected is None else "invalid" if expected else "valid"] += 1
            cases.append((f"{version} {path.stem}, {label}", payload, expected))
            lines.append(record(len(cases) - 1, version, direction, action, payload, chance))
    if real:
        sys.exit(f"no schema for {sorted(real)}")
    generated = time.monotonic()

    text = b"\n".join(lines) + b"\n"
    if options.keep:
        pathlib.Path(options.keep).write_bytes(text)
    run = subprocess.run(
        [options.gateway, "validate", "--format", "records"], input=text, capture_output=True, check=False)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    judged = time.monotonic()

    differences = 0
    for index, (title, payload, expected) in enumerate(cases):
        answer = answers[index] if index < len(answers) else {"error": "no answer"}
        problem = "the wrong id" if answer.get("id") != index else difference(expected, answer)
        if problem:
            differences += 1
            if differences <= 20:
                shown = payload if len(payload) < 600 else payload[:400] + b" ... " + payload[-150:]
                print(f"case {index}: {title}\n  payload: {shown}\n  oracle:  {problem}\n  gateway: {json.dumps(answer)[:600]}")
    if run.returncode != (1 if verdicts["invalid"] + verdicts["malformed"] else 0):
        differences += 1
        print(f"gateway validate ended with exit code {run.returncode}: {run.stderr.decode(errors='replace')[-2000:]}")
    print(
        f"{len(cases)} cases of seed {options.seed}: {verdicts['valid']} valid, {verdicts['invalid']} invalid, "
        f"{verdicts['malformed']} not well formed; {differences} differences; "
        f"{generated - begin:.1f} s generated, {judged - generated:.1f} s judged")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
