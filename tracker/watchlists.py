"""Watchlists: filters that are kept under a name, each with the newest save that was seen of it.

They are no records: they say nothing about the world, so they have no history and no trash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ForeignKey, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.characters import INVISIBLE, UNSTORABLE
from tracker.db import Base
from tracker.errors import NotFound, Refused
from tracker.history import Revision, newest_revision
from tracker.overview.recent import Left, Moved, left_since, moved_since, read_watched
from tracker.overview.scope import Scope
from tracker.queries.filters import LONGEST_QUERY, MOST_ARGUMENTS, RESERVED
from tracker.records.base import Key
from tracker.types import When, now

LONGEST_NAME = 200
MOST = 200


class Watchlist(Base):
    """A filter under a name, and how far it was looked at."""

    __tablename__ = "watchlists"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The watchlist's number.")
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True, doc="What it is called.")
    query: Mapped[str] = mapped_column(
        Text, doc="Its filter as it stands in an address, with `_of` when it is of one kind."
    )
    seen_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("revisions.id"), doc="The newest save that was seen; empty before the first."
    )
    seen_at: Mapped[When] = mapped_column(default=now, doc="When it was marked as seen.")
    made_at: Mapped[When] = mapped_column(default=now, doc="When it was made.")

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Its filter as arguments of an address."""
        return parse_qsl(self.query, keep_blank_values=True)


@dataclass(frozen=True)
class Watched:
    """A watchlist with what moved since it was seen. scope is None when its filter means nothing any more;
    left is None when too much changed to tell."""

    id: int
    name: str
    query: str
    seen_id: int
    seen_at: datetime
    scope: Scope | None
    moved: Sequence[Moved]
    left: Left | None
    fault: str = ""

    @property
    def added(self) -> int:
        return sum(one.added for one in self.moved)

    @property
    def changed(self) -> int:
        return sum(one.changed for one in self.moved)


def check_size(arguments: Sequence[tuple[str, str]]) -> None:
    """Hold a filter that is kept to what an address may hold, as each look at it asks with all of it."""
    if len(arguments) > MOST_ARGUMENTS or len(urlencode(arguments)) > LONGEST_QUERY:
        raise Refused(
            f"The filter is too large to keep: at most {MOST_ARGUMENTS} values, {LONGEST_QUERY:,} characters."
        )


def every(session: Session) -> list[Watched]:
    """All watchlists by name, each with what moved since."""
    kept = session.scalars(select(Watchlist).order_by(func.lower(Watchlist.name), Watchlist.id))
    return [_watched(session, one) for one in kept]


def one_called(session: Session, number: int, told: int = 0) -> Watched:
    """A watchlist by its number, with the first `told` rows that left it; NotFound when there is none."""
    return _watched(session, _get(session, number), told)


def _get(session: Session, number: int) -> Watchlist:
    found = session.get(Watchlist, number)
    if found is None:
        raise NotFound(f"There is no watchlist {number}. It may have been removed.")
    return found


def _watched(session: Session, kept: Watchlist, told: int = 0) -> Watched:
    about = (kept.id, kept.name, kept.query, kept.seen_id or 0, kept.seen_at)
    try:
        check_size(kept.arguments)
        # What arranges a list was kept once, and never meant anything here.
        scope = read_watched(session, [pair for pair in kept.arguments if pair[0] not in RESERVED])
    except (Refused, NotFound) as error:
        # The record it names may be gone, or it was kept before there was a limit; the list says so and
        # stays, until somebody removes it.
        reasons = getattr(error, "fields", {}).values()
        return Watched(*about, None, (), None, " ".join([error.message, *reasons]))
    seen = kept.seen_id or 0
    return Watched(*about, scope, moved_since(session, scope, seen), left_since(session, scope, seen, told))


def keep(session: Session, name: str, scope: Scope) -> int:
    """Make a watchlist of a scope, all of it seen; returns its number. Refused names what is wrong."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or INVISIBLE.search(name) or UNSTORABLE.search(name):
        words = f"One line of at most {LONGEST_NAME} characters, all of them visible."
        raise Refused("The watchlist needs a name.", {"name": words})
    if session.scalar(select(Watchlist.id).where(func.lower(Watchlist.name) == name.lower())):
        raise Refused("The name is taken.", {"name": "Another watchlist is called so. Choose another name."})
    if (session.scalar(select(func.count()).select_from(Watchlist)) or 0) >= MOST:
        raise Refused(f"There are {MOST} watchlists already.", {"name": "Remove one that is not needed."})
    made = Watchlist(name=name, query=urlencode(scope.query), seen_id=newest_revision(session)[0] or None)
    session.add(made)
    session.flush()
    return made.id


def see(session: Session, number: int, revision: int) -> None:
    """Mark a watchlist as seen up to a save; one that was seen further stays so."""
    kept = _get(session, number)
    newest = session.scalar(select(func.max(Revision.id)).where(Revision.id <= revision))
    if newest and newest > (kept.seen_id or 0):
        kept.seen_id = newest
    kept.seen_at = now()


def drop(session: Session, number: int) -> None:
    """Remove a watchlist; its rows stay as they are."""
    session.execute(delete(Watchlist).where(Watchlist.id == _get(session, number).id))
