"""Putting a backup in the place of the database, which is kept."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from tracker.errors import Refused, Unavailable
from tracker.keeping.files import (
    BESIDE,
    complained,
    dated,
    file_kept,
    opened,
    part_of,
    read_elsewhere,
    settle,
    sweep,
    sync,
    whole,
)
from tracker.keeping.verifying import Held, verify
from tracker.types import now

PATIENCE = 2.0  # seconds; a server that has the file open does not let go of it
IN_USE = (
    "The database is in use, and nothing was changed. Stop the server, the workers and whatever else has it "
    "open, then restore."
)


@dataclass(frozen=True)
class Restored:
    """What was put in place, and the file in which what stood there is kept; None when nothing did."""

    held: Held
    kept: Path | None


def restore(engine: Engine, backup: Path) -> Restored:
    """Put a backup in the place of the database, and keep what it replaces under a dated name.

    Refused when the backup does not pass its checks, or somebody has the database open. Then, and when the
    disk is full or the power fails on the way, the database is what it was.
    """
    file = file_kept(engine, "pg_restore")
    if file.exists() and backup.samefile(file):
        raise Refused(f"{backup} is the database itself.")
    file.parent.mkdir(parents=True, exist_ok=True)
    sweep(file)
    with part_of(file) as part:
        # What is checked is what is put in place, whatever becomes of the backup meanwhile.
        _fetch(backup, part)
        held = replace(verify(part, called=backup.name), file=file)
        kept = _free(file.with_name(dated(f"{file.name}.before", now())))
        if file.exists():
            _swap(file, part, kept)
            return Restored(held, kept)
        # The log of a file that was removed would be taken for the log of this one.
        _put_aside(file, kept)
        settle(part, file)
    return Restored(held, None)


def _free(name: Path) -> Path:
    """A name that nothing has, for what must be kept even if it is the second in one second."""
    others = (name.with_name(f"{name.name}-{count}") for count in range(2, 1000))
    return next(one for one in (name, *others) if not one.exists())


def _fetch(backup: Path, part: Path) -> None:
    """Copy a file; what is a database in use, with all that stands only in the log beside it."""
    if not backup.with_name(f"{backup.name}-wal").exists():
        try:
            shutil.copyfile(backup, part)
        except OSError as error:
            raise Unavailable(f"{part.parent}: {error.strerror}; nothing was changed.") from error
        return
    with opened(backup, "rw") as source:
        _pages(source, part)
    with opened(part, "rw") as copied:
        copied.execute("PRAGMA journal_mode=DELETE").close()


def _swap(file: Path, part: Path, kept: Path) -> None:
    """Keep a copy of the database, then write the other one into it.

    Into it, under its own lock, and not over its name: a server that starts at this moment would find the
    old file under the new file's log. It waits instead.
    """
    try:
        with _alone(file) as connection:
            with whole(kept) as copy:
                _pages(connection, copy)
            try:
                with opened(part) as source:
                    source.backup(connection)
            except Exception:
                kept.unlink()
                raise
    except Unavailable as error:
        if not _unreadable(error):
            raise
        if read_elsewhere(file):
            raise Refused(IN_USE) from None
        _put_aside(file, kept)
        settle(part, file)


@contextmanager
def _alone(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that nobody else has, nor gets while it is open: Refused when somebody has one."""
    try:
        with opened(file, "rw", PATIENCE) as connection:
            # Only who is alone can end the log, and every connection of the tracker uses it.
            connection.execute("PRAGMA journal_mode=DELETE").close()
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").close()
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection
    except Unavailable as error:
        if "locked" in str(error.__cause__):
            raise Refused(IN_USE) from error
        raise


def _pages(connection: sqlite3.Connection, target: Path) -> None:
    """Copy page by page, damaged ones too. Not by reading the file: that would end our lock on it."""
    with complained(), closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def _unreadable(error: Unavailable) -> bool:
    return any(sign in str(error.__cause__) for sign in ("malformed", "not a database"))


def _put_aside(file: Path, kept: Path) -> None:
    """Give a file another name, with what lies beside it, as far as they are there."""
    for ending in ("", *BESIDE):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + ending))
    sync(file.parent)
