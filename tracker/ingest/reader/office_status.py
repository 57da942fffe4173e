"""How far along an office is: the verbs of its own clause, a rumour or a denial about the whole sentence."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark, word_set

_UNFINISHED = word_set("offices unfinished")
_RELATIVE = word_set("offices relative")
_BREAKS = word_set("offices clause breaks")
_NEW = word_set("offices new")
_OVERSEEING = word_set("offices overseeing")
_PICKED = word_set("again chosen")
_GETS = frozenset({"gets", "get", "bekommt", "erhält", "reçoit", "recibe", "recebe", "riceve"})
_AUXILIARIES = frozenset({"has", "have", "had", "hat", "ha", "a", "haben", "ont"})
_BETWEEN = frozenset({",", "(", "also", "already", "now", "has", "have", "been", "was", "were", "is", "are"})
_WITH = word_set("frames with")
_PASSIVE = frozenset("was were been be is are being wurde wird sera seront été fue será foi fu".split())
_TO_BE = word_set("offices to be")
_LARGER = word_set("offices larger")
_WEIGHING = word_set("offices weighing")
_WEIGHED = word_set("offices weighed")
_SPACE = word_set("offices space")
_SIGNED = frozenset({"signed", "signs", "inked"})
_SEEKING = frozenset({"looking", "looks", "hunting", "scouting", "searching"})
_GOES = frozenset({"goes", "gives"})
_IS = frozenset({"is", "are", "was", "were"})
_BOUND = _IS | {"be", "due", "set", "about", "going", "expected", "expects", "hopes", "wants", "plans"}
_THEM = frozenset({"it", "them"})
_OWN = frozenset({"the", "its", "their"})
_CHOSEN = frozenset({"settled on", "landed on", "opted for", "chose", "chosen", "picked", "selected"})
_HAD = frozenset({"had", "ran", "kept", "hatte", "unterhielt"})
_STRONG = frozenset("cut made took gave sold bought built won lost began found put set let paid".split())
_ALSO = frozenset({"and", "while", "und", "et", "y", "e"})
_BREAKING = _BREAKS | _RELATIVE | _ALSO | {"as"}
_AS_SUBJECTS = frozenset({"it", "the", "they", "part", "demand"})
_KINDS = ("open", "plan", "announce", "expand", "close")


def status_of(sentence: Sentence, mark: Mark) -> str:
    """rumoured, closed, expanded, announced or open, by the verbs of the clause that the office stands in."""
    clause = clause_of(sentence, mark.first)
    status = _first_told(sentence, mark, clause)
    if status == "open" and (_given(sentence, mark, clause) or _put_off(sentence, mark, clause)):
        status = "announced"
    if status in ("open", "announced") and _considered(sentence, mark, clause):
        status = "planned"
    aside = sentence.lower(clause.start - 1) in _RELATIVE or sentence.lower(clause.start) in _RELATIVE
    if _rumoured(sentence, mark.first) and not (aside and status == "open"):
        return "rumoured"
    return status


def ahead(sentence: Sentence, place: int, words: frozenset[str]) -> bool:
    """Whether a token is one of `words` for what is to come: "is to", not "report to desks"."""
    word = sentence.lower(place)
    return word in words and (word != "to" or sentence.lower(place - 1) in _BOUND)


def _first_told(sentence: Sentence, mark: Mark, clause: range) -> str:
    if _over(sentence, mark.first) or _given_up(sentence, mark, clause):
        return "closed"
    return "expanded" if _larger(sentence, mark, clause) else _told(sentence, mark, clause)


def _rumoured(sentence: Sentence, place: int) -> bool:
    """Whether a rumour is told of the subject of a token, and not of the other in "and Bolt is said to"."""
    rumours = sentence.marks.get("rumour", ())
    parts = [i for i in range(sentence.count) if rumours and another_subject(sentence, i)]
    return any(all((i < place) == (i < rumour.first) for i in parts) for rumour in rumours)


def another_subject(sentence: Sentence, place: int) -> bool:
    """ ", and Acme, which is new here, has": where a clause with a company of its own begins."""
    if sentence.lower(place) not in _ALSO or sentence.lower(place - 1) != ",":
        return False
    named, before = sentence.covering(place + 1), sentence.covering(place - 2)
    if named is None or named.kind != "organisation" or (before and before.kind == "organisation"):
        return False
    return sentence.lower(named.last) == "," or sentence.begins(named.last, "verb", "say", *_KINDS)


def _over(sentence: Sentence, place: int) -> bool:
    """ "Until 2023 it had an office": no longer."""
    until = sentence.lower(0) in ("until", "bis") and sentence.lower(1)[:2] in ("19", "20")
    return until and not _HAD.isdisjoint(sentence.lowers[2:place])


def _given_up(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """ "We had an office there and gave it up", "Oslo and Riga, from which it withdrew", "left Oslo,
    where it had engineers".
    """
    closing = sentence.marks.get("close", ())
    after = (verb for verb in closing if verb.first in clause and verb.first >= mark.last)
    if any(not _THEM.isdisjoint(sentence.lowers[verb.first : verb.last + 1]) for verb in after):
        return True
    place = sentence.covering(clause.start - 3) if sentence.lower(clause.start - 1) == "where" else None
    if place is not None and place.kind == "city" and any(verb.last == place.first for verb in closing):
        return True
    out = sentence.lower(clause.stop) == "which" and sentence.lower(clause.stop - 1) == "from"
    return out and any(clause.stop < verb.first < clause.stop + 10 for verb in closing)


def _larger(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """ "moved to larger premises", "has doubled its floor space in Oslo", "is to go from 60 to 90 people"."""
    if sentence.lower(mark.first - 1) in _LARGER:
        return True
    if mark.value not in ("joined", "join"):
        return False
    if mark.kind == "again" and any(_from_to(sentence, place) for place in clause):
        return True
    grown = (verb for verb in sentence.marks.get("expand", ()) if verb.first in clause)
    return any(0 < mark.first - verb.last < 5 and sentence.lower(verb.last) in _OWN for verb in grown)


def _from_to(sentence: Sentence, place: int) -> bool:
    """ "from 60 to 90", at "from"."""
    if sentence.lower(place) != "from" or sentence.lower(place + 2) != "to":
        return False
    return sentence.lower(place + 1)[:1].isdigit() and sentence.lower(place + 3)[:1].isdigit()


def _given(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """ "To Oslo goes the headquarters", "gives Oslo the European seat", "a lease there was signed"."""
    if not _GOES.isdisjoint(sentence.near(mark.first - 4, mark.first)):
        return True
    return mark.value in _SPACE and not _SIGNED.isdisjoint(sentence.near(clause.start, clause.stop))


def _put_off(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """A new office that is due or picked only."""
    return _new(sentence, mark) and (_due(sentence, clause) or _picked(sentence, mark))


def _considered(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """ "is weighing a lab in Oslo", "is looking for space in Riga", "leases there are being negotiated"."""
    begin = max(clause.start, mark.first - 8)
    opened = (verb for verb in sentence.marks.get("open", ()) if begin <= verb.first < mark.first)
    before = range(max((verb.last for verb in opened if finished(sentence, verb)), default=begin), mark.first)
    if any(sentence.lower(i) in _WEIGHING for i in before):
        return True
    seeking = (i for i in before if sentence.lower(i) in _SEEKING and sentence.lower(i + 1) == "for")
    if any(mark.first - i < 5 for i in seeking):
        return True
    after = range(mark.last, min(clause.stop, mark.last + 10))
    return any(sentence.lower(i) in _WEIGHED and sentence.lower(i - 1) == "being" for i in after)


def _due(sentence: Sentence, clause: range) -> bool:
    """ "its new Oslo office, which is due to open": the relative clause puts it off; not "opened its new
    office, which will house 40 people".
    """
    if sentence.lower(clause.stop) not in _RELATIVE:
        return False
    if any(verb.first in clause and verb.value == "opened" for verb in sentence.marks.get("open", ())):
        return False
    return any(clause.stop < verb.first <= clause.stop + 3 for verb in sentence.marks.get("plan", ()))


def _picked(sentence: Sentence, mark: Mark) -> bool:
    """ "Oslo was named by Acme as the place for its next office", "Asia gets its first one": not there."""
    if any(sentence.lower(place) in _GETS for place in range(max(0, mark.first - 6), mark.first)):
        return True
    chosen = (i for i in sentence.where(_PICKED) if i < mark.first)
    return any(sentence.lower(i - 1) in _PASSIVE for i in chosen)


def clause_of(sentence: Sentence, place: int) -> range:
    """The tokens of the clause around a token: up to a relative pronoun, a semicolon, "but" or "after"."""
    if place not in sentence.clauses:
        sentence.clauses[place] = _clause(sentence, place)
    return sentence.clauses[place]


def _clause(sentence: Sentence, place: int) -> range:
    breaks = sentence.where(_BREAKING)
    first = next((i + 1 for i in reversed(breaks) if i < place and _breaks(sentence, i)), 0)
    last = next((i for i in breaks if i > place and _breaks(sentence, i)), sentence.count)
    if sentence.lower(first - 1) in _RELATIVE:
        last = next((i for i in range(place + 1, last) if _resumes(sentence, i)), last)
    return range(first, last)


def _resumes(sentence: Sentence, place: int) -> bool:
    """The comma after which the main clause goes on: "Acme, whose office is in Oslo, will …"."""
    if sentence.lower(place) != ",":
        return False
    word = sentence.lower(place + 1)
    past = word.endswith("ed") or word in _STRONG
    return past or sentence.begins(place + 1, "verb", *_KINDS)


def _breaks(sentence: Sentence, place: int) -> bool:
    word = sentence.lower(place)
    if word in _ALSO and another_subject(sentence, place):
        return True
    if word in _RELATIVE:
        return not (word == "that" and any(m.last == place for m in sentence.marks.get("announce", ())))
    return word in _BREAKS or (word == "as" and sentence.lower(place + 1) in _AS_SUBJECTS)


def _told(sentence: Sentence, mark: Mark, clause: range) -> str:
    if mark.value in ("joined", "join", "after"):
        if mark.value == "joined" and _undergone(sentence, clause):
            return "closed"
        return "announced" if mark.value == "join" else "open"
    if mark.value in ("left", "grown"):
        return "closed" if mark.value == "left" else "expanded"
    verbs = _verbs(sentence, clause)
    left = [verb for verb in verbs if verb.first < mark.last and not _describes(verb, mark)]
    right = [verb for verb in verbs if verb.first >= mark.last and _governs(sentence, verb)]
    governing = right if right and _subject(sentence, mark, right[0]) else left[-1:] or right
    if governing is right and [v.kind for v in right[:2]] in (["plan", "close"], ["plan", "expand"]):
        governing = right[1:]  # "the Lima centre will get twice as many engineers"
    if not governing or (sentence.lower(mark.first - 1) in _WITH and not left):
        return "open"
    if _standing(sentence, mark, clause) or _served_from(sentence, mark):
        return "open"
    return _of_verb(sentence, mark, governing[0], left)


def _governs(sentence: Sentence, verb: Mark) -> bool:
    """ "for its base Acme has settled on Oslo", "the office was announced"; not "the office, Acme said"."""
    if verb.kind != "announce":
        return True
    return verb.value in _CHOSEN or sentence.lower(verb.first - 1) in _PASSIVE


def _undergone(sentence: Sentence, clause: range) -> bool:
    """ "A site in Lima was shut": done to the office itself; not "is closing one and moving to Lima"."""
    closing = (verb for verb in sentence.marks.get("close", ()) if verb.first in clause)
    verbs = (verb for verb in closing if not verb.value.endswith("ing"))
    return any(sentence.lower(verb.first - 1) in _PASSIVE for verb in verbs)


def _verbs(sentence: Sentence, clause: range) -> list[Mark]:
    """The telling verbs of a clause in order; "have" only when it is no auxiliary: "have been closed"; who is
    "leaving for" larger rooms closes nothing.
    """
    verbs = sorted(
        (verb for kind in _KINDS for verb in sentence.marks.get(kind, ()) if verb.first in clause),
        key=lambda verb: verb.first,
    )
    verbs = [verb for verb in verbs if verb.kind != "close" or not _remains(sentence, verb)]
    return [verb for verb in verbs if not _helps(sentence, verb, verbs)]


def _remains(sentence: Sentence, verb: Mark) -> bool:
    """ "is leaving for larger rooms", "what is left"."""
    left = verb.value == "left" and sentence.lower(verb.first - 1) in _IS
    return left or sentence.lower(verb.last) == "for"


def _helps(sentence: Sentence, verb: Mark, verbs: list[Mark]) -> bool:
    """Whether "have" is only the auxiliary of a verb that follows, in German at the end of the clause."""
    if verb.value not in _AUXILIARIES:
        return False
    if sentence.language == "de":
        return verb is not verbs[-1]
    compound = any(other.first == verb.first and other.last > verb.last for other in verbs)
    compound = compound or any(other.first == verb.last for other in verbs if other.value in _CHOSEN)
    return compound or sentence.lower(verb.last) == "been"


def _describes(verb: Mark, mark: Mark) -> bool:
    """ "a growing presence": no growth of the office's own."""
    return verb.kind == "expand" and verb.last == mark.first and verb.value.endswith("ing")


