"""How SQLite goes about a page of a list: along an index, whatever it is sorted and filtered by."""

import sys

import pytest
from sqlalchemy import event

from tests.databases import connected
from tests.test_facets import filled
from tracker.db import reading
from tracker.queries import listing
from tracker.records import kind_called

__all__ = ["filled"]
LISTS = sys.modules[listing.__module__]
# What lists are sorted by through an index of its own, and not by sorting.
INDEXED = [
    ("claims", "id"), ("claims", "summary"), ("claims", "value_text"), ("claims", "as_of"),
    ("claims", "modality"), ("claims", "metric"), ("claims", "subject"), ("claims", "claimant"),
    ("offices", "company"), ("offices", "city"), ("offices", "status"), ("offices", "status_on"),
    ("partnerships", "label"), ("partnerships", "kind"), ("companies", "name"), ("companies", "country"),
    ("articles", "title"), ("articles", "published"), ("articles", "publisher"), ("cities", "population"),
    ("citations", "state"), ("people", "name"),
]  # fmt: skip


@pytest.mark.parametrize("turned", ["", "-"])
@pytest.mark.parametrize(("name", "column"), INDEXED)
def test_a_page_is_read_along_an_index_and_not_sorted(sqlite, name, column, turned):
    with sqlite.lend("seeded") as url, connected(url) as engine:
        found = plans(engine, name, f"{turned}{column}")
    assert [plan for plan in found if "TEMP B-TREE FOR ORDER" in plan] == []


@pytest.mark.parametrize(("name", "column"), [
    ("claims", "as_of"), ("claims", "value_text"), ("offices", "role"), ("offices", "status_on"),
])  # fmt: skip
def test_rows_without_a_key_are_not_read_before_those_with_one(sqlite, name, column):
    with sqlite.lend("seeded") as url, connected(url) as engine:
        found = plans(engine, name, column)
    along = f"{name} USING INDEX ix_{name}_by_{column}"
    assert [plan for plan in found if plan.startswith(f"SEARCH {along} (<expr>>?)")]
    assert [plan for plan in found if plan.startswith(f"SCAN {along}")] == []


def test_few_rows_that_several_links_lead_to_are_looked_up_along_these(sqlite):
    with sqlite.lend("seeded") as url, connected(url) as engine:
        found = plans(engine, "claims", "-id", ("country", "KR"))
    assert "SCAN claims" not in found
    assert "MULTI-INDEX OR" in found


def test_many_rows_are_walked_in_their_order_and_not_sorted(sqlite, monkeypatch):
    monkeypatch.setattr(LISTS, "COUNTED", 5)
    with sqlite.lend("seeded") as url, connected(url) as engine:
        for column in ("as_of", "value_text", "summary"):
            found = plans(engine, "claims", column, ("modality", "fact"))
            assert [plan for plan in found if "TEMP B-TREE FOR ORDER" in plan] == []
            assert [plan for plan in found if f"USING INDEX ix_claims_by_{column}" in plan]


def test_few_rows_that_are_counted_are_looked_up_by_their_ids(sqlite):
    with sqlite.lend("seeded") as url, connected(url) as engine:
        found = plans(engine, "claims", "as_of", ("modality__ne", "fact"), ("_facet", "metric"))
    assert [plan for plan in found if "ix_claims_by_as_of (<expr>>?" in plan] == []


@pytest.mark.parametrize("order", ["as_of", "-as_of", "value_text", "-value_text", "summary"])
def test_a_page_is_read_from_where_it_begins(sqlite, order):
    seen = []
    with sqlite.lend("seeded") as url, connected(url) as engine, reading(engine) as session:
        asked = [("_sort", order), ("_size", "3")]
        token = listing(session, kind_called("claims"), asked).next
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2:4]))
        listing(session, kind_called("claims"), [*asked, ("_next", str(token))])
    found = [(words, values) for words, values in seen if "AS key0" in words and " IS NULL AND" not in words]
    # The keys of the position and no other: SQLite would go by the first of two bounds.
    assert found
    for words, _ in found:
        where = words.partition("WHERE")[2].partition("ORDER BY")[0]
        assert where.count("coalesce(") + where.count("lower(") == 1, words


def plans(engine, name, order, *filters):
    """How SQLite goes about each statement of a list's page, and of the page behind it."""
    seen = []
    with reading(engine) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2:4]))
        asked_for = [*filters, ("_sort", order), ("_size", "2")]
        page = listing(session, kind_called(name), asked_for)
        if page.next:
            listing(session, kind_called(name), [*asked_for, ("_next", page.next)])
        # The newest source of each row shown is looked for among its own few.
        asked = [one for one in seen if one[0].startswith("SELECT") and "newest_source" not in one[0]]
        return [
            row[3]
            for words, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
        ]


@pytest.mark.parametrize("order", ["as_of", "-as_of"])
@pytest.mark.parametrize("asked", [
    ("as_of", "2024"), ("as_of", "2025"), ("as_of", "2022"), ("as_of__gte", "2024"),
    ("as_of__gte", "2025-02"), ("as_of__lte", "2025"), ("as_of__lte", "2023"),
])  # fmt: skip
def test_pages_by_a_date_that_is_chosen_as_well_hold_every_row_once(filled, monkeypatch, order, asked):
    def page(session, size, token):
        given = [asked, ("_sort", order), ("_size", size), *([("_next", token)] if token else [])]
        return listing(session, kind_called("claims"), given, exact=True)

    with reading(filled) as session:
        walked: list[int] = []
        back: list[int] = []
        token = None
        while token or not walked:
            one = page(session, "2", token)
            walked += [row["id"] for row in one.rows]
            last, token = one, one.next
        while last.previous:
            last = page(session, "2", last.previous)
            back = [row["id"] for row in last.rows] + back
        monkeypatch.setattr(LISTS, "at_hand", lambda *_: False)
        whole = [row["id"] for row in page(session, "1000", None).rows]
    assert walked == whole
    assert back == whole[: len(back)]
    assert len(back) >= len(whole) - 2
