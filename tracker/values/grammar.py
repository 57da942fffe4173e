"""The grammar of values: from the tokens of a phrase to the interval it means."""

from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.numerals import SCALES, TENS, numeral
from tracker.phrases import Phrase
from tracker.values import words
from tracker.values.units import CURRENCIES
from tracker.values.words import Change, Comparator, State, Unit

FLIPPED: dict[Comparator, Comparator] = {
    "more_than": "less_than",
    "less_than": "more_than",
    "at_least": "at_most",
    "at_most": "at_least",
}
SHARE_PLACES = Decimal("0.0001")
# With these, "1.500" can only be a decimal.
DECIMAL_UNITS = ("percent", "percentage_points", "times", "GW")


@dataclass(frozen=True)
class Reading:
    """What a phrase says. unit: as written, None when the words carry none."""

    comparator: Comparator | None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    change: Change | None = "level"
    state: State | None = None


@dataclass(frozen=True)
class End:
    """One end of an interval, or the one number there is.

    afterwards: what stands behind it ("or more"). inexact: it is round by its nature ("tripled", "a third").
    """

    count: Decimal
    scale: Decimal = Decimal(1)
    unit: Unit | None = None
    signed: bool = False
    afterwards: Comparator | None = None
    inexact: bool = False
    doubtful: bool = False

    @property
    def value(self) -> Decimal:
        return self.count * self.scale * (self.unit.size if self.unit else 1)


def reading(phrase: Phrase) -> Reading | None:
    """The whole phrase; None when it is not understood to its end, ValueError when it contradicts itself."""
    return phrase.whole((_plainly, _state, _top, _rank, _vague, _measured))


def proportional(before: str, after: str) -> bool:
    """Whether what stands around any one plain number is read at the first try, as so many of the same."""
    if any(map(str.isnumeric, before + after)):
        return False
    bounds: list[Decimal | None] = []
    for number in (1, 7000):
        phrase = Phrase(words.tokens(f"{before}{number}{after}"))
        try:
            read = _plainly(phrase)
        except ValueError:
            return False
        bounds.append(None if read is None else read.high if read.low is None else read.low)
    # Words may add to the number ("5 million two hundred"), or multiply it; nothing else.
    one, many = bounds
    return one is not None and many == 7000 * one


def _plainly(phrase: Phrase) -> Reading | None:
    """about 1,234, over 500 MW, $1.5 billion: as the productions below read it, but at the first try"""
    comparator = phrase.take(words.COMPARATORS) or "exact"
    prefix = phrase.take(words.PREFIXES)
    if not phrase.peek()[:1].isdigit() or (number := numeral(phrase)) is None or number.doubtful:
        return None
    unit = prefix or phrase.take(words.UNITS) or Unit("")
    if not phrase.ended or unit.name == "times":
        return None
    value = number.value * unit.size
    low, high = _interval(comparator, value, value)
    return Reading(comparator, low, high, unit.name or None)


# -- states and ranks -----------------------------------------------------------------------------


def _state(phrase: Phrase) -> Reading | None:
    state = phrase.take(words.STATES)
    return Reading(None, change=None, state=state) if state else None


def _top(phrase: Phrase) -> Reading | None:
    """top 10, among the top five"""
    if not phrase.take(words.TOPS):
        return None
    phrase.skip("-")
    number = phrase.attempt(numeral)
    phrase.take(words.PLACES)
    return Reading("top_n", Decimal(1), number.value, "rank") if number else None


def _rank(phrase: Phrase) -> Reading | None:
    """second, 2nd, No. 2, third-largest, largest, ranked second"""
    phrase.take(words.RANKED)
    place = phrase.attempt(_numbered) or phrase.attempt(_ordinal)
    superlative = phrase.take(words.SUPERLATIVES)
    phrase.take(words.PLACES)
    if place is None and superlative is None:
        return None
    place = Decimal(1) if place is None else place
    return Reading("exact", place, place, "rank")


def _numbered(phrase: Phrase) -> Decimal | None:
    if not phrase.take(words.NUMBERED):
        return None
    number = phrase.attempt(numeral)
    return number.value if number else None


def _ordinal(phrase: Phrase) -> Decimal | None:
    """second, 2nd, twenty-second"""
    if (place := phrase.take(words.ORDINALS)) is not None:
        return Decimal(place)
    token = phrase.next()
    if token.isdecimal() and phrase.skip("st", "nd", "rd", "th"):
        return Decimal(token)
    if token not in TENS:
        return None
    phrase.skip("-")
    place = phrase.take(words.ORDINALS)
    return Decimal(TENS[token] + place) if place and place < 10 else None


