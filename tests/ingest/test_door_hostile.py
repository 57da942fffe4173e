"""The outbound door against sites that want it to hang, to swell or to break: it ends in time, with words."""

import gzip
import threading
import time
import tracemalloc
import zlib

import pytest

from tests.ingest.internet import an_internet, moved, page
from tracker.errors import Refused, Unreachable
from tracker.ingest.door import robots_rules

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


def packed(body):
    """The same bytes at any time: they stand in the names of tests, which every process must agree on."""
    return gzip.compress(body, mtime=0)


@pytest.fixture
def internet():
    with an_internet() as made:
        yield made


def drip(start, part, every=0.05):
    """An answer that ends a minute after everybody is tired of it: a start, then a part again and again."""

    def parts():
        yield start
        for _ in range(round(60 / every)):
            yield part
            time.sleep(every)

    return parts()


def only(answer):
    """A site that has this answer at / and no robots.txt."""
    return lambda path: answer() if path == "/" else page(status="404 Not Found")


LONG = 20  # seconds, on a busy machine


def failure(door, address="http://bad.example/"):
    """What is said, and that it was said: left alone, it would go on for ever or for much longer."""
    started = time.monotonic()
    with pytest.raises(Unreachable) as failed:
        door.fetch(address)
    assert time.monotonic() - started < LONG
    return failed.value.message


