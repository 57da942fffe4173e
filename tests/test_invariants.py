"""What no save may leave behind, whichever door it comes through."""

import pytest

from tests import saving
from tracker.errors import Refused


def test_an_organisation_is_not_its_own_partner(engine):
    one, two = (saving.add(engine, "companies", name=name) for name in ("First Works", "Second Works"))
    with pytest.raises(Refused, match="2 different parties"):
        saving.add(engine, "partnerships", parties=[{"company": one}, {"company": one}])
    deal = saving.add(engine, "partnerships", parties=[{"company": one}, {"company": two}])
    party = saving.row(engine, "partnerships", deal)["parties"][1]["id"]
    with pytest.raises(Refused, match="2 different parties"):
        saving.change(engine, "partnership_parties", party, company=one)


def test_no_company_is_above_itself(engine):
    below, middle, top = (saving.add(engine, "companies", name=name) for name in ("Below", "Middle", "Top"))
    saving.change(engine, "companies", below, parent=middle)
    saving.change(engine, "companies", middle, parent=top)
    with pytest.raises(Refused) as refused:
        saving.change(engine, "companies", top, parent=below)
    assert "circle" in refused.value.fields["parent"]


def test_a_role_does_not_end_before_it_begins(engine):
    company = saving.add(engine, "companies", name="First Works")
    role = {"role": "chair", "company": company, "since": "2030", "until": "2020"}
    with pytest.raises(Refused, match="attention") as refused:
        saving.add(engine, "people", name="A Person", roles=[role])
    assert refused.value.fields == {"roles.1.until": "The role ends before it begins."}


def test_what_is_in_the_trash_keeps_its_name(engine):
    one, two = (saving.add(engine, "companies", name=name) for name in ("First Works", "Second Works"))
    deal = saving.add(engine, "partnerships", parties=[{"company": one}, {"company": two}])
    saving.remove(engine, "partnerships", deal)
    assert saving.row(engine, "partnerships", deal)["label"] == "First Works – Second Works"


@pytest.mark.parametrize("slug", ["new", "trash"])
def test_short_names_leave_the_pages_of_the_tracker_alone(engine, slug):
    with pytest.raises(Refused) as refused:
        saving.add(engine, "companies", name="A Firm", slug=slug)
    assert "slug" in refused.value.fields
    number = saving.add(engine, "companies", name=slug)
    assert saving.row(engine, "companies", number)["slug"] == f"{slug}-2"


def test_powers_are_kept_in_one_unit_and_metrics_found_by_their_label(seeded_engine):
    project = saving.add(seeded_engine, "projects", name="A Site", capacity_text="over 1.2 GW")
    kept = saving.row(seeded_engine, "projects", project)
    assert (kept["capacity_text"], kept["capacity_low"], kept["capacity_unit"]) == ("over 1.2 GW", 1200, "MW")
    claim = saving.add(
        seeded_engine,
        "claims",
        subject="OpenAI",
        metric="Weekly active users",
        summary="Many.",
        value_text="5",
    )
    assert saving.row(seeded_engine, "claims", claim)["metric"] == "weekly_active_users"
