"""Queries that a person types in SQL: read-only, bounded in time and memory, on either database."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from tracker.errors import Refused, Unavailable
from tracker.queries.plain import plain

SECONDS = 60
MEMORY = 1 << 30
# Tables that no typed query may read: nobody's passwords or tokens, once there are any.
HIDDEN = ("users", "sessions", "tokens")
ROWS_AT_ONCE = 200
LONGEST = 100_000
# Only for the sake of a clear answer: what keeps a query from writing stands below.
SELECTING = re.compile(
    r"(\s|--[^\n]*\n|/\*.*?\*/)*+(\(|(select|with|values|explain)\b)", re.IGNORECASE | re.DOTALL
)
ONLY_SELECT = "Only SELECT is allowed, on the tables and views of the tracker."


@dataclass(frozen=True)
class Answer:
    """What a query gives: the names of its columns, and its rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[list[Any]]


@contextmanager
def ask(engine: Engine, query: str, seconds: int = SECONDS) -> Iterator[Answer]:
    """The answer to one SELECT; Refused says what is wrong with the query, or that it took too long."""
    query = query.strip().rstrip(";")
    if not query:
        raise _refused("It is empty.")
    if not SELECTING.match(query):
        raise _refused(ONLY_SELECT)
    if len(query) > LONGEST:
        raise _refused(f"It is longer than {LONGEST:,} characters.")
    with (_in_child if engine.dialect.name == "sqlite" else _in_transaction)(
        engine, query, seconds
    ) as answer:
        yield answer


def _refused(reason: str) -> Refused:
    return Refused(f"The query was not answered. {reason}", {"query": reason})


def _too_long(seconds: int) -> Refused:
    return _refused(f"It took longer than {seconds} seconds and was stopped. Narrow it down.")


@contextmanager
def _in_child(engine: Engine, query: str, seconds: int) -> Iterator[Answer]:
    """On SQLite: in a process of its own, killed when its time is over. A limit by progress handler does not
    stop one long call: `instr(hex(zeroblob()))` ran 18 seconds under a limit of one."""
    file = Path(str(engine.url.database)).resolve()
    if not file.is_file():
        raise Unavailable(f"There is no database at {file}. Run `tracker init`.")
    asked = {"file": f"file:{quote(str(file))}?mode=ro", "query": query, "memory": MEMORY, "seconds": seconds,
             "hidden": HIDDEN}  # fmt: skip
    command = [sys.executable, "-I", str(Path(__file__).with_name("sandbox.py"))]
    pipe = subprocess.PIPE
    # Our own program; the query goes to it as data.
    with subprocess.Popen(  # noqa: S603
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        watch = threading.Timer(seconds, child.kill)
        watch.start()
        try:
            child.stdin.write(json.dumps(asked).encode())
            child.stdin.close()
            lines = _lines(child, seconds)
            yield Answer(tuple(next(lines)["columns"]), (row for line in lines for row in line["rows"]))
        finally:
            watch.cancel()
            child.kill()


def _lines(child: subprocess.Popen[bytes], seconds: int) -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"error": "cut"}
        if said.get("error") == "cut":
            break
        if "error" in said:
            raise _refused(_meaning(said["error"]))
        yield said
    if child.wait() != 0:
        raise _too_long(seconds)


def _meaning(complaint: str) -> str:
    if "not authorized" in complaint or "prohibited" in complaint or "attached databases" in complaint:
        return ONLY_SELECT
    if "one statement at a time" in complaint:
        return "It holds more than one statement."
    return complaint[:1].upper() + complaint[1:].rstrip(".") + "."


@contextmanager
def _in_transaction(engine: Engine, query: str, seconds: int) -> Iterator[Answer]:
    """On PostgreSQL: a cursor in a read-only transaction. Nothing but a SELECT can be declared as a cursor,
    and prepared it cannot carry a second statement behind it."""
    with engine.connect() as connection, _explained(seconds):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {seconds * 1000}")
        raw: Any = connection.connection.driver_connection
        raw.execute(b"DECLARE answer NO SCROLL CURSOR FOR " + query.encode(), prepare=True)
        names = tuple(column.name for column in raw.execute("FETCH 0 FROM answer").description)
        yield Answer(names, _fetched(connection, seconds))


def _fetched(connection: Connection, seconds: int) -> Iterator[list[Any]]:
    raw: Any = connection.connection.driver_connection
    with _explained(seconds):
        while rows := raw.execute(f"FETCH {ROWS_AT_ONCE} FROM answer").fetchall():
            yield from ([_jsonable(value) for value in row] for row in rows)


def _jsonable(value: Any) -> Any:
    value = plain(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


@contextmanager
def _explained(seconds: int) -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.errors.QueryCanceled:
        raise _too_long(seconds) from None
    except psycopg.errors.ReadOnlySqlTransaction:
        raise _refused(ONLY_SELECT) from None
    except (psycopg.errors.SyntaxErrorOrAccessRuleViolation, psycopg.errors.DataError) as error:
        raise _refused(_meaning(str(error.diag.message_primary))) from None
    except OperationalError as error:
        raise Unavailable("The database did not answer. Is it running, and is its address right?") from error
    except (psycopg.Error, DBAPIError) as error:
        raise _refused(_meaning(str(error).splitlines()[0])) from None
