"""Which of a sentence's numbers are worth a claim: none that a word beside it leaves out, that is told of
others or that points back to what was named.
"""

from tracker.ingest.reader.amounts import Amount
from tracker.ingest.reader.counting import few
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.left_out import of_a_person, of_others
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.outsiders import of_outsiders

POINTING = frozenset("the these those all other die les los las os as le i of any fortune".split())
_PARTS = frozenset("one two three four five some any all most many few none half each both out top".split())
FIRMS = frozenset(
    "companies firms partners investors sources unternehmen entreprises empresas aziende markets regions"
    " businesses konzerne".split()
)
_THAN_OTHERS = frozenset("less cheaper faster quicker better lighter smaller slower accurate".split())
_SHRINKS = word_set("claims shrinks")
_TESTS = frozenset("test tests benchmark benchmarks exam exams tasks accuracy contest questions".split())
_THINGS = word_set("claims things")
_COLONS = frozenset({":", "–", "—"})
_LETTING = frozenset({"let", "lets", "letting"})
_OF = frozenset({"of", "du", "del", "do", "des", "der", "dem", "dei"})


def excluded(sentence: Sentence, place: int) -> bool:
    """A word near that tells of shares, prices, layoffs, ages or what else is left out."""
    marks = (mark for mark in sentence.marks.get("exclude", ()) if -8 <= mark.first - place <= 8)
    return not all(_list_of_firms(sentence, mark) for mark in marks)


def kept(sentence: Sentence, amount: Amount) -> bool:
    """Prices, model features, layoffs, ages and an investor's own size are left out."""
    near = _same_clause(sentence, amount.first - 6, amount.last + 6, amount.first)
    left_out = ("exclude", "price") if amount.currency else ("exclude",)
    marks = (mark for kind in left_out for mark in sentence.marks.get(kind, ()) if mark.first in near)
    if not all(_list_of_firms(sentence, mark) for mark in marks):
        return False
    if amount.unit in ("people", "percent") and _lets_go(sentence):
        return False
    if of_others(sentence, amount) or of_outsiders(sentence, amount):
        return False
    if amount.unit == "percent" and _of_a_product(sentence, amount):
        return False
    if amount.unit == "other" and amount.currency is None and amount.noun != "duration":
        return amount.value >= 2 and not _anaphoric(sentence, amount)
    if amount.unit in ("people", "users"):
        whole = sentence.lower(amount.first - 1) == "all"
        enough = amount.value >= 10 or few(sentence, amount.first, amount.last)
        manned = sentence.lower(amount.last - 1) in ("person", "strong", "desks")  # "the 40-person team"
        manned = manned or sentence.lower(amount.first - 2) in ("team", "staff", "crew")  # "a team of eight"
        if sentence.lower(amount.first - 1) == "every":
            return False  # "of every ten developers"
        if of_a_person(sentence, amount):
            return False
        return enough and (whole or manned or not _anaphoric(sentence, amount))
    if amount.unit in ("offices", "cities"):
        one_of = sentence.words(amount.first - 2, amount.first).lower() == "one of"
        return one_of or not (_anaphoric(sentence, amount) or _named_behind(sentence, amount))
    return not (amount.currency and amount.value < 500_000)


def _named_behind(sentence: Sentence, amount: Amount) -> bool:
    """ "Two cities have been added: Oslo and Riga": a list that is counted off."""
    colon = next((i for i in sentence.where(_COLONS) if i >= amount.last), sentence.count)
    named = [m for m in sentence.of("city") if m.first > colon]
    return 1 < amount.value == len(named)


def _same_clause(sentence: Sentence, first: int, last: int, place: int) -> range:
    """The tokens first..last around a token, no further than a semicolon."""
    begin = next((i + 1 for i in range(place, first, -1) if sentence.lower(i) == ";"), first)
    return range(begin, next((i for i in range(place, last) if sentence.lower(i) == ";"), last))


def _of_a_product(sentence: Sentence, amount: Amount) -> bool:
    """ "(+3 %)" of a share, "45% less energy", "shrinks models by 90%": no share of a company."""
    signed = sentence.words(amount.first - 2, amount.first) in ("(-", "(+", "(−")
    near = sentence.near(amount.first - 12, amount.last + 6)
    shrunk = not _SHRINKS.isdisjoint(near) and not _THINGS.isdisjoint(near)
    tested = not _TESTS.isdisjoint(near)
    return signed or shrunk or tested or sentence.lower(amount.last) in _THAN_OTHERS


def _list_of_firms(sentence: Sentence, mark: Mark) -> bool:
    """ "60 of the FTSE 100", "the FTSE 100 companies": no index that rose or fell."""
    before = sentence.lower(mark.first - 1), sentence.lower(mark.first - 2)
    named = sentence.lower(mark.last) in FIRMS or not _OF.isdisjoint(before[: 1 + (before[0] == "the")])
    owned = mark.value == "the shares" and before[0] == "of"  # "holds 20% of the shares"
    return owned or (mark.value[:1].isupper() and named)


def _lets_go(sentence: Sentence) -> bool:
    """ "let 200 people go"."""
    let = next(iter(sentence.where(_LETTING)), None)
    return let is not None and "go" in sentence.lowers[let + 2 : let + 10]


_REACHING = word_set("claims reaching")


def _anaphoric(sentence: Sentence, amount: Amount) -> bool:
    """ "the two companies", "both firms": no count but a reference to something named before; "of the 420
    people that Acme employs" is a count.
    """
    before = sentence.lower(amount.first - 1)
    if sentence.lower(amount.first - 2) in _REACHING:
        return False  # "dépasse les 300 salariés"
    if (
        amount.unit in ("people", "users", "GPU", "other")
        and amount.value >= 20
        and _told_of(sentence, amount)
    ):
        return False
    few = amount.value < 5 and amount.noun in FIRMS
    apart = before == "of" and sentence.lower(amount.first - 2) not in _PARTS  # "spoke of 40 people"
    apart = apart or sentence.words(amount.first - 3, amount.first).lower() == ", out of"
    return (before in POINTING and not apart) or few


def _told_of(sentence: Sentence, amount: Amount) -> bool:
    """Who they are of follows: "that it employs", "Acme has", "in Oslo"."""
    after, beyond = sentence.lower(amount.last), sentence.covering(amount.last)
    if after == "the" and sentence.between(amount.last, amount.last + 2, "company_pronoun"):
        return True
    if after in ("that", "it", "they", "que", "die", "who", "whom", "qui", "che"):
        return True
    if after in ("of", "at", "in", "de", "bei", "chez", "von", "di"):
        named = sentence.covering(amount.last + 1)
        return named is not None and named.kind in ("organisation", "city", "country")
    return beyond is not None and beyond.kind == "organisation"
