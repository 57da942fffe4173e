"""Runs one typed query on a SQLite file and prints its rows as JSON lines. A program of its own, started by
`tracker.queries.typed` with nothing but the standard library, so that whatever the query does ends with it.

Python's `mode=ro` alone is no cage: ATTACH makes files, VACUUM INTO writes copies, and the query may switch
`query_only` off. So: no attaching, and only what the authorizer names.
"""

import json
import sqlite3
import sys

SELECTING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})
ROWS_AT_ONCE = 200


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        confine(asked["memory"], asked["seconds"])
        answer(asked)
    except (sqlite3.Error, sqlite3.Warning, MemoryError, ValueError, OverflowError) as error:
        say({"error": str(error) or "It needs too much memory."})


def confine(memory: int, seconds: int) -> None:
    """Hard limits where the system has them; the parent's clock ends the process everywhere."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(asked: dict[str, object]) -> None:
    hidden = frozenset(asked["hidden"])  # type: ignore[call-overload]
    connection = sqlite3.connect(str(asked["file"]), uri=True, timeout=10)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10_000_000)

    def allow(action: int, first: str | None, second: str | None, *where: str | None) -> int:
        if action == sqlite3.SQLITE_READ and first in hidden:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            named = str(second).lower()
            return sqlite3.SQLITE_DENY if named in FORBIDDEN_FUNCTIONS else sqlite3.SQLITE_OK
        # The word index asks for this one by itself.
        counting = action == sqlite3.SQLITE_PRAGMA and first == "data_version"
        return sqlite3.SQLITE_OK if action in SELECTING or counting else sqlite3.SQLITE_DENY

    # A virtual table is made ready at its first use, by statements that the authorizer would refuse.
    virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
    for (name,) in connection.execute(virtual).fetchall():
        connection.execute(f'SELECT * FROM "{name}" LIMIT 0')  # noqa: S608  a name from the schema
    connection.set_authorizer(allow)
    cursor = connection.execute(str(asked["query"]))
    if cursor.description is None:
        raise ValueError("It selects nothing.")
    say({"columns": [column[0] for column in cursor.description]})
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        say({"rows": [[plain(value) for value in row] for row in rows]})


def plain(value: object) -> object:
    return f"x'{value.hex()}'" if isinstance(value, bytes) else value


def say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
