"""Rows as people read them: a record's own fields, with the names of what it links to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, repeat
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Enum,
    Float,
    FromClause,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.characters import UNSTORABLE
from tracker.db import MOST_VALUES, batches
from tracker.errors import NotFound
from tracker.fields import Field, fields_of
from tracker.history import known_of
from tracker.lookup import permalink, targets_of
from tracker.queries.plain import AS_IS, plain
from tracker.queries.sources import WORKED_OUT, sources, sources_of
from tracker.records import Record, Registered, kinds, parts_of
from tracker.records.source import Citation, Passage
from tracker.types import Moment

# Some rows: {column: a value for each of them}, the columns in the order that a row has them in.
Chunk = dict[str, Sequence[Any]]


@dataclass(frozen=True)
class Shape:
    """How rows of a kind are read: the statement without conditions, and its columns by name."""

    kind: type[Record]
    statement: Select[Any]
    columns: Mapping[str, ColumnElement[Any]]
    table: FromClause

    @cached_property
    def listed(self) -> Select[Any]:
        """The statement without whole texts: a page of them could be as large as the database."""
        texts = {field.column for field in fields_of(self.kind) if field.sort == "text"}
        if not texts:
            return self.statement
        kept = (column.label(name) for name, column in self.columns.items() if name not in texts)
        return self.statement.with_only_columns(*kept, maintain_column_froms=True)


@cache
def shape_of(kind: type[Record]) -> Shape:
    """The joined statement that a kind's rows come from, one join for each link."""
    table = kind.__table__
    own = Registered.__table__.alias("own")
    source: Any = table.join(own, own.c.id == table.c.id)
    columns: dict[str, ColumnElement[Any]] = {"id": table.c.id, "label": own.c.name}
    for field in fields_of(kind):
        column = table.c[field.column]
        if field.to:
            linked = Registered.__table__.alias(field.name)
            source = source.outerjoin(linked, linked.c.id == column)
            columns[field.name] = linked.c.name
        columns[field.column] = column
    if kind is Citation:
        passage = Passage.__table__
        source = source.outerjoin(passage, passage.c.id == table.c.passage_id)
        columns |= {
            name: passage.c[name]
            for name in ("quote", "before", "after", "start_offset", "end_offset", "capture_id")
        }
    columns |= sources(kind) | {name: table.c[name] for name in ("version", "added_at", "changed_at")}
    statement = select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return Shape(kind, statement, columns, table)


