"""The values of a list's fields with how many rows have each, under all the other filters of the list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.fields import Field
from tracker.queries.bands import (
    BANDED,
    WORDS,
    Band,
    bands,
    order_of,
    words_of,
)
from tracker.queries.bitmaps import Rows
from tracker.queries.filters import EMPTY, Filter, conditions
from tracker.queries.masks import Masks, remember
from tracker.queries.reach import Reach, facetted, unit_of
from tracker.records import Record, Registered

MOST = 100
# What any number lies in.
EVERY = Band().written
# Counts of a field with many values that are remembered, and of how many fields and filters.
KEPT, COUNTS = 300, 200


@dataclass(frozen=True)
class Value:
    """One value of a facet; None is a row without one. `count`: the rows it would leave by itself."""

    value: Any
    label: str
    count: int
    selected: bool

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "label": self.label, "count": self.count, "selected": self.selected}


@dataclass(frozen=True)
class Facet:
    """A field with its values, most used first and those chosen in any case.

    more: how many values are left out; None is some, of which only those given were counted.
    """

    reach: Reach
    values: tuple[Value, ...]
    more: int | None

    @property
    def field(self) -> Field:
        return self.reach.field


def facets(
    session: Session,
    kind: type[Record],
    filters: Sequence[Filter],
    wanted: Iterable[str] | None = None,
    most: int = MOST,
) -> list[Facet]:
    """The facets of a list under its filters: those called `wanted`, or all; Refused names what is none."""
    chosen = tuple(facetted(kind) if wanted is None else _called(kind, wanted))
    return _Counting(session, kind, filters).facets(chosen, most)


def matching(session: Session, kind: type[Record], filters: Sequence[Filter]) -> int:
    """How many rows the filters leave, exactly."""
    counting = _Counting(session, kind, filters)
    key = ("matching", counting.filters)
    if key not in counting.tally.counts:
        remember(counting.tally.counts, COUNTS, key, counting.masks.mask(filters).bit_count())
    found: int = counting.tally.counts[key]
    return found


def matching_ids(session: Session, kind: type[Record], filters: Sequence[Filter]) -> list[int]:
    """The ids of those rows, in order: of a million they are as many objects."""
    return Masks(session, kind).ids(filters)


def _called(kind: type[Record], names: Iterable[str]) -> Sequence[Reach]:
    by_name = {name: one for one in facetted(kind) for name in (one.field.column, one.field.name)}
    wanted = list(dict.fromkeys(names))
    wrong = [name for name in wanted if name not in by_name]
    if wrong:
        listed = ", ".join(one.field.name for one in facetted(kind))
        words = f"Rows are not counted by “{wrong[0][:60]}”. There are: {listed}."
        raise Refused("The facet was not understood.", {"_facet": words})
    return list(dict.fromkeys(by_name[name] for name in wanted))


class _Counting:
    """Counts the rows of one list, remembering what filters leave for as long as nothing is saved."""

    def __init__(self, session: Session, kind: type[Record], filters: Sequence[Filter]) -> None:
        self.session, self.kind, self.filters = session, kind, tuple(filters)
        self.masks = Masks(session, kind)
        self.tally = self.masks.tally
        self.left: dict[tuple[Filter, ...], Rows] = {}

    def facets(self, chosen: tuple[Reach, ...], most: int) -> list[Facet]:
        """Some facets, with the names of what their values lead to."""
        counted = [(one, self.by(one, most)) for one in chosen]
        key = ("facets", chosen, self.filters, most)
        found: tuple[Any, list[Facet]] | None = self.tally.counts.get(key)
        if found is None or found[0] != counted:  # some were counted further since
            found = counted, self._named(counted, most)
            remember(self.tally.counts, COUNTS, key, found)
        return found[1]

    def _named(self, counted: Iterable[tuple[Reach, "_Counts"]], most: int) -> list[Facet]:
        some = [(one, counts, self.selected(one)) for one, counts in counted]
        named = {
            value for one, counts, selected in some if one.field.to
            for value in (*_shown(one, counts.rows, most), *selected) if value is not None
        }  # fmt: skip
        names = _names(self.session, named)
        return [_facet(one, counts, selected, names, most) for one, counts, selected in some]

    def by(self, one: Reach, most: int) -> "_Counts":
        """How many rows have each value of a field, under the filters that do not choose among its values."""
        others = tuple(chosen for chosen in self.filters if not _chooses(chosen, one))
        chosen = self.selected(one)
        # Of values those chosen are among the counts; a band that is chosen may not be one of the others.
        key = (one, others, frozenset(chosen) if one.field.sort in BANDED else None)
        found: _Counts | None = self.tally.counts.get(key)
        if found is None or not found.holds(set(), most):
            found = self._counted(one, others, chosen, most)
            remember(self.tally.counts, COUNTS, key, found)
        return found if found.holds(chosen, most) else self._with_chosen(one, others, found, chosen)

    def _with_chosen(
        self, one: Reach, others: tuple[Filter, ...], found: "_Counts", chosen: set[Any]
    ) -> "_Counts":
        """Counts with those of chosen values that are used too seldom to be among them."""
        # Rows without a value are among those remembered, if there are any.
        seldom = chosen - found.rows.keys() - {None}
        if one.part is not None:
            counts = dict.fromkeys(seldom, 0) | self._of_parts(one, others, seldom)
        else:
            counts = {value: self._with(one, others, str(value)).bit_count() for value in seldom}
        return replace(found, rows=found.rows | counts)

    def _counted(self, one: Reach, others: tuple[Filter, ...], chosen: set[Any], most: int) -> "_Counts":
        if one.part is not None:
            return _cut(self._of_parts(one, others), chosen)
        if one.field.sort in BANDED:
            return self._in_bands(one, others, chosen)
        column, rows = one.field.column, self.rows(others)
        some = self.tally.most(column, rows.mask, most) if rows.places is None else None
        if some is not None and (None in some or None not in chosen):
            ranked = sorted(some.items(), key=lambda pair: -pair[1])
            return _Counts(dict(ranked[:most]) | {value: some[value] for value in chosen & some.keys()}, None)
        return _cut(self.tally.count(column, rows), chosen)

    def rows(self, filters: tuple[Filter, ...]) -> Rows:
        """The live rows that filters leave, to be counted."""
        if filters not in self.left:
            self.left[filters] = Rows(self.masks.mask(filters))
        return self.left[filters]

    def _in_bands(self, one: Reach, others: tuple[Filter, ...], chosen: set[Any]) -> "_Counts":
        """Counted by bands where all the numbers are of one unit, for what are dollars beside people?"""
        mask, measure = self.rows(others).mask, unit_of(self.kind, one.field)
        numbers, words = Rows(self._with(one, others, EVERY)), self._with(one, others, WORDS)
        units = list(self.tally.count(measure.column, numbers)) if measure else [one.field.unit]
        counts = {EVERY: numbers.mask.bit_count()}
        if len(units) == 1:
            counts = bands(self.tally.count(one.field.column, numbers))
        rest = mask ^ numbers.mask ^ words
        rows: dict[Any, int] = {**counts, WORDS: words.bit_count(), None: rest.bit_count()}
        rows |= {value: self._with(one, others, value).bit_count() for value in chosen - rows.keys()}
        rows = {value: count for value, count in rows.items() if count or value in chosen}
        return _Counts(rows, len(rows), units[0] if len(units) == 1 else None)

    def _with(self, one: Reach, others: tuple[Filter, ...], value: str) -> int:
        """The rows that have a value of a field besides."""
        return self.masks.mask((*others, Filter(one, "", (value,))))

    def _of_parts(
        self, one: Reach, others: tuple[Filter, ...], among: Collection[Any] | None = None
    ) -> dict[Any, int]:
        """Counted by what parts carry: those of one part hold together, as in the list itself. among: the
        values that are counted, when not all are."""
        assert one.part is not None
        parts, table = one.part.__table__, self.kind.__table__
        same = [chosen for chosen in others if chosen.reach.part is one.part and chosen.holds_together]
        rest = [chosen for chosen in others if chosen not in same]
        column, owner = parts.c[one.field.column], parts.c[str(one.part.owner)]
        inner = conditions(self.session, one.part, [_within(chosen) for chosen in same])
        query = (
            select(column, func.count(owner.distinct()))
            .join(table, table.c.id == owner)
            .where(parts.c.trashed_at.is_(None), table.c.trashed_at.is_(None), *inner)
            .where(*conditions(self.session, self.kind, rest))
            .group_by(column)
        )
        query = query if among is None else query.where(column.in_(among))
        return dict(self.session.execute(query).all())

    def selected(self, one: Reach) -> set[Any]:
        """The values of a field that the filters choose, as rows hold them."""
        return {value for chosen in self.filters if _chooses(chosen, one) for value in self.masks.of(chosen)}


@dataclass(frozen=True)
class _Counts:
    """How many rows have each value, the most used ones at least; `values`: how many there are, if known.
    unit: that of all the numbers, in bands of one unit.
    """

    rows: dict[Any, int]
    values: int | None
    unit: str | None = None

    def holds(self, chosen: set[Any], most: int) -> bool:
        """Whether it has those that are asked for."""
        whole = self.values is not None and len(self.rows) >= self.values
        return whole or (chosen <= self.rows.keys() and len(self.rows) >= most)


def _cut(counts: dict[Any, int], chosen: set[Any]) -> _Counts:
    """The counts that are remembered: of 20,000 companies those used most, and those chosen."""
    kept = dict(nlargest(KEPT, counts.items(), key=itemgetter(1))) if len(counts) > KEPT else counts
    asked = chosen | (counts.keys() & {None})
    return _Counts(kept | {value: counts.get(value, 0) for value in asked}, len(counts))


def _within(chosen: Filter) -> Filter:
    """A filter of a part as one of the part's own list."""
    return Filter(Reach(chosen.field), chosen.operator, chosen.values, chosen.or_empty)


