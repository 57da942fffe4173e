"""Duplicates in a real browser: judged by keys alone, and merged."""

import json
import re
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.browser import Server, axe
from tests.web.site import ROOT


def add(server: Server, **given: object) -> int:
    """Add a company over the API; returns its id."""
    body, kind = json.dumps(given).encode(), {"Content-Type": "application/json"}
    with urlopen(Request(f"{server.url}{ROOT}/companies/", body, kind)) as answer:
        return int(json.load(answer)["row"]["id"])


def test_pairs_are_judged_by_keys_and_merged(live_server: Server, page: Page):
    one, same = add(live_server, name="Nimbus Works"), add(live_server, name="Nimbus Works Ltd")
    left, right = add(live_server, name="Orbit Works"), add(live_server, name="Orbit Works Inc")
    page.goto(f"{live_server.url}/duplicates?kind=companies")
    first, second = page.locator(f"#pair-{one}-{same}"), page.locator(f"#pair-{left}-{right}")
    expect(first).to_have_class(re.compile("now"))
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("status")).to_contain_text("Kept apart.")
    expect(second).to_have_count(0)
    expect(first).to_have_class(re.compile("now"))
    page.keyboard.press("s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge “Nimbus Works Ltd” into “Nimbus Works”")
    assert axe(page) == []
    page.get_by_role("button", name="Merge them").click()
    expect(page).to_have_url(f"{live_server.url}/companies/{one}")
    page.goto(f"{live_server.url}/companies/{same}")
    expect(page).to_have_url(f"{live_server.url}/companies/{one}")
    page.goto(f"{live_server.url}/duplicates?kind=companies&state=different")
    expect(second).to_be_visible()
    assert axe(page) == []
