"""What is counted over all rows is counted again after a save, and not before."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.saving import add
from tracker.db import reading
from tracker.history import newest_revision
from tracker.overview import kept as keeping
from tracker.overview.kept import kept
from tracker.records import kind_called


def test_a_count_is_kept_until_somebody_saves(engine: Engine):
    counts = count(1)

    def ask(key: str) -> int:
        with reading(engine) as session:
            return kept(session, key, lambda: next(counts))

    assert [ask("a"), ask("b"), ask("a"), ask("b")] == [1, 2, 1, 2]
    add(engine, "publishers", name="Gazette")
    assert [ask("a"), ask("a")] == [3, 3]


def test_only_so_many_counts_are_kept(engine: Engine, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    counts = count(1)
    with reading(engine) as session:
        assert [kept(session, key, lambda: next(counts)) for key in (1, 2, 3, 3, 2, 1)] == [1, 2, 3, 3, 2, 4]


def test_databases_do_not_share_their_counts(engine: Engine, seeded_engine: Engine):
    with reading(engine) as one, reading(seeded_engine) as other:
        assert (kept(one, "same", lambda: "one"), kept(other, "same", lambda: "other")) == ("one", "other")


def test_what_several_ask_for_at_once_is_counted_once(engine: Engine):
    asked, counted = Barrier(3), []

    def slowly() -> int:
        counted.append(1)
        sleep(0.05)  # the others ask meanwhile
        return 7

    def ask(_: int) -> int:
        with reading(engine) as session:
            asked.wait(10)
            return kept(session, "at once", slowly)

    with ThreadPoolExecutor(3) as several:
        assert list(several.map(ask, range(3))) == [7, 7, 7]
    assert counted == [1]


def test_what_fails_is_counted_again(engine: Engine):
    with reading(engine) as session:
        with pytest.raises(ZeroDivisionError):
            kept(session, "fails", lambda: 1 // 0)
        assert kept(session, "fails", lambda: 3) == 3


def test_what_is_counted_of_some_kinds_outlasts_saves_of_others(engine: Engine):
    counts, party = count(1), {"company": add(engine, "companies", name="Acme")}

    def ask() -> int:
        with reading(engine) as session:
            return kept(session, "deals", lambda: next(counts), of=(kind_called("partnerships"),))

    assert [ask(), ask()] == [1, 1]
    other = {"company": add(engine, "companies", name="Other")}
    assert ask() == 1
    deal = add(engine, "partnerships", kind="research", parties=[party, other])
    assert [ask(), ask()] == [2, 2]
    third = add(engine, "companies", name="Third")
    add(engine, "partnership_parties", partnership=deal, company=third)
    assert [ask(), ask()] == [3, 3]


def test_after_many_changes_it_is_counted_again_without_looking_through_them(engine: Engine, monkeypatch):
    counts = count(1)

    def ask() -> int:
        with reading(engine) as session:
            return kept(session, "deals", lambda: next(counts), of=(kind_called("partnerships"),))

    add(engine, "companies", name="Acme")
    assert ask() == 1
    add(engine, "companies", name="Other")
    assert ask() == 1
    monkeypatch.setattr(keeping, "TOUCHED", 0)
    add(engine, "companies", name="Third")
    assert [ask(), ask()] == [2, 2]


def test_what_is_counted_earlier_is_brought_up_to_date_and_never_back(engine: Engine):
    companies = (kind_called("companies"),)

    def ask(session: Session, count: str) -> str:
        return kept(session, "named", lambda: count, companies, lambda before, _: f"{before}+")

    add(engine, "companies", name="Acme")
    with reading(engine) as older:
        assert newest_revision(older)
        add(engine, "companies", name="Other")
        with reading(engine) as newer:
            assert ask(newer, "newer") == "newer"
        assert ask(older, "older") == "older"
    add(engine, "companies", name="Third")
    with reading(engine) as newest:
        assert ask(newest, "newest") == "newer+"
