"""Partnerships: one record for each deal, with all its parties, its kind and its status."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import Mark

_WITH = frozenset(
    {
        "with",
        "mit",
        "avec",
        "con",
        "com",
        "between",
        "zwischen",
        "entre",
        "tra",
        "fra",
        "alongside",
        "including",
        "and",
    }
)
_TOGETHER = frozenset(
    {
        "joint venture",
        "joint ventures",
        "consortium",
        "konsortium",
        "consorcio",
        "consórcio",
        "consorzio",
        "coentreprise",
        "co-entreprise",
        "joint-venture",
        "empresa conjunta",
        "gemeinschaftsunternehmen",
    }
)
_BREAKS = frozenset(
    "that which who whose said says told while because although but if where when after before than like as dass der que qui"
    " aber wenn che ma will would has have had is are was were to".split()
)
_FUNDING = frozenset(
    "round financing funding raised runde levée ronda rodada serie series series-a finanzierungsrunde backers investors invested".split()
)
_NO_PARTY = frozenset({"publisher", "political party", "university press"})
_DENIED = frozenset(
    {
        "rival",
        "rivals",
        "competitor",
        "competitors",
        "unlike",
        "against",
        "compete",
        "competes",
        "versus",
        "than",
        "like",
    }
)


@dataclass(slots=True)
class Party:
    """A mention as a party to a deal; a country or a presidency stands for its government."""

    name: str
    mention: Mention


def find_deals(sentence: Sentence, discourse: Discourse, known: KnownNames) -> Iterator[PartnershipDraft]:
    """The deals that one sentence states."""
    if sentence.text[sentence.span.end - 1] == "?":
        return
    parties = _parties(sentence, known)
    drafted: set[frozenset[str]] = set()
    for draft in _every(sentence, parties, discourse, known):
        names = frozenset(draft.parties)
        if len(names) > 1 and not any(names <= other for other in drafted):
            drafted.add(names)
            yield draft


def _every(
    sentence: Sentence, parties: list[Party], discourse: Discourse, known: KnownNames
) -> Iterator[PartnershipDraft]:
    round_draft = _round(sentence, parties, discourse)
    if round_draft:
        yield round_draft
        return
    yield from _investments(sentence, parties, discourse)
    for mark in _deal_marks(sentence):
        yield from _between(sentence, mark, parties, discourse)


def _parties(sentence: Sentence, known: KnownNames) -> list[Party]:
    found = []
    for mention in sentence.mentions:
        if (
            mention.kind in ACTORS
            and mention.sort not in _NO_PARTY
            and sentence.lower(mention.first - 1) not in _DENIED
        ):
            if mention.sort == "government body" and mention.country and mention.name in ("White House",):
                found.append(Party(known.government(mention.country), mention))
            elif not _is_modifier(sentence, mention):
                found.append(Party(mention.name, mention))
        elif mention.kind == "country" and mention.country and _acts(sentence, mention):
            found.append(Party(known.government(mention.country), mention))
    return found


def _is_modifier(sentence: Sentence, mention: Mention) -> bool:
    """ "Nvidia chips", "OpenAI models": the name only says whose product it is."""
    after = sentence.lower(mention.last)
    return after in (
        "chips",
        "chip",
        "gpus",
        "gpu",
        "processors",
        "models",
        "supercomputers",
        "accelerators",
        "systems",
        "hardware",
        "-based",
        "software",
        "chief",
        "ceo",
        "founder",
        "co-founder",
        "executive",
        "-chips",
        "technology",
        "computing",
    ) or after in ("-",)


def _acts(sentence: Sentence, mention: Mention) -> bool:
    """A country named as a party: "with Saudi Arabia", "backing from Qatar", not "in Qatar"."""
    before = sentence.lower(mention.first - 1)
    if before == "the":
        before = sentence.lower(mention.first - 2)
    if before in ("with", "mit", "avec", "con", "com", "between", "from", "including"):
        return sentence.has("deal_noun") or sentence.has("deal_verb") or sentence.has("invest_noun")
    return (
        (before in ("and", ",") or mention.first <= 1)
        and sentence.lower(mention.last) in ("agreed", "signed", "and")
        and _pairs(sentence, mention)
    )


def _pairs(sentence: Sentence, mention: Mention) -> bool:
    """ "the United States and the Emirates agreed": countries coordinated as the subject of a deal verb."""
    others = [
        m
        for m in sentence.of("country", "government")
        if m is not mention and abs(m.first - mention.last) <= 3
    ]
    return bool(others) and sentence.has("deal_verb")


def _deal_marks(sentence: Sentence) -> list[Mark]:
    marks = [*sentence.marks.get("deal_verb", ()), *sentence.marks.get("deal_noun", ())]
    return sorted(marks, key=lambda mark: mark.first)


def _between(
    sentence: Sentence, mark: Mark, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """Both sides of one deal word: subject and "with" list; or a plural subject alone."""
    left = _left(sentence, mark, parties)
    right = _right(sentence, mark, parties)
    if not right:
        if len(left) > 1 and _plural_subject(sentence, mark, left):
            yield _draft(sentence, left, mark)
        return
    if mark.value.lower() in ("between", "zwischen") or sentence.lower(mark.last) in (
        "between",
        "zwischen",
        "entre",
        "tra",
        "fra",
    ):
        yield _draft(sentence, right, mark)
        return
    own = left[:1] if not _plural_subject(sentence, mark, left) else left
    subject = own or _topic(sentence, discourse, right)
    if not subject:
        return
    if len(right) > 1 and not _one_deal(sentence, mark):
        for party in right:
            yield _draft(sentence, [*subject, party], mark)
    else:
        yield _draft(sentence, [*subject, *right], mark)


def _topic(sentence: Sentence, discourse: Discourse, right: list[Party]) -> list[Party]:
    if discourse.topic and discourse.topic not in {party.name for party in right}:
        return [Party(discourse.topic, Mention("organisation", discourse.topic, 0, 0))]
    return []


def _left(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The subject: the last coordinated group of parties before the deal word, possessives included."""
    before = [party for party in parties if party.mention.last <= mark.first]
    if not before:
        return []
    first_group = [before[0]]
    for party in before[1:]:
        if _coordinated(sentence, first_group[-1].mention, party.mention):
            first_group.append(party)
        elif sentence.lower(party.mention.last) in ("'s", "’s") and mark.first - party.mention.last < 6:
            first_group = [party]
    return first_group


