"""Who put money into a round: "Acme and Bolt were in front", "joining them was Corvo", "came from Dorn"."""

from dataclasses import replace

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.parties import Party, group_at, is_modifier
from tracker.ingest.reader.together import with_before

_SOURCE = frozenset({"from", "by"})
_FUNDING = word_set("deals funding")
_BESIDE = word_set("investors beside")
_PAYING = word_set("investors paying")
_ADDING = word_set("investors adding")
_PREPOSITIONS = word_set("frames prepositions")
_OWNERS = word_set("investors owners")
_TIMES = word_set("investors times")
_INVESTORS = frozenset(word_set("investors known"))
_FUNDS = frozenset("Capital Ventures Partners Growth Equity Fund VC Invest Investments".split())
_ARMS = frozenset({"arm", "unit", "fund", "vehicle", "offshoot"})
_COMING = frozenset("came come joined followed stepped entered".split())
_OPENING = frozenset("into to in behind beside alongside among with on".split())
_SECOND = frozenset({"de", "d", "’", "'", "a", "à"})
_OF = frozenset({"do", "da", "del", "della", "di", "du", "von", "der"})
_FUND_NOUNS = frozenset("fonds fondo fundo bras brazo braccio braço filiale filial tochter".split())
_COMES = frozenset({"come", "comes", "came"})
_REFUSED = frozenset({"rejected", "refused", "spurned", "rebuffed", "declined"})
_SUMS = word_set("deals money")
_SEMICOLON = frozenset({";"})
_LISTED = frozenset({"were", "was", "are", "is", "by", "them", "from", ":"})


def paying(sentence: Sentence) -> bool:
    """ "furnished", "had a hand in": words for taking part that tell of a round by themselves."""
    return any(mark.value in _PAYING for mark in sentence.marks.get("round_verb", ()))


def lives_by_investing(name: str) -> bool:
    """Whether a name is a known investor's, or has a fund's words: "Acme Ventures"."""
    return name in _INVESTORS or name.split()[-1] in _FUNDS


def paid(deal: PartnershipDraft, discourse: Discourse) -> PartnershipDraft:
    """A deal that seems to be an investor's with others is theirs with the company that the text is about."""
    about = discourse.main or discourse.lead
    round_of = deal.kind == "investment" or all(map(lives_by_investing, deal.parties))
    if about is None or about in deal.parties or not (round_of and lives_by_investing(deal.parties[0])):
        return deal
    if lives_by_investing(about):
        return deal
    return replace(deal, parties=(about, *deal.parties), kind="investment")


def refused(sentence: Sentence) -> bool:
    """ "turned down $9 million from Acme"."""
    down = "turned" in sentence.wording and "turned down" in sentence.evidence
    return (down or not _REFUSED.isdisjoint(sentence.wording)) and not _SUMS.isdisjoint(sentence.wording)


