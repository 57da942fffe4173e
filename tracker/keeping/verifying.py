"""Proving a backup: that the file is whole, is the tracker's, and what it holds."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracker.check import Finding
from tracker.errors import Refused, TrackerError
from tracker.keeping.digests import Digest
from tracker.keeping.files import complained, opened
from tracker.keeping.rows import tables
from tracker.schema import head, known_schemas

# What every version of the tracker has had.
OURS = frozenset({"records", "revisions", "alembic_version"})
# The views that migrations make. Of triggers they make none.
VIEWS = frozenset({
    "v_articles", "v_claims", "v_companies", "v_countries", "v_offices", "v_partnership_parties",
    "v_partnerships", "v_projects", "v_timeline",
})  # fmt: skip
SHOWN = 10
AT_ONCE = 1000


@dataclass(frozen=True)
class Held:
    """What a file holds: its schema, its newest save, how many rows each table has.

    written_at: when the file was written; saved_at: the newest save in it, None before the first.
    strange: the triggers and views in it that are not the tracker's, which `restore` refuses.
    """

    file: Path
    bytes: int
    schema: str
    written_at: datetime
    saved_at: datetime | None
    rows: dict[str, int]
    strange: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        return self.rows["records"]


def verify(file: Path, strange: bool = False, called: str = "") -> Held:
    """What a file holds, when all its checks pass; Refused names the first that does not.

    strange: it may hold triggers and views that are not the tracker's. called: the file it was copied from.
    """
    for finding in examine(file, (_strange,) if strange else ()):
        if finding.count:
            raise Refused(f"{called or file.name} is no good backup: {'; '.join(finding.faults)}.")
    return held(file)


def examine(file: Path, but: Collection[Callable[[Path], Iterator[str]]] = ()) -> Iterator[Finding]:
    """Run every check but some on a file, one after the other; where one shows that it is not ours, no more
    follow."""
    for name, check in CHECKS.items():
        if check in but:
            continue
        finding = _finding(name, file, check)
        yield finding
        if finding.count and check in DECISIVE:
            return


def _finding(name: str, file: Path, check: Callable[[Path], Iterator[str]]) -> Finding:
    try:
        faults = list(check(file))
    except TrackerError as error:
        said = isinstance(error.__cause__, sqlite3.Error)
        faults = [f"SQLite says “{error.__cause__}”" if said else error.message.rstrip(".")]
    return Finding(name, tuple(faults[:SHOWN]), len(faults))


def _ours(file: Path) -> Iterator[str]:
    with opened(file) as connection:
        tables = set(_tables(connection))
    if not tables >= OURS:
        found = ", ".join(sorted(tables)[:3]) or "no tables"
        yield f"it is no database of the tracker, nor is a snapshot one (it has {found})"


def _schema(file: Path) -> Iterator[str]:
    with opened(file) as connection:
        at = _at(connection)
    if at not in known_schemas():
        yield (
            f"it was made by a newer version of the tracker (schema {at}, this one knows {head()}): "
            "install that version"
        )


def _strange(file: Path) -> Iterator[str]:
    """Tells of what would run, or be read, under the tracker's hands, and was put there by somebody else."""
    with opened(file) as connection:
        for one in strangers(connection):
            yield f"it has {one}, which is not the tracker's: drop it in a copy of the file"


def strangers(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The triggers and views of a file that no version of the tracker made, such as "the trigger spy"."""
    query = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"
    with complained():
        found = connection.execute(query).fetchall()
    return tuple(f"the {sort} {name[:60]}" for sort, name in found if sort == "trigger" or name not in VIEWS)


def _complete(file: Path) -> Iterator[str]:
    """Tells of this version's schema alone: what an older one had, only its migrations know."""
    with opened(file) as connection:
        if _at(connection) != head():
            return
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if lacking := sorted({*(one.name for one in tables()), "search_words"} - found):
        yield f"it lacks tables of its schema: {', '.join(lacking)}"


def _integrity(file: Path) -> Iterator[str]:
    with opened(file) as connection:
        yield from (row[0] for row in connection.execute("PRAGMA integrity_check(1000)") if row[0] != "ok")


def _links(file: Path) -> Iterator[str]:
    with opened(file) as connection:
        for table, row, target, _ in connection.execute("PRAGMA foreign_key_check"):
            yield f"{table} {row} links to a row of {target} that is not there"


def _words(file: Path) -> Iterator[str]:
    """Compares the index of words with what it was made from. SQLite asks to write, and writes nothing."""
    with _writable(file) as copy, opened(copy, "rw") as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield f"it does not agree with the entries it was made from ({error})"
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def _writable(file: Path) -> Iterator[Path]:
    """The file, or a copy of one that may only be read."""
    if os.access(file, os.W_OK):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        yield Path(shutil.copyfile(file, Path(folder) / file.name))


CHECKS: dict[str, Callable[[Path], Iterator[str]]] = {
    "it is a database of the tracker": _ours,
    "this version knows its schema": _schema,
    "its tables are all there": _complete,
    "its triggers and views are the tracker's": _strange,
    "the file is whole": _integrity,
    "links lead somewhere": _links,
    "the index of words is whole": _words,
}
DECISIVE = (_ours, _schema, _complete, _strange)


def held(file: Path) -> Held:
    """What a sound file holds."""
    status = file.stat()
    with opened(file) as connection:
        rows = {name: _count(connection, name) for name in _tables(connection)}
        (saved,) = connection.execute("SELECT max(made_at) FROM revisions").fetchone()
        schema, strange = _at(connection), strangers(connection)
    written = datetime.fromtimestamp(status.st_mtime, UTC)
    newest = datetime.fromisoformat(saved) if saved else None
    return Held(file, status.st_size, schema, written, newest, rows, strange)


def digest(file: Path) -> Digest:
    """The digest of every row of every table in a file."""
    total = Digest()
    with opened(file) as connection:
        for name in _tables(connection):
            cursor = connection.execute(f'SELECT \'{name}\', * FROM "{name}"')  # noqa: S608  from the schema
            while rows := cursor.fetchmany(AT_ONCE):
                total.add(rows)
    return total


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold something of their own: neither the index of words nor SQLite's notes."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    with complained():
        names = [row[0] for row in connection.execute(f"{query} ORDER BY name")]
    return [name for name in names if not name.startswith("search_words") and '"' not in name]


def _count(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  from the schema


def _at(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else "none"
