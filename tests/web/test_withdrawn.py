"""What is told of what went: facts in the trash, and records that were merged into others."""

from flask import Flask
from flask.testing import FlaskClient

from tests.web.site import newest
from tests.web.test_changed import ACME, FIRST, SECOND, WEEK, acme_office, add, at


def remove(client: FlaskClient, kind: str, number: object) -> int:
    version = client.get(f"/{kind}/{number}.json").get_json()["row"]["version"]
    answer = client.delete(f"/api/v1/{kind}/{number}", json={"version": version})
    assert answer.status_code == 200, answer.text
    return newest(client)


def merge(client: FlaskClient, kind: str, gone: int, kept: int) -> int:
    rows = (client.get(f"/{kind}/{number}.json").get_json()["row"] for number in (gone, kept))
    one, other = (row["version"] for row in rows)
    given = {"into": kept, "version": one, "into_version": other}
    answer = client.post(f"/api/v1/{kind}/{gone}/merge", json=given)
    assert answer.status_code == 200, answer.text
    return newest(client)


def undo(client: FlaskClient, revision: int) -> int:
    answer = client.post(f"/api/v1/revisions/{revision}/undo")
    assert answer.status_code == 200, answer.text
    return newest(client)


def only(client: FlaskClient, asked: str) -> list[tuple[str, str | None, str]]:
    rows = client.get(f"/changed.json?{WEEK}&{asked}").get_json()["rows"]
    return [(row["what"], row["group"], row["sentence"]) for row in rows]


DEAL = "Acme and Beta have a research partnership."
AWAY = [("withdrawn", "Acme", ACME.replace("expanded its", "an")), ("withdrawn", "Acme", DEAL)]


def test_the_page_of_what_is_in_the_trash_can_be_read(small: Flask) -> None:
    client = small.test_client()
    for kind, given in (("companies", {"name": "Gamma"}), ("publishers", {"name": "The Gamma"})):
        row = client.post(f"/api/v1/{kind}/", json=given).get_json()["row"]
        remove(client, kind, row["id"])
        page = client.get(row["permalink"])
        assert (page.status_code, "Restore" in page.text) == (200, True)


def test_what_went_to_the_trash_and_is_there_is_withdrawn(small: Flask) -> None:
    client = small.test_client()
    at(small, newest(client), FIRST)
    deal = client.get("/partnerships.json").get_json()["rows"][0]["id"]
    office = acme_office(client)["id"]
    at(small, remove(client, "partnerships", deal), SECOND)
    for _ in range(2):
        at(small, remove(client, "offices", office), SECOND)
        assert client.post(f"/api/v1/offices/{office}/restore").status_code == 200
        at(small, newest(client), SECOND)
    assert only(client, "") == AWAY[1:]
    at(small, remove(client, "offices", office), SECOND)
    assert only(client, "") == AWAY
    # The parties went with their deal, and lead to it still.
    assert only(client, "company=acme") == AWAY
    assert only(client, "company=beta") == [("withdrawn", "Beta", DEAL)]
    assert only(client, "country=KR&_by=country") == [("withdrawn", "South Korea", AWAY[0][2])]
    assert only(client, "_of=partnerships&company__ne=beta") == []
    assert only(client, "_of=partnerships&company__isnull=no&_what=withdrawn") == AWAY[1:]
    page = client.get(f"/changed?{WEEK}").text
    assert '_what=withdrawn&amp;_of=offices">1 office</a>' in page
    assert "## Withdrawn\n\n### Acme\n\n- [Acme has an office" in client.get(f"/changed.md?{WEEK}").text
    assert client.get(f"/partnerships/{deal}").status_code == 200


def test_a_merge_is_one_line_and_corrects_nothing(small: Flask) -> None:
    client = small.test_client()
    gone = add(client, "companies", name="Acme Limited", country="KR")
    office = add(client, "offices", company="Acme Limited", city="Seoul", role="Sales")
    at(small, newest(client), FIRST)
    for revision in range(1, newest(client)):
        at(small, revision, FIRST)
    acme = client.get("/companies/acme.json").get_json()["row"]["id"]
    joined = merge(client, "companies", gone, acme)
    at(small, joined, SECOND)
    line = ("merged", "Acme", "Acme Limited was merged into Acme.")
    for asked in ("", "company=acme", "company=Acme+Inc", "country=KR&_by=company", "_what=merged"):
        assert only(client, asked) == [line], asked
    assert only(client, "company=beta") == only(client, "_of=offices") == []
    page = client.get(f"/changed?{WEEK}").text
    assert '_what=merged">1 company</a>' in page
    assert f'<a href="/companies/{acme}">Acme Limited was merged into Acme.</a>' in page
    offices = client.get("/offices.json?company=acme").get_json()["rows"]
    kept = next(row["id"] for row in offices if row["id"] != office)
    at(small, merge(client, "offices", office, kept), SECOND)
    assert [row[0] for row in only(client, "_of=offices&city=Seoul")] == ["merged"]
    assert len(only(client, "company=acme")) == 2
    at(small, undo(client, newest(client)), SECOND)
    assert only(client, "") == [line]
    at(small, undo(client, joined), SECOND)
    assert only(client, "") == []


def test_a_merge_of_an_earlier_period_that_is_undone_is_told(small: Flask) -> None:
    client = small.test_client()
    gone = add(client, "companies", name="Acme Limited", country="KR")
    acme = client.get("/companies/acme.json").get_json()["row"]["id"]
    merged = merge(client, "companies", gone, acme)
    for revision in range(1, merged + 1):
        at(small, revision, FIRST)
    at(small, undo(client, merged), SECOND)
    line = ("merged", "Acme", "Acme Limited was parted from Acme: their merge was undone.")
    for asked in ("", "company=acme", "company=acme-limited", "_what=merged"):
        assert only(client, asked) == [line], asked
    assert only(client, "company=beta") == []
    assert f'<a href="/companies/{gone}">{line[2]}</a>' in client.get(f"/changed?{WEEK}").text
    again = merge(client, "companies", gone, acme)
    at(small, again, SECOND)
    assert [row[2] for row in only(client, "")] == ["Acme Limited was merged into Acme."]
