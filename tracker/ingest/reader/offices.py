"""Offices: an office word tied to a city, whose it is and how far along."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse, actor_before, bystander, refers_back, subject_of
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import OfficeDraft
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.numbers import ordinal
from tracker.ingest.reader.periods import date_in

_OPENING = word_set("offices opening")
_ANOTHER = word_set("offices another")
_COMPUTING = frozenset(
    {
        "campus",
        "hub",
        "hubs",
        "base",
        "research center",
        "research centre",
        "ai center",
        "ai centre",
        "ai hub",
    }
)
_IN = word_set("offices in")
_INSIDE = _IN - {"outside", "from", "around", "near"} | {"the", "los"}
_LIST_GAP = word_set("offices list_gap")
_AS = word_set("offices as")


def find_offices(
    sentence: Sentence, discourse: Discourse, known: KnownNames, language: str, published: str | None
) -> Iterator[OfficeDraft]:
    """The offices that one sentence states."""
    pairs = [*_joining(sentence), *_ranked_after(sentence, language, discourse)]
    firm = {city.name for _, city in pairs}
    tied = [
        (mark, city)
        for mark in _office_words(sentence)
        for city in _cities_of(sentence, mark)
        if city.name not in firm
    ]
    for mark, city in [*pairs, *tied]:
        yield from _draft(sentence, mark, city, discourse, published)
    if not pairs and not tied:
        yield from _country_only(sentence, discourse, published)


def _office_words(sentence: Sentence) -> list[Mark]:
    """Office words that are not part of "data centre", "AI campus" and the like; weaker ones only when opened."""
    barred = sentence.marks.get("office_not", [])
    weak = [mark for mark in sentence.marks.get("office_weak", []) if _opening_beside(sentence, mark)]
    return [
        mark
        for mark in [*sentence.marks.get("office", []), *weak]
        if not (mark.value.lower() in _COMPUTING and _computes(sentence))
        and not any(
            other.first <= mark.first < other.last or mark.first <= other.first < mark.last
            for other in barred
        )
        and sentence.covering(mark.first) is None
    ]


def _opening_beside(sentence: Sentence, mark: Mark) -> bool:
    """ "opened a lab", "its new site", "leased space": an opening word just before, no computing about."""
    near = {sentence.lower(place) for place in range(mark.first - 5, mark.first)}
    return not _OPENING.isdisjoint(near) and not _computes(sentence)


def _cities_of(sentence: Sentence, mark: Mark) -> list[Mention]:
    """The cities tied to an office word, nearest construction first."""
    return (
        _adjective_beside(sentence, mark)
        or _before_noun(sentence, mark)
        or _after_noun(sentence, mark)
        or _made_into(sentence, mark)
        or _only_city(sentence, mark)
    ) + _another(sentence, mark)


def _another(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "an office in London and another in Madrid": the office word is not repeated."""
    return [
        city
        for city in sentence.of("city")
        if city.first > mark.last + 1
        and sentence.lower(city.first - 1) in _IN
        and sentence.lower(city.first - 2) in _ANOTHER
        and not _computes(sentence)
    ]


