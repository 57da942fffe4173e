"""What stands around a name that only an organisation has: "shares in Acme", "Acme employs", "rivals such
as Acme". A name of one word can be no full person, so that more verbs tell.
"""

from functools import cache

from tracker.ingest.reader.document import PLACES
from tracker.ingest.reader.lexicon import expand, read_vocabulary, word_set
from tracker.ingest.reader.person_names import GIVEN
from tracker.ingest.reader.roles import role_end
from tracker.ingest.reader.runs import Run
from tracker.ingest.reader.tokens import words_of

_SKIPPED = word_set("signs skipped")
_ARTICLES = frozenset({"the", "la", "le", "el", "l", "’", "'", "il", "o", "a", "die", "der", "dem", "den"})
_PLURAL_VERBS = frozenset({"are", "were", "have", "want", "need", "say", "run", "come", "go", "make", "take"})
_SUFFIXES = tuple("ing tion ment ness ity ance ence ship ism ers ors ists ians".split())
_PERSONAL = frozenset({"he", "she", "his", "her", "him", "who", "whom"})
_WISHING = frozenset("will would wants hopes plans intends aims said says".split())
_SIGNS = frozenset({"$", "€", "£", "million", "billion", "millions"})
_SQUARE = frozenset("square sq mw gw megawatts subsidy customers clients subsidiary".split())
_DETERMINERS = frozenset({"the", "a", "an", "one"})
_TOWNS = frozenset(
    "town village city suburb island port district region valley hamlet dockyard airport harbour".split()
)
_DOINGS = ("open", "plan", "announce", "expand", "close", "deal_verb", "invest_verb")
_GERMAN_ENDINGS = ("en", "er", "ung", "heit", "keit", "schaft", "e", "s", "tion", "tum", "chen")
_RAISES = word_set("deals raises")
_OF = frozenset({"of", "de", "da", "do", "di", "von", "des"})
_ROUNDS = frozenset("round rodada ronda levée finanzierungsrunde captação captación".split())
_OBJECTS = frozenset("the a an its their it to that more no some every two three into".split())
_HAVING = frozenset({"has", "had"})
_NO_SUBJECT = frozenset("the a an in at to from of by for".split())
_WORKPLACES = frozenset({"Campus", "Hub", "Office", "Headquarters", "Centre", "Center", "Excellence"})
_INDEFINITE = frozenset({"a", "an", "its", "their", "our", "new", "another", "first", "second", "of", "ai"})
_WORDS_AHEAD = 8


@cache
def _lines() -> dict[str, str]:
    lines = read_vocabulary("company_signs.txt").splitlines()
    return dict(line.split(": ", 1) for line in lines if not line.startswith("#"))


