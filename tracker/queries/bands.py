"""Numbers in bands: “1–10 million” and not each number by itself.

Every number is counted in a cell between two limits of one fixed scale, 1, 2, 5, 10, 20 …, and cells are put
together to as many bands as are read at a glance. So bands are counted like any field with few values.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal

from tracker.fields import Field
from tracker.values import UNITS, Comparator, Quantity, read_value

# The sorts of field that are counted in bands.
BANDED = ("value", "whole", "number")
# The word for a value without a number: undisclosed, several.
WORDS = "words"
# More are put together to wider ones.
MOST = 8

_POWERS = [Decimal(10) ** power for power in range(-1, 16)]
LIMITS = (Decimal(0), *(power * step for power in _POWERS[:-1] for step in (1, 2, 5)), _POWERS[-1])
# The limits of fewer and fewer bands.
SCALES = (LIMITS, (Decimal(0), *_POWERS), (Decimal(0), *_POWERS[1::3]))
# The numbers that stand for cells: that of all values without a number, and that of numbers below zero.
WORDED, BELOW = 1, 2

NUMBER = r"(-?[0-9]{1,21}(?:\.[0-9]{1,6})?)?"
RANGE = re.compile(rf"{NUMBER}\.\.{NUMBER}")


@dataclass(frozen=True)
class Band:
    """Numbers from `low` on and less than `high`; None is open."""

    low: Decimal | None = None
    high: Decimal | None = None

    @cached_property
    def written(self) -> str:
        """As an address has it: "10..20", "1000000000..", ".."."""
        ends = ("" if end is None else f"{end.normalize():f}" for end in (self.low, self.high))
        return "..".join(ends)

    @property
    def order(self) -> tuple[Decimal, Decimal]:
        """What bands are sorted by."""
        endless = Decimal("Infinity")
        return -endless if self.low is None else self.low, endless if self.high is None else self.high

    @property
    def cells(self) -> range | None:
        """The cells that it is made of; None when it ends within one."""
        first = BELOW if self.low is None else _begun_by(self.low)
        behind = BELOW + len(LIMITS) + 1 if self.high is None else _begun_by(self.high)
        return None if first is None or behind is None else range(first, behind)

    def holds(self, number: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a number lies in it; ValueError when none can."""
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("The first number must be smaller than the second.")
        tests = [number >= float(self.low)] if self.low is not None else []
        tests += [number < float(self.high)] if self.high is not None else []
        return and_(number.is_not(None), *tests)

    def words(self, unit: str | None = None) -> str:
        """For people: "US$1–10 bn", "less than 1 percent", "at least 10 cities"."""
        low, high = self.low, self.high
        if low is None and high is None:
            return "any number"
        if unit == "rank" and high is not None:
            # Nothing stands between two places.
            high -= 1
        compared: Comparator = "less_than" if low is None else "at_least" if high is None else "between"
        return read_value(Quantity("", None, compared, low, high, unit))


def _begun_by(limit: Decimal) -> int | None:
    """The cell whose numbers begin with one."""
    place = bisect_left(LIMITS, limit)
    return BELOW + 1 + place if place < len(LIMITS) and LIMITS[place] == limit else None


@cache
def read_band(text: str) -> Band | None:
    """The band that an address means; None when it means none."""
    found = RANGE.fullmatch(text)
    return Band(*(None if end is None else Decimal(end) for end in found.groups())) if found else None


def is_band(text: str) -> bool:
    """Whether an address means a band, or values without a number."""
    return text == WORDS or read_band(text) is not None


def cells_of(text: str) -> Collection[int] | None:
    """The cells of what an address means; None when it ends within one."""
    band = read_band(text)
    return (WORDED,) if text == WORDS else band.cells if band else None


def order_of(text: str | None) -> tuple[Any, ...]:
    """What bands are listed by: the smallest first, then values without a number, then nothing."""
    band = read_band(text or "")
    return (0, *band.order) if band else (1 if text else 2,)


def words_of(text: str, unit: str | None = None) -> str:
    """A band for people, in a unit; anything else as it is written."""
    band = read_band(text)
    return "no number" if text == WORDS else band.words(unit if unit in UNITS else None) if band else text


def bands(cells: Mapping[Any, int]) -> dict[str, int]:
    """The counts of cells put together to some bands, as addresses have them, those without any left out."""
    numbers = {cell: count for cell, count in cells.items() if cell and cell >= BELOW and count}
    for limits in SCALES:
        found: dict[str, int] = {}
        for cell, count in numbers.items():
            band = _around(cell, limits).written
            found[band] = found.get(band, 0) + count
        if len(found) <= MOST:
            break
    return found


def _around(cell: int, limits: Sequence[Decimal]) -> Band:
    """The band that a cell falls into, of those between some limits."""
    if cell == BELOW:
        return Band(None, limits[0])
    place = bisect_right(limits, LIMITS[cell - BELOW - 1])
    return Band(limits[place - 1], limits[place] if place < len(limits) else None)


# -- in the database --------------------------------------------------------------------------------------


def number_of(table: FromClause, field: Field) -> ColumnElement[Any]:
    """The number that a field is sorted and counted by: of a value its lower bound, or its upper if that is
    open."""
    names = field.parts[2:4] if field.sort == "value" else (field.column,)
    return func.coalesce(*(table.c[name] for name in names)) if len(names) > 1 else table.c[names[0]]


def lies_in(table: FromClause, field: Field, text: str) -> ColumnElement[bool]:
    """The condition for what an address means, which is a band."""
    number, band = number_of(table, field), read_band(text)
    return band.holds(number) if band else and_(number.is_(None), table.c[field.column].is_not(None))


def cell_of(table: FromClause, field: Field) -> ColumnElement[Any]:
    """The cell that a row is counted in; 0 is one without a value."""
    number, worded = number_of(table, field), table.c[field.column].is_not(None)
    return case((number.is_not(None), _reached(number, 0, len(LIMITS))), (worded, WORDED), else_=0)


def _reached(number: ColumnElement[Any], first: int, last: int) -> ColumnElement[Any]:
    """How many limits a number has reached, as a cell: of fifty in six comparisons."""
    if first == last:
        return literal(BELOW + first)
    middle = (first + last) // 2
    below, beyond = _reached(number, first, middle), _reached(number, middle + 1, last)
    return case((number < float(LIMITS[middle]), below), else_=beyond)
