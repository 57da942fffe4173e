"""Partnerships: one record for each deal, with all its parties, its kind and its status."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import (
    Party,
    group_at,
    is_modifier,
    pair_before,
    parties_in,
    under_discussion,
)

_WITH = word_set("deals with")
_BETWEEN = frozenset("between zwischen entre tra fra".split())
_TOGETHER = word_set("deals together")
_FUNDING = word_set("deals funding")
_RAISES = word_set("deals raises")
_STOPS = word_set("deals stops")
_RELATIONS = frozenset(
    "customer client supplier shareholder investor backer off-taker offtaker tenant reseller".split()
)
_NOT_WITH = word_set("deals not with")
_WITH_ONLY = frozenset({"with", "mit", "avec", "con", "com"})
_LINKS = word_set("deals links")
PRODUCT_OWNERS = {
    "chatgpt": "OpenAI",
    "claude": "Anthropic",
    "gemini": "Google",
    "copilot": "Microsoft",
    "grok": "xAI",
}


def find_deals(sentence: Sentence, discourse: Discourse, known: KnownNames) -> Iterator[PartnershipDraft]:
    """The deals that one sentence states."""
    if sentence.text[sentence.span.end - 1] == "?":
        return
    parties = parties_in(sentence, known)
    drafted: set[frozenset[str]] = set()
    for draft in _every(sentence, parties, discourse):
        names = frozenset(draft.parties)
        if len(names) > 1 and not any(names <= other for other in drafted):
            drafted.add(names)
            yield draft


def _every(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    round_draft = _round(sentence, parties, discourse)
    if round_draft:
        yield round_draft
        return
    actors = [party for party in parties if not is_modifier(sentence, party.mention)]
    yield from _investments(sentence, parties, discourse)
    told = [
        draft for mark in _deal_marks(sentence) for draft in _by_deal_word(sentence, mark, actors, discourse)
    ]
    told += _supplies(sentence, parties)
    told += _joint(sentence, actors)
    told += _related(sentence, actors)
    yield from told or _built_with(sentence, actors, discourse)


def _deal_marks(sentence: Sentence) -> list[Mark]:
    marks = [*sentence.marks.get("deal_verb", ()), *sentence.marks.get("deal_noun", ())]
    return sorted(marks, key=lambda mark: mark.first)


def _by_deal_word(
    sentence: Sentence, mark: Mark, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """Both sides of one deal word: subject and "with" list; or a plural subject alone."""
    left, right = _left(sentence, mark, parties), _right(sentence, mark, parties)
    both = _reaches(sentence, mark, left)
    if not right:
        if both:
            yield _draft(sentence, left, mark)
        return
    inside = mark.value.lower() in _BETWEEN or sentence.lower(mark.last) in _BETWEEN
    if inside and len(right) > 1:
        yield _draft(sentence, right, mark)
        return
    subject = (
        (left if both else left[:1])
        or pair_before(sentence, discourse, mark.first)
        or under_discussion(discourse, right)
    )
    if len(right) > 1 and subject and not _one_deal(sentence, mark):
        for party in right:
            yield _draft(sentence, [*subject, party], mark)
    elif subject or len(right) > 1:
        yield _draft(sentence, [*subject, *right], mark)


def _left(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The subject: the first list of parties before the deal word, or the owner of the noun ("Acme's
    partners").
    """
    before = [party for party in parties if party.mention.last <= mark.first]
    if not before:
        return []
    owner = before[-1]
    if sentence.lower(owner.mention.last) in ("'s", "’s") and mark.first - owner.mention.last < 6:
        return [owner]
    groups = [group_at(sentence, before, 0)]
    while sum(map(len, groups)) < len(before):
        groups.append(group_at(sentence, before, sum(map(len, groups))))
    return next((group for group in reversed(groups) if _reaches(sentence, mark, group)), groups[0])


def _reaches(sentence: Sentence, mark: Mark, group: list[Party]) -> bool:
    """A list of two or more up to the deal word: "A and B agreed", "A and B have signed a pact"."""
    if len(group) < 2 or not group[-1].here:
        return False
    gap = sentence.tokens[group[-1].mention.last : mark.first]
    return len(gap) <= 14 and not any(
        token.lower in _STOPS or token.text == "." for token in gap[:1] + gap[2:]
    )


