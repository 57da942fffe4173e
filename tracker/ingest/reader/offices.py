"""Offices: whose an office is, where, and how far along."""

from collections.abc import Iterator
from datetime import date

from tracker.ingest.reader.cast import (
    Discourse,
    actor_before,
    bystander,
    refers_back,
    subject_of,
    subordinate,
)
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import OfficeDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_again import again
from tracker.ingest.reader.office_dates import office_date
from tracker.ingest.reader.office_hints import hinted
from tracker.ingest.reader.office_hosts import hosted
from tracker.ingest.reader.office_places import another, joining, places_of, ranked_after
from tracker.ingest.reader.office_presence import present, there_too
from tracker.ingest.reader.office_status import clause_of, opening, status_of
from tracker.ingest.reader.office_words import office_words
from tracker.ingest.reader.origins import near_by
from tracker.ingest.reader.parties import coordinated

_BARE = word_set("offices bare pronouns")
_POSSESSIVE = frozenset({"'s", "’s", "’"})
_NO_OWNERS = word_set("offices no owners")
_DEFINITE = frozenset({"the", "this", "that", "it"})
_THERE = frozenset({"there", "ali", "lì", "dort", "allí"})
_IS = frozenset({"is", "are", "was", "were", "will"})
_WHICH = frozenset({"which", "that", "who", "whose"})


def find_offices(
    sentence: Sentence, discourse: Discourse, language: str, published: str | None
) -> Iterator[OfficeDraft]:
    """The offices that one sentence states; a question states none, where its word order does not tell."""
    if sentence.language != "en" and sentence.text[sentence.span.end - 1] == "?":
        return
    words = office_words(sentence)
    places = _places(sentence, discourse, language, words)
    if words and any(sentence.has(kind) for kind in ("plan", "announce", "open")):
        discourse.office_since = 0
        discourse.office_owner = _company(sentence, words[0], discourse) or discourse.office_owner
    for mark, place in places:
        for company in _companies(sentence, mark, discourse):
            if not _NO_OWNERS.isdisjoint(company.lower().split()):
                continue
            if mark.kind == "employed" and company != discourse.main:
                continue  # how many people a company employs in passing is background
            discourse.office_since, discourse.office_owner = 0, company
            yield _draft(sentence, mark, place, company, published)


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
        *_again(sentence, discourse, words),
    ]
    firm = {place.name for _, place in told}
    tied = [(mark, place) for mark in words for place in places_of(sentence, mark)]
    tied = _there(sentence, discourse, words) or [(m, place) for m, place in tied if place.name not in firm]
    firm |= {place.name for _, place in tied}
    tied += present(sentence, discourse.topic or discourse.main, firm)
    if tied and not recent and len(sentence.of("city")) > len(firm):
        firm |= {place.name for _, place in tied}
        tied += [(mark, place) for mark, place in hinted(sentence, recent=True) if place.name not in firm]
    noun = there_too(sentence)
    if noun is not None and discourse.city:
        there = Mention("city", discourse.city, 0, 1, discourse.country)
        tied.append((Mark("open", noun, noun + 1, "joined"), there))
    return told + tied


def _again(sentence: Sentence, discourse: Discourse, words: list[Mark]) -> list[tuple[Mark, Mention]]:
    """ "It will be in Oslo", said of the office in the sentence before."""
    if discourse.office_owner is None or discourse.office_since > 2:
        return []
    same = not words or (discourse.office_since < 2 and sentence.lower(0) in _DEFINITE)
    return list(again(sentence)) if same else []


def _there(sentence: Sentence, discourse: Discourse, words: list[Mark]) -> list[tuple[Mark, Mention]]:
    """ "signed a lease there for an office": the city named last."""
    if not words:
        return []
    there = next((i for i in range(len(sentence.tokens)) if _says_there(sentence, i, words)), None)
    if there is None and words and sentence.lower(words[0].first - 1) == "that" and not sentence.of("city"):
        there = words[0].first - 1  # "that office closes in spring"
    if there is None and not sentence.of("city"):
        there = _in_the_city(sentence)
    if there is None:
        return []
    said = [m for m in sentence.of("city") if m.last <= there and not near_by(sentence, m)]
    city, country = (said[-1].name, said[-1].country) if said else (discourse.city, discourse.country)
    return [(words[0], Mention("city", city, there, there + 1, country))] if city else []


def _says_there(sentence: Sentence, place: int, words: list[Mark]) -> bool:
    """ "there" in the clause of an office word, and not in "there is"."""
    if sentence.lower(place) not in _THERE or sentence.lower(place + 1) in _IS:
        return False
    return any(place in clause_of(sentence, word.first) and abs(place - word.first) < 13 for word in words)


