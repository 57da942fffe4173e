"""Rows of one kind as CSV, JSON, JSON lines and workbooks, streamed: a million take no more memory than one.

Every writer takes the columns (`columns_of`) and an iterator of rows; those in WRITERS take chunks of rows
(`tracker.queries.streams`), which CSV is made of a column at a time.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any

from tracker.errors import Refused
from tracker.exchange.cells import RISKY, Columns, inert, text_of
from tracker.queries.streams import Chunk, rows_in

BATCH = 500
# What the writer of CSV writes as `text_of` would.
PLAIN = frozenset({int, float, str, type(None)})
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
# Workbooks count days from 1900 and take that year for a leap year: what is older stays text.
FIRST_DAY = date(1900, 3, 1)

Rows = Iterable[Mapping[str, Any]]
Chunks = Iterable[Chunk]
Writer = Callable[[Columns, Chunks], Iterator[bytes]]
# Told how many rows were done since it was told last.
Progress = Callable[[int], object]


def unwatched(rows: int) -> None:
    """Progress that nobody looks at."""


class _Exact(float):
    """A number that the workbook's writer, which asks for 16 digits, writes with all 17."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


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


def write_xlsx(columns: Columns, rows: Rows, title: str = "rows") -> IO[bytes]:
    """A workbook of one sheet in a temporary file, which stands at its beginning and vanishes when closed.

    Refused when there are more rows, or a longer text, than a workbook holds.
    """
    file = tempfile.TemporaryFile(prefix="tracker-")  # noqa: SIM115  handed over open
    try:
        _workbook(file, columns, rows, title)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _workbook(file: IO[bytes], columns: Columns, rows: Rows, title: str) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}  # fmt: skip
    # Left by an exception it is closed all the same: its rows wait in a file of their own.
    with xlsxwriter.Workbook(file, options) as book:
        # Shared by all cells, so made once: "yyyy-mm-dd" alone would hide the hour.
        formats = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise Refused(f"A workbook holds {MOST_ROWS:,} rows at most. Export as CSV instead.")
            for place, (name, sort) in enumerate(columns.items()):
                value = row.get(name)
                if value is not None and value != []:
                    _write(sheet, number, place, value, sort, formats)


def _write(sheet: Any, row: int, column: int, value: Any, sort: str, formats: Mapping[str, Any]) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, _Exact(value))
    elif sort in formats and (moment := _moment(value)):
        sheet.write_datetime(row, column, moment, formats[sort])
    elif len(text := inert(text_of(value))) > LONGEST_CELL:
        raise Refused(
            f"Row {row} has a text of {len(text):,} characters; a cell of a workbook holds {LONGEST_CELL:,}. "
            "Export as CSV or JSON instead."
        )
    else:
        sheet.write_string(row, column, text)


def _moment(value: str) -> datetime | None:
    moment = datetime.fromisoformat(value).replace(tzinfo=None)
    return moment if moment.date() >= FIRST_DAY else None


def _batches(rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _xlsx_chunks(columns: Columns, rows: Rows) -> Iterator[bytes]:
    with write_xlsx(columns, rows) as file:
        while chunk := file.read(1 << 16):
            yield chunk


def _by_row(write: Callable[[Columns, Rows], Iterator[bytes]]) -> Writer:
    return lambda columns, chunks: write(columns, chain.from_iterable(map(rows_in, chunks)))


# By the ending of the file.
WRITERS: dict[str, Writer] = {
    "csv": csv_of,
    "json": _by_row(write_json),
    "jsonl": _by_row(write_jsonl),
    "xlsx": _by_row(_xlsx_chunks),
}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
