"""The network: who is drawn, what ties each two, and where they stand."""

from itertools import combinations, pairwise

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.saving import add, change, remove
from tracker.db import reading
from tracker.overview import network as drawing
from tracker.overview.network import AROUND, MOST, Network, Organisation, Tie, deals_between, network, starts
from tracker.overview.network import _chosen as chosen
from tracker.overview.rings import ASIDE, arranged
from tracker.overview.scope import Scope, read_scope
from tracker.queries import listing
from tracker.records import Registered
from tracker.records.partnership import Partnership


def scope(session: Session, *arguments: tuple[str, str]) -> Scope:
    return read_scope(session, arguments, ("partnerships",))


def number(session: Session, name: str) -> int:
    query = select(Registered.id).where(Registered.name == name, Registered.kind == "companies")
    return session.scalars(query).one()


def around(session: Session, name: str, *also: str, filters: tuple[tuple[str, str], ...] = ()) -> Network:
    opened = [number(session, one) for one in also]
    return network(session, scope(session, *filters), number(session, name), opened)


def drawn(found: Network) -> set[str]:
    return {found.organisations[one].name for one in found.parents}


def tied(found: Network) -> dict[str, int]:
    names = {one: found.organisations[one].name for one in found.organisations}
    return {f"{names[tie.one]} – {names[tie.other]}": tie.count for tie in found.ties.values()}


# -- who is drawn -----------------------------------------------------------------------------------------


def test_a_network_begins_with_its_centre_and_those_it_deals_with(on_earth: Session) -> None:
    found = around(on_earth, "Acme")
    assert drawn(found) == {"Acme", "Beta", "Gamma"}
    assert tied(found) == {"Acme – Beta": 2, "Acme – Gamma": 1, "Beta – Gamma": 1}
    assert [found.hidden(one) for one in found.parents] == [0, 1, 1]
    assert found.undrawn == 0


def test_it_is_opened_step_by_step(on_earth: Session) -> None:
    found = around(on_earth, "Acme", "Gamma", "Delta")
    assert drawn(found) == {"Acme", "Beta", "Gamma", "Delta", "Epsilon"}
    assert found.depth == 3
    assert found.parents[number(on_earth, "Epsilon")] == number(on_earth, "Delta")
    # Who cannot be reached is not opened, however it is asked for.
    alone = around(on_earth, "Acme", "Epsilon")
    assert drawn(alone) == {"Acme", "Beta", "Gamma"}
    assert alone.opened == (number(on_earth, "Acme"),)


def test_a_tie_knows_kinds_phases_and_roles(on_earth: Session) -> None:
    found = around(on_earth, "Acme")
    acme, beta = number(on_earth, "Acme"), number(on_earth, "Beta")
    tie = found.tie(beta, acme)
    assert dict(tie.kinds) == {"commercial": 1, "research": 1}
    assert dict(tie.phases) == {"coming": 1, "here": 1}
    assert set(tie.role_of(acme)) == {"customer", "partner"}
    assert set(tie.role_of(beta)) == {"partner", "supplier"}
    assert tie.only is None
    assert tie.phase == "mixed"
    single = found.tie(acme, number(on_earth, "Gamma"))
    rows = deals_between(on_earth, scope(on_earth), acme, number(on_earth, "Gamma"))
    assert [row["id"] for row in rows] == [single.only]


def test_every_number_is_that_of_its_rows(on_earth: Session) -> None:
    found = around(on_earth, "Acme", "Beta", "Gamma", "Delta")
    assert len(found.ties) == 6
    for tie in found.ties.values():
        assert len(deals_between(on_earth, scope(on_earth), tie.one, tie.other)) == tie.count
    for one in found.parents:
        assert found.organisations[one].partners == sum(one in ends for ends in found.ties)
    for first in starts(on_earth, scope(on_earth)):
        page = listing(on_earth, Partnership, [("company", first.slug)])
        assert page.count == first.partnerships


@pytest.mark.parametrize("most", [1, 2])
def test_where_to_begin_is_the_same_however_many_there_are(on_earth, monkeypatch, most):
    """Whether only those that can be among the first are counted, or a tie makes it all of them."""
    monkeypatch.setattr(drawing, "kept", lambda *given, **_: given[2]())
    every = starts(on_earth, scope(on_earth))
    assert len(every) > 2 * most
    monkeypatch.setattr(drawing, "STARTS", most)
    assert starts(on_earth, scope(on_earth)) == every[:most]


def test_filters_hold_for_everything(on_earth: Session) -> None:
    filters = (("_of", "partnerships"), ("kind", "research"))
    found = around(on_earth, "Acme", filters=filters)
    assert tied(found) == {"Acme – Beta": 1}
    assert len(deals_between(on_earth, scope(on_earth, *filters), *found.parents)) == 1
    assert [row.name for row in starts(on_earth, scope(on_earth, *filters))] == ["Acme", "Beta"]
    assert drawn(around(on_earth, "Epsilon", filters=filters)) == {"Epsilon"}


