"""What is told of changes: the page of a period, feeds, watchlists, and the command's digest."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from tests.databases import Backend
from tests.web.people import fill_accounts, logged_in
from tests.web.site import filled, newest
from tracker.cli import main
from tracker.config import read_settings
from tracker.db import reading, transaction
from tracker.history import Revision
from tracker.overview import digest, recent
from tracker.overview.sentences import sentence
from tracker.records import kinds
from tracker.watchlists import Watchlist
from tracker.web import changed
from tracker.web.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = datetime(2024, 3, 1, 12, tzinfo=UTC)
SECOND = datetime(2024, 3, 9, 12, tzinfo=UTC)
BETA = "Beta has announced an office in Seoul, South Korea."
WEEK = "_from=2024-03-04&_to=2024-03-10"
ACME = "Acme has expanded its office in Seoul, South Korea."


def at(app: Flask, revision: int, moment: datetime) -> None:
    """Let a save have happened then."""
    found: Site = app.extensions["tracker"]
    with transaction(found.engine) as session:
        session.execute(update(Revision).where(Revision.id == revision).values(made_at=moment))


def acme_office(client: FlaskClient) -> dict[str, object]:
    found: dict[str, object] = client.get("/offices.json?company=acme&city=Seoul").get_json()["rows"][0]
    return found


def change(client: FlaskClient, **given: object) -> int:
    office = acme_office(client)
    answer = client.patch(f"/api/v1/offices/{office['id']}", json={"version": office["version"], **given})
    assert answer.status_code == 200, answer.text
    return newest(client)


def add(client: FlaskClient, kind: str, **given: object) -> int:
    answer = client.post(f"/api/v1/{kind}/", json=given)
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["row"]["id"])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    """The samples saved on 1 March 2024, and changed, stepped on, added to and taken from on 9 March.

    For tests that only read.
    """
    with filled(request.getfixturevalue(request.param)) as app:
        client = app.test_client()
        at(app, newest(client), FIRST)
        at(app, change(client, role="Regional hub <b>"), SECOND)
        at(app, change(client, status="expanded", status_on="June 2025"), SECOND)
        add(client, "offices", company="Beta", city="Seoul", status="announced", status_on="2024-03")
        at(app, newest(client), SECOND)
        gone = add(client, "offices", company="Beta", city="Seoul", status="rumoured")
        at(app, newest(client), SECOND)
        assert client.delete(f"/api/v1/offices/{gone}", json={"version": 1}).status_code == 200
        at(app, newest(client), SECOND)
        yield client


def test_a_period_tells_what_was_added_what_took_a_step_and_what_was_corrected(told: FlaskClient) -> None:
    rows = told.get(f"/changed.json?{WEEK}").get_json()["rows"]
    assert [(row["what"], row["group"], row["sentence"], row["about"]) for row in rows] == [
        ("added", "Beta", BETA, None),
        ("status", "Acme", ACME, "became expanded, June 2025"),
        ("corrected", "Acme", ACME, "Role: nothing → “Regional hub <b>”"),
    ]
    assert told.get("/changed.json?_from=2024-03-02&_to=2024-03-03").get_json()["rows"] == []


def test_what_is_no_fact_is_not_told_as_one() -> None:
    told = [
        sentence(kinds()["claims"], {"label": "Acme raises $5 bn.", "modality": of})
        for of in ("fact", "intent", "rumour", "plan")
    ]
    raises = "Acme raises $5 bn"
    assert told == [f"{raises}.", f"{raises}.", f"{raises} (rumour).", f"{raises} (plan)."]


def test_what_came_in_the_period_was_not_changed_in_it(told: FlaskClient) -> None:
    count = told.get("/changed.json?_from=2024-03").get_json()["count"]
    assert count == {"added": {"offices": 2, "partnerships": 1, "projects": 1, "claims": 1}, "status": {},
                     "corrected": {}, "merged": {}, "withdrawn": {}}  # fmt: skip


def test_each_number_leads_to_what_it_counts(told: FlaskClient) -> None:
    page = told.get(f"/changed?{WEEK}").text
    period = WEEK.replace("&", "&amp;")
    assert f'href="/changed?{period}&amp;_what=added&amp;_of=offices">1 office</a>' in page
    assert f'href="/changed?{period}&amp;_what=status&amp;_of=offices">1 step of offices</a>' in page
    one = told.get(f"/changed.json?{WEEK}&_of=offices&_what=added").get_json()
    assert (len(one["rows"]), one["count"]) == (1, {"added": {"offices": 1}})


def test_it_is_about_a_company_or_country_under_either(told: FlaskClient) -> None:
    rows = told.get(f"/changed.json?{WEEK}&company=beta&_by=country").get_json()["rows"]
    assert [(row["what"], row["group"]) for row in rows] == [("added", "South Korea")]


WRONG = ["_from=soon", "_from=2025&_to=2024", "_by=size", "_what=all", "status=open", "_what=added&_next=x"]


@pytest.mark.parametrize("asked", WRONG)
def test_a_period_that_is_not_understood_is_named(shared: FlaskClient, asked: str) -> None:
    answer = shared.get(f"/changed.json?{asked}")
    assert answer.status_code == 400
    assert set(answer.get_json()["fields"]) <= {pair.partition("=")[0] for pair in asked.split("&")}


def test_a_digest_to_send_on_is_inert_in_either_form(told: FlaskClient) -> None:
    words = told.get(f"/changed.md?{WEEK}").text
    assert words.startswith("# What changed from 4 to 10 March 2024\n\n## Added\n\n### Beta\n\n- [Beta has")
    assert "Role: nothing → “Regional hub \\<b\\>”" in words
    assert "](http://localhost/offices/" in words
    assert f"<http://localhost/changed?{WEEK}> " in words
    assert "\n\n\n" not in words
    page = told.get(f"/changed.html?{WEEK}").text
    assert "Regional hub &lt;b&gt;" in page
    assert "<b>" not in page


def test_nothing_is_as_of_a_day_that_is_still_to_come(client: FlaskClient) -> None:
    article = add(client, "articles", title="Some day", published="by the end of 2999")
    place = {"article": article, "paragraph": 1, "sentence": 1, "sentence_sha256": "0" * 64}
    add(client, "offices", company="openai", city="Lagos", citations=[place])
    assert client.get("/changed.json").get_json()["credit"]["as_of"] <= datetime.now(UTC).date().isoformat()
    assert f"as of {datetime.now(UTC):%B %Y}" in client.get("/").text


def test_what_is_under_no_company_does_not_stand_under_the_one_before(client: FlaskClient) -> None:
    given = {"metric": "market_rank", "value_text": "second"}
    add(client, "claims", subject="KR", summary="A market of many.", **given)
    words, page = client.get("/changed.md").text, client.get("/changed.html").text
    assert "\n\n### No company\n\n- [A market of many.](" in words
    assert "<h3>No company</h3>" in page
    alone = client.get("/changed.md?_of=offices").text
    assert "### No company" not in alone


def test_the_command_writes_the_same_digest(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with filled(backend) as app:
        url = app.extensions["tracker"].settings.database_url
        at(app, newest(app.test_client()), FIRST)
        monkeypatch.setenv("TRACKER_DATABASE_URL", url)
        asked = ["digest", "--from", "2024-03", "--to", "2024-03", "--company", "acme"]
        done = CliRunner().invoke(main, [*asked, "--root", "https://tracker.example/"])
        assert done.exit_code == 0
        assert "- [Acme has an office in Seoul, South Korea.](https://tracker.example/offices/" in done.output
        monkeypatch.setenv("TRACKER_ROOT", "https://tracker.example")
        assert CliRunner().invoke(main, asked).output == done.output
        site: Site = app.extensions["tracker"]
        app.extensions["tracker"] = replace(site, settings=read_settings())
        fill_accounts(app)
        for path in ("/changed.md?_from=2024-03&_to=2024-03&company=acme", "/feed.atom?_of=offices"):
            told = logged_in(app, "reader").get(path).text
            assert ("https://tracker.example/offices/" in told, "localhost" in told) == (True, False)
        file = tmp_path / "digest.html"
        assert CliRunner().invoke(main, [*asked, "--format", "html", str(file)]).exit_code == 0
        assert "<h2>Added</h2>" in file.read_text("utf-8")
        assert CliRunner().invoke(main, ["digest", "--company", "nobody at all"]).exit_code == 1


# -- feeds ------------------------------------------------------------------------------------------------


def entries(client: FlaskClient, address: str) -> list[dict[str, str]]:
    feed = ElementTree.fromstring(client.get(address).data)
    found = feed.iter(f"{ATOM}entry")
    return [{part.tag.removeprefix(ATOM): part.text or "" for part in one} for one in found]


def test_a_feed_tells_what_was_touched_last_first_with_its_sources(told: FlaskClient) -> None:
    found = entries(told, "/feed.atom?_of=offices&country=KR")
    assert [(one["title"], one["updated"], one["published"]) for one in found] == [
        (BETA, "2024-03-09T12:00:00Z", "2024-03-09T12:00:00Z"),
        (ACME, "2024-03-09T12:00:00Z", "2024-03-01T12:00:00Z"),
    ]
    assert "Acme in Seoul</a>, paragraph 1, sentence 1" in found[1]["content"]
    assert len(entries(told, "/feed.atom")) == 5


def test_what_atom_asks_for_is_there_and_ids_stay(small: Flask) -> None:
    client = small.test_client()
    answer = client.get("/feed.atom?company=acme")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    for one in [feed, *feed.iter(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/feed.atom?company=acme", "alternate": "http://localhost/changed?company=acme",
    }  # fmt: skip
    ids = [one["id"] for one in entries(client, "/feed.atom")]
    assert len(set(ids)) == len(ids)
    change(client, role="Hub")
    elsewhere = ElementTree.fromstring(client.get("/feed.atom", base_url="http://127.0.0.1:8000").data)
    assert {one.findtext(f"{ATOM}id") for one in elsewhere.iter(f"{ATOM}entry")} == set(ids)


def test_an_unchanged_feed_is_not_sent_again(shared: FlaskClient) -> None:
    tag = shared.get("/feed.atom").headers["ETag"]
    assert shared.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 304


def test_a_filter_of_any_kind_is_a_feed_and_a_wrong_one_is_refused(shared: FlaskClient) -> None:
    [article] = entries(shared, "/feed.atom?_of=articles")
    assert (article["title"], "No source" in article["content"]) == ("Acme in Seoul.", False)
    assert entries(shared, "/feed.atom?_of=offices&status=closed") == []
    assert shared.get("/feed.atom?_of=offices&colour=red").status_code == 400
    assert '<link rel="alternate" type="application/atom+xml"' in shared.get("/offices/?status=open").text
    assert "/feed.atom?_of=offices&amp;status=open" in shared.get("/offices/?status=open").text


# -- watchlists -------------------------------------------------------------------------------------------


def watch(client: FlaskClient, name: str = "Korea", **filters: str) -> str:
    answer = client.post("/watchlists", data={"name": name, **filters})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_watchlist_marks_what_came_and_changed_until_it_was_seen(small: Flask) -> None:
    client = small.test_client()
    where = watch(client, _of="offices", country="KR")
    assert "nothing new since" in client.get(where).text
    saves = newest(client)
    add(client, "offices", company="Beta", city="Seoul")
    change(client, role="Hub")
    page = client.get(where).text
    assert "Offices · Country: KR" in page or "Offices · Country: South Korea" in page
    assert "1 new and 1 changed since" in page
    assert page.count('class="mark-new"') == 1
    assert page.count('class="mark-new mark-changed"') == 1
    # Looking changes nothing; nor does an older save than was seen.
    assert client.post(f"{where}/seen", data={"revision": str(saves)}).status_code == 303
    assert "1 new and 1 changed since" in client.get(where).text
    assert client.post(f"{where}/seen", data={"revision": str(newest(client))}).status_code == 303
    assert "nothing new since" in client.get(where).text


def test_a_watchlist_tells_what_left_it_and_why(small: Flask) -> None:
    client = small.test_client()
    where = watch(client, "Open in Korea", _of="offices", country="KR", status="open")
    all_of_korea = watch(client, "Korea", _of="offices", country="KR")
    office = acme_office(client)
    assert "that left" not in client.get(where).text
    change(client, status="closed", status_on="2025-11")
    page = unescape(client.get(where).text)
    assert "0 new, 0 changed and 1 that left since" in page
    assert "status was open, is closed" in " ".join(re.sub("<[^>]+>", " ", page).split()).replace(" ,", ",")
    assert f'href="/offices/{office["id"]}' in page
    assert "that left" not in client.get(all_of_korea).text
    version = acme_office(client)["version"]
    assert client.delete(f"/api/v1/offices/{office['id']}", json={"version": version}).status_code == 200
    for told in (client.get(where), client.get(all_of_korea)):
        assert "in the trash" in told.text
    assert client.get("/watchlists").text.count('data-label="Left"><a') == 2
    client.post(f"{where}/seen", data={"revision": str(newest(client))})
    assert "nothing new since" in client.get(where).text


def test_watchlists_stand_in_a_list_and_can_be_removed(small: Flask) -> None:
    client = small.test_client()
    form = client.get("/watchlists?_of=claims&modality=plan").text
    assert 'value="Claims, Modality: plan"' in form
    where = watch(client, "Plans", _of="claims", modality="plan")
    add(client, "claims", subject="Acme", metric="employees", value_text="50", summary="So.", modality="plan")
    assert f'<a class="mark-new" href="{where}">1</a>' in client.get("/watchlists").text
    assert client.post(f"{where}/remove").status_code == 303
    assert client.get(where).status_code == 404
    assert where not in client.get("/watchlists").text


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "KOREA", "a\u202eb", "\ufffe"])
def test_a_name_is_needed_and_taken_once(small: Flask, name: str) -> None:
    client = small.test_client()
    watch(client, country="KR")
    answer = client.post("/watchlists", data={"name": name, "country": "KR"})
    assert answer.status_code == 400
    assert 'name="name"' in answer.text


def test_a_filter_that_means_nothing_any_more_is_said_to(small: Flask) -> None:
    client = small.test_client()
    where = watch(client, _of="projects", programme="Acme Abroad")
    programme = client.get("/programmes.json").get_json()["rows"][0]["id"]
    assert client.delete(f"/api/v1/programmes/{programme}", json={"version": 1}).status_code == 200
    assert "not understood any more" in client.get(where).text
    assert "not understood any more" in client.get("/watchlists").text


@pytest.mark.parametrize("filters", [{"company": ["Acme"] * 101}, {"role__contains": "x" * 16_000}])
def test_a_filter_too_large_for_an_address_is_not_kept(small: Flask, filters: dict[str, Any]) -> None:
    client = small.test_client()
    answer = client.post("/watchlists", data={"name": "A", "_of": "offices", **filters})
    assert answer.status_code == 400
    assert "The filter is too large to keep" in answer.text
    assert "/watchlists/1" not in client.get("/watchlists").text


def test_a_filter_kept_before_there_was_a_limit_says_so(small: Flask) -> None:
    client = small.test_client()
    where = watch(client, _of="offices")
    with transaction(small.extensions["tracker"].engine) as session:
        [kept] = session.scalars(select(Watchlist))
        kept.query = "_of=offices" + "".join(f"&role__contains={number}" for number in range(1_100))
    for page in (client.get(where), client.get("/watchlists")):
        assert page.status_code == 200
        assert "not understood any more" in page.text
    assert "too large to keep: at most 100 values" in client.get(where).text
    assert client.post(f"{where}/remove").status_code == 303


def test_a_wrong_filter_or_save_is_refused(shared: FlaskClient) -> None:
    assert shared.get("/watchlists?_of=offices&colour=red").status_code == 400
    assert shared.post("/watchlists", data={"name": "A", "colour": "red"}).status_code == 400
    assert shared.post("/watchlists/1/seen", data={"revision": "x"}).status_code == 400
    assert shared.post("/watchlists/999/seen", data={"revision": "1"}).status_code == 404


# -- much at once -----------------------------------------------------------------------------------------


def test_few_changes_and_many_are_counted_alike(told: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = told.application.extensions["tracker"].engine
    with reading(engine) as session:
        scope = recent.read_watched(session, [("country", "KR")])
        few = [recent.moved_since(session, scope, since) for since in range(6)]
        monkeypatch.setattr(recent, "LOOKED_THROUGH", 0)
        many = [recent.moved_since(session, scope, since) for since in range(6)]
    assert many == few
    assert (few[1][0].added, few[1][0].changed) == (1, 1)


def test_of_very_much_the_newest_is_told_and_said_to_be(
    told: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Very much" not in told.get(f"/changed?{WEEK}").text
    monkeypatch.setattr(digest, "LOOKED_THROUGH", 6)
    told.application.extensions["kept"].forget()
    assert "Very much" in told.get(f"/changed?{WEEK}").text
    assert [row["what"] for row in told.get(f"/changed.json?{WEEK}").get_json()["rows"]] == ["added"]


def test_a_long_section_goes_on_page_by_page(told: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed, "PAGE", 2)
    seen, address = [], "/changed?_from=2024-03&_to=2024-03&_what=added"
    while address:
        page = told.get(address).text
        seen += re.findall(r'<li><a href="(/[a-z]+/\d+)">', page.partition("</form>")[2])
        following = re.search(r'<a class="button" href="([^"]+)">Earlier ones', page)
        address = unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == 5


def test_a_page_takes_few_statements_however_much_it_tells(told: FlaskClient) -> None:
    engine = told.application.extensions["tracker"].engine
    counts: list[int] = []

    def count(*about: object) -> None:
        counts[-1] += 1

    event.listen(engine, "before_cursor_execute", count)
    for address in (f"/changed?{WEEK}", "/changed?_from=2024-03-01&_to=2024-03-31", "/feed.atom", "/matrix"):
        told.application.extensions["kept"].forget()
        counts.append(0)
        assert told.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    assert max(counts) < 40
