"""Names over a whole text: a run classed once is the same thing everywhere; governments and ministries
get their country.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from tracker.ingest.reader.acquaintance import acquainted, name_parts, protagonist
from tracker.ingest.reader.aliases import (
    acronyms,
    bare_bodies,
    branches,
    fuller_names,
    local_bodies,
    makers,
    national_bodies,
    owned_products,
    products,
    tidy,
)
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.english_names import in_english
from tracker.ingest.reader.gazetteer import KnownNames, common_words
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.names import classify, find_known
from tracker.ingest.reader.party_names import takes_part
from tracker.ingest.reader.personal import personal
from tracker.ingest.reader.runs import Run, runs, shapes
from tracker.ingest.reader.tokens import words_of
from tracker.ingest.reader.unknown_cities import unknown_city, with_their_kind

_PRESIDENCIES = {
    "trump": "US",
    "biden": "US",
    "obama": "US",
    "macron": "FR",
    "lula": "BR",
    "milei": "AR",
    "modi": "IN",
    "starmer": "GB",
    "sunak": "GB",
    "meloni": "IT",
    "takaichi": "JP",
    "ishiba": "JP",
    "yoon": "KR",
    "merz": "DE",
    "scholz": "DE",
    "carney": "CA",
    "trudeau": "CA",
}
_NATIONAL = {
    "bundesregierung": "DE",
    "élysée": "FR",
    "whitehall": "GB",
    "kremlin": "RU",
    "kanzleramt": "DE",
}
_MINISTRIES = word_set("naming ministries")
_PUBLIC = frozenset("pubblica pubbliche pública públicas publique publiques".split())
_DASHES = frozenset({"-", "–", "—", "("})
_STAGES = frozenset({"Series", "Phase", "Stage", "Round", "Class"})
_TITLE_SMALL = frozenset({"with", "from", "into", "over", "after", "amid", "than", "that", "this"})
_STATE_OF = frozenset({"of", "de", "do", "da", "del", "du", "von"})
_LISTED = frozenset({",", "and", "or", "&"})
_OF = word_set("naming of")
_COMPOUND_NOUNS = word_set("naming compound nouns")
_PAPERS = word_set("naming papers")


def name_everything(sentences: list[Sentence], known: KnownNames) -> list[Run]:
    """Mark organisations, governments and places in every sentence; returns the runs that stay
    unexplained.
    """
    lowers: Counter[str] = Counter()
    for sentence in sentences:
        find_known(sentence, known)
        makers(sentence)
        lowers.update(_written_small(sentence))
    _weak_names(sentences, known)
    every = [run for sentence in sentences if not _title_case(sentence) for run in runs(sentence, lowers)]
    every = list(_without_surnames(run for run in every if not (_compound(run) or _state_after_city(run))))
    classes = _vote(every)
    spare = [run for run in every if not _place(run, classes)]
    doubtful = [run for run in every if _doubtful(run, classes)]
    known_by_context, surnames = acquainted([*spare, *doubtful]), name_parts(spare)
    people = {run.name for run in spare if personal(run) or _given(run)}
    for run in doubtful:
        if run.name not in people and run.name in known_by_context:
            _place(run, {run.name: ("organisation", run.name)})
    left = [run for run in spare if run.name not in people and not _among_places(run)]
    if _taking_part(left, known_by_context, surnames):
        _taking_part(left, known_by_context, surnames)  # once more, beside those that have been found
    _about(sentences, [run for run in spare if run.name not in people], surnames)
    local_bodies(spare)
    fuller_names(sentences, every)
    bare_bodies(sentences, every)
    _everywhere(sentences)
    _mastheads(sentences)
    _other_words(sentences)
    country = main_country(sentences)
    for run in spare:
        unknown_city(run, country)
    for sentence in sentences:
        with_their_kind(sentence)
    for sentence in sentences:
        _wire_service(sentence)
        in_english(sentence, known)
        _governments(sentence, known, country)
    return spare


def _taking_part(left: list[Run], known_by_context: set[str], surnames: set[str]) -> bool:
    """Mark the organisations that their context or their part in a deal gives away; whether there are any."""
    found = False
    for run in left:
        covered = run.sentence.covering(run.first)
        if covered is None and (run.name in known_by_context or takes_part(run, surnames)):
            found = True
            _place(run, {run.name: ("organisation", run.name)})
    return found


def _about(sentences: list[Sentence], spare: list[Run], surnames: set[str]) -> None:
    """Mark whom the text is about, where nothing else told that it is a company."""
    about = protagonist(sentences, spare, surnames)
    for run in spare:
        if run.name == about:
            _place(run, {run.name: ("organisation", run.name)})


def _other_words(sentences: list[Sentence]) -> None:
    """Mark organisations by what they are called besides their names."""
    products(sentences)
    owned_products(sentences)
    national_bodies(sentences)
    branches(sentences)
    acronyms(sentences)


def _among_places(run: Run) -> bool:
    """ "at Plano, Texas, Allen and Chicago": one more place of a list; "Allen, Texas, is"."""
    sentence = run.sentence
    within = sentence.covering(run.last + 1) if sentence.lower(run.last) == "," else None
    if within is not None and within.kind == "region" and sentence.lower(within.last) in (",", "."):
        return True
    before = sentence.covering(run.first - 2) if sentence.lower(run.first - 1) in _LISTED else None
    after = sentence.covering(run.last + 1) if sentence.lower(run.last) in _LISTED else None
    return all(place is not None and place.kind in ("city", "region") for place in (before, after))


def _mastheads(sentences: list[Sentence]) -> None:
    """An unknown name that is a whole line above the report, and stands nowhere else, is whose page it is."""
    counts = Counter(mention.name for sentence in sentences for mention in sentence.of("organisation"))
    for sentence in sentences[:4]:
        alone = sentence.of("organisation") if sentence.span.heading else []
        alone = [m for m in alone if (m.first, m.last) == (0, sentence.count) and not m.sort]
        if alone and counts[alone[0].name] == 1:
            alone[0].sort = "publisher"


def _doubtful(run: Run, classes: dict[str, tuple[str, str]]) -> bool:
    """Two or three words of which the last is also that of a product or an event: "Saffron Models"."""
    named = 1 < len(run.texts) < 4 and run.texts[0] not in _STAGES
    return named and classes.get(run.name, ("", ""))[0] == "other"


def _state_after_city(run: Run) -> bool:
    """ "STAMFORD, Conn. – ": where a report was written."""
    sentence, after = run.sentence, run.last + (run.sentence.lower(run.last) == ".")
    opens = 0 < run.first < 4 and sentence.lower(run.first - 1) == "," and sentence.tokens[0].text.isupper()
    return opens and sentence.lower(after) in _DASHES


def _compound(run: Run) -> bool:
    """ "Claude-Entwickler", "KI-Anbieter": one German word for what somebody is or has, no name."""
    return run.sentence.language == "de" and run.texts[-1].rpartition("-")[2].lower() in _COMPOUND_NOUNS


def _without_surnames(runs_found: Iterable[Run]) -> Iterator[Run]:
    """The runs but "Doe" of a text that names Jane Doe: "Doe's plan" is no company's."""
    every = list(runs_found)
    alone = {run.texts[0] for run in every if len(run.texts) == 1}
    full = (run for run in every if len(run.texts) > 1 and run.texts[-1] in alone)
    surnames = {run.texts[-1] for run in full if _given(run) or personal(run)}
    return (run for run in every if len(run.texts) > 1 or run.texts[0] not in surnames)