def _of_verb(sentence: Sentence, mark: Mark, verb: Mark, left: list[Mark]) -> str:
    """The status that a verb gives: "closes", "expands", "has opened", "plans", "to open"."""
    planned = any(other.kind == "plan" for other in left) or verb.kind == "plan"
    if verb.kind in ("close", "expand") and not _new(sentence, mark):
        return "closed" if verb.kind == "close" else "expanded"
    if verb.kind == "open" and sentence.lower(verb.first - 1) in _TO_BE:
        return "announced"
    if verb.kind == "open" and finished(sentence, verb):
        return "open"
    if verb.kind == "announce":
        done = any(other.kind == "open" and finished(sentence, other) for other in left)
        return "open" if done else "announced"
    return "announced" if planned else "open"


def _subject(sentence: Sentence, mark: Mark, verb: Mark) -> bool:
    """ "the Oslo office opened", "offices in Lima and Cusco, opened in May": a verb right after the
    office and its places.
    """
    end = mark.last
    for place in sentence.of("city", "country"):
        if mark.last <= place.first <= end + 3:
            end = place.last
    gap = [sentence.lower(i) for i in range(end, verb.first)]
    aside = "," in gap and verb.value in _AUXILIARIES  # ", a indiqué Acme"
    return not aside and len(gap) <= 2 and all(word in _BETWEEN for word in gap)


