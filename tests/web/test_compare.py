"""Comparing and the matrix: what their cells say is what the lists behind them hold."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

OFFICES = (
    ("Acme", "Seoul", "open", "2024-05"), ("Acme", "Tokyo", "announced", "2025-02"),
    ("Beta", "Seoul", "open", "2023"), ("Beta", "Busan", "closed", "2024"),
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
CLAIMS = (("Acme", "1,000", "2025"), ("Beta", "about 400", "2024"), ("Beta", "300", "2023"))


@pytest.fixture(scope="module")
def web(shared: FlaskClient) -> FlaskClient:
    """The samples with a few more offices and claims of two companies."""

    def add(kind: str, **given: object) -> int:
        answer = shared.post(f"/api/v1/{kind}/", json=given)
        assert answer.status_code == 201, answer.text
        return int(answer.get_json()["row"]["id"])

    add("countries", name="Japan", code="JP", region="Asia")
    add("cities", name="Tokyo", country="JP")
    add("cities", name="Busan", country="KR")
    for company, city, status, on in OFFICES[1:]:
        add("offices", company=company, city=city, status=status, status_on=on)
    for company, words, year in CLAIMS:
        summary = f"{company} employed {words} in {year}."
        add("claims", subject=company, metric="employees", value_text=words, summary=summary, as_of=year)
    gone = add("offices", company="Acme", city="Busan", status="open")
    assert shared.delete(f"/api/v1/offices/{gone}", json={"version": 1}).status_code == 200
    return shared


def rows(web: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(web.get(address).text)))


def counted(web: FlaskClient, address: str) -> int:
    path, _, query = address.partition("?")
    return int(web.get(f"{path.rstrip('/')}.json?{query}").get_json()["count"])


@pytest.mark.parametrize("asked", ["companies=acme&companies=beta", "countries=KR&countries=JP"])
def test_every_cell_counts_the_rows_it_leads_to(web: FlaskClient, asked: str) -> None:
    found = [row for row in rows(web, f"/compare.csv?{asked}") if row["count"] and row["section"] != "claims"]
    assert "offices" in {row["section"] for row in found}
    assert [row for row in found if counted(web, row["rows"]) != int(row["count"])] == []


def test_the_numbers_of_the_page_are_those_of_the_lists(web: FlaskClient) -> None:
    page = web.get("/compare?companies=acme&companies=beta").text
    sums = re.findall(r'<a class="sum-of" href="([^"]+)">([\d,]+)</a>', page)
    assert len(sums) == 6 + 1  # three sections of two, and a project that only one has
    assert [(address, n) for address, n in sums if counted(web, unescape(address)) != int(n)] == []


def test_offices_stand_by_country_and_status_and_differences_are_marked(web: FlaskClient) -> None:
    found = rows(web, "/compare.csv?companies=acme&companies=beta")
    offices = [row for row in found if row["section"] == "offices"]
    assert [(row["row"], row["side"], row["status"], row["count"], row["mark"]) for row in offices] == [
        ("South Korea", "Acme", "open", "1", "differs"),
        ("South Korea", "Beta", "open", "1", "differs"),
        ("South Korea", "Beta", "closed", "1", "differs"),
        ("Japan", "Acme", "announced", "1", "gap"),
        ("Japan", "Beta", "", "", "gap"),
    ]
    deals = [row for row in found if row["section"] == "partnerships"]
    assert {(row["row"], row["count"], row["mark"]) for row in deals} == {("Research", "1", "same")}


def test_claims_share_a_row_when_they_can_be_compared(web: FlaskClient) -> None:
    every = rows(web, "/compare.csv?companies=beta&companies=acme")
    found = [row for row in every if row["section"] == "claims"]
    about = [(row["side"], row["value_text"], row["value_low"], row["as_of"]) for row in found]
    assert about[:2] == [("Beta", "about 400", about[0][2], "2024"), ("Beta", "300", "300.0", "2023")]
    assert ("Acme", "1,000", "1000.0", "2025") in about
    assert {row["basis"] for row in found} == {"people · as of 2023 to 2025"}
    page = web.get("/compare?companies=beta&companies=acme").text
    assert page.count("<figure>") == 1
    assert "no data" in page
    assert "≠" in page


def test_only_the_rows_that_are_not_alike(web: FlaskClient) -> None:
    page = web.get("/compare?companies=acme&companies=beta&_only=differences").text
    assert "Research" not in page
    assert "1 row is the same on every side." in page


def test_names_are_typed_and_the_address_keeps_the_short_ones(web: FlaskClient) -> None:
    answer = web.get("/compare?companies=Acme+Inc&companies=beta&companies=")
    assert (answer.status_code, answer.location) == (302, "/compare?companies=acme&companies=beta")
    assert "/compare?companies=acme&amp;companies=beta" in web.get("/compare?companies=acme").text


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("companies=acme&companies=nobody", "companies"),
        ("companies=acme&countries=KR", "countries"),
        ("companies=acme&companies=beta&colour=red", "colour"),
        ("countries=KR&countries=JP&_only=x", "_only"),
        ("companies=acme", "companies"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_named(web: FlaskClient, asked: str, named: str) -> None:
    answer = web.get(f"/compare.json?{asked}")
    assert (answer.status_code, list(answer.get_json()["fields"])) == (400, [named])
    if asked != "companies=acme":
        assert web.get(f"/compare?{asked}").status_code == 400


def test_who_is_not_known_can_be_typed_again_beside_those_who_are(web: FlaskClient) -> None:
    page = web.get("/compare?companies=acme&companies=Betta").text
    assert 'value="Betta"' in page
    assert '<input type="hidden" name="companies" value="acme">' in page


def test_the_drawings_stand_alone_and_say_what_to_cite(web: FlaskClient) -> None:
    picture = ElementTree.fromstring(web.get("/compare.svg?companies=acme&companies=beta").data)
    words = " ".join(picture.itertext())
    assert "Acme and Beta compared" in words
    assert "cite their articles" in words


# -- the matrix -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["", "?status=open", "?_kind=company", "?country=KR&company=beta"])
def test_every_number_of_the_matrix_is_that_of_its_list(web: FlaskClient, asked: str) -> None:
    found = rows(web, f"/matrix.csv{asked}")
    assert found
    assert [row for row in found if counted(web, row["rows"]) != int(row["offices"])] == []
    page = web.get(f"/matrix{asked}").text
    links = re.findall(r'<a (?:class="n" )?href="(/offices/[^"]*)">([\d,]+)<span', page)
    assert links
    assert [(to, n) for to, n in links if counted(web, unescape(to)) != int(n)] == []


def test_a_cell_says_how_far_by_when_and_how_sure(web: FlaskClient) -> None:
    found = {(row["company"], row["country"]): row for row in web.get("/matrix.json").get_json()["rows"]}
    assert set(found) == {("Acme", "South Korea"), ("Acme", "Japan"), ("Beta", "South Korea")}
    seoul = found["Acme", "South Korea"]
    assert (seoul["phase"], seoul["offices"], seoul["source_count"], seoul["since_by"]) == (
        "here", 1, 1, "2025-05-31",
    )  # fmt: skip
    both = found["Beta", "South Korea"]
    assert (both["phase"], both["statuses"], both["since_by"]) == ("here", "open: 1; closed: 1", "2023-12-31")
    assert found["Acme", "Japan"]["phase"] == "coming"
    assert '1 open<span class="mixed-with" title="1 open, 1 closed">+1</span>' in web.get("/matrix").text


def test_filters_are_chips_and_what_is_wrong_is_named(web: FlaskClient) -> None:
    page = web.get("/matrix?status=closed&_kind=university").text
    assert "Kind of company: university" in page
    assert "No office is on record under these filters." in page
    for asked, named in (("_kind=firm", "_kind"), ("_page=0", "_page"), ("colour=red", "colour")):
        answer = web.get(f"/matrix.json?{asked}")
        assert (answer.status_code, list(answer.get_json()["fields"])) == (400, [named])


def test_the_matrix_is_a_drawing_too_with_its_legend_and_a_link_for_each_cell(web: FlaskClient) -> None:
    picture = ElementTree.fromstring(web.get("/matrix.svg").data)
    found = web.get("/matrix.json").get_json()["rows"]
    links = {one.get("href", "").removeprefix("http://localhost") for one in picture.iter(f"{SVG}a")}
    assert {row["rows"] for row in found} <= links
    words = [one.text for one in picture.iter(f"{SVG}text") if one.get("class") == "key-word"]
    assert "open or active" in words
    assert words[-1] == "2025 · 2: by when the furthest was so, and how many articles say so"
    nothing = ElementTree.fromstring(web.get("/matrix.svg?status=denied&_kind=university").data)
    assert "No office is on record under these filters." in {one.text for one in nothing.iter(f"{SVG}text")}
