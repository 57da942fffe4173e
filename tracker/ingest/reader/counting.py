"""What a number counts: the noun after it, or how long a deal runs."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark, lexicon, word_set
from tracker.ingest.reader.periods import MONTHS
from tracker.ingest.reader.written_numbers import scale

_NOUNS = {
    "staff": "people",
    "users": "users",
    "gpus": "GPU",
    "offices": "offices",
    "cities": "cities",
    "count": "other",
}
_FILLERS_STOP = word_set("amounts fillers_stop")
_DEALS = word_set("amounts deals")
_UNCOUNTED = word_set("amounts uncounted")
_PLURALS: dict[str, tuple[str, ...]] = {
    "en": ("s",),
    "es": ("s",),
    "pt": ("s",),
    "fr": ("s", "x"),
    "it": ("i", "e"),
    "de": ("e", "n", "s", "er"),
}
_RUNS = frozenset({"of", "for", "over", "de", "von", "di", "über", "auf", "su", "por"})
_FOR = frozenset({"for", "pour", "für", "por", "per"})
_OTHER_THINGS = frozenset(
    {"$", "€", "£", "¥", "₩", ";", "mw", "gw", "employees", "people", "jobs", "who", "which"}
)
_LASTS = word_set("counting lasts")
_STAYING = word_set("counting staying")
_YEARS = frozenset("years jahre jahren ans années años anos anni".split())
_FIRST = word_set("counting first")
_HIRING = word_set("counting hiring")
_WITNESSES = word_set("counting witnesses")
_ENGAGES = frozenset("hire hires hired hiring recruit recruits recruited employ employs looking".split())
_STAFF = word_set("counting staff")
_GONE = word_set("counting gone")
_AFTER_NOUN = word_set("amounts after noun")


class Noun(NamedTuple):
    """A counted noun: its unit, its word and the token after it."""

    unit: str
    word: str
    last: int


_ADJECTIVES = word_set("counting adjectives")
_AGO = frozenset({"hace", "il", "há", "vor"})  # "il y a", "vor drei Jahren"


def running_time(sentence: Sentence, place: int, step: int) -> Noun | None:
    """A duration counts only as how long a deal runs; any other one is a date or an age."""
    window = [sentence.lower(i) for i in range(step + 1, step + 6)]
    before = [sentence.lower(i) for i in range(place - 8, place)]
    if sentence.lower(place - 1) in _RUNS and _DEALS.intersection(before[-4:]):
        return Noun("other", "duration", step + 1)  # "an agreement of five years"
    if sentence.lower(place - 1) in _FOR and _deal_before(sentence, place):
        return Noun("other", "duration", step + 1)  # "the pact ties Acme to Bolt for three years"
    lasts = not _LASTS.isdisjoint(before[-3:])
    if _DEALS.intersection(window[:4]) or (lasts and _deal_before(sentence, place)):
        return Noun("other", "duration", step + 1)
    return Noun("other", "years in the country", step + 1) if _present(sentence, place, step) else None


def _present(sentence: Sentence, place: int, step: int) -> bool:
    """ "for 31 years it has been in Thailand", "seit 20 Jahren in Zürich vertreten"."""
    around = sentence.near(place - 7, step + 9)
    if sentence.lower(step) not in _YEARS or _STAYING.isdisjoint(around):
        return False
    if not _AGO.isdisjoint(sentence.lowers[max(0, place - 3) : place]) or sentence.lower(step + 1) == "fa":
        return False  # "mudó hace dos años", "due anni fa"
    near = [m for m in sentence.of("city", "country") if -9 < m.first - step < 10]
    return bool(near) and not (sentence.of("person") or sentence.lower(step + 1) in ("ago", "old", "later"))


def _deal_before(sentence: Sentence, place: int) -> bool:
    """A deal named in the same clause, and no money, staff or power in between."""
    nouns = [mark for mark in sentence.marks.get("deal_noun", ()) if 0 < place - mark.last <= 20]
    return bool(nouns) and _OTHER_THINGS.isdisjoint(sentence.lower(i) for i in range(nouns[-1].last, place))


def _plural_noun(sentence: Sentence, place: int, word: str, value: Decimal, language: str) -> bool:
    """A plural that no list has: "400 patents", "1.500 Modelle"; in English no further noun follows."""
    capital = sentence.tokens[place].capitalised
    if value < 100 or len(word) < 5 or not word.endswith(_PLURALS[language]) or capital != (language == "de"):
        return False
    if word in _UNCOUNTED or word.endswith(("ss", "us", "is")) or sentence.covering(place) is not None:
        return False
    if language != "en":
        return sentence.lower(place - 1) in ("de", "d", "di", "’", "'") or _ends_number(sentence, place - 1)
    after = sentence.lower(place + 1)
    return not after.isalpha() or after in _FILLERS_STOP or after in _AFTER_NOUN


def _ends_number(sentence: Sentence, place: int) -> bool:
    word = sentence.lower(place)
    return word[:1].isdigit() or scale(word, sentence.language) is not None


def _nationals(sentence: Sentence, place: int, value: Decimal, language: str) -> bool:
    """ "10,000 Egyptians", "80 Saudis": a capitalised plural right after the number; "thirty strong"."""
    word = sentence.lower(place)
    covering = sentence.covering(place)
    if language != "en":
        people = covering is not None and covering.kind == "demonym"
        return value >= 1000 and people and word.endswith(("s", "i"))
    if value < 10:
        return False
    named = covering is not None and covering.kind != "demonym"
    ends = word.endswith(("ans", "is", "ese")) or covering is not None or value >= 1000
    plural = word.isalpha() and len(word) > 4 and ends and word.endswith(("s", "ese"))
    plural = plural and not word.endswith("ss")
    return word == "strong" or (plural and sentence.tokens[place].text.istitle() and not named)


def few(sentence: Sentence, first: int, last: int) -> bool:
    """ "a team of eight", "will station five people": few people count as staff, not as witnesses."""
    before = sentence.near(first - 4, first)
    if first == 0 and sentence.lower(last - 1) in _STAFF:
        return sentence.lower(last) not in _WITNESSES | _GONE  # "Six researchers will make a beginning"
    return not _HIRING.isdisjoint(before) and sentence.lower(last) not in _WITNESSES


def counted_noun(sentence: Sentence, value: Decimal, place: int, step: int, language: str) -> Noun | None:
    """The noun that is counted: within five words, no preposition or sign between."""
    if "top" in (sentence.lower(place - 1), sentence.lower(place - 2)) or sentence.lower(step) in MONTHS:
        return None  # a rank, or a day: "from 15 January, firms"
    if sentence.lower(step) in _FIRST or sentence.lower(place - 1) in _FIRST:
        return None  # "parmi nos vingt premiers pays" is a rank
    if sentence.lower(step) == "or" and sentence.lower(step + 1) in ("so", "thereabouts"):
        step += 2  # "90 or so people"
    reach = 9 if sentence.lower(step) == "of" else 6  # "of the Dutch firm's own drones"
    for ahead in range(step, min(step + reach, len(sentence.tokens))):
        if _of_own(sentence, ahead, step) or sentence.lower(ahead) in _ADJECTIVES:
            continue
        listed = _listed_noun(sentence, ahead)
        if listed:
            unit, mark = listed
            owned = sentence.lower(mark.last) in ("'s", "’s")
            return None if owned else Noun(unit, mark.value, mark.last)
        word = sentence.lower(ahead)
        near = ahead == step or sentence.lower(ahead - 1) in ("de", "di", "d")
        if near and _nationals(sentence, ahead, value, language):
            return Noun("people", "people", ahead + 1)
        hired = language == "en" and ahead == step and _hires(sentence, place)
        if _plural_noun(sentence, ahead, word, value * 100 if hired else value, language):
            return Noun("people" if hired else "other", word, ahead + 1)
        if word in _UNCOUNTED or not _may_stand_before_noun(sentence, ahead, step, value):
            return None
    return None


def _hires(sentence: Sentence, place: int) -> bool:
    """ "is looking for 35 phoneticians": whoever is hired, whatever they are called."""
    before = sentence.lower(place - 1) if sentence.lower(place - 1) != "for" else sentence.lower(place - 2)
    return before in _ENGAGES


def _of_own(sentence: Sentence, place: int, step: int) -> bool:
    """ "300 of its staff", "5,000 of the chip maker's employees": the words between number and noun."""
    word, after = sentence.lower(place), sentence.lower(place + 1)
    own = ("its", "their", "his", "our", "the")
    if place == step:
        return word == "of" and after in own
    return place == step + 1 and sentence.lower(step) == "of" and word in own


def _listed_noun(sentence: Sentence, place: int) -> tuple[str, Mark] | None:
    """The listed noun at a place and its unit; "partner organisations' staff" are people."""
    for kind, unit in _NOUNS.items():
        for mark in sentence.marks.get(kind, ()):
            if mark.first == place and not (
                kind == "count" and sentence.between(mark.last, mark.last + 1, "staff")
            ):
                return unit, mark
    if sentence.language == "de" and place < sentence.count and sentence.tokens[place].capitalised:
        ending = _compound(sentence.lower(place))
        if ending:
            return _NOUNS[ending], Mark(ending, place, place + 1, sentence.tokens[place].text)
    return None


@lru_cache(maxsize=4096)
def _compound(word: str) -> str | None:
    """The class of a German compound, by the listed noun that it ends in: Softwareentwickler, Büroplätze."""
    for length in range(len(word) - 3, 3, -1):
        ends = lexicon("de").terms.get(word[-length:], ())
        kinds = {kind for words, kind, _ in ends if len(words) == 1}
        if not kinds.isdisjoint(_NOUNS):
            return next((kind for kind in _NOUNS if kind in kinds), None)
    return None


def _may_stand_before_noun(sentence: Sentence, place: int, step: int, value: Decimal) -> bool:
    word = sentence.lower(place)
    if word in _FILLERS_STOP:
        dozens = value >= 10 and sentence.tokens[step - 1].is_word  # "une vingtaine de", "una decina di"
        return word in ("of", "de", "di", "d") and place == step and (value >= 1000 or dozens)
    if word == ",":
        return place != step
    return sentence.tokens[place].is_word or word in ("'s", "’s", "-", "’", "'", '"', "“")
