"""Capitalised words in a row, as far as they could be one name; which words are none by their form."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from tracker.ingest.reader.currencies import CODES
from tracker.ingest.reader.document import PLACES, Sentence
from tracker.ingest.reader.lexicon import read_vocabulary, word_set

_GERMAN_NOUNS = (
    "descriptor",
    "office",
    "office_weak",
    "deal_noun",
    "invest_noun",
    "staff",
    "users",
    "count",
    "govern",
    "role",
)
_PASSIVE = frozenset({"wird", "werden", "wurde", "wurden"})
_COMPANY_NOUNS = word_set("aliases made by") | word_set("document company nouns")
_OPENERS = word_set("runs openers")
_GERMAN_ARTICLES = word_set("names german articles")
INNER_CAPITAL = re.compile(
    r"^(?=.*[a-z])(?=.*[A-Z])(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)$|^[A-Z]{1,4}\d+[A-Z]*$|.+\.(?:ai|AI|com|io)$"
)
_GERMAN_VERBS = frozenset(
    "zählen gehören kommen stehen werden haben wollen planen bauen arbeiten zahlten setzen nutzen heißen"
    " investieren führen liefern kaufen neben zwischen gegen wegen".split()
)
_FOREIGN_ARTICLES = frozenset({"Al", "El", "La", "Le", "Il", "Das"})  # in English the first word of a name
_SERVING = frozenset("Center Centre School College Faculty Board Fund Foundation Service Services".split())
_DOMAINS = frozenset({".ai", "com", ".io"})
_SUMS = frozenset({"million", "billion", "trillion", "crore", "lakh", "bn", "m", "mn"})  # "RM20 billion"
_SIGNS = frozenset({"Rs", "Rp", "Tk", "RM", "Kč"})
_VAUNTED = frozenset({"excellence", "competence", "expertise"})
_OWNING_MANY = frozenset("Children Women Men King Queen People Veterans Teachers Farmers".split())
_NUMBERED = frozenset("Fund Capital Ventures Partners Assets Equity Growth VC".split())
_HOLDERS = frozenset("Fund Plan Growth Capital Ventures Union Bank Trust Pension Foundation".split())
_ENUMERATING = frozenset({"ministry", "department", "secretariat", "minister"})
_PERIOD = re.compile(r"^(?:[QH][1-4]|Q\d\d|FY\d+|R\d+)$")
_CHIP = re.compile(r"^(?:G?[ABHVL]\d{2,3}|MI\d{3}X?|RTX\d*|NVL\d+|TPUv\d)s?$")  # "H200", "MI300X"


@lru_cache(maxsize=1)
def shapes() -> dict[str, frozenset[str]]:
    lines = (line.split(":", 1) for line in read_vocabulary("shapes.txt").splitlines() if line[0] != "#")
    return {kind: frozenset(words.split()) for kind, words in lines}
_STAGES = frozenset({"série", "serie", "series"})


def capital(sentence: Sentence, place: int) -> bool:
    """A capitalised word that could be part of the name beside it."""
    if not 0 <= place < len(sentence.tokens):
        return False
    token = sentence.tokens[place]
    plain = shapes()
    return (
        token.capitalised
        and token.is_word
        and token.text not in plain["plain"]
        and token.text not in plain["start"]
    )


class Run:
    """Capitalised words in a row that no known name covers."""

    __slots__ = ("first", "last", "name", "sentence", "texts")

    def __init__(self, sentence: Sentence, first: int, last: int) -> None:
        self.sentence, self.first, self.last = sentence, first, last
        self.name = sentence.words(first, last)  # asked for many times
        self.texts = [token.text for token in sentence.tokens[first:last]]


def runs(sentence: Sentence, lowers: Counter[str]) -> Iterator[Run]:
    """Capitalised runs outside the known names; `lowers` counts the words that the text also writes small."""
    place = 0
    while place < len(sentence.tokens):
        if not _may_begin(sentence, place, lowers):
            place += 1
            continue
        last = _run_end(sentence, place)
        yield Run(sentence, place, last)
        place = last


def _may_begin(sentence: Sentence, place: int, lowers: Counter[str]) -> bool:
    token = sentence.tokens[place]
    if token.text.islower() or not token.is_word:  # as nearly always: asked first
        if token.text[-3:] not in _DOMAINS or not INNER_CAPITAL.match(token.text):
            return "0" <= token.text[0] <= "9" and _numbered(sentence, place)
        address = sentence.lower(place - 1) in ("@", "/", ".", ":")
        return not (address or sentence.covering(place))
    if sentence.covering(place) or _plain_noun(sentence, place):
        return False
    if _figure(sentence, place) or (sentence.span.heading and sentence.begins(place, "office")):
        return False
    if not token.capitalised:
        return bool(INNER_CAPITAL.match(token.text))
    return _names(sentence, place, lowers)


def _numbered(sentence: Sentence, place: int) -> bool:
    """ "led by 9 Lakes Capital", "Acme and 468 Ventures": a number that begins an investor's name."""
    digits = sentence.tokens[place].text.isdigit() and len(sentence.tokens[place].text) < 4
    listed = digits and sentence.lower(place - 1) in ("by", "from", "with", "and", ",")
    ahead = {token.text for token in sentence.tokens[place + 1 : place + 4]} if listed else set()
    return capital(sentence, place + 1) and not _NUMBERED.isdisjoint(ahead)


