"""The words around a hit, from the text as it is written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from tracker.fields import own_fields
from tracker.records import kind_called, kinds
from tracker.search.asking import Term
from tracker.search.finding import Hit
from tracker.search.folding import fold

AROUND = 70  # characters on each side
# So much of a text is looked through for the words; further on the hit is shown without them.
READ = 200_000
STRETCH = re.compile(r"\w+", re.UNICODE)

# (words, whether they are what was looked for)
Snippet = list[tuple[str, bool]]


def snippets(session: Session, hits: Iterable[Hit], terms: Sequence[Term]) -> dict[int, Snippet]:
    """For each hit the words around the first place, beyond its name, where a term occurs."""
    found: dict[int, Snippet] = {}
    if not terms:
        return found
    for number, words in _texts(session, hits).items():
        one = snippet(words, terms)
        if one:
            found[number] = one
    return found


def _texts(session: Session, hits: Iterable[Hit]) -> dict[int, str]:
    by_kind: dict[str, list[int]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit.id)
    texts: dict[int, str] = {}
    for name, ids in by_kind.items():
        texts |= _written(session, name, ids)
    return texts


def _written(session: Session, name: str, ids: list[int]) -> Mapping[int, str]:
    rows: list[Any] = list(session.execute(_searched(name), {"ids": ids}))
    texts = {row[0]: " · ".join(str(value) for value in row[1:] if value) for row in rows}
    if name == "articles":
        for number, words in session.execute(_captured(), {"ids": ids}):
            texts[number] = words[:READ]
    return texts


# Put together once for each kind: to build a statement anew takes longer than to run it.


@cache
def _searched(name: str) -> Select[Any]:
    """What is searched of the records `ids` of a kind, beyond their names."""
    kind = kind_called(name)
    table = kind.__table__.c
    columns = [
        table[field.column]
        for field in own_fields(kind)
        if field.searched and field.column not in kind.label_from
    ]
    return select(table.id, *columns).where(table.id.in_(bindparam("ids", expanding=True)))


@cache
def _captured() -> Select[Any]:
    """The texts of the articles `ids`, each article's newest last."""
    capture = kinds()["captures"].__table__.c
    of_them = capture.article_id.in_(bindparam("ids", expanding=True))
    return select(capture.article_id, capture.text).where(of_them).order_by(capture.id)


def snippet(words: str, terms: Sequence[Term]) -> Snippet:
    """The first place in a text where a term occurs, with what stands around it; empty when none does."""
    place = _plainly(words, terms) or _folded(words, terms)
    if place is None:
        return []
    start, end = place
    first = max(0, start - AROUND)
    last = min(len(words), end + AROUND)
    before = ("… " if first else "") + _whole(words[first:start], cut_left=bool(first))
    after = _whole(words[end:last], cut_right=last < len(words)) + (" …" if last < len(words) else "")
    return [(before, False), (words[start:end], True), (after, False)]


def _whole(words: str, cut_left: bool = False, cut_right: bool = False) -> str:
    """A stretch without the half words at its cut ends."""
    flat = re.sub(r"\s+", " ", words)
    if cut_left and " " in flat:
        flat = flat.split(" ", 1)[1]
    if cut_right and " " in flat:
        flat = flat.rsplit(" ", 1)[0]
    return flat


def _plainly(words: str, terms: Sequence[Term]) -> tuple[int, int] | None:
    """A place where a term stands as it was typed, case aside."""
    lower = words.lower()
    if len(lower) != len(words):
        return None
    for term in terms:
        typed = term.typed.lower().rstrip("*")
        for start in _places(lower, typed):
            last = start + len(typed)
            if _in_word(lower, start - 1) or (not term.cut_short and _in_word(lower, last)):
                continue
            while term.cut_short and last < len(words) and words[last].isalnum():
                last += 1
            return start, last
    return None


def _places(words: str, typed: str) -> Iterator[int]:
    """Where some characters stand in a text. A pattern that looks behind is tried at each place of it."""
    place = words.find(typed)
    while place >= 0:
        yield place
        place = words.find(typed, place + 1)


def _in_word(words: str, place: int) -> bool:
    """Whether a word goes on at a place."""
    return 0 <= place < len(words) and (words[place].isalnum() or words[place] == "_")


def _folded(words: str, terms: Sequence[Term]) -> tuple[int, int] | None:
    """A place where a term stands in another spelling, script or form."""
    begins = {form[0]: term.cut_short and len(form) == 1 for term in terms for form in term.forms}
    for found in STRETCH.finditer(words):
        for part in fold(found[0]).split():
            if part in begins or any(cut and part.startswith(begin) for begin, cut in begins.items()):
                return found.span()
    return None
