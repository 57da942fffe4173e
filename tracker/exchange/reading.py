"""Reading rows of CSV, JSON, JSON lines and workbooks, a few at a time. Refused says where one is broken."""

import csv
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tracker.errors import Refused
from tracker.exchange.cells import opened, text_in_workbook
from tracker.exchange.workbook import MOST_ROWS

# An article's text may have 2,000,000 characters, and JSON may write each as six.
LONGEST_ROW = 16_000_000
CHUNK = 1 << 16
# A workbook is a zip file: 1 MB of it can hold 1 GB.
LARGEST_UNPACKED = 2_000_000_000
SMALLEST_ROW = len('<row r="1"/>')
DELIMITERS = ",;\t"
_SPACE = re.compile(r"[ \t\r\n]*")
# What every row of a file begins or ends with.
SIGNS = {"csv": (b"\n", b"\r"), "jsonl": (b"\n", b"\r"), "json": (b"{",)}
# How the JSON of a list of the tracker begins; no row has such a field.
_ANSWER = re.compile(rb'\{\s*"ok"\s*:')

NO_ROWS = "The file is not JSON rows: it must be an array of objects, or the JSON of a list."
ENCLOSED = {"[": "array", "{": "object"}

Row = Mapping[str, Any]


class NamedTwice(ValueError):
    """An object of JSON that names one thing more than once."""


def read_rows(file: Path, ending: str) -> Iterator[Row]:
    """The rows of a file of that ending: "csv", "json", "jsonl" or "xlsx".

    Cells of CSV files and workbooks are text. A row without anything in it is {}.
    """
    with _opened(file) as stream:
        if ending == "xlsx":
            yield from _workbook(stream)
            return
        # A byte order mark at the beginning is no part of the first name.
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        yield from {"csv": _csv, "jsonl": _lines, "json": _json}[ending](text)


def ending_of(file: Path) -> str:
    """What a file without a name holds, by how it begins: "json" [ or {"ok":, "jsonl" {, "xlsx" PK, "csv" all
    else."""
    with _opened(file) as stream:
        start = stream.read(CHUNK).removeprefix(b"\xef\xbb\xbf").lstrip()
    if _ANSWER.match(start):
        return "json"
    return {b"[": "json", b"{": "jsonl"}.get(start[:1], "xlsx" if start[:2] == b"PK" else "csv")


def most_rows(file: Path, ending: str) -> int:
    """How many rows a file can hold, by what each begins or ends with: in a hundredth of the time that it
    takes to read them."""
    with _opened(file) as stream:
        if ending != "xlsx":
            return _count(stream, *SIGNS[ending])
        with _workbook_errors(), zipfile.ZipFile(stream) as packed:
            return max(_rows_in_sheets(packed), default=0)


def _count(stream: IO[bytes], *signs: bytes) -> int:
    """How often signs stand in a stream, each by itself."""
    found, before = 0, b""
    while chunk := stream.read(CHUNK):
        found += sum((before[1 - len(sign) or len(before) :] + chunk).count(sign) for sign in signs)
        before = chunk
    return found + 1


def _rows_in_sheets(packed: zipfile.ZipFile) -> Iterator[int]:
    for name in packed.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            with packed.open(name) as sheet:
                yield _count(sheet, b"<row ")


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    try:
        stream = file.open("rb")
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}.") from None
    with stream:
        yield stream


@contextmanager
def _broken(what: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise Refused(f"The file is not {what}: it is not text in UTF-8.") from None
    except RecursionError:
        raise Refused(f"The file is not {what}: it is nested too deeply.") from None


def _csv(lines: Iterable[str]) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_ROW)
    with _broken("CSV"):
        waiting = iter(lines)
        head = next(waiting, "")
        delimiter = max(DELIMITERS, key=head.count)
        reader = csv.reader(_chained(head, waiting), delimiter=delimiter, strict=True)
        try:
            names = _header(next(reader, []))
            for number, cells in enumerate(reader, 1):
                if cells and len(cells) != len(names):
                    where = f"Row {number} (line {reader.line_num})"
                    raise Refused(f"{where} has {len(cells)} cells, the header {len(names)}.")
                yield dict(zip(names, map(opened, cells), strict=True)) if cells else {}
        except csv.Error as error:
            raise Refused(f"The file is not CSV: line {reader.line_num}: {error}.") from None


