"""Told to stop, a server answers the requests it has and a worker finishes its job; both end with 0."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.databases import connected
from tests.running.servers import PROGRAM, free_port, served, started
from tests.saving import add, number, rows
from tracker import logs
from tracker.cli import main
from tracker.db import transaction

API = "/api/v1"


@pytest.fixture
def file(sqlite):
    with sqlite.lend("seeded") as url:
        yield Path(url.removeprefix("sqlite:///"))


def test_a_save_that_waits_when_the_server_is_told_to_stop_is_saved_and_answered(file, tmp_path):
    url = f"sqlite:///{file}"
    with served(url, tmp_path, log_level="info", log_form="json") as server, ThreadPoolExecutor(1) as pool:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            saving = pool.submit(server.ask, "POST", f"{API}/companies/", {"name": "Acme"})
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            assert not saving.done()
            other.execute("ROLLBACK")
        status, answer = saving.result(timeout=20)
        assert (status, answer["row"]["name"]) == (201, "Acme")
        assert server.process.wait(timeout=30) == 0
    noted = [line for line in server.noted() if line.get("event") == "request"]
    assert (noted[-1]["method"], noted[-1]["status"]) == ("POST", 201)
    with connected(url) as engine:
        assert number(engine, "SELECT count(*) FROM companies WHERE name = 'Acme'") == 1


def test_a_server_told_to_stop_while_its_processes_load_stops_at_once(file, tmp_path):
    """A process that is being made has its parent's handlers at first, which would only take note of it."""
    command = [PROGRAM, "serve", "--port", str(free_port()), "--workers", "3"]
    settings = {"log_level": "info"}
    with started(command, f"sqlite:///{file}", tmp_path, "serve.log", **settings) as (process, log):
        said(log, "Spawning worker-3", process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert "refused to gracefully stop" not in log.read_text()


# The word to stop comes to a process before it loads, while it still has its parent's handler.
TOLD_BEFORE = """
import signal
from tracker.cli import serving

class Parent:
    interrupt_signal = False

    def take_note(self, *_):
        self.interrupt_signal = True

signal.signal(signal.SIGTERM, Parent().take_note)
signal.raise_signal(signal.SIGTERM)
serving._load()
print("loaded")
"""


def test_a_process_told_to_stop_before_it_loads_does_not_load():
    told = subprocess.run([sys.executable, "-c", TOLD_BEFORE], capture_output=True, text=True, timeout=20)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


# The outbound door reaches no address of this machine: a worker with a door of ours, that takes its time.
SLOW = """
import sys, time
from types import SimpleNamespace
from tracker.cli import main, working
from tracker.ingest.polling import VALIDATORS

def fetch(*_, **__):
    print("fetching", flush=True)
    time.sleep(1.5)
    return SimpleNamespace(body=b"", charset=None, final_address="", status=304, **dict.fromkeys(VALIDATORS))

working.outbound = lambda: SimpleNamespace(fetch=fetch)
main(["worker"])
"""


def test_a_worker_told_to_stop_finishes_its_job_and_releases_it(sqlite, tmp_path):
    with sqlite.lend("migrated") as url, connected(url) as engine:
        for name in ("one", "two"):
            add(engine, "feeds", name=name, address=f"https://{name}.example/feed")
        with started([sys.executable, "-c", SLOW], url, tmp_path, "worker.log") as (worker, log):
            said(log, "fetching", worker)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=20) == 0
        assert log.read_text().count("fetching") == 1
        assert log.read_text().endswith("Stopped.\n")
        jobs = rows(engine, "SELECT leased_until, due_at, attempts FROM jobs ORDER BY due_at")
        assert [(leased, attempts) for leased, _, attempts in jobs] == [(None, 0)] * 2
        assert number(engine, "SELECT count(*) FROM feeds WHERE last_ok IS NOT NULL") == 1


def said(log, word, process):
    """Wait until a process has written a word."""
    deadline = time.monotonic() + 60
    while word not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_a_worker_notes_its_work_as_json_when_asked_to(sqlite, monkeypatch, capfd):
    with sqlite.lend("migrated") as url, connected(url) as engine:
        feed = add(engine, "feeds", name="Gazette", address="https://gazette.example/feed")
        with transaction(engine) as session:  # as one that was saved before such were refused
            session.execute(text("UPDATE feeds SET address = 'https://127.0.0.1/feed'"))
        for name, value in {"DATABASE_URL": url, "LOG_LEVEL": "info", "LOG_FORM": "json"}.items():
            monkeypatch.setenv(f"TRACKER_{name}", value)
        main(["worker", "--once"], standalone_mode=False)
    logs.install("warning", "text")
    [line] = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (line["level"], line["event"], line["feed"], line["new"]) == ("warning", "polled", feed, 0)
    assert line["problem"]
