"""When an office opened, or is promised to open: the dates told with it, not those of the announcement."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.dates import PartialDate, parse_date
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import Place
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.office_status import clause_of, finished
from tracker.ingest.reader.periods import MONTHS, dateline_end
from tracker.ingest.reader.weekdays import WEEKDAY, weekdays_in

PROMISED = frozenset({"announced", "planned", "rumoured"})
_NAMES = "|".join(sorted((name for name in MONTHS), key=len, reverse=True))
_PHRASE = re.compile(
    r"(?i)\b(?:(?:by|before|in|from|during|until|within|after)\s+)?"
    r"(?:(?:the|early|late|later|mid|middle|end|start|beginning|first|second|third|fourth|half|quarter|of"
    r"|spring|summer|autumn|fall|winter|next|last|this|coming|years?)[\s-]+){0,5}"
    rf"(?:(?:{_NAMES})\.?(?:\s+\d{{1,2}}\b)?(?:,?\s+20\d\d)?|\d{{1,2}}\.?\s+(?:{_NAMES})(?:\s+20\d\d)?"
    r"|Q[1-4]\s+20\d\d|20\d\d|years?|months|weeks|month|quarter|spring|summer|autumn|winter|year-end)\b"
)
_TIMES = re.compile(rf"(?i){_NAMES}|20\d\d|year|month|week|quarter|spring|summer|autumn|winter")
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FOUNDED = frozenset("founded gegründet gegründete fondée fundada fundado fondata born".split())
_BY = frozenset({"by", "until", "bis", "até", "d'ici", "entro", "hasta"})
_VERBS = ("say", "announce", "plan", "open", "expand", "close")
_STEPS = frozenset({"open", "plan", "expand", "close"})
_TELLING = frozenset("statement filing post report interview release note letter email memo blog".split())
_ADDED = frozenset({"added", "adds", "took", "takes", "followed"})
_OPENING = re.compile(  # not "has", "runs" and what else is so on any day
    r"(?i)open|launch|inaug|establish|\bset|mov(?:ed|ing)|start|cut the|eröffn|bezo|eingeweiht|richtet|ouv"
    r"|instal|abr|abier|abert|estren|montou|aper|apr"
)


class Told(NamedTuple):
    """A date in the text: the days it may mean, and the offsets of its words."""

    days: PartialDate
    place: Place

    @property
    def prefix(self) -> str | None:
        """The year, month or day that holds all its days, as an ISO prefix."""
        first, last = self.days.earliest or self.days.latest, self.days.latest or self.days.earliest
        if first is None or last is None or first.year != last.year:
            return None
        if self.days.earliest is None and (last.month, last.day) == (12, 31):
            return str(last.year)
        if first == last and self.days.precision == "day":
            return first.isoformat()
        return f"{first:%Y-%m}" if first.month == last.month else str(first.year)


def office_date(
    sentence: Sentence, mark: Mark, place: Mention, status: str, published: str | None
) -> Told | None:
    """The date told with an office: of its promised opening as long as it is not open, else of the step."""
    if mark.value == "after":
        return None  # "the third after Oslo": the day of the new one
    today = date.fromisoformat(published) if published and len(published) == 10 else None
    clauses = [clause_of(sentence, mark.first), clause_of(sentence, place.first)]
    if status not in PROMISED:
        other = next((city.first for city in sentence.of("city") if city.first >= place.last), sentence.count)
        clauses.append(range(place.last, other))
    promised = status in PROMISED
    for clause in clauses:
        fitting = [
            (abs(first - place.first), told)
            for first, told in _dates(sentence, clause, today, promised)
            if _fits(told.days, promised, today)
            and _tells(sentence, clause, first, promised)
            and not _of_another(sentence, clause, first, mark)
            and not _of_staff_or_founding(sentence, place, first)
        ]
        if fitting:
            return min(fitting, key=lambda one: one[0])[1]
    return None


def _fits(days: PartialDate, promised: bool, today: date | None) -> bool:
    """What is promised lies ahead, what has happened does not."""
    if today is None:
        return True
    ahead = days.latest is None or days.latest >= today
    return ahead if promised else days.earliest is None or days.earliest <= today


def _dates(
    sentence: Sentence, clause: range, today: date | None, promised: bool
) -> Iterator[tuple[int, Told]]:
    """The dates in a clause, each with the token that it begins at."""
    clause = range(max(clause.start, dateline_end(sentence)), clause.stop)
    if not any(map(_may_tell, sentence.lowers[clause.start : clause.stop])):
        return
    start, end = sentence.tokens[clause.start].start, sentence.tokens[clause.stop - 1].end
    for match in _PHRASE.finditer(sentence.text, start, end):
        days = _days(match.group(), today)
        if days is not None:
            yield _token_at(sentence, clause, match.start()), Told(days, match.span())
    for words, place in weekdays_in(sentence.text, start, end) if today else ():
        first = _token_at(sentence, clause, place[0])
        days = _days(words, today) if _of_the_step(sentence, clause, first) else None
        coming = promised or sentence.between(clause.start, first, "plan")
        if days is not None and coming and not _fits(days, coming, today):
            days = _days(f"next {words}", today)  # "opens on Monday", "will close on Monday": the one to come
        if days is not None:
            yield first, Told(days, place)


def _token_at(sentence: Sentence, clause: range, offset: int) -> int:
    return next((i for i in clause if sentence.tokens[i].start >= offset), clause.stop)


def _of_the_step(sentence: Sentence, clause: range, place: int) -> bool:
    """Whether a weekday is that of "opened on Monday", and not of "said on Monday that it opened": the verb
    before it, failing that the one behind it, is that of an office.
    """
    told = [verb for kind in _VERBS for verb in sentence.marks.get(kind, ()) if verb.first in clause]
    beside = sentence.lower(place - 1)
    if beside in _TELLING or (beside.endswith("ed") and all(verb.last != place for verb in told)):
        return False  # "a statement on Monday", "the paper reported on Monday"
    steps = (verb for verb in told if verb.kind not in ("plan", "open") or _OPENING.search(verb.value))
    verbs = sorted(steps, key=lambda verb: verb.first)
    before = [verb for verb in verbs if verb.first < place]
    after = [verb for verb in verbs if verb.first > place]
    nearest = next(iter(before[-1:] or after[:1]), None)
    return nearest is not None and nearest.kind in _STEPS


@lru_cache(maxsize=8192)
def _may_tell(word: str) -> bool:
    """Whether a word may be that of a date which tells the time: a month, a weekday, a year, a season."""
    return _TIMES.search(word) is not None or WEEKDAY.fullmatch(word) is not None


@lru_cache(maxsize=256)  # the cities of one list share their date
def _days(words: str, today: date | None) -> PartialDate | None:
    """The days that words mean, month names of every language read; None when they are no date."""
    plain = re.sub(r"[^\W\d_]+", lambda word: _month(word.group()), words)
    for attempt in (plain, plain.partition(" ")[2]):
        try:
            return parse_date(attempt, today)
        except ValueError:
            continue
    return None


def _month(word: str) -> str:
    number = MONTHS.get(word.lower())
    return _ENGLISH[number - 1] if number else word


def _of_another(sentence: Sentence, clause: range, place: int, mark: Mark) -> bool:
    """ "opened a lab in 2019 and runs a centre", "runs a lab and opened a centre in 2019", "is in Oslo and
    added a lab in 2019": another verb's date.
    """
    after = range(mark.last + 1, place)
    if any(sentence.lower(i - 1) == "and" and sentence.lower(i) in _ADDED for i in after):
        return True
    verbs = [verb.first for kind in _VERBS[2:] for verb in sentence.marks.get(kind, ())]
    if any(mark.last <= verb < place and sentence.lower(verb - 1) == "and" for verb in verbs):
        return True
    before = any(clause.start <= verb < place for verb in verbs)
    return before and any(place < verb < mark.first for verb in verbs)


def _of_staff_or_founding(sentence: Sentence, place: Mention, first: int) -> bool:
    """ "founded in 2017", "with 25 people and 80 by the end of 2027": no day of the office."""
    if not _FOUNDED.isdisjoint(sentence.lowers[max(0, first - 3) : first]):
        return True
    by = any(sentence.lower(i) in _BY for i in range(first - 4, first + 1))
    return by and any(sentence.begins(i, "staff") for i in range(place.last, first))


def _tells(sentence: Sentence, clause: range, place: int, promised: bool) -> bool:
    """Whether a date goes with the office: not "announced in March that …", nor, for what is to come,
    "opened one in 2023 and plans another".
    """
    before = [
        verb
        for kind in _VERBS
        for verb in sentence.marks.get(kind, ())
        if clause.start <= verb.first < place
    ]
    nearest = max(before, key=lambda verb: verb.last, default=None)
    if nearest is None:
        return True
    if nearest.kind in ("say", "announce") and place - nearest.last <= 4:
        return False
    return not (promised and nearest.kind == "open" and finished(sentence, nearest))
