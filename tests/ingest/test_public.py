"""Which addresses are public, and how a web address is taken apart."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Refused
from tracker.public import host_name, is_public, refuse_inside, target

NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1 192.175.48.1 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
64:ff9b::8.8.8.8 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::
2002:808:808::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 2a00:1450::1%eth0
fec0::1 ff02::1 ff0e::1 4000::1 8000::1
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 100.63.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1 223.255.255.255
2606:4700::1111 2a00:1450:4001::200e
""".split()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_lead_inside_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_are_public(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_public_is_never_more_than_what_the_standard_library_calls_global(address):
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


def test_a_web_address_is_taken_apart_once():
    taken = target("  HTTPS://User.Example:443/Büro/a%20b?q=서울&x=1#part ")
    assert (taken.scheme, taken.host, taken.port) == ("https", "user.example", 443)
    assert taken.address == "https://user.example/B%C3%BCro/a%20b?q=%EC%84%9C%EC%9A%B8&x=1"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://news.example/", "http"),
        ("file:///etc/passwd", "http"),
        ("gopher://news.example/", "http"),
        ("javascript:alert(1)", "http"),
        ("data:text/html,x", "http"),
        ("news.example", "http"),
        ("//news.example/", "http"),
        ("", "http"),
        ("http://news.example:8080/", "ports"),
        ("http://news.example:443/", "ports"),
        ("https://news.example:80/", "ports"),
        ("http://news.example:22/", "ports"),
        ("http://news.example:99999/", "not a web address"),
        ("http://news.example:x/", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://user:pass@news.example/", "user name"),
        ("http://user@news.example/", "user name"),
        ("http://@news.example/", "user name"),
        ("http://news.example\\@127.0.0.1/", "backslashes"),
        ("http://news.example /", "spaces"),
        ("http://news.example/\r\nHost: x", "spaces"),
        ("http://news.exa\tmple/", "spaces"),
        ("http:///path", "proper host"),
        ("http://", "proper host"),
        ("http://.../", "proper host"),
        ("http://-x.example/", "proper host"),
        ("http://a..example/", "proper host"),
        ("http://%31%32%37.0.0.1/", "proper host"),
        ("http://news%2eexample/", "proper host"),
        ("http://" + "a" * 64 + ".example/", "proper host"),
        ("http://" + "a." * 130 + "example/", "proper host"),
        ("http://news.example/" + "a" * 2000, "longer"),
        ("http://[v1.x]/", ""),
    ],
)
def test_what_is_not_asked_for_is_refused(address, says):
    with pytest.raises(Refused) as refused:
        target(address)
    assert says in refused.value.message
    assert refused.value.fields == {"address": refused.value.message}


@pytest.mark.parametrize(
    "host",
    "2130706433 0x7f000001 0x7f.1 0177.0.0.1 127.1 127.0.1 017700000001 0x7f.0.0.0x1 1.2.3 1.2.3.4.5 "
    "256.1.1.1 8.8.8.08 news.1 news.0x1 0x".split(),
)
def test_odd_spellings_of_numbers_are_no_hosts(host):
    with pytest.raises(Refused):
        host_name(host)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("１２７。０。０。１", "127.0.0.1"),
        ("①②⑦.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("LOCALHOST.", "localhost"),
        ("0:0:0:0:0:ffff:7f00:1", "::ffff:127.0.0.1"),
        ("::FFFF:127.0.0.1", "::ffff:127.0.0.1"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("뉴스.example", "xn--vg1b002a.example"),
        ("under_score.example", "under_score.example"),
    ],
)
def test_other_spellings_of_a_host_are_seen_through(host, name):
    assert host_name(host).replace("7f00:1", "127.0.0.1") == name


@given(st.text(max_size=60))
def test_any_text_is_taken_apart_or_refused(text):
    for address in (text, f"http://{text}", f"http://news.example/{text}"):
        try:
            taken = target(address)
        except Refused:
            continue
        assert taken.host.isascii()
        assert taken.address.isascii()
        assert target(taken.address) == taken


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "x.localhost", "intranet", "printer.local", "a.internal", "nas.home.arpa",
     "127.0.0.1", "10.1.2.3", "192.168.0.1", "[::1]", "[fd12:3456::1]"],
)  # fmt: skip
def test_a_host_inside_is_told_without_asking_anybody(host):
    with pytest.raises(Refused, match="no public web site"):
        refuse_inside(f"https://{host}/feed")


@pytest.mark.parametrize("host", ["example.org", "local.example", "8.8.8.8", "[2606:4700::1111]", "köln.de"])
def test_any_other_may_be_called(host):
    refuse_inside(f"https://{host}/feed")
