"""Runs one typed query and prints its rows as JSON lines. A program of its own, started by
`tracker.queries.typed` with nothing of the tracker in it, so that whatever the query does ends with it.

Python's `mode=ro` alone is no cage for SQLite: ATTACH makes files, VACUUM INTO writes copies, and the query
may switch `query_only` off. So: no attaching, and only what the authorizer names. On PostgreSQL a transaction
that only reads still runs functions that read files, hold locks or run other statements: so the query is
parsed first, as a view that is never kept, and its tables and functions are held against lists.
"""

import json
import math
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

SELECTING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})
FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})
# Read a value that the query holds, and nothing else.
TABLES_OF_VALUES = frozenset({"json_each", "json_tree"})
OF_SQLITE = ("sqlite_", "pragma_", "dbstat", "fts5vocab")
LONGEST_SQL = 100_000
MOST_COLUMNS = 300
ROWS_AT_ONCE = 200
# A database in WAL mode keeps an index of the newest pages beside it, which grows with them.
LARGEST_FILE = 64 << 20
LINE = 64_000


def main() -> None:
    # Other people's pages come first.
    with suppress(OSError, AttributeError):
        os.nice(5)
    asked = json.load(sys.stdin)
    answers = answer_sqlite if asked["sqlite"] else answer_postgresql
    try:
        answers(asked)
    except MemoryError:
        say({"error": "It needs too much memory."})
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        say({"error": str(error)})


