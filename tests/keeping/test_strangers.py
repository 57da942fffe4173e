"""Triggers and views that somebody else put into a database: named, and never restored."""

from pathlib import Path

import pytest

from tests.keeping.files import Run, beside, raw
from tracker.keeping.verifying import VIEWS, strangers, verify

STRANGE = {
    "trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON people "
        "BEGIN UPDATE people SET name = 'Made' WHERE id = NEW.id; END"
    ),
    "view": "CREATE VIEW spy AS SELECT name, password_hash FROM users",
}


def test_the_views_of_this_schema_are_known_and_there_are_no_triggers(file: Path) -> None:
    with raw(file) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
        assert {name for (name,) in found} == VIEWS
        assert strangers(connection) == ()


@pytest.mark.parametrize("sort", STRANGE)
def test_what_is_not_the_trackers_is_named_and_not_restored(
    file: Path, tracker: Run, tmp_path: Path, sort: str
) -> None:
    kept = tmp_path / "kept.db"
    assert tracker("backup", kept).exit_code == 0
    with raw(kept) as connection:
        connection.execute(STRANGE[sort])
    was = file.read_bytes()
    found = tracker("verify", kept)
    named = f"it has the {sort} spy, which is not the tracker's"
    assert (found.exit_code, named in found.stdout) == (1, True)
    refused = tracker("restore", kept)
    assert (refused.exit_code, f"the {sort} spy" in refused.stderr) == (1, True), refused.output
    assert (file.read_bytes(), beside(file)) == (was, {"tracker.db", "kept.db"})


def test_a_database_with_a_view_of_somebodys_own_is_backed_up_and_it_says_so(
    file: Path, tracker: Run, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    with raw(file) as connection:
        connection.execute(STRANGE["view"])
    done = tracker("backup", kept)
    assert (done.exit_code, "the view spy" in done.stderr) == (0, True), done.output
    assert verify(kept, strange=True).strange == ("the view spy",)
    with raw(kept) as connection:
        connection.execute("DROP VIEW spy")
    assert tracker("restore", kept).exit_code == 0
