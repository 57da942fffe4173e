"""What an argument of a list may name: a field of its kind, or one that its parts or its links carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tracker.fields import Field, field_called, fields_of, own_fields
from tracker.queries.bands import BANDED
from tracker.records import Record, kinds, parts_of

# The sorts of field that have values to count by; a date is counted by its years, numbers in bands.
FACETS = ("choice", "flag", "link", "date", "line", *BANDED)


@dataclass(frozen=True)
class Reach:
    """A field that rows can be chosen by, and where it stands.

    part: the kind of the parts that carry it ("a partnership with a party whose company is ..."); None is
    the kind itself. paths: the columns that may hold it, for a field that several links lead to; a path with
    a dot goes on from the record that a link leads to, "place_id.country_id".
    """

    field: Field
    part: type[Record] | None = None
    paths: tuple[str, ...] = ()


def reach(kind: type[Record], name: str) -> Reach | None:
    """What a name or column stands for in the lists of a kind, if anything."""
    return _by_name(kind).get(name)


def reached(kind: type[Record]) -> tuple[Reach, ...]:
    """The fields that rows are chosen by besides their own, those of dates and values left out."""
    known = {field.name for field in own_fields(kind)}
    return tuple(
        one for name, one in _by_name(kind).items()
        if name == one.field.name and name not in known and not one.field.part_of
    )  # fmt: skip


# The parts whose fields are offered with counts: evidence, names and steps are looked at one record a time.
COUNTED_PARTS = ("parties", "roles")


@cache
def facetted(kind: type[Record]) -> tuple[Reach, ...]:
    """The fields that a kind's rows are counted by, in the order of their lists."""
    counted = [field for field in own_fields(kind) if field.filtered and field.sort in FACETS]
    own = [Reach(one) for field in counted for one in (unit_of(kind, field), field) if one]
    parts = [
        one for one in reached(kind)
        if one.part and one.part.listed_as in COUNTED_PARTS and one.field.filtered
        and one.field.sort in FACETS and one.field.sort not in ("date", *BANDED)
    ]  # fmt: skip
    return (*own, *parts)


def unit_of(kind: type[Record], field: Field) -> Field | None:
    """The field that says what the numbers of another count, if each may count something else."""
    return field_called(kind, field.parts[4]) if field.sort == "value" else None


@cache
def _by_name(kind: type[Record]) -> dict[str, Reach]:
    found: dict[str, Reach] = {}
    for one in _all(kind):
        found.setdefault(one.field.name, one)
    # After all the names: a column such as `company_id` means what `company` does.
    for one in list(found.values()):
        found.setdefault(one.field.column, one)
    return found


def _all(kind: type[Record]) -> Iterator[Reach]:
    """Every field that can be reached; of two with one name the first counts."""
    yield from (Reach(field) for field in fields_of(kind))
    for name, paths in kind.reaches.items():
        yield Reach(_link_called(name), paths=paths)
    for part in parts_of(kind).values():
        yield from (Reach(field, part) for field in fields_of(part) if field.column != part.owner)


def _link_called(name: str) -> Field:
    """A link that is named after the kind it leads to: "company"."""
    target = next(kind for kind in kinds().values() if kind.singular() == name)
    return Field(
        name, f"{name}_id", "link", name.capitalize(), int | str, to=(target.__tablename__,), filtered=True
    )
