"""Migrations run up, down and up again with rows present, all or nothing, on both databases.

`CLAIMS=100000 pytest tests/test_migrations.py -k rows_stay` does it with a database of that size.
"""

import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from tests.bench.data import fill
from tests.databases import connected
from tests.saving import counts, rows
from tracker import schema
from tracker.db import Base, make_engine, transaction
from tracker.errors import Unavailable
from tracker.schema import bundled, current, drift, head, migrate

CLAIMS = int(os.environ.get("CLAIMS", "0"))
# With the search index's own tables: they must go with it and come back with it.
SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
POSTGRESQL = """
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'view', viewname, '', definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
 WHERE NOT tgisinternal
UNION ALL SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'sequence', sequencename, data_type::text, '' FROM pg_sequences WHERE schemaname = 'public'
ORDER BY 1, 2, 3"""


def catalogue(engine: Engine) -> list[tuple[str, ...]]:
    """Every table, column, constraint, index, trigger and view, as the database itself describes them."""
    query = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    return [tuple(" ".join(str(cell).split()) for cell in found) for found in rows(engine, query)]


def versions() -> list[str]:
    script = ScriptDirectory(str(bundled("migrations")))
    return [revision.revision for revision in script.walk_revisions()][::-1]


def without_version(found: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in found.items() if name != "alembic_version"}


def test_there_is_one_head():
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [head()]


def test_models_and_migrations_agree(engine):
    assert current(engine) == head()
    assert drift(engine) == []


def test_the_checks_are_those_of_the_models(sqlite):
    """Alembic compares columns, keys and indexes, but no CHECK: so the models' are made once, to compare."""
    with (
        sqlite.lend("migrated") as url,
        sqlite.lend(None) as other,
        connected(url) as migrated,
        connected(other) as made,
    ):
        Base.metadata.create_all(made)
        assert checks(migrated) == checks(made)
        assert len(checks(made)) > 100


def checks(engine: Engine) -> dict[str, str]:
    found = inspect(engine)
    return {
        str(check["name"]): " ".join(check["sqltext"].split())
        for table in found.get_table_names()
        for check in found.get_check_constraints(table)
    }


def test_every_constraint_has_a_name(engine):
    for table in inspect(engine).get_table_names():
        if table.startswith(("search_words", "alembic")):
            continue
        found = inspect(engine)
        named = [*found.get_check_constraints(table), *found.get_foreign_keys(table)]
        named += found.get_unique_constraints(table)
        nameless = [one for one in named if not re.match(rf"(ck|fk|uq)_{table}_", one["name"] or "")]
        assert [one for one in nameless if not named_with_its_column(engine, table, one)] == []


def named_with_its_column(engine: Engine, table: str, key: Any) -> bool:
    """A link that SQLite was given with a later column: SQLAlchemy does not read names that stand there."""
    (column,) = key.get("constrained_columns", [""])
    written = f"{column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES"
    made = rows(engine, "SELECT sql FROM sqlite_master WHERE name = :table", table=table)
    return bool(column) and written in made[0][0]


def test_up_down_and_up_again_step_by_step(blank):
    with connected(blank) as engine:
        ways = []
        for version in versions():
            migrate(engine, version)
            ways.append((version, catalogue(engine)))
        for version, was in reversed(ways):
            migrate(engine, version)
            assert catalogue(engine) == was
        migrate(engine, "base")
        left = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        assert left == []
        migrate(engine)
        assert catalogue(engine) == ways[-1][1]
        assert drift(engine) == []


