"""The grammar of filters: `field=value`, repeated for "or", `field__op=value`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, FromClause, and_, exists, literal, or_, select, true
from sqlalchemy.orm import Session

from tracker.characters import UNSTORABLE
from tracker.dates import parse_date
from tracker.errors import Refused
from tracker.fields import Field, field_called, fields_of
from tracker.history import KNOWN_ON
from tracker.lookup import Lookup, lookup_of, targets_of
from tracker.queries.bands import BANDED, Band, is_band, lies_in, number_of, words_of
from tracker.queries.reach import Reach, reach, reached
from tracker.records import Record, Registered, kind_called
from tracker.types import iso_day
from tracker.values import Quantity, parse_value
from tracker.values.power import MEGAWATTS, in_unit

OPERATORS = {
    "": "is",
    "ne": "is not",
    "gte": "at least",
    "lte": "at most",
    "contains": "contains",
    "isnull": "is empty",
}
Leading = Callable[[ColumnElement[Any]], ColumnElement[bool]]
# Asks for the column that says how each row is cited.
CITATION = "_citation"
RESERVED = ("_sort", "_size", "_next", "_facet", "_hide", CITATION)


# What an address may hold: as many arguments, and as many characters of them.
MOST_ARGUMENTS, LONGEST_QUERY = 100, 16_000

# What a number is less than, and what is said of words that are none.
MOST, NUMBER = 1e300, "Must be a number, such as 3000000, 3,000,000 or 3 million."
TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": True}
EMPTY = tuple(word for word, empty in TRUTHS.items() if empty)


@dataclass(frozen=True)
class Filter:
    """One condition of a list: what it is about, the operator, and the values of which any may hold.

    or_empty: having no value is one of them (`country=KR&country__isnull=yes`).
    """

    reach: Reach
    operator: str
    values: tuple[str, ...]
    or_empty: bool = False

    @property
    def field(self) -> Field:
        return self.reach.field

    @property
    def argument(self) -> str:
        return self.field.name + (f"__{self.operator}" if self.operator else "")

    @property
    def holds_together(self) -> bool:
        """Whether it holds for one part together with other filters of such parts."""
        return self.operator not in ("ne", "isnull") and not self.or_empty

    @property
    def spellings(self) -> set[str]:
        """The arguments that it may stand under: `company` and `company_id` are the same."""
        ends = [f"__{self.operator}" if self.operator else "", *(["__isnull"] if self.or_empty else [])]
        return {name + end for name in (self.field.name, self.field.column) for end in ends}

    @property
    def words(self) -> str:
        """The condition in words, for a chip."""
        # "Value: unit" is said as "Value unit: USD".
        label = self.field.label.replace(": ", " ")
        if self.operator == "isnull":
            return f"{label}: {'empty' if truth(self.values[0]) else 'not empty'}"
        joint = {"gte": "≥", "lte": "≤", "ne": "is not", "contains": "contains", "": ":"}[self.operator]
        listed = " or ".join([*map(self._said, self.values), *(["unknown"] if self.or_empty else [])])
        return f"{label}{'' if joint == ':' else ' '}{joint} {listed}"

    def _said(self, value: str) -> str:
        if self.field.sort in BANDED:
            return words_of(value)
        return value.replace("_", " ") if self.field.choices else value


def read_filters(kind: type[Record], arguments: Iterable[tuple[str, str]]) -> list[Filter]:
    """The filters in the arguments of an address; Refused names what is no field, operator or known word."""
    gathered: dict[tuple[Reach, str], list[str]] = {}
    faults: dict[str, str] = {}
    for argument, value in arguments:
        if argument in RESERVED:
            continue
        name, _, operator = argument.partition("__")
        meant = reach(kind, name)
        if argument.startswith("_"):
            faults[argument] = f"There is no such argument. There are: {', '.join((*RESERVED, KNOWN_ON))}."
        elif meant is None:
            owner = kind.one().capitalize()
            faults[argument] = f"{owner} has no field “{name[:60]}”. There are: {_names(kind)}."
        elif operator not in OPERATORS or argument.endswith("__"):
            faults[argument] = (
                f"There is no comparison “{operator[:60]}”. There are: ne, gte, lte, contains, isnull."
            )
        elif operator in ("gte", "lte") and not meant.field.comparable:
            faults[argument] = f"{meant.field.label} has no order, so nothing is at least or at most it."
        elif operator == "contains" and not meant.field.in_words:
            faults[argument] = f"{meant.field.label} is not written in words, so it contains none."
        elif UNSTORABLE.search(value):
            faults[argument] = "Contains characters that no record holds."
        else:
            gathered.setdefault((meant, operator), []).append(value)
    if faults:
        raise Refused("The filter was not understood.", faults)
    return _joined(gathered)


def _joined(gathered: Mapping[tuple[Reach, str], list[str]]) -> list[Filter]:
    """One filter for each field and comparison. "Is empty" beside values is one more of them, not a second
    condition that no row could meet as well."""
    both = {
        meant for (meant, operator), values in gathered.items()
        if operator == "isnull" and (meant, "") in gathered and all(value in EMPTY for value in values)
    }  # fmt: skip
    return [
        Filter(meant, operator, tuple(values), or_empty=not operator and meant in both)
        for (meant, operator), values in gathered.items()
        if not (operator == "isnull" and meant in both)
    ]


def _names(kind: type[Record]) -> str:
    own = [field.name for field in fields_of(kind) if not field.part_of]
    return ", ".join([*own, *(one.field.name for one in reached(kind))])


def conditions(
    session: Session, kind: type[Record], filters: Iterable[Filter], trashed: bool = False
) -> list[ColumnElement[bool]]:
    """The SQL conditions for filters, on the kind's own table; Refused names each whose value does not fit.

    Filters of one sort of part hold for the same part: the company and the role are those of one party.
    trashed: for records in the trash, whose parts are those that went there with them.
    """
    lookup, found, faults = lookup_of(session), [], {}
    together: dict[type[Record], list[ColumnElement[bool]]] = {}
    for one in filters:
        part = one.reach.part
        try:
            if part is not None and one.holds_together:
                together.setdefault(part, []).append(_met(part, lookup, one))
            else:
                found.append(_condition(kind, lookup, one, trashed))
        except ValueError as error:
            faults[one.argument] = str(error)
    if faults:
        raise Refused("The filter was not understood.", faults)
    return [*found, *(_with_part(kind, part, some, trashed) for part, some in together.items())]


def _condition(kind: type[Record], lookup: Lookup, one: Filter, trashed: bool) -> ColumnElement[bool]:
    """A filter by itself. "Is not" and "is empty" are what "is" and "is not empty" leave."""
    if one.operator == "isnull":
        return or_(*(_empty(kind, one.reach, truth(value), trashed) for value in one.values))
    if one.operator == "ne":
        return _either(kind, lookup, replace(one, operator=""), trashed).is_not(true())
    return _either(kind, lookup, one, trashed)


def _either(kind: type[Record], lookup: Lookup, one: Filter, trashed: bool) -> ColumnElement[bool]:
    """Whether any of a filter's values holds, or there is none and that will do."""
    part = one.reach.part
    met = _with_part(kind, part, [_met(part, lookup, one)], trashed) if part else _met(kind, lookup, one)
    return or_(met, _empty(kind, one.reach, True, trashed)) if one.or_empty else met


