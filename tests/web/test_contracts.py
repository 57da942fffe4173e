"""Every kind at every address it has, and the same rows whatever they are asked for as."""

import csv
import gzip
import io
import json
import re
from html.parser import HTMLParser

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.web.site import ROOT
from tracker.exchange.cells import text_of
from tracker.records import kinds

KINDS = list(kinds())
UNWRITTEN = ("captures",)


@pytest.fixture
def web(shared):
    return shared


def addresses(client: FlaskClient, kind: str) -> list[str]:
    """Everything that can be read of a kind."""
    one = client.get(f"/{kind}.json").get_json()["rows"][-1]["id"]
    found = [
        f"/{kind}/", f"/{kind}/trash", f"/{kind}.json", f"/{kind}.csv", f"/{kind}.jsonl", f"/{kind}.xlsx",
        f"{ROOT}/{kind}/", f"/{kind}/{one}", f"/{kind}/{one}.json", f"/{kind}/{one}/history",
        f"{ROOT}/{kind}/{one}", f"{ROOT}/{kind}/{one}/history",
    ]  # fmt: skip
    if kind not in UNWRITTEN:
        found += [f"/{kind}/new", f"/{kind}/{one}/edit"]
    return found


def test_the_samples_hold_every_kind(web):
    assert [kind for kind in KINDS if not web.get(f"/{kind}.json").json["rows"]] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_of_a_kind_answers(web, kind):
    answers = {address: web.get(address, buffered=True) for address in addresses(web, kind)}
    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code != 200
    } == {}
    for address, answer in answers.items():
        if answer.mimetype == "text/html":
            page = answer.text
            assert re.search(r"<title>[^<]*\S[^<]*</title>", page), address
            assert len(re.findall(r"<h1[\s>]", page)) == 1, address


def test_every_get_route_answers(web):
    """No route is left out: those of a kind with a kind and a record, the others as they are."""
    one = web.get("/companies.json").json["rows"][0]["id"]
    values = {"kind": "companies", "key": str(one), "number": one, "filename": "tokens.css",
              "slug": "offices-by-country"}  # fmt: skip
    article = web.get("/articles.json").json["rows"][0]["id"]
    values["article"] = article
    watchlist = web.post("/watchlists", data={"name": "Everything"}).location.rpartition("/")[2]
    for rule in web.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        key = {"key": str(article)} if rule.rule.startswith("/articles/") else {}
        key |= {"number": watchlist} if rule.rule.startswith("/watchlists/") else {}
        key |= {"number": "1"} if rule.rule.startswith("/revisions/") else {}
        wanted = {name: (values | key)[name] for name in rule.arguments if name != "ending"}
        path = rule.rule
        for name, value in wanted.items():
            path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
        with web.get(path) as answer:
            # They need a kind and a field, or whom to compare.
            missing = (path == "/understand" and answer.status_code == 404) or (
                path.startswith("/compare.") and answer.status_code == 400
            )
            # Whoever sits at this machine is no admin.
            missing = missing or (path == "/users" and answer.status_code == 403)
            # They need a query.
            missing = missing or (path in ("/sql.json", "/sql.csv") and answer.status_code == 400)
            assert answer.status_code < 400 or missing, (path, answer.status_code)


def test_every_kind_stands_under_its_address_of_the_contract():
    promised = "companies people offices partnerships projects claims programmes metrics articles publishers"
    assert {*promised.split(), "countries", "cities"} <= set(kinds())


# -- the same rows ----------------------------------------------------------------------------------------