def test_a_network_takes_a_fixed_number_of_statements(on_earth: Session) -> None:
    of, centre = scope(on_earth), number(on_earth, "Acme")
    beta, delta = (number(on_earth, name) for name in ("Beta", "Delta"))
    network(on_earth, of, centre, [beta, delta])
    asked: list[str] = []
    event.listen(on_earth.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    # Opened twice is opened once; nobody asked so before, and the last one is asked again.
    for also in ([beta, beta], [delta, beta, delta], [delta, beta, delta]):
        asked.clear()
        network(on_earth, of, centre, also)
        counts.append(len(asked))
    assert counts == [3, 3, 0]


def test_at_most_sixty_are_drawn_and_those_opened_are_among_them() -> None:
    partners = {1: list(range(2, 202)), 150: list(range(300, 400)), 151: list(range(400, 500))}
    found = chosen(1, (1, 150, 151), partners)
    assert len(found) == MOST
    assert {150, 151} <= set(found)
    assert [list(found.values()).count(hub) for hub in (150, 151)] == [AROUND, AROUND]
    assert list(found)[:4] == [1, 150, 151, 2]
    assert len(chosen(1, (1,), partners)) == MOST


# -- where they stand -------------------------------------------------------------------------------------


def star(rays: int, among: int = 0) -> Network:
    """A centre, number 0, with rays, and ties among some of them."""
    ends = [(0, ray) for ray in range(1, rays + 1)] + list(combinations(range(1, rays + 1), 2))[:among]
    ties = {end: Tie(*end, count=1) for end in ends}
    some = {one: Organisation(one, f"Firm {one}", f"firm-{one}", "company", rays) for one in range(rays + 1)}
    parents: dict[int, int | None] = {0: None} | dict.fromkeys(range(1, rays + 1), 0)
    return Network(0, (0,), some, parents, ties, {0: list(range(1, rays + 1))}, {0: 0})


@pytest.mark.parametrize("rays", [1, 2, 7, 59])
def test_no_two_names_share_a_line(rays: int) -> None:
    picture = arranged(star(rays))
    for side in (-1, 1):
        lines = sorted(node.y for node in picture.nodes if node.side == side)
        assert all(after - before >= 24 for before, after in pairwise(lines))
    assert all(0 <= node.x <= picture.width and 0 <= node.y <= picture.height for node in picture.nodes)
    assert len(picture.nodes) == rays + 1
    assert picture.nodes[0].id == 0


def test_the_same_network_is_drawn_alike() -> None:
    assert arranged(star(9, 5)) == arranged(star(9, 5))


def test_a_hairball_is_left_to_the_files() -> None:
    few, many = arranged(star(20, ASIDE)), arranged(star(20, ASIDE + 1))
    assert (len(few.edges), few.untied) == (20 + ASIDE, 0)
    assert (len(many.edges), many.untied) == (20, ASIDE + 1)
    assert all(edge.main for edge in many.edges)


def test_those_behind_an_opened_one_stand_behind_it(on_earth: Session) -> None:
    picture = arranged(around(on_earth, "Acme", "Gamma", "Delta"))
    at = {node.id: node for node in picture.nodes}
    gamma, delta, epsilon = (at[number(on_earth, name)] for name in ("Gamma", "Delta", "Epsilon"))
    assert gamma.side == delta.side == epsilon.side
    middle = picture.nodes[0].x
    assert abs(gamma.x - middle) < abs(delta.x - middle) < abs(epsilon.x - middle)


def test_deals_and_names_saved_between_two_looks_are_seen(engine) -> None:
    def seen() -> set[str]:
        with reading(engine) as session:
            return drawn(network(session, scope(session), acme))

    acme, nimbus, orbit = (add(engine, "companies", name=name) for name in ("Acme", "Nimbus", "Orbit"))
    parties = [{"company": acme, "role": "partner"}, {"company": nimbus, "role": "partner"}]
    add(engine, "partnerships", kind="research", parties=parties)
    assert seen() == {"Acme", "Nimbus"}
    parties[1] = {"company": orbit, "role": "partner"}
    second = add(engine, "partnerships", kind="research", parties=parties)
    assert seen() == {"Acme", "Nimbus", "Orbit"}
    change(engine, "companies", nimbus, name="Nimbus Labs")
    assert seen() == {"Acme", "Nimbus Labs", "Orbit"}
    remove(engine, "partnerships", second)
    assert seen() == {"Acme", "Nimbus Labs"}
