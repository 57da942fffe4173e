"""Other words for an organisation: its short name, its initials, its products."""

from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS, common_words
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.runs import Run, shapes

_MAKERS = frozenset({"maker", "developer", "creator", "company", "owner", "firm", "startup"})
_MADE_BY = word_set("aliases made by")
_OF = frozenset({"de", "do", "da", "di", "du", "del", "dello", "’", "'"})
_BRANDS = PRODUCT_OWNERS | {
    "facebook": "Meta",
    "instagram": "Meta",
    "whatsapp": "Meta",
    "tiktok": "ByteDance",
    "iphone": "Apple",
    "android": "Google",
    "windows": "Microsoft",
}
_PRODUCT_NOUNS = frozenset(
    "agent model assistant chatbot product platform app tool system software suite robot service".split()
)
_BODIES = frozenset(
    "Institute Chamber Board Mission Association Federation Foundation Authority Agency Fund Council".split()
)
_SCHOOLS = frozenset("University College School Hospital Institute Polytechnic Clinic UMC Museum".split())
_SHORTENED = _BODIES | _SCHOOLS | {"Bank", "Ministry", "Trust", "Academy", "Commission", "Centre", "Center"}
_SHARED = ("head", "adjectives", "tail", "start")
_LEGAL_FORMS = frozenset(
    {"inc", "corp", "ltd", "llc", "plc", "gmbh", "ag", "sa", "co", "limited", "corporation", "incorporated"}
)


def fuller_names(sentences: list[Sentence], every: list[Run]) -> None:
    """ "Acme" is Acme Robotics where the text also writes that out, and only that."""
    longer: dict[str, set[str]] = {}
    short = [m for sentence in sentences for m in sentence.of("organisation") if not m.sort]
    written = {" ".join(run.texts): tidy(run.name) for run in every if 1 < len(run.texts) < 4}
    single = {m.name for m in short if " " not in m.name}
    for words, name in written.items():
        first = words.split()[0]
        if name != first and (first in single or any(m.name == name for m in short)):
            longer.setdefault(first, set()).add(name)
    only = {first: names.pop() for first, names in longer.items() if len(names) == 1 and _telling(first)}
    for mention in short:
        mention.name = only.get(mention.name, mention.name)
    known = _known_by_first_word(sentences)
    for mention in short:
        whole = known.get(mention.name, mention)
        mention.name, mention.country, mention.sort = whole.name, whole.country, whole.sort
    for run in every:
        if len(run.texts) == 1 and run.sentence.covering(run.first) is None and run.name in known:
            whole = known[run.name]
            run.sentence.place_in(
                Mention("organisation", whole.name, run.first, run.last, whole.country, whole.sort)
            )
    for run in every:
        covering, first = run.sentence.covering(run.first), run.texts[0]
        if covering is None and first in only and tidy(run.name) in (first, only[first]):
            run.sentence.place_in(Mention("organisation", only[first], run.first, run.last))


def _known_by_first_word(sentences: list[Sentence]) -> dict[str, Mention]:
    """ "Bloom" after Bloom Energy: the known organisations of several words that no other shares a first
    word with.
    """
    found: dict[str, dict[str, Mention]] = {}
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            if mention.sort and mention.last - mention.first > 1:
                first = sentence.tokens[mention.first].text
                found.setdefault(first, {})[mention.name] = mention
    return {
        first: next(iter(named.values()))
        for first, named in found.items()
        if len(named) == 1 and _telling(first) and first not in common_words()["organisation"]
    }


def _telling(word: str) -> bool:
    """Not the first word of many names: "Bank of", "National"."""
    return len(word) > 3 and not any(word in shapes()[kind] for kind in _SHARED)


def products(sentences: list[Sentence]) -> None:
    """ "AcmeView" is something of Acme's, not another company."""
    names = {mention.name for sentence in sentences for mention in sentence.of("organisation")}
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            capitals = [i for i, char in enumerate(mention.name) if i > 3 and char.isupper()]
            if not mention.sort and any(mention.name[:i] in names for i in capitals):
                mention.kind = "other"


def owned_products(sentences: list[Sentence]) -> None:
    """ "Acme's assistant Fable" and "Acme's Fable assistant": what Fable does, Acme does."""
    makers: dict[str, Mention] = {}
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            place = mention.last + 1
            if sentence.lower(mention.last) not in ("'s", "’s"):
                continue
            noun = next((i for i in range(place, place + 5) if sentence.lower(i) in _PRODUCT_NOUNS), None)
            for at in (noun + 1, noun - 1) if noun is not None else ():
                covering = sentence.covering(at)
                named = place <= at < len(sentence.tokens) and _fresh(sentence, at)
                if named and (covering is None or not covering.sort):
                    makers.setdefault(sentence.tokens[at].text, mention)
    for sentence in sentences if makers else ():
        for place, token in enumerate(sentence.tokens):
            maker, covering = makers.get(token.text), sentence.covering(place)
            if maker and (covering is None or covering.last - covering.first == 1):
                sentence.place_in(
                    Mention("organisation", maker.name, place, place + 1, maker.country, maker.sort)
                )


def _fresh(sentence: Sentence, place: int) -> bool:
    """One capitalised word that is nothing else."""
    token, shape = sentence.tokens[place], shapes()
    alone = not (place + 1 < len(sentence.tokens) and sentence.tokens[place + 1].capitalised)
    taken = token.text in shape["plain"] | shape["products"]
    return token.is_word and token.capitalised and alone and not taken


