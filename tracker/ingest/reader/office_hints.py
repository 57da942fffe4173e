"""Offices told without an office word: "Oslo comes first", "teams in Lima and Cusco", "is coming to Riga"."""

from collections.abc import Iterator

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.place_lists import chain_before, chain_from
from tracker.ingest.reader.written_numbers import ordinal

_FOLLOWING = word_set("offices following")
_TEAMS = word_set("offices teams")
_OWNING = word_set("offices owning")
_PRESENT = word_set("offices present")
_PRESENT_OR_HOME = _PRESENT | {"home"}
_RUNNING = frozenset(
    {"run", "runs", "manage", "manages", "managed", "steer", "serve", "serves", "oversee", "lead"}
)
_OPENERS = frozenset({";", ",", "and", "then", "while", "next", ":", "whereas", "finally", "later"})
_AUXILIARIES = frozenset(
    "is are was were be been has have will would should also then to both all".split()
)
_LISTS = frozenset({"list", "schedule", "agenda", "map", "cards", "way", "roadmap", "plan"})
_BESIDES = word_set("offices besides")
_AFTER = word_set("offices after")
_IN_ADDITION = frozenset({"in addition to", "as well as", "apart from", "aside from"})
_ALONE = frozenset({",", ".", "last", "this", "in", "only", "a", "two", "three", "already", "soon", "next"})
_COUNTING = frozenset({"a", "its", "the", "their", "of", "another"})
_DONE = frozenset({"followed", "came", "opened", "added", "stays", "remains", "survives"})
_TELLING = frozenset({"the", "where", "its"})
_NOT_OWN = frozenset("not no never let laid fired customers customer clients partners rivals users".split())
_TURNS = word_set("offices in turn")
_JOINING = frozenset({"hinzukommen", "folgen", "dazukommen"})
_LEASING = frozenset({"leased", "leases", "leasing", "rents", "rented", "renting"})
_BASING = frozenset({"base", "bases", "based", "basing", "station", "stations", "stationed", "stationing"})
_CLAUSES = word_set("offices clauses") | {",", ";"}
_IT_IS = frozenset({"it is in", "it was in", "it is from", "it 's in"})
_SEATED = frozenset("home seat headquarters office base sits works run steered managed served based".split())
_AT = frozenset({"in", "à", "en", "em", "a", "no", "na", "ad"})
_THOSE = word_set("offices those")
_ARTICLES = frozenset("el la los las o a os as del al do da dos das ao à".split())
_OTHERS = frozenset("outros outras otros otras autres altri altre anderen übrigen restantes demais".split())


def hinted(sentence: Sentence, recent: bool) -> Iterator[tuple[Mark, Mention]]:
    """Cities that a sentence gives an office by other words; `recent`: an office was told just before."""
    undecided = sentence.lower(0) in ("whether", "ob")
    if undecided or computes(sentence) or not sentence.of("city"):
        return
    if recent:
        yield from _following(sentence)
        yield from _ordinals(sentence)
    if recent or sentence.has("office"):
        yield from _those(sentence)
    if recent or sentence.has("office") or sentence.has("office_weak"):
        yield from _others(sentence)
    yield from _besides(sentence)
    yield from _teams(sentence)
    yield from _present(sentence)
    yield from _basing(sentence)
    yield from _cleft(sentence)


def _leads(sentence: Sentence, place: int, words: frozenset[str]) -> bool:
    """A preposition of `words`; the English "a" and "no" are none."""
    word = sentence.lower(place)
    return word in words and not (word in ("a", "no", "na") and sentence.language == "en")


