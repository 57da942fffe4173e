"""The outbound door: what it fetches, and where it never goes."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from tests.ingest.internet import an_internet, listening, moved, page
from tracker.errors import Refused, Unreachable
from tracker.ingest.door import Door, content_type, retry_after


@pytest.fixture
def internet():
    with an_internet() as made:
        yield made


def refusal(door, address):
    with pytest.raises((Refused, Unreachable)) as refused:
        door.fetch(address)
    assert refused.value.status in (400, 422)
    return refused.value


def test_a_page_comes_with_what_the_site_says_of_it(internet):
    answer = page("<p>hi", content_type="Text/HTML; Charset=UTF-8", etag='"v1"', last_modified="yesterday")
    site = internet.site("news.example", {"/a?b=1": answer})
    got = internet.door().fetch(" http://NEWS.example:80/a?b=1#x ")
    assert (got.body, got.status, got.content_type, got.charset) == (b"<p>hi", 200, "text/html", "utf-8")
    assert (got.address, got.final_address) == ("http://NEWS.example:80/a?b=1#x", "http://news.example/a?b=1")
    assert (got.etag, got.last_modified) == ('"v1"', "yesterday")
    assert timedelta(0) <= datetime.now(UTC) - got.retrieved_at < timedelta(seconds=30)
    head = site.asked[-1].lower()
    assert "user-agent: aiexpansiontracker/0.1.0 (+https://tracker.example/contact)\r\n" in head
    assert "host: news.example\r\n" in head
    assert "cookie" not in head
    assert "referer" not in head


def test_https_is_verified(internet):
    internet.site("news.example", {"/": page("safe")}, certificate="valid")
    assert internet.door(trusted="valid").fetch("https://news.example/").body == b"safe"


@pytest.mark.parametrize(
    ("host", "certificate", "trusted", "says"),
    [
        ("news.example", "valid", None, "prove who it is"),
        ("other.example", "valid", "valid", "prove who it is"),
        ("news.example", "expired", "expired", "certificate has expired"),
    ],
)
def test_a_site_that_does_not_prove_itself_is_not_read(internet, host, certificate, trusted, says):
    site = internet.site(host, {"/": page("fake")}, certificate=certificate)
    assert says in refusal(internet.door(trusted), f"https://{host}/").message
    assert site.asked == []


def test_no_proxy_is_taken_from_the_environment(internet, monkeypatch):
    with listening() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        internet.site("news.example", {"/": page("direct")})
        assert internet.door().fetch("http://news.example/").body == b"direct"
        assert proxy.called == 0


def test_no_cookie_is_kept(internet):
    site = internet.site("news.example", {"/": page("a", set_cookie="id=1; Path=/")})
    door = internet.door()
    door.fetch("http://news.example/")
    door.fetch("http://news.example/")
    assert not any("cookie" in head.lower() for head in site.asked)


# --- where it never goes ---------------------------------------------------------------------------

INSIDE = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 017700000001 localhost localhost.
LOCALHOST 127.0.0.1.
１２７.0.0.1 127。0。0。1 ①②⑦.0.0.1 [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
[64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [fec0::1] [fe80::1] [fe80::1%25lo]
[fd00::1] [ff02::1] 0.0.0.0 0 10.0.0.1 100.64.0.1 169.254.169.254 172.16.0.1 192.168.0.1 192.0.0.1 198.18.0.1
224.0.0.1 240.0.0.1 255.255.255.255 %6cocalhost 127.0.0.1%00.news.example inside.example
""".split()


@pytest.mark.parametrize("host", INSIDE)
def test_every_spelling_of_a_private_address_is_refused_and_nobody_is_called(internet, host):
    internet.names["localhost"] = [["127.0.0.1", "::1"]]
    internet.names["inside.example"] = [["192.168.0.1"]]
    refused = refusal(internet.door(), f"http://{host}/")
    assert isinstance(refused, Refused)
    assert internet.dialled == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "2130706433"])
def test_the_systems_own_resolver_and_sockets_reach_no_loopback_listener(host):
    """Not stood in for: the door as it is, and a listener that counts."""
    with listening() as listener:
        for port in ("", ":80", f":{listener.port}"):
            refusal(Door(), f"http://{host}{port}/")
        assert listener.called == 0


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::1", "93.184.216.34"],
        ["93.184.216.34", "fe80::1%eth0"],
        [],
    ],
)
def test_one_answer_that_is_not_public_is_enough(internet, answers):
    internet.names["mixed.example"] = [answers]
    refusal(internet.door(), "http://mixed.example/")
    assert internet.dialled == []


def test_a_name_that_changes_its_answer_is_asked_once(internet):
    """DNS rebinding: public when it is checked, private when it would be dialled."""
    site = internet.site("rebinding.example", {"/": page("outside"), "/robots.txt": page("")})
    internet.names["rebinding.example"] = [internet.names["rebinding.example"][0]] * 2 + [["127.0.0.1"]]
    assert internet.door().fetch("http://rebinding.example/").body == b"outside"
    assert len(internet.looked_up) == site.called == len(internet.dialled) == 2  # robots.txt, the page
    refusal(internet.door(), "http://rebinding.example/")
    assert len(internet.dialled) == 2


def test_a_refusal_tells_nothing_of_what_is_inside(internet):
    """A name that is unknown, one that leads inside, an open and a closed port inside: the same words."""
    internet.names |= {"open.example": [["127.0.0.1"]], "closed.example": [["10.255.255.1"]]}
    said = {
        refusal(internet.door(), f"http://{host}/").message.replace(host, "…")
        for host in ("open.example", "closed.example", "unknown.example", "127.0.0.1", "10.0.0.1")
    }
    assert len(said) == 1
    with listening() as listener:
        said = {refusal(Door(), f"http://127.0.0.1:{port}/").message for port in (listener.port, 1, 22, 8000)}
        assert len(said) == 1
        assert listener.called == 0