def confine(asked: dict[str, Any]) -> None:
    """Hard limits where the system has them; the parent's clock ends the process everywhere.

    What comes before, connecting and importing, is not held against the query.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        seconds = asked["seconds"] + math.ceil(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    say({"ready": True})


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def send(columns: Iterable[str], rows: Iterator[tuple[Any, ...]], asked: dict[str, Any]) -> None:
    """Print the names of the columns, the rows up to the limits, and last how the rows ended."""
    say({"columns": list(columns)})
    most, room = asked["rows"], asked["bytes"]
    waiting: list[list[Any]] = []
    weight, sent, ended = 0, 0, "all"
    for number, row in enumerate(rows):
        found = [plain(value) for value in row]
        weight += sum(map(weigh, found))
        if number == most or (room is not None and weight > room):
            ended = "rows" if number == most else "bytes"
            break
        waiting.append(found)
        if weight - sent > LINE or len(waiting) == ROWS_AT_ONCE:
            say({"rows": waiting})
            waiting, sent = [], weight
    say({"rows": waiting})
    say({"end": ended})


def plain(value: Any) -> Any:
    """A value as JSON has it: moments, days and what else JSON has no word for as text."""
    if isinstance(value, Decimal):
        value = int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if value is None or isinstance(value, str | int) else str(value)


def weigh(value: Any) -> int:
    """About how many characters a value takes in the answer."""
    return len(value) + 4 if isinstance(value, str) else 12


# -- SQLite -------------------------------------------------------------------------------------------------


def answer_sqlite(asked: dict[str, Any]) -> None:
    connection = sqlite3.connect(asked["address"], uri=True, timeout=10)
    for pragma in ("query_only = ON", "trusted_schema = OFF", "temp_store = MEMORY", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LONGEST_SQL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, asked["value"])
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)
    connection.set_authorizer(authorizer(connection, frozenset(asked["readable"])))
    confine(asked)
    cursor = connection.execute(asked["query"], asked["parameters"])
    if cursor.description is None:
        raise ValueError("It selects nothing.")
    send((column[0] for column in cursor.description), cursor, asked)


def authorizer(connection: sqlite3.Connection, readable: frozenset[str]) -> Callable[..., int]:
    """What may be done: reading of the tables that are named, by SELECT."""
    present = {name.lower() for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    # A virtual table is made ready at its first use, by statements that the authorizer would refuse.
    virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
    for name in (*TABLES_OF_VALUES, *(name for (name,) in connection.execute(virtual).fetchall())):
        connection.execute(f'SELECT * FROM "{name}" LIMIT 0')  # noqa: S608  names of ours

    def reads(table: str, column: str | None) -> bool:
        if table in readable or table in TABLES_OF_VALUES:
            return True
        # A part of the query itself is asked for by its name when none of its columns are read.
        return not column and table not in present and not table.startswith(OF_SQLITE)

    def allow(action: int, first: str | None, second: str | None, *where: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            allowed = reads((first or "").lower(), second)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = str(second).lower() not in FORBIDDEN_FUNCTIONS
        else:
            # The word index asks for this pragma by itself.
            counting = action == sqlite3.SQLITE_PRAGMA and first == "data_version" and second is None
            allowed = action in SELECTING or counting
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return allow


# -- PostgreSQL ---------------------------------------------------------------------------------------------

# Beside what stands behind the operators and casts of PostgreSQL itself. Left out is whatever reads files,
# settings or other sessions, holds locks, waits, runs SQL that it is given, or makes a large value of a small
# one (repeat, lpad, format).
FUNCTIONS = """
any_value array_agg avg bool_and bool_or corr count every json_agg json_object_agg jsonb_agg jsonb_object_agg
max min mode percentile_cont percentile_disc regr_count regr_intercept regr_r2 regr_slope stddev stddev_pop
stddev_samp string_agg sum var_pop var_samp variance
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
abs acos asin atan atan2 cbrt ceil ceiling cos degrees div exp floor gcd lcm ln log log10 mod pi power radians
random round sign sin sqrt tan trunc width_bucket
ascii bit_length btrim char_length character_length chr concat concat_ws encode initcap left length
like_escape lower ltrim md5 normalize octet_length overlay position regexp_count regexp_instr regexp_like
regexp_match
regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr replace reverse right
rtrim similar_escape similar_to_escape split_part starts_with string_to_array string_to_table strpos substr
substring to_char to_date to_number to_timestamp translate upper
age date_bin date_part date_trunc extract isfinite justify_days justify_hours justify_interval make_date
make_interval make_timestamp make_timestamptz now overlaps timezone
array_length array_lower array_ndims array_position array_positions array_remove array_to_string array_upper
cardinality generate_series unnest
json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each
json_each_text json_extract_path json_extract_path_text json_object_keys json_typeof jsonb_array_elements
jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
jsonb_extract_path jsonb_extract_path_text jsonb_object_keys jsonb_pretty jsonb_typeof pg_typeof row_to_json
to_json to_jsonb
phraseto_tsquery plainto_tsquery to_tsquery to_tsvector ts_headline ts_rank ts_rank_cd websearch_to_tsquery
""".split()
# Holds a sign of each sort itself: so it tells when another version of PostgreSQL writes them otherwise.
PARSED = """CREATE TEMPORARY VIEW parsed_query AS
SELECT count(*) AS counted, row_number() OVER () AS numbered, length('a') AS called, 1 + 1 AS added,
  (SELECT count(*) FROM data_dictionary) AS read
FROM (
{query}
) AS typed"""
SIGNS = {
    "relations": re.compile(r":relid (\d+)"),
    "functions": re.compile(r":(?:funcid|opfuncid|tsmhandler) (\d+)"),
    "aggregates": re.compile(r":aggfnoid (\d+)"),
    "windows": re.compile(r":winfnoid (\d+)"),
    "operators": re.compile(r":opno (\d+)"),
    # What a function gives is told by the function; what is put into a list, by what it is made of too.
    "types": re.compile(r":(?!funcresult)\w*typ(?:e|id)\w* (?:\(o )?([\d ]+)", re.IGNORECASE),
}
UNREADABLE = """
SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid = ANY(%(relations)s::oid[])
  AND c.oid <> 'pg_temp.parsed_query'::regclass
  AND NOT (c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%(readable)s))"""
# A number read as one of these is the name of whatever has it, of hidden tables and accounts too; and a row
# read as one of a hidden table tells its columns.
UNNAMED = """
SELECT t.typname FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem
LEFT JOIN pg_class c ON c.oid = coalesce(nullif(t.typrelid, 0), e.typrelid)
WHERE t.oid = ANY(%(types)s::oid[]) AND (
  t.typname ~ '^_?reg(class|proc|procedure|oper|operator|type|role|namespace)$'
  OR NOT (c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%(readable)s)))"""
FORBIDDEN = """
SELECT p.proname FROM pg_proc p WHERE p.oid = ANY(%(functions)s::oid[]) AND NOT (
  p.pronamespace = 'pg_catalog'::regnamespace
  AND p.prorettype NOT IN ('regclass'::regtype, 'regrole'::regtype) AND (
    p.proname = ANY(%(allowed)s)
    OR p.oid IN (SELECT oprcode FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace)
    OR p.oid IN (SELECT castfunc FROM pg_cast WHERE castfunc <> 0)))
