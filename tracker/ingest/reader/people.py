"""People with the role and organisation that a text gives them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.names import shapes
from tracker.ingest.reader.roles import HEADS, MODIFIERS, Role, role_end, roles

_POLITICAL = word_set("people political")
_VERBS = word_set("people verbs")
_SKIPPED = word_set("people skipped")
_LINKS = word_set("people links")
_TITLES = word_set("people titles")
_ASIDE = word_set("people aside")
_APPOINTS = word_set("people appoints")
_GIVEN = frozenset({"Jan", "May", "April", "June", "August", "Mar", "Mai", "Jun", "Christian", "Art"})


@dataclass(slots=True)
class Person:
    """A person named in full in the text; `name` as the text spells it, role in English."""

    name: str
    role: str
    company: str | None
    sentence: Sentence
    first: int
    last: int


def find_people(
    sentence: Sentence, known: KnownNames, country: str | None, topic: str | None, language: str
) -> Iterator[Person]:
    """People whom this sentence gives a role; the same person may come twice."""
    for role in roles(sentence, language):
        organisation = _organisation_beside(sentence, role, known, country) or topic
        after = _name_after(sentence, role)
        before = _name_before(sentence, role)
        for span in filter(
            None, (after, before if not after or sentence.lower(role.first - 1) == "," else None)
        ):
            yield Person(sentence.words(*span), role.english, organisation, sentence, *span)
    yield from _by_verb(sentence, topic)
    yield from _appointed(sentence, topic)
    yield from _of_company(sentence)
    yield from _in_brackets(sentence, topic)


def name_at(sentence: Sentence, place: int) -> int:
    """Where a person's full name that begins at `place` ends; `place` when none does."""
    end, words = place, 0
    while end < len(sentence.tokens) and words < 5:
        text = sentence.tokens[end].text
        if _name_word(sentence, end):
            end, words = end + 1, words + 1
            if sentence.lower(end) == "." and len(text) == 1:
                end += 1
        elif words and text in shapes()["particles"] and _name_word(sentence, end + 1):
            end += 1
        else:
            break
    return end if words > 1 else place


def _name_word(sentence: Sentence, place: int) -> bool:
    if not 0 <= place < len(sentence.tokens):
        return False
    token, shape = sentence.tokens[place], shapes()
    covering = sentence.covering(place)
    if (
        covering
        and covering.kind != "person"
        and not (covering.kind == "city" and covering.last - covering.first == 1)
    ):
        return False
    if not (token.is_word and token.capitalised) or token.lower in _TITLES:
        return False
    initials = token.text.isupper() and len(token.text) == 2
    if (token.text in shape["plain"] and token.text not in _GIVEN) or token.text in shape["tail"]:
        return False
    return initials or (token.lower not in HEADS and token.lower not in MODIFIERS)


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
    if sentence.lower(place) in (",", ":", "–"):
        span = _name_from(sentence, place + 1)
        if span and sentence.lower(role.first - 1) != "," and not _more_roles(sentence, span[1]):
            return span
    return None


def _more_roles(sentence: Sentence, place: int) -> bool:
    """ "…, director of X, Jane Doe, head of Y": the name after belongs to the next role."""
    return sentence.lower(place) == "," and any(role_at == place + 1 for role_at in _role_places(sentence))


def _role_places(sentence: Sentence) -> Iterator[int]:
    for place in range(len(sentence.tokens)):
        if role_end(sentence, place) > place:
            yield place


def _name_from(sentence: Sentence, place: int) -> tuple[int, int] | None:
    while sentence.lower(place) in _TITLES:
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
        return covering.last
    limit = step + 4
    while step < limit and step < len(sentence.tokens) and sentence.tokens[step].is_word:
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
        elif sentence.lower(place) in _SKIPPED | _ASIDE or _describes(sentence, role, place):
            place -= 1
        else:
            break
    if sentence.lower(place) not in (",", "(", "–", "—"):
        return None
    return _name_ending(sentence, place)


def _describes(sentence: Sentence, role: Role, place: int) -> bool:
    """ "the chipmaker's chief", "the Trade Secretary": what may stand between a name's comma and
    its role.
    """
    if any(mark.first <= place < mark.last for mark in sentence.marks.get("descriptor", ())):
        return True
    capital = place >= 0 and _name_word(sentence, place) and sentence.lower(role.first - 1) != ","
    return capital and sentence.lower(place - 1) in ("the", "its", "’s", "'s")


