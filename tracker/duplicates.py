"""Pairs of records that may be one thing twice, each with the reasons; people decide.

No record is compared with all others. Names meet where they share a key: the name itself, an alias, the name
without its legal form; and names that are nearly alike where they stand near each other in the order of their
letters, read from the front or from the back. Facts and texts meet where the database groups them together.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from anyascii import anyascii
from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.drafts import CaptureNote, SketchMark
from tracker.history import Change
from tracker.ingest.alike import COPY, likeness, unpacked
from tracker.lookup import name_key
from tracker.overview.kept import kept
from tracker.records import Record, Registered, kinds
from tracker.records.alias import Alias
from tracker.records.claim import Claim
from tracker.records.company import Company
from tracker.records.office import Office
from tracker.records.person import Person
from tracker.records.source import Article, Capture
from tracker.writing.judging import Word, judged
from tracker.writing.merging import MERGED

# So many records that share a key are many of a sort, and not one thing again and again.
MOST_ALIKE = 12
NEIGHBOURS = 6
SHORTEST = 6  # letters: of shorter names one letter makes another name
LONG = 12  # letters: from here on two may differ
GROUPS = 2_000

LEGAL = re.compile(
    r"(?:[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|pte|pty|gmbh|ag|se|sa|sas|"
    r"sarl|srl|spa|bv|nv|ab|as|asa|oy|oyj|kk|kg|kgaa|holding|holdings|group)\.?)+$"
)
DIGITS = re.compile(r"\d+")

# What two claims share that are one.
ABOUT = ("subject_id", "metric_id", "place_id", "scope", "modality", "as_of_from", "as_of_to")
VALUE = ("comparator", "value_low", "value_high", "unit", "value_state")

Ids = tuple[int, int]
Reasons = dict[Ids, dict[str, int]]


@dataclass(frozen=True)
class Pair:
    """Two records that may be one, the older first; reasons in words, surest first; judged: the newest word
    of the two, or of what was merged into them."""

    kind: type[Record]
    left: int
    right: int
    reasons: tuple[str, ...]
    weight: int
    judged: Word | None = None

    @property
    def apart(self) -> bool:
        """Whether somebody judged the two different."""
        return self.judged is not None and self.judged.verdict == "different"


@dataclass(frozen=True)
class Suggested:
    """The pairs of a kind: those that wait for somebody, and those judged different."""

    waiting: list[Pair]
    different: list[Pair]


def suggested(session: Session, kind: type[Record]) -> Suggested:
    """All pairs of a kind that may be one thing, surest first, with what people judged of them."""
    name = kind.__tablename__
    again = (lambda before, touched: _again(session, before, touched)) if kind is Claim else None
    found: Reasons = kept(
        session, ("duplicates", name), lambda: _found(FINDERS[name](session)), of=(kind,), again=again
    )
    words = _words(session, kind)
    pairs = [_pair(kind, ids, reasons, words.get(ids)) for ids, reasons in found.items()]
    # What people judged different is told, also when nothing suggests it (any more).
    pairs += [_pair(kind, ids, {}, word) for ids, word in words.items() if ids not in found]
    pairs.sort(key=lambda one: (-one.weight, one.left, one.right))
    apart = [one for one in pairs if one.apart]
    apart.sort(key=lambda one: -(one.judged.revision if one.judged else 0))
    return Suggested([one for one in pairs if not one.apart], apart)


def _pair(kind: type[Record], ids: Ids, reasons: dict[str, int], word: Word | None) -> Pair:
    said = sorted(reasons, key=lambda one: -reasons[one])
    return Pair(kind, *ids, tuple(said), sum(reasons.values()), word)


def _words(session: Session, kind: type[Record]) -> dict[Ids, Word]:
    """What was judged of the records that stand today, also through those merged into them."""
    table = kind.__table__
    # What was merged is in the trash, which has an index.
    merged = select(table.c.id, table.c.merged_into_id).where(table.c.trashed_at.is_not(None))
    into = dict(session.execute(merged.where(table.c.merged_into_id.is_not(None))).all())
    words = [word for word in judged(session) if word.verdict != "same"]
    ids = {number for word in words for number in (word.left, word.right)}
    asked = table.c.id.in_(ids | {*into.values()})
    standing = set(session.scalars(select(table.c.id).where(table.c.trashed_at.is_(None), asked)))
    found: dict[Ids, Word] = {}
    for word in words:
        one, other = (_standing(number, into) for number in (word.left, word.right))
        if one != other and {one, other} <= standing:
            found.setdefault(_ids(one, other), word)
    return found


def _standing(number: int, into: dict[int, int]) -> int:
    while number in into:
        number = into[number]
    return number


def _ids(one: int, other: int) -> Ids:
    return (one, other) if one < other else (other, one)


Finding = Iterator[tuple[Ids, str, int]]


def _found(pairs: Finding) -> Reasons:
    found: Reasons = defaultdict(dict)
    for ids, reason, weight in pairs:
        found[ids][reason] = max(weight, found[ids].get(reason, 0))
    return dict(found)


# -- names ------------------------------------------------------------------------------------------------


def _named(session: Session, kind: type[Record], bare: Callable[[str], str]) -> Finding:
    """Records called alike: by their names, their other names, and what is left of names by `bare`."""
    names = _names(session, kind)
    aliases = _aliases(session, kind)
    own: dict[str, list[int]] = defaultdict(list)
    for number, name in names.items():
        own[name_key(name)].append(number)
    for ids in _meeting(own):
        yield ids, "the same name", 100
    for key, some in aliases.items():
        for owner, name in some:
            for number in own.get(key, ()):
                if number != owner:
                    yield _ids(owner, number), f"“{name}” is another name of the other", 80
    shared = {key: [owner for owner, _ in some] for key, some in aliases.items()}
    for ids in _meeting(shared):
        yield ids, "they share another name", 50
    yield from _bare(names, bare)


def _names(session: Session, kind: type[Record]) -> dict[int, str]:
    table = kind.__table__
    query = select(table.c.id, table.c.name).where(table.c.trashed_at.is_(None)).order_by(table.c.id)
    return dict(session.execute(query).all())


def _aliases(session: Session, kind: type[Record]) -> dict[str, list[tuple[int, str]]]:
    """The other names of a kind's records by key, weak ones left out: (record, name)."""
    table = kind.__table__
    query = (
        select(Alias.record_id, Alias.name)
        .join(table, table.c.id == Alias.record_id)
        .where(Alias.trashed_at.is_(None), Alias.weak.is_(False), table.c.trashed_at.is_(None))
    )
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, name in session.execute(query.order_by(Alias.id)):
        found[name_key(name)].append((number, name))
    return found


