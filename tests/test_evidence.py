"""Quotes, places and hashes: what stands in a text is found and kept word for word; nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.saving import add, change, editing, number, row, rows
from tracker.errors import NotFound, Refused
from tracker.evidence import find, normalise, paragraphs, sentence_at, sentence_hash, sentences
from tracker.records import kind_called

# An article of the test's own making.
TEXT = """Acme opens a lab in Łódź 🎉

Acme said on Monday that it will open a lab in Łódź. “It is our biggest step yet,” said its chief.
The lab — Acme’s third — costs €40 million, Dr. Novak of the U.S. office said. It hires 300 people.

서울 사무소도 연다. 직원은 40명이다. 東京にも拠点を設ける。社員は三十人。
It will open its doors in spring. It will open more later."""


@pytest.fixture
def article(engine):
    number = add(engine, "articles", title="Acme opens a lab")
    add(engine, "companies", name="Acme")
    return number


HALF_MARKS = "\uff9e\uff9f"
DECOMPOSED = unicodedata.normalize("NFD", "서울 사무소")


def attach(engine, article, text=TEXT):
    with editing(engine) as edit:
        return edit.attach(article, text, "pasted")


def cite(engine, article, quote=None, **more):
    words = {"quote": quote} if quote else {}
    return add(engine, "citations", record="companies/Acme", article=article, **words, **more)


def hashed(text, place):
    paragraph, sentence = map(int, place.split("."))
    found = sentence_at(text, paragraph, sentence)
    assert found is not None
    return {"paragraph": paragraph, "sentence": sentence, "sentence_sha256": sentence_hash(found.quote)}


# -- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "stands"),
    [
        ("She said “it’s done” – twice.", "\"it's done\" - twice", "“it’s done” – twice"),
        ("a\u00a0hundred  million", "a hundred million", "a\u00a0hundred  million"),
        ("a line\nand another", "line and another", "line\nand another"),
        ("🎉🎉 Acme 🎉 opens", "Acme 🎉 opens", "Acme 🎉 opens"),
        ("cafe\u0301 society", "café society", "cafe\u0301 society"),
        ("café society", "cafe\u0301 society", "café society"),
        ("the oﬃce opens", "office opens", "oﬃce opens"),
        ("the oﬃce opens", "of", "oﬃ"),  # never half of a letter
        ("he waits… and goes", "waits. ", "waits…"),
        ("zero\u200bwidth words", "zerowidth words", "zero\u200bwidth words"),
        ("soft\u00adhyphen", "softhyphen", "soft\u00adhyphen"),
        ("東京に拠点を設ける", "拠点", "拠点"),
        (DECOMPOSED, "서울 사무소", DECOMPOSED),
        ("half-width ｱｸﾒ", "アクメ", "ｱｸﾒ"),
        ("ｶﾞｰﾃﾞﾝ", "ガーデン", "ｶﾞｰﾃﾞﾝ"),
    ],
)  # fmt: skip
def test_a_quote_is_found_and_kept_as_it_stands(text, quote, stands):
    (span,) = find(text, quote)[:1]
    assert span.quote == stands
    assert text[span.start : span.end] == stands


@pytest.mark.parametrize("quote", ["", "   ", "\u200b", "not there", "acme", "Acme  opened"])
def test_what_does_not_stand_is_not_found(quote):
    assert find(TEXT, quote) == []


def test_the_nearest_comes_first():
    starts = [span.start for span in find("one two one two one", "one", near=10)]
    assert starts == [8, 16, 0]


@given(st.text(max_size=80), st.data())
def test_every_stretch_of_a_text_is_found_where_it_stands(text, data):
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    found = find(text, quote)
    # A mark at an edge belongs to the letter before it: what cuts the two apart may not stand by itself.
    if not _cuts(text, start) and not _cuts(text, start + len(quote)):
        assert bool(found) == bool(normalise(quote))
    for span in found:
        assert normalise(quote) in normalise(span.quote)


def _cuts(text, at):
    return at < len(text) and (
        unicodedata.category(text[at])[0] == "M" or text[at] in HALF_MARKS or "\u1160" <= text[at] <= "\u11ff"
    )


# -- places -----------------------------------------------------------------------------------------------


def test_paragraphs_and_sentences_are_counted():
    split = [[sentence.quote for sentence in sentences(one)] for one in paragraphs(TEXT)]
    assert split == [
        ["Acme opens a lab in Łódź 🎉"],
        [
            "Acme said on Monday that it will open a lab in Łódź.",
            "“It is our biggest step yet,” said its chief.",
        ],
        [
            "The lab — Acme’s third — costs €40 million, Dr. Novak of the U.S. office said.",
            "It hires 300 people.",
        ],
        ["서울 사무소도 연다.", "직원은 40명이다.", "東京にも拠点を設ける。", "社員は三十人。"],
        ["It will open its doors in spring.", "It will open more later."],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Revenue was 3.5 million. It rose.", 2),
        ("Is it? Yes! It is… Certainly.", 4),
        ("He said “No.” She left.", 2),
        ("“Wait... what?” he asked.", 1),
        ("Acme Inc. and Beta Corp. merge.", 1),
        ("No stop at the end", 1),
        ("Ślask wins. Łódź follows. Über alles.", 3),
        ("J. Smith spoke. K. Lee did not.", 2),
        ("", 0),
        (" \n \t\n", 0),
    ],
)
def test_sentences(text, count):
    assert sum(len(sentences(one)) for one in paragraphs(text)) == count


@given(st.text(max_size=200))
def test_sentences_hold_every_word_in_order(text):
    whole = "".join(sentence.quote for one in paragraphs(text) for sentence in sentences(one))
    assert "".join(whole.split()) == "".join(text.split())


def test_a_place_that_is_not_there():
    assert [sentence_at(TEXT, *place) for place in ((0, 1), (1, 0), (1, 2), (9, 1))] == [None] * 4


# -- quotes -----------------------------------------------------------------------------------------------


def test_a_quote_becomes_a_passage_word_for_word(engine, article):
    attach(engine, article)
    cited = cite(engine, article, '"It is our biggest step yet," said')
    kept = row(engine, "citations", cited)
    assert kept["quote"] == "“It is our biggest step yet,” said"
    assert (kept["state"], kept["paragraph"], kept["sentence"]) == ("verified", 2, 2)
    assert kept["sentence_sha256"] == hashed(TEXT, "2.2")["sentence_sha256"]
    start, end = kept["start_offset"], kept["end_offset"]
    assert TEXT[start:end] == kept["quote"]
    assert kept["before"] == TEXT[start - 32 : start]
    assert kept["after"] == TEXT[end : end + 32]


def test_offsets_count_code_points(engine, article):
    attach(engine, article, "🎉👩‍🔬 Łódź e\u0301 직원 Acme.")
    kept = row(engine, "citations", cite(engine, article, "Acme"))
    assert kept["start_offset"] == len("🎉👩‍🔬 Łódź e\u0301 직원 ")
    length = "SELECT length(quote) - (end_offset - start_offset) FROM passages"
    assert rows(engine, length) == [(0,)]


def test_a_quote_that_stands_twice_asks_for_more_words(engine, article):
    attach(engine, article)
    with pytest.raises(Refused, match="stand 2 times"):
        cite(engine, article, "It will open")
    kept = row(engine, "citations", cite(engine, article, "It will open", start_offset=len(TEXT)))
    assert (kept["paragraph"], kept["sentence"]) == (5, 2)
    one = cite(engine, article, "It will open its doors")
    assert row(engine, "citations", one)["sentence"] == 1


def test_a_quote_must_stand_in_the_text(engine, article):
    with pytest.raises(Refused, match="no text yet") as refused:
        cite(engine, article, "Acme")
    assert "quote" in refused.value.fields
    attach(engine, article)
    for wrong in ("Acme opened a lab", "acme opens", "Acme opens … in Łódź"):
        with pytest.raises(Refused, match="do not stand"):
            cite(engine, article, wrong)
    with pytest.raises(Refused, match="Paste the words"):
        cite(engine, article)
    with pytest.raises(Refused) as refused:
        cite(engine, article, "Acme opens a lab", field="colour")
    assert "field" in refused.value.fields
    assert rows(engine, "SELECT count(*) FROM passages") == [(0,)]


def test_a_quote_is_looked_for_in_every_text_of_the_article(engine, article):
    attach(engine, article, "The first version says so.")
    attach(engine, article, "The second version says otherwise.")
    assert row(engine, "citations", cite(engine, article, "first version"))["state"] == "verified"


# -- hashes -----------------------------------------------------------------------------------------------

PLACES = ("1.1", "2.1", "2.2", "3.1", "3.2", "4.1", "4.3", "5.2")


@pytest.fixture
def cited(engine, article):
    """Citations by place and hash, as a seed file gives them: the text is not here yet."""
    return {place: cite(engine, article, **hashed(TEXT, place)) for place in PLACES}


def states(engine, cited):
    return {place: row(engine, "citations", one)["state"] for place, one in cited.items()}


def test_an_attached_text_verifies_every_hash(engine, article, cited):
    assert set(states(engine, cited).values()) == {"unverified"}
    done = attach(engine, article)
    assert (done.new, done.verified, done.failed) == (True, len(PLACES), ())
    assert set(states(engine, cited).values()) == {"verified"}
    quotes = {place: row(engine, "citations", one)["quote"] for place, one in cited.items()}
    assert quotes["4.3"] == "東京にも拠点を設ける。"


def test_attaching_twice_stores_once(engine, article, cited):
    first = attach(engine, article)
    second = attach(engine, article)
    assert (second.capture_id, second.new) == (first.capture_id, False)
    attach(engine, article, TEXT.replace("40 million", "50 million"))
    again = attach(engine, article)
    assert (again.capture_id, again.new, again.failed) == (first.capture_id, False, ())
    assert rows(engine, "SELECT count(*) FROM captures") == [(2,)]


def test_a_text_from_the_trash_may_be_attached_again(engine, article, cited):
    first = attach(engine, article)
    with editing(engine) as edit:
        edit.remove(kind_called("captures"), first.capture_id, 1)
    again = attach(engine, article)
    assert again.new
    assert set(states(engine, cited).values()) == {"verified"}


def test_a_changed_text_fails_exactly_the_affected(engine, article, cited):
    done = attach(engine, article, TEXT.replace("300 people", "200 people").replace("40명", "50명"))
    assert done.failed == (cited["3.2"],)
    assert {place for place, state in states(engine, cited).items() if state == "failed"} == {"3.2"}
    assert attach(engine, article).failed == ()
    assert set(states(engine, cited).values()) == {"verified"}


def test_a_headline_or_other_typography_fails_none(engine, article, cited):
    other = "ACME GOES EAST\n\n" + TEXT.replace("“", '"').replace("”", '"').replace(" — ", " - ")
    assert attach(engine, article, unicodedata.normalize("NFD", other)).failed == ()
    kept = row(engine, "citations", cited["2.2"])
    assert (kept["paragraph"], kept["state"]) == (2, "verified")
    assert kept["quote"].startswith('"It is our')


def test_a_later_text_holds_the_quotes_too(engine, article):
    attach(engine, article)
    one, two = cite(engine, article, "costs €40 million"), cite(engine, article, "It hires 300 people.")
    done = attach(engine, article, TEXT.replace("€40 million", "€50 million"))
    assert done.failed == (one,)
    assert row(engine, "citations", two)["state"] == "verified"
    assert row(engine, "citations", one)["quote"] == "costs €40 million"


def test_a_hash_given_when_the_text_is_there_is_held_at_once(engine, article):
    attach(engine, article)
    assert row(engine, "citations", cite(engine, article, **hashed(TEXT, "3.2")))["state"] == "verified"
    wrong = {"paragraph": 3, "sentence": 2, "sentence_sha256": "0" * 64}
    assert row(engine, "citations", cite(engine, article, **wrong))["state"] == "failed"


@pytest.mark.parametrize("text", ["", "x\x00y", "x" * 2_000_001])
def test_a_text_that_cannot_be_stored_is_refused(engine, article, text):
    with pytest.raises(Refused) as refused:
        attach(engine, article, text)
    assert "text" in refused.value.fields


def test_there_must_be_an_article(engine):
    with pytest.raises(NotFound):
        attach(engine, 10**6)


# -- changing ---------------------------------------------------------------------------------------------


def test_saving_a_citation_unchanged_leaves_its_words(engine, article):
    attach(engine, article)
    one = cite(engine, article, "It will open", start_offset=len(TEXT))
    before = row(engine, "citations", one)
    keep = {name: before[name] for name in ("record_id", "article_id", "quote", "paragraph", "sentence")}
    change(engine, "citations", one, note="A note.", **keep)
    after = row(engine, "citations", one)
    for name in ("passage_id", "quote", "start_offset", "paragraph", "sentence", "state"):
        assert after[name] == before[name]


def test_other_words_bring_their_place_along(engine, article):
    attach(engine, article)
    one = cite(engine, article, "costs €40 million")
    change(engine, "citations", one, quote="It hires 300 people.")
    kept = row(engine, "citations", one)
    assert (kept["quote"], kept["paragraph"], kept["sentence"]) == ("It hires 300 people.", 3, 2)
    assert kept["sentence_sha256"] == hashed(TEXT, "3.2")["sentence_sha256"]


def test_another_place_or_hash_is_held_against_the_text(engine, article):
    attach(engine, article)
    one = cite(engine, article, "costs €40 million")
    change(engine, "citations", one, sentence_sha256="0" * 64)
    assert row(engine, "citations", one)["state"] == "failed"
    assert row(engine, "citations", one)["quote"] is None
    change(engine, "citations", one, **hashed(TEXT, "1.1"))
    assert row(engine, "citations", one)["quote"] == "Acme opens a lab in Łódź 🎉"


# -- re-check ---------------------------------------------------------------------------------------------


@pytest.fixture
def claim(seeded_engine):
    """The claim of 11 cities, with a citation of the whole and one of its value."""
    return int(number(seeded_engine, "SELECT id FROM claims WHERE value_text = '11 cities'"))


def about(engine, claim):
    query = "SELECT coalesce(field, ''), state FROM citations WHERE record_id = :claim ORDER BY id"
    return dict(rows(engine, query, claim=claim))


def test_a_changed_value_has_its_citations_marked(seeded_engine, claim):
    assert about(seeded_engine, claim) == {"": "unverified", "value_text": "unverified"}
    change(seeded_engine, "claims", claim, scope="cities in Europe and Asia")
    assert about(seeded_engine, claim) == {"": "recheck", "value_text": "unverified"}
    change(seeded_engine, "claims", claim, value_text="12 cities")
    assert about(seeded_engine, claim) == {"": "recheck", "value_text": "recheck"}


def test_a_changed_part_of_a_value_marks_its_citations(seeded_engine, claim):
    change(seeded_engine, "claims", claim, comparator="about")
    assert about(seeded_engine, claim)["value_text"] == "recheck"


def test_a_link_is_cited_by_its_name(seeded_engine):
    seoul = int(number(seeded_engine, "SELECT id FROM records WHERE name = 'OpenAI, Seoul, South Korea'"))
    assert about(seeded_engine, seoul)["programme"] == "unverified"
    change(seeded_engine, "offices", seoul, programme=None)
    assert about(seeded_engine, seoul) == {"": "recheck", "role": "unverified", "programme": "recheck"}


def test_a_mark_goes_when_somebody_confirms(seeded_engine, claim):
    change(seeded_engine, "claims", claim, value_text="12 cities")
    ids = rows(seeded_engine, "SELECT id FROM citations WHERE record_id = :claim ORDER BY id", claim=claim)
    with editing(seeded_engine) as edit:
        edit.confirm(ids[0][0], 2)
    assert about(seeded_engine, claim) == {"": "unverified", "value_text": "recheck"}


def test_a_text_does_not_confirm_a_changed_value(engine, article, cited):
    company = int(number(engine, "SELECT id FROM companies"))
    change(engine, "companies", company, description="Another one.")
    assert set(states(engine, cited).values()) == {"recheck"}
    attach(engine, article)
    assert set(states(engine, cited).values()) == {"recheck"}
    one = row(engine, "citations", cited["1.1"])
    assert one["quote"] == "Acme opens a lab in Łódź 🎉"
    with editing(engine) as edit:
        edit.confirm(cited["1.1"], one["version"])
    assert row(engine, "citations", cited["1.1"])["state"] == "verified"
