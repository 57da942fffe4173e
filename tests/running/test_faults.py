"""A disk that is full or only to be read, a damaged page, a newer schema, a clock that was set back: the page
says what happened, what can be read is read, and nothing is half-written."""

import os
import resource
import shlex
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import Engine, update

from tests.databases import connected
from tests.saving import newest_revision, number
from tests.web.site import ROOT, fill, made
from tracker.check import check
from tracker.cli import main
from tracker.db import transaction
from tracker.drafts import Job
from tracker.history import Revision
from tracker.ingest.polling import lease
from tracker.records import kinds
from tracker.records.feed import Feed
from tracker.types import now

READ = ("/", "/companies/", "/companies.json", "/companies.csv", "/companies/acme", "/search?q=acm", "/map")


@pytest.fixture
def file(sqlite, tmp_path: Path) -> Path:
    """A database with a handful of records, which nobody else is connected to."""
    place = tmp_path / "tracker.db"
    with sqlite.lend(fill) as url:
        place.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
    return place


@contextmanager
def asking(place: Path | str) -> Iterator[FlaskClient]:
    """A client of the application on a file."""
    with made(f"sqlite:///{place}") as app:
        yield app.test_client()


def read_all(web: FlaskClient) -> dict[str, int]:
    """The status of each page that only reads."""
    found = {}
    for path in READ:
        with web.get(path) as answer:
            found[path] = answer.status_code
            assert answer.data
    return found


ALL_READ = dict.fromkeys(READ, 200)


def wrong(place: Path) -> list[str]:
    with connected(f"sqlite:///{place}") as engine:
        return [str(finding) for finding in check(engine) if finding.count]


# -- a full disk ------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for little more than the database."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a small file system; a file that may not grow is tested anyway")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def save_until_refused(web: FlaskClient) -> tuple[list[int], str]:
    """Save long texts until one is refused: the ids of those that were acknowledged, and the refusal."""
    saved: list[int] = []
    while len(saved) < 200:
        answer = web.post(f"{ROOT}/people/", json={"name": f"Name {len(saved)}", "description": "x" * 9_000})
        if answer.status_code != 201:
            assert answer.status_code == 503
            return saved, answer.get_json()["error"]
        saved.append(answer.get_json()["row"]["id"])
    pytest.fail("the disk never filled up")


def test_a_full_disk_is_said_pages_are_read_and_saving_goes_on_when_there_is_room(file, small_disk):
    place = small_disk / "tracker.db"
    place.write_bytes(file.read_bytes())
    ballast = small_disk / "ballast"
    with asking(place) as web:
        assert web.post(f"{ROOT}/people/", json={"name": "Before"}).status_code == 201
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(b"\0" * (free - 300_000))
        saved, refusal = save_until_refused(web)
        assert "disk is full; nothing was saved" in refusal
        form = web.post("/people/new", data={"name": "Typed", "description": "y" * 9_000, "_once": "a"})
        assert form.status_code == 503
        assert "disk is full; nothing was saved" in form.text
        assert "what you typed is still there" in form.text
        assert read_all(web) == ALL_READ
        signs = {sign["name"]: sign["state"] for sign in web.get("/health.json").get_json()["rows"]}
        assert signs["Disk"] == "bad"
        ballast.unlink()
        again = web.post("/people/new", data={"name": "Typed", "description": "y" * 9_000, "_once": "a"})
        assert again.status_code == 303
        known = {row["id"] for row in web.get("/people.json?_size=1000").get_json()["rows"]}
        assert set(saved) <= known
    assert wrong(place) == []


def test_a_file_that_may_not_grow_is_said_and_nothing_is_half_written(file):
    """What a quota does, and a file system with a limit: the write fails in the middle."""
    with asking(file) as web:
        assert web.post(f"{ROOT}/people/", json={"name": "Before"}).status_code == 201
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 150_000, hard))
        try:
            saved, refusal = save_until_refused(web)
            assert "disk" in refusal
            assert read_all(web) == ALL_READ
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        known = {row["id"] for row in web.get("/people.json?_size=1000").get_json()["rows"]}
        assert set(saved) <= known
        assert web.post(f"{ROOT}/people/", json={"name": "After"}).status_code == 201
    assert wrong(file) == []


# -- only to be read --------------------------------------------------------------------------------------


def test_a_write_protected_file_is_read_and_refuses_saves_in_words(file):
    with asking(f"file:{file}?mode=ro&uri=true") as web:
        assert read_all(web) == ALL_READ
        answer = web.post(f"{ROOT}/people/", json={"name": "After"})
        assert (answer.status_code, answer.get_json()["error"]) == (
            503, "The database file is read-only; nothing was saved. Make it writable and try again.",
        )  # fmt: skip
        form = web.post("/people/new", data={"name": "Typed", "_once": "a"})
        assert form.status_code == 503
        assert "read-only; nothing was saved" in form.text


