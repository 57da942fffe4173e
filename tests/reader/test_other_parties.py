"""Parties without a name are neither the company under discussion nor anybody else."""

import pytest

from tracker.ingest.reader import draft

BEFORE = "Cohere, the Canadian start-up, makes models. It raised $500 million from Accel in August.\n\n"
STRANGERS = [
    "Its rival has an office in Oslo.",
    "The bank has an office in Oslo.",
    "The university will open a laboratory in Oslo.",
    "One of its customers is opening an office in Oslo.",
    "Its parent company has its headquarters in Oslo.",
    "Other AI companies have offices in Oslo.",
    "The law firm has offices in Oslo.",
    "The fund, which has an office in Oslo, declined to comment.",
    "Most of the country's AI companies have their headquarters in Oslo.",
]


@pytest.mark.parametrize("sentence", STRANGERS)
def test_an_unnamed_party_has_no_office_that_is_drafted(sentence: str) -> None:
    assert draft(BEFORE + sentence).offices == []


SELVES = [
    "The company has an office in Oslo.",
    "The Canadian firm has an office in Oslo.",
    "The model maker has an office in Oslo.",
    "The team has an office in Oslo.",
    "Unlike Synthesia, it has an office in Oslo.",
    "After Synthesia's arrival, the Canadian start-up also opened an office in Oslo.",
    "Sifted, a news site, reported that it has an office in Oslo.",
    "Jane Doe, who once worked for Synthesia, said it would open an office in Oslo.",
    "“They have an office in Oslo now,” said Accel's Jane Doe.",
]


@pytest.mark.parametrize("sentence", SELVES)
def test_the_company_under_discussion_has_its_own(sentence: str) -> None:
    offices = draft(BEFORE + sentence).offices
    assert {(office.company, office.city) for office in offices} == {("Cohere", "Oslo")}


MEANT = [
    ("SK Telecom works with OpenAI. OpenAI is large. The carrier has an office in Oslo.", "SK Telecom"),
    ("Mistral AI works with Stellantis. It is large. The carmaker has an office in Oslo.", "Stellantis"),
    ("Cohere buys chips from Nvidia. It is large. The chipmaker has an office in Oslo.", "Nvidia"),
]


@pytest.mark.parametrize(("text", "company"), MEANT)
def test_a_party_that_was_named_before_is_known_by_its_kind(text: str, company: str) -> None:
    assert [office.company for office in draft(text).offices] == [company]


UNREAL = [
    "If Cohere opened an office in Oslo, it would hire 20 people.",
    "The company was asked whether it would open an office in Oslo.",
    "It would have to open an office in Oslo first.",
    "It had considered an office in Oslo but dropped the idea.",
    "An office in Oslo is not on the agenda.",
    "Far from opening an office in Oslo, it is cutting jobs.",
    "Will it open an office in Oslo?",
    "Jane Doe spoke at the headquarters of the UN in Oslo.",
    "It sells through a partner with offices in Oslo.",
    "Its software is used by 300 offices in Oslo.",
    "It tested robots at a site in Oslo.",
    "Last year it laid off its team in Oslo.",
]


@pytest.mark.parametrize("sentence", UNREAL)
def test_what_is_only_spoken_of_is_no_office(sentence: str) -> None:
    assert draft(BEFORE + sentence).offices == []


def test_an_office_that_was_had_until_some_year_is_closed() -> None:
    (office,) = draft(BEFORE + "Until 2023 it had an office in Oslo.").offices
    assert (office.company, office.city, office.status) == ("Cohere", "Oslo", "closed")
