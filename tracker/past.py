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
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Engine, Index, MetaData, String, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tracker.db import batches, explained, reading
from tracker.errors import Refused
from tracker.history import KNOWN_ON, LOOKS_BACK, Change, Known, Revision, revision_at
from tracker.lookup import LONGEST
from tracker.queries.orders import SORTED
from tracker.queries.plain import from_json
from tracker.records import Record, Registered, kind_called, kinds, parts_of
from tracker.records.base import Key
from tracker.records.source import Article, Citation
from tracker.records.status import StatusEvent
from tracker.types import now
from tracker.writing.kept import newest_steps
from tracker.writing.names import relabel
from tracker.writing.register import roots_of

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"
SCRATCH = ["TEMPORARY"]
GONE = Table("then_gone", MetaData(), Column("id", Key, primary_key=True), prefixes=SCRATCH)
NAMES = Table(
    "then_names", MetaData(), Column("id", Key, primary_key=True), Column("kind", String(30)),
    Column("name", String(LONGEST)), Column("name_key", String(LONGEST)),
    Index("ix_then_names_kind_name_key_id", "kind", "name_key", "id"), prefixes=SCRATCH,
)  # fmt: skip
# The register as lists walk it by name.
BY_NAME = Table(
    "records_by_name", MetaData(), Column("id", Key), Column("kind", String(30)),
    Column("name_key", String(LONGEST)),
)  # fmt: skip
ROOTS = Table(
    "then_roots", MetaData(), Column("id", Key, primary_key=True), Column("root_id", Key), prefixes=SCRATCH
)


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


@contextmanager
def reading_on(engine: Engine, moment: datetime | None) -> Iterator[Session]:
    """A session that reads at a moment, or, with none, today; it can be asked for what stood before."""
    with looking_back(engine, moment) if moment else reading(engine) as session:
        session.info[LOOKS_BACK] = partial(looking_back, engine)
        yield session


@contextmanager
def looking_back(engine: Engine, when: datetime | int) -> Iterator[Session]:
    """A session that reads what the tracker said at a moment, or after a revision, and changes nothing."""
    moved = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with explained(), Session(engine.execution_options(**moved)) as session, _unprepared(session):
        known = Known(when, revision_at(session, when)) if isinstance(when, datetime) else Known(now(), when)
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
    session.execute(insert(GONE).from_select(["id"], added))
    # In a form that no index serves: else SQLite walks through the whole register for the kinds there are.
    came = func.coalesce(Registered.kind, "")
    fewer = session.scalars(select(came).where(Registered.id.in_(select(GONE.c.id))).distinct())
    changed = _changed_since(session, known.revision)
    touched = {*fewer, *(kind.__tablename__ for kind in changed)}
    then = {kind: _stood(session, kind, some, known.revision) for kind, some in changed.items()}
    roots = _roots_then(session, changed)
    # Asked before the views hide the parts that came since: what they belong to was called otherwise.
    unsure = _to_be_named(session, changed, known.revision)
    for name in sorted(touched):
        _veil(session, kind_called(name), then.get(kind_called(name)))
    for kind, table in then.items():
        if kind.has_status:
            _status_then(session, table)
    named = _Names(session, roots)
    for kind, ids in unsure.items():
        relabel(session, kind, sorted(ids), named.store)


# -- rows -------------------------------------------------------------------------------------------------


