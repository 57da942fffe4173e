"""Claims about the same thing: which say the same, which contradict each other, and what may explain it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select, text
from sqlalchemy.orm import Session

from tracker.queries.rows import rows_of
from tracker.records.base import Key
from tracker.records.claim import Claim
from tracker.records.metric import Metric

MOST = 50
# What may explain that two values differ, and how it is called.
EXPLAINING = {
    "as_of": "as of", "modality": "told as", "scope": "counted among", "baseline": "measured against",
}  # fmt: skip
OPEN = float("inf")

# When a claim was true, and what it means: first day, last day, low, high.
_Span = tuple[str, str, float, float]


@dataclass(frozen=True)
class Other:
    """Another claim about the same thing. `against`: how its value stands to the first one's, empty when both
    can be true; `reasons`: (what else differs, there, here), of which each may be why."""

    row: dict[str, Any]
    against: str = ""
    reasons: tuple[tuple[str, str, str], ...] = ()


def others(session: Session, row: Mapping[str, Any]) -> tuple[list[Other], list[Other]]:
    """The claims on record that say what a claim says, and those that say otherwise, newest first.

    Those that somebody deprecated are among them, with the reason in their row; those in another unit, in
    words alone or of another time are not. Of more than MOST the newest are compared.
    """
    if not _bounded(row):
        return [], []
    found = alike(session, row, deprecated=True)
    if not found:
        return [], []
    agreeing = [Other(one) for one in found if comparable(one, row) and not contradicts(one, row)]
    if not session.scalar(select(Metric.single_valued).where(Metric.id == row["metric_id"])):
        return agreeing, []
    differing = [one for one in found if contradicts(one, row)]
    return agreeing, [Other(one, _against(one, row), tuple(_reasons(one, row))) for one in differing]


def disagreeing(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """How many of some claims each contradicts, by its id; those that contradict none left out."""
    bounded = [(row, _span(row)) for row in rows if _bounded(row)]
    about: dict[Hashable, list[_Span]] = defaultdict(list)
    for row, span in bounded:
        for thing in _things(row):
            about[thing].append(span)
    found = {row["id"]: count for row, span in bounded if (count := _met(span, about[_thing(row)]))}
    if not found:
        return {}
    many = set(session.scalars(_many_valued()))
    alone = {row["id"] for row in rows if row["metric_id"] not in many}
    return {number: count for number, count in found.items() if number in alone}


@cache
def _many_valued() -> Select[Any]:
    """The metrics that have several values at a time."""
    metric = Metric.__table__.c
    return select(metric.id).where(metric.single_valued.is_(False))


def _thing(row: Mapping[str, Any], subject: str = "subject_id", place: str = "place_id") -> Hashable:
    """What a claim is about: claims that share it are held against each other."""
    return row["metric_id"], row["unit"], row["change_kind"], row[subject], row[place]


def _things(row: Mapping[str, Any]) -> set[Hashable]:
    """The things that a claim says something of: its own, and the place that it is about for who said it."""
    return {_thing(row), _thing(row, "claimant_id", "subject_id")}


def _span(row: Mapping[str, Any]) -> _Span:
    """The days of a claim, in ISO text, which sorts as they do, and the bounds that it means."""
    return (row["as_of_from"] or "", row["as_of_to"] or "~", *_meant(row))


def _met(one: _Span, others: Iterable[_Span]) -> int:
    """How many contradict one, of those about the same thing."""
    first, last, low, high = one
    return sum(
        from_ <= last and first <= to and (up < low or high < down) for from_, to, down, up in others
    )


def alike(session: Session, columns: Mapping[str, Any], deprecated: bool = False) -> list[dict[str, Any]]:
    """Other claims of the subject, metric and place of one that is given in columns, about the same time."""
    first, last = _time(columns)
    given = {name: columns.get(f"{name}_id") for name in ("subject", "place", "metric")}
    ids = session.scalars(_alike(deprecated), given | {"first": first, "last": last})
    return rows_of(session, Claim, [number for number in ids if number != columns.get("id")])


# Both indexes are asked before any claim is read: a subject may have tens of thousands, and few of them of a
# metric. Joined so, SQLite begins with the subject.
OF_METRIC = """
    SELECT one.id FROM claims AS one CROSS JOIN claims AS same
    WHERE one.subject_id IN (:subject, :place) AND same.id = one.id AND same.metric_id = :metric
