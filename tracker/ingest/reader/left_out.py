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
_SHOWS = frozenset("presented presents showed shown unveiled spoke demonstrated explained told".split())
_JOBS = frozenset({"jobs", "job", "posts", "positions", "roles"})
_LOST = frozenset("gone go goes cut lost axed disappear vanish eliminated slashed scrapped".split())
_WORKERS = frozenset("posts positions workers worker employees jobs staff women youth citizens".split())
_WITH = frozenset({"with", "employing", "having", "mit", "de", "con", "com", "di", "ab"})
_FIRMS = word_set("left out firms")
_RELATIVE = word_set("frames relative")
_BUYS = frozenset(
    "bought acquired buys purchased kaufte übernahm racheté rachetée acheté compró adquirió comprou adquiriu"
    " acquistato comprato".split()
)
_MANAGES = frozenset("manages managing oversees verwaltet gère gestiona administra gestisce".split())
_LED = frozenset({"ran", "led", "headed", "managed", "oversaw", "leitete", "dirigeait", "dirigió"})
_SOMEBODY = frozenset({"he", "she", "who", "er", "sie", "il", "elle"})
_PAID = frozenset({"paid", "pays", "price"})
RESEARCHERS = ("Gartner", "IDC", "Forrester", "Statista", "Omdia", "Counterpoint", "TrendForce", "Pew")
_STUDIES = frozenset({"study", "studies"})
_SURVEYS = word_set("left out surveys")
_MOVES = word_set("left out moves")
_STOCK = word_set("left out stock")
_AT = frozenset({"of", "at", "from", "in", "by", "for", "von", "bei", "de", "chez", "di", "da"})
_CLOSED = frozenset({"closed", "ended", "opened", "traded", "finished"})
_PLACED = frozenset({"up", "down", "off", "ahead", "higher", "lower"})
_PARTS = frozenset({"of", "market", "share", "shares", "stake", "more", "der", "de", "del", "do", "di"})


def of_others(sentence: Sentence, amount: Amount) -> bool:
    """Whether an amount is told of others than those whom the news is about."""
    if amount.currency:
        managed = sentence.lower(amount.first - 1) in _MANAGES
        return managed or _bought_in_passing(sentence, amount) or _named_fund(sentence, amount)
    if amount.unit == "percent":
        return _price_of_shares(sentence, amount)
    if amount.unit not in ("people", "users"):
        return False
    country_wide = amount.value >= 5_000_000 and amount.noun in _WORKERS
    if country_wide or _gone(sentence, amount) or _of_any_firm(sentence, amount):
        return True
    return _of_a_country(sentence, amount) or (amount.unit == "people" and _audience(sentence, amount))


def surveyed(sentence: Sentence) -> bool:
    """ "In a survey of 47 countries", "a study by Acme found": what people answered or scholars counted."""
    if not _SURVEYS.isdisjoint(sentence.wording) or _reckoned(sentence):
        return True
    studies = sentence.where(_STUDIES)
    return any(sentence.lower(i + 1) in ("of", "by", "found", "finds", "says") for i in studies)


def _reckoned(sentence: Sentence) -> bool:
    """ "Outlays will total $644 billion, Gartner said": what market researchers reckon of no company."""
    named = sentence.of("organisation")
    again = sentence.has("company_pronoun") or any(not m.name.startswith(RESEARCHERS) for m in named)
    return bool(named) and not again and bool(sentence.has("say") or sentence.has("think"))


def _audience(sentence: Sentence, amount: Amount) -> bool:
    """ "2,000 people attended", "beside 12,000 people", "to meet 400 students"."""
    beside = range(amount.first - 3, amount.last + 3)
    heard = any(sentence.lower(place) in _AUDIENCE for place in beside)
    before = sentence.lowers[max(0, amount.first - 9) : amount.first]
    heard = heard or (before[-1:] in (["to"], ["before"]) and not _SHOWS.isdisjoint(before))
    return heard and not sentence.between(amount.last, amount.last + 8, "plan")