def _meeting(groups: dict[str, list[int]]) -> Iterator[Ids]:
    """The pairs among records that share a key."""
    for some in groups.values():
        different = sorted(set(some))
        if 1 < len(different) <= MOST_ALIKE:
            yield from combinations(different, 2)


def _bare(names: dict[int, str], bare: Callable[[str], str]) -> Finding:
    keys = {number: bare(name) for number, name in names.items()}
    alike: dict[str, list[int]] = defaultdict(list)
    for number, key in keys.items():
        if key:
            alike[key].append(number)
    for ids in _meeting(alike):
        if name_key(names[ids[0]]) != name_key(names[ids[1]]):
            yield ids, "the same name, written otherwise", 70
    for one, other in _near(sorted(alike)):
        for ids in _meeting({one: [*alike[one], *alike[other]]}):
            if keys[ids[0]] != keys[ids[1]]:
                yield ids, "nearly the same name", 40


def _near(keys: list[str]) -> set[tuple[str, str]]:
    """Pairs of keys that differ by a letter or two: neighbours in their order, from either end."""
    from rapidfuzz.distance import OSA

    found: set[tuple[str, str]] = set()
    long = [key for key in keys if len(key) >= SHORTEST]
    digits = {key: DIGITS.findall(key) for key in long}
    for ordered in (long, sorted(long, key=lambda key: key[::-1])):
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 : place + 1 + NEIGHBOURS]:
                if digits[one] != digits[other]:
                    continue  # the second fund is not the first
                most = 2 if min(len(one), len(other)) >= LONG else 1
                if OSA.distance(one, other, score_cutoff=most) <= most:
                    found.add((one, other) if one < other else (other, one))
    return found


