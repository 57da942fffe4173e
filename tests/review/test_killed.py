"""Killed at each step that writes: a poll and a decision leave nothing half-stored, and the next goes on."""

import os
import signal
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from tests.databases import connected
from tests.review.articles import LISBON
from tests.review.steps import NIMBUS, captured, card, cards, decide, draft_of
from tests.review.test_polling import ADDRESS, rss
from tracker.check import check
from tracker.db import Base, reading
from tracker.drafts import Draft, FeedItem, Job
from tracker.ingest import polling, review
from tracker.ingest.feeds import read_feed
from tracker.ingest.polling import LEASE, lease, poll
from tracker.records.feed import Feed
from tracker.types import now

WRITES = ("INSERT", "UPDATE", "DELETE")
Act = Callable[[Engine], object]


def dies(url: str, step: int, act: Act) -> bool:
    """Act in a process of its own, which is killed before its write number `step`; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            with connected(url) as engine:
                watch(engine, step)
                act(engine)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def watch(engine: Engine, step: int) -> None:
    """Kill this process at the write or the commit that is number `step`."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_statement(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            count()

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", count)


def stored(engine: Engine) -> dict[str, Any]:
    """How many rows each table holds, and how far each draft is."""
    with reading(engine) as session:
        counts = {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
        drafts = select(Draft.id, Draft.state, Draft.version).order_by(Draft.id)
        return counts | {"each draft": session.execute(drafts).all()}


def killed_at_each_step(url: str, engine: Engine, act: Act, every: int = 1) -> int:
    """Kill an act at each `every`-th of its steps, hold that nothing is stored, and let it end at last."""
    before, step = stored(engine), 1
    engine.dispose()
    while dies(url, step, act):
        assert stored(engine) == before, f"killed at write {step}"
        engine.dispose()
        step += every
    assert stored(engine) != before
    assert [str(finding) for finding in check(engine) if finding.count] == []
    return step


@pytest.fixture
def feed(seeded_engine):
    add = lambda edit: edit.add(Feed, {"name": "Example news", "address": ADDRESS})  # noqa: E731
    return decide(seeded_engine, add)[0]


def answers(*_: Any, **__: Any) -> SimpleNamespace:
    """What a door would bring of a feed with three items."""
    body = rss(*(f"http://news.example/{number}" for number in range(3))).encode()
    return SimpleNamespace(
        body=body, charset=None, final_address=ADDRESS, status=200, etag='"one"', last_modified=None
    )


def test_a_poll_killed_at_any_write_stores_nothing_and_is_done_by_the_next_worker(
    seeded, seeded_engine, feed, monkeypatch
):
    monkeypatch.setattr(polling, "feed_apart", lambda body, **said: read_feed(body, said["charset"]))
    assert lease(seeded_engine) is not None
    door: Any = SimpleNamespace(fetch=answers)
    assert killed_at_each_step(seeded, seeded_engine, lambda engine: poll(engine, door, feed)) >= 3
    with reading(seeded_engine) as session:
        assert session.scalar(select(func.count()).select_from(FeedItem)) == 3
        assert session.scalars(select(Job)).one().leased_until is None


def test_a_worker_killed_with_its_lease_is_followed_by_another(seeded, seeded_engine, feed):
    assert not dies(seeded, 99, lease)
    assert lease(seeded_engine) is None
    taken = lease(seeded_engine, now() + 2 * LEASE)
    assert taken is not None
    assert taken.feed_id == feed


@pytest.fixture
def lisbon(seeded_engine):
    """The office in Lisbon, waiting in its article: its draft."""
    return card(seeded_engine, captured(seeded_engine, LISBON).article_id, "offices", "Lisbon").draft.id


def test_accepting_killed_at_any_write_records_nothing(seeded, seeded_engine, lisbon):
    accept: Act = lambda engine: decide(engine, review.accept, lisbon, 1, {"company": NIMBUS})  # noqa: E731
    killed_at_each_step(seeded, seeded_engine, accept, every=6)
    assert draft_of(seeded_engine, lisbon).state == "accepted"


def test_accepting_the_clear_ones_is_all_or_none_of_them(seeded, seeded_engine, lisbon):
    decide(seeded_engine, review.accept, lisbon, 1, {"company": NIMBUS})
    article = draft_of(seeded_engine, lisbon).article_id
    person = card(seeded_engine, article, "people", "Teresa").draft.id
    decide(seeded_engine, review.accept, person, 1)
    chosen = [(one.draft.id, one.draft.version) for one in review.clear_ones(cards(seeded_engine, article))]
    assert len(chosen) > 1
    accept: Act = lambda engine: decide(engine, review.accept_all, chosen)  # noqa: E731
    killed_at_each_step(seeded, seeded_engine, accept, every=15)
    assert {draft_of(seeded_engine, number).state for number, _ in chosen} == {"accepted"}


def test_an_undo_killed_at_any_write_takes_nothing_back(seeded, seeded_engine, lisbon):
    decide(seeded_engine, review.accept, lisbon, 1, {"company": NIMBUS})
    version = draft_of(seeded_engine, lisbon).version
    undo: Act = lambda engine: decide(engine, review.undo, lisbon, version)  # noqa: E731
    killed_at_each_step(seeded, seeded_engine, undo, every=6)
    assert draft_of(seeded_engine, lisbon).state == "open"