def _new(sentence: Sentence, mark: Mark) -> bool:
    """ "a new lab", "its first office", "another base"."""
    return any(sentence.lower(place) in _NEW for place in range(max(0, mark.first - 5), mark.first))


def _standing(sentence: Sentence, mark: Mark, clause: range) -> bool:
    """ "the London headquarters will oversee the work": what does something is there already."""
    near = range(mark.last, min(clause.stop, mark.last + 9))
    return not _new(sentence, mark) and any(
        sentence.lower(place) in _OVERSEEING and sentence.lower(place - 1) in ("will", "to", "would", "be")
        for place in near
    )


def _served_from(sentence: Sentence, mark: Mark) -> bool:
    """ "From the office in Oslo it intends to serve banks"."""
    before = sentence.words(max(0, mark.first - 2), mark.first).lower()
    return before in ("from the", "from its", "from their")


def opening(sentence: Sentence, mark: Mark) -> bool:
    """Whether the clause says "opens", which tells of today or of a day to come."""
    if mark.value in ("joined", "join", "after"):
        return False
    clause = clause_of(sentence, mark.first)
    verbs = sentence.marks.get("open", ())
    return any(verb.first in clause and verb.value in _UNFINISHED for verb in verbs)


def finished(sentence: Sentence, verb: Mark) -> bool:
    """A finished opening, with nothing before the verb that puts it off."""
    planned = any(0 <= verb.first - other.last <= 1 for other in sentence.marks.get("plan", ()))
    after = any(other.first == verb.last for kind in _KINDS for other in sentence.marks.get(kind, ()))
    perfect = verb.value in _AUXILIARIES and (after or sentence.lower(verb.last).endswith("ed"))
    return verb.value not in _UNFINISHED and not planned and not perfect
