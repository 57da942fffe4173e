"""What every kind of record has: an identity in the register, a version, a place in the trash."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Enum, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, MappedColumn, declared_attr, mapped_column

from tracker.dates import PRECISIONS
from tracker.db import Base
from tracker.types import Part, Shown, When, date_parts, now, value_parts
from tracker.values import CHANGES, COMPARATORS, STATES, UNITS

Key = BigInteger().with_variant(Integer, "sqlite")


class Registered(Base):
    """The register: one row for each record of any kind, so that anything can be cited or linked to.

    Ids are given out here, one series for all kinds, and never again after a deletion.
    """

    __tablename__ = "records"
    __table_args__ = (Index(None, "kind", "name_key", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(
        Key, primary_key=True, doc="The number of the record, the same in its own table."
    )
    kind: Mapped[str] = mapped_column(String(40), doc="The table that holds the record.")
    root_id: Mapped[int | None] = mapped_column(
        Key,
        index=True,
        doc="The record it is a part of (an event's office); its own id when it stands alone.",
    )
    name: Mapped[str] = mapped_column(
        String(600), default="", doc="What the record is called, kept by the tracker."
    )
    name_key: Mapped[str] = mapped_column(
        String(600),
        default="",
        index=True,
        doc="The name in lower case with plain spaces, for looking it up.",
    )


class Record(Base):
    """A kind of record. Its fields are declared once; pages, JSON, CSV, API and dictionary follow.

    heading: the kind as a heading, when the table name will not do.
    owner: the field that names the record this is a part of; parts are edited and shown with it.
    listed_as: what the owner calls its list of these.
    handle: a field that may stand in an address in place of the id.
    label_from: the fields that make the name of a record.
    reaches: what lists are chosen by besides, as {kind's word: the links that may lead there}; a link with a
        dot goes on from the record it leads to.
    inputs: what may be given besides the fields, as {name: (type, help)}; worked into them on saving.
    sort_by: the order of its lists when none is asked for.
    natural_key: the fields by which a seed finds a record that is there already; all of them equal.
    """

    __abstract__ = True

    heading: ClassVar[str] = ""
    order: ClassVar[int] = 100
    owner: ClassVar[str | None] = None
    listed_as: ClassVar[str] = ""
    at_least: ClassVar[int] = 0
    handle: ClassVar[str | None] = None
    label_from: ClassVar[tuple[str, ...]] = ("name",)
    label_joint: ClassVar[str] = ", "
    sort_by: ClassVar[str] = "-id"
    natural_key: ClassVar[tuple[str, ...]] = ()
    has_status: ClassVar[bool] = False
    immutable: ClassVar[bool] = False
    reaches: ClassVar[dict[str, tuple[str, ...]]] = {}
    inputs: ClassVar[dict[str, tuple[Any, str]]] = {}
    spread: ClassVar[dict[str, tuple[Part, ...]]] = {}
    choices: ClassVar[dict[str, tuple[str, ...]]] = {}

    id: Mapped[int] = mapped_column(Key, ForeignKey("records.id"), primary_key=True, sort_order=-10)
    version: Mapped[int] = mapped_column(Integer, default=1, sort_order=900)
    added_at: Mapped[When] = mapped_column(default=now, sort_order=901)
    changed_at: Mapped[When] = mapped_column(default=now, sort_order=902)
    trashed_at: Mapped[When | None] = mapped_column(sort_order=903)
    merged_into_id: Mapped[int | None] = mapped_column(Key, ForeignKey("records.id"), sort_order=904)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # Of two saves made against the same version the second fails, instead of undoing the first unseen.
        # A save counts it up itself, once however often it writes the record.
        return {"version_id_col": cls.version, "version_id_generator": False}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.spread, checks = _spread(cls)
        super().__init_subclass__(**kwargs)
        cls.choices = _plain_choices(cls)
        for check in checks:
            cls.__table__.append_constraint(check)  # type: ignore[attr-defined]
        trashed = cls.__table__.c.trashed_at
        # Of the few rows in the trash only: nearly all are outside, which no index helps to find.
        Index(None, trashed, sqlite_where=trashed.is_not(None), postgresql_where=trashed.is_not(None))

    @classmethod
    def singular(cls) -> str:
        """The kind in running text: "status event"."""
        return re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).lower()

    @classmethod
    def one(cls) -> str:
        """One of the kind in running text: "an office"."""
        name = cls.singular()
        return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"

    @classmethod
    def plural(cls) -> str:
        """The kind as a heading: "Status events"."""
        return cls.heading or str(cls.__tablename__).replace("_", " ").capitalize()

    @classmethod
    def counted(cls, count: int) -> str:
        """So many of the kind in running text: "1 office", "1,200 status events"."""
        return f"1 {cls.singular()}" if count == 1 else f"{count:,} {cls.plural().lower()}"

    @classmethod
    def check(cls, values: Mapping[str, Any]) -> dict[str, str]:
        """Faults that only several fields together show: {field: what to do}."""
        return {}


def _spread(cls: type[Record]) -> tuple[dict[str, tuple[Part, ...]], list[CheckConstraint]]:
    """Give each date and value declared on `cls` the columns it is kept in, and the CHECKs that tie them."""
    found: dict[str, tuple[Part, ...]] = {}
    checks: list[CheckConstraint] = []
    declarations = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}
    for name, declared in declarations.items():
        info = declared.column.info.get("shown") if isinstance(declared, MappedColumn) else None
        if not isinstance(info, Shown) or not info.spread:
            continue
        if info.spread == "date":
            found[name] = date_parts(name, PRECISIONS)
            checks += _date_checks(name)
        else:
            found[name] = value_parts(name, STATES, COMPARATORS, CHANGES, tuple(UNITS))
            checks += _value_checks(found[name])
        for part in found[name]:
            setattr(cls, part.name, mapped_column(part.type, info={"part_of": name}))
            if part.choices and part.checked:
                checks.append(_one_of(part.name, part.choices))
    return found, checks


def _date_checks(name: str) -> list[CheckConstraint]:
    start, end, precision = f"{name}_from", f"{name}_to", f"{name}_precision"
    known = f"({start} IS NOT NULL OR {end} IS NOT NULL)"
    return [
        CheckConstraint(f"{start} <= {end}", name=f"{name}_order"),
        CheckConstraint(
            f"({name} IS NULL AND {precision} IS NULL AND {start} IS NULL AND {end} IS NULL)"
            f" OR ({name} IS NOT NULL AND {precision} IS NOT NULL AND {known})",
            name=f"{name}_bounds",
        ),
        CheckConstraint(
            # A calendar unit has two ends. Said so, for what compares with nothing is not refused by a CHECK.
            f"{precision} IN ('range', 'relative') OR ({start} IS NOT NULL AND {end} IS NOT NULL "
            f"AND ({precision} <> 'day' OR {start} = {end}))",
            name=f"{name}_precision_bounds",
        ),
    ]


def _value_checks(parts: tuple[Part, ...]) -> list[CheckConstraint]:
    state, comparator, low, high, unit, currency, _ = (part.name for part in parts)
    stem = low.removesuffix("_low")
    both = f"{low} IS NOT NULL AND {high} IS NOT NULL"
    shapes = {
        "exact": f"{both} AND {low} = {high}",
        "about": f"{both} AND {low} <= {high}",
        "more_than": f"{low} IS NOT NULL AND {high} IS NULL",
        "at_least": f"{low} IS NOT NULL AND {high} IS NULL",
        "less_than": f"{low} IS NULL AND {high} IS NOT NULL",
        "at_most": f"{low} IS NULL AND {high} IS NOT NULL",
        "between": f"{both} AND {low} < {high}",
        "top_n": f"{both} AND {low} = 1 AND {high} >= 1 AND {unit} IS NOT NULL AND {unit} = 'rank'",
        "vague": f"{low} IS NULL AND {high} IS NULL",
    }
    tied = " OR ".join(f"({comparator} = '{word}' AND {shape})" for word, shape in shapes.items())
    nothing = f"{comparator} IS NULL AND {low} IS NULL AND {high} IS NULL"
    return [
        CheckConstraint(f"({nothing}) OR ({comparator} IS NOT NULL AND ({tied}))", name=f"{stem}_bounds"),
        CheckConstraint(f"{state} IS NULL OR ({nothing})", name=f"{stem}_or_state"),
        CheckConstraint(
            f"({stem}_text IS NULL) = ({state} IS NULL AND {comparator} IS NULL)", name=f"{stem}_has_words"
        ),
        CheckConstraint(
            f"{unit} IS NULL OR {unit} <> 'rank' OR {low} >= 1 OR {low} IS NULL", name=f"{stem}_rank"
        ),
        CheckConstraint(
            f"{currency} IS NULL OR ({unit} IS NOT NULL AND {unit} = {currency})", name=f"{stem}_currency"
        ),
    ]


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    quoted = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({quoted})", name=f"{column}_known")


def _plain_choices(cls: type[Record]) -> dict[str, tuple[str, ...]]:
    """Store each choice as plain text under a named CHECK; give back the choices by column."""
    found = {}
    for column in list(cls.__table__.columns):
        if isinstance(column.type, Enum):
            words = tuple(str(word) for word in column.type.enums)
            column.type = String(30)
            cls.__table__.append_constraint(_one_of(column.name, words))  # type: ignore[attr-defined]
            found[column.name] = words
    return found
