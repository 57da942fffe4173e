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


LISTED = [
    ("Lima is next on the agenda of OpenAI.", {"Lima"}),
    ("OpenAI announced hubs for Oslo, Riga and Lima.", {"Oslo", "Riga", "Lima"}),
    ("OpenAI's Oslo staff is to double to 200.", {"Oslo"}),
    ("OpenAI has let most of its staff in Riga go.", set()),
    ("OpenAI opens an office in Oslo. Riga and Lima, two other candidates, have to wait.", {"Oslo"}),
    ("OpenAI splits its staff between Oslo and Lima.", {"Oslo", "Lima"}),
    ("Three places house the engineers of OpenAI: Oslo, Riga and Lima.", {"Oslo", "Riga", "Lima"}),
    ("With Oslo and Riga, OpenAI now has two offices in Europe.", {"Oslo", "Riga"}),
    ("OpenAI has an office in Oslo. The first stands in Lima, its newest in Riga.", {"Oslo", "Lima", "Riga"}),
    ("OpenAI has an office in Oslo. The Lima one survives.", {"Oslo", "Lima"}),
    ("OpenAI has an office in Oslo. Lima (2024) and Riga (2025) came before.", {"Oslo", "Lima", "Riga"}),
    ("OpenAI has an office in Oslo and is not planning one in Riga.", {"Oslo"}),
]


@pytest.mark.parametrize(("text", "cities"), LISTED)
def test_offices_counted_or_shared_out_over_cities(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


def test_each_of_several_companies_listed_before_a_verb_owns_what_follows() -> None:
    drafts = draft("Google has an office in Oslo; OpenAI, Microsoft and Nvidia keep labs there too.")
    assert {office.company for office in drafts.offices} == {"Google", "OpenAI", "Microsoft", "Nvidia"}


CONTEXT = [
    ("Peru gets an OpenAI office. The company is going to set it up in Lima.", {"Lima"}),
    ("OpenAI opened an office in Lima. Oslo hosts teams of the San Francisco company.", {"Lima", "Oslo"}),
    ("Two of the three labs that OpenAI runs in Europe stand in Oslo and Riga.", {"Oslo", "Riga"}),
    ("OpenAI said that an AI Engineering Campus will open in Lima.", {"Lima"}),
    ("OpenAI plans a data center of 40 megawatts. Building is under way in Lima; Oslo comes after.", set()),
]


@pytest.mark.parametrize(("text", "cities"), CONTEXT)
def test_what_an_office_or_a_data_centre_before_tells_of_places(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


OWNED = [
    ("OpenAI is growing. Its rival Microsoft has rented space for an office in Oslo.", {"Microsoft"}),
    ("OpenAI is growing. It hires in May, and Nvidia has an office in Oslo.", {"Nvidia"}),
    ("OpenAI will lend Nvidia people from its Oslo office.", {"OpenAI"}),
    ("OpenAI shares an office in Oslo with Nvidia.", {"OpenAI", "Nvidia"}),
    ("OpenAI employs 400 people in Oslo, its largest site in Europe.", {"OpenAI"}),
    ("OpenAI said that two hundred people should be at work in the Norwegian capital in May.", {"OpenAI"}),
]


@pytest.mark.parametrize(("text", "owners"), OWNED)
def test_whose_verb_it_is_tells_whose_office(text: str, owners: set[str]) -> None:
    assert {office.company for office in draft(text).offices if office.city == "Oslo"} == owners
