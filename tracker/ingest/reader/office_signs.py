"""Offices that no construction states but that the words around a city make likely: a scorecard.

Each sign is worth its points, and a city that reaches `LINE` is drafted. The points come from a logistic
regression over some 950 mentions of cities in 300 annotated articles that were written for it: its weights,
rounded to halves. Datelines are too few there and were given theirs by hand. What the constructions refuse is
refused here too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import OfficeDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_owners import companies_of, no_owner
from tracker.ingest.reader.office_places import conceded
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.office_unreal import not_done
from tracker.ingest.reader.office_words import computes, costs_billions, dismisses, office_words, stands
from tracker.ingest.reader.offices import draft_of, tells_none
from tracker.ingest.reader.origins import near_by, scene
from tracker.ingest.reader.place_lists import listed_together
from tracker.ingest.reader.supposed import supposed

LINE = 1.0

_WORKED = word_set("remaining worked")
_BARRED = word_set("remaining barred") | word_set("presence barred")
_NOT = word_set("remaining not")
_THOUGH = frozenset({"though", "although"})
_OR = frozenset({"or", "oder", "ou", "o"})
_ORIGIN = frozenset({"of", "from", "over", "between"})
_DASHES = frozenset({"-", "–", "—", ":"})
_LEAVING = frozenset("from da de dal von depuis desde".split())
_ARRIVING = frozenset("to a à ad nach para pour".split())
_LONG_AGO = 5  # sentences
_BESIDE = 8  # tokens from an office word to the city


@dataclass(slots=True)
class Seen:
    """A city in its sentence, and whose office it would be."""

    sentence: Sentence
    city: Mention
    main: str | None  # the company that the text is about
    owner: str
    machines: int  # sentences since a site for machines was told of
    clause: range = field(init=False)
    row: list[Mention] = field(init=False)  # the cities listed with it, itself among them

    def __post_init__(self) -> None:
        self.clause = clause_of(self.sentence, self.city.first)
        self.row = _row(self.sentence, self.city)

    def says(self, words: frozenset[str]) -> bool:
        """Whether the city's clause has one of these words."""
        return not words.isdisjoint(self.sentence.lowers[self.clause.start : self.clause.stop])

    def marked(self, kind: str) -> bool:
        """Whether a mark of this kind begins in the city's clause."""
        return self.sentence.between(self.clause.start, self.clause.stop, kind)


class Sign(NamedTuple):
    """What speaks for an office in a city (points above 0) or against one."""

    points: float
    tells: Callable[[Seen], bool]


def _office_stands(seen: Seen) -> bool:
    """ "its office"; not "no office", "though an office will have to wait"."""
    words = office_words(seen.sentence)
    return any(not conceded(seen.sentence, seen.city, word, _THOUGH) for word in words)


def _office_beside(seen: Seen) -> bool:
    """ "its second office, in Oslo"."""
    sites = (mark for kind in ("office", "office_weak") for mark in seen.sentence.marks.get(kind, ()))
    first, last = seen.city.first - _BESIDE, seen.city.last + _BESIDE
    return any(mark.first in seen.clause and first <= mark.last and mark.first <= last for mark in sites)


def _opens(seen: Seen) -> bool:
    """ "opened", "has", but not "has to"."""
    verbs = (verb for verb in seen.sentence.marks.get("open", ()) if verb.first in seen.clause)
    return any(seen.sentence.lower(verb.last) != "to" for verb in verbs)


def _no_workplace(seen: Seen) -> bool:
    """Neither an office nor a site nor a team in the city's clause."""
    return not (seen.marked("office") or seen.marked("office_weak"))


def _another_named(seen: Seen) -> bool:
    """ "Elsewhere, Bolt has Oslo", of Acme: the sentence names companies, and not this one."""
    named = {mention.name for mention in seen.sentence.of("organisation")}
    return bool(named) and seen.owner not in named


def _denied(seen: Seen) -> bool:
    """ "not in Oslo", "whether Oslo comes next"."""
    near = seen.sentence.near(seen.city.first - 6, seen.city.last + 4)
    return not _NOT.isdisjoint(near)


def _either(seen: Seen) -> bool:
    """ "Oslo or Riga"."""
    return not _OR.isdisjoint(seen.sentence.lowers[seen.row[0].first : seen.row[-1].last])


def _dateline(seen: Seen) -> bool:
    """ "OSLO - Acme will", "Lima: Bolt said"."""
    return seen.city.first == 0 and seen.sentence.lower(seen.city.last) in _DASHES


def _origin(seen: Seen) -> bool:
    """ "of Oslo and Riga", "from Lima", "over Turku"."""
    before = seen.sentence.lower(seen.row[0].first - 1)
    return seen.sentence.language == "en" and before in _ORIGIN