def _right(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The other side: parties listed after "with", "between" or "including" beyond the deal word."""
    after = next((i for i, party in enumerate(parties) if party.mention.first >= mark.last), None)
    if after is None:
        return []
    gap = [token.lower for token in sentence.tokens[mark.last : parties[after].mention.first]]
    own = mark.value.lower()
    opened = (
        not _WITH.isdisjoint(gap) or own.split()[-1] in _WITH or own in ("selected", "chose", "alongside")
    )
    if own in ("partners", "partner"):
        opened = not _WITH.isdisjoint(gap) and ":" not in gap
    if len(gap) > 16 or not opened or not _STOPS.isdisjoint(gap):
        return []
    return group_at(sentence, parties, after)


def _one_deal(sentence: Sentence, mark: Mark) -> bool:
    words = {other.value.lower() for other in sentence.marks.get("deal_noun", ())}
    whole = {"three-way", "trilateral", "tripartite", "jointly", "consortium"}
    near = {token.lower for token in sentence.tokens}
    return bool(_TOGETHER & words or whole & near) or mark.value.lower() in (
        "together with",
        "alongside",
        "jointly",
        "partners",
    )


def _round(sentence: Sentence, parties: list[Party], discourse: Discourse) -> PartnershipDraft | None:
    """A financing round: its company and every named investor in one record."""
    words = {token.lower for token in sentence.tokens}
    marks = [*sentence.marks.get("invest_verb", ()), *sentence.marks.get("invest_noun", ())]
    if _FUNDING.isdisjoint(words) or not marks or not parties:
        return None
    target = _funded(sentence, parties)
    named = [party for party in parties if target is None or party.name != target.name]
    company = [target] if target else under_discussion(discourse, named)
    alone = target is None and len(named) == 1 and named[0].mention.first <= 1
    if not named or not company or alone or not _invests(sentence, marks, named):
        return None
    return _draft(sentence, [*company, *named], marks[0], "investment")


def _invests(sentence: Sentence, marks: list[Mark], named: list[Party]) -> bool:
    """An investing word stands near one of the named investors."""
    return any(
        abs(mark.first - party.mention.last) <= 8 or abs(party.mention.first - mark.last) <= 8
        for mark in marks
        for party in named
    )


def _funded(sentence: Sentence, parties: list[Party]) -> Party | None:
    """Whose round it is: "round for A", "A raised", "investment in A", "A's round"."""
    for party in parties:
        before, after = sentence.lower(party.mention.first - 1), sentence.lower(party.mention.last)
        owns = after in ("'s", "’s") and not _FUNDING.isdisjoint(
            sentence.lower(place) for place in range(party.mention.last + 1, party.mention.last + 5)
        )
        if before in ("for", "in", "für", "en", "dans", "em") or owns or after in _RAISES:
            return party
    for party in parties:
        following = {sentence.lower(place) for place in range(party.mention.last, party.mention.last + 8)}
        if not _RAISES.isdisjoint(following):
            return party
    return None


def _investments(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "invested in A", "a $1.5bn investment in A", "A, backed by B", "backing from B", "the support of
    B".
    """
    marks = [*sentence.marks.get("invest_verb", ()), *sentence.marks.get("invest_noun", ())]
    for mark in marks:
        value = mark.value.lower()
        first = next((i for i, p in enumerate(parties) if 0 <= p.mention.first - mark.last <= 6), None)
        if first is None or value.startswith(("led", "lead", "round", "co-led")):
            continue
        after = parties[first]
        gap = [token.lower for token in sentence.tokens[mark.last : after.mention.first]]
        if (
            not (
                value.split()[-1] in _LINKS
                or _LINKS & set(gap[-2:])
                or (not gap and value.startswith("back"))
            )
            or "," in gap
        ):
            continue
        before = [p for p in parties[:first] if not is_modifier(sentence, p.mention)]
        group = [after] if value.endswith(" in") else group_at(sentence, parties, first)
        subject = before[-1:] or under_discussion(discourse, group)
        if subject:
            yield _draft(sentence, [*subject, *group], mark, "investment")


def _joint(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme and Bolt will build a data centre with Corvo": what two or more do together."""
    for mark in sentence.marks.get("joint", ()):
        before = [p for p in parties if p.mention.last <= mark.first]
        group = group_at(sentence, before, 0) if before else []
        if len(group) < 2 or group[-1] is not before[-1] or mark.first - group[-1].mention.last > 4:
            continue
        more = [
            p
            for p in parties
            if p.mention.first >= mark.last
            and sentence.lower(p.mention.first - 1) in ("with", "mit", "avec", "con", "com")
        ]
        yield _draft(sentence, [*group, *more[:1]], mark)
        return


def _related(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """ "Acme became the first customer of Bolt", "Acme, a shareholder in Bolt": what one is to the other."""
    for place, token in enumerate(sentence.tokens):
        if token.lower not in _RELATIONS or sentence.lower(place + 1) not in ("of", "in", "for", "to"):
            continue
        before = [p for p in parties if p.mention.last <= place and place - p.mention.last <= 8]
        after = [p for p in parties if 0 <= p.mention.first - place - 2 <= 2]
        if before and after and before[-1].name != after[0].name:
            yield _draft(sentence, [before[-1], after[0]], Mark("deal_noun", place, place + 1, token.lower))


def _built_with(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme will build a data centre with Bolt and Corvo": whoever stands after "with" takes part."""
    if (
        sentence.has("deal_noun")
        or sentence.has("deal_verb")
        or not (sentence.has("office_not") or sentence.has("joint"))
    ):
        return
    for number, party in enumerate(parties):
        before = party.mention.first - 1
        if sentence.lower(before) in _WITH_ONLY and sentence.lower(before - 1) not in _NOT_WITH:
            earlier = [p for p in parties if p.mention.last <= before]
            group = group_at(sentence, parties, number)
            subject = earlier[:1] or under_discussion(discourse, group)
            if subject:
                yield _draft(sentence, [*subject, *group], Mark("deal_verb", before, before + 1, "with"))
            return


def _supplies(sentence: Sentence, parties: list[Party]) -> Iterator[PartnershipDraft]:
    """A customer and whose product it takes: "Acme will install Nvidia chips", "Acme uses ChatGPT"."""
    if sentence.has("deal_noun") or sentence.has("pair"):
        return
    for mark in sentence.marks.get("supply", ()):
        before = [p for p in parties if p.mention.last <= mark.first and mark.first - p.mention.last <= 4]
        owner = _product_owner(sentence, mark, parties)
        if before and owner and owner.name != before[-1].name:
            yield _draft(sentence, [before[-1], owner], mark)


def _product_owner(sentence: Sentence, mark: Mark, parties: list[Party]) -> Party | None:
    for place in range(mark.last, min(mark.last + 5, len(sentence.tokens))):
        owner = PRODUCT_OWNERS.get(sentence.lower(place))
        if owner:
            covering = sentence.covering(place)
            mention = covering or next((p.mention for p in parties), None)
            return Party(owner, mention) if mention else None
    after = [p for p in parties if 0 <= p.mention.first - mark.last <= 3]
    return (
        after[0]
        if (after and is_modifier(sentence, after[0].mention))
        or (after and sentence.lower(after[0].mention.last) in ("'s", "’s", "accelerated", "blackwell", "ai"))
        else None
    )


def _draft(sentence: Sentence, parties: list[Party], mark: Mark, kind: str | None = None) -> PartnershipDraft:
    names = tuple(dict.fromkeys(party.name for party in parties))
    passages = {
        f"party {number}": (sentence.tokens[p.mention.first].start, sentence.tokens[p.mention.last - 1].end)
        for number, p in enumerate(parties, 1)
        if p.here
    }
    return PartnershipDraft(
        names, kind or kind_of(sentence, names), status_of(sentence, mark), sentence.evidence, passages
    )


def kind_of(sentence: Sentence, names: tuple[str, ...]) -> str:
    """commercial, investment, joint_venture, research, government, financial or infrastructure."""
    words = {mark.value.lower() for mark in sentence.marks.get("deal_noun", ())}
    lowers = {token.lower for token in sentence.tokens}
    if _TOGETHER & words:
        return "joint_venture"
    if any(name.startswith("Government of") or "Ministry" in name for name in names):
        return "government"
    if sentence.has("office_not") or sentence.has("gpus") or "infrastructure" in lowers:
        return "infrastructure"
    if {"bank", "loan", "credit", "financial"} & lowers:
        return "financial"
    return (
        "research"
        if {"research", "university", "recherche", "forschung", "investigación"} & lowers
        else "commercial"
    )


def status_of(sentence: Sentence, mark: Mark) -> str:
    """rumoured, ended, planned, announced or active."""
    if sentence.has("rumour"):
        return "rumoured"
    lowers = {token.lower for token in sentence.tokens}
    if {"ended", "terminated", "dissolved", "ends", "beendet"} & lowers:
        return "ended"
    if any(0 <= mark.first - other.last <= 3 for other in sentence.marks.get("plan", ())):
        return "planned"
    if {"already", "since", "existing", "customer", "investor", "backers"} & lowers:
        return "active"
    return "announced"
