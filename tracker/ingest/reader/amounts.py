"""Quantities in running text: number, scale, currency, unit and comparator, found in one pass over the
tokens.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from tracker.ingest.reader.counting import counted_noun, running_time
from tracker.ingest.reader.currencies import CODES, DOLLARS, PREFIXES, SIGNS, WORDS, unit_of
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.number_reading import ENTIRE, POWER, number_at, scaled
from tracker.ingest.reader.ranges import lower_end, upper_end
from tracker.ingest.reader.written_numbers import PARTS, SINGLE, number_word, number_words, scale

_PERCENT = frozenset({"%", "percent", "prozent", "pct", "％"})
_TIMES = word_set("amounts times")
_FOLDS = (
    "twofold 2 threefold 3 fourfold 4 fivefold 5 sixfold 6 sevenfold 7 eightfold 8 ninefold 9 tenfold"
    " 10 twelvefold 12 fifteenfold 15 twentyfold 20 hundredfold 100 zweifache 2 dreifache 3 vierfache"
    " 4 fünffache 5 sechsfache 6 siebenfache 7 achtfache 8 neunfache 9 zehnfache 10"
)
_FOLD = dict(zip(_FOLDS.split()[::2], map(int, _FOLDS.split()[1::2]), strict=True))
_MULTIPLIED = word_set("amounts multiplied")
_THAN = word_set("amounts than")
_GREW = word_set("amounts grew")
_DURATIONS = word_set("amounts durations")
_WHOSE = word_set("amounts whose")
_BEFORE_YEAR = word_set("amounts before year")
# "biennale", "quinquennal", "trienal", "fünfjährig": how long something runs, in one word.
_LASTING_YEARS = {"bi": 2, "tri": 3, "quadri": 4, "cuatri": 4, "quinqu": 5, "dec": 10, "déc": 10}
_LASTING = re.compile(
    r"(?:(?P<years>bi|tri|quadri|cuatri|quinqu|dec|déc)en+al(?:e|i|es|is)?|(?P<number>[a-zäöüß]+)jährige[nrsm]?)$"
)
_YEARLY = ("-year", "-month")
_TERMS = (*_YEARLY, "enal", "ennal", "jährig")  # a part of all these words
_DOWNLOADED = word_set("amounts downloaded")
_SAME = word_set("amounts same")
_BRACKETS = frozenset("([/~≈")
_COMPARATORS = (
    ("over", "more_than"),
    ("atleast", "at_least"),
    ("upto", "at_most"),
    ("under", "less_than"),
    ("about", "about"),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in a sentence. `value` in base units, `noun` the counted noun; tokens first..last."""

    value: Decimal
    unit: str | None
    comparator: str
    currency: str | None
    noun: str
    first: int
    last: int
    low: Decimal | None = None  # the lower end of a range

    def passage(self, sentence: Sentence) -> str:
        return sentence.words(self.first, self.last)


def find_amounts(sentence: Sentence, language: str) -> list[Amount]:
    """Every quantity with a unit; a conversion in brackets replaces or repeats the amount before it."""
    if sentence.amounts is None:
        sentence.amounts = _found(sentence, language)
    return list(sentence.amounts)


def _found(sentence: Sentence, language: str) -> list[Amount]:
    found: list[Amount] = []
    end = 0
    for place in _openings(sentence, language):
        amount = _amount_at(sentence, place, language) if place >= end else None
        if amount is None:
            continue
        if not _converts(sentence, amount, found):
            found.append(amount)
        elif found[-1].unit == "other" and amount.unit != "other":
            found[-1] = replace(amount, comparator=found[-1].comparator, first=found[-1].first)
        end = amount.last
    return found


def _openings(sentence: Sentence, language: str) -> list[int]:
    """The tokens at which an amount may begin."""
    places = {*number_places(sentence, language), *sentence.where(_FOLD.keys())}
    told = sentence.evidence.lower()
    if any(term in told for term in _TERMS):
        places |= {place for place in range(sentence.count) if _lasts(sentence.lower(place))}
    return sorted(places)


def _lasts(word: str) -> bool:
    return word.endswith(_YEARLY) or _LASTING.match(word) is not None


def number_places(sentence: Sentence, language: str) -> list[int]:
    """The tokens at which `number_at` may find a number, in order."""
    return sorted({*sentence.numerals, *sentence.where(_opening_words(language))})


@cache
def _opening_words(language: str) -> frozenset[str]:
    the_one = {"il", "le", "o"} if language in ("it", "fr", "pt") else set()  # "le milliard d'euros"
    return number_words(language) | PARTS.keys() | SINGLE | ENTIRE | the_one


