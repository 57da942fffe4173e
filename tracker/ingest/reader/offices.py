"""Offices: whose an office is, where, and how far along."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import PLACES, Mention, Sentence
from tracker.ingest.reader.drafts import OfficeDraft
from tracker.ingest.reader.first_person import tells_of_oneself
from tracker.ingest.reader.gazetteer import provinces
from tracker.ingest.reader.lexicon import Mark
from tracker.ingest.reader.noun_phrases import whole_phrases
from tracker.ingest.reader.office_again import again
from tracker.ingest.reader.office_dates import office_date
from tracker.ingest.reader.office_hints import hinted
from tracker.ingest.reader.office_hosts import hosted, tenants
from tracker.ingest.reader.office_lists import listed
from tracker.ingest.reader.office_moves import moved
from tracker.ingest.reader.office_owners import companies_of, company_of, no_owner
from tracker.ingest.reader.office_places import another, joining, places_of, ranked_after
from tracker.ingest.reader.office_presence import present, there_too
from tracker.ingest.reader.office_remaining import remaining, rooms, vacant
from tracker.ingest.reader.office_remaining_abroad import remaining_abroad
from tracker.ingest.reader.office_status import clause_of, opening, status_of
from tracker.ingest.reader.office_subjects import city_led, on_the_list
from tracker.ingest.reader.office_unreal import not_done, tells_a_career
from tracker.ingest.reader.office_words import CENTRES, computes, office_words, site_words
from tracker.ingest.reader.origins import near_by

_DEFINITE = frozenset({"the", "this", "that", "it"})
_THE_OFFICE = frozenset({"the", "that", "this"})
_THERE = frozenset({"there", "ali", "lì", "dort", "allí"})
_ASKING = frozenset("will would does do did is are has have can could should might whether".split())
_HERE = frozenset({"here", "hier", "ici", "aquí", "aqui", "qui"})
_TOWNS = frozenset({"city", "state", "emirate", "site", "building", "address"})
_IS = frozenset({"is", "are", "was", "were", "will"})
_CITY = frozenset({"city", "capital", "metropolis"})
_DESCRIBED = _CITY | _TOWNS
_HOMES = frozenset("base headquarters headquarter headquartered hq seat home sede siège sitz".split())
_THE_CITY = frozenset({"city", "capital", "city-state"})
_CITY_ABROAD = frozenset("cidade capital ciudad città capitale ville stadt hauptstadt capoluogo".split())
_IN_ABROAD = ("na", "en la", "in", "dans la", "in der", "nel", "nella", "en esta", "nesta", "dans cette")


def find_offices(
    sentence: Sentence, discourse: Discourse, language: str, published: str | None
) -> Iterator[OfficeDraft]:
    """The offices that one sentence states."""
    if tells_none(sentence, discourse):
        return
    named = sentence.mentions
    sentence.mentions = whole_phrases(sentence)
    drafts = list(_read(sentence, discourse, language, published))
    sentence.mentions = named
    discourse.opened_last = drafts[-1].company if drafts else None
    yield from drafts


def tells_none(sentence: Sentence, discourse: Discourse) -> bool:
    """Whether a sentence is a question, or on somebody's life."""
    asked = sentence.language != "en" or sentence.lower(0) in _ASKING
    if (asked and sentence.text[sentence.span.end - 1] == "?") or tells_a_career(sentence):
        return True
    if tells_of_oneself(sentence) and not sentence.has("company_pronoun"):
        return True
    return discourse.diary and not sentence.of("organisation")


def _read(
    sentence: Sentence, discourse: Discourse, language: str, published: str | None
) -> Iterator[OfficeDraft]:
    _described_city(sentence, discourse)
    words = office_words(sentence)
    places = _places(sentence, discourse, language, words)
    _go_on(sentence, discourse, words)
    for mark, place in places:
        settled = tenants(sentence, place)
        for company in companies_of(sentence, mark, discourse) if settled is None else settled:
            if no_owner(company) or not_done(sentence, place.first):
                continue
            if mark.kind == "employed" and company != discourse.main:
                continue  # how many people a company employs in passing is background
            discourse.office_since, discourse.office_owner = 0, company
            if company == discourse.main:
                discourse.housed.add(place.name)
            yield draft_of(sentence, mark, place, company, published)


