"""Feeds into the queue: what is new, what fails, and that one worker at a time polls a feed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.ingest.internet import an_internet, page
from tests.review.articles import LISBON
from tests.review.steps import captured, decide, row
from tracker.db import reading
from tracker.drafts import FeedItem, Job
from tracker.errors import NotFound
from tracker.history import Revision
from tracker.ingest.polling import EVERY, LEASE, lease, poll
from tracker.records.feed import Feed
from tracker.types import now

ADDRESS = "http://news.example/rss"


def rss(*links):
    dated = "<pubDate>Thu, 12 Mar 2026 09:00:00 GMT</pubDate>"
    items = "".join(f"<item><title>Story {link}</title><link>{link}</link>{dated}</item>" for link in links)
    return f"<rss version='2.0'><channel><title>Example news</title>{items}</channel></rss>"


@pytest.fixture
def internet():
    with an_internet() as made:
        yield made


@pytest.fixture
def feed(seeded_engine):
    add = lambda edit: edit.add(Feed, {"name": "Example news", "address": ADDRESS})  # noqa: E731
    return decide(seeded_engine, add)[0]


def items(engine):
    with reading(engine) as session:
        query = select(FeedItem.address, FeedItem.state).order_by(FeedItem.id)
        return [tuple(found) for found in session.execute(query)]


def serve(internet, body):
    return internet.site("news.example", {"/rss": page(body, content_type="application/rss+xml")})


def test_only_what_is_new_comes_into_the_queue(seeded_engine, internet, feed):
    captured(seeded_engine, LISBON, address="http://news.example/known")
    serve(
        internet,
        rss("http://news.example/known?utm_source=rss", "http://news.example/1", "javascript:alert(1)"),
    )
    door = internet.door()
    assert poll(seeded_engine, door, feed).new == 1
    assert poll(seeded_engine, door, feed).new == 0
    assert items(seeded_engine) == [("http://news.example/1", "new")]
    assert row(seeded_engine, "feeds", feed)["problem"].startswith("Items left out: 1;")
    with reading(seeded_engine) as session:
        assert session.scalars(select(FeedItem)).one().published == "2026-03-12"


def test_a_dismissed_item_is_not_offered_again(seeded_engine, internet, feed):
    serve(internet, rss("http://news.example/1"))
    poll(seeded_engine, internet.door(), feed)

    def dismiss(edit):
        edit.session.scalars(select(FeedItem)).one().state = "dismissed"

    decide(seeded_engine, dismiss)
    assert poll(seeded_engine, internet.door(), feed).new == 0
    assert items(seeded_engine) == [("http://news.example/1", "dismissed")]


def test_a_failing_feed_says_since_when_and_why_and_is_asked_less_often(seeded_engine, internet, feed):
    serve(internet, "<html>no feed</html>")
    lease(seeded_engine)
    first = poll(seeded_engine, internet.door(), feed)
    assert first.problem == "This is not a feed."
    kept = row(seeded_engine, "feeds", feed)
    assert (kept["problem"], kept["last_ok"]) == ("This is not a feed.", None)
    assert kept["failing_since"] == kept["last_polled"]
    poll(seeded_engine, internet.door(), feed)
    with reading(seeded_engine) as session:
        job = session.scalars(select(Job)).one()
        assert job.attempts == 2
        assert job.due_at > now() + EVERY
    serve(internet, rss("http://news.example/1"))
    poll(seeded_engine, internet.door(), feed)
    kept = row(seeded_engine, "feeds", feed)
    assert (kept["problem"], kept["failing_since"], kept["version"]) == (None, None, 1)


def test_a_feed_is_polled_by_one_worker_until_its_lease_ends(seeded_engine, feed):
    moment = now()
    taken = lease(seeded_engine, moment)
    assert taken is not None
    assert taken is not None
    assert (taken.feed_id, taken.until) == (feed, moment + LEASE)
    assert lease(seeded_engine, moment) is None
    again = lease(seeded_engine, moment + LEASE + timedelta(seconds=1))
    assert again is not None
    assert again.feed_id == feed


def test_a_paused_feed_and_one_in_the_trash_are_left_alone(seeded_engine, internet, feed):
    decide(seeded_engine, lambda edit: edit.change(Feed, feed, {"paused": True}, 1))
    assert lease(seeded_engine) is None
    decide(seeded_engine, lambda edit: edit.remove(Feed, feed, 2))
    with pytest.raises(NotFound):
        poll(seeded_engine, internet.door(), feed)


def served(internet, *answers):
    """A feed that gives one answer after the other, the last for good, and what it was asked."""
    left = list(answers)

    def reply(path):
        if path == "/robots.txt":
            return page(status="404 Not Found")
        return left.pop(0) if len(left) > 1 else left[0]

    return internet.site("news.example", reply)


def test_a_feed_is_asked_for_news_only_by_every_process(seeded_engine, internet, feed):
    told = page(rss("http://news.example/1"), etag='"v1"', last_modified="Mon, 26 May 2025 00:00:00 GMT")
    site = served(internet, told, page(status="304 Not Modified"), page(rss("http://news.example/2")))
    assert [poll(seeded_engine, internet.door(), feed).new for _ in range(3)] == [1, 0, 1]
    asked = [head.lower() for head in site.asked if "robots" not in head]
    assert "if-none-match" not in asked[0]
    for head in asked[1:]:
        assert 'if-none-match: "v1"' in head
        assert "if-modified-since: mon, 26 may 2025" in head
    poll(seeded_engine, internet.door(), feed)
    assert "if-none-match" not in site.asked[-1].lower()


def test_another_address_is_not_asked_about_the_old_ones_version(seeded_engine, internet, feed):
    site = served(internet, page(rss("http://news.example/1"), etag='"v1"'))
    poll(seeded_engine, internet.door(), feed)
    decide(seeded_engine, lambda edit: edit.change(Feed, feed, {"address": f"{ADDRESS}?all"}, 1))
    poll(seeded_engine, internet.door(), feed)
    assert "if-none-match" not in site.asked[-1].lower()


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_site_that_asks_to_wait_is_left_alone_by_every_process(seeded_engine, internet, feed, form):
    until = now() + timedelta(hours=2)
    said = "7200" if form == "seconds" else f"{until:%a, %d %b %Y %H:%M:%S} GMT"
    site = served(internet, page(status="429 Too Many Requests", retry_after=said))
    lease(seeded_engine)
    assert "less often" in str(poll(seeded_engine, internet.door(), feed).problem)
    called = site.called
    again = poll(seeded_engine, internet.door(), feed)
    assert "asked not to be called before" in str(again.problem)
    sibling = decide(
        seeded_engine, lambda edit: edit.add(Feed, {"name": "Other", "address": f"{ADDRESS}/other"})
    )[0]
    lease(seeded_engine)
    assert "asked not to be called before" in str(poll(seeded_engine, internet.door(), sibling).problem)
    assert site.called == called
    kept = row(seeded_engine, "feeds", feed)
    assert "less often" in kept["problem"]
    with reading(seeded_engine) as session:
        for job in session.scalars(select(Job)):
            assert abs(job.due_at - until) < timedelta(minutes=1)


def test_a_feed_that_is_gone_is_paused_and_its_history_says_why(seeded_engine, internet, feed):
    served(internet, page(status="410 Gone"))
    polled = poll(seeded_engine, internet.door(), feed)
    assert polled.problem == "The site has taken this page down. The feed is paused."
    kept = row(seeded_engine, "feeds", feed)
    assert (kept["paused"], kept["problem"], kept["version"]) == (True, polled.problem, 2)
    with reading(seeded_engine) as session:
        newest = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        assert (newest.actor, newest.reason) == ("tracker", polled.problem)
    assert lease(seeded_engine, now() + timedelta(days=2)) is None
