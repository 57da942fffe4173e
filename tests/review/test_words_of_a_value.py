"""The words of a drafted value say by themselves what was understood, where the text has such words."""

import pytest

from tracker.ingest.wording import read_words

FOUR = {"value": 4, "unit": "times", "comparator": "at_least"}
PEOPLE = {"value": 400, "unit": "people", "comparator": "at_least"}


@pytest.mark.parametrize(
    ("text", "passage", "row", "words"),
    [
        ("올해 들어 이용자가 4배 이상 늘었다.", "4배", FOUR, "4배 이상"),
        ("It employs 400 people or more.", "400", PEOPLE, "400 people or more"),
        ("It employs at least 400 people.", "400 people", PEOPLE, "at least 400 people"),
        ("It employs 400 people. Or more?", "400 people", PEOPLE | {"comparator": "exact"}, "400 people"),
    ],
)
def test_words_in_front_and_behind_belong_to_a_value(text, passage, row, words):
    start = text.index(passage)
    sentence = (0, text.index(".") + 1)
    found = read_words(text, sentence, (start, start + len(passage)), row)
    assert found is not None
    assert (found.words, found.stated) == (words, {})
    assert found.place == (text.index(words), text.index(words) + len(words))
