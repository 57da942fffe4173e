"""What is seen first, what one click leads to, and what keys do."""

import gzip
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Server

BUDGET = 150_000  # bytes of our styles and scripts, compressed
SHOW = re.compile("^Show")  # with how many rows there will be


@pytest.mark.parametrize("path", ["/", "/offices/", "/claims/", "/companies/"])
def test_the_first_row_stands_high(page, path):
    for width, height, limit in ((1280, 800, 250), (360, 740, 400)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        box = page.locator("tbody tr").first.bounding_box()
        assert box
        assert box["y"] <= limit, f"{path} at {width} px"


def test_home_says_how_much_there_is_and_each_number_leads_to_its_rows(page):
    page.goto("/")
    expect(page.locator("h1")).to_have_text("28 facts from 1 article, as of May 2025")
    for words, path, rows in (("7 offices", "/offices/", 7), ("17 claims", "/claims/", 17)):
        page.goto("/")
        page.locator(".tally-line").get_by_role("link", name=words).click()
        expect(page).to_have_url(re.compile(f"{path}$"))
        expect(page.locator("tbody tr")).to_have_count(rows)
    page.goto("/")
    page.get_by_role("link", name="61 unverified").click()
    expect(page.locator(".shown")).to_have_text("50 of 61 citations")


def test_the_note_on_the_sample_is_shown_once(page):
    page.goto("/")
    note = page.get_by_text("You are looking at a sample")
    expect(note).to_be_visible()
    page.reload()
    expect(note).to_be_hidden()


def test_filters_are_chips_and_dropping_one_leaves_the_others(page):
    page.goto("/claims/")
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_role("checkbox", name="intent", exact=True).check()
    filters.get_by_role("checkbox", name="OpenAI", exact=True).check()
    filters.get_by_role("button", name=SHOW).click()
    expect(page.locator(".chip-drop")).to_have_text(
        ["Drop the filter Modality: intent", "Drop the filter Subject: OpenAI"]
    )
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("link", name="Drop the filter Modality: intent").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    expect(page).to_have_url(re.compile(r"\?(.*&)?subject=\d+\b"))
    expect(page).not_to_have_url(re.compile("modality"))


def test_an_empty_list_says_which_filter_to_drop(page):
    page.goto("/offices/?status=cancelled&country=KR")
    page.get_by_role("link", name="Without Status: cancelled").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_sorted_column_says_so_and_turns_round(page):
    page.goto("/cities/?_size=20")
    head = page.get_by_role("columnheader", name="Name")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    first = page.locator("td.lead").first
    name = first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(first).not_to_have_text(name)
    assert first.inner_text() < name
    page.get_by_role("link", name="Previous").click()
    expect(first).to_have_text(name)


def test_the_filters_are_a_drawer_on_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/offices/")
    drawer = page.get_by_role("complementary", name="Filters")
    expect(drawer).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    expect(drawer).to_be_visible()
    drawer.get_by_label("announced").check()
    drawer.get_by_role("button", name=SHOW).click()
    expect(drawer).to_be_hidden()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_quote_mark_leads_to_its_place_and_its_sign_says_who_says_so(page):
    page.goto("/offices/?city=Seoul")
    page.locator("td.lead a").click()
    pair = page.locator(".pair", has=page.get_by_text("Role", exact=True))
    pair.get_by_role("button").click()
    sheet = page.locator(".sheet:popover-open")
    expect(sheet).to_contain_text("Paragraph 2, sentence 2")
    expect(sheet).to_contain_text("publisher’s own voice")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    pair.get_by_role("link", name="Words that carry role").click()
    there = page.locator(":target")
    expect(there).to_contain_text("¶ 2.2")
    expect(there).to_be_in_viewport()


def test_single_keys_can_be_used_and_switched_off(page):
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("n?/")
    expect(page.locator("#q")).to_have_value("n?/")
    page.locator("#q").blur()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/add$"))
    page.goto("/")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_the_theme_is_kept_and_stands_before_the_first_paint(page):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate(paper)
    assert dark != light
    # Only what runs before the body is there can have set it by now.
    page.route("**/page.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("/offices/")
    assert page.evaluate(paper) == dark
    page.unroute("**/page.js*")
    page.goto("/")
    page.get_by_role("button", name="Theme: dark").click()
    expect(page.get_by_role("button", name="Theme: system")).to_be_visible()
    assert page.evaluate(paper) == light


def test_our_styles_and_scripts_are_small_and_nothing_is_asked_elsewhere(page):
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in ("/", "/claims/new", "/articles/?_size=1"):
        page.goto(path, wait_until="networkidle")
    page.locator("td.lead a").click()
    page.wait_for_url(re.compile(r"/articles/\d+$"), wait_until="networkidle")
    ours = [url for url in asked if "/static/" in url]
    assert len(ours) > 8
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in ours) < BUDGET


def test_everything_can_be_browsed_without_scripts(chromium: Browser, live_server: Server):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_text("Browse", exact=True).first.click()
        page.get_by_role("link", name="Offices 7").first.click()
        page.get_by_role("complementary", name="Filters").get_by_label("South Korea", exact=True).check()
        page.get_by_role("button", name=SHOW).click()
        expect(page).to_have_url(re.compile(r"/offices/\?(.*&)?country=\d+\b"))
        page.locator("td.lead a").click()
        expect(page.locator("h1")).to_have_text("OpenAI has announced an office in Seoul, South Korea")
        page.get_by_role("button", name="unverified: who says role").click()
        expect(page.locator(".sheet:popover-open")).to_be_visible()
        expect(page.get_by_role("button", name="Theme")).to_have_count(0)


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(page):
    page.goto("/")
    menu = page.locator("summary", has_text="Browse")
    entry = page.locator(".menu-sheet").get_by_role("link", name="Partnerships")
    menu.click()
    expect(entry).to_be_visible()
    menu.press("Escape")
    expect(entry).to_be_hidden()
    expect(menu).to_be_focused()
    menu.press("Enter")
    expect(entry).to_be_visible()
    page.locator("h1").click(position={"x": 500, "y": 5})
    expect(entry).to_be_hidden()
