"""Where a claim's number is counted: the place that its sentence ties to it, or that of the sentences before,
which a value of the whole company never has.
"""

import re

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.claim_dates import clause_around
from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.origins import attributive, on_route

_WHOLE = frozenset({"valuation", "funding_raised", "revenue"})  # of the company, wherever it is
# Of a company or a deal by what they measure, not of a place that was named before.
_NOWHERE = frozenset(
    "share growth duration countries_count offices_opened_offices offices_opened_cities".split()
)
_GLOBAL = frozenset("worldwide globally world weltweit mondial mundial mondo mundo".split())
_PARTS = frozenset({"half", "quarter", "quarters", "thirds", "most"})
_SITED = ("capacity", "gpu")  # of machines, which stand where the text has come to
_RECENT = 3  # sentences since a data centre was told of
_YEAR = re.compile(r"(?:19|20)\d\d")
_REACH = 8  # tokens from a rank to its region
_PARTING = frozenset({",", ";", ".", ":"})
_SUBJECT = 4  # tokens of what a sentence may begin with: "Acme's new Oslo office"
_CLOSE = 6  # tokens in which the verb stands that says whose a number is
_ITS = frozenset({"it", "its", "their"})
_HAVING = word_set("bare employing") | word_set("places having")
_HIRING = word_set("counting hiring") - word_set("bare employing") - {"staff", "were"}
_WORKFORCE = frozenset("staff workforce headcount payroll".split())
_WITH = frozenset({"with", "mit", "avec", "con", "com"})
_LOCAL = word_set("places local")
_LOCAL_SITES = _LOCAL | (word_set("offices sites") - _WORKFORCE)
_IN = word_set("places in")
_LISTED = frozenset({",", "and", "und", "et", "y", "e"})
_AFTER = frozenset({"after", "nach", "après", "tras", "após", "dopo"})
_ARTICLES = frozenset({"the", "la", "le", "el", "los", "las", "les", "os", "as", "den", "der", "l", "’", "'"})


def place_of(sentence: Sentence, metric: str, first: int, last: int, discourse: Discourse) -> str | None:
    """The city or country of the number at tokens first..last; None where none is told."""
    if metric in _WHOLE:
        return None
    tied = [place for place in sentence.of("city", "country") if _tied(sentence, place)]
    machines = any(sign in metric for sign in _SITED)
    whole = not machines and _of_the_company(sentence, first, discourse)
    if tied:
        parted = whole or metric in _NOWHERE
        clause = clause_around(sentence, first) if parted else range(sentence.count)
        own = [place for place in tied if place.first in clause and not _parted(sentence, place, first, last)]
        return min(own, key=lambda place: _apart(place, first, last)).name if own else None
    if whole or metric in _NOWHERE or not _GLOBAL.isdisjoint(sentence.wording):
        return None
    near = discourse.city_since == sentence.span.paragraph or not _LOCAL.isdisjoint(sentence.wording)
    return discourse.place if machines or near or discourse.machines_since < _RECENT else None


def scope_of(sentence: Sentence, last: int) -> Mention | None:
    """The region within which a rank that ends before a token is one: "its third office in Europe"."""
    near = [m for m in sentence.of("region") if 0 < m.first - last <= _REACH and _tied(sentence, m)]
    parted = (sentence.lower(i) in _PARTING for i in range(last, near[0].first)) if near else ()
    return near[0] if near and not any(parted) else None


def _of_the_company(sentence: Sentence, first: int, discourse: Discourse) -> bool:
    """ "The company has about 350 employees", after a sentence on its office in Rome: of all of it, wherever.
    "It" may be the office, when that is what the sentence before was on; "has 40 people there" is of a place.
    """
    before = sentence.lowers[max(0, first - _CLOSE) : first]
    if _HAVING.isdisjoint(before) or not _HIRING.isdisjoint(before):
        return False
    offices = sentence.marks.get("office", ())
    clause = clause_around(sentence, first)
    told = any(mark.first in clause and not sentence.lower(mark.first - 1).isdigit() for mark in offices)
    if told or not _LOCAL_SITES.isdisjoint(sentence.lowers[clause.start : clause.stop]):
        return False  # not "12 offices"
    reach = sentence.count if sentence.lower(0) in _WITH else first  # "With 350 employees, the company"
    again = {mark.value.lower() for mark in sentence.marks.get("company_pronoun", ()) if mark.last <= reach}
    if again - _ITS or (again and not _WORKFORCE.isdisjoint(before)):
        return True
    if "it" in again:
        return not discourse.on_site
    return any(named.last <= first for named in sentence.of("organisation"))


def _apart(place: Mention, first: int, last: int) -> tuple[int, bool]:
    """How many tokens stand between a number and a place; of two as near the one that follows."""
    behind = place.first >= last
    return (place.first - last if behind else first - place.last), not behind


def _parted(sentence: Sentence, place: Mention, first: int, last: int) -> bool:
    """ "350 people, 60 of them in Oslo": another number stands between one and the place."""
    between = range(last, place.first) if place.first >= last else range(place.last, first)
    if not _PARTS.isdisjoint(sentence.lowers[between.start : between.stop]):
        return True  # "3 million users, half of them in Peru"
    return any(sentence.lower(i)[:1].isdigit() and not _YEAR.fullmatch(sentence.lower(i)) for i in between)


def _tied(sentence: Sentence, place: Mention) -> bool:
    """ "in Oslo", "across Norway"; not "the Oslo company", "Norway's fund", "outside Norway"."""
    before = place.first - 1
    before -= sentence.lower(before) in _ARTICLES
    if sentence.lower(before) == "outside" and place.kind == "country":
        return False
    if place.first < _SUBJECT and sentence.begins(place.last, "office"):
        return True  # "The Oslo office has"
    tied = sentence.lower(before) in _IN and not attributive(sentence, place)
    return tied and not (_comes_after(sentence, before) or on_route(sentence, place))


def _comes_after(sentence: Sentence, before: int) -> bool:
    """ "its fourth after Oslo, Lima and Kyoto": the places of a list that another one is counted behind."""
    while sentence.lower(before) in _LISTED:
        listed = sentence.covering(before - 1)
        if listed is None or listed.kind not in PLACES:
            return False
        before = listed.first - 1
    return sentence.lower(before) in _AFTER
