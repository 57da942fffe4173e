"""Organisations and governments in a text: known names, and unknown ones by their shape and what stands
around them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from tracker.ingest.reader.currencies import CODES
from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.gazetteer import KnownNames, Name, common_words
from tracker.ingest.reader.lexicon import given_names, read_vocabulary, word_set
from tracker.ingest.reader.roles import role_end

_CLAUSE_BEGINS = frozenset({",", ".", "(", "of", "de", "who", "at", "in"})
_INVESTORS = frozenset({"strategic", "lead", "institutional", "existing", "anchor", "new"})
_BASED = word_set("names based")
_BASED_AT = frozenset({"based", "listed", "headquartered", "born", "founded"})
_ADVERBS = frozenset({"still", "also", "now", "already", "too", "soon", "itself", "first", "recently"})
_ACTS = word_set("names acts")
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
_GERMAN_ARTICLES = word_set("names german articles")
_TELLING = ("open", "plan", "expand", "close")
_LEGAL = frozenset("inc corp ltd llc plc ag se gmbh sa co corporation limited company".split())
_INNER_CAPITAL = re.compile(
    r"^(?=.*[a-z])(?=.*[A-Z])(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)$|^[A-Z]{1,4}\d+[A-Z]*$|.+\.(?:ai|AI|com|io)$"
)
_PERIOD = re.compile(r"^(?:[QH][1-4]|Q\d\d|FY\d+|R\d+)$")
_CHIP = re.compile(r"^(?:G?[ABHVL]\d{2,3}|MI\d{3}X?|RTX\d*|TPUv\d)s?$")  # "H200", "MI300X"


@lru_cache(maxsize=1)
def shapes() -> dict[str, frozenset[str]]:
    lines = (line.split(":", 1) for line in read_vocabulary("shapes.txt").splitlines() if line[0] != "#")
    return {kind: frozenset(words.split()) for kind, words in lines}


def find_known(sentence: Sentence, names: KnownNames) -> None:
    """Mark every known name, longest first."""
    tokens = sentence.tokens
    place = 0
    found: list[Mention] = []
    sentence.mentions = found
    while place < len(tokens):
        hit = _known_at(sentence, place, names)
        if hit:
            words, name = hit
            last = place + len(words)
            last = _past_legal_suffix(sentence, last) if name.is_organisation else last
            found.append(_mention(name, place, last))
            place = last
        else:
            place += 1


def _mention(name: Name, first: int, last: int) -> Mention:
    kind = name.kind if not name.is_organisation else "organisation"
    return Mention(kind, name.name, first, last, name.country, name.kind)


def _known_at(sentence: Sentence, place: int, names: KnownNames) -> tuple[tuple[str, ...], Name] | None:
    tokens, after = sentence.tokens, sentence.lower(place + 1)
    for words, name in names.beginning(tokens[place].lower, after):
        if place + len(words) > len(tokens) or (len(words) > 1 and words[1].lower() != after):
            continue
        if all(_same_word(w, tokens[place + i].text) for i, w in enumerate(words)) and _stands_alone(
            sentence, place, place + len(words), name
        ):
            return words, name
    return None


def _same_word(known: str, written: str) -> bool:
    if known == written:
        return True
    if len(known) <= 4 and known.isupper():
        return False
    return written[0].isupper() and known.casefold() == written.casefold()


def _stands_alone(sentence: Sentence, first: int, last: int, name: Name) -> bool:
    """A known name that is an everyday word, or part of a longer capitalised name, is not that name."""
    if name.kind in ("country", "demonym", "region", "city adjective"):
        return sentence.lower(last) != "$"  # US$, not the country
    before = _capital(sentence, first - 1)
    after = _capital(sentence, last) and not sentence.begins(last, *_TELLING)  # "Acme Opens Office"
    if name.is_organisation and after and _goes_on(sentence, last):
        return False  # "AMD Ventures" is not AMD
    if name.weak:
        beside = sentence.covering(first - 1)
        before = before and not (beside is not None and beside.kind in PLACES)  # "In Lima Cohere wants"
        at_start = first == 0 and sentence.lower(last) not in _ACTS and not _acts_as_name(sentence, last)
        return not (
            before or after or at_start or sentence.tokens[first].text.isupper() != name.name.isupper()
        ) or (sentence.lower(last) in _LEGAL)
    return name.kind != "city" or _city_stands_alone(sentence, first, last, before, after)


def _acts_as_name(sentence: Sentence, place: int) -> bool:
    """ "Mistral will", "Cohere's": what follows a name, hardly an everyday word."""
    place += sentence.lower(place) in _ADVERBS
    return sentence.lower(place) in ("'s", "’s") or sentence.begins(place, "verb", *_TELLING)


def _goes_on(sentence: Sentence, place: int) -> bool:
    """ "Acme Private Equity Partners": capitalised words up to one that closes an organisation's name."""
    for step in range(place, place + 4):
        if step < len(sentence.tokens) and sentence.tokens[step].text in shapes()["tail"]:
            return sentence.lower(step) not in _LEGAL
        if not _goes_on_capital(sentence, step):
            return False
    return False


