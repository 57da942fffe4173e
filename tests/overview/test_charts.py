"""A chart joins only what can be compared, and names what it leaves out."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.databases import Backend, connected
from tests.overview.promising import LEFT_OUT, USERS, promise
from tests.saving import add, change, editing, remove
from tracker.db import reading
from tracker.errors import Refused
from tracker.overview.charts import TALL, Chart, charts, claimed_metrics, claims_asked
from tracker.queries import listing
from tracker.records import kind_called
from tracker.records.claim import Claim

METRIC = {"name": "ranked", "label": "Ranked", "value_kind": "rank", "unit": "rank", "definition": "A place."}
RANKS = (("3rd", "2014"), ("2nd", "2015"), ("top 10", "2016"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A seeded database with the claims of a company, and its ranks."""
    backend: Backend = request.getfixturevalue(request.param)
    with backend.lend("seeded") as url, connected(url) as engine:
        promise(engine)
        with editing(engine) as edit:
            edit.add(kind_called("metrics"), METRIC)
            for value, day in RANKS:
                claim = {"subject": "companies/acme", "value_text": value, "as_of": day, "metric": "ranked"}
                edit.add(Claim, claim | {"summary": f"Acme is {value}."})
        yield engine


@pytest.fixture
def session(shared: Engine) -> Iterator[Session]:
    with Session(shared) as session:
        yield session


def drawn(session: Session, **asked: str) -> list[Chart]:
    return charts(session, claims_asked(session, asked.items())).charts


def test_a_series_has_what_can_be_compared_and_names_the_rest(session):
    (chart,) = drawn(session, subject="companies/acme", metric="weekly_active_users")
    assert [point.value for point in chart.series.points] == [
        "100 million", "200 million", "more than 300 million", "400 million", "1 billion",
    ]  # fmt: skip
    assert {out.reason: len(out.claims) for out in chart.series.left_out} == LEFT_OUT
    assert len(chart.series.points) + sum(LEFT_OUT.values()) == len(USERS)


def test_its_list_has_every_claim_drawn_or_left_out(session):
    (chart,) = drawn(session, subject="companies/acme", metric="weekly_active_users", modality="fact")
    rows = listing(session, Claim, parse_qsl(urlsplit(chart.series.address).query)).rows
    told = {point.permalink for point in chart.series.points}
    told |= {address for out in chart.series.left_out for address, _ in out.claims}
    assert {row["permalink"] for row in rows} == told


def test_intervals_are_bars_open_ends_are_open_and_forecasts_stand_apart(session):
    (chart,) = drawn(session, metric="weekly_active_users", subject="companies/acme")
    placed = {one.point.value: one for one in chart.placed}
    more = placed["more than 300 million"]
    assert (more.open_up, more.open_down, more.top) == (True, False, 0)
    assert more.top + more.height == chart.scale.at(300e6)
    assert placed["100 million"].height == 0
    assert [one.point.value for one in chart.placed if one.point.foreseen] == ["1 billion"]
    # Neither the open value nor the target is on the line.
    assert len(chart.lines) == 2
    assert [line[3] for line in chart.lines] == [chart.scale.at(200e6), chart.scale.at(400e6)]


def test_the_first_rank_stands_on_top(session):
    (chart,) = drawn(session, metric="ranked")
    assert chart.scale.turned
    third, second, ten = chart.placed
    assert third.top > second.top
    assert (ten.top, ten.height) == (chart.scale.at(1), round(chart.scale.at(10) - chart.scale.at(1), 1))
    assert chart.scale.ticks()[0][1] == "2nd"


def test_a_scale_begins_at_nothing_and_has_round_numbers(session):
    (chart,) = drawn(session, metric="weekly_active_users", subject="companies/acme")
    assert chart.scale.ticks()[0] == (TALL, "0")
    assert [words for _, words in chart.scale.ticks()] == [
        "0", "200 million", "400 million", "600 million", "800 million", "1 billion",
    ]  # fmt: skip


def test_all_charts_of_a_subject_share_their_time(session):
    found = drawn(session, subject="companies/acme")
    assert {chart.series.metric for chart in found} == {"Weekly active users", "Ranked"}
    assert len({chart.axis for chart in found}) == 1


def test_fewer_are_drawn_when_asked_and_the_rest_counted(session):
    found = charts(session, claims_asked(session, [("subject", "companies/acme")]), most=1)
    assert (len(found.charts), found.hidden, found.unread) == (1, 1, 0)
    assert found.charts[0].series.metric == "Weekly active users"


def test_metrics_are_offered_with_the_number_of_their_claims(session):
    offered = {label: many for _, label, many in claimed_metrics(session)}
    assert offered["Weekly active users"] == len(USERS)
    assert offered["Ranked"] == len(RANKS)


@pytest.mark.parametrize("asked", [{"_of": "offices"}, {"nothing": "1"}, {"metric": "nothing_like_it"}])
def test_a_wrong_argument_is_named(session, asked):
    with pytest.raises(Refused) as refused:
        drawn(session, **asked)
    assert list(refused.value.fields) == list(asked)


def test_claims_saved_and_removed_between_two_looks_are_seen(engine):
    def points():
        with reading(engine) as session:
            return [len(chart.series.points) for chart in drawn(session, metric="ranked")]

    add(engine, "metrics", **METRIC)
    subjects = [add(engine, "companies", name=name) for name in ("Acme", "Nimbus")]
    claim = {"subject": subjects[0], "metric": "ranked", "summary": "Ranked."}
    claims = [add(engine, "claims", value_text=value, as_of=day, **claim) for value, day in RANKS]
    assert points() == [3]
    add(engine, "claims", value_text="first", as_of="2017", **claim)
    assert points() == [4]
    remove(engine, "claims", claims[0])
    assert points() == [3]
    change(engine, "claims", claims[1], subject=subjects[1])
    assert points() == [2]