@cache
def _terms(kind: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The terms of one class by the word that stands next to the name."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for form in (form for term in _lines()[kind].split("; ") for form in expand(term)):
        words = tuple(word.lower() for word in words_of(form))
        beside = words[-1] if kind.startswith("before") else words[0]
        found[beside] = (*found.get(beside, ()), words)
    return found


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(_terms(kind))


@cache
def _everyday() -> frozenset[str]:
    """Words that open many an English sentence, and are hardly the name of a company there."""
    listed = set(_lines()["everyday"].split())
    for line in read_vocabulary("en.txt").splitlines():
        terms = line.split(":", 1)[1].split(";") if ":" in line and not line.startswith("#") else ()
        for term in terms:
            listed.update(form.lower() for form in expand(term.partition("=")[0].strip()) if " " not in form)
    return frozenset(listed)


def everyday(word: str) -> bool:
    """ "Clients", "Hiring", "Construction": a capital that only the sentence's start gives."""
    small = word.lower()
    forms = (small, small.removesuffix("s"), small.removesuffix("es"), small.removesuffix("ies") + "y")
    return not _everyday().isdisjoint(forms) or small.endswith(_SUFFIXES)


def telling(run: Run) -> bool:
    """Whether this place alone tells that the name is an organisation's."""
    single = len(run.texts) == 1
    if not single and _about_person(run):
        return False
    if _compound(run) or _with_role(run):
        return False
    if _before(run, "before any") or _listed(run) or _after(run, "after any", run.last):
        return not (single and _opens(run) and everyday(run.texts[0]))
    if not single:
        told = _before(run, "before one") or _acts(run)
        return told and (_no_person(run) or _with_size(run)) and not _product(run)
    if _before(run, "before one") or _round_of(run):
        return True
    return (_acts(run) or _has(run)) and not _product(run)


def _third_person(run: Run, place: int) -> bool:
    """ "Acme owes its rise", "Acme sues the state", not "Acme robots in": whatever the verb is."""
    sentence = run.sentence
    verb, after = sentence.lower(place), sentence.lower(place + 1)
    return verb.isalpha() and len(verb) > 3 and verb.endswith("s") and after in _OBJECTS


def _has(run: Run) -> bool:
    """ "Acme now has 40 staff"; "has" and "was" alone are said of anything."""
    place = _past(run, run.last)
    having = {run.sentence.lower(step) for step in range(run.last, place + 1)}
    plain = _opens(run) and everyday(run.texts[0])
    return not _HAVING.isdisjoint(having) and _with_size(run) and not plain


def _no_person(run: Run) -> bool:
    """ "Copper Finch": hardly anybody's given name is an everyday word; nor does a person lead a round."""
    raised = run.sentence.has("invest_noun") or "$" in run.sentence.lowers
    funded = raised and run.sentence.lower(run.first - 1) == "by"
    return (everyday(run.texts[0]) and not run.sentence.span.heading) or funded


def _with_size(run: Run) -> bool:
    """ "Acme Quay has 40 staff", "takes 3,000 square metres", "got $3 million": what persons hardly do."""
    sentence = run.sentence
    if sentence.lower(run.last) in _WISHING:
        return False
    for place in range(run.last + 1, min(run.last + 9, len(sentence.tokens))):
        if sentence.lower(place) in _SIGNS or sentence.lower(place) in _SQUARE:
            return True
        if sentence.lower(place)[0].isdigit() and any(
            sentence.between(place + 1, place + 3, kind) for kind in ("staff", "users", "count")
        ):
            return True
    return False


def keeps_its(run: Run) -> bool:
    """ "Acme lost its biggest customer", "Acme said it": a person would be "he" or "she"."""
    if _about_person(run) or run.sentence.lower(run.last) in (",", "and", "'s", "’s"):
        return False
    ahead = [run.sentence.lower(place) for place in range(run.last + 1, run.last + _WORDS_AHEAD)]
    its = next((i for i, word in enumerate(ahead) if word in ("its", "itself")), None)
    if its is None or not _verbal(run):
        return False
    return not any(run.sentence.covering(place) for place in range(run.last, run.last + its))


def _verbal(run: Run) -> bool:
    return _acts(run) or bool(_after(run, "after any", _past(run, run.last)))


def _about_person(run: Run) -> bool:
    return not _PERSONAL.isdisjoint(run.sentence.lower(place) for place in range(run.last, run.last + 14))


def _opens(run: Run) -> bool:
    return run.first == 0 or run.sentence.tokens[run.first - 1].text in '.:!?-–—•*|"“„«'


def _before(run: Run, kind: str) -> bool:
    sentence, place = run.sentence, run.first - 1
    while sentence.lower(place) in _ARTICLES:
        place -= 1
    for words in _terms(kind).get(sentence.lower(place), ()):
        first = place - len(words) + 1
        if first >= 0 and tuple(sentence.lowers[first : place + 1]) == words:
            return True
    return False


def _after(run: Run, kind: str, place: int) -> bool:
    sentence = run.sentence
    return any(
        tuple(sentence.lowers[place : place + len(words)]) == words
        for words in _terms(kind).get(sentence.lower(place), ())
    )


def _round_of(run: Run) -> bool:
    """ "a rodada série C da Acme"."""
    before = [run.sentence.lower(place) for place in range(run.first - 5, run.first)]
    return before[-1] in _OF and not _ROUNDS.isdisjoint(before)


def _listed(run: Run) -> bool:
    """ "rivals such as Acme", "customers include Acme"."""
    sentence, place = run.sentence, run.first - 1
    while sentence.lower(place) in _ARTICLES:
        place -= 1
    if sentence.lower(place) not in _words("links"):
        if sentence.lower(place) != "as" or sentence.lower(place - 1) != "such":
            return False
        place -= 1
    return any(sentence.lower(step) in _words("listing") for step in range(place - 3, place))


def _past(run: Run, place: int) -> int:
    """Beyond an aside in brackets or commas, adverbs and auxiliaries."""
    sentence = run.sentence
    closing = {"(": ")", ",": ","}.get(sentence.lower(place))
    if closing:
        ahead = range(place + 1, min(place + 8, len(sentence.tokens)))
        place = next((step + 1 for step in ahead if sentence.lower(step) == closing), place)
    while sentence.lower(place) in _SKIPPED:
        place += 1
    return place


def _acts(run: Run) -> bool:
    """A verb follows, and no plain noun that only the start of its sentence writes with a capital."""
    sentence, place = run.sentence, _past(run, run.last)
    acts = _after(run, "after one", place) or _after(run, "after any", place) or (
        place > run.last and _after(run, "after one", place - 1)
    )
    past = sentence.lower(place)
    past = past if past.endswith("ed") and sentence.lower(place + 1) not in ("by", "-") else ""
    acts = acts or _does(run, place) or len(past) > 4 or _third_person(run, place)
    if not acts or _located(run):
        return False
    if _compound(run):
        return False
    if not _opens(run):
        before = sentence.lower(run.first - 1)
        initials = run.name.isupper() and len(run.name) > 2 and before == "the"  # "the NHS"
        return initials or before not in _NO_SUBJECT
    plural = run.name.endswith("s") and sentence.lower(run.last) in _PLURAL_VERBS
    return not plural and (len(run.texts) > 1 or not everyday(run.texts[0]))


def _with_role(run: Run) -> bool:
    """ "Jan Doe", "Doe, founder of Acme,"."""
    sentence = run.sentence
    given = run.first > 0 and sentence.tokens[run.first - 1].text in GIVEN
    return given or (sentence.lower(run.last) == "," and role_end(sentence, run.last + 1) > run.last + 1)


def _does(run: Run, place: int) -> bool:
    """In other languages whatever their vocabulary knows companies to do."""
    sentence = run.sentence
    if sentence.language == "en" or (sentence.language == "de" and run.name.endswith(_GERMAN_ENDINGS)):
        return False
    told = sentence.begins(place, *_DOINGS) or sentence.begins(run.last, *_DOINGS)
    return told or sentence.lower(place) in _RAISES


def _compound(run: Run) -> bool:
    """Part of something longer: "SB OpenAI Japan", "Acme Norway"."""
    return any(run.sentence.covering(place) for place in (run.first - 1, run.last))


def _located(run: Run) -> bool:
    """ "Acton, Canada, has"."""
    beyond = run.sentence.covering(run.last + 1) if run.sentence.lower(run.last) == "," else None
    return beyond is not None and beyond.kind in PLACES


def a_thing(run: Run) -> bool:
    """ "the assistant Fable", "the Fable model", "Acton, the town on the river", "an Engineering Campus": no
    company.
    """
    sentence, place = run.sentence, run.last
    if run.texts[-1] in _WORKPLACES and sentence.lower(run.first - 1) in _INDEFINITE:
        return True
    before = {sentence.lower(run.first - 1), sentence.lower(run.first - 2)}
    if not _words("things").isdisjoint(before | {sentence.lower(place)}):
        return True
    if sentence.lower(run.first - 1) == "the" and sentence.begins(place, "descriptor"):
        return True  # "the Baltic company"
    placed = sentence.lower(place) == "," and sentence.lower(place + 1) in _DETERMINERS
    return placed and any(sentence.lower(step) in _TOWNS for step in range(place + 2, place + 5))


def _product(run: Run) -> bool:
    """ "its Fable", "Acme's Fable"; "Norway's Acme" is a company."""
    before = run.sentence.lower(run.first - 1)
    owner = run.sentence.covering(run.first - 2)
    if before in ("'s", "’s"):
        return owner is None or owner.kind != "country"
    return before in ("its", "their", "our") or a_thing(run)
