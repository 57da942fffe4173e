"""A text with the words of its drafted facts marked, as stretches that a template draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tracker.drafts import Draft
from tracker.evidence import paragraphs


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


def marked(text: str, drafts: Iterable[Draft]) -> list[list[Stretch]]:
    """The paragraphs of a text, cut where a mark begins or ends. Linear in the text and its marks."""
    spans = sorted(_spans(drafts), key=lambda span: span.start)
    found, begun = [], set[int]()
    at, open_spans = 0, list[_Span]()
    for paragraph in paragraphs(text):
        while at < len(spans) and spans[at].start < paragraph.end:
            open_spans.append(spans[at])
            at += 1
        open_spans = [span for span in open_spans if span.end > paragraph.start]
        found.append(_cut(text, paragraph.start, paragraph.end, open_spans, begun))
    return found


def _spans(drafts: Iterable[Draft]) -> Iterable[_Span]:
    for draft in drafts:
        for path, said in draft.proposed.items():
            if "start" in said:
                yield _Span(said["start"], said["end"], draft.id, path != "evidence")


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
