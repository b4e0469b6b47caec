#!/usr/bin/env python3
"""The test cases of the Open Charge Alliance for a Central System of OCPP 1.6, side by side, each with a station of the PyPI
package `ocpp` and over REST, against a gateway with its default handlers.

    compliance.py GATEWAY [CASE…]        where GATEWAY is the built program; all cases, or those whose id begins so
"""

import asyncio
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from cases import frame, local_list
from gateway import Gateway, Mismatch, expect, expect_equal
from security import certificate, name, write

OPTIONS = """\
  tls:
    listen: "127.0.0.1:0"
    certificate: server.pem
    key: server.key
    client_certificates: optional
    client_ca: stations-ca.pem
"""
SECTIONS = """\
handlers:
  security:
    authority: { key: stations-ca.key, certificate: stations-ca.pem }
""" + local_list.SECTIONS[1:]
NUMBER_OF_CASES = 77


def make_certificates(executable, folder):
    authority = certificate(name("Server authority"))
    write(folder, "server-ca", authority)
    write(folder, "server", certificate(name("gateway"), authority, host="127.0.0.1"))
    # As an operator makes it: the gateway has to trust it before it has issued anything.
    subprocess.run(
        [executable, "certificate-authority", "--key", folder / "stations-ca.key",
         "--certificate", folder / "stations-ca.pem", "--organization", "Acme"], check=True, stdout=subprocess.DEVNULL)
    expect_equal((folder / "stations-ca.key").stat().st_mode & 0o777, 0o600, "the mode of the authority's key")


class Operator(frame.Operator):
    def station_authority(self):
        """The key and the certificate of those who issue stations' certificates."""
        key = serialization.load_pem_private_key((self.folder / "stations-ca.key").read_bytes(), None)
        return key, x509.load_pem_x509_certificate((self.folder / "stations-ca.pem").read_bytes())


async def attempt(case, gateway, folder):
    """Gives what is wrong; nil when nothing is."""
    try:
        await asyncio.wait_for(case.body(Operator(gateway, case, folder)), 60)
        return None
    except Exception as error:
        return str(error) if isinstance(error, Mismatch) else f"{type(error).__name__}: {error}"


def kept(gateway):
    """The transactions that the gateway knows."""
    transactions, after = [], None
    while True:
        page = gateway.get("/api/v1/transactions", limit=1000, **({"after": after} if after else {}))
        transactions += [(item["clientId"], item["transactionId"], item["status"]) for item in page["items"]]
        after = page.get("next")
        if not after:
            return transactions


async def run(gateway, folder, prefixes):
    # Requests to REST wait for stations, each on a thread.
    asyncio.get_running_loop().set_default_executor(concurrent.futures.ThreadPoolExecutor(100))
    gateway.start()
    cases = sorted(frame.CASES, key=lambda case: case.id)
    expect_equal(len({case.id for case in cases}), NUMBER_OF_CASES, "the number of cases")
    chosen = [case for case in cases if not prefixes or case.id.startswith(tuple(prefixes))]
    expect(chosen, "there is no such case")
    began = time.monotonic()
    problems = await asyncio.gather(*(attempt(case, gateway, folder) for case in chosen))
    for case, problem in zip(chosen, problems):
        print(f"{case.id:<14}{'passed' if problem is None else 'FAILED'}  {case.name}")
        if problem is not None:
            print(f"              {problem}")
    failed = sum(problem is not None for problem in problems)
    print(f"{len(chosen) - failed} of {len(chosen)} cases passed in {time.monotonic() - began:.1f} s")
    expect_equal(failed, 0, "cases that failed")
    before = kept(gateway)
    gateway.kill()
    gateway.start()
    expect_equal(kept(gateway), before, "the transactions after kill -9")
    print(f"{len(before)} transactions are there after kill -9")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_certificates(sys.argv[1], folder)
        gateway = Gateway(sys.argv[1], folder, OPTIONS, SECTIONS)
        try:
            asyncio.run(asyncio.wait_for(run(gateway, folder, sys.argv[2:]), 150))
        except Exception as error:
            sys.exit(f"FAILED: {error}\n--- end of the gateway's log ---\n{gateway.log()}")
        finally:
            gateway.kill()


if __name__ == "__main__":
    main()