def _chooses(chosen: Filter, one: Reach) -> bool:
    """Whether a filter chooses among the values of a field, as ticking them does."""
    empty = chosen.operator == "isnull" and all(value in EMPTY for value in chosen.values)
    return chosen.reach == one and (chosen.operator == "" or empty)


def _shown(one: Reach, counts: dict[Any, int], most: int) -> list[Any]:
    """The values that are given, most used first; of dates the newest years first, bands by their numbers."""
    if one.field.sort in BANDED:
        return sorted(counts, key=order_of)
    if one.field.sort == "date":
        years = sorted((value for value in counts if value is not None), reverse=True)
        return [*years[:most], *([None] if None in counts else [])]
    ranked = sorted(counts, key=lambda value: (-counts[value], value is None, str(value)))
    return ranked[:most]


def _facet(one: Reach, counts: "_Counts", selected: set[Any], names: dict[int, str], most: int) -> Facet:
    shown = _shown(one, counts.rows, most)
    more = [value for value in sorted(selected, key=str) if value not in shown]
    values = [
        Value(
            value, _label(one.field, value, names, counts.unit), counts.rows.get(value, 0), value in selected
        )
        for value in (*shown, *more)
    ]
    if one.field.to:
        values[: len(shown)] = sorted(values[: len(shown)], key=_place)
    return Facet(one, tuple(values), None if counts.values is None else max(0, counts.values - len(shown)))


def _place(one: Value) -> tuple[int, bool, str]:
    """What records are listed by: those used most first, of as many rows each by their names."""
    return -one.count, one.value is None, one.label.casefold()


def _label(field: Field, value: Any, names: dict[int, str], unit: str | None) -> str:
    if value is None:
        return "unknown"
    if field.sort in BANDED:
        return words_of(value, unit)
    if field.to:
        return names.get(value, f"no. {value}")
    if field.sort == "flag":
        return "yes" if value else "no"
    return str(value).replace("_", " ") if field.choices else str(value)


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(session.execute(select(Registered.id, Registered.name).where(Registered.id.in_(ids))).all())
