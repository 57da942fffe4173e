"""Hostile text through every page and file there is, and foreign requests to every route that changes things.

Nothing is listed by hand: the routes are those of the application, so that a new one is held to it as well.
"""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.people import fill_accounts, logged_in
from tests.web.site import ROOT, filled, newest
from tests.web.test_markup import dangers, read, sow
from tests.web.test_safety import FOREIGN, unsafe
from tracker.db import transaction
from tracker.drafts import FeedItem
from tracker.records import kinds

HOSTILE = "</title></textarea>\"'><script>alert(1)</script><svg/onload=alert(1)><a href=javascript:x>]]>"
FORMULA = "=cmd|' /C calc'!A0"
# What a drawing or a feed of ours never holds, by its name without the namespace.
LIVE = {"script", "foreignObject", "iframe", "object", "embed", "animate", "set", "handler"}
LEADS = ("/", "#", "http://localhost/", "https://")
PLACES = ("", "/merge", ".json")  # the others are walked by test_markup
VIEWS = (
    "/timeline?_of=claims", "/timeline?_by=country", "/map?_count=claims", "/map?_count=companies",
    "/network?_of=partnerships", "/chart?subject=acme", "/changed", "/matrix?_kind=partnerships",
    "/feed.atom?_of=claims", "/duplicates", "/search?q=alert", "/review",
    "/sql?q=SELECT+name+FROM+v_companies",
)  # fmt: skip


@pytest.fixture
def app(sqlite) -> Iterator[Flask]:
    """What is shown does not depend on the database, so one will do."""
    with filled(sqlite) as app:
        yield app


def routes(web: FlaskClient, made: list[str]) -> list[str]:
    """Every address that can be read: of a kind for each kind, of a record for each that was made."""
    values = {"key": "acme", "number": "1", "article": "1", "slug": "hostile", "filename": "tokens.css",
              "ending": ""}  # fmt: skip
    found = [*VIEWS, *(address + place for address in made for place in PLACES)]
    compared = [address.rpartition("/")[2] for address in made if address.startswith("/companies/")]
    for rule in web.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.endswith(".db"):
            continue
        for kind in kinds() if "kind" in rule.arguments and "key" not in rule.arguments else ["companies"]:
            path = rule.rule
            for name in rule.arguments:
                path = re.sub(rf"<(?:\w+:)?{name}>", (values | {"kind": kind})[name], path)
            asked = f"?companies=acme&companies={compared[0]}" if path.startswith("/compare") else ""
            asked = "?subject=acme" if path.startswith("/chart") else asked
            found.append(path + asked)
    return found


def sown(web: FlaskClient, words: str) -> list[str]:
    """The words in every text of every record, an article's text, a quote, a draft, a feed, a watchlist."""
    made = sow(web, words)
    assert len(made) >= 12
    article = next(address for address in made if address.startswith("/articles/"))
    number = int(article.rpartition("/")[2])
    text = f"First {words} here.\nSecond."
    assert web.post(f"{ROOT}{article}/text", json={"text": text}).status_code == 201
    quoted = {"record": "companies/acme", "article": number, "quote": f"First {words} here.", "note": words}
    assert web.post(f"{ROOT}/citations/", json=quoted).status_code == 201
    drafted = {"title": words, "text": f"Acme opened an office in Seoul. {words} opened another in Seoul."}
    assert web.post(f"{ROOT}/articles/", json=drafted).status_code == 201
    assert web.post("/watchlists", data={"name": words, "_of": "offices"}).status_code == 303
    with transaction(web.application.extensions["tracker"].engine) as session:
        address = "https://ok.example/1"
        session.add(FeedItem(address=address, canonical_address=address, title=words, state="new"))
    return made


def test_hostile_text_is_text_in_every_answer_there_is(app):
    web = app.test_client()
    kept = Counter[str]()
    ours = dangers(read(web.get("/add").text))
    for address in routes(web, sown(web, HOSTILE)):
        with web.get(address) as answer:
            assert answer.status_code < 500, address
            kept[answer.mimetype] += 1
            assert faults(answer) == (ours if address == "/add" else []), address
    assert {"text/html", "application/json", "text/csv", "image/svg+xml", "application/atom+xml"} <= set(kept)
    sys.stdout.write(f"\nhostile text in {kept.total()} answers: {dict(kept)}\n")


def faults(answer: Any) -> list[Any]:
    """What in an answer a browser would run, load or follow."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if answer.mimetype == "text/html":
        return dangers(read(answer.text))
    if answer.mimetype.endswith("xml"):
        return list(live(ElementTree.fromstring(answer.data)))
    return []


def live(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """The elements and attributes of a drawing or feed that do something by themselves."""
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in LIVE:
            yield name, ""
        for attribute, value in element.items():
            called = attribute.rpartition("}")[2]
            leads = called in ("href", "src") and not value.strip().lower().startswith(LEADS)
            if called.startswith("on") or leads:
                yield called, value
        if element.get("type") == "html":  # a feed's text for readers that show HTML
            yield from dangers(read(element.text or ""))


NAMES = ("q", "_of", "_view", "company", "_known_on")


def test_hostile_words_in_an_address_are_text_too(app):
    web = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        # The page of adding has a bookmarklet, and the field that one has come for.
        ours = dangers(read(web.get(rule.rule).text)) if rule.rule == "/add" else []
        for name in NAMES:
            with web.get(rule.rule, query_string={name: HOSTILE}) as answer:
                assert answer.status_code < 500, (rule.rule, name)
                if answer.mimetype == "text/html":
                    assert dangers(read(answer.text)) in ([], ours), (rule.rule, name)
                assert answer.headers.get("Location", "/").startswith(("/", "http://localhost/"))


def test_formulas_are_inert_in_every_table_there_is(app):
    web = app.test_client()
    tables = 0
    for address in (one for one in routes(web, sown(web, FORMULA)) if ".csv" in one):
        with web.get(address) as answer:
            if answer.status_code != 200:
                continue
            tables += 1
            cells = [cell for row in csv.reader(io.StringIO(answer.text)) for cell in row]
            assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))] == [], address
            numbers = [cell for cell in cells if cell.startswith("-")]
            assert [cell for cell in numbers if not re.fullmatch(r"-[\d.]+", cell)] == [], address
    assert tables > 20


# -- who asks ---------------------------------------------------------------------------------------------

HOSTS = ("elsewhere.example", "localhost.elsewhere.example", "169.254.169.254", "[::2]", "")


def test_no_route_changes_anything_for_another_site_or_host(app):
    """An admin is logged in, so that nothing but where the request comes from can be what refuses it."""
    fill_accounts(app)
    web = logged_in(app, "admin")
    assert web.get("/users").status_code == 200
    before, asked, accepted = newest(web), 0, []
    for method, path in unsafe(app):
        given = [{**one, "Host": "localhost"} for one in FOREIGN] + [{"Host": host} for host in HOSTS]
        for headers in given:
            answer = web.open(path, method=method, headers=headers, json={"name": "Evil", "version": 1})
            asked += 1
            words = "another site" if headers["Host"] == "localhost" else "host name"
            if answer.status_code not in (400, 403) or words not in answer.text:
                accepted.append((method, path, headers, answer.status_code))
    count = len(unsafe(app))
    sys.stdout.write(f"\n{count} unsafe routes, {asked} foreign requests, {len(accepted)} accepted\n")
    assert accepted == []
    assert newest(web) == before
