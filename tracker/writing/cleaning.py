"""From what somebody sent to what may be stored: one validation for forms, JSON, CSV, seeds and commands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tracker.dates import faults as date_faults
from tracker.dates import parse_date
from tracker.errors import Refused
from tracker.fields import Field, field_called, fields_of, lists_of, own_fields, required, shape
from tracker.lookup import Lookup
from tracker.records import Record, kinds
from tracker.values import Quantity, faults, parse_value

NEEDED = "This is needed."
STATUS = ("status", "status_on", "status_on_anchor", "status_on_from", "status_on_to", "status_on_precision")


@dataclass
class Cleaned:
    """What is to be stored: values by column, parts by list, a step on the status ladder, and, where an
    export brings it along, what the tracker otherwise works out itself."""

    columns: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list["Cleaned"]] = field(default_factory=dict)
    step: "Cleaned | None" = None
    kept: Mapping[str, Any] = field(default_factory=dict)


class Cleaner:
    """Cleans one row: `current` is the row as it stands when it is changed, None when it is added."""

    def __init__(
        self, lookup: Lookup, kind: type[Record], strict: bool, current: Mapping[str, Any] | None = None
    ) -> None:
        self.lookup, self.kind, self.strict, self.current = lookup, kind, strict, current
        self.faults: dict[str, str] = {}
        self.candidates: dict[str, list[dict[str, Any]]] = {}
        self.out = Cleaned()

    def clean(self, given: Mapping[str, Any], owned: str | None = None) -> Cleaned:
        """Clean a row; Refused names each field that is wrong. `owned` is a field that the owner fills in."""
        given = dict(given)
        self._lists(given)
        self._step(given)
        right, wrong = shape(self.kind, given, self.strict)
        self.faults |= wrong
        self.out.inputs = {name: right.pop(name) for name in list(right) if name in self.kind.inputs}
        self._links(right)
        self._place()
        self._plain(right)
        for name in self.kind.spread:
            spread = field_called(self.kind, name)
            if spread and not spread.kept and name != "status_on":
                self._spread(spread, right)
        self._whole(owned)
        if self.faults:
            raise Refused(_sentence(self.faults), self.faults, self.candidates)
        return self.out

    def _lists(self, given: dict[str, Any]) -> None:
        for name, part in lists_of(self.kind).items():
            if name not in given:
                continue
            rows = given.pop(name)
            if self.current is not None:
                self.faults[name] = f"Change the {name} one by one, each at its own address."
                continue
            rows = listed_text(part, rows) if isinstance(rows, str) else rows
            if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
                self.faults[name] = "Must be a list."
                continue
            self.out.lists[name] = [row for row in map(self._item(name, part), range(len(rows)), rows) if row]

    def _item(self, name: str, part: type[Record]) -> Any:
        def clean(number: int, row: Mapping[str, Any]) -> Cleaned | None:
            try:
                return Cleaner(self.lookup, part, self.strict).clean(row, owned=part.owner)
            except Refused as refused:
                self.faults |= {f"{name}.{number + 1}.{key}": words for key, words in refused.fields.items()}
                self.candidates |= {f"{name}.{number + 1}.{key}": c for key, c in refused.candidates.items()}
                return None

        return clean

    def _step(self, given: dict[str, Any]) -> None:
        """A status that is given is a step on the ladder, not a column to overwrite."""
        if not self.kind.has_status:
            return
        step = {name: given.pop(name) for name in STATUS if name in given}
        wanted = {"status": step.get("status") or None, "status_on": step.get("status_on") or None}
        before = {name: (self.current or {}).get(name) for name in wanted}
        if {**before, **{k: v for k, v in wanted.items() if k in step}} == before or not any(wanted.values()):
            return
        event = {"status": wanted["status"] or before["status"]} | {
            name.replace("status_on", "date"): value
            for name, value in step.items()
            if name != "status" and value
        }
        if "status_on" not in step and event["status"] == before["status"]:
            return
        if before["status_on"] and "date" not in event:
            # A step of unknown date stands before the dated ones: this one would change nothing.
            self.faults["status_on"] = "Say when, as well as it is known: the step before has a date."
            return
        try:
            self.out.step = Cleaner(self.lookup, kinds()["status_events"], self.strict).clean(
                event, owned="record_id"
            )
        except Refused as refused:
            self.faults |= {key.replace("date", "status_on"): words for key, words in refused.fields.items()}

    def _links(self, right: dict[str, Any]) -> None:
        links = [f for f in fields_of(self.kind) if f.to and not f.kept]
        # The country first: it tells two cities of one name apart.
        for link in sorted(links, key=lambda f: f.column != "country_id"):
            values = {name: right[name] for name in (link.name, link.column) if name in right}
            if not values:
                continue
            found = {self._resolve(link, name, value) for name, value in values.items() if value is not None}
            if len(found) > 1 and not self.faults.keys() & values.keys():
                self.faults[link.name] = (
                    f"{link.name} and {link.column} name two different records. Give one of them."
                )
            self.out.columns[link.column] = next(iter(found), None)
            if self.current is not None and self._before("id") in found:
                self.faults[link.name] = f"A {self.kind.singular()} cannot be linked to itself here."

    def _resolve(self, link: Field, name: str, value: int | str) -> int | None:
        within = self.out.columns.get("country_id") if link.column == "city_id" else None
        found, fault, candidates = self.lookup.resolve(value, link.to, within)
        if fault:
            self.faults[name] = fault
            self.candidates[name] = [candidate.as_json() for candidate in candidates]
        return found

    def _place(self) -> None:
        """A city brings its country along; one that lies elsewhere is refused."""
        columns = self.out.columns
        city = self._value("city_id")
        if not {"city_id", "country_id"} <= set(self.kind.__table__.c.keys()) or city is None:
            return
        if not {"city_id", "country_id"} & columns.keys():
            return
        cities = kinds()["cities"].__table__
        country = self.lookup.session.scalar(select(cities.c.country_id).where(cities.c.id == city))
        # A form sends the old country along with a new city: that one follows.
        follows = self._before("country_id") if "city_id" in columns else None
        if columns.get("country_id") not in (None, country, follows):
            self.faults["country"] = (
                "The city lies in another country. Leave the country empty to take the city's."
            )
        columns["country_id"] = country

    def _plain(self, right: Mapping[str, Any]) -> None:
        for name, value in right.items():
            found = field_called(self.kind, name)
            if found and not found.to and not found.part_of and found.sort not in ("date", "value"):
                self.out.columns[found.column] = value

    def _spread(self, spread: Field, right: Mapping[str, Any]) -> None:
        """Words into their columns; parts that are stated win over what the words are taken to mean."""
        stated = {name: right[name] for name in spread.parts if name in right}
        if spread.name not in right and not stated and not self._unit_changed(spread):
            return
        words = right.get(spread.name, self._before(spread.name))
        if words is None:
            if any(value is not None for value in stated.values()):
                self.faults[spread.name] = "Give the words as well; the source's own, or yours."
            self.out.columns |= dict.fromkeys((spread.column, *spread.parts))
            return
        read = _read_date if spread.sort == "date" else self._read_value
        same = (
            self.current is not None and words == self._before(spread.name) and not self._unit_changed(spread)
        )
        kept = {name: self._before(name) for name in spread.parts} if same and not stated else None
        try:
            self.out.columns |= {spread.column: words} | (kept or read(spread, str(words), stated))
        except ValueError as error:
            self.faults[spread.name] = str(error)

    def _read_value(self, spread: Field, words: str, stated: Mapping[str, Any]) -> dict[str, Any]:
        state, comparator, low, high, unit, currency, change = spread.parts
        try:
            value = in_unit(parse_value(words, self._unit(spread)), self._unit(spread))
            read: dict[str, Any] = {
                state: value.state, comparator: value.comparator, low: value.low, high: value.high,
                unit: value.unit, currency: value.currency, change: value.change,
            }  # fmt: skip
        except ValueError:
            # Words nobody foresaw are fine when the interval is stated beside them.
            if stated.get(comparator) is None and stated.get(state) is None:
                raise
            read = dict.fromkeys(spread.parts)
        read |= stated
        bounds = [None if read[name] is None else Decimal(str(read[name])) for name in (low, high)]
        wrong = faults(
            read[state], read[comparator], bounds[0], bounds[1], read[unit], read[currency], read[change]
        )
        if wrong:
            raise ValueError(wrong)
        floats = [None if bound is None else float(bound) for bound in bounds]
        return read | dict(zip((low, high), floats, strict=True))

    def _unit(self, spread: Field) -> str | None:
        """The unit that words without one are in: the field's, or that of the claim's metric."""
        metric = self._value("metric_id")
        if metric is None:
            return spread.unit or None
        return self.lookup.unit_of(metric)

    def _unit_changed(self, spread: Field) -> bool:
        return (
            spread.sort == "value" and self.current is not None
            and self.out.columns.get("metric_id", self._before("metric_id")) != self._before("metric_id")
        )  # fmt: skip

    def _before(self, column: str) -> Any:
        return (self.current or {}).get(column)

    def _value(self, column: str) -> Any:
        return self.out.columns.get(column, self._before(column))

    def _whole(self, owned: str | None) -> None:
        """What is needed, and what only several fields together show."""
        columns = self.out.columns
        for one in own_fields(self.kind):
            # Emptied, a field that always has a value has its usual one again.
            given = self.current is None or one.column in columns
            if given and one.default is not None and columns.get(one.column) is None:
                columns[one.column] = one.default
        for one in required(self.kind):
            missing = self._value(one.column) is None and (self.current is None or one.column in columns)
            if missing and one.column != owned and not self.faults.keys() & {one.name, one.column}:
                self.faults[one.name] = NEEDED
        if not self.faults:
            self.faults |= self.kind.check({**(self.current or {}), **columns})


# Powers of one field or metric are kept in its own unit, so that they sort and add up.
MEGAWATTS = {"kW": Decimal("0.001"), "MW": Decimal(1), "GW": Decimal(1000), "TW": Decimal(1_000_000)}


def in_unit(value: Quantity, unit: str | None) -> Quantity:
    """A value in the unit of its field or metric, where both are units of power."""
    if unit not in MEGAWATTS or value.unit not in MEGAWATTS or value.unit == unit:
        return value
    factor = MEGAWATTS[value.unit] / MEGAWATTS[unit]
    low, high = (None if bound is None else bound * factor for bound in (value.low, value.high))
    return replace(value, low=low, high=high, unit=unit)


def _read_date(spread: Field, words: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    start, end, precision, anchor = spread.parts
    try:
        read = parse_date(words, stated.get(anchor))
        meant = {start: read.earliest, end: read.latest, precision: read.precision, anchor: read.anchor} | {
            name: value for name, value in stated.items() if name != anchor
        }
    except ValueError:
        if stated.get(precision) is None:
            raise
        meant = dict.fromkeys(spread.parts) | dict(stated)
    wrong = date_faults(meant[start], meant[end], meant[precision], meant[anchor])
    if wrong:
        raise ValueError(wrong)
    return meant


def listed_text(part: type[Record], text: str) -> list[dict[str, Any]]:
    """A list of parts written in one cell: `OpenAI (partner); Kakao (customer)`."""
    main = next(f for f in required(part) if f.column != part.owner)
    choice = next((f for f in own_fields(part) if f.choices), None)
    rows = []
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        match = re.fullmatch(r"(.*\S)\s*\(([a-z_]+)\)", piece)
        if match and choice and match[2] in choice.choices:
            rows.append({main.name: match[1], choice.name: match[2]})
        else:
            rows.append({main.name: piece})
    return rows


def _sentence(faults: Mapping[str, str]) -> str:
    count = len(faults)
    return "One field needs attention." if count == 1 else f"{count} fields need attention."
