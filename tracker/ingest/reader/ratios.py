"""Growth told by a verb or an adverb: "doubled", "twice as many", "verdreifacht"."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.currencies import WORDS
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.written_numbers import number_word

_FIGURES = frozenset(
    "share figure number size amount level sum total rate value price headcount staff".split()
)
_MACRO = word_set("claims macro")  # "electricity demand will double" is no company's growth
_QUALITIES = word_set("claims qualities")  # "its accuracy doubled" is a feature of a model
_EACH = frozenset("every each jeder jeden jedem chaque cada ogni".split())
_SINGLE = frozenset("a an one another un une uno una um uma ein einen eine".split())
_COINS = frozenset(WORDS) | {"real", "franc", "crown", "peso", "£", "$", "€"}
_THAN = frozenset({"", ".", ",", "rispetto", "di", "dei", "del", "della", "que", "de", "do", "da", "dos"})


def ratios(sentence: Sentence) -> Iterator[tuple[Decimal, str, int]]:
    """ "doubled", "twice as many", "tripled": (factor, comparator, token)."""
    for place, word in enumerate(sentence.lowers):
        if word[:4] not in _BEGINNINGS and word[-4:] != "fold":
            continue
        factor = _factor(word)
        if factor is None or not _grows(sentence, place, word):
            continue
        over = any(mark.last == place for mark in sentence.marks.get("over", ()))
        about = "about" if word.startswith(("doubl", "tripl", "quadr")) else "exact"
        yield Decimal(factor), "more_than" if over else about, place


def _grows(sentence: Sentence, place: int, word: str) -> bool:
    """No "failed twice", and no growth of a whole country's demand."""
    figure = sentence.lower(place + 1) == "the" and sentence.lower(place + 2) in _FIGURES
    if not (figure or not _no_growth(word, sentence.lower(place + 1))):
        return False
    before = sentence.lowers[max(0, place - 7) : place]
    return _MACRO.isdisjoint(before) and _QUALITIES.isdisjoint(before[-4:])


def matched(sentence: Sentence) -> Iterator[tuple[Decimal, str, int]]:
    """ "every dollar will be matched by a dollar", "for each euro it adds two of its own"."""
    for place in sentence.where(_EACH):
        if sentence.lower(place + 1) not in _COINS:
            continue
        for ahead in range(place + 2, min(place + 30, sentence.count)):
            value = _times(sentence, ahead)
            if value:
                yield value, "exact", place
                return


def _times(sentence: Sentence, place: int) -> Decimal | None:
    """ "a dollar", "two euros", "three of its own", "einen eigenen"."""
    word, after = sentence.lower(place), sentence.lower(place + 1)
    value = Decimal(1) if word in _SINGLE else number_word(word, sentence.language)
    if value is None and word.isdigit() and len(word) < 3:
        value = Decimal(word)
    own = after in ("more", "eigenen", "weitere", "autre", "autres", "") or not after.isalpha()
    own = own or sentence.words(place + 1, place + 4).lower() in ("of its own", "of their own")
    return value if value and (after in _COINS or own or after in ("private", "privados", "privés")) else None


def _no_growth(word: str, after: str) -> bool:
    """ "failed twice", "twice a week", "double-check"."""
    if after in ("down", "up", "digit", "digits", "-digit"):
        return True  # "doubles down on", "double digits in millions"
    if word == "twice":
        return after not in ("as", "its", "their", "last", "what", "that")
    if word in _DOUBLE:
        # "il doppio rispetto a", not "il doppio ruolo"
        return after not in _THAN
    return word == "double" and after in ("a", "the", "this", "weekly", "-")


_STEMS = (
    "verdoppel 2 verdreifach 3 vervierfach 4 verfünffach 5 versechsfach 6 versiebenfach 7 verachtfach 8"
    " verneunfach 9 verzehnfach 10 doubl 2 trebl 3 tripl 3 quadrupl 4 quintupl 5 sextupl 6 septupl 7 octupl 8"
    " décupl 10 duplic 2 duplik 2 triplic 3 cuadruplic 4 cuadriplic 4 quadruplic 4 quintuplic 5 sextuplic 6"
    " decuplic 10 decuplik 10 dobr 2 raddoppi 2 quadruplik 4"
)
_FACTORS = dict(zip(_STEMS.split()[::2], map(int, _STEMS.split()[1::2]), strict=True))
# What a stem may go on with: endings of verbs, none of nouns like "Doublette".
_ENDINGS = frozenset(
    "e es ed ing t te ten n en le er é ée és ées ent"
    " era eront erait ó a an ar ará arán aron ado ada ados adas"
    " que quen ue ou am aram arão ando ato ata ati ate are erà eranno ano ino rà rono ò i o iert r ere"
    " eremo".split()
)
_TWICE = "twice double doppio doble dobro doppelt"
_AS_MUCH = frozenset("so soviel höher größer mehr stärker teurer schneller".split())
_WHOLE_WORDS = dict.fromkeys(_TWICE.split(), 2) | {"thrice": 3, "triplo": 3}
_DOUBLE = frozenset("doppio triplo doble dobro cuádruple quádruplo quadruplo quíntuple quíntuplo".split())
_WHOLE_WORDS |= {"verdopplung": 2, "verdoppelung": 2, "raddoppio": 2, "duplicación": 2, "duplicação": 2}
_WHOLE_WORDS |= {"verdreifachung": 3, "triplement": 3, "vervierfachung": 4, "doublement": 2}
_WHOLE_WORDS |= dict.fromkeys("cuádruple quádruplo quadruplo".split(), 4) | {"quíntuple": 5, "quíntuplo": 5}


_BEGINNINGS = frozenset(word[:4] for word in (*_FACTORS, *_WHOLE_WORDS))


def compared(sentence: Sentence) -> Iterator[tuple[Decimal, str, int]]:
    """ "dreimal so viel", "fünfmal höher"."""
    for place, word in enumerate(sentence.lowers) if sentence.language == "de" else ():
        value = number_word(word.removesuffix("mal"), "de") if word.endswith("mal") else None
        if value and value > 1 and sentence.lower(place + 1) in _AS_MUCH:
            yield value, "exact", place


def _factor(word: str) -> int | None:
    """2 for "doubled", 9 for "verneunfacht", 3 for "triplicherà"."""
    if word in _WHOLE_WORDS:
        return _WHOLE_WORDS[word]
    stem = max((stem for stem in _FACTORS if word.startswith(stem)), key=len, default=None)
    if stem is None:
        return _folds(word)
    rest = word[len(stem) :].removesuffix("-se").lstrip("h")
    return _FACTORS[stem] if rest in _ENDINGS else None


def _folds(word: str) -> int | None:
    """10 for "tenfold", 30 for "thirtyfold"."""
    value = number_word(word.removesuffix("fold"), "en") if word.endswith("fold") else None
    return int(value) if value else None
