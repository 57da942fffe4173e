"""The day of publication as it stands for everybody to read: on a page in a time element or a line about
dates, in a plain text under its title or before its first sentence.

htmldate is not asked: it makes 1 February of "2025-02-31" and of "February 2025", and does not say where a
day is from.
"""

import re
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
# What may stand beside the day on a line of its own, beyond names of days. “Updated” tells another.
_LABELS = frozenset(
    """
    published posted date on at the am pm a m p gmt utc kst jst est edt et pst pdt pt cet cest bst h uhr
    veröffentlicht datum am den um publié publiée le à publicado publicada el em às pubblicato il alle
    gepubliceerd op om 일 日 입력 등록 승인 송고 발행 기사입력 发布 發布 发布时间 發布時間 公開 配信 掲載
    """.split()
)
_BY = frozenset("by von par por di".split())
_BETWEEN_NAMES = frozenset("and und et y e der unserer la rédaction redazione redacción redação".split())
_REPORTER = re.compile(r"[가-힣]{2,4} ?(?:기자|특파원)(?![가-힣])")
_TOP = 6  # lines of a plain text
_WORDS = re.compile(r"[^\W\d_]+")
_WIRE = re.compile(r"[^a-z]{2,60}")
_AFTER_WIRE = re.compile(r"\s*(/[^/\n]{1,30}/|\([^()\n]{1,30}\))?\s*(--|[-–—])\s")


def day_at_top(text: str) -> date | None:
    """The day that a plain text gives for itself: on a line of its own, behind who wrote it, or as a wire
    service begins (“SEOUL, Sept. 15, 2026 —”). None when the first lines say none.
    """
    lines = islice((line for line in text.split("\n") if line.strip()), _TOP)
    for line in lines:
        found = _first_day(line[:LONGEST_LINE])
        if found is None:
            continue
        day, (start, end) = found
        before, after = line[:start], line[end:]
        if _WIRE.fullmatch(before) and _AFTER_WIRE.match(after):
            return day
        if len(line) <= LONGEST_LINE and _beside(before, after):
            return day
    return None


def _beside(before: str, after: str) -> bool:
    """Whether nothing but labels and, behind “By” or before “기자”, names stands beside a day."""
    before, after = (_REPORTER.sub(" ", side) for side in (before, after))
    first, *names = _WORDS.findall(before) or [""]
    by = first.casefold() in _BY and names and all(n[0].isupper() or n in _BETWEEN_NAMES for n in names)
    words = _WORDS.findall(after if by else f"{before} {after}")
    return all(word.casefold() in _LABELS or word.casefold() in _days() for word in words)


def written_day(tree: "HtmlElement") -> date | None:
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
    found = _first_day(text)
    return found[0] if found else None


def _first_day(text: str) -> tuple[date, tuple[int, int]] | None:
    """The first whole day and where it stands; None also when what stands there is no day of the calendar."""
    if match := _YEAR_FIRST.search(text):
        return _placed(_day(*map(int, match.groups())), match)
    for match in _DAY_FIRST.finditer(text):
        if month := _months().get(match.group(2).casefold()):
            return _placed(_day(int(match.group(3)), month, int(match.group(1))), match)
    for match in _MONTH_FIRST.finditer(text):
        if month := _months().get(match.group(1).casefold()):
            return _placed(_day(int(match.group(3)), month, int(match.group(2))), match)
    return None


def _placed(day: date | None, match: re.Match[str]) -> tuple[date, tuple[int, int]] | None:
    return (day, match.span()) if day else None


def tomorrow() -> date:
    """The last day that anything can have been published on: it is tomorrow already, somewhere."""
    return date.today() + timedelta(days=1)  # noqa: DTZ011


def _about(element: "HtmlElement") -> bool:
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
    from babel.dates import get_month_names

    names = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names.setdefault(name.rstrip(".").casefold(), number)
    return names


@cache
def _days() -> frozenset[str]:
    """The names of the days of the week, whole and short, in the languages of news that is read."""
    from babel.dates import get_day_names

    names: set[str] = set()
    for language in (*_LANGUAGES, "ko", "ja", "zh"):
        for width in ("wide", "abbreviated"):
            names |= {name.rstrip(".").casefold() for name in get_day_names(width, locale=language).values()}
    return frozenset(names)
