"""The same thing sent twice, and two things sent at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.site import ROOT


@pytest.fixture
def web(small: Flask) -> FlaskClient:
    return small.test_client()


def test_a_form_sent_twice_makes_one_record(web):
    sent = {"name": "Gamma", "_once": "abc"}
    first, second = (web.post("/companies/new", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert web.get("/companies.json?name=Gamma").json["count"] == 1


def test_a_form_changed_after_going_back_is_saved_as_well(web):
    for name in ("Gamma", "Delta"):
        web.post("/companies/new", data={"name": name, "_once": "abc"})
    assert web.get("/companies.json?name=Gamma&name=Delta").json["count"] == 2


def test_a_key_used_for_another_request_is_refused(web):
    headers = {"Idempotency-Key": "abc"}
    first, other = (
        web.post(f"{ROOT}/companies/", json={"name": n}, headers=headers) for n in ("Gamma", "Delta")
    )
    assert (first.status_code, other.status_code) == (201, 400)
    assert "another request" in other.json["fields"]["Idempotency-Key"]
    assert web.get("/companies.json?name=Delta").json["count"] == 0


@pytest.mark.parametrize("door", ["form", "api"])
def test_requests_sent_at_the_same_moment_make_one_record(small, door):
    def send(number: int) -> tuple[int, str | None]:
        client = small.test_client()
        if door == "form":
            answer = client.post("/companies/new", data={"name": "Gamma", "_once": "abc"})
        else:
            body = {"name": "Gamma", "slug": "gamma"}
            answer = client.post(f"{ROOT}/companies/", json=body, headers={"Idempotency-Key": "abc"})
        return answer.status_code, answer.headers.get("Location")

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(6)))
    assert len(answers) == 1
    assert answers.pop()[0] == (303 if door == "form" else 201)
    assert small.test_client().get("/companies.json?name=Gamma").json["count"] == 1


def test_names_taken_at_the_same_moment_are_refused_and_not_a_fault(small):
    def send(number: int) -> Any:
        body = {"name": f"Gamma {number}", "slug": "gamma"}
        return small.test_client().post(f"{ROOT}/companies/", json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == [201, 400, 400, 400, 400, 400]


def test_a_lost_race_shows_both_versions_and_keeps_what_was_typed(web):
    web.patch(f"{ROOT}/companies/acme", json={"version": 1, "description": "Theirs, first."})
    answer = web.post(
        "/companies/acme/edit",
        data={"name": "Acme", "description": "Mine & typed.", "_version": "1", "_once": "x"},
    )
    assert answer.status_code == 409
    assert "Mine &amp; typed." in answer.text
    assert "Theirs, first." in answer.text
    assert 'name="_version" value="2"' in answer.text
    assert web.get("/companies/acme.json").json["row"]["description"] == "Theirs, first."


def test_a_refused_form_keeps_what_was_typed(web):
    answer = web.post("/companies/new", data={"name": "Gamma", "website": "no address", "_once": "x"})
    assert answer.status_code == 400
    assert 'value="no address"' in answer.text
    assert 'value="Gamma"' in answer.text


def test_what_was_typed_stays_when_the_record_went_to_the_trash_meanwhile(web):
    row = web.post(f"{ROOT}/companies/", json={"name": "Gamma"}).json["row"]
    gone = {"_version": row["version"]}
    assert web.post(f"/companies/{row['id']}/delete", data=gone).status_code == 303
    typed = {"name": "Gamma", "description": "Typed for a long time.", **gone}
    answer = web.post(f"/companies/{row['id']}/edit", data=typed)
    assert answer.status_code == 404
    assert "is in the trash. Restore it first." in answer.text
    assert "Typed for a long time." in answer.text


def test_who_saves_a_second_record_of_one_name_is_told(web):
    for name, told in (("Gamma", False), ("GAMMA", True), ("Delta", False)):
        saved = web.post("/companies/new", data={"name": name})
        assert saved.status_code == 303
        page = web.get(saved.location).text
        assert ("Another company is called the same" in page, "Saved." in page) == (told, True)


def test_a_program_that_adds_a_second_record_of_one_name_is_told(web):
    added = [web.post(f"{ROOT}/companies/", json={"name": name}) for name in ("Gamma", "GAMMA", "Delta")]
    assert [answer.status_code for answer in added] == [201, 201, 201]
    first, second, _ = (answer.json["row"]["id"] for answer in added)
    warned = f"Another company is called the same: {first}."
    assert ["warnings" in answer.json for answer in added] == [False, True, False]
    assert added[1].json["warnings"][0].startswith(warned)
    assert f"POST {ROOT}/companies/{second}/merge" in added[1].json["warnings"][0]


@pytest.mark.parametrize(("words", "told"), [
    ("40", ""), ("up 5%", ""), ("5%", "Employees: usually in people, not in percent."),
    ("11 offices", "Employees: usually in people, not in offices."),
])  # fmt: skip
def test_a_value_in_an_odd_unit_is_pointed_out_and_kept(web, words, told):
    claim = {"subject": "companies/acme", "metric": "employees", "summary": "Said.", "value_text": words}
    claim |= {"baseline": "a year before"} if "%" in words else {}
    typing = {"kind": "claims", "field": "value_text", "metric": "employees", "words": words}
    assert told in web.get("/understand", query_string=typing).json["reads"]
    asked = web.post("/claims/new", data=claim)
    assert (asked.status_code, told in asked.text) == (200, True)  # shown before it is saved
    added = web.post(f"{ROOT}/claims/", json=claim)
    assert (added.status_code, added.json["row"]["value_text"]) == (201, words)
    assert [one.partition(" A change")[0] for one in added.json.get("warnings", [])] == [told] * bool(told)
