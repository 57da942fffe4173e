"""Values as people read them. Everything that came from outside is escaped here, once."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape

from tracker.dates import PartialDate, read_date
from tracker.fields import Field, field_called, own_fields
from tracker.records import Record, kind_called

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


# -- values -----------------------------------------------------------------------------------------------

# What writes a field of a row as escaped HTML. It is put together once for a field, with all that is the same
# in each row: a list has hundreds of cells.
Row = Mapping[str, Any]
Writer = Callable[[Row], str]


def shown(field: Field, row: Row, short: bool = False) -> Markup:
    """A field of a row as HTML; empty when it has no value."""
    return _made(writer(field, short)(row))


@cache
def writer(field: Field, short: bool = False) -> Writer:
    """What writes a field; empty when it has no value. short: long words are cut."""
    column = field.column
    if field.to:
        write = _link(field)
    elif field.sort in HOW:
        write = HOW[field.sort](field)
    else:
        write = _text(field, short)
    return lambda row: "" if row.get(column) is None else write(row)


def _text(field: Field, short: bool) -> Writer:
    column = field.column
    if field.sort == "whole" and not column.endswith("_id"):
        return lambda row: f"{row[column]:,}"

    def write(row: Row) -> str:
        text = str(row[column])
        if short and len(text) > SHORT:
            text = text[:SHORT].rsplit(" ", 1)[0] + " …"
        return _safe(text)

    return write


def _link(field: Field) -> Writer:
    """A link to the record that a field names."""
    kind = field.to[0] if len(field.to) == 1 and field.to[0] != "*" else "records"
    column, called, start = field.column, field.name, f'<a href="/{kind}/'

    def write(row: Row) -> str:
        number = row[column]
        name = row.get(called) or f"no. {number}"
        # Metrics are called by their short names, so that a filter or a seed can be written by hand.
        name = words_of(name).capitalize() if kind == "metrics" else name
        return f'{start}{number}">{_safe(name)}</a>'

    return write


def _choice(field: Field) -> Writer:
    column = field.column
    return lambda row: _chosen(column, row[column])


@lru_cache(maxsize=1000)
def _chosen(column: str, value: str) -> str:
    words = _safe(words_of(value))
    if column in ("status", "state"):
        look = _safe(f"{column}-{value.replace('_', '-')}")
        return f'<span class="chip {look}">{words}</span>'
    return words


def _date(field: Field) -> Writer:
    column, parts = field.column, field.parts
    return lambda row: _when(str(row[column]), *[row.get(name) for name in parts])


@lru_cache(maxsize=4096)
def _when(said: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    read = date_words(said, start, end, precision, anchor)
    bounds = f"{start or 'open'} to {end or 'open'}" if start != end else start
    title = f"{bounds}" if read == said else f"“{said}”: {bounds}"
    return f'<span class="when" title="{_safe(title)}">{_safe(read)}</span>'


def date_words(words: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    """A stored date for people, at its own precision."""
    if precision is None:
        return words
    return _date_words(words, start, end, precision, anchor)


@lru_cache(maxsize=4096)
def _date_words(words: str, start: Any, end: Any, precision: Any, anchor: Any) -> str:
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in (start, end, anchor)]
    return read_date(PartialDate(words, days[0], days[1], precision, days[2]))


def _value(field: Field) -> Writer:
    column, (of_state, of_comparator, of_low, of_high, of_unit, *_) = field.column, field.parts

    def write(row: Row) -> str:
        bounds = row.get(of_state) or interval(*map(row.get, (of_comparator, of_low, of_high, of_unit)))
        return f'<span class="value" title="{_safe(bounds)}">{_safe(row[column])}</span>'

    return write


# A value's interval in signs, by how its bounds are meant.
SIGNS = {
    "exact": "= {low}",
    "about one": "≈ {low}",
    "about": "≈ {low} to {high}",
    "more_than": "> {low}",
    "at_least": "≥ {low}",
    "less_than": "< {high}",
    "at_most": "≤ {high}",
    "between": "{low} to {high}",
    "top_n": "{low} to {high}",
    "vague": "no bounds",
}


def interval(comparator: str | None, low: Any, high: Any, unit: str | None) -> str:
    """A value's interval in signs: "[1, 10] rank", "> 4 times"."""
    ends = {end: "" if at is None else f"{at:,}" for end, at in (("low", low), ("high", high))}
    meant = "about one" if comparator == "about" and low == high else comparator or ""
    return " ".join(filter(None, [SIGNS.get(meant, "").format_map(ends), unit]))


