"""Ranks by comparison: "more users than in any other country", "only the US sends it more", "apart from Acme
no start-up has raised as much".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.ingest.reader.document import PLACES, Sentence
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.written_numbers import number_word

_COUNTRIES = word_set("ranks countries")
_MARKETS = word_set("ranks beyond")
_SERVICES = frozenset(PRODUCT_OWNERS) | {"chatbot", "app", "platform", "service", "team"}
_NONE = word_set("ranks none") - {"nobody"}
_NOWHERE = frozenset({"nowhere", "nirgends", "nirgendwo"})
_BUSINESS = frozenset("revenue revenues sales turnover customers clients orders developers".split())
_FIRMS = frozenset("competitor company firm startup start-up lab provider unicorn developer maker".split())
_BEHIND = frozenset({"after", "behind"})
_TRAILING = _BEHIND | {"trailing", "following"}
_FIRST = frozenset("primeiros primeiras primeros primeras premiers premières primi prime ersten".split())
_WITHIN = frozenset("nos nas entre los las dans parmi tra fra nei nelle unter zu".split())
_WE = frozenset({"we", "our", "us", "wir", "nous", "nosotros", "noi"})
_AHEAD = frozenset({"ahead", "above", "before"})
_ONLY = frozenset("only nur seuls seul seule seules solo sólo apenas só soltanto".split())
_EXCEPT = frozenset({"but", "except", "excepting", "save", "apart", "bar", "barring"})
_COMPARED = word_set("ranks compared")
_COMPARING = _COMPARED | {"so", "as"}


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank at tokens first..last; `sort` is market (a position) or site (the n-th office, facility)."""

    value: int
    comparator: str
    sort: str
    first: int
    last: int


def first_few(sentence: Sentence) -> Iterator[Rank]:
    """ "figura nos dez primeiros", "parmi les dix premiers": a place among so many, with no noun behind."""
    for place in sentence.where(_FIRST):
        word = sentence.lower(place - 1)
        value = number_word(word, sentence.language) or (int(word) if word.isdigit() else None)
        within = not _WITHIN.isdisjoint(sentence.near(place - 3, place - 1))
        ends = sentence.lower(place + 1) in ("", ".", ",", ";")
        if value and 2 < value <= 100 and within and ends:
            yield Rank(int(value), "top_n", "market", place - 1, place + 1)


def beyond_all(sentence: Sentence) -> Iterator[Rank]:
    """ "more users than in any other country", "nowhere is the team bigger", "no market grows faster than
    India": first; second with "but in the United States".
    """
    for place in sentence.where(_COMPARING):
        if not _compares(sentence, place, sentence.lower(place)):
            continue
        after = [sentence.lower(i) for i in range(place + 1, place + 16)]
        than = after.index("than") if "than" in after else None
        whole = after[than + 1 : than + 7] if than is not None else []
        any_one = _any_one(whole)
        first = next((i for i in range(max(0, place - 16), place) if _none(sentence, i)), None)
        if not any_one and (first is None or sentence.has("exclude")):
            continue
        if not _of_a_company(sentence, first, place):
            continue
        begin = place if first is None else first
        ahead, last = _places_ahead(sentence, begin, first)
        yield Rank(1 + ahead, "exact", "market", begin, max(last, place + 1))
        return


def _places_ahead(sentence: Sentence, begin: int, none: int | None) -> tuple[int, int]:
    """How many are excepted, and the token after: "than anywhere but two other countries", "but in Canada",
    "apart from Acme and Bolt".
    """
    words = sentence.lowers[begin : begin + 20]
    but = next((i for i, word in enumerate(words) if word in _EXCEPT), None)
    several = number_word(sentence.lower(begin + but + 1), sentence.language) if but is not None else None
    if but is not None and several and not _COUNTRIES.isdisjoint(words[but + 2 : but + 4]):
        return int(several), begin + but + 4
    excepted = but is not None or ("other", "than") in pairwise(words) or _after_one(sentence, none)
    if not excepted or not sentence.of("country", "city", "region"):
        return _rivals_excepted(sentence), 0
    return 1, 0


def _after_one(sentence: Sentence, none: int | None) -> bool:
    """ "After the United States no market brings in more": one place is ahead."""
    places = [m.first for m in sentence.mentions if m.kind in PLACES and none and m.last <= none]
    return any(not _BEHIND.isdisjoint(sentence.lowers[max(0, at - 2) : at]) for at in places)


def _of_a_company(sentence: Sentence, first: int | None, place: int) -> bool:
    """Whether anybody counts there: "no city has as many engineers" is said of the city alone."""
    if sentence.has("users") or sentence.of("organisation") or not _SERVICES.isdisjoint(sentence.wording):
        return True
    if not _BUSINESS.isdisjoint(sentence.wording):
        return True
    if first is not None and not _FIRMS.isdisjoint(sentence.near(first + 1, first + 5)):
        return True  # "no start-up in Norway has raised more"
    again = sentence.between(0, place, "company_pronoun")
    return again or not _WE.isdisjoint(sentence.lowers[first or 0 : place + 4])


