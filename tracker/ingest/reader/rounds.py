"""Money: financing rounds with all their investors, stakes, and investments in a named company."""

from collections.abc import Iterator

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.investors import (
    added,
    given_by,
    has_venture_arm,
    in_another,
    investors_act,
    owns_investor,
    paying,
    pays_itself,
    refused,
    taking_part,
)
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, is_modifier, under_discussion
from tracker.ingest.reader.rounds_abroad import round_abroad
from tracker.ingest.reader.together import with_before

_FUNDING = word_set("deals funding")
_WHO_FUNDS = frozenset({"backers", "investors", "stake"})
_RAISES = word_set("deals raises")
_PARTAKES = frozenset(
    "participated,also participated,took part,joined as,joined in,came in,also joined,joined the round,"
    "also invested,put in money,put in more money".split(",")
)
_EARNED = word_set("rounds earned")
_TAKING = frozenset({"took", "take", "takes", "taken", "pulled", "brought", "collected"})
_TAKES_IN = frozenset({"in", "€", "$", "£"})
_SIGNS = frozenset({"$", "€", "£"})
_SEMICOLON = frozenset({";"})
_HAVING = frozenset({"having", "after", "raising", "armed", "flush", "fresh"})
_GOES_ON = frozenset({",", "and", "&"})
_WITH = word_set("frames with")
_DOING = ("ing",)
_LINKS = word_set("deals links")
_BACKING = word_set("rounds backing")
_HOLDING = word_set("rounds holding")
_TIMES = frozenset({"when", "after", "as", "before", "once", "since", "while"})
_PREPOSITIONS = word_set("frames prepositions")
_SOURCE = frozenset({"from", "by", "with"})
_MONEY = word_set("deals money")
_ROUNDS = frozenset({"round", "fundraising"})
_POSSESSIVE = frozenset({"'s", "’s"})


def find_round(sentence: Sentence, parties: list[Party], discourse: Discourse) -> PartnershipDraft | None:
    """A financing round: its company first, then every named investor, in one record."""
    if sentence.language != "en":
        return round_abroad(sentence, parties, discourse)
    words = sentence.wording
    marks = _investing(sentence)
    taken_in = _takes_in(sentence) or (paying(sentence) and _money(sentence)) or _money_from(sentence)
    taken_in = taken_in or any("purse" in mark.value for mark in sentence.marks.get("round_verb", ()))
    if _FUNDING.isdisjoint(words) and not taken_in:
        if discourse.raising:
            return _continued(sentence, parties, discourse.raising)
        if not investors_act(sentence, parties, discourse.topic):
            return None
        taken_in = True
    raised = taken_in or ("from" in words and not _RAISES.isdisjoint(words) and "money" in words)
    if not parties or refused(sentence) or not (marks or raised or _money(sentence)):
        return None
    moved = taken_in or _money(sentence) or sentence.has("invest_verb")
    if _FUNDING & words <= _WHO_FUNDS and not moved:  # who the backers are, but no round
        return _continued(sentence, parties, discourse.raising) if discourse.raising else None
    target = None if _raised_by_pronoun(sentence) else _funded(sentence, parties, discourse)
    target = None if target and _in_aside_on_pronoun(sentence, target) else target
    named = _investors(sentence, parties, target.name if target else None, marks)
    named += under_discussion(discourse, [*named, target]) if target and pays_itself(sentence) else []
    company = [target] if target else under_discussion(discourse, named)
    alone = target is None and len(named) == 1 and named[0].mention.first <= 1 and not marks
    if not named or not company or alone:
        return None
    mark = marks[0] if marks else Mark("invest_noun", named[0].mention.first, named[0].mention.last, "round")
    return deal_draft(sentence, [*company, *named], mark, "investment")


def _investors(
    sentence: Sentence, parties: list[Party], company: str | None, marks: list[Mark]
) -> list[Party]:
    """In the order of the sentence: who stands near an investing word, takes part, or gives the money."""
    named = [p for p in parties if p.name != company and _invests(sentence, p, marks)]
    named += taking_part(sentence, parties, company)
    if _money(sentence) or _money_from(sentence):
        named += given_by(sentence, parties, company)
    named = [p for p in named if not _beyond(sentence, p)]
    return [p for p in parties if p in named and not (owns_investor(sentence, p) or _backs(sentence, p))]


def _beyond(sentence: Sentence, party: Party) -> bool:
    """ "It raised $9 million from Acme, and its products are sold by Bolt": Bolt stands in another clause."""
    begins = (i for i in range(3, party.mention.first) if sentence.lower(i) in ("and", "while"))
    clause = next((i for i in begins if sentence.lower(i + 1) in ("it", "its", "they", "their")), None)
    return clause is not None and any(_raises(sentence, place) for place in range(clause))


