"""Deals told by who stands with whom: in front ("With Acme, Bolt runs a lab"), under the terms of a pact, in
what is built.
"""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, under_discussion
from tracker.ingest.reader.together import with_before

_NOT_WITH = word_set("deals not with")
_BUILT = frozenset(
    "built developed created launched established operated up formed designed run teaming".split()
)
_TRIED = frozenset("test tests testing pilot pilots piloting trial develop develops developing".split())
_CONSTRUCTION = frozenset({"construction", "bau", "construcción", "construção", "costruzione"})
_WORKS = frozenset({"worked", "works", "work", "working", "cooperates", "collaborates", "develops", "builds"})
_WORKS |= frozenset(
    "zusammen zusammenarbeiten kooperiert collabore collabora colabora travaille lavora entwickelt développe"
    " desarrolla desenvolve sviluppa trabaja trabalha einig".split()
)
_WHOM = frozenset("quien quienes quem qui cui laquelle lequel la el dem der denen".split())
_JOINT_WORK = frozenset(
    "desarrolla desarrollan desenvolve desenvolvem développe développent sviluppa sviluppano"
    " entwickelt trabaja trabalha travaille lavora arbeitet colabora collabore collabora kooperiert"
    " construye constrói construit costruisce baut firmó assinou signé siglato mantiene mantém".split()
)
_BUILDS = frozenset("build builds built puts put erects operates runs plans wants rents leases".split())
_SITES = word_set("deals sites")
_TERMS = frozenset({"under", "through", "following"})
_OTHER_CLAUSE = word_set("frames breaks") | {"like", "unlike", "rival", "after", "than", "against", "by"}
_SEMICOLON = frozenset({";"})
_EACH = word_set("deals each")
_ARTICLES = frozenset({"a", "an", "one", "this", "ein", "eine", "einen", "un", "une", "una", "uma"})
_WITH_ONLY = word_set("frames with")


