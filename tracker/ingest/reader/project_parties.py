"""Who has a part in a project: who builds or runs it, with whom, and for whom."""

from typing import NamedTuple

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.office_owners import company_of
from tracker.ingest.reader.parties import coordinated
from tracker.ingest.reader.project_words import Site, Words
from tracker.ingest.reader.subjects import subject_of

_POSSESSIVE = frozenset({"'s", "’s", "’"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "le", "la", "el", "o", "il", "dem", "der", "l", "’", "'"})
_RELATIVE = frozenset({"that", "which", "what", "das", "que", "che"})
_BYGONE = frozenset({"former", "old", "disused"})
_TOGETHER = frozenset({"consortium", "alliance", "venture"})
_LEAD = 3  # words between "with" and the name: "with the US chip maker Acme"
_FAR = 16  # words from a project to who takes part in it


class Part(NamedTuple):
    """An organisation with a part in a project, and where its name stands; None: in another sentence."""

    name: str
    place: tuple[int, int] | None


class Parts(NamedTuple):
    """Everybody with a part in a project."""

    operators: tuple[Part, ...]
    partners: tuple[Part, ...] = ()
    customers: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.operators or self.customers)


def parts_of(sentence: Sentence, words: Words, site: Site, discourse: Discourse) -> Parts:
    """Who builds or runs a project: named with "by", else its owner or who acts in the sentence; with whom;
    for whom.
    """
    customers = _listed(sentence, _named_by(sentence, words, site, "for"))
    partners = _listed(sentence, _named_by(sentence, words, site, "with"))
    agents = _listed(sentence, _named_by(sentence, words, site, "by") or _relative(sentence, words, site))
    aside = {mention.name for mention in (*customers, *partners)}
    operators = agents or _acting(sentence, site, discourse, aside)
    named = {part.name for part in operators}
    return Parts(
        tuple(operators),
        tuple(part for part in partners if part.name not in named),
        tuple(part for part in customers if part.name not in named),
    )


def _named_by(sentence: Sentence, words: Words, site: Site, kind: str) -> Mention | None:
    """The organisation behind "built by", "with" or "for", near a project and not only its maker's chips."""
    for mark in words.of(kind):
        close = mark.first >= site.last if kind != "with" else mark.last > site.opened - _FAR
        if not close or mark.first - site.last > _FAR:
            continue
        found = _organisation(sentence, mark.last)
        if found is not None and not _only_describes(sentence, found):
            return found
    return None


def _relative(sentence: Sentence, words: Words, site: Site) -> Mention | None:
    """ "a data centre that Acme plans", "a campus is what Acme will build": the subject behind "that"."""
    steps = {mark.first for mark in words.of("planned", "announced", "agreed", "under_way", "open")}
    steps |= {mark.first for mark in sentence.marks.get("say", ())}
    for mention in sentence.of("organisation"):
        led = sentence.lower(mention.first - 1) in _RELATIVE and mention.first - site.last <= _FAR
        if led and mention.first > site.last and not steps.isdisjoint((mention.last, mention.last + 1)):
            return mention
    return None


def _organisation(sentence: Sentence, place: int) -> Mention | None:
    """The organisation named at a token or a few words on, with nothing but what describes it before."""
    owned = (i + 1 for i in range(place + 1, place + _LEAD) if sentence.lower(i) in _POSSESSIVE)
    begin = next(owned, place) if sentence.covering(place) is None else place  # "with Jane Doe's Acme"
    for step in range(begin, place + _LEAD + 1):
        found = sentence.covering(step)
        if found is not None and found.kind == "organisation":
            return None if found.sort in ("publisher", "political party") else found
        told = found is not None and found.kind in ("demonym", "country")
        described = any(mark.first <= step < mark.last for mark in sentence.marks.get("descriptor", ()))
        if not (told or described or _trade(sentence, begin, step) or sentence.lower(step) in _DETERMINERS):
            return None
    return None


def _trade(sentence: Sentence, begin: int, place: int) -> bool:
    """ "the Finnish utility Acme": what somebody is, right before the name and behind an article."""
    named = sentence.covering(place + 1)
    small = sentence.tokens[place].text.islower() and sentence.tokens[place].is_word
    called = named is not None and named.kind == "organisation" and named.first == place + 1
    return small and called and place > begin and sentence.lower(begin) in _DETERMINERS


def _only_describes(sentence: Sentence, mention: Mention) -> bool:
    """ "with Acme chips", "with Acme's help", "for Acme's models": no part in the project itself."""
    if sentence.lower(mention.last) in _POSSESSIVE:
        return True
    following = range(mention.last, mention.last + 3)
    return any(mark.first in following for mark in sentence.marks.get("gpus", ()))


def _listed(sentence: Sentence, first: Mention | None) -> list[Part]:
    """A name and those listed with it: "with Acme, Bolt and Corvo"."""
    group = [first] if first else []
    for mention in sentence.of("organisation") if first else ():
        if mention.first > group[-1].first and coordinated(sentence, group[-1], mention):
            group += [] if _only_describes(sentence, mention) else [mention]
    return [_part(sentence, mention) for mention in group]


def _part(sentence: Sentence, mention: Mention) -> Part:
    first, last = sentence.tokens[mention.first + mention.lead], sentence.tokens[mention.last - 1]
    return Part(mention.name, (first.start, last.end))


def _acting(sentence: Sentence, site: Site, discourse: Discourse, aside: set[str]) -> list[Part]:
    """The owner or subject with all who act along with it: "Acme and Bolt are building"."""
    if sentence.has("pair") and discourse.pair:
        return [Part(name, None) for name in discourse.pair if name not in aside]
    company = company_of(sentence, site.mark, discourse)
    subject = subject_of(sentence) if company in aside else None
    company = subject.name if subject is not None else company
    if company is None or company in aside:
        return []
    named = [m for m in sentence.of("organisation") if m.name not in aside]
    own = next((m for m in named if m.name == company), None)
    if own is not None and sentence.lower(own.first - 1) in _BYGONE:
        own = next((m for m in named if m.last <= own.first), None)  # "Acme turns a former Bolt plant into"
        company = own.name if own else company
    if own is None:
        return [Part(company, None)] if _meant(sentence, site) else []
    group = [own]
    for mention in reversed([m for m in named if m.last <= own.first]):
        group[:0] = [mention] if coordinated(sentence, mention, group[0]) else []
    for mention in (m for m in named if own.last <= m.first and m.last <= site.opened):
        group += [mention] if coordinated(sentence, group[-1], mention) else []
    return [_part(sentence, mention) for mention in group]


def _meant(sentence: Sentence, site: Site) -> bool:
    """ "It will build", "the company", "the consortium": words for who is under discussion."""
    again = any(mark.first < site.last + _FAR for mark in sentence.marks.get("company_pronoun", ()))
    return again or any(
        token.lower in _TOGETHER and sentence.lower(place - 1) == "the"
        for place, token in enumerate(sentence.tokens)
    )