def _converts(sentence: Sentence, amount: Amount, found: list[Amount]) -> bool:
    """ "$1bn (£800m)" and "3 trillion won, or about $2 billion," print one amount twice."""
    if not amount.currency or not found or not found[-1].currency or found[-1].currency == amount.currency:
        return False
    gap = sentence.lowers[found[-1].last : amount.first]
    if found[-1].unit == "other" and amount.unit != "other" and _same_as(sentence, amount, gap):
        return True
    more = sentence.lower(amount.last) in ("of", "de", "von", "davon")  # "$5bn, about €2bn of it in cash"
    if amount.comparator == "about" and gap == [","] and not more:
        return True  # "$215 million, about €189 million, is what"
    if sentence.language != "en" and not _SAME.isdisjoint(gap[:3]) and len(gap) < 6:
        return True  # "117 millions de dollars, soit environ 105 millions d'euros"
    signs = [word in _BRACKETS or word in ("or", "ou", "oder", "o") for word in gap]
    return any(signs) if len(gap) <= 4 else signs[-1] and len(gap) <= 9


def _same_as(sentence: Sentence, amount: Amount, gap: list[str]) -> bool:
    """ "400 milhões de libras, perto de 470 milhões de euros": in a currency that the reader knows better."""
    about = amount.comparator == "about" and "," in gap[:2] and len(gap) < 5
    return sentence.language != "en" and (about or not _SAME.isdisjoint(gap[:3]))


def _amount_at(sentence: Sentence, place: int, language: str) -> Amount | None:
    token = sentence.tokens[place]
    if token.lower in _FOLD:
        return _finish(sentence, Decimal(_FOLD[token.lower]), "times", None, "", place, place + 1)
    if _lasts(token.lower):
        return _compound_time(sentence, place, language)
    value, end = number_at(sentence, place, language)
    if value is None or in_a_name(sentence, place):
        return None
    written = value
    value, end = scaled(sentence, value, end, language)
    ranged = _range(sentence, place, end, (written, value), language)
    return ranged or _measured(sentence, value, place, _past_plus(sentence, end), language)


def _compound_time(sentence: Sentence, place: int, language: str) -> Amount | None:
    """ "a five-year contract", "un'intesa quinquennale", "der fünfjährige Vertrag"."""
    word = sentence.lower(place)
    lasting = _LASTING.match(word)
    if lasting and lasting["years"]:
        years = Decimal(_LASTING_YEARS[lasting["years"]])
        dealt = _near_deal(sentence, place)
        return _finish(sentence, years, "other", None, "duration", place, place + 1) if dealt else None
    written = word.rsplit("-", 1)[0] if "-" in word else lasting["number"] if lasting else ""
    value = number_word(written, language)
    noun = running_time(sentence, place, place) if value is not None else None
    return _finish(sentence, value, noun.unit, None, noun.word, place, place + 1) if value and noun else None


def _near_deal(sentence: Sentence, place: int) -> bool:
    """A deal named right beside the adjective."""
    marks = (*sentence.marks.get("deal_noun", ()), *sentence.marks.get("deal_verb", ()))
    return any(-3 <= mark.first - place <= 3 for mark in marks)


def _range(
    sentence: Sentence, place: int, end: int, low: tuple[Decimal, Decimal], language: str
) -> Amount | None:
    """ "between $2bn and $3bn": one amount with both ends; `low` is the first number without and with its
    scale.
    """
    written, value = low
    upper = upper_end(sentence, place, end, value, language)
    if upper is None:
        return None
    high, last = scaled(sentence, upper.number, upper.last, language)
    bottom = lower_end(value, value != written, upper.number, high)
    alone = _measured(sentence, value, place, end, language)
    whole = _measured(sentence, high, upper.first, last, language) or alone
    if bottom is None or whole is None:
        return None
    if alone and alone.unit != whole.unit:
        if not alone.currency or whole.currency:
            return None  # "20% to $3 billion"
        whole = alone  # "$2 to 3 billion"
    first, last = min(upper.opened, alone.first if alone else place), max(whole.last, last)
    return replace(whole, value=high, low=bottom, comparator="between", first=first, last=last)


def _measured(sentence: Sentence, value: Decimal, place: int, end: int, language: str) -> Amount | None:
    """The amount that a number at place..end is with the currency or the unit beside it."""
    currency, first, last = _currency(sentence, place, end)
    if currency:
        if last == end and first < place:
            value, last = scaled(sentence, value, end, language)
        return _finish(sentence, value, unit_of(currency), currency, "", first, last)
    return _with_unit(sentence, value, place, end, language)


def in_a_name(sentence: Sentence, place: int) -> bool:
    covering = sentence.covering(place)
    if covering is not None and covering.kind != "demonym":
        return True
    if sentence.language == "de":
        return False  # every noun has a capital
    before = sentence.tokens[place - 1] if place else None  # "FTSE 100", "Series 3", "Colossus 1"
    return bool(
        before
        and place > 1
        and before.is_word
        and before.capitalised
        and before.lower not in CODES
        and sentence.tokens[place].text[0].isdigit()
        and len(sentence.tokens[place].text) < 4
        and not sentence.covering(place - 1)
        and scale(sentence.lower(place + 1), sentence.language) is None
    )


def _past_plus(sentence: Sentence, end: int) -> int:
    return end + 1 if sentence.lower(end) == "+" else end


