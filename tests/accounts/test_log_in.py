"""Logging in and out, what is kept when a session ends, and how programs show who they are."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.web.people import PASSWORD, cookie, fill_accounts, log_in, logged_in, with_token
from tests.web.site import ROOT, filled
from tracker.accounts import attempts, passwords, people
from tracker.app import create_app
from tracker.config import Settings
from tracker.db import reading, transaction
from tracker.history import Revision
from tracker.types import now
from tracker.web import visits
from tracker.web.access import COOKIE
from tracker.web.site import Site


@pytest.fixture
def alone(sqlite) -> Iterator[Flask]:
    """An application without accounts."""
    with filled(sqlite) as app:
        yield app


def last_actor(app: Flask) -> tuple[str, str]:
    site: Site = app.extensions["tracker"]
    with reading(site.engine) as session:
        revision = session.query(Revision).order_by(Revision.id.desc()).first()
        assert revision is not None
        return revision.actor, revision.door


# -- in and out -------------------------------------------------------------------------------------------


def test_in_saved_by_name_and_out_again(app):
    client = app.test_client()
    first = client.get("/offices/?status=open")
    assert (first.status_code, urlsplit(first.location).path) == (302, "/login")
    wanted = parse_qs(urlsplit(first.location).query)["next"][0]
    assert wanted == "/offices/?status=open"
    done = log_in(client, "eD", next=wanted)
    assert (done.status_code, done.location) == (303, wanted)
    assert client.get("/login?next=/map").location == "/map"
    assert client.post("/companies/new", data={"name": "Gamma", "_once": "a"}).status_code == 303
    assert last_actor(app) == ("Ed", "web")
    kept = cookie(client)
    assert client.post("/account/logout").location == "/login"
    assert client.get("/offices/").status_code == 302
    client.set_cookie(COOKIE, kept)
    assert client.get("/offices/").status_code == 302  # the session is dead, not only its cookie


def test_the_cookie_is_out_of_reach_and_rotated(lite):
    client = lite.test_client()
    parts = {part.strip() for part in log_in(client).headers["Set-Cookie"].split(";")}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert "Secure" not in parts
    before = cookie(client)
    log_in(client, "Rita")
    assert cookie(client) != before
    client.set_cookie(COOKIE, before)
    assert client.get("/").status_code == 302
    secure = log_in(lite.test_client()).headers
    assert "Secure" not in secure["Set-Cookie"]
    answer = lite.test_client().post(
        "/login", data={"name": "Ed", "password": PASSWORD}, base_url="https://localhost"
    )
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_session_that_was_never_begun_is_none(lite):
    client = lite.test_client()
    for chosen in ("chosen by somebody else", "", "x" * 4_000, "\x00"):
        client.set_cookie(COOKIE, chosen)
        assert client.get("/").status_code == 302
        log_in(client)
        assert cookie(client) != chosen
        client.delete_cookie(COOKIE)


ELSEWHERE = [
    "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)",
    "/\t/elsewhere.example", "elsewhere", " //elsewhere.example",
]  # fmt: skip


def test_next_stays_on_the_site(lite):
    for wanted in ELSEWHERE:
        client = lite.test_client()
        assert wanted not in client.get("/login", query_string={"next": wanted}).text
        assert log_in(client, next=wanted).location == "/"


def test_a_wrong_name_reads_as_a_wrong_password(lite):
    names = ("Ed", "Xy")
    wrong = [log_in(lite.test_client(), name, "wrong password").text for name in names]
    assert wrong[0].replace('value="Ed"', "") == wrong[1].replace('value="Xy"', "")
    assert "The name or the password is wrong." in wrong[0]
    site: Site = lite.extensions["tracker"]
    with transaction(site.engine) as session:
        people.disable(session, people.known(session, "Ed"))
    assert log_in(lite.test_client(), "Ed").status_code == 401


def test_whether_a_name_exists_costs_the_same(lite, monkeypatch):
    """Each attempt hashes once, whatever it comes to."""
    hashed: list[str] = []
    hasher = passwords._hasher()

    def one() -> object:
        hashed.append("once")
        return hasher

    monkeypatch.setattr(passwords, "_hasher", one)
    counts = []
    for name, password in (("Ed", "wrong password"), ("Eve", "wrong password"), ("Eve", "")):
        hashed.clear()
        assert log_in(lite.test_client(), name, password).status_code == 401
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


def test_failures_make_the_next_attempt_wait_and_then_the_right_one_works(app, monkeypatch):
    client, begun = app.test_client(), now()
    monkeypatch.setattr(attempts, "now", lambda: begun)
    codes = [log_in(client, "Ed", f"wrong {number}").status_code for number in range(6)]
    assert codes == [401] * 5 + [429]
    slowed = log_in(client)  # also with the right password, so that a wait tells nothing
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "1")
    assert "Wait 1 second" in slowed.text
    monkeypatch.setattr(attempts, "now", lambda: begun + timedelta(seconds=1))
    assert log_in(client).status_code == 303
    assert log_in(app.test_client(), "Ed", "wrong").status_code == 401


def test_whoever_guesses_does_not_lock_the_owner_out(lite, monkeypatch):
    begun = now()
    monkeypatch.setattr(attempts, "now", lambda: begun)
    monkeypatch.setattr(attempts, "FREE_FOR_NAME", 6)
    owner = lite.test_client()
    assert log_in(owner).status_code == 303
    far = [{"environ_overrides": {"REMOTE_ADDR": f"192.0.2.{number}"}} for number in range(8)]
    guesses = [
        lite.test_client().post("/login", data={"name": "Ed", "password": "guessed"}, **one).status_code
        for one in far
    ]
    assert guesses == [401] * 7 + [429]
    mark = owner.get_cookie("tracker_known")
    assert mark is not None
    assert log_in(lite.test_client()).status_code == 429  # at a browser that nobody knows
    owner.delete_cookie(COOKIE)
    assert log_in(owner).status_code == 303
    forged = lite.test_client()
    forged.set_cookie("tracker_known", mark.value[:-3] + "abc")
    assert log_in(forged).status_code == 429
    for other in ("Rita", "Ed"):  # the mark is of one account, and opens nothing by itself
        bearer = lite.test_client()
        bearer.set_cookie("tracker_known", mark.value)
        assert log_in(bearer, other, "guessed").status_code == 401
        assert bearer.get("/").status_code == 302


def test_without_accounts_there_is_nothing_to_log_in_to(small):
    client = small.test_client()
    assert "There are no accounts" in client.get("/login").text
    assert log_in(client).location == "/login"
    assert "whoever sits at this machine is the editor" in client.get("/account").text
    assert "Single-user mode" in client.get("/").text
    # What a program sends in vain is not held against it.
    assert client.get("/companies.json", headers={"Authorization": "Bearer nothing"}).status_code == 200


FROM_ELSEWHERE: list[dict[str, dict[str, str]]] = [
    {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
    {"environ_overrides": {"REMOTE_ADDR": ""}},
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    {"headers": {"Forwarded": "for=127.0.0.1"}},
    {"headers": {"Via": "1.1 a-proxy"}},
    {"headers": {"X-Forwarded-Proto": "https"}},
    # A proxy that rewrites the host and says nothing of itself.
    {"environ_overrides": {"SERVER_PROTOCOL": "HTTP/1"}},
    {"headers": {"Origin": "https://tracker.example.org", "Sec-Fetch-Site": "same-origin"}},
    {"headers": {"Referer": "https://tracker.example.org/offices/", "Sec-Fetch-Site": "same-origin"}},
]


def test_without_accounts_nobody_else_is_answered(sqlite):
    with filled(sqlite) as app:
        client = app.test_client()
        for told in FROM_ELSEWHERE:
            for path in ("/", f"{ROOT}/companies/", "/login"):
                answer = client.get(path, **told)
                assert answer.status_code == 403
                assert "There are no accounts yet" in answer.text
            assert client.post(f"{ROOT}/companies/", json={"name": "Evil"}, **told).status_code == 403
            assert client.get("/healthz", **told).status_code == 200


def test_at_the_machine_a_link_from_elsewhere_is_followed(alone):
    for sent in (
        {"Referer": "https://news.example.org/", "Sec-Fetch-Site": "cross-site"},
        {
            "Referer": "http://localhost:8000/",
            "Origin": "http://localhost:8000",
            "Sec-Fetch-Site": "same-origin",
        },
    ):
        assert alone.test_client().get("/", headers=sent).status_code == 200


@pytest.mark.parametrize(
    "given", [{"proxies": 1}, {"allowed_hosts": "127.0.0.1,localhost,tracker.example"},
              {"root": "https://tracker.example:8443"}], ids=str
)  # fmt: skip
def test_settings_for_others_need_an_account(alone, given):
    site: Site = alone.extensions["tracker"]
    alone.extensions["tracker"] = replace(site, settings=replace(site.settings, **given))
    for path in ("/", f"{ROOT}/companies/"):
        answer = alone.test_client().get(path)
        assert (answer.status_code, "There are no accounts yet" in answer.text) == (403, True)


# -- what was typed -----------------------------------------------------------------------------------------


def hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def test_what_was_typed_when_the_session_ended_is_saved_after_the_log_in(app):
    client = logged_in(app, "editor")
    client.delete_cookie(COOKIE)
    typed = {"name": 'Gamma "Ltd" <b>', "_once": "abc", "_reason": "said so\nin two lines"}
    ended = client.post("/companies/new", data=typed)
    assert ended.status_code == 401
    assert ended.headers["WWW-Authenticate"].startswith("Bearer")
    assert "What you typed is kept" in ended.text
    held = dict(hidden(ended.text))["held"]
    assert "<b>" not in ended.text.replace("<b class", "")
    wrong = log_in(client, "Ed", "wrong", held=held)
    assert dict(hidden(wrong.text))["held"] == held
    resumed = log_in(client, held=held)
    assert resumed.status_code == 200
    assert "What you typed is still here" in resumed.text
    action = re.search(r'<form class="record-form" method="post" action="([^"]*)"', resumed.text)
    assert action is not None
    sent = hidden(resumed.text)
    assert dict(sent)["name"] == typed["name"]
    for _ in range(2):  # and once, however often it is sent
        assert client.post(action[1], data=dict(sent)).status_code == 303
    assert client.get("/companies.json", query_string={"name": typed["name"]}).get_json()["count"] == 1
    assert last_actor(app) == ("Ed", "web")


def test_passwords_that_were_typed_when_the_session_ended_are_not_kept(lite):
    """The page of what was typed shows it, to whoever looks on."""
    typed = {"name": "Zed", "role": "editor", "old": PASSWORD, "password": "four new words here",
             "again": "four new words here"}  # fmt: skip
    for address in ("/users", "/users/1/password", "/account/password"):
        ended = lite.test_client().post(address, data=typed)
        assert ended.status_code == 401
        assert "Nothing was changed" in ended.text
        assert "held" not in dict(hidden(ended.text))
        assert not [word for word in (PASSWORD, "four new words here") if word in ended.text]


def test_nobody_is_answered_at_greater_length_than_a_page(lite, monkeypatch):
    """Each of these signs takes five more in a page: 15 MB of them made an answer of 90."""
    monkeypatch.setattr(visits, "MOST_HELD", 10_000)
    much = '"' * 19_000
    nobody = lite.test_client()
    for address, typed in {
        "/companies/new": {"name": much}, "/login": {"name": much, "held": much, "next": f"/{much}"}
    }.items():  # fmt: skip
        answer = nobody.post(address, data=typed)
        assert answer.status_code == 401
        assert len(answer.data) < 20_000


NOT_HELD = [
    "nonsense", "{}", "[" * 5_000, '{"to": "//elsewhere.example", "typed": [], "files": []}',
    '{"to": "https://elsewhere.example/", "typed": [], "files": []}', '{"to": 7, "typed": 7, "files": 7}',
]  # fmt: skip


def test_what_was_not_typed_here_is_not_sent_on(lite):
    for held in NOT_HELD:
        done = log_in(lite.test_client(), held=held)
        assert (done.status_code, done.location) == (303, "/"), held[:60]


# -- programs -----------------------------------------------------------------------------------------------


def test_programs_are_answered_in_their_shape(app):
    client = app.test_client()
    for path in (f"{ROOT}/companies/", "/companies.json", "/companies.csv", "/feed.atom", "/metrics"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="tracker"'
        assert answer.json == {"ok": False, "error": "Log in first.", "fields": {}, "status": 401}
    for shown in ("Bearer nonsense", "Bearer ", "bearer tracker_" + "x" * 43):
        answer = client.get("/companies/", headers={"Authorization": shown})
        assert answer.status_code == 401
        assert "invalid_token" in answer.headers["WWW-Authenticate"]
    browser = client.get("/companies.csv", headers={"Accept": "text/html,*/*"})
    assert browser.location.startswith("/login?next=")


def test_a_token_reads_or_writes_as_its_account_may_and_is_named(app):
    client = app.test_client()
    writes, reads = with_token(app, "editor", "write", "nightly"), with_token(app, "editor", "read", "reader")
    assert client.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers=writes).status_code == 201
    assert last_actor(app) == ("Ed (nightly)", "api")
    refused = client.post(f"{ROOT}/companies/", json={"name": "Delta"}, headers=reads)
    assert (refused.status_code, refused.json["ok"], refused.json["status"]) == (403, False, 403)
    assert "may only read" in refused.json["error"]
    assert "insufficient_scope" in refused.headers["WWW-Authenticate"]
    assert client.get("/companies.csv", headers=reads).status_code == 200
    site: Site = app.extensions["tracker"]
    with transaction(site.engine) as session:
        people.set_role(session, people.known(session, "Ed"), "reader")
    assert client.post(f"{ROOT}/companies/", json={"name": "Delta"}, headers=writes).status_code == 403
    with transaction(site.engine) as session:
        people.disable(session, people.known(session, "Ed"))
    assert client.get(f"{ROOT}/companies/", headers=reads).status_code == 401


def test_a_proxy_tells_who_asks_only_when_it_is_said_to(sqlite):
    sent = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7", "X-Forwarded-Proto": "https"}
    with sqlite.lend("migrated") as database:
        for proxies in (0, 1):
            app = create_app(Settings(database_url=database, secret_key="x" * 32, proxies=proxies))
            if not proxies:
                fill_accounts(app)
            client = app.test_client()
            data = {"name": "Ed", "password": PASSWORD}
            made = client.post("/login", data=data, headers=sent).headers["Set-Cookie"]
            page = client.get("/account", headers=sent).text
            assert ("Secure" in made, "198.51.100.7" in page) == (bool(proxies), bool(proxies))
            assert "203.0.113.1" not in page  # anybody can send that
            app.extensions["tracker"].engine.dispose()