def _with_part(
    kind: type[Record], part: type[Record], some: Iterable[ColumnElement[bool]], trashed: bool
) -> ColumnElement[bool]:
    """The records with a live part, or one that went to the trash with them, that meets some conditions."""
    parts, own = part.__table__, kind.__table__.c
    if trashed:
        with_it = (parts.c[str(part.owner)] == own.id, parts.c.trashed_at == own.trashed_at)
        return exists().where(*with_it, *some).correlate(kind.__table__)
    owners = select(parts.c[str(part.owner)]).where(parts.c.trashed_at.is_(None), *some)
    return kind.__table__.c.id.in_(owners)


def _empty(kind: type[Record], asked: Reach, empty: bool, trashed: bool) -> ColumnElement[bool]:
    """Whether nothing, or anything, stands in a field."""
    if not asked.part and not asked.paths:
        column = kind.__table__.c[asked.field.column]
        return column.is_(None) if empty else column.is_not(None)
    if asked.part:
        column = asked.part.__table__.c[asked.field.column]
        filled = _with_part(kind, asked.part, [column.is_not(None)], trashed)
    else:
        every = select(kind_called(asked.field.to[0]).__table__.c.id)
        filled = _led(kind, asked, lambda column: column.in_(every))
    return filled.is_not(true()) if empty else filled


