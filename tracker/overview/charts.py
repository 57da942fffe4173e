"""Charts of claims: only what can be compared is joined, and what is left out is named with its reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.orm import Session

from tracker.overview.axis import Axis, Stretch, axis_over
from tracker.overview.charted import charted
from tracker.overview.kept import kept
from tracker.overview.leading import led_to
from tracker.overview.marks import OUTLOOKS, reported_on
from tracker.overview.scope import Scope, read_own, read_scope
from tracker.records import Registered
from tracker.records.claim import Claim
from tracker.records.metric import Metric
from tracker.values import Quantity, read_value

MOST_CHARTS = 12
UNSURE = {"rumour": "a rumour", "denial": "a denial", "opinion": "an opinion"}
TALL = 180  # pixels that a chart is high
HEADROOM = 14  # pixels above the highest value, for what is open upwards


@dataclass(frozen=True)
class Point:
    """A claim of a series. low and high are in the unit of the series, None where open.

    reported: whether it stands on the day of the first article, as nobody said when it was.
    """

    id: int
    summary: str
    value: str
    comparator: str
    low: float | None
    high: float | None
    said: str
    first: date | None
    last: date | None
    precision: str | None
    anchor: date | None
    modality: str
    claimant_id: int | None
    claimant: str | None
    reported: bool

    @property
    def permalink(self) -> str:
        return f"/claims/{self.id}"

    @property
    def foreseen(self) -> bool:
        return self.modality in OUTLOOKS


@dataclass(frozen=True)
class LeftOut:
    """Claims that are not drawn, for one reason: (address, summary) of each."""

    reason: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Series:
    """Claims that can be compared: of one subject, metric, scope, place and unit, all of them levels.

    address: the list of all claims of the subject about the metric, drawn or not.
    """

    subject_id: int
    subject: str
    metric_id: int
    metric: str
    scope: str | None
    place_id: int | None
    place: str | None
    unit: str | None
    address: str
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def title(self) -> str:
        return f"{self.subject}: {self.metric}"

    @property
    def among(self) -> str:
        """What is counted, among what and where, in words."""
        return ", ".join(filter(None, [self.unit and self.unit.replace("_", " "), self.scope, self.place]))


@dataclass(frozen=True)
class Scale:
    """The values of a chart from the bottom to the top; `turned` has the lowest on top, as ranks do."""

    low: float
    high: float
    turned: bool
    unit: str | None

    def at(self, value: float) -> float:
        """How many pixels below the top of the chart a value stands."""
        part = (value - self.low) / (self.high - self.low)
        return round(HEADROOM + (part if self.turned else 1 - part) * (TALL - HEADROOM), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """The lines across: (pixels below the top, words)."""
        step = _step(self.high - self.low)
        count = round((self.high - self.low) / step)
        values = [self.low + step * number for number in range(count + 1)]
        return [(self.at(value), self.words(value)) for value in values if not (self.turned and value == 0)]

    def words(self, value: float) -> str:
        return _worded(value, self.unit)


# A chart tells each of its lines twice, and charts of the same metric have the same lines.
@lru_cache(maxsize=1000)
def _worded(value: float, unit: str | None) -> str:
    number = Decimal(repr(round(value, 6)))
    told = unit if unit in ("rank", "percent") or (unit or "").isupper() else None
    currency = told if told and told.isupper() and len(told) == 3 else None
    return read_value(Quantity("", None, "exact", number, number, told, currency, "level"))


@dataclass(frozen=True)
class Placed:
    """A point on its chart: the days across in percent, the interval down in pixels, and its open ends."""

    point: Point
    at: Stretch
    top: float
    height: float
    open_up: bool
    open_down: bool


@dataclass(frozen=True)
class Chart:
    """A series with the axis and the scale it is drawn on, its points, and the lines that join them."""

    series: Series
    axis: Axis
    scale: Scale
    placed: tuple[Placed, ...]
    lines: tuple[tuple[float, float, float, float], ...]


# -- reading ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """The charts of a scope; how many more there are, and how many claims were too many to be read."""

    charts: list[Chart]
    hidden: int
    unread: int


def claims_asked(session: Session, arguments: Iterable[tuple[str, str]]) -> Scope:
    """The claims that the filters of their list leave; Refused names the argument that is wrong."""
    given = [pair for pair in read_own(arguments)[1] if pair != ("_of", "claims")]
    return read_scope(session, [("_of", "claims"), *given], ("claims",))


def charts(session: Session, scope: Scope, most: int = MOST_CHARTS) -> Found:
    """The series of a scope's claims that have two points or more, those of most points first."""
    read = charted(session, scope, most)
    rows = _claims(session, read.claims)
    found = [one for some in _by_pair(rows).values() for one in _comparable(some)]
    # As many as are drawn are made: each tells of all that it leaves out.
    drawn = sorted((one for one in found if len(one.inside) > 1), key=lambda one: -len(one.inside))
    series = [_series(scope, one) for one in drawn[:most]]
    return Found(_laid_out(series), read.more + len(drawn[most:]), read.counted - len(rows))


