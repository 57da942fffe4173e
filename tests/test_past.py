"""What was known at a moment: exactly what the tracker said then, whatever was saved since.

Random histories add, change, remove, restore and undo records of many kinds; after each save it is written
down what lists and records say, and told again from the past when all is over. TRACKER_HISTORIES sets how
many there are of them on each database.
"""

import itertools
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import saving
from tracker.db import reading
from tracker.errors import NotFound, TrackerError
from tracker.past import looking_back
from tracker.queries import every_row, listing, record_row
from tracker.records import kind_called, kinds
from tracker.writing import writer

HISTORIES = int(os.environ.get("TRACKER_HISTORIES", "3"))
EMPTY = ("cities", "feeds", "metrics", "projects", "project_parties")
KINDS = [name for name in kinds() if name not in EMPTY]
ALONE = ("companies", "people", "offices", "partnerships", "claims", "articles", "programmes")
ASKED = (
    ("companies", [("_sort", "name"), ("_facet", "kind"), ("_facet", "country")]),
    ("companies", [("_sort", "-source_count"), ("kind", "company")]),
    ("offices", [("_sort", "company"), ("status", "open"), ("_facet", "status"), ("_facet", "company")]),
    ("offices", [("_sort", "-status_on"), ("_size", "2"), ("_facet", "country"), ("status__ne", "closed")]),
    ("offices", [("company__contains", "works")]),
    ("partnerships", [("role", "investor"), ("_sort", "label"), ("_facet", "status"), ("_facet", "role")]),
    ("claims", [("_sort", "-value_text"), ("_facet", "subject"), ("modality", "fact"), ("_facet", "as_of")]),
    ("claims", [("as_of__gte", "2025"), ("company__isnull", "no")]),
    ("claims", [("unit", "USD"), ("value_text", "7000000000.."), ("_facet", "value_text")]),
    ("claims", [("_facet", "unit"), ("_facet", "value_text")]),
    ("aliases", [("_sort", "record"), ("_size", "1")]),
    ("citations", [("_sort", "-record"), ("_facet", "state")]),
)


@pytest.fixture
def clock(monkeypatch):
    """Every save is made a minute after the one before."""
    minutes = itertools.count()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(writer, "now", lambda: start + timedelta(minutes=next(minutes)))


# -- random histories -------------------------------------------------------------------------------------


def _company(edit, some, n, m):
    return edit.add(kind_called("companies"), {"name": f"{'ABCDEFGH'[m % 8]} works {n}", "country": "KR"})


def _office(edit, some, n, m):
    step = {"status": ("planned", "open", "closed")[m % 3], "status_on": ("2024", "2025-05", None)[n % 3]}
    return edit.add(kind_called("offices"), {"company": some("companies", n), "country": "JP", **step})


def _deal(edit, some, n, m):
    parties = [
        {"company": some("companies", n), "role": "investor"}, {"company": some("companies", n + 1)},
        *([{"company": some("companies", m)}] if m % 3 == 0 else []),
    ]  # fmt: skip
    return edit.add(kind_called("partnerships"), {"parties": parties, "status": "agreed"})


def _claim(edit, some, n, m):
    values = {"value_text": ("US$5bn", "about €3bn", "undisclosed", None)[m % 4], "as_of": str(2023 + m % 3)}
    subject = some(("companies", "people")[m % 2], n)
    return edit.add(
        kind_called("claims"), {"subject": subject, "metric": "revenue", "summary": f"No. {n}", **values}
    )


def _cited(edit, some, n, m):
    article = edit.add(kind_called("articles"), {"title": f"Story {n}", "published": str(2020 + m % 6)})
    text = f"It opens {n} offices. It hires."
    edit.attach(article, text, "pasted")
    record = some(("claims", "offices", "companies")[m % 3], n)
    edit.add(kind_called("citations"), {"record": record, "article": article, "quote": "It hires"})
    return article


def _part(edit, some, n, m):
    company, person = some("companies", n), some("people", n)
    kind, values = (
        ("aliases", {"record": company, "name": f"Other {m}"}),
        ("roles", {"person": person, "company": company, "role": "chair"}),
        ("status_events", {"record": some("offices", n), "status": "expanded", "date": f"202{m % 9}"}),
        ("status_events", {"record": some("offices", n), "status": "open", "basis": "promised"}),
        ("partnership_parties", {"partnership": some("partnerships", n), "company": company}),
    )[m % 5]
    return edit.add(kind_called(kind), values)


def _changed(edit, some, n, m):
    kind, values = (
        ("companies", {"name": f"{'HGFE'[m % 4]} works {m}"}), ("companies", {"country": "JP"}),
        ("companies", {"website": f"https://{m}.example/"}), ("people", {"name": f"Person {m}"}),
        ("offices", {"role": "hub", "opened": "2025-Q3"}), ("offices", {"status": "paused"}),
        ("offices", {"company": some("companies", m), "country": "KR"}),
        ("partnerships", {"summary": "About chips"}), ("claims", {"value_text": "more than US$7bn"}),
        ("claims", {"summary": f"Anew {m}", "modality": "plan"}), ("claims", {"subject": some("people", 0)}),
        ("partnership_parties", {"company": some("companies", m)}), ("aliases", {"name": f"Also {m}"}),
        ("status_events", {"date": f"201{m % 9}", "status": "denied"}), ("articles", {"title": f"News {m}"}),
        ("citations", {"stance": "disputes"}), ("countries", {"name": f"Land {m}"}),
    )[m % 17]  # fmt: skip
    number = some(kind, n)
    record = edit.session.get(kind_called(kind), number)
    return edit.change(kind_called(kind), number, values, record.version)


