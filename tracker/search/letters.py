"""Short words and the letters that names in other scripts are spelt with.

Names are indexed in Latin letters, sign by sign: 艾因 (Al Ain) as "ai yin". Whoever types “AI” means the
word, and no city that has a Chinese name with such a sign in it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.records import Registered, kinds, parts_of
from tracker.search.asking import Term
from tracker.search.entries import SearchEntry
from tracker.search.folding import fold

SHORT = 3
LETTERS = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff"
LATIN = re.compile(f"[{LETTERS}]+(?:['’.&-][{LETTERS}]+)*")


def in_letters(session: Session, terms: Sequence[Term], rows: list[Any]) -> list[Any]:
    """The matches (id, kind, …) without those that a short word reaches only by how an alias in another
    script is spelt in Latin letters."""
    short = [term for term in terms if _is_short(term)]
    named = [row[0] for row in rows if "aliases" in parts_of(kinds()[row[1]])] if short else []
    if not named:
        return rows
    known = _words(session, named)
    wrong = {number for number in named if not all(_stands(term, known[number]) for term in short)}
    return [row for row in rows if row[0] not in wrong]


def _is_short(term: Term) -> bool:
    return term.typed.isascii() and len(term.forms) == 1 and len("".join(term.forms[0])) <= SHORT


def _words(session: Session, ids: list[int]) -> dict[int, str]:
    """The folded words of records, between spaces: of their own names, of aliases in Latin letters, and all
    others."""
    own, entry, alias = Registered.__table__.c, SearchEntry.__table__.c, kinds()["aliases"].__table__.c
    called = select(own.id, own.name, entry.body).join(SearchEntry.__table__, entry.record_id == own.id)
    found: dict[int, str] = defaultdict(str)
    for number, name, body in session.execute(called.where(own.id.in_(ids))):
        found[number] = f" {fold(name)} {body} "
    others = select(alias.record_id, alias.name).where(alias.record_id.in_(ids), alias.trashed_at.is_(None))
    for number, name in session.execute(others):
        found[number] += f"{fold(' '.join(LATIN.findall(name)))} "
    return found


def _stands(term: Term, words: str) -> bool:
    return f" {' '.join(term.forms[0])}{'' if term.cut_short else ' '}" in words
