"""Texts that are the same or nearly the same."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest.alike import COPY, SIZE, keys, likeness, packed, same_text, sketch, unpacked

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "lmnrst"]


def story(seed: int, words: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(text: str, changes: int) -> str:
    """A copy with some words replaced, as an editor does."""
    words = text.split()
    for at in random.Random(changes).sample(range(len(words)), changes):
        words[at] = "replaced"
    return " ".join(words)


def test_a_copy_is_told_from_another_story():
    """Ten words of 400 changed: of 397 runs about 40 differ on each side, a likeness of about 0.82."""
    original = story(1)
    assert likeness(sketch(original), sketch(edited(original, 10))) == pytest.approx(0.82, abs=0.1)
    assert likeness(sketch(original), sketch("Seoul — " + original + " More to follow.")) > 0.9
    assert likeness(sketch(original), sketch(story(2))) == 0.0


def test_a_shortened_copy_is_still_one():
    original = story(3)
    assert likeness(sketch(original), sketch(" ".join(original.split()[:300]))) > COPY


def test_scripts_without_spaces_are_told_apart_too():
    one = "该公司周一表示，已在新加坡开设办事处，员工人数为四十人，并计划继续扩大其在亚洲的业务。"
    assert likeness(sketch(one), sketch("【新加坡讯】" + one)) > 0.8
    assert (
        likeness(
            sketch(one), sketch("同社は東京にオフィスを開設したと月曜日に発表した。従業員は四十人である。")
        )
        == 0.0
    )


def test_the_same_text_in_other_clothes():
    assert same_text("“Open  AI” — Seoul\n") == same_text('"open ai" - seoul')
    assert same_text("one") != same_text("two")


def test_a_sketch_is_stored_and_read_again():
    of = sketch(story(4))
    assert len(of) == SIZE
    assert list(of) == sorted(of)
    assert unpacked(packed(of)) == of
    assert all(-(2**63) <= key < 2**63 for key in keys(of))
    for stored in (b"1234567", b"x" * 8 * (SIZE + 1)):
        with pytest.raises(ValueError, match="Not a sketch"):
            unpacked(stored)


def test_copies_share_a_key_and_other_stories_do_not():
    originals = [story(seed) for seed in range(60)]
    for original in originals:
        assert set(keys(sketch(original))) & set(keys(sketch(edited(original, 30))))
    assert not set(keys(sketch(originals[0]))) & set(keys(sketch(originals[1])))


@pytest.mark.parametrize("text", ["", " … ", "\u200b"])
def test_no_words_are_like_nothing(text):
    assert sketch(text) == ()
    assert keys(()) == ()
    assert likeness(sketch(text), sketch(text)) == 0.0


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_goes_both_ways(one, other):
    first, second = sketch(one), sketch(other)
    assert 0 <= likeness(first, second) == likeness(second, first) <= 1
    assert likeness(first, first) in (0, 1)
    assert unpacked(packed(first)) == first


def test_a_megabyte_is_sketched_in_a_second():
    long = " ".join(random.Random(5).choices(WORDS, k=260_000))
    started = time.thread_time()
    sketch(long)
    assert time.thread_time() - started < 2
