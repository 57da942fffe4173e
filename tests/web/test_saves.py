"""The history across all records: the newest saves, which of them, each by itself, and as a feed."""

import re
from datetime import datetime
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from sqlalchemy import event

from tests import saving
from tests.web.site import fill, made
from tracker.db import reading
from tracker.errors import Refused
from tracker.overview.saves import count_ahead, read_ask
from tracker.records import kind_called
from tracker.writing import writer

ATOM = "{http://www.w3.org/2005/Atom}"


def some_saves(engine):
    """A handful of records, and six saves after."""

    def day(written):
        return patch.object(writer, "now", lambda: datetime.fromisoformat(f"{written}T09:00:00Z"))

    with day("2026-01-05"):
        fill(engine)
    claim, office = (saving.number(engine, f"SELECT min(id) FROM {kind}") for kind in ("claims", "offices"))
    with day("2026-02-01"):
        saving.change(engine, "claims", claim, value_text="more than 50", as_of="2025-Q3", place="KR")
    about = {"actor": "An <editor>", "door": "web", "reason": "Moved & <b>"}
    with day("2026-02-02"), saving.editing(engine, **about) as one:
        one.change(kind_called("offices"), office, {"company": "Beta", "role": "hub"}, 1)
    with day("2026-02-03"):
        gone = saving.remove(engine, "offices", office)
    with day("2026-02-04"):
        saving.undo(engine, gone)
    with day("2026-02-05"), saving.editing(engine, door="import", reason="Many") as many:
        many.add_many(kind_called("companies"), [{"name": f"Firm {n:03}"} for n in range(230)])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def either(request):
    """A client of a tracker with a few saves, on either database."""
    with request.getfixturevalue(request.param).lend(some_saves) as database, made(database) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def client(sqlite):
    """The same on one of them: what pages make of it does not depend on the database."""
    with sqlite.lend(some_saves) as database, made(database) as app:
        yield app.test_client()


def rows(client, asked=""):
    answer = client.get(f"/changes.json{asked}")
    assert answer.status_code == 200, answer.text
    assert answer.json["count"] >= len(answer.json["rows"])
    return answer.json["rows"]


def test_saves_and_changes_are_counted_by_their_names(either):
    every = either.get("/changes.json").json
    lines = either.get("/changes.jsonl").data.splitlines()
    assert every["next"] is None
    assert every["saves"] == every["count"] == len(every["rows"])
    assert every["changes"] == len(lines) > every["saves"]


def told(row):
    return [(one["kind"], one["field"], one["before"], one["after"]) for one in row["changes"]]


def test_each_field_is_told_once_in_its_own_words(either):
    """A value and a date by what was written, without the columns beside; a link by its name."""
    [first, *_] = rows(either, "?_from=2026-02-01&_to=2026-02-01")
    assert set(told(first)) == {
        ("claims", "Value", "about 40", "more than 50"),
        ("claims", "As of", None, "2025-Q3"),
        ("claims", "Place", "Seoul", "South Korea"),
    }
    [moved] = rows(either, "?door=web")
    assert ("offices", "Company", "Acme", "Beta") in told(moved)
    assert ("citations", "State", "verified", "recheck") in told(moved)
    assert (moved["actor"], moved["reason"]) == ("An <editor>", "Moved & <b>")
    page = either.get("/changes?door=web").text
    assert "Moved &amp; &lt;b&gt;" in page
    assert "<b>Company</b>" in page


def test_many_changes_are_told_by_how_many_and_by_themselves_page_by_page(client):
    [newest, *_] = rows(client)
    assert newest["changes"] == []
    assert newest["counts"] == [{"action": "add", "kind": "companies", "records": 230}]
    assert "Added: 230 companies" in client.get("/changes").text
    first = client.get(f"{newest['permalink']}.json").json
    rest = client.get(f"{newest['permalink']}.json?_next={first['next']}").json
    names = [one["name"] for answer in (first, rest) for one in answer["row"]["changes"]]
    assert names == [f"Firm {n:03}" for n in range(230)]
    assert rest["next"] is None
    page = client.get(newest["permalink"]).text
    assert f'{newest["permalink"]}?_next={first["next"]}"' in page
    assert "Firm 199" in page
    assert "Firm 200" not in page


def test_what_takes_a_save_back_is_told_on_both(client):
    back, gone = rows(client, "?_from=2026-02-03&_to=2026-02-04")
    assert (back["undoes_id"], gone["undone_by"]) == (gone["id"], back["id"])
    assert {one["action"] for one in gone["changes"]} == {"remove"}
    assert {one["action"] for one in back["changes"]} == {"restore"}
    page = client.get(gone["permalink"]).text
    assert f'taken back by <a href="/revisions/{back["id"]}">' in page
    assert "/undo" not in page
    assert f'action="/revisions/{back["id"]}/undo"' in client.get(back["permalink"]).text


@pytest.mark.parametrize(("asked", "count"), [("", 6), ("?kind=offices", 4), ("?reason=MOVED+%26", 1)])
def test_saves_are_chosen_on_either_database(either, asked, count):
    assert len(rows(either, asked)) == count


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 6), ("?actor=tester", 4), ("?door=import", 1), ("?kind=offices", 4), ("?kind=claims", 2),
        ("?reason=moved+%26", 1), ("?reason=%25", 0), ("?_from=2026-02", 5), ("?_to=2026-01", 1),
        ("?_from=2026-02-02&_to=2026-02-03", 2), ("?actor=nobody", 0), ("?kind=feeds&door=web", 0),
    ],
)  # fmt: skip
def test_saves_are_chosen(client, asked, count):
    assert len(rows(client, asked)) == count
    page = client.get(f"/changes{asked}").text
    assert len(re.findall(r'<li class="revision"', page)) == count
    feed = ElementTree.fromstring(client.get(f"/changes.atom{asked}").data)
    assert len(feed.findall(f"{ATOM}entry")) == count