def _given(run: Run) -> bool:
    """Two or three words that begin with a common given name."""
    return 1 < len(run.texts) < 4 and run.texts[0] in given_names()


def _wire_service(sentence: Sentence) -> None:
    """ "PARIS (Newsdesk) - ", "the newspaper Le Matin": who reports is no party to what is reported."""
    for mention in sentence.of("organisation"):
        dash = sentence.tokens[mention.last + 1].text if mention.last + 1 < len(sentence.tokens) else ""
        wire = mention.first < 8 and sentence.lower(mention.first - 1) == "(" and dash in ("-", "–", "—")
        if wire or sentence.lower(mention.first - 1) in _PAPERS:
            mention.sort = "publisher"


def _written_small(sentence: Sentence) -> Iterator[str]:
    """The words written in small letters, those of web and mail addresses left out."""
    before = ""
    for token, after in zip(sentence.tokens, [*sentence.lowers[1:], ""], strict=True):
        if token.text.islower() and before != "." and "@" not in (before, after) and token.text != "www":
            yield token.text
        before = token.lower


def _everywhere(sentences: list[Sentence]) -> None:
    """An unknown organisation found in one sentence is the same in every other, in headlines too."""
    found = {m.name: m for sentence in sentences for m in sentence.of("organisation") if not m.sort}
    first_words: dict[str, list[tuple[str, ...]]] = {}
    for name in found:
        words = words_of(name)
        first_words.setdefault(words[0], []).append(words)
    for sentence in sentences if first_words else ():
        for place, token in enumerate(sentence.tokens):
            for words in first_words.get(token.text, ()):
                last = place + len(words)
                written = tuple(other.text for other in sentence.tokens[place:last])
                if written == words and not any(sentence.covering(i) for i in range(place, last)):
                    name = " ".join(words) if " ".join(words) in found else sentence.words(place, last)
                    sentence.place_in(Mention("organisation", name, place, last))