def _names(sentence: Sentence, place: int, lowers: Counter[str]) -> bool:
    """Whether a capitalised word may begin a name."""
    token, shape = sentence.tokens[place], shapes()
    if (
        token.text[-1].isdigit()
        and sentence.lower(place + 1) == "."
        and sentence.lower(place + 2)[:1].isdigit()
    ):
        return False  # P1.2 billion
    if token.text in shape["adjectives"]:
        return another_capital(sentence, place + 1) and not sentence.covering(place + 1)
    article = sentence.language == "en" and token.text in _FOREIGN_ARTICLES and capital(sentence, place + 1)
    if (token.text in shape["plain"] or token.text in shape["start"]) and not article:
        return False
    if sentence.language != "en" and token.lower in _OPENERS and token.text[1:].islower():
        return False  # "Oggi Acme ha"
    opens = place == 0 or sentence.tokens[place - 1].text in '.:!?-–—•*"“„«'
    return not (opens and lowers[token.lower] and not capital(sentence, place + 1))


def another_capital(sentence: Sentence, place: int) -> bool:
    """A capital after an adjective: "State Data Agency"."""
    token = sentence.tokens[place] if place < len(sentence.tokens) else None
    return token is not None and token.is_word and token.capitalised and token.text not in shapes()["plain"]


def _figure(sentence: Sentence, place: int) -> bool:
    """ "EUR 48m", "4Q25", "R150", "H200", "série C": a currency, a quarter, a chip or a round, not a name."""
    token = sentence.tokens[place]
    if len(token.text) == 1 and sentence.lower(place - 1) in _STAGES:
        return True
    code = token.lower in CODES and token.text.isupper() and sentence.lower(place + 1)[:1].isdigit()
    sum_of = token.text[-1].isdigit() and sentence.lower(place + 1) in _SUMS and token.text[:1].isupper()
    code = code or (token.text in _SIGNS and sentence.lower(place + 1)[:1].isdigit())
    return code or sum_of or bool(_PERIOD.match(token.text) or _CHIP.match(token.text))


def _plain_noun(sentence: Sentence, place: int) -> bool:
    """German writes every noun with a capital: its vocabulary words and nouns after an article are no
    names.
    """
    if (
        sentence.language != "de"
    ):  # "Chipmaker Acme": only the sentence's start makes the word look like a name
        opening = place == 0 and any(m.first == 0 for m in sentence.marks.get("descriptor", ()))
        return opening and sentence.tokens[0].text not in shapes()["head"]
    if sentence.lower(place).rpartition("-")[2] in _COMPANY_NOUNS:
        return True  # "KI-Rüstungsfirma"
    if any(m.first <= place < m.last for kind in _GERMAN_NOUNS for m in sentence.marks.get(kind, ())):
        return True
    if place == 0 and sentence.lower(1) in _PASSIVE and sentence.lower(0).endswith(("t", "en")):
        return True  # "Gearbeitet wird"
    before = sentence.lower(place - 1)
    return before in _GERMAN_ARTICLES or (
        len(before) > 4
        and before not in _GERMAN_VERBS
        and before.endswith(("en", "er", "es", "em"))
        and not sentence.tokens[place - 1].capitalised
    )


