"""The sentence that tells of a claim follows the claim when that is corrected, and only where it said so."""

import pytest

from tests.saving import add, change, newest_revision, row, undo

TOLD = "Acme in Cork: data centre capacity, 250 MW (2026-11)"


@pytest.fixture
def claim(seeded_engine):
    for name in ("Acme", "Birch"):
        add(seeded_engine, "companies", name=name)
    given = {"metric": "datacentre_capacity", "value_text": "250 MW", "as_of": "2026-11"}
    return add(seeded_engine, "claims", subject="Acme", summary=TOLD, **given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value_text": "150 MW"}, "Acme in Cork: data centre capacity, 150 MW (2026-11)"),
        ({"as_of": "2026-12"}, "Acme in Cork: data centre capacity, 250 MW (2026-12)"),
        ({"value_text": "0.3 GW", "as_of": None}, "Acme in Cork: data centre capacity, 300 MW"),
        ({"value_text": None}, "Acme in Cork: data centre capacity (2026-11)"),
        ({"subject": "Birch"}, "Birch in Cork: data centre capacity, 250 MW (2026-11)"),
        ({"value_text": "150 MW", "summary": TOLD}, "Acme in Cork: data centre capacity, 150 MW (2026-11)"),
        ({"value_text": "150 MW", "summary": "Acme builds."}, "Acme builds."),
        ({"note": "Checked."}, TOLD),
    ],
)
def test_it_says_what_was_corrected(seeded_engine, claim, given, told):
    change(seeded_engine, "claims", claim, **given)
    assert row(seeded_engine, "claims", claim)["summary"] == told
    undo(seeded_engine, newest_revision(seeded_engine))
    assert row(seeded_engine, "claims", claim)["summary"] == TOLD


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("The first phase, 250 MW, opens in Cork.", "The first phase, 150 MW, opens in Cork."),
        ("Phase one takes 250 MW of Acme's grid, 250 MW, 250 MW.", None),
        ("Acme builds in Cork.", None),
    ],
)
def test_words_of_its_own_are_left_but_for_the_value(seeded_engine, claim, summary, told):
    change(seeded_engine, "claims", claim, summary=summary)
    change(seeded_engine, "claims", claim, value_text="150 MW")
    assert row(seeded_engine, "claims", claim)["summary"] == (told or summary)


def test_it_says_another_place_and_metric(seeded_engine):
    told = "OpenAI in Ireland: employees, 150 people (2026)"
    given = {"metric": "employees", "value_text": "150 people", "as_of": "2026", "place": "IE"}
    claim = add(seeded_engine, "claims", subject="OpenAI", summary=told, **given)
    for values, wanted in (
        ({"place": "KR"}, "OpenAI in South Korea: employees, 150 people (2026)"),
        ({"metric": "office_headcount_plan", "place": None},
         "OpenAI: planned headcount of an office, 150 people (2026)"),
        ({"place": "JP", "subject": "JP", "as_of": None},
         "Japan: planned headcount of an office, 150 people"),
    ):  # fmt: skip
        change(seeded_engine, "claims", claim, **values)
        assert row(seeded_engine, "claims", claim)["summary"] == wanted
