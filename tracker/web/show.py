"""Values as people read them. Everything that came from outside is escaped here, once."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from tracker.dates import PartialDate, read_date
from tracker.fields import Field, field_called, own_fields
from tracker.lookup import permalink
from tracker.records import Record

SHORT = 140
SPECIAL = re.compile("[&<>\"']").search


def _made(html: str) -> Markup:
    """HTML whose every value was escaped where it was put in: formatting Markup takes four times as long."""
    return Markup(html)  # noqa: S704


def _safe(text: str) -> str:
    """Text from outside for HTML. Most holds nothing to escape: to ask first takes a third of the time."""
    return text if SPECIAL(text) is None else str(escape(text))


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
    if how := HOW.get(field.sort):
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
    return _made(f'<a href="{address}">{_safe(name)}</a>')


def _choice(field: Field, row: Mapping[str, Any]) -> Markup:
    value = row[field.column]
    words = words_of(value)
    if field.column in ("status", "state"):
        look = _safe(f"{field.column}-{value.replace('_', '-')}")
        return _made(f'<span class="chip {look}">{_safe(words)}</span>')
    return escape(words)


def _date(field: Field, row: Mapping[str, Any]) -> Markup:
    start, end, precision, anchor = (row.get(name) for name in field.parts)
    read = date_words(str(row[field.column]), start, end, precision, anchor)
    bounds = " to ".join(filter(None, [start or "open", end or "open"])) if start != end else start
    said = row[field.column]
    title = f"{bounds}" if read == said else f"“{said}”: {bounds}"
    return _made(f'<span class="when" title="{_safe(title)}">{_safe(read)}</span>')


def date_words(words: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    """A stored date for people, at its own precision."""
    if precision is None:
        return words
    return _date_words(words, start, end, precision, anchor)


@lru_cache(maxsize=4096)
def _date_words(words: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in (start, end, anchor)]
    return read_date(PartialDate(words, days[0], days[1], precision, days[2]))


def _value(field: Field, row: Mapping[str, Any]) -> Markup:
    state, comparator, low, high, unit, _, _ = (row.get(name) for name in field.parts)
    bounds = state or interval(comparator, low, high, unit)
    return _made(f'<span class="value" title="{_safe(bounds)}">{_safe(row[field.column])}</span>')


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


# How a value is shown, by the sort of its field; links are shown by what they lead to, all else as text.
HOW: dict[str, Callable[[Field, Mapping[str, Any]], Markup]] = {
    "choice": _choice,
    "date": _date,
    "value": _value,
    "flag": lambda field, row: escape("yes" if row[field.column] else "no"),
    "address": _address,
    "moment": lambda field, row: moment(row[field.column]),
    "number": lambda field, row: escape(f"{row[field.column]:,}"),
}


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
        said = text or (shown(named, row) if named.sort != "link" else "") or row["label"]
        more = f'<span class="vh">{_safe(rest)}</span>' if rest else ""
        lead = _made(f'<a href="{row["permalink"]}">{escape(said)}{more}</a>')
        ready.append({
            "row": row,
            "lead": lead,
            "cells": [(one, lead if one is named else shown(one, row, short=True)) for one in columns],
        })  # fmt: skip
    return ready


def table_body(rows: Sequence[Mapping[str, Any]], named: Container[str] = (), sources: bool = True) -> Markup:
    """The body of a table of rows that `cells` made ready.

    named: the fields that the name of a row is made of. Put together here, as a template takes three times
    as long for the cells of a long list.
    """
    looks = [
        _look(field, place, field.name in named)
        for place, (field, _) in enumerate(rows[0]["cells"] if rows else ())
    ]
    made = [
        f"<tr>{''.join(_table_cells(row, looks))}{_sources(row['row']) if sources else ''}</tr>"
        for row in rows
    ]
    return _made("<tbody>\n" + "\n".join(made) + "\n</tbody>")


def _look(field: Field, place: int, named: bool) -> tuple[str, str]:
    """What stands around the classes that tell one cell of a column from another."""
    first = f'<td class="{field.sort}{"" if place else " first"}'
    return first, f'{" named" if named else ""}" data-label="{escape(field.label)}">'


def _table_cells(one: Mapping[str, Any], looks: Iterable[tuple[str, str]]) -> Iterator[str]:
    lead = one["lead"]
    for (_, cell), (first, last) in zip(one["cells"], looks, strict=True):
        yield f"{first}{' lead' if cell is lead else ''}{'' if cell else ' none'}{last}{cell}</td>"


def _sources(row: Mapping[str, Any]) -> str:
    if not row.get("source_count"):
        return '<td class="whole sources none" data-label="Sources"></td>'
    link = f'<a href="{row["permalink"]}#sources">{row["source_count"]}</a>'
    return f'<td class="whole sources" data-label="Sources">{link}</td>'


def words_cell(row: Mapping[str, Any]) -> Markup:
    """The cell of a short table that says how many sources a fact has, and leads to the words of one."""
    count = row.get("source_count")
    look = "whole sources" + ("" if count else " none")
    inner = ""
    if row.get("words"):
        said = f'{count}<span class="vh"> {"source" if count == 1 else "sources"}</span>'
        sign = '<span aria-hidden="true">❞</span><span class="vh">Words that carry this: </span>'
        inner = f'<a class="mark" href="{escape(row["words"])}">{sign} {said}</a>'
    elif count:
        inner = f'<a href="{escape(row["permalink"])}#sources">{count}</a>'
    return _made(f'<td class="{look}" data-label="Sources">{inner}</td>')


def ago(at: datetime) -> str:
    """How long ago something was, in words."""
    seconds = max(0, int((datetime.now(UTC) - at).total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"