def test_the_saves_of_a_record_are_chosen_with_those_of_its_parts(either):
    office = either.get("/offices.json").json["rows"][0]["id"]
    ids = [row["id"] for row in rows(either, f"?record={office}")]
    history = either.get(f"/api/v1/offices/{office}/history").json["rows"]
    assert ids == [row["id"] for row in history]
    assert len(ids) == 4
    page = either.get(f"/offices/{office}/history").text
    assert f"/offices/{office}?_known_on=2026-02-02T09:00:00Z" in page
    assert page.count("as it was then") == 4


def test_a_record_is_meant_by_its_short_name_too(either):
    acme = either.get("/companies/acme.json").json["row"]["id"]
    saves = rows(either, f"?record={acme}")
    assert saves
    for words in ("acme", "ACME", "companies/acme", f"companies/{acme}"):
        assert rows(either, f"?record={words}") == saves
    page = either.get("/changes?record=acme").text
    assert "of “Acme”" in page
    assert 'name="record" value="acme"' in page


def test_a_short_name_of_several_kinds_asks_which(engine):
    saving.add(engine, "companies", name="Staff", slug="staff")
    saving.add(engine, "metrics", name="staff", label="Staff", value_kind="count", unit="people",
               definition="Heads.")  # fmt: skip
    with reading(engine) as session:
        with pytest.raises(Refused) as refused:
            read_ask(session, [("record", "staff")])
        assert refused.value.fields == {"record": "Say which: companies/staff or metrics/staff."}
        record = read_ask(session, [("record", "metrics/staff")]).record
    assert record
    assert record.kind == "metrics"


def test_a_save_that_cannot_be_undone_says_why_where_that_is_pressed(client):
    office = client.get("/offices.json").json["rows"][0]["id"]
    moved = next(row["id"] for row in rows(client, f"?record={office}") if row["door"] == "web")
    version = client.get(f"/offices/{office}.json").json["row"]["version"]
    answer = client.patch(f"/api/v1/offices/{office}", json={"role": "office", "version": version})
    assert answer.status_code == 200
    newest = rows(client)[0]["id"]
    for page in (f"/offices/{office}/history", f"/revisions/{moved}", "/changes"):
        assert f'action="/revisions/{moved}/undo"' in client.get(page).text
        refused = client.post(f"/revisions/{moved}/undo", data={"_back": page})
        assert refused.status_code == 400
        assert "<h1>Not undone</h1>" in refused.text
        assert f"role was changed again in revision {newest}" in refused.text
        assert f'<a href="{page}">' in refused.text
    assert rows(client)[0]["id"] == newest
    away = client.post(f"/revisions/{moved}/undo", data={"_back": "https://elsewhere.example/"})
    assert "elsewhere.example" not in away.text


def test_pages_of_saves_follow_each_other(client):
    every = [row["id"] for row in rows(client)]
    assert [row["id"] for row in rows(client, f"?_next={every[2]}")] == every[3:]
    assert rows(client, f"?_next={every[-1]}") == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("who=me", "There is no such argument"), ("door=window", "Must be one of: web"),
        ("kind=nothing", "Must be one of"), ("record=thing/x", "thing is no kind of record"),
        ("_from=someday", "_from"),
        ("_from=2026-03&_to=2026-01", "end before it begins"), ("door=web&door=api", "Give it once"),
        ("_next=a", "Must be a number"),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(client, asked, words):
    for path in ("/changes", "/changes.json", "/changes.atom"):
        refused = client.get(f"{path}?{asked}")
        assert refused.status_code == 400
        assert words in refused.text


@pytest.mark.parametrize("path", ["/revisions/999999", "/revisions/999999.json", "/changes?record=999999",
                                  "/changes?record=nobody", "/changes?record=companies/nobody"])  # fmt: skip
def test_what_is_not_there_is_said_so(client, path):
    assert client.get(path).status_code == 404


def test_a_save_takes_no_other_arguments(client):
    assert client.get("/revisions/1?x=1").status_code == 400
    assert client.get("/revisions/1.json?_next=x").status_code == 400


def test_the_feed_tells_who_and_why_and_stays_the_same(client):
    answer = client.get("/changes.atom?door=web")
    feed = ElementTree.fromstring(answer.data)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "An <editor>"
    content = entry.findtext(f"{ATOM}content") or ""
    assert "Moved &amp; &lt;b&gt;" in content
    assert "Company of office" in content
    [own] = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == "http://localhost/changes.atom?door=web"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/changes.atom?door=web", headers=known).status_code == 304


def counting(engine, ask):
    """The statements that count what saves did, while something is asked for."""
    asked = []

    def heard(*given):
        asked.append(given[2])

    event.listen(engine, "before_cursor_execute", heard)
    ask()
    event.remove(engine, "before_cursor_execute", heard)
    return [one for one in asked if "count(DISTINCT changes.record_id)" in one]


def test_no_page_waits_while_what_an_import_did_is_counted(sqlite):
    with sqlite.lend(some_saves) as database, made(database) as app:
        client, engine = app.test_client(), app.extensions["tracker"].engine
        assert "Added" in client.get("/companies/firm-007/history").text
        assert counting(engine, lambda: client.get("/companies/firm-008/history")) == []
        assert counting(engine, lambda: count_ahead(engine))
        assert counting(engine, lambda: client.get("/changes")) == []