# -- vague amounts --------------------------------------------------------------------------------


def _vague(phrase: Phrase) -> Reading | None:
    """several trillion won, tens of thousands of users, up several percent"""
    difference = _direction(phrase) is not None
    if not phrase.take(words.QUANTIFIERS):
        return None
    while phrase.take(SCALES) or phrase.skip("of"):
        pass
    unit = phrase.attempt(_counted)
    name = unit.name if unit else None
    change: Change = "ratio" if name == "times" else "difference" if difference else "level"
    return Reading("vague", None, None, name, change)


# -- measured amounts -----------------------------------------------------------------------------


def _measured(phrase: Phrase) -> Reading | None:
    """Everything with a number in it: about 400 MW, US$1.5bn–2bn, up more than 40%, 500 or more"""
    direction = _direction(phrase)
    comparator = phrase.take(words.COMPARATORS)
    if (ends := phrase.attempt(_ends)) is None:
        return None
    first, last = ends
    unit = (first.unit or last.unit or Unit("")).name
    if unit == "times":
        phrase.take(words.AS_MANY)
    elif direction is None:
        direction = phrase.take(words.DIRECTIONS_AFTER)
    if unit in CURRENCIES:
        phrase.attempt(_conversion)
    afterwards = first.afterwards or last.afterwards or phrase.take(words.AFTERWARDS)
    _undoubted(first, last, unit)
    comparator = _comparator(comparator, afterwards, ends)
    low, high = _interval(comparator, first.value, last.value)
    if direction is None and (first.signed or last.signed):
        direction = 0
    return _changed(Reading(comparator, low, high, unit or None), direction)


def _direction(phrase: Phrase) -> int | None:
    """up (by), fell (by), change of; "rose to" says where it stands and is none."""
    if phrase.peek() == "up" and phrase.peek(1) == "to":
        return None  # a comparator
    direction = phrase.take(words.DIRECTIONS)
    if direction is None or phrase.skip("to"):
        return None
    phrase.skip("by")
    return direction


def _ends(phrase: Phrase) -> tuple[End, End] | None:
    """Both ends; twice the same when there is one number."""
    if joiners := words.BETWEEN.get(phrase.peek() or ""):
        phrase.skip(*words.BETWEEN)
        return _pair(phrase, joiners, joined=False)
    if phrase.skip("from"):
        return _pair(phrase, words.TO, joined=True)
    return phrase.attempt(_pair, words.TO, joined=True) or phrase.attempt(_single)


def _single(phrase: Phrase) -> tuple[End, End] | None:
    end = _end(phrase, joined=True)
    return (end, end) if end else None


def _pair(phrase: Phrase, joiners: tuple[str, ...], *, joined: bool) -> tuple[End, End] | None:
    first = _end(phrase, joined)
    if first is None or not phrase.skip(*joiners) or (last := phrase.attempt(_end, joined)) is None:
        return None
    if first.unit and last.unit and first.unit.name != last.unit.name:
        raise ValueError("Give both ends in the same unit.")
    first, last = replace(first, unit=first.unit or last.unit), replace(last, unit=last.unit or first.unit)
    if first.scale == 1 and last.scale > 1:
        if first.count > last.count:
            raise ValueError("Write both ends in full: it is not clear how large the first one is.")
        first = replace(first, scale=last.scale, doubtful=last.doubtful)
    if first.value >= last.value:
        raise ValueError("The first number must be smaller than the second.")
    return first, last


def _end(phrase: Phrase, joined: bool) -> End | None:
    sign = _sign(phrase)
    prefix = phrase.take(words.PREFIXES)
    sign = sign or _sign(phrase)
    end = phrase.attempt(_share) or phrase.attempt(_multiple) or phrase.attempt(_number, joined)
    if end is None:
        return None
    afterwards = phrase.take(words.AFTERWARDS)
    suffix = phrase.attempt(_counted) if end.unit is None else end.unit
    if prefix and suffix and prefix.name != suffix.name:
        raise ValueError(f"Two units stand here: {prefix.name} and {suffix.name}.")
    unit = suffix or prefix
    if unit and unit.name == "percent":
        phrase.attempt(_of_what)
    afterwards = afterwards or phrase.take(words.AFTERWARDS)
    return replace(
        end,
        count=-end.count if sign == "-" else end.count,
        unit=unit,
        signed=bool(sign),
        afterwards=afterwards,
    )


def _sign(phrase: Phrase) -> str:
    return phrase.next() if phrase.peek() in ("+", "-") else ""


