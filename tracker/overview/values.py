"""Claims as values that can be held against each other: what is measured, of whom, and in which bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from tracker.dates import PartialDate, read_date
from tracker.overview.marks import sources_of
from tracker.records import Registered
from tracker.records.claim import Claim
from tracker.records.metric import Metric

# Of the claims of one subject that are alike, as many as are told beside each other.
MOST_ALIKE = 3
KEY = ("metric_id", "scope", "unit", "change_kind")


@dataclass(frozen=True)
class Reading:
    """A claim's value. alike: how many claims of its subject share its key; low and high are None when open.

    as_of: when it was true, as a person reads it, else when it was said.
    """

    id: int
    subject_id: int
    metric_id: int
    metric: str
    title: str
    scope: str | None
    unit: str | None
    change_kind: str | None
    baseline: str | None
    state: str | None
    comparator: str | None
    low: float | None
    high: float | None
    currency: str | None
    said: str
    summary: str
    modality: str
    claimant: str | None
    when: str | None
    day: date | None
    sources: int
    words: str | None
    alike: int

    @property
    def permalink(self) -> str:
        return f"/claims/{self.id}"

    @property
    def key(self) -> tuple[Any, ...]:
        """What two claims must share to be comparable."""
        return self.metric_id, self.scope, self.unit, self.change_kind

    @property
    def interval(self) -> tuple[Any, ...] | None:
        """The value as it is compared; None for a claim that gives none."""
        if self.state is None and self.comparator in (None, "vague"):
            return None
        return self.state, self.comparator, self.low, self.high

    @property
    def is_number(self) -> bool:
        return self.low is not None or self.high is not None

    @property
    def year(self) -> str | None:
        return str(self.day.year) if self.day else None

    @property
    def basis(self) -> str:
        """What the value is counted in and among."""
        change = {"difference": "change", "ratio": "times"}.get(self.change_kind or "", "")
        unit = self.unit if self.unit not in (None, "times") else None
        return " · ".join(filter(None, [self.scope, unit, change if change != unit else ""]))

    @property
    def where(self) -> list[tuple[str, str]]:
        """The filters that leave the claims with the same key."""
        unit = ("currency", self.currency) if self.currency else ("unit", self.unit)
        change = ("change_kind", self.change_kind)
        parts = (("metric_id", str(self.metric_id)), ("scope", self.scope), unit, change)
        return [(name, value) if value is not None else (f"{name}__isnull", "yes") for name, value in parts]


def readings(session: Session, subjects: Sequence[int]) -> list[Reading]:
    """The claims about some subjects, preferred and newest first, a few of each key; no deprecated ones."""
    alike = {number: (place, count) for number, place, count in session.execute(_newest(subjects))}
    rows = session.execute(_told(list(alike))).mappings().all()
    sources = sources_of(session, list(alike))
    nothing: tuple[int, str | None] = (0, None)
    found = [_reading(row, *sources.get(row["id"], nothing), alike[row["id"]][1]) for row in rows]
    return sorted(found, key=lambda one: (alike[one.id][0], one.id))


def _newest(subjects: Sequence[int]) -> Select[Any]:
    """The claims with their place among those of the same subject and key, and how many these are."""
    claim = Claim.__table__.c
    key = [claim.subject_id, *(claim[name] for name in KEY)]
    best = case((claim.rank == "preferred", 0), else_=1)
    first = (best, _day().desc().nulls_last(), claim.id.desc())
    place = func.row_number().over(partition_by=key, order_by=first).label("place")
    alike = func.count().over(partition_by=key).label("alike")
    ranked = (
        select(claim.id, place, alike)
        .where(claim.subject_id.in_(subjects), claim.rank != "deprecated")
        .where(claim.trashed_at.is_(None), claim.merged_into_id.is_(None))
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= MOST_ALIKE)


def _day() -> ColumnElement[Any]:
    claim = Claim.__table__.c
    return func.coalesce(claim.as_of_to, claim.as_of_from, claim.said_on_to, claim.said_on_from)


def _told(ids: Sequence[int]) -> Select[Any]:
    """The claims themselves, with the names of their metric and of who vouches for them."""
    claim, metric, claimant = Claim.__table__, Metric.__table__, Registered.__table__
    joined = claim.join(metric, metric.c.id == claim.c.metric_id)
    source = joined.outerjoin(claimant, claimant.c.id == claim.c.claimant_id)
    names = metric.c.name.label("metric"), metric.c.label, claimant.c.name.label("claimant")
    return select(*claim.c, *names, _day().label("day")).select_from(source).where(claim.c.id.in_(ids))


def _reading(row: Any, sources: int, words: str | None, alike: int) -> Reading:
    said = row["value_text"] or (row["value_state"] or "").replace("_", " ") or row["summary"]
    return Reading(
        id=row["id"], subject_id=row["subject_id"], metric_id=row["metric_id"], metric=row["metric"],
        title=row["label"], scope=row["scope"], unit=row["unit"], change_kind=row["change_kind"],
        baseline=row["baseline"], state=row["value_state"], comparator=row["comparator"],
        low=row["value_low"], high=row["value_high"], currency=row["currency"], said=said,
        summary=row["summary"],
        modality=row["modality"], claimant=row["claimant"],
        when=_when(row, "as_of") or _when(row, "said_on"),
        day=row["day"], sources=sources, words=words, alike=alike,
    )  # fmt: skip


def _when(row: Any, name: str) -> str | None:
    """A date of a row for people."""
    words, precision = row[name], row[f"{name}_precision"]
    if words is None or precision is None:
        return None
    first, last, anchor = (row[f"{name}_{part}"] for part in ("from", "to", "anchor"))
    return read_date(PartialDate(words, first, last, precision, anchor))
