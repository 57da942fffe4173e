"""What is counted over all rows is counted again after a save, and not before."""

from itertools import count

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
