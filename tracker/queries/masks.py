"""The rows that filters leave, as bitmaps: told by those of values where they can, else asked of SQL.

To place the ids of a condition that most of a million claims meet takes a second; the bitmaps of values
tell in less than a millisecond which rows have none, another one or a later one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.fields import Field
from tracker.lookup import lookup_of
from tracker.queries.bands import BANDED, cells_of, is_band, read_band
from tracker.queries.bitmaps import YEARS, Tally, places_of
from tracker.queries.filters import Filter, conditions, truth
from tracker.queries.packed import ids_of
from tracker.queries.tallies import tally
from tracker.records import Record

# Filters whose rows are remembered at one revision; each may be an eighth of a byte for each row.
REMEMBERED = 24
# Rows that began before a year, or end after it: so many are asked for by their ids.
LONG = 2_000


class Masks:
    """The rows of a kind that filters leave, remembered for as long as nothing is saved."""

    def __init__(self, session: Session, kind: type[Record]) -> None:
        self.session, self.kind = session, kind
        self.tally: Tally = tally(session, kind)

    def mask(self, filters: Sequence[Filter]) -> int:
        """The live rows that filters leave, as a bitmap."""
        rows = self.tally.live
        # Those that hold for one and the same part are asked for together.
        through = tuple(one for one in filters if one.reach.part and one.holds_together)
        for some in [(one,) for one in filters if one not in through] + ([through] if through else []):
            key = ("mask", some)
            found: int | None = self.tally.known.get(key)
            if found is None:
                found = self._mask(some)
                remember(self.tally.known, REMEMBERED, key, found)
            rows &= found
        return rows

    def ids(self, filters: Sequence[Filter]) -> list[int]:
        """The live rows that filters leave, in order."""
        return [self.tally.ids[place] for place in places_of(self.mask(filters))]

    def few_in(self, year: str, dated: Filter, filters: Sequence[Filter]) -> list[int] | None:
        """The live rows that filters leave and that may lie in a year too, by the date of one filter; None
        where no date names the year, or they are many."""
        if year not in self.tally.years.get(dated.field.column, ()):
            return None
        some = [*filters, Filter(dated.reach, "", (year,))]
        return self.ids(some) if self.mask(some).bit_count() <= LONG else None

    def _mask(self, some: tuple[Filter, ...]) -> int:
        told = self._told(some[0]) if len(some) == 1 else None
        return self._asked(some) if told is None else told

    def _asked(self, some: Sequence[Filter], among: Iterable[ColumnElement[bool]] = ()) -> int:
        """The rows that filters leave as SQL finds them, which takes long where they are many."""
        table = self.kind.__table__
        query = select(table.c.id).where(*conditions(self.session, self.kind, some), *among)
        return self.tally.mask(ids_of(self.session, query))

    def _told(self, one: Filter) -> int | None:
        """The live rows that a filter leaves, where bitmaps tell; None where they do not."""
        if one.operator == "ne":
            return self.tally.live ^ self.mask([replace(one, operator="")])
        if one.reach.part or one.reach.paths:
            return None
        if one.operator == "isnull":
            empty = self.tally.having(one.field.column, {None})
            wanted = {truth(value) for value in one.values}
            kept = {True: empty, False: None if empty is None else self.tally.live ^ empty}
            return self.tally.live if len(wanted) > 1 else kept[wanted.pop()]
        if one.field.sort == "date" and one.operator:
            return self._dated(one)
        if one.operator or not all(countable(one.field, value) for value in one.values):
            return None
        held = self._cells(one) if one.field.sort in BANDED else self.of(one)
        if held is None or (one.field.sort == "date" and not all(map(self._apart(one.field), held - {None}))):
            return None
        return self.tally.having(one.field.column, held)

    def _apart(self, field: Field) -> Callable[[str], bool]:
        """Whether the rows of a year are told apart: dates with an open end also lie in years that no row
        names, and the first and the last year hold those beyond as well."""
        years = self.tally.years.get(field.column, ())
        return lambda year: year in years and YEARS[0] < int(year) < YEARS[-1]

    def _dated(self, one: Filter) -> int | None:
        """The live rows from a day on, or up to it: those of all further years, and of its own year those
        that SQL finds, unless the day is the end of it; None where the years do not tell."""
        years, [first, *others] = self.tally.years.get(one.field.column, {}), one.values
        meant, since = parse_date(first), one.operator == "gte"
        day = meant.earliest if since else meant.latest
        if others or day is None or not YEARS[0] < day.year < YEARS[-1]:
            return None
        year = str(day.year)
        further = [other for other in years if other and (other > year if since else other < year)]
        if not further and year not in years:
            return None
        sure = self.tally.having(one.field.column, further) or 0
        own = (self.tally.having(one.field.column, (year,)) or 0) & ~sure
        if own and (day.month, day.day) != ((1, 1) if since else (12, 31)):
            own &= self._asked((one,), self._begun_in(one.field, day.year, own))
        return sure | own

    def _begun_in(self, field: Field, year: int, rows: int) -> list[ColumnElement[bool]]:
        """What holds for rows that lie in a year, said so that the index of their order finds them: most
        begin in it, and the few others are given by their ids. Nothing where these may be many."""
        before = self.tally.having(field.column, (str(year - 1),))
        others = (before or 0) & rows
        if not before or others.bit_count() > LONG:
            return []
        table = self.kind.__table__.c
        begun = func.coalesce(*(table[name] for name in field.parts[:2]))
        ids = [self.tally.ids[place] for place in places_of(others)]
        return [or_(begun.between(date(year, 1, 1), date(year, 12, 31)), table.id.in_(ids))]

    def of(self, chosen: Filter) -> set[Any]:
        """The values that a filter chooses, as rows hold them."""
        if chosen.operator == "isnull":
            return {None}
        given = (value for value in chosen.values if countable(chosen.field, value))
        held = {one for value in given for one in self._held(chosen.field, value)}
        return held | ({None} if chosen.or_empty else set())

    def _cells(self, chosen: Filter) -> set[int | None] | None:
        """The cells of the bands that a filter chooses; None when one ends within a cell."""
        found = [cells_of(value) for value in chosen.values]
        if any(some is None for some in found):
            return None
        return {cell for some in found for cell in some or ()} | ({None} if chosen.or_empty else set())

    def _held(self, field: Field, value: str) -> list[Any]:
        if field.sort in BANDED:
            band = read_band(value)
            return [band.written if band else value]
        if field.to:
            number, _, candidates = lookup_of(self.session).resolve(value, field.to)
            return [number] if number is not None else [candidate.id for candidate in candidates]
        return [truth(value)] if field.sort == "flag" else [value]


def remember(known: dict[Any, Any], most: int, key: Any, found: Any) -> None:
    """Keep what was found, of as many at most."""
    if len(known) >= most:
        known.clear()
    known[key] = found


def countable(field: Field, value: str) -> bool:
    """Whether a value is one that rows are counted by: of a date only whole years are, of a number bands."""
    if field.sort in BANDED:
        return is_band(value)
    return field.sort != "date" or whole_year(value)


def whole_year(words: str) -> bool:
    """Whether a date is written as a year and no more."""
    return len(words) == 4 and words.isascii() and words.isdecimal()
