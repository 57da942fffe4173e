"""Scheduled backups: taken when due by one worker, old ones removed, failures noted and tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.keeping.files import Run, beside, on
from tracker import backups
from tracker.config import Settings, read_settings
from tracker.db import reading, transaction
from tracker.errors import Refused
from tracker.keeping.schedule import Plan, Taken, planned, take_due, thin
from tracker.keeping.verifying import verify
from tracker.types import now

START = datetime.fromisoformat("2026-11-23T02:00:00+00:00")


class Clock:
    """Time as the tracker reads it, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = START
        for module in ("tracker.backups", "tracker.keeping.copying"):
            monkeypatch.setattr(f"{module}.now", lambda: self.at)

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path / "backups", timedelta(hours=24), keep=2)


@pytest.fixture
def take(file: Path, plan: Plan) -> Callable[[], Taken | None]:
    """A worker that looks once for a backup that is due."""

    def look() -> Taken | None:
        with on(file) as engine:
            return take_due(engine, plan)

    return look


def known(file: Path) -> backups.Known:
    with on(file) as engine, reading(engine) as session:
        return backups.known_backups(session)


def test_it_is_taken_when_due_and_not_before(
    file: Path, plan: Plan, clock: Clock, take: Callable[[], Taken | None]
) -> None:
    first = take()
    assert first is not None
    assert first.held is not None
    assert first.held.file == plan.folder / "tracker-20261123T020000Z.db"
    assert verify(first.held.file).rows["companies"] == 6
    clock.pass_by(hours=23.9)
    assert take() is None
    clock.pass_by(hours=0.2)
    assert take() is not None
    newest = known(file).newest
    assert newest is not None
    assert (newest.begun_at, newest.records) == (clock.at, first.held.records)
    assert (newest.file, newest.bytes) == (str(plan.folder / "tracker-20261124T020600Z.db"), first.held.bytes)


def test_the_newest_few_stay(plan: Plan, clock: Clock, take: Callable[[], Taken | None]) -> None:
    plan.folder.mkdir()
    for stranger in ("notes.txt", "tracker-2026.db", "other-20200101T000000Z.db"):
        (plan.folder / stranger).write_text("mine")
    removed = []
    for _ in range(4):
        taken = take()
        removed.append(taken.removed if taken else None)
        clock.pass_by(days=1)
    assert removed == [0, 0, 1, 1]
    assert beside(plan.folder / "any") == {
        "notes.txt", "tracker-2026.db", "other-20200101T000000Z.db",
        "tracker-20261125T020000Z.db", "tracker-20261126T020000Z.db",
    }  # fmt: skip


def test_a_failure_is_noted_and_tried_again_after_an_hour(
    file: Path, plan: Plan, clock: Clock, take: Callable[[], Taken | None]
) -> None:
    take()
    clock.pass_by(days=1)
    plan.folder.rename(plan.folder.with_name("moved"))
    plan.folder.write_text("in the way")
    failed = take()
    assert failed is not None
    assert failed.problem == f"{plan.folder}: File exists."
    clock.pass_by(minutes=59)
    assert take() is None
    clock.pass_by(minutes=1)
    assert take() == failed
    told = known(file)
    assert (told.newest, len(told.failures), told.running) == (None, 2, False)
    plan.folder.unlink()
    plan.folder.with_name("moved").rename(plan.folder)
    told = known(file)
    assert (told.newest is not None, [one.problem for one in told.failures]) == (True, [failed.problem] * 2)
    clock.pass_by(hours=1)
    assert take() is not None
    assert known(file).failures == []


def test_a_database_that_cannot_be_read_whole_is_a_failure_and_no_backup_goes_for_it(
    file: Path, plan: Plan, clock: Clock, take: Callable[[], Taken | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    take()
    clock.pass_by(days=1)

    def refuse(found: Path, **asked: object) -> None:
        raise Refused(f"{found.name} is no good backup: page 7 is damaged.")

    monkeypatch.setattr("tracker.keeping.copying.verify", refuse)
    failed = take()
    assert failed is not None
    assert "page 7 is damaged" in str(failed.problem)
    assert beside(plan.folder / "any") == {"tracker-20261123T020000Z.db"}


def test_one_worker_begins_and_one_that_dies_is_told(file: Path, clock: Clock) -> None:
    with on(file) as engine:
        with transaction(engine) as session:
            assert backups.begin(session, timedelta(hours=24)) is not None
        with transaction(engine) as session:
            assert backups.begin(session, timedelta(hours=24)) is None
        assert known(file).running
        clock.pass_by(hours=1)
        told = known(file)
        assert (told.running, [one.problem for one in told.failures]) == (False, [backups.UNFINISHED])
        with transaction(engine) as session:
            assert backups.begin(session, timedelta(hours=24)) is not None


def test_a_clock_that_was_set_back_stops_nothing(clock: Clock, take: Callable[[], Taken | None]) -> None:
    take()
    clock.pass_by(days=-400)
    assert take() is not None
    assert take() is None


def test_the_halves_of_a_killed_worker_go_after_an_hour(tmp_path: Path) -> None:
    import os
    import time

    old, young = (tmp_path / f"tracker-20261123T020000Z.db.{digit * 8}.part" for digit in "ab")
    for half in (old, young):
        half.write_text("half")
    os.utime(old, (time.time() - 3700,) * 2)
    assert thin(tmp_path, "tracker", 1) == 0
    assert beside(old) == {young.name}


def test_the_worker_takes_it_and_says_so(
    file: Path, tracker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_BACKUP_FOLDER", str(tmp_path / "kept"))
    done = tracker("worker", "--once")
    (made,) = (tmp_path / "kept").iterdir()
    assert (done.exit_code, done.stdout) == (0, f"Backed up to {made}.\n")
    assert tracker("worker", "--once").stdout == ""
    newest = known(file).newest
    assert newest is not None
    assert now() - newest.begun_at < timedelta(minutes=5)


def test_the_settings_say_what_is_planned(tmp_path: Path) -> None:
    assert planned(Settings()) is None
    given = {"FOLDER": str(tmp_path), "HOURS": "6"}
    settings = read_settings({f"TRACKER_BACKUP_{name}": value for name, value in given.items()})
    assert planned(settings) == Plan(tmp_path, timedelta(hours=6), 14)


def test_on_postgresql_no_folder_can_be_asked_for() -> None:
    given = {"TRACKER_DATABASE_URL": "postgresql+psycopg://me@/tracker", "TRACKER_BACKUP_FOLDER": "backups"}
    with pytest.raises(Refused, match="TRACKER_BACKUP_FOLDER: Is for SQLite files; PostgreSQL is backed up"):
        read_settings(given)