def bare_company(name: str) -> str:
    """A company's name without its legal form, accents, capitals and signs: "openai" of "OpenAI, Inc."."""
    plain = anyascii(name).lower().removeprefix("the ")
    return "".join(re.findall(r"[a-z0-9]+", LEGAL.sub("", plain) or plain))


def bare_person(name: str) -> str:
    """A person's names in the order of the alphabet, without accents, capitals and signs."""
    return " ".join(sorted(re.findall(r"[a-z0-9]+", anyascii(name).lower())))


# -- kinds ------------------------------------------------------------------------------------------------


def _companies(session: Session) -> Finding:
    related = set(
        session.execute(select(Company.id, Company.parent_id).where(Company.parent_id.is_not(None))).all()
    )
    apart = {_ids(one, above) for one, above in related if above}
    for ids, reason, weight in (*_named(session, Company, bare_company), *_websites(session)):
        if ids not in apart:  # a firm and its parent are two
            yield ids, reason, weight


def _websites(session: Session) -> Finding:
    hosts: dict[str, list[int]] = defaultdict(list)
    query = select(Company.id, Company.website).where(Company.trashed_at.is_(None))
    for number, address in session.execute(query.where(Company.website.is_not(None))):
        parts = urlsplit(str(address))
        path = parts.path.rstrip("/")
        hosts[(parts.hostname or "").removeprefix("www.") + path].append(number)
    for ids in _meeting(hosts):
        yield ids, "the same website", 60


def _people(session: Session) -> Finding:
    yield from _named(session, Person, bare_person)


def _offices(session: Session) -> Finding:
    for ids in _together(session, Office, ("company_id", "city_id", "country_id")):
        yield ids, "the same company in the same place", 90


def _claims(session: Session, subjects: Collection[int] = ()) -> Finding:
    """Claims that say one thing of one subject, of some or of all."""
    of_them = [Claim.subject_id.in_(subjects)] if subjects else []
    # Begun with a column that no index has, so that the rows are read as they lie.
    for ids in _together(session, Claim, (*VALUE, *ABOUT), Claim.value_text.is_not(None), *of_them):
        yield ids, "the same subject, metric, value and date", 90
    among = of_them or [Claim.id.in_(_namesakes(Claim))]
    for ids in _together(session, Claim, ("subject_id", "summary"), *among):
        yield ids, "the same subject and sentence", 70


def _again(session: Session, before: Reasons, touched: list[int]) -> Reasons:
    """The pairs of claims after a few were touched: those of their subjects, now and once, are found anew."""
    now = select(Claim.subject_id).where(Claim.id.in_(touched))
    once = select(Change.old).where(Change.record_id.in_(touched), Change.field == "subject_id")
    subjects = {*session.scalars(now), *session.scalars(once)} - {None}
    anew = {*touched, *session.scalars(select(Claim.id).where(Claim.subject_id.in_(subjects)))}
    kept_ = {ids: reasons for ids, reasons in before.items() if anew.isdisjoint(ids)}
    return kept_ | (_found(_claims(session, subjects)) if subjects else {})


