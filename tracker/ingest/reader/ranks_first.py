"""First places without a number: "its debut in Asia", "no other lab has an office there", "tops the list"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import PLACES, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.ranks_compared import Rank
from tracker.ingest.reader.written_numbers import number_word

_DEBUT = word_set("ranks debut")
_TO = word_set("ranks debut in")
_OTHER = word_set("ranks other")
_NONE = word_set("ranks none")
_NOWHERE = frozenset({"nowhere", "nirgends", "nirgendwo"})
_RIVALS = word_set("ranks beyond")
_HAVING = word_set("ranks having")
_TIMES = [words.split() for words in sorted(word_set("ranks first time"))]
_FIRST_TIMES = frozenset(words[0] for words in _TIMES)
_LAST_WORDS = frozenset(words[-1] for words in _TIMES)
_SITE_WORDS = word_set("ranks first sites")
_ABROAD = word_set("ranks first abroad")
_NOT = frozenset({"no", "none", "never", "nor", "not"})
_HELD = frozenset({"had", "has", "have", "was", "is", "been", "kept", "run"})
_UNTIL_NOW = ("until now", "till now", "so far", "up to now", "before", "hitherto", "to date", "until this")
_BRIEF = 12  # tokens of a remark that says no more than that there was none
_FIRSTS = frozenset("first primeiros primeros premiers primi ersten primeras primeiras".split())
_WITHIN = frozenset("among in nos nas entre dans parmi tra fra nei unter zu los las".split())
_COUNTRIES = word_set("ranks countries")
_OWN = frozenset("its their ihr ihre sein seine son sa leur su seu sua suo loro".split())
_SITES = ("office", "office_weak", "company_pronoun", "descriptor")
_TOPS = frozenset({"tops", "topped", "topping", "heads", "headed", "leads", "led"})
_TABLES = frozenset("world list table ranking rankings league chart charts field pack standings".split())
_LEADER = frozenset({"leader"})
_RUNNERS_UP = frozenset({"runner-up", "runners-up"})
_THE = frozenset({"the", "its", "'s", "’s", "clear", "undisputed"})


def first_places(sentence: Sentence) -> Iterator[Rank]:
    """The ranks 1 that a sentence tells by no number."""
    yield from _debuts(sentence)
    yield from _no_other_has(sentence)
    yield from _first_time(sentence)
    yield from _none_until_now(sentence)
    yield from _tops(sentence)
    yield from _among_first(sentence)


def _debuts(sentence: Sentence) -> Iterator[Rank]:
    """ "its debut in the Nordics", "pour ses débuts en Asie": the first site in a region or country."""
    for place in sentence.where(_DEBUT):
        ahead = next((i for i in range(place + 1, place + 5) if sentence.lower(i) in _TO), None)
        if ahead is not None and _region_at(sentence, ahead + 1) and _about_sites(sentence):
            yield Rank(1, "exact", "site", place, ahead + 1)
            return


def _about_sites(sentence: Sentence) -> bool:
    """A company, what it is called again, or its office."""
    told = bool(sentence.of("organisation")) or any(sentence.has(kind) for kind in _SITES)
    return told or not _OWN.isdisjoint(sentence.wording)


def _region_at(sentence: Sentence, place: int) -> bool:
    """A country or a region right at a token or behind its article."""
    named = next((m for i in range(3) if (m := sentence.covering(place + i))), None)
    return named is not None and named.kind in PLACES and named.kind != "city"


def _no_other_has(sentence: Sentence) -> Iterator[Rank]:
    """ "no other AI lab has an office in Oslo", "nowhere in Asia did it have a desk": the first there."""
    for place in sentence.where(_NONE):
        other = not _OTHER.isdisjoint(sentence.lowers[place + 1 : place + 5])
        rival = other and not _RIVALS.isdisjoint(sentence.lowers[place + 2 : place + 7])
        region = sentence.lower(place) in _NOWHERE and _region_at(sentence, place + 1 + other)
        having = _HAVING | {"a"} if sentence.language == "fr" else _HAVING
        has = next((i for i in range(place + 1, place + 11) if sentence.lower(i) in having), None)
        if has is None or not (rival or region):
            continue
        housed = sentence.has("office") or sentence.between(has, has + 8, "office_weak")
        placed = any(m.kind in PLACES and m.first > place for m in sentence.mentions)
        if housed and placed:
            yield Rank(1, "exact", "site", place, has + 1)
            return


def _first_time(sentence: Sentence) -> Iterator[Rank]:
    """ "sets foot in Asia for the first time", "never before had it built a plant abroad"."""
    for place in sentence.where(_FIRST_TIMES) if not _LAST_WORDS.isdisjoint(sentence.wording) else ():
        told = next((words for words in _TIMES if sentence.lowers[place : place + len(words)] == words), None)
        if told is None or any(sentence.has(kind) for kind in ("users", "exclude")):
            continue
        sites = not _SITE_WORDS.isdisjoint(sentence.wording) or sentence.has("office")
        region = any(_region_at(sentence, m.first) and _placed(sentence, m.first) for m in sentence.mentions)
        if sites and (region or not _ABROAD.isdisjoint(sentence.wording)):
            yield Rank(1, "exact", "site", place, place + len(told))
            return


def _placed(sentence: Sentence, place: int) -> bool:
    return not _TO.isdisjoint(sentence.lowers[max(0, place - 2) : place])


def _none_until_now(sentence: Sentence) -> Iterator[Rank]:
    """ "In Asia it had none", "Europe has had no campus until now", "it had never before had one"."""
    for place in sentence.where(_NOT):
        if sentence.near(place - 4, place + 5).isdisjoint(_HELD) or not (
            _had_none(sentence, place) or _housed_none(sentence, place)
        ):
            continue
        regional = any(m.kind in PLACES and m.kind != "city" for m in sentence.mentions)
        if regional or not _ABROAD.isdisjoint(sentence.wording):
            yield Rank(1, "exact", "site", place, place + 1)
            return


def _had_none(sentence: Sentence, place: int) -> bool:
    """ "having had none there", "In Asia it had none.": a remark that says no more."""
    if sentence.lower(place) not in ("none", "nor"):
        return False
    brief = sentence.count < _BRIEF and sentence.has("company_pronoun")
    return brief or sentence.words(place - 2, place).lower() == "having had"


def _housed_none(sentence: Sentence, place: int) -> bool:
    """ "has had no campus until now", "never had an office"."""
    if not any(sentence.between(place, place + 6, kind) for kind in ("office", "office_weak")):
        return False
    words = " ".join(sentence.lowers)
    return sentence.lower(place) == "never" or any(told in words for told in _UNTIL_NOW)


def _among_first(sentence: Sentence) -> Iterator[Rank]:
    """ "figura nos dez primeiros", "parmi les cinq premiers", "among the first ten"."""
    for place in sentence.where(_FIRSTS):
        if sentence.wording.isdisjoint(_COUNTRIES):
            continue
        beside = place - 1 if sentence.language != "en" else place + 1
        value = number_word(sentence.lower(beside), sentence.language)
        within = not _WITHIN.isdisjoint(sentence.lowers[max(0, min(beside, place) - 2) : min(beside, place)])
        if value and value in (3, 5, 10, 15, 20, 25, 30, 50, 100) and within:
            yield Rank(int(value), "top_n", "market", min(beside, place), max(beside, place) + 1)


def _tops(sentence: Sentence) -> Iterator[Rank]:
    """ "Norway tops the list of countries", "the market leader in Norway"."""
    for place in sentence.where(_TOPS):
        table = not _TABLES.isdisjoint(sentence.lowers[place + 2 : place + 4])
        market = sentence.lower(place) == "leads" and "market" in sentence.lowers[place + 2 : place + 4]
        if (table or market) and sentence.lower(place + 1) == "the":
            yield Rank(1, "exact", "market", place, place + 3)
    for place in sentence.where(_RUNNERS_UP):
        if sentence.lower(place + 1) in ("in", "by", "for", "to", "behind", "after"):
            yield Rank(2, "exact", "market", place, place + 1)
    for place in sentence.where(_LEADER):
        if sentence.lower(place - 1) == "market" and sentence.lower(place - 2) in _THE:
            yield Rank(1, "exact", "market", place - 1, place + 1)
