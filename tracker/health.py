"""How the tracker is doing, for the people who run it: what is stored, what waits, what fails, what to do."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Engine, Select, func, or_, select, text
from sqlalchemy.orm import Session

from tracker.backups import Known, known_backups
from tracker.db import SAFE_SQLITE, file_of, reading
from tracker.drafts import Draft, FeedItem, Job
from tracker.errors import Unavailable
from tracker.history import Revision
from tracker.records.feed import Feed
from tracker.records.source import Article
from tracker.schema import current, head
from tracker.types import now

State = Literal["good", "look", "bad"]

STALE = timedelta(days=7)
LATE = timedelta(minutes=15)  # a running worker takes what is due within a minute
SPARE = 500_000_000  # bytes; below it the disk is worth a look
LEAST = 50_000_000  # bytes; below it the next import or backup may not fit


@dataclass(frozen=True)
class Sign:
    """One line of the page: what it is about, what is so, whether that is well, and where to look."""

    name: str
    says: str
    state: State = "good"
    link: str = ""


@dataclass(frozen=True)
class Figures:
    """What is counted in the database, the same for every process that asks."""

    database_bytes: int
    saves: dict[str, int]
    newest_save: datetime | None
    drafts_waiting: int
    items_waiting: int
    feeds: int
    feeds_failing: int
    jobs_due: int
    jobs_late: int
    jobs_running: int
    jobs_failing: int


def figures(session: Session) -> Figures:
    """Count what the pages of health and metrics tell."""
    moment = now()
    newest = session.scalar(select(Revision.made_at).order_by(Revision.id.desc()).limit(1))
    feeds = _count(Feed).where(Feed.trashed_at.is_(None), Feed.paused.is_(False))
    waiting = _count(Draft).join(Article, Article.id == Draft.article_id)
    free = or_(Job.leased_until.is_(None), Job.leased_until < moment)
    counted = {
        "drafts_waiting": waiting.where(Draft.state.in_(("open", "skipped")), Article.trashed_at.is_(None)),
        "items_waiting": _count(FeedItem).where(FeedItem.state == "new"),
        "feeds": feeds,
        "feeds_failing": feeds.where(Feed.failing_since.is_not(None)),
        "jobs_due": _jobs().where(Job.due_at <= moment, free),
        "jobs_late": _jobs().where(Job.due_at <= moment - LATE, free),
        "jobs_running": _jobs().where(Job.leased_until >= moment),
        "jobs_failing": _jobs().where(Job.attempts > 0),
    }
    counts: dict[str, int] = {name: session.scalar(query) or 0 for name, query in counted.items()}
    size, saves = _size(session), _saves(session)
    return Figures(database_bytes=size, saves=saves, newest_save=newest, **counts)


def _count(table: Any) -> Select[Any]:
    return select(func.count()).select_from(table)


def _jobs() -> Select[Any]:
    """The jobs that a worker would do: nobody polls a feed that is paused or in the trash."""
    idle = select(Feed.id).where(or_(Feed.paused.is_(True), Feed.trashed_at.is_not(None)))
    return _count(Job).where(or_(Job.record_id.is_(None), Job.record_id.not_in(idle)))


def _saves(session: Session) -> dict[str, int]:
    counted = session.execute(select(Revision.door, func.count()).group_by(Revision.door))
    return {str(door): int(count) for door, count in counted}


def _size(session: Session) -> int:
    """Bytes of the database, without the log of what is not yet written into the file."""
    if session.get_bind().dialect.name == "sqlite":
        pages = session.scalar(text("PRAGMA page_count")) or 0
        return int(pages * (session.scalar(text("PRAGMA page_size")) or 0))
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def signs(engine: Engine) -> Iterator[Sign]:
    """Every sign there is, the database's first; when it does not answer, only those that need no answer."""
    try:
        at = current(engine)
        with reading(engine) as session:
            found, backups = figures(session), known_backups(session)
    except Unavailable as error:
        yield Sign("Database", error.message, "bad")
        yield from _disk(engine, 0)
        return
    yield Sign("Database", f"{_kind(engine)}, {bytes_in_words(found.database_bytes)}")
    yield _schema(at)
    yield from _disk(engine, found.database_bytes)
    yield from _version(engine)
    yield from _backups(backups)
    yield from _work(found)