def _adjective_beside(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "das Münchner Büro", "son bureau parisien"."""
    for mention in (
        sentence.covering(mark.first - 1),
        sentence.covering(mark.last),
        sentence.covering(mark.last + 1),
    ):
        if mention and mention.kind == "city adjective":
            return [mention]
    return []


def _computes(sentence: Sentence) -> bool:
    """A campus measured in megawatts or full of chips is no office."""
    return (
        sentence.has("office_not")
        or sentence.has("gpus")
        or any(
            token.lower in ("gw", "mw", "gigawatt", "gigawatts", "megawatt", "megawatts", "compute")
            for token in sentence.tokens
        )
    )


def _after_noun(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "an office in London", "offices in 11 cities, including London, Dublin and Paris"."""
    for city in sentence.of("city"):
        if city.first < mark.last:
            continue
        gap = sentence.tokens[mark.last : city.first]
        if (
            len(gap) > 14
            or any(token.text in (";", ".") for token in gap)
            or sentence.between(mark.last, city.first, "office")
        ):
            return []
        near = (
            len(gap) <= 6
            and gap
            and gap[-1].lower
            in (_IN | {"(", ",", ":", "including", "central", "downtown", "d", "’", "'", "de", "do", "di"})
        )
        listed = any(
            token.lower in ("including", "incluidas", "inclusive", "dont", "darunter", "notamment", "like")
            for token in gap
        )
        if (near and not _verb_between(sentence, mark.last, city.first)) or listed:
            moved = sentence.lower(city.first - 1) == "from" and sentence.lower(city.last) == "to"
            target = sentence.covering(city.last + 1) if moved else city
            return _coordinated(sentence, target if target and target.kind == "city" else city)
        return []
    return []


def _verb_between(sentence: Sentence, first: int, last: int) -> bool:
    return any(
        token.lower in ("said", "told", "that", "which", "while", "and", "who", "when")
        for token in sentence.tokens[first:last]
    )


def _coordinated(sentence: Sentence, city: Mention) -> list[Mention]:
    """The cities listed with this one."""
    chain = [city]
    for following in sentence.of("city"):
        if following.first <= chain[-1].first:
            continue
        gap = sentence.tokens[chain[-1].last : following.first]
        inner = [m for m in sentence.of("country") if chain[-1].last <= m.first < following.first]
        skipped = {place for m in inner for place in range(m.first, m.last)}
        words = [token.lower for place, token in enumerate(gap, chain[-1].last) if place not in skipped]
        if words and len(words) <= 6 and all(word in _LIST_GAP for word in words):
            chain.append(following)
        else:
            break
    return chain


def _before_noun(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "the Tokyo office", "its first permanent London base", "London and Dublin offices"."""
    cities = [m for m in sentence.of("city") if m.last <= mark.first]
    if not cities or mark.first - cities[-1].last > 3:
        return []
    gap = sentence.tokens[cities[-1].last : mark.first]
    if any(not token.is_word and token.text != "-" for token in gap):
        return []
    if any(
        token.lower
        in _IN
        | _AS
        | {
            "and",
            "is",
            "was",
            "based",
            "said",
            "de",
            "of",
            "as",
            "an",
            "opens",
            "will",
            "has",
            "gets",
            "una",
            "un",
            "une",
            "ein",
            "eine",
        }
        or _verb(sentence, token.lower)
        for token in gap
    ):
        return []
    chain = [cities[-1]]
    for city in reversed(cities[:-1]):
        if all(
            token.lower in (",", "and", "und", "et", "y", "e")
            for token in sentence.tokens[city.last : chain[-1].first]
        ):
            chain.append(city)
        else:
            break
    return chain


def _verb(sentence: Sentence, word: str) -> bool:
    return any(word == mark.value.lower() for mark in sentence.marks.get("verb", ()))


def _made_into(sentence: Sentence, mark: Mark) -> list[Mention]:
    """ "choose London as its headquarters", "London will be home to CoreWeave's HQ", "make London its European base"."""
    cities = [m for m in sentence.of("city") if m.last <= mark.first and mark.first - m.last <= 12]
    if not cities:
        return []
    city = cities[-1]
    gap = [token.lower for token in sentence.tokens[city.last : mark.first]]
    if "," in gap[1:] and len(gap) > 6 or any(word in (".", ";") for word in gap):
        return []
    linked = gap[:1] and gap[0] in _AS or {"home", "host", "hosts", "houses", "als", "as"} & set(gap)
    return _backwards(sentence, city) if linked else []


def _backwards(sentence: Sentence, city: Mention) -> list[Mention]:
    earlier = [m for m in sentence.of("city") if m.last < city.first]
    if earlier and all(token.lower in _LIST_GAP for token in sentence.tokens[earlier[-1].last : city.first]):
        return [earlier[-1], city]
    return [city]


def _only_city(sentence: Sentence, mark: Mark) -> list[Mention]:
    """One city in a sentence that opens or enlarges an office: "will grow in London and take office space"."""
    cities = sentence.of("city")
    names = {city.name for city in cities}
    moves = sentence.has("open") or sentence.has("expand") or sentence.has("plan") or sentence.has("announce")
    if len(names) != 1 or not moves or abs(cities[0].first - mark.first) > 18 or sentence.has("office_not"):
        return []
    if _dateline(sentence, cities[0]) or sentence.lower(cities[0].last) in ("-", "based"):
        return []
    return cities[:1]


def _dateline(sentence: Sentence, city: Mention) -> bool:
    return (
        city.first == 0
        and sentence.lower(city.last) in (",", "(", "—", "–", "-", ":", "--")
        and sentence.tokens[0].text.isupper()
    )


def _joining(sentence: Sentence) -> Iterator[tuple[Mark, Mention]]:
    """ "Seoul will join Tokyo and Singapore as one of its hubs"; also what an office word after a list of cities says."""
    for place, token in enumerate(sentence.tokens):
        if token.lower in ("join", "joins", "joining") and any(
            m.last > place for m in _office_words(sentence)
        ):
            mark = Mark("plan" if token.lower == "join" else "open", place, place + 1, "join")
            for city in sentence.of("city"):
                yield (mark if city.last <= place else Mark("open", place, place + 1, "joined")), city


def _ranked_after(sentence: Sentence, language: str, discourse: Discourse) -> Iterator[tuple[Mark, Mention]]:
    """ "third after London and Dublin", "its second office in Asia after Tokyo": the cities after are open."""
    if not (_office_words(sentence) or discourse.office_since < 3):
        return
    for place, token in enumerate(sentence.tokens):
        if token.lower not in (
            "after",
            "following",
            "nach",
            "après",
            "tras",
            "después",
            "depois",
            "dopo",
            "beside",
            "besides",
            "joining",
        ):
            continue
        ranked = any(ordinal(sentence.lower(i), language) for i in range(max(0, place - 12), place))
        cities = [m for m in sentence.of("city") if 0 <= m.first - place - 1 <= 2]
        if ranked and cities:
            for city in _coordinated(sentence, cities[0]):
                yield Mark("open", place, place + 1, "after"), city


def _country_only(sentence: Sentence, discourse: Discourse, published: str | None) -> Iterator[OfficeDraft]:
    """ "an office in India", "offices in Germany and Brazil", "its first Indian office": countries without a city."""
    if not any(sentence.has(kind) for kind in ("open", "plan", "expand")):
        return
    for mark in _office_words(sentence):
        after = [m for m in sentence.of("country") if 0 <= m.first - mark.last <= 3]
        gap = sentence.tokens[mark.last : after[0].first] if after else []
        before = sentence.covering(mark.first - 1) or sentence.covering(mark.first - 2)
        places = _countries_from(sentence, after[0]) if gap and gap[-1].lower in _INSIDE else [before]
        for place in places:
            if place and place.kind in ("country", "demonym"):
                yield from _draft(sentence, mark, place, discourse, published)


def _countries_from(sentence: Sentence, first: Mention) -> list[Mention | None]:
    chain: list[Mention | None] = [first]
    last = first
    for country in sentence.of("country"):
        gap = [token.lower for token in sentence.tokens[last.last : country.first]]
        if country.first > last.first and gap and all(word in _LIST_GAP for word in gap):
            chain.append(country)
            last = country
    return chain


def _company(sentence: Sentence, mark: Mark, discourse: Discourse) -> Mention | str | None:
    """Whose office: a possessive before it, the company that acts before it, else the company under discussion."""
    for mention in sentence.of("organisation"):
        if sentence.lower(mention.last) in ("'s", "’s", "’") and 0 <= mark.first - mention.last <= 6:
            return mention
    before = actor_before(sentence, mark.first)
    pronouns = [
        m
        for m in sentence.marks.get("company_pronoun", ())
        if m.first <= mark.first and m.value not in ("it", "its", "il", "es")
    ]
    if before is None or (refers_back(sentence, before.first) and discourse.topic):
        return discourse.topic or subject_of(sentence)
    if pronouns and pronouns[-1].first >= before.last and discourse.person and sentence.speaker_is_person:
        return discourse.person.company or before
    if pronouns and pronouns[-1].first >= before.last and discourse.topic and bystander(sentence, before):
        return discourse.topic
    return before


def _draft(
    sentence: Sentence, mark: Mark, place: Mention, discourse: Discourse, published: str | None
) -> Iterator[OfficeDraft]:
    company = _company(sentence, mark, discourse)
    if company is None:
        return
    name = company if isinstance(company, str) else company.name
    passages = {
        "city" if place.kind.startswith("city") else "country": _offsets(sentence, place.first, place.last)
    }
    if not isinstance(company, str):
        passages["company"] = _offsets(sentence, company.first, company.last)
    discourse.office_since = 0
    yield OfficeDraft(
        name,
        place.name if place.kind.startswith("city") else None,
        place.country,
        status_of(sentence, mark),
        date_in(sentence, published),
        sentence.evidence,
        passages,
    )


def status_of(sentence: Sentence, mark: Mark) -> str:
    """rumoured, closed, expanded, announced, planned or open, by the words nearest to the office."""
    if mark.kind in ("open", "plan") and mark.value in ("joined", "join", "after"):
        return "announced" if mark.value == "join" else "open"
    near = range(max(0, mark.first - 14), mark.last + 14)

    def nearby(kind: str) -> bool:
        return any(other.first in near for other in sentence.marks.get(kind, ()))

    if sentence.has("rumour"):
        return "rumoured"
    if nearby("close") and not nearby("plan"):
        return "closed"
    if nearby("expand"):
        return "expanded"
    if _opened(sentence, near):
        return "open"
    if nearby("plan") or nearby("announce"):
        return "announced"
    return "open"


def _opened(sentence: Sentence, near: range) -> bool:
    """A finished opening, with nothing before the verb that puts it off."""
    for mark in sentence.marks.get("open", ()):
        if mark.first in near and not any(
            0 <= mark.first - other.last <= 1 for other in sentence.marks.get("plan", ())
        ):
            if mark.value not in ("open", "set up", "start", "opens", "launch"):
                return True
    return False


def _offsets(sentence: Sentence, first: int, last: int) -> tuple[int, int]:
    return sentence.tokens[first].start, sentence.tokens[last - 1].end
