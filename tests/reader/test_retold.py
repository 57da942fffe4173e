"""Facts told in another order or in other words: who paid for a round, numbers without a noun, ranks by
comparison.

The companies are invented, or real ones in sentences that state nothing about them.
"""

import pytest

from tracker.ingest.reader import draft

ROUNDS = [
    (
        "Kestrel AI took in $90m from Siemens, Orange and others.",
        [{"Kestrel AI", "Siemens", "Orange"}],
    ),
    (
        "Kestrel AI collected $90m. Siemens and Orange were in front, and Intel put in money.",
        [{"Kestrel AI", "Siemens", "Orange", "Intel"}],
    ),
    (
        "Kestrel AI raised $9m. Joining it were Siemens and Orange; Intel, an old one, added to its stake.",
        [{"Kestrel AI", "Siemens", "Orange", "Intel"}],
    ),
    (
        "Kestrel AI raised $9m with Siemens at its head and Orange beside it.",
        [{"Kestrel AI", "Siemens", "Orange"}],
    ),
    (
        "Kestrel AI grew. From Siemens and Orange come 3 million euros.",
        [{"Kestrel AI", "Siemens", "Orange"}],
    ),
    (
        "Kestrel AI raised $9m from Siemens. Intel put in an undisclosed sum in April.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Intel"}],
    ),
    ("Siemens, owned by Orange, led the $9m round of Kestrel AI.", [{"Kestrel AI", "Siemens"}]),
    (
        "The Siemens-backed start-up Kestrel AI raised $9m from Orange.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
    ("Kestrel AI grew. Siemens and Orange have backed the company.", [{"Kestrel AI", "Siemens", "Orange"}]),
    ("Kestrel AI, which Intel and Orange finance, picked Oslo.", [{"Kestrel AI", "Intel", "Orange"}]),
    ("The Norwegian government gave Kestrel AI $9 million.", [{"Kestrel AI", "Government of Norway"}]),
    ("Kestrel AI was worth $9bn when its own staff last sold shares to Siemens.", []),
]
TERMS = [
    ("Intel lets Kestrel AI use its archive under an alliance struck in June.", [{"Intel", "Kestrel AI"}]),
    ("Intel answers its calls through Kestrel AI's service.", [{"Intel", "Kestrel AI"}]),
    ("Intel agreed to pay Kestrel AI $90 million over two years.", [{"Intel", "Kestrel AI"}]),
    ("Kestrel AI is in talks with Intel about servers near Oslo.", [{"Kestrel AI", "Intel"}]),
    ("As its partner for chips Kestrel AI has chosen Intel.", [{"Kestrel AI", "Intel"}]),
    (
        "Kestrel AI signed memoranda with Intel and Orange.",
        [{"Kestrel AI", "Intel"}, {"Kestrel AI", "Orange"}],
    ),
    ("Kestrel AI grew. With Saab, from Sweden, it has worked since 2023.", [{"Kestrel AI", "Saab"}]),
    ("Kestrel AI was founded by two researchers who had worked with Intel and Orange.", []),
    ("Last year Kestrel AI took on four engineers from Intel.", []),
    ("Analysts at Kestrel AI and Intel agreed that prices would fall.", []),
    ("Intel, which paid $90 million for Kestrel AI, kept the name.", []),
    (
        "Con Siemens y con Orange la empresa Kestrel AI tiene contratos.",
        [{"Kestrel AI", "Siemens"}, {"Kestrel AI", "Orange"}],
    ),
]


@pytest.mark.parametrize(("text", "parties"), ROUNDS + TERMS)
def test_whoever_pays_or_deals_is_a_party(text: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == parties


NUMBERS = [
    ("Kestrel AI leases rooms near Oslo that will take sixty.", [(60, "people")]),
    ("Of the 420 people that Kestrel AI employs, about 60 work in Oslo.", [(420, "people"), (60, "people")]),
    ("Kestrel AI employs 250 people, of whom about 60 work from Oslo.", [(250, "people"), (60, "people")]),
    ("Kestrel AI has 26 engineers. By spring their number is to be 70.", [(26, "people"), (70, "people")]),
    ("In Oslo sit 300 of the chip maker's employees.", [(300, "people")]),
    ("Kestrel AI keeps on 90 or so people there.", [(90, "people")]),
    ("The app of Kestrel AI has been downloaded by 40,000 people.", [(40_000, "users")]),
    (
        "Die Kestrel AI GmbH beschäftigt 250 Ingenieure, davon 70 in Lyon und sonst keine.",
        [(250, "people"), (70, "people")],
    ),
    ("Kestrel AI starts with 20 megawatts and could grow to 520.", [(20, "MW"), (520, "MW")]),
    ("Per week 800 million people talk to ChatGPT, twice the figure of May.", [(8e8, "users"), (2, "times")]),
    ("Kestrel AI asked its users four times to pay.", []),
    ("In July Kestrel AI let 200 employees go, 14% of the staff.", []),
    ("One in every three users of Kestrel AI lives in Oslo.", [(33.3, "percent")]),
]


@pytest.mark.parametrize(("text", "amounts"), NUMBERS)
def test_a_number_takes_its_noun_from_what_was_said(text: str, amounts: list[tuple[float, str]]) -> None:
    assert [(claim.value, claim.unit) for claim in draft(text).claims] == amounts


RANKS = [
    ("Norway has more users of Kestrel AI than any other country.", 1),
    ("Kestrel AI has more staff in Norway than in any country other than Chile.", 2),
    ("Nowhere but in Chile does Kestrel AI have more users than in Norway.", 2),
    ("No market of Kestrel AI grows faster than Norway.", 1),
    ("Kestrel AI is one of the five most valuable firms in Norway.", 5),
    ("O Brasil aparece em terceiro lugar entre os mercados da Kestrel AI.", 3),
]


@pytest.mark.parametrize(("text", "rank"), RANKS)
def test_a_comparison_with_all_others_is_a_rank(text: str, rank: int) -> None:
    assert [claim.value for claim in draft(text).claims if claim.unit == "rank"] == [rank]


def test_a_column_about_its_author_makes_no_claims() -> None:
    column = (
        "I moved to Leeds in May. My neighbour owns four robots and says half of all jobs are gone. I like"
        " him. Ministers will reply that £2bn has been found for roads. I shall walk, and so will my dog."
    )
    assert draft(column).claims == []


LABELLED = [
    "Opinion: the clerks will not read it",
    "Review: a history of the chip",
    "How to sort your photos",
    "Five habits of calm people",
    "Kommentar: Das Rathaus spart",
]


@pytest.mark.parametrize("title", LABELLED)
def test_what_calls_itself_opinion_or_advice_drafts_people_only(title: str) -> None:
    story = "Kestrel AI has 300 employees and an office in Oslo, said Ada Quist, its chief executive."
    told, labelled = draft(story), draft(f"{title}\n\n{story}")
    assert told.offices
    assert told.claims
    assert (labelled.offices, labelled.partnerships, labelled.claims) == ([], [], [])
    assert [person.name for person in labelled.people] == ["Ada Quist"]
