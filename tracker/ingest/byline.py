"""The day of publication as it stands on the page for everybody to read: in a time element or a line about
dates.

htmldate is not asked: it makes 1 February of "2025-02-31" and of "February 2025", and does not say where a
day is from.
"""

import re
from datetime import date
from functools import cache
from itertools import islice

from babel.dates import get_month_names
from lxml.html import HtmlElement

LONGEST_LINE = 160
LINES_READ = 40
_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl")
_ABOUT_DATES = re.compile(
    r"(?<![a-z])(date|dateline|time|timestamp|published|publish|pubdate|posted|byline|meta)(?![a-z])",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-./년年]\s*(\d{1,2})\s*[-./월月]\s*(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º)?\.?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")


def written_day(tree: HtmlElement) -> date | None:
    """The first day written in a line about dates; None when there is none. 03/05/2025 is none: who knows."""
    about = (
        element
        for element in tree.iter("p", "div", "span", "li", "time", "em", "small", "dd")
        if _about(element)
    )
    for element in islice(about, LINES_READ):
        text = " ".join(element.text_content().split())
        if len(text) <= LONGEST_LINE and (day := day_in(text)):
            return day
    return None


def day_in(text: str) -> date | None:
    """The first whole day written in a text, by number or by the name of its month."""
    if match := _YEAR_FIRST.search(text):
        return _day(*map(int, match.groups()))
    for match in _DAY_FIRST.finditer(text):
        if month := _months().get(match.group(2).casefold()):
            return _day(int(match.group(3)), month, int(match.group(1)))
    for match in _MONTH_FIRST.finditer(text):
        if month := _months().get(match.group(1).casefold()):
            return _day(int(match.group(3)), month, int(match.group(2)))
    return None


def _about(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
    return element.tag == "time" or bool(_ABOUT_DATES.search(re.sub(r"[_-]", " ", names[:300])))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """The months' names, whole and short, in the languages that write them out."""
    names = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names.setdefault(name.rstrip(".").casefold(), number)
    return names
