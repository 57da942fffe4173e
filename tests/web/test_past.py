"""What was known on a day, on the pages, in the files and in the API: as it was then, said above, and nowhere
that only today is told."""

import csv
import io
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from tests import saving
from tests.web.site import fill, made
from tracker.writing import writer

DAY = "_known_on=2026-02-01"
LOOKING_BACK = (
    "/offices/", "/companies/acme", "/countries/KR", "/articles/", "/claims/?company=Acme", "/map",
    "/map?_count=claims", "/timeline", "/promises", "/network?company=acme", "/matrix",
    "/compare?companies=acme&companies=beta", "/chart?metric=employees",
)  # fmt: skip
FILES = (
    "/offices.csv", "/offices.xlsx", "/map.csv", "/map.svg", "/map.geojson", "/timeline.csv", "/timeline.svg",
    "/promises.csv", "/network.graphml?company=acme", "/compare.csv?companies=acme&companies=beta",
    "/matrix.csv", "/chart.svg?metric=employees",
)  # fmt: skip
TODAY_ONLY = (
    "/", "/search?q=acme", "/changes", "/changed", "/feed.atom", "/offices/trash", "/offices/new",
    "/offices.sql", "/companies/acme/history", "/watchlists", "/sql", "/review",
)  # fmt: skip


@contextmanager
def day(written):
    """What is saved inside is saved on that day."""
    with patch.object(writer, "now", lambda: datetime.fromisoformat(f"{written}T09:00:00Z")):
        yield


def some_days(engine):
    """A handful of records, and what became of them."""
    with day("2026-01-05"):
        fill(engine)
    acme, office, deal, claim = (
        saving.number(engine, f"SELECT min(id) FROM {kind}")
        for kind in ("companies", "offices", "partnerships", "claims")
    )
    with day("2026-03-01"):
        saving.change(engine, "companies", acme, name="Acme Robotics")
    with day("2026-04-01"):
        saving.change(engine, "offices", office, status="closed", status_on="2026-03")
        saving.add(engine, "offices", company="Beta", country="KR", status="planned")
    with day("2026-05-01"):
        saving.remove(engine, "claims", claim)
        saving.remove(engine, "partnerships", deal)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def either(request):
    """A client of a tracker with some days behind it, on either database."""
    with request.getfixturevalue(request.param).lend(some_days) as database, made(database) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def past(sqlite):
    """The same on one of them: what pages make of it does not depend on the database."""
    with sqlite.lend(some_days) as database, made(database) as app:
        yield app.test_client()


def on(address, written=DAY):
    return f"{address}{'&' if '?' in address else '?'}{written}"


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json["rows"]


def test_lists_filters_and_counts_are_those_of_the_day(either):
    [office] = rows(either, on("/offices.json?company=Acme&status=open"))
    assert (office["label"], office["company"], office["version"]) == ("Acme, Seoul, South Korea", "Acme", 1)
    answer = either.get(on("/api/v1/offices/?_facet=status&_facet=company")).json
    assert (answer["count"], answer["known_on"]) == (1, "2026-02-01")
    [status], [company] = answer["facets"]["status"], answer["facets"]["company"]
    assert [(one["label"], one["count"]) for one in (status, company)] == [("open", 1), ("Acme", 1)]
    refused = either.get(on("/offices.json?company=Acme+Robotics"))
    assert refused.status_code == 400
    assert [row["company"] for row in rows(either, "/offices.json?_sort=id")] == ["Acme Robotics", "Beta"]


def test_each_day_has_its_own_answer(either):
    told = [
        [either.get(f"/{kind}.json?_known_on={at}").json["count"] for kind in ("offices", "claims")]
        for at in ("2026-01-04", "2026-01-05", "2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01")
    ]
    assert told == [[0, 0], [1, 1], [1, 1], [2, 1], [2, 1], [2, 0]]
    at = "2026-04-01T08:59:59Z"
    assert either.get(f"/offices.json?_known_on={at}").json["known_on"] == at
    assert [row["status"] for row in rows(either, f"/offices.json?_known_on={at}")] == ["open"]
    plus = "2026-04-01T12:59:59%2B04:00"
    assert rows(either, f"/offices.json?_known_on={plus}") == rows(either, f"/offices.json?_known_on={at}")