def _changed_since(session: Session, revision: int) -> dict[type[Record], dict[int, Before]]:
    """By kind and id, what stood in the records that were there already and were changed since."""
    query = (
        select(Registered.kind, Change.record_id, Change.revision_id, Change.action, Change.field, Change.old)
        .join(Registered, Registered.id == Change.record_id)
        .where(Change.revision_id > revision, Change.action != "add", _was_there(Change.record_id))
        .order_by(Change.revision_id, Change.id)
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
    steps = found.get(StatusEvent, {}).values()
    left = {before.columns["record_id"] for before in steps if "record_id" in before.columns}
    for name, number in [*_owners(session, StatusEvent, revision), *_kinds_of(session, left)]:
        found[kind_called(name)][number]
    return found


def _kinds_of(session: Session, ids: Iterable[int]) -> list[Any]:
    """(kind, id) of some records."""
    return list(session.execute(select(Registered.kind, Registered.id).where(Registered.id.in_(list(ids)))))


def _was_there(number: Any) -> Any:
    return number.not_in(select(GONE.c.id))


def _owners(session: Session, part: type[Record], revision: int) -> list[Any]:
    """(kind, id) of the records that were there already with parts that were touched since."""
    parts = part.__table__
    # Not joined: SQLite would go through all the parts there are.
    saved = select(Change.record_id).where(Change.revision_id > revision)
    query = (
        select(Registered.kind, Registered.id)
        .join(parts, parts.c[str(part.owner)] == Registered.id)
        .where(parts.c.id.in_(saved), _was_there(Registered.id))
    )
    return list(session.execute(query.distinct()))


def _stood(session: Session, kind: type[Record], some: Mapping[int, Before], revision: int) -> Table:
    """A temporary table with the rows of some records as they stood."""
    table = kind.__table__
    columns = (Column(one.name, one.type, primary_key=one.name == "id") for one in table.columns)
    name = f"then_{kind.__tablename__}"
    then = Table(name, MetaData(), *columns, prefixes=SCRATCH, info={"differing": set[str]()})
    then.create(session.connection())
    for ids in batches(sorted(some)):
        saved, removed = _last(session, ids, revision), _last(session, ids, revision, "remove")
        rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
        for row in rows:
            number = row["id"]
            stood = _row(kind, row, some[number], saved.get(number), removed.get(number))
            then.info["differing"].update(name for name in stood if stood[name] != row[name])
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


def _roots_then(session: Session, changed: Mapping[type[Record], Mapping[int, Before]]) -> dict[int, int]:
    """What the parts that moved since were parts of then, and the citations of those parts."""
    moved: dict[int, int] = {
        number: before.columns[kind.owner]
        for kind, some in changed.items() if kind.owner
        for number, before in some.items() if kind.owner in before.columns
    }  # fmt: skip
    stayed = roots_of(session, {owner for owner in moved.values() if owner not in moved})
    cited = select(Citation.id, Citation.record_id).where(Citation.record_id.in_(list(moved)))
    for number, owner in session.execute(cited).all():
        moved.setdefault(number, owner)

    def root(number: int) -> int:
        return root(moved[number]) if number in moved else stayed.get(number) or number

    return {number: root(number) for number in moved}


def _status_then(session: Session, table: Table) -> None:
    """Work out the status that the steps of then gave."""
    for ids in batches(session.scalars(select(table.c.id).order_by(table.c.id)).all()):
        for number, values in newest_steps(session, ids).items():
            session.execute(update(table).where(table.c.id == number).values(values))


# -- views ------------------------------------------------------------------------------------------------


def _veil(session: Session, kind: type[Record], then: Table | None) -> None:
    """Put a view in front of a table: its rows less those that came since, and those of then for the changed.

    Lists walk the kinds that stand alone along their indexes, which a union leaves them. Parts and articles
    are joined and counted for each row of others, for which SQLite would read the whole of a union.
    """
    columns = [one.name for one in kind.__table__.columns]
    if then is None:
        body = _untouched(session, kind.__tablename__, columns, [GONE])
    elif kind.owner or kind is Article:
        body = _filled_in(session, kind, columns, then)
    else:
        body = _united(session, kind.__tablename__, columns, then, [GONE, then])
    session.connection().exec_driver_sql(f"CREATE TEMPORARY VIEW {kind.__tablename__} AS {body}")


def _untouched(session: Session, table: str, columns: list[str], hidden: list[Table]) -> str:
    """Today's rows without those of some temporary tables."""
    return (
        f"SELECT {_listed(columns)} FROM {_schema(session)}.{table} AS own"  # noqa: S608
        f" WHERE {_outside(hidden)}"
    )


def _outside(hidden: list[Table]) -> str:
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {one.name} WHERE {one.name}.id = own.id)"  # noqa: S608
        for one in hidden
    )


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _united(session: Session, table: str, columns: list[str], then: Table, hidden: list[Table]) -> str:
    """Today's rows that stand in none of the hidden tables, and those of then."""
    those = f"SELECT {_listed(columns)} FROM {then.name}"  # noqa: S608
    if session.connection().dialect.name == "sqlite":
        return f"{_untouched(session, table, columns, hidden)} UNION ALL {those}"
    # PostgreSQL follows the indexes of united tables that have no conditions of their own.
    today = f"SELECT {_listed(columns)}, true AS present FROM {_schema(session)}.{table}"  # noqa: S608
    both = f"{today} UNION ALL {those.replace(' FROM ', ', false FROM ', 1)}"
    return (
        f"SELECT {_listed(columns)} FROM ({both}) AS own"  # noqa: S608
        f" WHERE NOT present OR ({_outside(hidden)})"
    )