def _weak_names(sentences: list[Sentence], known: KnownNames) -> None:
    """A name that is a common word too counts at a sentence's start once the text has used it as a name."""
    used = {m.name for sentence in sentences for m in sentence.of("organisation")}
    for sentence in sentences:
        if sentence.tokens and not sentence.covering(0):
            for words, name in known.words.get(sentence.tokens[0].lower, ()):
                if (
                    name.weak
                    and name.name in used
                    and len(words) == 1
                    and sentence.tokens[0].text == words[0]
                ):
                    sentence.place_in(Mention("organisation", name.name, 0, 1, name.country, name.kind))


def _title_case(sentence: Sentence) -> bool:
    """A headline With Every Word Capitalised tells nothing by its capitals."""
    if sentence.language == "de":
        return False
    known = {place for mention in sentence.mentions for place in range(mention.first, mention.last)}
    words = [
        token
        for place, token in enumerate(sentence.tokens)
        if len(token.text) > 3 and token.is_word and place not in known
    ]
    capitals = sum(token.capitalised for token in words)
    small = {token.text for token in words if not token.capitalised}
    if sentence.evidence.endswith(".") and small - _TITLE_SMALL:
        return False  # "Acme Labs and Bolt Telecom formed a consortium."
    return capitals > 0.7 * len(words) and (len(words) > 4 or (sentence.span.heading and len(words) > 2))


def _vote(every: list[Run]) -> dict[str, tuple[str, str]]:
    """Run text -> (class, full name), shorter forms of an organisation's name included."""
    classes: dict[str, tuple[str, str]] = {}
    for run in every:
        kind = classify(run)
        if kind and classes.get(run.name, ("", ""))[0] != "organisation":
            classes[run.name] = (kind, run.name)
    for name, (kind, full) in list(classes.items()):
        words = name.split()
        if kind == "organisation" and len(words) > 1 and words[-1] in shapes()["tail"] and len(words[0]) > 3:
            short = " ".join(words[:-1])
            if (len(words) == 2 and words[0] not in common_words()["organisation"]) or len(words) > 2:
                classes.setdefault(short, ("organisation", full))
    return classes


def _place(run: Run, classes: dict[str, tuple[str, str]]) -> bool:
    kind, full = classes.get(run.name, ("", ""))
    if kind:
        run.sentence.place_in(Mention(kind, tidy(full), run.first, run.last))
    return bool(kind)


