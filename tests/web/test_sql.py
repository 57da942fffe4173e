"""The SQL page: answers, files, charts, saved queries, and errors that say what to do."""

import csv
import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, make_url, select

from tests.databases import Backend, connected
from tests.merges import merge
from tests.saving import add
from tests.saving import number as number_of
from tests.test_readme import README
from tests.web.site import made, newest
from tracker.db import reading
from tracker.dictionary import refresh
from tracker.overview.drawn import Drawing, NotDrawn, draw
from tracker.queries import sandbox
from tracker.queries.hints import hint
from tracker.queries.parameters import pieces
from tracker.queries.questions import BY_SLUG, QUESTIONS
from tracker.queries.saved import SavedQuery
from tracker.queries.typed import ask, in_turn, readable

CITIES = "SELECT city, country FROM v_offices ORDER BY city"
# What the seeded report says nothing about.
WITHOUT_ROWS = {"mw-by-country-and-year", "claims-that-disagree"}


@contextmanager
def described(backend: Backend) -> Iterator[str]:
    """A seeded database that says what it holds."""
    with backend.lend("seeded") as database:
        with connected(database) as engine:
            refresh(engine)
        yield database


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def web(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """A client of the application on such a database."""
    with described(request.getfixturevalue(request.param)) as database, made(database) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def one(sqlite) -> Iterator[FlaskClient]:
    """The same on SQLite alone, for what has nothing to do with the database."""
    with described(sqlite) as database, made(database) as app:
        yield app.test_client()


def address(query: str, **arguments: str) -> str:
    return f"/sql?{urlencode({'sql': query} | arguments)}"


def saved_queries(client: FlaskClient) -> int:
    engine = client.application.extensions["tracker"].engine
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(SavedQuery)) or 0


# -- questions --------------------------------------------------------------------------------------------


def test_there_are_worked_questions_in_plain_words():
    assert len(QUESTIONS) == len(BY_SLUG) >= 12
    assert all(question.title.endswith("?") for question in QUESTIONS)
    assert sum(bool(question.given) for question in QUESTIONS) >= 5
    assert f"{len(QUESTIONS)} worked questions" in README


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_every_question_is_answered_on_sqlite(one, question):
    engine = one.application.extensions["tracker"].engine
    with ask(engine, question.query, question.given) as answer:
        rows = list(answer.rows)
    assert bool(rows) is (question.slug not in WITHOUT_ROWS)
    if question.drawn:
        drawn = draw(answer.columns, rows, question.drawn)
        assert isinstance(drawn, Drawing) or question.slug in WITHOUT_ROWS


def test_questions_about_somebody_follow_their_other_names_and_merges(backend):
    with backend.lend("seeded") as url, connected(url) as engine:
        asked = {
            "offices-of-a-company": "company",
            "partners-of-a-company": "company",
            "said-by-a-person": "speaker",
        }

        def told(slug: str, name: str) -> list[Any]:
            with ask(engine, BY_SLUG[slug].query, {asked[slug]: name}) as answer:
                return list(answer.rows)

        before = {slug: told(slug, BY_SLUG[slug].given[asked[slug]]) for slug in asked}
        assert all(before.values())
        assert told("offices-of-a-company", "오픈AI") == before["offices-of-a-company"]
        for kind, old, new in (("companies", "OpenAI", "Open Group"), ("people", "Jason Kwon", "J. W. Kwon")):
            number, other = (
                number_of(engine, f"SELECT id FROM {kind} WHERE name = :old", old=old),
                add(engine, kind, name=new),
            )
            merge(engine, kind, number, other)
        for slug, rows in before.items():
            assert told(slug, BY_SLUG[slug].given[asked[slug]]) == rows


def test_claims_that_disagree_are_those_that_cannot_both_be_true(backend):
    said = (("$640 million", "2026-10"), ("more than $900 million", "2026-10"), ("$910 million", "2026-10"),
            ("about $1 billion", "2026-11"))  # fmt: skip
    with backend.lend("seeded") as url, connected(url) as engine:
        for value, when in said:
            told = {"value_text": value, "as_of": when, "summary": value}
            add(engine, "claims", subject="Kakao", metric="revenue", **told)
        with ask(engine, BY_SLUG["claims-that-disagree"].query, {"company": "Kakao"}) as answer:
            values = [row[answer.columns.index("value_text")] for row in answer.rows]
    assert values == ["$640 million", "more than $900 million", "$910 million"]


