"""Claims of which nobody said when stand on the day of their first article, and are told apart there."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.databases import Backend, connected
from tests.saving import add, editing, remove
from tracker.overview.charts import charts, claims_asked
from tracker.overview.glance import glance
from tracker.overview.groups import belonging
from tracker.overview.leading import groups_of
from tracker.overview.marks import reported_on
from tracker.overview.scope import read_scope
from tracker.overview.timeline import Timeline, timeline
from tracker.overview.window import read_ask
from tracker.records import FACTS, kind_called

ARTICLES = {"Later": "2025-06-02", "First": "2025-05", "Undated": None}
# Summary, the articles that speak for it, those that deny it, and further fields.
CLAIMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]] = {
    "Nobody said when.": (("Later", "First", "Undated"), (), {}),
    "It was said in March.": (("Later",), (), {"said_on": "2025-03-01"}),
    "It is about 2024.": (("Later",), (), {"as_of": "2024"}),
    "Of an article without a day.": (("Undated",), (), {}),
    "Of no article.": ((), (), {}),
    "Only denied.": ((), ("Later",), {}),
    "In June.": (("Later",), (), {}),
}


def fill(engine: Engine) -> None:
    """A company, and claims about it in articles with and without a day; one went to the trash."""
    add(engine, "publishers", name="Gazette")
    add(engine, "companies", name="Acme")
    metric = {
        "name": "users",
        "label": "Users",
        "value_kind": "count",
        "unit": "people",
        "definition": "Who use it.",
    }
    add(engine, "metrics", **metric)
    with editing(engine) as edit:
        for title, day in ARTICLES.items():
            given = {"title": title, "publisher": "Gazette", "published": day}
            edit.add(kind_called("articles"), given)
            edit.add(kind_called("captures"), {"article": title, "text": f"{title}: Acme has users."})
        for number, (summary, told, denied, more) in enumerate((s, *rest) for s, rest in CLAIMS.items()):
            stances = [*((one, "supports") for one in told), *((one, "disputes") for one in denied)]
            cited = [{"article": one, "quote": "Acme has users", "stance": stance} for one, stance in stances]
            claim = {"subject": "companies/acme", "metric": "users", "value_text": f"{number + 1} million"}
            edit.add(kind_called("claims"), claim | {"summary": summary, "citations": cited, **more})
    gone = {"subject": "companies/acme", "metric": "users", "summary": "Gone.", "value_text": "9 million"}
    remove(engine, "claims", add(engine, "claims", **gone))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend(fill) as url, connected(url) as engine, Session(engine) as session:
        yield session


def drawn(session: Session, *arguments: tuple[str, str]) -> Timeline:
    return timeline(session, read_ask(session, arguments), date(2026, 1, 1))


def test_a_claim_that_nobody_dates_stands_on_the_day_of_its_first_article(session):
    line = drawn(session)
    told = {mark.title: (mark.basis, mark.said, mark.first) for mark in line.rows}
    assert told == {
        "Nobody said when.": ("reported", "2025-05", date(2025, 5, 1)),
        "In June.": ("reported", "2025-06-02", date(2025, 6, 2)),
        "It was said in March.": ("said_on", "2025-03-01", date(2025, 3, 1)),
        "It is about 2024.": ("as_of", "2024", date(2024, 1, 1)),
    }
    assert (line.marks, line.reported, line.undated) == (4, 2, 3)
    undated = {mark.title for mark in drawn(session, ("_undated", "yes")).rows}
    assert undated == {"Of an article without a day.", "Of no article.", "Only denied."}


def test_the_view_says_the_same_to_those_who_ask_in_sql(session):
    marks = drawn(session).rows + drawn(session, ("_undated", "yes")).rows
    page = {(mark.title, mark.said, mark.first, mark.last, mark.precision) for mark in marks}
    dated = "title, date, date_from, date_to, date_precision"
    assert {tuple(row) for row in view(session, dated)} == {
        (title, said, *(str(day) if sqlite(session) and day else day for day in days), precision)
        for title, said, *days, precision in page
    }
    bases = {mark.title: mark.basis if mark.first or mark.last else None for mark in marks}
    assert dict(view(session, "title, date_basis")) == bases


def view(session: Session, columns: str) -> list[Any]:
    return list(session.execute(text(f"SELECT {columns} FROM v_timeline WHERE what = 'claim'")))


def sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def test_a_window_has_those_that_were_reported_in_it(session):
    line = drawn(session, ("_from", "2025-05"), ("_to", "2025-06"))
    assert [(mark.title, mark.reported) for mark in line.rows] == [
        ("In June.", True), ("Nobody said when.", True),
    ]  # fmt: skip
    assert [len(lane.marks) for group in line.groups for lane in group.lanes] == [1, 1]
    found = glance(session, "company", line.groups[0].id or 0, date(2026, 1, 1))
    assert found
    assert found.count == 4


def test_a_chart_has_them_too_and_joins_none_of_them(session):
    [chart] = charts(session, claims_asked(session, [("subject", "acme")])).charts
    told = {point.summary: point.reported for point in chart.series.points}
    assert {summary for summary, reported in told.items() if reported} == {"Nobody said when.", "In June."}
    assert {reason.reason: len(reason.claims) for reason in chart.series.left_out} == {"no date": 3}
    assert len(chart.lines) == 1
    assert reported_on(session, []) == {}


@pytest.mark.parametrize("by", ["company", "country"])
def test_what_is_counted_along_an_index_is_what_the_lists_have(session, by):
    for name in FACTS:
        pairs = belonging(read_scope(session, [("_of", name)]), by, session)
        listed = [group for _, group in session.execute(pairs.select())]
        assert groups_of(session, kind_called(name), by) == {one: listed.count(one) for one in listed}
