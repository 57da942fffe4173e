"""A status is the newest of dated steps, and never a column to overwrite."""

import pytest

from tests.saving import add, change, remove, row, rows
from tracker.errors import Refused


@pytest.fixture
def office(seeded_engine):
    return add(seeded_engine, "offices", company="Kakao", city="Seoul, KR")


def step(engine, office, status, date=None, **more):
    return add(engine, "status_events", record=office, status=status, date=date, **more)


def status(engine, office):
    kept = row(engine, "offices", office)
    return kept["status"], kept["status_on"]


def test_without_steps_there_is_no_status(seeded_engine, office):
    assert status(seeded_engine, office) == (None, None)


def test_the_latest_day_decides_and_not_the_order_of_saving(seeded_engine, office):
    step(seeded_engine, office, "open", "2025-09")
    step(seeded_engine, office, "announced", "2025-05")
    step(seeded_engine, office, "rumoured")
    assert status(seeded_engine, office) == ("open", "2025-09")
    kept = row(seeded_engine, "offices", office)
    assert (kept["status_on_from"], kept["status_on_to"]) == ("2025-09-01", "2025-09-30")
    assert kept["status_on_precision"] == "month"


def test_of_two_steps_of_one_day_the_one_recorded_later_counts(seeded_engine, office):
    step(seeded_engine, office, "announced", "2025-05-26")
    step(seeded_engine, office, "open", "2025-05-26")
    assert status(seeded_engine, office) == ("open", "2025-05-26")


def test_a_promise_is_no_step(seeded_engine, office):
    step(seeded_engine, office, "announced", "2025-05")
    step(seeded_engine, office, "open", "2026-01", basis="promised")
    assert status(seeded_engine, office) == ("announced", "2025-05")


def test_a_step_that_happened_has_a_day_that_has_come(seeded_engine, office):
    another = {"company": "Kakao", "country": "JP"}
    for kind, name, given in (
        ("status_events", "date", {"record": office}), ("offices", "status_on", another),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            add(seeded_engine, kind, **given, status="open", **{name: "2090"})
        assert "still ahead" in refused.value.fields[name]
    with pytest.raises(Refused):
        change(seeded_engine, "offices", office, status="open", status_on="May 2090")
    step(seeded_engine, office, "open", "2090", basis="promised")
    assert status(seeded_engine, office) == (None, None)


def test_the_status_falls_back_when_the_newest_step_goes(seeded_engine, office):
    step(seeded_engine, office, "announced", "2025-05")
    newest = step(seeded_engine, office, "open", "2025-09")
    remove(seeded_engine, "status_events", newest)
    assert status(seeded_engine, office) == ("announced", "2025-05")
    first = row(seeded_engine, "offices", office)["events"][0]["id"]
    change(seeded_engine, "status_events", first, status="planned")
    assert status(seeded_engine, office) == ("planned", "2025-05")
    remove(seeded_engine, "status_events", first)
    assert status(seeded_engine, office) == (None, None)


def test_a_status_given_with_a_record_is_its_first_step(seeded_engine):
    one = add(seeded_engine, "offices", company="Kakao", country="KR", status="open", status_on="late 2025")
    assert status(seeded_engine, one) == ("open", "late 2025")
    events = rows(
        seeded_engine, "SELECT status, date, date_from FROM status_events WHERE record_id = :i", i=one
    )
    assert [(found[0], found[1], str(found[2])) for found in events] == [("open", "late 2025", "2025-09-01")]


def test_a_status_that_is_changed_is_another_step(seeded_engine, office):
    change(seeded_engine, "offices", office, status="planned")
    change(
        seeded_engine,
        "offices",
        office,
        status="announced",
        status_on="in May",
        status_on_anchor="2025-06-10",
    )
    change(seeded_engine, "offices", office, status="open", status_on="2025-09-10", role="hub")
    assert [event["status"] for event in row(seeded_engine, "offices", office)["events"]] == [
        "planned", "announced", "open"
    ]  # fmt: skip
    assert status(seeded_engine, office) == ("open", "2025-09-10")
    # The same again is no step, nor is what a form sends back unchanged.
    assert not change(seeded_engine, "offices", office, status="open")
    assert not change(seeded_engine, "offices", office, status="open", status_on="2025-09-10")
    assert len(row(seeded_engine, "offices", office)["events"]) == 3


def test_a_step_after_a_dated_one_needs_a_date(seeded_engine, office):
    change(seeded_engine, "offices", office, status="announced", status_on="2025-05")
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "offices", office, status="open")
    assert "status_on" in refused.value.fields
    with pytest.raises(Refused) as refused:
        change(seeded_engine, "offices", office, status="open", status_on="soonish, they say")
    assert "status_on" in refused.value.fields
    assert status(seeded_engine, office) == ("announced", "2025-05")


def test_an_earlier_day_of_the_status_it_has_is_not_saved_without_effect(seeded_engine, office):
    change(seeded_engine, "offices", office, status="open", status_on="late 2025")
    for day in ("2025-09-15", "November 2025"):
        with pytest.raises(Refused) as refused:
            change(seeded_engine, "offices", office, status="open", status_on=day)
        assert "open, late 2025" in refused.value.fields["status_on"]
    change(seeded_engine, "offices", office, status="announced", status_on="2025-02")
    assert status(seeded_engine, office) == ("open", "late 2025")
    change(seeded_engine, "offices", office, status_on="2026-01")
    assert status(seeded_engine, office) == ("open", "2026-01")


def test_steps_belong_to_what_has_a_status(seeded_engine):
    with pytest.raises(Refused) as refused:
        add(seeded_engine, "status_events", record="OpenAI", status="open")
    assert "record" in refused.value.fields
