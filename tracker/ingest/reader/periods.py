"""Dates and periods in running text, resolved against the publication date only when that is known."""

import re
from datetime import date

from tracker.ingest.reader.document import Sentence

_MONTHS = {
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


def date_in(sentence: Sentence, published: str | None) -> str | None:
    """The first date that a sentence states, as an ISO prefix (2025, 2025-06); relative ones need
    `published`.
    """
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        month = _MONTHS.get(token.lower)
        if month and (token.capitalised or len(token.text) > 3):
            for ahead in (place + 1, place + 2, place + 3):
                if ahead < len(tokens) and _YEAR.match(tokens[ahead].text):
                    return f"{tokens[ahead].text}-{month:02}"
        if (
            _YEAR.match(token.text)
            and sentence.lower(place - 1) not in ("$", "€", "£")
            and sentence.lower(place + 1)
            not in (
                "people",
                "employees",
                "jobs",
            )
        ):
            return token.text
    return _relative(sentence, published)


def _relative(sentence: Sentence, published: str | None) -> str | None:
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return None
    for place in range(len(sentence.tokens) - 1):
        kind = _RELATIVE.get(f"{sentence.lower(place)} {sentence.lower(place + 1)}")
        if kind == "month":
            return f"{day:%Y-%m}"
        if kind == "last month":
            return f"{day.year - (day.month == 1)}-{(day.month - 2) % 12 + 1:02}"
        if kind:
            return str(day.year + (kind == "next year") - (kind == "last year"))
    return None
