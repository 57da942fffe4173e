"""Rows that are added together are cleaned a field at a time: each becomes what it becomes alone."""

from typing import Any

import pytest

from tests.saving import add, counts, editing, row
from tests.test_writing import REFUSED
from tracker.errors import Refused
from tracker.records import kind_called
from tracker.writing import RowsRefused

OWN = ("id", "permalink", "version", "added_at", "changed_at", "slug")
VALUES = (
    "about 5", "top 10", "US$1.5bn–2bn", "undisclosed", "over 1,200 people", "no value", " ", None, "x" * 400,
)  # fmt: skip
DAYS = ("2025-Q3", "late 2026", "by June 3, 2026", "2025-13", "someday", "", None)
# Each kind with what its rows have and what one of its fields may say.
ROWS: list[tuple[str, dict[str, Any], str, tuple[Any, ...]]] = [
    ("claims", {"subject": "OpenAI", "metric": "employees", "summary": "S"}, "value_text", VALUES),
    ("claims", {"subject": "OpenAI", "metric": "revenue", "summary": "S"}, "value_text", VALUES),
    ("claims", {"subject": "OpenAI", "metric": "employees", "summary": "S"}, "as_of", DAYS),
    ("claims", {"metric": "employees", "summary": "S"}, "subject", ("openai", "companies/openai", "X", None)),
    ("claims", {"subject": "OpenAI", "metric": "revenue", "summary": "S"}, "rank", ("normal", "deprecated")),
    ("offices", {"company": "OpenAI", "country": "KR"}, "status", ("open", "blooming", None)),
    ("offices", {"company": "OpenAI", "country": "KR"}, "opened", DAYS),
    ("offices", {"company": "OpenAI"}, "city", ("Seoul, KR", "Tokyo", None)),
    ("companies", {"name": "Acme"}, "aliases", ([{"name": "A"}], "A; B", "", None)),
    ("companies", {"name": "Acme"}, "employees", ("5", 5, 5.0, True, "many", None)),
    ("cities", {"name": "Here", "country": "KR"}, "latitude", ("37.5", 37.5, 91.0, True, None)),
    ("people", {}, "name", ("A. Name", 7, " B.  Name ", "", None)),
]  # fmt: skip


def alone(engine, kind, values, strict):
    """The record that a row becomes by itself, or what is wrong with it by field."""
    try:
        with editing(engine) as edit:
            made = edit.add(kind_called(kind), values, strict=strict)
    except Refused as refused:
        return refused.fields
    return said(row(engine, kind, made))


def together(engine, kind, rows, strict):
    """The same for rows that are added together."""
    try:
        with editing(engine) as edit:
            made = edit.add_many(kind_called(kind), rows, strict=strict)
    except RowsRefused as refused:
        faults: list[dict[str, str]] = [{} for _ in rows]
        for place, field, words in refused.rows:
            faults[place - 1][field] = words
        return faults
    return [said(row(engine, kind, number)) for number in made]


def said(values):
    parts = {name: len(value) for name, value in values.items() if isinstance(value, list)}
    return {name: value for name, value in values.items() if name not in OWN} | parts


@pytest.mark.parametrize("strict", [True, False])
def test_rows_added_together_become_what_each_becomes_alone(seeded_engine, strict):
    for kind, usual, field, values in ROWS:
        for value in values:
            given = usual | {field: value}
            once = alone(seeded_engine, kind, given, strict)
            assert together(seeded_engine, kind, [given, given], strict) == [once, once], (kind, given)


def test_a_row_beside_others_is_refused_in_the_same_words(seeded_engine):
    # Whether a short name is taken is seen for all rows at once.
    apart = [(kind, values) for kind, values, field in REFUSED if field != "slug"]
    for kind, values in apart:
        with pytest.raises(Refused) as refused:
            add(seeded_engine, kind, **values)
        with pytest.raises(RowsRefused) as many, editing(seeded_engine) as edit:
            edit.add_many(kind_called(kind), [values, values])
        assert {(field, words) for _, field, words in many.value.rows} == set(refused.value.fields.items())
        assert {place for place, _, _ in many.value.rows} == {1, 2}


def test_every_row_of_many_is_added_or_none(seeded_engine):
    before = counts(seeded_engine)
    with pytest.raises(RowsRefused) as refused, editing(seeded_engine) as edit:
        edit.add_many(kind_called("people"), [{"name": "A. Name"}, {"name": ""}, {"surname": "X"}])
    assert {(place, field) for place, field, _ in refused.value.rows} == {
        (2, "name"), (3, "name"), (3, "surname")
    }  # fmt: skip
    assert counts(seeded_engine) == before
