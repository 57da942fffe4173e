"""Rows as people read them: a record's own fields, with the names of what it links to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select
from sqlalchemy.orm import Session

from tracker.errors import NotFound
from tracker.fields import Field, fields_of
from tracker.history import known_of
from tracker.lookup import permalink
from tracker.queries.plain import AS_IS, plain
from tracker.records import Record, Registered, kinds, parts_of
from tracker.records.source import Article, Citation, Passage
from tracker.types import UNSTORABLE


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
    columns |= _sources(kind) | {name: table.c[name] for name in ("version", "added_at", "changed_at")}
    statement = select(*(column.label(name) for name, column in columns.items())).select_from(source)
    return Shape(kind, statement, columns, table)


def _sources(kind: type[Record]) -> dict[str, ColumnElement[Any]]:
    """How many independent articles speak for a record and its parts, and the newest of them."""
    about, article, supporting = _supporting(kind)
    table = kind.__table__
    cited = supporting.where(about == table.c.id).correlate(table)
    count = cited.add_columns(func.count(_story(article).distinct()))
    newest = cited.order_by(*_newest_first(article)).limit(1)
    return {
        "source_count": count.scalar_subquery(),
        "newest_source": newest.add_columns(article.c.title).scalar_subquery(),
    }


def _supporting(kind: type[Record]) -> tuple[ColumnElement[Any], FromClause, Select[Any]]:
    """The citations that speak for records of a kind and their parts: the record's id, the article, and
    the statement without columns."""
    citation, article, entry = (
        Citation.__table__.alias("c"),
        Article.__table__.alias("a"),
        Registered.__table__.alias("e"),
    )
    cited = (
        select()
        .select_from(
            entry.join(citation, citation.c.record_id == entry.c.id).join(
                article, article.c.id == citation.c.article_id
            )
        )
        .where(citation.c.trashed_at.is_(None), citation.c.stance == "supports")
    )
    return entry.c.root_id if kind.owner is None else entry.c.id, article, cited


def _story(article: FromClause) -> ColumnElement[Any]:
    """Copies of one story count once, as the story they copy."""
    return func.coalesce(article.c.copy_of_id, article.c.id)


def _newest_first(article: FromClause) -> tuple[ColumnElement[Any], ...]:
    return article.c.published_to.desc().nulls_last(), article.c.id.desc()


@cache
def _speaking(kind: type[Record]) -> Select[Any]:
    """The record, the story and the title of each article that speaks for the records `ids`, newest first."""
    about, article, supporting = _supporting(kind)
    cited = supporting.add_columns(about, _story(article), article.c.title)
    return cited.where(about.in_(bindparam("ids", expanding=True))).order_by(*_newest_first(article))


def sources_of(
    session: Session, kind: type[Record], ids: Iterable[int]
) -> tuple[dict[int, int], dict[int, str]]:
    """The source_count and the newest_source of many records at once; those without any are left out."""
    stories: dict[int, set[int]] = {}
    newest: dict[int, str] = {}
    for number, story, title in session.execute(_speaking(kind), {"ids": list(ids)}):
        stories.setdefault(number, set()).add(story)
        newest.setdefault(number, title)
    return {number: len(told) for number, told in stories.items()}, newest


# Put together once for each kind: to build a statement of fifty columns anew takes longer than to run it.


@cache
def _whole(kind: type[Record]) -> Select[Any]:
    """The record `number` with its texts."""
    shape = shape_of(kind)
    return shape.statement.where(shape.table.c.id == bindparam("number"))


@cache
def _live_parts(part: type[Record]) -> Select[Any]:
    """The live parts of the records `owners`, oldest first."""
    shape = shape_of(part)
    owned = shape.table.c[str(part.owner)].in_(bindparam("owners", expanding=True))
    return shape.listed.where(owned, shape.table.c.trashed_at.is_(None)).order_by(shape.table.c.id)


@cache
def _listed(kind: type[Record]) -> Select[Any]:
    """The records `ids` without their texts."""
    shape = shape_of(kind)
    return shape.listed.where(shape.table.c.id.in_(bindparam("ids", expanding=True)))


def rows_of(session: Session, kind: type[Record], ids: Sequence[int]) -> list[dict[str, Any]]:
    """Whole rows, in the order of their ids."""
    if not ids:
        return []
    by_id = {row["id"]: row for row in session.execute(_listed(kind), {"ids": ids}).mappings().all()}
    return [as_row(kind, by_id[number]) for number in ids]


def as_row(kind: type[Record], found: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON has it, with its permalink."""
    # Asked of each type first: most values are words or nothing, and a page has thousands.
    row = {name: value if type(value) in AS_IS else plain(value) for name, value in found.items()}
    return {"id": row.pop("id"), "permalink": permalink(kind, found["id"]), **row}


def find_id(session: Session, kind: type[Record], key: str) -> int:
    """The id of the record at an address, which ends in its id or its short name; NotFound otherwise."""
    table = kind.__table__
    if key.isascii() and key.isdecimal() and len(key) < 19:
        found = session.scalar(select(table.c.id).where(table.c.id == int(key)))
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
    table = kind.__table__
    row = session.execute(
        select(table.c.trashed_at, table.c.merged_into_id).where(table.c.id == record_id)
    ).one()
    return row[0] is not None, row[1]


def record_row(session: Session, kind: type[Record], record_id: int) -> dict[str, Any]:
    """One record with the parts it owns, each a list of rows."""
    found = session.execute(_whole(kind), {"number": record_id}).mappings().first()
    if found is None:
        raise NotFound(f"There is no {kind.singular()} {record_id}.")
    row = as_row(kind, found)
    for name, part in parts_of(kind).items():
        row[name] = part_rows(session, part, [record_id])
    return row


def part_rows(session: Session, part: type[Record], owners: Iterable[int]) -> list[dict[str, Any]]:
    """The live parts of some records, oldest first; the texts of captures are left to their own pages."""
    found = session.execute(_live_parts(part), {"owners": list(owners)}).mappings()
    return [as_row(part, one) for one in found]


def citations_about(session: Session, record_id: int) -> list[dict[str, Any]]:
    """The citations of a record and of its parts, oldest first."""
    ids = list(session.scalars(select(Registered.id).where(Registered.root_id == record_id)))
    return part_rows(session, Citation, ids)


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
