"""Accounts in a real browser: in, looked over by axe, and a session that ends under what is being typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Server, axe, serving
from tests.databases import Sqlite, connected
from tests.web.people import NAMES, PASSWORD, cheap
from tracker.accounts import people, tokens
from tracker.db import transaction


@pytest.fixture(scope="module")
def live_server(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`tracker serve` on a database with an account of every role, whose hashes are cheap to check."""
    with sqlite.lend("seeded") as database:
        with connected(database) as engine, cheap(), transaction(engine) as session:
            for role, name in NAMES.items():
                user = people.add(session, name, role, PASSWORD)
                tokens.add(session, user, "nightly", "read", 30)
        with serving(database, tmp_path_factory.mktemp("serve")) as url:
            yield Server(url, database)


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_pages_of_accounts_can_be_used_by_everybody(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/users")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert axe(page) == []
    log_in(page, "ada")
    expect(page.get_by_role("heading", name="Accounts", exact=True)).to_be_visible()
    assert axe(page) == []
    page.goto("/account")
    expect(page.get_by_role("heading", name="Tokens")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def refused(chromium: Browser, live_server: Server) -> Iterator[Page]:
    """A page that may be answered with 401, of which the browser's console complains."""
    with chromium.new_context(base_url=live_server.url) as context:
        yield context.new_page()


def test_what_was_being_typed_survives_the_end_of_the_session(refused):
    page = refused
    page.goto("/companies/new")
    log_in(page, "Ed")
    page.get_by_label("Name", exact=True).first.fill("Gamma Robotics")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("What you typed is kept on this page")).to_be_visible()
    log_in(page, "Ed")
    expect(page.get_by_role("heading", name="What you typed is still here")).to_be_visible()
    expect(page.get_by_text("Gamma Robotics")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Gamma Robotics")).to_be_visible()
    page.get_by_text("Ed", exact=True).first.click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
