"""Whether two records are the same thing: what people judged, and what that rules out."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tracker.db import batches
from tracker.errors import Refused
from tracker.history import Judgement, Revision, Verdict
from tracker.records import Record, Registered

TAKEN_BACK = "The merge was undone."


@dataclass(frozen=True)
class Word:
    """The newest judgement of a pair: which two, what, why, who, when, and in which revision."""

    left: int
    right: int
    verdict: Verdict
    reason: str | None
    actor: str
    made_at: datetime
    revision: int


def judged(session: Session, ids: Iterable[int] | None = None) -> list[Word]:
    """The newest judgement of every pair, or of those that one of `ids` belongs to, newest first."""
    if ids is None:
        return _words(session, _newest())
    found: dict[tuple[int, int], Word] = {}
    for some in batches(sorted(set(ids))):
        where = Judgement.left_id.in_(some) | Judgement.right_id.in_(some)
        found |= {(word.left, word.right): word for word in _words(session, _newest().where(where))}
    return sorted(found.values(), key=lambda word: -word.revision)


def _newest() -> Select[Any]:
    return select(func.max(Judgement.id)).group_by(Judgement.left_id, Judgement.right_id)


def _words(session: Session, numbers: Select[Any]) -> list[Word]:
    query = (
        select(Judgement, Revision)
        .join(Revision, Revision.id == Judgement.revision_id)
        .where(Judgement.id.in_(numbers))
        .order_by(Judgement.id.desc())
    )
    return [_word(one, made) for one, made in session.execute(query)]


def _word(one: Judgement, made: Revision) -> Word:
    verdict = cast("Verdict", one.verdict)
    return Word(one.left_id, one.right_id, verdict, one.reason, made.actor, made.made_at, made.id)


def record_word(
    session: Session, pair: tuple[int, int], verdict: Verdict, reason: str | None, revision: int
) -> None:
    """Keep a judgement of two records."""
    left, right = sorted(pair)
    session.add(
        Judgement(left_id=left, right_id=right, verdict=verdict, reason=reason, revision_id=revision)
    )
    session.flush()


def merged_ids(session: Session, kind: type[Record], record_id: int) -> set[int]:
    """A record and all that were merged into it, one after the other."""
    table = kind.__table__
    found, new = {record_id}, {record_id}
    while new:
        # Merged ones are out of the way like those in the trash, of which there is an index.
        query = select(table.c.id).where(table.c.trashed_at.is_not(None), table.c.merged_into_id.in_(new))
        new = set(session.scalars(query)) - found
        found |= new
    return found


def refuse_different(session: Session, ones: Collection[int], others: Collection[int]) -> None:
    """Refuse to make one of what was judged different, also when others were merged in between."""
    for word in judged(session, ones):
        pair = {word.left, word.right}
        if word.verdict == "different" and pair & set(ones) and pair & set(others):
            left, right = (session.get_one(Registered, number).name for number in (word.left, word.right))
            why = f": “{word.reason}”" if word.reason else ""
            raise Refused(
                f"{word.actor} judged “{left}” ({word.left}) and “{right}” ({word.right}) different on "
                f"{word.made_at:%-d %B %Y}{why}. Take that judgement back first."
            )


def judges(session: Session, revision: int) -> bool:
    """Whether a revision judged any pair."""
    return session.scalar(select(Judgement.id).where(Judgement.revision_id == revision).limit(1)) is not None


def follow_judgements(session: Session, undone: int, revision: int) -> None:
    """Judge the pairs of a revision that is taken back as they were judged before it."""
    query = select(Judgement).where(Judgement.revision_id == undone).order_by(Judgement.id)
    for one in list(session.scalars(query)):
        before = next(_before(session, one), None)
        verdict, reason = (before.verdict, before.reason) if before else ("unsure", TAKEN_BACK)
        record_word(session, (one.left_id, one.right_id), cast("Verdict", verdict), reason, revision)


def _before(session: Session, judgement: Judgement) -> Iterator[Judgement]:
    query = select(Judgement).where(
        Judgement.left_id == judgement.left_id,
        Judgement.right_id == judgement.right_id,
        Judgement.id < judgement.id,
    )
    yield from session.scalars(query.order_by(Judgement.id.desc()))