def _name_ending(sentence: Sentence, last: int) -> tuple[int, int] | None:
    first = last
    while first > max(0, last - 6) and (
        _name_word(sentence, first - 1)
        or sentence.tokens[first - 1].text in shapes()["particles"]
        or (sentence.lower(first - 1) == "." and len(sentence.lower(first - 2)) == 1)
    ):
        first -= 1
    opening = shapes()["start"]
    while first < last and (not _name_word(sentence, first) or sentence.tokens[first].text in opening):
        first += 1
    return (first, last) if first < last and name_at(sentence, first) == last else None


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


def _by_verb(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who heads OpenAI": English and its relatives put the name before the verb."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in _VERBS:
            continue
        subject = place - 1 if sentence.lower(place - 1) in ("will", "now", "also", "is", "has") else place
        relative = sentence.lower(subject - 1) in ("who", "que", "qui", "che", "der", "die", "quien")
        if token.lower in ("lead", "head", "leading") and not relative:
            continue
        subject -= relative
        if sentence.lower(subject - 1) == ",":
            span = _name_ending(sentence, subject - 1) or _subject_before_aside(sentence, subject - 1)
        else:
            span = None if relative else _name_ending(sentence, subject)
        if span:
            after = sentence.covering(place + 1)
            company = after.name if after and after.kind in ACTORS else topic
            role = "founder" if token.lower in ("founded", "founds", "fundó", "fondò", "gründete") else "head"
            yield Person(sentence.words(*span), role, company, sentence, *span)


def _subject_before_aside(sentence: Sentence, comma: int) -> tuple[int, int] | None:
    """ "Jane Doe, who …, runs the company": the sentence's first words, before the aside."""
    end = name_at(sentence, 0)
    return (0, end) if 0 < end < comma and sentence.lower(end) == "," else None


def _of_company(sentence: Sentence) -> Iterator[Person]:
    """ "Acme's Jane Doe says", "John Roe of Acme"; "is run by Jane Doe" is a head's work."""
    for mention in sentence.of("organisation"):
        owned = name_at(sentence, mention.last + 1) if sentence.lower(mention.last) in ("'s", "’s") else 0
        if owned > mention.last + 2 and sentence.between(owned, owned + 2, "say"):
            yield Person(
                sentence.words(mention.last + 1, owned),
                "representative",
                mention.name,
                sentence,
                mention.last + 1,
                owned,
            )
        span = (
            _name_ending(sentence, mention.first - 1) if sentence.lower(mention.first - 1) == "of" else None
        )
        if span and mention.first > 2:
            yield Person(sentence.words(*span), "representative", mention.name, sentence, *span)
    for place in range(len(sentence.tokens)):
        if sentence.lower(place) == "by" and sentence.lower(place - 1) in ("run", "led", "headed", "chaired"):
            end = name_at(sentence, place + 1)
            if end > place + 1:
                owner = [m for m in sentence.of("organisation") if m.last <= place]
                yield Person(
                    sentence.words(place + 1, end),
                    "head",
                    owner[-1].name if owner else None,
                    sentence,
                    place + 1,
                    end,
                )


def _appointed(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "named Jane Doe as general manager", "hired Jane Doe to lead": a name between an appointment and
    a role.
    """
    for place, token in enumerate(sentence.tokens):
        if token.lower in _APPOINTS:
            end = name_at(sentence, place + 1)
            joint = (
                end + 1 if sentence.lower(end) in ("as", "to", "als", "como", "comme", "come", ",") else end
            )
            role_last = role_end(sentence, joint)
            leads = sentence.lower(joint) in ("lead", "head", "run", "oversee")
            if end > place + 1 and joint > end and (role_last > joint or leads):
                role = sentence.words(joint, role_last) if role_last > joint and not leads else "head"
                yield Person(sentence.words(place + 1, end), role, topic, sentence, place + 1, end)


def _in_brackets(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Max Poe (Trade)" in a list of officials."""
    for place, token in enumerate(sentence.tokens):
        if (
            token.text != "("
            or sentence.lower(place + 2) != ")"
            or (not sentence.has("role") and not any(_role_places(sentence)))
        ):
            continue
        span = _name_ending(sentence, place)
        if span and sentence.tokens[place + 1].capitalised and not sentence.tokens[place + 1].text.isupper():
            yield Person(sentence.words(*span), sentence.tokens[place + 1].text, topic, sentence, *span)


def mention_of(person: Person) -> Mention:
    return Mention("person", person.name, person.first, person.last)
