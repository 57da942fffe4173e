"""Cities that say where somebody comes from: "the Lima firm", "a start-up from Oslo", "Acme of Riga"; the one
where a report was written.
"""

from collections import Counter
from dataclasses import replace

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import word_set

_SITED = frozenset({"based", "headquartered", "born", "listed", "founded"})
_WORKPLACES = frozenset({"lab", "laboratory", "unit", "arm", "subsidiary", "affiliate"})
_COMPASS = ("north", "south", "east", "west")
_BEATING = frozenset({"not", "beat", "beats", "beaten", "beating", "outbid", "unlike"})
_BEGINNINGS = word_set("origins beginnings")
_IN = frozenset({"in", "à", "en", "em", "a", "ad", "no", "na"})
_WHERE = word_set("offices relative")
_LEARNED = frozenset({"University", "Institute", "College", "School", "Academy", "Hospital"})
_EVENTS = word_set("remaining events")
_NO_PLACES = word_set("origins no places")
_TELLING = word_set("remaining telling")
_PASSING = frozenset({"for", "to", "joined", "left"})
_LINKING = frozenset(
    "between linking links link linked connecting connects connect joining zwischen verbindet reliant relie"
    " entre conecta une collega tra fra liga ligando".split()
)
_FROM = frozenset({"from", "of", "de", "di", "von", "aus"})


def attributive(sentence: Sentence, city: Mention) -> bool:
    """Whether a city only tells whose home it is, and so where no office is told of."""
    if sentence.lower(city.last) == "-" and sentence.lower(city.last + 1) in _SITED:
        return True
    if sentence.lower(city.first - 1) == "(" and sentence.lower(city.last) == ")":
        named = sentence.covering(city.first - 2)
        if named is not None and named.kind == "organisation":
            return True  # "Acme (Lima)"
    place = city.first + city.lead - 2
    apart = sentence.lower(place) == "," and sentence.words(place, place + 2).lower() == ", the"
    aside = sentence.covering(place - 1) if apart else None
    if aside is not None and aside.kind == "organisation":
        return any(mark.first == city.last for mark in sentence.marks.get("descriptor", ()))
    before = sentence.lower(city.first - 2)
    if before == "based" and sentence.words(city.first - 2, city.first).lower() == "based in":
        return sentence.lower(city.first - 3) != "be"  # "will be based in" is told as a plan
    if any(
        mark.first == city.last and mark.value not in _WORKPLACES
        for mark in sentence.marks.get("descriptor", ())
    ):
        return True
    if _at_home_there(sentence, city):
        return True
    if sentence.lower(city.last) in _NO_PLACES:
        return True  # "lands in Lima traffic", "at the Oslo summit"
    if sentence.lower(city.first - 1) in _IN and before in _BEGINNINGS:
        return sentence.lower(city.last + 1) not in _WHERE  # "born in Lima, where it still has its seat"
    return _denied(sentence, city.first) or _hails_from(sentence, city.first) or _public(sentence, city.first)


def _at_home_there(sentence: Sentence, city: Mention) -> bool:
    """ "left for Acme in Lima", "chips from Acme in Oslo": where somebody named in passing is at home."""
    named = sentence.covering(city.first - 2) if sentence.lower(city.first - 1) == "in" else None
    passing = named is not None and sentence.lower(named.first - 1) in _PASSING
    return passing and named is not None and named.kind == "organisation"


def home_city(sentences: list[Sentence]) -> Mention | None:
    """The city that a report is about: that of its dateline, if the text names it again, or the only one of
    its headline.
    """
    named = Counter(mention.name for sentence in sentences for mention in sentence.of("city"))
    datelines = (mention for sentence in sentences for mention in sentence.of("dateline"))
    city = next((m for m in datelines if m.country and named[m.name]), None)
    title = next((sentence for sentence in sentences[:6] if sentence.count > 5), None)
    if city is None and title is not None and title.span.heading:
        headed = {mention.name: mention for mention in title.of("city")}
        city = next(iter(headed.values())) if len(headed) == 1 else None
    return replace(city, kind="city", first=0, last=1, lead=0, tail=0) if city else None