def test_records_are_those_of_the_day(either):
    row = either.get(on("/companies/acme.json")).json["row"]
    assert (row["name"], row["version"], row["changed_at"]) == ("Acme", 1, "2026-01-05T09:00:00Z")
    [office] = rows(either, on("/offices.json"))
    steps = either.get(on(f"/api/v1/offices/{office['id']}")).json["row"]["events"]
    assert [step["status"] for step in steps] == ["open"]
    claim = rows(either, on("/claims.json"))[0]["id"]
    assert either.get(f"/claims/{claim}.json").status_code == 404
    assert either.get(on(f"/claims/{claim}.json")).json["row"]["value_text"] == "about 40"
    later = rows(either, "/offices.json?company=Beta")[0]["id"]
    gone = either.get(on(f"/offices/{later}"))
    assert gone.status_code == 404
    assert f"There was no office “{later}” on 2026-02-01." in gone.text


@pytest.mark.parametrize("address", LOOKING_BACK)
def test_pages_say_the_day_and_their_links_keep_it(past, address):
    page = past.get(on(address))
    assert page.status_code == 200
    text = page.text
    assert "As the tracker knew it on 1 February 2026." in text
    assert "Robotics" not in text
    assert not re.search(r'<form\b[^>]*method="post"', text)
    there = r'(data-today )?href="(/(?:offices|companies|claims|map|timeline)/?(?:\?[^"]*)?)"'
    leading = re.findall(there, text)
    assert leading
    for today, link in leading:
        assert ("_known_on=2026-02-01" in link) is not bool(today)
    [today] = {link.replace("&amp;", "&") for link in re.findall(r'<a data-today href="([^"]*)"', text)}
    assert today == address
    assert "As the tracker knew it" not in past.get(today).text


@pytest.mark.parametrize("address", FILES)
def test_files_tell_the_day(past, address):
    then, today = past.get(on(address)), past.get(address)
    assert then.status_code == 200
    assert b"Robotics" not in then.data
    assert "-2026-02-01." in then.headers["Content-Disposition"]
    assert "2026-02-01" not in today.headers["Content-Disposition"]


def test_a_list_says_the_same_in_every_form(past):
    table = list(csv.DictReader(io.StringIO(past.get(on("/offices.csv")).text.removeprefix("\ufeff"))))
    told = rows(past, on("/offices.json"))
    assert [(int(one["id"]), one["label"]) for one in table] == [(one["id"], one["label"]) for one in told]


def test_a_form_of_a_page_asks_for_the_same_day(past):
    text = past.get(on("/offices/?status=open")).text
    [form] = re.findall(r'<form class="filter-form".*?</form>', text, re.DOTALL)
    assert form.count('<input type="hidden" name="_known_on" value="2026-02-01">') == 1
    moved = past.get("/offices/?status=&_known_on=2026-02-01")
    assert moved.location == "/offices/?_known_on=2026-02-01"


def test_what_is_cited_names_the_day(past):
    about = past.get(on("/map.json")).json["credit"]
    assert about["address"] == "http://localhost/map?_known_on=2026-02-01"
    assert about["title"].endswith("as known on 2026-02-01")


@pytest.mark.parametrize("address", TODAY_ONLY)
def test_what_tells_of_today_alone_says_so(past, address):
    refused = past.get(on(address))
    assert refused.status_code == 400
    assert "Only lists, records and drawings and their files look back" in refused.text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("yesterday", "Must be a day or moment"), ("2026-02-30", "Must be a day or moment"),
        ("2026-W06-1", "Must be a day or moment"), ("2026-02-01 10:00", "Must be a day or moment"),
        ("2999-01-01", "Lies ahead"), ("0001-01-01T00:00:00%2B05:00", "Must be a day or moment"),
        ("2026-02-01&_known_on=2026-02-02", "Give one day"),
    ],
)  # fmt: skip
def test_a_day_is_understood_or_refused(past, written, words):
    for address in ("/offices/", "/offices.json", "/map.csv"):
        refused = past.get(on(address, f"_known_on={written}"))
        assert refused.status_code == 400
        assert words in refused.text


def test_nothing_is_saved_on_a_day_of_the_past(past):
    assert past.post(on("/companies/new"), data={"name": "Late"}).status_code == 400
    assert past.post(on("/api/v1/companies/"), json={"name": "Late"}).status_code == 400
    assert past.get("/companies.json?name=Late").json["rows"] == []


def test_an_empty_day_and_the_present_one_are_today(past):
    today = datetime.now(UTC).date().isoformat()
    assert rows(past, "/offices.json?_known_on=") == rows(past, "/offices.json")
    assert rows(past, f"/offices.json?_known_on={today}") == rows(past, "/offices.json")
