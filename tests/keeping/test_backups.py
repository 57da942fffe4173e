"""Backups: of one moment, whole or not there, proven, and put back without losing what they replace."""

import resource
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import Postgresql
from tests.keeping.files import Run, beside, contents, on, raw, running
from tests.saving import add, number
from tracker.errors import Refused, Unavailable
from tracker.keeping.copying import backup
from tracker.keeping.restoring import restore
from tracker.keeping.verifying import digest, verify
from tracker.schema import head, migrate


def test_a_backup_holds_what_the_database_holds(file: Path, tracker: Run, tmp_path: Path) -> None:
    done = tracker("backup", tmp_path / "kept.db")
    assert done.exit_code == 0
    assert done.output.startswith(f"Backed up to {tmp_path}/kept.db: ")
    assert "6 companies" in done.output
    assert beside(file) == {"tracker.db", "kept.db"}
    with on(file) as engine, on(tmp_path / "kept.db") as copy:
        was, now = contents(engine), contents(copy)
        assert was[0].pop("backups") == 1  # of which the copy cannot know
        assert now[0].pop("backups") == 0
    assert was == now


def test_a_backup_is_of_one_moment_while_others_save(file: Path, tmp_path: Path) -> None:
    """Each save adds a person and a revision: a copy with one but not the other would be of two moments."""
    stop = threading.Event()

    def save() -> None:
        count = 0
        with on(file) as engine:
            while not stop.is_set():
                add(engine, "people", name=f"Person {(count := count + 1)}")

    with on(file) as engine:
        before = [number(engine, f"SELECT count(*) FROM {table}") for table in ("people", "revisions")]
        writer = threading.Thread(target=save)
        writer.start()
        try:
            held = [backup(engine, tmp_path / f"{turn}.db") for turn in range(4)]
        finally:
            stop.set()
            writer.join()
    grown = [(one.rows["people"] - before[0], one.rows["revisions"] - before[1]) for one in held]
    assert all(people == revisions for people, revisions in grown)
    assert grown[0][0] < grown[-1][0]


def test_a_folder_gets_a_dated_name_and_a_file_is_never_overwritten(tracker: Run, tmp_path: Path) -> None:
    assert tracker("backup", f"{tmp_path}/new/").exit_code == 0
    (made,) = (tmp_path / "new").iterdir()
    assert made.match("tracker-20[0-9][0-9]*T*Z.db")
    was = made.read_bytes()
    for name in (made, tmp_path / "tracker.db"):
        done = tracker("backup", name)
        assert (done.exit_code, "nothing is overwritten" in done.stderr) == (1, True)
    assert made.read_bytes() == was
    assert [one.name for one in (tmp_path / "new").iterdir()] == [made.name]


def test_a_full_disk_leaves_no_half_backup(file: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder = tmp_path / "full"
    folder.mkdir()
    with on(file) as engine:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        try:
            with pytest.raises(Unavailable, match="full"):
                backup(engine, folder)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(folder.iterdir()) == []


def test_a_backup_goes_through_pipes(tracker: Run, file: Path) -> None:
    sent = tracker("backup", "-")
    assert sent.exit_code == 0
    done = tracker("verify", "-", given=sent.stdout_bytes)
    assert (done.exit_code, done.stdout.count("ok  ")) == (0, 7)
    assert beside(file) == {"tracker.db"}


# -- verifying --------------------------------------------------------------------------------------------


def test_verify_says_what_a_backup_holds_and_changes_nothing(
    file: Path, tracker: Run, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    tracker("backup", kept)
    was = kept.read_bytes(), kept.stat().st_mtime_ns
    done = tracker("verify", kept)
    assert done.exit_code == 0
    told = done.stdout.splitlines()
    assert [line.split(maxsplit=1)[0] for line in told[:7]] == ["ok"] * 7
    assert told[7].startswith(f"schema {head()}, {len(was[0]):,} bytes, written ")
    assert "6 companies" in told[9]
    assert told[10] == f"digest {digest(kept)}"
    assert (kept.read_bytes(), kept.stat().st_mtime_ns) == was
    assert beside(file) == {"tracker.db", "kept.db"}


def test_equal_rows_have_equal_digests_and_others_have_not(file: Path, tmp_path: Path) -> None:
    with on(file) as engine:
        backup(engine, tmp_path / "one.db")
    shutil.copy(tmp_path / "one.db", tmp_path / "other.db")
    with raw(tmp_path / "other.db") as connection:
        connection.execute("DELETE FROM search_entries WHERE kind = 'companies'")
        connection.execute("UPDATE people SET version = version")
    with raw(tmp_path / "other.db") as connection:
        connection.execute("VACUUM")
    one, other = digest(tmp_path / "one.db"), digest(tmp_path / "other.db")
    with raw(tmp_path / "other.db") as connection:
        connection.execute("ATTACH ? AS one", (str(tmp_path / "one.db"),))
        connection.execute(
            "INSERT INTO search_entries SELECT * FROM one.search_entries WHERE kind = 'companies'"
        )
    assert one != other
    assert digest(tmp_path / "other.db") == one


def _cut(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-50_000])


def _empty(copy: Path) -> None:
    copy.write_bytes(b"")


def _no_database(copy: Path) -> None:
    copy.write_text("name,country\nFictional Robotics,KR\n" * 500)


def _corrupt(copy: Path) -> None:
    with raw(copy) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = 'cities' AND pagetype = 'leaf' LIMIT 1"
        page = connection.execute(query).fetchone()[0]
    with copy.open("r+b") as out:
        out.seek((page - 1) * 4096)
        out.write(b"\x00" * 4096)


def _foreign(copy: Path) -> None:
    copy.unlink()
    with raw(copy) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)")


