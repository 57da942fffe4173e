"""Offices told by their cities: "Oslo and Riga host Acme teams", "most of them sit in Lima and Cusco"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.place_lists import chain_before, chain_from

_HOSTS = word_set("offices hosts")
_HOSTS_OR_HOME = _HOSTS | {"home"}
_WHERE = frozenset({"where"})
_DISTRICTS = word_set("names districts")
_ITS = frozenset({"its", "their", "our"})
_WITHIN = frozenset({"will", "to", "is", "would", "already", "also", "both", "now", "all", "each", "soon"})
_COMING = frozenset({"will", "to", "would", "soon"})
_GETTING = frozenset({"gets", "receives", "get"})
_SEATED = frozenset({"the headquarters", "the head office", "the hq", "the seat"})
_HOUSING = frozenset({"host", "hosts", "house", "houses"})
_GETS = _GETTING | {"got", "received"}
_REMAINS = frozenset({"remains", "remain", "stays", "is"})
_SEATS = frozenset({"seat", "base", "headquarters", "home", "hub"})
_PLACED = frozenset({"in", "at", "from", "near", "of", "outside", "to"})
_WORKPLACES = word_set("offices workplaces")
_CREWS = word_set("offices crews")
_THEY = frozenset({"they", "them"})
_SPREAD = word_set("offices spread")
_SITTING = frozenset({"are", "is", "sit", "sits", "work", "them", "most", "half"})
_SITTING_OR_SPREAD = _SITTING | _SPREAD
_AMONG = frozenset({"in", "between", "over", "across", "among"})
_MANY = 10_000  # more people than that are a city's
_HAVING = frozenset({"has", "hosts", "houses", "counts", "boasts", "attracted", "won", "got"})
_POSSESSIVE = frozenset({"'s", "’s", "’"})
_NATIONAL = frozenset({"ai", "r&d"})
_TOWNS = frozenset({"city", "cities", "places", "stops", "addresses", "locations", "capitals"})


def hosted(sentence: Sentence, recent: bool, staffed: bool) -> Iterator[tuple[Mark, Mention]]:
    """Cities and a mark "joined" (there already) or "join" (to come); `recent`: an office was told just
    before, `staffed`: people were counted last.
    """
    if computes(sentence) or not sentence.of("city"):
        return
    yield from _hosting(sentence, recent or sentence.has("office"))
    yield from _where_staff(sentence)
    yield from _seated(sentence)
    yield from _sitting(sentence, staffed)
    yield from _first_ones(sentence)
    yield from _rented(sentence)


def _hosting(sentence: Sentence, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """ "Zurich, London and Dublin already host OpenAI teams", "Pune will house Acme's second office",
    "Oslo gets the first lab of Acme".
    """
    for place in sentence.where(_HOSTS_OR_HOME):
        word = sentence.lower(place)
        home = word == "home" and sentence.lower(place + 1) == "to"
        if word not in _HOSTS and not home:
            continue
        verb = place - 1 if home else place  # "is home to"
        first = verb
        while sentence.lower(first - 1) in _WITHIN:
            first -= 1
        city = _city_before(sentence, first)
        work = _workplace(sentence, place, recent)
        if city is None or work is None or not _opens_clause(sentence, city):
            continue
        coming = word in _GETTING or any(sentence.lower(i) in _COMING for i in range(first, verb))
        for found in chain_before(sentence, city):
            yield Mark("open", work, work + 1, "join" if coming else "joined"), found


def tenants(sentence: Sentence, city: Mention) -> list[str] | None:
    """ "Oslo has Acme and Bolt (40 people)": who is named right behind a city that has them; None where
    nothing is had but a thing.
    """
    place = city.last + 1
    if sentence.lower(city.last) not in _HAVING or place >= sentence.count:
        return None
    if not sentence.tokens[place].capitalised or sentence.lower(place) in _NATIONAL:
        return None
    found: list[str] = []
    for named in sentence.of("organisation"):
        if named.first == place and sentence.lower(named.last) not in _POSSESSIVE:
            found.append(named.name)
            place = _next_in_list(sentence, named.last)
    return None if not found and sentence.covering(place) is not None else found


def _next_in_list(sentence: Sentence, place: int) -> int:
    """Beyond "(40 people)," and "and"."""
    if sentence.lower(place) == "(":
        place = next((i + 1 for i in range(place, place + 9) if sentence.lower(i) == ")"), place)
    while sentence.lower(place) in (",", "and"):
        place += 1
    return place


def _city_before(sentence: Sentence, place: int) -> Mention | None:
    """The city that ends before a token, "Lima's Miraflores district" included."""
    if sentence.lower(place - 1) in _DISTRICTS:
        near = (sentence.covering(i) for i in range(place - 2, place - 6, -1))
        return next((m for m in near if m and m.kind == "city"), None)
    city = sentence.covering(place - 1)
    return city if city and city.kind == "city" else None


def _opens_clause(sentence: Sentence, city: Mention) -> bool:
    """The cities are the subject: no preposition before the first of them."""
    return sentence.lower(chain_before(sentence, city)[-1].first - 1) not in _PLACED


def _workplace(sentence: Sentence, verb: int, recent: bool) -> int | None:
    """Where "teams" or "office" stands after a verb, with its owner before or after it; "one" after an
    office.
    """
    gets = _GETS | {"have", "has"}
    if recent and sentence.lower(verb) in gets and sentence.lower(verb + 1) in ("one", "another"):
        return verb + 1
    work = next((i for i in range(verb + 1, verb + 10) if sentence.lower(i) in _WORKPLACES), None)
    if work is None or any(sentence.lower(i) in (",", ";", ":") for i in range(verb, work)):
        return None
    owned = recent and sentence.lower(verb) in gets
    counted = sentence.lower(work - 1).replace(",", "")
    owned = owned or (counted.isdigit() and int(counted) < _MANY)  # "Lima has 80 people"
    owned = owned or sentence.words(verb + 1, work + 1).lower() in _SEATED
    owned = owned or any(verb < m.first <= work + 2 for m in sentence.of("organisation"))
    pronouns = sentence.marks.get("company_pronoun", ())
    owned = owned or any(verb < mark.first <= work + 2 for mark in pronouns)  # "teams of the company"
    owned = owned or any(sentence.lower(i) in _ITS for i in range(verb + 1, work))
    owned = owned or (recent and sentence.lower(verb) in _HOUSING and sentence.lower(work - 1) == "the")
    return work if owned else None


def _where_staff(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Oslo and Riga are where its engineers have worked so far"."""
    for place in sentence.where(_WHERE):
        city = sentence.covering(place - 2)
        if city is None or sentence.lower(place - 1) not in ("is", "are"):
            continue
        near = sentence.near(place + 1, place + 8)
        named = any(place < m.first < place + 4 for m in sentence.of("organisation"))
        owned = named or not _ITS.isdisjoint(near)
        if city.kind == "city" and owned and not _CREWS.isdisjoint(near):
            for found in chain_before(sentence, city):
                yield Mark("open", place, place + 1, "joined"), found


