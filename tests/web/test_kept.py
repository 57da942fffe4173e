"""What is asked for again is sent again only when something changed, and never to anybody else's harm."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.databases import connected
from tests.web.site import ROOT, made
from tracker.db import transaction
from tracker.records import kinds
from tracker.types import now
from tracker.web import kept
from tracker.web.site import Site
from tracker.writing import Edit

PAGES = ["/", "/offices/", "/offices.json", f"{ROOT}/offices/", "/companies/acme", "/timeline", "/map",
         "/network?company=acme", "/matrix", "/search?q=acme&stay=1"]  # fmt: skip


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What the application asks the database for meanwhile, but for whether it changed and who asks."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not any(words in statement for words in ("pg_current_snapshot", "FROM users", "BEGIN")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def engine(small) -> Engine:
    site: Site = small.extensions["tracker"]
    return site.engine


@pytest.fixture
def web(small):
    return small.test_client()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_made_once_while_nothing_changes(web, engine, path):
    first = web.get(path)
    with statements(engine) as asked:
        again = web.get(path)
    assert asked == []
    assert (again.status_code, again.data) == (200, first.data)
    for name in ("Content-Type", "Content-Security-Policy", "Cache-Control", "ETag"):
        assert again.headers[name] == first.headers[name]


def test_it_is_made_anew_for_who_says_so(web, engine):
    first = web.get("/offices/")
    with statements(engine) as asked:
        again = web.get("/offices/", headers={"Cache-Control": "no-cache"})
    assert asked != []
    assert again.data == first.data


@pytest.mark.parametrize("path", ["/offices/", "/offices.json"])
def test_who_has_it_is_told_so(web, path):
    tag = web.get(path).headers["ETag"]
    for _ in range(2):
        answer = web.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Content-Security-Policy"]
    assert web.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_save_is_seen_at_once(web):
    before = web.get("/companies/")
    tag = before.headers["ETag"]
    assert web.post(f"{ROOT}/companies/", json={"name": "Gamma"}).status_code == 201
    after = web.get("/companies/", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert "Gamma" in after.text
    assert "Gamma" not in before.text


def test_what_another_process_saves_is_seen_at_once(web, engine):
    """Another engine stands for it: nothing is shared but the database."""
    assert "Gamma" not in web.get("/companies/").text
    with connected(engine.url.render_as_string(hide_password=False)) as other, transaction(other) as session:
        edit = Edit(session, actor="other", door="cli")
        edit.add(kinds()["companies"], {"name": "Gamma"})
        edit.finish()
    assert "Gamma" in web.get("/companies/").text


def test_drawings_follow_saves_of_all_that_they_hang_on(web, engine):
    """They are counted by kinds: a process that has counted nothing before says the same after each save."""
    drawn = ("/matrix.json", "/map.json", "/network.json?company=acme", "/network", "/compare?companies=acme")
    office, deal = (web.get(f"/{kind}.json").get_json()["rows"][0] for kind in ("offices", "partnerships"))
    seoul, article = (web.get(f"/{kind}.json").get_json()["rows"][0]["id"] for kind in ("cities", "articles"))
    office_itself = {"record": f"offices/{office['id']}"}
    saves = [
        ("companies", {"name": "Gamma", "country": "KR"}),
        ("offices", {"company": "Gamma", "city": seoul}),
        ("status_events", office_itself | {"status": "closed", "date": "2026-01"}),
        ("citations", office_itself | {"article": article, "quote": "It has 40 people there"}),
        ("partnership_parties", {"partnership": deal["id"], "company": "Gamma"}),
        ("cities", {"name": "Gammatown", "country": "KR"}),
    ]
    for kind, given in saves:
        for path in drawn:
            assert web.get(path).status_code == 200
        with transaction(engine) as session:
            edit = Edit(session, actor="test", door="cli")
            edit.add(kinds()[kind], given)
            edit.finish()
        with made(engine.url.render_as_string(hide_password=False)) as fresh:
            for path in drawn:
                assert fresh.test_client().get(path).data == web.get(path).data, (kind, path)


def test_what_is_said_after_saving_is_said_once(web):
    row = web.post(f"{ROOT}/companies/", json={"name": "Gamma"}).get_json()["row"]
    web.get("/companies/")
    answer = web.post(f"/companies/{row['id']}/delete", data={"_version": row["version"]})
    assert answer.status_code == 303
    told = web.get(answer.headers["Location"]).text
    again = web.get(answer.headers["Location"]).text
    assert told.count('class="flash"') == 1
    assert 'class="flash"' not in again


def test_every_form_has_a_token_of_its_own(web):
    one, two = (web.get("/companies/new").text for _ in range(2))
    assert one != two


@pytest.mark.parametrize("path", ["/offices/", "/companies/new"])
def test_pages_are_packed_for_those_who_ask(web, path):
    for _ in range(2):
        packed = web.get(path, headers={"Accept-Encoding": "gzip, br"})
        plain = web.get(path, headers={"Accept-Encoding": "gzip;q=0, identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert len(packed.data) < len(plain.data) / 2
        if path == "/offices/":
            assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["Content-Length"] == str(len(packed.data))


def test_the_past_is_kept_too(web):
    address = f"/companies/?_known_on={now().date()}"
    first = web.get(address)
    again = web.get(address, headers={"Accept-Encoding": "gzip"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert gzip.decompress(again.data) == first.data
    assert first.data != web.get("/companies/").data


def test_two_addresses_are_two_answers(web):
    assert web.get("/companies/?_sort=name").data != web.get("/companies/?_sort=-name").data
    assert web.get("/companies.json").mimetype == "application/json"
    assert web.get("/companies/").mimetype == "text/html"
    assert web.head("/companies/").data == b""
    assert b"Acme" in web.get("/companies/").data


def test_addresses_that_are_not_written_in_ascii_are_two_answers(web):
    """A browser writes é as %C3%A9; a program may send the two bytes as they are."""
    assert web.post(f"{ROOT}/companies/", json={"name": "Zoé"}).status_code == 201

    def found(name: str) -> int:
        sent = {"QUERY_STRING": f"name={name}".encode().decode("latin-1")}
        return int(web.get("/companies.json", environ_overrides=sent).get_json()["count"])

    assert [found("Zoé"), found("Zoè"), found("Zoé")] == [1, 0, 1]


def test_what_is_saved_while_it_is_told_who_asks_is_shown_to_the_next(small, engine):
    """The first answer may be of the moment before; it is not kept as one of the moment after."""
    saved: list[bool] = []

    def save(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "FROM users" in statement and not saved:
            saved.append(True)
            with transaction(engine) as session:
                edit = Edit(session, actor="other", door="cli")
                edit.add(kinds()["companies"], {"name": "Meanwhile"})
                edit.finish()

    event.listen(engine, "after_cursor_execute", save)
    try:
        small.test_client().get("/companies.json")
    finally:
        event.remove(engine, "after_cursor_execute", save)
    assert saved
    names = [row["name"] for row in small.test_client().get("/companies.json").get_json()["rows"]]
    assert "Meanwhile" in names


def test_what_came_over_https_is_not_told_of_http(web):
    for _ in range(2):
        assert "http://localhost/" in web.get("/companies/acme").text
        assert "https://localhost/" in web.get("/companies/acme", base_url="https://localhost").text


def test_what_is_kept_has_a_limit(web, monkeypatch):
    monkeypatch.setattr(kept, "SPACE", 20_000)
    first = web.get("/companies/").headers["ETag"]
    for number in range(8):
        web.get(f"/companies/?name__contains={number}x")
    answers = web.application.extensions["kept"]._answers
    assert 1 < len(answers) < 9
    assert sum(len(answer.body) for answer in answers.values()) <= 20_000
    assert web.get("/companies/").headers["ETag"] == first