DRIPS = {
    "a body a byte at a time": lambda: drip(page(content_length="99999"), b"x"),
    "chunks of a byte": lambda: drip(CHUNKED, b"1\r\nx\r\n"),
    "a body until the end that does not come": lambda: drip(b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
    "a head a byte at a time": lambda: drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "interim answers": lambda: drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "nothing": lambda: drip(b"", b""),
    "gzip a byte at a time": lambda: drip(
        page(content_length="99999", content_encoding="gzip") + packed(b"x" * 99)[:20], b""
    ),
}


@pytest.mark.parametrize("name", DRIPS)
def test_a_slow_site_ends_at_the_deadline(internet, name):
    internet.site("bad.example", only(DRIPS[name]))
    assert failure(internet.door(seconds=0.5)).startswith("The site took over 0.5 seconds")


def test_a_slow_robots_txt_and_slow_redirects_count_too(internet):
    def pages(path):
        time.sleep(0.2)
        return page(status="404 Not Found") if path == "/robots.txt" else moved("/" + "a" * len(path))

    internet.site("bad.example", pages)
    assert failure(internet.door(seconds=0.5)).startswith("The site took over 0.5 seconds")


def test_a_slow_handshake_ends_at_the_deadline(internet):
    site = internet.site("bad.example", only(lambda: b""))
    internet.behind["93.184.216.1", 443] = site  # never speaks TLS: it waits for a request
    assert failure(internet.door(seconds=0.5), "https://bad.example/").startswith("The site took over 0.5")


def test_a_slow_resolver_ends_at_the_deadline(internet):
    asked, done = threading.Event(), threading.Event()

    def never(host):
        asked.set()
        done.wait(60)
        return []

    door = internet.door(seconds=0.3)
    door.resolve = never
    assert failure(door).startswith("The site took over 0.3 seconds")
    assert asked.is_set()
    done.set()


def bomb(megabytes):
    """A stream of zeros that gzip makes a thousand times smaller."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


def test_a_gzip_bomb_is_cut_while_it_is_decoded(internet):
    """306 kB of 300 MB; nothing near that is ever held."""
    packed = bomb(300)
    assert len(packed) < 310_000
    internet.site("bad.example", {"/": page(packed, content_encoding="gzip")})
    tracemalloc.start()
    try:
        assert failure(internet.door()) == "The site sends more than 20 MB. Paste the text instead."
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_many_small_gzip_streams_are_bounded_too(internet):
    many = gzip.compress(bytes(100_000)) * 300
    internet.site("bad.example", {"/": page(many, content_encoding="gzip")})
    assert "more than 20 MB" in failure(internet.door())


LARGE = {
    "with a length": lambda: iter([page(content_length=str(20_000_000)), *[b"x" * 65536] * 300]),
    "in chunks": lambda: iter([CHUNKED, *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 300]),
    "in tiny chunks": lambda: iter([CHUNKED, *[b"1\r\nx\r\n" * 20_000] * 300]),
    "in headers of the trailer": lambda: iter([CHUNKED, b"0\r\n", *[b"X: y\r\n" * 10_000] * 300]),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_answer_is_cut_on_the_wire(internet, name):
    internet.site("bad.example", only(LARGE[name]))
    message = failure(internet.door(wire_bytes=1_000_000))
    assert message in (
        "The site sends more than 1 MB. Paste the text instead.",
        "The site broke off, or does not speak HTTP. Paste the text.",
    )


def test_fifteen_megabytes_on_the_wire_is_the_limit(internet):
    answers = {"/": page(b"x" * 14_900_000), "/more": page(b"x" * 15_100_000)}
    internet.site("bad.example", answers)
    assert len(internet.door().fetch("http://bad.example/").body) == 14_900_000
    assert "more than 15 MB" in failure(internet.door(), "http://bad.example/more")


BROKEN = {
    "endless headers": lambda: iter([b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n" * 1000] * 1000]),
    "one endless header": lambda: iter([b"HTTP/1.1 200 OK\r\nX: ", *[b"y" * 65536] * 100]),
    "a length that is too long": lambda: page("short", content_length="99"),
    "a length that is no number": lambda: page("x", content_length="ten"),
    "two lengths": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "a huge redirect": lambda: moved("/" + "a" * 200_000),
    "no HTTP": lambda: b"SSH-2.0-OpenSSH_9.2\r\n",
    "nothing": lambda: b"",
    "half a head": lambda: b"HTTP/1.1 200 OK\r\nContent-",
    "chunks that lie": lambda: CHUNKED + b"zz\r\nxx\r\n",
    "chunks that stop": lambda: CHUNKED + b"5\r\nhello\r\n",
    "a switch of protocols": lambda: page(status="101 Switching Protocols"),
    "an odd transfer coding": lambda: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_said_to_be_broken(internet, name):
    internet.site("bad.example", only(BROKEN[name]))
    assert "broke off" in failure(internet.door(seconds=3))


@pytest.mark.parametrize(
    ("coding", "body", "says"),
    [
        ("gzip, gzip", packed(packed(b"x")), "not asked for"),
        ("br", b"x", "not asked for"),
        ("deflate", zlib.compress(b"x"), "not asked for"),
        ("gzip", b"not gzip", "damaged"),
        ("gzip", packed(b"x" * 999)[:-12], "stops before its end"),
        ("gzip", packed(b"x") + b"rubbish", "damaged"),
        ("gzip", b"", "stops before its end"),
    ],
)
def test_one_layer_of_gzip_is_all_that_is_undone(internet, coding, body, says):
    internet.site("bad.example", {"/": page(body, content_encoding=coding)})
    assert says in failure(internet.door())


def test_a_layer_below_is_left_as_it_is(internet):
    inner = gzip.compress(b"x")
    internet.site("bad.example", {"/": page(gzip.compress(inner), content_encoding="gzip")})
    assert internet.door().fetch("http://bad.example/").body == inner


def test_a_loop_of_redirects_ends(internet):
    site = internet.site("bad.example", {"/": moved("/b"), "/b": moved("/")})
    assert "redirects more than 5 times" in failure(internet.door())
    assert site.called == 7


def test_a_site_that_is_down_does_not_answer(internet):
    internet.names["down.example"] = [["93.184.216.99"]]
    assert failure(internet.door(), "http://down.example/") == (
        "The site does not answer. Try later, or paste the text."
    )
    assert internet.dialled == [("93.184.216.99", 80)]


def test_the_next_address_is_tried_when_one_is_down(internet):
    internet.site("news.example", {"/": page("up")})
    internet.names["news.example"] = [["93.184.216.99", "93.184.216.1"]]
    assert internet.door().fetch("http://news.example/").body == b"up"


# --- robots.txt ------------------------------------------------------------------------------------


def robots(text, **headers):
    return {"/robots.txt": page(text, **headers), "/": page("page"), "/private/a": page("secret")}


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", False),
        ("User-agent: *\nDisallow: /*/a$", False),
        ("User-agent: AIExpansionTracker\nDisallow: /private", False),
        ("\ufeffuser-agent: aiexpansiontracker\ndisallow: /", False),
        ("User-agent: SomeOther\nUser-agent: *\nDisallow: /private", False),
        ("User-agent: SomeOther\nDisallow: /private", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: AIExpansionTracker\nAllow: /", True),
        ("User-agent: *\nDisallow: /private\nAllow: /private/a", True),
        ("<html>not a robots.txt", True),
        ("", True),
    ],
)
def test_robots_txt_is_obeyed(internet, text, allowed):
    site = internet.site("news.example", robots(text))
    if allowed:
        assert internet.door().fetch("http://news.example/private/a").body == b"secret"
    else:
        assert "robots.txt" in failure(internet.door(), "http://news.example/private/a")
        assert site.paths == ["/robots.txt"]


def test_robots_txt_is_asked_for_once_an_hour(internet):
    site = internet.site("news.example", robots("User-agent: *\nDisallow: /private/"))
    door = internet.door()
    door.fetch("http://news.example/")
    door.fetch("http://news.example/")
    failure(door, "http://news.example/private/a")
    assert site.paths == ["/robots.txt", "/", "/"]


def test_where_a_redirect_leads_has_a_robots_txt_too(internet):
    internet.site("short.example", {"/x": moved("http://news.example/private/a")})
    site = internet.site("news.example", robots("User-agent: *\nDisallow: /private/"))
    assert "robots.txt" in failure(internet.door(), "http://short.example/x")
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "read"), [("403 Forbidden", True), ("410 Gone", True), ("500 Oops", False)]
)
def test_a_robots_txt_that_cannot_be_had(internet, status, read):
    """RFC 9309: refused means there are no rules; an error of the site means it must not be read."""
    internet.site("news.example", {"/robots.txt": page(status=status), "/": page("page")})
    if read:
        assert internet.door().fetch("http://news.example/").body == b"page"
    else:
        assert "error (500)" in failure(internet.door(), "http://news.example/")


def test_a_robots_txt_that_leads_inside_is_not_followed(internet):
    internet.site("news.example", {"/robots.txt": moved("http://127.0.0.1/"), "/": page("page")})
    with pytest.raises(Refused):
        internet.door().fetch("http://news.example/")
    assert len(internet.dialled) == 1


def test_a_large_robots_txt_is_read_as_far_as_it_counts(internet):
    text = "User-agent: *\nDisallow: /private/\n" + "#" * 3_000_000
    internet.site("news.example", robots(text))
    door = internet.door()
    assert door.fetch("http://news.example/").body == b"page"
    assert "robots.txt" in failure(door, "http://news.example/private/a")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: a{n}\n" for n in range(20_000)) + "Disallow: /x\n" * 15_000,
        "User-agent: *\nDisallow: /" + "*a" * 240_000,
        "User-agent: *\n" + "Disallow: /*a*b*c*d*e*f\n" * 20_000,
        "User-agent: *\n" + "".join(f"Allow: /{n}$\n" for n in range(30_000)),
        "User agent " * 45_000,
    ],
    ids=["programs times rules", "one long pattern", "many patterns", "many rules", "one long line"],
)
def test_a_robots_txt_made_to_stall_does_not(text):
    started = time.thread_time()
    robots_rules(text).can_fetch("http://news.example/" + "a" * 1900, "AIExpansionTracker")
    assert time.thread_time() - started < 1.5