def _go_on(sentence: Sentence, discourse: Discourse, words: list[Mark]) -> None:
    """Let the next sentences go on about an office that a sentence tells of, with its city or without."""
    told = any(sentence.has(kind) for kind in ("plan", "announce", "open"))
    sites = words or (site_words(sentence) if told else [])
    if computes(sentence):
        discourse.machines_since = 0
    elif words:
        discourse.machines_since = 9
    if sites:
        owner = company_of(sentence, sites[0], discourse)
        discourse.office_since = 0
        discourse.office_owner = owner or discourse.office_owner or discourse.topic or discourse.main


def _described_city(sentence: Sentence, discourse: Discourse) -> None:
    """ "the Irish city", "the Norwegian capital": the city named last, when it lies there."""
    for place in sentence.where(_DESCRIBED):
        word = sentence.lower(place)
        if word in _TOWNS and discourse.city and _same_city(sentence, place):
            meant = discourse.scene if word == "city" else None  # "in the city" that the report is on
            named, land = (meant.name, meant.country) if meant else (discourse.city, discourse.country)
            sentence.place_in(Mention("city", named, place - 1, place + 1, land))
        told = sentence.covering(place - 1) if word in _CITY else None
        if told is None or told.kind != "demonym" or sentence.lower(told.first - 1) != "the":
            continue
        if discourse.city and told.country == discourse.country and not sentence.covering(place):
            phrase = Mention("city", discourse.city, told.first - 1, place + 1, discourse.country)
            sentence.place_in(phrase)


def _same_city(sentence: Sentence, place: int) -> bool:
    """ "the same city", "the city state", "the emirate": the city named last."""
    before = sentence.words(max(0, place - 2), place).lower()
    if sentence.lower(place) == "emirate":
        return before.endswith("the") and sentence.lower(place + 1) != "of"
    if before == "in the" and sentence.lower(place) == "city":
        return sentence.lower(place + 1) not in ("of", "'s", "’s", "-", "where")
    return before == ("the city" if sentence.lower(place) == "state" else "the same")


def _places(
    sentence: Sentence, discourse: Discourse, language: str, words: list[Mark]
) -> list[tuple[Mark, Mention]]:
    """The places that have an office by a sentence: by constructions of their own, by an office word, by
    those who work there; each with the mark that tells.
    """
    recent = discourse.office_since < 3
    told = [
        *joining(sentence),
        *ranked_after(sentence, language, recent or bool(words)),
        *hinted(sentence, recent),
        *hosted(sentence, recent, discourse.unit == "people"),
        *another(sentence, words),
        *listed(sentence, recent),
        *on_the_list(sentence),
        *_again(sentence, discourse, words),
    ]
    firm = {place.name for _, place in told}
    there = _there(sentence, discourse, words)
    rest = [mark for mark in words if not there or _placed(sentence, mark)]
    tied = [(mark, place) for mark in rest for place in places_of(sentence, mark)]
    tied = there + [(mark, place) for mark, place in tied if place.name not in firm]
    firm |= {place.name for _, place in tied}
    if _of_machines(discourse, words):
        return _known(_beside_machines(sentence, discourse, words, told, tied))
    tied += present(sentence, discourse.topic or discourse.main, firm)
    if tied and not recent and len(sentence.of("city")) > len(firm):
        _join(tied, firm, hinted(sentence, recent=True))
    _join(tied, firm, moved(sentence, recent or bool(words)))
    if discourse.office_owner or told or tied:
        _join(tied, firm, city_led(sentence, discourse.office_since < 5))
    noun = there_too(sentence)
    if noun is not None and discourse.city:
        named_last = Mention("city", discourse.city, 0, 1, discourse.country)
        tied.append((Mark("open", noun, noun + 1, "joined"), named_last))
    _leave_none(sentence, discourse, words, tied, firm)
    tied = [(mark, _known_there(sentence, discourse, mark, place)) for mark, place in tied]
    return _known(told + tied or list(_at_home(sentence, discourse, words)))


def _beside_machines(
    sentence: Sentence,
    discourse: Discourse,
    words: list[Mark],
    told: list[tuple[Mark, Mention]],
    tied: list[tuple[Mark, Mention]],
) -> list[tuple[Mark, Mention]]:
    """What is left of offices in a sentence that goes on about data centres."""
    if not words and sentence.has("staff"):
        return told  # "550 people, most of them in Oslo"
    after = sentence.has("office") or discourse.office_since < discourse.machines_since
    return told + tied if after or any(mark.value not in CENTRES for mark in words) else []