# -- reading ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """How rows of a kind are read a column at a time: a mapping for each row takes most of a page's time.

    read: what the statement gives, as it is stored where JSON has the same; turned: what is left to turn;
    names: what a row has, in its order; as_stored: whether the driver itself gives all of it so.
    """

    kind: type[Record]
    statement: Select[Any]
    read: tuple[str, ...]
    turned: tuple[str, ...]
    names: tuple[str, ...]
    as_stored: bool

    def chunk(self, session: Session, found: Iterable[Sequence[Any]], sourced: bool = True) -> Chunk:
        """What the statement gave (at least a row of it) with all that a row has; sourced: sources too."""
        values: Chunk = dict(zip(self.read, zip(*found, strict=True), strict=True))
        for name in self.turned:
            values[name] = [None if value is None else plain(value) for value in values[name]]
        kind = self.kind.__tablename__
        if "permalink" in self.names:
            values["permalink"] = [permalink(kind, number) for number in values["id"]]
        if sourced:
            # Found for many rows at once: within the statement each row would look for its own.
            counts, newest = sources_of(session, self.kind, values["id"])
            values["source_count"] = list(map(counts.get, values["id"], repeat(0)))
            values["newest_source"] = list(map(newest.get, values["id"]))
        return {name: values[name] for name in self.names if sourced or name not in WORKED_OUT}

    def instead(self, made: Mapping[str, ColumnElement[Any]]) -> "Reading":
        """The same rows of other columns, which the database makes, so that the driver itself gives them."""
        # What their sources and citations are looked up by.
        kept = [name for name in ("id", "article_id") if name in self.read]
        columns = {name: shape_of(self.kind).columns[name] for name in kept} | dict(made)
        labelled = (column.label(name) for name, column in columns.items())
        statement = self.statement.with_only_columns(*labelled, maintain_column_froms=True)
        return Reading(self.kind, statement, tuple(columns), (), (*columns, *WORKED_OUT), True)


def reading_of(kind: type[Record], query: Select[Any], as_text: bool) -> Reading:
    """How the rows of a query on a kind's shape are read; as_text: SQLite keeps days and moments as the very
    text that JSON has, so that there is nothing to read and to write again."""
    columns, names = shape_of(kind).columns, list(query.selected_columns.keys())
    read = [name for name in names if name not in WORKED_OUT]
    stored, turned = ((Enum, Date, Moment), Float) if as_text else (Enum, (Float, Date, Moment))
    given = (
        type_coerce(columns[name], String) if isinstance(columns[name].type, stored) else columns[name]
        for name in read
    )  # fmt: skip
    labelled = (column.label(name) for name, column in zip(read, given, strict=True))
    return Reading(
        kind,
        query.with_only_columns(*labelled, maintain_column_froms=True),
        tuple(read),
        tuple(name for name in read if isinstance(columns[name].type, turned)),
        ("id", "permalink", *names[1:]),
        as_text and not any(isinstance(columns[name].type, Boolean) for name in read),
    )


def rows_in(chunk: Chunk) -> Iterator[dict[str, Any]]:
    """The rows of a chunk, each by itself."""
    names = tuple(chunk)
    for values in zip(*chunk.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def _as_text(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def read_rows(
    session: Session, reading: Reading, sourced: bool = True, **given: Any
) -> list[dict[str, Any]]:
    """The rows that a statement gives for some values, as JSON has them, each with its permalink."""
    found = session.execute(reading.statement, given).all()
    return list(rows_in(reading.chunk(session, found, sourced))) if found else []


# Put together once for each kind: to build a statement of fifty columns anew takes longer than to run it.


@cache
def _whole(kind: type[Record], as_text: bool) -> Reading:
    """The record `number` with its texts."""
    shape = shape_of(kind)
    return reading_of(kind, shape.statement.where(shape.table.c.id == bindparam("number")), as_text)


@cache
def _live_parts(part: type[Record], as_text: bool) -> Reading:
    """The live parts of the records `owners`, oldest first."""
    shape = shape_of(part)
    owned = shape.table.c[str(part.owner)].in_(bindparam("owners", expanding=True))
    query = shape.listed.where(owned, shape.table.c.trashed_at.is_(None)).order_by(shape.table.c.id)
    return reading_of(part, query, as_text)


@cache
def _listed(kind: type[Record], as_text: bool) -> Reading:
    """The records `ids` without their texts."""
    shape = shape_of(kind)
    query = shape.listed.where(shape.table.c.id.in_(bindparam("ids", expanding=True)))
    return reading_of(kind, query, as_text)


@cache
def _newest(kind: type[Record], as_text: bool) -> Reading:
    """The `most` live records that were added last, without their texts."""
    shape = shape_of(kind)
    last = shape.table.alias("last").c
    ids = select(last.id).where(last.trashed_at.is_(None)).order_by(last.id.desc()).limit(bindparam("most"))
    query = shape.listed.where(shape.table.c.id.in_(ids)).order_by(shape.table.c.id.desc())
    return reading_of(kind, query, as_text)


def newest(session: Session, kind: type[Record], most: int) -> list[dict[str, Any]]:
    """The rows that were added last, newest first."""
    return read_rows(session, _newest(kind, _as_text(session)), most=most)


def rows_of(
    session: Session, kind: type[Record], ids: Sequence[int], sourced: bool = True
) -> list[dict[str, Any]]:
    """Whole rows, in the order of their ids; sourced: with their source_count and newest_source."""
    reading = _listed(kind, _as_text(session))
    some = (read_rows(session, reading, sourced, ids=few) for few in batches(ids, MOST_VALUES))
    by_id = {row["id"]: row for row in chain.from_iterable(some)}
    return [by_id[number] for number in ids]


def as_row(kind: type[Record], found: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a kind's whole statement as JSON has it, with its permalink."""
    # Asked of each type first: most values are words or nothing, and a page has thousands.
    row = {name: value if type(value) in AS_IS else plain(value) for name, value in found.items()}
    return {"id": row.pop("id"), "permalink": permalink(kind, found["id"]), **row}


