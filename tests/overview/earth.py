"""A small earth to draw: facts in cities, in countries at large and nowhere, and who deals with whom."""

from typing import Any

from sqlalchemy import Engine

from tests.saving import editing
from tracker.records import kind_called

Row = tuple[str, dict[str, Any]]

PLACES: tuple[Row, ...] = (
    ("countries", {"name": "South Korea", "code": "KR", "latitude": 36.4, "longitude": 127.8}),
    ("countries", {"name": "France", "code": "FR", "latitude": 46.6, "longitude": 2.5}),
    ("countries", {"name": "Japan", "code": "JP", "latitude": 36.5, "longitude": 138.5}),
    ("countries", {"name": "Monaco", "code": "MC", "latitude": 43.73, "longitude": 7.41}),
    ("countries", {"name": "Atlantis", "code": "ZZ"}),
    ("cities", {"name": "Seoul", "country": "KR", "population": 9_400_000, "latitude": 37.57,
                "longitude": 126.98}),
    ("cities", {"name": "Busan", "country": "KR", "population": 3_400_000, "latitude": 35.18,
                "longitude": 129.08}),
    ("cities", {"name": "Paris", "country": "FR", "population": 2_100_000, "latitude": 48.85,
                "longitude": 2.35}),
    ("cities", {"name": "Hidden Valley", "country": "KR"}),
)  # fmt: skip
WHO: tuple[Row, ...] = (
    ("metrics", {"name": "employees", "label": "Employees", "value_kind": "count", "unit": "people",
                 "definition": "People employed."}),
    ("companies", {"name": "Acme", "country": "KR"}),
    ("companies", {"name": "Beta", "country": "FR"}),
    ("companies", {"name": "Gamma"}),
    ("companies", {"name": "Delta", "kind": "government_body"}),
    ("companies", {"name": "Epsilon"}),
)  # fmt: skip
FACTS: tuple[Row, ...] = (
    ("publishers", {"name": "Gazette"}),
    ("articles", {"title": "Acme abroad", "publisher": "Gazette", "published": "2025-05-26"}),
    ("captures", {"article": "Acme abroad", "text": "Acme opened an office in Seoul."}),
    ("offices", {"company": "Acme", "city": "Seoul", "status": "open", "citations": [
        {"article": "Acme abroad", "quote": "opened an office in Seoul"}]}),
    ("offices", {"company": "Beta", "city": "Seoul", "status": "announced"}),
    ("offices", {"company": "Acme", "city": "Busan", "status": "open"}),
    ("offices", {"company": "Gamma", "country": "KR", "status": "planned"}),
    ("offices", {"company": "Acme", "city": "Paris", "status": "closed"}),
    ("offices", {"company": "Beta", "city": "Hidden Valley", "status": "open"}),
    ("offices", {"company": "Acme", "country": "ZZ"}),
    ("offices", {"company": "Delta", "country": "MC", "status": "open"}),
    ("projects", {"name": "Campus", "city": "Seoul", "status": "under_way",
                  "parties": [{"company": "Acme"}]}),
    ("projects", {"name": "Somewhere", "parties": [{"company": "Beta"}]}),
    ("claims", {"subject": "KR", "metric": "employees", "summary": "One.", "place": "Seoul"}),
    ("claims", {"subject": "companies/acme", "metric": "employees", "summary": "Two.", "place": "Paris"}),
    ("claims", {"subject": "FR", "metric": "employees", "summary": "Three.", "place": "KR"}),
    ("claims", {"subject": "companies/acme", "metric": "employees", "summary": "Four."}),
)  # fmt: skip
DEALS: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
    ("research", "active", [("Acme", "partner"), ("Beta", "partner")]),
    ("commercial", "announced", [("Acme", "customer"), ("Beta", "supplier")]),
    ("investment", "active", [("Acme", "partner"), ("Gamma", "investor")]),
    ("government", "agreed", [("Beta", "partner"), ("Gamma", "partner"), ("Delta", "government")]),
    ("commercial", "ended", [("Delta", "customer"), ("Epsilon", "supplier")]),
)


def fill(engine: Engine) -> None:
    """Make this earth in a migrated database."""
    with editing(engine) as edit:
        for kind, given in (*PLACES, *WHO, *FACTS):
            edit.add(kind_called(kind), given)
        for kind, status, parties in DEALS:
            some = [{"company": name, "role": role} for name, role in parties]
            given = {"kind": kind, "status": status, "country": "KR", "parties": some}
            edit.add(kind_called("partnerships"), given)