def main_city(sentences: list[Sentence]) -> Mention | None:
    """The city that is named three times at least, and more often than any other."""
    cities = {mention.name: mention for sentence in sentences for mention in sentence.of("city")}
    named = Counter(mention.name for sentence in sentences for mention in sentence.of("city"))
    first, second = [*named.most_common(2), ("", 0), ("", 0)][:2]
    return cities[first[0]] if first[1] > max(2, second[1]) else None


def written_in(sentences: list[Sentence]) -> Mention | None:
    """The city of the first dateline."""
    datelines = (mention for sentence in sentences for mention in sentence.of("dateline"))
    city = next((mention for mention in datelines if mention.country), None)
    return replace(city, kind="city", first=0, last=1, lead=0, tail=0) if city else None


def scene(sentence: Sentence, city: Mention) -> bool:
    """ "told reporters in Oslo", "at the Lima summit": where something was said or held."""
    before = sentence.lowers[max(0, city.first - 4) : city.first]
    parted = max((i for i, word in enumerate(before) if word in (";", ":")), default=-1)
    told = not (_EVENTS | _TELLING).isdisjoint(before[parted + 1 :])
    return told or not _EVENTS.isdisjoint(sentence.lowers[city.last : city.last + 2])


def on_route(sentence: Sentence, city: Mention) -> bool:
    """ "a cable linking Oslo and Riga", "traffic between Oslo and Riga": an end of what leads past both."""
    listed = [other for other in sentence.of("city", "country") if other.last <= city.first]
    first = listed[-1] if listed and city.first - listed[-1].last == 1 else city
    if sentence.lower(first.first - 1) not in _LINKING:
        return False
    ends = sentence.covering(first.last + 1) if first is city else city
    return ends is not None and ends.kind in ("city", "country", "region")


def near_by(sentence: Sentence, city: Mention) -> bool:
    """Where somebody comes from, or only what a place lies beside: "a town southeast of Oslo"."""
    before = sentence.lower(city.first - 1)
    compass = before == "of" and sentence.lower(city.first - 2).endswith(_COMPASS)
    return compass or before in ("near", "outside") or attributive(sentence, city)


def _hails_from(sentence: Sentence, place: int) -> bool:
    """ "the video start-up from Oslo", "Acme of Riga": who comes right before "from" or "of"."""
    if sentence.lower(place - 1) not in _FROM:
        return False
    named = sentence.covering(place - 2)
    if sentence.language != "en" and sentence.lower(place - 2) == "," == sentence.lower(place + 1):
        named = sentence.covering(place - 3)  # "Acme, de Lima, monta"
    before = sentence.covering(place - 5) if sentence.lower(place - 4) == "," else None
    if before is not None and before.kind == "organisation" and sentence.lower(place - 3) in ("the", "a"):
        return True  # "Acme, the translator from Oslo,"
    described = any(
        mark.last == place - 1 and mark.value not in _WORKPLACES
        for mark in sentence.marks.get("descriptor", ())
    )
    return described or (named is not None and named.kind == "organisation")


def _public(sentence: Sentence, place: int) -> bool:
    """ "the Ministry of Science in Seoul": where a public body has its seat."""
    named = sentence.covering(place - 2) if sentence.lower(place - 1) in ("in", "of") else None
    if named is None:
        return False
    learned = named.kind == "organisation" and not _LEARNED.isdisjoint(named.name.split())
    return learned or named.kind == "government" or named.sort == "government body"


def _denied(sentence: Sentence, place: int) -> bool:
    """ "not in Oslo", "will not be in Lima", "not Riga", "has beaten Turku and Vaasa"."""
    listed = sentence.covering(place - 2) if sentence.lower(place - 1) in (",", "and", "or") else None
    while listed is not None and listed.kind == "city":
        place = listed.first
        listed = sentence.covering(place - 2) if sentence.lower(place - 1) in (",", "and", "or") else None
    before = ["", "", "", *sentence.lowers[max(0, place - 3) : place]][-3:]
    return before[-1] in _BEATING or before[-2:] == ["not", "in"] or before == ["not", "be", "in"]