def _claims(session: Session, ids: Sequence[int]) -> list[Mapping[Any, Any]]:
    """Claims, newest first, at the time they are about, else at the time they were made."""
    found = session.execute(_asked(), {"ids": list(ids)}).mappings().all() if ids else []
    return _reported(session, [dict(row) for row in found])


@cache
def _asked() -> Select[Any]:
    """The claims `ids`. Put together once: to build it anew takes longer than to run it."""
    claim = Claim.__table__.c
    parts = {"said": "", "first": "_from", "last": "_to", "precision": "_precision", "anchor": "_anchor"}
    dated = claim.as_of.is_not(None)
    when = [
        case((dated, claim[f"as_of{end}"]), else_=claim[f"said_on{end}"]).label(name)
        for name, end in parts.items()
    ]
    names = {name: Registered.__table__.alias(name) for name in ("subject", "claimant", "place")}
    query = select(
        claim.id, claim.summary, claim.value_text, claim.value_state, claim.comparator, claim.value_low,
        claim.value_high, claim.unit, claim.change_kind, claim.scope, claim.place_id, claim.modality,
        claim.rank, claim.subject_id, claim.metric_id, claim.claimant_id,
        Metric.__table__.c.label.label("metric"),
        *(table.c.name.label(name) for name, table in names.items()), *when,
    ).join(Metric.__table__, Metric.__table__.c.id == claim.metric_id)  # fmt: skip
    for name, table in names.items():
        query = query.outerjoin(table, table.c.id == claim[f"{name}_id"])
    return query.where(claim.id.in_(bindparam("ids", expanding=True))).order_by(claim.id.desc())


def _reported(session: Session, rows: list[dict[Any, Any]]) -> list[Mapping[Any, Any]]:
    """The same claims, those without a day of their own on the day they were first reported."""
    told = reported_on(session, [row["id"] for row in rows if not (row["first"] or row["last"])])
    return [row | told.get(row["id"], {}) | {"reported": row["id"] in told} for row in rows]


def _by_pair(rows: Iterable[Mapping[Any, Any]]) -> dict[tuple[int, int], list[Mapping[Any, Any]]]:
    found: dict[tuple[int, int], list[Mapping[Any, Any]]] = defaultdict(list)
    for row in rows:
        found[row["subject_id"], row["metric_id"]].append(row)
    return found


def why_not(row: Mapping[Any, Any]) -> str | None:
    """Why a claim cannot stand in any chart; None when it can."""
    if row["rank"] == "deprecated":
        return "deprecated"
    if row["modality"] in UNSURE:
        return UNSURE[row["modality"]]
    if row["value_state"] or row["comparator"] is None:
        return row["value_state"] or "no value"
    if row["comparator"] == "vague":
        return "vague value"
    if row["change_kind"] not in (None, "level"):
        return f"a {row['change_kind']}, not a level"
    return None if row["first"] or row["last"] else "no date"


def _key(row: Mapping[Any, Any]) -> tuple[str, int, str]:
    """What claims must share to be compared, within one subject and metric."""
    return row["scope"] or "", row["place_id"] or 0, row["unit"] or ""


@dataclass(frozen=True)
class _Comparable:
    """Claims of one subject and metric: those that can be compared, all of them, and why some stand in no
    chart."""

    inside: Sequence[Mapping[Any, Any]]
    rows: Sequence[Mapping[Any, Any]]
    reasons: Mapping[int, str | None]


def _comparable(rows: Sequence[Mapping[Any, Any]]) -> Iterator[_Comparable]:
    """The claims of one subject and metric by what they must share."""
    reasons = {row["id"]: why_not(row) for row in rows}
    groups: dict[Any, list[Mapping[Any, Any]]] = defaultdict(list)
    for row in rows:
        if reasons[row["id"]] is None:
            groups[_key(row)].append(row)
    return (_Comparable(some, rows, reasons) for some in groups.values())


def _address(scope: Scope, row: Mapping[Any, Any]) -> str:
    kept = [pair for pair in scope.arguments if pair[0].removesuffix("_id") not in ("subject", "metric")]
    pair = {"subject_id": row["subject_id"], "metric_id": row["metric_id"]}
    return f"/claims/?{urlencode([*kept, *pair.items()])}"


