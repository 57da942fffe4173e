"""Where an office is: the cities, or failing them the countries, that a sentence ties to an office word."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.gazetteer import provinces
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.origins import attributive, scene
from tracker.ingest.reader.place_lists import chain_before, chain_from, listed_places, listed_together
from tracker.ingest.reader.written_numbers import ordinal

_ANOTHER = word_set("offices another")
_IN = word_set("offices in")
_INSIDE = _IN - {"outside", "from", "around", "near"} | {"the", "los"}
_BEFORE_PLACE = _IN | word_set("offices before place")
_LISTING = word_set("offices listing")
_AS = word_set("offices as")
_HOME = frozenset({"home", "host", "hosts", "houses", "als", "as"})
_CLAUSES = word_set("offices clauses")
_NO_PREMODIFIER = word_set("offices no premodifier")
_MOVING = word_set("offices moving")
_FROM = frozenset({"from", "de", "do", "da", "von", "aus", "desde"})
_CALLED_BY_CITY = frozenset("Standort Standorte Büro Niederlassung Filiale Sitz".split())
_TOWARDS = frozenset({"to", "nach", "à", "a", "para"})
_A = word_set("offices determiners")
_GETTING = frozenset({"bekommt", "bekommen", "erhält", "erhalten", "kriegt", "kriegen"})
_SERVED = word_set("offices served")
_ABROAD = {"subsidiary", "subsidiaries", "branch", "branches", "entity", "legal entity", "lab", "hub"}
_PLACE_NOUNS = frozenset({"countries", "cities", "places", "markets", "locations", "hubs"})
# How many words may stand between a city and the office word that it describes.
_PREMODIFIERS = {"en": 3, "de": 1, "fr": 0, "es": 0, "pt": 0, "it": 0}
_WHERE = frozenset({"where", "wo", "où", "donde", "onde", "dove"})
_AFTER = word_set("offices after")
_SITED = word_set("offices sited")
_WATERSIDE = frozenset({"on", "beside", "by", "an", "am", "sur"})
_INTO = frozenset({"in", "à", "en", "em", "no", "na"})
_BEFORE_FRONTED = frozenset("; , and et y e und est es é è será sera sarà".split())
_COPULAS = word_set("offices copulas")
_PICKING = word_set("offices picking")
_COMPASS = ("north", "south", "east", "west")
_JOINING = word_set("offices joining")
_STANDING = frozenset({"stand", "stands", "lie", "lies", "sit", "sits", "are", "is", "remain", "remains"})
_RISING = frozenset("come comes open opens opened rise follow up established".split())
_CONCEDING = frozenset("though although but while".split())
_OWNERS = frozenset("'s ’s its their our his her of".split())


def places_of(sentence: Sentence, mark: Mark) -> list[Mention]:
    """The places tied to an office word, nearest construction first."""
    tied = (
        _adjective_beside(sentence, mark)
        or _is_its(sentence, mark)
        or _right_after(sentence, mark)
        or _picked(sentence)
        or _before_noun(sentence, mark)
        or _before_object(sentence, mark)
        or _after_noun(sentence, mark)
        or _made_into(sentence, mark)
        or _where(sentence, mark)
        or _named_after(sentence, mark)
        or _fronted(sentence, mark)
        or _only_city(sentence, mark)
        or _country_before(sentence, mark)
    )
    if tied and sentence.language == "de" and sentence.lower(mark.last) == ",":
        tied += [place for place in _fronted(sentence, mark) if place not in tied]  # "und auch in Lima"
    if mark.kind == "office_weak" and mark.value not in _ABROAD:
        tied = [place for place in tied if place.kind != "country"]
    return _finer(sentence, [m for m in tied if m.kind != "city" or not attributive(sentence, m)])


def _finer(sentence: Sentence, tied: list[Mention]) -> list[Mention]:
    """ "rooms in Lima for its first lab in Peru": the city of the sentence instead of its country."""
    cities = [city for city in sentence.of("city") if not scene(sentence, city)]
    if (
        len(tied) == 1
        and tied[0].kind == "country"
        and tied[0].name not in provinces()
        and len(cities) == 1
        and cities[0].country == tied[0].country
    ):
        return cities
    return tied


def _adjective_beside(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "das Münchner Büro", "son bureau parisien"."""
    for place in (mark.first - 1, mark.last, mark.last + 1):
        mention = sentence.covering(place)
        if mention and mention.kind == "city adjective":
            return [mention]
    return []


