"""What is typed into the search box. Everything can be typed: what is no filter is words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from tracker.dates import parse_date
from tracker.lookup import lookup_of
from tracker.records import kinds
from tracker.search.folding import forms

# The word that stands in the index for whatever has a name of its own and is no fact about others.
NAMED = "zzname"
LONGEST = 1_000  # characters that are read
MOST = 12  # words that are looked for
# What facts are about, and how many of one name are taken for it.
BY_NAME, MOST_NAMED = ("companies", "people", "countries", "cities"), 3
TOKENS = re.compile(
    r'(?:(?P<name>kind|company|country|after|before):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))',
    re.IGNORECASE,
)


# "status:open" and "metric:rank" are typed like filters; "https://…" and "10:30" are not.
UNKNOWN = re.compile(r"([a-z_]{2,20}):(?!//).", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A word or phrase that must occur: as typed, its forms in the index, whether it may be a beginning.

    tag: the word in the index for the kind that it names; every record of that kind answers it as well.
    """

    typed: str
    source: str
    forms: tuple[tuple[str, ...], ...]
    cut_short: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter: its name, what was typed, what that means in words, and the text it was typed as."""

    name: str
    typed: str
    meaning: str
    source: str


@dataclass
class Asked:
    """What a search is for: terms that must all occur, filters, and notes on what was taken otherwise.

    tags: for each filter's name the words in the index of which any will do, as in a list.
    """

    text: str
    terms: list[Term] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    after: date | None = None
    before: date | None = None
    notes: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.terms or self.chips)

    def without(self, part: Term | Chip) -> str:
        """The text of the search without one of its words or filters."""
        at = self.text.rfind(part.source) if isinstance(part, Term) else self.text.find(part.source)
        return " ".join((self.text[:at] + self.text[at + len(part.source) :]).split())

    def of_kind(self, kind: str) -> str:
        """The text of the same search for one kind of record."""
        left = self.text
        for chip in self.chips:
            if chip.name == "kind":
                left = " ".join(left.replace(chip.source, "", 1).split())
        return f"kind:{kind} {left}"


def read_search(session: Session, typed: str) -> Asked:
    """Understand a search: words, "phrases", begin*, and kind: company: country: after: before:."""
    text = " ".join(typed[:LONGEST].split())
    asked = Asked(text)
    for found in TOKENS.finditer(text):
        name = (found["name"] or "").lower()
        value = found["quoted"] if found["bare"] is None else found["bare"]
        read = READERS.get(name)
        if read and value and read(session, asked, value, found[0]):
            continue
        if name and value:
            asked.notes.append(f"There is no {name} “{value[:60]}”, so it was looked for as words.")
        elif unknown := UNKNOWN.match(found[0]):
            known = ", ".join(f"{one}:" for one in READERS)
            asked.notes.append(
                f"“{unknown[1]}:” is no filter of the search, so it was looked for as words. "
                f"Filters are {known}; a list takes any of its fields."
            )
        bare = found["bare"] is not None
        _word(session, asked, found[0], value, bare, last=bare and found.end() == len(text))
    return asked


def tag_of(kind: str) -> str:
    """The word that stands in the index for a kind; no word of a text is written so."""
    return f"zzk{kind.replace('_', '')}"


def tag_for(record_id: int) -> str:
    """The word that stands in the index for a record that others are about."""
    return f"zzr{record_id}"


@cache
def _kind_words() -> dict[tuple[str, ...], str]:
    """The words that name a kind, “office” and “offices”, with that for the kind itself."""
    alone = {name: kind for name, kind in kinds().items() if not kind.owner}
    return {
        form: tag_of(name) for name, kind in alone.items() for word in (name, kind.singular())
        for form in forms(word)
    }  # fmt: skip


def _word(session: Session, asked: Asked, source: str, value: str, bare: bool, last: bool) -> None:
    if len(asked.terms) == MOST:
        if not any(note.startswith("Only") for note in asked.notes):
            asked.notes.append(f"Only the first {MOST} words were looked for.")
        return
    found = forms(value)
    if found:
        other = [] if value.isascii() else _in_latin(session, value)
        several = tuple(dict.fromkeys([*found, *other]))
        tag = _kind_words().get(found[0], "") if bare else ""
        asked.terms.append(Term(value, source, several, last or source.endswith("*"), tag))


def _in_latin(session: Session, value: str) -> list[tuple[str, ...]]:
    """The forms of the names that a name in another script stands for: facts about them carry those alone."""
    # What to do when nothing is found asks for the same words again and again.
    known: dict[str, list[tuple[str, ...]]] = session.info.setdefault("forms in Latin", {})
    if value not in known:
        called = lookup_of(session).called(value, BY_NAME)[:MOST_NAMED]
        known[value] = [form for one in called for form in forms(one.name)]
    return known[value]


def _either(asked: Asked, name: str, *tags: str) -> None:
    """Two filters of one name leave what passes either."""
    asked.tags[name] = (*asked.tags.get(name, ()), *tags)


def _kind(session: Session, asked: Asked, value: str, source: str) -> bool:
    wanted = value.lower().replace(" ", "_")
    for name, kind in kinds().items():
        if not kind.owner and wanted in (name, kind.singular().replace(" ", "_")):
            _either(asked, "kind", tag_of(name))
            asked.chips.append(Chip("kind", value, kind.plural().lower(), source))
            return True
    return False


def _about(table: str) -> Callable[[Session, Asked, str, str], bool]:
    def read(session: Session, asked: Asked, value: str, source: str) -> bool:
        called = lookup_of(session).called(value, (table,))
        if not called:
            return False
        _either(asked, table, *(tag_for(one.id) for one in called))
        asked.chips.append(Chip(kinds()[table].singular(), value, called[0].name, source))
        return True

    return read


def _day(end: str) -> Callable[[Session, Asked, str, str], bool]:
    def read(session: Session, asked: Asked, value: str, source: str) -> bool:
        try:
            found = parse_date(value)
        except ValueError:
            return False
        # "after 2025" is behind all of 2025; a search includes the day that is named.
        day = found.earliest if end == "after" else found.latest
        if day is None:
            return False
        given = getattr(asked, end) or day
        setattr(asked, end, min(given, day) if end == "after" else max(given, day))
        asked.chips.append(Chip(end, value, day.isoformat(), source))
        return True

    return read


READERS: dict[str, Callable[[Session, Asked, str, str], bool]] = {
    "kind": _kind,
    "company": _about("companies"),
    "country": _about("countries"),
    "after": _day("after"),
    "before": _day("before"),
}
