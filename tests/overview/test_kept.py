"""What is counted over all rows is counted again after a save, and not before."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import Engine

from tests.saving import add
from tracker.db import reading
from tracker.overview import kept as keeping
from tracker.overview.kept import kept


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
