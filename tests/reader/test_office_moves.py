"""Offices told by what a company does with a city, and by cities that a clause is about."""

import pytest

from tracker.ingest.reader import draft

MOVES = [
    ("OpenAI, which lives in Lima and Oslo, raised money.", {"Lima": "open", "Oslo": "open"}),
    ("OpenAI has given up Riga and is moving from Lima to Oslo.", {"Riga": "closed", "Oslo": "announced"}),
    ("OpenAI said it was already in Oslo and Riga and would not move.", {"Oslo": "open", "Riga": "open"}),
    ("OpenAI stays in Lima but plans to settle in Oslo as well.", {"Lima": "open", "Oslo": "announced"}),
    ("OpenAI, qui a quitté Lima, s'est implantée à Oslo.", {"Lima": "closed", "Oslo": "open"}),
    ("A OpenAI chega a Lima em maio.", {"Lima": "announced"}),
    ("Samuel Quist, who came to Lima in May, wrote about OpenAI.", {}),
    ("Whether OpenAI moves to Oslo or Riga is open.", {}),
]


@pytest.mark.parametrize(("sentence", "cities"), MOVES)
def test_what_a_company_does_with_a_city_tells_of_its_office(sentence: str, cities: dict[str, str]) -> None:
    drafted = {office.city: office.status for office in draft(sentence).offices if office.company == "OpenAI"}
    assert drafted == cities


LED = [
    ("Riga and Lima had come earlier.", {"Riga": "open", "Lima": "open"}),
    ("Riga is one of two more; the other, Lima, is due in May.", {"Riga": "open", "Lima": "announced"}),
    ("Nobody was told to pack, and Riga goes on designing robots.", {"Riga": "open"}),
    ("Riga, the mayor said, wants more of them.", {}),
    ("Riga is a city of 600,000 people.", {}),
]


@pytest.mark.parametrize(("sentence", "cities"), LED)
def test_after_an_office_the_cities_leading_a_clause_have_one(sentence: str, cities: dict[str, str]) -> None:
    offices = draft(f"OpenAI has opened an office in Oslo. {sentence}").offices
    assert {office.city: office.status for office in offices if office.city != "Oslo"} == cities
