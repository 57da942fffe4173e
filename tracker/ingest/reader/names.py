"""Organisations and governments in a text: known names, and unknown ones by their shape and what stands
around them.
"""

from itertools import pairwise

from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.gazetteer import KnownNames, Name, common_words
from tracker.ingest.reader.lexicon import ROMANCE, given_names, word_set
from tracker.ingest.reader.roles import role_end
from tracker.ingest.reader.runs import INNER_CAPITAL, Run, another_capital, capital, shapes
from tracker.ingest.reader.subjects import heads_item

_CLAUSE_BEGINS = frozenset({",", ".", "(", "of", "de", "who", "at", "in"})
_INVESTORS = frozenset({"strategic", "lead", "institutional", "existing", "anchor", "new"})
_BASED = word_set("names based")
_BASED_AT = frozenset({"based", "listed", "headquartered", "born", "founded"})
_ADVERBS = frozenset({"still", "also", "now", "already", "too", "soon", "itself", "first", "recently"})
_ACTS = word_set("names acts")
_DETERMINERS = frozenset({"the", "a", "an", "das", "die", "der", "la", "le", "el", "il", "o", "l"})
_TELLING = ("open", "plan", "expand", "close")
_LEGAL = frozenset("inc corp ltd llc plc ag se gmbh sa co corporation limited company industries".split())
_INSTITUTIONS = frozenset(
    "Ministry University Department Bank Institute Council Commission Association Federation Chamber Academy"
    " Agency Authority School College Foundation Society Hospital Museum Center Centre Fund Universidad"
    " Universidade Université Universität Università Ministerio Ministério Ministère Ministero"
    " Bundesministerium Instituto Institut Istituto".split()
)
# Names that are everyday words at the start of a sentence in other languages than English too.
_WORDS_ABROAD = frozenset(
    "Vale Claro Vivo Nota Time Meta Sea Aurora Continental Canon Fortune Arm Grab Block Puma Leonardo Alan"
    " Mercedes Magnific Libération Indra Visa Lux Delta Tempus Ferrari Allegro Accel Iren".split()
)
_BORN = frozenset({"née", "nata", "nacida", "nascida"})  # "Acme, nacida en Lima": with one name no woman
_POSSESSING = frozenset("son sa su seu sua suo il nuestro".split())
_LABS = frozenset({"laboratoire", "laboratorio", "laboratório", "plateforme", "plataforma"})
_STREETS = word_set("names streets")
_STREETS_BEFORE = word_set("names streets before")
_SERVING = frozenset({"of", "for", "de", "des", "du", "da", "do", "di", "della", "für"})


def find_known(sentence: Sentence, names: KnownNames) -> None:
    """Mark every known name, longest first."""
    tokens = sentence.tokens
    place = 0
    found: list[Mention] = []
    sentence.mentions = found
    while place < len(tokens):
        hit = _known_at(sentence, place, names) if tokens[place].lower in names.words else None
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
    tokens, after = sentence.tokens, sentence.lower(place + 1).replace("’", "'")
    for words, name in names.beginning(tokens[place].lower, after):
        if place + len(words) > len(tokens) or (len(words) > 1 and words[1].lower() != after):
            continue
        if all(_same_word(w, tokens[place + i].text) for i, w in enumerate(words)) and _stands_alone(
            sentence, place, place + len(words), name
        ):
            return words, name
    return None


def _same_word(known: str, written: str) -> bool:
    written = written.replace("’", "'")
    if known == written:
        return True
    if len(known) <= 4 and known.isupper():
        return False
    return written[0].isupper() and known.casefold() == written.casefold()


def _stands_alone(sentence: Sentence, first: int, last: int, name: Name) -> bool:
    """A known name that is an everyday word, or part of a longer capitalised name, is not that name."""
    if name.kind in ("country", "demonym", "region", "city adjective"):
        dollars = sentence.lower(last) == "$" and sentence.tokens[last].start == sentence.tokens[last - 1].end
        return not dollars  # US$, not the country
    before = capital(sentence, first - 1)
    after = capital(sentence, last) and not sentence.begins(last, *_TELLING)  # "Acme Opens Office"
    if name.is_organisation and after and _goes_on(sentence, last):
        return False  # "AMD Ventures" is not AMD
    given = before and sentence.tokens[first - 1].text in given_names()
    if given and last == first + 1 and name.is_organisation:
        return sentence.covering(first - 1) is not None  # "Michael Dell" is not Dell
    if name.weak and sentence.lower(last) == "&" and capital(sentence, last + 1):
        return False  # "Bolt & Pine"
    if name.weak:
        beside = sentence.covering(first - 1)
        before = before and not (beside is not None and beside.kind in PLACES)  # "In Lima Cohere wants"
        before = before and not (sentence.language == "de" and _noun_of(sentence, first - 1))
        at_start = first == 0 and sentence.lower(last) not in _ACTS and not _acts_as_name(sentence, last)
        at_start = at_start and not heads_item(sentence, last)
        at_start = at_start and (sentence.language == "en" or name.name in _WORDS_ABROAD)
        return not (
            before or after or at_start or sentence.tokens[first].text.isupper() != name.name.isupper()
        ) or (sentence.lower(last) in _LEGAL)
    if last > first + 1 and sentence.language == "de" and _noun_of(sentence, first - 1):
        before = False  # "soll in diesem Jahr San Francisco hinzukommen"
    return name.kind != "city" or _city_stands_alone(sentence, first, last, before, after)


