"""When an office opened or a number was so: weekdays from the article's day, years of their clause."""

from datetime import date

import pytest

from tracker.ingest.reader import draft

THURSDAY = date(2026, 3, 12)
WEEKDAYS = [
    ("Cohere opened an office in Oslo on Tuesday.", ("open", "2026-03-10")),
    ("Cohere opened an office in Oslo on Thursday.", ("open", "2026-03-12")),
    ("Cohere opened an office in Oslo last Thursday.", ("open", "2026-03-05")),
    ("On Tuesday, Cohere opened an office in Oslo.", ("open", "2026-03-10")),
    ("Cohere closed its Oslo office on Wednesday.", ("closed", "2026-03-11")),
    ("Cohere opens an office in Oslo next Monday.", ("announced", "2026-03-16")),
    ("Cohere opens an office in Oslo on Monday.", ("announced", "2026-03-16")),
    ("Cohere is moving into an office in Oslo on Monday.", ("announced", "2026-03-16")),
    ("Cohere employs 70 people and will open in Oslo next month.", ("announced", "2026-04")),
    ("Cohere will open an office in Oslo on Friday.", ("announced", "2026-03-13")),
    ("Cohere opened an office in Oslo on Tuesday, 3 March 2026.", ("open", "2026-03-03")),
    ("Cohere hat am Dienstag ein Büro in Oslo eröffnet, wie die Firma mitteilte.", ("open", "2026-03-10")),
    ("La société Cohere ouvrira lundi prochain un bureau à Oslo, selon elle.", ("announced", "2026-03-16")),
    ("La empresa Cohere abrió el martes pasado una oficina en Oslo, según dijo.", ("open", "2026-03-10")),
    # the day on which something else was done: said, announced, raised
    ("Cohere said on Tuesday it had opened an office in Oslo.", ("open", None)),
    ("Cohere opened an office in Oslo, the company said on Tuesday.", ("open", None)),
    ("In a blog post on Tuesday, Cohere said that it opened an office in Oslo.", ("open", None)),
    ("Cohere announced on Tuesday a new office in Oslo.", ("announced", None)),
    ("Cohere opened an office in Oslo, the Journal reported on Tuesday.", ("open", None)),
    ("In a statement on Tuesday Cohere opened its Oslo office.", ("open", None)),
    ("Cohere will close its Oslo office on Friday.", ("closed", None)),
    ("Cohere, with an office in Oslo, raised $5 million on Monday.", ("open", None)),
]


@pytest.mark.parametrize(("sentence", "told"), WEEKDAYS)
def test_a_weekday_is_counted_from_the_day_of_the_article(
    sentence: str, told: tuple[str, str | None]
) -> None:
    (office,) = draft(sentence, published=THURSDAY).offices
    assert (office.status, office.date) == told


@pytest.mark.parametrize("when", ["on Tuesday", "last Tuesday", "next Monday"])
def test_a_weekday_without_a_day_to_count_from_is_none(when: str) -> None:
    (office,) = draft(f"Cohere opened an office in Oslo {when}.").offices
    assert office.date is None


NUMBERS = [
    ("By 2024 Cohere had 300 staff and it expects 500 by 2026.", {300: "2024", 500: "2026"}),
    ("Cohere had 300 employees in 2024 and expects 500 people.", {300: "2024", 500: None}),
    ("In 2024 Cohere had 40 employees, in 2025 90 people.", {40: "2024", 90: "2025"}),
    ("In June 2024 Cohere had 300 employees and 12 offices.", {300: "2024-06", 12: "2024-06"}),
    ("Cohere employs 85 people, up from 30 in 2024.", {85: None, 30: "2024"}),
    ("In 2025 Cohere employed 85 people, up from 30.", {85: "2025", 30: None}),
    ("Founded in 2017, Cohere has 300 employees.", {300: None}),
    ("Cohere was founded in Lima in 2017, employs 300 people and is private.", {300: None}),
    ("Cohere, which opened in Rome in 2023, has 300 employees.", {300: None}),
    ("Cohere opened its Rome office in 2023 and has 300 employees.", {300: None}),
    ("Cohere will invest $3 billion in Norway by 2030.", {3_000_000_000: "2030"}),
]


@pytest.mark.parametrize(("sentence", "days"), NUMBERS)
def test_a_number_has_the_date_of_its_own_clause(sentence: str, days: dict[int, str | None]) -> None:
    assert {claim.value: claim.as_of for claim in draft(sentence).claims} == days
