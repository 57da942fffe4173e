"""Typed SQL reads, and does nothing else."""

import time
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.databases import connected
from tracker.errors import Refused
from tracker.queries.typed import ask


def answered(engine, query, **more):
    with ask(engine, query, **more) as answer:
        return answer.columns, list(answer.rows)


def test_a_query_is_answered(seeded_engine):
    columns, rows = answered(
        seeded_engine, "SELECT city, status, source_count FROM v_offices ORDER BY city LIMIT 2;"
    )
    assert (columns, rows) == (
        ("city", "status", "source_count"),
        [["Brussels", "open", 1], ["Dublin", "open", 1]],
    )


def test_many_rows_are_streamed(seeded_engine):
    _, rows = answered(seeded_engine, "SELECT id, name FROM cities ORDER BY id")
    assert len(rows) > 6000


def test_no_rows_have_their_columns_all_the_same(engine):
    assert answered(engine, "SELECT id, name FROM companies") == (("id", "name"), [])


def test_percent_signs_and_with_are_plain_sql(engine):
    query = "WITH x AS (SELECT 'a%b' AS word) SELECT word FROM x WHERE word LIKE '%\\%s' OR word LIKE 'a%'"
    assert answered(engine, query)[1] == [["a%b"]]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM companies",
        "INSERT INTO companies (name) VALUES ('x')",
        "UPDATE countries SET name = 'x'",
        "DROP TABLE claims",
        "CREATE TABLE x (y INTEGER)",
        "WITH x AS (SELECT 1) DELETE FROM companies",
        "SELECT 1; DELETE FROM companies",
        "COMMIT",
        "BEGIN",
        "not sql",
        "SELECT nothing FROM nowhere",
        "",
        ";",
    ],
)
def test_what_is_no_select_is_refused(seeded_engine, query):
    with pytest.raises(Refused) as refused:
        answered(seeded_engine, query)
    assert refused.value.fields.keys() == {"query"}
    assert answered(seeded_engine, "SELECT count(*) FROM companies WHERE name <> 'x'")[1][0][0] > 0


@pytest.mark.parametrize(
    "query",
    ["ATTACH 'made.db' AS made", "VACUUM INTO 'made.db'", "PRAGMA query_only = OFF",
     "PRAGMA journal_mode = DELETE", "SELECT load_extension('made.db')",
     "SELECT * FROM pragma_table_info('claims')"],
)  # fmt: skip
def test_sqlite_neither_writes_files_nor_switches_its_guards_off(sqlite, tmp_path, monkeypatch, query):
    monkeypatch.chdir(tmp_path)
    with sqlite.lend("migrated") as url, connected(url) as engine, pytest.raises(Refused):
        answered(engine, query)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "query",
    ["COPY (SELECT 1) TO PROGRAM 'touch /tmp/made'", "SET TRANSACTION READ WRITE", "SELECT 1 INTO made",
     "SELECT set_config('transaction_read_only', 'off', true); DELETE FROM companies",
     "DO $$ BEGIN DELETE FROM companies; END $$"],
)  # fmt: skip
def test_postgresql_neither_copies_nor_switches_its_guards_off(postgresql, query):
    with postgresql.lend("migrated") as url, connected(url) as engine, pytest.raises(Refused):
        answered(engine, query)
    assert not Path("/tmp/made").exists()


def test_a_long_query_is_stopped(engine):
    long = {
        "sqlite": "SELECT instr(hex(zeroblob(4900000)), hex(zeroblob(2400000)) || 'x')",
        "postgresql": "SELECT pg_sleep(30)",
    }[engine.dialect.name]
    started = time.monotonic()
    with pytest.raises(Refused, match="longer than 1 second"):
        answered(engine, long, seconds=1)
    assert time.monotonic() - started < 10


def test_the_word_index_of_sqlite_can_be_asked(sqlite):
    query = "SELECT count(*) FROM search_words WHERE search_words MATCH 'openai'"
    with sqlite.lend("seeded") as url, connected(url) as engine:
        _, rows = answered(engine, query)
    assert rows[0][0] > 0


def test_the_database_is_as_writable_as_before(engine):
    answered(engine, "SELECT 1")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE after (y INTEGER)"))
