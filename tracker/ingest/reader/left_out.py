"""Numbers that are no claim: what an audience, a country's people or an investor count, what a company that
was bought in passing has cost.
"""

from tracker.ingest.reader.amounts import Amount
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

_AUDIENCE = word_set("claims audience")
_HAS = frozenset("has have had counts boasts with hat zählt compte a tiene cuenta tem conta ha".split())
_OF = frozenset({"of", "de", "mit", "di", "with", "con", "com", "avec"})
_PLACES = frozenset(
    "city town country nation state region island market stadt land ville pays ciudad país cidade città"
    " paese".split()
)
_RELATIVE = frozenset({"which", "who", "that", "die", "der", "das", "qui", "que", "che"})
_BUYS = frozenset(
    "bought acquired buys purchased kaufte übernahm racheté rachetée acheté compró adquirió comprou adquiriu"
    " acquistato comprato".split()
)
_MANAGES = frozenset("manages managing oversees verwaltet gère gestiona administra gestisce".split())
_PAID = frozenset({"paid", "pays", "price"})


def of_others(sentence: Sentence, amount: Amount) -> bool:
    """Whether an amount is told of others than those whom the news is about."""
    if amount.currency:
        managed = sentence.lower(amount.first - 1) in _MANAGES
        return managed or _bought_in_passing(sentence, amount) or _named_fund(sentence, amount)
    if amount.unit not in ("people", "users"):
        return False
    return _of_a_country(sentence, amount) or (amount.unit == "people" and _audience(sentence, amount))


def _audience(sentence: Sentence, amount: Amount) -> bool:
    """ "2,000 people attended", "beside 12,000 people", "to meet 400 students"."""
    beside = range(amount.first - 3, amount.last + 3)
    heard = any(sentence.lower(place) in _AUDIENCE for place in beside)
    return heard and not sentence.between(amount.last, amount.last + 8, "plan")


def _of_a_country(sentence: Sentence, amount: Amount) -> bool:
    """ "India has 900 million users", "home to 60,000 students"."""
    place = amount.first - 1
    if sentence.lower(place) == "to" and sentence.lower(place - 1) == "home":
        return True
    if sentence.lower(place) in _OF and sentence.lower(place - 1) in _PLACES:
        return True  # "a city of 2 million people"
    if sentence.lower(place) not in _HAS:
        return False
    owner = sentence.covering(place - 1) or sentence.covering(place - 2)
    return owner is not None and owner.kind == "country"


def _bought_in_passing(sentence: Sentence, amount: Amount) -> bool:
    """ "Acme, which bought Bolt for $2 billion, …", "Bolt, for which it paid $2 billion"."""
    before = [sentence.lower(place) for place in range(max(0, amount.first - 12), amount.first)]
    who = next((i for i in range(len(before) - 1, -1, -1) if before[i] in _RELATIVE), None)
    if who is None:
        return False
    clause = before[who:]
    paid = before[who - 1 : who] == ["for"] and not _PAID.isdisjoint(clause)
    return paid or not _BUYS.isdisjoint(clause[:4])


def _named_fund(sentence: Sentence, amount: Amount) -> bool:
    """ "SoftBank's $100 billion Vision Fund"."""
    return any(
        sentence.lower(place) == "fund" and sentence.tokens[place].capitalised
        for place in range(amount.last, min(amount.last + 3, sentence.count))
    )
