"""Reading in a process of its own: the same result, and an end to what has none."""

import time
import zlib

import pytest

from tests.ingest.pages import article
from tests.ingest.pdfs import pdf
from tracker.errors import Refused
from tracker.ingest.apart import read_apart
from tracker.ingest.page import MOST_ELEMENTS, read_page
from tracker.ingest.pdf import read_pdf

ADDRESS = "https://www.harbour.example/laboratory"


def test_a_page_and_a_pdf_read_apart_are_the_same():
    assert read_apart("page", article(), charset="utf-8", address=ADDRESS) == read_page(
        article(), "utf-8", ADDRESS
    )
    body = pdf(["Seoul — an office."])
    assert read_apart("pdf", body) == read_pdf(body)


def test_a_refusal_comes_through():
    with pytest.raises(Refused, match="no text on the page"):
        read_apart("page", b"")
    with pytest.raises(Refused, match="damaged"):
        read_apart("pdf", b"no PDF")


BOMBS = {
    "a megabyte of div": b"<div>" * 200_000,
    "a megabyte of b": b"<b>" * 330_000,
    "a megabyte of tags that never end": b"<" * 1_000_000,
    "a megabyte of attributes": b"<p " + b"".join(b"a%d=1 " % n for n in range(110_000)) + b">x",
    "a hundred thousand paragraphs": b"<p>a" * 100_000,
    "a megabyte of lists": b"<ul><li>" * 125_000,
    "a megabyte of tables": b"<table><tr><td>" * 66_000,
    "a megabyte of entities": b"&amp;" * 200_000,
    "a megabyte of quotes": b'<a href="' * 110_000,
    "nine megabytes": b"<p>words </p>" * 700_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_made_to_stall_ends(name):
    started = time.monotonic()
    try:
        found = read_apart("page", BOMBS[name], seconds=4)
    except Refused as refused:
        assert refused.message.endswith("Paste the text instead.")  # noqa: PT017 - either way is an end
    else:
        assert found.doubt
    assert time.monotonic() - started < 6


def test_memory_is_limited():
    """A kilobyte of PDF that grows to gigabytes when its stream is undone."""
    packed = bytes(200_000_000)
    for _ in range(2):
        packed = zlib.compress(packed, 9)
    stream = f"<< /Length {len(packed)} /Filter [/FlateDecode /FlateDecode] >>\nstream\n".encode() + packed
    start = pdf(["x"])
    at, end = start.index(b"<< /Length"), start.index(b"\nendstream")
    with pytest.raises(Refused):
        read_apart("pdf", start[:at] + stream + start[end:], seconds=10)


def test_an_article_may_be_long():
    paragraphs = tuple(
        f"Paragraph {n} goes on about another part of the plan." for n in range(MOST_ELEMENTS // 10)
    )
    assert read_apart("page", article(paragraphs=paragraphs)).text.endswith(paragraphs[-1])
