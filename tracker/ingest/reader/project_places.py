"""Where a project is: the places tied to its noun, else the nearest one named with it."""

from dataclasses import replace

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.gazetteer import provinces
from tracker.ingest.reader.office_places import places_of
from tracker.ingest.reader.origins import attributive
from tracker.ingest.reader.project_words import Site, span_of

_BESIDE = 4  # words between a project and a place right behind it
_NEAR = 14  # words between a project and its place
_IN = frozenset(
    "in near outside at around within across for à en em a au aux ad im bei près nahe cerca perto vicino"
    " de del di da ao no na".split()
)
_THE = frozenset({"the", "los", "las", "les", "os", "as", "gli", "den", "der"})
_HERE = frozenset({"country", "kingdom", "land", "pays", "país", "paese"})


def places(sentence: Sentence, site: Site, discourse: Discourse) -> list[Mention]:
    """The cities of a project, failing them its country or a region of it; several only of several sites."""
    near = _nearest(sentence, site)
    beside = near is not None and 0 <= near.first - site.last <= _BESIDE
    tied = [place for place in places_of(sentence, site.mark) if place.kind in ("city", "country", "demonym")]
    cities = [place for place in tied if place.kind == "city"]
    if near is not None and near not in tied and (beside or not cities):
        tied = [near]
    if not tied and discourse.country and _in_the_country(sentence, site):
        tied = [Mention("country", discourse.country, site.last, site.last, discourse.country)]
    found = [place for place in tied if place.kind == "city"] or tied
    return [_within(sentence, place) for place in (found if site.plural else found[:1])]


def _nearest(sentence: Sentence, site: Site) -> Mention | None:
    """ "a data centre, its first abroad, in Oslo", "In Texas, Acme is building a data centre"."""
    clause = span_of(sentence, site)
    fitting = [
        place
        for place in sentence.mentions
        if (place.kind in ("city", "country", "region") or _is_region(sentence, place))
        and place.first in clause
        and not attributive(sentence, place)
        and _inside(sentence, place)
    ]
    after = [place for place in fitting if 0 <= place.first - site.last <= _NEAR]
    fronted = [place for place in fitting if place.first <= 2 and place.last <= site.first]
    near = after or fronted or [place for place in fitting if 0 <= site.first - place.last <= _NEAR]
    cities = [place for place in near if place.kind == "city"]
    vague = bool(near) and near[0].kind == "region" and near[0].name not in provinces()  # "in Asia"
    return next(iter(cities or ([] if vague else near)), None)


def _inside(sentence: Sentence, place: Mention) -> bool:
    """ "in Oslo", "in the Emirates"."""
    step = place.first - 1
    return sentence.lower(step - (sentence.lower(step) in _THE)) in _IN


def _is_region(sentence: Sentence, place: Mention) -> bool:
    """ "Indiana", which is no word for Indians here."""
    return sentence.words(place.first, place.last) in provinces()


def _in_the_country(sentence: Sentence, site: Site) -> bool:
    """ "three data centres in the country": where the text plays."""
    return any(
        sentence.lower(place) in _HERE and sentence.lower(place - 2) in _IN
        for place in range(site.last, min(site.last + 6, sentence.count))
    )


def _within(sentence: Sentence, place: Mention) -> Mention:
    """A place with its country, where a region says it: "Abilene, Texas", "in Ohio"."""
    beside = sentence.covering(place.last + 1) if sentence.lower(place.last) == "," else None
    for named in (place, beside):
        words = sentence.words(named.first, named.last) if named is not None else ""
        if words in provinces():
            own = place.country if place.kind == "city" else None
            return replace(place, country=own or provinces()[words])
    return place
