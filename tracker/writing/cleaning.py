"""From what somebody sent to what may be stored: one validation for forms, JSON, CSV, seeds and commands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from tracker.errors import Refused
from tracker.fields import Field, field_called, links_of, lists_of, own_fields, required, shape
from tracker.lookup import Lookup
from tracker.records import Record, kinds
from tracker.writing.meaning import meaning

NEEDED = "This is needed."
STATUS = ("status", "status_on", "status_on_anchor", "status_on_from", "status_on_to", "status_on_precision")


def prepare(lookup: Lookup, kind: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Look up together what all these rows link to."""
    given = set[str]().union(*rows)
    for link in links_of(kind):
        for name in given & {link.name, link.column}:
            values = [value for row in rows if isinstance(value := row.get(name), (int, str))]
            lookup.prepare(set(values) - {""}, link.to)


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
        self.stated = False

    def clean(self, given: Mapping[str, Any], owned: str | None = None) -> Cleaned:
        """Clean a row; Refused names each field that is wrong. `owned` is a field that the owner fills in."""
        given = dict(given)
        self._lists(given)
        self._step(given)
        right, wrong = shape(self.kind, given, self.strict)
        self.faults |= wrong
        if self.kind.inputs:
            self.out.inputs = {name: right.pop(name) for name in self.kind.inputs if name in right}
        self._links(right)
        self._place()
        self._plain(right)
        self.stated = not _part_names(self.kind).isdisjoint(right)
        for spread in spreads(self.kind):
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
            return
        given_day, newest = _days(self.out.step.columns, "date"), _days(self.current or {}, "status_on")
        if event["status"] == before["status"] and given_day < newest:
            # Another step of that name would stand before the newest one, which is what was to be corrected.
            self.faults["status_on"] = (
                f"On record it is {str(before['status']).replace('_', ' ')}, {before['status_on']}, which"
                " would stay the newest step. To correct its day, edit that step."
            )

    def _links(self, right: dict[str, Any]) -> None:
        for link in _linked(self.kind):
            if link.name not in right and link.column not in right:
                continue
            values = {name: right[name] for name in (link.name, link.column) if name in right}
            found = {self._resolve(link, name, value) for name, value in values.items() if value is not None}
            if len(found) > 1 and self.faults.keys().isdisjoint(values):
                self.faults[link.name] = (
                    f"{link.name} and {link.column} name two different records. Give one of them."
                )
            self.out.columns[link.column] = next(iter(found), None)
            if self.current is not None and self._before("id") in found:
                self.faults[link.name] = f"{self.kind.one().capitalize()} cannot be linked to itself here."

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
        if "city_id" not in columns and "country_id" not in columns:
            return
        city = self._value("city_id")
        if city is None or field_called(self.kind, "country_id") is None:
            return
        country = self.lookup.country_of(city)
        # A form sends the old country along with a new city: that one follows.
        follows = self._before("country_id") if "city_id" in columns else None
        if columns.get("country_id") not in (None, country, follows):
            self.faults["country"] = (
                "The city lies in another country. Leave the country empty to take the city's."
            )
        columns["country_id"] = country

    def _plain(self, right: Mapping[str, Any]) -> None:
        plain = plain_columns(self.kind)
        self.out.columns |= {plain[name]: value for name, value in right.items() if name in plain}

    def _spread(self, spread: Field, right: Mapping[str, Any]) -> None:
        """Words into their columns; parts that are stated win over what the words are taken to mean."""
        stated = {name: right[name] for name in spread.parts if name in right} if self.stated else {}
        if spread.name in right:
            words = right[spread.name]
        elif stated or self._unit_changed(spread):
            words = self._before(spread.name)
        else:
            return
        if words is None:
            if any(value is not None for value in stated.values()):
                self.faults[spread.name] = "Give the words as well; the source's own, or yours."
            self.out.columns |= dict.fromkeys((spread.column, *spread.parts))
            return
        same = (
            self.current is not None and words == self._before(spread.name) and not self._unit_changed(spread)
        )
        self.out.columns[spread.column] = words
        if same and not stated:
            self.out.columns |= {name: self._before(name) for name in spread.parts}
            return
        try:
            self.out.columns |= meaning(spread, str(words), self._unit(spread), stated)
        except ValueError as error:
            self.faults[spread.name] = str(error)

    def _unit(self, spread: Field) -> str | None:
        """The unit that words without one are in: the field's, or that of the claim's metric."""
        metric = self._value("metric_id") if spread.sort == "value" else None
        return self.lookup.measured(metric).unit if metric is not None else spread.unit or None

    def _unit_changed(self, spread: Field) -> bool:
        return (
            self.current is not None and spread.sort == "value"
            and self.out.columns.get("metric_id", self._before("metric_id")) != self._before("metric_id")
        )  # fmt: skip

    def _before(self, column: str) -> Any:
        return self.current.get(column) if self.current is not None else None

    def _value(self, column: str) -> Any:
        columns = self.out.columns
        return columns[column] if column in columns else self._before(column)

    def _whole(self, owned: str | None) -> None:
        """What is needed, and what only several fields together show."""
        columns = self.out.columns
        for column, usual in usual_values(self.kind).items():
            # Emptied, a field that always has a value has its usual one again.
            if (self.current is None or column in columns) and columns.get(column) is None:
                columns[column] = usual
        for one in required(self.kind):
            if self._value(one.column) is not None:
                continue
            if self.current is not None and one.column not in columns:
                continue
            if one.column != owned and not self.faults.keys() & {one.name, one.column}:
                self.faults[one.name] = NEEDED
        if not self.faults:
            self.faults |= self.kind.check(columns if self.current is None else {**self.current, **columns})


def _days(values: Mapping[str, Any], stem: str) -> tuple[str, str]:
    """What steps are ordered by, the last day and then the first; one without either comes first."""
    first, last = (str(values.get(f"{stem}_{end}") or "") for end in ("from", "to"))
    return last or first, first


@cache
def spreads(kind: type[Record]) -> tuple[Field, ...]:
    """The dates and values of a kind that are given; the date of the status comes with its step."""
    found = map(partial(field_called, kind), kind.spread)
    return tuple(field for field in found if field and not field.kept and field.name != "status_on")


@cache
def _part_names(kind: type[Record]) -> frozenset[str]:
    """The columns beside the words of dates and values."""
    return frozenset(name for spread in spreads(kind) for name in spread.parts)


@cache
def _linked(kind: type[Record]) -> tuple[Field, ...]:
    """The links of a kind, the country first: it tells two cities of one name apart."""
    return tuple(sorted(links_of(kind), key=lambda link: link.column != "country_id"))


@cache
def plain_columns(kind: type[Record]) -> Mapping[str, str]:
    """The columns of what is stored as it is given, by each name it may be given under."""
    return {
        name: field.column
        for field in own_fields(kind)
        if not field.to and field.sort not in ("date", "value")
        for name in (field.name, field.column)
    }


@cache
def usual_values(kind: type[Record]) -> Mapping[str, Any]:
    """What is taken for a field that was left empty, by column."""
    return {field.column: field.default for field in own_fields(kind) if field.default is not None}


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
