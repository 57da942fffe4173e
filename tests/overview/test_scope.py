"""The rows a drawing is about are the rows of the list it names."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.saving import add, editing
from tracker.errors import Refused
from tracker.overview.scope import read_scope
from tracker.queries import listing
from tracker.records import FACTS, kind_called


def drawn(session: Session, arguments: list[tuple[str, str]]) -> dict[str, set[int]]:
    scope = read_scope(session, arguments)
    return {
        kind.__tablename__: set(
            session.scalars(select(kind.__table__.c.id).where(*scope.conditions(session, kind)))
        )
        for kind in scope.kinds
    }


def listed(session: Session, kind: str, arguments: list[tuple[str, str]]) -> set[int]:
    return {row["id"] for row in listing(session, kind_called(kind), [*arguments, ("_size", "500")]).rows}


def test_one_kind_takes_the_filters_of_its_list(seeded_engine: Engine) -> None:
    with Session(seeded_engine) as session:
        found = drawn(session, [("_of", "offices"), ("country", "KR")])
        assert found == {"offices": listed(session, "offices", [("country", "KR")])}
        assert found["offices"]


def test_without_a_kind_it_is_all_facts(seeded_engine: Engine) -> None:
    with Session(seeded_engine) as session:
        assert drawn(session, []) == {kind: listed(session, kind, []) for kind in FACTS}


@pytest.mark.parametrize("argument", [("company", "openai"), ("country", "KR")])
def test_all_facts_of_a_company_or_country_are_those_of_the_lists(
    seeded_engine: Engine, argument: tuple[str, str]
) -> None:
    with Session(seeded_engine) as session:
        assert drawn(session, [argument]) == {kind: listed(session, kind, [argument]) for kind in FACTS}
        assert sum(map(len, drawn(session, [argument]).values())) > 1


def test_its_filters_are_chips_and_its_lists_have_addresses(seeded_engine: Engine) -> None:
    with Session(seeded_engine) as session:
        asked = [("_of", "offices"), ("country", "KR"), ("status", "open"), ("status", "planned")]
        scope = read_scope(session, asked)
    assert scope.chips == [
        ("Country: South Korea", [("_of", "offices"), ("status", "open"), ("status", "planned")]),
        ("Status: open or planned", [("_of", "offices"), ("country", "KR")]),
    ]
    assert scope.address(scope.kinds[0]) == "/offices/?country=KR&status=open&status=planned"
    assert scope.address(scope.kinds[0], ("city", "Seoul")).endswith("&city=Seoul")


def test_its_chips_name_what_is_drawn(seeded_engine: Engine) -> None:
    kept, merged = (add(seeded_engine, "companies", name=name) for name in ("Acme", "Acme Works"))
    with editing(seeded_engine) as edit:
        edit.merge(kind_called("companies"), merged, kept)
    with Session(seeded_engine) as session:
        for given in ("acme", "ACME Works", "acme-works", str(merged), str(kept)):
            scope = read_scope(session, [("company", given)])
            assert [words for words, _ in scope.chips] == ["Company: Acme"], given


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([("_of", "people")], "_of"),
        ([("_of", "offices"), ("_of", "claims")], "_of"),
        ([("_of", "offices"), ("colour", "red")], "colour"),
        ([("status", "open")], "status"),
        ([("_of", "offices"), ("status", "shut")], "status"),
    ],
)
def test_what_it_cannot_understand_is_named(
    seeded_engine: Engine, arguments: list[tuple[str, str]], named: str
) -> None:
    with Session(seeded_engine) as session, pytest.raises(Refused) as refused:
        read_scope(session, arguments)
    assert named in refused.value.fields
