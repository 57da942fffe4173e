"""Cities that no gazetteer has: after an office and "in", in a list of cities, or told to be a town."""

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.gazetteer import provinces
from tracker.ingest.reader.lexicon import given_names, word_set
from tracker.ingest.reader.runs import Run, shapes

_IN = frozenset({"in", "at", "à", "en", "em", "a"})
_PLACES = frozenset({"town", "city", "village", "suburb", "municipality", "commune"})
_DISTRICTS = word_set("names districts")
_STREETS = word_set("names streets")
_KINDS = word_set("cities kinds")
_OF = frozenset({"of", "de", "di", "d", "von"})
_DEFINITE = frozenset({"the", "la", "a", "der", "die"})
_ARTICLES = frozenset({"a", "an", "the"})
_SHORT_STATES = word_set("cities short states")
_LYING = frozenset({"lies", "lie", "located", "situated"})
_COMPASS = ("north", "south", "east", "west")
_LISTED = frozenset({",", "and", "or", "&"})


def unknown_city(run: Run, country: str | None) -> None:
    """Mention a city for a run of capitalised words that nothing else explains; `country`: where the text
    plays, unless the next name says.
    """
    sentence = run.sentence
    if run.texts[-1].lower() in _STREETS or sentence.lower(run.last) in _DISTRICTS:
        return  # "at Bonham Quay", "in the Neihu district"
    if sentence.begins(run.first, "office", "office_weak"):
        return  # "Acme Plans Oslo Hub"
    if len(run.name) < 2 or sentence.lower(run.last) == "$":
        return  # "R$ 30"
    if sentence.covering(run.first) or len(run.texts) > 3 or run.texts[0] in shapes()["adjectives"]:
        return
    within = sentence.covering(run.last + 1) if sentence.lower(run.last) == "," else None
    stated = within is not None and within.kind in ("region", "country")  # "Ann Arbor, Michigan"
    if len(run.texts) > 1 and run.texts[0] in given_names() and not stated:
        return
    neighbour = _in_list(run)
    if neighbour is None and not (_after_office(run) or _town(run) or _outside(run) or _in_state(run)):
        return
    beside = sentence.covering(run.last + 1) if sentence.lower(run.last) == "," else None
    if neighbour is None and beside is not None and beside.kind == "city" and not _in_state(run):
        return  # "in Gangnam, Seoul"
    near = {city.country for city in sentence.of("city")}
    told = near.pop() if len(near) == 1 else country  # "in Kirkebygd, a short drive from Oslo"
    told = beside.country if beside and beside.kind == "country" else told
    told = provinces().get(beside.name, told) if beside else told
    told = "US" if beside and beside.name == "Washington" else told
    code = neighbour.country if neighbour else told
    sentence.place_in(Mention("city", run.name, run.first, run.last, code))


def with_their_kind(sentence: Sentence) -> None:
    """ "the city of Oslo", "the Norwegian capital Oslo", "downtown Oslo", "la ciudad de Lima": mention the
    whole phrase, so that what stands before it is its preposition.
    """
    for city in sentence.of("city"):
        if _a_state(sentence, city):
            city.kind = "region"  # "in Kirkland, Washington"
            continue
        city.country = _country_told(sentence, city) or city.country
        place = city.first - (sentence.lower(city.first - 1) in _OF)
        while sentence.lower(place - 1) in _KINDS and place > city.first - 5:
            place -= 1
        nation = sentence.covering(place - 1) if place < city.first - 1 else None
        land = _land(nation) if nation is not None and sentence.lower(nation.first - 1) == "the" else None
        if nation is not None and land:
            sentence.mentions.remove(nation)
            place, city.country = nation.first, land
        if place < city.first - (sentence.lower(city.first - 1) in _OF):
            if sentence.covering(place - 1) is None and sentence.lower(place - 2) in _ARTICLES:
                place -= 1  # "the small town of"
            place -= sentence.lower(place - 1) in _DEFINITE
            city.lead, city.first = city.first - place, place


def _a_state(sentence: Sentence, city: Mention) -> bool:
    """Whether "Washington" stands behind a city of the United States, where no list goes on."""
    before = sentence.covering(city.first - 2) if sentence.lower(city.first - 1) == "," else None
    if city.name != "Washington" or before is None or before.kind != "city":
        return False
    listed = sentence.lower(before.first - 1) == ","
    return not listed and before.country == "US" and sentence.lower(city.last) in (",", ".", "")


def _land(mention: Mention) -> str | None:
    """The country of "Norwegian" or "Ohio"."""
    return mention.country if mention.kind == "demonym" else provinces().get(mention.name)