def _series(scope: Scope, found: _Comparable) -> Series:
    """The series of claims that can be compared, with the claims of the two that are not in it."""
    head = found.inside[0]
    inside = {row["id"] for row in found.inside}
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in found.rows:
        if row["id"] not in inside:
            reason = found.reasons[row["id"]] or _differs(row, head)
            out[reason].append((f"/claims/{row['id']}", row["summary"]))
    points = sorted(map(_point, found.inside), key=_when)
    left = tuple(LeftOut(reason, tuple(claims)) for reason, claims in sorted(out.items()))
    return Series(
        head["subject_id"], head["subject"], head["metric_id"], head["metric"], head["scope"],
        head["place_id"], head["place"], head["unit"], _address(scope, head), tuple(points), left,
    )  # fmt: skip


def _differs(row: Mapping[Any, Any], head: Mapping[Any, Any]) -> str:
    """In what a claim is another than those of a series."""
    names = ("unit", "scope", "place")
    keys = ("unit", "scope", "place_id")
    other = (name for name, key in zip(names, keys, strict=True) if (row[key] or "") != (head[key] or ""))
    return f"other {' and '.join(other)}"


def _point(row: Mapping[Any, Any]) -> Point:
    return Point(
        row["id"], row["summary"], row["value_text"], row["comparator"], row["value_low"], row["value_high"],
        row["said"], row["first"], row["last"], row["precision"], row["anchor"], row["modality"],
        row["claimant_id"], row["claimant"], row["reported"],
    )  # fmt: skip


def _when(point: Point) -> tuple[date, date, int]:
    return point.last or point.first or date.max, point.first or date.min, point.id


# -- laying out -------------------------------------------------------------------------------------------


def _laid_out(found: Sequence[Series]) -> list[Chart]:
    """The charts on one axis of time, and on one scale where they count the same."""
    if not found:
        return []
    known = [day for one in found for point in one.points for day in (point.first, point.last) if day]
    axis = axis_over(min(known), max(known))
    shared = len({(one.metric_id, one.unit) for one in found}) == 1
    scale = _scale([point for one in found for point in one.points], found[0].unit)
    return [_chart(one, axis, scale if shared else _scale(one.points, one.unit)) for one in found]


def _scale(points: Iterable[Point], unit: str | None) -> Scale:
    bounds = [bound for point in points for bound in (point.low, point.high) if bound is not None]
    low, high = min(0.0, *bounds, 0.0), max(0.0, *bounds, 0.0)
    if low == high:
        high = low + 1
    step = _step(high - low)
    return Scale(floor(low / step) * step, ceil(high / step) * step, unit == "rank", unit)


def _step(reach: float) -> float:
    """A round number of which four to ten make up the reach."""
    rough = reach / 5
    size: float = 10.0 ** floor(log10(rough))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * 0.999)


def _chart(series: Series, axis: Axis, scale: Scale) -> Chart:
    placed = tuple(one for point in series.points if (one := _placed(point, axis, scale)))
    return Chart(series, axis, scale, placed, tuple(_lines(placed)))


def _placed(point: Point, axis: Axis, scale: Scale) -> Placed | None:
    at = axis.stretch(point.first, point.last)
    if at is None:
        return None
    ends = [scale.at(bound) if bound is not None else None for bound in (point.low, point.high)]
    more, less = (ends[0], ends[1]) if scale.turned else (ends[1], ends[0])
    top, bottom = 0.0 if more is None else more, float(TALL) if less is None else less
    return Placed(point, at, top, round(bottom - top, 1), more is None, less is None)


def _lines(placed: Iterable[Placed]) -> Iterable[tuple[float, float, float, float]]:
    """Lines between facts that follow each other for certain and have two bounds: (x1, y1, x2, y2)."""
    facts = [
        one for one in placed
        if not (one.point.foreseen or one.point.reported or one.open_up or one.open_down)
        and not (one.at.open_left or one.at.open_right)
    ]  # fmt: skip
    counts = Counter(one.at.middle for one in facts)
    for one, other in pairwise(facts):
        apart = one.point.last and other.point.first and one.point.last < other.point.first
        if apart and counts[one.at.middle] == counts[other.at.middle] == 1:
            yield one.at.middle, one.top + one.height / 2, other.at.middle, other.top + other.height / 2


def claimed_metrics(session: Session) -> list[tuple[int, str, int]]:
    """The metrics that claims are about: id, label and how many claims, most first; counted once a save."""
    return kept(session, "metrics", lambda: _claimed_metrics(session))


def _claimed_metrics(session: Session) -> list[tuple[int, str, int]]:
    counts = led_to(session, Claim, "metric_id", Metric)
    metric = Metric.__table__.c
    found = [(one.id, one.label, counts[one.id]) for one in session.execute(select(metric.id, metric.label))]
    return sorted((one for one in found if one[2]), key=lambda one: (-one[2], one[1]))
