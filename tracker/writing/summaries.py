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
    there = f" in {place}" if place and place != subject else ""
    what = f"{subject}{there}: {label[:1].lower()}{label[1:]}" if subject else f"{label}{there}"
    return f"{what}{_said(value)}{_dated(as_of)}"[:LONGEST]


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
    """Let the summary of a claim say its new subject, value and day where it says the old ones in the words
    of `summary_of`. A summary that is typed with them, or puts it in words of its own, stays.

    current: the columns before; columns: those that are to be stored; called: the name of a record.
    """
    before = str(current["summary"])
    if columns.get("summary", before) != before:
        return
    after = dict(current) | columns
    told = before
    if after["subject_id"] != current["subject_id"]:
        name = called(current["subject_id"])
        if told.startswith((f"{name}:", f"{name} in ")):
            told = called(after["subject_id"]) + told[len(name) :]
    value, new_value = _said(quantity_in(current)), _said(quantity_in(after))
    end, new_end = value + _dated(current["as_of"]), new_value + _dated(after["as_of"])
    if end and told.endswith(end):
        told = told.removesuffix(end) + new_end
    elif value and told.count(value) == 1:
        told = told.replace(value, new_value)
    columns["summary"] = told[:LONGEST]
