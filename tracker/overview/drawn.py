"""A chart of any answer in SQL: two or three columns, what is named first and what is counted last.

Two columns are a name and a number. Three are a name and two numbers, or a name, a series and a number.
Measures are in percent of the width and in pixels of the height.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MOST_BARS = 60
MOST_SERIES = 6
MOST_POINTS = 1_000
TALL = 260
Cells = Sequence[Any]
# The name of a point, percent across, pixels down, and its number.
Point = tuple[str, float, float, float]


@dataclass(frozen=True)
class Series:
    """The numbers of one name in a chart, by what they are numbers of; None where there is no number."""

    name: str
    values: dict[str, float | None]


@dataclass(frozen=True)
class Drawing:
    """What is drawn: the names along, in order, a series or more, and the ticks of their scale."""

    along: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    ticks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.ticks[0]

    def share(self, value: float) -> float:
        """Where a value stands between the ends of the scale, in percent."""
        return round(100 * (value - self.low) / (self.ticks[-1] - self.low), 3)

    def places(self) -> tuple[float, ...]:
        """Where the names stand from left to right, in percent: by day or number if all are, else evenly."""
        steps = [_measure(label) for label in self.labels]
        found = [step for step in steps if step is not None]
        if len(found) == len(steps) and len(set(found)) == len(found) > 1:
            first, last = min(found), max(found)
            return tuple(round(100 * (step - first) / (last - first), 3) for step in found)
        last_place = max(len(steps) - 1, 1)
        return tuple(round(100 * place / last_place, 3) for place in range(len(steps)))

    def lines(self) -> tuple[tuple[Series, tuple[Point, ...]], ...]:
        """The points of each series from left to right."""
        places = sorted(zip(self.places(), self.labels, strict=True))
        return tuple((series, tuple(self._points(series, places))) for series in self.series)

    def _points(self, series: Series, places: list[tuple[float, str]]) -> list[Point]:
        found = [(across, label, series.values.get(label)) for across, label in places]
        return [
            (label, across, round(TALL * (1 - self.share(value) / 100), 2), value)
            for across, label, value in found
            if value is not None
        ]


@dataclass(frozen=True)
class NotDrawn:
    """Why an answer has no chart."""

    reason: str


def draw(columns: Sequence[str], rows: Sequence[Cells], how: str) -> Drawing | NotDrawn:
    """The chart of an answer as "bars" or "line", or why there is none."""
    if not 2 <= len(columns) <= 3:
        return NotDrawn("A chart takes two or three columns: a name first, numbers last. Select only those.")
    if not rows:
        return NotDrawn("There is no row to draw.")
    series = _series(columns, rows)
    if series is None:
        return NotDrawn(f"The last column, {columns[-1]}, must hold numbers.")
    labels = tuple(dict.fromkeys(_name(row[0]) for row in rows))
    most = MOST_BARS if how == "bars" else MOST_POINTS
    if len(labels) > most:
        return NotDrawn(f"{len(labels):,} names do not fit: at most {most:,}. Group or limit the rows.")
    if len(series) > MOST_SERIES:
        return NotDrawn(f"{len(series):,} series cannot be told apart: at most {MOST_SERIES}.")
    numbers = [value for one in series for value in one.values.values() if value is not None]
    if not numbers:
        return NotDrawn("There is no number to draw.")
    whole = all(isinstance(number, int) for number in numbers)
    ticks = _ticks(min(0.0, *numbers), max(0.0, *numbers), whole)
    return Drawing(columns[0], labels, tuple(series), ticks)


def _series(columns: Sequence[str], rows: Sequence[Cells]) -> list[Series] | None:
    """The series of an answer; None when what should be numbers are none."""
    if not holds_numbers(rows, -1):
        return None
    if len(columns) == 2 or holds_numbers(rows, 1):
        return [
            Series(name, {_name(row[0]): row[place] for row in rows})
            for place, name in enumerate(columns)
            if place
        ]
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        found.setdefault(_name(row[1]), {})[_name(row[0])] = row[2]
    return [Series(name, values) for name, values in found.items()]


def holds_numbers(rows: Sequence[Cells], place: int) -> bool:
    """Whether there are numbers in a column, and nothing else."""
    values = [row[place] for row in rows if row[place] is not None]
    return bool(values) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)


def _name(value: Any) -> str:
    return "none" if value is None or value == "" else str(value)


def _measure(label: str) -> float | None:
    """A name as a number or a day, if it is one; months are days too."""
    try:
        return float(label)
    except ValueError:
        pass
    try:
        return float(date.fromisoformat(f"{label}-01" if len(label) == 7 else label[:10]).toordinal())
    except ValueError:
        return None


def _ticks(low: float, high: float, whole: bool) -> tuple[float, ...]:
    """Up to eight round numbers from at most the lowest to at least the highest; whole ones of whole ones."""
    if high <= low:
        high = low + 1
    power = 10.0 ** math.floor(math.log10((high - low) / 5))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= (high - low) / 6)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(round(place * step, 10) for place in range(first, last + 1))
