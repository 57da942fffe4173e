"""The README is held true: its queries answer, its commands work, and it names every command and setting."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.browser import serving
from tests.databases import Sqlite
from tracker.cli import main
from tracker.config import Settings
from tracker.db import reading
from tracker.records import kinds

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
QUERIES = [body for language, body in BLOCKS if language == "sql"]
SHELL = [body for language, body in BLOCKS if language == "sh"]
# Started and tried elsewhere: they serve until stopped, run these very tests, or want a server of PostgreSQL.
LONG = ("make ", "tracker serve", "pg_dump")


def test_there_are_ten_questions() -> None:
    assert len(QUERIES) >= 10


def test_every_query_answers(seeded_engine: Engine) -> None:
    with reading(seeded_engine) as session:
        empty = [
            query for query in QUERIES if not session.execute(text(query.strip().rstrip(";"))).fetchall()
        ]
    assert empty == []


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_needs_only_the_views(query: str) -> None:
    assert set(re.findall(r"(?:FROM|JOIN)\s+(\w+)", query)) <= {
        f"v_{name}" for name in (*kinds(), "timeline")
    }


def test_the_answers_are_those_of_the_article(seeded_engine: Engine) -> None:
    with reading(seeded_engine) as session:
        ranks, claimed, state_owned = (
            [tuple(row) for row in session.execute(text(query.strip().rstrip(";")))] for query in QUERIES[1:4]
        )
    assert [(row[1], row[2], row[3]) for row in ranks] == [
        ("second", 2, 2), ("top five", 1, 5), ("top 10", 1, 10), ("top 10", 1, 10),
    ]  # fmt: skip
    assert claimed == [(11, 7, 6)]
    assert state_owned == [
        ("OpenAI – Korea Development Bank", "Korea Development Bank", "financial", "agreed")
    ]


def test_it_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"^\| `tracker (\w+)", README, re.MULTILINE))
    assert named == set(main.commands)


def test_it_names_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(TRACKER_\w+)` \| (.*?) \|", README, re.MULTILINE))
    assert set(rows) == {f"TRACKER_{field.name.upper()}" for field in fields(Settings)}
    for field in fields(Settings):
        assert str(field.default) in rows[f"TRACKER_{field.name.upper()}"]


def test_its_pictures_are_there() -> None:
    for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size < 200_000


@pytest.mark.parametrize("script", [body for body in SHELL if not body.startswith((*LONG, "export", "curl"))])
def test_every_command_works(sqlite: Sqlite, tmp_path: Path, script: str) -> None:
    with sqlite.lend("seeded") as database:
        _run(script, tmp_path, database)


@pytest.mark.parametrize("script", [body for body in SHELL if body.startswith("curl")])
def test_every_request_works(sqlite: Sqlite, tmp_path: Path, script: str) -> None:
    with sqlite.lend("seeded") as database, serving(database, tmp_path) as url:
        answer = _run(
            script.replace("http://127.0.0.1:8000", url).replace("curl", "curl -sS --fail"),
            tmp_path,
            database,
        )
    assert '"ok": true' in answer or '"ok":true' in answer


def _run(script: str, folder: Path, database: str) -> str:
    programs = Path(sys.executable).parent
    environment = {**os.environ, "TRACKER_DATABASE_URL": database, "PATH": f"{programs}:{os.environ['PATH']}"}
    script = script.replace(" seeds/", f" {shlex.quote(str(ROOT))}/seeds/")
    done = subprocess.run(
        ["bash", "-euc", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
