"""SQLite files as files: opened by themselves, and put in their place only when they are whole."""

import os
import re
import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sqlalchemy import Engine

from tracker.db import PATIENCE, REASONS, file_of
from tracker.errors import Refused, Unavailable

PRIVATE = 0o600
# Where SQLite marks a file as read by somebody: 510 bytes that are beyond the end of nearly every file.
READERS, READERS_WIDTH = 0x40000002, 510
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite lays beside a file while it works


def file_kept(engine: Engine, instead: str) -> Path:
    """The file of a database; Refused on PostgreSQL, with what serves there instead."""
    file = file_of(engine.url)
    if file is None:
        raise Refused(f"This works on SQLite files. On PostgreSQL use {instead}; the README tells how.")
    return file


def dated(name: str, moment: datetime) -> str:
    """A name with a moment in it, so that names in order are moments in order."""
    return f"{name}-{moment:%Y%m%dT%H%M%SZ}"


@contextmanager
def opened(
    file: Path, mode: Literal["ro", "rw"] = "ro", seconds: float = PATIENCE
) -> Iterator[sqlite3.Connection]:
    """A connection of its own to a file, which begins and ends its transactions itself; closed after.

    A file that is served is opened to write even where it is only read, if it may be: who only reads cannot
    take away the log and the notes that SQLite lays beside it.

    Unavailable, also of what is done with it, says what is wrong with the file.
    """
    with complained(), closing(_connect(file, mode, seconds)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF").close()
        yield connection


def _connect(file: Path, mode: str, seconds: float) -> sqlite3.Connection:
    address = f"file:{quote(str(file.absolute()))}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.OperationalError as error:
        connection.close()
        if "unable to open" not in str(error) or not file.is_file():
            raise
        # A file that was served wants a log beside it, which a read-only folder does not take: nobody
        # writes there, and without a log all there is stands in the file.
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def complained() -> Iterator[None]:
    """Turn what SQLite complains of into an answer that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        reason = next((reason for sign, reason in REASONS.items() if sign in str(error)), None)
        raise Unavailable(reason or f"SQLite refused: {error}.") from error


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A file to write that takes its name when it is complete and on the disk, and else leaves nothing.

    For its owner alone; Refused when something has the name already.
    """
    refuse_taken(target)
    with part_of(target) as part:
        yield part
        settle(part, target)


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A new file beside another one, for its owner alone, which goes unless it was settled."""
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    with _held(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)):
        try:
            yield part
        finally:
            _remove(part)


def sweep(target: Path) -> None:
    """Remove the parts that a killed process left beside a file, and those of what it was to be kept as."""
    name = re.compile(rf"{re.escape(target.name)}(\.before-\d{{8}}T\d{{6}}Z(-\d+)?)?\.[0-9a-f]{{8}}\.part")
    for part in [one for one in target.parent.iterdir() if name.fullmatch(one.name)]:
        with _held(os.open(part, os.O_WRONLY)) as left:
            if left:
                _remove(part)


@contextmanager
def _held(descriptor: int) -> Iterator[bool]:
    """Mark an open file as being written, until this or the process ends; whether nobody else had done so."""
    if sys.platform == "win32":  # there a file that is open gets no other name, and nothing is told
        os.close(descriptor)
        yield False
        return
    import fcntl

    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        except OSError:
            alone = False
        yield alone
    finally:
        os.close(descriptor)


def _remove(part: Path) -> None:
    for ending in (*BESIDE, ""):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def settle(part: Path, target: Path) -> None:
    """Give a complete file its name, once it is on the disk."""
    sync(part)
    refuse_taken(target)
    part.rename(target)
    sync(target.parent)


def refuse_taken(target: Path) -> None:
    """Refuse a name that something has, and one beside which the log of another file lies: SQLite would take
    it for the log of the new one."""
    for ending in ("", *BESIDE):
        there = target.with_name(target.name + ending)
        if there.exists() or there.is_symlink():
            raise Refused(f"{there} is there already, and nothing is overwritten. Choose another name.")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_elsewhere(file: Path) -> bool:
    """Whether another process has a database open, as far as this one may tell.

    To be asked before this process opens it: to look at a file gives up the locks that one has on it.
    """
    if sys.platform == "win32":  # there a file that is open cannot be renamed
        return False
    import fcntl

    with file.open("r+b") as looked_at:
        try:
            fcntl.lockf(looked_at, fcntl.LOCK_EX | fcntl.LOCK_NB, READERS_WIDTH, READERS)
        except OSError:
            return True
    return False
