"""What was found in a page, a PDF or a text: the text of an article and what is said about it."""

from dataclasses import dataclass
from typing import Literal

LONGEST_TEXT = 2_000_000

Basis = Literal["page_metadata", "visible_byline", "feed", "inferred", "unknown"]


@dataclass(frozen=True)
class Found:
    """An article as it was found; what the source does not say is None.

    `text` has a line for each paragraph, no control characters and nothing a visitor could not see; `hidden`
    counts the characters left out for that. `published` is an ISO date, `canonical` the canonical form of the
    link the page names as its own, `doubt` one sentence on why this may not be the whole article.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    language: str | None = None
    published: str | None = None
    published_basis: Basis = "unknown"
    canonical: str | None = None
    hidden: int = 0
    doubt: str | None = None
