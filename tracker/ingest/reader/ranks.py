"""Ranks: "ranks second", "top ten", "the first office in Asia", "second only to the United States"."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

from tracker.ingest.reader.document import PLACES, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.ranks_compared import (
    Rank,
    beyond_all,
    first_few,
    only_more,
    only_one_ahead,
    some_are_ahead,
)
from tracker.ingest.reader.ranks_first import first_places
from tracker.ingest.reader.written_numbers import number_word, ordinal, ordinal_words

_SUPERLATIVES = word_set("ranks superlatives")
_MARKET = word_set("ranks market")
_RANK_WORDS = word_set("ranks rank_words")
_SITES = word_set("ranks sites")
_LARGEST = word_set("ranks largest")
_MARKET_NOUNS = word_set("ranks market nouns")
_OWNERS = word_set("ranks owners")
_STANDS = frozenset({"is", "are", "stands", "ranks", "comes", "was", "ist", "est", "es", "é", "è"})
_ENDING: tuple[list[str], ...] = ([], ["."], [","], [";"], ["and"])
_AFTER = frozenset({"after", "behind", "nach", "après", "tras", "después", "depois", "dopo"})
_ON_CONTINENT = [words.split() for words in (
    "on the continent", "sur le continent", "auf dem kontinent", "en el continente", "no continente",
    "nel continente", "sul continente", "in all", "in total", "en tout", "insgesamt", "en total", "in tutto",
)]
_WIDER = frozenset({"country", "region"})  # "Africa gets its first office"
_OWN = frozenset({"its", "their", "our"})
_OWNED = _OWN | {"'s", "’s"}
_TOP = frozenset("top top-ten top-five top-10 top-5".split())
_NUMBER = frozenset("no no. number # nº nr nummer numéro número numero".split())
_SUFFIXES = frozenset({"st", "nd", "rd", "th", "º", "ª", "°", "e", "ème", "er", "ère"})
_ABROAD = word_set("ranks abroad")
_ONES = frozenset({"one", "eins"})
_RANKED = frozenset({"lugar", "posto", "platz", "puesto", "place", "rang", "position", "posição"})
_HOLDING = frozenset("in em en auf au holds hold held takes took occupies occupied".split())
_COMING = frozenset({"comes", "come", "came", "follows", "ranks"})
_RIGHT = frozenset({"right", "directly", "just", "straight", "next", "immediately"})
_USE = frozenset({"use", "usage", "adoption", "uptake"})
_OF = frozenset({"d", "de", "of", "von", "di"})
_PERIODS = frozenset({"quarter", "half", "time", "phase", "round", "year", "day"})
_COUNTRIES = word_set("ranks countries")
_AMONG = frozenset("among zu parmi entre tra fra".split())
_MOST = word_set("ranks most")
_MOST_OF = frozenset("most meist meistgenutzten más mais più plus".split())
_FIRMS = frozenset("company firm startup start-up lab unicorn provider maker developer chipmaker".split())
_INSIDE = frozenset(
    "in outside fora fuori em nel nella en na auf au fuera außerhalb hors".split()
)
_HIGHEST = frozenset({"highest", "greatest", "heaviest"})
_OPENING = _TOP | _NUMBER | _COMING | _HIGHEST | _COUNTRIES | _LARGEST | _MOST_OF | {"most", "meisten"}
_WITHIN = _INSIDE | {"da", "do", "della", "del", "de", "dell", "d"}
_REGION = word_set("ranks region")


def find_ranks(sentence: Sentence, language: str) -> Iterator[Rank]:
    """The ranks that a sentence states."""
    stated = list(_stated(sentence, language))
    return chain(stated, only_one_ahead(sentence, stated))


def _stated(sentence: Sentence, language: str) -> Iterator[Rank]:
    yield from beyond_all(sentence)
    yield from only_more(sentence)
    yield from some_are_ahead(sentence)
    yield from first_places(sentence)
    yield from first_few(sentence)
    for place in sorted({*sentence.numerals, *sentence.where(_opening_words(language))}):
        yield from _rank_at(sentence, place, sentence.lower(place), language)


@cache
def _opening_words(language: str) -> frozenset[str]:
    return _OPENING | ordinal_words(language)


def _rank_at(sentence: Sentence, place: int, word: str, language: str) -> Iterator[Rank]:
    if word in _TOP:
        yield from _top(sentence, place, language)
    elif word in _NUMBER:
        yield from _numbered(sentence, place)
    elif word in ("most", "meisten") and sentence.lower(place - 1) in ("the", "die"):
        yield from _having_most(sentence, place)
    elif word in _COMING and _after_country(sentence, place):
        yield Rank(2, "exact", "market", place, place + 1)
    elif word in _HIGHEST and _highest_use(sentence, place):
        yield Rank(1, "exact", "market", place, place + 1)
    elif word in _COUNTRIES:
        yield from _among(sentence, place, language)
    elif word in _LARGEST:
        yield from _leading_company(sentence, place)
        yield from _largest(sentence, place, language)
    elif word in _MOST_OF:
        yield from _among_most(sentence, place, language)
    else:
        yield from _nth(sentence, place, word, language)


def _nth(sentence: Sentence, place: int, word: str, language: str) -> Iterator[Rank]:
    value = ordinal(word, language)
    if value is not None and not sentence.covering(place):
        yield from _ordinal(sentence, place, int(value))
    elif word.isdigit() and sentence.lower(place + 1) in _SUFFIXES and len(word) < 3:
        yield from _ordinal(sentence, place, int(word), 1)


def _having_most(sentence: Sentence, place: int) -> Iterator[Rank]:
    """ "Germany has the most paying users in Europe": first; not "one of the countries with the most"."""
    among = sentence.near(place - 12, place) & {"among", "one", "of", "top", "zu", "der"}
    of_users = any(0 < mark.first - place <= 5 for mark in sentence.marks.get("users", ()))
    region = any(m.kind in PLACES and 0 < m.first - place <= 10 for m in sentence.mentions)
    if of_users and region and not among:
        yield Rank(1, "exact", "market", place, place + 1)


def _after_country(sentence: Sentence, place: int) -> bool:
    """ "as a market, India comes right after the US"."""
    after = place + 1 + (sentence.lower(place + 1) in _RIGHT)
    market = not _MARKET_NOUNS.isdisjoint(sentence.wording) or bool(sentence.has("users"))
    named = any(m.kind == "country" and 1 <= m.first - after <= 2 for m in sentence.mentions)
    return sentence.lower(after) in ("after", "behind") and named and market


def _highest_use(sentence: Sentence, place: int) -> bool:
    """ "Singapore has the highest use per person", not "one of the highest", "second-highest"."""
    before = sentence.near(place - 4, place)
    near = sentence.near(place + 1, place + 5)
    alone = "the" in before and before.isdisjoint({"one", "of", "among", "-", "second", "third"})
    return alone and bool(near & _USE) and bool(sentence.of("country", "city"))


def _top(sentence: Sentence, place: int, language: str) -> Iterator[Rank]:
    ahead = place + 2 if sentence.lower(place + 1) == "-" else place + 1
    word = sentence.lower(ahead)
    value = int(word) if word.isdigit() and len(word) < 4 else number_word(word, language)
    if (
        value
        and value in (3, 5, 10, 15, 20, 25, 30, 50, 100)
        and sentence.lower(ahead + 1) not in ("executives", "officials", "priorities")
    ):
        yield Rank(int(value), "top_n", "market", place, ahead + 1)


def _largest(sentence: Sentence, place: int, language: str) -> Iterator[Rank]:
    """ "its largest market in Europe" is rank 1; "one of the five largest markets", "the three biggest"
    a top n.
    """
    around = [sentence.lower(i) for i in range(place - 3, place + 5)]
    market = not (_MARKET_NOUNS.isdisjoint(around[4:]) and _MARKET_NOUNS.isdisjoint(around[:3]))
    among = not _AMONG.isdisjoint(sentence.lower(i) for i in range(place - 5, place))
    if not (market or among) and _MARKET.isdisjoint(around[4:]):
        return
    for at in (place - 1, place - 2, place + 1):
        word = sentence.lower(at)
        if sentence.lower(at - 1) == "the" and sentence.lower(at - 2) == "of" and _counted(sentence, at - 3):
            return  # "three of the five biggest banks" are customers
        value = number_word(word, language) or (int(word) if word.isdigit() and len(word) < 3 else None)
        if value and value > 1:
            yield Rank(int(value), "top_n", "market", min(at, place), max(at, place) + 1)
            return
    before = around[:3]
    if not market or "one" in before or "among" in before or before[2] == "-" or ordinal(before[2], language):
        return
    if sentence.lower(place + 1) in _MARKET_NOUNS and not sentence.lower(place + 1).endswith("s"):
        second = any(_after_place(sentence, ahead) for ahead in range(place + 2, place + 6))
        yield Rank(2 if second else 1, "exact", "market", place, place + 2)


def _among_most(sentence: Sentence, place: int, language: str) -> Iterator[Rank]:
    """ "among the five most used chatbots", "entre los diez más valiosos"."""
    word = sentence.lower(place - 1)
    value = number_word(word, language) or (int(word) if word.isdigit() and len(word) < 3 else None)
    before = sentence.near(place - 5, place - 1)
    if value and value > 2 and not before.isdisjoint({*_AMONG, "one"}):
        yield Rank(int(value), "top_n", "market", place - 1, place + 1)


def _leading_company(sentence: Sentence, place: int) -> Iterator[Rank]:
    """ "Norway's most valuable AI start-up", "the biggest AI company in Norway"; not "one of"."""
    opening = place - (sentence.lower(place - 1) == "most")
    noun = next((i for i in range(place + 1, place + 5) if sentence.lower(i) in _FIRMS), None)
    if noun is None or any(sentence.lower(i) in ("of", ",", "and") for i in range(place + 1, noun)):
        return
    owner = sentence.covering(opening - 2) if sentence.lower(opening - 1) in ("'s", "’s") else None
    of_place = owner is not None and owner.kind in PLACES
    the = sentence.lower(opening - 1) == "the" and sentence.lower(opening - 2) not in ("of", "among")
    inside = sentence.lower(noun + 1) in _WITHIN | {"of"} and _names_place(sentence, noun + 2)
    if of_place or (the and inside):
        yield Rank(1, "exact", "market", opening, noun + 1)


def _counted(sentence: Sentence, place: int) -> bool:
    word = sentence.lower(place)
    return word.isdigit() or number_word(word, sentence.language) is not None


def _after_place(sentence: Sentence, place: int) -> bool:
    """ "its biggest market after Canada" is the second."""
    return sentence.lower(place) in ("after", "behind", "nach", "après", "tras") and _names_place(
        sentence, place + 1
    )


def _among(sentence: Sentence, place: int, language: str) -> Iterator[Rank]:
    """ "among the 20 countries that use it most", "gehört zu den 20 Ländern mit der höchsten Nutzung"."""
    for at in range(max(0, place - 3), place):
        word = sentence.lower(at)
        value = number_word(word, language) or (int(word) if word.isdigit() and len(word) < 3 else None)
        before = sentence.near(at - 4, at)
        among = not _AMONG.isdisjoint(before) or "one" in before
        most = any(_superlative(sentence, i) for i in range(at - 1, min(place + 12, sentence.count)))
        if value and value > 2 and among and most:
            yield Rank(int(value), "top_n", "market", at, place + 1)
            return


def _superlative(sentence: Sentence, place: int) -> bool:
    word = sentence.lower(place)
    return word in _MOST or (word.endswith("sten") and sentence.lower(place - 1) == "am")


def _numbered(sentence: Sentence, place: int) -> Iterator[Rank]:
    ahead = place + 1 + (sentence.lower(place + 1) == ".")
    word = sentence.lower(ahead)
    written = number_word(word, sentence.language)
    value = int(word) if word.isdigit() and len(word) < 3 else int(written) if written else word in _ONES
    counted = sentence.tokens[place].lower != "no" or sentence.lower(place + 1) == "."
    if value and value <= 20 and counted:
        yield Rank(int(value), "exact", "market", place, ahead + 1)


def _ordinal(sentence: Sentence, place: int, value: int, suffix: int = 0) -> Iterator[Rank]:
    """A rank at an ordinal number; `suffix`: its ending is a token of its own, "56th"."""
    before = [sentence.lower(i) for i in range(max(0, place - 4), place)]
    place += suffix
    after = [sentence.lower(i) for i in range(place + 1, min(place + 9, len(sentence.tokens)))]
    if _PERIODS & set(after[:2]):
        return
    last = place + (3 if after[:1] == ["-"] else 2 if _qualifies(after[:1]) else 1)
    if _is_position(sentence, value, before, after):
        yield Rank(value, "exact", "market", place, last)
    elif _is_site(sentence, place, value, before, after):
        yield Rank(value, "exact", "site", place, last)


def _qualifies(after: list[str]) -> bool:
    """ "first office", "second largest"; not "third in Europe", "third, after Oslo"."""
    return after != [] and after[0].isalpha() and after[0] not in _WITHIN | _OF


def _is_position(sentence: Sentence, value: int, before: list[str], after: list[str]) -> bool:
    """ "second only to", "ranks third", "second-largest market", "le troisième marché"."""
    if after[:2] == ["only", "to"] or after[2:4] == ["only", "to"] or after[:1] == ["behind"]:
        return True
    if value == 1 and sentence.language == "en":
        return before[-1:] != [] and before[-1] in ("rank", "ranks", "ranked")
    if value > 1 and before[-1:] != [] and before[-1] in _STANDS and after[:1] in _ENDING:
        return True  # "New Zealand is eighth"
    if after[:3] == ["in", "the", "world"] and before[-1:] != ["a"]:
        return True  # "fourth in the world is where it stands"
    own = not _OWNED.isdisjoint(before[-1:]) and _MARKET_NOUNS.isdisjoint(after[:2])  # "its third in Asia"
    if value > 1 and _RANK_WORDS & set(before[-3:]) and not own:
        return True
    plain = [word for word in after[:4] if word not in ("-", "most")]
    if not _RANKED.isdisjoint(plain[:1]) and before[-1:] and before[-1] in _HOLDING:
        return True  # "em terceiro lugar"
    if plain and (plain[0].split("-")[0] in _SUPERLATIVES or plain[0] in _LARGEST):
        return bool(_MARKET & set(after[:6]) or _MARKET_NOUNS & set(after[:6]))
    return sentence.language != "en" and bool(plain) and plain[0] in _MARKET_NOUNS


def _is_site(sentence: Sentence, place: int, value: int, before: list[str], after: list[str]) -> bool:
    """ "the first in Africa", "its second office in India", "first permanent office in Britain"."""
    if value > 1 and not _AFTER.isdisjoint(after[:2]) and (sentence.of("city") or sentence.has("office")):
        return True
    article = before[-1:] == ["a"]
    if _OWNERS.isdisjoint(before[-2:]) and not (article and sentence.language == "pt"):
        return False
    if value == 3 and article and after[:1] == ["in"]:
        return False  # "half of them live in Europe, a third in Asia"
    if any(after[i : i + len(words)] == words for words in _ON_CONTINENT for i in range(5)):
        return True
    if after[:1] == ["of"] and after[1:2] != [] and after[1] in _OWN:  # "the first of its American sites"
        beyond = (sentence.covering(i) for i in range(place + 3, place + 6))
        return any(m is not None and m.kind in PLACES for m in beyond)
    noun = next((i for i in range(min(5, len(after))) if _site_noun(sentence, place + 1 + i, after[i])), None)
    if noun is None and after[:1] and after[0] in _OF and _company_at(sentence, place + 2):
        return not sentence.has("exclude")  # "le deuxième d'Acme"
    if noun is None:
        called = value == 1 and _called(sentence, place + 1, after)
        return called or after[:1] == ["there"] or _had_there(sentence, place, after) or (
            after[:1] != [] and after[0] in _WITHIN and _names_place(sentence, place + 2)
        )
    if any(word in (",", "of", "to", "floor", "for") for word in after[:noun]):
        return False
    gets = any(m.kind in _WIDER and m.last <= place and place - m.last < 4 for m in sentence.mentions)
    if gets or not _ABROAD.isdisjoint(after[: noun + 5]):
        return True  # "its fourth foreign base", "la quarta sede europea"
    rest = after[noun + 1 : noun + 5]
    return bool(_REGION & set(rest)) or any(
        m.kind in PLACES and place < m.first < place + noun + 10 for m in sentence.mentions
    )


def _called(sentence: Sentence, place: int, after: list[str]) -> bool:
    """ "the first Stargate in Latin America": a name of no place or people, and a place."""
    if after[1:2] != ["in"] or not sentence.tokens[place].capitalised:
        return False
    covering = sentence.covering(place)
    return (covering is None or covering.kind not in PLACES) and _names_place(sentence, place + 2)


def _had_there(sentence: Sentence, place: int, after: list[str]) -> bool:
    """ "the fourth that Acme runs in Africa"."""
    who = {sentence.lower(place + 1), sentence.lower(place + 2)}
    region = any(m.kind in PLACES and 2 < m.first - place < 9 for m in sentence.mentions)
    return bool(who & {"that", "which"}) and region and sentence.has("office") and "," not in after[:6]


def _company_at(sentence: Sentence, place: int) -> bool:
    """ "le deuxième d'Acme", "la primera de la empresa"."""
    place += sentence.lower(place) in ("’", "'")
    covering = sentence.covering(place)
    named = covering is not None and covering.kind == "organisation"
    again = sentence.begins(place, "company_pronoun", "descriptor")
    again = again or sentence.begins(place + 1, "company_pronoun", "descriptor")
    return (named or again) and sentence.has("office")


def _site_noun(sentence: Sentence, place: int, word: str) -> bool:
    return word in _SITES or sentence.between(place, place + 1, "office")


def _names_place(sentence: Sentence, place: int) -> bool:
    covering = sentence.covering(place) or sentence.covering(place + 1)
    return covering is not None and covering.kind in PLACES
