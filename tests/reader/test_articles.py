"""The reader on articles written for these tests, in every style and language, held to a floor as a whole."""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tracker.ingest.reader import draft

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.json"))
# What the reader reaches on these articles, with a little room: a change that loses facts is to be noticed.
FLOORS = {"people": 0.92, "offices": 0.92, "partnerships": 0.88, "claims": 0.92}


@cache
def _read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    article = json.loads(path.read_text("utf-8"))
    return article, draft(article["text"]).as_json()


def _plain(name: str | None) -> str:
    letters = unicodedata.normalize("NFKD", (name or "").casefold())
    return "".join(char for char in letters if not unicodedata.combining(char)).removesuffix(" group")


def _same_passage(text: str, expected: str, drafted: str) -> bool:
    first, second = text.index(expected), text.index(drafted)
    return first < second + len(drafted) and second < first + len(expected)


def _keys(kind: str, facts: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    if kind == "people":
        return [(_plain(fact["name"]),) for fact in facts]
    if kind == "offices":
        return [(_plain(fact["company"]), _plain(fact["city"]), fact["country"]) for fact in facts]
    return [tuple(sorted(_plain(party) for party in fact["parties"])) for fact in facts]


def _matches(kind: str, article: dict[str, Any], drafted: list[dict[str, Any]]) -> int:
    if kind != "claims":
        left = _keys(kind, drafted)
        return sum(1 for key in _keys(kind, article[kind]) if key in left)
    claims = list(drafted)
    hits = 0
    for gold in article["claims"]:
        for claim in claims:
            same = (gold["value"], gold["unit"]) == (claim["value"], claim["unit"])
            if same and _same_passage(article["text"], gold["evidence"], claim["evidence"]):
                claims.remove(claim)
                hits += 1
                break
    return hits


@pytest.mark.parametrize("kind", FLOORS)
def test_the_share_of_facts_found_and_right_stays_up(kind: str) -> None:
    hits = gold = drafted = 0
    for path in ARTICLES:
        article, drafts = _read(path)
        hits += _matches(kind, article, drafts[kind])
        gold += len(article[kind])
        drafted += len(drafts[kind])
    assert 2 * hits / (gold + drafted) >= FLOORS[kind], f"{hits} of {gold} found, {drafted} drafted"


def test_there_are_enough_articles_in_enough_languages() -> None:
    languages = {_read(path)[0]["language"] for path in ARTICLES}
    assert len(ARTICLES) >= 12
    assert languages >= {"en", "de", "fr", "es", "pt", "it", "ko", "ja", "zh"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_passage_stands_in_the_text(path: Path) -> None:
    article, drafts = _read(path)
    for kind in ("people", "offices", "partnerships", "claims"):
        for fact in drafts[kind]:
            assert fact["evidence"] in article["text"]
            for start, end in fact["passages"].values():
                assert 0 <= start < end <= len(article["text"])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_offices_have_the_status_that_the_article_gives(path: Path) -> None:
    article, drafts = _read(path)
    drafted = {(_plain(fact["company"]), _plain(fact["city"])): fact["status"] for fact in drafts["offices"]}
    known = {(_plain(fact["company"]), _plain(fact["city"])): fact["status"] for fact in article["offices"]}
    wrong = {key: drafted[key] for key, status in known.items() if key in drafted and drafted[key] != status}
    assert len(wrong) <= 1, wrong


def test_an_article_without_facts_yields_none() -> None:
    _, drafts = _read(next(path for path in ARTICLES if path.stem == "en-no-facts"))
    assert not any(drafts[kind] for kind in ("people", "offices", "partnerships", "claims"))


def test_reading_twice_gives_the_same() -> None:
    for path in ARTICLES:
        article, drafts = _read(path)
        assert draft(article["text"]).as_json() == drafts
