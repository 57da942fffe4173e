"""Values as people read them. Everything that came from outside is escaped here, once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup, escape

from tracker.dates import PartialDate, read_date
from tracker.fields import Field, field_called, own_fields
from tracker.lookup import permalink
from tracker.records import Record

SHORT = 140


def words_of(value: str) -> str:
    """A word of an enumeration in running text: "under way"."""
    return value.replace("_", " ")


def shown(field: Field, row: Mapping[str, Any], short: bool = False) -> Markup:
    """A field of a row as HTML; empty when it has no value."""
    value = row.get(field.column)
    if value is None:
        return Markup("")
    if field.to:
        return linked(field, row)
    how: Callable[[Field, Mapping[str, Any]], Markup] | None = {
        "choice": _choice,
        "date": _date,
        "value": _value,
        "flag": lambda f, r: escape("yes" if r[f.column] else "no"),
        "address": _address,
        "moment": lambda f, r: moment(r[f.column]),
        "number": lambda f, r: escape(f"{r[f.column]:,}"),
    }.get(field.sort)
    if how is not None:
        return how(field, row)
    text = f"{value:,}" if field.sort == "whole" and not field.column.endswith("_id") else str(value)
    if short and len(text) > SHORT:
        text = text[:SHORT].rsplit(" ", 1)[0] + " …"
    return escape(text)


def linked(field: Field, row: Mapping[str, Any]) -> Markup:
    """A link to the record that a field names."""
    kind = field.to[0] if len(field.to) == 1 and field.to[0] != "*" else "records"
    address = permalink(kind, row[field.column])
    name = row.get(field.name) or f"no. {row[field.column]}"
    # Metrics are called by their short names, so that a filter or a seed can be written by hand.
    name = words_of(name).capitalize() if kind == "metrics" else name
    return Markup('<a href="{}">{}</a>').format(address, name)


def _choice(field: Field, row: Mapping[str, Any]) -> Markup:
    value = row[field.column]
    words = words_of(value)
    if field.column in ("status", "state"):
        return Markup('<span class="chip {}-{}">{}</span>').format(
            field.column, value.replace("_", "-"), words
        )
    return escape(words)


def _date(field: Field, row: Mapping[str, Any]) -> Markup:
    start, end, precision, anchor = (row.get(name) for name in field.parts)
    read = date_words(str(row[field.column]), start, end, precision, anchor)
    bounds = " to ".join(filter(None, [start or "open", end or "open"])) if start != end else start
    said = row[field.column]
    title = f"{bounds}" if read == said else f"“{said}”: {bounds}"
    return Markup('<span class="when" title="{}">{}</span>').format(title, read)


def date_words(words: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    """A stored date for people, at its own precision."""
    if precision is None:
        return words
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in (start, end, anchor)]
    return read_date(PartialDate(words, days[0], days[1], precision, days[2]))


def _value(field: Field, row: Mapping[str, Any]) -> Markup:
    state, comparator, low, high, unit, _, _ = (row.get(name) for name in field.parts)
    bounds = state or interval(comparator, low, high, unit)
    return Markup('<span class="value" title="{}">{}</span>').format(bounds, row[field.column])


def interval(comparator: str | None, low: Any, high: Any, unit: str | None) -> str:
    """A value's interval in signs: "[1, 10] rank", "> 4 times"."""
    number = {side: "" if bound is None else f"{bound:,}" for side, bound in (("low", low), ("high", high))}
    signs = {
        "exact": f"= {number['low']}",
        "about": f"≈ {number['low']}" if low == high else f"≈ {number['low']} to {number['high']}",
        "more_than": f"> {number['low']}",
        "at_least": f"≥ {number['low']}",
        "less_than": f"< {number['high']}",
        "at_most": f"≤ {number['high']}",
        "between": f"{number['low']} to {number['high']}",
        "top_n": f"{number['low']} to {number['high']}",
        "vague": "no bounds",
    }
    return " ".join(filter(None, [signs.get(comparator or "", ""), unit]))


def bounds_of(field: Field, row: Mapping[str, Any]) -> str:
    """How a value's words were understood, in signs."""
    _, comparator, low, high, unit, _, _ = (row.get(name) for name in field.parts)
    return interval(comparator, low, high, unit)


def _address(field: Field, row: Mapping[str, Any]) -> Markup:
    address = str(row[field.column])
    if not address.lower().startswith(("http://", "https://")):
        return escape(address)
    return Markup('<a href="{}" rel="noopener noreferrer external">{}</a>').format(address, address)


def moment(given: str | datetime) -> Markup:
    """A moment in UTC, to the minute."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    return Markup('<time datetime="{}">{}</time>').format(
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%-d %b %Y, %H:%M UTC")
    )


def lead_of(kind: type[Record], columns: Sequence[Field]) -> Field:
    """The column of a list whose cell leads to the record: the one that names it, else the first."""
    named = kind.label_from[0]
    return next((field for field in columns if field.name == named), columns[0])


def columns_of(kind: type[Record], without: str = "", most: int = 9) -> list[Field]:
    """The columns of a kind's list. One named after its parts (a partnership) begins with its name."""
    listed = [field for field in own_fields(kind) if field.listed and field.column != without]
    if field_called(kind, kind.label_from[0]) is None:
        listed.insert(0, Field("label", "label", "line", kind.singular().capitalize(), str))
    return listed[:most]


def part_columns(part: type[Record]) -> list[Field]:
    """The columns of a list of parts on the page of what they belong to."""
    return [field for field in own_fields(part) if field.listed and field.column != part.owner]


def cells(kind: type[Record], fields: Iterable[Field], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a list ready for its table: one cell leads to the record, and says its whole name aloud."""
    columns = list(fields)
    named = lead_of(kind, columns)
    ready = []
    for row in rows:
        text = row.get(named.name) if named.sort in ("line", "link") else None
        rest = row["label"].removeprefix(text) if text and row["label"].startswith(text) else ""
        lead = Markup('<a href="{}">{}{}</a>').format(
            row["permalink"],
            text or (shown(named, row) if named.sort != "link" else "") or row["label"],
            Markup('<span class="vh">{}</span>').format(rest) if rest else "",
        )
        ready.append({
            "row": row,
            "lead": lead,
            "cells": [(one, lead if one is named else shown(one, row, short=True)) for one in columns],
        })  # fmt: skip
    return ready


def ago(at: datetime) -> str:
    """How long ago something was, in words."""
    seconds = max(0, int((datetime.now(UTC) - at).total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"
