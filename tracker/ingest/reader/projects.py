"""Projects: data centres, computing sites and AI parks, with who builds them, where, how large, for how much.

Of what is only talked of in general none is drafted: a project has somebody with a part in it, a place or a
name of its own, and a word that tells how far along it is. What a later sentence says of "the site" is added.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import Place, ProjectDraft
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.office_dates import office_date
from tracker.ingest.reader.project_names import name_of
from tracker.ingest.reader.project_parties import Part, parts_of
from tracker.ingest.reader.project_places import places
from tracker.ingest.reader.project_sizes import sizes_of
from tracker.ingest.reader.project_status import AHEAD, ENDED, status_of
from tracker.ingest.reader.project_words import KINDS, POWER, Site, Words, project_words, sites, span_of

_SINCE = 2  # sentences for which "the site" means the project told of last
_PARTS = ("operator", "partner", "customer")
_BEGINS = re.compile(
    r"(?i)\b(?:(?:construction|building|works?)\b[^.;,]{0,40}\b(?:start|begin|commence)\w*|break\w* ground)"
    r"\W+(?:\w+\W+){0,2}$"
)


class Projects:
    """The projects of a text, read sentence by sentence in order."""

    def __init__(self, language: str, published: str | None) -> None:
        self.language, self.published = language, published
        self.drafts: list[ProjectDraft] = []
        self._since = _SINCE + 1

    def read(self, sentence: Sentence, discourse: Discourse) -> None:
        """Take in what one sentence says; before the discourse moves on to it."""
        self._since += 1
        words = project_words(sentence, told=self._since <= _SINCE)
        if words is None or sentence.text[sentence.span.end - 1] == "?" or discourse.diary:
            return
        told: list[ProjectDraft] = []
        for site in sites(sentence, words):
            told += self._told(sentence, words, site, discourse)
        if told:
            self.drafts += told
            self._since = 0 if len(told) == 1 else _SINCE + 1
        elif self._since <= _SINCE and self.drafts:
            self._go_on(sentence, words)

    def _told(
        self, sentence: Sentence, words: Words, site: Site, discourse: Discourse
    ) -> Iterator[ProjectDraft]:
        status, step = status_of(sentence, words, site)
        if status is None or (status not in ENDED and _denied(sentence, site)):
            return
        parts = parts_of(sentence, words, site, discourse)
        where = places(sentence, site, discourse)
        called = name_of(sentence, words, site)
        if not parts or not (where or called):
            return
        passages = {"name": called.place} if called else {}
        passages |= {"status": _offsets(sentence, step)} if step else {}
        for role, group in zip(_PARTS, parts, strict=True):
            passages |= {f"{role} {number}": part.place for number, part in enumerate(group, 1) if part.place}
        draft = ProjectDraft(
            called.name if called else None, site.kind, _names(parts.operators), _names(parts.partners),
            _names(parts.customers), status=status, evidence=sentence.evidence, passages=passages,
        )  # fmt: skip
        sizes = sizes_of(sentence, words, self.language, span_of(sentence, site)) if len(where) < 2 else {}
        for place in where or (None,):
            yield self._dated(sentence, site.mark, place, _sized(_placed(sentence, draft, place), sizes))

    def _go_on(self, sentence: Sentence, words: Words) -> None:
        """ "The campus will run 100,000 GPUs": more of the project told of last, unless elsewhere."""
        last = self.drafts[-1]
        nouns = words.of(*KINDS, "site")
        noun = next((mark for mark in nouns if words.says("again", _before_size(sentence, mark.first))), None)
        elsewhere = any(place.name != last.city for place in sentence.of("city"))
        if noun is None or elsewhere:
            return
        draft = _sized(last, sizes_of(sentence, words, self.language, range(sentence.count)))
        whole = noun._replace(last=sentence.count)  # all of it is about the site
        self.drafts[-1] = self._dated(sentence, whole, None, draft)
        self._since = 0

    def _dated(
        self, sentence: Sentence, noun: Mark, place: Mention | None, draft: ProjectDraft
    ) -> ProjectDraft:
        """With the day it is promised for as long as it does not run, else that of the step."""
        if draft.date:
            return draft
        at = place or Mention("city", "", noun.first, noun.first + 1)
        ahead = "announced" if draft.status in AHEAD else "open"
        told = office_date(sentence, noun, at, ahead, self.published)
        if told is None or told.prefix is None or (ahead == "announced" and _begun(sentence, told.place)):
            return draft
        return replace(draft, date=told.prefix, passages=draft.passages | {"date": told.place})


def _begun(sentence: Sentence, date: Place) -> bool:
    """ "Construction is due to start in June": a day on which nothing opens yet."""
    return _BEGINS.search(sentence.text[sentence.span.start : date[0]]) is not None


def _before_size(sentence: Sentence, place: int) -> int:
    """The token before a noun and the size that it may have: "the 1.2-gigawatt site"."""
    place -= 1
    while (word := sentence.lower(place)) in POWER or word == "-" or word[:1].isdigit():
        place -= 1
    return place


def _names(group: tuple[Part, ...]) -> tuple[str, ...]:
    return tuple(part.name for part in group)


def _offsets(sentence: Sentence, mark: Mark) -> Place:
    return sentence.tokens[mark.first].start, sentence.tokens[mark.last - 1].end


def _placed(sentence: Sentence, draft: ProjectDraft, place: Mention | None) -> ProjectDraft:
    """With its city, or only its country, and where that is named."""
    if place is None:
        return draft
    city = place.name if place.kind == "city" else None
    passages = draft.passages
    if place.last > place.first:
        first, last = sentence.tokens[place.first + place.lead], sentence.tokens[place.last - place.tail - 1]
        passages = passages | {"city" if city else "country": (first.start, last.end)}
    return replace(draft, city=city, country=place.country, passages=passages)


def _sized(draft: ProjectDraft, sizes: Mapping[str, tuple[str, Place]]) -> ProjectDraft:
    """With the sizes it has not got yet."""
    new: dict[str, Any] = {name: said[0] for name, said in sizes.items() if getattr(draft, name) is None}
    places = {name: sizes[name][1] for name in new}
    return replace(draft, **new, passages=draft.passages | places) if new else draft


def _denied(sentence: Sentence, site: Site) -> bool:
    """ "denied that it will build a data centre", "will not build one"."""
    before = range(max(0, site.first - 8), site.first)
    denied = any(mark.last <= site.first for mark in sentence.marks.get("deny", ()))
    return denied or any(sentence.lower(place) in ("not", "never", "nicht", "pas", "não") for place in before)
