"""Offices by the signs around a city, with the constructions silent: each sign, and what they add up to."""

from typing import Any

import pytest

from tracker.ingest.reader import draft, office_signs
from tracker.ingest.reader.drafts import OfficeDraft
from tracker.ingest.reader.office_signs import SIGNS, Seen, points
from tracker.ingest.reader.offices import find_offices


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*asked: Any) -> list[OfficeDraft]:
        list(find_offices(*asked))  # what it keeps in mind of a sentence is wanted
        return []

    monkeypatch.setattr("tracker.ingest.reader.latin.find_offices", silent)


ALONE = [
    ("an office word that stands", "Synthesia gave its office a door to Oslo.",
     "Synthesia gave a door to Oslo."),
    ("an office word beside", "Synthesia's team counts Oslo.", "Synthesia's films count in Oslo."),
    ("listed with other places", "Synthesia's team counts Oslo and Riga.", "Synthesia's team counts Oslo."),
    ("of the company that the text is about", "Synthesia counts Oslo.",
     "Synthesia grew. Synthesia won. Cohere counts Oslo."),
    ("a word of opening or having", "Synthesia has opened its films to Oslo.",
     "Synthesia has to please Oslo."),
    ("a word of meaning to", "Synthesia decided to win Oslo.", "Synthesia won Oslo."),
    ("a word of work", "Synthesia sends engineers to Oslo.", "Synthesia sends films to Oslo."),
    ("no word for a workplace", "Synthesia likes Oslo.", "Synthesia's office likes Oslo."),
    ("only other companies named", "Synthesia grew. Synthesia won. Unlike Cohere, it counts Oslo.",
     "Synthesia counts Oslo."),
    ("of a city or from it", "Synthesia's office saw ships from Oslo.",
     "Synthesia's office saw ships in Oslo."),
    ("one city or another", "Synthesia's office prefers Oslo or Riga.",
     "Synthesia's office prefers Oslo and Riga."),
    ("denied or open", "Synthesia's team never liked Oslo.", "Synthesia's team always liked Oslo."),
    ("a dateline", "Oslo: Synthesia fills its office.", "Oslo, Synthesia says, fills its office."),
    ("supposed", "You see Synthesia's office in Oslo.", "They see Synthesia's office in Oslo."),
    ("a word for something else", "Synthesia's office has customers in Oslo.",
     "Synthesia's office has cats in Oslo."),
    ("an event or a speech", "Synthesia's office sent a speech to Oslo.",
     "Synthesia's office sent a film to Oslo."),
    ("machines", "Synthesia's office feeds 90 megawatts to Oslo.",
     "Synthesia's office feeds 90 cats to Oslo."),
    ("machines told of just before", "Synthesia runs a data centre of 90 megawatts. Its office likes Oslo.",
     "Synthesia runs a school. Its office likes Oslo."),
    ("billions", "Synthesia's office put billions into Oslo.", "Synthesia's office put flowers into Oslo."),
    ("a headline", "Synthesia's office counts Oslo\n\nIt grew.",
     "Synthesia's office counts Oslo.\n\nIt grew."),
]  # fmt: skip


def _signs(monkeypatch: pytest.MonkeyPatch, text: str) -> set[str]:
    told: set[str] = set()

    def noted(seen: Seen) -> float:
        told.update(name for name, sign in SIGNS.items() if seen.city.name == "Oslo" and sign.tells(seen))
        return points(seen)

    monkeypatch.setattr(office_signs, "points", noted)
    draft(text)
    return told


@pytest.mark.parametrize(("sign", "there", "missing"), ALONE, ids=[sign for sign, _, _ in ALONE])
def test_each_sign(monkeypatch: pytest.MonkeyPatch, sign: str, there: str, missing: str) -> None:
    assert sign in _signs(monkeypatch, there)
    assert sign not in _signs(monkeypatch, missing)


def test_every_sign_is_tested() -> None:
    assert [sign for sign, _, _ in ALONE] == list(SIGNS)


DRAFTED = [
    ("Synthesia's team counts Oslo and Riga.", {("Oslo", "open"), ("Riga", "open")}),
    ("Synthesia wants a foothold, so the team goes through Oslo.", {("Oslo", "announced")}),
    ("Synthesia will open its office, by the sea, to Oslo.", {("Oslo", "announced")}),
    ("Synthesia counts Oslo.", set()),
    ("Synthesia's team saw trains from Oslo.", set()),
    ("Cohere grew. Cohere won. Cohere's team counts Oslo, Synthesia said.", {("Oslo", "open")}),
]
REFUSED = [
    "Synthesia denied that its team counts Oslo.",
    "Synthesia's team counts Oslo's Cohere.",
    "Synthesia's team moved from Oslo to the moon and from Oslo to Riga.",
    "Synthesia has no office, and its team likes Oslo.",
    "Synthesia laid off its team, which likes Oslo.",
    "Synthesia runs a data centre of 90 megawatts in Riga. Its team counts Oslo.",
    "The office of the prime minister counts Oslo, Synthesia said.",
]


@pytest.mark.parametrize(("text", "offices"), DRAFTED)
def test_what_the_signs_add_up_to(text: str, offices: set[tuple[str, str]]) -> None:
    assert {(office.city, office.status) for office in draft(text).offices} == offices


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_constructions_refuse_is_refused(text: str) -> None:
    assert "Oslo" not in {office.city for office in draft(text).offices}


def test_the_evidence_is_the_sentence_and_the_city_its_passage() -> None:
    text = "It is May. Synthesia's team counts Oslo, and it shows."
    (office,) = draft(text).offices
    assert office.evidence == "Synthesia's team counts Oslo, and it shows."
    assert text[slice(*office.passages["city"])] == "Oslo"


def test_what_a_construction_states_is_kept_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    text = "Synthesia's team counts Oslo and Riga. Synthesia will open an office in Oslo in May 2026."
    offices = {office.city: (office.status, office.date) for office in draft(text).offices}
    assert offices == {"Oslo": ("announced", "2026-05"), "Riga": ("open", None)}
