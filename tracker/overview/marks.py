"""What stands on a time axis: the status steps of offices, partnerships and projects, and claims."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tracker.overview.groups import of_facts
from tracker.overview.scope import Scope
from tracker.queries.rows import shape_of
from tracker.records import Record, Registered
from tracker.records.claim import Claim
from tracker.records.source import Article, Citation
from tracker.records.status import StatusEvent

# step: what happened. promise: what was to happen. claim: what is said to be. outlook: what is said to come.
Sort = Literal["step", "promise", "claim", "outlook"]
OUTLOOKS = ("forecast", "target", "plan", "intent")
BATCH = 500


@dataclass(frozen=True)
class Mark:
    """A dated status step, or a claim: what it is of, what it says, and the days it can mean.

    word: the status, or the modality of a claim. basis: which date it is: the "date" of a step, "as_of" or
    "said_on" of a claim, or "reported", the day of the first article, when nobody said either. source_count
    and words are the articles that speak for it and the address of the words that carry it.
    """

    id: int
    fact_id: int
    kind: str
    sort: Sort
    word: str
    said: str | None
    first: date | None
    last: date | None
    precision: str | None
    anchor: date | None
    basis: str = ""
    title: str = ""
    source_count: int = 0
    words: str | None = None

    @property
    def permalink(self) -> str:
        return f"/{self.kind}/{self.fact_id}"

    @property
    def reported(self) -> bool:
        """Whether it stands on the day it was reported, as nobody said when it was."""
        return self.basis == "reported"


def marks_of(
    session: Session, scope: Scope, only: Sequence[str] = (), days: Collection[date] | None = None,
    undated: bool = False, promised: bool = False, facts: Collection[int] | None = None,
) -> Subquery:  # fmt: skip
    """Every mark of a scope that has a date, and every status step: one row a step and one a claim.

    only: the columns that are needed; over a million claims each one more is a CASE a million times.
    days: only those that begin on one of these, or end when they begin at any time; there are indexes of it.
    undated: the claims that nobody dates as well. promised: promises alone. facts: those of some facts alone.
    """
    whole = _parts(session, scope, days, undated, promised)
    return _united(of_facts([_lean(part, only) for part in whole] if only else whole, facts))


def newest_marks(
    session: Session, scope: Scope, dates: Iterable[tuple[date | None, date | None, int | None]], most: int
) -> Subquery:
    """Of each of some dates (first day, last day, and the id to stay below) the `most` marks of each kind and
    basis with the highest ids, read along the indexes of days: of one date there may be many."""
    parts = []
    for first, last, below in dates:
        for part in _parts(session, scope, {first or last or date.min}):
            number, start, end = (part.selected_columns[name] for name in ("id", "first", "last"))
            # Not which day it begins on: said twice, SQLite does not see the index.
            begins = start.is_(None) if first is None else start.is_not(None)
            there = part.where(begins, end.is_(None) if last is None else end == last)
            there = there.where(number < below) if below else there
            parts.append(select(there.order_by(number.desc()).limit(most).subquery()))
    return _united(parts)


def _parts(
    session: Session, scope: Scope, days: Collection[date] | None, undated: bool = False,
    promised: bool = False,
) -> list[Select[Any]]:  # fmt: skip
    whole: list[Select[Any]] = []
    for kind in scope.kinds:
        if kind.has_status:
            whole.append(_steps(session, scope, kind, days, promised))
        elif not promised:
            whole += _claims(session, scope, days)
            whole += [_undated(session, scope)] if undated else []
    return whole


def _united(parts: list[Select[Any]]) -> Subquery:
    return union_all(*parts).subquery("marks") if len(parts) > 1 else parts[0].subquery("marks")


def _lean(part: Select[Any], only: Sequence[str]) -> Select[Any]:
    return part.with_only_columns(*(part.selected_columns[name] for name in only), maintain_column_froms=True)


def _steps(
    session: Session, scope: Scope, kind: type[Record], days: Collection[date] | None, promised: bool
) -> Select[Any]:
    event, table = StatusEvent.__table__.c, shape_of(kind).table
    sort = case((event.basis == "promised", "promise"), else_="step")
    query = (
        select(
            event.id.label("id"), event.record_id.label("fact_id"),
            literal(kind.__tablename__).label("kind"), sort.label("sort"), event.status.label("word"),
            *_when(event, "date"), literal("date").label("basis"),
        )
        .join(table, table.c.id == event.record_id)
        .where(event.trashed_at.is_(None), *scope.conditions(session, kind))
    )  # fmt: skip
    if promised:
        query = query.where(event.basis == "promised")
    return query if days is None else query.where(_one_of(_begins(event, "date"), days))


def _when(table: Any, name: str) -> list[ColumnElement[Any]]:
    """A date's words, its days, and how exact it is."""
    parts = {"said": "", "first": "_from", "last": "_to", "precision": "_precision", "anchor": "_anchor"}
    return [table[f"{name}{end}"].label(label) for label, end in parts.items()]


