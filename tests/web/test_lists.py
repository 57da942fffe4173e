"""Lists as pages: what is counted beside them, which columns they have, and the same list as SQL."""

import re

import pytest


def counts(page):
    """Each count of the filters with the list it leads to."""
    found = re.findall(r'<a class="n" href="([^"]+)"><span class="vh">[^<]*</span>([\d,]+)</a>', page)
    return [(address.replace("&amp;", "&"), int(count.replace(",", ""))) for address, count in found]


COUNTED = [
    "/claims/?modality=fact&as_of__isnull=no", "/offices/", "/partnerships/?role=partner",
    "/claims/?unit=rank",
]  # fmt: skip


@pytest.mark.parametrize("address", COUNTED)
def test_every_count_on_the_page_leads_to_as_many_rows(client, address):
    path = address.partition("?")[0]
    found = counts(client.get(address).text)
    assert len(found) > 5
    for query, count in found[:25]:
        asked = query.partition("?")[2]
        assert client.get(f"{path[:-1]}.json?{asked}").json["count"] == count, query


def test_columns_are_left_out_and_shown_again(client):
    page = client.get("/offices/?_hide=status&_hide=role").text
    assert 'data-label="Country"' in page
    assert 'data-label="Status"' not in page
    again = re.search(r'href="([^"]+)"><span class="vh">Show the column </span>Status', page)
    assert again is not None
    assert 'data-label="Status"' in client.get("/offices/" + again[1].replace("&amp;", "&")).text
    for wrong in ("company", "colour"):
        assert client.get(f"/offices/?_hide={wrong}").status_code == 400


@pytest.mark.parametrize("kind", ["claims", "companies", "offices", "people"])
def test_every_column_that_is_offered_to_be_left_out_can_be(client, kind):
    offered = re.findall(r'href="([^"]+)">Leave the column out', client.get(f"/{kind}/?_size=1").text)
    assert offered
    for address in offered:
        assert client.get(f"/{kind}/" + address.replace("&amp;", "&")).status_code == 200, address


def test_only_rows_that_have_a_country_are_not_those_of_norway(client):
    # "no" is the code of a country.
    page = client.get("/offices/?country__isnull=no")
    assert (page.status_code, "Country: not empty" in page.text) == (200, True)


def test_facets_are_added_to_json_when_asked_for(client):
    assert "facets" not in client.get("/offices.json").json
    asked = client.get("/offices.json?_facet=country&_facet=status&country=KR").json
    assert list(asked["facets"]) == ["country", "status"]
    here = [one for one in asked["facets"]["country"] if one["selected"]]
    assert [(one["label"], one["count"]) for one in here] == [("South Korea", asked["count"])]
    assert sum(one["count"] for one in asked["facets"]["status"]) == asked["count"]
    assert client.get("/offices.json?_facet=note").status_code == 400


def test_numbers_are_ticked_in_ranges_of_one_unit(client):
    page = client.get("/claims/?unit=rank&value_text=1..2&value_text=words&value_text__gte=1").text
    assert re.search(r'name="value_text" value="1\.\.2" checked> <span>1st</span>', page)
    assert 'value="words" checked> <span>no number</span>' in page
    assert "Value: 1–2 or no number<span" in page
    assert "unit</a> to see ranges" not in page
    assert "unit</a> to see ranges" in client.get("/claims/").text
    assert 'id="f-gpus_unit"' not in client.get("/projects/").text


def test_a_list_is_also_a_select(client):
    answer = client.get("/offices.sql?country=KR")
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith("SELECT offices.id")
    assert client.get("/offices.sql?colour=red").status_code == 400


def test_values_of_as_many_rows_are_listed_by_name(client):
    for name in ("Zeta", "alpha", "Beta"):
        made = client.post("/api/v1/companies/", json={"name": name}).json["row"]["id"]
        client.post("/api/v1/offices/", json={"company": made, "city": "Seoul"})
    values = client.get("/offices.json?_facet=company").json["facets"]["company"]
    found = [value["label"] for value in values if value["label"] in ("Zeta", "alpha", "Beta")]
    assert found == ["alpha", "Beta", "Zeta"]
    assert len({value["count"] for value in values if value["label"] in found}) == 1