def bounds_of(field: Field, row: Mapping[str, Any]) -> str:
    """How a value's words were understood, in signs."""
    _, comparator, low, high, unit, _, _ = (row.get(name) for name in field.parts)
    return interval(comparator, low, high, unit)


def _address(field: Field) -> Writer:
    column = field.column

    def write(row: Row) -> str:
        address = _safe(str(row[column]))
        if not address.lower().startswith(("http://", "https://")):
            return address
        return f'<a href="{address}" rel="noopener noreferrer external">{address}</a>'

    return write


def moment(given: str | datetime) -> Markup:
    """A moment in UTC, to the minute."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    exact, read = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%-d %b %Y, %H:%M UTC")
    return _made(f'<time datetime="{exact}">{read}</time>')


# How a value is shown, by the sort of its field; links are shown by what they lead to, all else as text.
HOW: dict[str, Callable[[Field], Writer]] = {
    "choice": _choice,
    "date": _date,
    "value": _value,
    "flag": lambda field: lambda row: "yes" if row[field.column] else "no",
    "address": _address,
    "moment": lambda field: lambda row: str(moment(row[field.column])),
    "number": lambda field: lambda row: f"{row[field.column]:,}",
}

# -- tables -----------------------------------------------------------------------------------------------


def lead_of(kind: type[Record], columns: Sequence[Field]) -> Field:
    """The column of a list whose cell leads to the record: the one that names it, else the first."""
    named = kind.label_from[0]
    return next((field for field in columns if field.name == named), columns[0])


def columns_of(kind: type[Record], without: str = "", most: int = 9) -> list[Field]:
    """The columns of a kind's list. One named after its parts (a partnership) begins with its name."""
    listed = [field for field in own_fields(kind) if field.listed and field.column != without]
    if field_called(kind, kind.label_from[0]) is None:
        listed.insert(0, _own_name(kind))
    return listed[:most]


@cache
def _own_name(kind: type[Record]) -> Field:
    return Field("label", "label", "line", kind.singular().capitalize(), str)


def part_columns(part: type[Record]) -> list[Field]:
    """The columns of a list of parts on the page of what they belong to."""
    return [field for field in own_fields(part) if field.listed and field.column != part.owner]


