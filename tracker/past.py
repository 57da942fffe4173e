"""The tracker as it stood at an earlier moment: today's tables with all that was saved since taken back.

A session that looks back has temporary views in front of the tables that were written since, under their very
names: both databases look there first. Each shows today's rows less those touched since, and in their place
those that stood there then. Whatever reads through the session, lists, maps, counts or exports, reads the
past without knowing it, along the same indexes; making the views costs what was changed since, however large
the tables are. They end with the session's transaction, and nobody else sees them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Engine, MetaData, String, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tracker.db import explained, reading
from tracker.errors import Refused
from tracker.history import KNOWN_ON, Change, Known, Revision, revision_at
from tracker.lookup import LONGEST
from tracker.queries.plain import from_json
from tracker.records import Record, Registered, kind_called, kinds, parts_of
from tracker.records.base import Key
from tracker.records.status import StatusEvent
from tracker.types import now
from tracker.writing.kept import newest_steps
from tracker.writing.names import relabel
from tracker.writing.register import batches

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"
SCRATCH = ["TEMPORARY"]
GONE = Table("then_gone", MetaData(), Column("id", Key, primary_key=True), prefixes=SCRATCH)
NAMES = Table(
    "then_names", MetaData(), Column("id", Key, primary_key=True),
    Column("name", String(LONGEST)), Column("name_key", String(LONGEST)), prefixes=SCRATCH,
)  # fmt: skip


@dataclass
class Before:
    """What stood in a record before later saves: columns by name, whether it was in the trash if it moved,
    and the saves."""

    columns: dict[str, Any] = field(default_factory=dict)
    trashed: bool | None = None
    saves: set[int] = field(default_factory=set)


def read_moment(written: str) -> datetime:
    """The moment that `_known_on` means, a whole day as its last second; Refused when it is none, or is
    yet to come."""
    whole = f"{written}T23:59:59Z" if re.fullmatch(DAY, written) else written
    try:
        # Python understands more, such as weeks; other programs would not.
        meant = datetime.fromisoformat(whole if re.fullmatch(MOMENT, whole) else "").astimezone(UTC)
    except (ValueError, OverflowError):
        words = "Must be a day or moment written like 2026-05-03 or 2026-05-03T09:00:00Z."
        raise Refused("The day was not understood.", {KNOWN_ON: words}) from None
    if meant.date() > now().date():
        words = "Lies ahead. Give today or a day before."
        raise Refused("What will be known is not known yet.", {KNOWN_ON: words})
    return meant


def reading_on(engine: Engine, moment: datetime | None) -> AbstractContextManager[Session]:
    """A session that reads at a moment, or, with none, today."""
    return looking_back(engine, moment) if moment else reading(engine)


@contextmanager
def looking_back(engine: Engine, moment: datetime) -> Iterator[Session]:
    """A session that reads what the tracker said at a moment, and changes nothing."""
    moved = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with explained(), Session(engine.execution_options(**moved)) as session, _unprepared(session):
        known = Known(moment, revision_at(session, moment))
        _take_back(session, known)
        session.info["known"] = known
        yield session


@contextmanager
def _unprepared(session: Session) -> Iterator[None]:
    """Have PostgreSQL read each statement anew: one that it prepared before still means today's tables."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    threshold, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = threshold


def _take_back(session: Session, known: Known) -> None:
    """Put the views of the past in front of the tables."""
    if session.scalar(select(Revision.id).where(Revision.id > known.revision).limit(1)) is None:
        return
    GONE.create(session.connection())
    added = select(Change.record_id).where(Change.revision_id > known.revision, Change.action == "add")
    session.execute(insert(GONE).from_select(["id"], added.distinct()))
    fewer = session.scalars(select(Registered.kind).join(GONE, GONE.c.id == Registered.id).distinct())
    changed = _changed_since(session, known.revision)
    touched = {*fewer, *(kind.__tablename__ for kind in changed)}
    then = {kind: _stood(session, kind, some, known.revision) for kind, some in changed.items()}
    for name in sorted(touched):
        _veil(session, kind_called(name), then.get(kind_called(name)))
    for kind, table in then.items():
        if kind.has_status:
            _status_then(session, table)
    named = _Names()
    for kind, ids in _to_be_named(session, changed, known.revision).items():
        relabel(session, kind, sorted(ids), named.store)


