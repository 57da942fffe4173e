"""What commands share: the database, who is at the keyboard, and showing how far long work is."""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine

from tracker.config import Settings
from tracker.errors import Refused, Unavailable

EVERY = 10_000


def prepared(settings: Settings, seeds: bool | None) -> tuple[Engine, list[str]]:
    """The database, made where there is none, migrated, seeded and described; and what was done to it.

    seeds: whether to load what seeds are new; None: only into a database that is made now, or whose making
    was cut short, which is told by the description that comes last.
    """
    from tracker import dictionary, schema
    from tracker.db import make_engine
    from tracker.exchange.seeds import load_all

    _make_folder(settings.database_url)
    engine = make_engine(settings.database_url)
    before = schema.current(engine)
    done = []
    if before != schema.head():
        schema.migrate(engine)
        done.append(f"{'Made' if before is None else 'Migrated'} {shown(engine)} (schema {schema.head()}).")
    if seeds or (seeds is None and not (before and dictionary.described(engine))):
        loaded = load_all(engine)
        done += [str(loaded)] if loaded.added else []
    dictionary.refresh(engine)
    return engine, done


def _make_folder(url: str) -> None:
    from tracker.db import file_of

    file = file_of(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def shown(engine: Engine) -> str:
    """A database by its file, or by its address without the password."""
    from tracker.db import file_of

    return str(file_of(engine.url) or engine.url.render_as_string(hide_password=True))


@contextmanager
def opened(any_schema: bool = False) -> Iterator[Engine]:
    """The database of the settings, which must be there and at this version's schema."""
    from tracker import schema
    from tracker.config import read_settings
    from tracker.db import file_of, make_engine

    url = read_settings().database_url
    file = file_of(url)
    if file is not None and not file.is_file():
        raise Unavailable(f"There is no database at {file}. Run `tracker init` to make one.")
    engine = make_engine(url)
    try:
        at = schema.current(engine)
        if at != schema.head() and not any_schema:
            versions = f"is at schema {at or 'none'}, this tracker at {schema.head()}"
            raise Unavailable(f"{shown(engine)} {versions}. Run `tracker init`.")
        yield engine
    finally:
        engine.dispose()


def actor() -> str:
    """Who is at the keyboard, for the history."""
    try:
        return getpass.getuser()[:100] or "somebody"
    except (OSError, KeyError):
        return "somebody"


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A function that is told of rows as they are done: a bar in a terminal, else a line now and then."""
    with _bar(what, total) if sys.stderr.isatty() else _said(what, total) as advance:
        yield advance


@contextmanager
def _said(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    count = 0

    def advance(rows: int) -> None:
        nonlocal count
        before, count = count, count + rows
        if before // EVERY < count // EVERY:
            click.echo(f"{what}: {count:,}{f' of {total:,}' if total else ''} rows", err=True)

    yield advance


@contextmanager
def _bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda rows: bar.advance(task, rows)


@contextmanager
def laid_aside(name: str) -> Iterator[Path]:
    """A file by its name, or standard input laid aside as a file when the name is -."""
    import shutil
    import tempfile

    if name != "-":
        if not Path(name).is_file():
            raise Refused(f"{name}: there is no such file.")
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        file = Path(folder) / "standard input"
        with file.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield file
