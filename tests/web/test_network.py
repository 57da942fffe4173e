"""The page of the network, and what can be taken away from it."""

import csv
import io
import re

import pytest

from tests.saving import add
from tests.web.drawings import SVG, drawing, globe
from tests.web.site import made

__all__ = ["globe"]

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
STATES = [
    "", "?company=acme", "?company=acme&_open=gamma&_open=delta", "?company=acme&_with=acme&_with=beta",
    "?_of=partnerships&kind=research&company=beta", "?country=KR", "?company=epsilon&country=FR",
]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_state_answers_and_leads_to_others(globe, state):
    page = globe.get(f"/network{state}")
    assert page.status_code == 200
    main = page.text.partition("<main")[2].partition("</main")[0]
    addresses = re.findall(r'href="(/(?:network|partnerships)[^"]+)"', main)
    for address in {found.replace("&amp;", "&") for found in addresses}:
        assert globe.get(address, follow_redirects=True).status_code == 200, address


def test_without_a_centre_the_most_connected_are_offered(globe):
    page = globe.get("/network").text
    assert re.findall(r'<a href="/network\?company=([a-z]+)">', page) == [
        "acme", "beta", "delta", "gamma", "epsilon",
    ]  # fmt: skip
    assert '<a href="/partnerships/?company=acme">3</a>' in page


def test_the_table_says_what_the_drawing_shows(globe):
    page = globe.get("/network?company=acme").text
    assert "Acme – Beta: 2 partnerships, commercial, research, to come, open or active" in page
    assert "commercial, research, as supplier, partner; 1 to come, 1 open or active" in page
    names = re.findall(r'<th scope="row"><a href="/network\?company=([a-z]+)">', page)
    assert names == ["beta", "gamma"]
    assert re.findall(r'<a class="who" href="/companies/([a-z]+)">', page) == ["acme", "beta", "gamma"]


def test_a_tie_leads_to_exactly_its_partnerships(globe):
    page = globe.get("/network?company=acme&_with=acme&_with=beta").text
    between = page.partition('id="between"')[2].partition("</section>")[0]
    assert "Between Acme and Beta" in between
    assert len(re.findall(r'<td class="lead"><a href="/partnerships/\d+">', between)) == 2
    single = re.search(r'href="(/partnerships/\d+)">1</a>', page)
    assert single
    assert "Gamma" in globe.get(single[1]).text


def test_opening_adds_to_the_address_and_closing_takes_away(globe):
    page = globe.get("/network?company=acme").text
    opening = re.search(r'class="more" href="([^"]+)" aria-label="Open Gamma: 1 more partner"', page)
    assert opening
    opened = globe.get(opening[1].replace("&amp;", "&")).text
    closing = re.search(r'class="more" href="([^"]+)" aria-label="Close Gamma"', opened)
    assert closing
    assert closing[1] == "/network?company=acme"
    assert "Partners of <a" in opened


def test_json_and_csv_say_the_same(globe):
    rows = globe.get("/network.json?company=acme").json["rows"]
    table = list(csv.DictReader(io.StringIO(globe.get("/network.csv?company=acme").text)))
    said = [(row["partner"], row["partnerships"]) for row in rows]
    assert said == [("Beta", 2), ("Gamma", 1), ("Gamma", 1)]
    assert [(line["partner"], int(line["partnerships"])) for line in table] == said
    assert "Partnerships around Acme" in globe.get("/network.json").json["credit"]["text"]


def test_graphml_has_every_organisation_and_tie_that_is_drawn(globe):
    root = drawing(globe, "/network.graphml?company=acme&_open=gamma")
    nodes = {node.get("id"): node.findtext(f"{GRAPHML}data") for node in root.iter(f"{GRAPHML}node")}
    assert sorted(filter(None, nodes.values())) == ["Acme", "Beta", "Delta", "Gamma"]
    edges = list(root.iter(f"{GRAPHML}edge"))
    assert len(edges) == 5
    keys = {key.get("id") for key in root.iter(f"{GRAPHML}key")}
    for edge in edges:
        assert {edge.get("source"), edge.get("target")} <= set(nodes)
        assert {data.get("key") for data in edge} <= keys
    assert "AI Expansion Tracker" in (root.findtext(f"{GRAPHML}desc") or "")


def test_the_picture_stands_alone(globe):
    picture = drawing(globe, "/network.svg?company=acme")
    texts = ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]
    assert "Acme" in texts
    keys = {text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "key-word"}
    told = {"partnerships open or active", "several partnerships, not all alike", "among the partners"}
    assert told <= keys
    assert all((link.get("href") or "").startswith("http://localhost/") for link in picture.iter(f"{SVG}a"))


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("company=nobody", "company"), ("company=acme&company=beta", "company"), ("_of=offices", "_of"),
        ("company=acme&_open=nobody", "_open"), ("company=acme&_with=beta", "_with"),
        ("status=open", "status"),
        ("company=acme&" + "&".join(["_open=beta"] * 13), "_open"), ("_nothing=1", "_nothing"),
    ],
    ids=["unknown", "two", "kind", "opened", "half a pair", "filter", "too many", "argument"],
)  # fmt: skip
@pytest.mark.parametrize("twin", ["", ".json", ".graphml"])
def test_a_wrong_argument_is_named(globe, asked, named, twin):
    answer = globe.get(f"/network{twin}?{asked}")
    assert answer.status_code == 400
    assert (list(answer.get_json(force=True)["fields"]) == [named]) if twin else (named in answer.text)


def test_no_partnerships_is_no_fault(backend):
    with backend.lend("migrated") as database, made(database) as app:
        client = app.test_client()
        assert "There are no partnerships on record yet" in client.get("/network").text
        assert client.get("/network.svg").status_code == 404
        assert client.get("/network.csv").text.split(",")[:2] == ["organisation", "partner"]
        assert len(client.get("/network.csv").text.splitlines()) == 1
        assert client.get("/network.json").get_json()["rows"] == []
        assert "Nothing is on the map yet" in client.get("/map").text
        assert client.get("/map.svg").status_code == 200


def test_names_are_text_in_every_file(backend):
    def hostile(engine):
        for name in ("</title><script>", '"><b>&amp;'):
            add(engine, "companies", name=name)
        add(engine, "partnerships", parties=[{"company": "</title><script>"}, {"company": '"><b>&amp;'}])

    with backend.lend(hostile) as database, made(database) as app:
        client = app.test_client()
        assert "</title><script>" in "".join(drawing(client, "/network.svg").itertext())
        assert "</title><script>" in "".join(drawing(client, "/network.graphml").itertext())
        assert "<b>&amp;" not in client.get("/network").text
