"""A drafted value is never proposed under a metric that it cannot be one of."""

import pytest

from tracker.db import reading
from tracker.ingest.proposals import proposals

TEXT = "At Nimbus Labs 40 percent of employees work from home. It has 60 staff. Sales rose by 12 people."


@pytest.mark.parametrize(
    ("evidence", "claim", "metric"),
    [
        (TEXT[:54], {"metric": "employees", "value": 40, "unit": "percent"}, "employees in percent"),
        (TEXT[:54], {"metric": "adoption_share", "value": 40, "unit": "percent"}, "adoption_share"),
        ("It has 60 staff.", {"metric": "employees", "value": 60, "unit": "people"}, "employees"),
        ("It has 60 staff.", {"metric": "valuation", "value": 60, "unit": "people"}, "valuation in people"),
        (TEXT[-25:], {"metric": "revenue", "value": 12, "unit": "people"}, "revenue in people"),
    ],
)
def test_the_unit_of_a_value_is_its_metric_s(seeded_engine, evidence, claim, metric):
    row = {"subject": "Nimbus Labs", "comparator": "exact", "evidence": evidence} | claim
    with reading(seeded_engine) as session:
        (made,) = proposals(session, TEXT, {"claims": [row]}, None)
    assert made.fields["metric"]["value"] == metric
    assert ("No metric on record fits by itself." in made.doubts) is (metric != claim["metric"])
