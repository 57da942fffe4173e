"""Duplicates and merging over the web: pages without scripts, the API, addresses that lead on for good."""

import pytest

from tests.web.site import ROOT, newest


@pytest.fixture
def client(small):
    client = small.test_client()
    made(client, "companies", name="Acme Incorporated", website="https://acme.example/", country="KR")
    made(client, "offices", company="Acme Incorporated", country="KR", role="lab")
    made(client, "claims", subject="Acme Incorporated", metric="employees", summary="Fifty.", value_text="50")
    return client


def made(client, kind, **given):
    answer = client.post(f"{ROOT}/{kind}/", json=given)
    assert answer.status_code == 201, answer.json
    return answer.json["row"]


def row(client, path):
    return client.get(f"{ROOT}/{path}").json["row"]


def ids(client):
    """The two that are one: the older, which stays, and the younger."""
    return row(client, "companies/acme")["id"], row(client, "companies/acme-incorporated")["id"]


def merge(client, **more):
    kept, gone = ids(client)
    given = {"into": kept, "version": row(client, f"companies/{gone}")["version"],
             "into_version": row(client, f"companies/{kept}")["version"]}  # fmt: skip
    return client.post(f"{ROOT}/companies/{gone}/merge", json=given | more)


def test_the_api_merges_and_answers_what_stays(client):
    kept, gone = ids(client)
    answer = merge(client, _reason="The same firm.")
    assert answer.status_code == 200
    stays = answer.json["row"]
    assert (stays["id"], stays["website"], stays["country"]) == (kept, "https://acme.example/", "South Korea")
    assert sorted(one["name"] for one in stays["aliases"]) == ["Acme Inc", "Acme Incorporated"]
    history = client.get(f"{ROOT}/companies/{gone}/history").json["rows"][0]
    assert history["reason"] == "The same firm."
    assert [(one["field"], one["new"]) for one in history["changes"]][-2:] == [
        ("merged_into_id", kept), (None, None)
    ]  # fmt: skip


def test_old_addresses_lead_on_for_good(client):
    kept, gone = ids(client)
    merge(client)
    for path in (f"/companies/{gone}", "/companies/acme-incorporated", "/companies/Acme-Incorporated"):
        answer = client.get(f"{path}?_q=x")
        assert (answer.status_code, answer.location) == (301, f"/companies/{kept}?_q=x")
    for path in (f"/companies/{gone}.json", f"{ROOT}/companies/{gone}"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, f"{ROOT}/companies/{kept}")
    assert client.get(f"/companies/{gone}/edit").location == f"/companies/{kept}/edit"
    assert client.get(f"/companies/{gone}/history").status_code == 200
    final = made(client, "companies", name="Acme Holding")["id"]
    version = row(client, f"companies/{kept}")["version"]
    given = {"into": "Acme Holding", "version": version, "into_version": 1}
    assert client.post(f"{ROOT}/companies/{kept}/merge", json=given).status_code == 200
    assert client.get(f"/companies/{gone}").location == f"/companies/{final}"


def test_lists_counts_search_and_trash_leave_the_merged_one_out(client):
    kept, gone = ids(client)
    before = client.get("/companies.json?_facet=country").json
    merge(client)
    after = client.get("/companies.json?_facet=country").json
    assert after["count"] == before["count"] - 1
    assert gone not in [one["id"] for one in after["rows"]]
    assert [one["count"] for one in after["facets"]["country"]] == [2]
    assert f"/companies/{gone}," not in client.get("/companies.csv").text
    assert client.get("/companies/trash").text.count("/restore") == 0
    found = client.get("/search.json?q=incorporated&stay=1").json
    assert [one["id"] for one in found["rows"]] == [kept]
    # Whoever still asks by the old number or name is answered of the one that stays.
    for asked in (gone, kept, "Acme Incorporated", "acme"):
        assert client.get(f"/offices.json?company={asked}").json["count"] == 2
    assert client.get("/compare.json?companies=acme&companies=beta").status_code == 200


def test_a_claim_names_the_subject_it_was_made_with(client):
    merge(client)
    claim = client.get(f"{ROOT}/claims/?company=acme&_sort=-id").json["rows"][0]
    assert claim["subject"] == "Acme"
    assert "Made about “Acme Incorporated”" in client.get(claim["permalink"]).text


