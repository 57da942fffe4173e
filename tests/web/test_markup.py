"""Text from outside is only ever text: on every page, in every file, never a tag, a link or a formula."""

import csv
import io
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.web.site import ROOT, filled
from tracker.db import transaction
from tracker.fields import writable
from tracker.records import kinds
from tracker.records.company import Company

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></script><script src=//evil.example></script>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "&lt;b&gt;&#60;b&#62;",
    "<!--<b>-->]]><b>",
    "` onfocus=alert(1) autofocus x=`",
    "Kakao|Save|5",
]  # fmt: skip
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "'=1", "''@x", "＝1+1", "＋1", "－1", "＠SUM(1)"]


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text += "".join(value or "" for name, value in attrs if name in ("value", "title"))

    def handle_data(self, data: str) -> None:
        self.text += data


SAMPLED = ("https://gazette.example/", "https://beta.example/")
# The footer credits GeoNames.
OURS = ("/", "#", "?", "http://localhost/", "https://ok.example/", "https://www.geonames.org", *SAMPLED)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def dangers(reader: Reader) -> list[Any]:
    """The elements and attributes that a page of ours never has."""
    found: list[Any] = []
    for tag, attributes in reader.elements:
        if any(name.startswith("on") or name in ("style", "srcdoc", "autofocus") for name in attributes):
            found.append((tag, attributes))
        for name in ("href", "src", "action", "formaction", "data"):
            address = (attributes.get(name) or "").strip().lower()
            if address and not address.startswith(OURS):
                found.append((tag, attributes))
            if address.startswith("//"):
                found.append((tag, attributes))
        loaded = attributes.get("src") or attributes.get("href") or ""
        if attributes.get("rel") == "alternate" and loaded.startswith(("/feed.atom", "/changes.atom")):
            continue  # A feed is offered, not loaded.
        if tag in ("script", "link", "img", "iframe", "object") and not loaded.startswith("/static/"):
            found.append((tag, attributes))
    return found


@pytest.fixture
def web(small):
    return small.test_client()


def sow(web: FlaskClient, words: str) -> list[str]:
    """Put the words into every text of every kind that will take them; the addresses of what was made."""
    found = []
    for kind in kinds().values():
        fields = {
            one.name: words
            for one in writable(kind)
            if one.sort in ("line", "prose") and one.name not in CLOSED
        }
        given = NEEDED.get(kind.__tablename__, {})
        answer = web.post(f"{ROOT}/{kind.__tablename__}/", json=fields | given)
        if answer.status_code == 201:
            found.append(f"/{kind.__tablename__}/{answer.get_json()['row']['id']}")
    return found


# Lines that hold a code or name a field, and what else a kind needs.
CLOSED = ("slug", "code", "alpha3", "language", "wikidata", "unit", "field", "sentence_sha256")
NEEDED: dict[str, dict[str, Any]] = {
    "offices": {"company": "Acme", "city": "Seoul"},
    "partnerships": {"parties": [{"company": "Acme"}, {"company": "Beta"}]},
    "claims": {"subject": "companies/acme", "metric": "employees", "value_text": "5"},
    "countries": {"code": "XX"},
    "cities": {"country": "KR"},
    "metrics": {"name": "hostile", "value_kind": "count"},
    "aliases": {"record": "companies/acme"},
    "roles": {"person": "Example", "company": "Acme"},
    "status_events": {"record": "offices/1", "status": "open"},
    "feeds": {"address": "https://ok.example/feed"},
    "companies": {"website": "https://ok.example/?q=<b>\"'"},
}  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE[:2], ids=ascii)
def test_hostile_text_is_shown_as_text_on_every_page(web, words):
    shown_as_text(web, words)


@pytest.mark.parametrize("words", [" ".join(HOSTILE[2:6]), " ".join(HOSTILE[6:])], ids=ascii)
def test_other_hostile_text_is_too(sqlite, words):
    """What is shown does not depend on the database, so one will do."""
    with filled(sqlite) as app:
        shown_as_text(app.test_client(), words)


