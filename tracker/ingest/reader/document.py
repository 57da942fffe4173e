"""A sentence as the grammar sees it: tokens, vocabulary marks and mentions of organisations, people and
places.
"""

from bisect import bisect_left
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.ingest.reader.lexicon import Lexicon, Mark, word_set
from tracker.ingest.reader.sentences import Span
from tracker.ingest.reader.tokens import Token, tokenise

if TYPE_CHECKING:
    from tracker.ingest.reader.amounts import Amount

ACTORS = frozenset({"organisation", "government"})
PLACES = frozenset({"city", "country", "demonym", "region"})


@dataclass(slots=True)
class Mention:
    """A name in a sentence: tokens first..last (last excluded), what it names, and the country it
    belongs to.
    """

    kind: str  # organisation, government, person, city, country, demonym, region, other
    name: str
    first: int
    last: int
    country: str | None = None
    sort: str = ""  # kind of organisation: company, publisher, government body …
    lead: int = 0  # tokens before the name itself: "the city of" Oslo
    tail: int = 0  # tokens behind it: Lima "'s old harbour district"


@dataclass(slots=True)
class Sentence:
    """One sentence of a Latin-script text."""

    text: str
    span: Span
    tokens: list[Token]
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    language: str = "en"
    speaker: str | None = None
    speaker_is_person: bool = False
    clauses: dict[int, range] = field(default_factory=dict)  # the clause of a token, once found
    amounts: "list[Amount] | None" = None  # once found
    lowers: list[str] = field(init=False)  # asked for many times a token
    wording: frozenset[str] = field(init=False)  # each of them once: what a rule asks for before it looks
    numerals: list[int] = field(init=False)  # the tokens that begin with a digit
    count: int = field(init=False)

    def __post_init__(self) -> None:
        self.lowers = [token.lower for token in self.tokens]
        self.wording = frozenset(self.lowers)
        self.numerals = [place for place, word in enumerate(self.lowers) if word[0].isdigit()]
        self.count = len(self.tokens)

    def lower(self, place: int) -> str:
        """The lower-cased token at `place`; empty beyond either end."""
        return self.lowers[place] if 0 <= place < self.count else ""

    def where(self, words: AbstractSet[str]) -> list[int]:
        """The places of the tokens that are one of these words, in order."""
        if words.isdisjoint(self.wording):
            return []
        return [place for place, word in enumerate(self.lowers) if word in words]

    def near(self, first: int, last: int) -> set[str]:
        """The lower-cased tokens first..last, last excluded, each once; the sentence may end before."""
        return set(self.lowers[max(0, first) : max(0, last)])

    def words(self, first: int, last: int) -> str:
        """The text of tokens first..last, last excluded; what lies beyond the sentence's end is left out."""
        last = min(last, len(self.tokens))
        if first >= last or first < 0:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def has(self, kind: str) -> bool:
        return bool(self.marks.get(kind))

    def of(self, *kinds: str) -> list[Mention]:
        """The mentions of these kinds, in order."""
        return [mention for mention in self.mentions if mention.kind in kinds] if self.mentions else []

    def between(self, first: int, last: int, kind: str) -> bool:
        """Whether a mark of `kind` begins inside tokens first..last."""
        return any(first <= mark.first < last for mark in self.marks.get(kind, ()))

    def begins(self, place: int, *kinds: str) -> bool:
        """Whether a mark of one of these kinds begins at a token."""
        return any(mark.first == place for kind in kinds for mark in self.marks.get(kind, ()))

    def covering(self, place: int) -> Mention | None:
        """The mention that covers the token at `place`."""
        if len(self.mentions) < 12:  # as nearly always: looking through is faster than halving
            for mention in self.mentions:
                if mention.last > place:
                    return mention if mention.first <= place else None
            return None
        at = bisect_left(self.mentions, place + 1, key=lambda mention: mention.first) - 1
        return self.mentions[at] if at >= 0 and self.mentions[at].last > place else None

    def place_in(self, mention: Mention) -> None:
        """Add a mention, in order; what it overlaps gives way."""
        self.mentions = [m for m in self.mentions if m.last <= mention.first or m.first >= mention.last]
        self.mentions.insert(bisect_left(self.mentions, mention.first, key=lambda m: m.first), mention)

    @property
    def evidence(self) -> str:
        return self.text[self.span.start : self.span.end]


_COMPANIES = frozenset(
    "company startup start-up firm maker developer lab group giant business chipmaker designer unicorn outfit"
    " specialist hyperscaler scale-up scaleup newcomer builder vendor spinoff spin-off titan".split()
)


def _paraphrases(tokens: list[Token], descriptors: list[Mark]) -> Iterator[Mark]:
    """ "the San Francisco company", "the ChatGPT developer": the company under discussion in other words."""
    for mark in descriptors:
        following = tokens[mark.last] if mark.last < len(tokens) else None
        if mark.value not in _COMPANIES or (following and following.capitalised):
            continue
        for first in range(mark.first - 1, max(-1, mark.first - 6), -1):
            if tokens[first].lower == "the" and first < mark.first - 1:
                yield Mark("company_pronoun", first, mark.last, "the company")
            if not (tokens[first].is_word or tokens[first].text == "-") or tokens[first].lower in (
                "of",
                "the",
            ):
                break


