"""How far along an office is, told by a verb that stands away from its company and its city."""

import pytest

from tracker.ingest.reader import draft

TOLD = [
    ("Cohere had a desk in Oslo once, and gave it up last year.", {("Oslo", "closed")}),
    ("Cohere has given up Oslo, where it had engineers.", {("Oslo", "closed")}),
    ("What is left of Cohere is the Oslo headquarters.", {("Oslo", "open")}),
    ("In Oslo Cohere is moving its staff to larger premises.", {("Oslo", "expanded")}),
    ("Cohere has doubled its floor space in Oslo.", {("Oslo", "expanded")}),
    ("To Oslo, where rents are low, goes the headquarters of Cohere for Europe.", {("Oslo", "announced")}),
    ("For its headquarters in Europe, Cohere has settled on Oslo.", {("Oslo", "announced")}),
    ("Un bureau de Cohere sera ouvert à Oslo avant l'été.", {("Oslo", "announced")}),
    ("From its office in Oslo Cohere intends to serve banks.", {("Oslo", "open")}),
    ("Cohere opened an office in Oslo in May and is looking for space in Riga.",
     {("Oslo", "open"), ("Riga", "planned")}),
    ("Cohere opened an office in Oslo. In Riga leases are still being negotiated.",
     {("Oslo", "open"), ("Riga", "planned")}),
    ("Cohere, which explores the deep sea, opened an office in Oslo.", {("Oslo", "open")}),
    ("Cohere在伦敦已有办事处;利雅得的团队还在筹建当中。", {("London", "open"), ("Riyadh", "planned")}),
    ("Two investors, who would rather stay anonymous, said that Cohere will open an office in Oslo.",
     {("Oslo", "rumoured")}),
    ("Cohere opened an office in Riga. They report to desks in Oslo.", {("Riga", "open"), ("Oslo", "open")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offices"), TOLD)
def test_the_status_is_that_of_the_verb_that_tells_it(text: str, offices: set[tuple[str, str]]) -> None:
    assert {(office.city, office.status) for office in draft(text).offices} == offices


LANDS = [
    ("Cohere opened an office in Cambridge, Massachusetts.", "US"),
    ("Cohere opened an office in Cambridge, Mass.", "US"),
    ("Cohere opened an office in Birmingham, Alabama.", "US"),
    ("Cohere opened an office in London, Ontario.", "CA"),
    ("Cohere opened an office in the Canadian city of London.", "CA"),
    ("Cohere opened an office in the Ohio city of Dublin.", "US"),
    ("Cohere opened an office in San Mateo.", "US"),
    ("Cohere opened an office in Birmingham.", "GB"),
]


@pytest.mark.parametrize(("text", "country"), LANDS)
def test_the_country_of_a_city_is_the_one_that_the_text_tells(text: str, country: str) -> None:
    assert [office.country for office in draft(text).offices] == [country]
