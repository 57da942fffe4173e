"""How the tracker says it is doing: the page of health, its figures, and what a request leaves in the log."""

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, update

from tests.web.site import ROOT, made
from tracker import logs
from tracker.backups import succeeded
from tracker.db import SAFE_SQLITE, transaction
from tracker.drafts import Job
from tracker.health import bytes_in_words
from tracker.records.feed import Feed
from tracker.types import now


@pytest.fixture
def web(small):
    return small.test_client()


@pytest.fixture
def engine(small) -> Engine:
    found: Engine = small.extensions["tracker"].engine
    return found


def health(web: FlaskClient) -> dict[str, Any]:
    """The signs of health by name."""
    return {sign["name"]: sign for sign in web.get("/health.json").get_json()["rows"]}


def figures(web: FlaskClient) -> dict[str, float]:
    """The figures for Prometheus, by name and labels; each line must be one that it can read."""
    found = {}
    for line in web.get("/metrics").text.splitlines():
        if line.startswith("#"):
            assert re.match(r"# (HELP|TYPE) tracker_\w+ \S", line)
            continue
        match = re.fullmatch(r'(tracker_\w+(?:\{(?:\w+="[^"\n]*",?)+\})?) (-?[\d.e+]+)', line)
        assert match, line
        assert match[1] not in found
        found[match[1]] = float(match[2])
    return found


def test_a_sound_tracker_says_so(web, engine):
    signs = health(web)
    sqlite = engine.dialect.name == "sqlite"
    assert signs["Database"]["says"].startswith("SQLite" if sqlite else "PostgreSQL")
    assert ("Disk" in signs, "SQLite" in signs) == (sqlite, sqlite)
    if sqlite:
        outdated = sqlite3.sqlite_version_info < SAFE_SQLITE
        assert signs["SQLite"]["state"] == ("look" if outdated else "good")
        assert ("3.51.3" in signs["SQLite"]["says"]) == outdated
    assert {sign["state"] for sign in signs.values()} <= {"good", "look"}
    page = web.get("/health")
    assert page.status_code == 200
    for sign in signs.values():
        assert sign["name"].replace(" ", "\u00a0") in page.text


def test_what_waits_and_fails_is_told(web, engine):
    long_ago = now() - timedelta(hours=1)
    with transaction(engine) as session:
        feed = session.query(Feed).one().id
        session.execute(update(Feed).values(failing_since=long_ago))
        session.add(Job(kind="poll", record_id=feed, due_at=long_ago))
    signs = health(web)
    failing = signs["Feeds failing"]
    assert (failing["says"], failing["state"]) == ("1 of 1", "look")
    listed = web.get(failing["link"].replace("/feeds/", "/feeds.json")).json
    assert [row["name"] for row in listed["rows"]] == ["Gazette"]
    assert "is `tracker worker` running?" in signs["Jobs"]["says"]
    said = figures(web)
    assert [said[f"tracker_{name}"] for name in ("feeds_failing", "jobs_due", "jobs_late")] == [1, 1, 1]
    with transaction(engine) as session:
        session.execute(update(Feed).values(paused=True))
    assert figures(web)["tracker_jobs_due"] == 0


def test_the_age_of_the_newest_backup_is_told(web, engine, tmp_path):
    assert health(web)["Newest backup"]["state"] == "look"
    file = tmp_path / "backup.db"
    file.touch()
    with transaction(engine) as session:
        succeeded(session, None, file, 12_000_000, 1234)
    sign = health(web)["Newest backup"]
    assert sign["state"] == "good"
    assert sign["says"].endswith("1,234 records in 12 MB")
    assert figures(web)["tracker_newest_backup_timestamp_seconds"] == pytest.approx(now().timestamp(), abs=60)


def test_requests_are_counted_by_route_method_and_status(web):
    before = figures(web)
    web.get("/companies/acme")
    web.get("/companies/nobody")
    web.post(f"{ROOT}/companies/", json={"name": "Gamma"})
    web.open("/companies/", method="BREW")
    new = {
        re.sub(r'process="\d+",', "", name): count - before.get(name, 0)
        for name, count in figures(web).items()
        if name.startswith("tracker_http_requests") and count != before.get(name, 0)
    }
    counted = 'tracker_http_requests_total{route="%s",method="%s",status="%s"}'
    assert new.pop(counted % ("running", "GET", 200)) == 1
    assert new == {
        counted % ("records", "GET", 200): 1,
        counted % ("records", "GET", 404): 1,
        counted % ("api", "POST", 201): 1,
        counted % ("none", "other", 405): 1,
    }


def test_durations_are_a_histogram(web):
    for _ in range(3):
        web.get("/companies/acme")
    said = {re.sub(r'process="\d+",', "", name): value for name, value in figures(web).items()}
    name = "tracker_http_request_duration_seconds"
    buckets = [value for label, value in said.items() if label.startswith(f'{name}_bucket{{route="records"')]
    assert buckets == sorted(buckets)
    assert buckets[-1] == said[f'{name}_count{{route="records"}}'] == 3
    assert said[f'{name}_sum{{route="records"}}'] > 0