def _backs(sentence: Sentence, party: Party) -> bool:
    """ "Acme-backed"."""
    place = party.mention.last
    return sentence.lower(place) == "-" and sentence.lower(place + 1) in ("backed", "funded")


def _money_from(sentence: Sentence) -> bool:
    """ "$75m from Acme and Bolt", "from Acme come 1.3 billion euros"; not what customers bring."""
    words = sentence.lowers
    if "from" not in sentence.wording or not _EARNED.isdisjoint(sentence.wording):
        return False
    place = words.index("from")
    come = any(word in ("come", "comes", "came") for word in words[place + 1 : place + 8])
    money = _MONEY | {"m", "bn", "euros", "dollars", "pounds", "money"}
    return (place > 0 and words[place - 1] in money) or (come and _money(sentence))


def _takes_in(sentence: Sentence) -> bool:
    """ "took in $180m", "pulled in", "took €1.7bn from"."""
    taking = sentence.where(_TAKING) if _money(sentence) else []
    return any(sentence.lower(place + 1) in _TAKES_IN or _sum_behind(sentence, place) for place in taking)


def _sum_behind(sentence: Sentence, place: int) -> bool:
    """ "taken more than $1bn last year from"."""
    ahead = sentence.lowers[place + 1 : place + 6]
    return not _SIGNS.isdisjoint(ahead) and "from" in sentence.lowers[place + 6 : place + 12]


def _partaking(sentence: Sentence) -> list[Mark]:
    """ "Acme and Bolt also participated", "Corvo led it": who took part in the round told of before."""
    return [
        mark
        for mark in sentence.marks.get("invest_verb", ())
        if (mark.value.lower() in _PARTAKES and not in_another(sentence, mark))
        or (mark.value.lower() == "led" and sentence.lower(mark.last) in ("it", "the"))
    ]


def _continued(sentence: Sentence, parties: list[Party], raising: str) -> PartnershipDraft | None:
    marks = _partaking(sentence)
    others = [p for p in parties if p.name != raising and _invests(sentence, p, marks)] if marks else []
    others += [p for p in taking_part(sentence, parties, raising) if p not in others]
    others = others or added(sentence, parties, raising)
    if not others:
        return None
    company = Party(raising, Mention("organisation", raising, 0, 0))
    first = others[0].mention
    mark = marks[0] if marks else Mark("invest_verb", first.first, first.last, "joined")
    return deal_draft(sentence, [company, *others], mark, "investment")


def _investing(sentence: Sentence) -> list[Mark]:
    return [*sentence.marks.get("invest_verb", ()), *sentence.marks.get("invest_noun", ())]


def _invests(sentence: Sentence, party: Party, marks: list[Mark]) -> bool:
    """An investing word stands near an investor, or the money comes "from" it; a list counts as its head."""
    first = party.mention.first
    place = with_before(sentence, party)
    if sentence.lower(place) in _WITH and sentence.lower(place - 1).endswith(_DOING):
        return False  # "raised $9 million and is building with Acme"
    if sentence.lower(place) == "at":
        return False  # "an adviser who worked at Acme"
    owns = sentence.lower(party.mention.last).startswith("'")
    if is_modifier(sentence, party.mention) and not owns:
        return False
    if owns and has_venture_arm(sentence, party):
        return False
    near = any(-24 <= mark.first - first <= 10 for mark in marks)
    source = any(sentence.lower(place) in _SOURCE for place in range(max(0, first - 14), first))
    return near or (
        source and not _RAISES.isdisjoint(sentence.lower(i) for i in range(max(0, first - 24), first))
    )


