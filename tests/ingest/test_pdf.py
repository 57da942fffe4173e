"""PDF files into articles."""

import pytest

from tests.ingest.pdfs import pdf
from tracker.errors import Refused
from tracker.ingest.pdf import MOST_PAGES, read_pdf

LINES = [
    "Harbour district gets its first laboratory",
    "",
    "The company said on Monday that it will open a labora-",
    "tory in the harbour district next spring, and that more",
    "than forty engineers (most of them new) will move in.",
    "City officials welcomed it.",
    "A partnership with two universities will pay for twelve",
    "scholarships a year.",
]


JOINED = (
    "The company said on Monday that it will open a laboratory in the harbour district next spring, and that "
    "more than forty engineers (most of them new) will move in. City officials welcomed it."
)


def test_a_pdf_gives_its_paragraphs():
    found = read_pdf(pdf(LINES, ["A second page."], info="/Title (A laboratory) /Author (Staff One)"))
    assert found.text.split("\n") == [
        "Harbour district gets its first laboratory",
        JOINED,
        "A partnership with two universities will pay for twelve scholarships a year.",
        "",
        "A second page.",
    ]
    assert (found.title, found.byline, found.doubt) == ("A laboratory", "Staff One", None)
    assert (found.published, found.published_basis) == (None, "unknown")


def test_ligatures_are_letters_again():
    assert read_pdf(pdf(["An of\x01ce with a view… and more."])).text == "An office with a view... and more."


@pytest.mark.parametrize("title", ["report_final.docx", "Untitled", "Microsoft Word - Document1", ""])
def test_a_file_name_is_no_title(title):
    assert read_pdf(pdf(["Words."], info=f"/Title ({title})")).title is None


def test_a_long_pdf_is_read_as_far_as_the_limit():
    found = read_pdf(pdf(*[[f"Page {n}."] for n in range(MOST_PAGES + 5)]))
    assert found.text.endswith(f"Page {MOST_PAGES - 1}.")
    assert found.doubt == f"Only the first {MOST_PAGES} of {MOST_PAGES + 5} pages were read."


LOCK = "<< /Filter /Standard /V 1 /R 2 /O (" + "o" * 32 + ") /U (" + "u" * 32 + ") /P -4 >>"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (pdf(["Secret."], extra=f"/Encrypt {LOCK} /ID [(a) (a)]"), "locked"),
        (pdf([]), "pictures of pages"),
        (b"", "damaged"),
        (b"%PDF-1.7\n", "damaged"),
        (b"not a PDF", "damaged"),
        (pdf(["Words."])[:300], "damaged"),
        (pdf(["Words."]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), ""),
        (b"%PDF-1.7\n" + b"[" * 100_000, "damaged"),
        (b"%PDF" + bytes(20_000_001), "larger than 20 MB"),
    ],
    ids="locked pictures nothing header no-pdf cut loop nested large".split(),
)
def test_what_cannot_be_read_is_refused(body, says):
    with pytest.raises(Refused) as refused:
        read_pdf(body)
    assert says in refused.value.message
    assert refused.value.message.endswith("Paste the text instead.")
