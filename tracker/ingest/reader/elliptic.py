"""Numbers whose unit stands elsewhere: "headcount to roughly 750", "and Acme 60,000", "the other
50,000", "from 600 to 1,000 engineers".
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from tracker.ingest.reader.amounts import Amount, comparator_around, in_a_name
from tracker.ingest.reader.currencies import SIGNS, UNIT_CURRENCIES
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.round_signs import raises_money, tells_of_round
from tracker.ingest.reader.written_numbers import read_digits, scale

_HEADCOUNT = word_set("elliptic headcount")
_MORE = frozenset(
    {"more", "there", "others", "additional", "people", "at", "across", "worldwide", "globally"}
)
_COMPARED = {
    ("instead", "of"),
    ("compared", "with"),
    ("compared", "to"),
    ("up", "from"),
    ("down", "from"),
    ("people", "from"),
}
_NO_NOUN = word_set("amounts fillers_stop")
_MONEY = frozenset("money capital funding equity cash kapital geld capitaux argent dinero capitale".split())
_REST = frozenset({"other", "another", "remaining", "further", "additional", "rest"})
_INHERITED = frozenset({"GPU", "people", "users", "MW", "GW"})
_LEVELS = frozenset(
    "to from at of number numbers be reach total auf von à a reached passed past topped crossed surpassed"
    " exceeded hit totalled totaled".split()
)
_COUNTED = {"users": "users", "staff": "people"}
_NUMBERS = frozenset({"number", "numbers", "numbered", "totalled", "totaled"})
_APART = frozenset({",", ";", "$", "€", "£", "%", "(", ")"})
_HIRED = frozenset("hired recruited added wanted sought needed planned join follow come expected".split())
_TO = frozenset({"to", "auf", "à", "a"})
_GOES_ON = word_set("elliptic goes on")
_EXCEEDS = word_set("elliptic exceeds")
_EURO = frozenset({"de", "fr", "it", "es"})
_EARNINGS = word_set("elliptic earnings")
_AFTER_SUM = frozenset("fue fueron nel nell en im in per pour für fut gegenüber contro frente".split())
_HIRES = word_set("elliptic hires")


def elliptic_amounts(
    sentence: Sentence, found: list[Amount], unit_before: str | None, language: str
) -> Iterator[Amount]:
    """Amounts that take their unit from a headcount, from the amount before or from the sentence before."""
    taken = {place for amount in found for place in range(amount.first, amount.last)}
    for place in sentence.numerals:
        if place in taken or in_a_name(sentence, place):
            continue
        token = sentence.tokens[place]
        value = read_digits(token.text, language)
        money = _more_money(sentence, place, value, found, language) or _fresh_money(
            sentence, place, value, unit_before, language
        )
        money = money or _earned_money(sentence, place, value)
        if money:
            yield money
        told = _counted_before(sentence, place, value, language) or _risen_from(sentence, place, value, found)
        if told and not money:
            yield told
        if told or value is None or scale(sentence.lower(place + 1), language) or _is_year(token.text):
            continue
        unit = _unit_ahead(sentence, place, found) or _unit_of(sentence, place, value, found, unit_before)
        if unit:
            comparator, first, last = comparator_around(sentence, place, place + 1)
            nouns = [amount.noun for amount in found if amount.last <= place and amount.unit == unit]
            yield Amount(value, unit, comparator, None, nouns[-1] if nouns else "", first, last)


def _more_money(
    sentence: Sentence, place: int, value: Decimal | None, found: list[Amount], language: str
) -> Amount | None:
    """ "70 million euros from the state, 60 million from the region": the currency is said once."""
    if place == 0 or not sentence.tokens[place - 1].is_word:
        return None  # "(£800m)" only converts
    factor = scale(sentence.lower(place + 1), language)
    before = [amount for amount in found if amount.currency and amount.last <= place]
    ends = closes(sentence, place + 1) or _of_round(sentence, place + 1)
    if value is None or factor is None or factor < 1_000_000 or not before or not ends:
        return None
    comparator, first, last = comparator_around(sentence, place, place + 2)
    return Amount(value * factor, before[-1].unit, comparator, before[-1].currency, "", first, last)


def _fresh_money(
    sentence: Sentence, place: int, value: Decimal | None, unit_before: str | None, language: str
) -> Amount | None:
    """ "$6 billion. 330 million of fresh money goes with it": the currency of the sentence before."""
    factor = scale(sentence.lower(place + 1), language)
    ahead = sentence.near(place + 2, place + 6)
    if value is None or factor is None or factor < 1_000_000 or unit_before not in UNIT_CURRENCIES:
        return None
    alone = sentence.lower(place + 2) in _NO_NOUN and not sentence.has("users") and not sentence.has("count")
    level = sentence.lower(place - 1) in _LEVELS and closes(sentence, place + 1)  # "will rise to 19 billion"
    if not (alone or level or _of_round(sentence, place + 1)) and _MONEY.isdisjoint(ahead):
        return None
    comparator, first, last = comparator_around(sentence, place, place + 2)
    return Amount(value * factor, unit_before, comparator, unit_before, "", first, last)


def _of_round(sentence: Sentence, last: int) -> bool:
    """ "600 Millionen flossen der Firma zu", "la ronda se cierra en 54 millones": money, said of a round."""
    told = sentence.language != "en" and tells_of_round(sentence) and not sentence.has("users")
    converted = sentence.lower(last + 1) == ")" or sentence.lower(last - 2) in SIGNS  # "(R$ 700 milhões)"
    return told and not converted and (closes(sentence, last) or raises_money(sentence, last + 1))


def _earned_money(sentence: Sentence, place: int, value: Decimal | None) -> Amount | None:
    """ "ricavi a quota 2,3 miliardi", "la facturación fue de 20 millones": no currency is said at home."""
    factor = scale(sentence.lower(place + 1), sentence.language)
    if sentence.language not in _EURO or value is None or factor is None or factor < 1_000_000:
        return None
    alone = closes(sentence, place + 1) or sentence.lower(place + 2) in _AFTER_SUM
    if not alone or _EARNINGS.isdisjoint(sentence.wording):
        return None
    comparator, first, last = comparator_around(sentence, place, place + 2)
    return Amount(value * factor, "EUR", comparator, "EUR", "", first, last)


def _counted_before(sentence: Sentence, place: int, value: Decimal | None, language: str) -> Amount | None:
    """ "la base de clientes supera 300 mil", "gli utenti sono più di 13 milioni": the noun, then how many."""
    factor = scale(sentence.lower(place + 1), language)
    number = value * (factor or 1) if value is not None else Decimal(0)
    end = place + (2 if factor else 1)
    numbered = not _NUMBERS.isdisjoint(sentence.near(place - 4, place))
    abroad = sentence.language != "en"
    counted = _COUNTED | ({"count": "other"} if numbered or abroad else {})
    reach = 10 if numbered else 7
    nouns = (mark for kind in counted for mark in sentence.marks.get(kind, ()))
    within = [mark for mark in nouns if 1 <= place - mark.last <= reach]
    noun = max(within, default=None, key=lambda mark: mark.last)
    year = factor is None and _is_year(sentence.tokens[place].text)
    plus = sentence.words(end, end + 2) == "-plus"
    least = 10 if noun is not None and noun.kind == "staff" and abroad else 1000
    if number < least or noun is None or year or not (plus or closes(sentence, end - 1)):
        return None
    gap = [sentence.lower(i) for i in range(noun.last, place)]
    if _EXCEEDS.isdisjoint(gap) or not _APART.isdisjoint(gap):
        return None
    comparator, first, last = comparator_around(sentence, place, end)
    comparator = "more_than" if plus else comparator
    return Amount(number, counted[noun.kind], comparator, None, noun.value, first, last)


def _risen_from(sentence: Sentence, place: int, value: Decimal | None, found: list[Amount]) -> Amount | None:
    """ "from 22 to 40 million users", "from $2 to 3 billion": the scale and the unit are said once."""
    top = next((a for a in found if a.first - place == 2), None)
    origin = sentence.lower(place - 1) in ("from", "von", "de", "da", "di", "dai")
    if value is None or top is None or not origin or sentence.lower(place + 1) not in _TO:
        return None
    written = read_digits(sentence.tokens[top.first].text, sentence.language)
    if written is None or written <= value or top.value <= written:
        return None
    return replace(top, value=value * (top.value / written), comparator="exact", first=place, last=place + 1)


def _unit_ahead(sentence: Sentence, place: int, found: list[Amount]) -> str | None:
    """ "from 600 to 1,000 engineers", "210 of its 340 employees": the unit of the number after."""
    grows = sentence.lower(place - 1) in ("from", "von", "de") and sentence.lower(place + 1) in _TO
    part = sentence.lower(place + 1) == "of" and sentence.lower(place + 2) in ("the", "its", "their", "our")
    ahead = [amount for amount in found if 0 < amount.first - place <= 3 and not amount.currency]
    return ahead[0].unit if ahead and (grows or part) else None


def _is_year(text: str) -> bool:
    return len(text) == 4 and text[:2] in ("19", "20")


def _unit_of(
    sentence: Sentence, place: int, value: Decimal, found: list[Amount], unit_before: str | None
) -> str | None:
    """The unit that a bare number has: people where staff is told of, else the one of the amount before."""
    before = [sentence.lower(i) for i in range(max(0, place - 14), place)]
    if value >= 5 and _hired(sentence, place, before, unit_before):
        return "people"
    earlier = [amount.unit for amount in found if amount.last <= place]
    inherited = _inherited(sentence, place, value, before, earlier[-1] if earlier else None)
    if inherited:
        return inherited
    if value >= 5 and of_headcount(sentence, place, before):
        return "people"
    rest = before[-1:] and before[-1] in _REST and unit_before in _INHERITED
    return unit_before if rest and value >= 1000 and closes(sentence, place) else None


def _hired(sentence: Sentence, place: int, before: list[str], unit_before: str | None) -> bool:
    """ "will hire 40", "15 more will be recruited"."""
    hiring = not _HIRES.isdisjoint(before[-3:])
    known = unit_before == "people" or not _HEADCOUNT.isdisjoint(before) or "hir" in "".join(before)
    if hiring and known and (closes(sentence, place) or sentence.lower(place + 1) in _MORE):
        return True
    ahead = (sentence.lower(i) for i in range(place + 2, place + 6))
    return sentence.lower(place + 1) in ("more", "others") and not _HIRED.isdisjoint(ahead)


def of_headcount(sentence: Sentence, place: int, before: list[str]) -> bool:
    """ "the headcount is to grow to 750", "Team: 40"."""
    counted = {"customer", "client", "user"} & set(before)
    told = not _HEADCOUNT.isdisjoint(before) and closes(sentence, place) and not counted
    return told and (before[-1:] == [":"] or not _LEVELS.isdisjoint(before[-4:]))


def _inherited(
    sentence: Sentence, place: int, value: Decimal, before: list[str], unit: str | None
) -> str | None:
    """The unit of the amount before: "up from 40", "300 of them", "the number could reach 900", "and Acme
    60,000".
    """
    compared = before[-1:] == ["against"] or bool(_COMPARED & set(pairwise(before[-4:])))
    if value >= 10 and compared and unit in (*_INHERITED, "other"):
        return unit
    if unit not in _INHERITED:
        return None
    after = sentence.lower(place + 1), sentence.lower(place + 2)
    of_them = after[0] == "of" and after[1] in ("them", "those", "which")
    of_them = of_them or before[-1:] in (["dont"], ["davon"], ["darunter"])  # "250 salariés, dont 70 à Lyon"
    numbered = value >= 100 and bool({"number", "figure", "total"} & set(before[-6:]))
    covering = sentence.covering(comparator_around(sentence, place, place + 1)[1] - 1)
    listed = value >= 1000 and covering is not None and covering.kind == "organisation"
    fits = (value >= 10 and of_them) or ((numbered or listed) and closes(sentence, place))
    return unit if fits else None


def closes(sentence: Sentence, place: int) -> bool:
    """No noun of its own follows."""
    after = sentence.lower(place + 1)
    return after in _GOES_ON or after in (
        "once",
        "when",
        "later",
        "since",
        "then",
        "after",
        "",
        ".",
        ",",
        ";",
        ")",
        "and",
        "are",
        "is",
        "will",
        "for",
        "to",
        "from",
        "by",
        "in",
        "at",
        "this",
        "over",
        "within",
        "up",
        "next",
        "bis",
        "und",
        "go",
        "went",
        "antes",
        "before",
        "vor",
        "avant",
    )