def _rivals_excepted(sentence: Sentence) -> int:
    """ "apart from Acme and Bolt no start-up has raised more": so many are ahead."""
    words = sentence.lowers
    place = next((i for i in sentence.where(_EXCEPT) if words[i + 1 : i + 2] in (["from"], ["for"])), None)
    if place is None:
        return 0
    named, last = 0, place + 2
    for mention in sentence.of("organisation"):
        if last <= mention.first <= last + 1 + bool(named):
            named, last = named + 1, mention.last
    return named


def _compares(sentence: Sentence, place: int, word: str) -> bool:
    """ "more", "bigger", "so many"."""
    so_many = word in ("so", "as") and sentence.lower(place + 1) in ("many", "much", "often")
    return so_many or word in _COMPARED


def only_more(sentence: Sentence) -> Iterator[Rank]:
    """ "Only the United States sends it more customers", "only two markets are ahead": behind so many."""
    for place in sentence.where(_ONLY):
        ahead = [sentence.lower(i) for i in range(place + 1, place + 16)]
        more = next((i for i, word in enumerate(ahead) if word in _COMPARED or word in _AHEAD), None)
        opens = place < 3 or not sentence.tokens[place - 1].is_word  # "…, only Brazil has more"
        before = _named_after(sentence, place) if opens else _markets_after(sentence, place)
        if before and more is not None and {";", "that", "which"}.isdisjoint(ahead[:more]):
            yield Rank(before + 1, "exact", "market", place, place + more + 2)
            return


def only_one_ahead(sentence: Sentence, ranks: list[Rank]) -> Iterator[Rank]:
    """ "India ranks second, trailing only the US", "second only to the US": the country named is first."""
    seconds = [rank for rank in ranks if (rank.value, rank.comparator, rank.sort) == (2, "exact", "market")]
    for country in sentence.of("country") if len(seconds) == 1 else ():
        before = country.first - 1 - (sentence.lower(country.first - 1) == "the")
        only = before - (sentence.lower(before) == "to")
        alone = sentence.lower(country.last) not in ("and", "or", "&")
        trails = only < before or sentence.lower(only - 1) in _TRAILING
        if sentence.lower(only) == "only" and trails and alone and only >= seconds[0].first:
            yield Rank(1, "exact", "market", country.first, country.last)


def some_are_ahead(sentence: Sentence) -> Iterator[Rank]:
    """ "Three countries have more users than India": behind so many."""
    for place in sentence.where(_COUNTRIES):
        opened = place - 1 - (sentence.lower(place - 1) == "other")
        value = number_word(sentence.lower(opened), sentence.language)
        begins = opened == 0 or not sentence.tokens[opened - 1].is_word
        ahead = sentence.lowers[place + 1 : place + 8]
        more = "than" in ahead and not _COMPARED.isdisjoint(ahead)
        if value and value < 10 and begins and (more or ("ahead", "of") in pairwise(ahead)):
            yield Rank(int(value) + 1, "exact", "market", opened, place + 1)


def _named_after(sentence: Sentence, place: int) -> int:
    """How many places are listed right behind a token: "the US and India" are two."""
    named, last = 0, place + 1
    for mention in sentence.mentions:
        rival = mention.kind == "organisation" and mention.first == place + 1
        if (rival or mention.kind in PLACES) and place < mention.first <= last + 2:
            named, last = named + 1, mention.last
    return named or _markets_after(sentence, place)


def _markets_after(sentence: Sentence, place: int) -> int:
    """ "only two markets", "only three other countries"."""
    word = sentence.lower(place + 1)
    value = 1 if word == "one" else number_word(word, sentence.language)
    nouns = {sentence.lower(place + 2), sentence.lower(place + 3)}
    return int(value) if value and not nouns.isdisjoint(_COUNTRIES | _MARKETS) else 0


def _any_one(words: list[str]) -> bool:
    """ "(in) any other country", "anywhere else"; not "almost anywhere"."""
    if not {"almost", "nearly", "virtually"}.isdisjoint(words):
        return False
    anyone = words[:2] in (["anyone", "else"], ["anybody", "else"]) or "anywhere" in words[:2]
    return anyone or ("any" in words[:4] and not _MARKETS.isdisjoint(words))


def _none(sentence: Sentence, place: int) -> bool:
    """ "nowhere", "no other country", "in keinem anderen Land"."""
    kinds = sentence.near(place + 1, place + 4)
    word = sentence.lower(place)
    return word in _NOWHERE or (word in _NONE and not _MARKETS.isdisjoint(kinds))
