"""Offices told around the same sentence in other ways: a headline, an aside, another company before."""

import pytest

from tracker.ingest.reader import draft

BEFORE = "Oracle said in Redwood City that it would buy chips from Nvidia."
OWNERS = [
    "With offices in Oslo and Riga, Synthesia employs 90 people.",
    "The Oslo office that Synthesia opened in 2024 is full, as is the one in Riga.",
    "At its Oslo and Riga labs Synthesia tests new voices.",
    "For its offices in the Nordics and the Baltics Synthesia picked Oslo and Riga.",
    "Synthesia has offices in Oslo and Riga.",
]


@pytest.mark.parametrize("sentence", OWNERS)
def test_the_subject_that_follows_owns_what_is_fronted(sentence: str) -> None:
    owners = {office.company for office in draft(f"{BEFORE} {sentence}").offices}
    assert owners == {"Synthesia"}


PHRASES = [
    "Synthesia opened an office in the city of Oslo.",
    "Synthesia opened an office in downtown Oslo.",
    "Synthesia opened an office in the Norwegian capital Oslo.",
    "Synthesia opened an office in Oslo's old harbour district.",
    "Synthesia (Lima) opened an office in Oslo.",
    "Synthesia, the maker of talking avatars, opened an office in Oslo.",
    "The European head office of the US company Synthesia sits in Oslo.",
]


@pytest.mark.parametrize("sentence", PHRASES)
def test_the_words_around_a_name_belong_to_it(sentence: str) -> None:
    (office,) = draft(sentence).offices
    assert (office.company, office.city) == ("Synthesia", "Oslo")
    assert sentence[slice(*office.passages["city"])] == "Oslo"


