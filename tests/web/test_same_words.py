"""One bad value, one message: from the form, the API, a file and the command. And nothing is written."""

import csv
import html
from typing import Any

import pytest
from click.testing import CliRunner

from tests.web.site import ROOT, newest
from tracker.cli import main
from tracker.errors import Refused
from tracker.exchange.importing import import_rows
from tracker.exchange.sources import source_of
from tracker.records import kind_called
from tracker.writing import RowsRefused

OFFICE = {"company": "Acme", "city": "Seoul"}
CLAIM = {
    "subject": "companies/acme",
    "metric": "employees",
    "summary": "Acme has people.",
    "value_text": "40",
}
BAD: list[tuple[str, dict[str, str], str]] = [
    ("companies", {"name": "", "description": "Makes anvils."}, "name"),
    ("companies", {"name": "x" * 301}, "name"),
    ("companies", {"name": "A\u202eB"}, "name"),
    ("companies", {"name": "A", "kind": "club"}, "kind"),
    ("companies", {"name": "A", "slug": "Not A Slug"}, "slug"),
    ("companies", {"name": "A", "slug": "acme"}, "slug"),
    ("companies", {"name": "A", "website": "javascript:alert(1)"}, "website"),
    ("companies", {"name": "A", "wikidata": "P31"}, "wikidata"),
    ("companies", {"name": "A", "parent": "Nobody at all"}, "parent"),
    ("companies", {"name": "A", "country": "999999"}, "country"),
    ("countries", {"name": "A", "code": "ABC"}, "code"),
    ("countries", {"name": "A", "code": "KR"}, "code"),
    ("offices", OFFICE | {"city": ""}, "city"),
    ("offices", OFFICE | {"city": "Nowhere"}, "city"),
    ("offices", OFFICE | {"status": "opened"}, "status"),
    ("offices", OFFICE | {"opened": "the day after"}, "opened"),
    ("offices", OFFICE | {"status": "open", "status_on": "31 February 2025"}, "status_on"),
    ("claims", CLAIM | {"value_text": "a good many"}, "value_text"),
    ("claims", CLAIM | {"value_text": "more than fourfold"}, "baseline"),
    ("claims", CLAIM | {"rank": "deprecated"}, "rank_reason"),
    ("claims", CLAIM | {"as_of": "in the coming months"}, "as_of"),
    ("claims", CLAIM | {"subject": "Gazette"}, "subject"),
    ("citations", {"record": "companies/acme", "article": "Acme in Seoul", "quote": "never said"}, "quote"),
    (
        "citations",
        {"record": "companies/acme", "article": "Acme in Seoul", "quote": "Acme", "field": "colour"},
        "field",
    ),
    ("people", {"name": "A\nB"}, "name"),
    ("feeds", {"name": "Inside", "address": "http://127.0.0.1/rss"}, "address"),
    ("feeds", {"name": "Inside", "address": "https://localhost/rss"}, "address"),
]


@pytest.fixture
def web(shared):
    return shared


def said_by_api(web: Any, kind: str, given: dict[str, str]) -> dict[str, str]:
    answer = web.post(f"{ROOT}/{kind}/", json={name: value or None for name, value in given.items()})
    assert answer.status_code == 400
    fields: dict[str, str] = answer.json["fields"]
    return fields


@pytest.mark.parametrize(("kind", "given", "field"), BAD, ids=lambda value: str(value)[:40])
def test_the_same_words_through_every_door(web, kind, given, field, tmp_path, monkeypatch):
    saved, engine = newest(web), web.application.extensions["tracker"].engine
    words = said_by_api(web, kind, given)
    assert set(words) == {field}

    page = web.post(f"/{kind}/new", data={**given, "_once": "same words"})
    assert page.status_code == 400
    assert words[field] in html.unescape(page.text)

    path = tmp_path / f"{kind}.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([list(given), list(given.values())])
    with pytest.raises(Refused) as refused:
        import_rows(engine, [source_of(kind_called(kind), path)], actor="test")
    assert isinstance(refused.value, RowsRefused)
    assert refused.value.rows == [(1, field, words[field])]

    monkeypatch.setenv("TRACKER_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    command = CliRunner().invoke(main, ["import", kind, str(path)])
    assert command.exit_code == 1
    assert words[field] in command.output
    assert newest(web) == saved
