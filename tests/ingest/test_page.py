"""Web pages into articles."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.ingest.pages import HEADLINE, PARAGRAPHS, TEXT, article
from tracker.errors import Refused
from tracker.ingest.page import read_page

ADDRESS = "https://www.harbour.example/2025/laboratory?utm_source=x"


def linked(**data):
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


NEXT_MONTH = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": HEADLINE,
    "datePublished": "2025-05-26T23:30:00+09:00",
    "author": [{"@type": "Person", "name": "Staff One"}, {"@type": "Person", "name": "Staff Two"}],
    "publisher": {"@type": "Organization", "name": "The Daily Harbour"},
    "inLanguage": "en-GB",
}


def test_a_page_gives_its_article():
    head = linked(**NEWS) + '<link rel="canonical" href="/2025/laboratory?fbclid=1">'
    found = read_page(article(head), address=ADDRESS)
    assert found.text == TEXT
    assert found.title == HEADLINE
    assert found.byline == "Staff One, Staff Two"
    assert found.publisher == "The Daily Harbour"
    assert found.language == "en"
    assert (found.published, found.published_basis) == ("2025-05-26", "page_metadata")
    assert found.canonical == "https://www.harbour.example/2025/laboratory"
    assert (found.hidden, found.doubt) == (0, None)


def test_a_page_that_says_nothing_of_itself():
    bare = f"<html><body><h1>{HEADLINE}</h1>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}</body></html>"
    found = read_page(bare.encode())
    assert found.text.removeprefix(f"{HEADLINE}\n") == "\n".join(PARAGRAPHS)
    assert found.title == HEADLINE
    assert (found.byline, found.publisher, found.language, found.canonical) == (None, None, None, None)
    assert (found.published, found.published_basis) == (None, "unknown")
    assert read_page(bare.encode(), address=ADDRESS).publisher == "harbour.example"


@pytest.mark.parametrize(
    ("head", "before", "address", "published"),
    [
        ('<meta name="DC.date.issued" content="2025-05-26">', "", None, ("2025-05-26", "page_metadata")),
        ('<meta name="date" content="20250526">', "", None, ("2025-05-26", "page_metadata")),
        ('<meta itemprop="datePublished" content="2025-05-26">', "", None, ("2025-05-26", "page_metadata")),
        (linked(**{"@graph": [{"@type": "WebSite"}, NEWS]}), "", None, ("2025-05-26", "page_metadata")),
        (linked(**NEWS | {"@type": ["ReportageNewsArticle"]}), "", None, ("2025-05-26", "page_metadata")),
        ("", '<time datetime="2025-05-26T09:00">Monday</time>', None, ("2025-05-26", "visible_byline")),
        ("", '<div class="date">26 May 2025</div>', None, ("2025-05-26", "visible_byline")),
        ("", '<p class="meta">By Staff One | 2025.05.26 09:00</p>', None, ("2025-05-26", "visible_byline")),
        ("", '<span id="pub_date">May 26th, 2025</span>', None, ("2025-05-26", "visible_byline")),
        ("", '<span class="date">26. Mai 2025</span>', None, ("2025-05-26", "visible_byline")),
        ("", '<span class="date">26 de mayo de 2025</span>', None, ("2025-05-26", "visible_byline")),
        ("", '<span class="date">입력 2025년 5월 26일</span>', None, ("2025-05-26", "visible_byline")),
        ("", '<span class="date">2025年5月26日</span>', None, ("2025-05-26", "visible_byline")),
        ("", '<span class="date">May 2025</span>', None, (None, "unknown")),
        ("", '<span class="date">03/05/2025</span>', None, (None, "unknown")),
        ("", '<span class="date">31 February 2025</span>', None, (None, "unknown")),
        ("", '<span class="update">26 May 2025</span>', None, (None, "unknown")),
        ("", "", "https://harbour.example/2025/05/26/laboratory", ("2025-05-26", "inferred")),
        ("", "", "https://harbour.example/20259999/laboratory", (None, "unknown")),
        ('<meta name="date" content="2025-02-31">', "", None, (None, "unknown")),
        ('<meta name="date" content="yesterday">', "", None, (None, "unknown")),
        (f'<meta name="date" content="{NEXT_MONTH}">', "", None, (None, "unknown")),
        (linked(**{"@type": "NewsArticle", "datePublished": 20250526}), "", None, (None, "unknown")),
    ],
)  # fmt: skip
def test_the_day_of_publication_and_where_it_is_from(head, before, address, published):
    found = read_page(article(head, before), address=address)
    assert (found.published, found.published_basis) == published


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<meta property="og:title" content="Click here: laboratory!">', HEADLINE),
        ('<meta property="og:title" content="Something else entirely">', HEADLINE),
    ],
)
def test_the_headline_on_the_page_goes_before_what_it_is_called_elsewhere(html, title):
    assert read_page(article(html)).title == title


def test_of_several_headlines_the_articles_own_is_taken():
    before = "<h1>The Daily Harbour</h1><h1>Most read this week</h1>"
    assert read_page(article(before=before)).title == HEADLINE
    without = article().replace(f"<h1>{HEADLINE}</h1>".encode(), b"<h1>Menu</h1><h1>More</h1>")
    assert read_page(without).title == f"{HEADLINE} | The Daily Harbour"


@pytest.mark.parametrize(
    ("lang", "head", "code"),
    [
        ("ko", "", "ko"),
        ("pt-br", "", "pt-BR"),
        ("zh_Hant_tw", "", "zh-Hant-TW"),
        ("", '<meta property="og:locale" content="ja_JP">', "ja-JP"),
        ("not a language!", '<meta http-equiv="content-language" content="de">', "de"),
        ("", "", None),
    ],
)
def test_the_language_is_what_the_page_says(lang, head, code):
    assert read_page(article(head, lang=lang)).language == code


@pytest.mark.parametrize("charset", ["euc-kr", "utf-8", "utf-16"])
def test_the_charset_may_stand_in_the_header_or_the_page(charset):
    korean = tuple(
        f"{n}번째 문단: 회사는 월요일 서울에 새 사무소를 열겠다고 밝혔다. 직원은 40명이며 내년에 늘어난다."
        for n in "가나다라마"
    )
    html = article(paragraphs=korean, lang="ko").decode()
    said_in_page = html.replace('charset="utf-8"', f'charset="{charset}"').encode(charset)
    assert read_page(said_in_page).text.partition("\n")[2] == "\n".join(korean)
    said_in_header = html.replace('<meta charset="utf-8">', "").encode(charset)
    assert read_page(said_in_header, charset).text.partition("\n")[2] == "\n".join(korean)


def test_what_scripts_and_comments_hold_is_not_read():
    after = "<script>var x = 'SECRET one';</script><!-- SECRET two --><style>.a{content:'SECRET'}</style>"
    found = read_page(
        article(after=after + "<noscript>SECRET three</noscript><template>SECRET four</template>")
    )
    assert "SECRET" not in found.text
    assert found.hidden == 0


@pytest.mark.parametrize("author", ["https://facebook.example/x", "@somebody"])
def test_an_address_is_no_byline(author):
    assert read_page(article(f'<meta name="author" content="{author}">')).byline is None
    assert read_page(article('<meta name="author" content="By Staff One">')).byline == "Staff One"


def test_what_metadata_holds_is_one_visible_line():
    long = "word " * 200
    head = f'<meta name="author" content="{long}">'
    head += '<meta property="og:site_name" content="The\u200b Daily\n\u202eHarbour">'
    found = read_page(article(head))
    assert found.publisher == "The Daily Harbour"
    assert found.byline is not None
    assert len(found.byline) <= 300


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, '{"@type": {}}', "[null, 1, []]", '"text"', '{"@graph": 7}', ""]
)
def test_linked_data_that_is_broken_is_passed_over(data):
    assert read_page(article(f'<script type="application/ld+json">{data}</script>')).text == TEXT


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->", b"\x00\x00"])
def test_nothing_is_refused(body):
    with pytest.raises(Refused, match="no text on the page"):
        read_page(body)


@pytest.mark.parametrize("body", [b"<html></html>", b"<p></p>", article(paragraphs=())])
def test_a_page_without_text_says_so(body):
    found = read_page(body)
    assert found.text in ("", HEADLINE)
    assert "Hardly any text" in (found.doubt or "")
