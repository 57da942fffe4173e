"""The grammar of filters: `field=value`, repeated for "or", `field__op=value`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, literal, not_, or_
from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.errors import Refused
from tracker.fields import Field, field_called, fields_of
from tracker.lookup import Lookup
from tracker.queries.rows import Shape, shape_of
from tracker.records import Record
from tracker.types import UNSTORABLE, iso_day

OPERATORS = {
    "": "is",
    "ne": "is not",
    "gte": "at least",
    "lte": "at most",
    "contains": "contains",
    "isnull": "is empty",
}
RESERVED = ("_sort", "_size", "_next")


@dataclass(frozen=True)
class Filter:
    """One condition of a list: the field, the operator, and the values of which any may hold."""

    field: Field
    operator: str
    values: tuple[str, ...]

    @property
    def argument(self) -> str:
        return self.field.name + (f"__{self.operator}" if self.operator else "")

    @property
    def words(self) -> str:
        """The condition in words, for a chip."""
        if self.operator == "isnull":
            return f"{self.field.label}: {'empty' if _truth(self.values[0]) else 'not empty'}"
        joint = {"gte": "≥", "lte": "≤", "ne": "is not", "contains": "contains", "": ":"}[self.operator]
        listed = " or ".join(
            value.replace("_", " ") if self.field.choices else value for value in self.values
        )
        return f"{self.field.label}{'' if joint == ':' else ' '}{joint} {listed}"


def read_filters(kind: type[Record], arguments: Iterable[tuple[str, str]]) -> list[Filter]:
    """The filters in the arguments of an address; Refused names what is no field, operator or known word."""
    gathered: dict[tuple[str, str], list[str]] = {}
    faults: dict[str, str] = {}
    for argument, value in arguments:
        if argument in RESERVED:
            continue
        name, _, operator = argument.partition("__")
        field = field_called(kind, name)
        if argument.startswith("_"):
            faults[argument] = f"There is no such argument. There are: {', '.join(RESERVED)}."
        elif field is None:
            faults[argument] = f"A {kind.singular()} has no field “{name[:60]}”. There are: {_names(kind)}."
        elif operator not in OPERATORS or argument.endswith("__"):
            faults[argument] = (
                f"There is no comparison “{operator[:60]}”. There are: ne, gte, lte, contains, isnull."
            )
        elif operator in ("gte", "lte") and not field.comparable:
            faults[argument] = f"{field.label} has no order, so nothing is at least or at most it."
        elif operator == "contains" and not field.in_words:
            faults[argument] = f"{field.label} is not written in words, so it contains none."
        elif UNSTORABLE.search(value):
            faults[argument] = "Contains characters that no record holds."
        else:
            gathered.setdefault((field.name if name == field.name else field.column, operator), []).append(
                value
            )
    if faults:
        raise Refused("The filter was not understood.", faults)
    return [
        Filter(_named(kind, name), operator, tuple(values)) for (name, operator), values in gathered.items()
    ]


def _named(kind: type[Record], name: str) -> Field:
    field = field_called(kind, name)
    if field is None:
        raise Refused("The filter was not understood.", {name: "There is no such field."})
    return field


def _names(kind: type[Record]) -> str:
    return ", ".join(field.name for field in fields_of(kind) if not field.part_of)


def conditions(session: Session, kind: type[Record], filters: Iterable[Filter]) -> list[ColumnElement[bool]]:
    """The SQL conditions for filters; Refused names each filter whose value does not fit its field."""
    shape, lookup = shape_of(kind), Lookup(session)
    found, faults = [], {}
    for one in filters:
        try:
            found.append(_condition(shape, lookup, one))
        except ValueError as error:
            faults[one.argument] = str(error)
    if faults:
        raise Refused("The filter was not understood.", faults)
    return found


def _condition(shape: Shape, lookup: Lookup, one: Filter) -> ColumnElement[bool]:
    column: ColumnElement[Any] = shape.table.c[one.field.column]
    if one.operator == "isnull":
        return or_(*(column.is_(None) if _truth(value) else column.is_not(None) for value in one.values))
    if one.operator == "contains":
        words = shape.columns[one.field.name]
        return or_(*(words.icontains(value, autoescape=True) for value in one.values))
    if one.operator == "ne":
        return or_(
            column.is_(None), and_(*(not_(_test(shape, lookup, one.field, "", v)) for v in one.values))
        )
    return or_(*(_test(shape, lookup, one.field, one.operator, value) for value in one.values))


def _test(shape: Shape, lookup: Lookup, field: Field, operator: str, value: str) -> ColumnElement[bool]:
    """The comparison that suits a field; ValueError when the value does not fit it."""
    column = shape.table.c[field.column]
    if field.to:
        return _linked(column, field, lookup, value)
    if field.sort == "date":
        start, end = (shape.table.c[name] for name in field.parts[:2])
        return _dated(start, end, operator, value)
    if field.sort == "value":
        low, high = (shape.table.c[name] for name in field.parts[2:4])
        return _valued(low, high, operator, value)
    if field.sort == "moment":
        first, last = _moments(value)
        return {"": column.between(first, last), "gte": column >= first, "lte": column <= last}[operator]
    wanted = _typed(field, value)
    # One at a time: to compare yes and no by size is an error even where it is not asked for.
    compare: Callable[[Any], ColumnElement[bool]] = {
        "": column.__eq__, "gte": column.__ge__, "lte": column.__le__
    }[operator]  # fmt: skip
    return compare(wanted)


def _linked(column: ColumnElement[Any], field: Field, lookup: Lookup, value: str) -> ColumnElement[bool]:
    """Leads to the record that is meant, or to any of those that are called so."""
    found, fault, candidates = lookup.resolve(value, field.to)
    if found is not None:
        return column == found
    if not candidates or not fault.startswith("More than one"):
        raise ValueError(fault)
    return column.in_([candidate.id for candidate in candidates])


def _dated(
    start: ColumnElement[Any], end: ColumnElement[Any], operator: str, value: str
) -> ColumnElement[bool]:
    """A date may lie within, from or up to the days that are meant."""
    meant = parse_date(value)
    after: ColumnElement[bool] = start.is_not(None)
    before: ColumnElement[bool] = end.is_not(None)
    if meant.earliest:
        after = or_(end >= meant.earliest, and_(end.is_(None), start.is_not(None)))
    if meant.latest:
        before = or_(start <= meant.latest, and_(start.is_(None), end.is_not(None)))
    return {"": and_(after, before), "gte": after, "lte": before}[operator]


def _valued(
    low: ColumnElement[Any], high: ColumnElement[Any], operator: str, value: str
) -> ColumnElement[bool]:
    """A value is certainly this number, at least or at most it."""
    number = _number(value)
    # An open bound is not the number, and not unknown either: "is not 5" holds for "more than 5".
    exact = and_(low.is_not_distinct_from(number), high.is_not_distinct_from(number))
    return {"": exact, "gte": low >= number, "lte": high <= number}[operator]


def _typed(field: Field, value: str) -> Any:
    """A value of an address as its field has it."""
    if field.sort in ("whole", "number"):
        # As a float also beside whole numbers: PostgreSQL would round 1.5 to the column's type.
        return literal(_number(value), Float(53))
    if field.sort == "day":
        return iso_day(value)
    if field.sort == "flag":
        return _truth(value)
    if field.choices and value not in field.choices:
        raise ValueError(f"Must be one of: {', '.join(field.choices)}.")
    return value


def _moments(value: str) -> tuple[datetime, datetime]:
    """The first and the last second that a day or a moment means."""
    try:
        moment = datetime.fromisoformat(value)
        first = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        return first, first + timedelta(seconds=86_399 if len(value) == len("2025-05-26") else 0)
    except (ValueError, OverflowError):
        words = "Must be a day or moment written like 2025-05-26 or 2025-05-26T09:00:00Z."
        raise ValueError(words) from None


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError("Must be a number.") from None
    if not abs(number) < 1e300:
        raise ValueError("Must be a number.")
    return number


def _truth(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": True}
    if value.lower() not in words:
        raise ValueError("Must be yes or no.")
    return words[value.lower()]
