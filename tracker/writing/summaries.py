"""A claim in one sentence of ours, and how that sentence follows when the claim is corrected."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tracker.values import Quantity, read_value

LONGEST = 300


def summary_of(
    label: str, subject: str | None, place: str | None, value: Quantity | None, as_of: str | None
) -> str:
    """A claim in one sentence: "Nimbus in Portugal: weekly active users, 2,000,000 users (2026)"."""
    there = _there(subject, place)
    what = f"{subject}{there}: {_low(label)}" if subject else f"{label}{there}"
    return f"{what}{_said(value)}{_dated(as_of)}"[:LONGEST]


def _there(subject: str | None, place: str | None) -> str:
    return f" in {place}" if place and place != subject else ""


def _low(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _said(value: Quantity | None) -> str:
    return f", {read_value(value)}" if value else ""


def _dated(as_of: str | None) -> str:
    return f" ({as_of})" if as_of else ""


def quantity_in(columns: Mapping[str, Any]) -> Quantity | None:
    """The value of a claim in its columns, as they are stored; None when it has none."""
    if columns.get("value_state") is None and columns.get("comparator") is None:
        return None
    low, high = (_bound(columns.get(name)) for name in ("value_low", "value_high"))
    return Quantity(
        str(columns.get("value_text") or ""), columns.get("value_state"), columns.get("comparator"),
        low, high, columns.get("unit"), columns.get("currency"), columns.get("change_kind"),
    )  # fmt: skip


def _bound(stored: float | None) -> Decimal | None:
    """A bound as it would be written: 120 and not 120.0."""
    bound = None if stored is None else Decimal(str(stored))
    return bound.to_integral_value() if bound is not None and bound == bound.to_integral_value() else bound


def follow(current: Mapping[str, Any], columns: dict[str, Any], called: Callable[[int], str]) -> None:
    """Let the summary of a claim say its new subject, place, metric, value and day where it says the old ones
    in the words of `summary_of`. A summary that is typed with them, or puts it in words of its own, stays.

    current: the columns before; columns: those that are to be stored; called: the name of a record, and the
    label of a metric.
    """
    before = str(current["summary"])
    if columns.get("summary", before) != before:
        return
    after = dict(current) | columns
    told = before
    if any(after[column] != current[column] for column in ("subject_id", "place_id", "metric_id")):
        told = _led(told, current, after, called)
    value, new_value = _said(quantity_in(current)), _said(quantity_in(after))
    end, new_end = value + _dated(current["as_of"]), new_value + _dated(after["as_of"])
    if end and told.endswith(end):
        told = told.removesuffix(end) + new_end
    elif value and told.count(value) == 1:
        told = told.replace(value, new_value)
    columns["summary"] = told[:LONGEST]


def _led(
    told: str, current: Mapping[str, Any], after: Mapping[str, Any], called: Callable[[int], str]
) -> str:
    """The same sentence with another subject, place or metric before its value."""

    def names(columns: Mapping[str, Any]) -> tuple[str, str, str]:
        subject = called(columns["subject_id"])
        place = called(columns["place_id"]) if columns["place_id"] else None
        return subject, _there(subject, place), _low(called(columns["metric_id"]))

    (subject, there, label), (new_subject, new_there, new_label) = names(current), names(after)
    before = f"{subject}{there}: {label}"
    if told.startswith(before):
        return f"{new_subject}{new_there}: {new_label}{told[len(before) :]}"
    if told.startswith((f"{subject}:", f"{subject} in ")):
        return new_subject + told[len(subject) :]
    return told
