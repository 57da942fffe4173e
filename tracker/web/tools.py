"""The database in one's own tool: how to open it there, a snapshot to take away, a diagram of the tables."""

import shlex
import tempfile
import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response, render_template
from sqlalchemy import URL

from tracker.exchange.xmltext import for_xml
from tracker.keeping.snapshots import snapshot
from tracker.overview.diagram import diagram
from tracker.queries.typed import Busy
from tracker.web.sending import download, streamed
from tracker.web.site import close, site
from tracker.web.visits import visitor

tools = Blueprint("tools", __name__)

QUERY = "SELECT company, city, status FROM v_offices ORDER BY city"
CHUNK = 1 << 16
_WRITING = threading.BoundedSemaphore(1)


@dataclass(frozen=True)
class Snippet:
    """What to type in a tool to have the database there."""

    tool: str
    language: str
    text: str


@tools.get("/sql/tools")
def page() -> str:
    """How to open the database elsewhere, with the diagram of its tables."""
    url, here = site().engine.url, _at_home()
    sqlite = url.get_backend_name() == "sqlite"
    file = str(Path(str(url.database)).resolve()) if sqlite and here else "facts.db"
    snippets = for_sqlite(file) if sqlite or not here else for_postgresql(url)
    return render_template(
        "sql_tools.html", snippets=snippets, place=file if sqlite else "", here=here, drawn=diagram()
    )


def _at_home() -> bool:
    """Whether who asks sits at the machine; to others a path of it says nothing."""
    who = visitor()
    return who is not None and who.user_id is None


def for_sqlite(file: str) -> list[Snippet]:
    """How to read a SQLite file, without changing it."""
    words = file.replace("\\", "\\\\").replace('"', '\\"')
    return [
        Snippet("sqlite3", "sh", f'sqlite3 -readonly -header -column {shlex.quote(file)} "{QUERY}"'),
        Snippet("pandas", "python", (
            "import sqlite3\n\nimport pandas\n\n"
            f'database = sqlite3.connect("file:{quote(file)}?mode=ro", uri=True)\n'
            f'print(pandas.read_sql("{QUERY}", database))'
        )),
        Snippet("R", "r", (
            f'library(DBI)\ndatabase <- dbConnect(RSQLite::SQLite(), "{words}", flags = RSQLite::SQLITE_RO)\n'
            f'dbGetQuery(database, "{QUERY}")'
        )),
        Snippet("DuckDB", "sql", (
            "INSTALL sqlite; LOAD sqlite;\n"
            f"ATTACH '{file.replace(chr(39), chr(39) * 2)}' AS tracker (TYPE sqlite, READ_ONLY);\n"
            f"{QUERY.replace('v_offices', 'tracker.v_offices')};"
        )),
    ]  # fmt: skip


def for_postgresql(url: URL) -> list[Snippet]:
    """How to read a PostgreSQL database; the password is asked for, or stands in PGPASSWORD."""
    query = {name: value for name, value in url.query.items() if "pass" not in name}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    address = plain.render_as_string()
    driven = address.replace("postgresql", "postgresql+psycopg", 1)
    return [
        Snippet("psql", "sh", f"psql {shlex.quote(address)} -c {shlex.quote(QUERY)}"),
        Snippet("pandas", "python", (
            "import pandas\nimport sqlalchemy\n\n"
            f'database = sqlalchemy.create_engine("{driven}")\n'
            f'print(pandas.read_sql("{QUERY}", database))'
        )),
        Snippet("R", "r", (
            f'library(DBI)\ndatabase <- dbConnect(RPostgres::Postgres(), dbname = "{address}")\n'
            f'dbGetQuery(database, "{QUERY}")'
        )),
        Snippet("DuckDB", "sql", (
            "INSTALL postgres; LOAD postgres;\n"
            f"ATTACH '{address}' AS tracker (TYPE postgres, READ_ONLY);\n"
            f"{QUERY.replace('v_offices', 'tracker.v_offices')};"
        )),
    ]  # fmt: skip


@tools.get("/sql/schema.svg")
def schema() -> Response:
    """The diagram of the tables by itself, with its colours inside."""
    picture = render_template("schema.svg", drawn=diagram())
    return download(for_xml(picture).encode(), "image/svg+xml", "schema.svg")


@tools.get("/sql/snapshot.db")
def snapshot_file() -> Response:
    """A snapshot of the facts as a SQLite file, written for whoever asks; one at a time."""
    if not _WRITING.acquire(blocking=False):
        raise Busy("A snapshot is being written for somebody else. Wait a moment and ask again.")
    try:
        close()
        # Gone from the folder as soon as it is open: whoever leaves half-way leaves nothing behind.
        with tempfile.TemporaryDirectory() as folder:
            made = snapshot(site().engine, Path(folder) / "facts.db", _untold)
            file = made.file.open("rb")
    finally:
        _WRITING.release()
    return streamed(_chunks(file), "facts.db", "application/vnd.sqlite3")


def _untold(rows: int) -> None:
    """Nobody watches how far it is."""


def _chunks(file: BinaryIO) -> Generator[bytes, None, None]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