# -- rows -------------------------------------------------------------------------------------------------


def _changed_since(session: Session, revision: int) -> dict[type[Record], dict[int, Before]]:
    """By kind and id, what stood in the records that were there already and were changed since."""
    query = (
        select(Registered.kind, Change.record_id, Change.revision_id, Change.action, Change.field, Change.old)
        .join(Registered, Registered.id == Change.record_id)
        .where(Change.revision_id > revision, Change.action != "add", _was_there(Change.record_id))
        .order_by(Change.id)
    )
    found: dict[type[Record], dict[int, Before]] = defaultdict(lambda: defaultdict(Before))
    for name, number, made, action, column, old in session.execute(query):
        before = found[kind_called(name)][number]
        before.saves.add(made)
        # The first change since tells what stood there; the later ones only what came in between.
        if action == "change":
            before.columns.setdefault(column, old)
        elif before.trashed is None:
            before.trashed = action == "restore"
    # A step that came or went since gave what it is a step of another status, and no save of its own.
    for name, number in _owners(session, StatusEvent, revision):
        found[kind_called(name)][number]
    return found


def _was_there(number: Any) -> Any:
    return number.not_in(select(GONE.c.id))


def _owners(session: Session, part: type[Record], revision: int) -> list[Any]:
    """(kind, id) of the records that were there already with parts that were touched since."""
    parts = part.__table__
    owner = parts.c[str(part.owner)]
    query = (
        select(Registered.kind, Registered.id)
        .join(parts, owner == Registered.id)
        .join(Change, Change.record_id == parts.c.id)
        .where(Change.revision_id > revision, _was_there(Registered.id))
    )
    return list(session.execute(query.distinct()))


def _stood(session: Session, kind: type[Record], some: Mapping[int, Before], revision: int) -> Table:
    """A temporary table with the rows of some records as they stood."""
    table = kind.__table__
    columns = (Column(one.name, one.type, primary_key=one.name == "id") for one in table.columns)
    then = Table(f"then_{table.name}", MetaData(), *columns, prefixes=SCRATCH)  # type: ignore[attr-defined]
    then.create(session.connection())
    for ids in batches(sorted(some)):
        saved, removed = _last(session, ids, revision), _last(session, ids, revision, "remove")
        rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
        stood = [
            _row(kind, row, some[row["id"]], saved.get(row["id"]), removed.get(row["id"])) for row in rows
        ]
        session.execute(insert(then), stood)
    return then


def _last(
    session: Session, ids: Iterable[int], revision: int, action: str | None = None
) -> dict[int, datetime]:
    """When some records were last saved by a revision, or last put in the trash."""
    last = select(Change.record_id, func.max(Change.revision_id).label("made")).where(
        Change.record_id.in_(ids), Change.revision_id <= revision
    )
    if action:
        last = last.where(Change.action == action)
    found = last.group_by(Change.record_id).subquery()
    query = select(found.c.record_id, Revision.made_at).join(Revision, Revision.id == found.c.made)
    return dict(session.execute(query).all())


def _row(
    kind: type[Record],
    row: Mapping[Any, Any],
    before: Before,
    saved: datetime | None,
    removed: datetime | None,
) -> dict[str, Any]:
    """A row of today with what was saved since taken back."""
    stood = dict(row)
    known = {name: old for name, old in before.columns.items() if name in stood}
    stood |= {name: from_json(kind, name, old) for name, old in known.items()}
    if before.trashed is not None:
        stood["trashed_at"] = removed if before.trashed else None
    if before.saves:
        stood |= {"version": row["version"] - len(before.saves), "changed_at": saved or row["added_at"]}
    return stood


