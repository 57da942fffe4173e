"""What an address asks a timeline for: whose facts, which days of them, and how they are grouped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from tracker.errors import Refused
from tracker.overview.groups import GROUPS
from tracker.overview.scope import Scope, read_day, read_own, read_scope

OWN = ("_by", "_from", "_to", "_undated", "_next")


@dataclass(frozen=True)
class Ask:
    """What an address asks the timeline for. by: "company" or "country"; first and last bound the window."""

    scope: Scope
    by: str
    first: date | None = None
    last: date | None = None
    undated: bool = False
    after: tuple[date, int] | None = None
    own: tuple[tuple[str, str], ...] = ()

    def address(self, changes: Mapping[str, str | None], path: str = "/timeline") -> str:
        """The address of this timeline with some arguments changed; None drops one. It leaves the page."""
        given = [*self.scope.query, *self.own]
        kept = [(name, value) for name, value in given if name not in changes and name != "_next"]
        return _address(path, [*kept, *((name, value) for name, value in changes.items() if value)])

    def without(self, left: Sequence[tuple[str, str]], path: str = "/timeline") -> str:
        """The address with the filters `left` of a chip."""
        return _address(path, [*left, *(pair for pair in self.own if pair[0] != "_next")])


def _address(path: str, arguments: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(arguments)}" if arguments else path


def read_ask(session: Session, arguments: Iterable[tuple[str, str]]) -> Ask:
    """What the arguments of an address ask for; Refused names the argument that is wrong."""
    given, filters = read_own(arguments, OWN)
    own, scope = dict(given), read_scope(session, filters)
    chosen = {one.field.name for one in scope.filters}
    by = own.get("_by") or ("country" if "company" in chosen else "company")
    faults: dict[str, str] = {}
    if by not in GROUPS:
        faults["_by"] = f"Must be one of: {', '.join(GROUPS)}."
    days = {name: read_day(own, name, faults) for name in ("_from", "_to")}
    if days["_from"] and days["_to"] and days["_from"] > days["_to"]:
        faults["_to"] = "The timeline would end before it begins."
    if own.get("_undated", "yes") != "yes":
        faults["_undated"] = "Must be yes."
    after = _after(own.get("_next", ""), faults)
    if faults:
        raise Refused("The timeline was not understood.", faults)
    return Ask(scope, by, days["_from"], days["_to"], "_undated" in own, after, tuple(own.items()))


def _after(token: str, faults: dict[str, str]) -> tuple[date, int] | None:
    """The place after which a page of rows begins: the day and the id of the row before it."""
    if not token:
        return None
    day, number = token[:10], token[11:]
    try:
        if number.isascii() and number.isdecimal() and len(number) < 19:
            return date.fromisoformat(day), int(number)
    except ValueError:
        pass
    faults["_next"] = "Is not a place in this list."
    return None