UNION ALL
SELECT o.oprname FROM pg_operator o WHERE o.oid = ANY(%(operators)s::oid[])
  AND o.oprnamespace <> 'pg_catalog'::regnamespace"""
REFUSED = (
    (UNREADABLE, "no such table: {}"),
    (FORBIDDEN, "no such function: {}"),
    (UNNAMED, "no such type: {}; write pg_typeof(…)::text for the name of a type"),
)


def answer_postgresql(asked: dict[str, Any]) -> None:
    import psycopg

    try:
        connection = psycopg.connect(asked["address"], options=options(asked), connect_timeout=10)
    except psycopg.OperationalError as error:
        say({"unavailable": str(error)})
        return
    query = bound(asked["query"], asked["parts"], asked["parameters"])
    confine(asked)
    try:
        check(connection, query, asked["readable"])
        connection.execute("SET TRANSACTION READ ONLY")
        connection.execute(b"DECLARE answer NO SCROLL CURSOR FOR " + query.encode(), prepare=True)
        names = [column.name for column in connection.execute("FETCH 0 FROM answer").description or ()]
        send(names, fetched(connection, asked["value"]), asked)
    except psycopg.errors.QueryCanceled:
        say({"late": True})
    except psycopg.Error as error:
        say({"error": error.diag.message_primary or str(error), "hint": error.diag.message_hint})


def options(asked: dict[str, Any]) -> str:
    limit = asked["seconds"] * 1000
    set_to = {"statement_timeout": limit, "lock_timeout": limit, "timezone": "UTC",
              "standard_conforming_strings": "on"}  # fmt: skip
    return " ".join(f"-c {name}={value}" for name, value in set_to.items())


def bound(query: str, parts: Iterable[Sequence[str]], parameters: Mapping[str, str]) -> str:
    """The query with its parameters put in as literals: what is parsed as a view can have none.

    parts: the query cut up, each piece with the name of the parameter that it is, if it is one.
    """
    if not parameters:
        return query
    from psycopg import sql

    return "".join(
        sql.Literal(str(parameters[name])).as_string(None) if name else words for words, name in parts
    )


def check(connection: Any, query: str, readable: list[str]) -> None:
    """Have the database parse a query without running it, and hold what it found against the lists."""
    parsed = PARSED.replace("{query}", query)
    connection.execute(parsed.encode(), prepare=True)
    rule = "SELECT ev_action FROM pg_rewrite WHERE ev_class = 'pg_temp.parsed_query'::regclass"
    (tree,) = connection.execute(rule).fetchone()
    found = {kind: [*map(int, " ".join(sign.findall(tree)).split())] for kind, sign in SIGNS.items()}
    if not all(found.values()):
        raise ValueError("This version of PostgreSQL describes queries in a way that is not known here.")
    found["functions"] += found.pop("aggregates") + found.pop("windows")
    about = {**found, "readable": readable, "allowed": FUNCTIONS}
    for refused, words in REFUSED:
        if name := connection.execute(refused, about).fetchone():
            raise ValueError(words.format(name[0]))
    connection.rollback()


def fetched(connection: Any, longest: int) -> Iterator[tuple[Any, ...]]:
    while rows := connection.execute(f"FETCH {ROWS_AT_ONCE} FROM answer").fetchall():
        for row in rows:
            if any(isinstance(value, str | bytes) and len(value) > longest for value in row):
                raise ValueError("string or blob too big")
            yield row


if __name__ == "__main__":
    main()
