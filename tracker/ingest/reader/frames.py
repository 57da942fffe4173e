"""Verbs of dealing and the roles around them: who acts, and at which place of the clause the other side
stands. "Acme has turned to Bolt", "Corvo, with which Acme is allied", "Acme puts Bolt's models into its app".
"""

from collections.abc import Iterator
from itertools import pairwise

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.clauses import (
    BESIDE_VERB,
    BREAKS,
    PREPOSITIONS,
    Roles,
    aside_before,
    clause_end,
    clause_start,
    next_subject,
    relative_end,
)
from tracker.ingest.reader.deal_record import deal_draft
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import PartnershipDraft
from tracker.ingest.reader.frame_verbs import Frame, frames_of, is_denied, is_verb
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.mutual import mutual, signed_for
from tracker.ingest.reader.parties import Party, counted_chips, is_modifier, under_discussion
from tracker.ingest.reader.together import with_before

_ARMS = word_set("frames arms")
_FRONTED = word_set("frames fronted")
_SUBJECTS = frozenset("it he she they his her its their".split())
_EFFORTS = word_set("frames efforts")
_ORDERED = word_set("frames ordered")
_RELATIVE = frozenset({"which", "whom", "that", "who"})
_BE = word_set("frames be")
_PRODUCTS = word_set("frames products")
_ITS = frozenset("its su sus seu sua seus suas son sa ses suo suoi sue ihre ihren seine seinen".split())
_POSSESSIVE = frozenset({"'s", "’s", "’", "'"})
_CONTENT = frozenset({"from", "of", "by", "von", "de", "da", "di"})
_MADE = frozenset({"made", "built", "developed", "designed", "supplied", "provided"})
_ROLES = word_set("frames roles")
_PARTICIPLE = ("ed", "en", "t", "d", "n")
_APART = frozenset({"apart", "different", "away", "far", "separate", "distinct", "independent"})
_CLAUSES = frozenset({"what", "how", "that"})
_SAID = frozenset({"said", "says"})
_BYSTANDERS = frozenset("neighbours neighbors rivals competitors guests examples witnesses".split())
_OTHERS_BY = frozenset({"led", "purchase", "takeover", "acquisition"})
_MEANS = frozenset({"through", "via", "using"})
_SITES = frozenset({"campus", "site", "sites", "cluster", "plant", "data"})
_MONEY = frozenset({"$", "€", "£", "¥", "₩", "million", "billion", "crore"})
_LISTS = frozenset({",", "and", "&", "und", "et", "y", "e", "as well as"})
_ENDS = PREPOSITIONS | _LISTS | BREAKS | BESIDE_VERB | {"that", "or", "as", "when"}


def framed(sentence: Sentence, parties: list[Party], discourse: Discourse) -> Iterator[PartnershipDraft]:
    """The deals that the sentence's verbs of dealing state, one for each of the other side."""
    if not parties:
        return
    known = frames_of(sentence.language)
    verbs = [Frame(place, known[sentence.lower(place)]) for place in sentence.where(known.keys())]
    verbs = [verb for verb in verbs if not sentence.covering(verb.place) and is_verb(sentence, verb.place)]
    roles = Roles(sentence, parties)
    yield from mutual(sentence, roles)
    yield from signed_for(sentence, roles)
    for number, verb in enumerate(verbs):
        if not is_denied(sentence, verb.place):
            later = (v.place for v in verbs[number + 1 :] if sentence.lower(v.place) not in _MEANS)
            following = next_subject(sentence, parties, verb.place, next(later, None))
            start, end = clause_start(sentence, verb.place), clause_end(sentence, verb.place, following)
            end = relative_end(sentence, start, verb.place, end)
            yield from _Clause(sentence, roles, verb, start, end).deals(discourse)


