"""Comparing and watching in a real browser: by typing, by keys, and without scripts."""

from playwright.sync_api import Browser, Page, expect

from tests.browser import Server, axe


def test_companies_are_chosen_by_typing_and_left_out_by_a_link(page: Page) -> None:
    page.goto("/compare?companies=openai")
    box = page.get_by_label("Add a company")
    box.press_sequentially("Kak")
    expect(page.get_by_role("option").first).to_contain_text("Kakao")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Kakao")).to_be_checked()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).to_have_url("/compare?companies=openai&companies=kakao")
    expect(page.get_by_role("heading", level=1)).to_have_text("OpenAI and Kakao compared")
    # The sign stands there once: the style of links to what differs is not theirs.
    sign = page.locator(".sign-of .differs").first
    assert sign.evaluate("one => getComputedStyle(one, '::before').content") == "none"
    page.get_by_role("link", name="1 active").click()
    expect(page).to_have_url("/partnerships/?company=kakao&kind=commercial&status=active")
    page.go_back()
    page.get_by_role("link", name="Leave out Kakao").click()
    expect(page).to_have_url("/compare?companies=openai")


def test_the_table_is_walked_by_keys(page: Page) -> None:
    """From the chips over the table's links: each is reached, in the order it stands in, and seen."""
    page.goto("/compare?companies=openai&companies=kakao")
    page.get_by_role("link", name="Leave out OpenAI").focus()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport()
        seen.append(focused.get_attribute("href"))
    order = [seen.index(f"/companies/{name}") for name in ("openai", "kakao")]
    order.append(seen.index("/offices/?company=openai"))
    assert order == sorted(order)


def test_without_scripts_a_name_is_typed_and_a_filter_is_watched(
    chromium: Browser, live_server: Server
) -> None:
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/compare?countries=KR")
        page.get_by_label("Add a country").fill("japan")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page).to_have_url("/compare?countries=KR&countries=JP")
        page.goto("/offices/?country=KR")
        page.get_by_role("link", name="Watch", exact=True).click()
        page.get_by_label("Name for").fill("Seoul and around")
        page.get_by_role("button", name="Watch these rows").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Seoul and around")
        expect(page.get_by_text("nothing new since")).to_be_visible()
        page.get_by_role("button", name="Remove the watchlist").click()
        expect(page.get_by_role("link", name="Seoul and around")).to_have_count(0)


def test_a_watchlist_is_open_to_everybody(page: Page) -> None:
    page.goto("/watchlists?_of=claims")
    page.get_by_label("Name for").fill("Claims")
    page.get_by_role("button", name="Watch these rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Claims")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert axe(page) == [], f"{scheme}, {width} px"
            assert page.evaluate("document.documentElement.scrollWidth") <= width
