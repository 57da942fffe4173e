"""Processes that save side by side, and processes that are killed while they save.

Run by test_concurrency.py as a program of its own: it forks, which a test run with threads had better not.
`python -m tests.processes count URL` or `… kill URL`; says what happened as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from tracker.db import make_engine, transaction
from tracker.records import kind_called
from tracker.records.company import Company
from tracker.writing import Edit

PROCESSES = 8
SAVES = 40
KILLS = 20


def count(url: str) -> dict[str, Any]:
    """Let eight processes each read and raise one number forty times, and add a person each time."""
    pipes = [_forked(partial(_raise, url, number)) for number in range(PROCESSES)]
    begun = time.perf_counter()
    said = [_all(reading) for _, reading in pipes]
    codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process, _ in pipes]
    return {"codes": codes, "errors": "".join(said), "seconds": round(time.perf_counter() - begun, 2)}


def _raise(url: str, number: int, out: int) -> None:
    engine = make_engine(url)
    for save in range(SAVES):
        try:
            with transaction(engine) as session:
                company = session.scalars(select(Company).where(Company.slug == "counter")).one()
                edit = Edit(session, actor="test", door="api")
                raised = {"description": str(int(company.description or 0) + 1)}
                edit.change(Company, company.id, raised, company.version)
                edit.add(kind_called("people"), {"name": f"Person {number} {save}"})
                edit.finish()
        except Exception as error:  # noqa: BLE001  each is counted, whatever it is
            os.write(out, f"{type(error).__name__}: {error}\n"[:300].encode())


def kill(url: str) -> dict[str, Any]:
    """Kill a saving process twenty times; the ids that it said were saved."""
    saved: list[int] = []
    chance = random.Random(7)
    for _ in range(KILLS):
        process, reading = _forked(partial(_save_on, url))
        saved += [int(line) for line in _until(process, reading, chance.uniform(0.01, 0.2)).split()]
    return {"saved": saved}


def _until(process: int, reading: int, seconds: float) -> str:
    """What a process says until it is killed, some time after its first word."""
    first = os.read(reading, 1 << 16)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return first.decode() + _all(reading)


def _save_on(url: str, out: int) -> None:
    engine = make_engine(url)
    while True:
        with transaction(engine) as session:
            edit = Edit(session, actor="test", door="api")
            parties = [{"company": "counter"}, {"company": "other"}]
            number = edit.add(kind_called("partnerships"), {"status": "announced", "parties": parties})
            edit.finish()
        # One write, shorter than a pipe's buffer, arrives whole or not at all.
        os.write(out, f"{number}\n".encode())


def _forked(run: Callable[[int], None]) -> tuple[int, int]:
    """(process, where to read what it says): a process of its own that runs this."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        run(writing)
    finally:
        os._exit(0)


def _all(reading: int) -> str:
    with os.fdopen(reading) as lines:
        return lines.read()


if __name__ == "__main__":
    json.dump({"count": count, "kill": kill}[sys.argv[1]](sys.argv[2]), sys.stdout)