def _is_its(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "Oslo is its head office", "Lima has become their largest lab"."""
    for own in range(mark.first - 1, max(0, mark.first - 4), -1):
        city = sentence.covering(own - 2)
        if sentence.lower(own) in ("its", "their") and sentence.lower(own - 1) in _COPULAS:
            return [city] if city is not None and city.kind == "city" else []
    return []


def _right_after(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "an office in Oslo", "moved its headquarters to Lima": at once, whatever else the sentence tells."""
    out = sentence.words(mark.last, mark.last + 2).lower() == "out of"  # "runs a lab out of Lima"
    source = sentence.covering(mark.last + 1) if sentence.lower(mark.last) in _FROM else None
    if source is not None and source.kind == "city" and source.first == mark.last + 1:
        target = sentence.covering(source.last + 1) if sentence.lower(source.last) in _TOWARDS else None
        if target is not None and target.kind == "city":
            return listed_places(chain_from(sentence, target))  # "trasferisce la sede da Lima a Cusco"
    beside = sentence.lower(mark.last) in _WATERSIDE  # "the office on the Thames"
    named = sentence.covering(mark.last) if beside or mark.value in _CALLED_BY_CITY else None
    if named is not None and named.kind == "city":
        return listed_places(chain_from(sentence, named))  # "der Standort Linz"
    city = sentence.covering(mark.last + 1 + out)
    if city is None or city.kind != "city" or city.first != mark.last + 1 + out:
        return []
    word = "in" if out else sentence.lower(mark.last)
    moved = word in _TOWARDS and any(sentence.lower(i) in _MOVING for i in range(mark.first - 6, mark.first))
    meant = word == "for" and (sentence.has("announce") or sentence.has("plan"))  # "plans hubs for Lima"
    return listed_places(chain_from(sentence, city)) if moved or meant or word in _INTO else []


def _before_object(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "in Zürich ein Büro", "abre en Lima su primera oficina": the place stands before its object."""
    cities = [m for m in sentence.of("city") if m.last < mark.first]
    if sentence.language == "en" or not cities or mark.first - cities[-1].last > 5:
        return []
    start = cities[-1].last + (sentence.lower(cities[-1].last) == "je")
    gap = [sentence.lower(place) for place in range(start, mark.first)]
    opening = sentence.lower(chain_before(sentence, cities[-1])[-1].first - 1)
    if opening not in _INSIDE | _GETTING or not gap or gap[0] not in _A:
        return []
    return chain_before(sentence, cities[-1]) if _NO_PREMODIFIER.isdisjoint(gap[1:]) else []


def _before_noun(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "the Tokyo office", "its first permanent London base", "London and Dublin offices"."""
    cities = [m for m in sentence.of("city") if m.last <= mark.first]
    if not cities or mark.first - cities[-1].last > _PREMODIFIERS[sentence.language]:
        return []
    if attributive(sentence, cities[-1]):
        return []
    if sentence.language == "de" and sentence.lower(cities[-1].first - 1) in _IN:
        return []  # "neben der Zentrale in Wien Büros in Graz"
    if any(sentence.between(cities[-1].last, mark.first, kind) for kind in ("open", "plan", "announce")):
        return []
    for token in sentence.tokens[cities[-1].last : mark.first]:
        if (not token.is_word and token.text != "-") or token.lower in _NO_PREMODIFIER:
            return []
    return chain_before(sentence, cities[-1])


def _after_noun(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "an office in London", "offices in nine cities, Leeds and Cardiff among them", "offices in
    Asia and Brazil".
    """
    first = next((m for m in sentence.of("city", "country", "region") if m.first >= mark.last), None)
    while first is not None:
        gap = sentence.lowers[mark.last : first.first]
        parted = ";" in gap or "." in gap or sentence.between(mark.last, first.first, "office")
        parted = parted or _another_named(sentence, mark.last, first.first)
        if len(gap) > 14 or not gap or parted:
            return []
        if sentence.language == "de" and gap == ["nach"]:  # "das zweite Büro nach Linz soll in Graz stehen"
            last = chain_from(sentence, first)[-1].last
            first = next((m for m in sentence.of("city") if m.first >= last), None)
            continue
        again = gap[1:3] in (["this", "time"], ["now", "in"], ["namely", "in"])
        aside = gap[0] == "," and len(gap) > 2 and not again and _SITED.isdisjoint(gap)
        rises = len(gap) < 9 and gap[-2:-1] and gap[-2] in _RISING and gap[-1] == "in"
        if first.kind != "city" and len(gap) > 4 and _LISTING.isdisjoint(gap) and not rises:
            return []  # "the office will serve customers in Peru"
        near = not aside and _SERVED.isdisjoint(gap) and gap[-1] in _BEFORE_PLACE and _CLAUSES.isdisjoint(gap)
        near = near and len(gap) <= (9 if "," not in gap or gap.count(",") > 1 else 6)
        if near or not _LISTING.isdisjoint(gap):
            moved = gap[-1] == "from" and sentence.lower(first.last) == "to"
            if gap[-1] == "from" and not moved:
                return []  # where it moves away from
            target = sentence.covering(first.last + 1) if moved else first
            chain = listed_places(chain_from(sentence, target or first))
            if chain or first.kind == "city":
                return chain if gap[-1] in _INSIDE | _LISTING | {",", "from"} or first.kind == "city" else []
        if first.kind == "city":
            return []
        first = next((m for m in sentence.of("city") if m.first > first.first), None)
    return []


def _another_named(sentence: Sentence, first: int, last: int) -> bool:
    """ "Acme closed its lab in May and Bolt that in Oslo": somebody else, with another one."""
    named = (m for m in sentence.of("organisation") if first < m.first and m.last < last)
    return any(sentence.lower(m.first - 1) == "and" and sentence.lower(m.last) == "that" for m in named)


def _is_where(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place) in _WHERE or sentence.words(place - 1, place + 1).lower() == "in which"


def _picked(sentence: Sentence) -> list[Mention]:
    """ "For its first site in Europe, Acme has picked Oslo": the city that a choice fell on."""
    for verb in sentence.marks.get("announce", ()):
        city = sentence.covering(verb.last)
        if verb.value in _PICKING and city is not None and city.kind == "city":
            return [m for m in chain_from(sentence, city) if m.kind == "city"]
    return []


def _made_into(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "choose London as its headquarters", "London will be home to Acme's HQ", "make London its
    European base".
    """
    near = [m for m in sentence.of("city") if m.last <= mark.first and mark.first - m.last <= 24]
    cities = [m for m in near if not attributive(sentence, m)]
    if not cities:
        return []
    city = cities[-1]
    gap = sentence.lowers[city.last : mark.first]
    if gap[:1] == [","] and "," in gap[1:] and (gap[1] == "not" or _chosen_as(gap)):
        gap = gap[gap.index(",", 1) + 1 :]  # "Lima, not Quito, is"
    if len(gap) > 14 or ("," in gap[1:] and len(gap) > 6) or "." in gap or ";" in gap:
        return []
    told = bool(gap and gap[0] in _AS) or _chosen_as(gap) or not _HOME.isdisjoint(gap)
    if not told and not _is_made(sentence, mark, gap):
        return []
    return [cities[-2], city] if len(cities) > 1 and listed_together(sentence, cities[-2], city) else [city]


def _chosen_as(gap: list[str]) -> bool:
    """ "Lima, Acme said, has been picked as the site of its headquarters": what stands between."""
    return "as" in gap and not {"been", "was", "is", "were"}.isdisjoint(gap) and not _PICKING.isdisjoint(gap)


def _is_made(sentence: Sentence, mark: Mark, gap: list[str]) -> bool:
    """ "Oslo will be Acme's next office", "Lima becomes the third hub of Acme": an owner is named."""
    after = sentence.covering(mark.last + 1)
    before = sentence.covering(mark.first - 1)
    owned = bool({*gap} & _OWNERS) or (before is not None and before.kind == "organisation")
    owned = owned or (
        sentence.lower(mark.last) == "of" and after is not None and after.kind == "organisation"
    )
    become = gap[:2] in (["has", "become"], ["have", "become"])
    become = become or (gap[:1] in (["beat"], ["beats"], ["won"]) and "become" in gap)
    owned = owned or any(ordinal(word, sentence.language) for word in gap[2:])
    return bool(gap) and (gap[0] in _COPULAS or become) and owned and _CLAUSES.isdisjoint(gap)


def _named_after(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "its third European office will be Zurich"."""
    for city in sentence.of("city"):
        gap = [sentence.lower(place) for place in range(mark.last, city.first)]
        aside = gap.index(",") if "," in gap else len(gap)
        if gap[-1:] == ["in"] and gap[-3:-2] == [","] and gap[-2] in _COPULAS and aside < 4:
            return chain_from(sentence, city)  # "its fourth office, after Lima and Quito, is in Oslo"
        stands = gap[-1:] == ["in"] and gap[-2:-1] and gap[-2] in _STANDING
        if stands and len(gap) < 14 and "," not in gap:
            return chain_from(sentence, city)  # "centres that Acme runs stand in Oslo"
        if gap and len(gap) < 14 and gap[-1] in _COPULAS and _CLAUSES.isdisjoint(gap) and "," not in gap:
            return chain_from(sentence, city)
    return []


def _only_city(sentence: Sentence, mark: Mark) -> list[Mention]:
    """One city in a sentence that opens or enlarges an office: "will grow in London and take office
    space".
    """
    cities = [m for m in sentence.of("city") if not attributive(sentence, m) and not scene(sentence, m)]
    moves = any(sentence.has(kind) for kind in ("open", "expand", "plan", "announce"))
    if len({city.name for city in cities}) != 1 or computes(sentence):
        return []
    city = cities[0]
    if sentence.lower(city.first - 1) == "of" and sentence.lower(city.first - 2).endswith(_COMPASS):
        return []  # "a town southeast of Oslo"
    if abs(city.first - mark.first) > (18 if moves else 9) or conceded(sentence, city, mark):
        return []
    return [] if sentence.lower(city.last) == "based" else [city]


def conceded(sentence: Sentence, city: Mention, mark: Mark, words: frozenset[str] = _CONCEDING) -> bool:
    """ "hired its first people in Lima, though an office will have to wait": a clause of its own."""
    between = range(min(city.last, mark.last), max(city.first, mark.first))
    return any(sentence.lower(place) in words for place in between)


def _where(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "London, Dublin and Paris, where it has offices", "London and Paris are where Acme has its bases"."""
    ahead = range(mark.first - 1, max(-1, mark.first - 10), -1)
    where = next((i for i in ahead if _is_where(sentence, i)), None)
    cities = [m for m in sentence.of("city", "country") if where is not None and m.last <= where]
    described = (
        sentence.near(cities[-1].last, where or 0) & _PLACE_NOUNS if cities else set()
    )
    if where is None or not cities or where - cities[-1].last > (6 if described else 2):
        return []
    return chain_before(sentence, cities[-1])


def _fronted(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "in Oslo it will set up a regional headquarters", "c'est à Lima que Acme ouvrira un bureau"."""
    for city in reversed([m for m in sentence.of("city") if m.last <= mark.first]):
        gap = [sentence.lower(place) for place in range(city.last, mark.first)]
        opens = city.first <= 1 or sentence.lower(city.first - 2) in _BEFORE_FRONTED
        acts = any(sentence.between(city.last, mark.first, kind) for kind in ("open", "plan"))
        near = len(gap) <= (22 if city.first <= 1 else 12)
        beside = city.first == 0 and sentence.lower(0) in _WATERSIDE  # "Am Hudson richtet Acme ein Büro ein"
        acts = acts or (beside and sentence.language == "de")
        placed = beside or sentence.lower(city.first - 1) in _INTO | {"a"}
        if near and opens and acts and placed and "that" not in gap:
            return [city]
    return []


def _country_before(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "its first Indian office", "a Japan office": a country, when the office is being opened."""
    if not any(sentence.has(kind) for kind in ("open", "plan", "expand")):
        return []
    for place in (mark.first - 1, mark.first - 2):
        mention = sentence.covering(place)
        if mention and mention.kind in ("country", "demonym"):
            return [mention]
    return []


def another(sentence: Sentence, words: list[Mark]) -> Iterator[tuple[Mark, Mention]]:
    """ "an office in London and another in Madrid": the office word is not repeated."""
    if not words or computes(sentence):
        return
    for city in sentence.of("city"):
        if (
            city.first > words[0].last + 1
            and sentence.lower(city.first - 1) in _IN
            and _refers_on(sentence, city)
        ):
            for place in chain_from(sentence, city):
                yield Mark("office", city.first - 2, city.first - 1, "one"), place


def _refers_on(sentence: Sentence, city: Mention) -> bool:
    """ "another in Oslo", "a third in Oslo", "a European one was opened in Oslo"."""
    before = [sentence.lower(place) for place in range(city.first - 6, city.first - 1)]
    if {"not", "no", "never"} & {*before}:  # "is not planning one in Oslo"
        return False
    ranked = [place for place, word in enumerate(before) if place and ordinal(word, sentence.language)]
    if ranked and before[ranked[-1] - 1] in ("a", "the", "its") and {*before[ranked[-1] + 1 :]} <= {","}:
        return True  # "and a third, in Oslo"
    one = before[-1] in _ANOTHER and sentence.tokens[city.first - 2].text.islower()  # not "the UN in"
    return one or ("one" in before and "," not in before and "opened" in before)


def joining(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Oslo will join Riga and Lima as a hub": a new office (mark "join") and open ones."""
    for place in sentence.where(_JOINING):
        words = [*sentence.marks.get("office", []), *sentence.marks.get("office_weak", [])]
        if not any(mark.last > place for mark in words):
            continue
        before = sentence.covering(place - 1) or sentence.covering(place - 2) or sentence.covering(place - 3)
        if before is None or before.kind != "city":
            continue
        for city in sentence.of("city"):
            new = city.last <= place and sentence.lower(place) not in ("joins", "joining")
            yield Mark("open", place, place + 1, "join" if new else "joined"), city


def ranked_after(sentence: Sentence, language: str, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """ "third after Leeds and Cardiff", "its second office in Asia after Osaka": the cities after are open.

    `recent`: an office was told here or in one of the sentences before, so this one need not say the word.
    """
    if not (recent or sentence.has("office_weak")):
        return
    for place in sentence.where(_AFTER):
        ranked = any(ordinal(sentence.lower(i), language) for i in range(max(0, place - 12), place))
        cities = [m for m in sentence.of("city") if 0 <= m.first - place - 1 <= 2]
        if ranked and cities:
            for city in chain_from(sentence, cities[0]):
                if city.kind == "city":
                    yield Mark("open", place, place + 1, "after"), city
