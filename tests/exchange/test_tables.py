"""Rows on their way out: inert where a spreadsheet would act, exact where a number stands."""

import csv
import io
import json
import re
import zipfile
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tracker.errors import Refused
from tracker.exchange import reading, tables
from tracker.exchange.cells import columns_of, inert, opened, text_of
from tracker.exchange.reading import CHUNK, ending_of, most_rows, read_rows
from tracker.exchange.tables import chunked, csv_of, json_of, jsonl_of
from tracker.exchange.workbook import LONGEST_CELL, MOST_ROWS, write_xlsx
from tracker.queries.rows import Chunk, rows_in
from tracker.records import kinds

CLAIMS = columns_of(kinds()["claims"])
HARD = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "'=1",
    "''+1",
    "'plain",
    "plain",
    "a\rb",
    'a"b',
    "a,b\r\nc",
    "_x000D_",
    " x ",
]


def written(rows):
    return b"".join(csv_of(CLAIMS, chunked(CLAIMS, rows))).decode()


@pytest.mark.parametrize("text", HARD)
def test_inert_text_can_be_opened_again(text):
    assert opened(inert(text)) == text
    assert inert(text)[0] not in "=+-@＝＋－＠\t\r"


def test_csv_has_no_byte_order_mark_and_its_numbers_are_numbers():
    text = written(
        [{"id": 5, "value_text": "-5%", "value_low": -5, "value_high": 0.1 + 0.2, "note": "=cmd()"}]
    )
    assert text.startswith("id,permalink,")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["id"], row["value_low"], row["value_high"]) == ("5", "-5", "0.30000000000000004")
    assert (row["value_text"], row["note"], row["scope"]) == ("'-5%", "'=cmd()", "")


def test_one_cell_of_a_column_does_not_change_the_others():
    column = ["plain", "=1", None, -5, 0.5, True, [{"name": "=A", "kind": "b"}], "", "'x", "'=x", "＝1"]
    cells = [row["note"] for row in csv.DictReader(io.StringIO(written([{"note": one} for one in column])))]
    assert cells == ["plain", "'=1", "", "-5", "0.5", "yes", "'=A (b)", "", "'x", "''=x", "'＝1"]


@pytest.mark.parametrize("text", [*HARD, "a,b", None, 1, True, 2.5])
@pytest.mark.parametrize("beside", ["", "plain", "=a,b"])
def test_a_column_is_written_as_cell_by_cell(text, beside):
    """Also where it says the same in all rows, or two things in many."""
    for column in ([text] * 5, [text, beside] * 3, [None, text], [beside, text, 7, 7.0, None]):
        rows = [{"id": number, "note": one} for number, one in enumerate(column)]
        each = "".join(written([row]).partition("\r\n")[2] for row in rows)
        assert written(rows).partition("\r\n")[2] == each
        cells = [row["note"] for row in csv.DictReader(io.StringIO(written(rows), newline=""))]
        assert list(map(opened, cells)) == list(map(text_of, column))


def test_a_header_stands_even_without_rows():
    assert written([]).strip().split(",") == list(CLAIMS)
    assert json.loads(b"".join(json_of(CLAIMS, []))) == []
    assert b"".join(jsonl_of(CLAIMS, [])) == b""


def test_json_is_what_each_row_is_by_itself():
    """Whatever stands in a column: one thing, things of one sort, or of several."""
    several = [{"name": "A", "role": None}, {}]
    odd: list[Any] = [*HARD, 'a "b" \\ c', "漢字\u2028\x7f", "", None, 5, -0.0, 1e16, 1e-7, True, several, []]
    columns = [[thing] * len(odd) for thing in odd]
    columns += [odd, odd[::-1], list(range(len(odd))), list(map(str, odd))]
    for some in (columns, columns[:1], columns[-1:], [columns[-1], columns[0]]):
        chunk: Chunk = {f'"{number}"': column for number, column in enumerate(some)}
        told = [json.dumps(row, ensure_ascii=False) for row in rows_in(chunk)]
        assert b"".join(jsonl_of({}, [chunk, chunk])).decode() == "".join(f"{line}\n" for line in told * 2)
        assert b"".join(json_of({}, [chunk, chunk])).decode() == "[\n" + ",\n".join(told * 2) + "\n]\n"


def test_workbooks_have_dates_numbers_and_plain_text():
    row = {
        "id": 5, "as_of": "2025-05-26", "as_of_from": "2025-05-26", "as_of_to": "1850-01-01",
        "value_low": 0.1 + 0.2, "note": "=HYPERLINK(1)", "summary": "https://robots.example",
    }  # fmt: skip
    with write_xlsx(CLAIMS, [{name: [value] for name, value in row.items()}], 1, "claims") as file:
        (sheet,) = load_workbook(file).worksheets
        cells = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert sheet.title == "claims"
    assert cells["as_of_from"].value == datetime(2025, 5, 26)  # noqa: DTZ001  workbooks know no time zones
    # Words stay words, and days before a workbook's calendar begins stay text.
    assert (cells["as_of"].value, cells["as_of_to"].value) == ("2025-05-26", "1850-01-01")
    assert (cells["id"].value, cells["value_low"].value) == (5, 0.1 + 0.2)
    assert (cells["note"].value, cells["note"].data_type) == ("'=HYPERLINK(1)", "s")
    assert cells["summary"].hyperlink is None