def test_saves_are_counted_by_door(web):
    saves = 'tracker_saves_total{door="api"}'
    before = figures(web).get(saves, 0)
    web.post(f"{ROOT}/companies/", json={"name": "Gamma"})
    web.post(f"{ROOT}/companies/", json={"name": ""})
    assert figures(web)[saves] == before + 1


def test_a_database_that_does_not_answer_is_told_by_every_door(sqlite, tmp_path):
    with sqlite.lend("migrated") as url, made(url) as app:
        file = Path(url.removeprefix("sqlite:///"))
        web = app.test_client()
        file.write_bytes(b"no database at all" * 500)
        page, twin = web.get("/health"), web.get("/health.json")
        assert (page.status_code, twin.status_code) == (503, 503)
        assert "no SQLite database" in page.text
        assert twin.get_json()["ok"] is False
        said = figures(web)
        assert said["tracker_database_up"] == 0
        assert web.get("/healthz").status_code == 503


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (999_600, "1.0 MB"), (12_345_678, "12 MB")],
)
def test_bytes_are_told_in_words(count, words):
    assert bytes_in_words(count) == words


# -- the log ----------------------------------------------------------------------------------------------


@pytest.fixture
def noted(small, capfd) -> Iterator[Any]:
    """What is noted at the level given, each line read as JSON."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    logs.install("info", "json")
    yield read
    logs.install("warning", "text")


SECRETS = ("sesame", "s3cret", "hidden in the body")


def test_every_request_is_one_line_and_tells_no_secret(web, noted):
    web.set_cookie("other", "s3cret-cookie")
    headers = {"Authorization": "Bearer s3cret-token", "Idempotency-Key": "s3cret-key"}
    body = {"name": "hidden in the body"}
    answers = [
        web.post(f"{ROOT}/companies/?_key=sesame", json=body, headers=headers),
        web.post(f"{ROOT}/companies/", json=body, headers=headers),
        web.get("/companies/?name=sesame"),
        web.get("/companies.csv", buffered=True),
        web.get("/nothing/sesame?sesame"),
    ]
    lines = noted()
    assert [line["request_id"] for line in lines] == [one.headers["X-Request-ID"] for one in answers]
    assert [(line["method"], line["route"], line["status"], line["door"]) for line in lines] == [
        ("POST", f"{ROOT}/<kind:kind>/", answers[0].status_code, "api"),
        ("POST", f"{ROOT}/<kind:kind>/", 201, "api"),
        ("GET", "/<kind:kind>/", 200, "web"),
        ("GET", "/<kind:kind>.csv", 200, "web"),
        ("GET", None, 404, "web"),
    ]
    for line in lines:
        assert set(line) == {
            "time", "level", "event", "method", "route", "status", "ms", "request_id", "actor", "door",
        }  # fmt: skip
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert not [secret for secret in SECRETS if secret in json.dumps(line)]


def broken(*_: Any) -> None:
    raise RuntimeError("s3cret") from ValueError("hidden in the body")


def test_a_fault_is_one_line_with_where_it_rose_and_nothing_that_was_typed(web, noted, monkeypatch):
    monkeypatch.setattr(sys.modules["tracker.web.api"], "listing", broken)
    answer = web.get(f"{ROOT}/companies/?q=sesame")
    fault, request = noted()
    assert (fault["level"], fault["event"], request["status"]) == ("error", "fault", 500)
    number = answer.headers["X-Request-ID"]
    assert fault["request_id"] == request["request_id"] == number
    assert number in answer.json["error"]
    assert [rise["kind"] for rise in fault["fault"]] == ["RuntimeError", "ValueError"]
    assert "in broken" in fault["fault"][0]["at"][-1]
    assert not [secret for secret in SECRETS if secret in json.dumps(fault)]


def test_what_the_database_refused_is_noted_with_what_was_said(sqlite, monkeypatch, capfd):
    monkeypatch.setattr("tracker.db.PATIENCE", 0.01)
    with sqlite.lend("migrated") as url, made(url) as app:
        logs.install("info", "json")
        with transaction(app.extensions["tracker"].engine):
            answer = app.test_client().post(f"{ROOT}/companies/", json={"name": "hidden in the body"})
        logs.install("warning", "text")
    assert answer.status_code == 503
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [
        ("warning", "unavailable"), ("info", "request"),
    ]  # fmt: skip
    assert "busy" in lines[0]["says"]
    assert "hidden" not in json.dumps(lines)


def test_what_is_noted_in_words_stays_on_its_line(shared, capfd):
    logs.install("info", "text")
    shared.open("/companies/", method="A evil=1")
    logs.note(30, "said", words="two\nlines \u2028 “and” more", plain="plain", nothing=None)
    first, second = capfd.readouterr().err.splitlines()
    logs.install("warning", "text")
    assert ' info request method="A EVIL=1" ' in first
    assert second.endswith(r'warning said words="two\nlines \u2028 \u201cand\u201d more" plain=plain')


def test_at_the_level_debug_a_fault_tells_all(shared, monkeypatch, capfd):
    monkeypatch.setattr(sys.modules["tracker.web.api"], "listing", broken)
    logs.install("debug", "json")
    shared.get(f"{ROOT}/companies/")
    logs.install("warning", "text")
    fault = json.loads(capfd.readouterr().err.splitlines()[0])
    assert [rise["says"] for rise in fault["fault"]] == ["s3cret", "hidden in the body"]
