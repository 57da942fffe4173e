"""The vocabulary: word classes of a language, read from vocabulary/<language>.txt, found as word n-grams."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import NamedTuple, TypeVarTuple

from tracker.ingest.reader.tokens import Token, words_of

LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
ROMANCE = frozenset({"fr", "es", "pt", "it"})


class Mark(NamedTuple):
    """A vocabulary term in a sentence: tokens first..last (last excluded), and what it stands for."""

    kind: str
    first: int
    last: int
    value: str


Term = tuple[tuple[str, ...], str, str]  # its words, its class, what it stands for
Ts = TypeVarTuple("Ts")


def by_second(
    options: Iterable[tuple[tuple[str, ...], *Ts]],
) -> dict[str, list[tuple[tuple[str, ...], *Ts]]]:
    """Terms or names with one first word by the second: "the" begins dozens, "the pair" few. Those of one
    word end every list and are all that stands under "".
    """
    alone = [option for option in options if len(option[0]) == 1]
    longer: dict[str, list[tuple[tuple[str, ...], *Ts]]] = {"": []}
    for option in options:
        if len(option[0]) > 1:
            longer.setdefault(option[0][1].lower(), []).append(option)
    return {second: [*listed, *alone] for second, listed in longer.items()}


@dataclass(frozen=True)
class Lexicon:
    """Terms by their first word, longest first."""

    terms: dict[str, list[Term]]

    @cached_property
    def _beginnings(self) -> dict[str, dict[str, list[Term]]]:
        return {first: by_second(terms) for first, terms in self.terms.items()}

    def marks(self, tokens: list[Token]) -> list[Mark]:
        """Every term in `tokens`: for each class the longest at its place, never two of a class
        overlapping.
        """
        lowers = tuple(token.lower.replace("’", "'") for token in tokens)
        found: list[Mark] = []
        busy: dict[str, int] = {}
        beginnings = self._beginnings
        for place, (word, after) in enumerate(zip(lowers, (*lowers[1:], ""), strict=True)):
            seconds = beginnings.get(word)
            if seconds is None:
                continue
            for words, kind, value in seconds.get(after) or seconds[""]:
                last = place + len(words)
                if busy.get(kind, 0) <= place and (len(words) < 3 or lowers[place:last] == words):
                    found.append(Mark(kind, place, last, value))
                    busy[kind] = last
        return found


def read_vocabulary(name: str) -> str:
    """The text of a file that ships with the reader."""
    return (resources.files(__package__) / "vocabulary" / name).read_text("utf-8")


def expand(term: str) -> list[str]:
    """`open(s,ed)` is open, opens, opened; `laborator[y,ies]` is laboratory, laboratories."""
    for opening, closing in (("(", ")"), ("[", "]")):
        if opening in term:
            head, rest = term.split(opening, 1)
            endings, tail = rest.split(closing, 1)
            forms = [head + ending.strip() + tail for ending in endings.split(",")]
            return forms + ([head + tail] if opening == "(" else [])
    return [term]


@cache
def lexicon(language: str) -> Lexicon:
    """The word classes of a language; an unknown language reads as English."""
    name = language if language in LANGUAGES else "en"
    terms: dict[str, list[Term]] = {}
    for line in read_vocabulary(f"{name}.txt").splitlines():
        if ":" not in line or line.startswith("#"):
            continue
        kind, listed = line.split(":", 1)
        for term in filter(None, (part.strip() for part in listed.split(";"))):
            written, _, value = term.partition("=")
            for form in expand(written):
                words = tuple(word.lower().replace("’", "'") for word in words_of(form))
                terms.setdefault(words[0], []).append((words, kind.strip(), value or form))
                if kind.strip() == "role":
                    past = (f"ex-{words[0]}", *words[1:])
                    terms.setdefault(past[0], []).append((past, "role", f"former {value or form}"))
    for options in terms.values():
        options.sort(key=lambda option: -len(option[0]))
    return Lexicon(terms)


# Words that the other five languages do not share, as far as that goes.
_COMMON = {
    "en": "the of and to is that for with was on by from has its it at be this which are said",
    "de": "der die und das den von ist mit dem für auf im ein eine des nicht sich zu werden"
    " auch bis nach bei hat wird einen aus eröffnet sein seinen seine ihr ihre kommt schließt baut neben",
    "fr": "le les des et du une est pour dans qui que par sur au avec plus aux ses cette à ce leur ouvre ont"
    " un ouvrir va son installe selon annoncé",
    "es": "el los las y en una por para con del se su al como más ha lo sus esta entre un abrirá abre según",
    "pt": "o os em uma por para com do da no na não ao dos das é à são pela mais um vai"
    " abrirá abre segundo",
    "it": "il di che e i per del della è nel sono da si alla gli dei con ha anche nella una"
    " un aprirà apre secondo",
}


def guess_language(words: Iterable[str]) -> str:
    """The Latin-script language whose commonest words are commonest here; English when nothing tells."""
    counts = Counter(word.lower() for word in words)
    return max(LANGUAGES, key=lambda language: sum(counts[word] for word in set(_COMMON[language].split())))


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Common given names of many languages."""
    lines = read_vocabulary("given_names.txt").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@lru_cache(maxsize=1)
def _word_sets() -> dict[str, frozenset[str]]:
    sets: dict[str, frozenset[str]] = {}
    for line in read_vocabulary("wordsets.txt").splitlines():
        if ":" in line and not line.startswith("#"):
            name, words = line.split(": ", 1)
            sets[name] = frozenset(";" if word == "<semicolon>" else word for word in words.split("; "))
    return sets


def word_set(name: str) -> frozenset[str]:
    """A small set of words that one rule asks for, from vocabulary/wordsets.txt."""
    return _word_sets()[name]
