"""Typed SQL reads what it may read, and does nothing else."""

import re
import sqlite3
import threading
import time
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text

from tests.databases import connected
from tracker.dictionary import catalogue
from tracker.errors import Refused, Unavailable
from tracker.queries import sandbox, typed
from tracker.queries.parameters import parameters_of, pieces
from tracker.queries.typed import Busy, Limits, ask, in_turn, readable

BRIEF = Limits(seconds=1, memory=512 << 20, value=1_000_000, rows=1_000, bytes=2_000_000)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def there(request):
    """A seeded database of each kind, for the tests of this file: none may change it."""
    with request.getfixturevalue(request.param).lend("seeded") as url, connected(url) as engine:
        yield engine


@pytest.fixture(scope="module")
def fleeting(sqlite):
    """The same on SQLite alone."""
    with sqlite.lend("seeded") as url, connected(url) as engine:
        yield engine


@pytest.fixture(scope="module")
def lasting(postgresql):
    """The same on PostgreSQL alone."""
    with postgresql.lend("seeded") as url, connected(url) as engine:
        yield engine


def answered(engine, query, **more):
    with ask(engine, query, **more) as answer:
        return answer.columns, list(answer.rows)


def test_a_query_is_answered(there):
    columns, rows = answered(there, "SELECT city, status, source_count FROM v_offices ORDER BY city LIMIT 2;")
    assert (columns, rows) == (
        ("city", "status", "source_count"),
        [["Brussels", "open", 1], ["Dublin", "open", 1]],
    )


def test_many_rows_are_streamed(there):
    _, rows = answered(there, "SELECT id, name FROM cities ORDER BY id")
    assert len(rows) > 6000


def test_no_rows_have_their_columns_all_the_same(there):
    assert answered(there, "SELECT id, name FROM companies WHERE id < 0") == (("id", "name"), [])


def test_percent_signs_and_with_are_plain_sql(there):
    query = "WITH x AS (SELECT 'a%b' AS word) SELECT word FROM x WHERE word LIKE '%\\%s' OR word LIKE 'a%'"
    assert answered(there, query)[1] == [["a%b"]]


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
def test_what_is_no_select_is_refused(there, query):
    with pytest.raises(Refused) as refused:
        answered(there, query)
    assert refused.value.fields.keys() == {"query"}


ABUSES = [
    "ATTACH 'made.db' AS made",
    "VACUUM INTO 'made.db'",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "EXPLAIN PRAGMA query_only = OFF",
    "SELECT load_extension('made.db')",
    "SELECT * FROM pragma_table_info('claims')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT sql FROM sqlite_master",
    "SELECT count(*) FROM sqlite_schema",
    "SELECT * FROM (SELECT name FROM main.sqlite_master)",
    "WITH s AS (SELECT sql FROM sqlite_temp_schema) SELECT * FROM s",
    "SELECT * FROM dbstat",
    "SELECT count(*) FROM sqlite_dbpage",
    "SELECT 1; ATTACH 'made.db' AS made",
    "SELECT 1 /* */; DELETE FROM companies -- ",
    "-- a comment\nATTACH 'made.db' AS made",
    "/* SELECT */ DELETE FROM companies",
    "SELECT zeroblob(2000000000)",
    "SELECT hex(zeroblob(900000))",
    "SELECT randomblob(900000000)",
    "WITH RECURSIVE b(x) AS (SELECT 'x' UNION ALL SELECT x || x FROM b) SELECT max(length(x)) FROM b",
    "SELECT replace(hex(zeroblob(400000)), '0', hex(zeroblob(400000)))",
    "SELECT printf('%.*c', 2000000000, 'x')",
    "SELECT group_concat(a.name || b.name) FROM cities a, cities b",
]


@pytest.mark.parametrize("query", ABUSES)
def test_sqlite_neither_writes_nor_tells_nor_blows_up(fleeting, tmp_path, monkeypatch, query):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused):
        answered(fleeting, query, limits=BRIEF)
    assert list(tmp_path.iterdir()) == []
    assert answered(fleeting, "SELECT count(*) FROM offices", limits=BRIEF)[1] == [[7]]