def makers(sentence: Sentence) -> None:
    """ "the ChatGPT maker", "the company behind the Claude chatbot", "la dona do ChatGPT", "der
    Claude-Entwickler": the product's company.
    """
    if sentence.language != "en":
        _made_by(sentence)
    for place in sentence.where(PRODUCT_OWNERS.keys()):
        token = sentence.tokens[place]
        owner = PRODUCT_OWNERS[token.lower]
        if not token.capitalised:
            continue
        before = [sentence.lower(i) for i in range(place - 4, place)]
        behind = not _MAKERS.isdisjoint(before) and not {"of", "behind"}.isdisjoint(before)
        if behind or sentence.lower(place + 1) in _MAKERS:
            first = _description(sentence, place) if behind else place
            sentence.place_in(Mention("organisation", owner, first, place + 1, "US", "company"))


def _made_by(sentence: Sentence) -> None:
    for place, word in enumerate(sentence.lowers):
        product, _, noun = word.partition("-") if "-" in word else (word, "", "")
        if noun in _MADE_BY and product in _BRANDS:
            owner, first = _BRANDS[product], place
        elif word in _BRANDS and sentence.lower(place - 1) in _OF:
            first = place - 2 - (sentence.lower(place - 2) == "trás")
            owner = _BRANDS[word] if sentence.lower(first) in _MADE_BY else ""
        else:
            continue
        if owner:
            sentence.place_in(Mention("organisation", owner, first, place + 1, "US", "company"))


def _description(sentence: Sentence, product: int) -> int:
    """Where "the maker of the Claude chatbot" begins; the product's own token failing that."""
    for place in range(product - 1, max(-1, product - 5), -1):
        if sentence.lower(place) in _MAKERS:
            return place - 1 if sentence.lower(place - 1) in ("the", "a") else product
    return product


def national_bodies(sentences: list[Sentence]) -> None:
    """ "Japan AI Safety Institute", "Indian Institute of Science", "Oregon State University": a place begins
    the name.
    """
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            first = mention.first - (sentence.lower(mention.first - 1) == "ai")
            owned = sentence.lower(first - 1) in ("'s", "’s")
            place = sentence.covering(first - 1 - owned)
            if mention.sort or place is None or place.kind not in PLACES or not _body(mention, place):
                continue
            if owned and place.kind != "country":
                continue
            name = f"{sentence.words(place.first, place.last)} {sentence.words(first, mention.last)}"
            sentence.place_in(Mention("organisation", name, place.first, mention.last, place.country))


def branches(sentences: list[Sentence]) -> None:
    """ "New York University Abu Dhabi": a place right after a university's name is part of it."""
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            place = sentence.covering(mention.last)
            if place and place.kind in PLACES and place.kind != "demonym" and _taught(sentence, mention):
                name = sentence.words(mention.first, place.last)
                sentence.place_in(Mention("organisation", name, mention.first, place.last, place.country))


def _taught(sentence: Sentence, mention: Mention) -> bool:
    return sentence.tokens[mention.last - 1].text in _SCHOOLS


def bare_bodies(sentences: list[Sentence], every: list[Run]) -> None:
    """ "the Institute" is the one institute that the text names in full."""
    whole: dict[str, set[str]] = {}
    named = {mention.name for sentence in sentences for mention in sentence.of("organisation")}
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            short = mention.name.split(" for ")[0]
            mention.name = short if short in named else mention.name  # "the Acme Institute for Robotics"
            words = mention.name.split()
            for word in _SHORTENED.intersection(words) if len(words) > 1 else ():
                whole.setdefault(word, set()).add(mention.name)
    for run in every:
        names = whole.get(run.name, set())
        bare = len(names) == 1 and run.sentence.lower(run.first - 1) == "the"
        if bare and run.sentence.covering(run.first) is None:
            run.sentence.place_in(Mention("organisation", next(iter(names)), run.first, run.last))


def local_bodies(spare: list[Run]) -> None:
    """ "Leeds University", "Lima Hospital": a place and the bare word for an institution."""
    for run in spare:
        place = run.sentence.covering(run.first - 1)
        if len(run.texts) == 1 and run.texts[0] in _SCHOOLS and place and place.kind in ("city", "region"):
            name = run.sentence.words(place.first, run.last)
            run.sentence.place_in(Mention("organisation", name, place.first, run.last, place.country))


def _body(mention: Mention, place: Mention) -> bool:
    """Whether the place that stands before a mention begins its name."""
    words = mention.name.split()
    if place.kind == "country":
        return words[-1] in _BODIES or words[0] in _BODIES
    if place.kind == "demonym":
        return words[0] in _BODIES
    return words[-1] in _SCHOOLS or words[0] in _SCHOOLS or "Center" in words or "Centre" in words


def acronyms(sentences: list[Sentence]) -> None:
    """ "Technology Innovation Institute" may be called TII afterwards."""
    full: dict[str, Mention] = {}
    for sentence in sentences:
        for mention in sentence.of("organisation"):
            initials = "".join(word[0] for word in mention.name.split() if word[0].isupper())
            if len(initials) > 2:
                full.setdefault(initials, mention)
    for sentence in sentences if full else ():
        for place, token in enumerate(sentence.tokens):
            named = full.get(token.text)
            covering = sentence.covering(place) if named else None
            if named and (covering is None or (covering.name == token.text and not covering.sort)):
                sentence.place_in(
                    Mention("organisation", named.name, place, place + 1, named.country, named.sort)
                )


def tidy(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[-1].strip(".").lower() in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)
