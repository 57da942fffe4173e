"""Names over a whole text: a run classed once is the same thing everywhere; governments and ministries get their country."""

from collections import Counter

from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.gazetteer import KnownNames, common_words
from tracker.ingest.reader.names import Run, classify, find_known, runs, shapes

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
_MINISTRIES = frozenset(
    {"ministry", "ministerio", "ministério", "ministère", "ministero", "bundesministerium", "department"}
)
_OF = frozenset(
    {
        "of",
        "de",
        "du",
        "des",
        "della",
        "del",
        "do",
        "da",
        "dos",
        "von",
        "der",
        "d",
        "la",
        "the",
        "l",
        "’",
        "'",
        "dell",
    }
)


def name_everything(sentences: list[Sentence], known: KnownNames) -> list[Run]:
    """Mark organisations, governments and places in every sentence; returns the runs that stay unexplained."""
    lowers: Counter[str] = Counter()
    for sentence in sentences:
        find_known(sentence, known)
        lowers.update(token.text for token in sentence.tokens if token.text.islower())
    every = [run for sentence in sentences if not _title_case(sentence) for run in runs(sentence, lowers)]
    classes = _vote(every)
    spare = [run for run in every if not _place(run, classes)]
    country = main_country(sentences)
    for sentence in sentences:
        _governments(sentence, known, country)
    return spare


def _title_case(sentence: Sentence) -> bool:
    """A headline With Every Word Capitalised tells nothing by its capitals."""
    words = [token for token in sentence.tokens if token.is_word and len(token.text) > 3]
    capitals = sum(token.capitalised for token in words)
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
            if len(words) == 2 and words[0] not in common_words()["organisation"] or len(words) > 2:
                classes.setdefault(short, ("organisation", full))
    return classes


def _place(run: Run, classes: dict[str, tuple[str, str]]) -> bool:
    kind, full = classes.get(run.name, ("", ""))
    if kind:
        run.sentence.place_in(Mention(kind, _tidy(full), run.first, run.last))
    return bool(kind)


def _tidy(name: str) -> str:
    return " ".join(name.split())


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
        if covering and covering.kind in ACTORS:
            continue
        found = _government_at(sentence, mark.first, mark.last, known, country)
        if found:
            sentence.place_in(found)
    for place, token in enumerate(sentence.tokens):
        code = _NATIONAL.get(token.lower)
        if code and not sentence.covering(place):
            sentence.place_in(
                Mention("government", known.government(code), place, place + 1, code, "government body")
            )
    for mention in sentence.of("organisation"):
        if mention.sort == "" and sentence.lower(mention.first) in _MINISTRIES:
            _ministry(sentence, mention, known, country)


def _government_at(
    sentence: Sentence, first: int, last: int, known: KnownNames, country: str | None
) -> Mention | None:
    """The government that the word at first..last means: "Korean government", "government of Malaysia", "the government"."""
    before = sentence.covering(first - 1)
    if before is None and sentence.lower(first - 1) in ("'s", "’s", "federal", "national"):
        before = sentence.covering(first - 2)
    word = sentence.lower(first)
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


def _government_after(sentence: Sentence, first: int, last: int, known: KnownNames) -> Mention | None:
    place = last
    while place < last + 3 and sentence.lower(place) in _OF:
        place += 1
    after = sentence.covering(place)
    if after and after.kind in ("demonym", "country") and after.first == place and after.country:
        return _government(known, after.country, first, after.last)
    if place > last and sentence.lower(last) in ("of", "de") and place < len(sentence.tokens):
        end = place
        while end < len(sentence.tokens) and sentence.tokens[end].capitalised and end < place + 3:
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
