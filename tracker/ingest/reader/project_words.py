"""What is built for machines: data centres, computing sites and AI parks, as a sentence names them."""

from functools import cache
from typing import NamedTuple

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import LANGUAGES, Lexicon, Mark, expand, read_vocabulary
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.tokens import words_of
from tracker.ingest.reader.written_numbers import number_word

KINDS = ("data_centre", "compute_site", "other")
POWER = frozenset(
    "mw gw megawatt megawatts gigawatt gigawatts mégawatts gigavatios megavatios megawatts gigawatts".split()
)
_POSSESSIVE = frozenset({"'s", "’s", "’"})
_THAT = frozenset({"that", "which", "que", "che", "das", "qui"})
_BREAKS = frozenset({";", ":", "but", "while", "where", "who"})
_AHEAD = ("follow", "planned", "announced", "agreed", "under_way", "open", "expanded", "paused", "cancelled")
_BUILDING = frozenset({"build", "builds", "building", "built", "construct", "constructing", "opened", "open"})
_PHRASE = 6  # words of a noun phrase before its noun


class Site(NamedTuple):
    """A project's noun: tokens first..last (last excluded), its kind, and where its noun phrase begins."""

    kind: str
    first: int
    last: int
    opened: int
    word: str
    plural: bool

    @property
    def mark(self) -> Mark:
        """The noun as the rules of offices take one."""
        return Mark("project", self.first, self.last, self.word)


class Words(NamedTuple):
    """What one sentence says in the vocabulary of projects."""

    marks: dict[str, list[Mark]]

    def of(self, *kinds: str) -> list[Mark]:
        """The marks of these classes, in order."""
        found = [mark for kind in kinds for mark in self.marks.get(kind, ())]
        return sorted(found, key=lambda mark: mark.first)

    def says(self, kind: str, place: int) -> bool:
        """Whether a word of the class stands at a token."""
        return any(mark.first <= place < mark.last for mark in self.marks.get(kind, ()))


@cache
def _vocabulary() -> dict[str, Lexicon]:
    """The classes of each language, of vocabulary/projects.txt."""
    terms: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = {name: {} for name in LANGUAGES}
    for head, listed in _lines():
        language, _, kind = head.partition(" ")
        for term in listed if language in terms else ():
            for form in _forms(term):
                words = tuple(word.lower().replace("’", "'") for word in words_of(form))
                terms[language].setdefault(words[0], []).append((words, kind, form))
    for options in (options for known in terms.values() for options in known.values()):
        options.sort(key=lambda option: -len(option[0]))
    return {language: Lexicon(known) for language, known in terms.items()}


def _lines() -> list[tuple[str, list[str]]]:
    rows = (line.partition(":") for line in read_vocabulary("projects.txt").splitlines() if line[:1] != "#")
    return [(head, [term.strip() for term in listed.split(";")]) for head, colon, listed in rows if colon]


def _forms(term: str) -> list[str]:
    """Every form of a term with several groups of endings: `data cent[er,re](s)`."""
    forms = [term]
    while any(sign in form for form in forms for sign in "(["):
        forms = [other for form in forms for other in expand(form)]
    return forms