@cache
def _standing(kind: type[Record]) -> Select[Any]:
    """The record `number`: its id, when it went to the trash, and what it was merged into."""
    table = kind.__table__.c
    return select(table.id, table.trashed_at, table.merged_into_id).where(table.id == bindparam("number"))


def find_id(session: Session, kind: type[Record], key: str) -> int:
    """The id of the record at an address, which ends in its id or its short name; NotFound otherwise."""
    table = kind.__table__
    if key.isascii() and key.isdecimal() and len(key) < 19:
        found = session.scalar(_standing(kind), {"number": int(key)})
    elif kind.handle and not UNSTORABLE.search(key):
        handle = func.lower(table.c[kind.handle])
        found = session.scalar(
            select(table.c.id).where(handle == key.lower()).order_by(table.c.trashed_at.is_not(None))
        )
    else:
        found = None
    if found is None:
        known = known_of(session)
        then = f" on {known.written}" if known else ""
        raise NotFound(f"There {'was' if known else 'is'} no {kind.singular()} “{key[:80]}”{then}.")
    return int(found)


def state_of(session: Session, kind: type[Record], record_id: int) -> tuple[bool, int | None]:
    """Whether a record is in the trash, and the record it was merged into."""
    _, trashed_at, merged_into = session.execute(_standing(kind), {"number": record_id}).one()
    return trashed_at is not None, merged_into


def record_row(session: Session, kind: type[Record], record_id: int) -> dict[str, Any]:
    """One record with the parts it owns, each a list of rows."""
    found = read_rows(session, _whole(kind, _as_text(session)), number=record_id)
    if not found:
        raise NotFound(f"There is no {kind.singular()} {record_id}.")
    [row] = found
    for name, part in parts_of(kind).items():
        row[name] = part_rows(session, part, [record_id])
    return row


def part_rows(session: Session, part: type[Record], owners: Iterable[int]) -> list[dict[str, Any]]:
    """The live parts of some records, oldest first; the texts of captures are left to their own pages."""
    return read_rows(session, _live_parts(part, _as_text(session)), owners=list(owners))


_ENTRY = Registered.__table__.c
_CITABLE = select(_ENTRY.id).where(
    _ENTRY.root_id == bindparam("number"), _ENTRY.kind.in_(bindparam("kinds", expanding=True))
)


def citations_about(session: Session, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The citations of a record that stands alone, given with its parts, and of these, oldest first."""
    cited = session.scalars(_CITABLE, {"number": row["id"], "kinds": targets_of(("*",))}).all()
    own: list[dict[str, Any]] = row["citations"]
    return own if cited == [row["id"]] else part_rows(session, Citation, cited)


def links_to(kind: type[Record]) -> list[tuple[type[Record], Field]]:
    """The fields of other kinds that link to this one, parts of it left out."""
    return [
        (other, field)
        for other in kinds().values()
        for field in fields_of(other)
        if field.to
        and kind.__tablename__ in field.to
        and not (other.owner == field.column and other.listed_as)
    ]


@cache
def _leading(links: tuple[tuple[type[Record], Field], ...]) -> CompoundSelect[Any]:
    """The places, among some links, of those by which a live record leads to the record `number`."""
    tables = [(kind.__table__.c, field.column) for kind, field in links]
    # In order, as lists ask: else SQLite reads a whole table for a link that stands in few of its rows.
    newest = [
        select(table.id)
        .where(table[link] == bindparam("number"), table.trashed_at.is_(None))
        .order_by(table.id.desc()).limit(1).scalar_subquery()
        for table, link in tables
    ]  # fmt: skip
    return union_all(*(select(literal(at)).where(one.is_not(None)) for at, one in enumerate(newest)))


def leading(
    session: Session, links: Sequence[tuple[type[Record], Field]], number: int
) -> list[tuple[type[Record], Field]]:
    """Those of some links by which any live record leads to one."""
    found = set(session.scalars(_leading(tuple(links)), {"number": number})) if links else ()
    return [link for place, link in enumerate(links) if place in found]
