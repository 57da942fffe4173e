"""Moving everything to another database, of either kind, with equal rows or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select, text

from tracker import dictionary
from tracker.db import CALLED, explained, file_of, reading
from tracker.errors import Refused, Unavailable
from tracker.history import newest_revision
from tracker.keeping.files import BESIDE, read_elsewhere
from tracker.keeping.rows import (
    Progress,
    copy_rows,
    digest_of,
    index_words,
    number_on,
    numbers_given,
    tables,
    unlinked,
)
from tracker.schema import making


@dataclass(frozen=True)
class Moved:
    """How many rows of each table were moved, and how many saves came too late to be among them."""

    rows: dict[str, int]
    missed: int


def move(source: Engine, target: Engine, tell: Progress) -> Moved:
    """Copy every row of every table, with its number, into an empty database, and prove them equal.

    Refused when the target holds tables. Whatever fails on the way, the target is as empty as before. The
    source is only read, as it is at one moment. `tell` hears how many more rows are there.
    """
    with _emptied(target), reading(source) as session, making(target) as connection:
        with unlinked(connection):
            read = {one.name: copy_rows(session, select(one), connection, one, tell) for one in tables()}
        number_on(connection, numbers_given(session.connection()))
        index_words(connection)
        differing = [one.name for one in tables() if digest_of(connection, one) != read[one.name]]
        if differing:
            raise Unavailable(f"{', '.join(differing)} did not arrive as they were; nothing was moved.")
        newest = newest_revision(session)[0]
    dictionary.refresh(target)
    with reading(source) as session:
        missed = newest_revision(session)[0] - newest
    return Moved({name: digest.rows for name, digest in read.items()}, missed)


def refuse_in_use(source: Engine) -> None:
    """Refuse to move what a server or a worker has open: what it saves meanwhile would be left behind.

    To be asked before anything is read with the engine.
    """
    file = file_of(source.url)
    if _others_of_ours(source) if file is None else _open_elsewhere(file):
        raise Refused(
            "The database is in use, and what is saved there while it is moved would be left behind. Stop "
            "the server, the workers and whatever else has it open, or move what stands now with --anyway."
        )


def _open_elsewhere(file: Path) -> bool:
    """Whether somebody may save in a file meanwhile: nobody does in what may only be read."""
    return file.is_file() and os.access(file, os.W_OK) and read_elsewhere(file)


def _others_of_ours(source: Engine) -> bool:
    """Whether a tracker has connections to a database of PostgreSQL beside this one."""
    ours = "datname = current_database() AND application_name = :ours AND pid <> pg_backend_pid()"
    query = text(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}")  # noqa: S608  two constants
    with explained(), source.connect() as connection:
        return bool(connection.scalar(query, {"ours": CALLED}))


@contextmanager
def _emptied(target: Engine) -> Iterator[None]:
    """Take away the file of a database that was not there before, should it come to nothing."""
    file = file_of(target.url)
    if file is None or file.exists():
        yield
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        target.dispose()
        for ending in ("", *BESIDE):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        raise
