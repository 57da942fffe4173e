"""People with the role and organisation that a text gives them."""

from collections.abc import Iterator

from tracker.ingest.reader.document import ACTORS, Sentence
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.introductions import introduced
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.people_asides import told_beside
from tracker.ingest.reader.people_clauses import told_by_a_clause
from tracker.ingest.reader.people_inverted import named_behind
from tracker.ingest.reader.person_names import (
    TITLES,
    Person,
    name_at,
    name_ending,
    name_word,
    names_listed,
)
from tracker.ingest.reader.roles import MODIFIERS, Role, role_places, roles

_POLITICAL = word_set("people political")
_SKIPPED = word_set("people skipped")
_LINKS = word_set("people links")
_ASIDE = word_set("people aside")
_SKIPPED_OR_ASIDE = _SKIPPED | _ASIDE
_AND = word_set("roles and")
_ARTICLES_OF_SEVERAL = frozenset({"die", "beiden", "deren"})
_WRITERS = frozenset({"analyst", "analysts", "editor", "strategist", "economist"})
_IN = frozenset("em en in à au aux per por para pour für no na nel nella".split())
_OFFICIALS = {"judge": "judge", "justice": "judge", "councillor": "councillor", "cllr": "councillor"}
_POSSESSIVE = frozenset({"'s", "’s"})


def find_people(
    sentence: Sentence, known: KnownNames, country: str | None, topic: str | None, language: str
) -> Iterator[Person]:
    """People whom this sentence gives a role; the same person may come twice."""
    yield from _officials(sentence)
    for role in roles(sentence, language):
        organisation = _organisation_beside(sentence, role, known, country) or topic
        after = _name_after(sentence, role)
        before = _name_before(sentence, role)
        chosen = (after, before if not after or sentence.lower(role.first - 1) == "," else None)
        spans = [span for span in chosen if span]
        of_a_field = " of " in role.english  # "head of sales" is one
        several = (role.english.endswith("s") and not of_a_field) or _plural(sentence, role)
        for span in [*spans, *(names_listed(sentence, spans) if several else ())]:
            title = role.english if of_a_field else role.english.removesuffix("s")
            yield Person(sentence.words(*span), title, organisation, sentence, *span)
    yield from introduced(sentence, topic)
    yield from told_beside(sentence, topic)
    yield from named_behind(sentence, topic)
    yield from told_by_a_clause(sentence, topic)


def _officials(sentence: Sentence) -> Iterator[Person]:
    """ "Judge Jane Doe", "Mrs Justice Joan Roe", "Councillor Max Poe": of the court or council that the
    sentence names, of no company.
    """
    for place in sentence.where(_OFFICIALS.keys()):
        end = name_at(sentence, place + 1)
        if end > place + 1 and sentence.tokens[place].capitalised:
            public = (m.name for m in sentence.of(*ACTORS) if "Court" in m.name or "Council" in m.name)
            role = _OFFICIALS[sentence.lower(place)]
            yield Person(sentence.words(place + 1, end), role, next(public, None), sentence, place + 1, end)


def _plural(sentence: Sentence, role: Role) -> bool:
    """ "die Gründer", whose plural is no other word than the singular."""
    several = sentence.lower(role.first - 1) in _ARTICLES_OF_SEVERAL
    return several and not sentence.lower(role.last - 1).endswith("in")


def _name_after(sentence: Sentence, role: Role) -> tuple[int, int] | None:
    """ "CEO Jane Doe", "chief executive of OpenAI, Jane Doe", "Minister for Investment, Khalid
    Al-Falih".
    """
    place = role.last
    span = _name_from(sentence, place)
    if span:
        return span
    place = _past_organisation(sentence, place)
    if place > role.last and sentence.lower(place) not in (",", ":", "(", "–"):
        return _name_from(sentence, place)
    if sentence.lower(place) == ":" and role.first == 0 and sentence.lower(place - 1) in _WRITERS:
        return None  # "Analyst: Jane Doe", who wrote the text
    if sentence.lower(place) in (",", ":", "–"):
        span = _name_from(sentence, place + 1)
        if span and sentence.lower(role.first - 1) != "," and not _more_roles(sentence, span[1]):
            return span
    return None


def _more_roles(sentence: Sentence, place: int) -> bool:
    """ "…, director of X, Jane Doe, head of Y": the name after belongs to the next role."""
    return sentence.lower(place) == "," and any(role_at == place + 1 for role_at in role_places(sentence))


def _name_from(sentence: Sentence, place: int) -> tuple[int, int] | None:
    while sentence.lower(place) in TITLES:
        place += 1
    end = name_at(sentence, place)
    return (place, end) if end > place else None


