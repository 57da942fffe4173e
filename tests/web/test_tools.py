"""The database in one's own tool: snippets that work, a snapshot, and a diagram of the tables."""

import re
import shutil
import sqlite3
import subprocess
import sys
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy import make_url

from tests.databases import missing
from tests.web.drawings import SVG
from tracker.overview.diagram import REGISTER, diagram
from tracker.records import kinds
from tracker.web import sending
from tracker.web.tools import for_postgresql, for_sqlite

# What pandas does with a connection, for machines without it: the snippet itself runs as it stands.
STAND_IN = "def read_sql(query, database):\n    return database.execute(query).fetchall()\n"


def snippet(snippets, tool):
    return next(one.text for one in snippets if one.tool == tool)


@pytest.fixture(scope="module")
def file(sqlite, tmp_path_factory):
    """A seeded database in a folder with a name that needs quoting everywhere."""
    folder = tmp_path_factory.mktemp("tools") / "it's a “folder” #1"
    folder.mkdir()
    with sqlite.lend("seeded") as url:
        shutil.copy(url.removeprefix("sqlite:///"), folder / "tracker.db")
    return str(folder / "tracker.db")


def test_the_line_for_sqlite3_works(file):
    if not shutil.which("sqlite3"):
        missing("no sqlite3 program")
    done = subprocess.run(
        ["bash", "-c", snippet(for_sqlite(file), "sqlite3")], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall("OpenAI", done.stdout)) == 7


def test_the_lines_for_pandas_work(file, tmp_path):
    (tmp_path / "pandas.py").write_text(STAND_IN)
    (tmp_path / "snippet.py").write_text(snippet(for_sqlite(file), "pandas"))
    done = subprocess.run(
        [sys.executable, tmp_path / "snippet.py"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("OpenAI") == 7


def test_paths_are_quoted_in_r_and_duckdb():
    awkward = 'C:\\it\'s "here".db'
    assert '"C:\\\\it\'s \\"here\\".db"' in snippet(for_sqlite(awkward), "R")
    assert "'C:\\it''s \"here\".db'" in snippet(for_sqlite(awkward), "DuckDB")


def test_no_password_is_shown():
    url = make_url("postgresql+psycopg://someone:secret@db.example:5433/facts?sslpassword=secret")
    told = [one.text for one in for_postgresql(url)]
    assert all("secret" not in text and "***" not in text for text in told)
    assert all("someone@db.example:5433/facts" in text for text in told)


def test_the_page_shows_where_the_database_is_and_how_to_open_it(shared):
    page = shared.get("/sql/tools").text
    for tool in ("pandas", "R", "DuckDB"):
        assert f"<h2>{tool}</h2>" in page
    url = shared.application.extensions["tracker"].engine.url
    place = url.database if url.get_backend_name() == "sqlite" else f"dbname = &#34;{url.get_backend_name()}"
    assert place in page


def test_the_snapshot_is_a_file_of_facts(shared, tmp_path):
    with shared.get("/sql/snapshot.db") as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename=facts.db"
        (tmp_path / "facts.db").write_bytes(answer.data)
    with sqlite3.connect(tmp_path / "facts.db") as database:
        assert database.execute("SELECT company, city FROM v_offices").fetchall() == [("Acme", "Seoul")]
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert not names & {"users", "sessions", "tokens", "drafts", "saved_queries"}
    database.close()


def test_who_reads_large_files_slowly_leaves_the_pages_to_others(shared, monkeypatch):
    """The server has four threads, and a file that is being sent holds one."""
    monkeypatch.setattr(sending, "SMALL", 5_000)
    path = "/sql/snapshot.db"
    slow = [shared.get(path), shared.get(path)]
    refused = shared.get(path)
    assert (refused.status_code, "being sent" in refused.text) == (429, True)
    assert shared.get("/offices.csv", buffered=True).status_code == 200  # it is small
    assert len(b"".join(slow[0].iter_encoded())) > 5_000
    slow[1].close()
    for _ in range(3):
        assert shared.get(path, buffered=True).status_code == 200


def test_the_diagram_has_every_table_once_and_no_box_on_another(shared):
    drawn = diagram()
    assert {box.name for box in drawn.boxes} == {*kinds(), "records", "passages"} - {"feeds"}
    for one in drawn.boxes:
        assert one.left + drawn.across <= drawn.width
        assert one.top + one.height <= drawn.height
        below = [box for box in drawn.boxes if box.left == one.left and box.top > one.top]
        assert all(box.top >= one.top + one.height for box in below)
    places = {box.name: box.left for box in drawn.boxes}
    links = [(box.name, link.to) for box in drawn.boxes for link in box.links if link.to != REGISTER]
    assert ("offices", "companies") in links
    assert all(places[to] < places[name] for name, to in links if to != name)
    tree = Xml.fromstring(shared.get("/sql/schema.svg").data)
    assert len(tree.findall(f".//{SVG}path")) == len([name for name, to in links if to != name])
    assert "partnership_parties" in {text.text for text in tree.iter(f"{SVG}text")}