def cells(kind: type[Record], fields: Iterable[Field], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table with their cells, of which one leads to the record."""
    columns = list(fields)
    lead, write = lead_of(kind, columns), _leading(kind, columns)
    ready = []
    for row in rows:
        first = _made(write(row))
        ready.append({
            "row": row,
            "lead": first,
            "cells": [(one, first if one is lead else shown(one, row, short=True)) for one in columns],
        })  # fmt: skip
    return ready


def _leading(kind: type[Record], columns: Sequence[Field]) -> Writer:
    """What writes the cell that leads to the record, and says its whole name aloud."""
    lead = lead_of(kind, columns)
    worded, name, write = lead.sort in ("line", "link"), lead.name, writer(lead)

    def leading(row: Row) -> str:
        text, whole = row.get(name) if worded else None, row["label"]
        said = _safe(text) if text else (write(row) if lead.sort != "link" else "") or _safe(whole)
        rest = whole[len(text) :] if text and whole.startswith(text) else ""
        more = f'<span class="vh">{_safe(rest)}</span>' if rest else ""
        return f'<a href="{row["permalink"]}">{said}{more}</a>'

    return leading


def table_body(
    kind: type[Record], columns: Sequence[Field], rows: Iterable[Row], named: Container[str] = (),
    sources: bool = True,
) -> Markup:  # fmt: skip
    """The body of a table of rows; `named`: the fields that the name of a row is made of.

    Put together here, as a template takes three times as long for the cells of a long list.
    """
    lead = lead_of(kind, columns)
    made = [
        (*_look(one, place, one.name in named, one is lead),
         _leading(kind, columns) if one is lead else writer(one, short=True))
        for place, one in enumerate(columns)
    ]  # fmt: skip
    lines = []
    for row in rows:
        line = [
            f"{filled}{cell}</td>" if (cell := write(row)) else f"{empty}</td>"
            for filled, empty, write in made
        ]
        lines.append(f"<tr>{''.join(line)}{_sources(row) if sources else ''}</tr>")
    return _made("<tbody>\n" + "\n".join(lines) + "\n</tbody>")


def _look(field: Field, place: int, named: bool, lead: bool) -> tuple[str, str]:
    """How the cells of a column begin that hold something, and those that hold nothing."""
    first = f'<td class="{field.sort}{"" if place else " first"}{" lead" if lead else ""}'
    last = f'{" named" if named else ""}" data-label="{escape(field.label)}">'
    return f"{first}{last}", f"{first} none{last}"


def _sources(row: Mapping[str, Any]) -> str:
    if not row.get("source_count"):
        return '<td class="whole sources none" data-label="Sources"></td>'
    link = f'<a href="{row["permalink"]}#sources">{row["source_count"]}</a>'
    return f'<td class="whole sources" data-label="Sources">{link}</td>'


PUBLISHER, NOBODY = '<span class="quiet">the publisher</span>', '<span class="quiet">no source yet</span>'


def claim_groups(grouped: Mapping[str, Sequence[Row]]) -> Markup:
    """The bodies of a table of claims under the metric they share: what is claimed, its value, how that was
    understood, who vouches and of when it is."""
    made = (f"<tbody>\n{''.join(_claims_about(metric, rows))}</tbody>\n" for metric, rows in grouped.items())
    return _made("".join(made))


def _claims_about(metric: str, rows: Sequence[Row]) -> Iterator[str]:
    link = f'<a href="/metrics/{rows[0]["metric_id"]}">{_safe(words_of(metric).capitalize())}</a>'
    head = f'<th scope="rowgroup" rowspan="{len(rows)}" class="metric">{link}</th>'
    for row in rows:
        yield f"<tr>{head}{_claim(row)}{words_cell(row)}</tr>\n"
        head = ""


def _claim(row: Row) -> str:
    value, who = row["value_text"], row["claimant_id"]
    bounds = bounds_of(_claimed("value_text"), row)
    when = writer(_claimed("as_of"))(row) or writer(_claimed("said_on"))(row)
    said = PUBLISHER if row["source_count"] else NOBODY
    said = f'<a href="/records/{who}">{_safe(row["claimant"])}</a>' if who else said
    modality = words_of(row["modality"])
    meant = "" if modality == "fact" else f' <span class="modality">{_safe(modality)}</span>'
    meant += _differing(row)
    return (
        f'<td class="lead"><a href="{row["permalink"]}">{_safe(row["summary"])}</a>{meant}</td>'
        f'<td class="value{"" if value else " none"}">{_safe(value or "")}</td>'
        f'<td class="bounds-cell{"" if row["comparator"] else " none"}">{_safe(bounds)}</td>'
        f'<td class="vouch" data-label="Says">{said}</td>'
        f'<td class="date{"" if when else " none"}">{when}</td>'
    )


def _differing(row: Row) -> str:
    """How many claims contradict this one, and the way to them."""
    count = row.get("differing")
    words = f"{count} {'differs' if count == 1 else 'differ'}"
    return f' <a class="differs" href="{row["permalink"]}#others">{words}</a>' if count else ""


@cache
def _claimed(name: str) -> Field:
    found = field_called(kind_called("claims"), name)
    assert found is not None
    return found


def words_cell(row: Mapping[str, Any]) -> Markup:
    """The cell of a short table that says how many sources a fact has, and leads to the words of one."""
    count = row.get("source_count")
    look = "whole sources" + ("" if count else " none")
    inner = ""
    if row.get("words"):
        said = f'{count}<span class="vh"> {"source" if count == 1 else "sources"}</span>'
        sign = '<span aria-hidden="true">❞</span><span class="vh">Words that carry this: </span>'
        inner = f'<a class="mark" href="{_safe(row["words"])}">{sign} {said}</a>'
    elif count:
        inner = f'<a href="{_safe(row["permalink"])}#sources">{count}</a>'
    return _made(f'<td class="{look}" data-label="Sources">{inner}</td>')


def ago(at: datetime) -> str:
    """How long ago something was, in words."""
    seconds = max(0, int((datetime.now(UTC) - at).total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"
