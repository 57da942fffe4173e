"""Connections carry their guards, writers queue, and a database that cannot answer says why."""

import os
import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import event, select, text

from tests.databases import connected
from tests.saving import add, counts, editing, row
from tracker.db import among, make_engine, reading, transaction
from tracker.errors import Unavailable
from tracker.records import Registered, kind_called
from tracker.schema import current, migrate

PRAGMAS = {
    "foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "trusted_schema": 0, "mmap_size": 0,
    "busy_timeout": 10_000,
}  # fmt: skip


@pytest.fixture
def file(sqlite, tmp_path) -> Path:
    """A migrated SQLite file of the test's own, closed."""
    place: Path = tmp_path / "tracker.db"
    with sqlite.lend("migrated") as url:
        place.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
    return place


def only_reading(file):
    """The URL of a file opened as one may open a file that is write-protected, root or not."""
    return f"sqlite:///file:{file}?mode=ro&uri=true"


# -- guards -----------------------------------------------------------------------------------------------


def test_every_connection_to_sqlite_has_its_guards(file):
    with connected(f"sqlite:///{file}") as engine, engine.connect() as one, engine.connect() as two:
        for connection in (one, two):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
            assert found == PRAGMAS


@pytest.mark.skipif(os.name == "nt", reason="files have no such modes there")
def test_a_new_file_is_its_owners_alone_and_an_old_one_stays_as_it_was(tmp_path):
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    old.touch()
    old.chmod(0o644)
    for file, mode in ((new, 0o600), (old, 0o644)):
        with connected(f"sqlite:///{file}") as engine:
            migrate(engine)
            with engine.connect() as connection:
                connection.execute(text("SELECT count(*) FROM records"))
                beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm")]
                assert [one.stat().st_mode & 0o777 for one in beside] == [mode] * 3
    with pytest.raises(Unavailable), reading(make_engine(only_reading(tmp_path / "none.db"))) as session:
        session.execute(text("SELECT 1"))
    assert not (tmp_path / "none.db").exists()


def test_every_connection_to_postgresql_has_its_limits(postgresql):
    wanted = {"statement_timeout": "1min", "lock_timeout": "10s", "timezone": "UTC"}
    with postgresql.lend(None) as url, connected(url) as engine, engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in wanted}
        assert {name: str(value) for name, value in found.items()} == wanted


