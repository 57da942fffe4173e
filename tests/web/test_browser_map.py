"""The map and the network in a browser: open to everybody, by hand and by keyboard."""

import re
import struct

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe

PAGES = {
    "map": "/map",
    "map of claims": "/map?_count=claims",
    "network": "/network?company=openai",
    "network without a centre": "/network",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_drawing_is_open_to_everybody(page, name):
    page.goto(PAGES[name])
    for scheme, width in (("light", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == [], f"{name}, {scheme}, {width} px"
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


DRAWN = ["/map", "/network?company=openai", "/timeline"]


@pytest.mark.parametrize("address", DRAWN)
def test_a_drawing_is_taken_away_as_a_png(page, address, tmp_path):
    page.goto(address)
    with page.expect_download() as taken:
        page.get_by_role("button", name="PNG").click()
    name = address[1:].partition("?")[0]
    assert taken.value.suggested_filename == f"{name}.png"
    taken.value.save_as(tmp_path / "drawing.png")
    head = (tmp_path / "drawing.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert width > 500
    assert height > 100


def test_the_map_is_a_png_after_it_was_moved_too(page):
    page.goto("/map")
    page.locator('a[data-move="zoom-in"]').click()
    expect(page).to_have_url(re.compile("_view="))
    expect(page.get_by_role("button", name="PNG")).to_have_count(1)


def in_focus(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.locator(".map-marks a:focus")).to_have_attribute("aria-label", name)


def test_the_places_of_the_map_are_walked_with_the_arrow_keys(page):
    page.goto("/map")
    expect(page.locator('.map-marks a[tabindex="0"]')).to_have_count(1)
    page.locator(".map-marks a").first.focus()
    in_focus(page, re.compile("^London and 3 more"))
    page.keyboard.press("ArrowRight")
    in_focus(page, re.compile("^Seoul"))
    page.keyboard.press("ArrowDown")
    in_focus(page, re.compile("^Singapore"))
    page.keyboard.press("Home")
    in_focus(page, re.compile("^London"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Paris: 1 office"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Paris: 1 office")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Offices")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_buttons_change_the_window_and_the_address(page):
    page.goto("/map")
    page.locator('a[data-move="zoom-in"]').click()
    expect(page).to_have_url(re.compile("_view="))
    expect(page.locator("#map")).to_have_attribute("data-zoom", "1")
    expect(page.locator(".twins a").first).to_have_attribute("href", re.compile("_view="))
    expect(page.locator('a[data-move="zoom-in"]')).to_be_focused()
    page.go_back()
    expect(page.locator("#map")).to_have_attribute("data-zoom", "0")


def test_the_map_is_dragged_and_zoomed_with_the_mouse(page):
    page.goto("/map?_view=60,40,2")
    before = page.locator("#map").get_attribute("data-box")
    box = page.locator(".map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y + 30, steps=4)
    page.mouse.up()
    expect(page.locator("#map")).not_to_have_attribute("data-box", str(before))
    expect(page.locator("#map")).to_have_attribute("data-zoom", "2")
    left, top, width = (float(part) for part in str(before).split(",")[:3])
    moved = [float(part) for part in str(page.locator("#map").get_attribute("data-box")).split(",")]
    assert moved[0] - left == pytest.approx(120 / box["width"] * width, abs=20)
    assert top - moved[1] == pytest.approx(30 / box["width"] * width, abs=20)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(page.locator("#map")).to_have_attribute("data-zoom", "3")


def test_the_map_works_without_scripts(chromium, live_server):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/map")
        page.get_by_role("link", name=re.compile("^London and 3 more")).click()
        expect(page.get_by_role("link", name=re.compile("^Dublin: 1 office"))).to_be_visible()
        page.get_by_role("link", name="The whole world").click()
        expect(page.get_by_role("link", name=re.compile("^London and 3 more"))).to_be_visible()


def test_a_network_is_walked_in_reading_order(page):
    page.goto("/network?company=openai")
    page.locator(".centre a").focus()
    names = []
    for _ in range(4):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.querySelector('.name').firstChild.data.trim()"))
    assert names == ["Kakao", "Krafton", "Korea Development Bank", "SK Telecom"]
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("SK Telecom")


def test_a_centre_is_found_by_typing(page):
    page.goto("/network")
    page.get_by_label("Organisation in the middle").fill("kak")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="Draw").click()
    expect(page.locator("h1")).to_have_text("Partnerships around Kakao")
    page.get_by_role("link", name="Open OpenAI: 3 more partners").click()
    expect(page.locator(".node")).to_have_count(5)
    page.get_by_role("link", name="Close OpenAI").click()
    expect(page.locator(".node")).to_have_count(2)
