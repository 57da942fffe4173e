"""The database itself refuses what must never stand in it, whoever writes: raw SQL, no tracker in between."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.saving import add, counts, editing, row, rows
from tracker.db import transaction
from tracker.errors import Refused
from tracker.fields import fields_of
from tracker.records import kind_called, kinds
from tracker.values import COMPARATORS, STATES, UNITS
from tracker.writing import Edit, RowsRefused

NOTHING: dict[str, Any] = {
    "value_text": None, "value_state": None, "comparator": None, "value_low": None, "value_high": None,
    "unit": None, "currency": None, "change_kind": None, "baseline": None,
}  # fmt: skip
BOUNDS = {
    "exact": {(1, 1)}, "about": {(1, 1), (1, 2)}, "more_than": {(1, None)}, "at_least": {(1, None)},
    "less_than": {(None, 1)}, "at_most": {(None, 1)}, "between": {(1, 2)}, "vague": {(None, None)},
    "top_n": set(),  # only of ranks
}  # fmt: skip
EVERY_BOUND = [(None, None), (1, None), (None, 1), (1, 1), (1, 2), (2, 1)]


@pytest.fixture
def claim(seeded_engine):
    """A claim whose value is free to be set."""
    return add(seeded_engine, "claims", subject="OpenAI", metric="revenue", summary="A claim.")


def holds(engine: Engine, table: str, number: int, **values: Any) -> bool:
    """Whether the database takes these values; they are taken back at once."""
    setting = ", ".join(f'"{name}" = :{name}' for name in values)
    try:
        with transaction(engine) as session:
            session.execute(text(f"UPDATE {table} SET {setting} WHERE id = :id"), {**values, "id": number})
            session.rollback()
    except IntegrityError:
        return False
    return True


# -- values -----------------------------------------------------------------------------------------------


def test_every_comparator_has_its_bounds(seeded_engine, claim):
    for comparator in COMPARATORS:
        taken = {
            (low, high)
            for low, high in EVERY_BOUND
            if holds(
                seeded_engine, "claims", claim, **NOTHING | {
                    "value_text": "words", "comparator": comparator, "value_low": low, "value_high": high,
                }
            )
        }  # fmt: skip
        assert taken == BOUNDS[comparator], comparator
    top = NOTHING | {"value_text": "top 10", "comparator": "top_n", "unit": "rank"}
    assert holds(seeded_engine, "claims", claim, **top | {"value_low": 1, "value_high": 10})
    assert not holds(seeded_engine, "claims", claim, **top | {"value_low": 2, "value_high": 10})
    assert not holds(seeded_engine, "claims", claim, **top | {"value_low": 1, "value_high": None})


@pytest.mark.parametrize(
    "wrong",
    [
        {"value_text": "1", "value_low": 1, "value_high": 1},  # bounds without a comparator
        {"comparator": "exact", "value_low": 1, "value_high": 1},  # a value without its words
        {"value_text": "words"},  # words without a value
        {"value_state": "unknown"},  # a state without its words
        {"value_text": "?", "value_state": "perhaps"},
        {"value_text": "?", "value_state": "unknown", "comparator": "exact", "value_low": 1, "value_high": 1},
        {"value_text": "?", "value_state": "unknown", "comparator": "vague"},
        {"value_text": "?", "comparator": "nearly", "value_low": 1, "value_high": 1},
        {"value_text": "0th", "comparator": "exact", "value_low": 0, "value_high": 0, "unit": "rank"},
        {"value_text": "$1", "comparator": "vague", "currency": "USD"},
        {"value_text": "$1", "comparator": "vague", "currency": "USD", "unit": "EUR"},
        {"value_text": "x", "comparator": "vague", "change_kind": "ratio"},
        {"value_text": "x", "comparator": "vague", "change_kind": "difference"},
        {"value_text": "x", "comparator": "vague", "change_kind": "growth", "baseline": "a year before"},
        {"rank": "deprecated", "rank_reason": None},
        {"modality": "guess"},
        {"subject_id": 10**9},
        {"metric_id": None},
    ],
    ids=lambda wrong: " ".join(f"{name}={value}" for name, value in wrong.items()),
)  # fmt: skip
def test_a_claim_that_makes_no_sense_is_refused(engine, wrong):
    claim = _claim(engine)
    right = {"value_text": "x", "comparator": "vague", "change_kind": "ratio", "baseline": "a year before"}
    assert holds(engine, "claims", claim, **NOTHING | right)
    assert not holds(engine, "claims", claim, **NOTHING | wrong)


def _claim(engine: Engine) -> int:
    """A claim in an otherwise empty database."""
    metric = {"name": "revenue", "label": "Revenue", "value_kind": "money", "definition": "Sales."}
    add(engine, "metrics", **metric)
    add(engine, "companies", name="OpenAI")
    return add(engine, "claims", subject="OpenAI", metric="revenue", summary="A claim.")


# -- dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "start", "end", "precision", "stands"),
    [
        (None, None, None, None, True),
        ("2025-05", date(2025, 5, 1), date(2025, 5, 31), "month", True),
        ("by June", None, date(2025, 6, 30), "relative", True),
        ("since June", date(2025, 6, 1), None, "relative", True),
        ("2025-05-01", date(2025, 5, 1), date(2025, 5, 1), "day", True),
        ("2025-05-01", date(2025, 5, 1), date(2025, 5, 2), "day", False),
        ("2025-05-01", date(2025, 5, 1), None, "day", False),
        ("2025", None, None, "year", False),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), None, False),
        (None, date(2025, 1, 1), date(2025, 12, 31), "year", False),
        (None, None, None, "year", False),
        ("2025", date(2025, 12, 31), date(2025, 1, 1), "range", False),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "aeon", False),
    ],
)  # fmt: skip
def test_a_date_keeps_its_words_days_and_precision_together(engine, words, start, end, precision, stands):
    article = add(engine, "articles", title="An article")
    values = {
        "published": words, "published_from": start, "published_to": end, "published_precision": precision
    }  # fmt: skip
    assert holds(engine, "articles", article, **values) == stands


# -- evidence ---------------------------------------------------------------------------------------------


def test_a_citation_is_of_something_and_for_something(engine):
    article = add(engine, "articles", title="An article")
    company = add(engine, "companies", name="Acme")
    place = {"paragraph": 1, "sentence": 1, "sentence_sha256": "0" * 64}
    cited = add(engine, "citations", record=company, article=article, **place)
    assert holds(engine, "citations", cited, stance="disputes", note="A note.")
    for name in place:
        assert not holds(engine, "citations", cited, **{name: None}), name
    for wrong in (
        {"state": "verified"}, {"state": "true"}, {"stance": "likes"}, {"attribution": "hearsay"},
        {"record_id": None}, {"article_id": None}, {"record_id": 10**9}, {"article_id": company},
        {"passage_id": 10**9}, {"speaker_id": company}, {"via_id": company},
    ):  # fmt: skip
        assert not holds(engine, "citations", cited, **wrong), wrong


def test_a_passage_is_as_long_as_its_quote(engine):
    article = add(engine, "articles", title="An article")
    with editing(engine) as edit:
        edit.attach(article, "Acme 🎉 opens in Łódź.", "pasted")
        company = edit.add(kind_called("companies"), {"name": "Acme"})
        quote = {"record": company, "article": article, "quote": "🎉 opens in Łódź"}
        edit.add(kind_called("citations"), quote)
    ((passage, start, end),) = rows(engine, "SELECT id, start_offset, end_offset FROM passages")
    assert (start, end) == (5, 20)
    for wrong in (
        {"start_offset": -1, "end_offset": 14}, {"end_offset": start, "quote": ""},
        {"quote": "🎉 opens"}, {"end_offset": end + 1}, {"capture_id": company}, {"quote": None},
    ):  # fmt: skip
        assert not holds(engine, "passages", passage, **wrong), wrong
    assert holds(engine, "passages", passage, start_offset=start + 1, end_offset=end + 1)


# -- words of enumerations --------------------------------------------------------------------------------


def test_every_choice_of_every_kind_is_held_by_the_database(seeded_engine):
    """One row of each kind there is: its choices are taken, any other word is not."""
    for name, kind in kinds().items():
        found = rows(seeded_engine, f"SELECT id FROM {name} ORDER BY id LIMIT 1")
        held = [one for one in fields_of(kind) if one.choices and (not one.part_of or one.name.endswith(
            ("_state", "comparator", "_precision", "change_kind")))]  # fmt: skip
        for one in held if found else []:
            assert not holds(seeded_engine, name, found[0][0], **{one.column: "no such word"}), one
    for status in ("announced", "closed", "denied"):
        office = rows(seeded_engine, "SELECT id FROM offices")[0][0]
        assert holds(seeded_engine, "offices", office, status=status)


# -- ids --------------------------------------------------------------------------------------------------


def test_ids_are_never_given_out_again(engine):
    newest = add(engine, "people", name="A. Name")
    with transaction(engine) as session:
        for table in ("search_entries", "changes"):
            session.execute(text(f"DELETE FROM {table} WHERE record_id = :id"), {"id": newest})
        for table in ("people", "records"):
            session.execute(text(f"DELETE FROM {table} WHERE id = :id"), {"id": newest})
    assert add(engine, "people", name="B. Name") > newest


def test_a_refused_save_may_skip_ids_but_never_mixes_them(engine):
    first = add(engine, "people", name="A. Name")
    people = kind_called("people")
    with pytest.raises(RowsRefused), editing(engine) as edit:
        edit.add_many(people, [{"name": edit.add(people, {"name": "B. Name"}) and "C. Name"}, {"name": 1}])
    second = add(engine, "people", name="C. Name")
    assert second > first
    assert row(engine, "people", second)["label"] == "C. Name"


# -- whatever is typed ------------------------------------------------------------------------------------

AMOUNTS = st.sampled_from([
    "second", "first", "top 10", "top five", "top 0", "0th", "-3", "1e400", "more than fourfold", "doubled",
    "quadrupled", "up 30%", "30 percent", "about 400 MW", "US$1.5bn–2bn", "€2bn to €1bn", "¥3 trillion",
    "up to 500", "at least 12", "10.5 offices", "undisclosed", "unknown", "none", "dozens", "5 to 5",
    "several million won", "1.23456789012345678", "nil", "three in four",
])  # fmt: skip
BEFORE = ["", "about ", "more than ", "at most ", "top ", "up ", "$", "under ", "nearly ", "-"]
BEHIND = ["", "%", " users", "th", " times", " MW", " bn", " won", "-fold", " cities", " to 9"]
NUMBERS = st.integers(0, 99) | st.integers(0, 99) | st.floats() | st.integers(-(10**24), 10**24)
WORDS = st.one_of(
    AMOUNTS,
    AMOUNTS,
    st.builds("{}{}{}".format, st.sampled_from(BEFORE), NUMBERS, st.sampled_from(BEHIND)),
    st.text(max_size=40),
)
DATES = st.sampled_from([
    "2025", "2025-05", "2025-Q3", "late 2026", "before 3 June 2025", "by 2030", "since 2019", "the 1990s",
    "in the coming months", "last April", "2025-13", "Feb 30 2025", "2025-06/2025-03", "never",
])  # fmt: skip
DAYS = st.dates().map(str)
NO_PARTS: dict[str, Any] = {}
WHEN = st.one_of(
    st.just(NO_PARTS),
    st.fixed_dictionaries({"as_of": DATES}, optional={"as_of_anchor": DAYS}),
    st.fixed_dictionaries({"as_of": DAYS | st.text(max_size=30)}),
)
PARTS = (
    st.just(NO_PARTS)
    | st.just(NO_PARTS)
    | st.fixed_dictionaries(
        {},
        optional={
            "comparator": st.sampled_from([*COMPARATORS, "nearly"]),
            "value_state": st.sampled_from([*STATES, "lost"]),
            "value_low": st.one_of(st.integers(-5, 20), st.floats(-1e22, 1e22)),
            "value_high": st.one_of(st.integers(-5, 20), st.floats(-1e22, 1e22)),
            "unit": st.sampled_from([*list(UNITS)[:12], "rank", "USD", "parsec"]),
            "currency": st.sampled_from(["USD", "EUR", "dollar"]),
            "change_kind": st.sampled_from(["level", "difference", "ratio", "growth"]),
            "as_of_from": st.dates().map(str),
            "as_of_to": st.dates().map(str),
            "as_of_precision": st.sampled_from(["day", "month", "year", "range", "relative", "aeon"]),
            "baseline": st.just("a year before"),
        },
    )
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    metric=st.sampled_from(["revenue", "user_volume_rank", "offices_opened_cities", "stated_intent"]),
    value=WORDS, when=WHEN, parts=PARTS,
)  # fmt: skip
def test_what_is_accepted_the_database_accepts_too(typed, metric, value, when, parts):
    """Every CHECK holds for whatever the door lets in, and what it keeps out is Refused and nothing else."""
    values = {"subject": "OpenAI", "metric": metric, "summary": "A claim.", "value_text": value}
    typed.add(values | when | parts)


class Typed:
    """Adds claims in one database, takes each back, and counts what became of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.accepted, self.refused = engine, 0, 0

    def add(self, values: dict[str, Any]) -> None:
        with transaction(self.engine) as session:
            edit = Edit(session, actor="tester", door="api")
            try:
                edit.add(kind_called("claims"), values)
                edit.finish()
                self.accepted += 1
            except Refused as refused:
                self.refused += bool(refused.fields)
            session.rollback()


@pytest.fixture
def typed(seeded_engine):
    before = counts(seeded_engine)
    found = Typed(seeded_engine)
    yield found
    assert found.accepted > 5
    assert found.refused > 5
    assert counts(seeded_engine) == before