def test_every_question_is_answered_on_postgresql(postgresql):
    with postgresql.lend("seeded") as url:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as connection:
            for question in QUESTIONS:
                query = sandbox.bound(question.query, pieces(question.query), question.given)
                sandbox.check(connection, query, sorted(readable()))
                rows = connection.execute(query.encode()).fetchall()
                assert bool(rows) is (question.slug not in WITHOUT_ROWS), question.slug


# -- pages ------------------------------------------------------------------------------------------------


def test_the_page_says_what_there_is_to_ask_and_how_much_of_it(web):
    page = web.get("/sql").text
    assert page.index("v_offices") < page.index('data-name="aliases"')
    for words in ("2 seconds", "1,000 rows", "Read-only", "key hub", "Where does a company have offices"):
        assert words in page
    for hidden in ("drafts", "jobs", "watchlists", "saved_queries", "users", "sqlite_master"):
        assert f'data-name="{hidden}"' not in page


def test_a_question_opens_with_its_answer_and_its_parameters_as_fields(web):
    page = web.get("/sql/offices-of-a-company")
    assert page.status_code == 200
    assert 'name="company" value="OpenAI"' in page.text
    assert "7 rows" in page.text
    assert re.search(r'<a href="/offices/\d+">/offices/\d+</a>', page.text)
    other = web.get("/sql/offices-of-a-company?company=Nobody").text
    assert "0 rows" in other
    assert "No row meets this query" in other


def test_a_form_leads_to_an_address_that_says_all_of_it(web):
    answer = web.post("/sql", data={"sql": CITIES})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query) == {"sql": [CITIES]}
    page = web.get(answer.location)
    assert "Brussels" in page.text
    assert "7 rows" in page.text
    slug = "offices-of-a-company"
    known = {"sql": BY_SLUG[slug].query.replace("\n", "\r\n"), "_slug": slug}
    assert web.post("/sql", data={**known, "company": "Kakao"}).location.endswith(
        "/sql/offices-of-a-company?company=Kakao"
    )
    known["sql"] += " LIMIT 1"
    assert "sql=SELECT" in web.post("/sql", data={**known, "company": "OpenAI"}).location


def test_a_query_too_long_for_an_address_is_answered_where_it_is(one):
    answer = one.post("/sql", data={"sql": f"{CITIES} -- {'x' * 20_000}"})
    assert answer.status_code == 200
    assert "Brussels" in answer.text
    assert "too long for an address" in answer.text
    assert one.post("/sql", data={"sql": f"{CITIES} -- {'x' * 100_000}"}).status_code == 400


def test_a_parameter_without_a_value_becomes_a_field(one):
    page = one.get(address("SELECT name FROM companies WHERE country_id = :country"))
    assert page.status_code == 200
    assert 'name="country"' in page.text
    assert "Give <code>:country</code>" in re.sub(r"\s+", " ", page.text)
    refused = one.get(address("SELECT :country").replace("/sql?", "/sql.json?"))
    assert (refused.status_code, refused.json["fields"]) == (400, {":country": "Give it a value."})


def test_names_that_parameters_cannot_have_are_refused(one):
    for query, name in (("SELECT :sql", ":sql"), ("SELECT :_chart", ":_chart")):
        answer = one.get(address(query).replace("/sql?", "/sql.json?") + "&sql=2&_chart=bars")
        assert answer.status_code == 400
        assert name in answer.json["fields"] or "Give it a value." in answer.json["fields"].values()


def test_get_changes_nothing(one):
    before = newest(one), saved_queries(one)
    for query in ("DELETE FROM companies", "WITH x AS (SELECT 1) DELETE FROM companies",
                  "DROP TABLE companies", "SELECT 1; DELETE FROM companies", "ATTACH 'x' AS x"):  # fmt: skip
        page = one.get(address(query))
        assert page.status_code == 400
        assert "was not answered" in page.text
    assert (newest(one), saved_queries(one)) == before
    assert one.get("/companies.json").json["count"] == 8


def test_unknown_arguments_are_named(one):
    assert one.get(address(CITIES, _size="5")).status_code == 400
    assert "_size" in one.get(address(CITIES, _size="5")).text
    assert one.get(address(CITIES, _chart="pie")).status_code == 400
    assert one.get("/sql/no-such-query").status_code == 404


