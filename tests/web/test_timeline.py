"""The timeline, the promises and the charts as pages and files."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.databases import Backend
from tests.overview.promising import OFFICES, OUTCOMES, promise
from tests.web.site import made
from tracker.overview import timeline as drawing
from tracker.web.site import Site

# Steps with a date, and claims with one: those of the promising company.
DATED = sum(day is not None for steps in OFFICES.values() for _, _, day in steps) + 11
HOSTILE = "Acme<script>alert(1)</script>"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend("seeded") as database, made(database) as app:
        site: Site = app.extensions["tracker"]
        promise(site.engine)
        promise(site.engine, HOSTILE)
        yield app.test_client()


def table(web: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(web.get(address).text, newline="")))


def rows_in(page: str) -> int:
    return len(re.findall(r"<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0]))


@pytest.mark.parametrize(
    "address",
    [
        "/timeline", "/timeline?company=acme", "/timeline?country=DE&_by=country", "/timeline?_undated=yes",
        "/timeline?_from=2015&_to=2015", "/timeline?_from=1000&_to=2999",
        "/timeline?_of=claims&metric=revenue",
        "/promises", "/promises?company=acme&_outcome=late", "/promises?_outcome=undated&country=KR",
        "/chart", "/chart?subject=companies/acme", "/chart?metric=revenue", "/chart?_of=claims&country=KR",
        "/companies/acme", "/countries/DE", "/metrics/weekly_active_users",
    ],
)  # fmt: skip
def test_a_page_answers_with_one_heading_and_nothing_inline(web, address):
    page = web.get(address)
    assert page.status_code == 200
    assert len(re.findall(r"<h1[\s>]", page.text)) == 1
    assert "<script>alert" not in page.text
    assert " style=" not in page.text


def test_page_json_and_csv_have_the_same_rows(web):
    address = "company=acme"
    answer = web.get(f"/timeline.json?{address}").json
    assert answer["count"] == len(answer["rows"]) == DATED
    assert rows_in(web.get(f"/timeline?{address}").text) == DATED
    assert [row["id"] for row in table(web, f"/timeline.csv?{address}")] == [
        str(row["id"]) for row in answer["rows"]
    ]
    late = next(row for row in answer["rows"] if row["outcome"] == "late")
    assert (late["title"], late["outcome_words"]) == ("Acme, Munich, Germany", "3 to 6 months late")
    assert answer["credit"]["address"].endswith("/timeline?company=acme")


def test_each_outcome_counts_the_rows_behind_it(web):
    page = web.get("/promises?company=acme").text
    for outcome in OUTCOMES.values():
        assert re.search(rf'_outcome={outcome}"[^>]*><b>1</b>', page), outcome
        assert rows_in(web.get(f"/promises?company=acme&_outcome={outcome}").text) == 1
        rows = table(web, f"/promises.csv?company=acme&_outcome={outcome}")
        assert [row["outcome"] for row in rows] == [outcome]
    answer = web.get("/promises.json?company=acme").json
    assert answer["count"] == len(answer["rows"]) == rows_in(page) == len(OUTCOMES)


def test_a_page_of_rows_leads_to_the_next(web, monkeypatch):
    everything = table(web, "/timeline.csv")
    monkeypatch.setattr(drawing, "ROWS", 40)
    web.application.extensions["kept"].forget()
    page = web.get("/timeline").text
    assert rows_in(page) == 40
    (following,) = re.findall(r'rel="next" href="([^"#]+)', page)
    again = web.get(following).text
    assert rows_in(again) == min(40, len(everything) - 40)
    assert 'rel="next"' in again or len(everything) <= 80


@pytest.mark.parametrize(
    "address", ["/timeline.svg", "/timeline.svg?company=acme", "/chart.svg?subject=companies/acme"]
)
def test_a_drawing_is_a_file_of_its_own(web, address):
    answer = web.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    picture = ElementTree.fromstring(answer.data)
    names = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert {"svg", "title", "desc", "rect"} <= names
    assert "script" not in names
    assert "AI Expansion Tracker" in answer.text


def test_a_chart_that_is_taken_away_explains_the_signs_it_holds(web):
    def words(asked: str) -> list[str]:
        picture = ElementTree.fromstring(web.get(f"/chart.svg{asked}").data)
        return [one.text or "" for one in picture.iter() if one.get("class") == "key-word"]

    foreseen = "a forecast, target, plan or intent"
    told = words("?subject=companies/acme")
    assert told == ["a value, on a day or within a time", "at least, or more than", foreseen]
    assert foreseen not in words("?subject=companies/acme&modality=fact")
    assert words("") == []


def test_a_timeline_that_is_taken_away_explains_the_signs_it_holds(web):
    def words(asked: str) -> list[str]:
        picture = ElementTree.fromstring(web.get(f"/timeline.svg{asked}").data)
        return [one.text or "" for one in picture.iter() if one.get("class") == "key-word"]

    told = words("?_of=offices&company=acme")
    assert told == ["a step, on a day or within a time", "promised", "late", "overdue"]
    assert "a claim" in words("?_of=claims&company=acme")


def test_the_points_of_a_chart_lead_to_their_claims(web):
    rows = web.get("/chart.json?subject=companies/acme").json["rows"]
    assert len(rows) == len(table(web, "/chart.csv?subject=companies/acme")) == 5
    page = web.get("/chart?subject=companies/acme").text
    for row in rows:
        assert re.search(rf'class="point[^"]*" href="{row["permalink"]}"', page)
    assert "7 left out:" in page


@pytest.mark.parametrize(
    ("address", "argument"),
    [
        ("/timeline?status=open", "status"), ("/timeline?_by=city", "_by"),
        ("/timeline.csv?_from=soon", "_from"),
        ("/timeline.json?_of=people", "_of"), ("/timeline.svg?_next=1", "_next"),
        ("/promises?_outcome=good", "_outcome"), ("/promises.csv?_of=claims", "_of"),
        ("/promises.json?x=1", "x"), ("/chart?x=1", "x"), ("/chart.svg?_of=offices", "_of"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_refused_and_named(web, address, argument):
    answer = web.get(address)
    assert answer.status_code == 400
    assert argument in answer.text