def _met(kind: type[Record], lookup: Lookup, one: Filter) -> ColumnElement[bool]:
    """Whether any of a filter's values holds, on the table of `kind`: the list's, or that of its parts."""
    if one.field.to:
        leads = (_leading(one.field, lookup, one.operator, value) for value in one.values)
        return or_(*(_led(kind, one.reach, lead) for lead in leads))
    return or_(*(_test(kind.__table__, one.field, one.operator, value) for value in one.values))


def _led(kind: type[Record], asked: Reach, lead: Leading) -> ColumnElement[bool]:
    """Whether a link leads there, or any of the several links that may."""
    table = kind.__table__
    tests: list[ColumnElement[bool]] = []
    for path in asked.paths or (asked.field.column,):
        first, _, then = path.partition(".")
        column = table.c[first]
        if then:
            between = _target_with(kind, first, then)
            tests.append(column.in_(select(between.c.id).where(lead(between.c[then]))))
        else:
            tests.append(lead(column))
    return or_(*tests)


def _target_with(kind: type[Record], link: str, column: str) -> FromClause:
    """The table that a link may lead to which has the column: of `place_id`, the cities have a country."""
    field = field_called(kind, link)
    tables = (kind_called(name).__table__ for name in (field.to if field else ()))
    return next(table for table in tables if column in table.c)


def _leading(field: Field, lookup: Lookup, operator: str, value: str) -> Leading:
    """The test of a link's column: it leads to the record that is meant, or to any of those called so."""
    if operator == "contains":
        # Among the kinds that it may lead to: the names of a million claims are none of publishers.
        named = Registered.name.icontains(value, autoescape=True)
        called = select(Registered.id).where(Registered.kind.in_(targets_of(field.to)), named)
        return lambda column: column.in_(called)
    found, fault, candidates = lookup.resolve(value, field.to)
    if found is not None:
        return lambda column: column == found
    if not candidates or not fault.startswith("More than one"):
        raise ValueError(fault)
    ids = [candidate.id for candidate in candidates]
    return lambda column: column.in_(ids)


def _test(table: FromClause, field: Field, operator: str, value: str) -> ColumnElement[bool]:
    """The comparison that suits a field; ValueError when the value does not fit it."""
    column: ColumnElement[Any] = table.c[field.column]
    if operator == "contains":
        return column.icontains(value, autoescape=True)
    if field.sort in BANDED and operator == "" and is_band(value):
        return lies_in(table, field, value)
    if field.sort in BANDED and operator == "" and ".." in value:
        return _between(table, field, value)
    if field.sort == "date":
        start, end = (table.c[name] for name in field.parts[:2])
        return _dated(start, end, operator, value)
    if field.sort == "value":
        return _valued([table.c[name] for name in field.parts], operator, value)
    if field.sort == "moment":
        first, last = _moments(value)
        return {"": column.between(first, last), "gte": column >= first, "lte": column <= last}[operator]
    wanted = _typed(field, value)
    # One at a time: to compare yes and no by size is an error even where it is not asked for.
    compare: Callable[[Any], ColumnElement[bool]] = {
        "": column.__eq__, "gte": column.__ge__, "lte": column.__le__
    }[operator]  # fmt: skip
    return compare(wanted)


