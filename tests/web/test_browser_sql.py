"""Asking in SQL in a real browser: names completed, keys, saved queries, no scripts, open to everybody."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Server, axe


def test_names_are_completed_and_ctrl_enter_runs(page: Page) -> None:
    page.goto("/sql")
    editor = page.get_by_label("Query in SQL")
    editor.press_sequentially("SELECT city FROM v_off")
    expect(page.get_by_role("option", name="v_offices")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(editor).to_have_value("SELECT city FROM v_offices")
    editor.press_sequentially(" ORDER BY sour")
    expect(page.get_by_role("option").first).to_contain_text("source_count")
    page.keyboard.press("Enter")
    editor.press_sequentially(", city LIMIT 2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="2 rows")).to_be_visible()
    expect(page.get_by_role("cell").first).to_have_text("Brussels")
    page.get_by_role("link", name="Bars").click()
    expect(page.get_by_text("A chart takes two or three columns")).to_be_visible()


def test_tab_leaves_the_editor_until_something_is_typed(page: Page) -> None:
    page.goto("/sql")
    editor = page.get_by_label("Query in SQL")
    editor.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("(")
    page.keyboard.press("Tab")
    expect(editor).to_have_value("(  ")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_a_name_beside_the_editor_is_put_in_by_a_click(page: Page) -> None:
    page.goto("/sql")
    page.get_by_label("Query in SQL").fill("SELECT * FROM ")
    page.locator("summary code", has_text="v_timeline").click()
    expect(page.get_by_label("Query in SQL")).to_have_value("SELECT * FROM v_timeline")


def test_the_word_that_was_not_understood_is_selected(chromium: Browser, live_server: Server) -> None:
    with chromium.new_context(base_url=live_server.url) as context:
        page = context.new_page()
        page.goto("/sql?sql=SELECT+citty+FROM+v_offices")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean city?")
        expect(page.get_by_label("Query in SQL")).to_be_focused()
        assert page.evaluate("getSelection().toString()") == "citty"
        assert axe(page) == []


def test_without_scripts_a_question_is_changed_saved_and_removed(
    chromium: Browser, live_server: Server
) -> None:
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/sql")
        page.get_by_role("link", name="Where does a company have offices, and in which state?").click()
        expect(page.get_by_role("heading", name="7 rows")).to_be_visible()
        page.get_by_label(":company").fill("Kakao")
        page.get_by_role("button", name="Run").click()
        expect(page).to_have_url("/sql/offices-of-a-company?company=Kakao")
        expect(page.get_by_role("heading", name="0 rows")).to_be_visible()
        page.get_by_text("Save", exact=True).click()
        page.get_by_label("What it asks, in plain words").fill("Offices of Kakao")
        page.get_by_role("button", name="Save under a short address").click()
        expect(page).to_have_url("/sql/offices-of-kakao")
        expect(page.get_by_label(":company")).to_have_value("Kakao")
        page.get_by_text("Remove this saved query").click()
        page.get_by_role("button", name="Remove it").click()
        expect(page).to_have_url("/sql")
        expect(page.get_by_role("link", name="Offices of Kakao")).to_have_count(0)


@pytest.mark.parametrize("path", ["/sql/offices-by-country?_chart=bars", "/sql/tools"])
def test_the_pages_are_open_to_everybody(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(color_scheme="light")
    assert axe(page) == []
    # The same elements in other colours; narrow, all rules see them in these.
    page.emulate_media(color_scheme="dark")
    assert axe(page, "color-contrast") == []
    page.set_viewport_size({"width": 360, "height": 760})
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_snippet_is_copied(chromium: Browser, live_server: Server) -> None:
    with chromium.new_context(
        base_url=live_server.url, permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        page = context.new_page()
        page.goto("/sql/tools")
        page.get_by_role("button", name="Copy what to type in sqlite3").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").startswith("sqlite3 -readonly")
