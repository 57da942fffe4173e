"""Finding the records that a search asks for: the best or the newest first."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from tracker.search.asking import NAMED, Asked, Term

Order = Literal["best", "newest"]

# The newest so many matches are ranked: to rank every match of a common word takes as long as to read them.
RANKED = 2_000
# Things with a name of their own are few and old, and must not be pushed out by the newest facts about them.
NAMES = 200
SIZE = 50
# Words of names count ten times, and tags, which every record of a kind has, not at all.
BM25 = "bm25(search_words, 10.0, 1.0, 0.0)"
TS_RANK = "ts_rank('{0, 0, 0.1, 1.0}', words, to_tsquery('simple', :match))"


@dataclass(frozen=True)
class Hit:
    """A record that was found."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class Found:
    """A page of what was found. `count` and `kinds` are of the newest matches when `capped`."""

    hits: list[Hit]
    count: int
    capped: bool
    kinds: dict[str, int]


def find(
    session: Session, asked: Asked, order: Order = "best", page: int = 1, size: int = SIZE,
    hidden: Collection[str] = (),
) -> Found:  # fmt: skip
    """The records in which every word of a search occurs and that pass its filters, but for hidden kinds."""
    if not asked:
        return Found([], 0, False, {})
    rows = _matches(session, asked, (), RANKED + 1, order == "best")
    capped, rows = len(rows) > RANKED, rows[:RANKED]
    if order == "best":
        there = {row.id for row in rows}
        if capped:
            rows += [
                row
                for row in _matches(session, asked, (NAMED,), NAMES, ranked=True)
                if row.id not in there
            ]
        called = " ".join(term.typed for term in asked.terms).casefold()
        rows.sort(key=lambda row: (row.name.casefold() != called, -row.score, -row.id))
    rows = [row for row in rows if row.kind not in hidden]
    start = (page - 1) * size
    hits = [Hit(row.id, row.kind, row.name) for row in rows[start : start + size]]
    return Found(hits, len(rows), capped, dict(Counter(row.kind for row in rows).most_common()))


def _matches(session: Session, asked: Asked, tags: Sequence[str], most: int, ranked: bool) -> list[Any]:
    """(id, score, kind, name) of the newest matches."""
    groups = [*asked.tags, *([tuple(tags)] if tags else [])]
    days = _days(asked)
    values: dict[str, Any] = {"most": most, "after": asked.after, "before": asked.before}
    if not asked.terms and not groups:
        inner = f"SELECT e.record_id AS id, 0 AS score FROM search_entries e WHERE 1 = 1 {days}"  # noqa: S608
    elif session.get_bind().dialect.name == "sqlite":
        values["match"] = _fts5(asked.terms, groups)
        # Driven by the index of words, which gives the newest first without sorting.
        joined = "CROSS JOIN search_entries e ON e.record_id = search_words.rowid" if days else ""
        inner = (
            f"SELECT search_words.rowid AS id, {f'-{BM25}' if ranked else 0} AS score "  # noqa: S608
            f"FROM search_words {joined} WHERE search_words MATCH :match {days}"
        )
    else:
        values["match"] = _tsquery(asked.terms, groups)
        inner = (
            f"SELECT e.record_id AS id, {TS_RANK if ranked else 0} AS score FROM search_entries e "  # noqa: S608
            f"WHERE e.words @@ to_tsquery('simple', :match) {days}"
        )
    query = (
        f"SELECT m.id, m.score, r.kind, r.name FROM ({inner} ORDER BY id DESC LIMIT :most) m "  # noqa: S608
        "JOIN records r ON r.id = m.id ORDER BY m.id DESC"
    )
    used = {name: value for name, value in values.items() if f":{name}" in query}
    return list(session.execute(text(query), used))


def _days(asked: Asked) -> str:
    after = "AND e.last_day >= :after " if asked.after else ""
    return after + ("AND e.first_day <= :before" if asked.before else "")


def _fts5(terms: Sequence[Term], groups: Sequence[Sequence[str]]) -> str:
    """A query of FTS5. Only folded words and our own tags stand in it, so nothing typed is syntax."""
    words = " AND ".join(
        "(" + " OR ".join(f'"{" ".join(form)}"{" *" if term.cut_short else ""}' for form in term.forms) + ")"
        for term in terms
    )
    tags = [f"tags : ({' OR '.join(group)})" for group in groups]
    return " AND ".join(([f"{{name body}} : ({words})"] if words else []) + tags)


def _tsquery(terms: Sequence[Term], groups: Sequence[Sequence[str]]) -> str:
    """The same as a tsquery: names have weight A, other words B, tags D."""
    words = ["(" + " | ".join(_phrase(form, term.cut_short) for form in term.forms) + ")" for term in terms]
    tags = ["(" + " | ".join(f"{tag}:D" for tag in group) + ")" for group in groups]
    return " & ".join(words + tags)


def _phrase(form: Sequence[str], cut_short: bool) -> str:
    ends = [f"{word}:AB" for word in form[:-1]] + [f"{form[-1]}:{'*' if cut_short else ''}AB"]
    return "(" + " <-> ".join(ends) + ")"
