"""Rows of one kind as CSV, JSON, JSON lines and workbooks, streamed: a million take no more memory than one.

Every writer takes the columns (`columns_of`) and chunks of rows (`tracker.queries.streams`); CSV and JSON are
made of them a column at a time.
"""

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice, repeat
from json.encoder import encode_basestring
from types import NoneType
from typing import Any

from tracker.exchange.cells import RISKY, Columns, inert, text_of
from tracker.exchange.workbook import write_xlsx
from tracker.queries.rows import Chunk

BATCH = 500
# Columns of no text that a spreadsheet would run: there is nothing to look for in them.
HARMLESS = frozenset({"choice", "whole", "number", "day", "moment"})
# The sort of columns whose cells were put together already, those of several columns as one.
TOLD = "told"
# Stands before and after such a cell that has a comma, where quotes will; no text is kept with it.
MARK = "\x1e"
QUOTED = '",\r\n'
_QUOTED, _QUOTED_TOO = re.compile(f"[{QUOTED}]").search, re.compile(r'["\r\n]').search
# Between the texts of a column, to look for what begins one; no text has it.
SEAM = "\0"
# Values that are equal only to what is written the same: 1, 1.0 and True are not.
SINGLE, NUMBERS = (str, NoneType), frozenset({int, NoneType})
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
# The same of single values, without asking what each is; all else is left to the encoder.
_AS_JSON: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring, int: repr, NoneType: lambda _: "null",
}  # fmt: skip

Rows = Iterable[Mapping[str, Any]]
Chunks = Iterable[Chunk]
Writer = Callable[[Columns, Chunks], Iterator[bytes]]
# Told how many rows were done since it was told last.
Progress = Callable[[int], object]


def unwatched(rows: int) -> None:
    """Progress that nobody looks at."""


def chunked(columns: Columns, rows: Rows) -> Generator[Chunk, None, None]:
    """Rows one by one as chunks of these columns."""
    for some in _batches(rows):
        yield {name: [row.get(name) for row in some] for name in columns}


def csv_of(columns: Columns, chunks: Chunks) -> Iterator[bytes]:
    """CSV in UTF-8 with a header, a chunk for every few hundred rows.

    No byte order mark: SQLite, R and most programs take it for a part of the first column's name. Text that
    a spreadsheet would run is made inert with an apostrophe; numbers are left as numbers.
    """
    yield _lines([[name] for name in columns], 1)
    for chunk in chunks:
        cells = [
            _told_cells(chunk[name]) if sort == TOLD else _csv_cells(chunk[name], sort in HARMLESS)
            for name, sort in columns.items()
        ]
        yield _lines(cells, len(chunk[next(iter(columns))]))


def _lines(cells: Iterable[str | Sequence[str]], count: int) -> bytes:
    """So many lines of the cells of each column. They end in CR LF, as RFC 4180 has it."""
    columns: list[Iterable[str]] = []
    for same, beside in groupby(cells, lambda column: isinstance(column, str)):
        some = list(beside)
        # What is the same in all rows stands in each as one piece.
        columns += [repeat(",".join(map(str, some)), count)] if same else some
    return "\r\n".join([*map(",".join, zip(*columns, strict=False)), ""]).encode()


def _csv_cells(values: Sequence[Any], harmless: bool) -> str | Sequence[str]:
    """The cells of a column, or the one that stands in all of its rows."""
    if _is_one(values):
        return _looked_at(values[:1], harmless)[0]
    if NUMBERS.issuperset(map(type, values)) and 2 * len(different := set(values)) <= len(values):
        told = {value: _text(value) for value in different}
        return [told[value] for value in values]
    return _looked_at(values, harmless)