def _of_a_country(sentence: Sentence, amount: Amount) -> bool:
    """ "India has 900 million users", "home to 60,000 students"."""
    place = amount.first - 1
    own = sentence.lower(place + 2) == "of" and sentence.lower(place + 3) in ("its", "our", "their")
    if sentence.lower(place) == "to" and sentence.lower(place - 1) == "home" and not own:
        return True
    if sentence.lower(place) in _OF and sentence.lower(place - 1) in _PLACES:
        return True  # "a city of 2 million people"
    if sentence.lower(place) not in _HAS:
        return False
    owner = sentence.covering(place - 1) or sentence.covering(place - 2)
    return owner is not None and owner.kind == "country"


def _gone(sentence: Sentence, amount: Amount) -> bool:
    """ "27,000 jobs had already gone", "80 jobs gone": layoffs."""
    lost = sentence.words(amount.first - 2, amount.first).lower() == "loss of"
    lost = lost or not _LOST.isdisjoint(sentence.lowers[amount.last : amount.last + 5])
    return amount.noun in _JOBS and lost


def _of_any_firm(sentence: Sentence, amount: Amount) -> bool:
    """ "firms with fewer than 750 employees": a size that sorts companies."""
    size = sentence.lower(amount.first - 1) in _WITH and sentence.lower(amount.first - 2) in _FIRMS
    return size and amount.comparator != "exact"


def of_an_investor(sentence: Sentence, amount: Amount, topic: str | None, main: str | None) -> bool:
    """ "Acme, which employs 9,000 people, bought a stake": how large an investor is, said in an aside."""
    before = range(amount.first - 1, max(1, amount.first - 5), -1)
    relative = next((place for place in before if _opens(sentence, place)), 0)
    named = sentence.covering(relative - 2) if relative else None
    if named is None or named.kind != "organisation" or amount.unit != "people" or topic is None:
        return False
    local = sentence.lower(amount.last) in ("here", "there")  # of the place that the text is about
    return named.name not in (topic, main) and not local


def _opens(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place) in ("which", "who") and sentence.lower(place - 1) == ","


def of_a_person(sentence: Sentence, amount: Amount) -> bool:
    """ "came to Lima in 2021 and ran a group of 100 engineers": whom somebody has led in the past."""
    led = any(sentence.lower(place) in _LED for place in range(amount.first - 5, amount.first))
    acting = sentence.of("person") or not _SOMEBODY.isdisjoint(sentence.lowers[:3])
    return led and bool(acting) and sentence.lower(amount.first - 1) == "of"


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


def _price_of_shares(sentence: Sentence, amount: Amount) -> bool:
    """ "Acme dropped 3.4%, Bolt 5.2%", "the stock is down 24%": how shares move and no business."""
    place = amount.first - 1
    before = sentence.lowers[max(0, place - 9) : amount.first]
    if sentence.lower(amount.last) in ("higher", "lower") and not _CLOSED.isdisjoint(before):
        return True  # "the paper closed 1.1% lower"
    moves = not _MOVES.isdisjoint(before) or not _PLACED.isdisjoint(before)
    if moves and not _STOCK.isdisjoint(before):
        return True
    if sentence.lower(amount.last) in _PARTS:
        return False
    if sentence.lower(place) in _MOVES:
        return _company_at(sentence, place - 1)
    named = sentence.covering(place)
    listed = named is not None and sentence.lower(named.first - 1) in (",", "and", "und", "et", "y", "e")
    earlier = (i for i, word in enumerate(sentence.lowers[:place]) if word in _MOVES)
    return listed and _company_at(sentence, place) and any(_company_at(sentence, i - 1) for i in earlier)


def _company_at(sentence: Sentence, place: int) -> bool:
    """A company that is no part of a phrase: "Acme dropped", not "revenue at Acme dropped"."""
    named = sentence.covering(place)
    if named is None or named.kind != "organisation":
        return False
    return sentence.lower(named.first - 1) not in _AT