def _begins(table: Any, name: str) -> ColumnElement[date]:
    """A date's first day, or the last one when it begins at any time; there are indexes of it."""
    return func.coalesce(table[f"{name}_from"], table[f"{name}_to"])


def _claims(session: Session, scope: Scope, days: Collection[date] | None) -> Iterator[Select[Any]]:
    """Claims at the time they are about, or else at the time they were made; those of which nobody said
    either, on the day of the first article that reports them."""
    claim = Claim.__table__.c
    about, made = _begins(claim, "as_of"), _begins(claim, "said_on")
    yield _claim(session, scope, claim, "as_of").where(_one_of(about, days))
    # That it is known is said for the index, which holds nothing else.
    said = (_about_no_day(scope), claim.as_of.is_(None), claim.said_on.is_not(None))
    yield _claim(session, scope, claim, "said_on").where(*said, _one_of(made, days))
    told, article, reports = _reporting()
    first = (*_dateless(scope), told.c.id == _first_report(), _one_of(_begins(article.c, "published"), days))
    yield _claim(session, scope, article.c, "published", "reported", reports).where(*first)


def _one_of(day: ColumnElement[date], days: Collection[date] | None) -> ColumnElement[bool]:
    if days is None:
        return day.is_not(None)
    return day == next(iter(days)) if len(days) == 1 else day.in_(days)


def _claim(
    session: Session, scope: Scope, dated: Any, name: str, basis: str = "", tables: Any = Claim.__table__
) -> Select[Any]:
    """The claims of a scope, at one of the dates there are."""
    claim = Claim.__table__.c
    sort = case((claim.modality.in_(OUTLOOKS), "outlook"), else_="claim")
    return (
        select(
            claim.id.label("id"), claim.id.label("fact_id"), literal("claims").label("kind"),
            sort.label("sort"), claim.modality.label("word"), *_when(dated, name),
            literal(basis or name).label("basis"),
        )
        .select_from(tables)
        .where(*scope.conditions(session, Claim))
    )  # fmt: skip


@cache
def _reporting() -> tuple[FromClause, FromClause, FromClause]:
    """The citations of claims, their articles, and claims with both; made once, as that takes its time."""
    told, article = Citation.__table__.alias("told"), Article.__table__.alias("report")
    cited = Claim.__table__.join(told, told.c.record_id == Claim.__table__.c.id)
    return told, article, cited.join(article, article.c.id == told.c.article_id)


