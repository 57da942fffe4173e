"""A PDF into an article: the words of its pages, put back into paragraphs."""

import re
import time
import unicodedata
from io import BytesIO
from itertools import pairwise
from statistics import quantiles

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tracker.errors import Refused
from tracker.ingest.found import LONGEST_TEXT, Found
from tracker.ingest.said import line
from tracker.ingest.text import tidy, visible

LARGEST_PDF = 20_000_000
MOST_PAGES = 200
SECONDS = 8.0

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]$")


def read_pdf(body: bytes) -> Found:
    """Read a PDF of at most MOST_PAGES pages for at most SECONDS; `doubt` says when there was more.

    Refused when it is locked, damaged, larger than LARGEST_PDF bytes, or holds pictures of pages instead of
    words.
    """
    if len(body) > LARGEST_PDF:
        raise _refused(f"The PDF is larger than {LARGEST_PDF // 1_000_000} MB.")
    try:
        reader = _opened(body)
        pages, doubt = _pages(reader)
        said = reader.metadata
        title, author = (said.title, said.author) if said else (None, None)
    except Refused:
        raise
    except (
        PyPdfError,
        RecursionError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
    ):
        # A damaged file surfaces wherever pypdf first trips over it.
        raise _refused("The PDF is damaged and cannot be read.") from None
    text, hidden = visible("\n\n".join(map(_paragraphs, pages)))
    text = tidy(text)[:LONGEST_TEXT]
    if not text:
        raise _refused("The PDF holds pictures of pages and no words.")
    return Found(text, title=_title(title), byline=line(author), hidden=hidden, doubt=doubt)


def _opened(body: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(body), strict=False)
    if reader.is_encrypted:
        raise _refused("The PDF is locked with a password.")
    return reader


def _pages(reader: PdfReader) -> tuple[list[str], str | None]:
    """The text of the pages as far as the limits allow, and a sentence when they did not."""
    until = time.monotonic() + SECONDS
    count = len(reader.pages)
    pages: list[str] = []
    for number in range(min(count, MOST_PAGES)):
        if time.monotonic() > until or sum(map(len, pages)) > LONGEST_TEXT:
            break
        pages.append(unicodedata.normalize("NFKC", reader.pages[number].extract_text()))
    cut = len(pages) < count
    return pages, f"Only the first {len(pages)} of {count} pages were read." if cut else None


def _paragraphs(page: str) -> str:
    """Join the lines of a page into paragraphs: one ends at an empty line, and at one shorter than most."""
    lines = [text.strip() for text in page.split("\n")]
    widths = [len(text) for text in lines if text]
    full = quantiles(widths, n=4)[2] if len(widths) > 1 else 0
    joined = lines[:1]
    for before, after in pairwise(lines):
        if not before or not after or (len(before) < 0.8 * full and not after[0].islower()):
            joined.append("\n" + after)
        elif re.search(r"\w-$", before) and after[0].islower():
            joined[-1] = joined[-1][:-1]
            joined.append(after)
        else:
            joined.append(after if _WIDE.search(before) and not after[0].isascii() else " " + after)
    return "".join(joined)


def _title(said: object) -> str | None:
    """The title in the file's own data, unless it is a file name or a default."""
    title = line(said)
    odd = title and re.search(
        r"\.(docx?|pdf|indd|pptx?|qxd)$|^untitled|^microsoft word", title, re.IGNORECASE
    )
    return None if odd else title


def _refused(reason: str) -> Refused:
    return Refused(f"{reason} Paste the text instead.", {"file": reason})