_COMPANY_NOUNS = word_set("document company nouns")
_COMPANY_ENDINGS = tuple(word_set("document company endings"))
_ADJECTIVES = tuple(word_set("document adjective endings"))
_THE = word_set("document the")


def _called_again(tokens: list[Token]) -> Iterator[Mark]:
    """ "la licorne", "da tecnológica portuguesa", "der Anbieter": the company under discussion in the other
    languages; not "la licorne Acme", "la licorne nantaise Acme".
    """
    for place, token in enumerate(tokens):
        if place == 0 or token.lower not in _COMPANY_NOUNS or tokens[place - 1].lower not in _THE:
            continue
        after = tokens[place + 1 : place + 3]
        adjective = len(after) == 2 and after[0].text.islower() and len(after[0].text) > 4
        if not any(t.capitalised for t in after[: 1 + adjective]):
            yield Mark("company_pronoun", place - 1, place + 1, token.lower)


_ASIDE_GOES_ON = frozenset({",", "of", "that", "which", "whose", "behind", "from", "in", "for", "."})
_CLAUSES_JOIN = frozenset({"and", "but", "while", ";", ":"})


def leave_named(sentence: Sentence) -> None:
    """Take away what is no pronoun once its sentence has names: "la startup madrileña Acme" names Acme, and
    so does "Acme, the drone company of Lima,".
    """
    if not sentence.has("company_pronoun"):
        return
    if sentence.language == "en":
        again = sentence.marks["company_pronoun"]
        sentence.marks["company_pronoun"] = [mark for mark in again if not _apposed(sentence, mark)]
        return
    named = {mention.first for mention in sentence.of("organisation")}
    described = {m.first for m in sentence.mentions if m.kind in ("demonym", "city adjective")}
    sentence.marks["company_pronoun"] = [
        mark
        for mark in sentence.marks["company_pronoun"]
        if mark.last - mark.first < 2
        or not (mark.last in named or _adjective(sentence, mark, named, described) or _titled(sentence, mark))
    ]


def _apposed(sentence: Sentence, mark: Mark) -> bool:
    """Whether "the drone company" stands in an aside behind the name that opens a clause."""
    named = sentence.covering(mark.first - 2) if sentence.lower(mark.first - 1) == "," else None
    if named is None or named.kind != "organisation" or sentence.lower(mark.last) not in _ASIDE_GOES_ON:
        return False
    return named.first == 0 or sentence.lower(named.first - 1) in _CLAUSES_JOIN


def _titled(sentence: Sentence, mark: Mark) -> bool:
    """ "la Sociedad Española de", "la Société du": the beginning of a name."""
    after = sentence.tokens[mark.last - 1 : mark.last]
    return sentence.language != "de" and any(token.capitalised for token in after)


def _adjective(sentence: Sentence, mark: Mark, named: set[int], described: set[int]) -> bool:
    """Whether one adjective stands between "la startup" and a name."""
    word = sentence.lower(mark.last)
    return mark.last + 1 in named and (mark.last in described or word.endswith(_ADJECTIVES))


def _compound_company(token: Token) -> bool:
    """ "Bezahldienst", "Drohnenbauer", "Softwareschmiede": a company by the noun that ends the word."""
    return token.capitalised and len(token.lower) > 7 and token.lower.endswith(_COMPANY_ENDINGS)


def _inside(mark: Mark, others: list[Mark]) -> bool:
    return any(other.first < mark.first and mark.last < other.last for other in others)


def _much(tokens: list[Token], mark: Mark) -> bool:
    """ "a good deal more"."""
    return mark.value == "deal" and mark.first > 0 and tokens[mark.first - 1].lower in ("good", "great")


def read_sentence(text: str, span: Span, lexicon: Lexicon, language: str = "en") -> Sentence:
    """Tokens and vocabulary marks of one sentence; its mentions come later."""
    tokens = tokenise(text, span.start, span.end, language)
    marks: dict[str, list[Mark]] = {}
    for mark in lexicon.marks(tokens):
        marks.setdefault(mark.kind, []).append(mark)
    if language == "de":
        told = {mark.first for mark in marks.get("descriptor", ())}
        compounds = (i for i, token in enumerate(tokens) if i not in told and _compound_company(token))
        marks.setdefault("descriptor", []).extend(Mark("descriptor", i, i + 1, "") for i in compounds)
    if language in ("es", "pt") and "say" in marks and "deal_noun" in marks:  # "de acordo com"
        marks["deal_noun"] = [m for m in marks["deal_noun"] if not _inside(m, marks["say"])]
    if language == "en" and "deal_noun" in marks:
        marks["deal_noun"] = [m for m in marks["deal_noun"] if not _much(tokens, m)]
    known = marks.get("company_pronoun", [])
    again = _paraphrases(tokens, marks.get("descriptor", [])) if language == "en" else _called_again(tokens)
    firsts = {mark.first for mark in known} if language != "en" else set()
    added = [mark for mark in again if mark.first not in firsts]
    if added:
        marks["company_pronoun"] = sorted([*known, *added], key=lambda mark: mark.first)
    return Sentence(text, span, tokens, marks, language=language)
