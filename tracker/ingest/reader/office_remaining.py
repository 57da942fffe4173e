"""Cities that no construction accounts for, in a sentence that tells of a company's places of work: what is
not said to be something else is taken for one more of them.
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_places import conceded
from tracker.ingest.reader.office_status import ahead, clause_of
from tracker.ingest.reader.office_words import computes, costs_billions
from tracker.ingest.reader.origins import scene
from tracker.ingest.reader.place_lists import untold_chains

_BARRED = word_set("remaining barred")
_SPACE = word_set("offices space")
_TAKING = word_set("remaining taking")
_NOT = word_set("remaining not")
_RUN = word_set("remaining run")
_SMALL = frozenset("two three four five six seven eight nine ten eleven twelve twenty thirty forty".split())
_WORKED = word_set("remaining worked")
_PLACED = frozenset({"in", "at", "to", "into", "for", "out", "across", "inside", "on"})
_THOUGH = frozenset({"though", "although"})
_JOBS = frozenset({"posts", "jobs", "roles", "positions", "hires", "recruits"})
_GONE = frozenset({"gone", "cut", "cuts", "lost", "laid", "redundant", "axed", "shed", "eliminated"})
_MIDST = frozenset({"middle", "heart", "centre", "center", "outskirts", "edge", "district", "part", "side"})
_AFTER = word_set("offices after")
_TURNING = frozenset({"comes", "came", "follows", "followed", "probably", "perhaps", "possibly", "then"})
_LEADING = word_set("subjects leading") | word_set("subjects openers") | {"or", "&", "plus", ""}
_BEHIND = word_set("remaining after subject")
_COMING = word_set("presence coming") | {"follow", "follows", "due", "planned", "promised", "meant"}
_PARTS = frozenset({";", ":", "while", "whereas", "but", "though", "although", '"', "“", "”"})


def remaining(
    sentence: Sentence, words: list[Mark], told: set[str], sure: bool
) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined" (there already) or "join" (to come); `words`: the sentence's own office
    words, `told`: cities whose office is known already; not `sure`: only the sentence before told of offices,
    so that the city's clause must speak of a place to work in.
    """
    if computes(sentence) or costs_billions(sentence) or sentence.has("deny") or sentence.language != "en":
        return
    if sentence.count < 5 and not sentence.of("organisation"):
        return  # "Oslo.": the head of a section
    for city, chain in untold_chains(sentence, told):
        last = chain[-1].last
        stands = _stands_alone(sentence, city, last) or _stands_alone(sentence, chain[0], last)
        if not stands or _said_of_else(sentence, city, last):
            continue
        if words and all(conceded(sentence, city, mark, _THOUGH) for mark in words):
            continue
        clause = _clause(sentence, city.first, last)
        if not (sure or _worked_in(sentence, city, clause)):
            continue
        coming = any(ahead(sentence, i, _COMING) for i in clause)
        kind = "open" if sentence.of("organisation") else "again"
        for found in chain:
            if found.kind == "city" and found.name not in told:
                yield Mark(kind, city.first, city.last, "join" if coming else "joined"), found


def _worked_in(sentence: Sentence, city: Mention, clause: range) -> bool:
    """ "in its other places: Oslo and Riga", "In Oslo, 30 people look after banks": a sign of work."""
    told = range(clause_of(sentence, city.first).start, clause.stop)
    if sentence.words(max(0, city.first - 2), city.first).lower() in ("run from", "out of"):
        return sentence.lower(city.first - 3) != ","  # "Support is run from Oslo", not "the fund, run from"
    return _few(sentence, told) or not _WORKED.isdisjoint(sentence.lowers[told.start : told.stop])


def _few(sentence: Sentence, clause: range) -> bool:
    """ "In Oslo, 30 people look after banks"."""
    counted = (i for i in clause if sentence.lower(i) in ("people", "persons"))
    return any(sentence.lower(i - 1) in _SMALL or _up_to_999(sentence.lower(i - 1)) for i in counted)


def _up_to_999(word: str) -> bool:
    return word.isdigit() and len(word) < 4


def rooms(sentence: Sentence) -> Mark | None:
    """ "took the ground floor", "signed for 40,000 square feet": the words for what a company rents."""
    for mark in sentence.marks.get("office_weak", ()):
        near = sentence.lowers[max(0, mark.first - 12) : mark.first]
        if mark.value in _SPACE and not _TAKING.isdisjoint(near) and sentence.of("organisation"):
            return None if computes(sentence) or sentence.has("deny") else mark
    return None


def vacant(sentence: Sentence) -> bool:
    """ "Of the 100 posts that Acme will fill, most are meant for Oslo": jobs at a company, to be filled."""
    jobs = any(mark.value in _JOBS for mark in sentence.marks.get("staff", ()))
    ahead = sentence.has("plan") and _GONE.isdisjoint(sentence.wording)
    return jobs and ahead and bool(sentence.of("organisation"))


def _clause(sentence: Sentence, first: int, last: int) -> range:
    own = clause_of(sentence, first)
    before, stop = range(first - 1, own.start - 1, -1), max(own.stop, last)
    start = next((i + 1 for i in before if sentence.lower(i) in _PARTS), own.start)
    return range(start, next((i for i in range(last, stop) if sentence.lower(i) in _PARTS), stop))


def _stands_alone(sentence: Sentence, city: Mention, last: int) -> bool:
    """Behind a preposition of place, or as a subject or object of its own; not "the Oslo firm"."""
    before, after = sentence.lower(city.first - 1), sentence.lower(last)
    if after in ("'s", "’s") and before in _PLACED:
        street = sentence.tokens[last + 1].text if last + 1 < sentence.count else ""
        owned = sentence.covering(last + 1)  # "Lima's Acme"
        return not street.islower() and (owned is None or owned.kind != "organisation")  # "Lima's 4th Street"
    if after in ("'s", "’s", "-") or (city.lead and after.isalpha() and after not in _BEHIND):
        return False
    if before == "from":
        return any(sentence.lower(i) in _RUN for i in range(city.first - 7, city.first))
    if before == "of" and sentence.lower(city.first - 2) in _MIDST | {"out"}:
        return True
    if before in _PLACED or before in _TURNING or (before in _AFTER and city.first > 1):
        return True
    if not before and after == ",":
        return False
    return before in _LEADING and (after in _BEHIND or not after)


def _said_of_else(sentence: Sentence, city: Mention, last: int) -> bool:
    """A city of an event, a speech, a journey, a market; or one that is denied."""
    clause = _clause(sentence, city.first, last)
    words = {sentence.lower(i) for i in clause}
    near = sentence.near(max(clause.start, city.first - 6), min(clause.stop, last + 4))
    return not _BARRED.isdisjoint(words) or scene(sentence, city) or not _NOT.isdisjoint(near)