def _newer(copy: Path) -> None:
    with raw(copy) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _broken_link(copy: Path) -> None:
    with raw(copy) as connection:
        connection.execute("DELETE FROM records WHERE id = (SELECT min(id) FROM offices)")


def _lost_words(copy: Path) -> None:
    with raw(copy) as connection:
        connection.execute("UPDATE search_entries SET body = 'other words' WHERE record_id % 2 = 0")


def _incomplete(copy: Path) -> None:
    with raw(copy) as connection:
        connection.execute("DROP TABLE attempts")
        connection.execute("DROP TABLE search_words")


BROKEN: dict[Callable[[Path], None], str] = {
    _cut: "SQLite says “database disk image is malformed”",
    _empty: "it is no database of the tracker, nor is a snapshot one (it has no tables)",
    _no_database: "SQLite says “file is not a database”",
    _corrupt: "SQLite says “database disk image is malformed”",
    _foreign: "it is no database of the tracker, nor is a snapshot one (it has alembic_version, bookmarks)",
    _newer: f"it was made by a newer version of the tracker (schema 9999, this one knows {head()})",
    _incomplete: "it lacks tables of its schema: attempts, search_words",
    _broken_link: "links to a row of records that is not there",
    _lost_words: "it does not agree with the entries it was made from",
}


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_a_broken_backup_is_found_out_and_never_put_in_place(
    file: Path, tracker: Run, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    kept = tmp_path / "kept.db"
    with on(file) as engine:
        backup(engine, kept)
    damage(kept)
    was = file.read_bytes()
    found = tracker("verify", kept)
    assert (found.exit_code, BROKEN[damage] in found.stdout) == (1, True), found.output
    refused = tracker("restore", kept)
    assert (refused.exit_code, BROKEN[damage] in refused.stderr) == (1, True), refused.output
    assert refused.stderr.startswith("kept.db ")
    assert file.read_bytes() == was
    assert beside(file) == {"tracker.db", "kept.db"}


# -- restoring --------------------------------------------------------------------------------------------


def test_a_backup_is_put_back_and_what_it_replaces_is_kept(file: Path, tracker: Run, tmp_path: Path) -> None:
    with on(file) as engine:
        backup(engine, tmp_path / "kept.db")
        was = contents(engine)
        add(engine, "people", name="Somebody Later")
        later = contents(engine)
    done = tracker("restore", tmp_path / "kept.db")
    assert done.exit_code == 0, done.output
    (before,) = beside(file) - {"tracker.db", "kept.db"}
    assert done.output.splitlines()[1] == f"What was there is kept as {file}.{before.partition('.db.')[2]}."
    with on(file) as engine, on(tmp_path / before) as replaced:
        assert contents(engine) == was
        assert contents(replaced) == later
    assert tracker("restore", tmp_path / before).exit_code == 0
    with on(file) as engine:
        assert contents(engine) == later


def test_nothing_is_restored_while_somebody_has_the_database_open(file: Path, tmp_path: Path) -> None:
    with on(file) as engine:
        backup(engine, tmp_path / "kept.db")
        add(engine, "people", name="Somebody Later")
    with on(file) as server:
        was = contents(server)
        with on(file) as engine, pytest.raises(Refused, match="in use, and nothing was changed"):
            restore(engine, tmp_path / "kept.db")
        assert contents(server) == was
        assert not [name for name in beside(file) if "before" in name or "part" in name]
    with on(file) as engine:
        assert restore(engine, tmp_path / "kept.db").kept


def test_what_is_restored_stays_open_to_those_who_come_meanwhile(file: Path, tmp_path: Path) -> None:
    """A server that had not asked anything yet sees the restored rows, and saves into them."""
    with on(file) as server:
        with on(file) as engine:
            backup(engine, tmp_path / "kept.db")
            add(engine, "people", name="Somebody Later")
        with on(file) as engine:
            restore(engine, tmp_path / "kept.db")
        assert number(server, "SELECT count(*) FROM people WHERE name = 'Somebody Later'") == 0
        add(server, "people", name="Somebody New")
        assert number(server, "PRAGMA journal_mode") == "wal"
    assert verify(file).rows["people"] == verify(tmp_path / "kept.db").rows["people"] + 1


@pytest.mark.parametrize("damage", [_no_database, _cut, _corrupt], ids=lambda damage: damage.__name__)
def test_a_backup_takes_the_place_of_a_damaged_database(
    file: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    with on(file) as engine:
        backup(engine, tmp_path / "kept.db")
        was = contents(engine)
    damage(file)
    damaged = file.read_bytes()
    with on(file) as engine:
        done = restore(engine, tmp_path / "kept.db")
    with on(file) as engine:
        assert contents(engine) == was
    assert done.kept
    assert len(done.kept.read_bytes()) == len(damaged)


def test_a_database_in_use_elsewhere_is_restored_with_its_log(file: Path, tmp_path: Path) -> None:
    """What was saved last stands in the log beside a file that is open, and not in the file."""
    empty = tmp_path / "other" / "tracker.db"
    with on(file) as engine:
        add(engine, "people", name="Somebody Later")
        assert file.with_name("tracker.db-wal").stat().st_size > 0
        with on(empty) as target:
            done = restore(target, file)
        with pytest.raises(Refused, match="is the database itself"):
            restore(engine, file)
    assert done.kept is None
    with on(empty) as target:
        assert number(target, "SELECT count(*) FROM people WHERE name = 'Somebody Later'") == 1
    assert beside(empty) == {"tracker.db"}


def test_the_log_of_a_file_that_is_gone_is_not_taken_for_the_log_of_a_backup(
    file: Path, tracker: Run, tmp_path: Path
) -> None:
    log, new = file.with_name("tracker.db-wal"), tmp_path / "new.db"
    with on(file) as engine:
        backup(engine, tmp_path / "kept.db")
        was = contents(engine)
        add(engine, "people", name="Somebody Later")
        left = log.read_bytes()
    file.unlink()
    log.write_bytes(left)
    new.with_name("new.db-wal").write_bytes(left)
    assert tracker("restore", tmp_path / "kept.db").exit_code == 0
    with on(file) as engine:
        assert contents(engine) == was
    (aside,) = (name for name in beside(file) if name.startswith("tracker.db.before-"))
    assert aside.endswith("-wal")
    refused = tracker("backup", new)
    assert (refused.exit_code, "new.db-wal is there already" in refused.stderr) == (1, True)


def test_an_older_backup_is_restored_and_says_what_to_run(file: Path, tracker: Run, tmp_path: Path) -> None:
    with on(file) as engine:
        migrate(engine, "0008")
    assert tracker("backup", tmp_path / "old.db").exit_code == 0
    done = tracker("restore", tmp_path / "old.db")
    said = f"It is at schema 0008, this tracker at {head()}: run `tracker init`."
    assert done.output.splitlines()[-1] == said
    assert tracker("init", "--no-seed").exit_code == 0
    assert tracker("check").exit_code == 0


def test_a_read_only_database_is_backed_up_all_the_same(
    file: Path, tracker: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise Unavailable("The database file is read-only; nothing was saved.")

    monkeypatch.setattr("tracker.keeping.schedule.transaction", refuse)
    done = tracker("backup", tmp_path / "kept.db")
    assert done.exit_code == 0
    assert "the health page does not know of it. The database file is read-only" in done.stderr
    assert verify(tmp_path / "kept.db").rows["companies"] == 6


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which can be made read-only for everybody."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_what_lies_where_nobody_may_write_is_backed_up_and_verified(
    file: Path, disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was served wants a log beside it, which cannot be made there."""
    with on(file) as engine:
        was = contents(engine)
    shutil.copy(file, disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    tracker = running(monkeypatch, f"sqlite:///{disk}/tracker.db")
    done = tracker("backup", tmp_path / "kept.db")
    assert (done.exit_code, "the health page does not know of it" in done.stderr) == (0, True), done.output
    assert tracker("verify", disk / "tracker.db").exit_code == 0
    with on(tmp_path / "kept.db") as copy:
        assert contents(copy) == was
    for command in ("restore", "backup"):
        refused = tracker(command, tmp_path / "kept.db" if command == "restore" else disk / "new.db")
        assert (refused.exit_code, "Read-only file system" in refused.stderr) == (1, True)
    assert beside(disk / "any") == {"tracker.db"}


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_its_own_tools_are_named(
    postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, tool: str
) -> None:
    kept = tmp_path / "kept.db"
    if command == "restore":
        kept.touch()
    with postgresql.lend("migrated") as url:
        done = running(monkeypatch, url)(command, kept)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"This works on SQLite files. On PostgreSQL use {tool}; the README tells how.\n"
