"""The timeline: lanes, bars and rows tell the same, and every number is that of the rows behind it."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.databases import Backend, connected
from tests.overview.promising import OFFICES, OUTCOMES, promise
from tests.saving import add, remove
from tracker.db import reading
from tracker.errors import Refused
from tracker.lookup import Lookup
from tracker.overview import dated
from tracker.overview import timeline as drawing
from tracker.overview.glance import glance
from tracker.overview.groups import belonging
from tracker.overview.outcomes import described, promises
from tracker.overview.scope import read_scope
from tracker.overview.timeline import Timeline, every_row, timeline
from tracker.overview.window import read_ask

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A seeded database with a company that promises, for the tests that only read."""
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend("seeded") as url, connected(url) as engine:
        promise(engine)
        yield engine


@pytest.fixture
def session(shared: Engine) -> Iterator[Session]:
    with Session(shared) as session:
        yield session


def drawn(session: Session, address: str) -> Timeline:
    """The timeline at an address, such as /timeline?company=acme."""
    return timeline(session, read_ask(session, parse_qsl(urlsplit(address).query)), TODAY)


def test_a_promise_and_its_outcome_are_on_one_lane(session):
    line = drawn(session, "/timeline?_of=offices&company=acme&_by=company")
    assert (line.drawn, [group.name for group in line.groups]) == ("lanes", ["Acme"])
    lanes = {lane.title.split(", ")[1]: lane for lane in line.groups[0].lanes}
    # One without any date is counted beside the drawing, and has no lane.
    assert set(lanes) == set(OUTCOMES) - {"Oslo"}
    munich = lanes["Munich"]
    assert [(mark.sort, mark.word) for mark, _ in munich.marks] == [
        ("step", "announced"), ("promise", "open"), ("step", "open"),
    ]  # fmt: skip
    assert [one.words for one in munich.held] == ["3 to 6 months late"]
    (_, gap), promised, opened = munich.gaps[0], munich.marks[1][1], munich.marks[2][1]
    assert (gap.left, gap.right) == (promised.right, opened.left)


def test_an_imprecise_date_is_never_a_point(session):
    line = drawn(session, "/timeline?_of=offices&company=acme&_from=2015&_to=2016")
    stretches = {mark.said: at for group in line.groups for lane in group.lanes for mark, at in lane.marks}
    assert stretches["2015"].width == pytest.approx(365 / 731 * 100, abs=0.01)
    assert stretches["by the end of 2015"].open_left
    assert stretches["2015-08-22"].width == pytest.approx(100 / 731, abs=0.01)


def test_each_fact_stands_under_each_company_that_its_list_has_it_for(session):
    line = drawn(session, "/timeline?_of=partnerships")
    for group in line.groups:
        assert {lane.fact_id for lane in group.lanes} == {
            mark.fact_id for mark in drawn(session, str(group.address)).rows
        }
    assert {group.name for group in line.groups} > {"OpenAI", "Kakao", "Krafton"}


def test_partners_of_a_company_that_was_chosen_are_no_groups(session):
    line = drawn(session, "/timeline?_of=partnerships&company=openai&_by=company")
    assert [group.name for group in line.groups] == ["OpenAI"]


@pytest.mark.parametrize("by", ["company", "country"])
def test_many_facts_are_bars_that_count_what_they_lead_to(session, monkeypatch, by):
    monkeypatch.setattr(drawing, "MOST_LANES", 5)
    line = drawn(session, f"/timeline?_by={by}")
    assert line.drawn == "bars"
    for group in line.groups[:3]:
        behind = drawn(session, str(group.address))
        assert behind.marks == group.count
        fullest = max(group.bars, key=lambda bar: bar.count)
        first, last = fullest.bucket.window
        inside = drawn(session, f"{group.address}&_from={first}&_to={last}")
        assert (inside.marks, inside.sure) == (fullest.count, fullest.sure)


def test_every_bar_counts_the_rows_behind_it(session):
    line = drawn(session, "/timeline?company=acme")
    assert sum(bar.sure for bar in line.overview) <= line.marks
    for bar in [bar for bar in line.overview if bar.count][::5]:
        first, last = bar.bucket.window
        inside = drawn(session, f"/timeline?company=acme&_from={first}&_to={last}")
        assert (inside.marks, inside.sure, len(inside.rows)) == (bar.count, bar.sure, bar.count)


def test_what_has_no_date_is_counted_and_listed(session):
    line = drawn(session, "/timeline?company=acme")
    rows = drawn(session, "/timeline?company=acme&_undated=yes").rows
    assert line.undated == len(rows) == 3
    assert {(mark.kind, mark.word) for mark in rows} == {
        ("offices", "planned"), ("offices", "open"), ("claims", "fact"),
    }  # fmt: skip