def _seated(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Lima remains the seat of the group", "Oslo is still home to Acme"."""
    for place in sentence.where(_REMAINS):
        city = sentence.covering(place - 1)
        if city is None or city.kind != "city":
            continue
        step = place + 1
        while sentence.lower(step) in ("the", "its", "still", "main", "home"):
            step += 1
        seat = sentence.lower(step) in _SEATS or (sentence.lower(step) == "to" and step > place + 1)
        named = sentence.covering(step + 1) or sentence.covering(step + 2)
        owner = named is not None and named.kind == "organisation"
        owner = owner or "its" in sentence.near(step - 1, step + 5)
        pronouns = sentence.marks.get("company_pronoun", ())
        owner = owner or any(mark.first in (step + 1, step + 2) for mark in pronouns)
        if seat and owner:
            for found in chain_before(sentence, city):
                yield Mark("open", step, step + 1, "joined"), found



def _sitting(sentence: Sentence, staffed: bool) -> Iterator[tuple[Mark, Mention]]:
    """ "Most of them are in Oslo and Riga", "They sit in Lima", "a staff of 400 split between Oslo and
    Lima".
    """
    for place in sentence.where(_SITTING_OR_SPREAD):
        step = place + 1
        while sentence.lower(step) in _SPREAD:
            step += 1
        city = sentence.covering(step + 1)
        placed = sentence.lower(step) in _AMONG and city is not None and city.kind == "city"
        if city is not None and placed and _crew_before(sentence, place, staffed):
            tells = "join" if sentence.lower(place - 1) in _COMING else "joined"  # "and will open in Lima"
            for found in chain_from(sentence, city):
                yield Mark("open", place, place + 1, tells), found
            return


def _crew_before(sentence: Sentence, place: int, staffed: bool) -> bool:
    """Whether the employees of somebody named are who sits there, by noun or as "they"."""
    before = [sentence.lower(i) for i in range(max(0, place - 7), place + 1)]
    counted = staffed or sentence.has("staff")
    owned = any(word in ("'s", "’s", "its", "their") for word in before) or sentence.has("company_pronoun")
    named = owned or bool(sentence.of("organisation"))
    return (counted and not _THEY.isdisjoint(before)) or (named and not _CREWS.isdisjoint(before))


def _first_ones(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Oslo and Riga were the first cities abroad for Acme, which opened both offices in 2024"."""
    cities = sentence.of("city")
    if not cities or cities[0].first > 0 or not sentence.has("office"):
        return
    chain = chain_from(sentence, cities[0])
    place = chain[-1].last
    words = [sentence.lower(i) for i in range(place, place + 9)]
    called = not _TOWNS.isdisjoint(words) and any(m.first >= place for m in sentence.of("organisation"))
    if called and words[0] in ("were", "are", "was", "is") and len(chain) == len(cities):
        for found in chain:
            yield Mark("open", place, place + 1, "joined"), found


def _rented(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "A place in Lima is to be rented"."""
    for city in sentence.of("city"):
        after = sentence.words(city.last, city.last + 4).lower()
        home = sentence.lower(city.first - 2) in ("place", "building", "house", "villa")
        if home and sentence.lower(city.first - 1) == "in" and after.endswith(("be rented", "be leased")):
            yield Mark("open", city.last, city.last + 1, "join"), city
