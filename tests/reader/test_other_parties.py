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
