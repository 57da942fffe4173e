"""Adding and reviewing in a real browser: by keys alone, by the mouse alone, and without scripts.

Each prints what it took: `pytest -s tests/web/test_browser_review.py`.
"""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.review.articles import LISBON

BEYOND_DECISIONS = 12
SECONDS = 60


class Keys:
    """A keyboard that counts: what decides, and everything else."""

    def __init__(self, page: Page) -> None:
        self.page, self.decisions, self.others = page, 0, 0

    def press(self, key: str, *, decides: bool = False) -> None:
        self.page.keyboard.press(key)
        if decides:
            self.decisions += 1
        else:
            self.others += len(key.split("+"))

    def decide(self, key: str) -> None:
        """Press a key that decides, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.press(key, decides=True)


def story(name: str, other: str) -> str:
    """The Lisbon story about another company, so that no test finds the story of another."""
    return LISBON.replace("Nimbus Labs", name).replace("Teresa Almada", other)


def title(page: Page) -> str:
    return page.locator(".card.now h3").inner_text()


def answer(page: Page, keys: Keys) -> None:
    """Say of each name that is not on record that it is a new company or person."""
    for question in page.locator(".card.now .question").all():
        option = question.locator("label", has_text=re.compile("a new (company|person)")).last
        keys.press(option.locator("input").get_attribute("data-pick") or "", decides=True)


def opened(page: Page) -> None:
    """The review of a story that was sent, past the question whether it is one of those sent before."""
    page.locator(".card.now, .look-alikes").first.wait_for()
    if page.locator(".look-alikes").count():
        page.get_by_role("button", name=re.compile("another story")).click()
    expect(page.locator(".card.now")).to_be_visible()
    # Seen before its scripts have run, which is when keys begin to mean something.
    page.wait_for_load_state()


def paste(page: Page, keys: Keys, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("words => navigator.clipboard.writeText(words)", text)
    keys.press("n")
    page.wait_for_url("**/add")
    with page.expect_navigation(url=re.compile(r"/review/\d+")):
        keys.press("Control+v")


def test_by_keys_alone(page):
    page.goto("/")
    keys, began, rejected, edited, undone = Keys(page), time.monotonic(), 0, 0, 0
    paste(page, keys, LISBON)
    cards = page.locator(".card").count()
    assert cards >= 7
    while page.locator(".card").count():
        words = title(page)
        answer(page, keys)
        if "growth" in words:
            keys.press("x", decides=True)
            keys.decide("Enter")
            rejected += 1
        elif "Madrid" in words and not edited:
            keys.press("e", decides=True)
            page.keyboard.press("Tab")
            page.locator(".card.now [name$='.status']").focus()
            page.locator(".card.now [name$='.status']").select_option("planned")
            keys.decide("Control+Enter")
            edited += 1
        else:
            keys.decide("a")
            if not undone:
                keys.decide("u")
                assert title(page) == words
                answer(page, keys)
                keys.decide("a")
                undone += 1
    took = time.monotonic() - began
    expect(page.get_by_role("heading", name=re.compile(f"Saved {cards - rejected} facts"))).to_be_visible()
    print(f"\nkeys alone: {took:.1f} s, {keys.decisions} keys decided, {keys.others} others, {cards} facts")  # noqa: T201
    assert keys.others <= BEYOND_DECISIONS
    assert took < SECONDS
    assert (rejected, edited, undone) == (1, 1, 1)
    assert_facts_lead_to_their_words(page, "nimbus-labs")


def assert_facts_lead_to_their_words(page: Page, slug: str) -> None:
    page.goto(f"/companies/{slug}")
    expect(page.get_by_role("link", name=re.compile("Lisbon")).first).to_be_visible()
    mark = page.locator("a.mark").first
    target = mark.get_attribute("href") or ""
    mark.click()
    expect(page).to_have_url(re.compile(re.escape(target) + "$"))
    expect(
        page.locator(f"mark#{target.partition('#')[2]}, mark:has(#{target.partition('#')[2]})").first
    ).to_be_visible()


def test_by_mouse_alone(page):
    page.goto("/")
    began = time.monotonic()
    page.get_by_role("link", name="Add", exact=True).click()
    page.locator("#text").fill(story("Palisade Robotics", "Ines Quarteira"))
    page.get_by_role("button", name=re.compile("Read it")).click()
    opened(page)
    cards = page.locator(".card").count()
    first = page.locator(".card.now")
    first.get_by_text("a new company").first.click()
    first.get_by_role("button", name=re.compile("^Accept a")).click()
    expect(page.locator(".progress")).to_contain_text(f"1 of {cards}")
    second = page.locator(".card.now")
    second.locator("summary", has_text="Reject").click()
    second.get_by_label("Not about expansion").check()
    second.get_by_role("button", name=re.compile("^Reject")).click()
    expect(page.locator(".progress")).to_contain_text(f"2 of {cards}")
    page.locator(".review-acts").get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".progress")).to_contain_text(f"1 of {cards}")
    madrid = page.locator(".card", has=page.get_by_role("heading", name=re.compile("Madrid")))
    madrid.locator("summary", has_text="Edit").click()
    madrid.get_by_label("Status", exact=True).select_option("planned")
    madrid.get_by_role("button", name=re.compile("^Accept as edited")).click()
    expect(page.locator(".decided")).to_contain_text("Madrid")
    page.wait_for_load_state()
    page.get_by_text(re.compile(r"^Accept the \d+ clear ones")).click()
    named = page.locator(".clear-ones li").count()
    page.get_by_role("button", name=re.compile("^Accept these")).click()
    expect(page.locator(".flash")).to_contain_text(f"{named} facts accepted")
    page.get_by_role("link", name=re.compile("^Finish")).click()
    expect(page.get_by_role("heading", name=re.compile(f"Saved {named + 2} facts"))).to_be_visible()
    print(f"\nmouse alone: {time.monotonic() - began:.1f} s")  # noqa: T201
    assert_facts_lead_to_their_words(page, "palisade-robotics")


def test_without_scripts(chromium, live_server):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Add", exact=True).click()
        page.locator("#text").fill(story("Harbour Compute", "Rui Vilarinho"))
        page.get_by_role("button", name="Read it").click()
        opened(page)
        first = page.locator(".card").first
        first.get_by_role("button", name="Accept", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("attention")
        first.get_by_text("a new company").first.click()
        first.get_by_role("button", name="Accept", exact=True).click()
        expect(page.locator(".decided")).to_contain_text("Harbour Compute")
        now = page.locator(".card.now")
        now.locator("summary", has_text="Reject").click()
        now.get_by_role("button", name="Reject").click()
        expect(page.locator(".decided")).to_contain_text("The text does not say so")
        page.locator(".review-acts").get_by_role("button", name=re.compile("^Undo")).click()
        page.locator(".card.now").get_by_role("button", name="Skip").click()
        expect(page.locator(".progress")).to_contain_text("1 skipped")
        assert_facts_lead_to_their_words(page, "harbour-compute")


def select(page: Page, words: str) -> None:
    """Select words in the article's text with the mouse, from their first letter to their last."""
    box = page.evaluate(
        """words => {
          const text = document.querySelector(".article-text");
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            walker.currentNode.parentElement.scrollIntoView({ block: "center" });
            const { left, right, top, bottom } = range.getClientRects()[0];
            return { left, right, middle: (top + bottom) / 2 };
          }
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"], box["middle"], steps=4)
    page.mouse.up()


def test_words_selected_in_the_text_fill_a_field_and_begin_a_card(page):
    page.goto("/add")
    page.locator("#text").fill(story("Pelican Robotics", "Joana Vouzela"))
    page.keyboard.press("Control+Enter")
    opened(page)
    page.locator(".card", has=page.get_by_role("heading", name=re.compile("Madrid"))).click()
    now = page.locator(".card.now")
    expect(now.get_by_role("heading")).to_contain_text("Madrid")
    select(page, "Quill Telecom")
    expect(now.locator("[name=quote]")).to_have_value("Quill Telecom")
    expect(now.locator("button[value='fill:company']")).to_contain_text("2 Company")
    with page.expect_navigation():
        page.keyboard.press("2")
    expect(now.get_by_role("heading")).to_contain_text("Quill Telecom in Madrid")
    expect(now.get_by_label("Company", exact=True)).to_have_value("Quill Telecom")
    select(page, "small businesses")
    with page.expect_navigation():
        page.keyboard.press("1")
    expect(now.locator(".card-quote")).to_have_text("small businesses")
    page.locator("summary", has_text="Add a fact by hand").click()
    select(page, "Quill Telecom")
    with page.expect_navigation():
        page.locator("form.fill[action$='by-hand']").get_by_role("button", name="Office").click()
    expect(now.locator(".card-quote")).to_have_text("Quill Telecom")
    expect(now).to_contain_text("Company is needed.")


def test_a_fact_is_added_by_hand_without_scripts(chromium, live_server):
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/add")
        page.locator("#text").fill(story("Gannet Compute", "Lia Penacova"))
        page.get_by_role("button", name="Read it").click()
        opened(page)
        page.locator("summary", has_text="Add a fact by hand").click()
        hand = page.locator("form.fill[action$='by-hand']")
        hand.get_by_role("button", name="Office").click()
        now = page.locator(".card.now")
        expect(now).to_contain_text("No supporting text is chosen.")
        expect(now.get_by_role("button", name="Accept", exact=True)).to_be_disabled()
        now.locator("[name=quote]").fill("words that stand nowhere")
        now.get_by_role("button", name="All of it").click()
        expect(now).to_contain_text("These words do not stand in the article's text.")
        now.locator("[name=quote]").fill("opened an office in Lisbon")
        now.get_by_role("button", name="All of it").click()
        expect(now.locator(".card-quote")).to_have_text("opened an office in Lisbon")
        expect(now.get_by_role("button", name="Accept", exact=True)).to_be_enabled()
        page.locator("summary", has_text="Add a fact by hand").click()
        hand.get_by_role("button", name="Person").click()
        expect(now.locator("[name=note]")).to_be_visible()
        now.get_by_label("Name", exact=True).fill("Lia Penacova")
        now.get_by_label("How you know it").fill("From her card.")
        now.get_by_role("button", name="Accept as my own knowledge").click()
        expect(page.locator(".decided")).to_contain_text("Lia Penacova")


def test_a_fact_being_rejected_is_not_accepted_by_a_key(page):
    page.goto("/add")
    page.locator("#text").fill(story("Orchard Machines", "Paula Sendim"))
    page.keyboard.press("Control+Enter")
    opened(page)
    words = title(page)
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Reject for this reason")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name=re.compile("Not about expansion"))).to_be_checked()
    expect(page.locator(".progress")).to_contain_text("0 of")
    page.keyboard.press("x")
    expect(page.locator(".progress")).to_contain_text("1 of")
    expect(page.locator(".card.now h3")).not_to_have_text(words)
    expect(page.locator(".decided li").first).to_contain_text("Not about expansion")
    expect(page.locator(".review-acts")).to_contain_text("Undo: rejected")
    # What is asked and not answered is said on the card, and nothing is sent.
    page.keyboard.press("a")
    expect(page.locator(".card.now .missing").first).to_contain_text("Choose who or what is meant")
    expect(page.locator(".card.now .question input").first).to_be_focused()
    expect(page.locator(".progress")).to_contain_text("1 of")
    # A name chosen while a card is edited leaves what was typed to be accepted with it.
    page.locator(".card", has=page.get_by_role("heading", name=re.compile("Madrid"))).click()
    page.keyboard.press("e")
    now = page.locator(".card.now")
    now.get_by_label("Promised opening").fill("late 2027")
    opening = now.locator(".understand", has=page.get_by_label("Promised opening"))
    expect(opening).to_contain_text("2027-09-01")
    now.locator(".question input").first.check()
    with page.expect_navigation(url=re.compile(r"at=\d+#d")):
        page.keyboard.press("Control+Enter")
    expect(page.locator(".progress")).to_contain_text("2 of")


def test_keys_can_be_switched_off_and_never_act_in_inputs(page):
    page.goto("/add")
    page.locator("#text").fill(story("Cistern Systems", "Vera Lourinho"))
    page.keyboard.press("Control+Enter")
    opened(page)
    page.keyboard.press("e")
    page.keyboard.type("axuj ")
    expect(page.locator(".card.now input:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.locator(".card.now").focus()
    page.keyboard.press("a")
    page.keyboard.press("Space")
    page.reload()
    expect(page.locator(".progress")).to_contain_text("0 of")


def test_what_was_typed_on_a_card_and_closed_is_shown_before_it_is_accepted(page):
    page.goto("/add")
    page.locator("#text").fill(story("Heron Systems", "Ines Alvito"))
    page.keyboard.press("Control+Enter")
    opened(page)
    page.locator(".card", has=page.get_by_role("heading", name=re.compile("Madrid"))).click()
    page.keyboard.press("e")
    opening = page.locator(".card.now").get_by_label("Promised opening")
    opening.fill("late 2028")
    page.keyboard.press("Escape")
    expect(opening).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(opening).to_have_value("late 2028")
    expect(opening).to_be_visible()
    expect(page.locator(".progress")).to_contain_text("0 of")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_everybody_can_add_and_review(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto("/add")
    assert axe(page) == []
    page.locator("#text").fill(story(f"Lantern {width} {scheme.title()}", "Olga Sameiro"))
    page.keyboard.press("Control+Enter")
    opened(page)
    assert axe(page) == []
    page.keyboard.press("e")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Skip").first.click()
    expect(page.get_by_role("button", name="Undo: skipped")).to_be_visible()
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/review")
    assert axe(page) == []


def test_a_card_below_is_opened_by_a_click_and_what_is_typed_on_it_is_not_left_behind(page):
    page.goto("/add")
    page.locator("#text").fill(story("Brume Labs", "Elio Sarre"))
    page.get_by_role("button", name=re.compile("Read it")).click()
    opened(page)
    claim = page.locator(".card", has=page.get_by_role("heading", name=re.compile("120"))).first
    claim.locator("summary", has_text="Edit").click()
    claim.get_by_label("Metric", exact=True).fill("paying_users")
    claim.get_by_label("Value", exact=True).fill("60 million")
    expect(claim.locator(".field-value")).to_contain_text("60 million users")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => document.querySelector('[data-finish]').click())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(claim.get_by_label("Value", exact=True)).to_have_value("60 million")
    # Nor is a headline, where only the publisher is sent.
    page.reload()
    page.locator(".about-article summary").click()
    page.get_by_label("Headline").fill("Brume Labs comes to Lisbon")
    page.get_by_label("Publisher", exact=True).fill("The Tagus Post")
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => document.querySelector('.about-form button').click())")
    asked.value.dismiss()
    expect(page.get_by_label("Headline")).to_have_value("Brume Labs comes to Lisbon")