ABUSES_OF_POSTGRESQL = [
    "COPY (SELECT 1) TO PROGRAM 'touch /tmp/made'",
    "SET TRANSACTION READ WRITE",
    "SELECT 1 INTO made",
    "SELECT set_config('transaction_read_only', 'off', true); DELETE FROM companies",
    "SELECT set_config('statement_timeout', '0', false)",
    "DO $$ BEGIN DELETE FROM companies; END $$",
    "SELECT pg_sleep(30)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_advisory_lock(7472616365)",
    "SELECT pg_terminate_backend(1)",
    "SELECT nextval('companies_id_seq')",
    "SELECT query_to_xml('SELECT * FROM drafts', true, true, '')",
    "SELECT schema_to_xml('public', true, true, '')",
    "SELECT ts_stat('SELECT words FROM search_entries')",
    "SELECT (x).pg_sleep FROM (SELECT 30::double precision AS x) AS y",
    "SELECT * FROM pg_catalog.pg_authid",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM information_schema.tables",
    "SELECT current_setting('data_directory')",
    "SELECT repeat('x', 1000000000)",
    "SELECT 1) AS typed; DELETE FROM companies; SELECT * FROM (SELECT 1",
    "WITH x AS (DELETE FROM companies RETURNING id) SELECT id FROM x",
]


@pytest.fixture(scope="module")
def raw(lasting):
    """A connection as the process of a query has it, without the process."""
    address = lasting.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, options=sandbox.options({"seconds": 5})) as connection:
        yield connection


@pytest.mark.parametrize("query", ABUSES_OF_POSTGRESQL)
def test_postgresql_neither_writes_nor_tells_nor_waits(raw, query):
    with pytest.raises((ValueError, psycopg.Error)):
        sandbox.check(raw, query, sorted(readable()))
    raw.rollback()


LONG_OR_LARGE = [
    "SELECT 1; DELETE FROM companies",
    "SELECT 1) AS a, (SELECT 2",
    "SELECT id FROM companies FOR UPDATE",
    "WITH RECURSIVE b(x) AS (SELECT 'x'::text UNION ALL SELECT x || x FROM b) SELECT max(length(x)) FROM b",
    "SELECT string_agg(a.name || b.name, '') FROM cities a, cities b, cities c",
]


@pytest.mark.parametrize("query", LONG_OR_LARGE)
def test_what_postgresql_may_parse_is_stopped_when_it_runs(lasting, query):
    with pytest.raises(Refused):
        answered(lasting, query, limits=BRIEF)
    with lasting.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM offices")) == 7


def test_postgresql_describes_queries_as_expected(raw, monkeypatch):
    """Tables and functions are found in what PostgreSQL keeps of a view; else nothing is answered."""
    readable = ["companies", "data_dictionary"]
    sandbox.check(raw, "SELECT lower(name) FROM companies", readable)
    for kind in sandbox.SIGNS:
        with monkeypatch.context() as patched:
            patched.setitem(sandbox.SIGNS, kind, re.compile(r":otherwise (\d+)"))
            with pytest.raises(ValueError, match="not known here"):
                sandbox.check(raw, "SELECT lower(name) FROM companies", readable)
        raw.rollback()


def prying(engine):
    """Queries that would read a table which typed SQL may not: whatever comes next is hidden until named."""
    hidden = sorted(name for name in catalogue(engine) if name not in readable())
    assert {"drafts", "feed_items", "feeds", "jobs", "saved_queries", "users", "watchlists"} <= {*hidden}
    yield from (f"SELECT * FROM {name}" for name in hidden)
    yield "SELECT count(*) FROM DRAFTS"
    yield "SELECT (SELECT max(id) FROM drafts) FROM data_dictionary"
    yield "SELECT 1 FROM data_dictionary WHERE EXISTS (SELECT * FROM jobs)"
    yield "WITH data_dictionary AS (SELECT * FROM users) SELECT * FROM data_dictionary"


