"""Finding the records that a search asks for: the best or the newest first."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from tracker.lookup import name_key
from tracker.records import FACTS, Registered
from tracker.search.asking import NAMED, Asked, Term, tag_of
from tracker.search.endings import endings
from tracker.search.letters import in_letters
from tracker.search.ranking import READ, scores

Order = Literal["best", "newest"]

# The newest so many matches are ranked: to rank every match of a common word takes as long as to read them.
RANKED = 1_000
# Things with a name of their own are few and old, and must not be pushed out by the newest facts about them.
NAMES = 200
SIZE = 50
# So many matches are held one after the other against the days asked for. Of more, when few records are of
# these days, those are looked up among the matches, very few of them one by one.
COMMON, FEW, ONE_BY_ONE = 2_000, 20_000, 50
# The beginning of a text. SQLite goes through it character by character, which takes as long as to read it;
# folded words have a byte for each. Of no byte it makes NULL.
BEGINNING = {
    "sqlite": "coalesce(CAST(substr(CAST(t.body AS BLOB), 1, :read) AS TEXT), '')",
    "postgresql": "substr(t.body, 1, :read)",
}
# Put together once: to build a statement anew takes longer than to run it.
_ENTRY = Registered.__table__.c
_CALLED = select(_ENTRY.id).where(_ENTRY.name_key == bindparam("called"))
_CALLED = _CALLED.order_by(_ENTRY.id.desc()).limit(RANKED)
_NAMED = select(_ENTRY.id, _ENTRY.name).where(_ENTRY.id.in_(bindparam("ids", expanding=True)))


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
    ranked = order == "best" and bool(asked.terms)
    words = _words(session, asked.terms)
    rows = _matches(session, asked, words, (), RANKED + 1, ranked)
    capped, rows = len(rows) > RANKED, rows[:RANKED]
    rows = in_letters(session, asked.terms, rows)
    # Of what has a name of its own only articles have a day, and the newest of them are there.
    if ranked and capped and not _days(asked) and sum(row[1] not in FACTS for row in rows) < NAMES:
        there = {row[0] for row in rows}
        named = _matches(session, asked, words, (NAMED,), NAMES, read=True)
        rows += in_letters(session, asked.terms, [row for row in named if row[0] not in there])
    found = _best_first(session, asked, rows) if ranked else rows
    kept = [(number, kind) for number, kind in found if kind not in hidden]
    start = (page - 1) * size
    kinds = Counter(kind for _, kind in kept)
    return Found(_hits(session, kept[start : start + size]), len(kept), capped, dict(kinds.most_common()))


def _best_first(session: Session, asked: Asked, rows: list[Any]) -> list[tuple[int, str]]:
    """(id, kind) of what is called exactly so, then of what answers best, then of what is newest."""
    called = name_key(" ".join(term.typed for term in asked.terms))
    exact = set(session.scalars(_CALLED, {"called": called}))
    # A record of the kind that a word names answers it as if the word stood in its name.
    kinds = {term.tag: f" {' '.join(term.forms[0])}" for term in asked.terms if term.tag}
    named = {kind: kinds.get(tag_of(kind), "") for kind in {row[1] for row in rows}}
    answers = scores(asked.terms, [(name + named[kind], body) for _, kind, name, body in rows])
    places = [
        (number not in exact, -score, -number, kind)
        for score, (number, kind, _, _) in zip(answers, rows, strict=True)
    ]
    return [(-number, kind) for _, _, number, kind in sorted(places)]


def _hits(session: Session, some: Sequence[tuple[int, str]]) -> list[Hit]:
    ids = [number for number, _ in some]
    names: dict[int, str] = dict(session.execute(_NAMED, {"ids": ids}).all()) if some else {}
    return [Hit(number, kind, names[number]) for number, kind in some]


def _matches(
    session: Session, asked: Asked, words: str, tags: Sequence[str], most: int, read: bool
) -> list[Any]:
    """(id, kind) of the newest matches, newest first; when `read`, with their names and words."""
    values: dict[str, Any] = {"most": most, "after": asked.after, "before": asked.before, "read": READ}
    groups = [*asked.tags.values(), *([tuple(tags)] if tags else [])]
    matching, values["match"] = _matching(session, words, groups, asked)
    # Both tables tell the kind; the rows of the register are shorter.
    table, own = ("search_entries", "record_id") if read else ("records", "id")
    texts = f", t.name, {BEGINNING[session.get_bind().dialect.name]}" if read else ""
    query = (
        f"SELECT m.id, t.kind{texts} FROM ({matching} ORDER BY id DESC LIMIT :most) m "  # noqa: S608
        f"CROSS JOIN {table} t WHERE t.{own} = m.id"
    )
    used = {name: value for name, value in values.items() if f":{name}" in query}
    return sorted(session.execute(text(query), used).all(), key=itemgetter(0), reverse=True)


def _matching(
    session: Session, words: str, groups: Sequence[Sequence[str]], asked: Asked
) -> tuple[str, str]:
    """The statement for the ids of all matches, and what it asks the index for."""
    days = _days(asked)
    of_days = f"SELECT e.record_id AS id FROM search_entries e WHERE 1 = 1 {days}"  # noqa: S608
    if not words and not groups:
        # Few are found along the index of days, which SQLite does not take for what comes in order of ids.
        few = days and _count(session, asked, of_days) <= FEW
        return of_days.replace("e.record_id", "+e.record_id", 1) if few else of_days, ""
    if session.get_bind().dialect.name == "sqlite":
        match = " AND ".join([words] * bool(words) + [f"tags : ({' OR '.join(some)})" for some in groups])
        return _among_words(session, asked, match, of_days), match
    tagged = ["(" + " | ".join(f"{tag}:D" for tag in some) + ")" for some in groups]
    found = "SELECT e.record_id AS id FROM search_entries e WHERE e.words @@ to_tsquery('simple', :match)"
    return f"{found} {days}", " & ".join([words] * bool(words) + tagged)


def _among_words(session: Session, asked: Asked, match: str, of_days: str) -> str:
    """The statement for matches in SQLite's index of words, which gives the newest first without sorting."""
    found, matches = "SELECT search_words.rowid AS id FROM search_words", "WHERE search_words MATCH :match"
    days = _days(asked)
    if not days:
        return f"{found} {matches}"
    if _count(session, asked, f"{found} {matches}", COMMON, match) > COMMON:
        there = _count(session, asked, of_days)
        if there <= FEW:
            each = "" if there <= ONE_BY_ONE else "+"  # the sign keeps SQLite from asking for one by one
            return f"{found} {matches} AND {each}search_words.rowid IN ({of_days})"
    # Driven by the index of words.
    return f"{found} CROSS JOIN search_entries e ON e.record_id = search_words.rowid {matches} {days}"


