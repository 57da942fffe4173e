"""Snapshots: one clean file with what stands now, described, and nothing that is the tracker's own."""

import json
import re
import stat
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select

from tests.databases import Sqlite, connected
from tests.exchange.samples import LONG, fill
from tests.keeping.files import Run, beside, running
from tests.saving import number, rows
from tracker.db import transaction
from tracker.errors import Refused
from tracker.keeping.snapshots import Snapshot, kept, snapshot
from tracker.keeping.verifying import verify
from tracker.records import Registered, kinds

VIEWS = re.compile(r"v_\w+")


def taken(engine: Engine, folder: Path) -> Snapshot:
    return snapshot(engine, folder / "facts.db", lambda _: None)


def names(connection: Connection, kind: str) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite%'"
    return {row[0] for row in connection.execute(query, (kind,))}


def test_it_holds_what_stands_and_nothing_of_the_trackers_own(full_engine: Engine, tmp_path: Path) -> None:
    done = taken(full_engine, tmp_path)
    views = {name for name in map(str, _views(full_engine)) if VIEWS.fullmatch(name)}
    with closing(connect(done.file)) as facts:
        assert names(facts, "table") == {"records", "passages", "data_dictionary", *kinds()} - {"feeds"}
        assert names(facts, "view") == views
        for name in views:
            query = f"SELECT id FROM {name} ORDER BY id"
            assert facts.execute(query).fetchall() == rows(full_engine, query), name
        for check, answer in (("integrity_check", "ok"), ("journal_mode", "delete")):
            assert facts.execute(f"PRAGMA {check}").fetchone() == (answer,)
        assert facts.execute("PRAGMA foreign_key_check").fetchall() == []
        assert facts.execute("SELECT text FROM captures ORDER BY length(text) DESC").fetchone() == (LONG,)
        counted = {name: facts.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in done.rows}
    assert counted == done.rows
    assert b"Trashed" not in done.file.read_bytes()
    assert number(full_engine, "SELECT count(*) FROM companies WHERE name = 'Trashed'") == 1
    assert beside(done.file) >= {"facts.db", "facts.db.metadata.json"}
    assert not [name for name in beside(done.file) if name.endswith((".part", "-wal", "-shm", "-journal"))]
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o644


def _views(engine: Engine) -> list[str]:
    return inspect(engine).get_view_names()


@pytest.fixture(scope="module")
def merged(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Of a database whose claims were made about a record that is in the trash, as one that was merged is."""
    with sqlite.lend(fill) as url, connected(url) as engine:
        with transaction(engine) as session:
            named = (Registered.kind == "companies", Registered.name == "Trashed")
            gone = session.scalars(select(Registered.id).where(*named)).one()
            session.connection().exec_driver_sql("UPDATE claims SET made_about_id = ?", (gone,))
        return taken(engine, tmp_path_factory.mktemp("facts"))


def test_everything_in_it_is_described(merged: Snapshot) -> None:
    said: dict[str, Any] = json.loads(merged.metadata.read_text("utf-8"))
    tables = said["databases"]["facts"]["tables"]
    with closing(connect(merged.file)) as facts:
        found = {
            name: [column[1] for column in facts.execute(f"PRAGMA table_info({name})")]
            for name in names(facts, "table") | names(facts, "view")
        }
        dictionary = facts.execute('SELECT object, "column" FROM data_dictionary').fetchall()
    assert {name: sorted(table["columns"]) for name, table in tables.items()} == {
        name: sorted(columns) for name, columns in found.items()
    }
    assert set(dictionary) == {(name, column) for name in found for column in ("", *found[name])}
    for name, table in tables.items():
        arranged = [*table.get("facets", ()), table.get("label_column"), table.get("sort_desc")]
        assert {one for one in arranged if one} <= set(found[name]), name
    assert tables["companies"]["label_column"] == tables["records"]["label_column"] == "name"
    assert tables["v_offices"]["facets"] == ["company", "country", "status"]
    assert tables["cities"]["columns"]["population"].endswith("Unit: people.")
    assert tables["cities"]["license"] == "CC BY 4.0"


def test_what_a_claim_was_made_about_keeps_its_name(merged: Snapshot) -> None:
    with closing(connect(merged.file)) as facts:
        query = "SELECT DISTINCT r.name FROM claims c JOIN records r ON r.id = c.made_about_id"
        assert facts.execute(query).fetchall() == [("Trashed",)]
        assert facts.execute("SELECT count(*) FROM companies WHERE name = 'Trashed'").fetchone() == (0,)


def test_it_links_to_nothing_outside() -> None:
    inside = {"records", "passages", *kept()}
    linked = {key.column.table.name for kind in kept().values() for key in kind.__table__.foreign_keys}
    assert linked <= inside


def test_the_command_overwrites_nothing_and_makes_no_backup(
    sqlite: Sqlite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "facts.db"
    with sqlite.lend(fill) as url:
        tracker: Run = running(monkeypatch, url)
        done = tracker("snapshot", facts)
        assert (done.exit_code, done.stdout.startswith("Wrote ")) == (0, True), done.output
        with pytest.raises(Refused, match="nor is a snapshot one"):
            verify(facts)
        for name in ("facts.db", "facts.db.metadata.json"):
            there = facts.with_name("other.db" + name.removeprefix("facts.db"))
            there.write_text("mine")
            again = tracker("snapshot", facts.with_name("other.db"))
            assert (again.exit_code, f"{there} is there already" in again.stderr) == (1, True)
            assert beside(facts) == {"facts.db", "facts.db.metadata.json", there.name}
            assert there.read_text() == "mine"
            there.unlink()