def _kind(engine: Engine) -> str:
    return "SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL"


def _schema(at: str | None) -> Sign:
    if at == head():
        return Sign("Schema", f"{at}, as this tracker needs it")
    return Sign("Schema", f"{at or 'none'}, this tracker needs {head()}. Run `tracker init`.", "bad")


def _disk(engine: Engine, size: int) -> Iterator[Sign]:
    """How much is free where the file lies: the server of PostgreSQL may be anywhere."""
    file = file_of(engine.url)
    if file is None:
        return
    try:
        free = shutil.disk_usage(file.resolve().parent).free
    except OSError as error:
        yield Sign("Disk", f"The folder of the database: {error.strerror}.", "bad")
        return
    state: State = "bad" if free < max(LEAST, size) else "look" if free < max(SPARE, 2 * size) else "good"
    advice = {"good": "", "look": ", soon too little", "bad": ", too little for a copy of the database"}
    yield Sign("Disk", f"{bytes_in_words(free)} free{advice[state]}", state)


def _version(engine: Engine) -> Iterator[Sign]:
    if engine.dialect.name != "sqlite":
        return
    if sqlite3.sqlite_version_info >= SAFE_SQLITE:
        yield Sign("SQLite", sqlite3.sqlite_version)
        return
    safe = ".".join(map(str, SAFE_SQLITE))
    yield Sign(
        "SQLite",
        f"{sqlite3.sqlite_version}. Before {safe} a bug in its write-ahead log can damage the file when two "
        "processes write and tidy the log at the same moment: keep backups, and serve with one worker.",
        "look",
    )


def _backups(known: Known) -> Iterator[Sign]:
    """How old the newest good backup is, and why later attempts failed."""
    newest = known.newest
    if newest is None:
        yield Sign("Newest backup", "none is known of. `tracker backup` takes one.", "look")
    else:
        old = now() - newest.begun_at > STALE
        size = bytes_in_words(newest.bytes or 0)
        says = f"{_moment(newest.begun_at)}, {newest.records:,} records in {size}"
        yield Sign("Newest backup", says, "look" if old else "good")
    if known.running:
        yield Sign("Backup", "one is being taken")
    elif known.failures:
        last = known.failures[0]
        words = f"{len(known.failures):,} since then, the last at {_moment(last.begun_at)}: {last.problem}"
        yield Sign("Backups failed", words, "bad")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _work(found: Figures) -> Iterator[Sign]:
    """What was done last, what waits for people and for workers, and what fails."""
    saved = _moment(found.newest_save) if found.newest_save else "none yet"
    yield Sign("Newest save", saved, link="/changes")
    yield Sign("Drafts waiting", f"{found.drafts_waiting:,}", link="/review")
    yield Sign("News waiting", f"{found.items_waiting:,}", link="/review")
    failing = f"{found.feeds_failing:,} of {found.feeds:,}" if found.feeds else "there are no feeds"
    link = "/feeds/?failing_since__isnull=no" if found.feeds_failing else "/feeds/"
    yield Sign("Feeds failing", failing, "look" if found.feeds_failing else "good", link)
    minutes = LATE.seconds // 60
    late = f", {found.jobs_late:,} for {minutes} minutes or longer: is `tracker worker` running?"
    running = f"{found.jobs_due:,} due, {found.jobs_running:,} being done"
    yield Sign("Jobs", running + (late if found.jobs_late else ""), "look" if found.jobs_late else "good")


def bytes_in_words(count: int) -> str:
    """A number of bytes in the unit that leaves at most three digits before the point."""
    size, units = float(count), iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while size >= 999.5 and unit != "TB":
        size, unit = size / 1000, next(units)
    return f"{size:.1f} {unit}" if unit != "B" and size < 10 else f"{size:.0f} {unit}"
