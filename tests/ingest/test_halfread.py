"""Pages that were not read whole say so, and why."""

import pytest

from tests.ingest.pages import PARAGRAPHS, article
from tracker.ingest.page import read_page

LONG = PARAGRAPHS + tuple(
    f"Paragraph {n} goes on about another part of the plan in some detail." for n in range(60)
)


def said(body):
    return read_page(body).doubt or ""


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><div id=root></div><script src=/app.js></script></body></html>",
        b"<html><body><noscript>JavaScript!</noscript><script>1</script><p>Loading</p></body></html>",
    ],
)
def test_a_page_that_scripts_write(body):
    assert "put on the page by scripts" in said(body)


@pytest.mark.parametrize(
    "phrase",
    [
        "Subscribe to continue reading",
        "Already a subscriber? Sign in",
        "이 기사는 유료회원 전용입니다",
        "この記事は会員限定です",
        "Jetzt weiterlesen mit einem Abo",
        "Article réservé aux abonnés",
        "付费阅读全文",
    ],
)
def test_a_paywall(phrase):
    assert "paywall" in said(
        article(paragraphs=PARAGRAPHS[:2], after=f"<div class=wall><p>{phrase}</p></div>")
    )


def test_a_whole_article_on_a_site_that_sells_subscriptions():
    assert said(article(paragraphs=LONG, after="<aside><p>Already a subscriber? Log in.</p></aside>")) == ""


def test_a_page_that_says_it_is_not_free():
    data = '{"@type": "NewsArticle", "isAccessibleForFree": %s}'
    for value in ("false", '"False"'):
        assert "for subscribers" in said(
            article(f'<script type="application/ld+json">{data % value}</script>', paragraphs=LONG)
        )
    assert said(article(f'<script type="application/ld+json">{data % "true"}</script>')) == ""


def test_a_consent_wall_and_a_check_for_robots():
    wall = "<h1>Before you continue</h1><p>We and our partners use cookies. Accept all cookies or choose.</p>"
    assert "cookies" in said(f"<html><body>{wall}</body></html>".encode())
    check = "<h1>Just a moment...</h1><p>Verifying you are human. This may take a few seconds.</p>"
    assert "whether a person is reading" in said(
        f"<html><body>{check}<script>1</script></body></html>".encode()
    )


@pytest.mark.parametrize(
    "end",
    ["The plan also …", "The plan also foresees...", "Continue reading", "The plan [+1234 chars]", "더보기"],
)
def test_a_text_that_breaks_off(end):
    assert "breaks off at its end" in said(article(paragraphs=(*PARAGRAPHS, end)))


def test_a_page_that_breaks_off():
    whole = article(paragraphs=LONG)
    assert "page breaks off" in said(whole[: len(whole) // 2 + 20])
    assert said(whole) == ""


def test_a_page_with_hardly_any_text():
    assert "Hardly any text" in said(b"<html><body><p>Short.</p></body></html>")


def test_characters_that_could_not_be_read():
    assert "could not be read" in said(article(paragraphs=(*PARAGRAPHS, "The plan costs 40\ufffd million.")))
