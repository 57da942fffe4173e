"""Moving to the other kind of database and back: equal rows and numbers, or an empty target."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from tests.databases import Backend, Postgresql, Sqlite, connected
from tests.exchange.samples import fill
from tests.keeping.files import running
from tests.saving import add, counts, number
from tracker.check import check
from tracker.db import make_engine, reading
from tracker.errors import Refused, Unavailable
from tracker.keeping.moving import move
from tracker.keeping.rows import digest_of, number_on, numbers_given, tables, unlinked
from tracker.search import find, read_search


def quiet(rows: int) -> None:
    """Hears how far it is, and says nothing."""


def told(engine: Engine) -> dict[str, tuple[int, str]]:
    """The digest of every table; what the tables mean differs between the two kinds."""
    with engine.connect() as connection:
        digests = {table.name: digest_of(connection, table) for table in tables()}
    return {name: (one.rows, str(one)) for name, one in digests.items() if name != "data_dictionary"}


def numbers(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return numbers_given(connection)


@pytest.fixture
def other(backend: Backend, sqlite: Sqlite, postgresql: Postgresql) -> Backend:
    """The other kind of database."""
    return postgresql if backend is sqlite else sqlite


@contextmanager
def empty(backend: Backend) -> Iterator[Engine]:
    with backend.lend(None) as url, connected(url) as engine:
        yield engine


def test_everything_moves_to_postgresql_and_back(sqlite: Sqlite, postgresql: Postgresql) -> None:
    source = sqlite.lend(fill)
    with source as url, connected(url) as engine, empty(postgresql) as there, empty(sqlite) as back:
        with engine.connect() as connection, connection.begin():
            number_on(connection, {"records": numbers_given(connection)["records"] + 40})  # since gone
        before, given = told(engine), numbers(engine)
        done = move(engine, there, quiet)
        assert (done.rows, done.missed) == (counts_of(before, engine), 0)
        assert (told(there), numbers(there)) == (before, given)
        assert [str(one) for one in check(there) if one.count] == []
        move(there, back, quiet)
        assert (told(back), numbers(back)) == (before, given)
        with reading(back) as session:
            found = find(session, read_search(session, "fictional robotics"))
        assert found.hits[0].name == "Fictional Robotics"
        assert [str(one) for one in check(back) if one.count] == []
        assert add(back, "people", name="Somebody New") == given["records"] + 1


def counts_of(before: dict[str, tuple[int, str]], engine: Engine) -> dict[str, int]:
    meanings = {"data_dictionary": counts(engine)["data_dictionary"]}
    return {name: rows for name, (rows, _) in before.items()} | meanings


def test_a_database_that_is_not_empty_is_refused_and_left_alone(engine: Engine, backend: Backend) -> None:
    with backend.lend("migrated") as url, connected(url) as target:
        was = counts(target)
        with pytest.raises(Refused, match="It is not empty"):
            move(engine, target, quiet)
        assert counts(target) == was


def test_a_fault_on_the_way_leaves_the_target_empty(full_engine: Engine, other: Backend) -> None:
    total = 0

    def fail(rows: int) -> None:
        nonlocal total
        total += rows
        if total > 50:
            raise KeyboardInterrupt

    with empty(other) as target:
        with pytest.raises(KeyboardInterrupt):
            move(full_engine, target, fail)
        assert inspect(target).get_table_names() == []


def test_links_are_held_again_after_the_last_row(backend: Backend) -> None:
    """In any order: what comes first may link to what comes last, and to nothing else."""
    with backend.lend(fill) as url:
        engine = make_engine(url, migrating=True)
        gone = text("DELETE FROM records WHERE id = (SELECT min(id) FROM offices)")
        lowest = "SELECT min(id), 'offices', '', '' FROM offices"
        back = text(f"INSERT INTO records (id, kind, name, name_key) {lowest}")
        with engine.begin() as connection, unlinked(connection):
            connection.execute(gone)
            connection.execute(back)
        broken = pytest.raises((Unavailable, IntegrityError), match=r"not there|violates foreign key")
        with broken, engine.begin() as connection, unlinked(connection):
            connection.execute(gone)
        assert number(engine, "SELECT count(*) FROM records WHERE id = (SELECT min(id) FROM offices)") == 1
        engine.dispose()


def test_the_command_says_what_it_did(
    sqlite: Sqlite, postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite.lend(fill) as source, postgresql.lend(None) as url:
        tracker = running(monkeypatch, source)
        done = tracker("move", url)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith("Moved ")
        with connected(url) as moved:
            assert number(moved, "SELECT count(*) FROM companies") == 6
        again = tracker("move", url)
        assert (again.exit_code, again.stdout, "It is not empty" in again.stderr) == (1, "", True)
        wrong = tracker("move", "mysql://there")
        assert (wrong.exit_code, "Must start with sqlite:/// or postgresql" in wrong.stderr) == (1, True)


HELD = """
import sys
from sqlalchemy import text
from tracker.db import make_engine
engine = make_engine(sys.argv[1])
engine.connect().close()  # and stays in the pool, as with a server that nobody asks anything
print("open", flush=True)
sys.stdin.read()
"""


def test_what_is_in_use_is_not_moved_unless_told(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with backend.lend("migrated") as source:
        tracker, to = running(monkeypatch, source), f"sqlite:///{tmp_path}/moved.db"
        command, pipe = [sys.executable, "-c", HELD, source], subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe) as held:
            assert held.stdout is not None
            assert held.stdout.readline() == b"open\n"
            refused = tracker("move", to)
            assert (refused.exit_code, "The database is in use" in refused.stderr) == (1, True)
            assert not (tmp_path / "moved.db").exists()
            elsewhere = tracker("move", "foo")
            assert (elsewhere.exit_code, "Must start with sqlite:///" in elsewhere.stderr) == (1, True)
            moved = tracker("move", to, "--anyway")
            assert moved.exit_code == 0, moved.output
            held.communicate()
        again = tracker("move", f"sqlite:///{tmp_path}/again.db")
        assert again.exit_code == 0, again.output
