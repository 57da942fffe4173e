"""Adding, changing and undoing in the browser, with scripts and without; a text attached and quoted."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Server, axe

# Our own words: no sentence of a seeded article.
TEXT = "Example Labs opened an office in Lyon.\nIt employs about 40 people there. A second will follow.\n"


@pytest.fixture
def plain(chromium: Browser, live_server: Server) -> Iterator[Page]:
    """A page without scripts."""
    with chromium.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def patient(chromium: Browser, live_server: Server) -> Iterator[Page]:
    """A page with scripts, for what is refused at first: to the browser's console that is an error."""
    with chromium.new_context(base_url=live_server.url) as context:
        yield context.new_page()


def choose(page: Page, label: str, typed: str, option: str) -> None:
    """Give the beginning of a name and choose from what is offered, by keyboard alone.

    Given in one go: letter by letter, what the first letters brought is replaced while one chooses from it.
    """
    page.get_by_label(label, exact=True).fill(typed)
    expect(page.get_by_role("option", name=option)).to_be_visible()
    while page.locator('[role="option"][aria-selected="true"]').filter(has_text=option).count() == 0:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def saved(page: Page, path: str, fields: dict[str, str]) -> str:
    """Fill in a form and save it; the address of the record."""
    page.goto(path)
    for label, value in fields.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    return page.url


def test_a_claim_is_added_in_one_go_when_what_is_understood_was_seen(page):
    page.goto("/claims/new")
    choose(page, "Subject", "kak", "Kakao")
    choose(page, "Metric", "weekly_active_us", "weekly_active_users")
    page.get_by_label("Summary").fill("Kakao has about 40 million users a week.")
    page.get_by_label("Value", exact=False).first.fill("about 40 million")
    expect(page.locator("#i-value_text-reads")).to_contain_text("40,000,000 users")
    page.get_by_label("As of").fill("late 2025")
    expect(page.locator("#i-as_of-reads")).to_contain_text("2025-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    expect(page.locator("h1")).to_have_text("Kakao has about 40 million users a week.")
    expect(page.locator(".pair", has_text="Value")).to_contain_text("≈ 40,000,000 users")


def test_words_that_are_not_understood_are_told_at_once(page):
    page.goto("/claims/new")
    page.get_by_label("As of").fill("once upon a time")
    reads = page.locator("#i-as_of-reads")
    expect(reads).to_contain_text("Not understood")
    page.get_by_label("As of").fill("in the coming months")
    expect(reads).to_contain_text("This needs a date to count from")
    page.get_by_text("Counted from a day").first.click()
    page.get_by_label("The day that words such as").first.fill("2025-05-26")
    expect(reads).to_contain_text("2025-05-26")


def test_without_scripts_what_was_understood_is_shown_before_it_is_saved(plain):
    plain.goto("/claims/new")
    for label, value in (("Subject", "Krafton"), ("Metric", "weekly_active_users"), ("As of", "late 2025")):
        plain.get_by_label(label).fill(value)
    plain.get_by_label("Summary").fill("Krafton has over 1,000 users a week.")
    plain.get_by_label("Value").fill("over 1,000")
    plain.get_by_role("button", name="Save").click()
    summary = plain.locator("#summary")
    expect(summary).to_contain_text("Check what was understood, then save")
    expect(summary).to_contain_text("> 1,000 users")
    expect(summary).to_contain_text("2025-12-31")

    # Written differently, it is shown again; as it was shown, it is saved.
    plain.get_by_label("Value").fill("about 2,000")
    plain.get_by_role("button", name="Yes, save").click()
    expect(summary).to_contain_text("≈ 2,000 users")
    plain.get_by_role("button", name="Yes, save").click()
    expect(plain.locator("h1")).to_have_text("Krafton has over 1,000 users a week.")
    expect(plain.locator(".pair", has_text="Value")).to_contain_text("about 2,000")


def test_without_scripts_a_name_is_resolved_or_candidates_are_offered(plain):
    plain.goto("/claims/new")
    plain.get_by_label("Subject").fill("Korea Development")
    plain.get_by_label("Metric").fill("weekly_active_users")
    plain.get_by_label("Summary").fill("The bank has users.")
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("#summary")).to_contain_text("Nothing was saved yet")
    expect(plain.get_by_label("Summary")).to_have_value("The bank has users.")
    expect(plain.get_by_role("link", name="Create a new company")).to_have_attribute(
        "href", re.compile(r"^/companies/new\?name=Korea(%20|\+)Development$")
    )
    plain.get_by_label("Korea Development Bank company").check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("h1")).to_have_text("The bank has users.")
    expect(plain.locator(".pair", has_text="Subject")).to_contain_text("Korea Development Bank")


