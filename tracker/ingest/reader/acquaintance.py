"""Organisations that no gazetteer knows and whose name has no telling form: found by how the text speaks
of them.
"""

import re
from collections.abc import Iterable

from tracker.ingest.reader.company_signs import a_thing, everyday, keeps_its, telling
from tracker.ingest.reader.document import PLACES, Sentence
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.person_names import GIVEN
from tracker.ingest.reader.roles import HEADS, MODIFIERS, role_end
from tracker.ingest.reader.runs import Run, shapes
from tracker.ingest.reader.subjects import heads_item

_THE_FIRM = re.compile(
    r"\s*The (?:[\w-]+ ){0,4}(?:company|firm|start-?up|group|maker|developer|lab|provider|operator|unicorn)\b"
)
_OWNED = word_set("acquaintance owned")
_AGENT_VERBS = word_set("acquaintance agent verbs")
_HEADING = 7  # words that a line must have to tell something
_POSSESSIVE = frozenset({"'s", "’s"})
_FOUNDS = word_set("acquaintance founds")
_PLACED = word_set("acquaintance placed")
_DISTRICTS = word_set("names districts")
_STREETS = frozenset("place park street square cross road court gate wharf yard hill green lane".split())
_LEASING = frozenset({"leasing", "leased", "opening", "opened", "renting", "rented", "hiring", "raised"})
_FOUNDED = frozenset("backed which founded whose owned funded valued maker developer makers".split())
_TITLES = word_set("people titles")
_WITH = word_set("frames with") | {"whose", "dont"}
_VERB_ENDINGS = {
    "fr": ("e", "ent", "era", "eront", "ait", "aient", "ient", "rait"),
    "es": ("a", "e", "ó", "an", "en", "rá", "aron", "ieron", "rán"),
    "pt": ("a", "e", "ou", "eu", "iu", "am", "em", "rá", "aram", "rão"),
    "it": ("a", "e", "ano", "ono", "rà", "ò", "ranno"),
}
_PREPOSITIONS = frozenset(
    "a de di en à por con sin per par avec chez dans em no na com dal del della du des do da d ’ '".split()
)
_NO_VERBS = word_set("acquaintance no verbs")
_AT = frozenset({"of", "at", "for", "von", "bei", "de", "chez", "di", "da", "do"})


def acquainted(spare: list[Run]) -> set[str]:
    """The names among unexplained runs that the text treats as an organisation."""
    surnames = name_parts(spare)
    singles = {run.name for run in spare if len(run.texts) == 1}
    things = {run.name for run in spare if a_thing(run)}
    sure: set[str] = set()
    met: dict[str, list[Run]] = {}
    for run in spare:
        called = len(run.texts) > 1 and run.texts[-1] in singles and run.texts[0] not in singles
        alone = len(run.texts) == 1 and run.name in shapes()["tail"]  # "Financial"
        if len(run.texts) > 3 or called or alone or run.name in things or not _nameable(run):
            continue  # "Jane Doe", whom the text then calls Doe
        met.setdefault(run.name, []).append(run)
        alone = len(run.texts) == 1 and run.name not in surnames
        paired = len(run.texts) == 2 and not _title(run) and _settles(run)
        whole = alone or len(run.texts) > 1
        told = _surely(run) or paired or (alone and (_sets_up(run) or _speaks_as_company(run)))
        if told or (whole and (telling(run) or keeps_its(run))):
            sure.add(run.name)
    return sure | {name for name, places in met.items() if name not in surnames and _central(places)}


def protagonist(sentences: list[Sentence], spare: list[Run], surnames: set[str]) -> str | None:
    """Whom a text is about that names no company where it begins: the first name of one word there that
    nothing tells to be a person's, a place's or a thing's.
    """
    telling_sentences = [one for one in sentences if not one.span.heading and len(one.tokens) > _HEADING][:2]
    if not telling_sentences or sentences[0].language == "de":
        return None
    end = sentences.index(telling_sentences[-1]) + 1
    if any(_acting(one) for one in sentences[:end]):
        return None
    named: dict[str, list[Run]] = {}
    for run in spare:
        named.setdefault(run.name, []).append(run)
    opening = {id(one) for one in telling_sentences}
    told = (places for places in named.values() if not opening.isdisjoint(id(run.sentence) for run in places))
    return next((places[0].name for places in told if _a_company_may(places, surnames)), None)


