"""Quotes and places in a text: how they are normalised, found, hashed and kept."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

AROUND = 32
_ALIKE = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-",
     "‑": "-", "−": "-"} | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)  # fmt: skip
# Possessive, and begun only at the first mark of a run: a megabyte of dots is read once, not once a dot.
_SENTENCE_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)|(?<![。！？])[。！？]++[\"'”’」』）)]*+"
)
_OPENING = re.compile(r"\s*[\"'“‘«(\[「『]*")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Inc|Corp|Co|Ltd|No|vs|St|Jr|Sr|U\.S|U\.K)\.$")


@dataclass(frozen=True)
class Span:
    """A stretch of a text: start and one past the end, in Unicode code points."""

    start: int
    end: int
    text: str

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - AROUND) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + AROUND]


def normalise(text: str) -> str:
    """The one form in which quotes are compared: NFKC, straight quotes, plain dashes, no hidden
    characters, single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_ALIKE)).strip()


def sentence_hash(sentence: str) -> str:
    """SHA-256 of a normalised sentence, in hexadecimal."""
    return hashlib.sha256(normalise(sentence).encode()).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of a text as it stands, in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(text: str) -> list[Span]:
    """The lines of a text that hold anything; the first is paragraph 1."""
    found = (Span(match.start(), match.end(), text) for match in re.finditer(r"[^\r\n]+", text))
    return [_trimmed(span) for span in found if span.quote.strip()]


def sentences(paragraph: Span) -> list[Span]:
    """The sentences of a paragraph; the first is sentence 1."""
    return list(_split(paragraph))


def _split(paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for match in _SENTENCE_END.finditer(paragraph.text, paragraph.start, paragraph.end):
        # An abbreviation is looked for in the last few characters only, so that splitting stays linear.
        if _ABBREVIATION.search(paragraph.text[max(start, match.end() - 12) : match.end()]):
            continue
        if match[0][0] in ".!?…" and not _begins(paragraph, match.end()):
            continue
        yield _trimmed(Span(start, match.end(), paragraph.text))
        start = match.end()
    if paragraph.text[start : paragraph.end].strip():
        yield _trimmed(Span(start, paragraph.end, paragraph.text))


def _begins(paragraph: Span, at: int) -> bool:
    """Whether a sentence can begin here: with a capital, a digit, or a letter without case as in Korean."""
    opening = _OPENING.match(paragraph.text, at, paragraph.end)
    first = opening.end() if opening else at
    return first == paragraph.end or (paragraph.text[first].isalnum() and not paragraph.text[first].islower())


def _trimmed(span: Span) -> Span:
    quote = span.quote
    return Span(
        span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()), span.text
    )


def sentence_at(text: str, paragraph: int, sentence: int) -> Span | None:
    """The sentence at a place such as paragraph 2, sentence 1; None when the text has no such place."""
    found = paragraphs(text)
    if not 1 <= paragraph <= len(found):
        return None
    inside = sentences(found[paragraph - 1])
    return inside[sentence - 1] if 1 <= sentence <= len(inside) else None


def find(text: str, quote: str, near: int | None = None) -> list[Span]:
    """Where a quote stands in a text, after normalising both; the place nearest to `near` first."""
    wanted = normalise(quote)
    if not wanted:
        return []
    flat, starts, ends = _flattened(text)
    spans = []
    at = flat.find(wanted)
    while at >= 0:
        spans.append(Span(starts[at], ends[at + len(wanted) - 1], text))
        at = flat.find(wanted, at + 1)
    return sorted(spans, key=lambda span: abs(span.start - near)) if near is not None else spans


# An attached text is held against every citation of its article, one after the other.
@lru_cache(maxsize=2)
def _flattened(text: str) -> tuple[str, list[int], list[int]]:
    """A text normalised, with the start and end in the original of each of its characters."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        for character in unicodedata.normalize("NFKC", text[start:end]).translate(_ALIKE):
            plain = " " if character.isspace() else character
            if plain == " " and (not out or out[-1] == " "):
                continue
            out.append(plain)
            starts.append(start)
            ends.append(end)
    return "".join(out), starts, ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The smallest stretches that normalise by themselves: a character with what combines with it."""
    start = 0
    for at, character in enumerate(text):
        if at > start and not _combines(character):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _combines(character: str) -> bool:
    """Marks, half-width ones too, and the vowels and finals of a decomposed Korean syllable."""
    return character >= "\u0300" and (
        "\u1160" <= character <= "\u11ff"
        or character in "\uff9e\uff9f"
        or unicodedata.category(character)[0] == "M"
    )