def _right(sentence: Sentence, mark: Mark, parties: list[Party]) -> list[Party]:
    """The other side: parties listed after "with", "between", "and" beyond the deal word."""
    group: list[Party] = []
    for party in parties:
        mention = party.mention
        if mention.first < mark.last:
            continue
        if not group:
            gap = [token.lower for token in sentence.tokens[mark.last : mention.first]]
            opened = (
                bool(_WITH - {"and"} & set(gap))
                or mark.value.split()[-1].lower() in _WITH
                or mark.value.lower().startswith(("partner", "selected", "chose", "alongside"))
            )
            if len(gap) > 16 or not opened or any(word in ("that", "which", "who", ";") for word in gap):
                return []
            group.append(party)
        elif _coordinated(sentence, group[-1].mention, mention):
            group.append(party)
        else:
            break
    return group


def _coordinated(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Two names in one list: only commas, "and" and describing words stand between."""
    gap = sentence.tokens[one.last : other.first]
    if not gap or len(gap) > 14:
        return False
    words = [token.lower for token in gap]
    joined = {",", "and", "und", "et", "y", "e", "&", "sowie", "plus"} & set(words)
    verbs = any(
        m.first in range(one.last, other.first)
        for kind in ("verb", "say", "open")
        for m in sentence.marks.get(kind, ())
    )
    return (
        bool(joined) and not verbs and not (_BREAKS & set(words)) and "'s" not in words and ";" not in words
    )


def _plural_subject(sentence: Sentence, mark: Mark, left: list[Party]) -> bool:
    """The group reaches up to the deal verb: "A and B agreed", "A and B have signed a pact"."""
    if len(left) < 2:
        return False
    gap = sentence.tokens[left[-1].mention.last : mark.first]
    return len(gap) <= 14 and not any(
        token.text in (";", ".") or token.lower in ("that", "said", "which", "while", "than", "where")
        for token in gap
    )


def _one_deal(sentence: Sentence, mark: Mark) -> bool:
    words = {other.value.lower() for other in sentence.marks.get("deal_noun", ())}
    return (
        bool(_TOGETHER & words)
        or mark.value.lower() in ("together with", "alongside", "jointly")
        or any(
            token.lower in ("three-way", "trilateral", "together", "tripartite") for token in sentence.tokens
        )
    )


def _round(sentence: Sentence, parties: list[Party], discourse: Discourse) -> PartnershipDraft | None:
    """A financing round: its company and every named investor in one record."""
    words = {token.lower for token in sentence.tokens}
    if not (_FUNDING & words) or not (sentence.has("invest_verb") or sentence.has("invest_noun")):
        return None
    mark = (sentence.marks.get("invest_verb") or sentence.marks["invest_noun"])[0]
    target = _funded(sentence, parties)
    named = [party for party in parties if party.name != (target.name if target else discourse.topic)]
    if not named or not (target or discourse.topic):
        return None
    company = target or Party(discourse.topic or "", named[0].mention)
    return _draft(sentence, [company, *named], mark, "investment") if company.name else None


def _funded(sentence: Sentence, parties: list[Party]) -> Party | None:
    """Whose round it is: "round for A", "A raised", "investment in A", "A's round"."""
    for party in parties:
        before, after = sentence.lower(party.mention.first - 1), sentence.lower(party.mention.last)
        if before in ("for", "in", "für", "en", "dans", "em") or after in (
            "'s",
            "’s",
            "raised",
            "raises",
            "secured",
            "closed",
            "completed",
        ):
            return party
    raised = [
        p
        for p in parties
        if any(
            sentence.lower(i) in ("raised", "raises", "raising", "secured", "secures")
            for i in range(p.mention.last, p.mention.last + 8)
        )
    ]
    return raised[0] if raised else None


def _investments(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "invested in A", "a $1.5bn investment in A", "A, backed by B", "backing from B"."""
    marks = [*sentence.marks.get("invest_verb", ()), *sentence.marks.get("invest_noun", ())]
    for mark in marks:
        value = mark.value.lower()
        after = [p for p in parties if 0 <= p.mention.first - mark.last <= 2]
        if not after or value in ("round", "led", "lead", "leads"):
            continue
        linked = value.endswith((" in", " by", " from", " of", "backs", "back", "backed")) or sentence.lower(
            after[0].mention.first - 1
        ) in ("in", "by", "from", "en", "von", "par", "por", "da")
        if not linked:
            continue
        before = [p for p in parties if p.mention.last <= mark.first]
        subject = before[-1:] or _topic(sentence, discourse, after)
        group = [after[0]]
        for party in parties:
            if party.mention.first > group[-1].mention.first and _coordinated(
                sentence, group[-1].mention, party.mention
            ):
                group.append(party)
        if subject:
            yield _draft(sentence, [*subject, *group], mark, "investment")


def _draft(sentence: Sentence, parties: list[Party], mark: Mark, kind: str | None = None) -> PartnershipDraft:
    names = tuple(dict.fromkeys(party.name for party in parties))
    passages = {
        f"party {number}": (sentence.tokens[p.mention.first].start, sentence.tokens[p.mention.last - 1].end)
        for number, p in enumerate(parties, 1)
        if p.mention.last
    }
    return PartnershipDraft(
        names, kind or kind_of(sentence, names), status_of(sentence, mark), sentence.evidence, passages
    )


def kind_of(sentence: Sentence, names: tuple[str, ...]) -> str:
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
