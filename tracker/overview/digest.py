"""What changed in a period, in sentences: what was added, took a step, was corrected, merged or withdrawn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.fields import Field, field_called, own_fields
from tracker.history import Change
from tracker.overview.groups import GROUPS, belonging
from tracker.overview.kept import kept
from tracker.overview.merges import (
    last_of,
    merged_changes,
    merged_kinds,
    merged_sentences,
    merging_saves,
    parted_sentences,
)
from tracker.overview.period import Period, period
from tracker.overview.recent import added_in
from tracker.overview.scope import Scope, read_day, read_own, read_scope
from tracker.overview.sentences import sentence
from tracker.overview.steps import last_steps, steps_added
from tracker.queries.listing import COUNTED
from tracker.queries.reach import reach
from tracker.queries.rows import as_row, shape_of
from tracker.records import Record, Registered, kind_called, parts_of
from tracker.records.status import StatusEvent

What = Literal["added", "status", "corrected", "merged", "withdrawn"]
WHATS: tuple[What, ...] = ("added", "status", "corrected", "merged", "withdrawn")
OWN = ("_from", "_to", "_by", "_what", "_next")
DAYS = 7
MOST = 60
LOOKED_THROUGH = 100_000
AT_ONCE = 2_000

Queries = Mapping[type[Record], Select[Any]]
# A change with the kind of what it is about: (its number, kind, row).
Found = tuple[int, type[Record], Any]


@dataclass(frozen=True)
class Line:
    """One thing that changed: the fact in a sentence, and what about it. change: its place in the history."""

    change: int
    kind: type[Record]
    fact_id: int
    sentence: str
    about: str
    group: str

    @property
    def permalink(self) -> str:
        return f"/{self.kind.__tablename__}/{self.fact_id}"


@dataclass(frozen=True)
class Section:
    """The changes of one sort, newest first, under whom they are about.

    counts: all of them, by kind; one above COUNTED stands for "more than that".
    """

    what: What
    counts: Mapping[str, int]
    groups: Sequence[tuple[str, Sequence[Line]]]
    next: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def drawn(self) -> int:
        return sum(len(lines) for _, lines in self.groups)


@dataclass(frozen=True)
class Ask:
    """What an address asks a digest for. what: one sort of change, all of them when None."""

    scope: Scope
    first: date
    last: date
    by: str = "company"
    what: What | None = None
    after: int | None = None

    @property
    def own(self) -> dict[str, str | None]:
        """Its arguments beside the filter."""
        return {
            "_from": self.first.isoformat(), "_to": self.last.isoformat(),
            "_by": None if self.by == GROUPS[0] else self.by, "_what": self.what,
        }  # fmt: skip

    def address(self, path: str = "/changed", **changes: str | None) -> str:
        """The address of this digest with arguments changed; None drops one. It leaves the page."""
        kept = [pair for pair in self.scope.query if pair[0] not in changes]
        return _address(path, kept, self.own | changes)

    def without(self, left: list[tuple[str, str]]) -> str:
        """The address with the filters that are left when a chip is dropped."""
        return _address("/changed", left, self.own)


def _address(path: str, filters: list[tuple[str, str]], own: Mapping[str, str | None]) -> str:
    return f"{path}?{urlencode([*filters, *((name, value) for name, value in own.items() if value)])}"


@dataclass(frozen=True)
class Digest:
    """What changed in a period. cut: only in the newest LOOKED_THROUGH of its changes, as there are more."""

    ask: Ask
    sections: Sequence[Section]
    cut: bool = False

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    def __len__(self) -> int:
        """How many of them are told."""
        return sum(section.drawn for section in self.sections)


def read_ask(session: Session, arguments: Iterable[tuple[str, str]], today: date) -> Ask:
    """What the arguments of an address ask for, by default the last seven days; Refused names faults."""
    given, filters = read_own(arguments, OWN, today=True)
    own, scope = dict(given), read_scope(session, filters)
    faults: dict[str, str] = {}
    last = read_day(own, "_to", faults) or today
    first = read_day(own, "_from", faults) or last - timedelta(days=DAYS - 1)
    if not faults and first > last:
        faults["_to"] = "The period would end before it begins."
    for name, words in (("_by", GROUPS), ("_what", WHATS)):
        if own.get(name, words[0]) not in words:
            faults[name] = f"Must be one of: {', '.join(words)}."
    token = own.get("_next", "")
    if token and not (token.isascii() and token.isdecimal() and len(token) < 19 and "_what" in own):
        faults["_next"] = "Is not a place in this list."
    if faults:
        raise Refused("The period was not understood.", faults)
    what = next((one for one in WHATS if one == own.get("_what")), None)
    return Ask(scope, first, last, own.get("_by", "company"), what, int(token) if token else None)


def digest(session: Session, ask: Ask, most: int = MOST) -> Digest:
    """The changes of a period: of each sort how many, and the newest in sentences; read once a save."""
    asked = ("digest", LOOKED_THROUGH, most, ask.after, *ask.scope.query, *ask.own.items())
    return kept(session, asked, lambda: _digest(session, ask, most))


def _digest(session: Session, ask: Ask, most: int) -> Digest:
    some, within = [what for what in WHATS if ask.what in (None, what)], _period(session, ask)
    if within is None:
        return Digest(ask, [Section(what, {}, [], None) for what in some])
    return Digest(ask, [_section(session, ask, what, within, most) for what in some], within.cut)


def every_line(session: Session, ask: Ask) -> Iterator[tuple[What, Line]]:
    """All the changes that a digest counts, each sort newest first; so many of them are read at once."""
    for what, queries in _every_query(session, ask):
        found, after = list[Found](), None
        while after is None or len(found) > AT_ONCE:
            found = _newest(session, queries, after, AT_ONCE)
            yield from ((what, line) for line in _told(session, ask, what, found[:AT_ONCE]))
            after = found[:AT_ONCE][-1][0] if found else 0


def line_total(session: Session, ask: Ask) -> int:
    """How many lines those are."""
    counts = (_counted(session, queries, None).values() for _, queries in _every_query(session, ask))
    return sum(map(sum, counts))


def _every_query(session: Session, ask: Ask) -> Iterator[tuple[What, Queries]]:
    within = _period(session, ask)
    for what in WHATS:
        if within is not None and ask.what in (None, what):
            yield what, _queries(session, ask, what, within)


def _period(session: Session, ask: Ask) -> Period | None:
    return period(session, ask.scope, ask.first, ask.last, LOOKED_THROUGH)


def _section(session: Session, ask: Ask, what: What, within: Period, most: int) -> Section:
    queries = _queries(session, ask, what, within)
    counts = _counted(session, queries)
    there = {kind: query for kind, query in queries.items() if kind.__tablename__ in counts}
    found = _newest(session, there, ask.after, most)
    lines = _told(session, ask, what, found[:most])
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.group].append(line)
    groups = sorted(grouped.items(), key=lambda one: (not one[0], -len(one[1]), one[0]))
    return Section(what, counts, groups, str(found[most - 1][0]) if len(found) > most else None)


def _queries(session: Session, ask: Ask, what: What, within: Period) -> Queries:
    """The changes of one sort, by kind."""
    if what == "merged":
        merged = merged_kinds(ask.scope)
        return {kind: merged_changes(session, ask.scope, kind, within.merging) for kind in merged}
    return {kind: _changes(session, ask.scope, kind, what, within) for kind in ask.scope.kinds}


def _newest(session: Session, queries: Queries, after: int | None, most: int) -> list[Found]:
    """The newest changes behind one, and one more when there is any."""
    found: list[Found] = []
    for kind, query in queries.items():
        further = query if after is None else query.where(Change.id < after)
        found += [(row.id, kind, row) for row in session.execute(further.limit(most + 1))]
    return sorted(found, key=lambda one: one[0], reverse=True)[: most + 1]


def _counted(session: Session, queries: Queries, most: int | None = COUNTED + 1) -> dict[str, int]:
    """How many changes each kind has, those without any left out; all in one statement."""
    counts = []
    for kind, query in queries.items():
        some = query.order_by(None).with_only_columns(Change.id).limit(most).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery().label(kind.__tablename__))
    found = session.execute(select(*counts)).mappings().one()
    return {str(name): count for name, count in found.items() if count}


# -- the changes of a sort --------------------------------------------------------------------------------


def _changes(
    session: Session, scope: Scope, kind: type[Record], what: What, saved_in: Period
) -> Select[Any]:
    """The changes of one sort to the rows of a kind, newest first. What came in the period did not change."""
    saved = saved_in.of[kind]
    entry = Registered.__table__.c
    about = (Change.id, Change.record_id, Change.field, Change.old, Change.new, entry.kind, entry.root_id)
    # Asked of each change: SQLite would rather walk through all the rows of the kind.
    number = shape_of(kind).table.c["id"]
    gone = what == "withdrawn"
    within = exists().where(number == entry.root_id, *scope.conditions(session, kind, trashed=gone))
    query: Select[Any] = (
        select(*about)
        .join(Registered, Registered.id == Change.record_id)
        .where(saved, within.correlate(Registered))
        .order_by(Change.id.desc())
    )
    if what == "added":
        return query.where(Change.action == "add", entry.id == entry.root_id)
    came = added_in(saved).subquery()
    query = query.where(~exists().where(came.c.record_id == entry.root_id).correlate(Registered))
    if what == "corrected":
        by_merging = Change.revision_id.in_(merging_saves(saved_in.merging))
        return query.where(Change.action == "change", _worth_telling(kind), ~by_merging)
    if what == "withdrawn":
        return query.where(Change.action == "remove", entry.id == entry.root_id, last_of("action"))
    # A status is worked out from its steps, so a new step is what changes it.
    event = StatusEvent.__table__.c
    step = exists().where(event.id == Change.record_id, event.trashed_at.is_(None)).correlate(Change)
    return query.where(Change.action == "add", _kind_is(StatusEvent), step)


def _worth_telling(kind: type[Record]) -> ColumnElement[bool]:
    """The fields whose change is a correction: those that are typed, of the kind and of its parts."""
    some = {kind, *(part for name, part in parts_of(kind).items() if name != "citations")}
    return or_(
        *(and_(_kind_is(one), Change.field.in_([field.column for field in _typed(one)])) for one in some)
    )


def _kind_is(kind: type[Record]) -> ColumnElement[bool]:
    """The kind of what changed, in a form that no index serves: the changes are walked through first."""
    called = func.coalesce(Registered.__table__.c.kind, "")
    return called.is_not_distinct_from(kind.__tablename__)


def _typed(kind: type[Record]) -> list[Field]:
    apart = ("status", "status_on") if kind.has_status else ()
    return [field for field in own_fields(kind) if not field.kept and field.column not in apart]


# -- in sentences -----------------------------------------------------------------------------------------


def _told(
    session: Session, ask: Ask, what: What, found: Sequence[Found]
) -> list[Line]:
    groups = _groups(session, ask, found, trashed=what == "withdrawn")
    if what == "merged":
        joined, parted = ([(row.record_id, row.root_id) for _, _, row in found if (row.new is None) == undone]
                          for undone in (False, True))  # fmt: skip
        told = merged_sentences(session, joined) | parted_sentences(session, parted)
        return [
            Line(
                change, kind, row.record_id if row.new is None else row.root_id, told[row.record_id], "",
                groups.get(row.root_id, ""),
            )
            for change, kind, row in found
        ]  # fmt: skip
    facts: dict[int, str] = {}
    for kind in {kind for _, kind, _ in found}:
        ids = {row.root_id for _, of, row in found if of is kind}
        shape = shape_of(kind)
        last = last_steps(session, kind, ids) if what == "withdrawn" else {}
        for row in session.execute(shape.listed.where(shape.table.c["id"].in_(ids))).mappings():
            facts[row["id"]] = sentence(kind, as_row(kind, row) | last.get(row["id"], {}))
    names, steps = _names(session, found), steps_added(session, found)
    return [
        Line(
            change, kind, row.root_id, facts[row.root_id], steps.get(row.record_id) or _about(row, names),
            groups.get(row.root_id, ""),
        )
        for change, kind, row in found
    ]  # fmt: skip


def _groups(
    session: Session, ask: Ask, found: Sequence[Found], trashed: bool
) -> dict[int, str]:
    """Whom each fact is about: one company or country, the one asked for when it is among them."""
    of: dict[int, list[int]] = defaultdict(list)
    for kind in {kind for _, kind, _ in found}:
        facts = {row.root_id for _, of_kind, row in found if of_kind is kind}
        if kind.singular() == ask.by:
            of |= {number: [number] for number in facts}
        if reach(kind, ask.by) is None:
            continue
        # A kind at a time, without a join: else the databases gather all the pairs there are first.
        pairs = belonging(replace(ask.scope, kinds=(kind,)), ask.by, trashed=trashed, facts=facts)
        for fact, group in session.execute(select(pairs)):
            of[fact].append(group)
    ids = {group for groups in of.values() for group in groups}
    names = dict(session.execute(select(Registered.id, Registered.name).where(Registered.id.in_(ids))).all())
    wanted = {ask.scope.names.get(value, value) for one in ask.scope.filters for value in one.values}
    under = {}
    for fact, groups in of.items():
        called = [names[group] for group in sorted(groups)]
        under[fact] = next((name for name in called if name in wanted), called[0])
    return under


def _about(row: Any, names: Mapping[int, str]) -> str:
    """A change of a field in words; nothing for a row that was added."""
    if row.field is None:
        return ""
    kind = kind_called(row.kind)
    field = field_called(kind, row.field)
    label = field.label if field else row.field
    before, after = (_words(field, value, names) for value in (row.old, row.new))
    return f"{label}: {before} → {after}"


def _words(field: Field | None, value: Any, names: Mapping[int, str]) -> str:
    if value is None:
        return "nothing"
    if field and field.to:
        return names.get(value, f"no. {value}")
    if field and field.choices:
        return str(value).replace("_", " ")
    return f"“{value}”" if isinstance(value, str) else str(value)


def _names(session: Session, found: Sequence[Found]) -> dict[int, str]:
    """What the records are called that changed links led to."""
    ids = {
        value
        for _, _, row in found
        if row.field and (field := field_called(kind_called(row.kind), row.field)) and field.to
        for value in (row.old, row.new)
        if isinstance(value, int)
    }
    query = select(Registered.id, Registered.name).where(Registered.id.in_(ids))
    return dict(session.execute(query).all()) if ids else {}
