"""When a number was so: the date of its own clause, which no other number stands nearer to."""

import re

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.periods import MONTHS, dates_in

_YEAR = re.compile(r"(?:19|20)\d\d")
_AND = frozenset({"and", "und", "et", "y", "e"})
_COMMA = frozenset({","})
_VERBS_ONLY = word_set("subjects predicates") | frozenset(
    "expects expected plans planned wants wanted aims aimed hopes intends employs employed raised".split()
)
_ACTS = _VERBS_ONLY | frozenset("it they he she es sie il elle ils".split())
_WHEN = frozenset({"on", "in", "by", "last", "next", "this"})
_RELATIVE = word_set("offices relative")
_AGAINST = frozenset("from against than versus gegenüber gegen contre frente contro".split())
_VERBS = ("open", "plan", "announce", "expand", "close", "say", "company_pronoun", "invest_verb")
_BEGUN = (word_set("origins beginnings") - {"raised"}) | {"since", "seit", "depuis", "desde", "dal"}


def date_of(sentence: Sentence, first: int, last: int, published: str | None) -> str | None:
    """The date of the number at tokens first..last as an ISO prefix; None where its clause tells none."""
    clause = clause_around(sentence, first)
    told = [(place, date) for place, date in dates_in(sentence, published) if place in clause]
    own = [
        (_apart(sentence, place, first, last), date)
        for place, date in told
        if not (_parted(sentence, clause, place, first, last) or _begun(sentence, place))
    ]
    return min(own)[1] if own else None


def clause_around(sentence: Sentence, place: int) -> range:
    """The clause of a token, no further than another one that "and" joins to it, "and it expects", or than
    the comma that closes an aside: "Acme, which opened in 2023, has".
    """
    whole = clause_of(sentence, place)
    joining = _AND | {","} if sentence.lower(whole.start - 1) in _RELATIVE else _AND
    joins = [i for i in sentence.where(joining) if i in whole and _goes_on(sentence, i + 1)]
    joins += [i for i in sentence.where(_COMMA) if i in whole and sentence.lower(i + 1) in _VERBS_ONLY]
    begin = max((i for i in joins if i < place), default=whole.start)
    return range(begin, min((i for i in joins if i > place), default=whole.stop))


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether another clause begins at a token: with its verb, or with who acts in it."""
    named = sentence.covering(place)
    place = named.last if named is not None and named.kind in ("organisation", "person") else place
    place += sentence.lower(place) in ("now", "also", "then", "already")
    if sentence.lower(place) in _WHEN and sentence.lower(place + 2) in ("it", "they", ","):
        return True  # "and on Friday it will"
    return sentence.lower(place) in _ACTS or sentence.begins(place, *_VERBS)


def _parted(sentence: Sentence, clause: range, place: int, first: int, last: int) -> bool:
    """ "300 in 2024, 500 in 2026": another number stands between one and the date; what is told first is the
    date of all that follow, "In 2024 it had 300 staff and 12 offices".
    """
    if place >= last:
        return _counts(sentence, range(last, place))
    if _counts(sentence, range(place + 1, first)):
        return _compared(sentence, first) or _counts(sentence, range(clause.start, place))
    return False


def _counts(sentence: Sentence, between: range) -> bool:
    return any(sentence.lower(i)[:1].isdigit() and not _of_a_date(sentence, i) for i in between)


def _compared(sentence: Sentence, first: int) -> bool:
    """ "up from 30", "against 40": a number of another time than the one it is held against."""
    return not _AGAINST.isdisjoint(sentence.lowers[max(0, first - 2) : first])


def _of_a_date(sentence: Sentence, place: int) -> bool:
    """A year, or a day beside its month."""
    beside = sentence.lower(place - 1) in MONTHS or sentence.lower(place + 1) in MONTHS
    return beside or _YEAR.fullmatch(sentence.lower(place)) is not None


def _begun(sentence: Sentence, place: int) -> bool:
    """ "founded in 2017", "in Oslo since 2019": when something began, not when it was counted."""
    before = sentence.lowers[max(0, place - 6) : place]
    comma = max((i for i, word in enumerate(before) if word == ","), default=-1)
    return not _BEGUN.isdisjoint(before[comma + 1 :])


def _apart(sentence: Sentence, place: int, first: int, last: int) -> tuple[int, int, bool]:
    """How far a number and a date are from each other: the commas between, then the words; of two as near
    the one that follows.
    """
    behind = place >= last
    between = sentence.lowers[last:place] if behind else sentence.lowers[place + 1 : first]
    return between.count(","), len(between), not behind
