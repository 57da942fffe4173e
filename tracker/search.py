"""One index of words for all kinds: FTS5 on SQLite, tsvector on PostgreSQL, behind the same functions."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from sqlalchemy import ForeignKey, String, Text, bindparam, delete, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import Base
from tracker.fields import own_fields
from tracker.records import Record, Registered, kind_called, kinds
from tracker.records.base import Key

WORDS = 12
BATCH = 500
# A record is found by as many characters. PostgreSQL takes a megabyte of distinct words, with their places.
LONGEST = 500_000


class SearchEntry(Base):
    """What a record is found by: its name, its searched fields, its aliases, an article's text."""

    __tablename__ = "search_entries"

    record_id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"), primary_key=True, doc="The record.")
    kind: Mapped[str] = mapped_column(String(40), index=True, doc="The table that holds it.")
    body: Mapped[str] = mapped_column(Text, doc="Its words, folded: plain letters, lower case.")


@dataclass(frozen=True)
class Hit:
    """A record that was found."""

    id: int
    kind: str
    name: str


def fold(words: str) -> str:
    """Words as they are indexed and looked for: Latin letters without accents, lower case, no punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(words).lower()))


def search(session: Session, words: str, kind: str | None = None, limit: int = 50) -> list[Hit]:
    """The records in which every word occurs, the last perhaps cut short; newest first. Takes any text."""
    wanted = fold(words[:1000]).split()[:WORDS]
    if not wanted:
        return []
    match = _fts5(wanted) if session.get_bind().dialect.name == "sqlite" else _tsquery(wanted)
    query = (
        "SELECT r.id, r.kind, r.name FROM search_entries e JOIN records r ON r.id = e.record_id "  # noqa: S608
        f"WHERE {match[0]} {'AND e.kind = :kind' if kind else ''} "  # both texts stand in this module
        "ORDER BY r.id DESC LIMIT :limit"
    )
    values: dict[str, Any] = {"match": match[1], "limit": limit} | ({"kind": kind} if kind else {})
    return [Hit(*row) for row in session.execute(text(query), values)]


def _fts5(words: list[str]) -> tuple[str, str]:
    quoted = " ".join(f'"{word}"' for word in words)
    return "e.record_id IN (SELECT rowid FROM search_words WHERE search_words MATCH :match)", f"{quoted} *"


def _tsquery(words: list[str]) -> tuple[str, str]:
    return "e.words @@ to_tsquery('simple', :match)", " & ".join(words) + ":*"


def index(session: Session, ids: Iterable[int]) -> None:
    """Bring the entries of these records up to date; parts are indexed with the record they belong to."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        _index(session, wanted[start : start + BATCH])


def _index(session: Session, ids: list[int]) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    old = list(session.scalars(select(SearchEntry.record_id).where(SearchEntry.record_id.in_(ids))))
    if old and sqlite:
        # An external-content index keeps stale words unless it is told what stood there before.
        forget = text(
            "INSERT INTO search_words(search_words, rowid, body) "
            "SELECT 'delete', record_id, body FROM search_entries WHERE record_id IN :ids"
        ).bindparams(bindparam("ids", expanding=True))
        session.execute(forget, {"ids": old})
    if old:
        session.execute(delete(SearchEntry).where(SearchEntry.record_id.in_(old)))
    entries = list(_entries(session, ids))
    if not entries:
        return
    session.execute(insert(SearchEntry), entries)
    if sqlite:
        rows = [{"rowid": entry["record_id"], "body": entry["body"]} for entry in entries]
        session.execute(text("INSERT INTO search_words(rowid, body) VALUES (:rowid, :body)"), rows)


def _entries(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for record_id, kind in session.execute(
        select(Registered.id, Registered.kind).where(Registered.id.in_(ids))
    ):
        by_kind[kind].append(record_id)
    return [
        entry
        for kind, some in by_kind.items()
        if not kind_called(kind).owner
        for entry in _of_kind(session, kind_called(kind), some)
    ]


def _of_kind(session: Session, kind: type[Record], ids: list[int]) -> list[dict[str, Any]]:
    table = kind.__table__
    columns = [table.c[field.column] for field in own_fields(kind) if field.searched]
    rows = session.execute(
        select(table.c.id, Registered.name, *columns)
        .join(Registered, Registered.id == table.c.id)
        .where(table.c.id.in_(ids), table.c.trashed_at.is_(None))
    )
    words = {row[0]: [value for value in row[1:] if value] for row in rows}
    for record_id, more in _more_words(session, kind, list(words)):
        words[record_id].append(more)
    return [{"record_id": i, "kind": kind.__tablename__, "body": _body(parts)} for i, parts in words.items()]


def _body(parts: Iterable[Any]) -> str:
    return fold(" ".join(map(str, dict.fromkeys(parts)))[:LONGEST])[:LONGEST]


def _more_words(session: Session, kind: type[Record], ids: list[int]) -> list[Any]:
    """The other names of records, and the texts of articles."""
    alias, capture = kinds()["aliases"].__table__, kinds()["captures"].__table__
    named = select(alias.c.record_id, alias.c.name).where(
        alias.c.record_id.in_(ids), alias.c.trashed_at.is_(None)
    )
    found: list[Any] = list(session.execute(named))
    if kind.__tablename__ == "articles":
        found += session.execute(
            select(capture.c.article_id, capture.c.text).where(capture.c.article_id.in_(ids))
        )
    return found