SIGNS = {
    "an office word that stands": Sign(1, _office_stands),
    "an office word beside": Sign(1, _office_beside),
    "listed with other places": Sign(1, lambda seen: len(seen.row) > 1),
    "of the company that the text is about": Sign(1, lambda seen: seen.owner == seen.main),
    "a word of opening or having": Sign(0.5, _opens),
    "a word of meaning to": Sign(0.5, lambda seen: seen.marked("intent")),
    "a word of work": Sign(0.5, lambda seen: seen.says(_WORKED)),
    "no word for a workplace": Sign(-1.5, _no_workplace),
    "only other companies named": Sign(-1, _another_named),
    "of a city or from it": Sign(-1.5, _origin),
    "one city or another": Sign(-1, _either),
    "denied or open": Sign(-1, _denied),
    "a dateline": Sign(-2, _dateline),
    "supposed": Sign(-1, lambda seen: supposed(seen.sentence)),
    "a word for something else": Sign(-2, lambda seen: seen.says(_BARRED)),
    "an event or a speech": Sign(-1.5, lambda seen: scene(seen.sentence, seen.city)),
    "machines": Sign(-1.5, lambda seen: computes(seen.sentence)),
    "machines told of just before": Sign(-1.5, lambda seen: seen.machines < 3),
    "billions": Sign(-1, lambda seen: costs_billions(seen.sentence)),
    "a headline": Sign(-1, lambda seen: seen.sentence.span.heading),
}


def likely_offices(
    sentence: Sentence, discourse: Discourse, published: str | None, stated: set[str | None], machines: int
) -> Iterator[OfficeDraft]:
    """Offices by the signs alone, in the cities of a sentence for which no construction has `stated` one;
    `machines`: how many sentences ago a site for machines was told of.
    """
    cities = [city for city in sentence.of("city") if city.name not in stated]
    if not cities or tells_none(sentence, discourse) or _refused(sentence, discourse, machines):
        return
    for city in cities:
        if _elsewhere(sentence, city):
            continue
        mark = Mark("open", city.first, city.last, "")
        for company in companies_of(sentence, mark, discourse):
            seen = Seen(sentence, city, discourse.main, company, machines)
            if _known(seen) and points(seen) >= LINE:
                yield draft_of(sentence, mark, city, company, published)


def _refused(sentence: Sentence, discourse: Discourse, machines: int) -> bool:
    """Where the constructions refuse: something is denied, people are let go, a site is for machines, an
    office is none or no company's.
    """
    if sentence.has("deny") or dismisses(sentence) or (machines < _LONG_AGO and not sentence.has("office")):
        return True
    sites = (mark for kind in ("office", "office_weak") for mark in sentence.marks.get(kind, ()))
    return not all(stands(sentence, mark) and companies_of(sentence, mark, discourse) for mark in sites)


def points(seen: Seen) -> float:
    """How much speaks for an office."""
    return sum(sign.points for sign in SIGNS.values() if sign.tells(seen))


def _elsewhere(sentence: Sentence, city: Mention) -> bool:
    """Where somebody is at home or has been, or where something did not come about."""
    return (
        near_by(sentence, city)
        or not_done(sentence, city.first)
        or _possessive(sentence, city)
        or _left(sentence, city)
    )


def _possessive(sentence: Sentence, city: Mention) -> bool:
    """ "Oslo's Acme", "Lima's pride"; not "in Lima's old town"."""
    return sentence.lower(city.last) in ("'s", "’s") and sentence.lower(city.first - 1) not in ("in", "at")


def _left(sentence: Sentence, city: Mention) -> bool:
    """ "from Oslo and Riga to Lima"."""
    row = _row(sentence, city)
    leaving = sentence.lower(row[0].first - 1) in _LEAVING
    return leaving and not _ARRIVING.isdisjoint(sentence.lowers[city.last : row[-1].last + 1])


def _known(seen: Seen) -> bool:
    """The company that the text is about, or one that the sentence names."""
    named = seen.sentence.of("organisation")
    here = seen.owner == seen.main or any(mention.name == seen.owner for mention in named)
    return here and not no_owner(seen.owner)


def _row(sentence: Sentence, city: Mention) -> list[Mention]:
    """The places listed around a city, in order."""
    places = sentence.of("city", "country", "region")
    at = places.index(city)
    first = last = at
    while first and listed_together(sentence, places[first - 1], places[first]):
        first -= 1
    while last + 1 < len(places) and listed_together(sentence, places[last], places[last + 1]):
        last += 1
    return places[first : last + 1]
