"""Amounts in digits, in words and in both: "1,234", "1.5 billion", "twenty-five", "half a million", "3억".

The English reading rules: a comma before three digits groups them, "1,500" is fifteen hundred; a comma
before one or two digits is a decimal comma, "2,2" is two and a fifth. "1.500" could be either: it is marked
as doubtful, but for "1.500 billion" and beside a word of a language whose points group digits: "1.500
Millionen", "casi 1.500", "1.500 dipendenti".
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from tracker.phrases import Phrase, Vocabulary

# Values are kept as doubles: 15 significant digits come back as they were written.
MOST_DIGITS = 30
SIGNIFICANT_DIGITS = 15

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
CJK_DIGITS = {sign: Decimal(place) for place, sign in enumerate("一二三四五六七八九", 1)} | {"两": Decimal(2)}
VULGAR = {char: Decimal(str(unicodedata.numeric(char))) for char in "½¼¾⅕⅖⅗⅘⅛⅜⅝⅞"}

HALVES = frozenset({"medio", "meio", "mezzo", "demi", "halbe"})
DOZEN = 12
TEN = 10
COLLOQUIAL = frozenset("百千万萬亿億")  # Chinese scales, behind which a single digit counts tenths of them
FIRST_CJK = "⺀"  # from here on a scale needs no "one" before it
SCALES = Vocabulary(
    str.split,
    {
        "dozen|dozens": DOZEN,
        "십|十": 10,
        "hundred|hundreds|백|百": 100,
        "thousand|thousands|k|tausend|mil|mila|mille|천|千": 1_000,
        "만|万|萬": 10**4,
        "lakh|lakhs|lac|lacs": 10**5,
        "million|millions|m|mn|mln|mio|millionen|millones|millón|milhões|milhão|milioni|milione": 10**6,
        "crore|crores|cr": 10**7,
        "억|億|亿": 10**8,
        "billion|billions|bn|bln|b|mrd|milliarde|milliarden|milliard|milliards|miliardi|miliardo|bilhões|bilhão"
        "|mil millones|mil milhões": 10**9,
        "trillion|trillions|tn|trn|t|billionen|billones|trilhões|조|兆": 10**12,
    },
)

# The languages of these words write 1.500 for fifteen hundred.
CONTINENTAL_WORDS = frozenset(
    "tausend mio millionen millones millón milhões milhão milioni milione mrd milliarde milliarden"
    " miliardi miliardo bilhões bilhão mil billionen billones trilhões"
    " rund etwa knapp fast über mindestens bis unter weniger mehr mitarbeiter mitarbeitende beschäftigte"
    " beschäftigten angestellte personen arbeitsplätze stellen nutzer unternehmen prozent"
    " casi alrededor unos unas más al menos hasta menos empleados trabajadores ingenieros empleos puestos"
    " personas usuarios empresas mais pelo até quase funcionários empregados engenheiros vagas empregos"
    " pessoas quasi oltre più almeno fino meno dipendenti ingegneri posti persone utenti aziende".split()
)

# The ways to group digits. First match decides; what matches none is refused.
ENGLISH = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?|[1-9]\d?(,\d\d)+,\d{3}(\.\d+)?", re.ASCII)
SPACED = re.compile(r"[1-9]\d{0,2}([ ']\d{3})+([.,]\d+)?", re.ASCII)
CONTINENTAL = re.compile(
    r"[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?|[1-9]\d{0,2}\.\d{3},\d+|\d+,\d\d?|0,\d+", re.ASCII
)
PLAIN = re.compile(r"\d+(\.\d+)?", re.ASCII)
DOUBTFUL = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


@dataclass(frozen=True)
class Numeral:
    """An amount: its count times its scale ("1.5 billion" counts 1.5, scale 10^9). doubtful: "1.500"."""

    count: Decimal
    scale: Decimal = Decimal(1)
    doubtful: bool = False

    @property
    def value(self) -> Decimal:
        return self.count * self.scale


def digits(token: str) -> Decimal:
    """The number that a token of digits and separators writes; ValueError when no grouping fits."""
    if len(token) <= SIGNIFICANT_DIGITS:
        return _decimal(token)
    if sum(map(str.isdigit, token)) > MOST_DIGITS:
        raise ValueError(f"A number may have at most {MOST_DIGITS} digits.")
    number = _decimal(token)
    if significant_digits(number) > SIGNIFICANT_DIGITS:
        raise ValueError(f"A number may have at most {SIGNIFICANT_DIGITS} significant digits. Round it.")
    return number


def significant_digits(number: Decimal) -> int:
    """How many digits carry the number: 3 for 1,230,000."""
    return len(f"{number:f}".replace(".", "").lstrip("-").strip("0"))


def _decimal(token: str) -> Decimal:
    if ENGLISH.fullmatch(token):
        return Decimal(token.replace(",", ""))
    if SPACED.fullmatch(token):
        return Decimal(re.sub("[ ']", "", token).replace(",", "."))
    if CONTINENTAL.fullmatch(token):
        return Decimal(token.replace(".", "").replace(",", "."))
    if PLAIN.fullmatch(token):
        return Decimal(token)
    raise ValueError(f"“{token}” is not a number that is understood. Write it like 1234567.5 or 1,234,567.5.")


def numeral(phrase: Phrase, *, joined: bool = True) -> Numeral | None:
    """Take an amount from the front of the phrase. joined: "two hundred and five" is one number, not two.

    Parts follow each other from large to small ("1조 2000억", "one million two hundred thousand").
    """
    in_digits = phrase.peek()[:1].isdigit()
    if (total := phrase.attempt(_part, joined)) is None:
        return None
    floor = total.scale
    while floor not in (1, DOZEN) and (part := phrase.attempt(_smaller_part, floor, joined, in_digits)):
        total = Numeral((total.value + part.value) / total.scale, total.scale)
        floor = part.scale
    return total


def count(phrase: Phrase) -> int | None:
    """Take a small whole number: "12", "twelve", "a". For "three years ago"."""
    if phrase.skip("a", "an"):
        return 1
    if (token := phrase.peek()).isdecimal():
        if len(token) > 4 or not token.isascii():
            return None
        phrase.next()
        return int(token)
    small = phrase.attempt(_below_hundred)
    return None if small is None else int(small)


def _smaller_part(phrase: Phrase, floor: Decimal, joined: bool, in_digits: bool) -> Numeral | None:
    scale = phrase.peek(-1)
    after_cjk = scale[:1] >= FIRST_CJK
    in_words = not in_digits and not phrase.peek()[:1].isdigit()
    part = _part(phrase, joined)
    if part is None or part.value >= floor or part.scale >= floor:
        return None
    last = phrase.peek(-1)
    if floor > TEN and (last in CJK_DIGITS or (len(last) == 1 and scale in COLLOQUIAL and last.isdigit())):
        return None  # "一万五" and "1万5" are fifteen thousand, not 10,005
    # "3억 5000", "one million ten" and "1 crore 50 lakh" are one number; "5 million 10" is none.
    return part if after_cjk or in_words or part.scale > 1 else None


def _part(phrase: Phrase, joined: bool) -> Numeral | None:
    token = phrase.peek()
    if token[:1].isdigit():
        return _digits_part(phrase)
    if half := phrase.attempt(_part_of_a):
        return half
    if token in VULGAR:
        return Numeral(VULGAR[phrase.next()], _scales(phrase))
    if token in CJK_DIGITS:
        return Numeral(CJK_DIGITS[phrase.next()], _scales(phrase))
    small = phrase.attempt(_below_thousand, joined)
    if small is not None:
        more = phrase.attempt(_and_a_half) if joined else None
        return Numeral(small + (more or 0), _scales(phrase))
    return _bare_scale(phrase)


def _bare_scale(phrase: Phrase) -> Numeral | None:
    """a million, dozen, 천만: one of it. "billion" alone is more often a lost digit than a number."""
    first = phrase.peek()
    if not phrase.skip("a", "an") and first not in ("dozen", "mil", "mille") and first[:1] < FIRST_CJK:
        return None
    return Numeral(Decimal(1), scale) if (scale := _scales(phrase)) > 1 else None


def _digits_part(phrase: Phrase) -> Numeral:
    token = phrase.next()
    number = digits(token)
    doubtful = DOUBTFUL.fullmatch(token) is not None
    if doubtful and phrase.holds(CONTINENTAL_WORDS):
        number, doubtful = number * 1000, False
    if phrase.peek() in VULGAR:
        number += VULGAR[phrase.next()]
    scale = _scales(phrase)
    return Numeral(number, scale, doubtful and scale == 1)


def _part_of_a(phrase: Phrase) -> Numeral | None:
    """half a million, a quarter of a million, half a dozen, medio millón"""
    phrase.skip("a", "un", "eine")
    if phrase.skip(*HALVES):
        return Numeral(Decimal("0.5"), scale) if (scale := _scales(phrase)) > DOZEN else None
    share = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}.get(phrase.next())
    phrase.skip("of")
    if share is None or not phrase.skip("a"):
        return None
    return Numeral(share, scale) if (scale := _scales(phrase)) > 1 else None


def _and_a_half(phrase: Phrase) -> Decimal | None:
    if not (phrase.skip("and") and phrase.skip("a")):
        return None
    return {"half": Decimal("0.5"), "quarter": Decimal("0.25")}.get(phrase.next())


def _scales(phrase: Phrase) -> Decimal:
    """One scale or a growing pair of them: billion, -million, hundred million, lakh crore, 千万; else 1."""
    if phrase.ended:
        return Decimal(1)
    first = phrase.attempt(_scale_above, 1)
    second = phrase.attempt(_scale_above, first) if first else None
    return Decimal((first or 1) * (second or 1))


def _scale_above(phrase: Phrase, floor: int) -> int | None:
    phrase.skip("-")
    scale = phrase.take(SCALES)
    return scale if scale and scale > floor else None


def _below_thousand(phrase: Phrase, joined: bool) -> Decimal | None:
    if phrase.peek(1) == "hundred" and phrase.skip("a"):
        first: Decimal | None = Decimal(1)
    else:
        first = phrase.attempt(_below_hundred)
    if first is None or not phrase.skip("hundred"):
        return first
    rest = phrase.attempt(_and_below_hundred) if joined else phrase.attempt(_below_hundred)
    return first * 100 + (rest or 0)


def _and_below_hundred(phrase: Phrase) -> Decimal | None:
    phrase.skip("and")
    return _below_hundred(phrase)


def _below_hundred(phrase: Phrase) -> Decimal | None:
    word = phrase.next()
    if word in SMALL:
        return Decimal(SMALL[word])
    if word not in TENS:
        return None
    return Decimal(TENS[word] + (phrase.attempt(_unit_of_tens) or 0))


def _unit_of_tens(phrase: Phrase) -> int | None:
    phrase.skip("-")
    unit = SMALL.get(phrase.next())
    return unit if unit is not None and 0 < unit < 10 else None