def shown_as_text(web: FlaskClient, words: str) -> None:
    """Put the words everywhere and walk every page there is."""
    made = sow(web, words)
    assert len(made) >= 12
    article = next(address for address in made if address.startswith("/articles/"))
    assert (
        web.post(f"{ROOT}{article}/text", json={"text": f"First {words} here.\nSecond."}).status_code == 201
    )
    quoted = {
        "record": "companies/acme",
        "article": int(article.split("/")[2]),
        "quote": f"First {words} here.",
    }
    assert web.post(f"{ROOT}/citations/", json=quoted | {"note": words}).status_code == 201
    pages = ["/", "/changes", "/companies/acme", f"{article}/text", "/companies/acme/history"]
    pages += [address + page for address in made for page in ("", "/edit", "/history")]
    pages += [f"/{kind}/" for kind in kinds()]
    pages += ["/compare?companies=acme&companies=beta", "/matrix", "/changed", "/changed.html", "/watchlists"]
    pages += ["/timeline", "/promises", "/chart?subject=companies/acme"]
    for address in pages:
        answer = web.get(address)
        assert answer.status_code == 200, address
        reader = read(answer.text)
        assert dangers(reader) == [], address
        if address in made and not address.startswith(UNNAMED):
            assert words in reader.text, address
    for address in ("/search", "/companies/", "/lookup", "/companies/new", "/understand"):
        answer = web.get(
            address,
            query_string={"q": words, "name": words, "kind": "claims", "field": "value_text", "words": words},
        )
        if answer.mimetype == "text/html":
            assert dangers(read(answer.text)) == [], address
        else:
            assert answer.mimetype == "application/json", address


# Pages that lead with what the record belongs to.
UNNAMED = ("/status_events/", "/citations/", "/captures/")


@pytest.mark.parametrize("words", HOSTILE[:3], ids=ascii)
def test_hostile_text_in_a_refusal_is_text(web, words):
    answers = [
        web.post(
            "/companies/new", data={"name": "Gamma", "website": words, "parent": words, "_reason": words}
        ),
        web.post(
            "/claims/new", data={"subject": words, "metric": words, "value_text": words, "as_of": words}
        ),
        web.get("/companies/", query_string={words: "1"}),
        web.get("/companies/", query_string={"_sort": words}),
        web.get("/companies/", query_string={"kind": words}),
        web.get(f"/companies/{words.replace('/', '')}"),
        web.get("/search", query_string={"q": "a", "kind": words}),
        web.post("/articles/1/text", data={"text": words}),
    ]
    for answer in answers:
        assert answer.status_code in (400, 404)
        assert dangers(read(answer.text)) == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://a.example",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "https:evil.example",
        "http://",
        "https://a b.example/",
        "ftp://a.example/",
        "\tjavascript:alert(1)",
        "https://user:pass@a.example/",
        "https://a.example/\nx",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_runs_is_refused(web, address):
    for kind, field, needed in (
        ("companies", "website", {"name": "Gamma"}),
        ("articles", "address", {"title": "Gamma"}),
        ("publishers", "website", {"name": "Gamma"}),
    ):
        answer = web.post(f"{ROOT}/{kind}/", json={**needed, field: address})
        assert answer.status_code == 400, kind
        assert set(answer.json["fields"]) == {field}


@pytest.mark.parametrize("words", FORMULAS)
def test_a_formula_is_inert_in_files(web, words):
    web.post(f"{ROOT}/people/", json={"name": words, "description": words})
    table = list(csv.DictReader(io.StringIO(web.get("/people.csv?_sort=-id").text)))
    book = openpyxl.load_workbook(io.BytesIO(web.get("/people.xlsx?_sort=-id").data)).worksheets[0]
    header, first = list(book.iter_rows(max_row=2))
    cell = first[[one.value for one in header].index("name")]
    assert table[0]["name"] == cell.value == f"'{words}"
    assert cell.data_type == "s"
    assert web.get("/people.json?_sort=-id").json["rows"][0]["name"] == words


# Files of XML, each with what it tells of a company whose name has held, since before it was refused, what no
# program reads in XML; or of an address that does.
XML = [
    ("/timeline.svg?company=acme", "Timeline"),
    ("/timeline.svg?_of=offices&role__contains=a%01%EF%BF%BEb", "ab"),
    ("/map.svg?company=acme", "on the map"),
    ("/network.svg?company=acme", "Acme Two"),
    ("/network.graphml?company=acme", "Acme Two"),
    ("/chart.svg?subject=acme", "Charts"),
    ("/compare.svg?companies=acme&companies=beta", "Acme Two"),
    ("/feed.atom", "Acme"),
    ("/changes.atom", "Added"),
]


@pytest.mark.parametrize(("address", "words"), XML)
def test_files_of_xml_can_be_read_whatever_they_tell(web, address, words):
    with transaction(web.application.extensions["tracker"].engine) as session:
        session.execute(update(Company).where(Company.slug == "acme").values(name="Ac\x01m\ufffee Two"))
    answer = web.get(address)
    assert answer.status_code == 200
    assert words in "".join(ElementTree.fromstring(answer.data).itertext())


def test_json_is_never_taken_for_a_page(web):
    web.post(f"{ROOT}/companies/", json={"name": HOSTILE[0]})
    for path in ("/companies.json", f"{ROOT}/companies/", "/lookup?q=<b>", "/companies.json?<b>=1"):
        answer = web.get(path)
        assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
