"""Who has partnerships with whom: the organisations around one of them, and the deals that tie each two."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from tracker.overview.kept import kept
from tracker.overview.leading import groups_of
from tracker.overview.phases import phase_of
from tracker.overview.scope import Scope
from tracker.queries.rows import as_row, shape_of
from tracker.records.company import Company
from tracker.records.partnership import Partnership, PartnershipParty

# What is drawn at most, how many of it around an organisation that was opened besides the centre, and what
# the table lists of each.
MOST, AROUND, LISTED = 60, 12, 200
STARTS = 30
ROWS_OF_A_TIE = 10


@dataclass(frozen=True)
class Organisation:
    """A company of the network. partners: how many others it has deals with, counted when it is drawn."""

    id: int
    name: str
    slug: str
    kind: str
    partners: int


@dataclass
class Tie:
    """The partnerships of two organisations: how many, of which kinds and phases, and the roles in them.

    roles: as (of one, of other). only: the id of the partnership when it is the only one.
    """

    one: int
    other: int
    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    only: int | None = None

    def role_of(self, number: int) -> list[str]:
        """The roles that one of the two has, the most frequent first."""
        found: Counter[str] = Counter()
        for (mine, theirs), count in self.roles.items():
            found[mine if number == self.one else theirs] += count
        return [role for role, _ in found.most_common()]

    @property
    def phase(self) -> str:
        """The phase that all share, or "mixed"."""
        return next(iter(self.phases)) if len(self.phases) == 1 else "mixed"


@dataclass(frozen=True)
class Network:
    """A centre and what is around it.

    parents: each drawn organisation's neighbour on the way to the centre, the centre's own is None; in the
    order drawn. ties: by pair of ids, smaller first. listed: the partners of each opened organisation, drawn
    or not, the most partnerships first; unlisted: how many it has besides.
    """

    centre: int
    opened: tuple[int, ...]
    organisations: Mapping[int, Organisation]
    parents: Mapping[int, int | None]
    ties: Mapping[tuple[int, int], Tie]
    listed: Mapping[int, Sequence[int]]
    unlisted: Mapping[int, int]

    def __len__(self) -> int:
        """How much room it takes, in rows of a few words."""
        return len(self.organisations) + ROWS_OF_A_TIE * len(self.ties)

    def tie(self, one: int, other: int) -> Tie:
        """The tie of two organisations that have one."""
        return self.ties[min(one, other), max(one, other)]

    @cached_property
    def drawn_ties(self) -> list[Tie]:
        """The ties between organisations that are drawn."""
        return [tie for tie in self.ties.values() if tie.one in self.parents and tie.other in self.parents]

    @cached_property
    def _drawn_partners(self) -> Counter[int]:
        return Counter(end for tie in self.drawn_ties for end in (tie.one, tie.other))

    def hidden(self, number: int) -> int:
        """How many partners of a drawn organisation are not drawn."""
        return self.organisations[number].partners - self._drawn_partners[number]

    @property
    def depth(self) -> int:
        """How many steps the furthest organisation that is drawn is from the centre."""
        steps = {self.centre: 0}
        for number, parent in self.parents.items():
            if parent is not None:
                steps[number] = steps[parent] + 1
        return max(steps.values())

    @property
    def undrawn(self) -> int:
        """How many partners of the opened organisations are in the table only."""
        return len({other for some in self.listed.values() for other in some} - set(self.parents))


def starts(session: Session, scope: Scope) -> list[Any]:
    """Where to begin: the organisations in most partnerships, as (id, name, slug, partnerships)."""
    of = scope.only(Partnership, Company)
    return kept(session, ("starts", *scope.query), lambda: _starts(session, scope), of)


def _starts(session: Session, scope: Scope) -> list[Any]:
    """Of all partnerships, those of the organisations that are parties most often are counted, as long as no
    other can be in as many: to count those of 20,000 takes a second."""
    often = Counter[int]() if scope.filters else groups_of(session, Partnership, Company.singular())
    likely = [number for number, _ in often.most_common(2 * STARTS)]
    if len(likely) < len(often):
        found = _most(session, scope, Company.__table__.c.id.in_(likely))
        further = often.most_common(len(likely) + 1)[-1][1]
        if len(found) == STARTS and further < found[-1].partnerships:
            return found
    return _most(session, scope)


def _most(session: Session, scope: Scope, *among: ColumnElement[bool]) -> list[Any]:
    party, company = PartnershipParty.__table__.c, Company.__table__.c
    count = func.count(party.partnership_id.distinct())
    query = (
        select(company.id, company.name, company.slug, count.label("partnerships"))
        .join(PartnershipParty.__table__, party.company_id == company.id)
        .join(Partnership.__table__, Partnership.__table__.c.id == party.partnership_id)
        .where(*scope.conditions(session, Partnership), party.trashed_at.is_(None), *_alive(company), *among)
        .group_by(company.id, company.name, company.slug)
        .order_by(count.desc(), company.name, company.id)
        .limit(STARTS)
    )
    return list(session.execute(query))


def _alive(table: Any) -> list[ColumnElement[bool]]:
    return [table.trashed_at.is_(None), table.merged_into_id.is_(None)]


def network(session: Session, scope: Scope, centre: int, also: Sequence[int] = ()) -> Network:
    """The network around an organisation; `also`: others whose partners are drawn too. It is put together
    once, until a partnership or an organisation is saved."""
    asked = ("network", centre, *also, *scope.query)
    of = scope.only(Partnership, Company)
    return kept(session, asked, lambda: _network(session, scope, centre, also), of)


def _network(session: Session, scope: Scope, centre: int, also: Sequence[int]) -> Network:
    """The same, anew in five statements."""
    opened = tuple(dict.fromkeys([centre, *also]))
    listed, totals = _ranked(session, scope, opened)
    parents = _chosen(centre, opened, listed)
    hubs = tuple(number for number in opened if number in parents)
    near = {other for hub in hubs for other in listed.get(hub, ())} | set(parents)
    ties = _ties(session, scope, hubs, set(parents), near)
    return Network(
        centre, hubs, _organisations(session, scope, near, set(parents)), parents, ties,
        {hub: listed.get(hub, ()) for hub in hubs},
        {hub: totals.get(hub, 0) - len(listed.get(hub, ())) for hub in hubs},
    )  # fmt: skip


def _pairs(session: Session, scope: Scope) -> tuple[Any, Any, Any, Select[Any]]:
    """The columns of two parties of one partnership and of the partnership, and the statement they are of."""
    one, other = PartnershipParty.__table__.alias("one"), PartnershipParty.__table__.alias("other")
    deal, company = Partnership.__table__, Company.__table__.c
    both = one.join(other, other.c.partnership_id == one.c.partnership_id)
    deals = both.join(deal, deal.c.id == one.c.partnership_id)
    # Those in the trash are few, and found by an index: no other company is looked up for each deal.
    gone = select(company.id).where(company.trashed_at.is_not(None))
    alive = [one.c.trashed_at.is_(None), other.c.trashed_at.is_(None), other.c.company_id.not_in(gone)]
    apart = one.c.company_id != other.c.company_id
    query = select().select_from(deals).where(*scope.conditions(session, Partnership), *alive, apart)
    return one.c, other.c, deal.c, query


def _ranked(
    session: Session, scope: Scope, hubs: Sequence[int]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """The partners of some organisations, the most partnerships first, and how many each has in all."""
    one, other, deal, query = _pairs(session, scope)
    counted = (
        query.add_columns(one.company_id, other.company_id.label("partner"))
        .add_columns(func.count(deal.id.distinct()).label("deals"))
        .where(one.company_id.in_(hubs))
        .group_by(one.company_id, other.company_id)
        .subquery("counted")
    )
    each, company = counted.c, Company.__table__
    by_deals = (each.deals.desc(), company.c.name, each.partner)
    place = func.row_number().over(partition_by=each.company_id, order_by=by_deals).label("place")
    total = func.count().over(partition_by=each.company_id).label("total")
    named = counted.join(company, company.c.id == each.partner)
    ranked = select(each.company_id, each.partner, place, total).select_from(named).subquery("ranked")
    first = select(ranked).where(ranked.c.place <= LISTED).order_by(ranked.c.company_id, ranked.c.place)
    listed: dict[int, list[int]] = defaultdict(list)
    totals: dict[int, int] = {}
    for row in session.execute(first):
        listed[row.company_id].append(row.partner)
        totals[row.company_id] = row.total
    return dict(listed), totals


def _chosen(
    centre: int, opened: Sequence[int], listed: Mapping[int, Sequence[int]]
) -> dict[int, int | None]:
    """Who is drawn, each with its neighbour on the way to the centre, which comes before it."""
    parents: dict[int, int | None] = {centre: None}
    room = MOST - 1
    for hub in _reached(centre, opened, listed):
        waiting = sum(one != centre for one in opened)
        share = max(room - AROUND * waiting, AROUND) if hub == centre else AROUND
        partners = sorted(listed.get(hub, ()), key=lambda other: other not in opened)
        fresh = [other for other in partners if other not in parents][: min(share, room)]
        parents |= dict.fromkeys(fresh, hub)
        room -= len(fresh)
    return parents


def _reached(centre: int, opened: Sequence[int], listed: Mapping[int, Sequence[int]]) -> list[int]:
    """The opened ones in the order in which they can be reached from the centre by way of each other."""
    found, rest = [centre], [one for one in opened if one != centre]
    while near := [one for one in rest if any(one in listed.get(hub, ()) for hub in found)]:
        found.append(near[0])
        rest.remove(near[0])
    return found


def _ties(
    session: Session, scope: Scope, hubs: Sequence[int], drawn: set[int], near: set[int]
) -> dict[tuple[int, int], Tie]:
    """The ties between those that are drawn, and between the opened ones and those that are listed."""
    one, other, deal, query = _pairs(session, scope)
    groups = (one.company_id, other.company_id, deal.kind, deal.status, one.role, other.role)
    within = and_(one.company_id < other.company_id, other.company_id.in_(drawn))
    beyond = and_(one.company_id.in_(hubs), other.company_id.not_in(drawn))
    found = (
        query.add_columns(*groups[:4], one.role.label("one_role"), other.role.label("other_role"))
        .add_columns(func.count(deal.id.distinct()).label("deals"), func.min(deal.id).label("first"))
        .where(one.company_id.in_(drawn), other.company_id.in_(near), or_(within, beyond))
        .group_by(*groups)
        .order_by(*(group.nulls_last() for group in groups))
    )
    ties: dict[tuple[int, int], Tie] = {}
    for first, second, kind, status, role, their_role, deals, number in session.execute(found):
        key = (min(first, second), max(first, second))
        tie = ties.setdefault(key, Tie(*key))
        tie.only = number if not tie.count and deals == 1 else None
        tie.count += deals
        tie.kinds[kind] += deals
        tie.phases[phase_of(status)] += deals
        tie.roles[(role, their_role) if first < second else (their_role, role)] += deals
    return ties


def _organisations(
    session: Session, scope: Scope, near: set[int], drawn: set[int]
) -> dict[int, Organisation]:
    """Who is near by id; how many partners they have is counted for those that are drawn."""
    partners = _partners(session, scope, drawn)
    company = Company.__table__.c
    named = select(company.id, company.name, company.slug, company.kind).where(company.id.in_(near))
    return {
        row.id: Organisation(row.id, row.name, row.slug, row.kind, partners.get(row.id, 0))
        for row in session.execute(named)
    }


def _partners(session: Session, scope: Scope, drawn: set[int]) -> Mapping[int, int]:
    """How many partners each has. Those with the most stand in many networks: they are counted once, until a
    partnership or an organisation is saved."""
    counted = kept(session, ("partners", *scope.query), dict[int, int], of=(Partnership, Company))
    if fresh := drawn - counted.keys():
        one, other, _, query = _pairs(session, scope)
        degree = query.add_columns(one.company_id, func.count(other.company_id.distinct()))
        found = session.execute(degree.where(one.company_id.in_(fresh)).group_by(one.company_id))
        counted |= dict.fromkeys(fresh, 0) | dict(found.all())
    return counted


def deals_between(session: Session, scope: Scope, one: int, other: int) -> list[dict[str, Any]]:
    """The partnerships that two organisations are both parties of, newest first, as rows of their list."""
    party, shape = PartnershipParty.__table__.c, shape_of(Partnership)
    deal = shape.table.c["id"]
    both = [
        deal.in_(select(party.partnership_id).where(party.company_id == number, party.trashed_at.is_(None)))
        for number in (one, other)
    ]
    query = shape.statement.where(*scope.conditions(session, Partnership), *both).order_by(deal.desc())
    found = session.execute(query.limit(LISTED)).mappings()
    return [as_row(Partnership, row) for row in found]