def _dateless(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions that a claim's own dates mean no day; what it is about goes before when it was made."""
    claim = Claim.__table__.c
    unsaid = or_(claim.as_of.is_not(None), _begins(claim, "said_on").is_(None))
    return [_about_no_day(scope), unsaid]


def _about_no_day(scope: Scope) -> ColumnElement[bool]:
    """In a form that the index of days serves only where no link leads to fewer claims: of those about no
    day there are 125,000 in a million, and SQLite goes through them all for the hundred of a company."""
    claim = Claim.__table__.c
    if scope.linked:
        return and_(claim.as_of_from.is_(None), claim.as_of_to.is_(None))
    return _begins(claim, "as_of").is_(None)


@cache
def _first_report() -> Any:
    """The citation of a claim in the first dated article that speaks for it."""
    cited, article = Citation.__table__.alias("cited"), Article.__table__.alias("dated")
    day = _begins(article.c, "published")
    return (
        select(cited.c.id)
        .join(article, article.c.id == cited.c.article_id)
        .where(cited.c.record_id == Claim.__table__.c.id, cited.c.stance == "supports")
        .where(cited.c.trashed_at.is_(None), article.c.trashed_at.is_(None), day.is_not(None))
        .order_by(day, article.c.id, cited.c.id)
        .limit(1)
        .correlate(Claim.__table__)
        .scalar_subquery()
    )


def _undated(session: Session, scope: Scope) -> Select[Any]:
    """The claims that have no date of their own, and no dated article either."""
    found = _claim(session, scope, Claim.__table__.c, "as_of").where(*_dateless(scope))
    return found.where(_first_report().is_(None))


def dateless(session: Session, scope: Scope) -> int:
    """How many claims of a scope have no day of their own."""
    if Claim not in scope.kinds:
        return 0
    where = (*scope.conditions(session, Claim), *_dateless(scope))
    return session.scalar(select(func.count()).select_from(Claim.__table__).where(*where)) or 0


def reported_on(session: Session, claims: Collection[int]) -> dict[int, dict[Any, Any]]:
    """When some claims were first reported: `said`, `first`, `last`, `precision` and `anchor` of that day."""
    found = session.execute(_reports(), {"claims": list(claims)}).mappings() if claims else ()
    return {row["id"]: dict(row) for row in found}


@cache
def _reports() -> Select[Any]:
    """The id and the day of the first report of the claims `claims`."""
    told, article, reports = _reporting()
    claim = Claim.__table__.c
    found = select(claim.id, *_when(article.c, "published")).select_from(reports)
    return found.where(claim.id.in_(bindparam("claims", expanding=True)), told.c.id == _first_report())


def within(marks: Subquery, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """The conditions that a mark can lie within some days, as a date filter of a list has them."""
    start, end = marks.c.first, marks.c.last
    found: list[ColumnElement[bool]] = [or_(start.is_not(None), end.is_not(None))]
    if first:
        found.append(or_(end >= first, and_(end.is_(None), start.is_not(None))))
    if last:
        found.append(or_(start <= last, and_(start.is_(None), end.is_not(None))))
    return found


def undated(marks: Subquery) -> list[ColumnElement[bool]]:
    """The conditions that nobody said when."""
    return [marks.c.first.is_(None), marks.c.last.is_(None)]


def newest_first(marks: Subquery) -> ColumnElement[date]:
    """What marks are ordered by: the last day they can mean, else the first."""
    return func.coalesce(marks.c.last, marks.c.first)


def read_marks(session: Session, query: Select[Any]) -> list[Mark]:
    """Marks with the names of their facts and their sources, from a query of columns of `marks_of`."""
    return told(session, plain_marks(session, query))


def plain_marks(session: Session, query: Select[Any]) -> list[Mark]:
    """Marks without names and sources, for what is only held against each other."""
    return [Mark(**row) for row in session.execute(query).mappings()]


def every_mark(session: Session, query: Select[Any]) -> Iterator[list[Mark]]:
    """The marks of a query as `read_marks` has them, streamed in lists of some hundred."""
    found = session.execute(query.execution_options(yield_per=BATCH)).mappings()
    for some in found.partitions():
        yield told(session, [Mark(**row) for row in some])


def told(session: Session, marks: Sequence[Mark]) -> list[Mark]:
    """The same marks with the names of their facts, and their sources."""
    names = _names(session, {one.fact_id for one in marks})
    sources = sources_of(session, [one.id for one in marks])
    none: tuple[int, str | None] = (0, None)
    found = ((one, *sources.get(one.id, none)) for one in marks)
    return [
        replace(one, title=names[one.fact_id], source_count=count, words=words) for one, count, words in found
    ]


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    query = select(Registered.id, Registered.name).where(Registered.id.in_(ids))
    return dict(session.execute(query).all()) if ids else {}


def sources_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """How many independent articles speak for each record itself, and where the newest words stand."""
    cited, article = Citation.__table__.c, Article.__table__.c
    query = (
        select(
            cited.record_id,
            func.count(func.coalesce(article.copy_of_id, article.id).distinct()),
            func.max(cited.id),
        )
        .join(Article.__table__, article.id == cited.article_id)
        .where(cited.record_id.in_(ids), cited.trashed_at.is_(None), cited.stance == "supports")
        .group_by(cited.record_id)
    )
    counts = session.execute(query).all() if ids else []
    places = select(cited.id, cited.article_id).where(cited.id.in_([newest for _, _, newest in counts]))
    articles = dict(session.execute(places).all()) if counts else {}
    return {record: (count, f"/articles/{articles[newest]}#c{newest}") for record, count, newest in counts}
