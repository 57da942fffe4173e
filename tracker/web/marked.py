"""A text with the words of its drafted facts marked, as stretches that a template draws."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tracker.drafts import Draft
from tracker.evidence import Span, paragraphs
from tracker.ingest.cards import CHOSEN, chosen_place

NEAR = 600  # characters of a long paragraph that are shown on either side of a mark


@dataclass(frozen=True)
class Stretch:
    """Words under the same marks: the drafts whose sentence they are of.

    `bearing`: the drafts of which they carry a field. `first`: the drafts whose words begin here, so that
    each has one place to lead to.
    """

    words: str
    drafts: tuple[int, ...] = ()
    bearing: tuple[int, ...] = ()
    first: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    draft: int
    bears: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph by its first character and its stretches; `folded`: paragraphs left out in its place."""

    start: int
    stretches: list[Stretch]
    folded: int = 0


def marked(text: str, drafts: Iterable[Draft], whole: bool = True) -> list[Paragraph]:
    """The paragraphs of a text, cut where a mark begins or ends. Linear in the text and its marks.

    whole: or else only the paragraphs that bear a mark, with one before and one after, and of long ones
    only what stands near a mark; the rest folded.
    """
    spans = sorted(_spans(drafts), key=lambda span: span.start)
    every = paragraphs(text)
    borne = _borne(every, spans)
    shown = range(len(every)) if whole else sorted({n for at in borne for n in (at - 1, at, at + 1)})
    found, begun, before = list[Paragraph](), set[int](), -1
    for number in (n for n in shown if 0 <= n < len(every)):
        if number > before + 1:
            found.append(Paragraph(every[before + 1].start, [], number - before - 1))
        one, before = every[number], number
        cut = _cut(text, one.start, one.end, borne.get(number, []), begun)
        found.append(Paragraph(one.start, cut if whole else [_short(stretch) for stretch in cut]))
    if before + 1 < len(every):
        found.append(Paragraph(every[before + 1].start, [], len(every) - before - 1))
    return found


def _borne(every: list[Span], spans: list["_Span"]) -> dict[int, list["_Span"]]:
    """The marks of each paragraph that has any, by its number."""
    found: dict[int, list[_Span]] = {}
    starts = [paragraph.start for paragraph in every]
    for span in spans:
        number = max(bisect_right(starts, span.start) - 1, 0)
        while number < len(every) and every[number].start < span.end:
            found.setdefault(number, []).append(span)
            number += 1
    return found


def _short(stretch: Stretch) -> Stretch:
    if stretch.drafts or len(stretch.words) <= 3 * NEAR:
        return stretch
    return Stretch(f"{stretch.words[:NEAR]} […] {stretch.words[-NEAR:]}")


def _spans(drafts: Iterable[Draft]) -> Iterable[_Span]:
    for draft in drafts:
        for path in {*draft.proposed, *(key.removeprefix(CHOSEN) for key in draft.decided or {})}:
            if place := chosen_place(draft, path):
                yield _Span(*place, draft.id, path != "evidence")


def _cut(text: str, start: int, end: int, spans: list[_Span], begun: set[int]) -> list[Stretch]:
    edges = {edge for span in spans for edge in (span.start, span.end) if start < edge < end}
    cuts = [start, *sorted(edges), end]
    made = []
    for first, last in pairwise(cuts):
        here = [span for span in spans if span.start <= first and last <= span.end]
        drafts = tuple(dict.fromkeys(span.draft for span in here))
        bearing = tuple(dict.fromkeys(span.draft for span in here if span.bears))
        fresh = tuple(number for number in drafts if number not in begun)
        begun.update(fresh)
        made.append(Stretch(text[first:last], drafts, bearing, fresh))
    return made
