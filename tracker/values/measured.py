"""What a field or metric is measured in: the unit of words without one, and the units its values may have."""

from dataclasses import dataclass
from functools import cached_property

from tracker.values.quantity import Quantity
from tracker.values.units import CURRENCIES, UNITS

MONEY = (*CURRENCIES, "other")
COUNTED = ("people", "users", "companies", "offices", "cities", "countries", "data_centres", "GPU", "other")
SHARES = ("percent", "percentage_points")
POWER = ("MW", "GW")
# The units that may stand for each other, as people write: developers and subscribers are users, users and
# staff are people, customers are users or companies, and a data centre is a site like an office.
BESIDE = {
    "people": ("people", "users"),
    "users": ("users", "people", "companies"),
    "companies": ("companies", "users"),
    "data_centres": ("data_centres", "offices"),
    "percent": SHARES,
    "percentage_points": SHARES,
    **dict.fromkeys(POWER, POWER),
    **dict.fromkeys(CURRENCIES, MONEY),
}
# The units that a kind of value may have besides that of its metric. A growth of 300 percent is a ratio too.
KINDS = {
    "money": MONEY,
    "share": SHARES,
    "rank": ("rank",),
    "ratio": ("times", "percent"),
    "capacity": POWER,
    "duration": ("years",),
}
# Of everything but a place in an order, a change may be told as a part or multiple of what was before.
CHANGES = {"difference": SHARES, "ratio": ("times",)}


@dataclass(frozen=True)
class Measured:
    """What values of a field or metric are in. label: what it is called; unit: taken for words without one,
    any text; kind: what sort of value a metric's are, None of a field."""

    label: str = ""
    unit: str | None = None
    kind: str | None = None

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that a value may have; none when it may have any."""
        if self.kind == "statement" or self.unit == "other" or not (self.kind or self.unit):
            return ()
        own = BESIDE.get(self.unit, (self.unit,)) if self.unit in UNITS else ()
        usual = KINDS.get(self.kind or "", () if own else COUNTED)
        return tuple(dict.fromkeys([*own, *usual]))

    def doubt(self, unit: str | None, change: str | None) -> str | None:
        """What is odd about a value in a unit, in words for a user; None when nothing is."""
        if not unit or not self.units or unit in self.units:
            return None
        changes = self.units != ("rank",)
        if changes and unit in CHANGES.get(change or "", ()):
            return None
        usual = (self.unit,) if self.unit in COUNTED else self.units
        named = " or ".join(dict.fromkeys(_named(one) for one in usual if one not in ("other", None)))
        hint = " A change is written like “up 5%” or “doubled”." if changes and unit in SHARES else ""
        return f"{self.label}: usually in {named}, not in {_named(unit)}.{hint}"

    def holds(self, value: Quantity) -> bool:
        """Whether a value may be one of these."""
        return self.doubt(value.unit, value.change) is None


ANYTHING = Measured()


def _named(unit: str) -> str:
    return "money" if unit in CURRENCIES else unit.replace("_", " ")
