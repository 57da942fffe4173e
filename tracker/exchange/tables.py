"""Rows of one kind as CSV, JSON, JSON lines and workbooks, streamed: a million take no more memory than one.

Every writer takes the columns (`columns_of`) and an iterator of rows; those in WRITERS take chunks of rows
(`tracker.queries.streams`), which CSV is made of a column at a time.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from tracker.exchange.cells import RISKY, Columns, inert, text_of
from tracker.exchange.workbook import write_xlsx
from tracker.queries.rows import Chunk, rows_in

BATCH = 500
# What the writer of CSV writes as `text_of` would.
PLAIN = frozenset({int, float, str, type(None)})
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

Rows = Iterable[Mapping[str, Any]]
Chunks = Iterable[Chunk]
Writer = Callable[[Columns, Chunks], Iterator[bytes]]
# Told how many rows were done since it was told last.
Progress = Callable[[int], object]


def unwatched(rows: int) -> None:
    """Progress that nobody looks at."""


def write_csv(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """CSV as `csv_of` makes it, of rows one by one."""
    batches = _batches(rows)
    return csv_of(columns, ({name: [row.get(name) for row in some] for name in columns} for some in batches))


def csv_of(columns: Columns, chunks: Chunks) -> Iterator[bytes]:
    """CSV in UTF-8 with a header, a chunk for every few hundred rows.

    No byte order mark: SQLite, R and most programs take it for a part of the first column's name. Text that
    a spreadsheet would run is made inert with an apostrophe; numbers are left as numbers.
    """
    buffer = io.StringIO()
    # Lines end in CR LF as RFC 4180 has it: with LF alone the writer leaves a lone CR in a text unquoted.
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for chunk in chunks:
        writer.writerows(zip(*(_csv_cells(chunk[name]) for name in columns), strict=True))
        yield _taken(buffer)
    yield _taken(buffer)


def _csv_cells(values: Sequence[Any]) -> Sequence[Any]:
    """The cells of a column: most columns go through as they are."""
    sorts = set(map(type, values))
    if sorts <= PLAIN and (str not in sorts or RISKY.isdisjoint({str(value)[:1] for value in set(values)})):
        return values
    return [value if type(value) in PLAIN - {str} else _csv_cell(value) for value in values]


def _csv_cell(value: Any) -> str:
    return inert(text_of(value))


def _taken(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written


def write_json(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """One JSON array, a row a line."""
    yield b"["
    before = b"\n"
    for batch in _batches(rows):
        yield before + b",\n".join(_json(row) for row in batch)
        before = b",\n"
    yield b"\n]\n"


def write_jsonl(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """JSON lines: an object a line."""
    for batch in _batches(rows):
        yield b"".join(_json(row) + b"\n" for row in batch)


def _json(row: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(row).encode("utf-8", "surrogatepass")


def _batches(rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def xlsx_of(columns: Columns, chunks: Chunks, count: int, citation: str = "") -> Iterator[bytes]:
    """A workbook, whose chunks have `count` rows."""
    with write_xlsx(columns, chunks, count, citation=citation) as file:
        while part := file.read(1 << 16):
            yield part


def _by_row(write: Callable[[Columns, Rows], Iterator[bytes]]) -> Writer:
    return lambda columns, chunks: write(columns, chain.from_iterable(map(rows_in, chunks)))


# By the ending of the file.
WRITERS: dict[str, Writer] = {"csv": csv_of, "json": _by_row(write_json), "jsonl": _by_row(write_jsonl)}
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
