"""`tracker add`, `extract`, `feeds` and `worker`, as a user types them."""

import json

import pytest
from click.testing import CliRunner

from tests.review.articles import LISBON
from tracker.cli import main

GONE = "https://gone.example/rss"


@pytest.fixture
def tracker(seeded, monkeypatch, tmp_path):
    """Run a command on a seeded database, in a folder that holds the Lisbon story."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE_URL", seeded)
    (tmp_path / "lisbon.txt").write_text(LISBON, "utf-8")
    return lambda *arguments, given=None: CliRunner().invoke(main, list(arguments), input=given)


def test_add_drafts_and_records_nothing(tracker):
    done = tracker("add", "lisbon.txt", "--published", "2026-03-12", "--json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"]) == (0, True)
    assert said["drafts"] >= 7
    assert said["review"] == f"/review/{said['article']}"
    counted = tracker(
        "sql", "SELECT count(*) AS n FROM v_offices WHERE company LIKE 'Nimbus%'", "--format", "json"
    )
    assert json.loads(counted.stdout) == [{"n": 0}]


def test_add_asks_before_it_adds_a_twin(tracker):
    tracker("add", "lisbon.txt")
    again = tracker("add", "-", "--json", given=LISBON)
    assert again.exit_code == 1
    twin = json.loads(again.stdout)["twins"][0]
    assert twin["why"] == "text"
    assert tracker("add", "-", "--copy-of", str(twin["id"]), given=LISBON).exit_code == 0


@pytest.mark.parametrize(("what", "says"), [
    ("nowhere.txt", "there is no such file"),
    ("http://127.0.0.1/", "no public web site"),
    ("http://user:pass@example.org/", "user"),
])  # fmt: skip
def test_add_says_why_it_cannot_read(tracker, what, says):
    done = tracker("add", what)
    assert done.exit_code == 1
    assert says in done.stderr
    assert "Traceback" not in done.output


def test_extract_needs_no_database_and_quotes_the_text_word_for_word(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lisbon.txt").write_text(LISBON, "utf-8")
    done = CliRunner().invoke(main, ["extract", "--json", "lisbon.txt", "--published", "2026-03-12"])
    found = json.loads(done.stdout)
    assert list(found) == ["companies", "people", "offices", "partnerships", "claims", "projects"]
    assert {office["city"] for office in found["offices"]} == {"Lisbon", "Madrid"}
    facts = [fact for kind in list(found)[1:] for fact in found[kind]]
    assert all(fact["evidence"] in LISBON for fact in facts)
    assert list(tmp_path.iterdir()) == [tmp_path / "lisbon.txt"]
    plain = CliRunner().invoke(main, ["extract", "-"], input=LISBON)
    assert "offices: company Nimbus Labs, city Lisbon" in plain.stdout


@pytest.mark.parametrize(("text", "said"), [(" \n", "The text is empty."), ("OpenAI sang.", "No fact is")])
def test_extract_says_when_there_is_nothing_to_print(text, said):
    done = CliRunner().invoke(main, ["extract", "-"], input=text)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(said)


def test_extract_counts_phrases_from_the_day_that_a_page_names():
    story = "Nimbus Labs opened an office in Lisbon last month. " * 3
    page = f"""<html lang="en"><head><meta property="article:published_time" content="2026-03-12T08:00:00Z">
    </head><body><article><h1>Nimbus Labs in Lisbon</h1><p>{story}</p></article></body></html>"""
    done = CliRunner().invoke(main, ["extract", "--json", "-"], input=page)
    assert [office["date"] for office in json.loads(done.stdout)["offices"]] == ["2026-02"]


def test_a_wrong_day_is_a_wrong_use(tracker):
    assert tracker("extract", "lisbon.txt", "--published", "March").exit_code == 2


def test_feeds_are_added_listed_polled_and_removed(tracker, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    inside = tracker("feeds", "add", "http://127.0.0.1/rss", "--name", "Loopback")
    assert (inside.exit_code, "no public web site" in inside.stderr) == (1, True)
    added = tracker("feeds", "add", GONE, "--name", "Gone")
    assert added.exit_code == 0
    assert "no public web site" in added.stderr
    listed = json.loads(tracker("feeds", "list", "--json").stdout)
    assert (listed["name"], listed["address"]) == ("Gone", GONE)
    polled = tracker("feeds", "poll", "--json")
    assert polled.exit_code == 1
    assert json.loads(polled.stdout)["problem"]
    assert tracker("worker", "--once").exit_code == 0
    assert tracker("feeds", "remove", GONE).exit_code == 0
    assert tracker("feeds", "list").stdout == ""
    assert tracker("feeds", "remove", "17").exit_code == 1
