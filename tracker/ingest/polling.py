"""Feeds into the queue: polled when due, by one worker at a time, each poll stored whole or not at all.

What a site asks for is kept in the database, so that another process obeys it too: not to be called before
a moment, to be asked for news only, to be left alone for good. What its robots.txt says is asked for anew by
each process, once an hour at most.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import Engine, Table, insert, or_, select, update
from sqlalchemy.orm import Session

from tracker.db import reading, transaction
from tracker.drafts import FeedItem, Job
from tracker.errors import NotFound, Refused, TrackerError, Unreachable
from tracker.ingest.address import canonical
from tracker.ingest.apart import feed_apart
from tracker.ingest.door import Door, Fetched
from tracker.ingest.feeds import MOST_ITEMS, Item
from tracker.ingest.feeds import Feed as Found
from tracker.records.feed import Feed
from tracker.records.source import Article
from tracker.types import now
from tracker.writing import Edit

POLL = "poll"
EVERY = timedelta(hours=1)
LATEST = timedelta(hours=24)  # a feed that fails is asked less and less often, but every day
FARTHEST = timedelta(days=8)  # no job and no site's wish is later: what is was noted under another clock
LEASE = timedelta(minutes=3)  # longer than the door's deadline: whoever holds one longer has died
LONGEST = 300
BATCH = 500
VALIDATORS = ("etag", "last_modified")
UNCHANGED, GONE = 304, 410
_ADVICE = re.compile(r"\s*[^.]*\bpaste\b[^.]*\.", re.IGNORECASE)


@dataclass(frozen=True)
class Leased:
    """A feed that is this worker's to poll until `until`."""

    feed_id: int
    name: str
    address: str
    until: datetime


@dataclass(frozen=True)
class Polled:
    """What a poll came to: how many items are new, or why the feed could not be read."""

    feed_id: int
    name: str
    new: int = 0
    problem: str | None = None


def lease(engine: Engine, at: datetime | None = None) -> Leased | None:
    """Take the feed that has been due longest; None when none is."""
    moment = at or now()
    with transaction(engine) as session:
        _schedule(session, moment)
        # Whatever lies farther ahead than anything is put was noted before the clock was set back.
        free = or_(
            Job.leased_until.is_(None), Job.leased_until < moment, Job.leased_until > moment + LEASE
        )
        due = or_(Job.due_at <= moment, Job.due_at > moment + FARTHEST)
        query = (
            select(Job, Feed)
            .join(Feed, Feed.id == Job.record_id)
            .where(Job.kind == POLL, due, free)
            .where(Feed.trashed_at.is_(None), Feed.paused.is_(False))
            .order_by(Job.due_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=Job)
        )
        found = session.execute(query).first()
        if found is None:
            return None
        job, feed = found
        job.leased_until = moment + LEASE
        return Leased(feed.id, feed.name, feed.address, job.leased_until)


def _schedule(session: Session, moment: datetime) -> None:
    """Give every feed its job: feeds are added by any door."""
    known = select(Job.record_id).where(Job.kind == POLL)
    fresh = select(Feed.id).where(Feed.trashed_at.is_(None), Feed.id.not_in(known))
    rows = [
        {"kind": POLL, "record_id": number, "due_at": moment, "attempts": 0}
        for number in session.scalars(fresh)
    ]
    if rows:
        session.execute(insert(Job), rows)


def poll(engine: Engine, door: Door, feed_id: int) -> Polled:
    """Ask a feed for news and put what is new in the queue. NotFound when there is no such feed.

    The network is asked while no transaction is open; what came is stored in one.
    """
    with reading(engine) as session:
        feed = session.get(Feed, feed_id) if feed_id < 2**63 else None
        if feed is None or feed.trashed_at is not None:
            raise NotFound(f"There is no feed {feed_id}.")
        wait = _asked_to_wait(session, feed)
    if wait:
        return _put_off(engine, feed, wait)
    before = feed.answered if feed.answered and feed.answered["address"] == feed.address else {}
    try:
        answer = door.fetch(feed.address, **{name: before.get(name) for name in VALIDATORS})
        found = None if answer.status == UNCHANGED else _read(answer)
    except (Refused, Unreachable) as error:
        return _failed(engine, feed, error)
    said = {name: words for name in VALIDATORS if (words := getattr(answer, name))}
    told = ({} if found else before) | {"address": feed.address, **said}
    # What was wrong with the file itself stays wrong as long as the file stays the same.
    doubt = _doubts(found) if found else None if feed.failing_since else feed.problem
    with transaction(engine) as session:
        new = store_items(session, feed_id, found.items) if found else 0
        _kept(
            session, feed_id, last_ok=now(), failing_since=None, wait_until=None, answered=told, problem=doubt
        )
        _next(session, feed_id, now() + EVERY, 0, None)
    return Polled(feed_id, feed.name, new)


