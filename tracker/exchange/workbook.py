"""Workbooks (XLSX) of one sheet, written a column of a few hundred rows at a time.

The workbook around the sheet is xlsxwriter's; given a million rows cell by cell it takes minutes.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from tracker.errors import Refused
from tracker.exchange.cells import Columns, inert, text_of
from tracker.queries.rows import Chunk

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
# Workbooks count days and take 1900 for a leap year: what is older stays text. They know no time zones.
DAY_NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001
FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001
# The formats of days and moments, behind that of the header.
STYLES = {"day": 2, "moment": 3}
# A quarter larger than at best, in a third of the time.
LEVEL = 3
SHEET = "xl/worksheets/sheet1.xml"
# More rows than this may make a sheet of 2 GB, which the file must keep a larger place for. Not all programs
# read such a place where there was no need for it.
LARGE = 200_000
_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


def check_rows(count: int) -> None:
    """Refused when there are more rows than a workbook holds."""
    if count > MOST_ROWS:
        raise Refused(
            f"These are {count:,} rows, and a workbook holds {MOST_ROWS:,} at most. "
            "Filter the list, or take CSV instead."
        )


def write_xlsx(
    columns: Columns, chunks: Iterable[Chunk], count: int, title: str = "rows", citation: str = ""
) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, which stands at its beginning and vanishes when closed.

    count: how many rows the chunks have; citation: told by the properties of the file. Refused when a
    workbook does not hold as many, or so long a text.
    """
    check_rows(count)
    file = tempfile.TemporaryFile(prefix="tracker-")  # noqa: SIM115  handed over open
    try:
        with zipfile.ZipFile(_empty(columns, title, citation)) as empty, zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL
        ) as book:  # fmt: skip
            for part in empty.namelist():
                with book.open(part, "w", force_zip64=part == SHEET and count > LARGE) as out:
                    if part == SHEET:
                        out.writelines(_sheet(empty.read(part).decode(), columns, chunks, count))
                    else:
                        out.write(empty.read(part))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _empty(columns: Columns, title: str, citation: str) -> IO[bytes]:
    """A workbook with the header alone, and with the formats of days and moments."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"comments": citation})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, bold)
        # "yyyy-mm-dd" alone would hide the hour.
        for place, shape in enumerate(("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")):
            sheet.write_blank(1, place, None, book.add_format({"num_format": shape}))
    file.seek(0)
    return file


def _sheet(empty: str, columns: Columns, chunks: Iterable[Chunk], count: int) -> Iterator[bytes]:
    from xlsxwriter.utility import xl_col_to_name

    letters = [xl_col_to_name(place) for place in range(len(columns))]
    before, after = empty.partition('<row r="2">')[0], empty.partition("</sheetData>")[2]
    last = f"{letters[-1]}{count + 1}"
    yield re.sub('(?<=<dimension ref=")[^"]*', f"A1:{last}" if last != "A1" else last, before).encode()
    first = 2
    for chunk in chunks:
        numbers = range(first, first + len(next(iter(chunk.values()))))
        cells = [
            _cells(letter, sort, chunk[name], numbers)
            for letter, (name, sort) in zip(letters, columns.items(), strict=True)
            if name in chunk
        ]
        rows = (f'<row r="{number}">' for number in numbers)
        yield "</row>".join([*map("".join, zip(rows, *cells, strict=True)), ""]).encode()
        first = numbers.stop
    yield b"</sheetData>" + after.encode()


def _cells(letter: str, sort: str, values: Sequence[Any], numbers: range) -> list[str]:
    """The cells of some rows of a column, and nothing where there is none."""
    values = [text_of(value) or None if isinstance(value, list) else value for value in values]
    places = {value: place for place, value in enumerate(values)}
    # Many are the same. What stands behind the row's number in a cell:
    told = {value: _behind(value, sort, numbers[place] - 1) for value, place in places.items()}
    begin = f'<c r="{letter}'
    return [
        f"{begin}{number}{told[value]}" if value is not None else ""
        for number, value in zip(numbers, values, strict=True)
    ]


def _behind(value: Any, sort: str, row: int) -> str:
    if isinstance(value, bool):
        return f'" t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float):
        return f'"><v>{float(value)!r}</v></c>'
    if sort in STYLES and value and (day := _days(value)) is not None:
        return f'" s="{STYLES[sort]}"><v>{day:.16G}</v></c>'
    if value is None:
        return ""
    if len(text := inert(text_of(value))) > LONGEST_CELL:
        raise Refused(
            f"Row {row} has a text of {len(text):,} characters; a cell of a workbook holds {LONGEST_CELL:,}. "
            "Export as CSV or JSON instead."
        )
    text = _escaped(text)
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _days(written: str) -> float | None:
    """A day or moment as a workbook counts it."""
    moment = datetime.fromisoformat(written).replace(tzinfo=None)
    since = moment - DAY_NOUGHT
    return since.days + since.seconds / 86400 if moment >= FIRST_DAY else None


def _escaped(text: str) -> str:
    """Text as a workbook has it: what XML does not know is written as `_x000D_`."""
    if not _SPECIAL.search(text):
        return text
    text = _CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub(r"_x005F\1", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
