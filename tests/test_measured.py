"""Which units the values of a metric or field may have, and what is said of others."""

import pytest

from tracker.values import parse_value
from tracker.values.measured import ANYTHING, Measured

EMPLOYEES = Measured("Employees", "people", "count")
DEVELOPERS = Measured("Developers", "people", "count")
CUSTOMERS = Measured("Business customers", "companies", "count")
THINGS = Measured("Things", None, "count")
REVENUE = Measured("Revenue", None, "money")
SHARE = Measured("Market share", "percent", "share")
RANK = Measured("Rank", "rank", "rank")
GROWTH = Measured("Growth in revenue", "times", "ratio")
POWER = Measured("Data centre capacity", "MW", "capacity")
PLANS = Measured("Plans", None, "statement")
TERM = Measured("Term", None, "duration")
OTHER = Measured("Robots", "other", "count")


def holds(measured: Measured, words: str) -> bool:
    return measured.holds(parse_value(words, measured.unit))


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (EMPLOYEES, "40"), (EMPLOYEES, "about 40 people"), (EMPLOYEES, "undisclosed"),
        (EMPLOYEES, "several thousand"), (EMPLOYEES, "up 5%"), (EMPLOYEES, "doubled"), (EMPLOYEES, "40 more"),
        (DEVELOPERS, "3 million developers"), (CUSTOMERS, "1 million customers"),
        (CUSTOMERS, "300 business customers"), (THINGS, "5"), (THINGS, "5 offices"), (REVENUE, "US$5bn"),
        (REVENUE, "€3bn"), (REVENUE, "up 40%"), (REVENUE, "more than fourfold"), (REVENUE, "5"),
        (SHARE, "40%"), (SHARE, "a third"), (SHARE, "up 3 percentage points"), (RANK, "second"),
        (RANK, "top 10"), (GROWTH, "fourfold"), (GROWTH, "up 300%"), (GROWTH, "300%"), (POWER, "0.25 GW"),
        (POWER, "300 kW"), (PLANS, "5 offices"), (PLANS, "US$5bn"), (TERM, "5 years"), (OTHER, "5 people"),
        (ANYTHING, "5%"),
    ],
)  # fmt: skip
def test_a_value_in_a_unit_of_its_metric_is_one(measured, words):
    assert holds(measured, words)


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (EMPLOYEES, "5%"), (EMPLOYEES, "11 offices"), (EMPLOYEES, "US$5"), (EMPLOYEES, "second"),
        (EMPLOYEES, "300 companies"), (EMPLOYEES, "11 offices more"), (CUSTOMERS, "11 cities"),
        (THINGS, "US$5bn"), (THINGS, "5%"), (REVENUE, "400 MW"), (REVENUE, "40%"), (SHARE, "40 people"),
        (RANK, "40%"), (RANK, "doubled"), (RANK, "up 5%"), (GROWTH, "US$5bn"), (POWER, "100,000 GPUs"),
        (TERM, "5%"),
    ],
)  # fmt: skip
def test_a_value_in_another_is_none(measured, words):
    assert not holds(measured, words)


@pytest.mark.parametrize(
    ("measured", "words", "said"),
    [
        (EMPLOYEES, "11 offices", "Employees: usually in people, not in offices."),
        (EMPLOYEES, "5%", ("Employees: usually in people, not in percent. "
                           "A change is written like “up 5%” or “doubled”.")),
        (EMPLOYEES, "$5", "Employees: usually in people, not in money."),
        (REVENUE, "40 people", "Revenue: usually in money, not in people."),
        (RANK, "5%", "Rank: usually in rank, not in percent."),
        (SHARE, "11 offices", "Market share: usually in percent or percentage points, not in offices."),
    ],
)  # fmt: skip
def test_what_a_metric_takes_is_said(measured, words, said):
    value = parse_value(words, measured.unit)
    assert measured.doubt(value.unit, value.change) == said