def test_what_is_no_fact_is_hidden_on_sqlite(fleeting):
    with closing(sqlite3.connect(fleeting.url.database)) as connection:
        queries = list(prying(fleeting))
        connection.set_authorizer(sandbox.authorizer(connection, readable()))
        assert connection.execute("SELECT count(*) FROM offices").fetchall() == [(7,)]
        for query in queries:
            with pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized"):
                connection.execute(query)


def test_what_is_no_fact_is_hidden_on_postgresql(lasting, raw):
    sandbox.check(raw, "SELECT count(*) FROM offices", sorted(readable()))
    for query in prying(lasting):
        with pytest.raises(ValueError, match="no such table"):
            sandbox.check(raw, query, sorted(readable()))
        raw.rollback()


NAMING = [
    "SELECT n::oid::regclass FROM generate_series(16000, 20000) AS n",
    "SELECT n::bigint::oid::regtype::text FROM generate_series(16000, 20000) AS n",
    "SELECT array_agg(id::bigint::oid)::regproc[], NULL::users[] FROM companies",
    "SELECT name::regclass FROM companies",
    "SELECT '{10}'::regrole[]",
    "SELECT json_value('10', '$' RETURNING regrole)",
    "SELECT * FROM json_table('[10]', '$[*]' COLUMNS (x regrole PATH '$')) AS t",
    "SELECT to_json(ROW(1, 'a', 'b')::watchlists)",
    "SELECT (NULL::users).password_hash",
]


@pytest.mark.parametrize("query", NAMING)
def test_numbers_do_not_become_the_names_of_what_is_hidden(raw, query):
    with pytest.raises((ValueError, psycopg.Error), match=r"no such (type|function)|cannot cast"):
        sandbox.check(raw, query, sorted(readable()))
    raw.rollback()


def test_types_can_be_named_and_words_be_searched_for(lasting):
    query = "SELECT pg_typeof(id)::text, to_tsvector('english', name) @@ to_tsquery('english', 'openai'), c"
    [(named, _, row)] = answered(lasting, f"{query} FROM companies c WHERE slug = 'openai'")[1]
    assert (named, "OpenAI" in str(row)) == ("bigint", True)


def test_what_is_a_fact_can_be_read(there):
    names = sorted(readable() & {*catalogue(there)})
    assert len(names) > 30
    query = " UNION ALL ".join(f"SELECT count(*) AS n FROM {name}" for name in names)
    assert len(answered(there, query)[1]) == len(names)


LONG = {
    "sqlite": ["SELECT instr(hex(zeroblob(400000)), hex(zeroblob(200000)) || 'x')",
               "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"],
    "postgresql": ["SELECT count(*) FROM generate_series(1, 100000000000) n",
                   "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b"],
}  # fmt: skip


def test_a_long_query_is_stopped(there):
    for query in LONG[there.dialect.name]:
        started = time.monotonic()
        with pytest.raises(Refused, match="longer than 1 second"):
            answered(there, query, limits=BRIEF)
        assert time.monotonic() - started < 30


def test_rows_and_characters_are_bounded_and_it_says_so(there):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n LIMIT 50000"
    few = Limits(seconds=20, memory=1 << 30, value=1_000_000, rows=1_000, bytes=2_000_000)
    for query, rows, cut in (
        (endless, 1_000, "rows"),
        (endless.replace("50000", "1000"), 1_000, ""),
    ):
        with ask(there, query, limits=few) as answer:
            found = list(answer.rows)
        assert (len(found), answer.cut) == (rows, cut)
    tight = Limits(seconds=20, memory=1 << 30, value=1_000_000, rows=None, bytes=5_000)
    with ask(there, endless, limits=tight) as answer:
        found = list(answer.rows)
    assert 100 < len(found) < 1_000
    assert answer.cut == "bytes"


