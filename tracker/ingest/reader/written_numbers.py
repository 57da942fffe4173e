"""Numbers as digits and as words, and the scales that multiply them, in the Latin-script languages."""

import re
from decimal import Decimal
from functools import cache, lru_cache

from tracker.ingest.reader.lexicon import read_vocabulary
from tracker.ingest.reader.number_words import one_word_numbers

_COMMA_DECIMAL = frozenset({"de", "fr", "es", "pt", "it"})
_THOUSANDS = re.compile(r"^\d{1,3}(?:[.,’'\u00a0\u202f]\d{3})+$")
_TWO_SIGNS = re.compile(r"^(\d{1,3}(?:([.,’'\u00a0\u202f])\d{3})+)[.,](\d+)$")

# "half a million", "a quarter of a million": by how much the scale that follows is divided
PARTS = dict.fromkeys("half demi demie halbe halben halbes medio media meio meia mezzo mezza".split(), 2)
PARTS["quarter"] = 4
SINGLE = frozenset("a one un une una um eine einer uno".split())
_ENGLISH_ORDINAL = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)$")


def read_digits(written: str, language: str) -> Decimal | None:
    """The value of a number in digits; "1.500" is 1500 in German and 1.5 in English. At most 18 digits."""
    if len(written) > 24:
        return None
    both = _TWO_SIGNS.match(written)
    if both and written[len(both.group(1))] != both.group(2):
        return Decimal(_digits(both.group(1)) + "." + both.group(3))
    if _THOUSANDS.match(written):
        sign = re.sub(r"\d", "", written)[0]
        if (
            sign in "’'\u00a0\u202f"
            or (sign == "." and language in _COMMA_DECIMAL)
            or (sign == "," and language not in _COMMA_DECIMAL)
        ):
            return Decimal(_digits(written))
    plain = written.replace(",", ".")
    return Decimal(plain) if plain.count(".") <= 1 and plain.isascii() and plain[-1].isdigit() else None


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Decimal]]:
    tables: dict[str, dict[str, Decimal]] = {}
    for line in read_vocabulary("numbers.txt").splitlines():
        if line.startswith("#") or ":" not in line:
            continue
        name, pairs = line.split(":", 1)
        tables[name] = {}
        for pair in pairs.split(";"):
            words, value = pair.split("=")
            for word in words.split(","):
                tables[name][word.strip()] = Decimal(value.strip())
    return tables


@lru_cache(maxsize=8192)
def number_word(word: str, language: str) -> Decimal | None:
    """Two to a thousand in words; "one" is left out, it is an article more often than a number."""
    words = _tables()[f"words {language}"]
    tens, _, ones = word.partition("-")  # "fifty-five"
    if ones and language == "en":
        return words[tens] + words[ones] if tens in words and ones in words and words[ones] < 10 else None
    known = words.get(word)
    if known is None and word in one_word_numbers(language):
        return Decimal(one_word_numbers(language)[word])
    return known


@cache
def number_words(language: str) -> frozenset[str]:
    """The words that `number_word` reads."""
    words = _tables()[f"words {language}"]
    joined = (f"{tens}-{ones}" for tens in words for ones in words) if language == "en" else ()
    return frozenset({*words, *one_word_numbers(language), *joined})


@cache
def ordinal_words(language: str) -> frozenset[str]:
    """The words that `ordinal` reads, but for those that begin with a digit."""
    return frozenset(_tables()[f"ordinals {language}"])


@lru_cache(maxsize=8192)
def scale(word: str, language: str) -> Decimal | None:
    """thousand, million, bn, Milliarden, crore …"""
    return _tables()[f"scales {language}"].get(word) or _tables()["scales"].get(word)


@lru_cache(maxsize=8192)
def ordinal(word: str, language: str) -> Decimal | None:
    known = _tables()[f"ordinals {language}"].get(word)
    digits = _ENGLISH_ORDINAL.match(word) if known is None else None
    return Decimal(digits.group(1)) if digits else known