def told_later(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """Who came at another time than the rest: "Acme led the round; in spring Bolt became a shareholder"."""
    apart = next((i for i in sentence.where(_SEMICOLON) if _at_a_time(sentence, i + 1)), sentence.count)
    return [party for party in parties if party.mention.first > apart]


def _at_a_time(sentence: Sentence, place: int) -> bool:
    opening = sentence.lowers[place : place + 3]
    return opening[:1] in (["in"], ["since"], ["last"], ["this"]) and not _TIMES.isdisjoint(opening)


def pays_itself(sentence: Sentence) -> bool:
    """ "Along with Acme it took up shares when Bolt raised $9 million": who is spoken of pays as well."""
    called = [m.last for m in sentence.marks.get("company_pronoun", ()) if m.value.lower() == "it"]
    return any(mark.first in called for mark in sentence.marks.get("round_verb", ()))


def investors_act(sentence: Sentence, parties: list[Party], topic: str | None) -> bool:
    """ "Acme Ventures had led in the summer": all who are named live by investing, so that it was a round."""
    others = [party.name for party in parties if party.name != topic]
    acts = any(not in_another(sentence, mark) for mark in sentence.marks.get("round_verb", ()))
    alike = [name for name in others if lives_by_investing(name)]
    return acts and topic is not None and 2 * len(alike) > len(others)


def has_venture_arm(sentence: Sentence, party: Party) -> bool:
    """ "Acme's venture arm Bolt": Bolt invests, and not Acme."""
    place = party.mention.last + 1
    arms = [i for i in range(place, place + 3) if sentence.lower(i) in _ARMS]
    return bool(arms) and sentence.covering(arms[-1] + 1) is not None


def owns_investor(sentence: Sentence, party: Party) -> bool:
    """ "Acme, owned by Bolt, led the round": Bolt did not."""
    place = with_before(sentence, party)
    if sentence.lower(place) in ("'s", "’s"):
        place -= 2  # "owned by the kingdom's fund"
        place -= sentence.lower(place) == "the"
    of = place - (sentence.lower(place) in ("’", "'"))
    if sentence.lower(of) in _SECOND | _OF and sentence.lower(of - 1) in _FUND_NOUNS:
        return True  # "Bolt, le fonds d'Acme"
    return sentence.lower(place) in ("by", "of", "in") and sentence.lower(place - 1) in _OWNERS


def taking_part(sentence: Sentence, parties: list[Party], company: str | None) -> list[Party]:
    """Every party that a word for taking part in a round stands beside, and whoever is listed with it."""
    others = [p for p in parties if p.name != company and not is_modifier(sentence, p.mention)]
    marks = [mark for mark in sentence.marks.get("round_verb", ()) if not in_another(sentence, mark)]
    found: list[Party] = []
    number = 0
    while marks and number < len(others):
        group = group_at(sentence, others, number)
        beside = any(_leads_to(sentence, group, mark) or _follows(sentence, group, mark) for mark in marks)
        if beside or _likewise(sentence, group):
            found += group
        number += len(group)
    return found


def added(sentence: Sentence, parties: list[Party], company: str) -> list[Party]:
    """ "Acme is in as well, and so are …", told right after a round: whoever is added to it, whatever the
    verb, where the sentence speaks of nothing else.
    """
    elsewhere = any(sentence.has(kind) for kind in ("office", "office_not", "deal_noun", "deal_verb", "say"))
    if elsewhere or _ADDING.isdisjoint(sentence.wording):
        return []
    others = [p for p in parties if p.name != company and not is_modifier(sentence, p.mention)]
    bare = [p for p in others if _bare(sentence, with_before(sentence, p))]
    return [p for p in bare if sentence.lower(p.mention.last) not in ("'s", "’s")]


def _bare(sentence: Sentence, place: int) -> bool:
    """No preposition, but for that of "the venture units of Acme and Bolt"."""
    arm = sentence.lower(place) == "of" and sentence.lower(place - 1).removesuffix("s") in _ARMS
    return arm or sentence.lower(place) not in _PREPOSITIONS


def in_another(sentence: Sentence, mark: Mark) -> bool:
    """ "took part in the talks" is no round; "took part in it", "were in the $90 million round" is."""
    place = mark.last - 1 if mark.value in ("was in", "were in") else mark.last
    beyond = sentence.near(place + 1, place + 7)
    ends = sentence.lower(place + 1) in ("", ".", ",", "too") or not _TIMES.isdisjoint(beyond)
    ends = ends or sentence.lower(place + 1).isdigit()
    return sentence.lower(place) == "in" and not ends and beyond.isdisjoint(_FUNDING | {"it"})


def given_by(sentence: Sentence, parties: list[Party], company: str | None) -> list[Party]:
    """The list that money comes "from" or "by" way of; `company` is who gets it."""
    others = [p for p in parties if p.name != company]
    for number, party in enumerate(others):
        comes = any(sentence.lower(i) in _COMES for i in range(party.mention.last, party.mention.last + 12))
        if _from(sentence, with_before(sentence, party)) and (party.mention.first > 2 or comes):
            group = group_at(sentence, others, number)
            again = others[number + len(group) :]  # "from Acme, from Bolt and from Corvo"
            return [*group, *(p for p in again if sentence.lower(with_before(sentence, p)) == "from")]
    return []


def _from(sentence: Sentence, place: int) -> bool:
    return sentence.lower(place) in _SOURCE


def _likewise(sentence: Sentence, group: list[Party]) -> bool:
    """ "and so did Acme and Bolt", "as do the older holders Corvo and Dorn"."""
    place = group[0].mention.first - 1
    while sentence.tokens[place].text.islower() and place > group[0].mention.first - 4:
        if sentence.lower(place) in ("did", "do", "does"):
            return sentence.lower(place - 1) in ("so", "as")
        place -= 1
    return False


def _leads_to(sentence: Sentence, group: list[Party], mark: Mark) -> bool:
    """ "Acme and Bolt were in front", "Acme, a shareholder of old, added to its stake"."""
    before = [party.mention.last for party in group if party.mention.last <= mark.first]
    gap = [sentence.lower(place) for place in range(max(before, default=0), mark.first)]
    if not before or len(gap) > 14 or mark.value.lower().endswith(" by"):
        return False
    if gap[:1] == [","] and "," in gap[1:]:
        gap = gap[len(gap) - gap[::-1].index(",") :]
    return all(word in _BESIDE or word.endswith("ly") for word in gap)


def _follows(sentence: Sentence, group: list[Party], mark: Mark) -> bool:
    """ "joining it were Acme and Bolt", "followed by Corvo"."""
    place = with_before(sentence, group[0])
    linked = sentence.lower(place) in _LISTED and place <= mark.last
    inverted = mark.last == place + 1 and mark.value in _COMING and sentence.lower(0) in _OPENING
    if inverted:
        return True  # "Into the circle of owners came Acme"
    ends = mark.value.lower().split()[-1] in _LISTED
    return mark.first <= place + 1 and ((linked and place >= mark.first) or (ends and mark.last == place + 1))