def test_a_refused_form_leads_to_what_is_wrong_and_keeps_what_was_typed(patient):
    patient.goto("/companies/new")
    patient.get_by_label("Website").fill("javascript:alert(1)")
    patient.get_by_label("Description").fill("A company.")
    patient.get_by_role("button", name="Save").click()
    summary = patient.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Name: This is needed.")
    assert axe(patient) == []
    summary.get_by_role("link", name="Website").click()
    expect(patient.get_by_label("Website")).to_be_focused()
    expect(patient.get_by_label("Website")).to_have_value("javascript:alert(1)")
    expect(patient.get_by_label("Description")).to_have_value("A company.")
    described = patient.get_by_label("Website").get_attribute("aria-describedby")
    expect(patient.locator(f"#{described.split()[-1]}")).to_have_text(re.compile(r"http:// or https://\.$"))


def test_rows_of_parts_can_be_added_without_losing_any(plain):
    plain.goto("/partnerships/new")
    plain.get_by_label("About").fill("Computing power.")
    for row, name in (("1", "OpenAI"), ("2", "Krafton")):
        plain.get_by_role("group", name=f"Parties, row {row}").get_by_label("Organisation").fill(name)
    plain.get_by_role("button", name="Add rows").click()
    plain.get_by_role("group", name="Parties, row 3").get_by_label("Organisation").fill("SK Telecom")
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator("h1")).to_have_text("OpenAI, Krafton and SK Telecom have a partnership")
    expect(plain.get_by_role("region", name="parties").locator("tbody tr")).to_have_count(3)


def test_two_who_edit_at_once_see_both_versions(patient, plain):
    for page in (patient, plain):
        page.goto("/offices/?city=Paris")
        page.locator("td.lead a").click()
        page.get_by_role("link", name="Edit", exact=True).first.click()
    plain.get_by_label("Role").fill("sales office")
    plain.get_by_role("button", name="Save").click()
    patient.get_by_label("Role").fill("research office")
    patient.get_by_role("button", name="Save").click()
    differing = patient.locator(".versions tr.differs")
    expect(differing).to_have_count(1)
    expect(differing).to_contain_text("sales office")
    expect(differing).to_contain_text("research office")
    assert axe(patient) == []
    expect(patient.get_by_label("Role")).to_have_value("research office")
    patient.get_by_role("button", name="Save").click()
    expect(patient.locator(".pair", has_text="Role")).to_contain_text("research office")


def test_a_save_is_undone_where_it_is_told(page):
    page.goto("/programmes/")
    page.locator("td.lead a").first.click()
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.wait_for_url("**/edit")
    before = page.get_by_label("Name").input_value()
    page.get_by_label("Name").fill("Another name")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Another name")
    page.get_by_role("status").first.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text(before)
    page.get_by_role("link", name="History").click()
    expect(page.locator(".changes").first).to_contain_text("Another name")
    assert axe(page) == []


def test_a_deleted_record_can_be_had_back(page):
    saved(page, "/publishers/new", {"Name": "Short-lived Gazette"})
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_role("status").first).to_contain_text("Moved to the trash.")
    page.get_by_role("link", name="Trash").click()
    page.get_by_role("button", name="Restore Short-lived Gazette").click()
    expect(page.locator("h1")).to_have_text("Short-lived Gazette")


