"""A company that promises: offices that came early, late or never, and claims that compare or do not."""

from typing import Any

from sqlalchemy import Engine

from tests.saving import add, editing
from tracker.records import kind_called

# City, status steps as (basis, status, date).
OFFICES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "Munich": (
        ("actual", "announced", "2015-02"), ("promised", "open", "2015-Q4"), ("actual", "open", "2016-Q2"),
    ),
    "New Delhi": (("actual", "announced", "2015-08-22"), ("promised", "open", "by the end of 2015")),
    "Sydney, AU": (("actual", "announced", "2015-08"), ("promised", "open", "2999")),
    "Zürich": (("promised", "open", "2015"), ("actual", "open", "2015-03")),
    "São Paulo": (("promised", "open", "late 2015"), ("actual", "cancelled", "2016-01-15")),
    "Milan, IT": (("actual", "planned", None), ("promised", "open", "2016-03"), ("actual", "open", "2016")),
    "Oslo": (("promised", "open", None),),
}  # fmt: skip
OUTCOMES = {
    "Munich": "late", "New Delhi": "overdue", "Sydney": "ahead", "Zürich": "kept", "São Paulo": "cancelled",
    "Milan": "unclear", "Oslo": "undated",
}  # fmt: skip
# Value, as of, and further fields of claims about one metric.
USERS: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("100 million", "2013-11", {}),
    ("200 million", "2014-08-29", {}),
    ("more than 300 million", "2014-12", {}),
    ("400 million", "2015-02-20", {}),
    ("1 billion", "2016", {"modality": "target"}),
    ("several million", "2015", {}),
    ("up 40%", "2015-06", {"baseline": "a year before"}),
    ("undisclosed", "2016", {}),
    ("300 million", None, {}),
    ("250 million", "2015-01", {"rank": "deprecated", "rank_reason": "Withdrawn."}),
    ("900 million", "2015-01", {"modality": "rumour"}),
    ("20 million", "2015-01", {"scope": "Korea"}),
)
LEFT_OUT = {
    "vague value": 1, "a difference, not a level": 1, "undisclosed": 1, "no date": 1, "deprecated": 1,
    "a rumour": 1, "other scope": 1,
}  # fmt: skip


def promise(engine: Engine, name: str = "Acme") -> int:
    """Add the company with its offices and claims to a seeded database; returns its id."""
    company = add(engine, "companies", name=name)
    with editing(engine) as edit:
        for city, steps in OFFICES.items():
            events = [{"basis": basis, "status": status, "date": day} for basis, status, day in steps]
            edit.add(kind_called("offices"), {"company_id": company, "city": city, "events": events})
        for value, day, more in USERS:
            claim = {
                "subject": f"companies/{company}", "metric": "weekly_active_users", "value_text": value,
                "summary": f"{name} has {value} users ({', '.join(more)}).", "as_of": day, **more,
            }  # fmt: skip
            edit.add(kind_called("claims"), claim)
    return company
