"""The page of the map, and what can be taken away from it."""

import csv
import io
import re
from html import unescape

import pytest

from tests.saving import add
from tests.web.drawings import SVG, drawing, globe
from tests.web.site import made
from tracker.web.map import COLUMNS

__all__ = ["globe"]

STATES = [
    "", "?_count=claims", "?_count=companies", "?_of=offices&status=open", "?company=acme", "?country=KR",
    "?_view=127.0,36.0,5", "?_of=companies&country=FR", "?_of=claims&_count=claims",
    "?country=KR&_count=partnerships", "?_of=offices&status=denied",
]  # fmt: skip


def hrefs(page: str) -> set[str]:
    return {address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', page)}


@pytest.mark.parametrize("state", STATES)
def test_every_state_answers_and_leads_to_others(globe, state):
    page = globe.get(f"/map{state}")
    assert page.status_code == 200
    for address in hrefs(page.text.partition("<main")[2].partition("</main")[0]):
        if address.startswith("/map"):
            assert globe.get(address, follow_redirects=True).status_code == 200, address
        elif address.startswith("#"):
            assert f'id="{address[1:]}"' in page.text, address


@pytest.mark.parametrize("state", STATES)
def test_json_csv_and_geojson_say_the_same(globe, state):
    rows = globe.get(f"/map.json{state}").json["rows"]
    table = list(csv.DictReader(io.StringIO(globe.get(f"/map.csv{state}").text)))
    features = globe.get(f"/map.geojson{state}").get_json(force=True)["features"]
    assert len(rows) == len(table) == len(features)
    for row, line, feature in zip(rows, table, features, strict=True):
        assert list(row) == list(line) == list(COLUMNS)
        assert int(line["count"]) == row["count"] == feature["properties"]["count"] > 0
        point = feature["geometry"] and feature["geometry"]["coordinates"]
        assert point == ([row["longitude"], row["latitude"]] if row["longitude"] is not None else None)
        assert globe.get(row["rows"].replace("/?", ".json?")).json["count"] == row["count"]


def test_a_country_has_no_point(globe):
    features = globe.get("/map.geojson?_count=claims").get_json(force=True)["features"]
    assert {feature["properties"]["precision"] for feature in features} == {"country", "none"}
    assert [feature for feature in features if feature["geometry"]] == []


def test_the_page_says_what_is_not_on_it(globe):
    page = globe.get("/map").text
    assert re.search(r'<a href="/projects/\?country__isnull=yes">1 project</a> not on the map', page)
    assert "in cities without coordinates" in page
    assert 'href="/offices/">8 offices</a>' in page
    empty = globe.get("/map?_of=offices&status=denied").text
    assert "Nothing is on the map under these filters" in empty


def test_the_list_has_every_place_and_the_map_every_mark(globe):
    page = globe.get("/map?_count=offices").text
    assert re.findall(r'<th scope="row"><a href="/cities/\d+">([^<]+)</a>', page) == [
        "Seoul", "Busan", "Hidden Valley", "Paris",
    ]  # fmt: skip
    assert 'aria-label="Seoul and 1 more: 3 offices, 2 open or active, 1 to come. Zoom in"' in page
    assert 'aria-label="Paris: 1 office, over or off"' in page


def test_buttons_move_the_window_and_stop_at_its_ends(globe):
    page = globe.get("/map").text
    assert re.findall(r'data-move="([a-z-]+)"', page) == ["zoom-in"]
    near = globe.get("/map?_view=127,36,5&_count=offices").text
    assert set(re.findall(r'data-move="([a-z-]+)"', near)) == {
        "zoom-in", "zoom-out", "west", "north", "south", "east", "world",
    }  # fmt: skip
    assert "2 places are outside this window" in near
    assert 'href="/map?_count=offices&amp;_view=' in near


def test_a_filter_brings_its_places_near(globe):
    assert 'data-zoom="0"' in globe.get("/map").text
    zoom = re.search(r'data-zoom="(\d)"', globe.get("/map?country=KR").text)
    assert zoom
    assert int(zoom[1]) >= 3


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("_view=1,2", "_view"), ("_view=1,2,9", "_view"), ("_count=cities", "_count"), ("_of=cities", "_of"),
        ("_of=offices&_count=claims", "_count"), ("status=open", "status"), ("_nothing=1", "_nothing"),
        ("_of=offices&country=Nowhere", "country"), ("company=Nobody", "company"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("twin", ["", ".json", ".csv"])
def test_a_wrong_argument_is_named(globe, asked, named, twin):
    answer = globe.get(f"/map{twin}?{asked}")
    assert answer.status_code == 400
    assert (list(answer.get_json(force=True)["fields"]) == [named]) if twin else (named in answer.text)


def test_the_picture_stands_alone(globe):
    picture = drawing(globe, "/map.svg?_count=offices")
    assert picture.tag == f"{SVG}svg"
    assert "AI Expansion Tracker: Offices on the map" in (picture.findtext(f"{SVG}desc") or "")
    assert len(picture.findall(f".//{SVG}path")) > 200
    assert not any("use" in element.tag for element in picture.iter())
    links = [element.get("href") or "" for element in picture.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("http://localhost/") for link in links)


def test_the_picture_explains_its_own_signs_and_no_others(globe):
    def words(asked: str) -> list[str]:
        picture = drawing(globe, f"/map.svg?{asked}")
        return [text.text or "" for text in picture.iter(f"{SVG}text") if text.get("class") == "key-word"]

    both = words("")
    assert both[:2] == [f"{kind} in a city, and how many" for kind in ("offices", "projects")]
    assert "of several states, in proportion" in both
    assert "no city named: somewhere in the country" in words("_of=offices&city__isnull=yes")
    assert both[-1].endswith(": offices and projects in the country")
    assert words("_count=claims")[0] == "how many in the country"
    assert "open or active" not in words("_of=offices&status=announced")


def test_files_say_what_to_cite(globe):
    credit = globe.get("/map.json").json["credit"]
    assert credit["articles"] == 1
    assert credit["sources"] == ["Acme abroad"]
    assert credit["as_of"] == "2025-05-26"
    assert "GeoNames, CC BY 4.0" in credit["text"]
    assert "http://localhost/map" in credit["text"]
    assert globe.get("/map.json?_count=projects").json["credit"]["articles"] == 0
    assert globe.get("/map.geojson").get_json(force=True)["credit"] == credit


def test_names_are_text_in_the_picture_too(backend):
    def hostile(engine):
        add(engine, "countries", name='<b>&"', code="KR", latitude=36, longitude=128)
        add(engine, "cities", name="</text><script>", country="KR", latitude=37, longitude=127)
        add(engine, "companies", name="]]>&lt;")
        add(engine, "offices", company="]]>&lt;", city="</text><script>")

    with backend.lend(hostile) as database, made(database) as app:
        client = app.test_client()
        picture = drawing(client, "/map.svg?_view=127,37,6")
        assert any(element.text == "</text><script>" for element in picture.iter(f"{SVG}text"))
        assert "<script>" not in client.get("/map").text.replace('<script src="/static', "")


@pytest.mark.parametrize("address", ["/companies/acme", "/countries/KR"])
def test_a_company_and_a_country_have_a_small_map_whose_list_counts_its_rows(globe, address):
    section = globe.get(address).text.partition('aria-labelledby="map-head"')[2].partition("</section>")[0]
    assert section.count("<svg ") > 1
    told = re.findall(r'<a href="(/(?:offices|projects)/[^"]*)">(\d+) [a-z]+</a>', section)
    assert told
    for list_of, count in told:
        path, _, asked = unescape(list_of).partition("?")
        assert globe.get(f"{path.rstrip('/')}.json?{asked}").get_json()["count"] == int(count), list_of
    assert 'aria-labelledby="map-head"' not in globe.get("/companies/epsilon").text