@cache
def _nouns(language: str, kinds: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    """The nouns of these classes by their first word."""
    known = _vocabulary().get(language) or _vocabulary()["en"]
    found = {
        word: [words for words, kind, _ in options if kind in kinds] for word, options in known.terms.items()
    }
    return {word: nouns for word, nouns in found.items() if nouns}


def _names_one(sentence: Sentence, kinds: tuple[str, ...]) -> bool:
    nouns, lowers = _nouns(sentence.language, kinds), sentence.lowers
    if nouns.keys().isdisjoint(lowers):
        return False
    return any(
        tuple(lowers[place : place + len(words)]) == words
        for place, word in enumerate(lowers)
        for words in nouns.get(word, ())
    )


def project_words(sentence: Sentence, told: bool) -> Words | None:
    """The vocabulary marks of a sentence; None when it names nothing that is built. A mere "site" is named
    only when a project was `told` of just before, or with its power.
    """
    site = told or not POWER.isdisjoint(sentence.wording)
    if not _names_one(sentence, KINDS) and not (site and _names_one(sentence, ("site",))):
        return None
    known = _vocabulary().get(sentence.language) or _vocabulary()["en"]
    marks: dict[str, list[Mark]] = {}
    for mark in known.marks(sentence.tokens):
        marks.setdefault(mark.kind, []).append(mark)
    return Words(marks)


def span_of(sentence: Sentence, site: Site) -> range:
    """The tokens of a project's clause, with what "that" tells of it: "a data centre that Acme plans"."""
    clause = clause_of(sentence, site.first)
    before = range(site.first - 1, clause.start - 1, -1)
    first = next((place + 1 for place in before if sentence.lower(place) == ":"), clause.start)
    last = clause.stop
    aside = sentence.lower(site.last) == sentence.lower(last) == ","  # "a park, the first there, is to open"
    if sentence.lower(last) in _THAT or aside:
        last = next((i for i in range(last, sentence.count) if sentence.lower(i) in _BREAKS), sentence.count)
    return range(first, last)


def sites(sentence: Sentence, words: Words) -> list[Site]:
    """The projects that nouns of a sentence name: one, or several that are counted; no kind of thing in
    general, and nothing that another noun only describes ("data centre business").
    """
    found: list[Site] = []
    for mark in words.of(*KINDS, "site"):
        if found and mark.first < found[-1].last:
            continue
        site = _site(sentence, words, mark)
        if site is not None:
            found.append(site)
    return found


def _site(sentence: Sentence, words: Words, mark: Mark) -> Site | None:
    name = sentence.covering(mark.first)
    if name is not None and name.kind not in ("other", "organisation"):
        return None
    if name is not None and name.first < mark.first and name.kind == "organisation":
        return None  # "Acme Data Centers", a firm
    if sentence.language == "en" and not _ends_phrase(sentence, words, mark.last):
        return None
    opened = _opened(sentence, words, mark.first)
    before = range(opened, mark.first)
    if any(words.says("no", place) or words.says("generic", place) for place in before):
        return None
    if mark.kind == "site" and not _of_power(sentence, opened, mark):
        return None
    plural = words.says("plural", mark.first) or words.says("plural", mark.last - 1)
    kind = "compute_site" if mark.kind == "site" else mark.kind
    site = Site(kind, mark.first, mark.last, opened, mark.value, plural)
    built = sentence.lower(opened - 1) in _BUILDING  # "will build data centres in Oslo", not those there
    return site if not site.plural or built or _counted(sentence, before) else None


def _of_power(sentence: Sentence, opened: int, mark: Mark) -> bool:
    """ "a 300-megawatt campus", "a site of 1.2 GW": measured in power, so built for machines."""
    around = (*range(opened, mark.first), *range(mark.last, mark.last + 5))
    return any(sentence.lower(place) in POWER for place in around)


def _ends_phrase(sentence: Sentence, words: Words, place: int) -> bool:
    """Whether the noun is the head of its phrase: a sign, a name, a number or a word of grammar follows."""
    token = sentence.tokens[place] if place < sentence.count else None
    if token is None or not token.is_word or sentence.covering(place) is not None:
        return token is None or token.text not in ("-", "/", "’", "'s", "’s", "'")
    return words.says("follow", place) or token.capitalised or token.lower.endswith("ly")


def _opened(sentence: Sentence, words: Words, first: int) -> int:
    """Where the noun phrase begins: back over what describes the noun, to its determiner or owner."""
    place = first
    while place > 0 and first - place < _PHRASE:
        before = sentence.tokens[place - 1]
        if before.lower in _DETERMINERS.get(sentence.language, ()) or before.lower in _POSSESSIVE:
            return place - 1
        sign = not (before.is_word or before.text[0].isdigit() or before.text in ("-", "$", "€", "£", "‑"))
        if sign or any(words.says(kind, place - 1) for kind in _AHEAD):
            return place
        place -= 1
    return place


_DETERMINERS = {
    "en": frozenset("a an the its their this that another each one two three four five".split()),
    "de": frozenset("ein eine einen einem einer das dem die der den sein seine ihr ihre".split()),
    "fr": frozenset("un une le la les du des son sa ses leur leurs ce cette d l".split()),
    "es": frozenset("un una el la los las su sus este esta del al".split()),
    "pt": frozenset("um uma o a os as seu sua do da no na ao".split()),
    "it": frozenset("un uno una il lo la i gli le suo sua del nel al l".split()),
}


def _counted(sentence: Sentence, before: range) -> bool:
    """ "three data centres", "two 100-megawatt data centres"."""
    return any(
        sentence.lower(place + 1) != "-"
        and (sentence.lower(place).isdigit() or number_word(sentence.lower(place), sentence.language))
        for place in before
    )
