"""The feeds on the review page: why one fails and since when, retried, paused and polled again."""

import re

import pytest

from tests.ingest.internet import an_internet, page

OURS = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = "http://news.example/rss"
FEED = (
    "<rss version='2.0'><channel><title>N</title>"
    "<item><title>A story</title><link>http://news.example/1</link></item></channel></rss>"
)


@pytest.fixture
def internet(app):
    with an_internet() as made:
        app.extensions["tracker.door"] = made.door()
        yield made


@pytest.fixture
def feed(client):
    """The address of a feed's own part of the review page."""
    given = {"name": "Example news", "address": ADDRESS}
    made = client.post("/api/v1/feeds/", json=given, headers=OURS)
    return f"/review/feeds/{made.json['row']['id']}"


def shown(client):
    return re.sub(r"\s+", " ", client.get("/review").text)


def test_a_failing_feed_says_why_and_since_when_and_is_retried(client, internet, feed):
    internet.site("news.example", {})
    client.post(f"{feed}/poll", headers=OURS)
    failing = shown(client)
    assert "The site has no page at this address." in failing
    assert "paste" not in failing.lower()
    assert "failing since" in failing
    assert "last read never" in failing
    assert "Retry" in failing
    internet.site("news.example", {"/rss": page(FEED)})
    client.post(f"{feed}/poll", headers=OURS)
    mended = shown(client)
    assert "A story" in mended
    assert "Look for news" in mended
    assert "failing since" not in mended


def test_a_feed_is_paused_and_polled_again(client, internet, feed):
    paused = client.post(f"{feed}/pause", data={"_version": "1", "paused": "yes"}, headers=OURS)
    assert paused.status_code == 303
    assert ">Resume<" in shown(client)
    assert client.get(f"/feeds/{feed.rpartition('/')[2]}.json").json["row"]["paused"] is True
    stale = client.post(f"{feed}/pause", data={"_version": "1", "paused": "no"}, headers=OURS)
    assert stale.status_code == 409
    client.post(f"{feed}/pause", data={"_version": "2", "paused": "no"}, headers=OURS)
    assert ">Pause<" in shown(client)
    assert client.post("/review/feeds/1/pause", data={"_version": "1"}, headers=OURS).status_code == 404


def test_the_queue_says_how_many_links_wait_beside_the_newest_it_shows(client, internet, feed):
    item = "<item><title>Story {0}</title><link>http://news.example/{0}</link></item>"
    many = "".join(map(item.format, range(51)))
    internet.site("news.example", {"/rss": page(f"<rss version='2.0'><channel>{many}</channel></rss>")})
    client.post(f"{feed}/poll", headers=OURS)
    assert 'Links that wait <span class="n">51</span>' in shown(client)
    assert "The newest 50 are shown" in shown(client)
