"""Feeds into the queue: polled when due, by one worker at a time, each poll stored whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Engine, Table, insert, or_, select, update
from sqlalchemy.orm import Session

from tracker.db import reading, transaction
from tracker.drafts import FeedItem, Job
from tracker.errors import NotFound, Refused, TrackerError, Unreachable
from tracker.ingest.address import canonical
from tracker.ingest.apart import feed_apart
from tracker.ingest.door import Door
from tracker.ingest.feeds import Item
from tracker.records.feed import Feed
from tracker.records.source import Article
from tracker.types import now

POLL = "poll"
EVERY = timedelta(hours=1)
LATEST = timedelta(hours=24)  # a feed that fails is asked less and less often, but every day
LEASE = timedelta(minutes=3)  # longer than the door's deadline: whoever holds one longer has died
LONGEST = 300
BATCH = 500


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
        free = or_(Job.leased_until.is_(None), Job.leased_until < moment)
        query = (
            select(Job, Feed)
            .join(Feed, Feed.id == Job.record_id)
            .where(Job.kind == POLL, Job.due_at <= moment, free)
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
        name, address = feed.name, feed.address
    try:
        answer = door.fetch(address)
        found = feed_apart(answer.body, charset=answer.charset, address=answer.final_address)
    except (Refused, Unreachable) as error:
        _failed(engine, feed_id, error)
        return Polled(feed_id, name, problem=error.message)
    with transaction(engine) as session:
        new = store_items(session, feed_id, found.items)
        _kept(session, feed_id, last_ok=now(), failing_since=None, problem=found.doubt)
        _next(session, feed_id, now() + EVERY, 0, None)
    return Polled(feed_id, name, new)


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


def _failed(engine: Engine, feed_id: int, error: TrackerError) -> None:
    """Note why, and ask again later and later, never before the site said."""
    with transaction(engine) as session:
        job = session.scalar(select(Job).where(Job.kind == POLL, Job.record_id == feed_id))
        attempts = (job.attempts if job else 0) + 1
        later = now() + min(EVERY * 2 ** min(attempts - 1, 10), LATEST)
        wait = getattr(error, "retry_at", None)
        since = session.scalar(select(Feed.failing_since).where(Feed.id == feed_id)) or now()
        _kept(session, feed_id, failing_since=since, problem=error.message[:LONGEST])
        _next(session, feed_id, max(later, wait) if wait else later, attempts, error.message)


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
