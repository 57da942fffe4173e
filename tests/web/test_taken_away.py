"""Every view is a table to take away, alike in all files, and refuses arguments that mean nothing to it."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.databases import Backend
from tests.overview.promising import promise
from tests.web.site import made
from tracker.exchange.cells import text_in_workbook, text_of
from tracker.exchange.importing import import_rows
from tracker.exchange.sources import source_of
from tracker.records import kinds

# An address of each view that has rows.
VIEWS = {
    "timeline": "", "promises": "", "map": "", "matrix": "", "network": "?company=openai",
    "chart": "?subject=companies%2Facme", "compare": "?companies=openai&companies=kakao",
    "search": "?q=seoul+office", "changes": "", "changed": "?company=openai",
}  # fmt: skip


@pytest.fixture(scope="module")
def web(sqlite: Backend) -> Iterator[FlaskClient]:
    """A client of the seeds and of a company with promises and charts."""
    with served(sqlite) as client:
        yield client


@contextmanager
def served(backend: Backend) -> Iterator[FlaskClient]:
    with backend.lend("seeded") as database, made(database) as app:
        promise(app.extensions["tracker"].engine)
        yield app.test_client()


def files_of(web: FlaskClient) -> set[str]:
    """What can be taken away as CSV, but for kinds and typed SQL."""
    rules = [rule.rule for rule in web.application.url_map.iter_rules() if rule.rule.endswith(".csv")]
    return {rule[1:-4] for rule in rules if "<" not in rule} - {"sql"}


def test_every_view_is_held_to_it(web):
    assert files_of(web) == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_the_same_rows_in_every_file(web, view):
    table = web.get(f"/{view}.csv{VIEWS[view]}")
    header, *rows = csv.reader(io.StringIO(table.text, newline=""))
    assert rows
    lines = [json.loads(line) for line in web.get(f"/{view}.jsonl{VIEWS[view]}").text.splitlines()]
    assert [list(line) for line in lines] == [header] * len(rows)
    assert [[text_of(value) for value in line.values()] for line in lines] == rows
    book = openpyxl.load_workbook(io.BytesIO(web.get(f"/{view}.xlsx{VIEWS[view]}").data))
    cells = book.worksheets[0].iter_rows(values_only=True)
    whole = [[text.removesuffix(".0") for text in row] for row in rows]  # a workbook has one sort of number
    assert [[text_in_workbook(cell) for cell in row] for row in cells] == [header, *whole]
    told, page = book.properties.description or "", f"http://localhost/{view}"
    assert told.startswith("AI Expansion Tracker: ")
    assert page in told
    assert "cite their articles." in told
    assert table.headers["Link"] == f'<{page}{VIEWS[view]}>; rel="canonical"; type="text/html"'
    text = web.get(f"/{view}{VIEWS[view]}").text
    assert [ending for ending in ("csv", "jsonl", "xlsx") if f'href="/{view}.{ending}' not in text] == []


def test_files_are_alike_on_the_other_database(web, postgresql):
    with served(postgresql) as client:
        for view in ("timeline", "search", "changed", "matrix"):
            rows = [sorted(one.get(f"/{view}.csv{VIEWS[view]}").text.splitlines()) for one in (web, client)]
            assert rows[0] == rows[1], view
            assert client.get(f"/{view}.xlsx{VIEWS[view]}").status_code == 200


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_arguments_that_mean_nothing_are_refused_by_every_view(web, ending):
    for view, asked in VIEWS.items():
        for name in ("_sort", "frob"):
            answer = web.get(f"/{view}{ending}{asked}{'&' if asked else '?'}{name}=x")
            assert answer.status_code == 400, (view, name)
            if ending == ".json":
                assert set(answer.json["fields"]) == {name}, view


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/timeline.json?_of=offices&_sort=city", "_sort"), ("/map.json?_of=offices&_facet=city", "_facet"),
        ("/timeline.json?_by=company&_by=country", "_by"), ("/matrix.json?_of=claims", "_of"),
        ("/search.json?q=acme&q=beta", "q"), ("/search.json?q=acme&stay=yes", "stay"),
        ("/search.json?q=acme&after=2026", "after"), ("/compare.json?companies=openai&by=x", "by"),
    ],
)  # fmt: skip
def test_a_refused_argument_is_named(web, address, field):
    answer = web.get(address)
    assert answer.status_code == 400
    assert list(answer.json["fields"]) == [field]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx"])
def test_a_file_has_all_of_it_and_refuses_what_is_no_place_in_it(web, ending):
    for view in ("timeline", "changes", "changed", "claims"):
        refused = web.get(f"/{view}{ending}?_next=zzz")
        assert (refused.status_code, list(refused.json["fields"])) == (400, ["_next"]), view
    further = web.get("/claims.json?_size=2").json["next"]
    if ending != ".xlsx":
        assert web.get(f"/claims{ending}?_next={further}").data == web.get(f"/claims{ending}").data


def test_pages_that_choose_nothing_pass_over_what_links_collect_and_json_does_not(web):
    for path in ("/", "/companies/openai", "/companies/openai/history", "/companies/openai/edit", "/add"):
        assert web.get(f"{path}?utm_source=mail").status_code == 200, path
    for path in ("/companies/openai.json", "/api/v1/openapi.json", "/health.json"):
        refused = web.get(f"{path}?utm_source=mail")
        assert (refused.status_code, list(refused.json["fields"])) == (400, ["utm_source"]), path


def test_a_file_of_a_search_has_all_pages_and_of_a_digest_all_changes(web):
    asked = "/search{}?q=kind:metrics"
    first = web.get(asked.format(".json")).json
    assert len(web.get(asked.format(".jsonl")).data.splitlines()) == first["count"]
    changed = web.get("/changed.json?company=openai").json["count"]
    total = sum(count for by_kind in changed.values() for count in by_kind.values())
    assert len(web.get("/changed.jsonl?company=openai").data.splitlines()) == total


@pytest.mark.parametrize("kind", ["companies", "offices", "partnerships", "claims"])
def test_the_json_of_a_list_comes_in_as_its_other_files_do(web, tmp_path, kind):
    file = tmp_path / f"{kind}.json"
    answer = web.get(f"/{kind}.json?_size=1000&_citation=yes")
    file.write_bytes(answer.data)
    engine = web.application.extensions["tracker"].engine
    done = import_rows(engine, [source_of(kinds()[kind], file)], actor="test")
    assert (done.revision, done.unchanged) == (None, answer.json["count"])