def _of_machines(discourse: Discourse, words: list[Mark]) -> bool:
    """Whether the "sites" of a sentence, or what it goes on about, are rather data centres."""
    if any(mark.kind == "office" for mark in words):
        return False
    sites = bool(words) and all(mark.value in CENTRES for mark in words)
    return discourse.machines_since < (5 if sites else 2) or (sites and _on_machines(discourse))


def _on_machines(discourse: Discourse) -> bool:
    """Whether a text tells more of data centres than of offices: a "site" in it is hardly an office."""
    if discourse.on_machines is None:
        told = sum(computes(sentence) for sentence in discourse.sentences)
        discourse.on_machines = told > max(1, sum(sentence.has("office") for sentence in discourse.sentences))
    return discourse.on_machines


def _known_there(sentence: Sentence, discourse: Discourse, mark: Mark, place: Mention) -> Mention:
    """ "The French office", of which the text, its headline or its dateline has told the city."""
    beside = place.kind in ("demonym", "country") and mark.first - place.last in (0, 1)
    if not beside or sentence.lower(place.first - 1) not in _THE_OFFICE:
        return place
    known = (discourse.home, discourse.written)
    city = next((city for city in known if city and city.country == place.country), None)
    if city is None and discourse.country == place.country and discourse.city and discourse.office_since < 3:
        city = Mention("city", discourse.city, place.first, place.last, place.country)
    return replace(city, first=place.first, last=place.last) if city else place


def _leave_none(
    sentence: Sentence,
    discourse: Discourse,
    words: list[Mark],
    tied: list[tuple[Mark, Mention]],
    firm: set[str],
) -> None:
    """Take in the cities that no construction accounts for, or where rooms are rented the one that the report
    is about.
    """
    rented = rooms(sentence)
    sure = bool(words or tied or rented or vacant(sentence))
    if sure or (discourse.office_since < 2 and discourse.office_owner):
        _join(tied, firm, list(remaining(sentence, words, firm, sure)))
    if sentence.language != "en":
        _join(tied, firm, list(remaining_abroad(sentence, words, firm)))
    if rented and not tied and not sentence.of("city", "country"):
        tied += [(rented, place) for place in _about(sentence, discourse)]


def _about(sentence: Sentence, discourse: Discourse) -> Iterator[Mention]:
    """The city that a paragraph, or failing that a report, is about."""
    headed = sentence.of("dateline")
    if headed:
        yield replace(headed[0], kind="city")
    elif discourse.city and discourse.city_since == sentence.span.paragraph:
        yield Mention("city", discourse.city, 0, 1, discourse.country)
    elif discourse.home:
        yield discourse.home


def _at_home(
    sentence: Sentence, discourse: Discourse, words: list[Mark]
) -> Iterator[tuple[Mark, Mention]]:
    """ "Acme will move into the old bank", in a report from Oslo that is on Acme: the place that the report
    is about, where no other was named just before.
    """
    home = discourse.home
    elsewhere = discourse.city_since == sentence.span.paragraph and home and discourse.city != home.name
    if home is None or elsewhere or not words or computes(sentence) or sentence.of(*PLACES):
        return
    if not _THERE.isdisjoint(sentence.wording):
        return
    told = any(sentence.has(kind) for kind in ("plan", "announce", "open", "expand"))
    main = discourse.main if told and home.name not in discourse.housed else None
    if main and company_of(sentence, words[0], discourse) == main:
        yield words[0], home


def _join(
    tied: list[tuple[Mark, Mention]], firm: set[str], found: Iterable[tuple[Mark, Mention]]
) -> None:
    """Take in what a weaker construction finds, but for places that have an office already."""
    firm |= {place.name for _, place in tied}
    tied += [(mark, place) for mark, place in found if place.name not in firm]


def _known(tied: list[tuple[Mark, Mention]]) -> list[tuple[Mark, Mention]]:
    """The cities and countries; not where a company is at home, when that is only a province: "its base in
    Tasmania".
    """
    return [
        (mark, place)
        for mark, place in tied
        if place.kind != "region" and not (place.name in provinces() and mark.value.lower() in _HOMES)
    ]


def _again(sentence: Sentence, discourse: Discourse, words: list[Mark]) -> list[tuple[Mark, Mention]]:
    """ "It will be in Oslo", said of the office in the sentence before."""
    if discourse.office_owner is None or discourse.office_since > 2:
        return []
    same = not words or (discourse.office_since < 2 and sentence.lower(0) in _DEFINITE)
    return list(again(sentence)) if same else []