def _city_stands_alone(sentence: Sentence, first: int, last: int, before: bool, after: bool) -> bool:
    """ "in London Knowledge Quarter" names London; "Austin Russell", "Paris Hilton" and "Boston
    Consulting" do not.
    """
    if sentence.begins(first, "office", "office_weak"):
        return False  # "Hub", a town in Pakistan
    if sentence.begins(last, "office", "office_weak"):
        return True  # "Acme Opens Lima Office"
    if after and sentence.tokens[last].text in shapes()["tail"] | shapes()["head"]:
        return False
    if (
        sentence.lower(first - 1) in ("in", "at", "of", "from", "to", "near", "en", "à", "em", "a")
        or sentence.span.heading
    ):
        return True
    known_before = sentence.mentions and sentence.mentions[-1].last == first
    return not ((before and first > 1 and not known_before) or after)


def _capital(sentence: Sentence, place: int) -> bool:
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


def _past_legal_suffix(sentence: Sentence, place: int) -> int:
    if sentence.lower(place) in _LEGAL and sentence.tokens[place].capitalised:
        place += 1
        if sentence.lower(place) == "." and sentence.lower(place + 1)[:1].islower():
            place += 1
    return place


class Run:
    """Capitalised words in a row that no known name covers."""

    __slots__ = ("first", "last", "sentence")

    def __init__(self, sentence: Sentence, first: int, last: int) -> None:
        self.sentence, self.first, self.last = sentence, first, last

    @property
    def name(self) -> str:
        return self.sentence.words(self.first, self.last)

    @property
    def texts(self) -> list[str]:
        return [token.text for token in self.sentence.tokens[self.first : self.last]]


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
    token, shape = sentence.tokens[place], shapes()
    if not token.is_word or sentence.covering(place) or _plain_noun(sentence, place):
        return False
    if _figure(sentence, place) or (sentence.span.heading and sentence.begins(place, "office")):
        return False
    if not token.capitalised:
        return bool(_INNER_CAPITAL.match(token.text))
    if (
        token.text[-1].isdigit()
        and sentence.lower(place + 1) == "."
        and sentence.lower(place + 2)[:1].isdigit()
    ):
        return False  # P1.2 billion
    if token.text in shape["adjectives"]:
        return _goes_on_capital(sentence, place + 1) and not sentence.covering(place + 1)
    if token.text in shape["plain"] or token.text in shape["start"]:
        return False
    opens = place == 0 or sentence.tokens[place - 1].text in '.:!?-–—•*"“„«'
    return not (opens and lowers[token.lower] and not _capital(sentence, place + 1))


def _goes_on_capital(sentence: Sentence, place: int) -> bool:
    """A capital after an adjective: "State Data Agency"."""
    token = sentence.tokens[place] if place < len(sentence.tokens) else None
    return token is not None and token.is_word and token.capitalised and token.text not in shapes()["plain"]


def _figure(sentence: Sentence, place: int) -> bool:
    """ "EUR 48m", "4Q25", "R150", "H200": a currency, a quarter or a chip, not a name."""
    token = sentence.tokens[place]
    code = token.lower in CODES and token.text.isupper() and sentence.lower(place + 1)[:1].isdigit()
    return code or bool(_PERIOD.match(token.text) or _CHIP.match(token.text))


def _plain_noun(sentence: Sentence, place: int) -> bool:
    """German writes every noun with a capital: its vocabulary words and nouns after an article are no
    names.
    """
    if (
        sentence.language != "de"
    ):  # "Chipmaker Acme": only the sentence's start makes the word look like a name
        return place == 0 and any(m.first == 0 for m in sentence.marks.get("descriptor", ()))
    if any(m.first <= place < m.last for kind in _GERMAN_NOUNS for m in sentence.marks.get(kind, ())):
        return True
    before = sentence.lower(place - 1)
    return before in _GERMAN_ARTICLES or (
        len(before) > 4
        and before.endswith(("en", "er", "es", "em"))
        and not sentence.tokens[place - 1].capitalised
    )


def _run_end(sentence: Sentence, place: int) -> int:
    shape, tokens = shapes(), sentence.tokens
    institution = tokens[place].text in shape["head"]
    place += 1
    while place < len(tokens) and not _plain_noun(sentence, place):
        text = tokens[place].text
        step = 0
        if sentence.covering(place):
            step = _joined_place(sentence, place, institution) or _joined_adjective(sentence, place)
        elif tokens[place].is_word and (
            tokens[place].capitalised and (text not in shape["plain"] or text in shape["tail"])
        ):
            step = 1
        elif text[0].isdigit() and len(text) < 3 and tokens[place - 1].end + 1 == tokens[place].start:
            step = 0
        elif text == "and" and sentence.covering(place - 1) and _capital(sentence, place + 2):
            step = 0  # "the Development Bank of Norway and Acme Capital"
        elif (institution and text in shape["joins"]) or text == "&":
            step = (
                2
                if _capital(sentence, place + 1)
                or sentence.lower(place + 1) in ("the", "la", "l")
                or (institution and sentence.words(place + 1, place + 2).isupper())
                else 0
            )
        elif text in shape["particles"] and _capital(sentence, place + 1):
            step = 2
        if not step:
            return place
        institution = institution or text in shape["head"]
        place += step
    return place


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


