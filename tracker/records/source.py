"""Where facts come from: publishers, articles, their stored texts, and the citations that point into them."""

from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base
from tracker.records.base import Key, Record
from tracker.types import (
    ArticleText,
    DateWords,
    Language,
    Line,
    Link,
    Prose,
    Sha256,
    WebAddress,
    When,
    Whole,
    dated,
    link,
    now,
    shown,
)

PublishedBasis = Literal["page_metadata", "visible_byline", "feed", "reviewer", "inferred", "unknown"]
CaptureMethod = Literal["pasted", "file", "fetched", "feed", "api"]
Stance = Literal["supports", "disputes", "mentions"]
Attribution = Literal["direct_quote", "indirect_quote", "document", "publisher", "unnamed_source"]
CitationState = Literal["verified", "unverified", "failed", "recheck"]


class Publisher(Record):
    """Who publishes articles."""

    __tablename__ = "publishers"
    order = 12
    natural_key = ("name",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    website: Mapped[WebAddress | None] = shown("Website", listed=True)
    country_id: Mapped[Link | None] = link("Country", "countries", listed=True, filtered=True)
    language: Mapped[Language | None] = shown("Language", listed=True, filtered=True, help="Code such as en.")
    company_id: Mapped[Link | None] = link(
        "Organisation", "companies", help="Its entry among the organisations."
    )


class Article(Record):
    """A news item: any number of facts may come from it."""

    __tablename__ = "articles"
    order = 11
    label_from = ("title",)
    natural_key = ("title", "publisher_id", "published")

    title: Mapped[Line] = shown(
        "Title", listed=True, searched=True, help="Its headline, or our words where it has none."
    )
    address: Mapped[WebAddress | None] = shown("Address", help="The link as it was given.")
    canonical_address: Mapped[WebAddress | None] = shown("Canonical address", unique=True, kept=True)
    publisher_id: Mapped[Link | None] = link("Publisher", "publishers", listed=True, filtered=True)
    byline: Mapped[Line | None] = shown("Byline", searched=True)
    language: Mapped[Language | None] = shown("Language", listed=True, filtered=True, help="Code such as en.")
    published: Mapped[DateWords | None] = dated("Published", listed=True, filtered=True)
    published_basis: Mapped[PublishedBasis] = shown(
        "Basis of that date", filtered=True, default="unknown", help="Where the publication date comes from."
    )
    found_at: Mapped[When] = shown("Found", default=now, kept=True)
    copy_of_id: Mapped[Link | None] = link(
        "Copy of", "articles", help="The article whose text this one carries."
    )
    terms: Mapped[Line | None] = shown("Terms", help="What may be done with its text.")
    note: Mapped[Prose | None] = shown("Note", searched=True)


class Capture(Record):
    """The text of an article as it was found. Never changed; a new text is a new capture."""

    __tablename__ = "captures"
    owner = "article_id"
    listed_as = "captures"
    label_from = ("article", "retrieved_at")
    natural_key = ("article_id", "sha256")
    immutable = True

    article_id: Mapped[Link] = link("Article", "articles", listed=True, filtered=True)
    text: Mapped[ArticleText] = shown("Text", help="As it was found, up to 2,000,000 characters.")
    sha256: Mapped[Sha256] = shown("SHA-256", listed=True, kept=True, help="Of the text in UTF-8.")
    retrieved_at: Mapped[When] = shown("Retrieved", listed=True, kept=True, default=now)
    how: Mapped[CaptureMethod] = shown("How", listed=True, filtered=True, default="pasted")


class Passage(Base):
    """A stretch of a capture, kept word for word with what stands around it."""

    __tablename__ = "passages"
    __table_args__ = (
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="offsets"),
        CheckConstraint("length(quote) = end_offset - start_offset", name="quote_length"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True, doc="The passage's number.")
    capture_id: Mapped[int] = mapped_column(
        Key, ForeignKey("captures.id"), index=True, doc="The text it stands in."
    )
    start_offset: Mapped[int] = mapped_column(
        Integer, doc="First character, counted in Unicode code points from 0."
    )
    end_offset: Mapped[int] = mapped_column(
        Integer, doc="One past its last character, in Unicode code points."
    )
    quote: Mapped[str] = mapped_column(Text, doc="The words themselves.")
    before: Mapped[str] = mapped_column(String(32), doc="Up to 32 characters in front of it.")
    after: Mapped[str] = mapped_column(String(32), doc="Up to 32 characters behind it.")


class Citation(Record):
    """What joins a record, or one field of it, to the words or the place in an article that carry it."""

    __tablename__ = "citations"
    __table_args__ = (
        # Words in a stored text, or, where the text may not be kept, a place and the hash of its sentence.
        CheckConstraint(
            "passage_id IS NOT NULL OR "
            "(paragraph IS NOT NULL AND sentence IS NOT NULL AND sentence_sha256 IS NOT NULL)",
            name="of_something",
        ),
        CheckConstraint("state <> 'verified' OR passage_id IS NOT NULL", name="verified_by_words"),
    )
    owner = "record_id"
    listed_as = "citations"
    label_from = ("article", "paragraph", "sentence")
    inputs = {
        "quote": (Prose, "The words that carry the fact, exactly as they stand in the article's text."),
        "start_offset": (Whole, "Where the quote begins in the text, when it stands there more than once."),
        "capture_id": (Whole, "The stored text that the quote is taken from, when several hold it."),
    }

    record_id: Mapped[Link] = link(
        "Record", ("*",), listed=True, filtered=True, help="What it is evidence for."
    )
    field: Mapped[Line | None] = shown(
        "Field", listed=True, filtered=True, help="One field of it; empty: all of it."
    )
    article_id: Mapped[Link] = link("Article", "articles", listed=True, filtered=True)
    passage_id: Mapped[Link | None] = shown("Passage", kept=True, foreign_key="passages.id")
    paragraph: Mapped[Whole | None] = shown(
        "Paragraph", listed=True, help="Counted from 1, empty lines left out."
    )
    sentence: Mapped[Whole | None] = shown(
        "Sentence", listed=True, help="Within the paragraph, counted from 1."
    )
    sentence_sha256: Mapped[Sha256 | None] = shown(
        "Hash of the sentence", help="SHA-256 of the normalised sentence."
    )
    stance: Mapped[Stance] = shown("Stance", listed=True, filtered=True, default="supports")
    attribution: Mapped[Attribution] = shown("Attribution", listed=True, filtered=True, default="publisher")
    speaker_id: Mapped[Link | None] = link("Speaker", "people", listed=True, filtered=True)
    speaker_role: Mapped[Line | None] = shown("Speaker's role", help="The role held then.")
    via_id: Mapped[Link | None] = link("First reported by", "publishers", filtered=True)
    state: Mapped[CitationState] = shown("State", listed=True, filtered=True, kept=True, default="unverified")
    note: Mapped[Line | None] = shown("Note", searched=True)
