"""Powers in several units: those of one field or metric are kept in its own, so that they sort and add up."""

from dataclasses import replace
from decimal import Decimal

from tracker.values.quantity import Quantity

MEGAWATTS = {"kW": Decimal("0.001"), "MW": Decimal(1), "GW": Decimal(1000), "TW": Decimal(1_000_000)}


def in_unit(value: Quantity, unit: str | None) -> Quantity:
    """A value in the unit of its field or metric, where both are units of power."""
    if unit not in MEGAWATTS or value.unit not in MEGAWATTS or value.unit == unit:
        return value
    factor = MEGAWATTS[value.unit] / MEGAWATTS[unit]
    low, high = (None if bound is None else bound * factor for bound in (value.low, value.high))
    return replace(value, low=low, high=high, unit=unit)