def _dated(
    start: ColumnElement[Any], end: ColumnElement[Any], operator: str, value: str
) -> ColumnElement[bool]:
    """A date may lie within, from or up to the days that are meant."""
    meant = parse_date(value)
    # Where the filter's days are open, any date will do, also one that is open on that side itself.
    after = before = or_(start.is_not(None), end.is_not(None))
    if meant.earliest:
        after = or_(end >= meant.earliest, and_(end.is_(None), start.is_not(None)))
    if meant.latest:
        before = or_(start <= meant.latest, and_(start.is_(None), end.is_not(None)))
    return {"": and_(after, before), "gte": after, "lte": before}[operator]


def _valued(parts: Sequence[ColumnElement[Any]], operator: str, value: str) -> ColumnElement[bool]:
    """A value is certainly this, at least or at most it; in the unit, and as the change, that is said."""
    meant = _quantity(value)
    if meant.state:
        if operator:
            raise ValueError(NUMBER)
        return parts[0] == meant.state
    return or_(*(_compared(parts, operator, in_unit(meant, unit)) for unit in _kept_in(meant.unit)))


def _kept_in(unit: str | None) -> Collection[str | None]:
    """The units that a value said in one may be kept in: 0.25 GW is 250 MW."""
    return MEGAWATTS if unit in MEGAWATTS else (unit,)


def _compared(parts: Sequence[ColumnElement[Any]], operator: str, meant: Quantity) -> ColumnElement[bool]:
    _, _, low, high, unit, _, change = parts
    said = [unit == meant.unit] if meant.unit else []
    said += [change == meant.change] if meant.change != "level" else []
    first, last = (None if end is None else float(end) for end in (meant.low, meant.high))
    if not operator:
        # An open bound is not the number, and not unknown either: "is not 5" holds for "more than 5".
        return and_(low.is_not_distinct_from(first), high.is_not_distinct_from(last), *said)
    # "More than 5" has no upper end, so both "from" and "to" mean its lower one.
    ends = [end for end in (first, last) if end is not None]
    return and_(low >= ends[0] if operator == "gte" else high <= ends[-1], *said)


def _between(table: FromClause, field: Field, value: str) -> ColumnElement[bool]:
    """From one number on and less than another, as people write them: €2bn..€3bn, 9.4 million.., ..0.5 GW."""
    ends = [_quantity(end) if end.strip() else None for end in value.split("..", 1)]
    unit = next((end.unit for end in ends if end and end.unit), None)
    ends = [end and in_unit(end if end.unit else replace(end, unit=unit), unit) for end in ends]
    for end in ends:
        if end and (end.low is None or end.low != end.high or end.unit != unit):
            raise ValueError(NUMBER)
    if unit and field.sort != "value":
        raise ValueError(NUMBER)
    number = number_of(table, field)
    tests = []
    for kept in _kept_in(unit):
        band = Band(*(in_unit(end, kept).low if end else None for end in ends))
        tests.append(and_(band.holds(number), *([table.c[field.parts[4]] == kept] if kept else [])))
    return or_(*tests)


def _quantity(value: str) -> Quantity:
    """A number as programs write it, or a value as people do: €3bn, 400 MW, 2.5 million, undisclosed."""
    try:
        number = float(value)
    except ValueError:
        return parse_value(value)
    if not abs(number) < MOST:
        raise ValueError(NUMBER)
    exact = Decimal(repr(number))
    return Quantity(value, None, "exact", exact, exact, change="level")


def _typed(field: Field, value: str) -> Any:
    """A value of an address as its field has it."""
    if field.sort in ("whole", "number"):
        # As a float also beside whole numbers: PostgreSQL would round 1.5 to the column's type.
        return literal(_number(value), Float(53))
    if field.sort == "day":
        return iso_day(value)
    if field.sort == "flag":
        return truth(value)
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
        meant = _quantity(value)
    except ValueError:
        raise ValueError(NUMBER) from None
    if meant.low is None or meant.low != meant.high or meant.unit:
        raise ValueError(NUMBER)
    return float(meant.low)


def truth(value: str) -> bool:
    """Yes or no; ValueError when it is neither."""
    if value not in TRUTHS:
        raise ValueError("Must be yes or no.")
    return TRUTHS[value]
