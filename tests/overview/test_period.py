"""The changes of a period: those of few facts are found by these facts, and are the same."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, event, update

from tests.merges import merge
from tests.saving import add, change, remove
from tracker.db import reading, transaction
from tracker.history import Revision
from tracker.overview import digest, period

BEFORE, TODAY = datetime(2020, 1, 1, 12, tzinfo=UTC), datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(engine: Engine, moment: datetime) -> None:
    """Say that what was saved just now was saved at a moment."""
    with transaction(engine) as session:
        session.execute(update(Revision).where(Revision.made_at > TODAY).values(made_at=moment))


@pytest.fixture
def moved(seeded_engine: Engine) -> Engine:
    """Something of every sort happened today to the facts of a company, and to those of another."""
    add(seeded_engine, "companies", name="Acme")
    offices = {
        (company, city): add(seeded_engine, "offices", company=company, city=city, status="announced")
        for company in ("OpenAI", "Acme")
        for city in ("Busan", "Oslo", "Vienna, AT", "Munich")
    }
    at(seeded_engine, BEFORE)
    for company in ("OpenAI", "Acme"):
        busan, oslo, vienna, munich = (number for key, number in offices.items() if key[0] == company)
        change(seeded_engine, "offices", busan, role="hub")
        change(seeded_engine, "offices", busan, status="open", status_on="2026-05")
        remove(seeded_engine, "offices", oslo)
        merge(seeded_engine, "offices", vienna, munich)
        add(seeded_engine, "offices", company=company, city="Madrid, ES", status="planned")
    at(seeded_engine, TODAY)
    return seeded_engine


def told(engine: Engine, most: int = digest.MOST) -> digest.Digest:
    """What happened today to the facts of one company; what was told with another `most` is told anew."""
    with reading(engine) as session:
        ask = digest.read_ask(session, [("company", "openai")], TODAY.date())
        return digest.digest(session, ask, most)


def test_few_changes_and_many_are_told_alike(moved: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    few = told(moved)
    monkeypatch.setattr(period, "FEW", -1)
    monkeypatch.setattr(period, "FEW_MERGES", -1)
    many = told(moved, most=digest.MOST + 1)
    assert [section.counts for section in few.sections] == [{"offices": 1}] * 5
    assert few.sections == many.sections


def test_the_changes_of_one_are_not_looked_for_among_all(moved: Engine) -> None:
    asked: list[str] = []
    event.listen(moved, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert told(moved).total
    through = [one for one in asked if "changes.id BETWEEN" in one]
    # Which of them merged anything, and, kind by kind, which are of the company's own records.
    assert [one for one in through if "records.root_id IN" not in one and "changes.field =" not in one] == []
    assert len(through) == 5
