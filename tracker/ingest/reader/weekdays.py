"""Weekdays in running text, in the words that dates are read from: "last Tuesday", "am kommenden Montag"."""

import re

_NAMES = (
    ("Monday", "montag lundi lunes segunda-feira lunedì"),
    ("Tuesday", "dienstag mardi martes terça-feira martedì"),
    ("Wednesday", "mittwoch mercredi miércoles quarta-feira mercoledì"),
    ("Thursday", "donnerstag jeudi jueves quinta-feira giovedì"),
    ("Friday", "freitag vendredi viernes sexta-feira venerdì"),
    ("Saturday", "samstag sonnabend samedi sábado sabato"),
    ("Sunday", "sonntag dimanche domingo domenica"),
)
_WEEKDAYS = {word: day for day, words in _NAMES for word in (day.lower(), *words.split())}
_WHICH = {
    "last": "last past letzten vergangenen dernier pasado passado passada scorso scorsa",
    "next": "next coming nächsten kommenden prochain próximo próxima prossimo prossima",
    "this": "this diesen diesem ce este esta questo questa",
}
_SHIFTS = {word: which for which, words in _WHICH.items() for word in words.split()}
WEEKDAY = re.compile("|".join(sorted(_WEEKDAYS, key=len, reverse=True)), re.IGNORECASE)
_PHRASE = re.compile(
    rf"(?i)\b(?:(?:on|by|before|from|until|am|bis|ab|le|el|em|na|no|il)\s+)?"
    rf"(?:(?P<before>(?:this\s+|o\s+)?(?:{'|'.join(_SHIFTS)}))\s+)?"
    rf"(?P<day>{WEEKDAY.pattern})\b(?:\s+(?P<after>{'|'.join(_SHIFTS)})\b)?"
    r"(?!,?\s+(?:de\s+)?\d|,?\s+[A-Z][a-z]{2,8}\.?\s+\d)"  # "Monday, 26 May" is told by its day
)


def weekdays_in(text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    """The weekdays told in text[start:end]: "Monday", "last Monday" or "next Monday", and the offsets of the
    words, with "on" or the article before them.
    """
    found: list[tuple[str, tuple[int, int]]] = []
    for match in _PHRASE.finditer(text, start, end):
        shift = (match["before"] or match["after"] or "").lower().split()[-1:]
        which = _SHIFTS[shift[0]] if shift else "this"
        day = _WEEKDAYS[match["day"].lower()]
        found.append((day if which == "this" else f"{which} {day}", match.span()))
    return found
