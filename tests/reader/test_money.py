"""What a sum of money measures: the word that tells stands near it, or before the sum it is held against."""

import pytest

from tracker.ingest.measures import Measure, candidates
from tracker.ingest.reader import draft


@pytest.mark.parametrize(
    ("sentence", "measured"),
    [
        (
            "Corvo AI said its yearly revenue had passed $900 million in May, up from $350 million before.",
            ["revenue", "revenue"],
        ),
        ("Der Umsatz von Corvo AI stieg auf 20 Millionen Euro, nach 9 Millionen.", ["revenue", "revenue"]),
        ("Le chiffre d'affaires de Corvo AI atteint 12 millions d'euros.", ["revenue"]),
        ("Corvo AI signed an agreement with Bolt Energy worth up to $24 million.", ["contract_value"]),
        ("Corvo AI, now worth $24 million, signed an agreement with Bolt Energy.", ["valuation"]),
        ("Corvo AI will spend $24 million in Peru.", ["investment_commitment"]),
    ],
)
def test_each_sum_is_of_what_the_words_before_it_say(sentence: str, measured: list[str]) -> None:
    assert [claim.metric for claim in draft(sentence).claims] == measured


def test_a_number_without_a_unit_is_offered_no_metric_of_money() -> None:
    known = {
        "annualised_revenue": Measure(1, "annualised_revenue", "Annualised revenue", "money", None),
        "office_count": Measure(2, "office_count", "Offices", "count", "offices"),
    }
    assert [one.name for one in candidates(known, "duration", None)] == ["office_count"]
    assert [one.name for one in candidates(known, "duration", "EUR")] == ["annualised_revenue"]