def _in_the_city(sentence: Sentence) -> int | None:
    """ "its first Asian office in the city", "in the capital": the token of "city"."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in ("city", "capital", "city-state"):
            continue
        if (sentence.lower(place - 2), sentence.lower(place - 1)) == ("in", "the"):
            return place if sentence.lower(place + 1) != "of" else None
    return None


def _companies(sentence: Sentence, mark: Mark, discourse: Discourse) -> list[str]:
    """Whose office; each of several when a list of companies is the subject: "A, B and C have labs there"."""
    if mark.kind == "again" and discourse.office_owner:
        return [discourse.office_owner]
    company = _company(sentence, mark, discourse)
    verbs = [other.first for kind in ("open", "plan", "rumour") for other in sentence.marks.get(kind, ())]
    subjects = [m for m in sentence.of("organisation") if m.last <= min(verbs, default=0)]
    group = [m for m in subjects[:1] if not bystander(sentence, m)]
    for mention in subjects[1:] if group else ():
        group += [mention] if coordinated(sentence, group[-1], mention) else []
    listed = len(group) > 1 and min(verbs) - group[-1].last <= 2 and group[-1].name == company
    if listed and "together" not in {token.lower for token in sentence.tokens}:
        return [mention.name for mention in group]
    return [company] if company else []


def _company(sentence: Sentence, mark: Mark, discourse: Discourse) -> str | None:
    """Whose office: a possessive before it, "of Acme" after it, "Acme, which", the company that acts
    before it, else the company under discussion.
    """
    owner = _owner(sentence, mark)
    if owner or _of_another(sentence, mark):
        return owner.name if owner else None
    topic = discourse.referent(sentence) or discourse.main
    served = [m for m in sentence.of("organisation") if m.first > mark.last and _served(sentence, m)]
    agent = next((m for m in sentence.of("organisation") if m.first > mark.last and _does(sentence, m)), None)
    if agent:
        return agent.name
    before = actor_before(sentence, mark.first)
    if served and (before is None or bystander(sentence, before)):
        return served[0].name
    if before is not None and topic and subordinate(sentence, before):
        return topic
    spoken = _spoken_for(sentence, mark) if before is None else None
    if spoken:
        return spoken.name
    if before is None or (topic and refers_back(sentence, before.first)):
        subject = subject_of(sentence)
        acting = subject is not None and not bystander(sentence, subject)
        return topic or (subject.name if subject and acting else None)
    pronouns = [
        m
        for m in sentence.marks.get("company_pronoun", ())
        if before.last <= m.first <= mark.first and m.value not in _BARE
    ]
    if pronouns and discourse.person and sentence.speaker_is_person:
        return discourse.person.company or before.name
    return topic if pronouns and topic and bystander(sentence, before) else before.name


def _spoken_for(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "An office is to follow, said Jane Doe, head of Acme": whose speaker tells of it."""
    if not sentence.speaker_is_person or sentence.has("company_pronoun"):
        return None
    for person in sentence.of("person"):
        if person.first > mark.last:
            near = (m for m in sentence.of("organisation") if -3 <= m.first - person.last <= 7)
            return next((m for m in near if m.sort != "publisher"), None)
    return None


def _owner(sentence: Sentence, mark: Mark) -> Mention | None:
    """ "Acme's Oslo office", "the northern base of Acme", "that of Acme, which opened an office"."""
    for mention in reversed(sentence.of("organisation")):
        apart = any(sentence.lower(i) == "," for i in range(mention.last, mark.first))
        if sentence.lower(mention.last) in _POSSESSIVE and 0 <= mark.first - mention.last <= 6 and not apart:
            return mention
    if sentence.lower(mark.last) == "of":
        after = sentence.covering(mark.last + 1) or sentence.covering(mark.last + 2)
        if after and after.kind == "organisation":
            return after
    first = clause_of(sentence, mark.first).start
    if sentence.lower(first - 1) not in _WHICH:
        return None
    before = sentence.covering(first - 2) or (
        sentence.covering(first - 3) if sentence.lower(first - 2) == "," else None
    )
    return before if before and before.kind == "organisation" else None


def _of_another(sentence: Sentence, mark: Mark) -> bool:
    """ "the ministry's office", "the two governments' base": owned by what is no company."""
    for place in range(mark.first - 1, max(0, mark.first - 4), -1):
        owner = sentence.covering(place - 1) if sentence.lower(place) in _POSSESSIVE else None
        if owner is not None and owner.kind == "government":
            return True
        if sentence.lower(place) in _POSSESSIVE and owner is None:
            described = any(m.last == place for m in sentence.marks.get("descriptor", ()))
            public = sentence.lower(place - 1) in _NO_OWNERS
            return public or (not described and sentence.tokens[place - 1].text.islower())
    return False


def _served(sentence: Sentence, mention: Mention) -> bool:
    """ "build up an office for Acme", "200 people work there for the company behind Claude"."""
    before = [sentence.lower(place) for place in range(mention.first - 5, mention.first)]
    return "for" in before and "," not in before[before.index("for") :]


def _does(sentence: Sentence, mention: Mention) -> bool:
    """ "has been opened by Acme", "which Acme shared with a bakery": who acts, named after the office."""
    before = sentence.lower(mention.first - 1)
    if before == "by":
        kinds = ("open", "plan", "announce", "expand")
        verbs = (verb for kind in kinds for verb in sentence.marks.get(kind, ()))
        return any(0 <= mention.first - 1 - verb.last <= 1 for verb in verbs)
    return before == "which" and sentence.lower(mention.first - 2) == ","


def _draft(
    sentence: Sentence, mark: Mark, place: Mention, company: str, published: str | None
) -> OfficeDraft:
    is_city = place.kind.startswith("city")
    status = status_of(sentence, mark)
    told = office_date(sentence, mark, place, status, published)
    if status == "open" and opening(sentence, mark):
        ahead = office_date(sentence, mark, place, "announced", published)
        if ahead and published and (ahead.days.latest or date.max).isoformat() > published:
            status, told = "announced", ahead
    offsets = sentence.tokens[place.first].start, sentence.tokens[place.last - 1].end
    return OfficeDraft(
        company,
        place.name if is_city else None,
        place.country,
        status,
        told.prefix if told else None,
        sentence.evidence,
        {"city" if is_city else "country": offsets, **({"date": told.place} if told else {})},
    )
