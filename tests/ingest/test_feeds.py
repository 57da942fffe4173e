"""RSS and Atom feeds into items."""

import time

import pytest

from tracker.errors import Refused
from tracker.ingest.apart import feed_apart
from tracker.ingest.feeds import MOST_ITEMS, Feed, Item, read_feed

ADDRESS = "https://news.example/rss/all.xml"


def rss(*items: str, title: str = "The Daily Harbour", declared: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>{title}</title>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def numbered(number: int) -> str:
    minute = f"{number // 60 % 24:02}:{number % 60:02}"
    day = 1 + number // 1440
    return (
        f"<title>Item {number}</title><link>https://news.example/{number}</link>"
        f"<pubDate>{day:02} Mar 2025 {minute}:00 GMT</pubDate><description>Words of {number}</description>"
    )


def read(feed: str) -> Feed:
    return read_feed(feed.encode(), None, ADDRESS)


def test_rss():
    first = (
        "<title>A &amp; B open a <b>lab</b></title><link>/2025/lab?utm_source=rss</link><guid>1</guid>"
        "<pubDate>Mon, 26 May 2025 00:30:00 +0900</pubDate>"
        "<description><![CDATA[<p>First&nbsp;part.</p><p>Second<br>line.</p><script>bad()</script>"
        '<p style="display:none">hidden</p>]]></description>'
    )
    feed = read(rss(first, numbered(1)))
    assert feed.title == "The Daily Harbour"
    assert feed.items[0] == Item(
        link="https://news.example/2025/lab?utm_source=rss",
        title="A & B open a lab",
        published="2025-05-26",  # as it is written, though it is the 25th in Greenwich
        summary="First part. Second line.",
    )
    assert (len(feed.items), feed.left_out, feed.doubt) == (2, 0, None)


def test_atom():
    entry = (
        "<entry><title type='html'>A &lt;i&gt;lab&lt;/i&gt;</title><id>tag:1</id>"
        "<updated>2025-05-27T00:00:00Z</updated>"
        "<published>2025-05-26T23:30:00-05:00</published><link rel='alternate' href='../lab'/>"
        "<summary type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>In <b>short</b>.</div></summary>"
        "</entry>"
    )
    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{entry}</feed>')
    assert feed.items == [Item("https://news.example/lab", "A lab", "2025-05-26", "In short.")]


@pytest.mark.parametrize(
    "date",
    [
        "",
        "<pubDate>soon</pubDate>",
        "<pubDate>Mon, 26 May 2125 00:00:00 GMT</pubDate>",
        "<pubDate>31 Feb 2025</pubDate>",
    ],
)
def test_a_day_that_is_none_is_not_made_up(date):
    assert read(rss(f"<link>https://news.example/a</link>{date}")).items[0].published is None


def test_what_was_only_changed_then_was_not_published_then():
    entry = "<entry><id>https://news.example/a</id><updated>2025-05-27T00:00:00Z</updated></entry>"
    feed = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{entry}</feed>')
    assert feed.items == [Item("https://news.example/a")]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://news.example/", "http://u:p@news.example/",
     "http://[", "https://news.example/" + "a" * 3000, "", " "],
)  # fmt: skip
def test_an_item_without_a_link_to_follow_is_left_out(link):
    feed = read(rss(f"<title>x</title><link>{link}</link>", numbered(1)))
    assert [item.title for item in feed.items] == ["Item 1"]
    assert feed.left_out == 1


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "euc-kr", "utf-8-sig"])
def test_charsets(charset):
    korean = rss("<title>서울에 새 사무소</title><link>/a</link>", declared=charset.removesuffix("-sig"))
    assert read_feed(korean.encode(charset), None, ADDRESS).items[0].title == "서울에 새 사무소"
    assert read_feed(korean.encode(charset), charset, ADDRESS).items[0].title == "서울에 새 사무소"


def test_a_wrong_charset_does_not_lose_the_feed():
    wrong = rss("<title>Büro</title><link>/a</link>", declared="utf-8").encode("cp1252")
    item = read_feed(wrong, None, ADDRESS).items[0]
    assert item.link == "https://news.example/a"
    assert (item.title or "").startswith("B")


def test_broken_xml_gives_what_can_be_read_and_says_so():
    feed = read(
        rss("<title>A & B</title><link>/a</link>", "<title>C</title><link>/c</link>").replace(
            "</channel>", ""
        )
    )
    assert {item.link for item in feed.items} == {"https://news.example/a", "https://news.example/c"}
    assert "damaged" in (feed.doubt or "")


def test_an_empty_feed_is_a_feed():
    assert read(rss()).items == []


@pytest.mark.parametrize(
    "body",
    [b"", b"no feed", b"<html><body><p>A page</p></body></html>", b"<a><b/></a>", b"\x00\xff" * 99, b"{}"],
)
def test_what_is_no_feed_is_refused(body):
    with pytest.raises(Refused, match="not a feed"):
        read_feed(body)


def test_a_bomb_of_entities_does_not_go_off():
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE r [{entities}]>'
        + rss("<title>&i;</title><link>/a</link>").partition("?>")[2]
    )
    feed = read(bomb)
    assert "damaged" in (feed.doubt or "")
    assert all(len(item.title or "") < 300 for item in feed.items)


def test_an_outside_entity_is_not_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    outside = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
    feed = read(outside + rss("<title>&x;</title><link>/a</link>").partition("?>")[2])
    assert all("SECRET" not in (item.title or "") for item in feed.items)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_fifty_thousand_items_the_newest_are_read(newest_first):
    numbers = range(40_000, -10_000, -1) if newest_first else range(-10_000, 40_001)
    body = rss(*(numbered(max(number, 0)) for number in numbers)).encode()
    started = time.thread_time()
    feed = read_feed(body, None, ADDRESS)
    assert time.thread_time() - started < 3
    assert [item.title for item in feed.items] == [f"Item {40_000 - n}" for n in range(MOST_ITEMS)]
    assert feed.left_out == len(numbers) - MOST_ITEMS


STALLING = {
    "items in items": b"<rss><channel>" + b"<item>" * 150_000,
    "a description of a megabyte of div": rss(
        f"<link>/a</link><description><![CDATA[{'<div>' * 200_000}]]></description>"
    ).encode(),
    "a description of a megabyte of <": rss(
        f"<link>/a</link><description><![CDATA[{'<' * 1_000_000}]]></description>"
    ).encode(),
    "a page and no feed": b"<html>" + b"<p>" * 300_000,
    "a title of a megabyte": rss(f"<link>/a</link><title>{'&amp;' * 200_000}</title>").encode(),
    "deep": b"<rss><channel><item>" + b"<a>" * 300_000,
}


@pytest.mark.parametrize("name", STALLING)
def test_a_feed_made_to_stall_ends(name):
    started = time.monotonic()
    try:
        feed = feed_apart(STALLING[name], seconds=4, address=ADDRESS)
    except Refused:
        feed = None
    assert time.monotonic() - started < 6
    assert feed is None or all(len(item.summary or "") <= 2000 for item in feed.items)


def test_a_feed_read_apart_is_the_same():
    body = rss(*map(numbered, range(5))).encode()
    assert feed_apart(body, address=ADDRESS) == read_feed(body, None, ADDRESS)


def test_fifteen_megabytes_are_the_limit():
    with pytest.raises(Refused, match="larger than 15 MB"):
        read_feed(b"<rss>" + b" " * 15_000_000)