"""


@cache
def _alike(deprecated: bool) -> Select[Any]:
    """The newest claims of a `subject`, `metric` and `place`, at a time from `first` to `last`; of the place
    itself as well, where the subject vouches for it. Put together once.

    "South Korea ranks second, OpenAI said" is recorded of OpenAI in South Korea, or of South Korea.
    """
    claim = Claim.__table__.c
    subject, place, metric = (bindparam(name, type_=Key) for name in ("subject", "place", "metric"))
    first, last = (bindparam(name, type_=Date) for name in ("first", "last"))
    query = (
        select(claim.id)
        .where(claim.id.in_(text(OF_METRIC).bindparams(subject, place, metric).columns(claim.id)))
        .where(or_(
            and_(claim.subject_id == subject, claim.place_id.is_not_distinct_from(place)),
            and_(claim.subject_id == place, claim.claimant_id == subject),
        ))
        # An unknown time may be any.
        .where(or_(first.is_(None), claim.as_of_to.is_(None), claim.as_of_to >= first))
        .where(or_(last.is_(None), claim.as_of_from.is_(None), claim.as_of_from <= last))
        .where(claim.trashed_at.is_(None), claim.merged_into_id.is_(None))
        .order_by(claim.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return query if deprecated else query.where(claim.rank != "deprecated")


def _time(row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days within which a claim was true; None is open."""
    first, last = (row.get(f"as_of_{end}") for end in ("from", "to"))
    return (
        date.fromisoformat(first) if isinstance(first, str) else first,
        date.fromisoformat(last) if isinstance(last, str) else last,
    )


def comparable(row: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether both have bounds in the same unit."""
    same = all(row.get(name) == columns.get(name) for name in ("unit", "change_kind"))
    return same and _bounded(row) and _bounded(columns)


def _bounded(values: Mapping[str, Any]) -> bool:
    return values.get("comparator") not in (None, "vague")


def says_the_same(row: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether both bound the truth alike, however they are written."""
    return comparable(row, columns) and _bounds(row) == _bounds(columns)


def contradicts(row: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether no number could be both: 12 against 11, but not 2nd against the top 10."""
    if not comparable(row, columns):
        return False
    (low, high), (other_low, other_high) = _meant(row), _meant(columns)
    return high < other_low or other_high < low


def _bounds(values: Mapping[str, Any]) -> tuple[float, float]:
    low, high = values.get("value_low"), values.get("value_high")
    return (-OPEN if low is None else float(low), OPEN if high is None else float(high))


def _meant(values: Mapping[str, Any]) -> tuple[float, float]:
    """The bounds that a value can mean: "about 4,000" is whatever is rounded to it, from 3,500 to 4,500."""
    low, high = _bounds(values)
    if values.get("comparator") != "about":
        return low, high
    digits, _, power = f"{low:.11e}".partition("e")
    step = 10.0 ** (int(power) - len(digits.partition(".")[2].rstrip("0")))
    return low - step / 2, high + step / 2


def _against(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """How a value stands to one that it contradicts: "29% lower", "at least 3 points higher"."""
    (low, high), (our_low, our_high) = _meant(there), _meant(here)
    lower = high < our_low
    gap, base = (our_low - high, our_low) if lower else (low - our_high, our_high)
    exact = all(one.get("comparator") == "exact" for one in (there, here))
    unit, least = here.get("unit"), "" if exact else "at least "
    way = ("higher" if lower else "lower") if unit == "rank" else "lower" if lower else "higher"
    if unit == "rank":
        return f"{least}{gap:,.0f} {'place' if gap == 1 else 'places'} {way}"
    if unit == "percent" or not base:
        return f"{least}{gap:,.3g} {'points' if unit == 'percent' else ''} {way}".replace("  ", " ")
    return f"{least}{100 * gap / abs(base):,.3g}% {way}"


def _reasons(there: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What else differs between two claims: what it is, there, here."""
    for name, label in EXPLAINING.items():
        same = _time(there) == _time(here) if name == "as_of" else there.get(name) == here.get(name)
        if not same:
            said, ours = (str(row.get(name) or "not said").replace("_", " ") for row in (there, here))
            yield label, said, ours
