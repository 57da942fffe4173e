"""What programs may rely on: shapes, statuses, versions, and that a request sent twice is done once."""

from typing import Any

import pytest

from tests.web.site import ROOT, TEXT, newest
from tracker.evidence import sentence_hash

UNCOUNTED: list[Any] = ["5", 1.5, -1, True, [], 2**53 + 1]


@pytest.fixture
def api(small):
    return small.test_client()


def test_a_record_is_added_changed_removed_and_restored(api):
    added = api.post(f"{ROOT}/companies/", json={"name": "Gamma", "country": "KR", "_reason": "seen"})
    assert added.status_code == 201
    row = added.json["row"]
    assert added.json["ok"] is True
    assert added.headers["Location"] == f"{ROOT}/companies/{row['id']}"
    assert (row["slug"], row["country"], row["version"]) == ("gamma", "South Korea", 1)

    at = added.headers["Location"]
    changed = api.patch(at, json={"version": 1, "website": "https://gamma.example/"})
    assert changed.status_code == 200
    assert changed.json["row"]["version"] == 2
    assert changed.json["row"]["country"] == "South Korea"

    assert api.delete(f"{at}?version=2").status_code == 200
    gone = api.get(at)
    assert gone.status_code == 404
    assert f"POST {at}/restore" in gone.json["error"]
    assert api.post(f"{at}/restore").status_code == 200
    assert api.get(at).json["row"]["website"] == "https://gamma.example/"


def test_the_history_tells_who_changed_what_and_why_and_a_save_is_taken_back(api):
    at = api.post(f"{ROOT}/companies/", json={"name": "Gamma"}).headers["Location"]
    api.patch(at, json={"version": 1, "name": "Delta", "_reason": "renamed"})
    saves = api.get(f"{at}/history").json["rows"]
    assert [(save["door"], save["actor"], save["reason"]) for save in saves] == [
        ("api", "local", "renamed"),
        ("api", "local", None),
    ]
    [change] = saves[0]["changes"]
    assert (change["field"], change["old"], change["new"]) == ("name", "Gamma", "Delta")

    undone = api.post(f"{ROOT}/revisions/{saves[0]['id']}/undo")
    assert undone.json["revision"] == api.get(f"{at}/history").json["rows"][0]["id"]
    assert api.get(at).json["row"]["name"] == "Gamma"
    assert api.get(f"{at}/history").json["rows"][0]["undoes_id"] == saves[0]["id"]


def test_a_change_against_an_old_version_shows_both(api):
    at = f"{ROOT}/companies/acme"
    api.patch(at, json={"version": 1, "description": "Makes anvils."})
    stale = api.patch(at, json={"version": 1, "description": "Makes rockets."})
    assert stale.status_code == 409
    assert stale.json["yours"]["description"] == "Makes rockets."
    assert stale.json["theirs"]["description"] == "Makes anvils."
    assert stale.json["theirs"]["version"] == 2
    assert api.delete(f"{at}?version=1").status_code == 409
    assert api.get(at).json["row"]["description"] == "Makes anvils."


@pytest.mark.parametrize("version", [None, 0, -1, True, "1x", 1.5, "", [], 2**31, "９"])
def test_a_change_without_its_version_is_refused(api, version):
    for method in (api.patch, api.delete):
        answer = method(f"{ROOT}/companies/acme", json={"version": version})
        assert answer.status_code == 400
        assert set(answer.json["fields"]) == {"version"}


def test_a_request_sent_again_with_its_key_answers_the_same_and_saves_nothing(api):
    key = {"Idempotency-Key": "one"}
    first = api.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers=key)
    saved = newest(api)
    again = api.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers=key)
    assert (again.status_code, again.json, again.headers["Location"]) == (
        201,
        first.json,
        first.headers["Location"],
    )

    at, key = first.headers["Location"], {"Idempotency-Key": "two"}
    body = {"version": 1, "description": "New."}
    first = api.patch(at, json=body, headers=key)
    assert first.status_code == 200
    assert api.patch(at, json=body, headers=key).json == first.json
    assert newest(api) == saved + 1

    key = {"Idempotency-Key": "three"}
    assert api.delete(f"{at}?version=2", headers=key).status_code == 200
    assert api.delete(f"{at}?version=2", headers=key).status_code == 200
    assert newest(api) == saved + 2


