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
