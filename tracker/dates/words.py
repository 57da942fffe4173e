"""The words of dates: names of months, seasons and weekdays, and what bounds, joins or shifts them."""

import re
from typing import Literal

from tracker.dates.calendar import Unit
from tracker.phrases import Vocabulary, plain

TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|[0-9]{2}|q[1-4]|h[12]|w[0-9]{2})(?![0-9a-z]))"
    r"|(?P<decade>[0-9]{3}0s)(?![a-z])"
    r"|(?P<label>[qh][0-9]|[0-9][qh])(?![0-9a-z])"
    r"|(?P<number>[0-9]+)(?:(?:st|nd|rd|th)(?![a-z]))?(?:\.(?= ))?"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<sign>\.\.|[^\s,])"
)

Bound = Literal["before", "after", "since", "until", "until end"]
Part = Literal["early", "mid", "late", "start", "end"]


def tokens(text: str) -> list[str]:
    """ISO units, numbers without their ordinal ending, words and signs; commas are left out."""
    return [found.group(found.lastgroup or 0) for found in TOKEN.finditer(plain(text))]


MONTHS = Vocabulary(
    tokens,
    {
        "january|jan|januar|jänner|janvier|enero|janeiro|gennaio": 1,
        "february|feb|februar|février|fevrier|febrero|fevereiro|febbraio": 2,
        "march|mar|märz|mars|marzo|março": 3,
        "april|apr|avril|abril|aprile": 4,
        "may|mai|mayo|maio|maggio": 5,
        "june|jun|juni|juin|junio|junho|giugno": 6,
        "july|jul|juli|juillet|julio|julho|luglio": 7,
        "august|aug|août|agosto": 8,
        "september|sept|sep|septembre|septiembre|setembro|settembre": 9,
        "october|oct|oktober|okt|octobre|octubre|outubro|ottobre": 10,
        "november|nov|novembre|noviembre|novembro": 11,
        "december|dec|dezember|dez|décembre|diciembre|dezembro|dicembre": 12,
    },
)
SEASONS = Vocabulary(
    tokens, {"spring": "spring", "summer": "summer", "autumn|fall": "autumn", "winter": "winter"}
)
WEEKDAYS = Vocabulary(
    tokens,
    {
        "monday|mon": 1,
        "tuesday|tue|tues": 2,
        "wednesday|wed": 3,
        "thursday|thu|thurs": 4,
        "friday|fri": 5,
        "saturday|sat": 6,
        "sunday|sun": 7,
    },
)
QUARTERS = Vocabulary(
    tokens,
    {
        f"q{n}|{n}q|{ordinal} quarter|{n} quarter|{n} 분기": n
        for n, ordinal in enumerate(("first", "second", "third", "fourth"), start=1)
    }
    | {"last quarter of|final quarter": 4},
)
HALVES = Vocabulary(
    tokens,
    {
        "h1|1h|first half|1 half|상반기|上半期|上半年": 1,
        "h2|2h|second half|2 half|하반기|下半期|下半年|latter half": 2,
    },
)
DAYS_FROM_TODAY = Vocabulary(
    tokens, {"the day before yesterday": -2, "yesterday": -1, "today|now|currently": 0, "tomorrow": 1}
)
UNITS: Vocabulary[Unit] = Vocabulary(
    tokens,
    {
        "day": "day",
        "week": "week",
        "month": "month",
        "quarter": "quarter",
        "half|half year|half - year": "half",
        "year|calendar year": "year",
        "decade": "decade",
    },
)
MANY: Vocabulary[Unit] = Vocabulary(
    tokens,
    {
        "days": "day",
        "weeks": "week",
        "months": "month",
        "quarters": "quarter",
        "years": "year",
        "decades": "decade",
    },
)
SHIFTS = Vocabulary(tokens, {"this|the current|current": 0, "last|previous": -1, "next": 1})
WHICH = Vocabulary(tokens, {"this|this coming": "nearest", "last|this past": "ended", "next": "coming"})
ROLLING = Vocabulary(
    tokens,
    {
        "past|the past|recent|the last|the previous|the preceding": -1,
        "coming|the coming|the next|the following": 1,
    },
)
PLAIN_ROLLING = Vocabulary(tokens, {"last|previous|preceding": -1, "next|following": 1})
DURING = Vocabulary(tokens, {"in|over|within|during|for|across|throughout": True})
WITHIN = Vocabulary(
    tokens, {"within|within a few|in a few|in several|inside|in less than|in under|in at most": True}
)
AGO = Vocabulary(tokens, {"ago|earlier": -1, "from now|later": 1})
VAGUE = Vocabulary(
    tokens,
    {
        "soon|very soon|shortly|in the near future|in the future|in future|going forward": 1,
        "recently|lately|so far|to date|until now|up to now": -1,
    },
)
TO_ITS_END = Vocabulary(tokens, {"later|the rest of|the remainder of|rest of|for the rest of": True})
FROM_ITS_START = Vocabulary(tokens, {"earlier|so far": True})
PARTS: Vocabulary[Part] = Vocabulary(
    tokens,
    {
        "early|early in|the early part of|early -": "early",
        "mid|mid -|middle of|the middle of": "mid",
        "late|late in|late -|the latter part of": "late",
        "start of|the start of|beginning of|the beginning of|start|beginning": "start",
        "end of|the end of|end|end -": "end",
    },
)
YEAR_END = Vocabulary(tokens, {"year - end|year end|year's end|years end|the year's end": True})
BOUNDS: Vocabulary[Bound] = Vocabulary(
    tokens,
    {
        "before|prior to|ahead of|earlier than": "before",
        "after|later than": "after",
        "since|as early as|as soon as|no earlier than|not earlier than|not before|starting"
        "|starting in|starting from|beginning in"
        "|as from|from|ab|seit|à partir de|a partir de": "since",
        "by|until|till|til|through|up to|up until|no later than|not later than": "until",
        "by the end of|by end of|by end|before the end of|before end of|until the end of|through the end of"
        "|no later than the end of|by the close of": "until end",
    },
)
ONWARDS = Vocabulary(tokens, {"on|onward|onwards|and later|or later|and after|and onwards": "since"})
BACKWARDS = Vocabulary(tokens, {"or earlier|and earlier|or before|and before": "until"})
ABOUT = Vocabulary(tokens, {"about|around|circa|c|ca|approximately|approx|roughly|~": True})
AT = Vocabulary(
    tokens,
    {
        "in|on|during|at|as of|in the|on the|during the|at the|as of the": True,
        "some time in|sometime in|at some point in": True,
    },
)
TO = ("to", "-", "until", "through", "till", "~")