class Links(HTMLParser):
    """The records that the rows of a list's table lead to, in order."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind, self.found, self.inside = kind, [], 0

    found: list[int]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "tbody"
        match = re.fullmatch(rf"/{self.kind}/(\d+)", dict(attrs).get("href") or "") if self.inside else None
        if tag == "a" and match and int(match[1]) not in self.found:
            self.found.append(int(match[1]))

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "tbody"


def linked(page: str, kind: str) -> list[int]:
    reader = Links(kind)
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize("kind", KINDS)
def test_page_json_csv_and_workbook_agree_row_by_row(web, kind):
    for order in ("id", "-id"):
        rows = web.get(f"/{kind}.json?_sort={order}").json["rows"]
        assert rows
        assert rows == web.get(f"{ROOT}/{kind}/?_sort={order}").json["rows"]
        lines = web.get(f"/{kind}.jsonl?_sort={order}").data.splitlines()
        assert rows == [json.loads(line) for line in lines]

        table = list(
            csv.DictReader(io.StringIO(web.get(f"/{kind}.csv?_sort={order}").data.decode(), newline=""))
        )
        assert [list(row) for row in table] == [list(row) for row in rows]
        assert [dict(row) for row in table] == [
            {name: text_of(value) for name, value in row.items()} for row in rows
        ]

        sheet = openpyxl.load_workbook(io.BytesIO(web.get(f"/{kind}.xlsx?_sort={order}").data)).worksheets[0]
        header, *cells = sheet.iter_rows(values_only=True)
        assert list(header) == list(rows[0])
        assert [row[0] for row in cells] == [row["id"] for row in rows]
        assert [row[header.index("label")] for row in cells] == [row["label"] for row in rows]

        assert linked(web.get(f"/{kind}/?_sort={order}").text, kind) == [row["id"] for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_the_same_as_page_twin_and_api(web, kind):
    for row in web.get(f"/{kind}.json").json["rows"]:
        record = web.get(f"/{kind}/{row['id']}.json").json
        assert record == web.get(f"{ROOT}/{kind}/{row['id']}").json
        assert row.items() <= record["row"].items()


def test_filters_leave_the_same_rows_everywhere(client):
    named = client.get("/offices.csv?country__contains=South+Korea&city__contains=seo").text
    assert [row["city"] for row in csv.DictReader(io.StringIO(named))] == ["Seoul"]
    asked = "region=Europe&region=Asia&is_territory=no&_sort=-name"
    rows = client.get(f"/countries.json?{asked}&_size=1000").json
    assert 60 < rows["count"] < 120
    table = list(csv.DictReader(io.StringIO(client.get(f"/countries.csv?{asked}").text)))
    assert [row["name"] for row in table] == [row["name"] for row in rows["rows"]]
    page = client.get(f"/countries/?{asked}&_size=1000").text
    assert linked(page, "countries") == [row["id"] for row in rows["rows"]]


def test_a_file_has_every_row_and_a_page_its_share(client):
    listed = client.get("/cities.json").json
    assert (len(listed["rows"]), listed["count"]) == (50, 6779)
    text = client.get("/cities.csv?_size=5").text
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + 6779


def test_companies_go_by_slug_and_countries_by_code(client):
    assert client.get("/companies/openai.json").json["row"]["name"] == "OpenAI"
    assert client.get("/countries/kr.json").json["row"]["name"] == "South Korea"
    assert client.get("/companies/OpenAI").status_code == 200


def test_an_empty_list_is_an_empty_file_with_its_columns(web):
    nothing = "name=Nobody+at+all"
    assert web.get(f"/companies.json?{nothing}").json == {
        "ok": True, "rows": [], "next": None, "count": 0, "count_capped": False,
    }  # fmt: skip
    header, *rows = csv.reader(io.StringIO(web.get(f"/companies.csv?{nothing}").text))
    assert rows == []
    assert header[:3] == ["id", "permalink", "label"]
    assert web.get(f"/companies.xlsx?{nothing}").status_code == 200
    assert web.get(f"/companies.jsonl?{nothing}").data == b""


@pytest.mark.parametrize("ending", ["json", "csv", "jsonl", "xlsx"])
def test_a_wrong_argument_is_named_by_every_twin(web, ending):
    for argument in ("nmae=a", "_sort=nmae", "_nothing=1", "name__like=a"):
        answer = web.get(f"/companies.{ending}?{argument}")
        assert answer.status_code == 400
        assert list(json.loads(answer.data)["fields"]) == [argument.partition("=")[0]]
    page = web.get("/companies/?nmae=a")
    assert page.status_code == 400
    assert "nmae" in page.text


def test_what_is_asked_for_by_its_content_is_kept_for_good(client):
    sheet = re.search(r'href="(/static/tokens\.css\?v=[^"]+)"', client.get("/").text)
    assert sheet
    with client.get(sheet[1]) as kept, client.get("/static/tokens.css") as asked_again:
        assert "immutable" in kept.headers["Cache-Control"]
        assert "immutable" not in asked_again.headers.get("Cache-Control", "")
    with client.get("/static/tokens.css?v=000000000000") as of_another_version:
        assert "immutable" not in of_another_version.headers.get("Cache-Control", "")


def test_static_text_is_sent_packed_to_those_who_read_that(client):
    packing = {"Accept-Encoding": "gzip"}
    with client.get("/static/page.css") as plain, client.get("/static/page.css", headers=packing) as packed:
        assert "Content-Encoding" not in plain.headers
        assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        tag = packed.headers["ETag"]
    with client.get("/static/page.css", headers=packing | {"If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
    with client.get("/static/page.css", headers=packing | {"Range": "bytes=0-9"}) as part:
        assert (part.status_code, len(part.data), part.headers.get("Content-Encoding")) == (206, 10, None)
    with client.get("/static/tour/form.png", headers=packing) as picture:
        assert "Content-Encoding" not in picture.headers


@pytest.mark.parametrize("kind", ["offices", "articles", "citations", "metrics"])
def test_rows_say_after_which_article_they_are_cited_when_asked(client, kind):
    rows = client.get(f"/{kind}.json?_citation=yes&_size=1000").json["rows"]
    told = [row["citation"] for row in rows]
    table = list(csv.DictReader(io.StringIO(client.get(f"/{kind}.csv?_citation=yes").text)))
    assert [row["citation"] for row in table] == [one or "" for one in told]
    [article] = client.get("/articles.json?_citation=1").json["rows"]
    assert set(told) == {article["citation"] if kind != "metrics" else None}
    assert f"{article['publisher']}, “{article['title']}”, {article['published']}" in article["citation"]
    assert "citation" not in client.get(f"/{kind}.json?_citation=no").json["rows"][0]
    assert client.get(f"/{kind}.csv?_citation=maybe").status_code == 400
    page = client.get(f"/{kind}/?_citation=yes").text
    assert f'href="/{kind}.csv?_citation=yes"' in page
    assert "Drop citations" in page


def test_a_file_says_where_it_is_from(client):
    """By a header, and in a workbook by its properties: a table of values has no place for it."""
    page = "http://localhost/offices/?country=KR"
    for ending in ("csv", "jsonl", "xlsx"):
        link = client.get(f"/offices.{ending}?country=KR&_size=1").headers["Link"]
        assert link == f'<{page}>; rel="canonical"; type="text/html"'
    book = openpyxl.load_workbook(io.BytesIO(client.get("/offices.xlsx?country=KR").data))
    told = book.properties.description or ""
    assert re.fullmatch(r"AI Expansion Tracker: Offices, as of [\d-]{10} [\d:]{5} UTC\. .*", told)
    assert f" {page} " in told
    assert told.endswith("cite their articles.")
    back = client.get("/offices.csv?_known_on=2026-01-01").headers["Link"]
    assert back.startswith("<http://localhost/offices/?_known_on=2026-01-01>")
    for drawn in ("map", "timeline", "matrix", "promises", "chart", "network"):
        link = client.get(f"/{drawn}.csv").headers["Link"]
        assert link == f'<http://localhost/{drawn}>; rel="canonical"; type="text/html"'