def _looked_at(values: Sequence[Any], harmless: bool) -> Sequence[str]:
    """The cells of some values, looked at all at once, as most need no more."""
    sorts = set(map(type, values))
    if sorts == {int}:
        return list(map(str, values))
    texts = values if sorts == {str} else [_text(value) for value in values]
    whole = SEAM + SEAM.join(texts)
    if not harmless and any(sign in whole and SEAM + sign in whole for sign in RISKY):
        marked = zip(texts, values, strict=True)
        texts = [text if type(value) in (int, float) else inert(text) for text, value in marked]
    found = [sign for sign in QUOTED if sign in whole]
    if found == [","]:
        texts = [f'"{text}"' if "," in text else text for text in texts]
    elif found:
        texts = list(map(_quoted_if, texts))
    return texts


def _text(value: Any) -> str:
    """As `text_of`, what comes most often first."""
    return "" if value is None else value if type(value) is str else text_of(value)


def told(text: str) -> str:
    """A text as the database puts it into a cell."""
    harmless = inert(text)
    return f"{MARK}{harmless}{MARK}" if "," in harmless else harmless


def _told_cells(values: Sequence[str]) -> Sequence[str]:
    """Cells that the database put together as they stand in a file."""
    whole = SEAM.join(values)
    if any(sign in whole for sign in '"\r\n'):
        whole = SEAM.join(_requoted(cells) if _QUOTED_TOO(cells) else cells for cells in values)
    return whole.replace(MARK, '"').split(SEAM)


def _requoted(cells: str) -> str:
    """Cells side by side of which one has a quote or the end of a line."""
    pieces = cells.split(MARK)
    # Every other piece is one cell between its marks.
    pieces[::2] = [",".join(map(_quoted_if, piece.split(","))) for piece in pieces[::2]]
    pieces[1::2] = [piece.replace('"', '""') for piece in pieces[1::2]]
    return MARK.join(pieces)


def _quoted_if(text: str) -> str:
    return _quoted(text) if _QUOTED(text) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def json_of(columns: Columns, chunks: Chunks) -> Iterator[bytes]:
    """One JSON array, a row a line."""
    yield b"["
    before = "\n"
    for chunk in chunks:
        yield _encoded(before + ",\n".join(_objects(chunk)))
        before = ",\n"
    yield b"\n]\n"


def jsonl_of(columns: Columns, chunks: Chunks) -> Iterator[bytes]:
    """JSON lines: an object a line."""
    for chunk in chunks:
        yield _encoded("\n".join([*_objects(chunk), ""]))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _objects(chunk: Chunk) -> Iterator[str]:
    """The rows as JSON, put together of columns: to encode each row by itself takes twice as long."""
    pieces: list[Iterable[str]] = []
    same = "{"  # what stands in each row, up to what does not
    for at, (name, values) in enumerate(chunk.items()):
        same += f"{', ' if at else ''}{encode_basestring(name)}: "
        if _is_one(values):
            same += _ENCODER.encode(values[0])
        else:
            pieces += [repeat(same), [_AS_JSON.get(type(value), _ENCODER.encode)(value) for value in values]]
            same = ""
    return map("".join, zip(*pieces, repeat(same + "}", len(values)), strict=False))


def _is_one(values: Sequence[Any]) -> bool:
    """Whether the same text, or nothing, stands in all the rows of a column."""
    first = values[0]
    return type(first) in SINGLE and values[-1] == first and values.count(first) == len(values)


def _batches(rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def xlsx_of(columns: Columns, chunks: Chunks, count: int, citation: str = "") -> Iterator[bytes]:
    """A workbook, whose chunks have `count` rows."""
    with write_xlsx(columns, chunks, count, citation=citation) as file:
        while part := file.read(1 << 16):
            yield part


# By the ending of the file.
WRITERS: dict[str, Writer] = {"csv": csv_of, "json": json_of, "jsonl": jsonl_of}
FORMATS = (*WRITERS, "xlsx")


def written(ending: str, columns: Columns, chunks: Chunks, count: int, citation: str = "") -> Iterator[bytes]:
    """A file by its ending, of chunks that have `count` rows; a workbook has a place for a citation."""
    return xlsx_of(columns, chunks, count, citation) if ending == "xlsx" else WRITERS[ending](columns, chunks)


MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