def _read(answer: Fetched) -> Found:
    return feed_apart(answer.body, charset=answer.charset, address=answer.final_address)


def _doubts(found: Found) -> str | None:
    """What to know of a feed that was read: damage, and items that were not taken."""
    left = f"Items left out: {found.left_out:,}; the newest {MOST_ITEMS} with a link of their own are taken."
    return " ".join(filter(None, [found.doubt, left if found.left_out else None])) or None


def _asked_to_wait(session: Session, feed: Feed) -> datetime | None:
    """Until when the feed's site asked not to be called, whichever of its feeds was told so."""
    waiting = select(Feed).where(Feed.wait_until > now(), Feed.wait_until <= now() + FARTHEST)
    there = [one.wait_until for one in session.scalars(waiting) if _site(one.address) == _site(feed.address)]
    return max(filter(None, there), default=None)


def _site(address: str) -> str:
    return urlsplit(address.strip().lower()).netloc


def _put_off(engine: Engine, feed: Feed, wait: datetime) -> Polled:
    """Leave a site alone that asked for it: nobody is called, and the feed is due again after that."""
    with transaction(engine) as session:
        due = update(Job).where(Job.kind == POLL, Job.record_id == feed.id)
        session.execute(due.values(due_at=wait, leased_until=None))
    words = f"The site asked not to be called before {wait:%Y-%m-%d %H:%M} UTC."
    return Polled(feed.id, feed.name, problem=words)


def store_items(session: Session, feed_id: int, items: Iterable[Item]) -> int:
    """Put the items that are neither in the queue nor on record into the queue; returns how many."""
    fresh: dict[str, Item] = {}
    for item in items:
        try:
            fresh.setdefault(canonical(item.link), item)
        except Refused:
            continue  # a link that leads nowhere
    for known in (FeedItem.canonical_address, Article.canonical_address):
        wanted = list(fresh)
        for start in range(0, len(wanted), BATCH):
            there = select(known).where(known.in_(wanted[start : start + BATCH]))
            for address in session.scalars(there):
                fresh.pop(str(address), None)
    rows = [
        {"feed_id": feed_id, "address": item.link, "canonical_address": address, "state": "new",
         "title": (item.title or "")[:LONGEST] or None, "published": item.published, "found_at": now()}
        for address, item in reversed(fresh.items())
    ]  # fmt: skip
    if rows:
        session.execute(insert(FeedItem), rows)
    return len(rows)


def _failed(engine: Engine, feed: Feed, error: TrackerError) -> Polled:
    """Note why, and ask again later and later, never before the site said; of what is gone, never again."""
    wait, why = getattr(error, "retry_at", None), _why(error)
    with transaction(engine) as session:
        job = session.scalar(select(Job).where(Job.kind == POLL, Job.record_id == feed.id))
        attempts = (job.attempts if job else 0) + 1
        later = now() + min(EVERY * 2 ** min(attempts - 1, 10), LATEST)
        if getattr(error, "answered", None) == GONE:
            why += " The feed is paused."
            _pause(session, feed.id, why)
        since = feed.failing_since or now()
        _kept(session, feed.id, failing_since=since, problem=why[:LONGEST], wait_until=wait)
        _next(session, feed.id, max(later, wait) if wait else later, attempts, why)
    return Polled(feed.id, feed.name, problem=why)


def _why(error: TrackerError) -> str:
    """What went wrong, without the advice that is meant for articles."""
    return _ADVICE.sub("", error.message).strip() or error.message


def _pause(session: Session, feed_id: int, why: str) -> None:
    feed = session.get_one(Feed, feed_id)
    if not feed.paused:
        edit = Edit(session, actor="tracker", door="draft", reason=why)
        edit.change(Feed, feed_id, {"paused": True}, feed.version)
        edit.finish()


def _kept(session: Session, feed_id: int, **values: Any) -> None:
    """What the tracker keeps of a feed is no change of the record: it has no revision and no version."""
    table = cast("Table", Feed.__table__)
    session.execute(update(table).where(table.c.id == feed_id).values(last_polled=now(), **values))


def _next(session: Session, feed_id: int, due: datetime, attempts: int, problem: str | None) -> None:
    session.execute(
        update(Job)
        .where(Job.kind == POLL, Job.record_id == feed_id)
        .values(due_at=due, leased_until=None, attempts=attempts, problem=problem and problem[:LONGEST])
    )
