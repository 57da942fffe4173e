"""A time axis: which days it covers, where a day stands on it, and the months or years it is counted by."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Literal

from tracker.dates import PartialDate, calendar, read_date, show_date

Step = Literal["day", "month", "quarter", "year", "decade"]
STEPS: tuple[Step, ...] = ("day", "month", "quarter", "year", "decade")
MOST_BARS = 72
DAY = timedelta(days=1)
MOST_TICKS = 8
DAYS_BETWEEN = {"day": 1, "month": 30.44, "quarter": 91.3, "year": 365.25, "decade": 3652.5}


def _date(first: date, last: date, step: Step) -> PartialDate:
    """Some days as a date: the unit that they are, or a range."""
    whole = step != "decade" and calendar.ends(calendar.around(first, step)) == (first, last)
    return PartialDate("", first, last, step if whole and step != "decade" else "range")


@dataclass(frozen=True)
class Bucket:
    """A day, month, quarter, year or decade of the axis, or the part of one at its edge."""

    first: date
    last: date
    step: Step

    @cached_property
    def window(self) -> tuple[str, str]:
        """Its first and its last day as an address writes them, both the whole unit when it is one."""
        if self._date.precision == "range":
            return self.first.isoformat(), self.last.isoformat()
        return show_date(self._date), show_date(self._date)

    @cached_property
    def words(self) -> str:
        return read_date(self._date)

    @cached_property
    def _date(self) -> PartialDate:
        return _date(self.first, self.last, self.step)


@dataclass(frozen=True)
class Stretch:
    """Where a date stands on an axis, in percent of its width; which ends are not known, or lie beyond it."""

    left: float
    right: float
    open_left: bool = False
    open_right: bool = False

    @property
    def width(self) -> float:
        return round(self.right - self.left, 3)

    @property
    def middle(self) -> float:
        return round((self.left + self.right) / 2, 3)


@dataclass(frozen=True)
class Tick:
    """A line across a drawing where a year, a month or a day begins."""

    at: float
    words: str


@dataclass(frozen=True)
class Axis:
    """The days from `first` to `last`, both included, counted by `step`."""

    first: date
    last: date
    step: Step

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """The days it covers, for people."""
        return read_date(_date(self.first, self.last, self.step))

    def at(self, day: date) -> float:
        """Where a day begins, in percent of the width."""
        return round((day - self.first).days / self.days * 100, 3)

    def touches(self, start: date | None, end: date | None) -> bool:
        """Whether a date can lie on the axis; none that nobody knows."""
        if (start and start > self.last) or (end and end < self.first):
            return False
        return bool(start or end)

    def stretch(self, start: date | None, end: date | None) -> Stretch | None:
        """Where a date stands; None when no part of it is on the axis. An open end reaches the edge."""
        if not self.touches(start, end):
            return None
        left = self.at(max(start, self.first)) if start else 0.0
        right = 100.0 if end is None or end >= self.last else self.at(end + DAY)
        return Stretch(left, right, start is None or start < self.first, end is None or end > self.last)

    def buckets(self) -> tuple[Bucket, ...]:
        """The days, months, quarters or years of the axis, in order."""
        return _buckets(self)

    def ticks(self) -> tuple[Tick, ...]:
        """At most nine lines at the beginnings of years, months or days, each with its words."""
        return _ticks(self)


# Asked for once a strip of bars, and by each for the words of the same ones.
@lru_cache(maxsize=64)
def _buckets(axis: Axis) -> tuple[Bucket, ...]:
    found, day = [], axis.first
    while True:
        last = min(calendar.ends(calendar.around(day, axis.step))[1], axis.last)
        found.append(Bucket(day, last, axis.step))
        if last == axis.last:
            return tuple(found)
        day = calendar.moved(last, 1)


# Asked for once a lane.
@lru_cache(maxsize=64)
def _ticks(axis: Axis) -> tuple[Tick, ...]:
    if axis.days <= 62:
        apart = -(-axis.days // MOST_TICKS)
        days = [calendar.moved(axis.first, number) for number in range(0, axis.days, apart)]
        return tuple(Tick(axis.at(day), f"{day.day} {day:%b}") for day in days)
    months = round(axis.days / DAYS_BETWEEN["month"])
    if months <= 36:
        apart = next(size for size in (1, 2, 3, 6) if size * MOST_TICKS >= months or size == 6)
        begin = [one.first for one in Axis(axis.first, axis.last, "month").buckets() if one.first.day == 1]
        chosen = [day for day in begin if (day.month - 1) % apart == 0]
        return tuple(Tick(axis.at(day), _month(day, day == chosen[0])) for day in chosen)
    years = -(-months // 12)
    apart = next(size for size in (1, 2, 5, 10, 20, 50, 100, 250) if size * MOST_TICKS >= years)
    after = axis.first.year if axis.first == date(axis.first.year, 1, 1) else axis.first.year + 1
    shown = range(-(-after // apart) * apart, axis.last.year + 1, apart)
    return tuple(Tick(axis.at(date(year, 1, 1)), str(year)) for year in shown)


def _month(day: date, first: bool) -> str:
    return f"{day:%b} {day.year}" if first or day.month == 1 else f"{day:%b}"


def axis_over(first: date, last: date) -> Axis:
    """The axis over some days, widened to whole units of the step that makes at most 72 bars."""
    days = (last - first).days + 1
    step: Step = next((one for one in STEPS if days <= DAYS_BETWEEN[one] * MOST_BARS), STEPS[-1])
    begins = calendar.ends(calendar.around(first, step))[0]
    return Axis(begins, calendar.ends(calendar.around(last, step))[1], step)


# -- how much lies where ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bucket of the axis: how many dates lie in it for certain, and how many more may lie in it.

    left and width are in percent of the width; heights are of the highest bar that is drawn beside it.
    """

    bucket: Bucket
    sure: int
    maybe: int
    left: float
    width: float

    @property
    def count(self) -> int:
        return self.sure + self.maybe


