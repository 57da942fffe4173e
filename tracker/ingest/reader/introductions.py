"""People introduced by a verb: "Jane Doe runs Acme", "appointed John Roe as director", "became chief
executive".
"""

from collections.abc import Iterator

from tracker.ingest.reader.document import ACTORS, Sentence
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.person_names import Person, name_at, name_ending, names_listed
from tracker.ingest.reader.roles import compound_role, role_end, role_places

_VERBS = word_set("people verbs")
_APPOINTS = word_set("people appoints")
_BECOMING = frozenset(
    "as is was became becomes remains als ist war wird wurde est était es fue è era é foi".split()
)
_CHOSEN = frozenset({"named", "appointed", "promoted", "elected", "chosen", "hired"})
_BECOMING_OR_CHOSEN = _BECOMING | _CHOSEN
_BECOMING_BEFORE = word_set("people becoming before")
_CHARGES = frozenset({("in", "charge"), ("responsible", "for")})
_BECOMES = frozenset({"as", "to", "als", "zur", "zum", "como", "comme", "come", ",", "its", "the"})
_CHARGED = frozenset({"in", "responsible"})
_BRACKET = frozenset({"("})
_FOUNDS = frozenset("founded co-founded cofounded founds fundó fundou fondò gründete gegründet fondé".split())
_WITH = word_set("frames with") | {"gemeinsam"}
_PASSIVES = word_set("people passives")
_BY = frozenset({"by", "par", "por", "da", "dal", "dalla"})
_BY_OR_OF = _BY | {"of", "von"}
_LEADS = frozenset({"lead", "leadership", "direction"})
_OWNERS = word_set("people owners")
_SAYS = word_set("people says")
_SUCCEEDING = word_set("people succeeding")
_RELATED = _SUCCEEDING | {"who", "took"}
_RELATING = word_set("people relating")
_FORMERLY = frozenset({"previously", "formerly", "earlier", "recently", "once", "now"})