def _funded(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Party | None:
    """Whose round it is: who raises it by a word beside its name; failing that the company under discussion,
    or the one named before the investors are.
    """
    parties = _past_backers(sentence, parties)
    if sentence.lower(0) in _HAVING:
        return _behind_participle(sentence, parties)
    if sentence.lower(0) == "with" and (who := _behind_participle(sentence, parties)):
        return who  # "With $9 million from Acme in its pocket, Corvo is"
    raiser = _raiser_beside(sentence, parties) or _raiser_near(sentence, parties)
    if raiser or (raiser := _has_raised(sentence, parties)):
        return raiser
    if any(
        sentence.lower(i) in ("backers", "investors") and sentence.lower(i + 1) in ("include", "are")
        for i in range(8)
    ):
        return None
    topical = next((p for p in parties if p.name == discourse.topic), None)
    if topical is not None:
        return topical
    first = parties[0]
    paid = any(sentence.lower(p.mention.first - 1) in ("from", "by") for p in parties[1:])
    if paid and sentence.lower(with_before(sentence, first)) not in _SOURCE | _PREPOSITIONS:
        return first
    passive = [mark for mark in sentence.marks.get("invest_verb", ()) if mark.value.endswith(" by")]
    return first if passive and len(parties) > 1 and first.mention.last <= passive[0].first else None


def _raiser_beside(sentence: Sentence, parties: list[Party]) -> Party | None:
    """ "round for Acme", "Acme raised", "investment in Acme", "Acme's round"."""
    for party in parties:
        before, after = sentence.lower(party.mention.first - 1), sentence.lower(party.mention.last)
        owns = after in _POSSESSIVE and not _FUNDING.isdisjoint(
            sentence.lower(place) for place in range(party.mention.last + 1, party.mention.last + 5)
        )
        raised = before == "by" and sentence.lower(party.mention.first - 2) in ("raised", "collected")
        raises = raised or _raises(sentence, party.mention.last) or _round_of(sentence, party)
        if before in ("for", "in") or owns or raises:
            return party
    return None


def _raiser_near(sentence: Sentence, parties: list[Party]) -> Party | None:
    """ "Acme said on Monday it had raised": the verb a few words behind the name."""
    for party in parties:
        following = [sentence.lower(place) for place in range(party.mention.last, party.mention.last + 8)]
        following = (
            following[: following.index("which")] if following[1:3] == ["from", "which"] else following
        )
        again = [i for i, word in enumerate(following) if word == "it" and following[i - 1] in _TIMES]
        following = following[: again[0]] if again else following  # "when it raised"
        raises = any(_raises(sentence, party.mention.last + step) for step in range(len(following)))
        if raises and sentence.lower(party.mention.first - 1) not in _SOURCE | {"to", "of", "at"}:
            return party
    return None


def _behind_participle(sentence: Sentence, parties: list[Party]) -> Party | None:
    """ "Having taken $9 million from Acme and Bolt, Corvo is": who the participle is said of."""
    after_comma = (p for p in parties if sentence.lower(with_before(sentence, p)) == ",")
    return next((p for p in after_comma if sentence.lower(p.mention.last) not in _GOES_ON), None)


def _raised_by_pronoun(sentence: Sentence) -> bool:
    """ "It raised $9 million from Acme": the company under discussion opens the sentence."""
    opening = next((m for m in sentence.marks.get("company_pronoun", ()) if m.first == 0), None)
    if opening is None or opening.value.lower() in ("its", "their") or sentence.covering(opening.last):
        return False
    return any(_raises(sentence, place) for place in range(opening.last, opening.last + 3))


def _in_aside_on_pronoun(sentence: Sentence, target: Party) -> bool:
    """ "The firm, which competes with Acme, was valued after a round": the round is the firm's."""
    opening = next((m for m in sentence.marks.get("company_pronoun", ()) if m.first == 0), None)
    if opening is None or (sentence.lower(opening.last), sentence.lower(opening.last + 1)) != (",", "which"):
        return False
    closing = next((i for i in range(opening.last + 2, sentence.count) if sentence.lower(i) == ","), 0)
    return target.mention.last <= closing


def _has_raised(sentence: Sentence, parties: list[Party]) -> Party | None:
    """ "Acme was an answer to Bolt once and had raised": the first before the verb without a preposition."""
    places = range(1, len(sentence.tokens))
    verb = next((i for i in places if _raises(sentence, i) and sentence.lower(i - 1) in ("had", "has")), None)
    opens = max((i for i in sentence.where(_SEMICOLON) if verb is not None and i < verb), default=0)
    before = [p for p in parties if verb is not None and opens <= p.mention.first and p.mention.last <= verb]
    bare = (p for p in before if sentence.lower(with_before(sentence, p)) not in _PREPOSITIONS)
    return next(bare, None)


def _round_of(sentence: Sentence, party: Party) -> bool:
    """ "the round of Acme"."""
    place = with_before(sentence, party)
    near = (sentence.lower(i) for i in range(place - 4, place))
    return sentence.lower(place) == "of" and not _ROUNDS.isdisjoint(near)


def _past_backers(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """The parties but for those of an opening "Backed by Acme and Bolt,"."""
    if sentence.lower(1) != "by" or not sentence.lower(0).endswith("ed"):
        return parties
    group = group_at(sentence, parties, 0)
    group = group[:-1] if sentence.lower(group[-1].mention.first - 1) == "," else group
    return [party for party in parties if party not in group] or parties


def _raises(sentence: Sentence, place: int) -> bool:
    """ "raised", "took in", "was given", not "took part"."""
    if sentence.lower(place) == "given":
        return sentence.lower(place - 1) in ("been", "was")
    return sentence.lower(place) in _RAISES and sentence.lower(place + 1) not in ("part", "stakes")


def _by_pronoun(sentence: Sentence, mark: Mark) -> bool:
    """ "…, and it has invested in Acme"."""
    return any(0 <= mark.first - m.last <= 2 for m in sentence.marks.get("company_pronoun", ()))


def _backed(sentence: Sentence, group: list[Party], beyond: list[Party]) -> tuple[list[Party], list[Party]]:
    """ "Backed by Acme and Bolt, Corvo has": the backers, and the company that the comma leads to."""
    last = group[-1]
    if len(group) > 1 and sentence.lower(last.mention.first - 1) == ",":
        return group[:-1], [last]
    return group, beyond[:1]


def _acting(sentence: Sentence, before: list[Party], mark: Mark) -> list[Party]:
    """ "Acme and Bolt have backed": the list up to the verb; in a passive the one that is backed."""
    if mark.value.lower().endswith(" by") or mark.kind == "invest_noun":
        return before[-1:]
    groups = (group_at(sentence, before, number) for number in range(len(before)))
    return next((group for group in groups if group[-1] is before[-1]), [])


def backed_ones(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """ "Acme-backed Bolt", "the Acme-backed firm": the company named next, or the one under discussion."""
    for party in parties:
        place = party.mention.last
        if not _backs(sentence, party):
            continue
        called = [sentence.lower(i) for i in range(place + 2, place + 7)]
        near = [p for p in parties if 0 <= p.mention.first - place - 2 <= 4]
        stops = called.index(",") if "," in called else len(called)
        company = [p for p in near if p.mention.first - place - 2 < stops][:1]
        described = sentence.between(place + 2, place + 6, "descriptor")
        if described:
            others = [p for p in parties if p is not party][:1]
            company = company or under_discussion(discourse, [party]) or others
        if company:
            mark = Mark("invest_verb", place + 1, place + 2, "backed")
            yield deal_draft(sentence, [*company, party], mark, "investment")


def backed_by_relative(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "Acme, which Bolt and Corvo finance", "Acme, in which Bolt holds shares": who is behind whom."""
    for number, party in enumerate(parties):
        place = with_before(sentence, party)
        if sentence.lower(place) not in ("which", "whom"):
            continue
        within = sentence.lower(place - 1) == "in"
        group = group_at(sentence, parties, number)
        verbs = [sentence.lower(i) for i in range(group[-1].mention.last, group[-1].mention.last + 4)]
        told = _BACKING | _HOLDING if within else _BACKING
        behind = [p for p in parties if 0 <= place - within - p.mention.last <= 2]
        company = behind[-1:] or under_discussion(discourse, group)
        if company and verbs[0] != "," and not told.isdisjoint(verbs):
            mark = Mark("invest_verb", place, place + 1, "backs")
            yield deal_draft(sentence, [*company, *group], mark, "investment")


def _money(sentence: Sentence) -> bool:
    return not _MONEY.isdisjoint(sentence.wording)


def _worried(sentence: Sentence, mark: Mark) -> bool:
    """ "worried investors in Acme": who they are is not said."""
    if mark.value.lower() not in ("investors", "shareholders", "backers") or mark.first == 0:
        return False
    return sentence.lower(mark.first - 1).endswith(("ed", "ing"))


def find_investments(
    sentence: Sentence, parties: list[Party], discourse: Discourse
) -> Iterator[PartnershipDraft]:
    """ "invested in A", "a $1.5bn investment in A", "A, backed by B", "backing from B", "the support of
    B".
    """
    for mark in _investing(sentence):
        value = mark.value.lower()
        if value in _PARTAKES or _worried(sentence, mark):
            continue
        first = next((i for i, p in enumerate(parties) if 0 <= p.mention.first - mark.last <= 6), None)
        if first is None or value.startswith(("led", "lead", "round", "co-led")):
            continue
        after = parties[first]
        gap = [token.lower for token in sentence.tokens[mark.last : after.mention.first]]
        if (
            not (
                value.split()[-1] in _LINKS
                or _LINKS & set(gap[-2:])
                or (not gap and value.startswith(("back", "subsid", "bankroll", "help")))
            )
            or "," in gap
        ):
            continue
        before = [p for p in parties[:first] if not is_modifier(sentence, p.mention)]
        before = [] if _by_pronoun(sentence, mark) else before
        group = [after] if value.endswith(" in") else group_at(sentence, parties, first)
        beyond = [party for party in parties if party.mention.first >= mark.last and party not in group]
        if mark.first <= 1 and not before and (len(group) > 1 or beyond):
            group, before = _backed(sentence, group, beyond)
        subject = _acting(sentence, before, mark) or under_discussion(discourse, group)
        if subject:
            yield deal_draft(sentence, [*subject, *group], mark, "investment")
