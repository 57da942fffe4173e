"""Constructions of German reports: one sentence and what the reader makes of it."""

import pytest

from tracker.ingest.reader import draft

_NEWS = "Berlin (dpa) - Der Softwarekonzern SAP hat am Montag neue Pläne vorgelegt. "


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Um den Norden kümmert sich Ada Muster, um den Süden Thomas Probe.", ["Ada Muster", "Thomas Probe"]),
        ("Das Büro leitet künftig Jonas Muster.", ["Jonas Muster"]),
        ("Neuer Co-Chef ist Reto Muster.", ["Reto Muster"]),
        ("An der Spitze der Tochter steht Anna Muster, die zuvor bei Google war.", ["Anna Muster"]),
        ("Geführt wird das Team von Michael Muster.", ["Michael Muster"]),
        ("SAP hat mit Reto Muster einen neuen Co-Chef.", ["Reto Muster"]),
        ("Dahinter stehen die Gründer Thomas Muster und Ada Probe.", ["Thomas Muster", "Ada Probe"]),
        ("Das Team ist Neuland.", []),
    ],
)
def test_people_stand_behind_the_verb_too(sentence: str, names: list[str]) -> None:
    assert [person.name for person in draft(_NEWS + sentence).people] == names


def test_a_quotation_in_inward_guillemets_is_a_sentence_of_its_own() -> None:
    text = _NEWS + "Dafür stehen 4000 GPUs bereit. »Wir wollen wachsen«, so Vorstandschefin Ada Muster."
    assert "»Wir wollen wachsen«, so Vorstandschefin Ada Muster." in [c.evidence for c in draft(text).claims]


def test_one_of_so_many_countries_is_a_rank_and_no_count() -> None:
    text = _NEWS + "Deutschland gehört zu den zwanzig Ländern, in denen SAP am eifrigsten genutzt wird."
    assert [(c.value, c.unit, c.comparator) for c in draft(text).claims] == [(20, "rank", "top_n")]


def test_the_maker_of_a_product_is_its_company() -> None:
    text = "Claude-Entwickler zieht nach Köln\nDeutschland bekommt ein Büro von Anthropic, und zwar in Köln."
    assert {(office.company, office.city) for office in draft(text).offices} == {("Anthropic", "Cologne")}


@pytest.mark.parametrize(
    ("sentence", "cities"),
    [
        ("SAP erweitert seinen Standort Köln.", {"Cologne"}),
        ("In Köln unterhält SAP eine Dependance, in Paris ebenfalls.", {"Cologne", "Paris"}),
        ("Das dritte Büro nach London und Paris soll in Köln entstehen.", {"London", "Paris", "Cologne"}),
        ("SAP lässt sich in Köln nieder.", {"Cologne"}),
        ("Einen Standort in Köln, über den Zeitungen schrieben, plane man nicht.", set()),
        ("Ein Büro in Köln, das SAP nicht selbst betreibt, eröffnet bald.", {"Cologne"}),
    ],
)
def test_offices(sentence: str, cities: set[str]) -> None:
    assert {office.city for office in draft(_NEWS + sentence).offices} == cities