def _acting(sentence: Sentence) -> bool:
    return any(m.sort not in ("publisher", "government body") for m in sentence.of("organisation"))


def _a_company_may(places: list[Run], surnames: set[str]) -> bool:
    name = places[0].name
    formed = len(places[0].texts) == 1 and len(name) > 3 and not name.isupper() and not everyday(name)
    if not formed or (name in surnames and len(places) < 2) or all(run.first == 0 for run in places):
        return False
    return all(_nameable(run) and not (_placed(run) or _personal(run) or a_thing(run)) for run in places)


def name_parts(spare: list[Run]) -> set[str]:
    """The first and last words of longer runs, most of which are people's names."""
    return {word for run in spare if len(run.texts) > 1 for word in (run.texts[0], run.texts[-1])}


def _central(places: list[Run]) -> bool:
    """One word that comes again and again, acts or owns, and is never spoken of as a place or a person."""
    if len(places) < 2 or len(places[0].texts) != 1:
        return False
    if any(_placed(run) or _personal(run) for run in places):
        return False
    return any(run.first > 0 for run in places) and any(_subject(run) for run in places)


def _placed(run: Run) -> bool:
    """ "in Acton", "Acton, Canada"."""
    beyond = run.sentence.covering(run.last + 1) if run.sentence.lower(run.last) == "," else None
    within = beyond is not None and beyond.kind in PLACES
    before = run.sentence.lower(run.first - 1)
    return within or before in _PLACED or (before == "a" and run.sentence.language == "it")


def _personal(run: Run) -> bool:
    """ "Mr Doe", "Chancellor Doe", "Doe, 71"."""
    sentence, before = run.sentence, run.first - 1
    titled = sentence.lower(before) in _TITLES or _ends_role(sentence, run.first)
    titled = titled or (before >= 0 and sentence.tokens[before].text in GIVEN)  # "Jan Doe"
    aged = sentence.lower(run.last) == "," and sentence.lower(run.last + 1).isdigit()
    return titled or aged


def _subject(run: Run) -> bool:
    """A verb or a possessive follows."""
    sentence, place = run.sentence, run.last
    if sentence.lower(place) in _POSSESSIVE or sentence.lower(place) in _AGENT_VERBS:
        return True
    told = sentence.between(place, place + 1, "verb") or sentence.between(place, place + 1, "say")
    return told or verb_abroad(run)


def verb_abroad(run: Run) -> bool:
    """ "Acme entretient", "Acme becará": a word with the ending of a Romance verb behind a name."""
    endings = _VERB_ENDINGS.get(run.sentence.language)
    word = run.sentence.lower(run.last)
    before = run.sentence.lower(run.first - 1)
    governed = before in _PREPOSITIONS and (before != "a" or run.sentence.language != "pt")
    if endings is None or governed or len(word) < 4 or not word.isalpha() or word in _NO_VERBS:
        return False
    return run.sentence.tokens[run.last].text.islower() and word.endswith(endings)


def _nameable(run: Run) -> bool:
    shape, first = shapes(), run.texts[0]
    if (len(run.texts) > 1 and first in given_names()) or run.sentence.lower(run.last) in _DISTRICTS:
        return False
    if run.sentence.lower(run.last) in _POSSESSIVE and run.sentence.lower(run.last + 1) in _STREETS:
        return False  # "Regent's Place"
    return first not in shape["adjectives"] and first.lower() not in HEADS and first.lower() not in MODIFIERS


def _surely(run: Run) -> bool:
    """ "Acme's headquarters", "CEO of Acme", "Acme chief executive Jane Doe", "Acme, which raised"."""
    sentence = run.sentence
    after = sentence.lower(run.last)
    if after in _POSSESSIVE and not _OWNED.isdisjoint(_following(sentence, run.last + 1, 4)):
        return True
    led = "under" in sentence.near(run.first - 4, run.first)
    if led:
        return False  # "under the lead of Jane Doe"
    if sentence.lower(run.first - 1) in _AT and _ends_role(sentence, run.first - 1) and len(run.texts) < 3:
        return True
    role_last = role_end(sentence, run.last)
    if role_last > run.last and role_last < len(sentence.tokens) and sentence.tokens[role_last].capitalised:
        return not sentence.lower(role_last - 1).endswith("s")
    if sentence.lower(run.first - 1) in _FOUNDS and len(run.texts) < 3:
        return True
    if sentence.lower(run.first - 1) == "of" and any(
        mark.last == run.first - 1 for mark in sentence.marks.get("office", ())
    ):
        return True  # "the Lima head office of Acme"
    if after == "," and sentence.lower(run.last + 1) in _WITH and _office_soon(sentence, run.last + 2):
        return True  # "Acme, with offices in Lima,"
    if run.first == 0 and run.last + 1 == sentence.count and heads_item(sentence, run.last):
        return _THE_FIRM.match(sentence.text, sentence.span.end) is not None  # "Acme. The Lima start-up has"
    return _says_it(run) or (after == "," and sentence.lower(run.last + 1) == "which") or _hails(run)


