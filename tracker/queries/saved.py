"""Queries in SQL that are kept under a short address, /sql/<slug>.

They are no records: they say nothing about the world, so they have no history and no trash.
"""

import re
from collections.abc import Collection, Mapping
from itertools import count
from urllib.parse import parse_qsl, urlencode

from anyascii import anyascii
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.characters import INVISIBLE, UNSTORABLE
from tracker.db import Base
from tracker.errors import NotFound, Refused
from tracker.records.base import Key
from tracker.types import When, now

LONGEST_TITLE = 200
LONGEST_SLUG = 60
LONGEST_QUERY = 100_000
LONGEST_ARGUMENTS = 8_000
MOST = 500
# Pages of their own beside the saved queries.
RESERVED = ("save", "tools", "schema", "snapshot")


class SavedQuery(Base):
    """A query in SQL under a title and a short address."""

    __tablename__ = "saved_queries"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The saved query's number.")
    slug: Mapped[str] = mapped_column(
        String(LONGEST_SLUG), unique=True, doc="Its short name in addresses, /sql/<slug>."
    )
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), doc="What it asks, in plain words.")
    query: Mapped[str] = mapped_column(Text, doc="The SELECT.")
    arguments: Mapped[str] = mapped_column(
        Text, doc="The values of its :parameters as they stand in an address."
    )
    made_by: Mapped[str] = mapped_column(String(100), doc="Who saved it.")
    made_at: Mapped[When] = mapped_column(default=now, doc="When it was saved, in UTC.")

    @property
    def given(self) -> dict[str, str]:
        """The values of its parameters by name."""
        return dict(parse_qsl(self.arguments, keep_blank_values=True))


def every(session: Session) -> list[SavedQuery]:
    """All saved queries by title."""
    return list(session.scalars(select(SavedQuery).order_by(func.lower(SavedQuery.title), SavedQuery.id)))


def called(session: Session, slug: str) -> SavedQuery:
    """A saved query by its short name; NotFound when there is none."""
    found = session.scalar(select(SavedQuery).where(SavedQuery.slug == slug))
    if found is None:
        raise NotFound(f"No query is saved as “{slug[:LONGEST_SLUG]}”. It may have been removed.")
    return found


def keep(
    session: Session, title: str, query: str, given: Mapping[str, str], by: str, taken: Collection[str] = ()
) -> str:
    """Save a query; returns its short name. Saved before under the same title, it is not saved again.

    taken: short names that stand for something else. Refused names what is wrong with the title or the query.
    """
    title, arguments = " ".join(title.split()), urlencode(given)
    _check(title, query, arguments)
    same = select(SavedQuery.slug).where(
        SavedQuery.title == title, SavedQuery.query == query, SavedQuery.arguments == arguments
    )
    if known := session.scalar(same):
        return known
    if (session.scalar(select(func.count()).select_from(SavedQuery)) or 0) >= MOST:
        full = {"_title": "Remove one that is not needed."}
        raise Refused(f"There are {MOST} saved queries already.", full)
    slug = _free(session, title, taken)
    session.add(SavedQuery(slug=slug, title=title, query=query, arguments=arguments, made_by=by))
    session.flush()
    return slug


def _check(title: str, query: str, arguments: str) -> None:
    wrong = {}
    if not title or len(title) > LONGEST_TITLE or INVISIBLE.search(title) or UNSTORABLE.search(title):
        wrong["_title"] = f"One line of at most {LONGEST_TITLE} characters, all of them visible."
    if not query.strip() or len(query) > LONGEST_QUERY or UNSTORABLE.search(query):
        wrong["sql"] = f"A SELECT of at most {LONGEST_QUERY:,} characters."
    if len(arguments) > LONGEST_ARGUMENTS:
        wrong["sql"] = f"The values of its parameters are too long: {LONGEST_ARGUMENTS:,} characters at most."
    if wrong:
        raise Refused("The query was not saved.", wrong)


def _free(session: Session, title: str, others: Collection[str]) -> str:
    """A short name of the title's words that no saved query has yet."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(title).lower()).strip("-")
    stem = words[: LONGEST_SLUG - 6].strip("-") or "query"
    known = session.scalars(select(SavedQuery.slug).where(SavedQuery.slug.startswith(stem)))
    taken = {*known, *others, *RESERVED}
    tries = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(slug for slug in tries if slug not in taken)


def drop(session: Session, slug: str) -> None:
    """Remove a saved query; NotFound when there is none."""
    session.delete(called(session, slug))