def test_a_text_is_attached_quoted_and_read_with_its_highlights(page):
    article = saved(page, "/articles/new", {"Title": "Example Labs in Lyon"})
    page.get_by_role("link", name="Attach the text").first.click()
    page.get_by_label("The article’s text").fill(TEXT)
    page.get_by_role("button", name="Attach and check").click()
    expect(page.locator(".article-text p")).to_have_count(2)
    expect(page.locator("mark")).to_have_count(0)

    company = saved(page, "/companies/new", {"Name": "Example Labs"})
    page.get_by_role("link", name="Add source").click()
    expect(page.get_by_label("Record", exact=True)).to_have_value("Example Labs")
    expect(page.get_by_label("Field").locator("option")).to_contain_text(["all of it", "name", "description"])
    choose(page, "Article", "Example", "Example Labs in Lyon")
    page.get_by_label("Quote").fill("employs about 40 people")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(company)
    expect(page.locator("#sources")).to_contain_text("employs about 40 people")
    expect(page.locator("#sources .state-verified")).to_be_visible()

    page.locator("#sources").get_by_role("link", name="Example Labs in Lyon, ¶ 2.1").click()
    expect(page).to_have_url(re.compile(f"^{re.escape(article)}\\b"))
    mark = page.locator("mark")
    expect(mark).to_have_text("employs about 40 people")
    expect(mark).to_be_in_viewport()
    fact = page.locator(".carried-fact", has_text="Example Labs")
    mark.hover()
    expect(fact).to_have_class("carried-fact lit")
    page.locator("h1").hover()
    expect(fact).to_have_class("carried-fact")
    fact.get_by_role("link", name="Example Labs").focus()
    expect(mark).to_have_class("lit")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []


def test_a_changed_text_fails_its_citations_visibly_and_a_changed_value_is_confirmed(page, plain):
    article = saved(page, "/articles/new", {"Title": "Example Works in Nice"})
    page.get_by_role("link", name="Attach the text").first.click()
    page.get_by_label("The article’s text").fill("Example Works came to Nice in 2024.")
    page.get_by_role("button", name="Attach and check").click()
    expect(page.locator(".article-text p")).to_have_count(1)
    company = saved(page, "/companies/new", {"Name": "Example Works", "Description": "A workshop."})
    page.get_by_role("link", name="Add source").click()
    choose(page, "Article", "Example", "Example Works in Nice")
    page.get_by_label("Quote").fill("came to Nice")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label("Description").fill("A bigger workshop.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".sum")).to_contain_text("1 to recheck")
    page.get_by_role("button", name="Confirm that the words still carry all of it").click()
    expect(page.get_by_role("status").first).to_contain_text("Confirmed.")
    expect(page.locator("#sources .state-verified")).to_be_visible()

    plain.goto(f"{article}/text")
    plain.get_by_label("The article’s text").fill("Example Works went to Nice in 2024.")
    plain.get_by_role("button", name="Attach and check").click()
    expect(plain.get_by_role("alert")).to_contain_text("does not stand in this one")
    expect(plain.get_by_placeholder("Search names, places, words")).to_have_value("")
    plain.get_by_label("It is the text of this article all the same").check()
    plain.get_by_role("button", name="Attach and check").click()
    expect(plain.get_by_role("status").first).to_contain_text("1 do")
    expect(plain.locator(".carried-fact .state-failed")).to_be_visible()
    page.goto(company)
    expect(page.locator(".sum")).to_contain_text("1 failed")
    assert axe(page) == []


def test_the_marks_of_a_party_fit_on_a_phone(page):
    party = page.request.get("/partnership_parties.json").json()["rows"][0]
    cited = {"paragraph": 2, "sentence": 1, "sentence_sha256": "0" * 64, "attribution": "publisher"}
    article = page.request.get("/articles.json").json()["rows"][-1]["id"]
    given = {"record": party["id"], "field": "company", "article": article, **cited}
    assert page.request.post("/api/v1/citations/", data=given).ok
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/partnerships/{party['partnership_id']}")
    expect(page.locator(".parts .marks .vh").first).to_have_css("position", "absolute")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
