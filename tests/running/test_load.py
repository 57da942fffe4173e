"""Servers under load over real connections: two on one file save at once, and one is killed again and again.

`KILLS=50 pytest tests/running/test_load.py -k killed -s` kills it fifty times and prints what came of it.
"""

import os
import random
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.databases import connected
from tests.running.servers import Served, served
from tests.saving import number, row, rows
from tests.web.site import ROOT
from tracker.check import check

KILLS = int(os.environ.get("KILLS", "2"))
RAISES = 4


@pytest.fixture
def url(sqlite) -> Iterator[str]:
    with sqlite.lend("seeded") as url:
        yield url


def wrong(url: str) -> list[str]:
    with connected(url) as engine:
        return [str(finding) for finding in check(engine) if finding.count]


def raise_count(server: Served) -> int:
    """Raise one number, again and again as others are quicker, as an editor would; how often one was told."""
    late = 0
    for _ in range(RAISES):
        while True:
            company = server.ask("GET", f"{ROOT}/companies/acme")[1]["row"]
            raised = str(int(company["description"] or 0) + 1)
            body = {"version": company["version"], "description": raised}
            status, answer = server.ask("PATCH", f"{ROOT}/companies/acme", body)
            if status == 200:
                break
            assert (status, answer["theirs"]["id"]) == (409, company["id"]), answer
            late += 1
    return late


def test_two_servers_on_one_file_save_at_once_and_nothing_is_lost(url, tmp_path: Path):
    with served(url, tmp_path) as one, served(url, tmp_path) as other, ThreadPoolExecutor(4) as pool:
        assert one.ask("POST", f"{ROOT}/companies/", {"name": "Acme"})[0] == 201
        late = list(pool.map(raise_count, (one, other, one, other)))
        assert sum(late) > 0  # they did meet
        saved = one.ask("GET", f"{ROOT}/companies/acme")[1]["row"]
        assert saved == other.ask("GET", f"{ROOT}/companies/acme")[1]["row"]
    assert saved["description"] == str(4 * RAISES)
    with connected(url) as engine:
        assert row(engine, "companies", saved["id"])["description"] == str(4 * RAISES)
        changed = "SELECT count(*) FROM changes WHERE record_id = :id AND action = 'change'"
        assert number(engine, changed, id=saved["id"]) == 4 * RAISES
    assert wrong(url) == []


class Load:
    """People saved over several connections until the server is gone; those it said were saved."""

    def __init__(self, server: Served, turn: int) -> None:
        self.server, self.turn = server, turn
        self.saved: dict[int, str] = {}
        self.enough = threading.Event()
        self._threads = [threading.Thread(target=self._save, args=(thread,)) for thread in range(4)]

    def run(self, least: int, seconds: float) -> None:
        """Save until there are so many, and so much longer; then kill the server under it."""
        for thread in self._threads:
            thread.start()
        assert self.enough.wait(60), self.server.log.read_text()
        threading.Event().wait(seconds)
        self.server.kill()
        for thread in self._threads:
            thread.join()
        assert len(self.saved) >= least

    def _save(self, thread: int) -> None:
        count = 0
        while True:
            name = f"Name {self.turn} {thread} {count}"
            body = {"name": name, "aliases": [{"name": f"{name} the second"}]}
            try:
                status, answer = self.server.ask("POST", f"{ROOT}/people/", body)
            except (OSError, HTTPException, ValueError):
                return
            assert status == 201, answer
            self.saved[answer["row"]["id"]] = name
            count += 1
            if len(self.saved) >= 5:
                self.enough.set()


WITHOUT_ITS_ALIAS = """
SELECT count(*) FROM people WHERE name LIKE 'Name %'
   AND (SELECT count(*) FROM aliases WHERE aliases.record_id = people.id) <> 1"""


def test_a_killed_server_has_kept_all_that_it_said_was_saved_and_nothing_partial(url, tmp_path: Path):
    saved: dict[int, str] = {}
    chance = random.Random(11)
    for turn in range(KILLS):
        with served(url, tmp_path) as server:
            load = Load(server, turn)
            load.run(5, chance.uniform(0, 0.3))
            saved |= load.saved
    with connected(url) as engine:
        there = dict(rows(engine, "SELECT id, name FROM people"))
        partial = number(engine, WITHOUT_ITS_ALIAS)
    lost = [name for key, name in saved.items() if there.get(key) != name]
    told = f"{len(saved)} saves acknowledged, {len(lost)} lost, {partial} partial"
    sys.stdout.write(f"\n{KILLS} kills, {told}\n")
    assert (lost, partial) == ([], 0)
    assert wrong(url) == []
