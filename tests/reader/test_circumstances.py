"""Deals told by what stands around the verb: who gives, who keeps the site, what is left out or denied."""

import pytest

from tracker.ingest.reader import draft

OPENING = "Kestrel AI opened a lab in Cork in May. "
PAIR = [{"Kestrel AI", "Siemens"}]


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        ("A grant from Siemens pays for half of it.", PAIR),
        ("The city council and Siemens will not support the project.", []),
        ("In March Siemens had supported the project.", PAIR),
        ("Half of the building was paid for by a loan from Siemens.", PAIR),
        ("Its chips do their work in a hall that Siemens runs.", PAIR),
        ("In May Siemens lent the start-up 20 million euros.", PAIR),
        ("Its models train on servers from Siemens.", PAIR),
        ("In 2023 Siemens bought it for $40 million in cash and shares.", []),
        ("It was taken over by Siemens last year.", []),
        ("It has no agreement with Siemens.", []),
        ("It shares the building with Siemens's canteen.", []),
    ],
)
def test_a_deal_is_with_the_company_that_the_text_is_about(sentence: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(OPENING + sentence).partnerships] == parties


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Three parties stand behind the lab: Kestrel AI, Siemens and Intel.",
            [{"Kestrel AI", "Siemens", "Intel"}],
        ),
        ("Kestrel AI and Siemens met in Cork. The two set up a joint venture in Hanoi.", PAIR),
        ("Three companies compete: Kestrel AI, Siemens and Intel.", []),
        ("Kestrel AI, whose owner is Intel, already sells through Siemens.", PAIR),
        ("Kestrel AI will run the lab on behalf of Siemens.", PAIR),
        ("The contract with Siemens is worth $11 million, Kestrel AI said.", PAIR),
        ("Kestrel AI said it would roll software from Siemens out to its staff.", PAIR),
        ("Both deny that there is any deal between Kestrel AI and Siemens.", []),
        ("With money from Siemens, Kestrel AI built its first lab.", PAIR),
        (
            "Norway's Kestrel AI, Japan's Veldrane and Siemens sign a pact.",
            [{"Kestrel AI", "Veldrane", "Siemens"}],
        ),
    ],
)
def test_who_takes_part_is_read_over_asides_and_lists(text: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == parties


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Veldrane Labs, a robot maker, met the law firm Bolt & Pine. Siemens signs with the robot maker.",
            {"Veldrane Labs", "Siemens"},
        ),
        (
            "Veldrane Labs, a robot maker, met the law firm Bolt & Pine. Siemens signs with the law firm.",
            {"Bolt & Pine", "Siemens"},
        ),
        ("Nvidia and Google met. Siemens signed a pact with the search company.", {"Google", "Siemens"}),
        ("Wayve and Uber met. The ride-hailing firm signed a pact with Siemens.", {"Uber", "Siemens"}),
        (
            "Nebius opened in Cork. Microsoft will draw power from the Dutch group's site for years.",
            {"Nebius", "Microsoft"},
        ),
    ],
)
def test_a_description_means_the_company_it_fits(text: str, parties: set[str]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == [parties]


@pytest.mark.parametrize(
    ("sentence", "investors"),
    [
        ("Accel led, and Index Ventures joined, when it raised $90 million.", {"Accel", "Index Ventures"}),
        ("The $90 million are from Accel and from Index Ventures.", {"Accel", "Index Ventures"}),
        ("It is financed by Accel and the Dutch state.", {"Accel", "Government of the Netherlands"}),
        ("Accel had led in the summer, when Index Ventures came along as well.", {"Accel", "Index Ventures"}),
        ("Among its owners are Accel and Index Ventures.", {"Accel", "Index Ventures"}),
        ("Accel paid $90 million for a tenth of it.", {"Accel"}),
    ],
)
def test_investors_of_a_round_are_put_together(sentence: str, investors: set[str]) -> None:
    told = [set(deal.parties) for deal in draft(OPENING + sentence).partnerships]
    assert told == [{"Kestrel AI", *investors}]
