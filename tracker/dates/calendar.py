"""Stretches of days: calendar units, their parts, their neighbours, and stretches that are open at one end.

Every day is within the years FIRST_YEAR to LAST_YEAR; what would leave them raises ValueError.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

Precision = Literal["day", "week", "month", "quarter", "half", "season", "year", "range", "relative"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
Unit = Literal["day", "week", "month", "quarter", "half", "season", "year", "decade"]

FIRST_YEAR, LAST_YEAR = 1000, 2999
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = ("spring", "summer", "autumn", "winter")


@dataclass(frozen=True)
class Stretch:
    """Days from first to last, both included; None is open.

    unit: the calendar unit it is, None if it is none. anchored: the days were worked out from the anchor.
    """

    first: date | None
    last: date | None
    unit: Unit | None = None
    anchored: bool = False

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"The end ({self.last}) lies before the beginning ({self.first}).")

    def counted(self) -> "Stretch":
        """The same days, worked out from the anchor."""
        return replace(self, anchored=True)


def day(year: int, month: int, number: int, /) -> date:
    """The day; ValueError with words for a user when there is none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}.")
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}.")
    if not 1 <= number <= monthrange(year, month)[1]:
        raise ValueError(f"There is no {number} {MONTHS[month - 1]} {year}.")
    return date(year, month, number)


def moved(start: date, days: int) -> date:
    """The day so many days later; ValueError outside the known years."""
    try:
        return day(*(start + timedelta(days=days)).timetuple()[:3])
    except OverflowError:
        raise ValueError(f"That lies outside the years {FIRST_YEAR} to {LAST_YEAR}.") from None


def moved_by(start: date, unit: Unit, number: int) -> date:
    """The same day so many units later; at a shorter month's end, its last day."""
    if unit in ("day", "week"):
        return moved(start, number * (7 if unit == "week" else 1))
    months = start.year * 12 + start.month - 1 + number * MONTHS_IN[unit]
    first = day(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(start.day, monthrange(first.year, first.month)[1]))


def months(year: int, month: int, length: int, unit: Unit | None) -> Stretch:
    """So many whole months from the given one on."""
    first = day(year, month, 1)
    last = moved_by(first, "month", length - 1)
    return Stretch(first, last.replace(day=monthrange(last.year, last.month)[1]), unit)


def season(year: int, name: str) -> Stretch:
    """Three whole months, as in the north: spring is March to May; winter begins in December of the year."""
    return months(year, 3 * SEASONS.index(name) + 3, 3, "season")


def week(year: int, number: int) -> Stretch:
    """An ISO week, Monday to Sunday; ValueError when the year has no such week."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        raise ValueError(f"There is no week {number} in {year}.") from None
    return Stretch(day(*monday.timetuple()[:3]), moved(monday, 6), "week")


def around(middle: date, unit: Unit) -> Stretch:
    """The calendar unit that the day lies in: its week, its quarter, its decade."""
    if unit == "day":
        return Stretch(middle, middle, "day")
    if unit == "week":
        return week(*middle.isocalendar()[:2])
    if unit == "decade":
        return months(middle.year // 10 * 10, 1, 120, "decade")
    if unit == "season":
        year, month = divmod(middle.year * 12 + middle.month - 3, 12)  # a season year begins in March
        return season(year, SEASONS[month // 3])
    length = MONTHS_IN[unit]
    return months(middle.year, (middle.month - 1) // length * length + 1, length, unit)


def ends(stretch: Stretch) -> tuple[date, date]:
    """First and last day of a stretch that is not open."""
    assert stretch.first is not None
    assert stretch.last is not None
    return stretch.first, stretch.last


def neighbours(stretch: Stretch) -> Stretch:
    """The unit with the one before it and the one after it: what "about 2025" is taken to mean.

    What is no unit ("around mid 2025") gets a month on either side.
    """
    first, last = ends(stretch)
    unit = stretch.unit or "month"
    before, after = around(moved(first, -1), unit), around(moved(last, 1), unit)
    return Stretch(before.first, after.last, None, stretch.anchored)


def part(stretch: Stretch, name: str) -> Stretch:
    """early, mid and late: thirds of the unit (days 1–10, 11–20 and 21–31 of a month).

    start and end: the first and the last quarter of a year, else the same as early and late.
    """
    first, last = ends(stretch)
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    if stretch.unit in ("day", "week"):
        raise ValueError(f"“{name}” goes with a month, a quarter, a half, a season, a year or a decade.")
    if length == 1:
        begin, end = {"start": (1, 10), "early": (1, 10), "mid": (11, 20)}.get(name, (21, last.day))
        return Stretch(first.replace(day=begin), first.replace(day=end), None, stretch.anchored)
    size = 3 if stretch.unit == "year" and name in ("start", "end") else length // 3
    skipped = {"start": 0, "early": 0, "mid": size}.get(name, length - size)
    inner = months(*_month_after(first, skipped), size, None)
    return replace(inner, anchored=stretch.anchored)


def _month_after(first: date, number: int) -> tuple[int, int]:
    at = moved_by(first, "month", number)
    return at.year, at.month
