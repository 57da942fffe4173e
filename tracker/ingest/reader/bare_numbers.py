"""Numbers without a noun of their own: "of whom about sixty", "rooms that take 40", "a team of eight"."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.amounts import Amount, comparator_around, in_a_name, number_places
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.elliptic import closes, of_headcount
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.number_reading import number_at, scaled

_CREWS = word_set("bare crews")
_HOLDS = word_set("bare holds")
_ROOM = word_set("bare room")
_FIGURES = word_set("bare figures")
_REACHES = word_set("bare reaches")
_THEM = frozenset({"whom", "which", "those", "these", "them"})
_TIMES = frozenset(
    "year years month months weeks quarters an ans mois jahr jahre jahren monate monaten año años meses anno"
    " anni mesi ano anos".split()
)
_AGAINST = frozenset("against versus vs contre gegenüber gegen frente contro contra".split())
_FOR = frozenset({"for", "für", "pour", "para", "per"})
_UNITS = (
    ("staff", "people"),
    ("users", "users"),
    ("gpus", "GPU"),
    ("count", "other"),
    ("offices", "offices"),
    ("cities", "cities"),
)
_COMES = frozenset({"come", "comes", "came", "amount", "amounts", "amounted", "add", "adds", "run", "runs"})
_STANDS = frozenset({"stand", "stands", "stood"})
_IN_ALL = frozenset({"in number", "all told", "in all", "in total"})
_PARTED = frozenset({";"})
_SPACE = frozenset({"room", "space", "desks", "seats"})
_TALLIES = frozenset({"number", "tally", "total", "count", "network", "fleet"})
_LEVEL = frozenset({"to", "at", "reaches", "reach", "reached", "is", "was", "from", "past"})
_OF_WHOM = frozenset({"dont", "davon", "darunter"})
_DOES = word_set("bare does")
_CLIENTS = frozenset({"customers", "clients", "businesses", "companies", "firms", "organisations"})
_INHERITED = frozenset({"people", "users", "GPU", "offices", "MW", "GW"})
_FIGURE = frozenset({"figure", "number"})
_POWER = frozenset({"MW", "GW"})
_WHOLE = frozenset({"its", "the", "their", "our", "his"})
_ACTS_NOW = frozenset({"do", "did", "does", "are", "were", "will", "have"})
_LEVELS = word_set("bare levels")
_AT_PRESENT = word_set("bare at present")
_GROWS = word_set("bare grows")
_EMPLOYING = word_set("bare employing")
_WORKING = word_set("bare working")
_OUT_OF = frozenset({"of", "der", "des", "de", "del", "das", "dos", "delle", "dei", "du"})
_LARGEST = word_set("ranks largest")
_WHERE = frozenset("where which whom and of donde wo où onde dove".split())
_PLACED = frozenset({"for", "at", "in", "here", "there", "on", "out"})
_MORE = word_set("bare more")
_FURTHER = word_set("bare further")
_FOLLOWING = word_set("bare following")
_NO_NOUN = word_set("amounts fillers_stop")
_DATED = word_set("bare dated")
_SIGNS = frozenset("-/+:.$€£%&#")
_INDEXES = frozenset("ftse fortune dax cac nasdaq forbes ibex mib nikkei stoxx global".split())


def bare_amounts(
    sentence: Sentence, found: list[Amount], unit_before: str | None, language: str
) -> Iterator[Amount]:
    """Amounts of people, or of what was counted before; `unit_before` is the unit of earlier sentences."""
    taken = {place for amount in found for place in range(amount.first, amount.last)}
    end = 0
    for place in number_places(sentence, language):
        if place < end or place in taken:
            continue
        value, after = number_at(sentence, place, language)
        if value is None or in_a_name(sentence, place) or _year(sentence, place):
            continue
        value, end = scaled(sentence, value, after, language)
        comparator, first, last = comparator_around(sentence, place, end)
        earlier = [a.unit for a in found if a.last <= first and (a.unit in _INHERITED or a.noun in _CLIENTS)]
        known = earlier[-1] if earlier else unit_before if unit_before in _INHERITED else None
        known = _named_since(sentence, found, first) or known
        if not earlier and sentence.words(last, last + 2).lower() in ("of them", "of whom"):
            known = _of_people(sentence, first, last) or known  # "Customers, around forty of them"
        power = known in _POWER and not earlier
        if power and sentence.lower(last) == "of" and sentence.lower(last + 1) in _THEM:
            known = None  # "around 1,200 of them", after megawatts
        unit = _tallied(sentence, first, last) or _told_before(sentence, first, last)
        unit = unit or _compared(sentence, value, first, last, found)
        unit = unit or _unit(sentence, value, first, last, known, bool(earlier), unit_before)
        unit = unit or _part_of(sentence, value, last, found) or _of_people(sentence, first, last)
        if unit:
            told = (amount for amount in found if amount.last <= first and amount.noun != "duration")
            counted = [amount.noun for amount in told if amount.unit == unit]
            yield Amount(value, unit, comparator, None, counted[-1] if counted else "", first, last)


def _named_since(sentence: Sentence, found: list[Amount], first: int) -> str | None:
    """ "50 million people use it; the messages sent exceed 140 million": what the clause itself counts."""
    parted = [place for place in sentence.where(_PARTED) if place < first]
    told = parted and any(amount.last <= parted[-1] for amount in found)
    subjects = range(parted[-1] + 1, parted[-1] + 4) if told else range(0)
    marks = ((mark, unit) for kind, unit in _UNITS for mark in sentence.marks.get(kind, ()))
    return next((unit for mark, unit in marks if mark.first in subjects and mark.last < first), None)


def _compared(sentence: Sentence, value: Decimal, first: int, last: int, found: list[Amount]) -> str | None:
    """ "300,000 customers, against fewer than 1,000 two years ago": what the amount before counts."""
    before = [amount for amount in found if amount.last <= first and not amount.currency]
    later = sentence.lower(last) == "" or closes(sentence, last - 1) or sentence.lower(last + 1) in _TIMES
    compared = sentence.lower(first - 1) in ("against", "vs", "versus") and value >= 10
    return before[-1].unit if before and later and compared else None


def _year(sentence: Sentence, place: int) -> bool:
    text = sentence.tokens[place].text
    return len(text) == 4 and text.isdigit() and text[:2] in ("17", "18", "19", "20")


def _levels(sentence: Sentence, first: int, last: int) -> bool:
    """A bare number as the level that something has or had: after "are", "from", "contre", before "today"."""
    before, after = sentence.lower(first - 1), sentence.lower(last)
    if before == "es":
        before = sentence.lower(first - 2)  # "waren es 60"
    if after in _AT_PRESENT or sentence.words(last, last + 2).lower() in _AT_PRESENT:
        return True
    if sentence.lower(last) in _ACTS_NOW or sentence.between(last, last + 1, "verb"):
        return not sentence.tokens[first - 1].is_word  # "40 people work here, 120 are to"
    return (before in _LEVELS or before == "and") and closes(sentence, last - 1)


def _part_of(sentence: Sentence, value: Decimal, last: int, found: list[Amount]) -> str | None:
    """ "sixty of its 200 engineers", "15 of the 27 states": what the whole counts."""
    if sentence.lower(last) in _OUT_OF and _members(sentence, last):
        return "other"
    if sentence.lower(last) != "of":
        return None
    whole = (a for a in found if 2 <= a.first - last <= 4 and not a.currency and a.value > value)
    amount = next(whole, None)
    return amount.unit if amount and sentence.lower(last + 1) in _WHOLE else None


def _members(sentence: Sentence, place: int) -> bool:
    """ "60 of the FTSE 100", "61 of the 100 largest banks": so many companies of a list."""
    ahead = [sentence.lower(i) for i in range(place + 1, place + 6)]
    named = any(word.split("-")[0] in _INDEXES for word in ahead[:3])
    listed = named and any(word.isdigit() for word in ahead)
    return listed or (ahead[1].isdigit() and not _LARGEST.isdisjoint(ahead[2:4]))


def _of_people(sentence: Sentence, first: int, last: int) -> str | None:
    """ "teachers learn it, 400,000 of them": what is named before."""
    if sentence.lower(last) != "of" or sentence.lower(last + 1) not in ("them", "whom"):
        return None
    if "gigawatts" in sentence.lowers[:first]:
        return "GW"
    for kind, unit in _UNITS:
        if any(mark.last <= first for mark in sentence.marks.get(kind, ())):
            return unit
    return None


def _unit(
    sentence: Sentence,
    value: Decimal,
    first: int,
    last: int,
    known: str | None,
    earlier: bool,
    unit_before: str | None,
) -> str | None:
    """What a bare number counts by the words beside it, else what was counted before, if that goes on."""
    before = [sentence.lower(place) for place in range(first - 8, first)]
    apart = closes(sentence, last - 1)
    if before[-1] == "of" and before[-2] in _CREWS:
        return "people"  # "a team of eight"
    roomy = before[-2] in _ROOM or (before[-1] == "for" and not _SPACE.isdisjoint(before[-5:]))
    if apart and (before[-1] in _HOLDS or (before[-1] in ("for", "to") and roomy)):
        return "people"
    if value >= 5 and of_headcount(sentence, last - 1, before):
        return "people"
    noun = not apart and sentence.lower(last) not in _NO_NOUN
    if not noun and value >= 10 and before[-1] in _FOR and sentence.between(first - 7, first, "office"):
        return "people"  # "an office of Acme for ninety"
    if known and apart and _counted(before, value):
        return known
    again = unit_before == "other" and not earlier and value >= 1000 and not _FIGURE.isdisjoint(before)
    if again and apart and _counted(before, value):
        return "other"  # "the figure may one day reach 200,000"
    if apart and value >= 10_000 and _users_before(sentence, first) and not _REACHES.isdisjoint(before[-3:]):
        return "users"  # "the number of users grew 70% and reached 50 million"
    if _works(sentence, first, last, value):
        return "people"
    goes_on = earlier or (known == "people" and not _clients_before(sentence, first))
    if known and goes_on and _stands_alone(sentence, value, first, last):
        return known
    return known if known and _goes_on(sentence, value, first, last, before, earlier) else None


def _tallied(sentence: Sentence, first: int, last: int) -> str | None:
    """ "brings the number of its offices to six": what the noun behind "number of" counts."""
    told_after = sentence.lower(first - 1) == "to" and sentence.lower(last + 1) in _TALLIES
    if told_after and sentence.lower(last + 2) == "of":
        units = (unit for kind, unit in _UNITS if sentence.between(last + 3, last + 7, kind))
        return next(units, None)  # "will take to five the number of its offices"
    if sentence.lower(first - 1) not in _LEVEL or not closes(sentence, last - 1):
        return None
    for place in range(first - 9, first):
        if sentence.lower(place) not in _TALLIES or sentence.lower(place + 1) != "of":
            continue
        units = (unit for kind, unit in _UNITS if sentence.between(place + 2, place + 6, kind))
        return next(units, None)
    return None


def _told_before(sentence: Sentence, first: int, last: int) -> str | None:
    """ "its clients have come to four hundred", "chips, ten thousand in number": the noun comes first."""
    before = [sentence.lower(place) for place in range(first - 4, first)]
    comes = before[-1] == "to" and not _COMES.isdisjoint(before) and closes(sentence, last - 1)
    comes = comes or (before[-1] == "at" and not _STANDS.isdisjoint(before) and closes(sentence, last - 1))
    apposed = before[-1] == "," and sentence.words(last, last + 2).lower() in _IN_ALL
    if not (comes or apposed):
        return None
    nouns = ((mark.last, unit) for kind, unit in _UNITS for mark in sentence.marks.get(kind, ()))
    near = [(place, unit) for place, unit in nouns if 0 <= first - place <= 14]
    return max(near)[1] if near else None


def _stands_alone(sentence: Sentence, value: Decimal, first: int, last: int) -> bool:
    """ "etwa 60 in Berlin", "150 à terme", "and wants 300 by June": no noun follows, and no date, age or
    sign is beside it.
    """
    before, after = sentence.lower(first - 1), sentence.lower(last)
    compared = before in _AGAINST and sentence.lower(last + 1) in _TIMES
    if not 10 <= value < 100_000 or not (compared or closes(sentence, last - 1) or after in _NO_NOUN):
        return False
    beyond = sentence.lower(last + 1) if after in ("of", "de") else ""
    dated = not _DATED.isdisjoint((before, after, beyond))
    aged = before in (",", "(") and after in (",", ")")
    return not (dated or aged or before in _SIGNS or after in _SIGNS)


def _counted(before: list[str], value: Decimal) -> bool:
    """ "the headcount is to reach 300", "begins with 20 megawatts and could grow to 520"."""
    if not _FIGURES.isdisjoint(before[-6:]) and not _REACHES.isdisjoint(before[-3:]):
        return True
    return value >= 10 and before[-1] == "to" and not _GROWS.isdisjoint(before[-4:])


def _goes_on(
    sentence: Sentence, value: Decimal, first: int, last: int, before: list[str], earlier: bool
) -> bool:
    """What was counted before is counted again: "dont 70", "against 40", "320 in total", "of whom 60"."""
    apart = closes(sentence, last - 1)
    if earlier and value >= 10 and before[-2:] == ["out", "of"]:
        return True  # "thirty sit in Oslo, out of 300 altogether"
    if sentence.lower(last) in _OF_WHOM and earlier:
        return True  # "30 davon in Berlin"
    if before[-1] in _OF_WHOM or before[-2] in _OF_WHOM or before[-2:] == ["di", "cui"]:
        return True
    if apart and (before[-1] in ("vs", "versus", "against") or before[-2] == "there"):
        return True
    if earlier and value >= 10 and _levels(sentence, first, last):
        return True  # "1,200 people, up from 300", "waren es 60", "320 in total"
    if value >= 5 and _further(sentence, first, last):
        return True
    acts = apart or _acts(sentence, last)
    of_them = sentence.lower(last) == "of" and sentence.lower(last + 1) in _THEM
    part = before[-2] == "of" and before[-1] in _THEM and acts
    return of_them or part or (_part_of_whole(sentence, first) and acts)


def _works(sentence: Sentence, first: int, last: int, value: Decimal) -> bool:
    """ "employs 500 today", "where 90 sit", "trabajan 90": a number of people by the verb beside it."""
    if value < 2:
        return False
    closed = closes(sentence, last - 1) or sentence.lower(last) in _AT_PRESENT
    before = sentence.lower(first - 1)
    if before in _EMPLOYING or (before in _WORKING and sentence.language != "en"):
        return closed
    if sentence.lower(last) in _WORKING and sentence.lower(last + 1) in _PLACED and before not in _NO_NOUN:
        return True  # "a year ago 40 worked for the start-up"
    if sentence.words(last + 1, last + 4).lower() == "on the payroll":
        return True
    alone = first == 0 or not sentence.tokens[first - 1].is_word or before in _WHERE
    return alone and sentence.lower(last) in _WORKING


def _further(sentence: Sentence, first: int, last: int) -> bool:
    """ "290 more", "otros 180", "forty follow": of what was counted before."""
    if sentence.lower(last) in _MORE and closes(sentence, last):
        return True
    if sentence.lower(first - 1) in _FURTHER and closes(sentence, last - 1):
        return True
    return not sentence.tokens[first - 1].is_word and sentence.lower(last) in _FOLLOWING


def _part_of_whole(sentence: Sentence, place: int) -> bool:
    """ "Of the 420 people that Acme employs, about 60": what opens the sentence is counted again."""
    opens = sentence.lower(0) in ("of", "among", "out") and sentence.lower(1) in ("the", "its", "their", "of")
    return opens and sentence.lower(place - 1) == ","


def _clients_before(sentence: Sentence, place: int) -> bool:
    """ "its customer count went from 40"."""
    return any(word.startswith(("customer", "client", "kunde")) for word in sentence.lowers[:place])


def _users_before(sentence: Sentence, place: int) -> bool:
    near = [mark.last for mark in sentence.marks.get("users", ()) if 0 < place - mark.last <= 12]
    return bool(near) and ";" not in sentence.lowers[near[-1] : place]


def _acts(sentence: Sentence, place: int) -> bool:
    """What people do: "60 work from Poland"."""
    return sentence.lower(place) in _DOES or sentence.between(place, place + 1, "verb")
