"""Dates and periods in running text, resolved against the publication date only when that is known."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.ingest.reader.document import Sentence

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier enero janeiro gennaio jan",
            "february februar février febrero fevereiro febbraio feb",
            "march märz mars marzo março mar",
            "april avril abril aprile apr",
            "may mai mayo maio maggio",
            "june juni juin junio junho giugno jun",
            "july juli juillet julio julho luglio jul",
            "august août agosto aug",
            "september septembre septiembre setembro settembre sept sep",
            "october oktober octobre octubre outubro ottobre oct",
            "november novembre noviembre novembro nov",
            "december dezember décembre diciembre dezembro dicembre dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTHS = frozenset(MONTHS)
_DASHES = frozenset({"-", "--", "–", "—", "|", ":", "/"})
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_RELATIVE = {
    "this month": "month",
    "this year": "year",
    "last year": "last year",
    "next year": "next year",
    "today": "day",
    "diesem jahr": "year",
    "cette année": "year",
    "este año": "year",
    "este ano": "year",
    "quest'anno": "year",
    "last month": "last month",
}
_SPANS = frozenset(words.split()[-1] for words in _RELATIVE)


_DAY = (
    r"(?:([^\W\d_]{3,9})\.? (\d{1,2}),? |(\d{1,2})\.? (?:de )?([^\W\d_]{3,9})\.? (?:de )?)(20\d\d)\b"
)
# "OSLO, March 3, 2026 (Agency) -", and "Oslo, 3. März 2026. Acme", where nothing but places stands before.
_DATELINES = (
    re.compile(rf"^[^\n]{{0,60}}?\b{_DAY}[^\n.]{{0,40}}?(?:--|[—–]| - )", re.MULTILINE),
    re.compile(
        rf"^(?:[^\W\d_][^\W\d_ ]{{1,20}}[^\n.,\d]{{0,12}}, ){{1,2}}"
        rf"(?:(?:den|le|el|il) )?{_DAY}\. (?=[^\W\d_])",
        re.MULTILINE,
    ),
)
_OPENING = 1_000  # characters of a text in which its dateline may stand


def dateline_date(text: str) -> str | None:
    """The day in a dateline, "OSLO, March 3, 2026 (Agency) -": an ISO date; None without a full one."""
    opening = text[:_OPENING]
    found = (match for pattern in _DATELINES for match in pattern.findall(opening))
    for month, day, day_first, month_after, year in found:
        number = MONTHS.get((month or month_after).lower())
        if number:
            try:
                return date(int(year), number, int(day or day_first)).isoformat()
            except ValueError:
                continue
    return None


def leave_datelines(sentences: list[Sentence]) -> None:
    """Make the places of datelines ("OSLO, Norway, March 3 (Agency) -") something else than places."""
    for sentence in sentences:
        last = dateline_end(sentence)
        for mention in sentence.of("city", "country", "region") if last else ():
            if mention.last <= last:
                mention.kind = "dateline"


def dateline_end(sentence: Sentence) -> int:
    """Where the dateline that opens a sentence ends; 0 when none does."""
    first = sentence.covering(0)
    if first is None or first.kind not in ("city", "dateline"):
        return 0
    for place in range(first.last, min(first.last + 16, len(sentence.tokens))):
        token, before = sentence.tokens[place], sentence.tokens[place - 1]
        spaced = token.start > before.end or token.text == "--"
        if token.text in _DASHES and spaced and place > first.last - (token.text != ":"):
            return _past_day(sentence, place)
        if token.is_word and not token.capitalised and token.lower not in MONTHS:
            return 0
    return 0


def _past_day(sentence: Sentence, dash: int) -> int:
    """Beyond the day in "OSLO, Norway – March 3, 2026 – Acme said"; else the dash itself."""
    for place in range(dash + 1, min(dash + 7, sentence.count)):
        if sentence.tokens[place].text in _DASHES:
            return place
        if sentence.lower(place) not in (*MONTHS, ",", ".") and not sentence.lower(place).isdigit():
            break
    return dash


def date_in(sentence: Sentence, published: str | None) -> str | None:
    """The first date that a sentence states, as an ISO prefix (2025, 2025-06), a calendar one before one that
    is counted from `published`.
    """
    return next((date for _, date in dates_in(sentence, published)), None)


def dates_in(sentence: Sentence, published: str | None) -> Iterator[tuple[int, str]]:
    """Every date that a sentence states, as an ISO prefix, with the token that its year or its span is."""
    tokens = sentence.tokens
    told = -1
    for place in sorted({*sentence.where(_MONTHS), *sentence.numerals}):
        token = tokens[place]
        month = MONTHS.get(token.lower)
        if month and (token.capitalised or len(token.text) > 3):
            ahead = (after for after in range(place + 1, min(place + 4, len(tokens))))
            year = next((after for after in ahead if _YEAR.match(tokens[after].text)), None)
            if year is not None:
                told = year
                yield year, f"{tokens[year].text}-{month:02}"
        elif place != told and _YEAR.match(token.text) and _dates(sentence, place):
            yield place, token.text
    yield from _relative(sentence, published)


def _dates(sentence: Sentence, place: int) -> bool:
    """Whether a year is none of "$2000", "2000 people"."""
    people = sentence.lower(place + 1) in ("people", "employees", "jobs")
    return not people and sentence.lower(place - 1) not in ("$", "€", "£")


def _relative(sentence: Sentence, published: str | None) -> Iterator[tuple[int, str]]:
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return
    for place in sentence.where(_SPANS):
        kind = _RELATIVE.get(f"{sentence.lower(place - 1)} {sentence.lower(place)}")
        if kind == "month":
            yield place, f"{day:%Y-%m}"
        elif kind == "last month":
            yield place, f"{day.year - (day.month == 1)}-{(day.month - 2) % 12 + 1:02}"
        elif kind:
            yield place, str(day.year + (kind == "next year") - (kind == "last year"))