def _country_told(sentence: Sentence, city: Mention) -> str | None:
    """ "London, Canada,": the country right behind a city, where no list of places goes on."""
    if sentence.lower(city.last) != ",":
        return None
    if sentence.lower(city.last + 1) in _SHORT_STATES and sentence.lower(city.last + 2) == ".":
        return "US"  # "Cambridge, Mass."
    country = sentence.covering(city.last + 1)
    state = sentence.words(country.first, country.last) if country is not None else ""
    if state in provinces():
        return provinces()[state]  # "Cambridge, Massachusetts"
    if country is None or country.kind != "country" or sentence.lower(country.last) in ("and", "or", "&"):
        return None
    following = sentence.covering(country.last + 1) if sentence.lower(country.last) == "," else None
    return country.country if following is None or following.kind not in ("city", "country") else None


def _after_office(run: Run) -> bool:
    """ "its campus in Kiryat Tivon", "a hub at Leonberg": right after a word for a place of work."""
    sentence = run.sentence
    words = [*sentence.marks.get("office", ()), *sentence.marks.get("office_weak", ())]
    beside = any(0 < run.first - mark.last <= 4 for mark in words)
    headed = sentence.lower(1) == ":" and sentence.covering(0) is not None  # "LIMA: Acme"
    cities = sentence.of("city")
    within = len(cities) == 1 and cities[0].last <= run.first and sentence.lower(cities[0].first - 1) == "in"
    right_there = not headed and not within and any(run.first - mark.last == 1 for mark in words)
    named_on = sentence.lower(run.last) == "and" and run.last + 1 < len(sentence.tokens)
    if named_on and sentence.tokens[run.last + 1].capitalised:
        return False  # "in Mevo Carmel Science and Industry Park"
    return beside and sentence.lower(run.first - 1) in _IN and (right_there or not _city_taken(sentence, run))


def _city_taken(sentence: Sentence, run: Run) -> bool:
    """A known city stands there, other than as "near Oslo" after the run."""
    cities = (city for city in sentence.of("city") if city.first < run.last or not _compass(run, city))
    return any(
        sentence.lower(city.first - 1) not in ("near", "outside") or city.first < run.last for city in cities
    )


def _compass(run: Run, city: Mention) -> bool:
    """ "south of Oslo"."""
    before = run.sentence.lowers[max(0, city.first - 2) : city.first]
    return before[1:] == ["of"] and before[0].endswith(_COMPASS)


def _town(run: Run) -> bool:
    """ "Kiryat Tivon, a small town near Oslo"."""
    sentence, place = run.sentence, run.last + 1
    if sentence.lower(run.first - 1) == "of" and sentence.lower(run.first - 2) in _PLACES:
        return True  # "in the small town of Kirkebygd"
    if sentence.lower(run.last) != "," or sentence.lower(place) not in _ARTICLES:
        return False
    return any(sentence.lower(i) in _PLACES for i in range(place + 1, place + 4))


def _in_state(run: Run) -> bool:
    """ "Warrenton, Virginia, is": the province right behind, which only a place has."""
    sentence = run.sentence
    state = sentence.covering(run.last + 1) if sentence.lower(run.last) == "," else None
    states = state is not None and (state.name in provinces() or state.name == "Washington")
    told = state is not None and states and sentence.lower(state.last) == ","
    return told and len(run.texts) < 3


def _outside(run: Run) -> bool:
    """ "Outside Oslo, in Kirkebygd,": the town beside a city that is only near; "lies in Kirkebygd"."""
    sentence = run.sentence
    if sentence.lower(run.first - 1) == "in" and sentence.lower(run.first - 2) in _LYING:
        return len(run.texts) == 1
    near = sentence.covering(run.first - 3)
    if sentence.words(run.first - 2, run.first).lower() != ", in" or near is None:
        return False
    beside = _compass(run, near) or sentence.lower(near.first - 1) in ("outside", "near")
    return near.kind == "city" and beside


def _in_list(run: Run) -> Mention | None:
    """The city beside it in a list: "in Oslo, Kirkenes and Riga"."""
    sentence = run.sentence
    before = sentence.covering(run.first - 2) if sentence.lower(run.first - 1) in _LISTED else None
    after = sentence.covering(run.last + 1) if sentence.lower(run.last) in _LISTED else None
    cities = [m for m in (before, after) if m is not None and m.kind == "city"]
    if len(cities) == 1 and len(sentence.of("city")) > 1:
        return cities[0] if sentence.lower(cities[0].first - 1) in _LISTED | _IN else None
    return cities[0] if len(cities) == 2 else None