def introduced(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """People whom a verb, a preposition or a bracket gives a role."""
    yield from _by_verb(sentence, topic)
    yield from _appointed(sentence, topic)
    yield from _of_company(sentence)
    yield from _under(sentence, topic)
    yield from _in_brackets(sentence, topic)
    yield from _in_charge(sentence, topic)
    yield from _becoming(sentence, topic)
    yield from _speaking(sentence, topic)
    yield from _related(sentence, topic)
    yield from _founded_with(sentence, topic)


def _by_verb(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who heads OpenAI": English and its relatives put the name before the verb."""
    for place in sentence.where(_VERBS):
        word = sentence.lower(place)
        subject = place - 1 if sentence.lower(place - 1) in ("will", "now", "also", "is", "has") else place
        relative = sentence.lower(subject - 1) in ("who", "que", "qui", "che", "der", "die", "quien")
        coming = sentence.lower(place - 1) == "will"
        if word in ("lead", "head", "leading") and not (relative or coming):
            continue
        subject -= relative
        if sentence.lower(subject - 1) == ",":
            span = name_ending(sentence, subject - 1) or _subject_before_aside(sentence, subject - 1)
        else:
            span = None if relative else name_ending(sentence, subject)
        if span:
            after = sentence.covering(place + 1)
            company = after.name if after and after.kind in ACTORS else topic
            role = "founder" if word in _FOUNDS else "head"
            for name in (span, *names_listed(sentence, [span])):
                yield Person(sentence.words(*name), role, company, sentence, *name)


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
        span = name_ending(sentence, mention.first - 1) if sentence.lower(mention.first - 1) == "of" else None
        if span and mention.first > 2:
            yield Person(sentence.words(*span), "representative", mention.name, sentence, *span)


def _under(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "run by Jane Doe", "founded by two Poles, Jane Doe and John Roe", "under the lead of Max Poe"."""
    for place in sentence.where(_BY_OR_OF):
        word = sentence.lower(place)
        passive = word in _BY and _passive_before(sentence, place)
        passive = passive or (word == "von" and _passive_after(sentence, place + 1))
        lead = word == "of" and sentence.lower(place - 1) in _LEADS
        if not (passive or lead):
            continue
        first = _past_description(sentence, place + 1) if passive else place + 1
        end = name_at(sentence, first)
        if end <= first:
            continue
        role = "founder" if sentence.lower(place - 1) in (*_FOUNDS, "started") else "head"
        names = [(first, end), *names_listed(sentence, [(first, end)])]
        before = [m for m in sentence.of("organisation") if m.last <= place]
        ahead = sentence.covering(names[-1][1] + 1) if place == 1 else None  # "Founded by Jane Doe, Acme has"
        beside = before[-1:] or [m for m in sentence.of("organisation") if m is ahead]
        owner = beside[0].name if beside else topic
        for name in names:
            yield Person(sentence.words(*name), role, owner, sentence, *name)


def _passive_before(sentence: Sentence, place: int) -> bool:
    """ "run by", "founded in Oslo by", "founded in 2019 by"."""
    if sentence.lower(place - 1) in _PASSIVES:
        return True
    passive = next((i for i in range(place - 2, place - 6, -1) if sentence.lower(i) in _PASSIVES), None)
    return passive is not None and sentence.lower(passive + 1) == "in"


def _passive_after(sentence: Sentence, place: int) -> bool:
    """ "von Jane Doe geleitet"."""
    return sentence.lower(name_at(sentence, place)) in ("geführt", "geleitet", "gegründet", "gelenkt")


def _past_description(sentence: Sentence, place: int) -> int:
    """Beyond the comma of "two Poles, Jane Doe and": where a name begins, if it does not at once."""
    if name_at(sentence, place) > place:
        return place
    return next((step + 1 for step in range(place, place + 6) if sentence.lower(step) == ","), place)


def _appointed(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "named Jane Doe as general manager", "hired Jane Doe to lead": a name between an appointment and
    a role.
    """
    for place in sentence.where(_APPOINTS):
        first = place + 1 + (sentence.lower(place + 1) == "a")  # "nombra a Juana Roe"
        end = name_at(sentence, first)
        if end > first + 1:
            role = _role_given(sentence, end)
            if role:
                yield Person(sentence.words(first, end), role, topic, sentence, first, end)


def _role_given(sentence: Sentence, place: int) -> str | None:
    """The role after the name of somebody appointed: "as director", "to lead", "zur Chefin", ", lately of
    Acme, as chair"; whoever is hired away from a company has one too.
    """
    joint = place + (sentence.lower(place) in _BECOMES)
    if sentence.lower(joint) in ("lead", "head", "run", "oversee"):
        return "head"
    role = _role_after(sentence, joint)
    if role is None and sentence.lower(place) == ",":
        later = next((i + 1 for i in range(place, place + 16) if sentence.lower(i) == "as"), None)
        role = _role_after(sentence, later) if later else None
    if role:
        return _in_english(sentence, role)
    whence = place + (sentence.lower(place) == "away")
    origin = sentence.covering(whence + 1) if sentence.lower(whence) in ("from", "von", "de", "da") else None
    return "representative" if origin is not None and origin.kind == "organisation" else None


def _in_brackets(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Max Poe (Trade)" in a list of officials."""
    for place in sentence.where(_BRACKET):
        closed = sentence.lower(place + 2) == ")"
        if not closed or not (sentence.has("role") or any(role_places(sentence))):
            continue
        span = name_ending(sentence, place)
        if span and sentence.tokens[place + 1].capitalised and not sentence.tokens[place + 1].text.isupper():
            yield Person(sentence.words(*span), sentence.tokens[place + 1].text, topic, sentence, *span)


def _in_charge(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who is in charge of sales", "John Roe, responsible for Europe"."""
    for place in sentence.where(_CHARGED):
        if (sentence.lower(place), sentence.lower(place + 1)) not in _CHARGES:
            continue
        first = place
        while sentence.lower(first - 1) in ("who", "is", "was", "has", "been", "now", ","):
            first -= 1
        span = name_ending(sentence, first)
        if span:
            yield Person(sentence.words(*span), "head", topic, sentence, *span)


def _becoming(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe became chief executive", "John Roe as the new head of Acme", "Max Poe was the company's
    chair".
    """
    for place in sentence.where(_BECOMING_OR_CHOSEN):
        chosen = sentence.lower(place) in _CHOSEN
        if chosen and sentence.lower(place - 1) not in ("been", "was", "is", "being"):
            continue
        first = place
        while place - first < 7 and _leads_to(sentence, first - 1):
            first -= 1
        span = name_ending(sentence, first)
        joins = any(sentence.lower(step) in ("joined", "joins") for step in range(first, place))
        if (chosen or joins) and not span:
            span = _subject_before_aside(sentence, first - 1)
        role = _role_after(sentence, place + 1)
        if span and role:
            title = _in_english(sentence, role)
            yield Person(sentence.words(*span), title, _owner(sentence, role, topic), sentence, *span)


def _in_english(sentence: Sentence, role: tuple[int, int]) -> str:
    marked = (mark.value for mark in sentence.marks.get("role", ()) if (mark.first, mark.last) == role)
    return next(marked, sentence.words(*role))


def _leads_to(sentence: Sentence, place: int) -> bool:
    """A word that may stand between a name and "as director": "joins Acme from Bolt"."""
    covering = sentence.covering(place)
    employer = covering is not None and covering.kind == "organisation"
    return sentence.lower(place) in _BECOMING_BEFORE or (place > 1 and employer)


def _role_after(sentence: Sentence, place: int) -> tuple[int, int] | None:
    """The role that begins here, past an article, an owner and describing words."""
    for step in range(place, place + 7):
        covering = sentence.covering(step)
        marked = [mark.last for mark in sentence.marks.get("role", ()) if mark.first == step]
        glued = sentence.language == "de" and compound_role(sentence.lower(step))
        last = max([role_end(sentence, step), *marked, step + glued])
        if last > step:
            return step, last
        if sentence.language == "de" and sentence.lower(place - 1) in ("wurde", "wird"):
            continue  # "wurde im Mai Geschäftsführerin"
        owner = covering is not None and covering.kind != "person"
        possessive = "s" in (sentence.lower(step)[1:], sentence.lower(step + 1)[1:])
        if not (owner or possessive or sentence.lower(step) in _OWNERS):
            return None
    return None


def _owner(sentence: Sentence, role: tuple[int, int], topic: str | None) -> str | None:
    near = [m for m in sentence.of(*ACTORS) if -5 <= m.first - role[0] < 0 or 0 <= m.first - role[1] <= 2]
    return near[-1].name if near else topic


def _speaking(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe said": a full name beside a verb of saying is a person even without a role."""
    for mark in sentence.marks.get("say", ()):
        if mark.value not in _SAYS:
            continue
        before, last = name_ending(sentence, mark.first), name_at(sentence, mark.last)
        before = before or _before_aside(sentence, mark.first)
        quoted = sentence.lower(mark.first - 1) in (",", '"', "”", "»", "“")
        span = before or ((mark.last, last) if last > mark.last and quoted else None)
        if span and compound_role(sentence.lower(span[0])):
            span = (span[0] + 1, span[1])
        aged = span and sentence.lower(span[1]) == "," and sentence.lower(span[1] + 1).isdigit()
        if span and 1 < span[1] - span[0] < 4 and not aged:  # "Jane Doe, 71": a private person
            employer = _house(sentence, span[1]) or topic
            yield Person(sentence.words(*span), "representative", employer, sentence, *span)


def _before_aside(sentence: Sentence, place: int) -> tuple[int, int] | None:
    """ "Jane Doe, speaking by video, said": a name that opens the sentence, and what he or she was doing."""
    end = name_at(sentence, 0)
    aside = sentence.lowers[end + 1 : place - 1]
    closed = sentence.lower(end) == "," and sentence.lower(place - 1) == ","
    doing = closed and 1 < len(aside) < 9 and aside[0].endswith("ing") and "," not in aside
    return (0, end) if end > 1 and doing else None


def _house(sentence: Sentence, place: int) -> str | None:
    """ "Jane Doe of Corvo said": a name that nothing else explains, behind "of" and a person."""
    first = place + 1
    if sentence.lower(place) not in ("of", "at", "from") or first >= sentence.count:
        return None
    last = first
    while last < sentence.count and sentence.tokens[last].capitalised and sentence.covering(last) is None:
        last += 1
    return sentence.words(first, last) or None


def _related(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who joined from Bolt", "John Roe succeeded Jane Doe", "John Roe took her place"."""
    for place in sentence.where(_RELATED):
        word = sentence.lower(place)
        spans: list[tuple[int, int] | None] = []
        after = sentence.lower(place + 1), sentence.lower(place + 2)
        told = after[1] if after[0] in _FORMERLY else after[0]
        if word == "who" and sentence.lower(place - 1) == "," and told in _RELATING:
            spans = [name_ending(sentence, place - 1)]
        elif word == "took" and after[0] in ("his", "her") and after[1] == "place":
            spans = [name_ending(sentence, place)]
        elif word in _SUCCEEDING:
            end = name_at(sentence, place + 1)
            follower = name_ending(sentence, place)
            if end > place + 1:
                spans = [follower, (place + 1, end)]
            elif after[0] in ("him", "her"):
                spans = [follower]
        for span in filter(None, spans):
            yield Person(sentence.words(*span), "representative", topic, sentence, *span)


def _founded_with(sentence: Sentence, topic: str | None) -> Iterator[Person]:
    """ "Jane Doe, who founded Acme in 2017 with John Roe and Max Poe": the other founders."""
    for place in sentence.where(_WITH):
        end = name_at(sentence, place + 1)
        near = range(max(0, place - 8), min(end + 2, sentence.count))
        founding = any(sentence.lower(i) in _FOUNDS for i in near)
        if not founding or end <= place + 1:
            continue
        owner = next((m.name for m in sentence.of("organisation") if m.last <= place), topic)
        for span in ((place + 1, end), *names_listed(sentence, [(place + 1, end)])):
            yield Person(sentence.words(*span), "founder", owner, sentence, *span)