def _together(
    session: Session, kind: type[Record], same: Iterable[str], *among: ColumnElement[bool]
) -> Iterator[Ids]:
    """The pairs of live records, among some, in which all of some columns are equal, or equally empty."""
    table = kind.__table__
    joined = func.group_concat if session.get_bind().dialect.name == "sqlite" else func.string_agg
    query = (
        select(joined(cast(table.c.id, String), ","))
        .where(table.c.trashed_at.is_(None), *among)
        .group_by(*(table.c[name] for name in same))
        .having(func.count().between(2, MOST_ALIKE))
        .limit(GROUPS)
    )
    for ids in session.scalars(query):
        yield from combinations(sorted(map(int, ids.split(","))), 2)


def _namesakes(kind: type[Record]) -> Select[Any]:
    """The records of a kind that are called as another one of it: read from the register's index alone."""
    of_kind = Registered.kind == kind.__tablename__
    shared = select(Registered.name_key).where(of_kind).group_by(Registered.name_key).having(func.count() > 1)
    return select(Registered.id).where(of_kind, Registered.name_key.in_(shared))


def _articles(session: Session) -> Finding:
    """Articles of one publisher with one title or nearly one text: with another they are copies, and two."""
    alike = [(ids, "the same title", 60) for ids in _meeting(_titles(session))]
    for ids, share in _texts(session):
        words = "the same text" if share == 1 else f"{share:.0%} of the text in common"
        alike.append((ids, words, round(100 * share)))
    query = select(Article.id, Article.publisher_id, Article.copy_of_id).where(Article.trashed_at.is_(None))
    wanted = batches({number for ids, *_ in alike for number in ids})
    rows = {row.id: row for some in wanted for row in session.execute(query.where(Article.id.in_(some)))}
    return (one for one in alike if _one(rows, one[0]))


def _titles(session: Session) -> dict[str, list[int]]:
    """The live articles by title, as far as several have it."""
    query = select(Registered.name_key, Article.id).join(Article.__table__, Article.id == Registered.id)
    found: dict[str, list[int]] = defaultdict(list)
    for title, number in session.execute(
        query.where(Registered.id.in_(_namesakes(Article)), Article.trashed_at.is_(None))
    ):
        found[title].append(number)
    return found


def _one(rows: Mapping[int, Any], ids: Ids) -> bool:
    """Whether two articles may be one; a copy of a story is known for one."""
    if not rows.keys() >= set(ids):
        return False
    one, other = (rows[number] for number in ids)
    apart = one.publisher_id and other.publisher_id and one.publisher_id != other.publisher_id
    return one.copy_of_id == other.copy_of_id and not apart


def _texts(session: Session) -> Iterator[tuple[Ids, float]]:
    """Articles whose texts have the same first marks, and the share of words in common."""
    often = select(SketchMark.mark).group_by(SketchMark.mark).having(func.count().between(2, MOST_ALIKE))
    query = select(SketchMark.mark, Capture.id, Capture.article_id).join(
        Capture.__table__, Capture.id == SketchMark.capture_id
    )
    marked: dict[int, list[int]] = defaultdict(list)
    texts: dict[int, int] = {}
    for mark, capture, article in session.execute(
        query.where(SketchMark.mark.in_(often), Capture.trashed_at.is_(None))
    ):
        marked[mark].append(capture)
        texts[capture] = article
    shared = Counter(ids for some in marked.values() for ids in combinations(sorted(some), 2))
    noted = select(CaptureNote.capture_id, CaptureNote.sketch)
    sketches = {
        number: unpacked(kept_)
        for some in batches({number for ids in shared for number in ids})
        for number, kept_ in session.execute(noted.where(CaptureNote.capture_id.in_(some)))
    }
    for one, other in shared:
        share = likeness(sketches.get(one, ()), sketches.get(other, ()))
        if texts[one] != texts[other] and share >= COPY:
            yield _ids(texts[one], texts[other]), share


FINDERS: dict[str, Callable[[Session], Finding]] = {
    "companies": _companies,
    "people": _people,
    "articles": _articles,
    "offices": _offices,
    "claims": _claims,
}
assert set(FINDERS) == set(MERGED) <= set(kinds())