def test_a_step_on_the_ladder_sent_again_is_taken_once(api):
    """Such a save adds a part and leaves the record's own row alone."""
    [office] = api.get(f"{ROOT}/offices/").json["rows"]
    at, key = f"{ROOT}/offices/{office['id']}", {"Idempotency-Key": "step"}
    body = {"version": office["version"], "status": "expanded", "status_on": "2025-11"}
    assert api.patch(at, json=body, headers=key).status_code == 200
    again = api.patch(at, json=body, headers=key)
    assert again.status_code == 200
    assert [event["status"] for event in again.json["row"]["events"]] == ["open", "expanded"]


def test_a_key_of_another_request_is_refused(api):
    key = {"Idempotency-Key": "one"}
    api.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers=key)
    saved = newest(api)
    for answer in (
        api.post(f"{ROOT}/people/", json={"name": "Gamma"}, headers=key),
        api.patch(f"{ROOT}/companies/acme", json={"version": 1, "name": "A"}, headers=key),
        api.delete(f"{ROOT}/companies/acme?version=1", headers=key),
        api.post(f"{ROOT}/revisions/1/undo", headers=key),
    ):
        assert answer.status_code == 400
        assert set(answer.json["fields"]) == {"Idempotency-Key"}
    assert newest(api) == saved


