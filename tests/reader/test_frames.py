"""Who deals with whom by the roles around a verb, who speaks, and numbers that take their unit from afar.

The companies and people are invented, or real companies in sentences that state nothing about them.
"""

import pytest

from tracker.ingest.reader import draft

PAIR = [{"Kestrel AI", "Siemens"}]
WAYS = [
    # The other side is the object, or stands after a preposition.
    ("Kestrel AI has turned to Siemens.", PAIR),
    ("For its robots, Kestrel AI has picked Siemens.", PAIR),
    ("Siemens has been named by Kestrel AI as its supplier.", PAIR),
    ("With Siemens, Kestrel AI is designing machines.", PAIR),
    ("It was with Siemens that Kestrel AI designed it.", PAIR),
    ("Siemens, with which Kestrel AI has been allied since July, is from Munich.", PAIR),
    ("Having worked with Siemens for a year, Kestrel AI hires.", PAIR),
    ("Kestrel AI pays Siemens.", PAIR),
    ("Kestrel AI won Siemens as a customer.", PAIR),
    ("Kestrel AI has found a partner in Siemens.", PAIR),
    # Whose products somebody uses.
    ("Intel puts Kestrel AI's models into its machines.", [{"Intel", "Kestrel AI"}]),
    ("Siemens will fit its trains with software from Kestrel AI.", PAIR),
    ("Kestrel AI relies on chips made by Siemens.", PAIR),
    ("Kestrel AI writes its software with Claude.", [{"Kestrel AI", "Anthropic"}]),
    # What several do, and what a deal does to them.
    ("Kestrel AI and Siemens pay for it in equal parts.", PAIR),
    ("The deal brings Kestrel AI and Siemens closer.", PAIR),
    ("Ada Quist signed for Kestrel AI and Ben Hale for Siemens.", PAIR),
    (
        "Kestrel AI ordered chips from Intel and is building for Siemens.",
        [{"Kestrel AI", "Intel"}, {"Kestrel AI", "Siemens"}],
    ),
    # Public bodies.
    (
        "Kestrel AI signed a pact with the Danish education ministry.",
        [{"Kestrel AI", "Denmark Ministry of Education"}],
    ),
    ("Kestrel AI signed a pact with the Icelandic state.", [{"Kestrel AI", "Government of Iceland"}]),
    ("The state of Ohio and Kestrel AI signed a pact.", [{"Government of Ohio", "Kestrel AI"}]),
    # No deal.
    ("Kestrel AI signed a pact for the Norwegian state oil fund.", []),
    ("Kestrel AI has not turned to Siemens.", []),
    ("Kestrel AI picked Oslo over Siemens.", []),
    ("Kestrel AI competes with Siemens for engineers.", []),
    ("Kestrel AI took on four engineers from Siemens.", []),
]


@pytest.mark.parametrize(("sentence", "parties"), WAYS)
def test_roles_around_a_verb_tell_the_parties(sentence: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(sentence).partnerships] == parties


SPEAKERS = [
    ("Ada Quist, chief executive of Kestrel AI, told Reuters that it would open in Oslo.", "Ada Quist"),
    ("Ada Quist, chief executive of Kestrel AI, said Siemens would stay in Oslo.", "Ada Quist"),
    ("Ada Quist, chief executive of Kestrel AI, does not rule out a move to Oslo.", "Ada Quist"),
    ("Ada Quist is chief executive of Kestrel AI. Her aim is to open in Oslo.", "Ada Quist"),
    ("Ada Quist, chief executive of Kestrel AI, will move to Oslo.", None),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_a_statement_is_of_the_person_who_makes_it(text: str, speaker: str | None) -> None:
    told = [claim.speaker for claim in draft(text).claims if claim.metric == "stated_intent"]
    assert told == ([speaker] if speaker else [])


NUMBERS = [
    ("Kestrel AI was 12 people two years ago and is 140 today.", [(12, "people"), (140, "people")]),
    (
        "Kestrel AI has 300,000 customers; in May there were 100,000.",
        [(300_000, "other"), (100_000, "other")],
    ),
    ("Under a five-year contract Kestrel AI runs it.", [(5, "other")]),
    ("The pact ties Kestrel AI to Siemens for three years.", [(3, "other")]),
    ("The app of Kestrel AI was downloaded 30 million times.", [(30_000_000, "users")]),
    ("The 900 employees of Kestrel AI are in Oslo.", [(900, "people")]),
    ("Where 40 people of Kestrel AI work, 120 are to work.", [(40, "people"), (120, "people")]),
    ("Sixty of its 200 engineers are with Kestrel AI in Oslo.", [(200, "people"), (60, "people")]),
    ("Teachers learn it from Kestrel AI, 400,000 of them by May.", [(400_000, "people")]),
    ("Every fifth employee of Kestrel AI is abroad.", [(20, "percent")]),
    ("As a market for Kestrel AI, Chile comes right after Peru.", [(2, "rank")]),
    ("Chile has the highest use of Kestrel AI per person.", [(1, "rank")]),
    ("About a third of the team of Kestrel AI left.", [(33, "percent")]),
    ("Chile has the most paying users of Kestrel AI in South America.", [(1, "rank")]),
]


@pytest.mark.parametrize(("sentence", "amounts"), NUMBERS)
def test_a_number_takes_its_unit_from_its_place(sentence: str, amounts: list[tuple[int, str]]) -> None:
    assert [(claim.value, claim.unit) for claim in draft(sentence).claims] == amounts
