"""What is known of the backups that were taken: each attempt a row, told as failed until it has succeeded.

A worker that dies leaves the truth behind in this way, and no other one begins while its row is young: there
is no lease to give back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import BigInteger, CheckConstraint, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tracker.db import Base
from tracker.records.base import Key
from tracker.types import When, now

AGAIN = timedelta(hours=1)  # after one that failed; longer than any backup takes
REMEMBERED = 200  # attempts, the newest; the files are counted apart
LONGEST = 500
UNFINISHED = "It was begun and never finished."


class Backup(Base):
    """An attempt to keep a copy of the database: the file it came to, or why there is none."""

    __tablename__ = "backups"
    __table_args__ = (
        CheckConstraint("(file IS NULL) = (problem IS NOT NULL)", name="file_or_problem"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The attempt's number.")
    begun_at: Mapped[When] = mapped_column(default=now, doc="When it began, in UTC.")
    file: Mapped[str | None] = mapped_column(String(1000), doc="The whole and checked copy.")
    bytes: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), doc="How big the copy is."
    )
    records: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), doc="How many records it holds, the trash counted."
    )
    problem: Mapped[str | None] = mapped_column(String(LONGEST), doc="Why there is no copy.")


@dataclass(frozen=True)
class Known:
    """What a health page tells: the newest good backup whose file is still there, and the attempts that
    failed after it, the newest first."""

    newest: Backup | None
    failures: list[Backup]

    @property
    def running(self) -> bool:
        """Whether one is being taken at this moment, as far as is known."""
        return bool(self.failures) and _running(self.failures[0], now())


def known_backups(session: Session) -> Known:
    """The newest good backup and what failed since, of all that is remembered."""
    failures: list[Backup] = []
    for attempt in session.scalars(select(Backup).order_by(Backup.id.desc())):
        if attempt.file is not None and Path(attempt.file).is_file():
            return Known(attempt, failures)
        if attempt.problem is not None:
            failures.append(attempt)
    return Known(None, failures)


def begin(session: Session, every: timedelta) -> Backup | None:
    """Begin an attempt when one is due; None when none is, or another worker is at it."""
    moment = now()
    last = session.scalar(select(Backup).order_by(Backup.id.desc()).limit(1))
    if last is not None:
        wait = every if last.problem is None else min(every, AGAIN)
        # A clock that was set back would leave the last one in the future, and nothing due for long.
        if timedelta(0) <= moment - last.begun_at < wait:
            return None
    attempt = Backup(begun_at=moment, problem=UNFINISHED)
    session.add(attempt)
    session.flush()
    session.execute(delete(Backup).where(Backup.id <= attempt.id - REMEMBERED))
    return attempt


def succeeded(session: Session, number: int | None, file: Path, size: int, records: int) -> None:
    """Note that an attempt, or one that nobody began, came to a good file."""
    attempt = session.get(Backup, number) if number else None
    if attempt is None:
        session.add(attempt := Backup())
    attempt.file, attempt.problem = str(file), None
    attempt.bytes, attempt.records = size, records


def failed(session: Session, number: int, why: str) -> None:
    """Note why an attempt came to nothing."""
    session.get_one(Backup, number).problem = why[:LONGEST]


def _running(attempt: Backup, moment: datetime) -> bool:
    return attempt.problem == UNFINISHED and timedelta(0) <= moment - attempt.begun_at < AGAIN