HEADLINES = [
    "Synthesia to Open Oslo Office",
    "Synthesia Opens Its First Oslo Office as Demand Grows",
    "Synthesia Plans Oslo Hub",
    "Oslo Office for Synthesia",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_headlines_in_capitals_tell_of_offices(headline: str) -> None:
    (office,) = draft(f"{headline}\n\nSynthesia gave no details on Monday.").offices
    assert (office.company, office.city) == ("Synthesia", "Oslo")


def test_the_country_behind_a_city_is_its_own() -> None:
    (office,) = draft("Synthesia opened an office in London, Canada, in May.").offices
    assert (office.city, office.country) == ("London", "CA")


NONE = [
    "The ministry wants Synthesia to open an office in Oslo.",
    "Contrary to reports, Synthesia is not opening an Oslo office.",
    "Synthesia hired four people in Oslo, though an office will have to wait.",
    "The office of the prime minister in Oslo said Synthesia would be invited.",
    "The Oslo-headquartered Synthesia wants to hire 30 people in Germany.",
    "Synthesia opened an office in Oslo. It will serve customers in Peru and Chile.",
    "Synthesia's customers have offices in Riga and Lima.",
    "Synthesia showed it at its partner's headquarters in Riga.",
    "Synthesia was invited by the trade office of Taiwan in Riga.",
    "Synthesia could open an office in Riga if taxes were lower.",
]


@pytest.mark.parametrize("text", NONE)
def test_wishes_denials_and_markets_served_are_no_offices(text: str) -> None:
    opened = {"Oslo"} if "opened" in text else set()
    assert {office.city for office in draft(text).offices} == opened


LATER = [
    ("Synthesia has an office in Oslo. It plans another one in Riga.", {"Oslo", "Riga"}),
    ("Synthesia has an office in Oslo. Two more ones, in Riga and Lima, follow.", {"Oslo", "Riga", "Lima"}),
    ("Synthesia opened an office in Oslo. Lima was added in May.", {"Oslo", "Lima"}),
    ("Synthesia bezieht ein Büro in Oslo. Weitere Standorte sind Riga und Lima.", {"Oslo", "Riga", "Lima"}),
    ("Synthesia opened an office in Oslo. Riga and Lima were there before.", {"Oslo", "Riga", "Lima"}),
    ("Oslo is cold. In the Norwegian city Synthesia opened an office.", {"Oslo"}),
    ("Synthesia moved its headquarters to Oslo but kept the office in Riga.", {"Oslo", "Riga"}),
    ("Synthesia hat neben der Zentrale in Oslo Büros in Riga und Lima.", {"Oslo", "Riga", "Lima"}),
    ("Die Firma Synthesia, die in Oslo ein Büro betreibt, sucht Leute.", {"Oslo"}),
]


@pytest.mark.parametrize(("text", "cities"), LATER)
def test_one_sentence_goes_on_from_another(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


UNACCOUNTED = [
    ("Oslo was added in April and Lima in May; for Riga a lease has been signed.", {"Oslo", "Lima", "Riga"}),
    ("In Lima and in Riga leases are still being negotiated.", {"Lima", "Riga"}),
    ("The start-up runs its affairs from Lima and Riga.", {"Lima", "Riga"}),
    ("The chairman grew up in Lima and told reporters in Riga about it.", set()),
    ("It showed the robots at a fair in Lima, for customers in Riga.", set()),
    ("Lima was the loser in the race.", set()),
    ("Her successor lives in Lima and will be seen in Riga.", set()),
    ("Support is handled out of Riga.", {"Riga"}),
    ("Its expansion into Lima was confirmed.", {"Lima"}),
    ("The fund, run from Riga, owns 4%.", set()),
    ("A pilot project with the port of Riga begins in June.", set()),
    ("Its lasers will be made in Riga.", set()),
    ("It could have gone to Riga or Lima.", set()),
    ("Its founder left for Meta in Riga and took some colleagues with her.", set()),
]


@pytest.mark.parametrize(("sentence", "cities"), UNACCOUNTED)
def test_after_an_office_a_city_is_one_more_unless_something_else_is_said(
    sentence: str, cities: set[str]
) -> None:
    drafts = draft(f"Synthesia has opened an office in Turku. {sentence}").offices
    assert {office.city for office in drafts} == {"Turku"} | cities


def test_a_local_office_is_in_the_country_or_city_named_last() -> None:
    (abroad,) = draft("Synthesia comes to Peru in May. It is setting up a local office.").offices
    assert (abroad.city, abroad.country) == (None, "PE")
    (office,) = draft("Synthesia has chosen Riga. In May a local office will open.").offices
    assert (office.company, office.city) == ("Synthesia", "Riga")


def test_who_acts_behind_an_apposition_owns_the_office() -> None:
    text = "Synthesia has an office in Oslo. Its rival, Mistral AI, has moved its headquarters to Riga."
    assert {(office.company, office.city) for office in draft(text).offices} == {
        ("Synthesia", "Oslo"),
        ("Mistral AI", "Riga"),
    }


OWNED = [
    ("Synthesia dates from 2017 and has its base in Tasmania.", set()),
    ("Synthesia's voices come out of Lima. Its cars land in Riga traffic.", set()),
    ("Synthesia has a team. Its paper is presented in Riga; a lab of MIT in Oslo paid.", set()),
    ("Synthesia makes films. In Riga there's a hub for them, too.", {("Synthesia", "Riga")}),
    ("Wayve bought from Synthesia, Lima's pride, which has its seat in Riga.", {("Synthesia", "Riga")}),
    ("Synthesia, which belongs to the fund Kestrel AI, has its people in Riga.", {("Synthesia", "Riga")}),
    ("Riga had bid too; its rule that Synthesia must have a seat there was costly.", set()),
    (
        "Synthesia, Synthesia and Synthesia again. Wayve bought an office in Riga. Its lab stays in Oslo.",
        {("Wayve", "Riga"), ("Wayve", "Oslo")},
    ),
    ("Of the posts that Synthesia will fill, most are meant for Riga.", {("Synthesia", "Riga")}),
    ("Wayve wants 195 jobs gone in Riga.", set()),
    ("It is in Riga, below the cathedral, that Synthesia has its home.", {("Synthesia", "Riga")}),
    ("Synthesia makes films. Jane Doe left Wayve in May. Its office is in Riga.", {("Synthesia", "Riga")}),
    ("Synthesia bought a data center. Today Riga holds its Baltic office.", {("Synthesia", "Riga")}),
    ("Synthesia grew. Wayve paid, and Synthesia said no. Its lab is in Riga.", {("Synthesia", "Riga")}),
    ("Synthesia won. Riga has 80 people, and Oslo is next.", {("Synthesia", "Riga"), ("Synthesia", "Oslo")}),
    ("Synthesia bought chips. In Riga I have an office myself, my third one.", set()),
    ("Synthesia closed its Riga site, where the back office sat.", {("Synthesia", "Riga")}),
    ("Synthesia rents a data center of 150 megawatts in Riga. The first site is in Oslo.", set()),
    ("Riga lets rooms. Synthesia took the ground floor of a warehouse.", {("Synthesia", "Riga")}),
    (
        "Synthesia, the translator from Oslo, keeps its Lima, Cusco and Riga branches.",
        {("Synthesia", "Lima"), ("Synthesia", "Cusco"), ("Synthesia", "Riga")},
    ),
    ("In the small town of Kirkebygd, Synthesia wants to erect a campus.", {("Synthesia", "Kirkebygd")}),
    ("With a party for friends, the maker of Claude moved into its Oslo office.", {("Anthropic", "Oslo")}),
    ("Synthesia has an office in Oslo. Its AI hub at Bonham Quay is full.", {("Synthesia", "Oslo")}),
    (
        "Paid by Nvidia, Microsoft and Samsung, in one round, Synthesia grows. An office was set up in Riga.",
        {("Synthesia", "Riga")},
    ),
    (
        "Wayve has an office in Oslo. Wayve makes software. Synthesia. The head office is in Riga.",
        {("Wayve", "Oslo"), ("Synthesia", "Riga")},
    ),
    (
        "Wayve opened an office in Riga. A lease there was signed this week by Synthesia.",
        {("Wayve", "Riga"), ("Synthesia", "Riga")},
    ),
    (
        "Wayve opened an office in Riga. Synthesia runs a lab in the same city.",
        {("Wayve", "Riga"), ("Synthesia", "Riga")},
    ),
    (
        "Wayve opened an office in Riga. Oslo follows in May, out of a room of Nvidia's friends.",
        {("Wayve", "Riga"), ("Wayve", "Oslo")},
    ),
]


@pytest.mark.parametrize(("text", "expected"), OWNED)
def test_who_stands_by_is_not_whose_office_it_is(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(office.company, office.city) for office in draft(text).offices} == expected


DISTRICTS = [
    ("Synthesia opened an office in Shoreditch.", "London"),
    ("Synthesia opened an office in London's King's Cross.", "London"),
    ("Synthesia rented two floors in Manhattan for its office.", "New York"),
    ("Synthesia opened an office in Seoul's Gangnam district.", "Seoul"),
]


@pytest.mark.parametrize(("sentence", "city"), DISTRICTS)
def test_a_well_known_district_stands_for_its_city(sentence: str, city: str) -> None:
    assert [office.city for office in draft(sentence).offices] == [city]


WHOSE = [
    ("Quorva of Turku, backed by Index Ventures, opened an office in Riga.", "Quorva", "Riga"),
    ("Helsing wants to grow. Palantir was there first. Its Oslo office is larger.", "Palantir", "Oslo"),
    ("Synthesia is in town. An Oslo branch was added by it.", "Synthesia", "Oslo"),
    ("Synthesia works in Riga. A support centre for customers is in Oslo.", "Synthesia", "Oslo"),
    ("Palantir sells here. Helsing's plant is in Riga, its head office in Oslo.", "Helsing", "Oslo"),
    ("Synthesia grows. Ada Quist, who earlier sold Wayve, said an Oslo office is due.", "Synthesia", "Oslo"),
    ("Google, whose main campus stands in Riga, is putting $9 billion into a hub in Oslo.", "Google", "Riga"),
    ("RIGA (Wire) - An engineering office has been opened here by Synthesia.", "Synthesia", "Riga"),
    ("Synthesia plans a hub. It lies in Kirkebygd, a short drive from Oslo.", "Synthesia", "Kirkebygd"),
    ("Synthesia has an office in Riga. Later in the year Oslo will follow.", "Synthesia", "Oslo"),
    ("Synthesia has moved. A centre for research in Oslo is being planned by it.", "Synthesia", "Oslo"),
    ("No one but Meta had paid Synthesia. Its headquarters are in Riga.", "Synthesia", "Riga"),
    ("Synthesia comes to Riga. The Latvian office opens in May.", "Synthesia", "Riga"),
    ("Synthesia grows. Das Heidelberger Büro der Synthesia ist geschlossen.", "Synthesia", "Heidelberg"),
    ("Helsing has an office in Oslo. Riga has Palantir (40 people), OpenAI and Wayve.", "OpenAI", "Riga"),
    ("Synthesia is here. Its rival Wayve turned down a bid, and has a hub in Riga.", "Wayve", "Riga"),
    ("Synthesia: an office. It has a pact with Meta, and in Oslo engineers will sit.", "Synthesia", "Oslo"),
    ("Synthesia is growing. Its head office is in Kirkebygd, south of Oslo.", "Synthesia", "Kirkebygd"),
    ("Synthesia has an office in Riga. In Oslo, 30 people look after ministries.", "Synthesia", "Oslo"),
    ("Synthesia likes Oslo, it says. Ten people work there.", "Synthesia", "Oslo"),
    ("Synthesia moves part of its new lab to Quorva, Washington, a person said.", "Synthesia", "Quorva"),
    ("Synthesia grows. His company, of which Meta owns a slice, has an office in Riga.", "Synthesia", "Riga"),
    ("Ten people from Meta, Apple and Google work in Oslo for Synthesia's Oslo office.", "Synthesia", "Oslo"),
    ("Synthesia grows. Riga is its head office since 2024, Oslo has been its home.", "Synthesia", "Riga"),
    ("A maker of robots, Synthesia, takes three buildings in Riga.", "Synthesia", "Riga"),
    ("Synthesia grows. Its team of artists works out of Riga.", "Synthesia", "Riga"),
    ("Synthesia is growing. Quorva, Virginia, is now its American base.", "Synthesia", "Quorva"),
]


@pytest.mark.parametrize(("text", "company", "city"), WHOSE)
def test_names_and_pronouns_tell_whose_office_it_is(text: str, company: str, city: str) -> None:
    assert (company, city) in {(office.company, office.city) for office in draft(text).offices}