Dated = tuple[date | None, date | None, int]
# (for certain, maybe) for each bucket of an axis.
Counts = list[tuple[int, int]]


def bars(axis: Axis, dated: Iterable[Dated]) -> list[Bar]:
    """A bar for each bucket, from dates (first day, last day, how many)."""
    return bars_of(axis, counted(axis, dated))


def bars_of(axis: Axis, counts: Counts) -> list[Bar]:
    """The bars of what was counted."""
    placed = zip(_placed(axis), counts, strict=True)
    return [Bar(bucket, sure, maybe, left, width) for (bucket, left, width), (sure, maybe) in placed]


@lru_cache(maxsize=64)
def _placed(axis: Axis) -> tuple[tuple[Bucket, float, float], ...]:
    """The buckets of an axis, where each begins and how wide it is."""
    found = []
    for bucket in axis.buckets():
        left = axis.at(bucket.first)
        right = 100.0 if bucket.last == axis.last else axis.at(bucket.last + DAY)
        found.append((bucket, left, round(right - left, 3)))
    return tuple(found)


def counted(axis: Axis, dated: Iterable[Dated]) -> Counts:
    """How many dates lie in each bucket of an axis for certain, and how many more may.

    A date lies in a bucket for certain when all the days it can mean do; else it may lie in each that it
    touches, and is counted in all of them. What an address with `_from` and `_to` finds is the same.
    """
    buckets = axis.buckets()
    starts, ends = [one.first for one in buckets], [one.last for one in buckets]
    sure, edges = [0] * len(buckets), [0] * (len(buckets) + 1)
    for first, last, count in dated:
        low = bisect_left(ends, first) if first else 0
        high = (bisect_right(starts, last) if last else len(buckets)) - 1
        if low > high:
            continue
        if first and last and low == high and starts[low] <= first and last <= ends[low]:
            sure[low] += count
        else:
            edges[low] += count
            edges[high + 1] -= count
    return list(zip(sure, accumulate(edges[:-1]), strict=True))
