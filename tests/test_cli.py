"""The commands as a user types them: what they print, where, and their exit codes."""

import csv
import io
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.databases import connected
from tracker.cli import main
from tracker.cli.opening import prepared
from tracker.cli.serving import hold
from tracker.config import Settings
from tracker.db import SAFE_SQLITE

PROGRAM = str(Path(sys.executable).with_name("tracker"))


@pytest.fixture
def tracker(seeded, monkeypatch, tmp_path):
    """Run a command on a seeded database, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DATABASE_URL", seeded)

    def run(*arguments, given=None):
        return CliRunner().invoke(main, list(map(str, arguments)), input=given)

    return run


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Run a command in an empty folder, with no settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)

    def run(*arguments, given=None):
        return CliRunner().invoke(main, list(map(str, arguments)), input=given)

    return run


def test_help_lists_every_command_with_its_words(alone):
    said = alone("--help").output
    assert main.commands.keys() >= {"serve", "init", "seed", "import", "export", "attach", "sql", "check"}
    for name, command in main.commands.items():
        assert re.search(rf"^  {name} +\S", said, re.MULTILINE), name
        shown = alone(name, "--help")
        assert (shown.exit_code, command.help is not None) == (0, True)


def test_version(alone):
    assert re.fullmatch(r"tracker \d+\.\d+\.\d+\n", alone("--version").output)


def test_a_database_is_made_once(alone, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", "sqlite:///sub/folder/t.db")
    first = alone("init", "--no-seed")
    assert (first.exit_code, first.output.startswith("Made sub/folder/t.db (schema ")) == (0, True)
    assert (tmp_path / "sub" / "folder" / "t.db").is_file()
    assert alone("init", "--no-seed").output == "sub/folder/t.db is up to date.\n"


def test_init_seeds_and_describes_and_then_changes_nothing(tracker, seeded):
    assert tracker("init").exit_code == 0
    assert tracker("init").output.endswith("is up to date.\n")
    assert tracker("seed").output == "Nothing new in the seeds.\n"
    with connected(seeded) as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM data_dictionary")) > 500


def test_a_missing_database_is_not_made_by_asking(alone, tmp_path):
    for arguments in (("export", "people"), ("sql", "SELECT 1"), ("check",), ("seed",)):
        done = alone(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "There is no database at tracker.db. Run `tracker init` to make one.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_older_schema_says_what_to_run(alone, tmp_path):
    sqlite3.connect(tmp_path / "tracker.db").close()
    (tmp_path / "tracker.db").write_bytes(b"")
    done = alone("export", "people")
    assert done.exit_code == 1
    assert re.search(r"is at schema none, this tracker at \d+\. Run `tracker init`\.", done.stderr)


def test_a_wrong_setting_is_named(alone, monkeypatch):
    monkeypatch.setenv("TRACKER_DATABASE_URL", "mysql://x")
    done = alone("init")
    assert done.exit_code == 1
    assert "TRACKER_DATABASE_URL: Must start with" in done.stderr
    assert "Traceback" not in done.output


def test_rows_go_out_and_come_in(tracker, tmp_path):
    done = tracker("export", "companies", "companies.xlsx")
    assert (done.exit_code, done.output) == (0, "Exported 8 rows to companies.xlsx.\n")
    assert tracker("import", "companies", "companies.xlsx").output == "8 already as in the file.\n"
    lines = list(csv.DictReader(io.StringIO(tracker("export", "companies").stdout)))
    assert {line["name"] for line in lines} >= {"OpenAI", "Kakao"}
    given = json.dumps([{"name": "Fictional Robotics", "country": "KR"}])
    assert tracker("import", "companies", "-", given=given).output == "Added 1 company.\n"
    assert tracker("import", "companies", "-", given="name\nOther Robotics\n").exit_code == 0
    assert len(json.loads(tracker("export", "companies", "--format", "json").stdout)) == 10
    assert not list(tmp_path.glob("*.part"))
    office = "company,city,country\nKakao,Oslo,Norway\n"
    first, twice = (tracker("import", "offices", "-", given=office) for _ in range(2))
    assert (first.stdout, first.stderr) == ("Added 1 office.\n", "")
    assert twice.stdout == first.stdout
    assert twice.stderr.startswith("1 of 1 offices are called as others that were on record.")


def test_a_bad_row_is_refused_with_row_and_field(tracker):
    given = 'company,city\nOpenAI,"Seoul, KR"\nNobody Ever,Nowhere\n'
    done = tracker("import", "offices", "-", given=given)
    assert (done.exit_code, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "1 row needs attention; nothing was saved."
    assert lines[1].startswith("row 2, company: No company is called “Nobody Ever”.")
    assert lines[2].startswith("row 2, city: No city is called “Nowhere”.")
    assert len(json.loads(tracker("export", "offices", "--format", "json").stdout)) == 7


def test_many_bad_rows_are_counted_and_the_first_shown(tracker):
    done = tracker("import", "people", "-", given="name,wikidata\n" + "A,nonsense\n" * 60)
    lines = done.stderr.splitlines()
    assert lines[0] == "60 rows need attention; nothing was saved."
    assert (len(lines), lines[-1]) == (52, "… and 10 more.")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("export", "nothing"), 1, "There is no kind “nothing”. There are: companies,"),
        (("export", "companies", "c.pdf"), 2, "must end in one of csv, json, jsonl, xlsx"),
        (("export", "companies", "--format", "pdf"), 2, "'pdf' is not one of"),
        (("export", "all"), 2, "Name a folder"),
        (("import", "companies", "missing.csv"), 1, "missing.csv: there is no such file."),
        (("import", "companies"), 2, "Missing argument"),
        (("import", "all", "missing"), 1, "missing holds no files"),
        (("seed", "missing.yaml"), 2, "does not exist"),
        (("attach", "999999", "-"), 1, "No article has the id 999999."),
        (("sql", "DELETE FROM claims"), 1, "Only SELECT is allowed"),
        (("sql", "SELECT summry FROM claims"), 1, "Did you mean summary?"),
        (("serve", "--port", "0"), 2, "0 is not in the range"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_exit_codes_tell_refusals_from_misuse(tracker, arguments, code, words):
    done = tracker(*arguments, given="")
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.output


def test_an_export_of_the_past_holds_what_was_known_then(tracker):
    assert tracker("export", "offices", "--known-on", "2000-01-01").stdout.count("\n") == 1
    today = datetime.now(UTC).date().isoformat()
    assert tracker("export", "offices", "--known-on", today).stdout == tracker("export", "offices").stdout
    refused = tracker("export", "offices", "--known-on", "May")
    assert refused.exit_code == 1
    assert "Must be a day or moment written like" in refused.output
    assert "0 rows into 0 files" in tracker("export", "all", "then", "--known-on", "2000-01-01").stdout


def test_a_whole_export_fills_another_database(tracker, backend, monkeypatch, tmp_path):
    done = tracker("export", "all", "out", "--format", "jsonl")
    assert re.search(r"Exported 1\d,\d{3} rows into 16 files in out\.\n$", done.stdout)
    # Not a terminal: a line now and then, and not among the output.
    assert re.match(r"Exported: 10,\d{3} of 1\d,\d{3} rows\n", done.stderr)
    with backend.lend("migrated") as url:
        monkeypatch.setenv("TRACKER_DATABASE_URL", url)
        assert tracker("import", "all", "out").exit_code == 0
        assert json.loads(
            tracker("sql", "SELECT count(*) AS n FROM v_offices", "--format", "json").stdout
        ) == [{"n": 7}]
        found = tracker("check")
        assert (found.exit_code, "WRONG" in found.output) == (0, False)


def test_answers_come_as_table_csv_and_json(tracker):
    query = "SELECT name, code FROM v_countries WHERE code IN ('KR', 'JP') ORDER BY code"
    shown = tracker("sql", query)
    assert [line.split() for line in shown.stdout.splitlines() if "K" in line] == [["South", "Korea", "KR"]]
    assert shown.stderr == "2 rows.\n"
    assert tracker("sql", query, "--format", "csv").stdout == "name,code\nJapan,JP\nSouth Korea,KR\n"
    assert json.loads(tracker("sql", "-", "--format", "json", given=query).stdout)[1] == {
        "name": "South Korea",
        "code": "KR",
    }
    assert json.loads(tracker("sql", "SELECT 1 AS one WHERE 1 = 0", "--format", "json").stdout) == []
    cut = tracker("sql", "SELECT id FROM cities")
    assert cut.stderr == "The first 1,000 rows; --format csv gives all.\n"


def test_check_names_what_is_wrong(tracker, seeded):
    sound = tracker("check")
    assert (sound.exit_code, sound.stderr) == (0, "")
    assert {line.split()[0] for line in sound.stdout.splitlines()} == {"ok"}
    with connected(seeded) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE offices SET status = 'closed'"))
    broken = tracker("check")
    assert (broken.exit_code, broken.stderr) == (1, "1 check found something wrong.\n")
    assert re.search(
        r"^WRONG  status is that of the newest step: offices \d+ is closed", broken.stdout, re.MULTILINE
    )


def test_a_text_that_is_not_the_article_fails_every_citation_by_name(tracker):
    article = json.loads(tracker("export", "articles", "--format", "json").stdout)[0]
    done = tracker("attach", article["title"], "-", given="Nothing of the kind.\n")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    count = len(json.loads(tracker("export", "citations", "--format", "json").stdout))
    assert lines[0] == f"Stored the text: 0 of {count} citations stand in it."
    assert len(lines) == count + 1
    assert any(re.match(r"failed: /companies/\d+ “OpenAI”: paragraph 2, sentence 1$", line) for line in lines)
    again = tracker("attach", article["id"], "-", given="Nothing of the kind.\n")
    assert again.stdout.startswith("The text was stored before: 0 of")


def test_the_right_text_makes_passages(engine, database, monkeypatch, tmp_path):
    from tests.exchange.samples import TEXT
    from tracker.db import transaction
    from tracker.evidence import paragraphs, sentence_hash, sentences
    from tracker.records import kinds
    from tracker.writing import Edit

    digest = sentence_hash(sentences(paragraphs(TEXT)[0])[0].quote)
    with transaction(engine) as session:
        edit = Edit(session, actor="test", door="cli")
        article = edit.add(kinds()["articles"], {"title": "A lab"})
        company = edit.add(kinds()["companies"], {"name": "Fictional Robotics"})
        cited = {"record_id": company, "article_id": article, "paragraph": 1, "sentence": 1}
        edit.add(kinds()["citations"], cited | {"sentence_sha256": digest, "field": "name"})
        edit.finish()
    monkeypatch.setenv("TRACKER_DATABASE_URL", database)
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8", newline="")
    done = CliRunner().invoke(main, ["attach", "A lab", str(file)])
    assert (done.exit_code, done.output) == (0, "Stored the text: 1 of 1 citations stand in it.\n")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT quote FROM passages")).startswith("Fictional Robotics opens")
    file.write_text("Of something else.", encoding="utf-8")
    doubted = CliRunner().invoke(main, ["attach", "A lab", str(file)])
    assert doubted.exit_code == 1
    assert "The quote that stands in the text on record does not stand in this one." in doubted.output
    sure = CliRunner().invoke(main, ["attach", "A lab", str(file), "--anyway"])
    assert "Stored the text: 0 of 1 citations stand in it." in sure.output


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("0.0.0.0", "0.0.0.0 is not an address of this machine alone, and TRACKER_ALLOWED_HOSTS"),
        ("192.0.2.7", "TRACKER_ALLOWED_HOSTS"),
        ("::", "TRACKER_ALLOWED_HOSTS"),
        ("example.org", "example.org is no address to listen on"),
        ("127.0.0.1.example.org", "is no address to listen on"),
    ],
)
def test_only_this_machine_is_served_unless_others_are_named(alone, host, words, tmp_path):
    done = alone("serve", "--host", host)
    assert done.exit_code == 1
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_named(alone, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = alone("serve", "--port", port)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Port {port} is in use.")
    assert list(tmp_path.iterdir()) == []


def test_two_started_at_once_do_not_share_a_port(alone, tmp_path):
    with hold("127.0.0.1", 0) as starting:
        port = starting.getsockname()[1]
        done = alone("serve", "--port", port)
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert done.stderr.startswith(f"Port {port} is in use.")


def test_serving_says_where_and_stops_when_told(seeded, tmp_path):
    """By Ctrl+C on SQLite; as a service is stopped on PostgreSQL here, and on SQLite in test_stopping.py."""
    ending = signal.SIGINT if seeded.startswith("sqlite") else signal.SIGTERM
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"TRACKER_DATABASE_URL": seeded, "PYTHONUNBUFFERED": "1"}
    command = [PROGRAM, "serve", "--port", str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe, text=True
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            assert f"at {address} (stop with Ctrl+C)" in _first(server, "Serving")
            assert _answers(f"{address}/healthz")
        finally:
            server.send_signal(ending)
            said = server.communicate(timeout=20)[1]
        assert server.returncode == 0
    warned = "bug in its write-ahead log" in said
    assert warned == (seeded.startswith("sqlite") and sqlite3.sqlite_version_info < SAFE_SQLITE)
    assert "Traceback" not in said


def _first(server, word):
    while line := server.stdout.readline():
        if line.startswith(word):
            return line
    return ""


def _answers(url):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.05)
    return False


def test_a_first_start_that_was_cut_short_is_finished_by_the_next(database):
    """Killed between making and seeding, a tracker without countries and cities would stay so for good."""
    settings = Settings(database_url=database)
    prepared(settings, seeds=None)[0].dispose()
    with connected(database) as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM countries")) == 250


def test_a_database_made_without_seeds_stays_so(blank):
    settings = Settings(database_url=blank)
    prepared(settings, seeds=False)[0].dispose()
    prepared(settings, seeds=None)[0].dispose()
    with connected(blank) as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM countries")) == 0
