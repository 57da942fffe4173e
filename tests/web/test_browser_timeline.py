"""Timeline, promises and charts in a browser: open to everybody, brushed by keys and by pointer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Server, axe
from tests.databases import connected
from tests.overview.promising import promise

PAGES = ("/timeline?company=acme", "/promises", "/chart?subject=companies/acme")


@pytest.fixture(scope="module")
def promised(live_server: Server) -> Server:
    with connected(live_server.database) as engine:
        promise(engine)
    return live_server


@pytest.fixture
def acme(promised: Server, page: Page) -> Page:
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_drawing_is_open_to_everybody(acme, path):
    acme.goto(path)
    for scheme, width in (("light", 1280), ("dark", 360)):
        acme.emulate_media(color_scheme=scheme)
        acme.set_viewport_size({"width": width, "height": 800})
        assert axe(acme) == [], f"{path}, {scheme}, {width} px"
    for width in (1280, 360, 320):
        acme.set_viewport_size({"width": width, "height": 800})
        assert acme.evaluate("document.documentElement.scrollWidth") <= width


def test_arrow_keys_walk_the_bars_and_shift_takes_a_time(acme):
    acme.goto("/timeline?company=acme&_of=claims")
    bars = acme.locator(".overview .bar-link")
    bars.first.focus()
    acme.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    acme.keyboard.press("End")
    expect(bars.last).to_be_focused()
    acme.keyboard.press("Home")
    for _ in range(3):
        acme.keyboard.press("Shift+ArrowRight")
    expect(acme.locator(".bar-link.taken")).to_have_count(4)
    first = bars.first.get_attribute("data-from")
    last = bars.nth(3).get_attribute("data-to")
    expect(acme.locator("#window-from")).to_have_value(str(first))
    acme.keyboard.press("Enter")
    expect(acme).to_have_url(re.compile(f"_from={first}&_to={last}"))
    expect(acme.locator(".window-shown")).to_be_attached()


def test_dragging_over_the_bars_takes_a_time_and_a_click_one_bar(acme):
    acme.goto("/timeline?company=acme&_of=claims")
    box = acme.locator(".overview").bounding_box()
    assert box
    acme.mouse.move(box["x"] + 200, box["y"] + 40)
    acme.mouse.down()
    acme.mouse.move(box["x"] + 500, box["y"] + 40, steps=4)
    acme.mouse.up()
    expect(acme).to_have_url(re.compile(r"_from=\d{4}-\d\d-\d\d&_to=\d{4}-\d\d-\d\d"))
    acme.get_by_role("link", name="All time").click()
    expect(acme).to_have_url(re.compile(r"company=acme$"))
    bar = acme.locator(".overview .bar-link").first
    words = str(bar.get_attribute("href"))
    bar.click()
    expect(acme).to_have_url(re.compile(re.escape(words) + "$"))


def test_without_scripts_the_form_chooses_the_time(promised, chromium):
    with chromium.new_context(base_url=promised.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/timeline?company=acme")
        page.get_by_label("From").fill("2015-06")
        page.get_by_label("to", exact=True).fill("2015")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator(".chip-drop").nth(1)).to_contain_text("June 2015 – December 2015")
        expect(page.locator(".lane").get_by_role("link", name="New Delhi, India")).to_be_visible()
        expect(page.get_by_text("nothing on record since").first).to_be_visible()


def test_a_point_of_a_chart_leads_to_its_claim(acme):
    acme.goto("/chart?subject=companies/acme")
    point = acme.get_by_role("link", name="400 million, 20 February 2015")
    point.focus()
    acme.keyboard.press("Enter")
    expect(acme.locator("h1")).to_have_text("Acme has 400 million users ().")
