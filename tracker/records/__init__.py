"""The kinds of record, one file each. A new file here is a new kind: nothing else lists them."""

import importlib
import pkgutil

from tracker.errors import NotFound
from tracker.records.base import Record, Registered

__all__ = ["Record", "Registered", "kind_called", "kinds", "parts_of"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def kinds() -> dict[str, type[Record]]:
    """Every kind by its table name, which is also its word in addresses, commands and files.

    Kinds that stand alone come first, in the order they declare.
    """
    found = {mapper.class_.__tablename__: mapper.class_ for mapper in Record.registry.mappers}
    records = {name: kind for name, kind in found.items() if issubclass(kind, Record)}
    return dict(sorted(records.items(), key=lambda item: (item[1].owner is not None, item[1].order, item[0])))


def kind_called(name: str) -> type[Record]:
    """The kind with that table name; NotFound names the ones there are."""
    try:
        return kinds()[name]
    except KeyError:
        raise NotFound(f"There is no kind “{name}”. There are: {', '.join(kinds())}.") from None


def parts_of(kind: type[Record]) -> dict[str, type[Record]]:
    """The lists a record of `kind` owns, by the name it gives them: {"parties": PartnershipParty}."""
    return {
        part.listed_as: part
        for part in kinds().values()
        if part.owner and part.listed_as and kind.__tablename__ in _owners(part)
    }


def _owners(part: type[Record]) -> tuple[str, ...]:
    to: tuple[str, ...] = part.__table__.c[part.owner].info["shown"].to
    return tuple(name for name, kind in kinds().items() if not kind.owner) if to == ("*",) else to
