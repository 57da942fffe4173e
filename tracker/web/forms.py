"""Forms for any kind: what was typed on its way in, and back with what was understood or wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.dates import AnchorNeededError, parse_date
from tracker.errors import Refused
from tracker.fields import Field, field_called, lists_of, writable
from tracker.lookup import lookup_of
from tracker.records import Record, Registered
from tracker.types import now
from tracker.values import Quantity, parse_value, read_value
from tracker.values.measured import Measured
from tracker.web.bodies import MOST_PARTS
from tracker.web.show import date_words, interval

LIST_KEY = re.compile(r"([a-z_]+)\.([0-9]{1,9})\.([a-z_]+)")
SPARE_ROWS = 1
STILL_AHEAD = "which is still ahead: a step to come is a promise, not the status"


@dataclass
class Input:
    """One input of a form, with all that its macro draws."""

    name: str
    label: str
    sort: str
    value: Any = ""
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    error: str = ""
    candidates: list[dict[str, Any]] = field(default_factory=list)
    linked_id: str = ""
    linked_name: str = ""
    anchor: str = ""
    anchor_error: str = ""
    understood: str = ""
    default: str = ""
    kind: str = ""


@dataclass
class InputList:
    """The rows of a list of parts, each a row of inputs."""

    name: str
    label: str
    rows: list[list[Input]]
    error: str = ""
    at_least: int = 0


def read_form(kind: type[Record], form: Mapping[str, str]) -> dict[str, Any]:
    """What a posted form says, in the shape that every door takes."""
    given: dict[str, Any] = {}
    for one in writable(kind):
        given |= _read(one, form, one.name)
    for name in kind.inputs:
        if form.get(name):
            given[name] = form[name]
    for name, part in lists_of(kind).items():
        rows = _read_list(part, form, name)
        if rows:
            given[name] = rows
    return given


def _read(one: Field, form: Mapping[str, str], key: str) -> dict[str, Any]:
    if one.sort == "flag":
        # A box that is not ticked sends nothing; the hidden field beside it tells that it was there.
        return {one.name: form.get(key, "no")} if f"{key}.shown" in form or key in form else {}
    if key not in form and f"{key}.pick" not in form:
        return {}
    if one.to:
        return _read_link(one, form, key)
    found = {one.name: form[key]}
    if one.sort == "date" and (form.get(f"{key}_anchor") or f"{key}_anchor" in form):
        found[f"{one.column}_anchor"] = form[f"{key}_anchor"]
    return found


def _read_link(one: Field, form: Mapping[str, str], key: str) -> dict[str, Any]:
    """A record by the candidate picked, by the id the name still belongs to, or by the name as typed."""
    typed = form.get(key, "").strip()
    if form.get(f"{key}.pick"):
        return {one.name: form[f"{key}.pick"]}
    if typed and form.get(f"{key}.id") and typed == form.get(f"{key}.was"):
        return {one.name: form[f"{key}.id"]}
    return {one.name: typed}


def _read_list(part: type[Record], form: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    numbers = sorted({int(match[2]) for key in form if (match := LIST_KEY.match(key)) and match[1] == name})
    if len(numbers) > MOST_PARTS:
        raise Refused("One field needs attention.", {name: f"At most {MOST_PARTS:,} at a time."})
    rows = []
    for number in numbers:
        row: dict[str, Any] = {}
        for one in writable(part):
            if one.column != part.owner:
                row |= _read(one, form, f"{name}.{number}.{one.name}")
        typed = [value for key, value in row.items() if not _chosen(part, key)]
        if any(value not in ("", "no") for value in typed):
            rows.append(row)
    return rows


def _chosen(part: type[Record], name: str) -> bool:
    """Whether a field of a row has a value before anybody types: such a row is still an empty one."""
    found = field_called(part, name)
    return bool(found and (found.choices or found.sort == "flag"))


def inputs(
    session: Session,
    kind: type[Record],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    candidates: Mapping[str, list[dict[str, Any]]],
) -> list[Input]:
    """The inputs of a form, filled in: `values` by field name, as read from a form or from a row."""
    made = [input_for(session, kind, one, one.name, values, errors, candidates) for one in writable(kind)]
    for name, (_, words) in kind.inputs.items():
        label, sort = name.replace("_", " ").capitalize(), "prose" if name == "quote" else "line"
        made.append(Input(name, label, sort, values.get(name) or "", words, error=errors.get(name, "")))
    return made


def input_for(
    session: Session,
    kind: type[Record],
    one: Field,
    key: str,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    candidates: Mapping[str, list[dict[str, Any]]],
) -> Input:
    """The input of one field, named `key`, filled in from `values`; errors and candidates are by that key."""
    value = values.get(one.name, values.get(one.column))
    made = Input(
        name=key,
        label=one.label,
        sort=one.sort,
        kind=kind.__tablename__,
        value="" if value is None else value,
        help=one.help,
        required=one.required,
        choices=one.choices,
        to=one.to,
        error=errors.get(key) or errors.get(key.removesuffix(one.name) + one.column, ""),
        candidates=candidates.get(key) or candidates.get(key.removesuffix(one.name) + one.column, []),
        default=str(one.default or ""),
    )
    if one.to:
        _fill_link(session, made, values.get(one.column), value)
    if one.sort == "date":
        made.anchor = str(values.get(f"{one.column}_anchor") or "")
        made.anchor_error = errors.get(f"{one.column}_anchor", "")
    if one.sort in ("date", "value") and made.value and not made.error:
        made.understood = understood(session, kind, one, str(made.value), made.anchor, values)
    return made


def _fill_link(session: Session, made: Input, linked: Any, value: Any) -> None:
    """Show a linked record by its name, and remember the id that goes with it."""
    number = str(linked if linked is not None else value if value is not None else "")
    if not number.isdecimal():
        return
    name = session.scalar(select(Registered.name).where(Registered.id == int(number)))
    if name:
        made.value, made.linked_id, made.linked_name = name, number, name


def lists(
    session: Session,
    kind: type[Record],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    candidates: Mapping[str, list[dict[str, Any]]],
    more: str = "",
) -> list[InputList]:
    """The lists of parts of a form, each with a spare row; `more` names the list that gets three."""
    made = []
    for name, part in lists_of(kind).items():
        if name in ("citations", "events"):
            continue
        rows = values.get(name) or []
        spare = max(SPARE_ROWS, part.at_least - len(rows)) + (3 if name == more else 0)
        shown = [*rows, *({} for _ in range(min(spare, max(MOST_PARTS - len(rows), 0))))]
        made.append(InputList(name, name.capitalize(), [
            [input_for(session, part, one, f"{name}.{number}.{one.name}", row, errors, candidates)
             for one in writable(part) if one.column != part.owner and one.sort != "date"]
            for number, row in enumerate(shown, 1)
        ], errors.get(name, ""), part.at_least))  # fmt: skip
    return made


def understood(
    session: Session, kind: type[Record], one: Field, words: str, anchor: str, values: Mapping[str, Any]
) -> str:
    """What words are taken to mean, for a person to check before saving; empty when not understood."""
    try:
        if one.sort == "date":
            meant = parse_date(words, date.fromisoformat(anchor) if anchor else None)
            bounds = f"{meant.earliest or 'open'} to {meant.latest or 'open'}"
            read = date_words(words, meant.earliest, meant.latest, meant.precision, meant.anchor)
            said = f"{read} ({bounds if meant.earliest != meant.latest else meant.earliest})"
            ahead = one.name == "status_on" and meant.earliest and meant.earliest > now().date()
            return f"{said}, {STILL_AHEAD}" if ahead else said
        measured = measured_by(session, one, values)
        value = parse_value(words, measured.unit)
        doubt = measured.doubt(value.unit, value.change)
        return f"{reads_value(value)}. {doubt}" if doubt else reads_value(value)
    except ValueError:
        return ""


def reads_value(value: Quantity) -> str:
    """A value in words, with its interval."""
    signs = value.state or interval(value.comparator, value.low, value.high, value.unit)
    change = f", a {value.change}" if value.change in ("ratio", "difference") else ""
    return f"{read_value(value)} ({signs}{change})"


def lacking(words: str) -> str:
    """What a date that is understood still needs: a day to count from. Empty for any other words."""
    try:
        parse_date(words)
    except AnchorNeededError as error:
        return str(error)
    except ValueError:
        pass
    return ""


def measured_by(session: Session, one: Field, values: Mapping[str, Any]) -> Measured:
    """What a value is measured in, by its field or by the metric that stands beside it."""
    metric, own = values.get("metric_id") or values.get("metric"), Measured(one.label, one.unit or None)
    if one.unit or not metric:
        return own
    lookup = lookup_of(session)
    found, _, _ = lookup.resolve(metric, ("metrics",))
    return own if found is None else lookup.measured(found)


def unconfirmed(made: Iterable[Input], form: Mapping[str, str]) -> list[Input]:
    """The dates and values of which the person has not yet seen how they were understood."""
    return [one for one in made if one.understood and form.get(f"{one.name}.understood") != one.understood]