def _there(sentence: Sentence, discourse: Discourse, words: list[Mark]) -> list[tuple[Mark, Mention]]:
    """ "signed a lease there for an office": the city named last."""
    words = [word for word in words if not _placed(sentence, word)]
    if not words:
        return []
    there = next((i for i in sentence.where(_THERE | _HERE) if _says_there(sentence, i, words)), None)
    if there is None and not sentence.of("city"):
        there = next((word.first - 1 for word in words if sentence.lower(word.first - 1) == "local"), None)
        land = _local_land(sentence, discourse) if there is not None else None
        if there is not None and land:
            return [(words[0], Mention("country", "", there, there + 1, land))]
    if there is None and words and sentence.lower(words[0].first - 1) == "that" and not sentence.of("city"):
        there = words[0].first - 1  # "that office closes in spring"
    if there is None and all(near_by(sentence, city) for city in sentence.of("city")):
        there = _in_the_city(sentence)
    if there is None:
        return []
    nearest = min(words, key=lambda word: abs(word.first - there))
    if sentence.lower(there) in _HERE:
        abroad = bool(sentence.of("city", "country"))
        here = discourse.home or (None if abroad else discourse.written or discourse.scene)
        if here:
            return [(nearest, replace(here, first=there, last=there + 1))]
        if discourse.city_since != sentence.span.paragraph:
            return []
    said = [m for m in sentence.of("city") if m.last <= there and not near_by(sentence, m)]
    meant = discourse.scene if sentence.lower(there) == "city" else None  # "in the city" of the report
    told = said[-1] if said else meant
    city, country = (told.name, told.country) if told else (discourse.city, discourse.country)
    return [(nearest, Mention("city", city, there, there + 1, country))] if city else []


def _local_land(sentence: Sentence, discourse: Discourse) -> str | None:
    """The country of "a local office", where no city was named last."""
    lands = [land for land in sentence.of("country") if land.country != discourse.country]
    if discourse.city and not lands:
        return None
    return lands[0].country if lands else discourse.country


def _placed(sentence: Sentence, word: Mark) -> bool:
    """ "its headquarters in Lima", "its Lima office": the place right beside an office word."""
    city, before = sentence.covering(word.last + 1), sentence.covering(word.first - 1)
    if before is not None and before.kind == "city":
        return True
    return sentence.lower(word.last) == "in" and city is not None and city.kind == "city"


def _says_there(sentence: Sentence, place: int, words: list[Mark]) -> bool:
    """ "there" in the clause of an office word, and not in "there is"."""
    beside = any(word.last == place for word in words)  # "a lease there was signed"
    if sentence.lower(place + 1) in _IS and not beside:
        return False
    return any(place in clause_of(sentence, word.first) and abs(place - word.first) < 13 for word in words)


def _in_the_city(sentence: Sentence) -> int | None:
    """ "its first Asian office in the city", "in the capital": the token of "city"."""
    for place in sentence.where(_THE_CITY):
        if (sentence.lower(place - 2), sentence.lower(place - 1)) == ("in", "the"):
            return place if sentence.lower(place + 1) != "of" else None
    for place in sentence.where(_CITY_ABROAD) if sentence.language != "en" else ():
        before = sentence.words(max(0, place - 2), place).lower()
        if before.endswith(_IN_ABROAD) and sentence.lower(place + 1) not in ("de", "di", "do", "da", "von"):
            return place
    return None


def draft_of(
    sentence: Sentence, mark: Mark, place: Mention, company: str, published: str | None
) -> OfficeDraft:
    """A company's office in a place, with the status and date that its clause tells of the mark."""
    is_city = place.kind.startswith("city")
    status = status_of(sentence, mark)
    told = office_date(sentence, mark, place, status, published)
    if status == "open" and opening(sentence, mark):
        ahead = office_date(sentence, mark, place, "announced", published)
        if ahead and published and (ahead.days.latest or date.max).isoformat() > published:
            status, told = "announced", ahead
    first, last = sentence.tokens[place.first + place.lead], sentence.tokens[place.last - place.tail - 1]
    offsets = first.start, last.end
    return OfficeDraft(
        company,
        place.name if is_city else None,
        place.country,
        status,
        told.prefix if told else None,
        sentence.evidence,
        {"city" if is_city else "country": offsets, **({"date": told.place} if told else {})},
    )