# -- errors -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "word", "says"),
    [
        ("SELECT citty FROM v_offices", "citty", "Did you mean city?"),
        ("SELECT o.citty FROM v_offices o", "citty", "Did you mean city?"),
        ("SELECT city FROM v_ofices", "v_ofices", "Did you mean v_offices?"),
        ("SELECT * FROM drafts", "drafts", ""),
        ("SELECT lenght(city) FROM v_offices", "lenght", "Did you mean length?"),
        ("SELECT city FORM v_offices", "v_offices", ""),
        ("SELECT modality FROM v_offices", "modality", "v_claims"),
    ],
)
def test_an_error_keeps_the_text_names_the_word_and_suggests_the_nearest(web, query, word, says):
    page = web.get(address(query))
    assert page.status_code == 400
    assert query in page.text
    named = re.search(r'data-word="(o\.)?(.*?)"', page.text)
    assert named
    assert named[2] == word
    assert says in page.text


def test_hints_read_the_words_of_both_databases():
    tables = {"v_offices": ["city", "status"], "v_claims": ["modality"]}
    for reason in ("No such column: stattus.", 'Column "stattus" does not exist.',
                   "Column o.stattus does not exist."):  # fmt: skip
        assert hint(reason, "SELECT stattus FROM v_offices o", tables).says == "Did you mean status?"
    assert hint("Division by zero.", "SELECT 1/0", tables).word == ""


def test_others_are_told_to_wait(one, monkeypatch):
    monkeypatch.setattr("tracker.queries.typed._RUNNING", threading.BoundedSemaphore(1))
    with in_turn():
        page = one.get(address(CITIES))
        assert (page.status_code, page.headers["Retry-After"]) == (429, "1")
        assert CITIES in page.text
        assert "Wait a moment" in page.text
    assert one.get(address(CITIES)).status_code == 200


# -- files ------------------------------------------------------------------------------------------------


def test_csv_and_json_hold_the_answer(web):
    query = "SELECT id, city, id, '=1+1' AS risky, NULL AS none FROM v_offices ORDER BY city LIMIT 2"
    told = web.get(address(query).replace("/sql?", "/sql.json?")).json
    assert told["columns"] == ["id", "city", "id_2", "risky", "none"]
    assert (told["ok"], told["count"]) == (True, 2)
    assert [row["city"] for row in told["rows"]] == ["Brussels", "Dublin"]
    answer = web.get(address(query).replace("/sql?", "/sql.csv?"))
    assert answer.mimetype == "text/csv"
    header, first, _ = csv.reader(io.StringIO(answer.text))
    assert header == told["columns"]
    assert first == [str(told["rows"][0]["id"]), "Brussels", str(told["rows"][0]["id"]), "'=1+1", ""]
    assert web.get("/sql/offices-of-a-company.csv?company=OpenAI").text.count("\n") == 8
    assert web.get("/sql/offices-of-a-company.json").json["count"] == 7


def test_a_page_shows_a_thousand_rows_and_a_file_has_all_or_is_not_made(one):
    query = "SELECT name FROM cities"
    assert "The first 1,000 rows" in one.get(address(query)).text
    assert one.get(address(query).replace("/sql?", "/sql.json?")).json["count"] == 6779
    larger = "SELECT a.id FROM cities a, cities b LIMIT 100001"
    refused = one.get(address(larger).replace("/sql?", "/sql.csv?"))
    assert refused.status_code == 400
    assert "100,000 rows" in refused.json["error"]