def _past_organisation(sentence: Sentence, place: int) -> int:
    """Beyond "of OpenAI" or "for EMEA north" after a role."""
    step = place
    while sentence.lower(step) in _LINKS:
        step += 1
    if step == place:
        return place
    covering = sentence.covering(step)
    if covering:
        return _past_land(sentence, covering.last)
    portfolio = _past_portfolio(sentence, step)
    if portfolio > step:
        return portfolio
    limit = step + 4
    while step < limit and step < len(sentence.tokens) and sentence.tokens[step].is_word:
        step += 1
    return step


def _past_land(sentence: Sentence, place: int) -> int:
    """Beyond "em Portugal", "per l'Italia" behind "of Acme" in a title that a comma ends."""
    land = next((m for m in sentence.of("country", "region") if 0 < m.first - place <= 3), None)
    opens = sentence.language != "en" and land is not None and sentence.lower(place) in _LINKS | _IN
    return land.last if land is not None and opens and sentence.lower(land.last) == "," else place


def _past_portfolio(sentence: Sentence, place: int) -> int:
    """Beyond "Planning and Investment", "delle Imprese", the fields of a minister."""
    step = place
    while sentence.lower(step) in MODIFIERS or (
        step > place and sentence.lower(step) in _AND and sentence.lower(step + 1) in MODIFIERS
    ):
        step += 1
    return step


def _name_before(sentence: Sentence, role: Role) -> tuple[int, int] | None:
    """ "Jane Doe, OpenAI's chief executive"; "John Roe, who is MD"; "Arun Roy, the Industries
    Secretary".
    """
    place = role.first - 1
    for _ in range(12):
        covering = sentence.covering(place)
        if covering and covering.kind != "person":
            place = covering.first - 1
        elif sentence.lower(place) in _SKIPPED_OR_ASIDE or _describes(sentence, role, place):
            place -= 1
        else:
            break
    if sentence.lower(place) not in (",", "(", "–", "—"):
        return None
    return name_ending(sentence, place)


def _describes(sentence: Sentence, role: Role, place: int) -> bool:
    """ "the chipmaker's chief", "the Trade Secretary": what may stand between a name's comma and
    its role.
    """
    if any(mark.first <= place < mark.last for mark in sentence.marks.get("descriptor", ())):
        return True
    token = sentence.tokens[place] if place >= 0 else None
    if token and (token.text[0].isdigit() or token.lower == "old" or "year" in token.lower):
        return True  # "the 32-year-old founder"
    if (
        token
        and token.text.islower()
        and (sentence.lower(place + 1) in _POSSESSIVE or token.lower in MODIFIERS)
    ):
        return True  # "the state's minister", "the foreign and trade minister"
    if token and token.text.islower() and token.is_word and _article_near(sentence, place):
        return True  # "the armed forces minister"
    if token and token.lower in ("-", "born", "based", "-born") and sentence.lower(role.first - 1) == "born":
        return True  # "Acme's Oslo-born chief executive"
    capital = place >= 0 and name_word(sentence, place) and sentence.lower(role.first - 1) != ","
    return capital and sentence.lower(place - 1) in ("the", "its", "’s", "'s")


def _article_near(sentence: Sentence, place: int) -> bool:
    """Whether a comma and "the", with at most two words between them and a token, stand before it."""
    return any(
        sentence.lower(step) in ("the", "its", "a", "an") and sentence.lower(step - 1) == ","
        for step in range(place - 1, place - 4, -1)
    )


def _organisation_beside(
    sentence: Sentence, role: Role, known: KnownNames, country: str | None
) -> str | None:
    """Whose role it is: "OpenAI's CEO", "SoftBank CEO", "CEO of Nvidia", "Saudi Crown Prince"."""
    place = role.first - 1
    while place >= 0 and (sentence.lower(place) in ("'s", "’s") or sentence.lower(place) in _SKIPPED):
        place -= 1
    before = sentence.covering(place)
    after_place = role.last
    while sentence.lower(after_place) in _LINKS:
        after_place += 1
    after = sentence.covering(after_place) if after_place > role.last else None
    for mention in (after, before):
        if mention and mention.kind in ACTORS:
            return mention.name
    political = not _POLITICAL.isdisjoint(role.english.lower().split())
    if "president" in role.english.lower() and sentence.lower(role.last) == "for":
        political = False  # "vice president for India" is a company's
    for mention in (after, before):
        if political and mention and mention.kind in ("country", "demonym") and mention.country:
            return known.government(mention.country)
    if (
        political
        and "vice" not in role.english.lower()
        and country
        and not (before and before.kind in ACTORS)
    ):
        return known.government(country)
    return None