def _chained(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _header(cells: Sequence[Any]) -> list[str]:
    """The names of the columns; Refused when there are none, or one stands twice."""
    names = [str(cell or "").strip() for cell in cells]
    twice = {name for name in names if names.count(name) > 1} if len(names) < 1000 else {"its columns"}
    if not any(names):
        raise Refused("The file is empty: its first row must name the columns.")
    if twice:
        listed = ", ".join(sorted(name or "without a name" for name in twice))
        raise Refused(f"The first row must name each column once; not so: {listed}.")
    return names


def _lines(lines: Iterable[str]) -> Iterator[Row]:
    decoder = json.JSONDecoder(object_pairs_hook=named_once)
    with _broken("JSON lines"):
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = decoder.decode(line)
            except ValueError as error:
                raise Refused(f"Line {number} is not JSON: {error}.") from None
            yield _mapping(row, f"Line {number}")


def _json(text: Any) -> Iterator[Row]:
    """The rows of one array, or of the JSON of a list, read piece by piece."""
    with _broken("JSON"):
        for number, row in enumerate(_items(text), 1):
            yield _mapping(row, f"Row {number}")


def _items(text: Any) -> Iterator[Any]:
    buffer, decoder = _Buffer(text), json.JSONDecoder(object_pairs_hook=named_once)
    sign = buffer.sign()
    if sign not in ("[", "{"):
        raise Refused(NO_ROWS)
    yield from _array(buffer, decoder) if sign == "[" else _answer(buffer, decoder)
    if buffer.sign():
        raise Refused(f"The file is not JSON: something stands behind the {ENCLOSED[sign]}.")


def _array(buffer: "_Buffer", decoder: json.JSONDecoder) -> Iterator[Any]:
    buffer.skip(1)
    while buffer.sign() != "]":
        yield buffer.item(decoder)
        if not buffer.goes_on("]"):
            return
        if buffer.sign() == "]":
            raise Refused("The file is not JSON: a row is missing behind a comma.")
    buffer.skip(1)


def _answer(buffer: "_Buffer", decoder: json.JSONDecoder) -> Iterator[Any]:
    """The rows among what else a list answers: their count, and the token of the next page."""
    buffer.skip(1)
    named, further = set[Any](), buffer.sign() == '"'
    while further:
        name = buffer.item(decoder)
        if name in named or buffer.sign() != ":":
            raise Refused(NO_ROWS)
        named.add(name)
        buffer.skip(1)
        if name == "rows" and buffer.sign() == "[":
            yield from _array(buffer, decoder)
        else:
            buffer.item(decoder)
        further = buffer.goes_on("}")
    if "rows" not in named:
        raise Refused(NO_ROWS)


class _Buffer:
    """A stretch of a file of JSON, filled up as it is used."""

    def __init__(self, text: Any) -> None:
        self.text, self.held, self.at, self.more = text, "", 0, True

    def fill(self) -> None:
        # Twice as much each time: a long row is tried again as often as its length can be doubled.
        chunk = self.text.read(max(CHUNK, len(self.held) - self.at))
        self.held, self.at, self.more = self.held[self.at :] + chunk, 0, bool(chunk)

    def sign(self) -> str:
        """The next character that is not space; empty at the end."""
        while True:
            match = _SPACE.match(self.held, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.held) or not self.more:
                return self.held[self.at : self.at + 1]
            self.fill()

    def skip(self, count: int) -> None:
        self.at += count

    def goes_on(self, end: str) -> bool:
        """Whether a comma comes next, and not the end; either is passed over."""
        sign = self.sign()
        if sign not in (",", end):
            raise Refused(
                f"The file is not JSON: what is listed must be separated by commas and be closed by {end}."
            )
        self.skip(1)
        return sign == ","

    def item(self, decoder: json.JSONDecoder) -> Any:
        """The next value. A number may go on behind what is held, so an item must end before that."""
        self.sign()
        while True:
            try:
                value, end = decoder.raw_decode(self.held, self.at)
                if end < len(self.held) or not self.more:
                    self.at = end
                    return value
            except ValueError as error:
                if not self.more or isinstance(error, NamedTwice):
                    raise Refused(f"The file is not JSON: {error}.") from None
            if len(self.held) - self.at > LONGEST_ROW:
                raise Refused(f"A row has more than {LONGEST_ROW // 1_000_000} million characters.")
            self.fill()


def named_once(pairs: list[tuple[str, Any]]) -> Row:
    """The object of JSON that has these names and values; NamedTwice when only one of two values could be
    kept."""
    row = dict(pairs)
    if len(row) < len(pairs):
        name, times = Counter(name for name, _ in pairs).most_common(1)[0]
        raise NamedTwice(f"an object names {name[:100]} {times} times")
    return row


def _mapping(row: Any, where: str) -> Row:
    if not isinstance(row, dict):
        raise Refused(f"{where} is no object of fields and values.")
    return row


# What openpyxl and what it reads with raise over a part of a workbook that is not as it must be.
MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError)


@contextmanager
def _workbook_errors() -> Iterator[None]:
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        yield
    except (zipfile.BadZipFile, zlib.error, InvalidFileException, *MALFORMED):
        raise Refused("The file is no workbook (.xlsx), or a damaged one.") from None


def _workbook(file: IO[bytes]) -> Iterator[Row]:
    """The rows of the first sheet."""
    from openpyxl import load_workbook

    with _workbook_errors():
        with zipfile.ZipFile(file) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            if size > LARGEST_UNPACKED:
                raise Refused(f"The workbook unpacks to more than {LARGEST_UNPACKED // 10**9} GB.")
            if size > SMALLEST_ROW * MOST_ROWS and max(_rows_in_sheets(packed), default=0) > MOST_ROWS + 2:
                raise Refused(f"A sheet of a workbook holds {MOST_ROWS:,} rows at most; this one has more.")
        book = load_workbook(file, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # Some programs say that a sheet ends where it begins: what counts are the rows that it has.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        names = _header(_trimmed(next(rows, ())))
        for number, cells in enumerate(map(_trimmed, rows), 1):
            if len(cells) > len(names):
                raise Refused(f"Row {number} has more cells than the header.")
            filled = [*cells, *[None] * (len(names) - len(cells))] if cells else []
            yield {
                # The tracker writes its own moments in UTC; of any other nobody said the zone.
                name: text_in_workbook(cell, "Z" if name.endswith("_at") else "")
                for name, cell in zip(names, filled, strict=False)
            }


def _trimmed(cells: Sequence[Any]) -> list[Any]:
    """The cells of a row without the empty ones behind the last."""
    count = max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)
    return list(cells[:count])