def _run_end(sentence: Sentence, place: int) -> int:
    shape, tokens = shapes(), sentence.tokens
    institution = _institution_at(sentence, place)
    place += 1
    while place < len(tokens) and not _plain_noun(sentence, place):
        text = tokens[place].text
        if sentence.covering(place):
            step = _joined_place(sentence, place, institution) or _joined_adjective(sentence, place)
        elif tokens[place].is_word and (
            tokens[place].capitalised and (text not in shape["plain"] or text in shape["tail"])
        ):
            step = 1
        else:
            step = _link(sentence, place, institution)
        if not step:
            return place
        institution = institution or _institution_at(sentence, place)
        place += step
    return place


def _institution_at(sentence: Sentence, place: int) -> bool:
    """ "Ministry", "Bank"; "Center of", "School for"."""
    text = sentence.tokens[place].text
    serves = text in _SERVING and sentence.lower(place + 1) in ("of", "for")
    return text in shapes()["head"] or (serves and sentence.lower(place + 2) not in _VAUNTED)


def _link(sentence: Sentence, place: int, institution: bool) -> int:
    """How many tokens a small word, a sign and what they lead to add to a name; 0 when they end it."""
    text, shape = sentence.tokens[place].text, shapes()
    leads = capital(sentence, place + 1)
    if text in ("'", "’"):  # "Farmers' Pension Fund"
        owned = {token.text for token in sentence.tokens[place + 1 : place + 4]}
        return int(sentence.tokens[place - 1].text.endswith("s") and leads and not _HOLDERS.isdisjoint(owned))
    if text in ("'s", "’s"):
        return int(sentence.tokens[place - 1].text in _OWNING_MANY and leads)
    if text == ",":
        return _enumerated(sentence, place) if institution else 0
    if text == "and" and sentence.covering(place - 1) and sentence.lower(place + 1) != "the":
        return 0  # "the Development Bank of Norway and Acme Capital"
    if text == "&" or (institution and text in shape["joins"]):
        return _joined(sentence, place, leads, institution)
    return 2 if text in shape["particles"] and leads else 0


def _joined(sentence: Sentence, place: int, leads: bool, institution: bool) -> int:
    """ "of Tokyo", "of the Economy", "& Pine"."""
    within = sentence.covering(place + 1) if institution else None
    if within is not None:
        return within.last - place if within.kind in PLACES else 0
    article = sentence.lower(place + 1) in ("the", "la", "l")
    initials = institution and sentence.words(place + 1, place + 2).isupper()
    return 2 if leads or article or initials else 0


def _enumerated(sentence: Sentence, place: int) -> int:
    """ "the Ministry of Trade, Industry and Energy": the comma leads to one more word before an "and"."""
    after = sentence.lower(place + 2)
    goes_on = after in ("and", "&", ",") and capital(sentence, place + 1)
    goes_on = goes_on and sentence.covering(place + 1) is None
    ministry = any(sentence.lower(step) in _ENUMERATING for step in range(place - 6, place))
    return 2 if goes_on and ministry else 0


def _joined_place(sentence: Sentence, place: int, institution: bool) -> int:
    """A place inside a longer name: "University of Tokyo", "Motif Korea"; not "Samsung in Seoul"."""
    mention = sentence.covering(place)
    if mention is None or mention.kind not in ("city", "country", "region") or mention.first != place:
        return 0
    single = (
        mention.kind == "country"
        and not sentence.covering(place - 1)
        and sentence.tokens[place - 1].text[-1].islower()
    )
    return mention.last - mention.first if institution or single else 0


def _joined_adjective(sentence: Sentence, place: int) -> int:
    """An adjective of a country inside a name: "Viet Thai Group"."""
    mention = sentence.covering(place)
    inside = mention is not None and mention.kind == "demonym" and mention.last < len(sentence.tokens)
    return 1 if inside and sentence.tokens[place + 1].text in shapes()["tail"] else 0