def test_a_value_is_no_longer_than_may_be(there):
    query = (
        "WITH RECURSIVE n(x) AS (SELECT CAST('12345678' AS TEXT) UNION ALL SELECT x || x FROM n "
        "WHERE length(x) < 100000) SELECT x FROM n"
    )
    assert len(answered(there, query)[1]) == 15
    with pytest.raises(Refused, match="longer than may be"):
        answered(there, query, limits=Limits(seconds=20, memory=1 << 30, value=50_000))


def test_only_a_few_run_at_once(there, monkeypatch):
    monkeypatch.setattr("tracker.queries.typed._RUNNING", threading.BoundedSemaphore(1))
    with in_turn():
        assert answered(there, "SELECT 1")[1] == [[1]]
        with pytest.raises(Busy, match="Wait a moment"), in_turn():
            pass
    with in_turn():
        pass


def test_only_one_waits_for_its_turn(monkeypatch):
    """Whoever waits holds a thread that the other pages need: the next one is told so without waiting."""
    monkeypatch.setattr("tracker.queries.typed._RUNNING", threading.BoundedSemaphore(1))
    with in_turn():
        with pytest.raises(Busy), in_turn():
            pass
        monkeypatch.setattr("tracker.queries.typed.WAITS", 3_600)
        with typed._WAITING, pytest.raises(Busy), in_turn():
            pass
    with in_turn():
        pass


def test_leaving_half_way_ends_the_process(there):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with ask(there, endless) as answer:
        assert next(answer.rows) == [1]
    assert answered(there, "SELECT 1")[1] == [[1]]


def test_a_database_that_is_away_is_said_to_be(tmp_path, postgresql):
    nowhere = pytest.raises(Unavailable, match="no database")
    with connected(f"sqlite:///{tmp_path}/nothing.db") as engine, nowhere:
        answered(engine, "SELECT 1")
    with postgresql.lend(None) as url:
        gone = url.rpartition("/")[0] + "/nothing?" + url.rpartition("?")[2]
        with connected(gone) as engine, pytest.raises(Unavailable, match="did not answer"):
            answered(engine, "SELECT 1")


# -- parameters -------------------------------------------------------------------------------------------


def test_parameters_are_values_and_never_sql(there):
    query = "SELECT :word AS word, ':word' AS said, :n + 1 AS more, :word = '' AS empty -- :none"
    hostile = "x'); DELETE FROM companies; --\\"
    _, rows = answered(there, query, given={"word": hostile, "n": "5", "unasked": "1"})
    assert rows == [[hostile, ":word", 6, False if there.dialect.name == "postgresql" else 0]]


def test_a_parameter_without_a_value_is_named(there):
    with pytest.raises(Refused) as refused:
        answered(there, "SELECT :a, :b", given={"a": "1"})
    assert refused.value.fields == {":b": "Give it a value."}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT :a, :b, :a", ["a", "b"]),
        ("SELECT ':a', \":b\", x::text, '12:30' -- :c\n, /* :d */ :e", ["e"]),
        ("SELECT 'it''s :a' || :b, $$ :c $$, $q$ $$ :d $q$", ["b"]),
        ("SELECT 'never closed :a", []),
        ("SELECT /* never closed :a", []),
        ("SELECT :1, :é, :_x", ["_x"]),
    ],
)
def test_parameters_stand_outside_of_texts_and_comments(query, names):
    assert parameters_of(query) == names
    assert "".join(words for words, _ in pieces(query)) == query


@pytest.mark.parametrize("sign", ["'", '"', "/*", "--", "$$", ":", "::", "$a", "'\n", "/*/"])
def test_cutting_up_is_linear(sign):
    assert pieces(sign * (100_000 // len(sign)))


def test_the_word_index_of_sqlite_can_be_asked(sqlite):
    query = "SELECT count(*) FROM search_words WHERE search_words MATCH 'openai'"
    with sqlite.lend("seeded") as url, connected(url) as engine:
        _, rows = answered(engine, query)
    assert rows[0][0] > 0


def test_the_database_is_as_writable_as_before(engine):
    answered(engine, "SELECT 1")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE after (y INTEGER)"))
