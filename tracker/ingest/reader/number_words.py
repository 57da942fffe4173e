"""Numbers below a million that are written as one word: "fünfundvierzig", "duecentocinquantamila",
"quatre-vingt-douze".
"""

from collections.abc import Iterator
from functools import cache

_GERMAN = "ein zwei drei vier fünf sechs sieben acht neun".split()
_GERMAN_TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_ITALIAN = "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici".split()
_ITALIAN += "quindici sedici diciassette diciotto diciannove".split()
_ITALIAN_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_FRENCH = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_FRENCH += "dix-sept dix-huit dix-neuf".split()
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


@cache
def one_word_numbers(language: str) -> dict[str, int]:
    """The numbers by the word that writes them; empty for a language that writes them apart."""
    if language == "fr":
        return {word: value for word, value in _french() if value > 1}
    build, thousand = {"de": (_german, "tausend"), "it": (_italian, "mila")}.get(language, (None, ""))
    numbers = _thousands(dict(build()), thousand) if build else ()
    return {word: value for word, value in numbers if value > 1}


def _hundreds(below: dict[str, int], ones: list[str], hundred: str) -> Iterator[tuple[str, int]]:
    """Numbers below a hundred, and the same with hundreds glued in front."""
    yield from below.items()
    for times, prefix in enumerate(["", *ones[1:]], start=1):
        yield prefix + hundred, 100 * times
        yield from ((prefix + hundred + word, 100 * times + value) for word, value in below.items())


def _thousands(below: dict[str, int], thousand: str) -> Iterator[tuple[str, int]]:
    """Numbers below a thousand, and the same as so many thousands: "centomila"."""
    yield from below.items()
    yield from ((word + thousand, 1000 * value) for word, value in below.items())


def _german() -> Iterator[tuple[str, int]]:
    below = {word: value for value, word in enumerate([*_GERMAN, *_GERMAN_TEENS], start=1)}
    for tens, word in enumerate(_GERMAN_TENS, start=2):
        below[word] = 10 * tens
        below |= {f"{one}und{word}": 10 * tens + value for value, one in enumerate(_GERMAN, start=1)}
    yield from _hundreds(below, _GERMAN, "hundert")
    yield "einhundert", 100


def _italian() -> Iterator[tuple[str, int]]:
    below = {word: value for value, word in enumerate(_ITALIAN, start=1)}
    for tens, word in enumerate(_ITALIAN_TENS, start=2):
        below[word] = 10 * tens
        for value, one in enumerate(_ITALIAN[:9], start=1):
            stem = word[:-1] if one[0] in "uo" else word  # "ventuno", "ventotto"
            below[stem + one] = below[stem + one.replace("tre", "tré")] = 10 * tens + value
    yield from _hundreds(below, _ITALIAN[:9], "cento")


def _french() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_FRENCH, start=1))
    for tens, word in _FRENCH_TENS.items():
        yield word, tens
        last = 19 if tens == 60 else 9  # "soixante-dix-sept"
        yield from ((f"{word}-{_FRENCH[value - 1]}", tens + value) for value in range(2, last + 1))
    yield "quatre-vingts", 80
    yield from ((f"quatre-vingt-{word}", 80 + value) for value, word in enumerate(_FRENCH, start=1))
