"""Who acts where a sentence names several, none or only "we", and which places are none."""

import pytest

from tracker.ingest.reader import draft

COUNTED = "Cohere and Synthesia both grow in Europe."
SUBJECTS = [
    ("Cohere opened an office in Oslo, and Synthesia is said to be looking at an office in Riga.",
     {("Cohere", "Oslo", "open"), ("Synthesia", "Riga", "rumoured")}),
    (f"{COUNTED} The latter has opened an office in Oslo, while the former has one in Riga.",
     {("Synthesia", "Oslo", "open"), ("Cohere", "Riga", "open")}),
    (f"{COUNTED} The first of these has picked Oslo as its base.", {("Cohere", "Oslo", "announced")}),
    (f"{COUNTED} The second of them has offices in Oslo. The first of them has an office in Riga.",
     {("Synthesia", "Oslo", "open"), ("Cohere", "Riga", "open")}),
    ("Synthesia opened an office in Oslo. Cohere, who builds Helsing's site in Lima, cut jobs by a third.",
     {("Synthesia", "Oslo", "open"), ("Helsing", "Lima", "open")}),
    ("Synthesia makes films. Its site in Oslo was shut in May.", {("Synthesia", "Oslo", "closed")}),
    ("Synthesia verlässt Oslo nicht und geht trotzdem nach Riga.", {("Synthesia", "Riga", "announced")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offices"), SUBJECTS)
def test_each_clause_has_its_own_company_and_status(text: str, offices: set[tuple[str, str, str]]) -> None:
    assert {(office.company, office.city, office.status) for office in draft(text).offices} == offices


def test_we_in_an_interview_is_the_company_of_who_is_asked() -> None:
    text = """Jane Doe, chief executive of Synthesia, spoke to us.

    How did you begin?

    In a flat. We have 85 employees today, 60 of them in Oslo.

    And Cohere?

    We talked. We are opening in Riga, because rents are low.

    Will you stay?

    Yes."""
    offices = {(office.company, office.city) for office in draft(text).offices}
    assert offices == {("Synthesia", "Oslo"), ("Synthesia", "Riga")}


STREETS = [
    ("Synthesia moved its London team to an office near Liverpool Street.", {"London"}),
    ("Synthesia abre en Lima una oficina en la colonia Roma.", {"Lima"}),
    ("Synthesia opened an office in Oslo.\n\nREAD ALSO\n- Cohere opens Lima headquarters\n", {"Oslo"}),
    ("シンセシア(SYN、東京・港)は5日、大阪市に開発拠点を開設すると発表した。", {"Osaka"}),
]


@pytest.mark.parametrize(("text", "cities"), STREETS)
def test_streets_addresses_and_other_headlines_are_no_places_of_work(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


HOME = "OSLO - Synthesia is coming to the harbour, the mayor of Oslo said.\n\n"
LOCAL = [
    (HOME + "Synthesia will lease three floors and open its engineering centre in May.", {"Oslo"}),
    (HOME + "Synthesia already has a laboratory here.", {"Oslo"}),
    (HOME + "In Riga it is raining. There Synthesia opened an office in May.", {"Riga"}),
    (HOME + "Cohere will open its engineering centre in May.", set()),
    ("OSLO - Synthesia will open its engineering centre in May.", set()),
]


@pytest.mark.parametrize(("text", "cities"), LOCAL)
def test_a_local_report_on_a_company_tells_where_its_office_is(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


OWNED = [
    "A subsidiary in Oslo is being prepared by Synthesia.",
    "Synthesia relies on its unit in Oslo.",
    "Synthesia pays for a team in Oslo.",
]


@pytest.mark.parametrize("sentence", OWNED)
def test_whatever_the_verb_a_unit_in_a_city_is_an_office(sentence: str) -> None:
    (office,) = draft(sentence).offices
    assert (office.company, office.city) == ("Synthesia", "Oslo")


ITEMS = """AI briefs

Synthesia. The maker of talking avatars has opened an office in Oslo.

Harvey. The maker of legal AI said goodbye to its shared desks in Riga and opened an office there.

Lambda: the cloud firm has an office in Lima."""


def test_the_head_of_an_item_is_whom_it_is_on() -> None:
    offices = {(office.company, office.city) for office in draft(ITEMS).offices}
    assert offices == {("Synthesia", "Oslo"), ("Harvey", "Riga"), ("Lambda", "Lima")}


OTHERS = [
    ("Jane Doe of Synthesia joined from Palantir, where she had headed the Riga office.", "Riga"),
    ("Gearbeitet wird bei Synthesia auch im Büro in Oslo.", "Gearbeitet"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), OTHERS)
def test_careers_and_verbs_give_no_offices(text: str, word: str) -> None:
    assert all(word not in (office.city, office.company) for office in draft(text).offices)


def test_a_company_under_discussion_is_not_lost_to_a_relative_clause_or_a_question() -> None:
    text = """BRISTOL - Graphcore wants five hundred people. They will design the chips that Cohere needs.

And Bristol? Nobody has to fear for the headquarters there. Nor is the office in Oslo moving anywhere."""
    offices = {(office.company, office.city) for office in draft(text).offices}
    assert offices == {("Graphcore", "Bristol"), ("Graphcore", "Oslo")}


DATES = [
    ("Founded in 2017, Synthesia employs 310 people in Oslo.", None),
    ("Synthesia will open an office in Oslo with 25 people, and 80 by the end of 2027.", None),
    ("OSLO, Norway – March 3, 2026 – Synthesia today announced the opening of its office in Oslo.", None),
    ("Synthesia will open an office in Oslo in March 2027.", "2027-03"),
]


@pytest.mark.parametrize(("sentence", "day"), DATES)
def test_the_day_of_a_founding_a_headcount_or_a_report_is_not_the_office_s(sentence: str, day: str) -> None:
    assert {office.date for office in draft(sentence).offices} == {day}


PARTS = [
    ("Synthesia will move 400 of its staff to a building in Umyeon, Seoul.", "Seoul"),
    ("Synthesia will hire in Dublin, where its new offices in Docklands were opened.", "Dublin"),
    ("Synthesia opens an office in Cambridge, Massachusetts.", "Cambridge"),
]


@pytest.mark.parametrize(("sentence", "city"), PARTS)
def test_a_part_of_a_city_stands_for_it(sentence: str, city: str) -> None:
    assert [office.city for office in draft(sentence).offices] == [city]


def test_a_state_says_in_which_country_a_city_is() -> None:
    assert [office.country for office in draft(PARTS[2][0]).offices] == ["US"]
