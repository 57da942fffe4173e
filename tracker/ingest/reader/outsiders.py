"""Numbers told of outsiders: what a country, a state, a market or its people have, in a clause in which no
company acts.
"""

from tracker.ingest.reader.amounts import Amount
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set

_BREAKS = word_set("outsiders breaks")
_PUBLIC = word_set("outsiders public")
_BEFORE_PUBLIC = word_set("outsiders before public")
_FIELD = word_set("outsiders field")
_RECEIVES = word_set("outsiders receives")
_OF = frozenset({"of", "der", "des", "de", "del", "do", "da", "dell", "della", "du"})
_WHOLES = word_set("outsiders wholes")
_COUNTRIES = (["country"], ["nation"], ["state"], ["region"], ["population"])
_MARKETS = frozenset("market sector industry markt branche marché secteur mercado setor mercato".split())
_OWN = frozenset({"its", "their", "our", "'s", "’s", "into", "in", "to", "ihr", "su", "sa", "seu", "suo"})
_REACHES = word_set("outsiders reaches")
_WE = frozenset("we our us i my wir unser unsere nous notre nos nosotros nuestra nuestro noi nostra".split())
_BODIES = frozenset({"publisher", "government body", "political party"})
_CALLED_AGAIN = ("company_pronoun", "person_pronoun", "descriptor")
_ESTIMATES = frozenset({"put", "puts", "estimate", "estimates", "estimated", "values", "valued"})
_WORKS = frozenset({"investment", "project", "site", "campus", "plant", "complex"})
_SALES = frozenset("revenue revenues sales turnover umsatz ventes ingresos receita ricavi".split())
_TOLD = frozenset({"people", "percent"})
_OPENING = 7  # tokens in which the subject of a clause begins


def of_outsiders(sentence: Sentence, amount: Amount) -> bool:
    """ "Mexico exports goods worth $600 billion", "The State earned €28 billion", "unemployment is at 4%"."""
    if (not amount.currency and amount.unit not in _TOLD) or amount.noun == "jobs":
        return False  # "the state hopes for 3,000 jobs"
    if not _MARKETS.isdisjoint(sentence.wording) and _of_a_market(sentence, amount):
        return True
    if not _FIELD.isdisjoint(sentence.wording):
        return False  # what a state does for the field is news of it
    if _of_a_whole(sentence, amount):
        return True
    if _PUBLIC.isdisjoint(sentence.wording) and not sentence.of("country", "government"):
        return False
    if not _WORKS.isdisjoint(sentence.lowers[max(0, amount.first - 4) : amount.first]):
        return False  # "officials put the investment at $9 million"
    first, last = _clause(sentence, amount)
    if _country_acts(sentence, first, amount.first) and sentence.lower(first + 1) == "itself":
        return True
    if _company_in(sentence, first, last) or not _SALES.isdisjoint(sentence.lowers[amount.last : last]):
        return False  # "the region brings in 22% of sales"
    return _public_subject(sentence, first, amount.first) or _country_acts(sentence, first, amount.first)


def _of_a_whole(sentence: Sentence, amount: Amount) -> bool:
    """ "40% of the country's start-ups", "65% of electricity": a part of what no company has."""
    if amount.unit != "percent" or sentence.lower(amount.last) not in _OF:
        return False
    ahead = sentence.lowers[amount.last + 1 : amount.last + 4]
    whose = sentence.covering(amount.last + 1)
    if whose is not None and whose.kind == "country" and sentence.lower(whose.last) in ("'s", "’s"):
        ahead = sentence.lowers[whose.last + 1 : whose.last + 4]  # "8% of Norway's electricity"
    return not _WHOLES.isdisjoint(ahead[:2]) or (ahead[:1] == ["the"] and ahead[1:2] in _COUNTRIES)


def _of_a_market(sentence: Sentence, amount: Amount) -> bool:
    """ "expect the market for robots to reach $38 billion by 2035"."""
    first = max(0, amount.first - 9)
    market = next((i for i in range(amount.first - 2, first, -1) if sentence.lower(i) in _MARKETS), None)
    if market is None or sentence.lower(market - 1) in _OWN:
        return False
    between = range(market + 1, amount.first)
    valued = sentence.lower(amount.first - 1) == "at" and not _ESTIMATES.isdisjoint(sentence.lowers[:market])
    valued = valued and amount.unit != "percent"  # "its share of the market is put at 18%"
    reached = valued or any(sentence.lower(i) in _REACHES for i in between)
    return reached and not any(m.first in between for m in sentence.of("organisation"))


def _clause(sentence: Sentence, amount: Amount) -> tuple[int, int]:
    before = (i + 1 for i in range(amount.first - 1, -1, -1) if sentence.lower(i) in _BREAKS)
    after = (i for i in range(amount.last, sentence.count) if sentence.lower(i) in _BREAKS)
    return next(before, 0), next(after, sentence.count)


def _company_in(sentence: Sentence, first: int, last: int) -> bool:
    """A company, a person, or a word for the one under discussion."""
    named = sentence.of("organisation", "person")
    if any(first <= m.first < last and m.sort not in _BODIES for m in named):
        return True
    again = any(sentence.between(first, last, kind) for kind in _CALLED_AGAIN)
    return again or not _WE.isdisjoint(sentence.lowers[first:last])


def _public_subject(sentence: Sentence, first: int, end: int) -> bool:
    """A word for a state or an economy as the first noun of the clause, no preposition before it."""
    opening = range(first, min(first + _OPENING, end))
    word = next((place for place in opening if sentence.lower(place) in _PUBLIC), None)
    if word is not None:
        return word == first or sentence.lower(word - 1) not in _BEFORE_PUBLIC
    governing = (m.first for m in sentence.of("government") if m.first - first < 4 and m.last <= end)
    return any(sentence.lower(place - 1) not in _BEFORE_PUBLIC for place in governing)


def _country_acts(sentence: Sentence, first: int, end: int) -> bool:
    """ "Mexico exports", "the country spent": a country as the subject, right before its verb."""
    place = next((m for m in sentence.of("country") if m.first - first <= 2 and m.last < end), None)
    if place is None or sentence.lower(place.first - 1) in _BEFORE_PUBLIC:
        return False
    after = sentence.lower(place.last)
    return after.isalpha() and after not in _BEFORE_PUBLIC and after not in _RECEIVES
