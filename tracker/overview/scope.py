"""Which rows a drawing is about: those of a list's address, or all facts about a company or a country."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.db import STILL
from tracker.errors import Refused
from tracker.history import KNOWN_ON, known_of
from tracker.lookup import lookup_of
from tracker.queries.filters import Filter, conditions, read_filters
from tracker.queries.rows import shape_of
from tracker.records import FACTS, Record, Registered, kind_called, kinds

# What the facts of every kind can be chosen by.
COMMON = ("company", "country")
_ENTRY = Registered.__table__.c
_CALLED = select(_ENTRY.name).where(_ENTRY.id == bindparam("number"))


@dataclass(frozen=True)
class Scope:
    """The kinds a drawing is about, and the filters that its rows must pass.

    `of`: the one kind it was asked for, whose list takes the same filters; None is all of `kinds` at once.
    `known`: the argument of the moment that is looked back to.
    """

    kinds: tuple[type[Record], ...]
    of: type[Record] | None
    arguments: tuple[tuple[str, str], ...]
    filters: tuple[Filter, ...]
    names: dict[str, str]
    known: tuple[tuple[str, str], ...] = ()

    @property
    def linked(self) -> bool:
        """Whether its rows are found along the index of a link, which leads to few."""
        return any(one.field.to and not one.operator for one in self.filters)

    def conditions(
        self, session: Session, kind: type[Record], trashed: bool = False
    ) -> list[ColumnElement[bool]]:
        """The conditions on a kind's own table; Refused names the filter whose value does not fit.

        trashed: for the rows in the trash instead of the live ones.
        """
        gone, merged = (shape_of(kind).table.c[name] for name in ("trashed_at", "merged_into_id"))
        there = [gone.is_not(None) if trashed else gone.is_(None), merged.is_(None)]
        return [*conditions(session, kind, read_filters(kind, self.arguments), trashed), *there]

    def address(self, kind: type[Record], *more: tuple[str, str]) -> str:
        """The list that holds exactly the rows of a kind, those under further filters when some are given."""
        asked = urlencode([*self.arguments, *more, *self.known])
        return f"/{kind.__tablename__}/" + (f"?{asked}" if asked else "")

    def only(self, *kinds: type[Record]) -> tuple[type[Record], ...]:
        """The kinds that a count of its rows hangs on, of all that it reads; none when it may hang on any:
        filters mean others by their names."""
        return () if self.filters else kinds

    @property
    def query(self) -> list[tuple[str, str]]:
        """The arguments by which the same rows are drawn in another view."""
        return [*([("_of", self.of.__tablename__)] if self.of else []), *self.arguments, *self.known]

    @property
    def chips(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each filter in words, with the arguments that are left without it."""
        return [(self._words(one), self._without(one)) for one in self.filters]

    def _without(self, one: Filter) -> list[tuple[str, str]]:
        return [pair for pair in self.query if pair[0] not in one.spellings]

    def _words(self, one: Filter) -> str:
        return replace(one, values=tuple(self.names.get(value, value) for value in one.values)).words


Arguments = Iterable[tuple[str, str]]


def misnamed(
    given: Collection[tuple[str, str]], known: Sequence[str], often: Sequence[str] = ()
) -> dict[str, str]:
    """What is wrong with the names of arguments: those that mean nothing here, and those that are given twice
    though not among `often`."""
    words = f"There is no such argument. There are: {', '.join(known)}."
    times = Counter(name for name, _ in given)
    twice = {name: "Give it once." for name in known if times[name] > 1 and name not in often}
    return {name[:60]: words for name in times if name not in known} | twice


def read_own(
    arguments: Arguments, own: Sequence[str] = (), often: Sequence[str] = (), today: bool = False
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The arguments that are a drawing's own, and the others, which are filters; empty ones are dropped.

    Refused names those that are neither: own ones begin with "_", as no field does. today: for what tells of
    no other day.
    """
    given = [(name, value.strip()) for name, value in arguments if value.strip()]
    known = ("_of", *own, *(() if today else (KNOWN_ON,)))
    faults = misnamed([pair for pair in given if pair[0][:1] == "_"], known, often)
    if faults:
        raise Refused("The address was not understood.", faults)
    return [pair for pair in given if pair[0] in own], [pair for pair in given if pair[0] not in own]


def read_scope(session: Session, arguments: Arguments, able: Sequence[str] = FACTS) -> Scope:
    """The rows that the arguments of a drawing ask for; Refused names the argument that is wrong.

    `_of` is one of `able`: the arguments are then filters of its list. Without it the drawing is about all of
    them, and takes only the filters that each understands.
    """
    given = tuple((name, value) for name, value in arguments if value)
    if not session.info.get(STILL):
        return _read_scope(session, given, able)
    # The drawings of a page are about the same rows.
    read: dict[Any, Scope] = session.info.setdefault("scopes", {})
    asked = given, tuple(able)
    if asked not in read:
        read[asked] = _read_scope(session, given, able)
    return read[asked]


def _read_scope(session: Session, given: Sequence[tuple[str, str]], able: Sequence[str]) -> Scope:
    wanted = [value for name, value in given if name == "_of"]
    past = known_of(session)
    # The session reads that moment already.
    asked = tuple(pair for pair in given if pair[0] != "_of" and not (past and pair[0] == KNOWN_ON))
    if len(wanted) > 1 or any(value not in able for value in wanted):
        raise Refused("The drawing was not understood.", {"_of": f"Must be one of: {', '.join(able)}."})
    if wanted:
        of = kind_called(wanted[0])
        chosen: tuple[type[Record], ...] = (of,)
    else:
        of, chosen = None, tuple(kinds()[name] for name in able)
        _understood_by_all(asked)
    filters = tuple(read_filters(chosen[0], asked))
    known = ((KNOWN_ON, past.written),) if past else ()
    scope = Scope(chosen, of, asked, filters, _names(session, filters), known)
    for kind in chosen:
        scope.conditions(session, kind)
    return scope


def read_day(given: Mapping[str, str], name: str, faults: dict[str, str]) -> date | None:
    """The first day of `_from`, the last one of `_to`, at any precision; `faults` takes what is wrong."""
    if name not in given:
        return None
    try:
        meant = parse_date(given[name])
    except ValueError as error:
        faults[name] = str(error)
        return None
    day = meant.earliest if name == "_from" else meant.latest
    if day is None:
        faults[name] = "Must be a day, month, quarter or year, such as 2025-05."
    return day


def _understood_by_all(asked: Iterable[tuple[str, str]]) -> None:
    wrong = {
        name: f"All kinds at once are chosen by {' and '.join(COMMON)} only. Add _of, such as _of=offices."
        for name, _ in asked
        if name not in COMMON
    }
    if wrong:
        raise Refused("The filter was not understood.", wrong)


def _names(session: Session, filters: Iterable[Filter]) -> dict[str, str]:
    """What the records are called that the filters give by id, code, short name or another name."""
    looking = lookup_of(session)
    found: dict[str, str] = {}
    for one in filters:
        for value in one.values if one.field.to else ():
            number = looking.resolve(value, one.field.to)[0]
            if number is not None:
                found[value] = session.execute(_CALLED, {"number": number}).scalar_one()
    return found