def fronted(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "With Acme, the institute runs a joint lab": the counterpart stands in front."""
    opening = next((i for i in (0, 1) if sentence.lower(i) in _WITH_ONLY), None)
    if sentence.lower(0) == "for" and sentence.has("office_not") and not _BUILDS.isdisjoint(sentence.wording):
        opening = 0  # "For Acme the company puts up a data centre"
    if opening is None or not parties or parties[0].mention.first > opening + 6:
        return
    works = not _WORKS.isdisjoint(sentence.wording)
    if works or any(sentence.has(kind) for kind in ("deal_noun", "deal_verb", "joint", "office_not")):
        group = _in_front(sentence, group_at(sentence, parties, 0))
        rest = [party for party in parties if party not in group]
        called = any(
            0 <= m.first - group[-1].mention.last <= 1 and sentence.covering(m.last) is None
            for m in sentence.marks.get("company_pronoun", ())
        )
        acting = group_at(sentence, rest, 0) if rest and not called else []
        subject = acting or under_discussion(discourse, group)
        mark = Mark("deal_verb", opening, opening + 1, "with")
        if subject and _separate(sentence, group):
            yield from (deal_draft(sentence, [*subject, party], mark) for party in group)
        elif subject:
            yield deal_draft(sentence, [*subject, *group], mark)


def _in_front(sentence: Sentence, group: list[Party]) -> list[Party]:
    """The list without its last party where only a comma joins that: "Con Acme, Bolt firmó un pacto"."""
    if len(group) < 2 or sentence.language == "en":
        return group
    return group[:-1] if sentence.words(group[-2].mention.last, group[-1].mention.first) == "," else group


def with_whom(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "cedido pela Acme, com quem desenvolve um sistema", "Acme, avec qui elle travaille": whoever a
    relative clause names as the counterpart, with who acts in the sentence.
    """
    for party in parties if sentence.language != "en" else ():
        place = party.mention.last + 1
        whom = sentence.lower(place - 1) == "," and sentence.lower(place) in _WITH_ONLY
        works = any(sentence.lower(i) in _JOINT_WORK for i in range(place + 2, place + 9))
        if whom and works and sentence.lower(place + 1) in _WHOM:
            before = [p for p in parties if p.mention.last < party.mention.first]
            subject = before[:1] or under_discussion(discourse, [party])
            if subject:
                yield deal_draft(sentence, [*subject, party], Mark("deal_verb", place, place + 2, "with"))


def under_terms(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "Acme lets Bolt use its data under an alliance", "Under a pact signed in May, Acme sells its models":
    the two who are named, or the one with the company under discussion.
    """
    for mark in sentence.marks.get("deal_noun", ()):
        before = range(mark.first - 1, mark.first - 5, -1)
        opening = next((place for place in before if sentence.lower(place) in _TERMS), None)
        if opening is None or sentence.lower(opening + 1) not in _ARTICLES:
            continue
        first = {party.name: party for party in reversed(parties)}
        two = [party for party in parties if first[party.name] is party][:2]
        two = two if len(two) == 2 else [*under_discussion(discourse, two), *two]
        if len(two) == 2:
            yield deal_draft(sentence, two, mark)
            return


def brought_by(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "An accord signed in May gives Acme access to Bolt's factory": what a deal does for two, whatever the
    verb.
    """
    noun = next((m for m in sentence.marks.get("deal_noun", ()) if m.first <= 2), None)
    if noun is None or len({party.name for party in parties}) != 2 or parties[0].mention.first < noun.last:
        return
    between = sentence.near(noun.last, parties[-1].mention.first)
    if between.isdisjoint(_OTHER_CLAUSE) and sentence.lower(parties[0].mention.first - 1) != ",":
        yield deal_draft(sentence, parties, noun)


def teller(sentence: Sentence, mark: Mark, others: list[Party]) -> list[Party]:
    """ "The contract with Acme runs for five years, Bolt said": who tells of it."""
    said = [m for m in sentence.marks.get("say", ()) if m.first > mark.last]
    names = {party.name for party in others}
    tells = [m for m in sentence.of("organisation") if m.sort != "publisher" and m.name not in names]
    told = [m for m in tells if sentence.lower(m.first - 1) == "," and any(s.first == m.last for s in said)]
    return [Party(told[-1].name, told[-1])] if told else []


def _separate(sentence: Sentence, group: list[Party]) -> bool:
    """ "each", or "with Acme and with Bolt it has contracts"."""
    again = any(sentence.lower(with_before(sentence, party)) in _WITH_ONLY for party in group[1:])
    several = any(mark.value.lower().endswith("s") for mark in sentence.marks.get("deal_noun", ()))
    return (again and several) or not _EACH.isdisjoint(sentence.wording)


def built_with(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme will build a data centre with Bolt and Corvo": whoever stands after "with" takes part."""
    if sentence.has("deal_noun") or sentence.has("deal_verb"):
        return
    building = any(sentence.has(kind) for kind in ("office_not", "office_weak", "joint"))
    building = building or not _CONSTRUCTION.isdisjoint(sentence.wording)
    for number, party in enumerate(parties):
        before = with_before(sentence, party)
        tried = any(sentence.lower(place) in _TRIED for place in range(before - 5, before))
        if not (building or tried) and sentence.lower(before - 1) not in _BUILT:
            continue
        if sentence.lower(before) in _WITH_ONLY and sentence.lower(before - 1) not in _NOT_WITH:
            apart = sentence.where(_SEMICOLON)
            begin = max((i for i in apart if i < before), default=0)
            end = next((i for i in apart if i > before), sentence.count)
            earlier = [p for p in parties if begin <= p.mention.first and p.mention.last <= before]
            group = group_at(sentence, parties, number)
            later = parties[number + len(group) :]  # "with Acme, from Oslo, and with Bolt"
            later = [p for p in later if p.mention.first < end]
            group += [p for p in later if sentence.lower(with_before(sentence, p)) in _WITH_ONLY]
            called = sentence.lower(before - 2) in _SITES and sentence.between(1, before, "company_pronoun")
            topical = under_discussion(discourse, [*group, *earlier]) if called else []
            subject = topical or earlier[:1] or under_discussion(discourse, group)
            if subject:
                yield deal_draft(sentence, [*subject, *group], Mark("deal_verb", before, before + 1, "with"))
            return
