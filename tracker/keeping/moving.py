"""Moving everything to another database, of either kind, with equal rows or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, select

from tracker import dictionary
from tracker.db import file_of, reading
from tracker.errors import Unavailable
from tracker.history import newest_revision
from tracker.keeping.files import BESIDE
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