def _removed(edit, some, n, m):
    kind = (*ALONE, "status_events", "aliases", "citations", "roles")[m % 11]
    number = some(kind, n)
    edit.remove(kind_called(kind), number, edit.session.get(kind_called(kind), number).version)


def _restored(edit, some, n, m):
    kind = (*ALONE, "status_events", "aliases", "citations", "roles")[m % 11]
    edit.restore(kind_called(kind), some(kind, n, trashed=True))


def _merged(edit, some, n, m):
    kind = ("companies", "companies", "people", "offices", "articles", "claims")[m % 6]
    edit.merge(kind_called(kind), some(kind, n), some(kind, m))


def _undone(edit, some, n, m):
    newest = saving.rows_in(edit.session, "SELECT max(id) FROM revisions")[0][0]
    edit.undo(newest - n % 4)


STEPS = (_company, _office, _deal, _claim, _cited, _part, _changed, _changed, _changed, _removed, _restored,
         _merged)  # fmt: skip
one_step = st.tuples(st.sampled_from(STEPS), st.integers(0, 40), st.integers(0, 400))
saves = st.lists(
    st.one_of(
        st.lists(one_step, min_size=1, max_size=3),
        st.tuples(st.just(_undone), st.integers(0, 40), st.just(0)).map(lambda one: [one]),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


def save(engine, steps):
    """Take some steps in one save; one that is refused takes the others along."""

    def some(kind, n, trashed=False):
        state = "NOT NULL" if trashed else "NULL"
        query = f"SELECT id FROM {kind} WHERE trashed_at IS {state} ORDER BY id"
        ids = [row[0] for row in saving.rows_in(edit.session, query)]
        if not ids:
            raise NotFound(f"There is none of the {kind}.")
        return ids[n % len(ids)]

    try:
        with saving.editing(engine) as edit:
            for step, n, m in steps:
                step(edit, some, n, m)
    except TrackerError:
        return


def told(session, turn):
    """What the lists of every kind say at the session's moment, and some pages, counts and records."""
    every = {name: list(every_row(session, kind_called(name), [("_sort", "id")])) for name in KINDS}
    pages = [answered(session, *ASKED[(turn + place) % len(ASKED)]) for place in range(3)]
    records = [
        record_row(session, kind_called(name), every[name][turn % len(every[name])]["id"])
        for name in ALONE if every[name]
    ]  # fmt: skip
    return every, pages, records


def answered(session, name, given):
    """A page of a list with its counts."""
    page = listing(session, kind_called(name), given)
    counted = [(one.field.name, one.values, one.more) for one in page.facets]
    return page.rows, page.next, page.count, counted


def begin(engine):
    """What every history starts with."""
    with saving.editing(engine) as edit:
        for code, name in (("KR", "South Korea"), ("JP", "Japan")):
            edit.add(kind_called("countries"), {"code": code, "name": name})
        edit.add(
            kind_called("metrics"),
            {"name": "revenue", "label": "Revenue", "unit": "USD", "value_kind": "money", "definition": "d"},
        )
        edit.add_many(kind_called("companies"), [{"name": f"{one} works"} for one in ("First", "Second")])
        edit.add(kind_called("people"), {"name": "Somebody"})


def moment_of(engine):
    """When the newest revision was made."""
    query = "SELECT made_at FROM revisions ORDER BY id DESC LIMIT 1"
    with reading(engine) as session:
        found = saving.rows_in(session, query)[0][0]
    return found if isinstance(found, datetime) else datetime.fromisoformat(found)


def test_every_moment_is_told_as_it_was(engine, clock):
    """Lists in any order, under filters, counted; records with their parts; names and status of then."""
    begin(engine)

    @settings(
        max_examples=HISTORIES, database=None, derandomize=HISTORIES < 10,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(saves)
    def histories(history):
        known = {}
        for turn, steps in enumerate([[], *history]):
            save(engine, steps)
            with reading(engine) as session:
                known[moment_of(engine)] = turn, told(session, turn)
        for moment, (turn, before) in known.items():
            with looking_back(engine, moment) as session:
                assert told(session, turn) == before

    histories()


def test_a_party_that_came_later_is_in_no_name_of_then(engine, clock):
    begin(engine)
    two = [{"company": "First works"}, {"company": "Second works"}]
    deal = saving.add(engine, "partnerships", parties=two)
    before = moment_of(engine)
    third = saving.add(engine, "companies", name="Third works")
    saving.add(engine, "partnership_parties", partnership=deal, company=third)
    assert saving.row(engine, "partnerships", deal)["label"] == "First works – Second works – Third works"
    with looking_back(engine, before) as session:
        row = record_row(session, kind_called("partnerships"), deal)
    assert (row["label"], len(row["parties"])) == ("First works – Second works", 2)
