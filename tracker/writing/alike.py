"""Rows to be added that give the same plain fields, cleaned a field at a time: most of an import's are such.

That takes half the time. What comes of it is what `Cleaner` makes of each row; whatever is wrong, or
takes more than one field to understand, is left to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from tracker.fields import Field, field_called, links_of, read_column, required, schema_fields
from tracker.lookup import Lookup
from tracker.records import Record
from tracker.writing.cleaning import STATUS, Cleaned, plain_columns, spreads, usual_values
from tracker.writing.meaning import meaning

Columns = dict[str, Sequence[Any]]


class _Unlike(ValueError):
    """A row that has to be looked at by itself."""


def cleaned_alike(
    lookup: Lookup, kind: type[Record], rows: Sequence[Mapping[str, Any]], strict: bool
) -> list[Cleaned] | None:
    """What is to be stored of rows that are added; None when any of them has to be looked at by itself."""
    names = rows[0].keys() if rows else set[str]()
    if not names or not _plainly_read(kind, frozenset(names)) or any(row.keys() != names for row in rows):
        return None
    try:
        given = {name: read_column(kind, name, [row[name] for row in rows], strict) for name in names}
        columns = _columns(lookup, kind, given, len(rows))
    except ValueError:
        return None
    cleaned = [
        Cleaned(columns=dict(zip(columns, values, strict=True)))
        for values in zip(*columns.values(), strict=True)
    ]
    return None if any(kind.check(one.columns) for one in cleaned) else cleaned


@cache
def _plainly_read(kind: type[Record], names: frozenset[str]) -> bool:
    """Whether fields of those names are read one by one: no lists, steps or parts of a date or value, and
    nothing that is given twice or brings another field along."""
    known = {name for link in links_of(kind) for name in (link.name, link.column)}
    known |= plain_columns(kind).keys() | {spread.name for spread in spreads(kind)}
    if field_called(kind, "city_id"):
        known -= {"city", "city_id", "country", "country_id"}
    if kind.has_status:
        known -= set(STATUS)
    columns = {field.column for field in (field_called(kind, name) for name in names) if field}
    return names <= known & schema_fields(kind).keys() and len(columns) == len(names)


def _columns(lookup: Lookup, kind: type[Record], given: Mapping[str, list[Any]], count: int) -> Columns:
    columns: Columns = {}
    for name, values in given.items():
        field = field_called(kind, name)
        if field:
            columns[field.column] = _linked(lookup, field, values) if field.to else values
    for spread in spreads(kind):
        if spread.column in columns:
            columns |= _meant(lookup, spread, columns)
    for column, usual in usual_values(kind).items():
        there = columns.get(column, [None] * count)
        columns[column] = [usual if value is None else value for value in there]
    if any(None in columns.get(field.column, [None]) for field in required(kind)):
        raise _Unlike
    return columns


def _linked(lookup: Lookup, link: Field, values: Collection[Any]) -> list[int | None]:
    """The records that values of a link stand for."""
    found: dict[Any, int | None] = {None: None}
    for value in set(values) - {None}:
        found[value], fault, _ = lookup.resolve(value, link.to)
        if fault:
            raise _Unlike
    return [found[value] for value in values]


def _meant(lookup: Lookup, spread: Field, columns: Columns) -> Iterator[tuple[str, list[Any]]]:
    """The parts of a date or value by column, as its words are taken to mean them."""
    all_words = columns[spread.column]
    metrics = columns.get("metric_id") if spread.sort == "value" else None
    units = [
        spread.unit or None if metric is None else lookup.measured(metric).unit
        for metric in metrics or [None] * len(all_words)
    ]
    nothing = dict.fromkeys(spread.parts)
    asked = list(zip(all_words, units, strict=True))
    known = {
        (words, unit): nothing if words is None else meaning(spread, str(words), unit, {})
        for words, unit in set(asked)
    }
    return ((part, [known[pair][part] for pair in asked]) for part in spread.parts)
