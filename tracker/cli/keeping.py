"""`tracker backup`, `verify`, `restore`, `move` and `snapshot`."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.opening import laid_aside, opened, progress, shown

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.keeping.verifying import Held

# What is counted first, in the order of the menu.
TOLD = ("companies", "people", "offices", "partnerships", "projects", "claims", "articles", "captures")


@click.command()
@click.argument("to", type=click.Path(allow_dash=True), metavar="FILE|DIR|-")
def backup(to: str) -> None:
    """Keep a whole, checked copy of the database, while it is served and written to.

    In a folder it gets a name with the date. Nothing is overwritten, and no half copy is left.

    \b
    Examples:
      tracker backup backups/
      tracker backup - | ssh elsewhere 'cat > tracker.db'
    """
    from tracker.keeping.copying import backup as keep

    with _unread() as engine:
        if to != "-":
            if to.endswith("/"):
                Path(to).mkdir(parents=True, exist_ok=True)
            done = keep(engine, Path(to))
            click.echo(f"Backed up to {done.file}: {_summary(done)}.")
            if done.strange:
                named = ", ".join(done.strange)
                click.echo(f"It has {named}: not the tracker's, and `restore` refuses that.", err=True)
            _remember(engine, done)
            return
        with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
            done = keep(engine, Path(folder) / "backup.db")
            with done.file.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@contextmanager
def _unread() -> Iterator["Engine"]:
    """The database of the settings, of which nothing was read: it may be damaged, read-only or not there."""
    from tracker.config import read_settings
    from tracker.db import make_engine

    engine = make_engine(read_settings().database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _remember(engine: "Engine", done: "Held") -> None:
    """Tell those who read the health page; a database that takes no saves is backed up all the same."""
    from tracker.errors import Unavailable
    from tracker.keeping.schedule import remember

    try:
        remember(engine, done)
    except Unavailable as error:
        click.echo(f"The backup is good, but the health page does not know of it. {error.message}", err=True)


@click.command()
@click.argument("file", type=click.Path(allow_dash=True), metavar="FILE|-")
def verify(file: str) -> None:
    """Prove that a backup is whole, and say what it holds and how old it is; exit code 1 when it is not.

    The last line is the digest of its rows: two files with the same rows have the same.

    \b
    Examples:
      tracker verify backups/tracker-20261123T021500Z.db
      ssh elsewhere cat tracker.db | tracker verify -
    """
    from tracker.keeping.verifying import digest, examine, held

    with laid_aside(file) as path:
        wrong = 0
        for finding in examine(path):
            wrong += finding.count > 0
            click.echo(str(finding))
        if wrong:
            click.echo(f"{file} is no good backup.", err=True)
            sys.exit(1)
        for line in _told(held(path)):
            click.echo(line)
        click.echo(f"digest {digest(path)}")


def _told(found: "Held") -> Iterable[str]:
    from tracker.types import now

    moment = now()
    yield f"schema {found.schema}, {found.bytes:,} bytes, written {_when(found.written_at, moment)}"
    yield f"newest save {_when(found.saved_at, moment) if found.saved_at else 'none'}"
    yield _summary(found)


def _summary(found: "Held") -> str:
    counts = [f"{found.rows[name]:,} {name}" for name in TOLD if found.rows.get(name)]
    return f"{found.records:,} records{', among them ' if counts else ''}{', '.join(counts)}"


def _when(moment: datetime, today: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC ({_age(today - moment)})"


def _age(since: timedelta) -> str:
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return "just now" if minutes == 0 else "in the future, by this machine's clock"
    for unit, size in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            count = minutes // size
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    raise AssertionError("unreachable")


@click.command()
@click.argument("file", type=click.Path(allow_dash=True), metavar="FILE|-")
def restore(file: str) -> None:
    """Put a backup in the place of the database, and keep what was there under a dated name beside it.

    Refuses a file that is broken, of another program or of a newer tracker, and does nothing while a server
    or a worker has the database open.

    \b
    Examples:
      tracker restore backups/tracker-20261123T021500Z.db
      TRACKER_DATABASE_URL=sqlite:///elsewhere.db tracker restore - < tracker.db
    """
    from tracker.keeping.restoring import restore as put_back
    from tracker.schema import head

    with _unread() as engine, laid_aside(file) as path:
        done = put_back(engine, path)
    click.echo(f"Restored {done.held.file}: {_summary(done.held)}.")
    if done.kept:
        click.echo(f"What was there is kept as {done.kept}.")
    if done.held.schema != head():
        click.echo(f"It is at schema {done.held.schema}, this tracker at {head()}: run `tracker init`.")


@click.command()
@click.argument("to", metavar="URL")
@click.option("--anyway", is_flag=True, help="Move what stands now, though somebody has the database open.")
def move(to: str, anyway: bool) -> None:
    """Copy everything into the empty database at URL: from SQLite to PostgreSQL, back, or to another server.

    URL is one as in TRACKER_DATABASE_URL. All rows of all tables go there with their numbers, and are checked
    to be equal; on a fault it stays empty. What is moved stays where it is, too. Stop the server and the
    workers before: while they have the database open, it is refused.

    \b
    Examples:
      tracker move postgresql+psycopg://me@localhost/tracker
      TRACKER_DATABASE_URL=postgresql+psycopg://me@localhost/tracker tracker move sqlite:///tracker.db
    """
    from tracker.config import read_settings
    from tracker.db import make_engine, reading
    from tracker.keeping.moving import move as copy_all
    from tracker.keeping.moving import refuse_in_use
    from tracker.keeping.rows import tables, total

    address = read_settings({"TRACKER_DATABASE_URL": to}).database_url
    if not anyway:
        with _unread() as engine:
            refuse_in_use(engine)
    target = make_engine(address)
    try:
        with opened() as engine:
            with reading(engine) as session:
                rows = total(session, tables())
            with progress("Moved", rows) as advance:
                done = copy_all(engine, target, advance)
        click.echo(f"Moved {sum(done.rows.values()):,} rows of {len(done.rows)} tables to {shown(target)}.")
    finally:
        target.dispose()
    if done.missed:
        click.echo(f"{done.missed} saves came in meanwhile and are not among them.", err=True)


@click.command()
@click.argument("to", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def snapshot(to: Path) -> None:
    """Write facts and sources as they stand into one clean SQLite file for analysts, from PostgreSQL too.

    With the views and the data dictionary, and FILE.metadata.json, which tells Datasette what they mean. No
    history, trash, drafts or accounts are in it; the texts of articles are.

    \b
    Examples:
      tracker snapshot facts.db
      datasette facts.db --metadata facts.db.metadata.json
    """
    from tracker.keeping.snapshots import snapshot as write

    with opened() as engine, progress("Wrote") as advance:
        done = write(engine, to, advance)
    rows = sum(done.rows.values())
    click.echo(f"Wrote {rows:,} rows to {done.file}, and what they mean to {done.metadata}.")
