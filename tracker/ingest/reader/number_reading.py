"""Numbers at a place of a sentence: digits or words, halves, "six point six", with the scales behind them."""

from decimal import Decimal

from tracker.ingest.reader.currencies import SIGNS
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.written_numbers import PARTS, SINGLE, number_word, read_digits, scale

POWER = {
    word: unit
    for unit, words in {
        "GW": "gw gwh gigawatt gigawatts gigavatios gigawattstunden",
        "MW": "mw mwh megawatt megawatts megavatios mégawatts",
        "": "kw kilowatts",
    }.items()
    for word in words.split()
}
ENTIRE = frozenset("one a ein un uno um whole full".split())
_THE_ONE, _THE_BILLION = frozenset("il le o el".split()), frozenset("miliardo milliard bilhão".split())
_POINT = frozenset({"point", "komma", "virgule", "coma", "vírgula", "virgola"})


def number_at(sentence: Sentence, place: int, language: str) -> tuple[Decimal | None, int]:
    """The number in digits or words that begins at a token, and the token after it."""
    text, lower = sentence.tokens[place].text, sentence.tokens[place].lower
    if text[0].isdigit():
        end = place + 1
        written = text
        while (
            language in ("fr", "es", "de", "it")
            and len(sentence.lower(end)) == 3
            and sentence.lower(end).isdigit()
            and len(text) <= 3
            and text.isdigit()
        ):
            written += sentence.lower(end)
            end += 1
        return read_digits(written, language), end
    if lower in PARTS:
        of_a = sentence.words(place + 1, place + 3).lower() == "of a"
        joint = place + 1 + of_a + (sentence.lower(place + 1) in ("a", "of", "-"))
        word = sentence.lower(joint)
        whole = scale(word, language) or word == "percent" or POWER.get(word)
        return (1 / Decimal(PARTS[lower]), joint) if whole else (None, place)
    parted = _parted(sentence, place, language)
    if parted is not None:
        return parted, place + 4
    if lower in SINGLE and _bare_scale(sentence, place + 1, language):
        return Decimal(1), place + 1
    if lower in _THE_ONE and sentence.lower(place + 1) in _THE_BILLION:
        return Decimal(1), place + 1
    if lower in ENTIRE and sentence.lower(place + 1) in POWER:
        return Decimal(1), place + 1
    value = number_word(lower, language)
    if value is None or _of_all(sentence, place):
        return None, place
    tenths = number_word(sentence.lower(place + 2), language) if sentence.lower(place + 1) in _POINT else None
    if tenths is not None and tenths < 10:
        return value + tenths / 10, place + 3  # "six point six billion"
    return value, place + 1


def _parted(sentence: Sentence, place: int, language: str) -> Decimal | None:
    """ "one and a half billion", "three quarters of a billion": the number before the scale."""
    between = sentence.words(place + 1, place + 4).lower()
    if between not in ("and a half", "quarters of a") or scale(sentence.lower(place + 4), language) is None:
        return None
    whole = Decimal(1) if sentence.lower(place) == "one" else number_word(sentence.lower(place), language)
    if whole is None:
        return None
    return whole + Decimal("0.5") if between == "and a half" else whole / 4


def _of_all(sentence: Sentence, place: int) -> bool:
    """ "the two of them", "of every hundred": nothing is counted."""
    whole = sentence.lower(place - 1) == "the" and sentence.words(place + 1, place + 3).lower() == "of them"
    return whole or (sentence.lower(place - 1) == "every" and sentence.lower(place - 2) == "of")


def _bare_scale(sentence: Sentence, place: int, language: str) -> bool:
    word = sentence.lower(place)
    return len(word) > 3 and scale(word, language) is not None


_SHORT = frozenset({"mio", "mrd", "tsd", "mln", "mld"})


def scaled(sentence: Sentence, value: Decimal, end: int, language: str) -> tuple[Decimal, int]:
    """Multiply by the scales that follow: "10,000 crore", "3 mil millones", "1-billion"."""
    for _ in range(2):
        word = sentence.lower(end)
        skip = 1 if word in ("-", "+") and scale(sentence.lower(end + 1), language) else 0
        factor = scale(sentence.lower(end + skip), language)
        if factor is None or value > Decimal(10) ** 15:
            break
        if (
            sentence.lower(end + skip) in ("m", "k", "b", "mil")
            and not _glued(sentence, end + skip)
            and language == "en"
        ):
            break
        value, end = value * factor, end + skip + 1
        end += word in _SHORT and sentence.lower(end) == "."  # "5 Mio. Euro"
        rest = number_word(sentence.lower(end + 1), language) if sentence.lower(end) == "and" else None
        if sentence.lower(end) in ("y", "et", "e") and sentence.lower(end + 1) in PARTS:
            value, end = value + factor / 2, end + 2  # "un millón y medio"
        if factor == 100 and rest is not None and rest < 100:
            value, end = value + rest, end + 2  # "three hundred and twenty"
    return value, end


def _glued(sentence: Sentence, place: int) -> bool:
    return (
        sentence.tokens[place - 1].end == sentence.tokens[place].start
        or sentence.tokens[place - 2].text in SIGNS
    )
