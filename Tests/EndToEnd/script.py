"""What the scripts with a gateway and stations have in common."""

import asyncio
import inspect
import pathlib
import sys
import tempfile
import time

from gateway import Gateway, Mismatch, expect


def say(*words):
    print(*words, flush=True)


async def ask(gateway, method, path, body=None):
    """Gives the status and the answer's JSON without holding up the stations."""
    return await asyncio.to_thread(gateway.request, method, path, body)


async def eventually(what, question, limit=20):
    """Asks, a function or a coroutine function, until the answer is true; at most so many seconds."""
    deadline = time.monotonic() + limit
    while not await (question() if inspect.iscoroutinefunction(question) else asyncio.to_thread(question)):
        expect(time.monotonic() < deadline, f"waited in vain: {what}")
        await asyncio.sleep(0.05)


def run_script(usage, run, sections="", prepare=None):
    """Runs `run(gateway)` with the program that the command line names; ends the process, with the log, if it fails.

    `sections` is more of the configuration. `prepare(folder)` puts beside it what it refers to.
    """
    if len(sys.argv) != 2:
        sys.exit(usage)
    with tempfile.TemporaryDirectory() as folder:
        if prepare:
            prepare(pathlib.Path(folder))
        gateway = Gateway(sys.argv[1], folder, sections=sections)
        try:
            asyncio.run(asyncio.wait_for(run(gateway), 120))
        except BaseException as error:
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            kind = "" if isinstance(error, Mismatch) else f"{type(error).__name__}: "
            sys.exit(f"FAILED: {kind}{error}\n--- end of the gateway's log ---\n{gateway.log()}")
        finally:
            gateway.kill()
    say("all as it should be")
