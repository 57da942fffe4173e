"""The kinds of record, one file each. A new file here is a new kind: nothing else lists them."""

import importlib
import pkgutil
from functools import lru_cache

from tracker.errors import NotFound
from tracker.records.base import Record, Registered

__all__ = ["FACTS", "OWN", "Record", "Registered", "kind_called", "kinds", "parts_of"]

# Where the tracker looks for news is its own business and no fact, and an address of a feed may hold a key.
OWN = frozenset({"feeds"})
# What is told of the world, each with its sources; the other kinds are who and where it is told of.
FACTS = ("offices", "partnerships", "projects", "claims")

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def kinds() -> dict[str, type[Record]]:
    """Every kind by its table name, which is also its word in addresses, commands and files.

    Kinds that stand alone come first, in the order they declare.
    """
    return _in_order(tuple(Record.__subclasses__()))


# Asked for many times a row, so kept for as long as the same classes are declared.
@lru_cache(maxsize=4)
def _in_order(declared: tuple[type[Record], ...]) -> dict[str, type[Record]]:
    ordered = sorted(declared, key=lambda kind: (kind.owner is not None, kind.order, kind.__tablename__))
    return {kind.__tablename__: kind for kind in ordered}


def kind_called(name: str) -> type[Record]:
    """The kind with that table name; NotFound names the ones there are."""
    try:
        return kinds()[name]
    except KeyError:
        raise NotFound(f"There is no kind “{name}”. There are: {', '.join(kinds())}.") from None


def parts_of(kind: type[Record]) -> dict[str, type[Record]]:
    """The lists a record of `kind` owns, by the name it gives them: {"parties": PartnershipParty}."""
    return _parts(kind, tuple(Record.__subclasses__()))


@lru_cache(maxsize=256)
def _parts(kind: type[Record], declared: tuple[type[Record], ...]) -> dict[str, type[Record]]:
    return {
        part.listed_as: part
        for part in _in_order(declared).values()
        if part.owner and part.listed_as and kind.__tablename__ in _owners(part)
    }


def _owners(part: type[Record]) -> tuple[str, ...]:
    to: tuple[str, ...] = part.__table__.c[str(part.owner)].info["shown"].to
    return tuple(name for name, kind in kinds().items() if not kind.owner) if to == ("*",) else to