def _currency(sentence: Sentence, place: int, end: int) -> tuple[str | None, int, int]:
    """The currency beside a number: (code or None, first token, last token)."""
    before = sentence.lower(place - 1)
    if before in SIGNS:
        joint = before == "$" and _touching(sentence, place - 2)
        whose = PREFIXES.get(sentence.lower(place - 2)) if joint else None
        return whose or SIGNS[before], place - (2 if whose else 1), end
    if before in CODES and sentence.tokens[place - 1].text[0].isupper():
        return CODES[before], place - 1, end
    if before == "." and sentence.lower(place - 2) in ("rs", "rp"):
        return CODES[sentence.lower(place - 2)], place - 2, end
    step = end
    while sentence.lower(step) in _WHOSE and step < end + 3:
        step += 1
    word = sentence.lower(step)
    if word in WORDS:
        whose = sentence.words(end, step).strip("- ").lower()
        return DOLLARS.get(whose, WORDS[word]), place, step + 1
    if word in CODES and step == end and sentence.tokens[step].text.isupper():
        return CODES[word], place, step + 1
    return None, place, end


def _touching(sentence: Sentence, place: int) -> bool:
    return place >= 0 and sentence.tokens[place].end == sentence.tokens[place + 1].start


def _with_unit(sentence: Sentence, value: Decimal, place: int, end: int, language: str) -> Amount | None:
    step = end + 1 if sentence.lower(end) in ("-", "‑") else end
    word = sentence.lower(step)
    if word in _PERCENT:
        return _finish(sentence, value, "percent", None, "", place, step + 1)
    cent = sentence.lower(step + 1) in ("cent", "ciento", "cento")
    if cent and word in ("per", "por", "pour", "par"):
        return _finish(sentence, value, "percent", None, "", place, step + 2)
    if POWER.get(word):
        return _finish(sentence, value, POWER[word], None, "power", place, step + 1)
    by = sentence.lower(place - 1) in ("par", "por", "per", "by")
    if by and value > 1 and sentence.lower(place - 2) in _MULTIPLIED and not scale(word, language):
        return _finish(sentence, value, "times", None, "", place, place + 1)
    if sentence.words(place - 2, place).lower() == "factor of" and value > 1:
        return _finish(sentence, value, "times", None, "", place, place + 1)
    if word in _TIMES and value >= 1000 and _downloads(sentence, place):
        return _finish(sentence, value, "users", None, "downloads", place, step + 1)
    if word in _TIMES and value > 1 and not _occurrences(sentence, place, step + 1):
        return _finish(sentence, value, "times", None, "", place, step + 1)
    if _dated(sentence, place):
        return None
    if word in _DURATIONS:
        noun = running_time(sentence, place, step)
    else:
        noun = counted_noun(sentence, value, place, step, language)
    return _finish(sentence, value, noun.unit, None, noun.word, place, noun.last) if noun else None


def _downloads(sentence: Sentence, place: int) -> bool:
    """ "was downloaded 30 million times"."""
    return any(sentence.lower(before) in _DOWNLOADED for before in range(place - 5, place))


def _occurrences(sentence: Sentence, place: int, end: int) -> bool:
    """ "asked me four times to upgrade", "twelve times a day": how often, not how much more."""
    if sentence.language != "en" or sentence.lower(end - 1) != "times":
        return False
    grown = any(sentence.lower(before) in _GREW for before in range(place - 6, place))
    earlier = (i for i, word in enumerate(sentence.lowers[:place]) if word == "times")
    grown = grown or any(sentence.lower(i + 1) in _THAN for i in earlier)  # "three times as many, here five"
    return not (grown or sentence.lower(end) in _THAN)


def _dated(sentence: Sentence, place: int) -> bool:
    """ "by 2025 users had": a year, not a count."""
    text = sentence.tokens[place].text
    return len(text) == 4 and text[:2] in ("19", "20") and sentence.lower(place - 1) in _BEFORE_YEAR


def _finish(
    sentence: Sentence, value: Decimal, unit: str, currency: str | None, noun: str, first: int, last: int
) -> Amount:
    comparator, first, last = comparator_around(sentence, first, last)
    return Amount(value, unit, comparator, currency, noun, first, last)


def comparator_around(sentence: Sentence, first: int, last: int) -> tuple[str, int, int]:
    """ "more than", "at least", "or more", "+" and their kin around the number."""
    for kind, comparator in _COMPARATORS:
        for mark in sentence.marks.get(kind, ()):
            if mark.last == first or (
                mark.last == first - 1
                and sentence.lower(first - 1) in ("the", "a", "de", "d", "los", "as", "to", "el", "’", "'")
            ):
                return comparator, mark.first, last
    after = sentence.lower(last), sentence.lower(last + 1)
    if (
        after[0] == "+"
        or sentence.lower(last - 1) == "+"
        or after in (("or", "more"), ("oder", "mehr"), ("ou", "plus"))
    ):
        return "at_least", first, last + (2 if after[1] in ("more", "mehr", "plus") else 0)
    return "exact", first, last
