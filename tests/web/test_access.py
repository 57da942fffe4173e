"""The table of roles, routes and verbs: whole, held before any handler, and what the pages show of it."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.web.people import fill_accounts, logged_in, with_token
from tests.web.site import filled
from tracker.web import guards, visits
from tracker.web.access import ACCESS, LOCAL, Visitor, may, need_of

PLACE = "tracker/web/access.py"
CODES = {200: "yes", 302: "log in", 401: "log in", 403: "no"}


@pytest.fixture(scope="module")
def app(sqlite) -> Iterator[Flask]:
    """An application with accounts, for tests that only ask."""
    with filled(sqlite) as app:
        fill_accounts(app)
        yield app


def verbs(app: Flask) -> set[tuple[str, str]]:
    """Every route with each of its verbs."""
    found = {(rule.endpoint, verb) for rule in app.url_map.iter_rules() for verb in rule.methods or ()}
    return {(endpoint, verb) for endpoint, verb in found if verb not in ("HEAD", "OPTIONS")}


def test_every_route_has_its_line_and_every_line_its_route(app):
    listed = {(endpoint, verb) for endpoint, has in ACCESS.items() for verb in has}
    words = f"say who may use these, a line each in ACCESS of {PLACE}"
    assert sorted(verbs(app) - listed) == [], words
    assert sorted(listed - verbs(app)) == [], f"there are no such routes: take their lines out of {PLACE}"


def test_what_is_not_in_the_table_is_refused_to_everybody(app):
    admin = Visitor("Ada", "admin", 1, 1)
    assert not may(admin, "nothing.page")
    assert not may(admin, "screens.home", "DELETE")
    assert need_of("screens.home", "HEAD") == "reader"


def paths(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Every route, verb and an address of it, of records that need not be there."""
    values = {"kind": "companies", "filename": "tokens.css", "key": "7", "slug": "some"}
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values.get(match[1], "7"), rule.rule)
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, verb, path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer refusals without their pages, which others look at."""
    for module in (guards, visits):
        monkeypatch.setattr(module, "render_template", lambda *_, **__: "refused")


def test_the_table_is_held_for_every_role_route_and_verb(sqlite, bare):
    """Handlers are replaced by one that only says that it was reached, so that nothing else refuses."""
    with filled(sqlite) as app:
        fill_accounts(app)
        visitors = {
            "nobody": (app.test_client(), {}),
            "read token": (app.test_client(), with_token(app, "editor", "read", "reading")),
            "reader": (logged_in(app, "reader"), {}),
            "write token": (app.test_client(), with_token(app, "admin", "write", "writing")),
            "editor": (logged_in(app, "editor"), {}),
            "admin": (logged_in(app, "admin"), {}),
        }
        app.view_functions = dict.fromkeys(app.view_functions, lambda **_: ("reached", 200))
        asked = {
            (endpoint, verb): {
                name: CODES[client.open(path, method=verb, headers=headers).status_code]
                for name, (client, headers) in visitors.items()
            }
            for endpoint, verb, path in paths(app)
        }
    tell(("route", "verb", *visitors))
    for (endpoint, verb), answers in sorted(asked.items()):
        tell((endpoint, verb, *answers.values()))
    assert asked == {(endpoint, verb): EXPECTED[str(need_of(endpoint, verb))] for endpoint, verb in asked}
    assert len(asked) > 120


def tell(cells: tuple[str, ...]) -> None:
    """A line of the table, for `pytest -s` and for whoever reads a failure."""
    sys.stdout.write(f"{cells[0]:28}" + "".join(f"{cell:13}" for cell in cells[1:]) + "\n")


def expected(*answers: str) -> dict[str, str]:
    names = ("nobody", "read token", "reader", "write token", "editor", "admin")
    return dict(zip(names, answers, strict=True))


EXPECTED = {
    "anyone": expected("yes", "yes", "yes", "yes", "yes", "yes"),
    "reader": expected("log in", "yes", "yes", "yes", "yes", "yes"),
    "editor": expected("log in", "no", "no", "yes", "yes", "yes"),
    "account": expected("log in", "no", "yes", "no", "yes", "yes"),
    "admin": expected("log in", "no", "no", "no", "no", "yes"),
}


def test_without_accounts_whoever_sits_at_the_machine_is_the_editor(sqlite, bare):
    with filled(sqlite) as app:
        client = app.test_client()
        app.view_functions = dict.fromkeys(app.view_functions, lambda **_: ("reached", 200))
        for endpoint, verb, path in paths(app):
            allowed = client.open(path, method=verb).status_code == 200
            assert allowed == (need_of(endpoint, verb) in ("anyone", "reader", "editor")), (endpoint, verb)
            assert allowed == may(LOCAL, endpoint, verb)


# -- what pages show ----------------------------------------------------------------------------------------


class Offers(HTMLParser):
    """The addresses that a page offers: (verb, address) of its links and forms."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "a":
            self.found.add(("GET", has.get("href") or ""))
        elif tag == "form":
            self.found.add(((has.get("method") or "get").upper(), has.get("action") or ""))
        elif tag in ("button", "input") and has.get("formaction"):
            self.found.add(("POST", has["formaction"] or ""))


def offered(app: Flask, page: str) -> Iterator[tuple[str, str, str]]:
    """What a page offers of this site: (verb, address, endpoint)."""
    reader, places = Offers(), app.url_map.bind("localhost")
    reader.feed(page)
    for verb, address in reader.found:
        path = address.partition("?")[0].partition("#")[0]
        if path.startswith("/"):
            try:
                endpoint: Any = places.match(path, verb)[0]
            except HTTPException:
                continue  # a redirect to the address with a slash
            yield verb, path, endpoint


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_what_a_role_may_not_do_is_not_offered(app, role):
    client = logged_in(app, role)
    who = Visitor("", "editor" if role == "editor" else "reader", 1, 1)
    kinds = PAGES_OF if role == "reader" else ("companies", "articles")
    addresses = [f"/{kind}/" for kind in kinds] + (PAGES if role == "reader" else ["/", "/account"])
    for kind in kinds:
        number = client.get(f"/{kind}.json").get_json()["rows"][-1]["id"]
        addresses += [f"/{kind}/{number}", f"/{kind}/{number}/history"]
    wrong, forms = set(), 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        for verb, path, endpoint in offered(app, answer.text):
            forms += verb == "POST"
            if not may(who, endpoint, verb):
                wrong.add((address, verb, path))
    assert sorted(wrong) == []
    assert forms > (len(addresses) if role == "editor" else 1)


PAGES_OF = ("companies", "people", "articles", "offices", "partnerships", "claims", "cities", "countries")
PAGES = ["/", "/companies/trash", "/articles/?title=nothing+is+called+so", "/changes", "/changed",
         "/search?q=acme&stay=1", "/search?q=nothing+is+called+so", "/timeline", "/map", "/network",
         "/compare?companies=acme&companies=beta", "/matrix", "/promises", "/chart", "/watchlists",
         "/watchlists?_of=offices", "/account", "/sql", "/health"]  # fmt: skip