def _noun_of(sentence: Sentence, place: int) -> bool:
    """ "der französische Rivale Mistral": a German noun with its article or adjective before it."""
    before = sentence.tokens[place - 1]
    return place > 0 and before.is_word and (before.text.islower() or place == 1)


def _acts_as_name(sentence: Sentence, place: int) -> bool:
    """ "Mistral will", "Cohere's": what follows a name, hardly an everyday word."""
    if sentence.lower(place) == ":":  # "Lambda: the cloud firm signed"
        said = sentence.lower(place + 1) in _DETERMINERS
        return said and any(place < m.first <= place + 5 for m in sentence.marks.get("descriptor", ()))
    if sentence.lower(place) == "s" and sentence.lower(place + 1) in ("'", "’"):
        return True  # "Poolside s'installe"
    place += sentence.lower(place) in _ADVERBS
    acts = sentence.begins(place, "verb", "deal_verb", "invest_verb", *_TELLING)
    return acts or sentence.lower(place) in ("'s", "’s")


def _goes_on(sentence: Sentence, place: int) -> bool:
    """ "Acme Private Equity Partners": capitalised words up to one that closes an organisation's name."""
    for step in range(place, place + 4):
        if step < len(sentence.tokens) and sentence.tokens[step].text in shapes()["tail"]:
            return sentence.lower(step) not in _LEGAL
        if not another_capital(sentence, step):
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
    if sentence.language == "de" and first and sentence.begins(first - 1, "office"):
        return True  # "der Standort Linz"
    if after and sentence.tokens[last].text in shapes()["tail"] | shapes()["head"]:
        return False
    if (after and sentence.lower(last) in _STREETS) or sentence.lower(first - 1) in _STREETS_BEFORE:
        return False  # "near London Street", "la colonia Roma"
    if (
        sentence.lower(first - 1) in ("in", "at", "of", "from", "to", "near", "en", "à", "em", "a")
        or sentence.span.heading
    ):
        return True
    known_before = sentence.mentions and sentence.mentions[-1].last == first
    return not ((before and first > 1 and not known_before) or after)


def _past_legal_suffix(sentence: Sentence, place: int) -> int:
    if sentence.lower(place) in _LEGAL and sentence.tokens[place].capitalised:
        place += 1
        if sentence.lower(place) == "." and sentence.lower(place + 1)[:1].islower():
            place += 1
    return place


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
    if _institution(texts):
        return "organisation"
    if texts[-1] in shape["other"] or _kind_of_company(run):
        return "other"
    if texts[0] in shape["head"] and len(texts) > 1:
        return "organisation"
    if len(bare) > 1 and texts[-1] in shape["tail"]:
        return "organisation"
    inner = any(INNER_CAPITAL.match(text) and text[:2] not in ("Mc", "Ma") for text in texts)
    if inner and len(texts) <= 2 and texts[0] not in given_names():
        return "other" if _owned(run) else "organisation"
    called = 1 < len(texts) < 4 and texts[0] in given_names()
    return "organisation" if not called and _context_says(run) else ""


def _institution(texts: list[str]) -> bool:
    """ "Ministry of the Economy", "Business Development Bank of Canada"."""
    return any(text in _INSTITUTIONS and after in _SERVING for text, after in pairwise(texts))


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
    if after in _LEGAL and sentence.tokens[last].capitalised:
        return True
    before = first - 1
    if any(mark.last == first for mark in sentence.marks.get("descriptor", ())) and (
        sentence.lower(before) != "investor" or sentence.lower(before - 1) in _INVESTORS
    ):
        return True
    if after == "," and any(sentence.words(last + 1, last + 1 + n).lower() in _BASED for n in (1, 2)):
        return True
    born = after == "," and len(run.texts) == 1 and sentence.lower(last + 1) in _BORN
    if born or _listed_at(run) or _described(run):
        return True
    return after in (",", "(", "–", "—") and _appositive(sentence, last + 1)


def _listed_at(run: Run) -> bool:
    """ "Oslo-listed Acme", "London-based Acme": one word, since two are more often a person."""
    sentence, place = run.sentence, run.first - 1
    return len(run.texts) == 1 and sentence.lower(place) in _BASED_AT and sentence.lower(place - 1) == "-"


def _described(run: Run) -> bool:
    """ "La empresa española Acme", "le groupe lyonnais Acme": the adjective follows its noun."""
    sentence, place = run.sentence, run.first - 1
    if sentence.language not in ROMANCE or len(run.texts) > 2:
        return False
    noun = any(mark.last == place for mark in sentence.marks.get("descriptor", ()))
    own = sentence.lower(place - 2) in _POSSESSING and sentence.lower(place - 1) in _LABS  # "son laboratoire"
    told = noun and not own and sentence.tokens[place].text.islower()
    return told and sentence.lower(place) not in _CLAUSE_BEGINS


_ARTICLES = word_set("names articles")


def _appositive(sentence: Sentence, place: int) -> bool:
    """ ", a Korean maker of chips": an article and, before any verb or comma, a word for a kind of
    organisation.
    """
    bare = sentence.language in ROMANCE and sentence.between(place, place + 1, "descriptor")
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