def _following(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "New York followed in June", "Boston comes first", "San Francisco is also on the list"."""
    for city in sentence.of("city"):
        opens = city.first == 0 or sentence.lower(city.first - 1) in _OPENERS
        verb = city.last
        verb = _past_aside(sentence, verb)
        while sentence.lower(verb) in _AUXILIARIES:
            verb += 1
        listed = sentence.lower(verb) == "on" and sentence.lower(verb + 2) in _LISTS
        if sentence.lower(city.first - 1) in ("soll", "wird") and sentence.lower(city.last) in _JOINING:
            yield Mark("plan", city.last, city.last + 1, "join"), city
        follows = sentence.lower(verb) in _FOLLOWING and in_turn(sentence, verb)
        if opens and (follows or listed):
            done = sentence.lower(verb) in _DONE and sentence.lower(verb - 1) != "be"
            done = done or sentence.lower(verb - 1) == "been"  # "has been open since May"
            for place in chain_before(sentence, city):
                yield Mark("open", verb, verb + 1, "joined" if done else "join"), place


def _past_aside(sentence: Sentence, place: int) -> int:
    """Beyond ", the second," or ", where it was founded,"."""
    if sentence.lower(place) != ",":
        return place
    end = next((i for i in range(place + 1, place + 8) if sentence.lower(i) == ","), place)
    inside = sentence.near(place + 1, end)
    return end + 1 if not inside.isdisjoint(_TELLING) else place


def in_turn(sentence: Sentence, verb: int) -> bool:
    """ "comes first", "comes next year", "came in May"; not "comes under other managers"."""
    if sentence.lower(verb) not in ("come", "comes", "came"):
        return True
    after = sentence.lower(verb + 1)
    return after in _TURNS or after == "" or bool(ordinal(after, sentence.language))


def _teams(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Acme has teams in Lima and Cusco", "has people in Oslo", "with engineers in Riga and Turku"."""
    for mark_place in sentence.where(_TEAMS):
        if not _leads(sentence, mark_place + 1, _AT):
            continue
        before = range(max(0, mark_place - 6), mark_place)
        owning = any(sentence.lower(i) in _OWNING for i in before)
        if any(sentence.lower(i)[:1].isdigit() or sentence.lower(i) in _NOT_OWN for i in before):
            continue  # a headcount, or others' people, not a place of work
        first = sentence.covering(mark_place + 2)
        if owning and first and first.kind == "city":
            leased = any(sentence.lower(i) in _LEASING for i in before)
            for place in chain_from(sentence, first):
                yield Mark("open", mark_place, mark_place + 1, "join" if leased else "joined"), place


def _mention_before(sentence: Sentence, place: int) -> Mention | None:
    """The mention that ends at most three tokens before a token; further with "va s'installer"."""
    reach = 6 if sentence.lower(place - 2) == "s" else 4
    return next((m for m in map(sentence.covering, range(place - 1, max(-1, place - reach), -1)) if m), None)


def _company_acts(sentence: Sentence, place: int) -> bool:
    """Whether an organisation, "it" or "the company" stands right before the verb at `place`."""
    before = _mention_before(sentence, place)
    pronouns = sentence.marks.get("company_pronoun", ())
    named = before is not None and before.kind == "organisation"
    return named or any(place - 3 <= mark.last <= place for mark in pronouns)


def _present(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "is present in Oslo and Riga", "ist in Wien und Graz vertreten", "est présente à Lyon"."""
    for place in sentence.where(_PRESENT_OR_HOME):
        word = sentence.lower(place)
        if word not in _PRESENT and sentence.lower(place - 1) != "at":
            continue
        after = (
            sentence.covering(place + 2)
            if _leads(sentence, place + 1, _AT)
            else None
        )
        near = [m for m in sentence.of("city") if place - 14 < m.first < place]
        before = chain_before(sentence, near[-1])[::-1] if near else []
        first = (
            after
            if after and after.kind == "city"
            else before[0]
            if word == "vertreten" and before
            else None
        )
        if first:
            for city in chain_from(sentence, first):
                yield Mark("open", place, place + 1, "joined"), city


def _ordinals(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "A third, in Lima, is being considered", "In Oslo it opened its first last year", after an office."""
    for city in sentence.of("city"):
        told = any(0 <= city.first - office.last <= 1 for office in sentence.marks.get("office", ()))
        denied = not {"not", "no", "never"}.isdisjoint(sentence.lowers[max(0, city.first - 6) : city.first])
        if not _leads(sentence, city.first - 1, _AT) or told or denied:
            continue
        opens = sentence.lower(0) in ("a", "the") and sentence.lower(2) == "," and city.first < 10
        beside = sentence.lower(city.first - 2)
        before = opens or beside in (",", "one") or ordinal(beside, sentence.language)
        ahead = range(0 if opens else max(0, city.first - 4), city.first - 1)
        places = ahead if before else range(city.last, city.last + 10)
        for place in places:
            alone = sentence.lower(place + 1) in _ALONE or place + 1 >= city.first - 1 > place
            counted = ordinal(sentence.lower(place), sentence.language)
            acts = sentence.between(place - 2, place, "plan") or sentence.between(place - 2, place, "open")
            if sentence.lower(place) in ("one", "another") and before and (place < 2 or acts):
                yield Mark("open", place, place + 1, "join"), city
                break
            part = sentence.lower(place - 2) == "by"  # "by a third"
            if counted and alone and not part and sentence.lower(place - 1) in _COUNTING:
                done = any(sentence.lower(i) in ("opened", "got", "has") for i in range(place - 6, place))
                yield Mark("open", place, place + 1, "joined" if done else "join"), city
                break


def _those(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "offices in Lyon and Bonn, besides those in Oslo and Riga", "à ceux de Londres"."""
    for told in sentence.where(_THOSE | _ARTICLES if sentence.language in ("es", "pt") else _THOSE):
        has = sentence.words(told + 1, told + 3).lower() in ("it has", "they have", "it runs")
        place = told + 2 if has else told  # "those it has in Oslo"
        first = sentence.covering(place + 2)
        words = ("de",) if sentence.lower(told) in _ARTICLES else ("in", "de", "di", "à", "en", "em")
        if sentence.lower(place + 1) in words and first and first.kind == "city":
            for city in chain_from(sentence, first):
                yield Mark("open", place, place + 1, "joined"), city


def _others(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "as outras ficam em Lima e no Rio", "die anderen liegen in Graz und Linz"."""
    for place in sentence.where(_OTHERS) if sentence.language != "en" else ():
        city = next((m for m in sentence.of("city") if place < m.first < place + 6), None)
        if city is None or not sentence.lower(city.first - 2).isalpha():
            continue
        if _leads(sentence, city.first - 1, _AT):
            for found in chain_from(sentence, city):
                yield Mark("open", place, place + 1, "joined"), found


def _besides(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Besides Oslo, Acme has offices in Riga and Lima"; "in addition to its Oslo base" names one itself."""
    following = sentence.lower(0) in _AFTER and _listed(sentence, 1)
    besides = sentence.lower(0) in _BESIDES or following
    start = 1 if besides else 3 if sentence.words(0, 3).lower() in _IN_ADDITION else 0
    first = sentence.covering(start + (sentence.lower(start) in ("de", "a", "to")))
    told = sentence.has("office") or (following and (sentence.has("open") or sentence.has("plan")))
    if start and told and first and first.kind == "city":
        for city in chain_from(sentence, first):
            if following or sentence.lower(city.last) in (",", "and", "und", "et", "y", "e", "it"):
                yield Mark("open", 0, start, "joined"), city


def _listed(sentence: Sentence, place: int) -> bool:
    """ "Après Londres et Dublin, Acme": two cities or more at once, from a place on."""
    first = sentence.covering(place)
    return first is not None and first.kind == "city" and len(chain_from(sentence, first)) > 1



def _basing(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "will base its sales team in Oslo", "stations ten engineers in Lima"."""
    for place in sentence.where(_BASING):
        if sentence.lower(place + 1) in ("in", ","):
            continue
        first = next((city for city in sentence.of("city") if place + 1 < city.first < place + 12), None)
        if first is None or sentence.lower(first.first - 1) != "in" or not _company_acts(sentence, place):
            continue
        if not _CLAUSES & sentence.near(place, first.first):
            done = sentence.lower(place)[-1] in "sd"
            for city in chain_from(sentence, first):
                yield Mark("plan", place, place + 1, "joined" if done else "join"), city



def _cleft(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "It is in Oslo that Acme has its home", "It is from Lima that the region will be steered"."""
    for city in sentence.of("city"):
        opening = sentence.words(max(0, city.first - 3), city.first).lower()
        that = next((i for i in range(city.last, city.last + 10) if sentence.lower(i) == "that"), None)
        if that is None or opening not in _IT_IS:
            continue
        after = sentence.lowers[that : that + 20]
        if not (_SEATED | _TEAMS | _RUNNING).isdisjoint(after):
            yield Mark("open", that, that + 1, "join" if "will" in after else "joined"), city
