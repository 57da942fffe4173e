"""Copies of a SQLite database while it is written to."""

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from tracker.errors import Unavailable
from tracker.keeping.files import dated, file_kept, opened, whole
from tracker.keeping.verifying import Held, verify
from tracker.types import now


def backup(engine: Engine, target: Path) -> Held:
    """Keep a whole and checked copy of the database under a name; in a folder under a dated one.

    Of one moment, whoever saves meanwhile. Refused when the name is taken or the copy does not pass its
    checks; Unavailable when the file cannot be read or the copy not be written. Then nothing is left.
    """
    source = file_kept(engine, "pg_dump")
    if not source.is_file():
        raise Unavailable(f"There is no database at {source}.")
    if target.is_dir():
        target /= f"{dated(source.stem, now())}.db"
    with whole(target) as part:
        copy(source, part)
        # Better kept with somebody's own view in it than not kept.
        done = verify(part, strange=True)
        shutil.copymode(source, part)
    return replace(done, file=target)


def copy(source: Path, target: Path) -> None:
    """Write what a database holds at one moment into an empty file.

    Made anew and not page by page: nothing that was deleted is left in it, its pages are in order, and it
    needs no log beside it, so that it opens in a read-only folder.
    """
    with opened(source, "rw") as connection:
        connection.execute("VACUUM INTO ?", (str(target.absolute()),)).close()
