"""Values as cells of a table, and cells as values: the two directions undo each other."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.fields import Field, fields_of, lists_of, own_fields, required
from tracker.queries import part_rows
from tracker.queries.cited import COLUMN
from tracker.queries.rows import Chunk, shape_of
from tracker.records import Record

# A spreadsheet takes a text cell that begins like this for a formula, some also where the sign is as wide as
# Chinese ones. The apostrophe in front makes it plain text; a text that begins with an apostrophe and then so
# gets one more, so that taking one off again always gives back the text.
_RUNS = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
RISKY = frozenset("=+-@＝＋－＠\t\r'")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

# How a workbook and JSON know each other's columns: days and moments are dates there, all else is as it is.
Columns = Mapping[str, str]


def columns_of(kind: type[Record], lists: bool = False) -> dict[str, str]:
    """The columns of a kind's rows in order, each with the sort of its field ("" for what is not a field).

    lists: with those lists of parts that fit into a cell, as an export has them.
    """
    sorts = {name: field.sort for field in fields_of(kind) for name in (field.name, field.column)}
    sorts |= {field.column: "whole" for field in fields_of(kind) if field.to}
    sorts |= {"added_at": "moment", "changed_at": "moment"}
    names = ["id", "permalink", *(name for name in shape_of(kind).columns if name != "id")]
    if lists:
        names[names.index("source_count") : names.index("source_count")] = cell_lists(kind)
    return {name: sorts.get(name, "") for name in names}


def file_columns(kind: type[Record], lists: bool = False, cited: bool = False) -> dict[str, str]:
    """The columns of a file: those of the rows, and how each is cited if that is asked for."""
    return columns_of(kind, lists) | ({COLUMN: ""} if cited else {})


def cell_lists(kind: type[Record]) -> dict[str, tuple[type[Record], Field, Field | None]]:
    """The lists that a cell can tell, "OpenAI (partner); Kakao (customer)": {list: (part, main, choice)}."""
    found = {}
    for name, part in lists_of(kind).items():
        needed = [field for field in required(part) if field.column != part.owner]
        choice = next((field for field in own_fields(part) if field.choices), None)
        if len(needed) == 1 and not needed[0].choices and name != "citations":
            found[name] = (part, needed[0], choice)
    return found


def told_lists(session: Session, kind: type[Record], ids: Sequence[int]) -> Chunk:
    """The lists of some records, each item with its main field and its choice."""
    chunk: Chunk = {}
    for name, (part, main, choice) in cell_lists(kind).items():
        told: dict[int, list[dict[str, Any]]] = {number: [] for number in ids}
        for item in part_rows(session, part, ids):
            said = {field.name: item[field.name] for field in (main, choice) if field}
            told[item[str(part.owner)]].append(said)
        chunk[name] = list(told.values())
    return chunk


def text_of(value: Any) -> str:
    """A value as text: empty for nothing, yes and no, numbers as in Python, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(_item, value))
    return value.isoformat() if isinstance(value, date) else repr(value)


def _item(item: Mapping[str, Any]) -> str:
    first, *rest = (text_of(value) for value in item.values())
    return first + "".join(f" ({word})" for word in rest if word)


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    if text[:1] in RISKY and _RUNS.match(text):
        return f"'{text}"
    return text


def opened(text: str) -> str:
    """The text that `inert` was given."""
    return text[1:] if text[:1] == "'" and _RUNS.match(text) else text


def unescaped(text: str) -> str:
    """A workbook's text with its control characters back in place of `_x000D_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def text_in_workbook(value: Any, zone: str = "Z") -> str:
    """A cell of a workbook as the text that a CSV file has in its place. zone: of moments, else none."""
    if isinstance(value, str):
        return opened(unescaped(value))
    if isinstance(value, datetime):
        whole = value.time() == datetime.min.time()
        return value.date().isoformat() if whole else f"{value.isoformat()}{zone}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return text_of(value)


def row_count(session: Session, kind: type[Record]) -> int:
    """How many live records of a kind there are."""
    table = kind.__table__
    return session.scalar(select(func.count()).select_from(table).where(table.c.trashed_at.is_(None))) or 0