def _status_then(session: Session, table: Table) -> None:
    """Work out the status that the steps of then gave."""
    for ids in batches(session.scalars(select(table.c.id).order_by(table.c.id)).all()):
        for number, values in newest_steps(session, ids).items():
            session.execute(update(table).where(table.c.id == number).values(values))


# -- views ------------------------------------------------------------------------------------------------


def _veil(session: Session, kind: type[Record], then: Table | None) -> None:
    """Put a view in front of a table: its rows less those that came or changed since, and those of then."""
    name = kind.__tablename__
    columns = ", ".join(f'"{one.name}"' for one in kind.__table__.columns)
    hidden = [GONE.name, *([then.name] if then is not None else [])]
    if session.connection().dialect.name == "sqlite":
        kept = " AND ".join(f"id NOT IN (SELECT id FROM temp.{one})" for one in hidden)  # noqa: S608
        body = f"SELECT {columns} FROM main.{name} WHERE {kept}"  # noqa: S608  names from the schema
        if then is not None:
            body += f" UNION ALL SELECT {columns} FROM temp.{then.name}"  # noqa: S608
    else:
        kept = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM pg_temp.{one} WHERE {one}.id = every.id)" for one in hidden  # noqa: S608
        )
        own = f"{_schema(session)}.{name}"
        body = f"SELECT {columns} FROM {own} AS every WHERE {kept}"  # noqa: S608
        if then is not None:
            # PostgreSQL follows the indexes of united tables that have no conditions of their own.
            both = (
                f"SELECT {columns}, true AS present FROM {own}"  # noqa: S608
                f" UNION ALL SELECT {columns}, false FROM pg_temp.{then.name}"
            )
            body = f"SELECT {columns} FROM ({both}) AS every WHERE NOT present OR ({kept})"  # noqa: S608
    session.connection().exec_driver_sql(f"CREATE TEMPORARY VIEW {name} AS {body}")


def _schema(session: Session) -> str:
    """Where the tables themselves stand."""
    if session.connection().dialect.name == "sqlite":
        return "main"
    return f'"{session.scalar(select(func.current_schema()))}"'


# -- names ------------------------------------------------------------------------------------------------


class _Names:
    """What records were called then, where that is not what they are called today."""

    def __init__(self) -> None:
        self._made = False

    def store(self, session: Session, rows: list[dict[str, Any]]) -> None:
        """Remember names. The register is read through the view that the first of them brings."""
        if not self._made:
            self._made = True
            self._veil(session)
        session.execute(delete(NAMES).where(NAMES.c.id.in_([row["id"] for row in rows])))
        session.execute(insert(NAMES), rows)

    def _veil(self, session: Session) -> None:
        # No union: lists join the register for each of their links, to find nothing where there is none, and
        # SQLite would read the whole of a union for that.
        NAMES.create(session.connection())
        own = [
            f"coalesce((SELECT {one.name} FROM {NAMES.name} WHERE {NAMES.name}.id = own.id), own.{one.name})"  # noqa: S608
            f" AS {one.name}" if one.name in ("name", "name_key") else f"own.{one.name}"
            for one in Registered.__table__.columns
        ]
        register = f"{_schema(session)}.records AS own"
        body = f"SELECT {', '.join(own)} FROM {register}"  # noqa: S608
        session.connection().exec_driver_sql(f"CREATE TEMPORARY VIEW records AS {body}")


def _to_be_named(
    session: Session, changed: Mapping[type[Record], Iterable[int]], revision: int
) -> dict[type[Record], set[int]]:
    """The records that may have had another name: those changed since, and those named after such parts."""
    found = {kind: set(some) for kind, some in changed.items()}
    for kind in kinds().values():
        for listed, part in parts_of(kind).items():
            if listed in kind.label_from:
                owners = {i for name, i in _owners(session, part, revision) if name == kind.__tablename__}
                found.setdefault(kind, set()).update(owners)
    return found