def test_what_is_refused_says_why(client):
    kept, gone = ids(client)
    stale = merge(client, into_version=99)
    assert stale.status_code == 409
    assert (stale.json["theirs"]["id"], stale.json["yours"]) == (kept, {"into": kept, "take": []})
    assert merge(client, version=99).json["theirs"]["id"] == gone
    assert "into" in merge(client, into="Nobody").json["fields"]
    assert "take" in merge(client, take=["slug"]).json["fields"]
    assert "version" in merge(client, version="1.5").json["fields"]
    assert "extra" in merge(client, extra=1).json["fields"]
    alone = merge(client, into=gone)
    assert alone.json["error"] == "That is one record already. Choose two."
    page = client.get(f"/companies/{gone}/merge?into={gone}").text
    assert "That is one record already" in page
    assert "from then on. All of it" not in page
    korea = {"into": "KR", "version": 1, "into_version": 1}
    refused = client.post(f"{ROOT}/countries/KR/merge", json=korea)
    assert (refused.status_code, refused.json["error"][:24]) == (400, "Countries are not merged")
    saved = newest(client)
    assert merge(client).status_code == 200
    again = merge_again(client, gone, kept)
    assert (again.status_code, newest(client)) == (404, saved + 1)
    assert "merged into Acme" in again.json["error"]


def merge_again(client, gone, kept):
    return client.post(
        f"{ROOT}/companies/{gone}/merge", json={"into": kept, "version": 9, "into_version": 9}
    )


def test_the_page_says_what_moves_and_moves_it(client):
    kept, gone = ids(client)
    shown = client.get(f"/companies/{gone}/merge?into=Acme").text
    assert "Merge “Acme Incorporated” into “Acme”" in shown
    for words in ("1 name", "1 office", "1 claim", "https://acme.example/", "the only one"):
        assert words in shown, words
    before = newest(client)
    form = {"into": kept, "_once": "0001", "_reason": "One firm.",
            "_version": row(client, f"companies/{gone}")["version"],
            "_into_version": row(client, f"companies/{kept}")["version"]}  # fmt: skip
    assert "Nothing was merged" in client.post(f"/companies/{gone}/merge", data=form | {"_version": 77}).text
    assert newest(client) == before
    answer = client.post(f"/companies/{gone}/merge", data=form)
    assert (answer.status_code, answer.location) == (303, f"/companies/{kept}")
    assert client.post(f"/companies/{gone}/merge", data=form).location == f"/companies/{kept}"
    assert newest(client) == before + 1
    assert "Merged: the two are one now." in client.get(f"/companies/{kept}").text
    told = client.get(f"/companies/{gone}/history").text
    assert "Merged into" in told
    assert '<span class="now">Acme</span>' in told
    client.post(f"/revisions/{before + 1}/undo")
    assert client.get(f"/companies/{gone}").status_code == 200


def test_a_pair_is_judged_without_scripts(client):
    kept, gone = ids(client)
    shown = client.get("/duplicates").text
    assert "the same name, written otherwise" in shown
    assert f'href="/companies/{gone}/merge?into={kept}"' in shown
    given = {"kind": "companies", "left": kept, "right": gone, "_reason": "Two registers."}
    answer = client.post("/duplicates", data=given | {"verdict": "different"}, follow_redirects=True)
    assert "Kept apart." in answer.text
    assert f"merge?into={kept}" not in client.get("/duplicates?kind=companies").text
    apart = client.get("/duplicates?kind=companies&state=different").text
    assert "“Two registers.”" in apart
    refused = merge(client)
    assert (refused.status_code, "Two registers." in refused.json["error"]) == (400, True)
    assert "Two registers." in client.get(f"/companies/{gone}/merge?into={kept}").text
    client.post(f"/revisions/{newest(client)}/undo")
    assert f"merge?into={kept}" in client.get("/duplicates?kind=companies").text
    for wrong in ({"verdict": "same"}, {"kind": "cities"}, {"left": "x"}, {"right": kept}):
        assert client.post("/duplicates", data=given | {"verdict": "unsure"} | wrong).status_code == 400
    for path in ("?kind=cities", "?state=x", "?other=1"):
        assert client.get(f"/duplicates{path}").status_code == 400
    assert client.post(
        "/duplicates", data=given | {"verdict": "unsure"}, headers={"Origin": "https://evil.example"}
    ).status_code == 403  # fmt: skip


def test_whoever_merges_by_hand_names_the_other(client):
    _, gone = ids(client)
    assert "The company that stays" in client.get(f"/companies/{gone}/merge").text
    assert "No company is called “Nobody”" in client.get(f"/companies/{gone}/merge?into=Nobody").text
    assert "one record already" in client.get(f"/companies/{gone}/merge?into={gone}").text
    assert "Merge …" in client.get(f"/companies/{gone}").text
    assert "Merge …" not in client.get("/countries/KR").text
