"""The commands. Each is thin: it reads its arguments, calls what does the work, and says what came of it."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version

import click
from sqlalchemy.exc import SQLAlchemyError

from tracker.cli.accounts import tokens, users
from tracker.cli.asking import attach, check, sql
from tracker.cli.digest import digest
from tracker.cli.files import export, import_, seed
from tracker.cli.keeping import backup, move, restore, snapshot, verify
from tracker.cli.news import add, extract, feeds
from tracker.cli.serving import init, serve
from tracker.cli.working import worker
from tracker.errors import Refused, TrackerError

SHOWN = 50
# How many things are made before Python looks for rubbish among them, and how often it looks through all.
# With its own numbers that is a sixth of an import's time.
LOOKED_THROUGH = (10_000, 20, 20)
EPILOG = """\b
Examples:
  tracker serve                              the tracker at http://127.0.0.1:8000
  tracker export claims claims.csv           one kind into a file
  tracker backup backups/                    a whole copy, while it is served
  tracker import companies new.xlsx          rows into the database, all or none
  tracker sql "SELECT city, status FROM v_offices"

The database is ./tracker.db unless TRACKER_DATABASE_URL names another one."""


class Commands(click.Group):
    """The one place where what went wrong becomes a message and exit code 1."""

    def invoke(self, context: click.Context) -> object:
        gc.set_threshold(*LOOKED_THROUGH)
        with explained():
            return super().invoke(context)


@contextmanager
def explained() -> Iterator[None]:
    """End the program with the words of an error, and no trace."""
    try:
        yield
    except TrackerError as error:
        for line in _lines(error):
            click.echo(line, err=True)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        click.echo(f"The database refused: {reason}", err=True)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        click.echo(f"{error.filename or 'The file'}: {error.strerror}.", err=True)
    else:
        return
    sys.exit(1)


def _lines(error: TrackerError) -> Iterator[str]:
    """The message, and a line for each row or field that is wrong, the first of many."""
    yield error.message
    rows = getattr(error, "rows", [])
    file = f"{error.file}, " if hasattr(error, "file") else ""
    said = [f"{file}row {number}, {name}: {words}" for number, name, words in rows]
    if isinstance(error, Refused) and not rows:
        said = [f"{name}: {words}" for name, words in error.fields.items() if words not in error.message]
    yield from said[:SHOWN]
    if len(said) > SHOWN:
        yield f"… and {len(said) - SHOWN} more."


def _version() -> str:
    try:
        return version("ai-expansion-tracker")
    except PackageNotFoundError:
        return "unknown"


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), "--version", prog_name="tracker", message="%(prog)s %(version)s")
def main() -> None:
    """A tracker of how AI companies expand: offices, deals, promises and claims, each with its source."""


for command in (
    serve, init, seed, add, extract, feeds, worker, import_, export, digest, attach, sql, check,
    backup, verify, restore, move, snapshot, users, tokens,
):  # fmt: skip
    main.add_command(command)