def _filled_in(session: Session, kind: type[Record], columns: list[str], then: Table) -> str:
    """Today's rows, with what stood then in those columns where anything else did."""
    known = f"own.id IN (SELECT id FROM {then.name})"  # noqa: S608
    filled = [
        f'CASE WHEN {known} THEN (SELECT {then.name}."{name}" FROM {then.name}'  # noqa: S608
        f' WHERE {then.name}.id = own.id) ELSE own."{name}" END AS "{name}"'
        if name in then.info["differing"] else f'own."{name}"'
        for name in columns
    ]  # fmt: skip
    table = f"{_schema(session)}.{kind.__tablename__} AS own"
    return f"SELECT {', '.join(filled)} FROM {table} WHERE {_outside([GONE])}"  # noqa: S608


def _schema(session: Session) -> str:
    """Where the tables themselves stand."""
    if session.connection().dialect.name == "sqlite":
        return "main"
    return f'"{session.scalar(select(func.current_schema()))}"'


# -- names ------------------------------------------------------------------------------------------------


class _Names:
    """What records were called then, and parts of, where that is not what it is today."""

    def __init__(self, session: Session, roots: Mapping[int, int]) -> None:
        self._made, self._moved = bool(roots), bool(roots)
        if roots:
            self._veil(session)
            rows = [{"id": number, "root_id": root} for number, root in roots.items()]
            session.execute(insert(ROOTS), rows)

    def store(self, session: Session, rows: list[dict[str, Any]]) -> None:
        """Remember names. The register is read through the view that the first of them brings."""
        if not self._made:
            self._made = True
            self._veil(session)
        ids = [row["id"] for row in rows]
        session.execute(delete(NAMES).where(NAMES.c.id.in_(ids)))
        kinds_of = select(Registered.id, Registered.kind).where(Registered.id.in_(ids))
        found: dict[int, str] = dict(session.execute(kinds_of).all())
        session.execute(insert(NAMES), [{**row, "kind": found[row["id"]]} for row in rows])

    def _veil(self, session: Session) -> None:
        # No union: lists join the register for each of their links, to find nothing where there is none, and
        # SQLite would read the whole of a union for that.
        NAMES.create(session.connection())
        ROOTS.create(session.connection())
        # Parts are found along the index of what they are parts of, as long as none has moved.
        kept = {"name": NAMES.name, "name_key": NAMES.name} | ({"root_id": ROOTS.name} if self._moved else {})
        own = [
            f"coalesce((SELECT {one} FROM {kept[one]} WHERE {kept[one]}.id = own.id), own.{one}) AS {one}"  # noqa: S608
            if one in kept
            else f"own.{one}"
            for one in (column.name for column in Registered.__table__.columns)
        ]
        register = f"{_schema(session)}.records AS own"
        body = f"SELECT {', '.join(own)} FROM {register}"  # noqa: S608
        session.connection().exec_driver_sql(f"CREATE TEMPORARY VIEW records AS {body}")
        # A name that is worked out stands in no index, so a list by name walks a union of those that do.
        listed = [column.name for column in BY_NAME.columns]
        both = _united(session, Registered.__tablename__, listed, NAMES, [NAMES])
        session.connection().exec_driver_sql(f"CREATE TEMPORARY VIEW {BY_NAME.name} AS {both}")
        session.info[SORTED] = BY_NAME


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
