"""A snapshot: the facts and their sources as they stand, in one clean SQLite file for whoever analyses them.

Not a backup: no history, trash, drafts, accounts or anything else that is of use to the tracker alone. What
is in it is named here; a table that comes later stays out until it is named.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Select, Table, select

from tracker import dictionary
from tracker.db import make_engine, reading
from tracker.keeping.files import opened, refuse_taken, whole
from tracker.keeping.metadata import metadata
from tracker.keeping.rows import Progress, copy_rows, tables
from tracker.records import OWN, Record, Registered, kinds
from tracker.records.source import Citation, Passage
from tracker.schema import making
from tracker.types import now

READABLE = 0o644
AT_ONCE = 500


@dataclass(frozen=True)
class Snapshot:
    """A snapshot, the file that describes it to Datasette, and how many rows each table has."""

    file: Path
    metadata: Path
    rows: dict[str, int]


def kept() -> dict[str, type[Record]]:
    """The kinds whose records are in a snapshot."""
    return {name: kind for name, kind in kinds().items() if name not in OWN}


def snapshot(engine: Engine, target: Path, tell: Progress) -> Snapshot:
    """Write what stands at this moment into a new file, and a description beside it.

    From either kind of database. Refused when one of the two names is taken; on a fault there is neither.
    """
    described = target.with_name(f"{target.name}.metadata.json")
    refuse_taken(described)
    with whole(target) as part, whole(described) as words:
        with _engine(part) as clean:
            rows = _filled(engine, clean, tell)
        _strip(part)
        with _engine(part) as clean:
            dictionary.refresh(clean)
            found = metadata(dictionary.dictionary(clean), target.stem, now().date())
        _tidy(part)
        words.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
        for file in (part, words):
            file.chmod(READABLE)
    return Snapshot(target, described, rows)


@contextmanager
def _engine(file: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{file.absolute()}")
    try:
        yield engine
    finally:
        engine.dispose()


def _filled(engine: Engine, clean: Engine, tell: Progress) -> dict[str, int]:
    """Copy what stands; returns how many rows each table got."""
    rows: dict[str, int] = defaultdict(int)
    with reading(engine) as session, making(clean) as connection:
        for table, query in _standing():
            rows[table.name] += copy_rows(session, query, connection, table, tell).rows
        while lacking := _lacking(connection):
            for table, query in _by_number(lacking):
                rows[table.name] += copy_rows(session, query, connection, table, tell).rows
    return dict(rows)


def _standing() -> Iterator[tuple[Table, Select[Any]]]:
    """The tables of a snapshot with the rows that are not in the trash."""
    register = cast("Table", Registered.__table__)
    for name, kind in kept().items():
        table = cast("Table", kind.__table__)
        live = table.c.trashed_at.is_(None)
        yield table, select(table).where(live)
        own = select(table.c.id).where(live)
        yield register, select(register).where(register.c.kind == name, register.c.id.in_(own))
    passage = cast("Table", Passage.__table__)
    cited = select(Citation.passage_id).where(Citation.trashed_at.is_(None))
    yield passage, select(passage).where(passage.c.id.in_(cited))


def _lacking(connection: Connection) -> dict[str, set[int]]:
    """What rows link to and is not there: that a claim was made about a record which was merged since."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, row, target, number in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        links = connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")').fetchall()
        column = next(link[3] for link in links if link[0] == number)
        query = f'SELECT "{column}" FROM "{name}" WHERE rowid = ?'  # noqa: S608  names from the schema
        found[target].add(connection.exec_driver_sql(query, (row,)).scalar_one())
    return found


def _by_number(wanted: dict[str, set[int]]) -> Iterator[tuple[Table, Select[Any]]]:
    by_name = {table.name: table for table in tables()}
    for name, ids in wanted.items():
        for some in _batches(sorted(ids)):
            yield by_name[name], select(by_name[name]).where(by_name[name].c.id.in_(some))


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _strip(file: Path) -> None:
    """Take away the tables that are of use to the tracker alone, with the index of words."""
    wanted = {"records", "passages", "data_dictionary", *kept()}
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    with opened(file, "rw") as connection:
        connection.execute("DROP TABLE search_words")
        for (name,) in connection.execute(query).fetchall():
            if name not in wanted:
                connection.execute(f'DROP TABLE "{name}"')


def _tidy(file: Path) -> None:
    """Leave no log that would want a folder to write in, and no pages of what was taken away."""
    with opened(file, "rw") as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()
        connection.execute("VACUUM").close()
