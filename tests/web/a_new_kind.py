"""What follows from one class. Run as a session of its own by test_new_kind.py: a declared kind stays."""

import csv
import html
import io
import re
from typing import Literal

import openpyxl
import pytest
from click.testing import CliRunner
from openapi_spec_validator import validate
from sqlalchemy.orm import Mapped

from tests.web.site import ROOT, filled
from tracker.cli import main
from tracker.dictionary import dictionary
from tracker.records.base import Record
from tracker.types import DateWords, Line, Link, Prose, ValueWords, Whole, dated, link, quantity, shown

Colour = Literal["red", "deep_blue"]


class Gadget(Record):
    """A thing that a company sells."""

    __tablename__ = "gadgets"

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    maker_id: Mapped[Link | None] = link("Maker", "companies", listed=True, filtered=True)
    colour: Mapped[Colour] = shown("Colour", listed=True, filtered=True, default="red")
    sold: Mapped[Whole | None] = shown("Sold", listed=True, unit="pieces")
    price_text: Mapped[ValueWords | None] = quantity("Price", listed=True)
    launched: Mapped[DateWords | None] = dated("Launched", listed=True, filtered=True)
    note: Mapped[Prose | None] = shown("Note", searched=True)


GIVEN = {
    "name": "Widget", "maker": "Acme", "colour": "deep_blue", "sold": 1200, "price_text": "about US$40",
    "launched": "2025-Q3", "note": "Comes with a zyzzyva.",
}  # fmt: skip
CHECKED = {
    "colour": ("green", "Must be one of: red, deep_blue."),
    "launched": ("whenever", None),
    "price_text": ("a few beans more", None),
    "maker": ("Nobody at all", "No company is called “Nobody at all”."),
}


@pytest.fixture
def engine(small):
    made = small.extensions["tracker"].engine
    Gadget.__table__.create(made)  # type: ignore[attr-defined]
    return made


@pytest.fixture
def web(small, engine):
    return small.test_client()


@pytest.fixture
def widget(web):
    answer = web.post(f"{ROOT}/gadgets/", json=GIVEN)
    assert answer.status_code == 201
    return answer.json["row"]


def test_it_has_pages_of_every_sort(web, widget):
    number = widget["id"]
    for address in ("gadgets/", f"gadgets/{number}", f"gadgets/{number}/edit", f"gadgets/{number}/history"):
        page = web.get(f"/{address}")
        assert page.status_code == 200, address
        assert "Widget" in page.text, address
    assert 'name="colour"' in web.get("/gadgets/new").text
    assert web.get("/gadgets/trash").status_code == 200
    assert "/gadgets/" in web.get("/").text
    listed = web.get("/gadgets/?colour=deep_blue&maker=Acme&launched=2025&sold__gte=1000").text
    assert f'href="/gadgets/{number}"' in listed
    assert f'href="/gadgets/{number}"' in web.get("/companies/acme").text


def test_its_form_saves_and_says_what_was_understood_first(web):
    typed = {name: str(value) for name, value in GIVEN.items()} | {"_once": "a"}
    page = web.post("/gadgets/new", data=typed)
    assert page.status_code == 200
    understood = dict(re.findall(r'name="(\w+\.understood)" value="([^"]*)"', page.text))
    assert set(understood) == {"price_text.understood", "launched.understood"}
    confirmed = typed | {name: html.unescape(value) for name, value in understood.items()}
    assert web.post("/gadgets/new", data=confirmed).status_code == 303
    [row] = web.get("/gadgets.json").json["rows"]
    assert (row["price_low"], row["launched_from"]) == (40, "2025-07-01")


def test_its_rows_are_json_csv_and_workbooks(web, widget):
    [row] = web.get("/gadgets.json").json["rows"]
    assert row.items() <= widget.items()
    assert (row["maker"], row["price_comparator"], row["launched_to"]) == ("Acme", "about", "2025-09-30")
    [line] = csv.DictReader(io.StringIO(web.get("/gadgets.csv").text))
    assert (line["name"], line["sold"]) == ("Widget", "1200")
    book = openpyxl.load_workbook(io.BytesIO(web.get("/gadgets.xlsx").data)).worksheets[0]
    assert [cell.value for cell in next(book.iter_rows())] == list(row)
    assert web.get(f"/gadgets/{widget['id']}.json").json["row"] == widget


def test_the_api_takes_and_describes_it(web, widget):
    at = f"{ROOT}/gadgets/{widget['id']}"
    assert web.patch(at, json={"version": 1, "sold": 1300}).json["row"]["sold"] == 1300
    assert web.delete(f"{at}?version=2").status_code == 200
    document = web.get(f"{ROOT}/openapi.json").json
    assert f"{ROOT}/gadgets/{{key}}" in document["paths"]
    assert document["components"]["schemas"]["GadgetNew"]["properties"]["launched"]
    for name, (value, words) in CHECKED.items():
        answer = web.post(f"{ROOT}/gadgets/", json=GIVEN | {name: value})
        assert answer.status_code == 400
        assert answer.json["fields"][name] == (words or answer.json["fields"][name])


def test_the_document_with_it_is_valid(sqlite):
    """It is made from the declarations, whatever the database."""
    with filled(sqlite) as app:
        validate(app.test_client().get(f"{ROOT}/openapi.json").get_json())


def test_it_is_found_by_its_words_and_its_values_stand_on_sources(web, widget):
    assert "Widget" in web.get("/search?q=zyzzyva").text
    assert "Widget" in web.get("/lookup?to=gadgets&q=widg").text
    cited = {
        "record": widget["id"],
        "field": "sold",
        "article": "Acme in Seoul",
        "quote": "It has 40 people there",
    }
    assert web.post(f"{ROOT}/citations/", json=cited).status_code == 201
    assert web.get(f"/gadgets/{widget['id']}.json").json["row"]["source_count"] == 1


def test_it_stands_in_the_dictionary(engine):
    rows = {entry.column: entry for entry in dictionary(engine) if entry.object == "gadgets"}
    assert {"name", "maker_id", "colour", "price_low", "launched_from", "id", "version"} <= set(rows)
    assert (rows["sold"].unit, "deep_blue" in str(rows["colour"].allowed_values)) == ("pieces", True)


def test_the_commands_take_it_along(engine, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    (tmp_path / "new.csv").write_text("name,maker,launched\nGizmo,Acme,2025\nThing,Beta,\n")
    run = CliRunner()
    done = run.invoke(main, ["import", "gadgets", "new.csv"])
    assert (done.exit_code, "2 gadgets" in done.output) == (0, True), done.output
    told = run.invoke(main, ["export", "gadgets", "--format", "csv"])
    assert [row["name"] for row in csv.DictReader(io.StringIO(told.output))] == ["Gizmo", "Thing"]
