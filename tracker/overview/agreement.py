"""Claims about the same thing: which say the same, which contradict each other, and what may explain it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tracker.queries.rows import rows_of
from tracker.records.claim import Claim
from tracker.records.metric import Metric

MOST = 50
# What may explain that two values differ, and how it is called.
EXPLAINING = {
    "as_of": "as of", "modality": "told as", "scope": "counted among", "baseline": "measured against",
}  # fmt: skip
OPEN = float("inf")


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
    found = [one for one in alike(session, row, deprecated=True) if one["id"] != row["id"]]
    agreeing = [Other(one) for one in found if comparable(one, row) and not contradicts(one, row)]
    if not session.scalar(select(Metric.single_valued).where(Metric.id == row["metric_id"])):
        return agreeing, []
    differing = [one for one in found if contradicts(one, row)]
    return agreeing, [Other(one, _against(one, row), tuple(_reasons(one, row))) for one in differing]


def disagreeing(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """How many of some claims each contradicts, by its id; those that contradict none left out."""
    comparables = defaultdict(list)
    for row in rows:
        if _bounded(row):
            comparables[row["metric_id"], row["unit"], row["change_kind"]].append(row)
    found = {one["id"]: count for some in comparables.values() for one in some if (count := _met(one, some))}
    if not found:
        return {}
    many = set(session.scalars(select(Metric.id).where(Metric.single_valued.is_(False))))
    alone = {row["id"] for row in rows if row["metric_id"] not in many}
    return {number: count for number, count in found.items() if number in alone}


def _met(one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> int:
    return sum(_of_one_thing(one, other) and contradicts(one, other) for other in rows)


def alike(session: Session, columns: Mapping[str, Any], deprecated: bool = False) -> list[dict[str, Any]]:
    """Claims of the subject, metric and place of one that is given in columns, about the same time."""
    claim = Claim.__table__.c
    query = (
        select(claim.id)
        .where(_about_the_same(columns), claim.metric_id == columns.get("metric_id"))
        .where(claim.trashed_at.is_(None), claim.merged_into_id.is_(None), *_overlapping(columns))
        .order_by(claim.id.desc())
        .limit(MOST)
    )
    if not deprecated:
        query = query.where(claim.rank != "deprecated")
    return rows_of(session, Claim, list(session.scalars(query)))


def _about_the_same(columns: Mapping[str, Any]) -> ColumnElement[bool]:
    """Claims of the same subject and place; or of the place itself, as the subject vouches for it.

    "South Korea ranks second, OpenAI said" is recorded of OpenAI in South Korea, or of South Korea.
    """
    claim = Claim.__table__.c
    subject, place = columns.get("subject_id"), columns.get("place_id")
    same_place = claim.place_id.is_(None) if place is None else claim.place_id == place
    plain = and_(claim.subject_id == subject, same_place)
    of_place = and_(claim.subject_id == place, claim.claimant_id == subject)
    return plain if place is None else or_(plain, of_place)


def _overlapping(columns: Mapping[str, Any]) -> Iterator[ColumnElement[bool]]:
    """Rows whose time may be this one's; an unknown time may be any."""
    claim, (first, last) = Claim.__table__.c, _time(columns)
    if first:
        yield or_(claim.as_of_to.is_(None), claim.as_of_to >= first)
    if last:
        yield or_(claim.as_of_from.is_(None), claim.as_of_from <= last)


def _time(row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days within which a claim was true; None is open."""
    first, last = (row.get(f"as_of_{end}") for end in ("from", "to"))
    return (
        date.fromisoformat(first) if isinstance(first, str) else first,
        date.fromisoformat(last) if isinstance(last, str) else last,
    )


def _of_one_thing(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether `alike` would find another claim of the metric for one: the same rule, on rows."""
    subject, place = one["subject_id"], one["place_id"]
    of_place = place is not None and (other["subject_id"], other["claimant_id"]) == (place, subject)
    if not of_place and (other["subject_id"], other["place_id"]) != (subject, place):
        return False
    # Days as rows have them, in ISO text, come in the order of the days.
    first, last, from_, to = (row[f"as_of_{end}"] for row in (one, other) for end in ("from", "to"))
    return not ((last and from_ and last < from_) or (first and to and to < first))


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
