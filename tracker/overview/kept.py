"""What is counted over all rows, kept in the process for as long as nobody saves anything.

Over a million claims a timeline is counted in seconds, and asked for again and again between two saves. What
is kept are counts and rows of a page.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sized
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from time import perf_counter
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from tracker.history import Change, known_of, newest_revision
from tracker.queries.tallies import TOUCHED, touched_since
from tracker.records import Record

Counted = TypeVar("Counted")
# Since which revision it holds, the one that is looked back to, and what is counted.
_Whole = tuple[int, int | None, Hashable]

# What was counted before is brought up to date where as few records were touched since.
FEW = 200
# How many answers are kept at most, and how many rows, groups or days are in all of them.
MOST, ITEMS = 128, 100_000
# By pool: an engine with other options is another engine on the same database.
_kept: WeakKeyDictionary[Pool, OrderedDict["_Whole", "_Kept"]] = WeakKeyDictionary()
# By pool and kinds: the revision that was looked at last, and the one since which none of them was touched.
_seen: WeakKeyDictionary[Pool, dict[tuple[type[Record], ...], tuple[int, int]]] = WeakKeyDictionary()
# Locks of what is being counted, by the dictionary that it comes into.
_under_way: dict[Hashable, Lock] = {}
_lock = Lock()


@dataclass(frozen=True)
class _Kept:
    """What was counted, and the seconds that took."""

    made: Any
    took: float

    @property
    def items(self) -> int:
        return len(self.made) if isinstance(self.made, Sized) else 1


def kept(
    session: Session, key: Hashable, count: Callable[[], Counted], of: tuple[type[Record], ...] = (),
    again: Callable[[Counted, list[int]], Counted] | None = None,
) -> Counted:  # fmt: skip
    """What `count` gives at the session's moment, counted once for a revision and a key that says all of it.

    of: the kinds of record that it is counted from, when a save of others need not be waited for. again:
    gives the same from what was counted earlier and the few records of these kinds touched since.
    For sessions that only read: a revision that is not committed yet may never be. What comes is shared, and
    is not to be changed.
    """
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    past = known_of(session)
    newest = newest_revision(session)[0]
    since = _settled(session, engine.pool, of, newest) if of and not past else newest
    whole = (since, past.revision if past else None, key)
    with _lock:
        known = _kept.setdefault(engine.pool, OrderedDict())
        if whole in known:
            known.move_to_end(whole)
            return cast("Counted", known[whole].made)
        making = _under_way.setdefault((id(known), whole), Lock())
        # A session of an earlier moment may ask after one of a later moment.
        earlier = max((one for one in known if one[1:] == (None, key) and one[0] < since), default=None)
        before: Any = known[earlier].made if earlier else None

    def anew() -> Counted:
        touched = _touched(session, of, earlier[0]) if again and earlier and not past else None
        return again(before, touched) if again and touched is not None else count()

    # Others who ask meanwhile wait for the same one.
    with making:
        return _made(known, whole, anew)


def _touched(session: Session, kinds: tuple[type[Record], ...], since: int) -> list[int] | None:
    """The records of some kinds that were touched since, where they are few."""
    if _many_since(session, since):
        return None
    found = [number for kind in kinds for number in touched_since(session, kind, since)]
    return found if len(found) <= FEW else None


def _settled(session: Session, pool: Pool, kinds: tuple[type[Record], ...], newest: int) -> int:
    """The revision since which the session sees no other records of some kinds, as far as anybody looked."""
    seen = _seen.setdefault(pool, {})
    looked, settled = seen.get(kinds, (0, newest))
    if looked > newest:
        return newest
    if looked < newest:
        anew = not looked or _many_since(session, looked)
        touched = anew or any(touched_since(session, kind, looked) for kind in kinds)
        settled = newest if touched else settled
        seen[kinds] = newest, settled
    return settled


def _many_since(session: Session, since: int) -> bool:
    """Whether so much was saved since that to look through it takes longer than most counts: a second for
    200,000 changes."""
    some = select(Change.record_id).where(Change.revision_id > since).limit(TOUCHED + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > TOUCHED


def _made(
    known: "OrderedDict[_Whole, _Kept]",
    whole: "_Whole",
    count: Callable[[], Counted],
) -> Counted:
    """What was counted while one waited, or else is counted and kept now."""
    with _lock:
        if whole in known:
            return cast("Counted", known[whole].made)
    began = perf_counter()
    try:
        made = count()
        with _lock:
            known[whole] = _Kept(made, perf_counter() - began)
            while len(known) > MOST or (len(known) > 1 and sum(one.items for one in known.values()) > ITEMS):
                del known[_let_go(known, whole[0])]
    finally:
        with _lock:
            _under_way.pop((id(known), whole), None)
    return made


def _let_go(known: Mapping["_Whole", "_Kept"], revision: int) -> "_Whole":
    """What is kept no longer: what was counted before the last save, else, of the half that was not asked for
    longest, what was counted quickest."""
    before = (key for key in known if key[0] < revision)
    return next(before, None) or min(islice(known, max(len(known) // 2, 1)), key=lambda key: known[key].took)
