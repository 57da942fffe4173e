"""A row of a file on its way in: what is for the fields, what an export only shows, what ids it brings."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tracker.errors import Refused
from tracker.exchange.cells import cell_lists, file_columns, text_of
from tracker.fields import Field, links_of, lists_of, message, own_fields, schema_fields
from tracker.records import Record
from tracker.writing.cleaning import STATUS

HIGHEST_ID = 10**12
# Kept columns that say how things were, not what follows from other columns: a whole export brings them back.
RESTORED = frozenset({"canonical_address", "found_at", "retrieved_at", "state"})

Row = Mapping[str, Any]
Faults = dict[str, str]


@cache
def _writable(kind: type[Record]) -> frozenset[str]:
    return frozenset(schema_fields(kind)) | frozenset(lists_of(kind)) | _status(kind)


def _status(kind: type[Record]) -> frozenset[str]:
    return frozenset(STATUS if kind.has_status else ())


@cache
def _known(kind: type[Record]) -> frozenset[str]:
    return _writable(kind) | frozenset(file_columns(kind, lists=True, cited=True))


def unknown_columns(kind: type[Record], row: Row) -> Faults:
    """The columns that are no field of the kind, and nothing that an export shows either."""
    if row.keys() <= _known(kind):
        return {}
    return dict.fromkeys((name for name in row if name not in _known(kind)), "There is no such field.")


def given_id(row: Row) -> int | None:
    """The id a row brings; ValueError when it is none."""
    value = row.get("id")
    if value in (None, ""):
        return None
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value
    if type(number) is not int or not 0 < number <= HIGHEST_ID:
        raise ValueError(f"Must be a whole number from 1 to {HIGHEST_ID:,}.")
    return number


def link_ids(kind: type[Record], rows: Sequence[Row]) -> set[int]:
    """Every id that rows link to."""
    return {
        number
        for link in links_of(kind)
        for row in rows
        if link.column in row and (number := _number(row.get(link.column))) is not None
    }


def _number(value: Any) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else None


@cache
def _own_links(kind: type[Record]) -> tuple[Field, ...]:
    return tuple(link for link in links_of(kind) if kind.__tablename__ in link.to)


def own_target(kind: type[Record], row: Row) -> int | None:
    """The id of another record of the same kind that a row links to: a parent, the article it copies."""
    targets = (_number(row.get(link.column)) for link in _own_links(kind))
    return next((number for number in targets if number is not None), None)


def without_own_links(kind: type[Record], row: Row) -> dict[str, Any]:
    """A row without its links to its own kind."""
    own = {name for link in _own_links(kind) for name in (link.name, link.column)}
    return {name: value for name, value in row.items() if name not in own}


def settle_links(
    kind: type[Record], row: dict[str, Any], names: Mapping[int, str], trusted: Collection[int]
) -> None:
    """Of a link's name and id leave the one that tells the record.

    An id of a record that came in with the same files is trusted. Another one counts when its record is
    called as the row says; when there is none here, the name counts. What contradicts is left to be refused.
    """
    for link in links_of(kind):
        if link.column not in row:
            continue
        number, name = _number(row.get(link.column)), row.get(link.name)
        if number is None:
            continue
        if number in trusted or name in (None, "", names.get(number)):
            row.pop(link.name, None)
        elif number not in names:
            del row[link.column]


def new_row(kind: type[Record], row: Row, skipped: Collection[str]) -> dict[str, Any]:
    """What of a row goes into a record that is made; `skipped` lists come with files of their own."""
    wanted = _wanted(kind, frozenset(skipped))
    left = {name: value for name, value in row.items() if name in wanted}
    for name in lists_of(kind):
        if name in left and left[name] in (None, "", []):
            del left[name]
    if not _part_names(kind).isdisjoint(left):
        for field in own_fields(kind):
            if not left.keys().isdisjoint(field.parts):
                _settle_parts(field, left)
    return left


@cache
def _part_names(kind: type[Record]) -> frozenset[str]:
    return frozenset(name for field in own_fields(kind) for name in field.parts)


@cache
def _wanted(kind: type[Record], skipped: frozenset[str]) -> frozenset[str]:
    return _writable(kind) - skipped - (_status(kind) if "events" in skipped else frozenset())


def _settle_parts(field: Field, row: dict[str, Any]) -> None:
    """Empty parts of a date or value are to be worked out from the words, unless the row states what they
    mean: then an empty bound is an open one."""
    stating = field.parts[2:3] if field.sort == "date" else field.parts[:2]
    if not any(_filled(row.get(name)) for name in stating):
        for name in field.parts:
            if not _filled(row.get(name)):
                row.pop(name, None)


def _filled(value: Any) -> bool:
    return value is not None and value != ""


def changed_row(kind: type[Record], row: Row, current: Row, skipped: Collection[str]) -> dict[str, Any]:
    """What of a row differs from the record as it stands; `skipped` lists come with files of their own."""
    wanted = _wanted(kind, frozenset(skipped))
    shown = {**current, **{name: current.get(name, "") for name in cell_lists(kind)}}
    return {
        name: value
        for name, value in row.items()
        if name in wanted and text_of(value) != text_of(shown.get(name))
    }


def without_lost_quote(row: Row, captures: Collection[int]) -> dict[str, Any]:
    """A citation as it can stand where the text it quotes did not come along: by its place and hash alone."""
    number = _number(row.get("capture_id"))
    lost = number is not None and number not in captures
    return {**row, **dict.fromkeys(("quote", "start_offset", "capture_id", "state"))} if lost else dict(row)


def kept_values(kind: type[Record], row: Row) -> dict[str, Any]:
    """The kept columns that a whole export brings back, as they are stored; Refused names what is wrong."""
    found = {}
    for field in own_fields(kind):
        if field.kept and field.column in RESTORED and _filled(row.get(field.column)):
            try:
                found[field.column] = TypeAdapter(field.annotation).validate_python(row[field.column])
            except ValidationError as error:
                words = message(error.errors()[0])
                raise Refused(words, {field.name: words}) from None
    return found
