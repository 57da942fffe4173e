"""What each record is found by, kept up to date in the transaction that changes the record."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import Base, among, batches, insert_many
from tracker.fields import fields_of, own_fields
from tracker.records import FACTS, Record, Registered, kind_called, kinds, parts_of
from tracker.records.base import Key
from tracker.search.asking import NAMED, tag_for, tag_of
from tracker.search.folding import fold

BATCH = 2000
# A record is found by as many characters. PostgreSQL takes a megabyte of distinct words, with their places.
LONGEST = 500_000
LONGEST_NAME = 4_000
# Whom a search can be about, and the kinds whose records are not themselves facts about others.
ABOUT = ("companies", "countries")
PLACES = frozenset({*ABOUT, "cities"})
DATED = ("published", "as_of", "said_on", "status_on")
COLUMNS = ("rowid", "name", "body", "tags")
# SQLite's index of words; its column of its own name takes commands.
WORDS = table("search_words", *map(column, (*COLUMNS, "search_words")))
# The columns of the register: what is read by attributes of a class takes twice as long for each row.
_ENTRY = Registered.__table__.c


class SearchEntry(Base):
    """What a record is found by: its names, its searched fields, an article's text."""

    __tablename__ = "search_entries"
    __table_args__ = (Index(None, "first_day", "last_day"), Index(None, "last_day", "first_day"))

    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"), primary_key=True, doc="The record.")
    kind: Mapped[str] = mapped_column(String(40), index=True, doc="The table that holds it.")
    name: Mapped[str] = mapped_column(Text, doc="Its names, folded: plain letters, lower case.")
    body: Mapped[str] = mapped_column(Text, doc="Its other words, folded.")
    tags: Mapped[str] = mapped_column(
        Text, doc="Words for its kind and for the organisations and countries it is about."
    )
    first_day: Mapped[date | None] = mapped_column(Date, doc="The earliest day it may be of.")
    last_day: Mapped[date | None] = mapped_column(Date, doc="The latest day it may be of.")


def index(session: Session, ids: Iterable[int]) -> None:
    """Bring the entries of these records up to date; parts are indexed with the record they belong to."""
    for some in batches(sorted(set(ids)), BATCH):
        _index(session, some)


def unmade(session: Session) -> list[int]:
    """The records whose entries a migration left to be made anew."""
    return list(session.scalars(select(SearchEntry.record_id).where(SearchEntry.tags == "")))


def articles_about(session: Session, ids: Collection[int]) -> set[int]:
    """The articles that carry these facts: they are found by whom the facts are about."""
    citation = kinds()["citations"].__table__
    query = (
        select(citation.c.article_id)
        .join(Registered.__table__, _ENTRY.id == citation.c.record_id)
        .where(among(_ENTRY.root_id, ids))
    )
    return set(session.scalars(query))


def _index(session: Session, ids: list[int]) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    # As a table: for a class, all classes of the tracker would be set up.
    entry = SearchEntry.__table__
    here = among(entry.c.record_id, ids)
    words = select(entry.c.record_id, entry.c.name, entry.c.body, entry.c.tags).where(here)
    if session.execute(words.limit(1)).first():
        if sqlite:
            # An external-content index keeps stale words unless it is told what stood there before.
            forget = words.add_columns(literal("delete"))
            session.execute(insert(WORDS).from_select([*COLUMNS, "search_words"], forget))
        session.execute(delete(cast("Table", entry)).where(here))
    for entries in _entries(session, ids):
        insert_many(session, entry, entries)
    if sqlite:
        session.execute(insert(WORDS).from_select(COLUMNS, words))


def _entries(session: Session, ids: list[int]) -> Iterator[dict[str, Sequence[Any]]]:
    """The entries of records, those of a kind together: the values of each column."""
    by_kind = _by_kind(session, ids)
    about = _about(session, by_kind)
    return (_of_kind(session, kind_called(name), some, about) for name, some in by_kind.items())


def _by_kind(session: Session, ids: Sequence[int]) -> dict[str, list[int]]:
    """The ids of records that stand alone, by kind."""
    found: dict[str, list[int]] = defaultdict(list)
    query = select(_ENTRY.id, _ENTRY.kind).where(among(_ENTRY.id, ids))
    for number, name in session.execute(query):
        found[name].append(number)
    return {name: some for name, some in found.items() if not kind_called(name).owner}


def _of_kind(
    session: Session, kind: type[Record], ids: list[int], about: Mapping[int, set[int]]
) -> dict[str, Sequence[Any]]:
    own = kind.__table__
    fields = [field for field in own_fields(kind) if field.searched]
    columns = [own.c[field.column] for field in fields if field.column not in kind.label_from]
    rows = session.execute(
        select(own.c.id, _ENTRY.name, *_days(kind), *columns)
        .join(Registered.__table__, _ENTRY.id == own.c.id)
        .where(among(own.c.id, ids), own.c.trashed_at.is_(None))
    ).all()
    aliases, texts = _aliases(session, ids), _texts(session, kind, ids)
    # What a fact is called is a sentence about others, whose own names come first.
    fact = kind.__tablename__ in FACTS
    kept = tag_of(kind.__tablename__) + ("" if fact else f" {NAMED}")
    return {
        "record_id": [row[0] for row in rows],
        "kind": [kind.__tablename__] * len(rows),
        "first_day": [row[2] for row in rows],
        "last_day": [row[3] for row in rows],
        "name": ["" if fact else _folded_name(name, aliases[number]) for number, name, *_ in rows],
        "body": [
            _body([name] * fact + [str(value) for value in values if value] + texts[number])
            for number, name, _, _, *values in rows
        ],
        "tags": [" ".join([kept, *map(tag_for, sorted({row[0], *about[row[0]]}))]) for row in rows],
    }


