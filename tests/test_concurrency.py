"""Many processes that save at once lose nothing, and a killed one leaves nothing half-done."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.databases import connected
from tests.processes import PROCESSES, SAVES
from tracker.check import check
from tracker.db import reading, transaction
from tracker.history import Change, Revision
from tracker.records import kind_called
from tracker.records.company import Company
from tracker.writing import Edit

HOME = Path(__file__).parent.parent


def run(mode: str, url: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.processes", mode, url]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.fixture
def url(database: str) -> str:
    """A database with two companies, which nobody else is connected to."""
    with connected(database) as engine, transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        edit.add_many(Company, [{"name": "Counter"}, {"name": "Other"}])
        edit.finish()
    return database


def wrong(engine: Engine) -> list[str]:
    """What `tracker check` finds wrong."""
    return [str(finding) for finding in check(engine) if finding.count]


def test_eight_processes_save_forty_times_each_and_nothing_is_lost(url):
    done = run("count", url)
    assert done["errors"] == ""
    assert done["codes"] == [0] * PROCESSES
    with connected(url) as engine:
        with reading(engine) as session:
            counter = session.scalars(select(Company).where(Company.slug == "counter")).one()
            assert counter.description == str(PROCESSES * SAVES)
            assert counter.version == PROCESSES * SAVES + 1
            people = select(func.count()).select_from(kind_called("people").__table__)
            assert session.scalar(people) == PROCESSES * SAVES
            assert session.scalar(select(func.count()).select_from(Revision)) == PROCESSES * SAVES + 1
        assert wrong(engine) == []


def test_a_killed_process_leaves_all_that_was_acknowledged_and_nothing_partial(url):
    saved = run("kill", url)["saved"]
    assert len(saved) >= 20
    with connected(url) as engine:
        with reading(engine) as session:
            partnership = kind_called("partnerships").__table__
            party = kind_called("partnership_parties").__table__
            there = set(session.scalars(select(partnership.c.id)))
            assert set(saved) - there == set()
            # At most the one save that each kill cut off between the commit and its word.
            assert len(there) <= len(saved) + 20
            owner = party.c.partnership_id
            parties = session.execute(select(owner, func.count()).group_by(owner))
            assert {(number, count) for number, count in parties} == {(number, 2) for number in there}
            # A save is four changes: the partnership, its two parties, its step.
            changes = select(func.count()).select_from(Change).join(Revision)
            by_save = session.scalars(changes.where(Revision.door == "api").group_by(Revision.id))
            assert set(by_save) == {4}
        assert wrong(engine) == []