def test_another_site_can_show_a_query_and_not_run_it(one):
    for site in ("cross-site", "same-site"):
        page = one.get(address(CITIES), headers={"Sec-Fetch-Site": site})
        assert page.status_code == 200
        assert "Another site brought you here" in page.text
        assert 'id="answer"' not in page.text
        assert one.get(address(CITIES).replace("/sql?", "/sql.json?"), headers={"Sec-Fetch-Site": site}
                       ).status_code == 403  # fmt: skip
        for path in ("/sql", "/sql/save", "/sql/offices-by-country/remove"):
            assert one.post(path, data={"sql": CITIES}, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert "frame-ancestors 'none'" in one.get("/sql").headers["Content-Security-Policy"]


def test_what_an_answer_holds_is_text(one):
    query = "SELECT '<script>alert(1)</script>' AS \"<b>\", '/claims/1' AS a, 'javascript:alert(1)' AS b"
    page = one.get(address(query, _chart="bars")).text
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<a href="/claims/1">' in page
    assert 'href="javascript' not in page


# -- saved queries ----------------------------------------------------------------------------------------


def test_a_saved_query_has_a_short_address_until_it_is_removed(web):
    form = {"sql": "SELECT city FROM v_offices WHERE company = :company", "company": "OpenAI", "unasked": "1",
            "_title": "Städte of a company"}  # fmt: skip
    made_at = web.post("/sql/save", data=form).location
    assert made_at == "/sql/stadte-of-a-company"
    assert web.post("/sql/save", data=form).location == made_at
    assert saved_queries(web) == 1
    page = web.get(made_at).text
    assert "7 rows" in page
    assert "<h1>Städte of a company</h1>" in page
    assert web.get(f"{made_at}.json?company=Kakao").json["count"] == 0
    assert web.post("/sql/save", data={**form, "company": "Kakao"}).location == f"{made_at}-2"
    assert web.post("/sql/save", data={"sql": CITIES, "_title": "Sources"}).location == "/sql/sources-2"
    for slug in ("stadte-of-a-company", "stadte-of-a-company-2", "sources-2"):
        assert web.post(f"/sql/{slug}/remove").location == "/sql"
        assert web.get(f"/sql/{slug}").status_code == 404
    assert web.post("/sql/sources/remove").status_code == 404


def test_what_cannot_be_saved_is_shown_again_with_the_reason(one):
    for text, title in ((CITIES, " "), (CITIES, "x" * 201), (" ", "x")):
        form = {"sql": text, "_title": title}
        answer = one.post("/sql/save", data=form)
        assert answer.status_code == 400
        assert form["sql"].strip() in answer.text
        assert "was not saved" in answer.text
    assert saved_queries(one) == 0


# -- charts -----------------------------------------------------------------------------------------------


def test_an_answer_is_drawn(web):
    page = web.get("/sql/partnerships-by-kind?_chart=bars").text
    assert re.search(r'<rect class="bar"[^>]*width="100.0%"', page)
    assert "commercial: 3" in page
    assert web.get("/sql/partnerships-by-kind?_chart=line").text.count('class="dot"') == 2
    assert "A chart takes two or three columns" in web.get(address("SELECT 1", _chart="bars")).text


def test_a_chart_measures_what_it_draws():
    years: list[list[Any]] = [["2023", 5], ["2025", -5], ["2024", None], ["2027", 10]]
    drawn = draw(["year", "mw"], years, "line")
    assert isinstance(drawn, Drawing)
    assert list(drawn.ticks) == [-5, 0, 5, 10]
    assert list(drawn.places()) == [0, 50, 25, 100]
    ((line, points),) = drawn.lines()
    assert (line.name, [point[0] for point in points]) == ("mw", ["2023", "2025", "2027"])
    assert [point[2] for point in points] == pytest.approx([260 / 3, 260, 0], abs=0.01)

    rows: list[list[Any]] = [["KR", "2025", 1], ["JP", "2025", 2], ["KR", "2026", 3]]
    series = draw(["country", "year", "mw"], rows, "bars")
    assert isinstance(series, Drawing)
    assert [(one.name, one.values) for one in series.series] == [
        ("2025", {"KR": 1, "JP": 2}), ("2026", {"KR": 3}),
    ]  # fmt: skip
    two = draw(["day", "low", "high"], [["2025-01-01", 1, 2], ["2025-02-01", 2, 4]], "line")
    assert isinstance(two, Drawing)
    assert [one.name for one in two.series] == ["low", "high"]


@pytest.mark.parametrize(
    ("columns", "rows", "reason"),
    [
        (["a"], [[1]], "two or three columns"),
        (["a", "b", "c", "d"], [[1, 2, 3, 4]], "two or three columns"),
        (["a", "b"], [], "no row"),
        (["a", "b"], [["x", "y"]], "b, must hold numbers"),
        (["a", "b"], [["x", None]], "b, must hold numbers"),
        (["a", "b"], [[str(number), 1] for number in range(61)], "61 names"),
        (["a", "b", "c"], [["x", str(number), 1] for number in range(7)], "7 series"),
    ],
)
def test_what_cannot_be_drawn_is_said(columns, rows, reason):
    drawn = draw(columns, rows, "bars")
    assert isinstance(drawn, NotDrawn)
    assert reason in drawn.reason
