"""What a file is, and an article from its link to its text."""

import gzip
import time

import pytest

from tests.ingest.internet import an_internet, page
from tests.ingest.pages import HEADLINE, TEXT, article
from tests.ingest.pdfs import pdf
from tracker.errors import Refused
from tracker.ingest.media import medium, read_fetched, read_file

RSS = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel></channel></rss>'


@pytest.mark.parametrize(
    ("body", "content_type", "name", "kind"),
    [
        (article(), "text/html", "", "page"),
        (article(), "", "", "page"),
        (article(), "text/plain", "", "text"),
        (b"A text", "text/html", "", "page"),
        (b"A text", "", "saved.HTM", "page"),
        (b"A text that says <b>, <p> and <html>", "", "", "text"),
        (b"A text", "application/octet-stream", "", "text"),
        (b"<!-- saved -->\n<body><p>An office", "", "", "page"),
        (b"A text", "text/plain", "", "text"),
        (b"A text", "", "notes.txt", "text"),
        (b"", "", "", "text"),
        (pdf(["x"]), "", "", "pdf"),
        (pdf(["x"]), "text/html", "x.txt", "pdf"),
        (b"broken", "application/pdf", "", "pdf"),
        (RSS, "text/html", "", "feed"),
        (b"\xef\xbb\xbf" + RSS, "application/rss+xml", "", "feed"),
        (b'<!DOCTYPE rss PUBLIC "x" "y">\n<rss version="0.91">', "", "", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "", "", "feed"),
    ],
)
def test_what_it_is(body, content_type, name, kind):
    assert medium(body, content_type, name) == kind


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"PK\x03\x04" + bytes(30), ""),
        (b"\x89PNG\r\n", "text/html"),
        (b"\xff\xd8\xff\xe0", ""),
        (b"\x1f\x8b\x08", ""),
        (b"{\\rtf1 x}", "text/plain"),
        (b"{}", "application/json"),
        (b"\x00\x01", "image/webp"),
        (b"\x00\x01\x02\x03" * 99, ""),
        (RSS, ""),
    ],
)
def test_what_is_not_read(body, content_type):
    with pytest.raises(Refused) as refused:
        read_file(body, content_type=content_type)
    assert "file" in refused.value.fields


@pytest.mark.parametrize("start", [b" " * 4096, b"<!--" * 1024, b"<?xml " * 600, b"<!-- -->" * 500])
def test_a_start_made_to_stall_does_not(start):
    started = time.thread_time()
    assert medium(start) == "text"
    assert time.thread_time() - started < 0.1


def test_from_a_link_to_an_article():
    with an_internet() as internet:
        packed = page(
            gzip.compress(article()), content_encoding="gzip", content_type="text/html; charset=utf-8"
        )
        internet.site("www.harbour.example", {"/lab?utm_source=x": packed})
        found = read_fetched(internet.door().fetch("http://www.harbour.example/lab?utm_source=x"))
    assert (found.text, found.title) == (TEXT, HEADLINE)
    assert found.publisher


def test_a_text_file_and_a_pdf_file():
    assert read_file("Büro in München".encode("cp1252"), "notes.txt").text == "Büro in München"
    assert read_file(pdf(["An office."]), "a.pdf").text == "An office."
