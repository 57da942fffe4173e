"""Every type of page, light and dark, wide and narrow: nothing for axe to find, nothing out of reach."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Server, axe

# The pages of records are found by what they are about: an id is not known before the seeds are loaded.
OFFICE, PARTNERSHIP = "/offices/?city=Seoul&_size=1", "/partnerships/?_size=1"
CLAIM, ARTICLE = "/claims/?unit=rank&_size=1", "/articles/?_size=1"
PAGES: dict[str, str | tuple[str, str]] = {
    "home": "/",
    "list": "/claims/?modality=fact&_sort=-as_of",
    "list without filters": "/people/",
    "empty list": "/offices/?status=cancelled&country=KR",
    "list of parts": "/citations/?_size=5",
    "long list": "/cities/?_size=20",
    "office": (OFFICE, ""),
    "partnership": (PARTNERSHIP, ""),
    "claim": (CLAIM, ""),
    "company": "/companies/openai",
    "country": "/countries/KR",
    "article without its text": (ARTICLE, ""),
    "attaching a text": (ARTICLE, "/text"),
    "new claim": "/claims/new",
    "new partnership": "/partnerships/new",
    "new citation": "/citations/new",
    "edit": (OFFICE, "/edit"),
    "history": (OFFICE, "/history"),
    "trash": "/offices/trash",
    "changes": "/changes",
    "search": "/search?q=korea",
    "search in vain": "/search?q=zzzzzz",
    "timeline": "/timeline",
    "promises": "/promises",
    "charts": "/chart",
    "compare": "/compare?companies=openai&companies=kakao",
    "compare countries": "/compare?countries=KR&countries=JP",
    "whom to compare": "/compare",
    "matrix": "/matrix",
    "what changed": "/changed",
    "watchlists": "/watchlists?_of=offices&country=KR",
}
WIDTHS = (1280, 360, 320)


def address(page: Page, where: str | tuple[str, str]) -> str:
    """An address as it is, or that of the first record of a list with an ending."""
    if isinstance(where, str):
        return where
    page.goto(where[0])
    return f"{page.locator('tbody td.lead a').first.get_attribute('href')}{where[1]}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody(page, name):
    page.goto(address(page, PAGES[name]))
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} at {width} px"
    for width in WIDTHS[:2]:
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == [], f"{name}, light, {width} px"
    # The same elements in other colours.
    page.emulate_media(color_scheme="dark")
    assert axe(page, "color-contrast") == [], f"{name}, dark"


def test_small_things_are_large_enough_to_hit(page):
    """WCAG 2.5.8: 24 pixels each way, for what stands alone; links in a line of text may be lower."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address(page, (OFFICE, "")))
    alone = page.locator(
        "main :is(button, summary, .mark, .button):visible, nav :is(button, summary):visible"
    )
    boxes = [alone.nth(number).bounding_box() for number in range(alone.count())]
    assert len(boxes) > 8
    assert [box for box in boxes if box and min(box["width"], box["height"]) < 24] == []


def test_an_error_page_says_what_to_do_next(chromium: Browser, live_server: Server):
    with chromium.new_context(base_url=live_server.url) as context:
        page = context.new_page()
        answer = page.goto("/offices/999999999")
        assert answer is not None
        assert answer.status == 404
        assert axe(page) == []
        page.get_by_label("Search for it").fill("Seoul")
        page.get_by_role("search", name="Search again").get_by_role("button").click()
        expect(page.locator("h1")).to_have_text("Seoul")
        page.goto("/offices/?nowhere=1")
        expect(page.get_by_text("has no field “nowhere”")).to_be_visible()
        page.get_by_role("link", name="without any filter").click()
        expect(page.locator("h1")).to_have_text("Offices")


def test_the_first_tab_leads_past_the_bar(page):
    page.goto("/claims/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_has_the_focus_is_never_under_the_bar(page):
    """Going up a long list by keyboard, with the bar and the head of the table standing still over it."""
    page.goto("/cities/")
    page.locator("td.lead a").last.focus()
    assert page.evaluate("scrollY") > 500
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        box = page.locator(":focus").bounding_box()
        head = page.locator("thead th").first.bounding_box()
        assert box
        assert head
        assert head["y"] >= 48
        assert box["y"] >= head["y"] + head["height"] - 1