def test_writing_begins_at_once_and_reading_does_not(file):
    """BEGIN IMMEDIATE: whoever comes second waits, instead of failing when it first writes."""
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    with connected(f"sqlite:///{file}") as engine:
        with transaction(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        with reading(engine) as session:
            session.execute(text("SELECT 1"))
            other.execute("BEGIN IMMEDIATE")
    other.close()


def test_writers_queue_and_readers_see_one_moment(engine):
    add(engine, "people", name="A. Name")
    counted = text("SELECT count(*) FROM people")
    with reading(engine) as session:
        assert session.scalar(counted) == 1
        writer = Thread(target=lambda: add(engine, "people", name="B. Name"))
        writer.start()
        writer.join()
        assert session.scalar(counted) == 1
    with reading(engine) as session:
        assert session.scalar(counted) == 2


def test_reading_changes_nothing_on_postgresql(postgresql):
    with postgresql.lend("migrated") as url, connected(url) as engine:
        with pytest.raises(Unavailable, match="read-only"), reading(engine) as session:
            session.execute(text("DELETE FROM people"))
        with transaction(engine) as session:
            session.execute(text("DELETE FROM people"))


def test_what_raises_is_rolled_back(engine):
    before = counts(engine)
    people = kind_called("people")

    def half():
        with editing(engine) as edit:
            edit.add(people, {"name": "A. Name"})
            edit.add(people, {"name": "B. Name"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert counts(engine) == before
    assert row(engine, "people", add(engine, "people", name="C. Name"))["label"] == "C. Name"


# -- faults -----------------------------------------------------------------------------------------------


def test_a_file_that_is_write_protected_can_be_read(file):
    with connected(f"sqlite:///{file}") as engine:
        add(engine, "people", name="A. Name")
    with connected(only_reading(file)) as engine:
        with reading(engine) as session:
            assert session.scalar(text("SELECT name FROM people")) == "A. Name"
        with pytest.raises(Unavailable, match="read-only; nothing was saved"):
            add(engine, "people", name="B. Name")
        migrate(engine)  # it is at the newest schema: nothing to do, nothing to refuse


def test_a_snapshot_that_is_write_protected_can_be_read(file):
    """A file in journal mode DELETE cannot be switched to WAL when it may not be written."""
    with sqlite3.connect(file, isolation_level=None) as plain:
        assert plain.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    with connected(only_reading(file)) as engine, reading(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM people")) == 0


def test_a_missing_folder_is_said(tmp_path):
    with connected(f"sqlite:///{tmp_path}/nowhere/tracker.db") as engine:
        for attempt in (current, migrate):
            with pytest.raises(Unavailable, match="Does its folder exist"):
                attempt(engine)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("content", [b"not a database at all" * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_of_something_else_is_said_and_left_alone(tmp_path, content):
    place = tmp_path / "tracker.db"
    place.write_bytes(content)
    with connected(f"sqlite:///{place}") as engine:
        for attempt in (current, migrate):
            with pytest.raises(Unavailable, match=r"no SQLite database|damaged"):
                attempt(engine)
    assert place.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path):
    place = tmp_path / "places.db"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE companies (id INTEGER PRIMARY KEY, name TEXT)")
        other.execute("INSERT INTO companies (name) VALUES ('Acme')")
    with connected(f"sqlite:///{place}") as engine, pytest.raises(Unavailable, match="something else"):
        migrate(engine)
    with sqlite3.connect(place) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("companies",)]
        assert other.execute("SELECT name FROM companies").fetchall() == [("Acme",)]


def test_a_damaged_page_is_said(file):
    with connected(f"sqlite:///{file}") as engine:
        add(engine, "people", name="A. Name")
        with reading(engine) as session:
            page = session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'people'"))
            size = session.scalar(text("PRAGMA page_size"))
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(os.urandom(size))
    with connected(f"sqlite:///{file}") as engine:
        with pytest.raises(Unavailable, match="damaged"), reading(engine) as session:
            session.execute(text("SELECT * FROM people")).all()
        with reading(engine) as session:  # the rest is still there
            assert session.scalar(text("SELECT count(*) FROM companies")) == 0


def fill_up(engine):
    """Save more than the file may grow by."""
    with editing(engine) as edit:
        pages = edit.session.scalar(text("PRAGMA page_count"))
        edit.session.execute(text(f"PRAGMA max_page_count = {pages}"))
        fill = [{"name": f"Name {n}", "description": "x" * 5000} for n in range(200)]
        edit.add_many(kind_called("people"), fill)


def test_a_full_disk_is_said_and_leaves_what_was_there(file):
    with connected(f"sqlite:///{file}") as engine:
        add(engine, "people", name="A. Name")
        before = counts(engine)
        with pytest.raises(Unavailable, match="disk is full"):
            fill_up(engine)
        engine.dispose()
        assert counts(engine) == before
        add(engine, "people", name="B. Name")


def test_a_busy_database_is_said(file, monkeypatch):
    monkeypatch.setattr("tracker.db.PATIENCE", 0.2)
    with connected(f"sqlite:///{file}") as engine:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="busy"):
            add(engine, "people", name="A. Name")
        other.execute("ROLLBACK")
        add(engine, "people", name="A. Name")


def test_a_database_without_tables_is_said(blank):
    with connected(blank) as engine:
        with pytest.raises(Unavailable, match="no tables yet"), reading(engine) as session:
            session.execute(text("SELECT * FROM companies"))
        with pytest.raises(Unavailable, match="no tables yet"):
            add(engine, "people", name="A. Name")


def test_a_server_that_is_not_there_is_said(tmp_path):
    with connected(f"postgresql+psycopg://postgres@/postgres?host={tmp_path}") as engine:
        for attempt in (current, migrate):
            with pytest.raises(Unavailable, match="did not answer"):
                attempt(engine)


def impatient(url):
    """An engine that waits a twentieth of a second for anything."""
    engine = make_engine(url)

    @event.listens_for(engine, "connect")
    def hurry(connection, record):
        connection.execute("SET statement_timeout = 50; SET lock_timeout = 40")
        connection.commit()

    return engine


def test_what_takes_too_long_is_stopped(postgresql):
    with postgresql.lend("migrated") as url, connected(url) as engine:
        other = impatient(url)
        with pytest.raises(Unavailable, match="took too long"), reading(other) as session:
            session.execute(text("SELECT pg_sleep(5)"))
        with transaction(engine), pytest.raises(Unavailable, match="busy"):
            add(other, "people", name="A. Name")
        add(other, "people", name="A. Name")
        other.dispose()


@pytest.mark.parametrize("ids", [[7], [4, 5, 6], [6, 4, 5], [3, 10, 5], [4, 4, 6], []])
def test_some_ids_are_found_and_no_others(seeded_engine, ids):
    with reading(seeded_engine) as session:
        found = session.scalars(select(Registered.id).where(among(Registered.id, ids)))
        assert set(found) == set(ids)