class _Clause:
    """A verb with the parties of its clause."""

    def __init__(self, sentence: Sentence, roles: Roles, verb: Frame, start: int, end: int) -> None:
        self.sentence, self.verb, self.start, self.end = sentence, verb, start, end
        aside = aside_before(sentence, verb.place) or ()
        self.parties = [party for party in roles.parties if party.mention.first not in aside]
        self.groups = roles.groups
        self.opening, self.case = roles.opening, roles.case
        auxiliaries = [sentence.lower(i) for i in range(verb.place - 3, verb.place)]
        self.passive = not _BE.isdisjoint(auxiliaries) and sentence.lower(verb.place).endswith(_PARTICIPLE)
        self.inverted = self._inverted()

    def deals(self, discourse: Discourse) -> Iterator[PartnershipDraft]:
        """One deal for each pair of an acting party and a party on the other side; one for all who invest."""
        others = self._others() or self._fronted() or self._product(discourse)
        others = others or self._antecedent() or self._implied(discourse)
        mark = Mark("deal_verb", self.verb.place, self.verb.place + 1, self.sentence.lower(self.verb.place))
        if self._deal_itself():
            told = self._told_of(others)
            if len(told) > 1:
                yield deal_draft(self.sentence, told, mark)
            return
        acting = self._acting(others, discourse) if others else []
        kind = "investment" if "invest" in self.verb.slots else None
        for other in others:
            paying = [actor for actor in acting if actor.name != other.name]
            whole = [[other, *paying]] if kind and len(paying) > 1 else [[actor, other] for actor in paying]
            yield from (deal_draft(self.sentence, pair, mark, kind) for pair in whole)

    def _inverted(self) -> Party | None:
        """ "Zudem kooperiert Acme mit Bolt", "Seit Mai beteiligt sich Acme": the subject behind the verb,
        where an adverbial opens a German clause.
        """
        verb, lower = self.verb.place, self.sentence.lower
        if lower(self.start) not in _FRONTED or self.start == verb or self.sentence.language != "de":
            return None
        behind = (verb, verb + 1) if lower(verb + 1) == "sich" else (verb,)
        ahead = [p for p in self.parties if p.mention.first > verb and not self.case[id(p)]]
        return next((p for p in ahead if self.opening[id(p)] in behind), None)

    def _deal_itself(self) -> bool:
        """ "The deal brings Acme and Bolt closer": what acts is the deal."""
        nouns = [m for m in self.sentence.marks.get("deal_noun", ()) if self.start <= m.first]
        opening = [m for m in nouns if m.last <= self.verb.place and m.first <= self.start + 3]
        alone = all(p.mention.first >= self.start + 3 or self.case[id(p)] for p in self._before())
        return bool(opening) and alone and bool({"object", "to", "à", "with"} & self.verb.slots)

    def _told_of(self, others: list[Party]) -> list[Party]:
        """Whom a deal brings together: its objects and whoever they are brought to, "it" included."""
        beyond = [p for p in self._beyond() if not self.case[id(p)] and p not in others]
        called = self.sentence.lower(self.verb.place + 1) in ("it", "them")
        return [*(self._before()[-1:] if called else []), *beyond, *others]

    def _before(self) -> list[Party]:
        before = (p for p in self.parties if self.start <= p.mention.first < self.verb.place)
        return [*before, self.inverted] if self.inverted else [*before]

    def _owned(self, party: Party) -> bool:
        """ "Acme's models", "Acme chips"."""
        after = party.mention.last
        if is_modifier(self.sentence, party.mention) or self.sentence.lower(after) in _PRODUCTS:
            return True
        if self.sentence.lower(after) not in _POSSESSIVE:
            return self._is_object(party) and self._describes(after)
        return any(self.sentence.lower(i) in _PRODUCTS | _SITES for i in range(after + 1, after + 4))

    def _something_of(self, party: Party) -> bool:
        """ "Acme's canteen": neither its product nor a part of it."""
        after = party.mention.last
        ahead = self.sentence.near(after + 1, after + 5)
        return self.sentence.lower(after) in _POSSESSIVE and _ARMS.isdisjoint(ahead)

    def _site_of(self, party: Party) -> bool:
        """ "builds Acme's campus", "runs a cluster for Acme's models"."""
        after = [self.sentence.lower(i) for i in range(party.mention.last, party.mention.last + 4)]
        return not _SITES.isdisjoint(after) or self.case[id(party)] == "for"

    def _effort_of(self, party: Party) -> bool:
        """ "pays for Acme's fellowships", "runs Acme's network"."""
        after = party.mention.last
        ahead = self.sentence.near(after + 1, after + 4)
        return self.sentence.lower(after) in _POSSESSIVE and not _EFFORTS.isdisjoint(ahead)

    def _describes(self, after: int) -> bool:
        """ "installs Acme accelerated computing": an object that goes on is the name of a product's maker."""
        token = self.sentence.tokens[after] if after < len(self.sentence.tokens) else None
        goes_on = token is not None and token.is_word and token.text.islower() and token.lower not in _ENDS
        return goes_on and "product" in self.verb.slots

    def _beyond(self) -> list[Party]:
        acting = self._list_of(self.inverted) if self.inverted else []
        beyond = (p for p in self.parties if self.verb.place < p.mention.first < self.end)
        return [p for p in beyond if p not in acting]

    def _others(self) -> list[Party]:
        """The other side: parties at the places that the verb's frame names."""
        slots, found = self.verb.slots, []
        if self._within_aside() or self._taken_over():
            return []
        for party in (p for p in self._beyond() if not counted_chips(self.sentence, p.mention)):
            case, owned = self.case[id(party)], self._owned(party)
            if "effort" in slots and self._effort_of(party):
                fits = True
            elif owned:
                made = party.mention.kind != "government"  # "makes government services faster"
                fits = (made and "product" in slots) or ("for" in slots and self._site_of(party))
            elif "money" in slots:
                fits = self._paid(party, case)
            elif "role" in slots:
                fits = self._in_a_role(party, case)
            elif self._governed(party, case) or self._something_of(party):
                fits = False  # "shares it with Acme's canteen"
            elif case:
                fits = case in slots or (self.passive and case == "by") or self._content(party, case)
            else:
                fits = "object" in slots and not self.passive and self._is_object(party)
            if fits:
                found.append(party)
        return found

    def _within_aside(self) -> bool:
        """ "Acton, the dockyard run by Acme,": what the dockyard is, and not what anybody does."""
        lower, verb = self.sentence.lower, self.verb.place
        return lower(verb + 1) == "by" and lower(verb - 2) in ("the", "a", "an") and lower(verb - 3) == ","

    def _taken_over(self) -> bool:
        """ "Acme, which was bought by Bolt": no partnership."""
        words = self.sentence.lowers[self.verb.place : self.verb.place + 2]
        if words[:1] == ["signed"] and self.passive and not self.sentence.has("deal_noun"):
            return True  # "a lease was signed by Bolt"
        if words == ["sold", "to"]:  # "the firm was sold to Bolt"
            called = (m.last for m in self.sentence.marks.get("company_pronoun", ()) if m.value != "its")
            return self.passive and any(0 < self.verb.place - last < 4 for last in called)
        if not self.passive or words not in (["bought", "by"], ["purchased", "by"]):
            return False
        before = [p for p in self.parties if p.mention.last <= self.verb.place]
        return bool(before) and self.verb.place - before[-1].mention.last < 5

    def _implied(self, discourse: Discourse) -> list[Party]:
        """ "Acme renewed for five years": with the company under discussion."""
        alone = len(self._before()) == 1 and not self._beyond()
        told = alone and "topic" in self.verb.slots
        apart = not self.passive and all(self.case[id(p)] for p in self._beyond())
        told = told or (apart and self._does_good())
        if not told:
            return []
        acting = self._list_of(self._before()[-1]) if self._before() else []
        bare = [p for p in self._before() if p not in acting and not self.case[id(p)] and not self._owned(p)]
        return bare[:1] or under_discussion(discourse, self._before())  # "Acme builds it and Bolt gives land"

    def _does_good(self) -> bool:
        """ "Acme supported the project", "provides the building", "had ordered it": we know for whom."""
        first = self.verb.place + 1
        ahead = self.sentence.lowers[first : min(self.end, first + 4)]
        ordered = "order" in self.verb.slots and not _ORDERED.isdisjoint(ahead[:2])
        ordered = ordered or ("use" in self.verb.slots and ahead[:1] == ["it"])
        things = _EFFORTS | (_PRODUCTS if ahead[:1] == ["the"] else frozenset())  # "supplies the chips"
        return ordered or ("effort" in self.verb.slots and not things.isdisjoint(ahead))

    def _in_a_role(self, party: Party, case: str) -> bool:
        """ "won Acme as a customer", "found a partner in Acme"."""
        if case in ("in", "with") and self.sentence.lower(party.mention.last) not in _POSSESSIVE:
            return self.sentence.lower(self.opening[id(party)] - 1) in _ROLES | {"one"}
        last = self._list_of(party)[-1].mention.last
        after = [self.sentence.lower(i) for i in range(last, last + 6)]
        return not case and not {"as", "for"}.isdisjoint(after[:3]) and not _ROLES.isdisjoint(after)

    def _governed(self, party: Party, case: str) -> bool:
        """ "took on four engineers from Acme", "built by a group led by Acme": said of another word."""
        before = self.opening[id(party)] - 1
        if case == "from" and self.sentence.lower(before) in _APART:
            return True  # "sets it apart from Bolt"
        after = party.mention.last
        if self.sentence.lower(after) == "in" and self.sentence.lower(after + 1).endswith("ing") and not case:
            return True  # "joined Bolt in cutting jobs"
        last = self._list_of(party)[-1].mention.last
        if self.sentence.lower(last) == "as" and self.sentence.lower(last + 1) in _BYSTANDERS:
            return True  # "with Acme and Bolt as neighbours"
        led = case == "by" and before > self.verb.place and self.sentence.lower(before) in _OTHERS_BY
        people = case == "from" and self._people_between(party)
        return led or people

    def _people_between(self, party: Party) -> bool:
        """ "took on four engineers from Acme", "hired Ada Quist from Acme"."""
        first, last = self.verb.place, party.mention.first
        named = any(first < m.first < last for m in self.sentence.of("person"))
        return named or self.sentence.between(first, last, "staff")

    def _paid(self, party: Party, case: str) -> bool:
        """ "promised Acme $3 million", "the money that Bolt committed to Acme"."""
        money = any(word in _MONEY for word in self.sentence.lowers)
        return money and (case in ("to", "for", "into") or (not case and self._is_object(party)))

    def _content(self, party: Party, case: str) -> bool:
        """ "software from Acme", "the models of Acme"."""
        if "content" not in self.verb.slots or case not in _CONTENT:
            return False
        before = self.opening[id(party)] - 1
        made = self.sentence.lower(before) in _MADE  # "chips made by Acme"
        return self.sentence.lower(before - made) in _PRODUCTS

    def _is_object(self, party: Party) -> bool:
        """Right after the verb, or listed with what stands there."""
        return self.opening[id(party)] == self.verb.place

    def _fronted(self) -> list[Party]:
        """ "With Acme, Bolt is designing chips"."""
        first = next((p for p in self.parties if p.mention.first >= self.start), None)
        if first is None or first.mention.last > self.verb.place or not self.case[id(first)]:
            return []
        place = with_before(self.sentence, first)
        opening = self.sentence.words(0, 2).lower() in ("it is", "it was", "it will") and place <= 3
        # "For Acme is what Bolt builds."
        cleft = opening or self.sentence.lower(first.mention.last + 1) == "what"
        if not (place <= self.start or cleft) or self.case[id(first)] not in self.verb.slots:
            return []
        return self._list_of(first)

    def _product(self, discourse: Discourse) -> list[Party]:
        """Whoever makes the product named beyond the verb; of "its models" the company under discussion."""
        if "product" not in self.verb.slots:
            return []
        last = min(self.end, self.verb.place + 12)
        first = self.verb.place + 1
        last = next((i for i in range(first, last) if self.sentence.lower(i) in _CLAUSES), last)
        beyond = range(first, last)
        for place in beyond:
            owner = PRODUCT_OWNERS.get(self.sentence.lower(place))
            if owner and self.sentence.tokens[place].capitalised:
                return [Party(owner, Mention("organisation", owner, place, place + 1))]
        its = any(self.sentence.lower(i) in _ITS and self.sentence.lower(i + 1) in _PRODUCTS for i in beyond)
        return under_discussion(discourse, self._before()[-1:]) if its and self._before() else []

    def _antecedent(self) -> list[Party]:
        """ "Acme, with which Bolt is allied": the one before the relative pronoun, at its preposition."""
        pronoun = self.start - 1
        if self.sentence.lower(pronoun) not in ("which", "whom"):
            return []
        if self.sentence.lower(pronoun - 1) not in self.verb.slots:
            return []
        return [p for p in self.parties if 0 < pronoun - p.mention.last <= 2][-1:]

    def _acting(self, others: list[Party], discourse: Discourse) -> list[Party]:
        """The subject: the list without a preposition before the verb, or the one who "it" means; whoever
        uses a product is named, and not its robots.
        """
        sentence, verb = self.sentence, self.verb.place
        names = {party.name for party in others}
        before = self._before()
        bare = [p for p in before if not self.case[id(p)] and p.name not in names]
        uses = "use" in self.verb.slots and bare and not self.passive
        if uses and not (bare := [p for p in bare if not self._owned(p)]):
            return []  # "Acme's platform integrates systems from Bolt": how a product works
        if self._of_person(bare):
            return []
        if not before and sentence.lower(self.start).endswith("ing"):
            later = [p for p in self.parties if p.mention.first >= self.end or p.name not in names]
            bare = [p for p in later if not self.case[id(p)] and p.mention.first > verb][:1]
            return bare or under_discussion(discourse, others)  # "Having worked with Bolt, Acme is"
        if self.inverted is not None:
            return self._list_of(self.inverted)
        if bare and not self._another_subject(bare[-1]):
            near = bare[-1]
            adjacent = all(
                sentence.lower(i) in BESIDE_VERB or sentence.lower(i).endswith("ly")
                for i in range(near.mention.last, verb)
            )
            head = near if adjacent else bare[0]
            return [p for p in self._list_of(head) if p.mention.last <= verb]
        if (speaker := self._speaker()) is not None:
            return [speaker]
        if sentence.lower(self.start - 1) in _RELATIVE and self.start > 1:
            told = [p for p in self.parties if 0 <= self.start - 1 - p.mention.last <= 2]
            return told[-1:]
        if before and self.start == 0 and not sentence.between(0, verb, "company_pronoun"):
            return []
        return [] if "use" in self.verb.slots else under_discussion(discourse, others)

    def _speaker(self) -> Party | None:
        """ "Acme said last year that it was testing"."""
        said = self.start - 1
        it = "it" in self.sentence.lowers[self.start : min(self.start + 5, self.verb.place)]
        it = it or self.sentence.lower(self.start) == "that"
        if self.sentence.lower(said) not in _SAID or not it:
            return None
        return next((p for p in reversed(self.parties) if 0 <= said - p.mention.last <= 4), None)

    def _another_subject(self, party: Party) -> bool:
        """ "Acme is a customer, and its team works with Bolt": the party is not who acts."""
        lowers = self.sentence.lowers[party.mention.last : self.verb.place]
        return any(word in ("and", "but") and after in _SUBJECTS for word, after in pairwise(lowers))

    def _list_of(self, party: Party) -> list[Party]:
        return next(group for group in self.groups if party in group)

    def _of_person(self, bare: list[Party]) -> bool:
        """ "Ada Quist chose Acme": a person acts, for herself."""
        people = [m for m in self.sentence.of("person") if self.start <= m.first < self.verb.place]
        return bool(people) and (not bare or people[-1].first > bare[-1].mention.first)