def test_a_folder_that_may_only_be_read_opens_a_snapshot_and_says_what_it_does_not_open(file, small_disk):
    """A database in use keeps a log beside it, which cannot be made there."""
    place = small_disk / "tracker.db"
    place.write_bytes(file.read_bytes())
    snapshot = small_disk / "snapshot.db"
    snapshot.write_bytes(file.read_bytes())
    with sqlite3.connect(snapshot, isolation_level=None) as plain:
        assert plain.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    plain.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with asking(snapshot) as web:
        assert read_all(web) == ALL_READ
        answer = web.post(f"{ROOT}/people/", json={"name": "After"})
        assert answer.status_code == 503
        assert "read-only" in answer.get_json()["error"]
    with asking(place) as web:
        page = web.get("/companies/")
        assert page.status_code == 503
        assert "only what `tracker snapshot` wrote can be opened" in page.text


# -- damage, and another schema ---------------------------------------------------------------------------


def test_a_damaged_page_is_said_and_the_rest_is_read(file):
    with connected(f"sqlite:///{file}") as engine:
        page = number(engine, "SELECT rootpage FROM sqlite_master WHERE name = 'people'")
        size = number(engine, "PRAGMA page_size")
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * size)
    with asking(file) as web:
        for path in ("/people/", "/people.json", f"{ROOT}/people/", "/people.csv"):
            answer = web.get(path)
            assert answer.status_code == 503, path
            assert "damaged. Run `tracker check`, and restore a backup." in answer.text
        for path in ("/companies/", "/companies/acme", "/offices.csv", "/health"):
            assert web.get(path).status_code == 200, path
    assert any("the database is whole" in line for line in wrong(file))


def test_a_newer_schema_is_told_while_it_is_served(file):
    with asking(file) as web:
        with sqlite3.connect(file) as newer:
            newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.close()
        assert web.get("/companies/").status_code == 200
        health = web.get("/health")
        assert health.status_code == 503
        assert "made by a newer version of the tracker (schema 9999" in health.text


STARTS = ("serve --port {port}", "init", "worker --once", "sql 'SELECT 1'", "add x")


@pytest.mark.parametrize("command", STARTS)
def test_a_newer_schema_is_refused_by_every_command_and_left_alone(file, monkeypatch, command):
    with sqlite3.connect(file) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    before = file.read_bytes()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{file}")
    done = CliRunner().invoke(main, shlex.split(command.format(port=port)))
    assert done.exit_code == 1
    assert "made by a newer version of the tracker (schema 9999" in done.stderr
    assert file.read_bytes() == before


# -- a clock that was set back ----------------------------------------------------------------------------


@pytest.fixture
def ahead(backend) -> Iterator[Engine]:
    """A database that was written while the clock was more than a year ahead."""
    far = now() + timedelta(days=400)
    with backend.lend(fill) as url, connected(url) as engine:
        with transaction(engine) as session:
            session.execute(update(Revision).values(made_at=far))
            session.execute(update(Feed).values(last_polled=far, failing_since=far, wait_until=far))
            for kind in kinds().values():
                session.execute(update(kind).values(added_at=far, changed_at=far))
            feed = session.query(Feed).one().id
            session.add(Job(kind="poll", record_id=feed, due_at=far, leased_until=far))
        yield engine


def test_after_the_clock_was_set_back_all_goes_on_in_order(ahead):
    before = newest_revision(ahead)
    with made(ahead.url.render_as_string(hide_password=False)) as app:
        web = app.test_client()
        for path in (*READ, "/changes", "/changed", "/feed.atom", "/health", "/metrics", "/timeline"):
            with web.get(path) as answer:
                assert answer.status_code == 200, path
        saved = web.patch(f"{ROOT}/companies/acme", json={"version": 1, "description": "Saved after that."})
        assert saved.status_code == 200
        changes = web.get("/changes").text
        assert changes.index(f'id="r{before + 1}"') < changes.index(f'id="r{before}"')
        undone = web.post(f"{ROOT}/revisions/{before + 1}/undo")
        assert undone.status_code in (200, 201)
        assert web.get("/companies/acme.json").get_json()["row"]["description"] is None
    assert [str(finding) for finding in check(ahead) if finding.count] == []


def test_a_job_that_was_put_off_by_the_wrong_clock_is_done_by_the_right_one(ahead):
    taken = lease(ahead)
    assert taken is not None
    assert lease(ahead) is None
