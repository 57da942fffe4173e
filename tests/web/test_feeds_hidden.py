"""Feeds are for editors: an address of one may hold a key, and nothing that a reader asks for shows it."""

import re

import pytest

from tests.web.people import fill_accounts, logged_in, with_token
from tests.web.site import ROOT
from tracker.db import transaction
from tracker.errors import Refused
from tracker.queries.typed import ask
from tracker.records.feed import Feed
from tracker.writing import Edit

KEYS = re.compile("first-key|second-key")


@pytest.fixture
def app(small):
    """An application with accounts, and a feed of a publisher whose address was changed."""
    fill_accounts(small)
    with transaction(small.extensions["tracker"].engine) as session:
        edit = Edit(session, actor="Ed", door="cli")
        given = {"name": "Keyed news", "address": "https://news.example/rss?first-key"}
        number = edit.add(Feed, given | {"publisher": "Gazette"}, strict=False)
        edit.finish()
        again = Edit(session, actor="Ed", door="cli", reason="a new key")
        again.change(Feed, number, {"address": "https://news.example/rss?second-key"}, 1)
        again.finish()
    small.extensions["feed"] = number
    return small


def everywhere(app) -> dict[str, int]:
    """What tells of feeds, with what a reader is answered."""
    number = app.extensions["feed"]
    of_kind = ["/feeds/", "/feeds.json", "/feeds.csv", "/feeds.jsonl", "/feeds.xlsx", "/feeds.sql",
               "/feeds/trash", f"/feeds/{number}", f"/feeds/{number}.json", f"/feeds/{number}/history",
               f"{ROOT}/feeds/", f"{ROOT}/feeds/{number}", f"{ROOT}/feeds/{number}/history"]  # fmt: skip
    return dict.fromkeys(of_kind, 403) | {"/feed.atom?_of=feeds": 400, "/watchlists?_of=feeds": 400}


def beside(client) -> list[str]:
    """Pages and files of other things, on which feeds may stand too."""
    publisher = client.get("/publishers.json?name=Gazette").get_json()["rows"][0]["id"]
    save = client.get("/changes.json?reason=a+new+key").get_json()["rows"][0]["id"]
    return ["/", "/changes", "/changes?kind=feeds", "/changes.json", "/changes.atom", f"/revisions/{save}",
            f"/revisions/{save}.json", f"/publishers/{publisher}", "/health", "/health.json", "/sql",
            "/search?q=keyed", "/search.json?q=keyed", "/lookup?q=Keyed+news", "/changed", "/feed.atom",
            "/watchlists"]  # fmt: skip


def test_a_reader_sees_no_address_of_a_feed(app):
    reader, token = logged_in(app, "reader"), with_token(app, "editor", "read")
    for path, status in everywhere(app).items():
        for answer in (reader.get(path), app.test_client().get(path, headers=token)):
            assert answer.status_code == status, path
            assert not KEYS.search(answer.text), path
    for path in beside(reader):
        answer = reader.get(path)
        assert answer.status_code == 200, path
        assert not KEYS.search(answer.text), path
        assert 'href="/feeds/' not in answer.text, path
        assert "Keyed news" not in answer.text, path


def test_an_editor_sees_them(app):
    editor = logged_in(app, "editor")
    for path, status in everywhere(app).items():
        assert editor.get(path).status_code == (200 if status == 403 else status), path
    shown = {path for path in beside(editor) if KEYS.search(editor.get(path).text)}
    assert {"/changes", "/changes.json", "/changes.atom", "/changes?kind=feeds"} < shown
    assert [path for path in shown if path.startswith("/revisions/")]
    assert [path for path in shown if path.startswith("/publishers/")]
    assert editor.get("/search.json?q=keyed").get_json()["rows"][0]["kind"] == "feeds"


def test_typed_sql_does_not_read_what_changed_in_them(app):
    engine = app.extensions["tracker"].engine
    for query in ("SELECT old, new FROM changes", "SELECT c.new FROM main.changes c",
                  "SELECT address FROM feeds",
                  "WITH changes AS (SELECT * FROM changes) SELECT * FROM changes"):  # fmt: skip
        with pytest.raises(Refused), ask(engine, query) as answer:
            list(answer.rows)
    with ask(engine, "SELECT reason FROM revisions WHERE reason = 'a new key'") as answer:
        assert list(answer.rows) == [["a new key"]]
