"""Work grows with the text and no text stalls the reader: counted in calls, not seconds."""

import sys
from types import FrameType

import pytest

from tracker.ingest.reader import default_names, draft

SENTENCE = (
    "Acme{0} AI said it will invest ${0} million and open an office in Leeds with OpenAI and Firm{0} Labs. "
)
MILLION = 1_000_000


def _calls(text: str) -> int:
    """Python function calls made while drafting `text`."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        draft(text)
    finally:
        sys.setprofile(None)
    return count


def test_twice_the_text_is_twice_the_work() -> None:
    default_names()
    draft("warm up")
    text = [SENTENCE.format(number) for number in range(10, 210)]
    half, whole = _calls("".join(text[:100])), _calls("".join(text))
    assert 1.5 * half < whole < 2.5 * half


@pytest.mark.parametrize(
    "piece",
    [
        "1 billion ",
        "$1 billion. ",
        "(",
        "[(",
        "]",
        "1",
        "1,",
        '"',
        "“",
        "A ",
        "Aa Bb, ",
        "OpenAI and ",
        "오픈AI ",
        "1億",
        "、",
        "\n",
        "first ",
        "said ",
    ],
)
def test_a_million_characters_of_nothing_end_at_once(piece: str) -> None:
    draft("warm up")
    assert _calls(piece * (MILLION // len(piece))) < 2 * MILLION


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "a" * 3000, "。", "?", "date 2025-05-01 ", "\u202e\u200b", "’s", "$", "%"],
)
def test_odd_texts_are_read(text: str) -> None:
    assert draft(text).as_json()["offices"] == []