# --- redirects -------------------------------------------------------------------------------------


def test_redirects_are_followed_across_sites(internet):
    internet.site("short.example", {"/x": moved("https://news.example/a b/ü")})
    internet.site("news.example", {"/a%20b/%C3%BC": page("there")}, certificate="valid")
    got = internet.door(trusted="valid").fetch("http://short.example/x")
    assert (got.body, got.final_address) == (b"there", "https://news.example/a%20b/%C3%BC")


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_five_redirects_are_enough(internet, hops, arrives):
    pages = {f"/{n}": moved(f"/{n + 1}") for n in range(hops)}
    site = internet.site("news.example", pages | {f"/{hops}": page("there")})
    if arrives:
        assert internet.door().fetch("http://news.example/0").body == b"there"
    else:
        assert "redirects more than 5 times" in refusal(internet.door(), "http://news.example/0").message
    assert site.called == 7  # robots.txt and six pages


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://localhost/",
        "http://inside.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://user:pass@news.example/",
        "http://news.example:8080/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "javascript:alert(1)",
        "data:text/html,hi",
        "http://[/",
        "/" + "a" * 3000,
    ],
)
def test_a_redirect_is_checked_like_a_link(internet, location):
    internet.names |= {"localhost": [["127.0.0.1"]], "inside.example": [["10.0.0.1"]]}
    site = internet.site("news.example", {"/": moved(location)})
    assert isinstance(refusal(internet.door(), "http://news.example/"), Refused)
    assert site.called == len(internet.dialled) == 2  # robots.txt and the page that redirects


def test_the_body_of_a_redirect_is_not_read(internet):
    def pages(path):
        if path == "/there":
            return page("there")
        if path == "/":
            return iter(
                [page(status="302 Found", location="/there", content_length="9" * 9), *[b"x" * 65536] * 999]
            )
        return page(status="404 Not Found")

    internet.site("news.example", pages)
    assert internet.door(wire_bytes=500_000).fetch("http://news.example/").body == b"there"


# --- what a site may say ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("404 Not Found", "no page at this address"),
        ("403 Forbidden", "does not let the tracker"),
        ("500 Oops", "error (500)"),
        ("204 No Content", "error (204)"),
        ("302 Found", "error (302)"),
        ("304 Not Modified", "error (304)"),
        ("401 Unauthorized", "log-in"),
    ],
)
def test_an_answer_without_a_page_is_said_in_words(internet, status, says):
    internet.site("news.example", {"/": page(status=status)})
    failed = refusal(internet.door(), "http://news.example/")
    assert says in failed.message
    assert failed.answered == int(status[:3])


def test_only_news_is_asked_for(internet):
    site = internet.site("news.example", {"/feed": page(status="304 Not Modified", etag='"v2"')})
    got = internet.door().fetch(
        "http://news.example/feed", etag='"v1"', last_modified="Mon, 26 May 2025 00:00:00 GMT"
    )
    assert (got.status, got.body, got.etag) == (304, b"", '"v2"')
    assert 'if-none-match: "v1"' in site.asked[-1].lower()
    assert "if-modified-since: mon, 26 may" in site.asked[-1].lower()


def test_a_kept_validator_cannot_add_a_header(internet):
    site = internet.site("news.example", {"/": page("x")})
    internet.door().fetch("http://news.example/", etag="x\r\nEvil: 1", last_modified="ü")
    assert "evil" not in site.asked[-1].lower()


@pytest.mark.parametrize("status", ["429 Too Many", "503 Busy"])
def test_retry_after_is_reported_and_obeyed(internet, status):
    site = internet.site("news.example", {"/": page(status=status, retry_after="3600"), "/b": page("b")})
    door = internet.door()
    first = refusal(door, "http://news.example/")
    assert abs(first.retry_at - datetime.now(UTC) - timedelta(hours=1)) < timedelta(minutes=1)
    called = site.called
    again = refusal(door, "http://news.example/b")
    assert again.retry_at == first.retry_at
    assert "asked not to be called before" in again.message
    assert site.called == called


def test_retry_after_in_its_forms():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("120", now) == now + timedelta(minutes=2)
    assert retry_after("Thu, 01 Jan 2026 01:00:00 GMT", now) == now + timedelta(hours=1)
    assert retry_after("999999999", now) == now + timedelta(days=7)
    for nothing in ("", "soon", "-5", "Thu, 01 Jan 2015 01:00:00 GMT", "9" * 400):
        assert retry_after(nothing, now) is None


def test_the_content_type_in_its_forms():
    assert content_type("text/html") == ("text/html", None)
    assert content_type("Application/PDF;x=y; Charset='EUC-KR'") == ("application/pdf", "euc-kr")
    assert content_type('text/html;charset="utf-8"') == ("text/html", "utf-8")
    assert content_type("") == ("", None)


def test_the_contact_cannot_break_the_user_agent():
    assert (
        Door(contact="me@example.org)\r\nX: (y").user_agent == "AIExpansionTracker/0.1.0 (+me@example.orgX:y)"
    )
    assert Door().user_agent == "AIExpansionTracker/0.1.0"


def test_a_gzipped_page_is_read(internet):
    twice = gzip.compress(b"one ") + gzip.compress(b"two")
    internet.site("news.example", {"/": page(twice, content_encoding="gzip")})
    assert internet.door().fetch("http://news.example/").body == b"one two"