def main_country(sentences: list[Sentence]) -> str | None:
    """The country that a text names most, by itself or by its cities and people; the earlier wins a tie."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for mention in sentence.of("city", "country", "demonym"):
            counts[mention.country or ""] += 2 if mention.kind == "country" else 1
    return counts.most_common(1)[0][0] if counts else None


def _governments(sentence: Sentence, known: KnownNames, country: str | None) -> None:
    for mark in sentence.marks.get("govern", ()):
        covering = sentence.covering(mark.first)
        public = not _PUBLIC.isdisjoint({sentence.lower(mark.first - 1), sentence.lower(mark.last)})
        if public or (covering and covering.kind in ACTORS):
            continue  # "la pubblica amministrazione" is a trade
        found = _government_at(sentence, mark.first, mark.last, known, country)
        if found:
            sentence.place_in(found)
    for place in sentence.where(_NATIONAL.keys()):
        code = _NATIONAL[sentence.lower(place)]
        if not sentence.covering(place):
            sentence.place_in(
                Mention("government", known.government(code), place, place + 1, code, "government body")
            )
    for mention in sentence.of("organisation"):
        if mention.sort == "" and sentence.lower(mention.first) in _MINISTRIES:
            _ministry(sentence, mention, known, country)


def _government_at(
    sentence: Sentence, first: int, last: int, known: KnownNames, country: str | None
) -> Mention | None:
    """The government that the word at first..last means: "Korean government", "government of Malaysia",
    "the government".
    """
    before = sentence.covering(first - 1)
    if before is None and sentence.lower(first - 1) in ("'s", "’s", "federal", "national"):
        before = sentence.covering(first - 2)
    word = sentence.lower(first)
    owner = first - 2
    if before is None and sentence.lower(first - 1) in ("'s", "’s") and sentence.tokens[owner].capitalised:
        name = f"Government of {sentence.tokens[owner].text}"
        return Mention("government", name, owner, last, None, "government body")
    if before and before.kind in ("demonym", "country", "city") and before.country:
        return _government(known, before.country, before.first, last)
    if sentence.lower(first - 1) in _PRESIDENCIES:
        return _government(known, _PRESIDENCIES[sentence.lower(first - 1)], first - 1, last)
    return _government_after(sentence, first, last, known) or (
        _government(known, country, first, last)
        if country
        and word
        not in ("ministry", "parliament", "authorities", "administration", "ministerium", "governments")
        else None
    )


def _state_word(sentence: Sentence, place: int) -> bool:
    """A word of a state's name: Rio, Grande, do, Sul."""
    inside = sentence.lower(place) in _STATE_OF and place + 1 < len(sentence.tokens)
    return sentence.tokens[place].capitalised or (inside and sentence.tokens[place + 1].capitalised)


def _government_after(sentence: Sentence, first: int, last: int, known: KnownNames) -> Mention | None:
    place = last
    while place < last + 3 and sentence.lower(place) in _OF:
        place += 1
    after = sentence.covering(place)
    if after and after.kind in ("demonym", "country") and after.first == place and after.country:
        return _government(known, after.country, first, after.last)
    states = sentence.lower(first) not in _MINISTRIES and sentence.lower(last) in _STATE_OF
    if place > last and states and place < len(sentence.tokens):
        end = place
        while end < len(sentence.tokens) and end < place + 4 and _state_word(sentence, end):
            end += 1
        if end > place:
            return Mention(
                "government",
                f"Government of {sentence.words(place, end)}",
                first,
                end,
                None,
                "government body",
            )
    return None


def _government(known: KnownNames, code: str, first: int, last: int) -> Mention:
    return Mention("government", known.government(code), first, last, code, "government body")


def _ministry(sentence: Sentence, mention: Mention, known: KnownNames, country: str | None) -> None:
    """A ministry is named with its country, the possessive before it or the one that the text is about."""
    owner = (
        sentence.covering(mention.first - 2) if sentence.lower(mention.first - 1) in ("'s", "’s") else None
    )
    owner = owner or sentence.covering(mention.first - 1)
    code = owner.country if owner and owner.kind in ("country", "demonym") else country
    mention.sort, mention.country = "government body", code
    if code and known.country_name(code) and known.countries[code] not in mention.name:
        mention.name = f"{'Saudi' if code == 'SA' else known.countries[code]} {mention.name}"
    if owner and owner.kind == "country" and mention.first - owner.last <= 1:
        mention.first = owner.first
        sentence.mentions.remove(owner)