@pytest.mark.parametrize("key", ["x" * 101, "é", "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(api, key):
    answer = api.post(f"{ROOT}/companies/", json={"name": "Gamma"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert set(answer.json["fields"]) == {"Idempotency-Key"}


def test_a_reason_that_cannot_be_kept_is_refused(api):
    for reason in ("x" * 501, 5, ["why"]):
        answer = api.post(f"{ROOT}/companies/", json={"name": "Gamma", "_reason": reason})
        assert answer.status_code == 400
        assert set(answer.json["fields"]) == {"_reason"}


def test_attaching_a_text_says_which_citations_stand_in_it(api):
    article = api.post(f"{ROOT}/articles/", json={"title": "Second"}).json["row"]
    sentences = ["Acme opened an office in Seoul.", "This sentence is nowhere."]
    for sentence in sentences:
        body = {"record": "companies/acme", "article": article["id"], "paragraph": 1, "sentence": 1,
                "sentence_sha256": sentence_hash(sentence)}  # fmt: skip
        assert api.post(f"{ROOT}/citations/", json=body).status_code == 201

    at = f"{ROOT}/articles/{article['id']}/text"
    stored = api.post(at, json={"text": TEXT})
    assert stored.status_code == 201
    assert (stored.json["new"], stored.json["verified"], stored.json["failed"]) == (True, 1, 1)
    assert [cited["state"] for cited in stored.json["citations"]] == ["verified", "failed"]
    again = api.post(at, json={"text": TEXT})
    assert (again.status_code, again.json["new"]) == (200, False)


def test_a_text_with_none_of_the_quotes_is_stored_only_when_that_is_meant(api):
    [article] = api.get(f"{ROOT}/articles/").json["rows"]
    saved = newest(api)
    at, other = f"{ROOT}/articles/{article['id']}/text", {"text": "Of something else."}
    doubted = api.post(at, json=other)
    assert doubted.status_code == 400
    assert "stands in this one" in doubted.json["error"] or "does not stand" in doubted.json["error"]
    assert set(doubted.json["fields"]) == {"anyway"}
    assert api.post(at, json=other | {"anyway": "yes"}).status_code == 400
    form = api.post(f"/articles/{article['id']}/text", data=other)
    assert form.status_code == 400
    assert 'name="anyway"' in form.text
    assert newest(api) == saved
    meant = api.post(at, json=other | {"anyway": True})
    assert (meant.status_code, meant.json["verified"]) == (201, 0)


def test_a_text_comes_in_through_its_article_only(api):
    answer = api.post(f"{ROOT}/captures/", json={"article": "Acme in Seoul", "text": "Other."})
    assert answer.status_code == 400
    assert "/articles/<id>/text" in answer.json["error"]
    [capture] = api.get(f"{ROOT}/captures/").json["rows"]
    assert "text" not in capture
    assert api.get(f"{ROOT}/captures/{capture['id']}").json["row"]["text"] == TEXT


def test_json_is_taken_strictly(api):
    saved = newest(api)
    wrong: dict[str, list[Any]] = {
        "companies": [{"name": 5}, {"name": ["a"]}, {"name": {"a": 1}}, {"name": True}, {"nom": "a"}, {}],
        "countries": [{"name": "A", "code": "AA", "latitude": "37"}, {"name": "A", "code": 12}],
        "cities": [{"name": "A", "country": 1.0}, *({"name": "A", "country": "KR", "population": value}
                                                    for value in UNCOUNTED)],
        "articles": [{"title": "A", "published": 0}, {"title": "A", "published": 2025}],
    }  # fmt: skip
    for kind, bodies in wrong.items():
        for body in bodies:
            answer = api.post(f"{ROOT}/{kind}/", json=body)
            assert (answer.status_code, answer.json["ok"], answer.json["status"]) == (400, False, 400), body
            assert answer.json["fields"], body
    assert newest(api) == saved


def test_a_name_that_stands_for_several_brings_candidates(api):
    for _ in range(2):
        api.post(f"{ROOT}/companies/", json={"name": "Twin"})
    answer = api.post(f"{ROOT}/offices/", json={"company": "Twin", "city": "Seoul"})
    assert answer.status_code == 400
    assert answer.json["fields"]["company"].startswith("More than one company is called “Twin”.")
    assert [one["name"] for one in answer.json["candidates"]["company"]] == ["Twin", "Twin"]


def test_what_is_not_there_is_404_in_the_shape_of_an_error(api):
    for path in ("companies/99999", "companies/nobody", "nothing/", "companies/acme/nothing", "companies/٣"):
        answer = api.get(f"{ROOT}/{path}")
        assert (answer.status_code, answer.json["ok"], answer.json["status"]) == (404, False, 404), path


def test_a_misspelt_argument_is_named(api):
    for path, name in (
        ("companies/?nmae=a", "nmae"),
        ("companies/?name__like=a", "name__like"),
        ("companies/?name__gte=a", "name__gte"),
        ("companies/?_srot=name", "_srot"),
        ("companies/?_sort=nmae", "_sort"),
        ("companies/?_size=0", "_size"),
        ("companies/?_size=many", "_size"),
        ("companies/?_next=x", "_next"),
        ("companies/acme?x=1", "x"),
        ("cities/?population=x", "population"),
        ("cities/?population__contains=4", "population__contains"),
    ):
        answer = api.get(f"{ROOT}/{path}")
        assert answer.status_code == 400, path
        assert set(answer.json["fields"]) == {name}, path


def test_pages_follow_one_another_without_a_gap(api):
    for number in range(7):
        api.post(f"{ROOT}/people/", json={"name": f"Person {number}"})
    seen: list[str] = []
    address: str | None = f"{ROOT}/people/?_sort=name&_size=3"
    while address:
        page = api.get(address).json
        assert (page["count"], page["count_capped"]) == (8, False)
        seen += [row["name"] for row in page["rows"]]
        address = page["next"] and f"{ROOT}/people/?_sort=name&_size=3&_next={page['next']}"
    assert seen == ["Example", *(f"Person {number}" for number in range(7))]


def test_yes_and_no_filter(api):
    api.post(f"{ROOT}/countries/", json={"name": "Isle", "code": "XI", "is_territory": True})
    assert [row["name"] for row in api.get(f"{ROOT}/countries/?is_territory=yes").json["rows"]] == ["Isle"]
    assert [row["name"] for row in api.get(f"{ROOT}/countries/?is_territory=no").json["rows"]] == [
        "South Korea"
    ]