def test_a_text_that_no_cell_holds_is_refused():
    with pytest.raises(Refused, match=r"Row 1 has a text of 32,768 characters.*CSV or JSON"):
        write_xlsx(CLAIMS, [{"note": ["x" * (LONGEST_CELL + 1)]}], 1)


def test_more_rows_than_a_workbook_holds_are_refused_before_any_is_read():
    with pytest.raises(Refused, match=r"1,048,576 rows.*1,048,575 at most.*CSV"):
        write_xlsx(CLAIMS, iter(lambda: pytest.fail("was read"), None), MOST_ROWS + 1)


def test_a_sheet_is_what_the_library_writes_cell_by_cell():
    """Byte for byte, whatever stands in the cells."""
    sorts: dict[str, str] = {
        "id": "whole",
        "text": "line",
        "day": "day",
        "at": "moment",
        "flag": "flag",
        "number": "number",
    }
    days = ["2025-05-26", "1900-03-01", "1900-02-28", None]
    chunk: Chunk = {
        "id": list(range(len(ODD))),
        "text": ODD,
        "day": [days[place % 4] for place in range(len(ODD))],
        "at": [[None, "2025-05-26T09:08:07Z"][place % 2] for place in range(len(ODD))],
        "flag": [[True, False, None][place % 3] for place in range(len(ODD))],
        "number": [[0.1 + 0.2, 1e300, -5, None][place % 4] for place in range(len(ODD))],
    }
    with write_xlsx(sorts, [chunk], len(ODD)) as file, zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet == by_the_library(list(sorts), list(zip(*chunk.values(), strict=True)))


ODD = [
    *HARD,
    None,
    "a&b <i>c</i>",
    "한국 인공지능",
    " ends ",
    "line\nline",
    "\x0b\x1f",
    "\ufffe",
    "_x005F_",
    "x" * 99,
]


def by_the_library(names, rows):
    options = {"constant_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        styles = {name: book.add_format({"num_format": f"yyyy{name}"}) for name in ("day", "at")}
        sheet = book.add_worksheet("rows")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, names, bold)
        for number, row in enumerate(rows, 1):
            for place, (name, value) in enumerate(zip(names, row, strict=True)):
                if name in styles and value and value[:7] != "1900-02":
                    sheet.write_datetime(
                        number, place, datetime.fromisoformat(value).replace(tzinfo=None), styles[name]
                    )
                elif isinstance(value, bool):
                    sheet.write_boolean(number, place, value)
                elif isinstance(value, str):
                    sheet.write_string(number, place, inert(value))
                elif value is not None:
                    sheet.write_number(number, place, Exact(value))
    with zipfile.ZipFile(file) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


class Exact(float):
    """A number that the library, which asks for 16 digits, writes with all 17."""

    def __format__(self, spec):
        return repr(float(self))


def test_rows_are_written_as_they_come():
    """The first chunk is there before the rows have ended."""

    def rows():
        for number in range(100_000):
            taken.append(number)
            yield {"id": number}

    for write in (csv_of, json_of, jsonl_of):
        taken: list[int] = []
        chunks = write(CLAIMS, chunked(CLAIMS, rows()))
        assert b"".join(next(chunks) for _ in range(2))
        assert len(taken) <= 1000


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("name,kind\nA,x\n", [{"name": "A", "kind": "x"}]),
        ("\ufeffname;kind\nA;x\n\n", [{"name": "A", "kind": "x"}, {}]),
        ('name\tkind\n"A\nB"\tx', [{"name": "A\nB", "kind": "x"}]),
        ('[{"name": "A"}, {"name": 1.5e3}]', [{"name": "A"}, {"name": 1500}]),
        (" [ ] ", []),
        ('{"name": "A"}\n\n{"name": null}\n', [{"name": "A"}, {"name": None}]),
    ],
)
def test_a_file_without_a_name_is_known_by_its_beginning(tmp_path, content, rows):
    file = tmp_path / "file"
    file.write_text(content, encoding="utf-8")
    assert list(read_rows(file, ending_of(file))) == rows


def test_json_is_read_piece_by_piece(tmp_path):
    rows = [{"name": "x" * length, "number": length} for length in (1, 70_000, 3, 200_000, 5)]
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows))
    assert list(read_rows(file, "json")) == rows


