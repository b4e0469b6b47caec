#!/usr/bin/env python3
"""A day in the life: 52 simulated stations of mixed behaviour, a gateway that is killed at noon, and in the end the
stations' ledger and the gateway's store must agree to the last transaction.

    day.py GATEWAY [SEED]      where GATEWAY is the built program
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from gateway import Gateway, Mismatch, expect, expect_equal

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "Examples" / "Simulations" / "day.yaml"
# Stations with clocks without a time zone, which is no RFC 3339: the gateway needs its pack of repairs for them.
ZONELESS = """
  - count: 2
    id: ZONE-##
    id_tags: [TAG-1, TAG-2]
    settings: { MeterValueSampleInterval: 900 }
    quirks: { wrong_clock: 1, clock: no-zone }
"""
# Seconds into the simulation; a day takes 36.
NOON = 18
OPTIONS = """\
  heartbeat_interval: 1800s
handlers:
  core: { concurrent_transactions: true }
repair: { packs: [common] }
"""


def simulate(gateway, ledger, seed):
    """Runs the day; gives what the simulator printed."""
    script = gateway.folder / "day.yaml"
    script.write_text(SCRIPT.read_text() + ZONELESS)
    child = subprocess.Popen(
        [gateway.executable, "simulate", "--url", gateway.url("").rstrip("/"), "--script", script,
         "--seed", seed, "--ledger", ledger],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        time.sleep(NOON)
        expect(child.poll() is None, "the simulator ended before noon")
        gateway.kill()
        gateway.listen = gateway.port
        gateway.start()
        output, errors = child.communicate(timeout=120)
    finally:
        child.kill()
    expect_equal(child.returncode, 0, f"exit code of the simulator, which said:\n{output}{errors}")
    return output


def zoned(timestamp):
    """A time as the gateway understands it: one without a zone is UTC."""
    return timestamp if timestamp.endswith("Z") else timestamp + "Z"


def known_to_stations(ledger):
    """What the store must have: by station, the transactions in the words of REST."""
    expected = collections.defaultdict(list)
    facts = collections.Counter()
    for line in ledger.read_text().splitlines():
        entry = json.loads(line)
        if entry["type"] != "transaction":
            facts[entry.get("outcome", entry["type"])] += 1
            continue
        expect_equal((entry["start"], entry["stop"]), ("confirmed", "confirmed"), f"delivery of {entry}")
        facts["transactions"] += 1
        facts["energy"] += entry["meterStop"] - entry["meterStart"]
        facts["offline"] += entry["startedOffline"]
        is16 = entry["version"] == "1.6"
        begin = {
            "transactionId": int(entry["transactionId"]) if is16 else entry["transactionId"],
            "idTag": entry["idTag"], "startTimestamp": zoned(entry["startTimestamp"]), "meterStart": entry["meterStart"],
            ("connectorId" if is16 else "evse"): entry["connector"]}
        facts["without zone"] += not entry["startTimestamp"].endswith("Z")
        end = {"stopTimestamp": zoned(entry["stopTimestamp"]), "meterStop": entry["meterStop"]}
        if is16:
            end["stopReason"] = entry["stopReason"]
        if "unknownId" in entry:
            # The start was given an id that the station never used: it goes on for ever. Its stop belongs to nothing.
            facts["orphans"] += 1
            expected[entry["station"]] += [
                {"status": "active", "stopTimestamp": None, **begin},
                {"status": "orphaned", "transactionId": entry["unknownId"], "startTimestamp": None, **end}]
        else:
            expected[entry["station"]].append({"status": "ended", **begin, **end})
    return expected, facts


def known_to_gateway(gateway):
    found = collections.defaultdict(list)
    query = {"limit": 1000}
    while True:
        page = gateway.get("/api/v1/transactions", **query)
        for item in page["items"]:
            found[item["clientId"]].append(item)
        if not page.get("next"):
            return found
        query["after"] = page["next"]


def key(item):
    return (str(item["transactionId"]), item["startTimestamp"] or "", item["stopTimestamp"] or "")


def compare(expected, found):
    expect_equal(sorted(found), sorted(expected), "stations with transactions")
    for station, transactions in expected.items():
        stored = sorted(found[station], key=key)
        ours = sorted(transactions, key=key)
        expect_equal([key(each) for each in stored], [key(each) for each in ours], f"{station}: its transactions")
        for left, right in zip(stored, ours):
            expect_equal({name: left[name] for name in right}, right, f"{station}: a transaction")


def main(executable, seed):
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(executable, folder, OPTIONS)
        ledger = pathlib.Path(folder) / "ledger.jsonl"
        try:
            gateway.start()
            for number in range(1, 5):
                gateway.post("/api/v1/idtags", {"idTag": f"TAG-{number}", "status": "Accepted"})
            print(simulate(gateway, ledger, seed), end="", flush=True)
            expected, facts = known_to_stations(ledger)
            # A day without what it is about would prove nothing.
            for name, least in (("transactions", 200), ("offline", 10), ("orphans", 1), ("lost", 20), ("without zone", 5)):
                expect(facts[name] >= least, f"only {facts[name]} {name} in the day: {dict(facts)}")
            compare(expected, known_to_gateway(gateway))
            print("the ledger and the store agree:", dict(facts))
        finally:
            gateway.kill()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else "1")
    except Mismatch as mismatch:
        sys.exit(f"FAILED: {mismatch}")
