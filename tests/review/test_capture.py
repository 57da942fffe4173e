"""From outside to an article with drafts: what is told apart and kept, and that nothing is half stored."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from tests.ingest.internet import an_internet, page
from tests.review.articles import LISBON, LISBON_COPY
from tests.review.steps import captured, decide, keep_found, row
from tracker.db import reading, transaction
from tracker.drafts import CaptureNote, Draft, FeedItem
from tracker.errors import Refused, Unreachable
from tracker.ingest import capture, outside
from tracker.records.source import Article, Capture, Publisher
from tracker.writing import Edit

LINK = "http://news.example/lisbon?utm_source=feed"
BODY = "".join(f"<p>{line}</p>" for line in LISBON.splitlines()[1:] if line)
HTML = (
    "<!doctype html><html lang='en'><head><title>Nimbus opens in Lisbon</title>"
    "<meta property='og:site_name' content='The Example Post'>"
    "<meta property='article:published_time' content='2026-03-12T09:00:00Z'></head>"
    f"<body><article><h1>Nimbus opens in Lisbon</h1>{BODY}</article>"
    "<p style='display:none'>Nimbus Labs opens an office on the moon.</p></body></html>"
)


@pytest.fixture
def internet():
    with an_internet() as made:
        yield made


def twins(engine, read):
    with reading(engine) as session:
        return capture.twins(session, read)


def test_a_page_gives_its_headline_publisher_and_day(internet):
    internet.site("news.example", {"/lisbon?utm_source=feed": page(HTML, content_type="text/html")})
    read = outside.fetched(internet.door(), LINK)
    assert (read.title, read.publisher) == ("Nimbus opens in Lisbon", "The Example Post")
    assert (read.published, read.published_basis) == ("2026-03-12", "page_metadata")
    assert (read.canonical, read.how) == ("https://news.example/lisbon", "fetched")
    assert "moon" not in read.text
    assert any("cannot see" in words for words in read.said)


def test_a_page_that_does_not_come_says_why_and_stores_nothing(seeded_engine, internet):
    internet.site("news.example", {})
    with pytest.raises(Unreachable):
        outside.fetched(internet.door(), LINK)
    with transaction(seeded_engine) as session:
        capture.put_aside(session, LINK, "The site has no page at this address.")
        capture.put_aside(session, LINK, "The site has no page at this address.")
    with reading(seeded_engine) as session:
        kept = session.scalars(select(FeedItem)).all()
        assert [(one.address, one.state) for one in kept] == [(LINK, "failed")]


def test_an_article_takes_its_link_out_of_the_queue(seeded_engine):
    with transaction(seeded_engine) as session:
        capture.put_aside(session, LINK, "It asks for a log-in.")
    stored = captured(seeded_engine, LISBON, address=LINK)
    with reading(seeded_engine) as session:
        item = session.scalars(select(FeedItem)).one()
        assert (item.state, item.article_id) == ("taken", stored.article_id)
    assert (
        row(seeded_engine, "articles", stored.article_id)["canonical_address"]
        == "https://news.example/lisbon"
    )


def test_files_are_told_by_their_first_characters():
    assert outside.filed(HTML.encode()).title == "Nimbus opens in Lisbon"
    assert outside.filed(LISBON.encode("utf-16")).text.startswith("Nimbus Labs opens a Lisbon office")
    with pytest.raises(Refused):
        outside.filed(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b"])
def test_nothing_is_no_article(words):
    with pytest.raises(Refused):
        capture.pasted(words)


def test_the_same_link_is_known_before_anything_is_fetched(seeded_engine):
    stored = captured(seeded_engine, LISBON, address=LINK)
    with reading(seeded_engine) as session:
        found = capture.saved_already(session, "https://www.news.example/lisbon?fbclid=1".replace("www.", ""))
    assert [(one.article_id, one.why) for one in found] == [(stored.article_id, "address")]


def test_the_same_text_is_known_whatever_its_quotes_and_spaces(seeded_engine):
    stored = captured(seeded_engine, LISBON)
    again = capture.pasted(LISBON.replace("“", '"').replace("”", '"').replace(" office", "  office"))
    assert [(one.article_id, one.why) for one in twins(seeded_engine, again)] == [(stored.article_id, "text")]


def test_a_copy_of_a_story_is_offered_and_never_merged(seeded_engine):
    stored = captured(seeded_engine, LISBON)
    copy = capture.pasted(LISBON_COPY)
    found = twins(seeded_engine, copy)
    assert [(one.article_id, one.why) for one in found] == [(stored.article_id, "alike")]
    second = captured(seeded_engine, LISBON_COPY, copy_of=found[0].article_id)
    assert second.article_id != stored.article_id
    assert row(seeded_engine, "articles", second.article_id)["copy_of_id"] == stored.article_id


def test_another_story_is_no_copy(seeded_engine):
    captured(seeded_engine, LISBON)
    other = "Fjord Cloud will build a data centre in Narvik. Its capacity is 230 MW, and it costs €2 billion."
    assert twins(seeded_engine, capture.pasted(other)) == []


def test_a_publisher_is_found_by_name_or_host_and_never_made(seeded_engine, internet):
    internet.site("news.example", {"/lisbon?utm_source=feed": page(HTML, content_type="text/html")})
    unknown = keep_found(seeded_engine, outside.fetched(internet.door(), LINK))
    assert row(seeded_engine, "articles", unknown.article_id)["publisher"] is None
    with reading(seeded_engine) as session:
        note = session.get_one(CaptureNote, unknown.capture_id)
        assert note.publisher == "The Example Post"
    decide(
        seeded_engine,
        lambda edit: edit.add(Publisher, {"name": "Post", "website": "https://www.news.example/"}),
    )
    other = captured(seeded_engine, "Another story.", address="http://news.example/other")
    assert row(seeded_engine, "articles", other.article_id)["publisher"] == "Post"


def test_a_publisher_that_is_given_is_recorded_once(seeded_engine):
    for text, name in (("A story.", "The Example Post"), ("Another one.", " the example  post ")):
        one = captured(seeded_engine, text, publisher=name)
        assert row(seeded_engine, "articles", one.article_id)["publisher"] == "The Example Post"
    with reading(seeded_engine) as session:
        assert session.get_one(CaptureNote, one.capture_id).publisher is None


def test_a_date_given_counts_and_words_that_are_none_are_refused():
    assert capture.pasted("A story.", published="March 2026").published_basis == "reviewer"
    with pytest.raises(Refused) as refused:
        capture.pasted("A story.", published="when pigs fly")
    assert list(refused.value.fields) == ["published"]


def test_a_later_text_of_an_article_adds_only_what_is_new(seeded_engine):
    stored = captured(seeded_engine, LISBON)
    longer = capture.pasted(LISBON + "\nNimbus Labs has opened an office in Porto.\n", published="2026-03-12")
    with reading(seeded_engine) as session:
        prepared = capture.prepare(session, longer)
    with transaction(seeded_engine) as session:
        edit = Edit(session, actor="reviewer", door="draft")
        second = capture.store_text(edit, stored.article_id, prepared)
        edit.finish()
    assert len(second.draft_ids) == 1
    with reading(seeded_engine) as session:
        assert session.get_one(Draft, second.draft_ids[0]).proposed["city"]["value"] == "Porto"


STORING = """
import sys
from tests.review.articles import LISBON
from tests.review.steps import captured
from tracker.db import make_engine
engine = make_engine(sys.argv[1])
for number in range(10_000):
    captured(engine, LISBON.replace("Nimbus", f"Nimbus{number}"))
    print(number, flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.07, 0.13, 0.21])
def test_killed_at_any_moment_it_leaves_whole_articles_or_none(seeded, seeded_engine, delay):
    before = articles(seeded_engine)
    with subprocess.Popen([sys.executable, "-c", STORING, seeded], stdout=subprocess.PIPE) as storing:
        assert storing.stdout is not None
        assert storing.stdout.readline() == b"0\n"
        time.sleep(delay)
        os.kill(storing.pid, signal.SIGKILL)
        acknowledged = 1 + len(storing.stdout.read().splitlines())
    assert articles(seeded_engine) - before >= acknowledged
    with reading(seeded_engine) as session:
        whole = (
            select(Article.id)
            .join(Capture, Capture.article_id == Article.id)
            .join(CaptureNote, CaptureNote.capture_id == Capture.id)
            .join(Draft, Draft.capture_id == Capture.id)
            .distinct()
        )
        assert len(session.scalars(whole).all()) == articles(seeded_engine) - before


def articles(engine):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Article))
