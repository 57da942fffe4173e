"""Which company or country facts belong to, as the lists filtered by it have them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Subquery, select, union, union_all
from sqlalchemy.orm import Session

from tracker.overview.scope import Scope
from tracker.queries.reach import reach
from tracker.records import Record, kind_called, kinds

GROUPS = ("company", "country")


def of_facts(parts: list[Select[Any]], facts: Collection[int] | None) -> list[Select[Any]]:
    """Selects of some facts alone. Said in each: what is united without repeats is first made as a whole."""
    if facts is None:
        return parts
    return [part.where(part.selected_columns["fact_id"].in_(facts)) for part in parts]


def belonging(
    scope: Scope, by: str, within: Session | None = None, trashed: bool = False,
    facts: Collection[int] | None = None,
) -> Subquery:  # fmt: skip
    """Which facts belong to which company or country: (fact_id, group_id), a fact to none, one or several.

    A fact belongs to a group exactly when the list filtered by it has it: a partnership to each party. All
    facts of the scope's kinds, or with a session only those of the scope. trashed: as those in the trash did.
    facts: those of some facts alone.
    """
    target = target_of(by)
    parts: list[Select[Any]] = []
    for kind in scope.kinds:
        alive = scope.conditions(within, kind, trashed) if within else []
        ways = of_facts([pairs.where(*alive) for pairs in _links(kind, by, target, trashed)], facts)
        # One way leads to a group once; of several ways two may lead to the same.
        parts += ways if len(ways) == 1 else [select(union(*ways).subquery())]
    return union_all(*parts).subquery("belonging")


def target_of(by: str) -> type[Record]:
    """The kind that facts are grouped by: "company" or "country"."""
    return next(kind for kind in kinds().values() if kind.singular() == by)


def _links(kind: type[Record], by: str, target: type[Record], trashed: bool) -> list[Select[Any]]:
    """The ways in which a kind's records lead to the target's, as (fact_id, group_id)."""
    meant = reach(kind, by)
    assert meant is not None, f"{kind} is not chosen by {by}"
    table = kind.__table__.c
    if meant.part is not None:
        part = meant.part.__table__.c
        owner = part[str(meant.part.owner)]
        pairs = select(owner, part[meant.field.column]).join(kind.__table__, table.id == owner)
        # Parts go to the trash together with what they are parts of.
        there = part.trashed_at == table.trashed_at if trashed else part.trashed_at.is_(None)
        return [_named(pairs.where(there), target)]
    if not meant.paths:
        return [_named(select(table.id, table[meant.field.column]), target)]
    return [_named(_followed(kind, path), target) for path in meant.paths]


def _followed(kind: type[Record], path: str) -> Select[Any]:
    """(fact_id, group_id) along one link of a kind, or along a link of the record that it leads to."""
    table = kind.__table__.c
    column, dot, further = path.partition(".")
    if not dot:
        return select(table.id, table[column])
    targets = (kind_called(name).__table__ for name in table[column].info["shown"].to)
    between = next(one for one in targets if further in one.c)
    return select(table.id, between.c[further]).join(between, between.c.id == table[column])


def _named(pairs: Select[Any], target: type[Record]) -> Select[Any]:
    """Pairs whose second is a record of the target kind."""
    fact, group = pairs.selected_columns
    to = target.__table__
    columns = (fact.label("fact_id"), group.label("group_id"))
    return pairs.with_only_columns(*columns, maintain_column_froms=True).join(to, to.c.id == group)
