"""Whether what was imported stood there before: a file that is imported twice adds all of its rows twice."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from tracker.exchange.importing import Imported
from tracker.history import Change
from tracker.records import FACTS, Registered, kinds

LOOKED_AT = 1_000  # of each kind: enough to know a file again, whatever its size


def again(session: Session, done: Imported) -> Iterator[str]:
    """A sentence for each kind of fact of which an import added what is called as live ones before."""
    for kind in FACTS:
        if done.added[kind]:
            count, found = _called_as_before(session, kind, done.revision or 0)
            some = f"the first {count:,}" if done.added[kind] > count else f"{count:,}"
            if found:
                yield (
                    f"{found:,} of {some} {kind} are called as others that were on record. A row without an"
                    f" id is added anew each time; /revisions/{done.revision} can be undone."
                )


def _called_as_before(session: Session, kind: str, revision: int) -> tuple[int, int]:
    """How many records that a save added were looked at, and how many of them are called as one before."""
    # As tables: for classes, all of the tracker's would be set up.
    entry, change, table = Registered.__table__, Change.__table__, kinds()[kind].__table__
    before = entry.alias("before").c
    added = (
        select(entry.c.id, entry.c.name_key)
        .join(change, change.c.record_id == entry.c.id)
        .where(change.c.revision_id == revision, change.c.action == "add", entry.c.kind == kind)
        .order_by(change.c.id)
        .limit(LOOKED_AT)
        .subquery()
    )
    first = select(func.min(added.c.id)).scalar_subquery()
    called = exists().where(
        before.kind == kind, before.name_key == added.c.name_key, before.id < first,
        table.c.id == before.id, table.c.trashed_at.is_(None),
    )  # fmt: skip
    count = session.scalar(select(func.count()).select_from(added)) or 0
    return count, session.scalar(select(func.count()).select_from(added).where(called)) or 0