@pytest.mark.parametrize("many", [2_000, 0])
def test_pages_of_rows_have_every_mark_once(session, monkeypatch, many):
    monkeypatch.setattr(drawing, "ROWS", 7)
    monkeypatch.setattr(drawing, "MANY_MARKS", many)
    seen, token = [], ""
    while True:
        line = drawn(session, f"/timeline?_next={token}" if token else "/timeline")
        seen += [mark.id for mark in line.rows]
        if line.next is None:
            break
        token = line.next
    assert len(seen) == len(set(seen)) == line.marks
    streamed = every_row(session, read_ask(session, []), TODAY)
    assert [mark.id for mark, _ in streamed] == seen


def test_trash_is_not_drawn_and_more_rows_take_no_more_statements(seeded_engine):
    counted: list[str] = []
    event.listen(seeded_engine, "before_cursor_execute", lambda *given: counted.append(given[2]))

    def looked() -> tuple[int, int]:
        with Session(seeded_engine) as session:
            counted.clear()
            return drawn(session, "/timeline?_of=offices&company=openai").marks, len(counted)

    before = looked()
    given = {"company": "OpenAI", "status": "open", "status_on": "2016-05-04"}
    offices = [add(seeded_engine, "offices", city=city, **given) for city in ("Busan", "Oslo", "Vienna, AT")]
    assert looked() == (before[0] + 3, before[1])
    remove(seeded_engine, "offices", offices[0])
    assert looked() == (before[0] + 2, before[1])


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("_by", "city"), ("_from", "by 2025"), ("_to", "soon"), ("_next", "2025"), ("_undated", "no"),
        ("status", "open"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(session, argument, value):
    with pytest.raises(Refused) as refused:
        read_ask(session, [(argument, value)])
    assert list(refused.value.fields) == [argument]


def test_every_promise_has_its_outcome(session):
    found = promises(session, read_scope(session, [("_of", "offices"), ("company", "acme")]), TODAY)
    told = described(session, found.held)
    assert {one.promise.title.split(", ")[1]: one.outcome for one in told} == OUTCOMES
    assert found.total == len(OFFICES) == sum(found.counts.values())


def test_the_small_timeline_counts_what_the_large_one_does(session):
    small = glance(session, "company", _id_of(session, "Acme"), TODAY)
    assert small is not None
    assert small.count == drawn(session, "/timeline?company=acme").marks
    assert [strip.kind.__tablename__ for strip in small.strips] == ["offices", "claims"]
    assert glance(session, "country", _id_of(session, "Andorra"), TODAY) is None


def _id_of(session: Session, name: str) -> int:
    found = Lookup(session).resolve(name, ("companies", "countries"))[0]
    assert found
    return found


def test_the_timeline_of_all_is_counted_ahead(seeded_engine, blank):
    counted: list[str] = []
    with connected(blank) as nothing:
        drawing.count_ahead(nothing)  # has no tables, which pages say and this does not
    event.listen(seeded_engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    drawing.count_ahead(seeded_engine)
    assert [statement for statement in counted if "AS marks GROUP BY" in statement]
    counted.clear()
    with reading(seeded_engine) as session:
        line = drawn(session, "/timeline")
    assert line.marks
    assert not [statement for statement in counted if "AS marks GROUP BY" in statement]


@pytest.mark.parametrize("by", ["company", "country"])
def test_few_marks_and_many_are_counted_alike(session, monkeypatch, by):
    scope = read_scope(session, [("company", "openai")])
    groups = list(session.scalars(select(belonging(scope, by, session).c.group_id).distinct()))
    monkeypatch.setattr(dated, "kept", lambda *given: given[2]())
    few = dated.dated_by(session, scope, by, groups)
    monkeypatch.setattr(dated, "FEW", 0)
    many = dated.dated_by(session, scope, by, groups)
    assert any(few.values())
    assert {group: set(days) for group, days in few.items()} == {
        group: set(days) for group, days in many.items()
    }


@pytest.mark.parametrize(
    "address", ["/timeline?company=openai", "/timeline?country=KR", "/timeline?_of=claims&company=openai"]
)
@pytest.mark.parametrize("lanes", [0, 1000])
def test_the_timeline_of_one_goes_through_no_facts_of_others(sqlite, monkeypatch, address, lanes):
    monkeypatch.setattr(drawing, "MOST_LANES", lanes)
    asked: list[tuple[str, tuple[object, ...]]] = []
    with sqlite.lend("seeded") as url, connected(url) as engine, reading(engine) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        assert drawn(session, address).drawn == ("lanes" if lanes else "bars")
        steps = [
            str(row[3])
            for words, values in asked if words.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
        ]  # fmt: skip
    every = ("SCAN offices", "SCAN partnerships", "SCAN projects", "SCAN status_events", "SCAN claims")
    assert [one for one in steps if one.startswith((*every, "SEARCH claims USING INDEX ix_claims_by_"))] == []
