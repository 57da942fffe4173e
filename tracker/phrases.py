"""Reading a short phrase word by word: what the grammars of dates and of values share.

A grammar cuts its phrase into tokens, and its productions take tokens from the front of a `Phrase`. Only
`Phrase.attempt` ever goes back, and no production calls itself: the time is linear in the phrase, which
is short.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

LONGEST_PHRASE = 300
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
QUOTES = dict.fromkeys(map(ord, "’‘ʼ"), "'") | {ord("〜"): "~", ord("∼"): "~", ord("≈"): "~"}
WIDTHS = ("<wide>", "<narrow>", "<noBreak>")

Meaning = TypeVar("Meaning")
Result = TypeVar("Result")
More = ParamSpec("More")


def tidy(words: str) -> str:
    """Words as they are kept: NFC, trimmed, each run of white space one space.

    ValueError when nothing is left, when they are longer than LONGEST_PHRASE, or hold control characters.
    """
    if len(words) > LONGEST_PHRASE:
        raise ValueError(f"Too long: at most {LONGEST_PHRASE} characters, here {len(words)}.")
    seen = words.isascii() and words.isprintable()  # as most are: then there is nothing to look for
    kept = " ".join((words if seen else unicodedata.normalize("NFC", words)).split())
    if not kept:
        raise ValueError("Nothing is written here.")
    if len(kept) > LONGEST_PHRASE:  # a few characters grow when composed
        raise ValueError(f"Too long: at most {LONGEST_PHRASE} characters, here {len(kept)}.")
    if not seen and any(unicodedata.category(char) in ("Cc", "Cs") for char in kept):
        raise ValueError("Contains characters that cannot be seen or stored. Retype it.")
    return kept


def plain(words: str) -> str:
    """Words as the grammars read them: lower case, one form of width, hyphen, quote and space.

    Not NFKC: that would read 10² as 102 and 1½ as 11/2.
    """
    if words.isascii():  # one form of everything already
        return " ".join(words.lower().split())
    even = "".join(map(_even_width, words)).lower().translate(HYPHENS).translate(QUOTES)
    return " ".join("".join(char for char in even if unicodedata.category(char) != "Cf").split())


def _even_width(char: str) -> str:
    form, _, code = unicodedata.decomposition(char).partition(" ")
    return "".join(chr(int(point, 16)) for point in code.split()) if form in WIDTHS else char


def stumble(tokens: list[str], read: Callable[["Phrase"], object]) -> str | None:
    """The last few words of a phrase, when without them it would be understood."""
    for number in range(1, min(5, len(tokens))):
        try:
            if read(Phrase(tokens[:-number])) is not None:
                return " ".join(tokens[-number:])
        except ValueError:
            continue
    return None


class Vocabulary(Generic[Meaning]):
    """Words and groups of words with what they mean; where several fit, the longest group wins."""

    def __init__(self, tokens: Callable[[str], list[str]], entries: Mapping[str, Meaning]) -> None:
        """`entries` maps alternatives split by | to a meaning; `tokens` is the grammar's own lexer."""
        self._meanings = {
            tuple(tokens(words)): meaning for group, meaning in entries.items() for words in group.split("|")
        }
        self._longest: dict[str, int] = {}
        for first, *more in self._meanings:
            self._longest[first] = max(self._longest.get(first, 0), 1 + len(more))

    def find(self, tokens: list[str], at: int) -> tuple[int, Meaning] | None:
        """How many tokens the longest group at this place has, and its meaning."""
        # Most words begin no group at all.
        if at >= len(tokens) or (longest := self._longest.get(tokens[at])) is None:
            return None
        for length in range(min(longest, len(tokens) - at), 0, -1):
            group = tuple(tokens[at : at + length])
            if group in self._meanings:
                return length, self._meanings[group]
        return None


class Phrase:
    """The tokens of a phrase and how far they have been read."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        # What was read at a place stays so: one grammar tries the same number many times over.
        self._read: dict[Any, tuple[Any, int]] = {}

    @property
    def ended(self) -> bool:
        return self._at >= len(self._tokens)

    @property
    def rest(self) -> str:
        """What has not been understood, for messages."""
        return " ".join(self._tokens[self._at :])

    def holds(self, words: frozenset[str]) -> bool:
        """Whether any of the words stands anywhere in the phrase."""
        return not words.isdisjoint(self._tokens)

    def peek(self, ahead: int = 0) -> str:
        """The token so far ahead, or an empty string."""
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else ""

    def next(self) -> str:
        """Take the next token, an empty string at the end."""
        token = self.peek()
        self._at += 1
        return token

    def skip(self, *words: str) -> bool:
        """Take the next token if it is one of these words."""
        if self.ended or self.peek() not in words:
            return False
        self._at += 1
        return True

    def take(self, vocabulary: Vocabulary[Meaning]) -> Meaning | None:
        """Take the longest group that the vocabulary knows and return its meaning."""
        if (found := vocabulary.find(self._tokens, self._at)) is None:
            return None
        self._at += found[0]
        return found[1]

    def attempt(
        self,
        production: Callable[Concatenate["Phrase", More], Result],
        *args: More.args,
        **named: More.kwargs,
    ) -> Result:
        """What the production reads here; where it reads nothing, nothing is taken."""
        before = self._at
        key = (production, before, args, *named.items())
        if (known := self._read.get(key)) is not None:
            result: Result
            result, self._at = known
            return result
        if (result := production(self, *args, **named)) is None:
            self._at = before
        self._read[key] = (result, self._at)
        return result

    def whole(
        self,
        productions: Iterable[Callable[Concatenate["Phrase", More], Result | None]],
        *args: More.args,
        **named: More.kwargs,
    ) -> Result | None:
        """What the first production that reads the phrase to its end makes of it; None when none does.

        ValueError when none does and one of them said what is wrong.
        """
        fault = None
        for production in productions:
            self._at = 0
            try:
                result = production(self, *args, **named)
            except ValueError as error:  # another production may still read the phrase
                fault = fault or error
                continue
            if result is not None and self.ended:
                return result
        if fault:
            raise fault
        return None