def classify(run: Run) -> str:
    """organisation, other (programme, product, event) or empty when its own words do not tell."""
    shape, texts = shapes(), run.texts
    bare = [text for text in texts if text not in ("&", "of", "for", "and")]
    if any(
        text in ("Minister", "Secretary", "President", "Chancellor", "Commissioner") for text in texts[:-1]
    ):
        return ""
    if any(text in shape["products"] for text in texts) or texts[0] in ("Series", "Phase", "Stage", "Round"):
        return "other"
    if "&" in texts[1:-1] or texts[-2:] == ["Pension", "Plan"]:
        return "organisation"
    if texts[-1] in shape["other"] or _kind_of_company(run):
        return "other"
    if texts[0] in shape["head"] and len(texts) > 1:
        return "organisation"
    if len(bare) > 1 and texts[-1] in shape["tail"]:
        return "organisation"
    inner = any(_INNER_CAPITAL.match(text) and text[:2] not in ("Mc", "Ma") for text in texts)
    if inner and len(texts) <= 2 and texts[0] not in given_names():
        return "other" if _owned(run) else "organisation"
    called = 1 < len(texts) < 4 and texts[0] in given_names()
    return "organisation" if not called and _context_says(run) else ""


def _owned(run: Run) -> bool:
    """ "Acme's FieldView", "its FieldView": a product."""
    sentence, before = run.sentence, run.first - 1
    owner = sentence.covering(before - 1)
    if sentence.lower(before) in ("'s", "’s"):
        return owner is None or owner.kind == "organisation"
    return sentence.lower(before) in ("its", "their", "our")


def _kind_of_company(run: Run) -> bool:
    """ "Voice AI company Acme": the words before say what Acme does."""
    described = any(mark.first == run.last for mark in run.sentence.marks.get("descriptor", ()))
    return run.texts[-1] == "AI" and described and run.sentence.lower(run.last) != "ai"


def _context_says(run: Run) -> bool:
    sentence, first, last = run.sentence, run.first, run.last
    if role_end(sentence, first) > first and len(run.texts) > 2:
        return False  # "Group Chairman Jane Doe"
    if run.texts[0] in common_words()["organisation"] and first == 0:
        return False
    after = sentence.lower(last)
    if after in _LEGAL:
        return True
    before = first - 1
    if any(mark.last == first for mark in sentence.marks.get("descriptor", ())) and (
        sentence.lower(before) != "investor" or sentence.lower(before - 1) in _INVESTORS
    ):
        return True
    if after == "," and any(sentence.words(last + 1, last + 1 + n).lower() in _BASED for n in (1, 2)):
        return True
    if _listed_at(run) or _described(run):
        return True
    return after in (",", "(", "–", "—") and _appositive(sentence, last + 1)


def _listed_at(run: Run) -> bool:
    """ "Oslo-listed Acme", "London-based Acme": one word, since two are more often a person."""
    sentence, place = run.sentence, run.first - 1
    return len(run.texts) == 1 and sentence.lower(place) in _BASED_AT and sentence.lower(place - 1) == "-"


def _described(run: Run) -> bool:
    """ "La empresa española Acme", "le groupe lyonnais Acme": the adjective follows its noun."""
    sentence, place = run.sentence, run.first - 1
    if sentence.language not in ("fr", "es", "pt", "it") or len(run.texts) > 2:
        return False
    noun = any(mark.last == place for mark in sentence.marks.get("descriptor", ()))
    return noun and sentence.tokens[place].text.islower() and sentence.lower(place) not in _CLAUSE_BEGINS


_ARTICLES = word_set("names articles")


def _appositive(sentence: Sentence, place: int) -> bool:
    """ ", a Korean maker of chips": an article and, before any verb or comma, a word for a kind of
    organisation.
    """
    bare = sentence.language in ("fr", "es", "pt", "it") and sentence.between(place, place + 1, "descriptor")
    if bare:
        return True  # ", spécialiste de"
    if sentence.lower(place) not in _ARTICLES or role_end(sentence, place + 1) > place + 1:
        return False
    for step in range(place + 1, min(place + 9, len(sentence.tokens))):
        if any(mark.first == step for mark in sentence.marks.get("descriptor", ())):
            return sentence.lower(step + 1) not in ("'s", "’s")
        if sentence.lower(step) in _CLAUSE_BEGINS or any(
            m.first == step for m in sentence.marks.get("verb", ())
        ):
            return False
    return False
