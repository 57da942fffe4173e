"""The canonical address of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Refused
from tracker.ingest.address import canonical, own_canonical

SAME = "https://news.example/2025/seoul-office?id=7"


@pytest.mark.parametrize(
    "address",
    [
        SAME,
        " HTTP://NEWS.example:80/2025/seoul-office/?id=7#top ",
        "https://news.example:443/2025/./x/../seoul-office?id=7",
        "https://news.example./2025//seoul-office?id=7&",
        "https://news.example/2025/%73eoul%2Doffice?id=7",
        "https://news.example/2025/seoul-office?utm_source=x&id=7&UTM_Medium=y",
        "https://news.example/2025/seoul-office?fbclid=1&gclid=2&id=7&mc_cid=3&_ga=4&msclkid=5&igshid=6",
        "https://news.example/2025/seoul-office/amp/?id=7",
        "https://news.example/2025/seoul-office?amp=1&id=7",
        "https://news.example/2025/seoul-office?outputType=amp&id=7",
        "http://www.google.com/amp/news.example/2025/seoul-office?id=7",
        "https://www.google.com/amp/s/news.example/2025/seoul-office?id=7",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2025/seoul-office?id=7",
    ],
)
def test_links_to_one_page_have_one_form(address):
    assert canonical(address) == SAME


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("https://news.example", "https://news.example/"),
        ("https://news.example/?b=2&a=1&a=0", "https://news.example/?a=1&a=0&b=2"),
        ("https://news.example/a.amp.html", "https://news.example/a.html"),
        ("https://news.example/a%2fb", "https://news.example/a%2Fb"),
        ("https://news.example/서울", "https://news.example/%EC%84%9C%EC%9A%B8"),
        ("https://news.example/%EC%84%9c%ec%9a%b8", "https://news.example/%EC%84%9C%EC%9A%B8"),
        ("https://뉴스.example/", "https://xn--vg1b002a.example/"),
        ("https://en.m.wikipedia.org/wiki/OpenAI", "https://en.wikipedia.org/wiki/OpenAI"),
        ("https://m.yna.co.kr/view/A1", "https://www.yna.co.kr/view/A1"),
        ("http://news.example:8080/a", "https://news.example:8080/a"),
        ("http://[2A00::1]/a", "https://[2a00::1]/a"),
        ("https://news.example/100%", "https://news.example/100%25"),
    ],
)
def test_each_part_has_one_form(address, form):
    assert canonical(address) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example/a", "https://www.news.example/a"),
        ("https://news.example/amp", "https://news.example/"),
        ("https://news.example/a?ref=1", "https://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a?page=2", "https://news.example/a"),
        ("https://m.news.example/a", "https://news.example/a"),
        ("https://news.example/stamp", "https://news.example/st"),
        ("https://news.example/search?camp=1", "https://news.example/search"),
    ],
)
def test_pages_that_may_differ_stay_apart(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "address",
    ["", "news.example/a", "ftp://news.example/", "javascript:alert(1)", "http://", "https://u:p@news.example/",
     "https://news.example/a b", "https://news.example:x/", "https://[::1/", "https://0x7f.1/", "https://[v1.x]/",
     "https://news.example/" + "a" * 2000, "https://news.example/" + "서" * 700],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(address):
    with pytest.raises(Refused) as refused:
        canonical(address)
    assert "address" in refused.value.fields


_pieces = st.lists(
    st.sampled_from(
        "amp / .amp .html . .. %2e %2E a & ? = utm_x fbclid # % %41 www.google.com/amp/ s/ é : //".split()
    ),
    max_size=8,
).map("".join)
_words = st.text(alphabet="aZ9-._~%/.?&=#:;@!서é\u200b+amputm_", max_size=40)


@given(st.one_of(_words, _pieces, st.text(max_size=40)))
def test_the_form_of_a_form_is_itself(text):
    google = "http://www.google.com/amp/s/"
    for address in (
        text,
        f"https://news.example/{text}",
        f"http://a.example/x?{text}",
        f"{google}{text}/amp",
    ):
        try:
            form = canonical(address)
        except Refused:
            continue
        assert canonical(form) == form
        assert form.isascii()
        assert "#" not in form


@given(_words, st.sampled_from(["utm_source=a", "fbclid=b", "gclid=c"]))
def test_tracking_changes_nothing(words, tracking):
    plain = f"https://news.example/a?{words.replace('#', '')}"
    assert canonical(f"{plain}&{tracking}") == canonical(plain)


@pytest.mark.parametrize(
    ("link", "believed"),
    [
        ("/2025/a", "https://amp.news.example/2025/a"),
        ("https://www.news.example/2025/a?utm_source=x", "https://www.news.example/2025/a"),
        ("https://news.example/?p=12", "https://news.example/?p=12"),
        ("https://news.example/", None),
        ("/", None),
        ("https://evil.example.org/a", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", "https://amp.news.example/2025/a.html"),
    ],
)
def test_what_a_page_says_of_itself(link, believed):
    assert own_canonical("https://amp.news.example/2025/a.html", link) == believed


def test_sites_below_a_country_are_told_apart():
    assert (
        own_canonical("https://m.paper.co.kr/a", "https://www.paper.co.kr/a") == "https://www.paper.co.kr/a"
    )
    assert own_canonical("https://paper.co.kr/a", "https://other.co.kr/a") is None
