"""Databases for the tests of backups, as files, and what they hold."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from tests.databases import Sqlite, connected
from tests.exchange.samples import fill
from tests.saving import counts, row, rows
from tracker.cli import main

Run = Callable[..., Result]
RANKED = (
    "SELECT kind, id FROM (SELECT kind, id, row_number() OVER (PARTITION BY kind ORDER BY id) AS place "
    "FROM records WHERE id = root_id) AS ranked ORDER BY place, kind LIMIT 20"
)


@contextmanager
def lent(sqlite: Sqlite, folder: Path) -> Iterator[Path]:
    """A database with a little of everything in a folder, under the usual name."""
    with sqlite.lend(fill) as url:
        Path(url.removeprefix("sqlite:///")).rename(folder / "tracker.db")
        yield folder / "tracker.db"


def running(monkeypatch: pytest.MonkeyPatch, url: str) -> Run:
    """Runs commands on a database, as a user types them."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    return lambda *arguments, given=None: CliRunner().invoke(main, list(map(str, arguments)), input=given)


@contextmanager
def raw(file: Path) -> Iterator[Connection]:
    """A connection that saves whatever is done with it, and knows nothing of the tracker."""
    with closing(connect(file)) as connection, connection:
        yield connection


@contextmanager
def on(file: Path) -> Iterator[Engine]:
    """The tracker's own connections to a file."""
    with connected(f"sqlite:///{file}") as engine:
        yield engine


def contents(engine: Engine) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """The counts of all tables, and twenty records of all kinds with their parts, as JSON has them."""
    return counts(engine), [row(engine, kind, number) for kind, number in rows(engine, RANKED)]


def beside(file: Path) -> set[str]:
    """The names of all files in the folder."""
    return {one.name for one in file.parent.iterdir()}