def _hails(run: Run) -> bool:
    """ "Acme of Lima, backed by", "Acme, of Lima, which": where it is from, and what no person is."""
    sentence, place = run.sentence, run.last + (run.sentence.lower(run.last) == ",")
    city = sentence.covering(place + 1) if sentence.lower(place) in ("of", "from") else None
    if city is None or city.kind != "city" or sentence.lower(city.last) != "," or len(run.texts) > 2:
        return False
    return sentence.lower(city.last + 1) in _FOUNDED


def _sets_up(run: Run) -> bool:
    """ "Acme has twin headquarters in", no plain plural at the start of a sentence."""
    plural = run.first == 0 and run.name.endswith(("s", "ing", "ed", "ion"))
    return not plural and _houses(run.sentence, run.last)


def _title(run: Run) -> bool:
    """A role or a place of state in the words: "Prime Minister", "White House"."""
    public = HEADS | MODIFIERS | {"house", "valley", "street"}
    return not public.isdisjoint(text.lower() for text in run.texts)


def _settles(run: Run) -> bool:
    """ "Acme Logic is leasing three floors", "Acme Logic keeps a lab": no person's name."""
    if run.sentence.lower(run.first - 1) == "and":
        return False  # the last of a list of people
    leases = run.sentence.lower(run.last + 1) in _LEASING and run.sentence.lower(run.last) in ("is", "has")
    return leases or _houses(run.sentence, run.last)


def _houses(sentence: Sentence, place: int) -> bool:
    """A verb at once and an office soon after: "Acme has twin headquarters in", "Acme keeps a lab in"."""
    verbs = (mark for kind in ("open", "plan", "expand", "close") for mark in sentence.marks.get(kind, ()))
    acting = next((mark for mark in verbs if 0 <= mark.first - place <= 1), None)
    return acting is not None and _office_soon(sentence, acting.last)


def _office_soon(sentence: Sentence, place: int) -> bool:
    return sentence.between(place, place + 7, "office")


def _says_it(run: Run) -> bool:
    """ "Acme Loop said on Monday that it": a person would be "he" or "she"."""
    sentence = run.sentence
    following = [sentence.lower(place) for place in range(run.last + 1, run.last + 6)]
    said = sentence.lower(run.last) in ("said", "says", "announced", "disclosed", "confirmed")
    return (
        said and not {"it", "its"}.isdisjoint(following[:5]) and not {"he", "she", "the"} & set(following[:4])
    )


def _speaks_as_company(run: Run) -> bool:
    """ "The company will open in Lima, Acme said", "…, précise Acme", "teilte Acme mit": whoever says it is
    the company.
    """
    sentence = run.sentence
    ends = sentence.lower(run.first - 1) == "," and sentence.between(run.last, run.last + 1, "say")
    ends = ends or any(m.last == run.first and m.first > 2 for m in sentence.marks.get("say", ()))
    ends = ends or (sentence.lower(run.first - 1) == "wie" and sentence.lower(run.first - 2) == ",")
    opens = any(m.first == 0 and m.last > 1 for m in sentence.marks.get("company_pronoun", ()))
    opens = opens or (sentence.language != "en" and sentence.has("office"))
    return ends and opens and not any(m.last <= run.first for m in sentence.of("organisation", "person"))


def _ends_role(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place - 1) in HEADS or any(
        mark.last == place for mark in sentence.marks.get("role", ())
    )


def _following(sentence: Sentence, first: int, count: int) -> Iterable[str]:
    return [sentence.lower(place) for place in range(first, first + count)]