def _folded_name(name: str, aliases: Iterable[str]) -> str:
    return fold(" ".join([name, *aliases])[:LONGEST_NAME])[:LONGEST_NAME]


def _body(parts: Iterable[str]) -> str:
    return fold(" ".join(dict.fromkeys(parts))[:LONGEST])[:LONGEST]


def _days(kind: type[Record]) -> list[Any]:
    """The earliest and the latest day a record may be of: of the first of its dates that it has."""
    dates = [field for field in own_fields(kind) if field.sort == "date" and field.name in DATED]
    dates.sort(key=lambda field: DATED.index(field.name))
    ends = ([kind.__table__.c[field.parts[end]] for field in dates] for end in (0, 1))
    return [func.coalesce(*some) if len(some) > 1 else some[0] if some else literal(None) for some in ends]


def _aliases(session: Session, ids: list[int]) -> dict[int, list[str]]:
    alias = kinds()["aliases"].__table__
    query = select(alias.c.record_id, alias.c.name).where(
        among(alias.c.record_id, ids), alias.c.trashed_at.is_(None)
    )
    return _gathered(session.execute(query.order_by(alias.c.id)))


def _texts(session: Session, kind: type[Record], ids: list[int]) -> dict[int, list[str]]:
    if kind.__tablename__ != "articles":
        return defaultdict(list)
    capture = kinds()["captures"].__table__
    query = select(capture.c.article_id, capture.c.text).where(capture.c.article_id.in_(ids))
    return _gathered(session.execute(query.order_by(capture.c.id)))


def _gathered(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for number, words in rows:
        found[number].append(words)
    return found


# -- whom a record is about ---------------------------------------------------------------------------------


def _about(session: Session, by_kind: Mapping[str, list[int]]) -> dict[int, set[int]]:
    """The organisations and countries that records and their parts link to; those of an article's facts."""
    links: list[tuple[int, int]] = []
    for name, ids in by_kind.items():
        kind = kind_called(name)
        links += _links(session, kind, kind.__table__.c.id, ids)
        for part in parts_of(kind).values():
            if part.__tablename__ not in ("citations", "captures"):
                links += _links(session, part, part.__table__.c[str(part.owner)], ids)
    meant = _meant(session, {target for _, target in links})
    found: dict[int, set[int]] = defaultdict(set)
    for number, target in links:
        if target in meant:
            found[number].add(meant[target])
    if "articles" in by_kind:
        _cited(session, by_kind["articles"], found)
    return found


def _links(session: Session, kind: type[Record], owner: Any, ids: list[int]) -> list[tuple[int, int]]:
    """(record, what it links to) for the links that may lead to an organisation or a place."""
    links = [field.column for field in fields_of(kind) if not PLACES.isdisjoint(field.to)]
    if not links:
        return []
    own = kind.__table__
    query = select(owner, *(own.c[name] for name in links))
    query = query.where(among(owner, ids), own.c.trashed_at.is_(None))
    return [
        (number, target)
        for number, *targets in session.execute(query)
        for target in targets
        if target is not None
    ]


def _meant(session: Session, targets: Iterable[int]) -> dict[int, int]:
    """The organisation or country that each of some records stands for: a city for its country."""
    city = kinds()["cities"].__table__
    found: dict[int, int] = {}
    for some in batches(targets):
        own = select(_ENTRY.id).where(_ENTRY.id.in_(some), _ENTRY.kind.in_(ABOUT))
        found |= {number: number for number in session.scalars(own)}
        placed = select(city.c.id, city.c.country_id).where(city.c.id.in_(some))
        found |= {number: country for number, country in session.execute(placed)}  # noqa: C416  rows, not pairs
    return found


def _cited(session: Session, articles: list[int], found: dict[int, set[int]]) -> None:
    citation = kinds()["citations"].__table__
    query = (
        select(citation.c.article_id, Registered.root_id)
        .join(Registered, Registered.id == citation.c.record_id)
        .where(citation.c.article_id.in_(articles), citation.c.trashed_at.is_(None))
        .distinct()
    )
    facts = [(article, root) for article, root in session.execute(query) if root]
    roots = {root for _, root in facts}
    by_kind = {name: ids for name, ids in _by_kind(session, sorted(roots)).items() if name != "articles"}
    about = _about(session, by_kind)
    for article, root in facts:
        found[article] |= about[root] | {root}