def test_rows_stay_where_their_tables_stay(seeded, seeded_engine):
    """From the newest schema down to the first tables and back: what stands in both is not touched."""
    if CLAIMS:
        fill(seeded, CLAIMS)
    before, described = counts(seeded_engine), catalogue(seeded_engine)
    assert before["citations"] > 60
    for version in reversed(versions()):
        migrate(seeded_engine, version)
        kept = counts(seeded_engine)
        assert {name: before[name] for name in kept} == kept
    migrate(seeded_engine)
    after = counts(seeded_engine)
    first = set(kept)
    assert {name: after[name] for name in first} == {name: before[name] for name in first}
    assert catalogue(seeded_engine) == described
    with seeded_engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_full_database_goes_down_to_nothing_and_up(seeded_engine):
    described = catalogue(seeded_engine)
    migrate(seeded_engine, "base")
    migrate(seeded_engine)
    assert catalogue(seeded_engine) == described
    assert set(without_version(counts(seeded_engine)).values()) == {0}


def test_a_newer_schema_is_refused_and_left_alone(engine):
    with transaction(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = catalogue(engine), counts(engine)
    with pytest.raises(Unavailable, match=r"newer version of the tracker \(schema 9999"):
        migrate(engine)
    assert (catalogue(engine), counts(engine)) == before


def test_a_database_of_something_else_is_refused_and_left_alone(blank):
    with connected(blank) as engine:
        with transaction(engine) as session:
            session.execute(text("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)"))
        before = catalogue(engine)
        with pytest.raises(Unavailable, match=r"tables of something else \(bookmarks\)"):
            migrate(engine)
        assert catalogue(engine) == before


@contextmanager
def with_a_migration(tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more migration behind the newest."""
    newest, folder = head(), tmp_path / "migrations"
    shutil.copytree(bundled("migrations"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    source = f"from alembic import op\nrevision = '0099'\ndown_revision = '{newest}'\n\n\n{body}"
    (folder / "versions" / "0099_more.py").write_text(source)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "bundled", lambda name: tmp_path / name)
        yield


def test_a_migration_that_fails_halfway_leaves_nothing(seeded_engine, tmp_path, monkeypatch):
    body = (
        "def upgrade():\n"
        "    op.execute(\"UPDATE companies SET name = 'Half'\")\n"
        "    op.execute('DROP VIEW v_offices')\n"
        "    op.execute('CREATE TABLE half (id INTEGER PRIMARY KEY)')\n"
        "    op.execute('INSERT INTO half VALUES (1), (1)')\n"
    )
    before = catalogue(seeded_engine), counts(seeded_engine)
    with with_a_migration(tmp_path, body, monkeypatch), pytest.raises(Exception, match=r"(?i)unique"):
        migrate(seeded_engine)
    assert (catalogue(seeded_engine), counts(seeded_engine)) == before
    assert rows(seeded_engine, "SELECT count(*) FROM companies WHERE name = 'Half'") == [(0,)]


def test_a_migration_that_breaks_links_is_taken_back(seeded_engine, tmp_path, monkeypatch):
    """SQLite holds no foreign keys while it migrates; PostgreSQL does, and refuses by itself."""
    body = "def upgrade():\n    op.execute('DELETE FROM metrics')\n"
    before = counts(seeded_engine)
    broken = pytest.raises(Exception, match=r"would break \d+ links|violates foreign key")
    with with_a_migration(tmp_path, body, monkeypatch), broken:
        migrate(seeded_engine)
    assert counts(seeded_engine) == before


def _migrate(url: str) -> str | None:
    engine = make_engine(url)
    try:
        migrate(engine)
        return current(engine)
    finally:
        engine.dispose()


def test_two_processes_may_migrate_at_once(blank):
    # Not a Pool, which starts a process that dies again and again, and waits for it forever.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_migrate, [blank] * 4)) == [head()] * 4
    with connected(blank) as engine:
        assert drift(engine) == []


def test_the_catalogue_would_show_a_lost_constraint(sqlite):
    """The comparison above is worth something: it sees what drift() does not."""
    with sqlite.lend("migrated") as url:
        engine = create_engine(url)
        before = catalogue(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP INDEX ix_claims_metric_id")
        assert catalogue(engine) != before
        engine.dispose()