def _number(phrase: Phrase, joined: bool) -> End | None:
    found = numeral(phrase, joined=joined)
    return End(found.count, found.scale, doubtful=found.doubtful) if found else None


def _multiple(phrase: Phrase) -> End | None:
    """fourfold, doubled, twice"""
    phrase.skip("a")
    found = phrase.take(words.MULTIPLES)
    return End(found.times, unit=Unit("times"), inexact=found.comparator == "about") if found else None


def _share(phrase: Phrase) -> End | None:
    """half, a third, two-thirds of, one in five: per cent, rounded to four places and then no longer exact"""
    one_in = phrase.attempt(_one_in)
    parts, whole = one_in or phrase.attempt(_fraction) or (0, 0)
    if not whole or parts > whole:
        return None
    percent = Decimal(100 * parts) / whole
    rounded = percent.quantize(SHARE_PLACES)
    phrase.attempt(_of_what)
    return End(rounded, unit=Unit("percent"), inexact=rounded != percent)


def _one_in(phrase: Phrase) -> tuple[int, int] | None:
    """one in five, three out of four"""
    parts = phrase.attempt(_whole_number)
    if not phrase.skip("in") and not (phrase.skip("out") and phrase.skip("of")):
        return None
    whole = phrase.attempt(_whole_number)
    return (parts, whole) if parts and whole else None


def _whole_number(phrase: Phrase) -> int | None:
    found = numeral(phrase)
    return int(found.value) if found and found.value == int(found.value) and found.value < 1000 else None


def _fraction(phrase: Phrase) -> tuple[int, int] | None:
    parts = 1 if phrase.skip("a", "ein", "un", "um") else phrase.attempt(_whole_number)
    phrase.skip("-")
    whole = phrase.take(words.DENOMINATORS)
    if whole is None or parts == 0 or (parts is None and whole != 2) or phrase.peek() in ("a", "an"):
        return None  # "third" is a rank, "half a million" a number
    return parts or 1, whole


def _counted(phrase: Phrase) -> Unit | None:
    """The unit behind a number: MW, weekly active users, -megawatt"""
    if phrase.skip("-"):
        unit = phrase.take(words.UNITS)
        return None if phrase.peek()[:1].isdigit() else unit  # "$5-$10" is a range
    # New Zealand dollars need not be new, and business customers are companies.
    while (unit := phrase.take(words.UNITS)) is None and phrase.take(words.QUALIFIERS):
        pass
    return unit


def _of_what(phrase: Phrase) -> Unit | bool | None:
    """of users, of its employees: what a share is of, which the metric says"""
    if not phrase.skip("of"):
        return None
    return phrase.attempt(_counted) or phrase.ended or None


def _conversion(phrase: Phrase) -> End | None:
    """(about $2.2 billion) behind an amount of money: the same amount again"""
    if not phrase.skip("("):
        return None
    phrase.take(words.COMPARATORS)
    end = phrase.attempt(_end, True)
    converted = end is not None and end.unit is not None and end.unit.name in CURRENCIES
    return end if phrase.skip(")") and converted else None


def _undoubted(first: End, last: End, unit: str) -> None:
    if (first.doubtful or last.doubtful) and unit not in DECIMAL_UNITS:
        raise ValueError("A point before three digits can be read in two ways: write 1500, 1,500 or 1.5.")


def _comparator(before: Comparator | None, after: Comparator | None, ends: tuple[End, End]) -> Comparator:
    if before and after:
        raise ValueError("This compares twice: leave out one of the two.")
    said = before or after
    if ends[0] is not ends[1]:
        if said not in (None, "about"):
            raise ValueError("A range is compared with nothing: leave out “more than” and the like.")
        return said or "between"
    if said in (None, "exact"):
        return "about" if ends[0].inexact else "exact"
    return said


def _interval(comparator: Comparator, low: Decimal, high: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if comparator in ("more_than", "at_least"):
        return low, None
    return (None, high) if comparator in ("less_than", "at_most") else (low, high)


def _changed(found: Reading, direction: int | None) -> Reading:
    """The reading as a ratio or difference; what goes down is negative."""
    if found.unit == "times":
        if direction == -1:
            raise ValueError("Say what is left instead: “halved”, “down 75%”.")
        return replace(found, change="ratio")
    if direction is None:
        return found
    if direction == -1:
        low, high = (None if bound is None else -bound for bound in (found.high, found.low))
        comparator = FLIPPED.get(found.comparator or "exact", found.comparator)
        found = replace(found, comparator=comparator, low=low, high=high)
    return replace(found, change="difference")