@pytest.mark.parametrize(
    ("ending", "content", "words"),
    [
        ("csv", b"", "is empty"),
        ("csv", b"name,name\nA,B\n", "name each column once; not so: name"),
        ("csv", b"name,kind\nA,x\nB\n", r"Row 2 \(line 3\) has 1 cells, the header 2"),
        ("csv", b'name\n"A', "is not CSV: line 2"),
        ("csv", b"name\n\xff\n", "is not text in UTF-8"),
        ("json", b'{"name": 1}', "must be an array"),
        ("json", b'[{"name": 1}', "be closed by"),
        ("json", b'[{"name": 1} {"name": 2}]', "separated by commas"),
        ("json", b"[{}] more", "something stands behind"),
        ("json", b'{"ok": true, "rows": [{}]} more', "something stands behind the object"),
        ("json", b'{"ok": true, "rows": [{}]', "closed by }"),
        ("json", b'{"ok": true, "rows": [{}], "rows": [{}]}', "the JSON of a list"),
        ("json", b'{"ok": true, "row": {}}', "the JSON of a list"),
        ("json", b"[{},]", "missing behind a comma"),
        ("json", b"[1]", "Row 1 is no object"),
        ("json", b"[" * 100_000, "nested too deeply"),
        ("json", b'[{"name": nope}]', "is not JSON"),
        ("jsonl", b'{"name": 1}\nnope\n', "Line 2 is not JSON"),
        ("jsonl", b'{"name": 1}\n{"name": 1, "name": 2}\n', "Line 2 .* names name 2 times"),
        ("json", b'[{"name": {"a": 1, "a": 2}}' + b" " * 100_000, "names a 2 times"),
        ("jsonl", b'{"name":' + b"[" * 100_000, "nested too deeply|is not JSON"),
        ("xlsx", b"PK no zip", "is no workbook"),
    ],
)
def test_broken_files_are_refused_with_the_place(tmp_path, ending, content, words):
    file = tmp_path / f"file.{ending}"
    file.write_bytes(content)
    with pytest.raises(Refused, match=words):
        list(read_rows(file, ending))


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("[Content_Types].xml", "<!DOCTYPE a><Types/>"),
        ("[Content_Types].xml", "<Types><Default colour='red'/></Types>"),
        ("xl/workbook.xml", ""),
        ("xl/worksheets/sheet1.xml", ""),
    ],
)
def test_a_damaged_workbook_is_refused_in_words(tmp_path, part, damage):
    with write_xlsx({"name": "text"}, [], 0) as file, zipfile.ZipFile(file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(tmp_path / "file.xlsx", "w") as book:
        for name, content in (parts | {part: damage.encode()}).items():
            book.writestr(name, content)
    with pytest.raises(Refused, match=r"^The file is no workbook \(.xlsx\), or a damaged one\.$"):
        list(read_rows(tmp_path / "file.xlsx", "xlsx"))


@pytest.mark.parametrize("spaced", [None, 2])
def test_the_json_of_a_list_is_read_by_its_rows(tmp_path, spaced):
    rows = [{"name": "A", "aliases": [{"name": "]}"}]}, {"name": "B" * CHUNK}]
    answer = {"ok": True, "facets": {"kind": []}, "rows": rows, "next": None, "count": 2}
    file = tmp_path / "list"
    file.write_text(json.dumps(answer, indent=spaced))
    assert ending_of(file) == "json"
    assert list(read_rows(file, "json")) == rows
    file.write_text(json.dumps(answer | {"rows": []}))
    assert list(read_rows(file, "json")) == []


def hand_made(path, rows):
    """A workbook whose sheet says that it ends where it begins, as some programs have it."""
    made = write_xlsx({"name": ""}, [{"name": [f"Name {number}" for number in range(rows)]}], rows)
    with made, zipfile.ZipFile(made) as book, zipfile.ZipFile(path, "w") as out:
        for part in book.namelist():
            text = book.read(part)
            out.writestr(part, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', text))
    return path


def test_all_rows_of_a_workbook_are_read_whatever_it_says_of_its_size(tmp_path):
    assert len(list(read_rows(hand_made(tmp_path / "book.xlsx", 7), "xlsx"))) == 7


def test_an_overlong_workbook_is_refused_before_a_row_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 20)
    assert len(list(read_rows(hand_made(tmp_path / "full.xlsx", 20), "xlsx"))) == 20
    with pytest.raises(Refused, match="holds 20 rows at most"):
        next(read_rows(hand_made(tmp_path / "more.xlsx", 21), "xlsx"))


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "xlsx"])
def test_a_file_has_no_more_rows_than_its_signs(tmp_path, ending, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 5)
    chunk: Chunk = {"name": ["a", "b\r\nc", "{<row "]}
    file = tmp_path / f"file.{ending}"
    file.write_bytes(b"".join(tables.written(ending, {"name": ""}, [chunk], 3)))
    assert 3 <= most_rows(file, ending) <= 12


def test_a_cell_with_a_time_of_day_is_given_no_zone(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "offices.xlsx") as book:
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["status_on", "added_at"])
        for column in (0, 1):
            sheet.write_datetime(1, column, datetime(2026, 11, 20, 9, 30), style)  # noqa: DTZ001
    (row,) = read_rows(tmp_path / "offices.xlsx", "xlsx")
    assert row == {"status_on": "2026-11-20T09:30:00", "added_at": "2026-11-20T09:30:00Z"}