def _count(session: Session, asked: Asked, query: str, most: int = FEW, match: str = "") -> int:
    """How many rows a statement gives, counted up to one more than `most`."""
    values = {"match": match, "after": asked.after, "before": asked.before}
    used = {name: value for name, value in values.items() if f":{name}" in query}
    some = text(f"SELECT count(*) FROM ({query} LIMIT {most + 1}) AS found")  # noqa: S608
    return session.scalar(some, used) or 0


def _days(asked: Asked) -> str:
    """What may lie in the days asked for: "by May" has no first day, and counts as of its last."""
    after = "AND (e.last_day >= :after OR (e.last_day IS NULL AND e.first_day >= :after)) "
    before = "AND (e.first_day <= :before OR (e.first_day IS NULL AND e.last_day <= :before)) "
    return (after if asked.after else "") + (before if asked.before else "")


def _words(session: Session, terms: Sequence[Term]) -> str:
    """What the index is asked for the terms. Only folded words stand in it, so nothing typed is syntax."""
    if session.get_bind().dialect.name == "sqlite":
        every = [(_any_of(session, term), term.tag) for term in terms]
        plain = " AND ".join(words for words, tag in every if not tag)
        named = [f"({{name body}} : {words} OR tags : {tag})" for words, tag in every if tag]
        return " AND ".join([f"{{name body}} : ({plain})"] * bool(plain) + named)
    return " & ".join(
        f"({' | '.join([_tsquery(form, term.cut_short) for form in term.forms] + _tagged(term))})"
        for term in terms
    )


def _tagged(term: Term) -> list[str]:
    return [f"{term.tag}:D"] if term.tag else []


def _any_of(session: Session, term: Term) -> str:
    return f"({' OR '.join(one for form in term.forms for one in _fts5(session, form, term.cut_short))})"


def _fts5(session: Session, form: Sequence[str], cut_short: bool) -> list[str]:
    """A phrase of FTS5, or several where its last word may be the beginning of several."""
    *before, last = form
    ends = endings(session, last) if cut_short else [(last, False)]
    return [f'"{" ".join([*before, end])}"{" *" if begun else ""}' for end, begun in ends]


def _tsquery(form: Sequence[str], cut_short: bool) -> str:
    """A phrase of a tsquery: names have weight A, other words B, tags D."""
    ends = [f"{word}:AB" for word in form[:-1]] + [f"{form[-1]}:{'*' if cut_short else ''}AB"]
    return "(" + " <-> ".join(ends) + ")"
