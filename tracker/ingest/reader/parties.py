"""Who can be a party to a deal in a sentence, and which of them stand in one list."""

from dataclasses import dataclass
from itertools import pairwise

from tracker.ingest.reader.cast import Discourse
from tracker.ingest.reader.document import ACTORS, Mention, Sentence
from tracker.ingest.reader.gazetteer import CITY_STATES, KnownNames
from tracker.ingest.reader.lexicon import ROMANCE, Mark, word_set

_NO_PARTY = frozenset({"publisher", "political party"})
_DENIED = word_set("parties denied")
_RIVALS = word_set("parties rivals")
_OF = frozenset({"of", "to", "de", "da", "do", "di", "della", "dell", "d", "’", "'", "von"})
_THE = word_set("party names articles")
_PRODUCTS = word_set("parties products")
_BREAKS = word_set("parties breaks")
_AND = word_set("parties and")
_COUPLES = _AND - {","}
_LEADS_ON = frozenset("of from by for to in into against over de von del du di della dello do dos".split())
_PARTING = _BREAKS | {"for", "at", "by", "from", "into", "on", "over", "through", "via", "under"}
_APPOSING = frozenset({"a", "an", "the", "its", "their", "one", "ein", "eine", "une", "un", "una"})
_FROM_STATE = word_set("parties from_state")
_PEOPLE = word_set("parties people")
_ONE_OF_STAFF = word_set("parties staff")
_INTO = frozenset({"in", "into", "with", "for", "to", "by", "from", "between", "of"})
_WRITTEN = frozenset("articles archive archives journalism content licence license licensing texts".split())
_OWNED = frozenset(
    {"-", "fund", "bank", "firm", "company", "agency", "television", "broadcaster", "oil", "of"}
)
_UP_TO_VERB = frozenset({",", "and", "&", "have", "has", "had", "also", "both", "will"})
_GIVING = word_set("rounds giving")
_GETTING = frozenset("receives received receive gets got secured secures won obtained raised".split())
_SIGNS = frozenset({"$", "€", "£", "¥", "billion", "million", "billions", "millions", "up"})
_EXCEPTIONS = frozenset({"apart from", "aside from", "other than", "rather than", "except for", "save for"})
_THINGS = word_set("frames products") | word_set("deals sites")
_POSSESSIVE = frozenset({"'s", "’s"})
_GENERIC = frozenset("Startup Start-up Fund Ventures Venture Capital Growth Investments Innovation".split())
_LANDS = frozenset({"land", "freistaat", "bundesland", "kanton"})
_CAPITALS = word_set("parties capitals")
_WITH_STATE = word_set("parties with_state")


@dataclass(slots=True)
class Party:
    """A name as a party to a deal; a country stands for its government. `mention` has no tokens when it
    comes from before.
    """

    name: str
    mention: Mention

    @property
    def here(self) -> bool:
        return self.mention.last > 0


def parties_in(sentence: Sentence, known: KnownNames) -> list[Party]:
    """The possible parties of a sentence, in order."""
    found: list[Party] = []
    for mention in sentence.mentions:
        if mention.kind in ACTORS and _may_act(sentence, mention):
            state = mention.name == "White House" and mention.country
            found.append(Party(known.government(mention.country or "") if state else mention.name, mention))
        elif mention.kind in ("demonym", "country") and (body := _public_body(sentence, mention, known)):
            found.append(body)
        elif mention.kind in ("region", "city") and _province(sentence, mention):
            found.append(Party(_province(sentence, mention), mention))
        elif _is_state(mention) and _state_acts(sentence, mention, found):
            found.append(Party(known.government(mention.country or ""), mention))
    return _without_parents(sentence, _without_exceptions(sentence, found))


def _without_exceptions(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """The parties but for those of "apart from Acme and Bolt", and whatever Acme calls itself."""
    left = [party for party in parties if not _another_name(sentence, party.mention)]
    for number, party in enumerate(parties):
        if sentence.words(party.mention.first - 2, party.mention.first).lower() in _EXCEPTIONS:
            group = group_at(sentence, parties, number)
            left = [other for other in left if other not in group]
    return left


def _another_name(sentence: Sentence, mention: Mention) -> bool:
    """ "Acme, the Robot Company, said": what somebody calls itself."""
    opens = sentence.words(mention.first - 2, mention.first).lower() == ", the"
    before = sentence.covering(mention.first - 3) if opens else None
    alone = sentence.lower(mention.last) == "," and sentence.lower(mention.last + 1) not in _AND
    return before is not None and before.kind == "organisation" and alone and not mention.sort


def _without_parents(sentence: Sentence, parties: list[Party]) -> list[Party]:
    """The parties but for Acme in "Acme's Bolt"; for "Acme's Startup Fund" Acme stands."""
    left = list(parties)
    for owner, owned in pairwise(parties):
        end = owner.mention.last
        rival = sentence.lower(end + 1) in _RIVALS
        if sentence.lower(end) in _POSSESSIVE and owned.mention.first == end + 1 + rival:
            arm = _GENERIC.issuperset(owned.name.split())
            left = [party for party in left if party is not (owned if arm else owner)]
    return left


def _public_body(sentence: Sentence, mention: Mention, known: KnownNames) -> Party | None:
    """ "the Finnish state", "the Danish education ministry", "Chile's defence ministry"."""
    place = mention.last
    if mention.kind == "country" and sentence.lower(place) not in _POSSESSIVE:
        return None
    if sentence.lower(place) == "state" and sentence.lower(place + 1) not in _OWNED:
        body = Mention("government", known.government(mention.country or ""), mention.first, place + 1)
        return Party(body.name, body)
    last = next((i for i in range(place + 1, place + 3) if sentence.lower(i) == "ministry"), None)
    if last is None or not mention.country:
        return None
    field = sentence.words(place + (mention.kind == "country"), last).title()
    body = Mention("organisation", f"{mention.name} Ministry of {field}", mention.first, last + 1)
    return Party(body.name, body)


def _province(sentence: Sentence, mention: Mention) -> str:
    """ "the state of Ohio", "the city of Lyon": the public body as a party; empty for a mere place."""
    if sentence.lower(mention.first - 1) in _LANDS and sentence.language == "de":
        return f"Government of {mention.name}"  # "das Land Bayern"
    if sentence.lower(mention.first - 1) not in ("of", "de", "von"):
        return ""
    body = sentence.lower(mention.first - 2)
    if body in ("state", "province", "land", "canton", "région", "estado", "provincia"):
        return f"Government of {mention.name}"
    return mention.name if body in ("city", "municipality", "stadt", "ville", "ciudad", "cidade") else ""


def called_parties(sentence: Sentence, discourse: Discourse, named: list[Party]) -> list[Party]:
    """ "backed the company", "bought from the Oslo-based start-up", "a stake in it": the company under
    discussion as a party, where it is no subject and nobody else is meant.
    """
    topic = discourse.referent(sentence)
    for mark in sentence.marks.get("company_pronoun", ()):
        company = topic
        if mark.last - mark.first > 2:
            company = discourse.described.meant(sentence, mark.first, mark.last, topic)
        if company is None or company in {party.name for party in named}:
            continue
        named_in = any(mark.first <= m.first < mark.last for m in sentence.of(*ACTORS, "person"))
        told = _object(sentence, mark) or any(_beside(sentence, mark, party) for party in named)
        if told and not named_in:
            called = Party(company, Mention("organisation", company, mark.first, mark.last))
            return sorted([*named, called], key=lambda party: party.mention.first)
    return named


def _beside(sentence: Sentence, mark: Mark, party: Party) -> bool:
    """ "Acme and the start-up", "l'État et elle": one list with a party."""
    if mark.value.lower() in ("it", "its", "their"):
        return False
    before = party.mention.last == mark.first - 1 and sentence.lower(mark.first - 1) in _COUPLES
    return before or (mark.last == party.mention.first - 1 and sentence.lower(mark.last) in _COUPLES)


def _object(sentence: Sentence, mark: Mark) -> bool:
    """A description that is nobody's possessive, beyond a verb of dealing or a preposition; "it" only after
    the latter.
    """
    before, after = sentence.lower(mark.first - 1), sentence.lower(mark.last)
    if mark.value in ("its", "their") or before == "":
        return False
    if after in ("'s", "’s"):  # "draws power from the Dutch group's site"
        things = (sentence.lower(place) for place in range(mark.last + 1, mark.last + 4))
        return before in _INTO and not _THINGS.isdisjoint(things)
    if before in _INTO:
        return True
    dealing = (m for kind in ("invest_verb", "deal_verb") for m in sentence.marks.get(kind, ()))
    dealt = before in _GIVING or any(verb.last == mark.first for verb in dealing)
    return mark.value != "it" and dealt


def _may_act(sentence: Sentence, mention: Mention) -> bool:
    place = mention.first - 1
    while sentence.lower(place) in _OF or (sentence.language in ROMANCE and sentence.lower(place) in _THE):
        place -= 1
    before = sentence.lower(place)
    if before == "at" and sentence.lower(place - 1) in _PEOPLE:
        return False  # "analysts at Acme agreed"
    if sentence.lower(mention.last) in _ONE_OF_STAFF or before == "former":
        return False  # "with a former Acme researcher"
    told = mention.sort == "publisher" and (
        (sentence.has("deal_noun") and before in _WITH_STATE)
        or _signs(sentence, mention)
        or (_listed_with(sentence, mention) and (sentence.has("deal_noun") or sentence.has("deal_verb")))
        or (
            mention.sort == "publisher"
            and not _WRITTEN.isdisjoint(sentence.wording)
            and not sentence.has("say")
        )
        or (sentence.has("relation") and before in ("as", "and", "include", "including", "are"))
    )
    if before in ("with", "against") and sentence.lower(place - 1).startswith("compet"):
        return False  # "competes with Acme"
    denied = before in _DENIED and not (before in _RIVALS and _begins(sentence, place))
    return (told or mention.sort not in _NO_PARTY) and not denied


def _signs(sentence: Sentence, mention: Mention) -> bool:
    """ "The Daily Globe and Acme have signed up": up to a verb of dealing stand only names."""
    place = mention.last
    while place < mention.last + 9 and (sentence.covering(place) or sentence.lower(place) in _UP_TO_VERB):
        place += 1
    return sentence.begins(place, "deal_verb")


def _begins(sentence: Sentence, place: int) -> bool:
    """ "The French rival Acme has": a description that opens its sentence, of who acts."""
    before = (sentence.covering(i) for i in range(place))
    if sentence.lower(place - 1) in _POSSESSIVE:
        return True  # "Acme's rival Bolt has"
    return place < 4 and all(
        sentence.lower(i) in _THE | _APPOSING or (told is not None and told.kind == "demonym")
        for i, told in enumerate(before)
    )


def _listed_with(sentence: Sentence, mention: Mention) -> bool:
    """ "partnered with Acme, The Daily Globe and Bolt": in a list that follows "with", and not speaking."""
    place = mention.first - 1 - (sentence.lower(mention.first - 1) == "the")
    before, after = sentence.lower(place), sentence.lower(mention.last)
    listed = before in _WITH_STATE or before == "and" or (before == "," and after in (",", "and"))
    near = any(sentence.lower(place) in _WITH_STATE for place in range(mention.first - 10, mention.first))
    return listed and near and not sentence.between(mention.last, mention.last + 2, "say")


def is_modifier(sentence: Sentence, mention: Mention) -> bool:
    """ "Nvidia chips", "OpenAI models": the name only says whose product it is."""
    after = sentence.lower(mention.last)
    return after in _PRODUCTS or after == "-"


def counted_chips(sentence: Sentence, mention: Mention) -> bool:
    """ "10,000 Nvidia GPUs": how many of whose chips there are."""
    chips = any(0 <= mark.first - mention.last <= 2 for mark in sentence.marks.get("gpus", ()))
    return chips and sentence.tokens[mention.first - 1].text[0].isdigit() and mention.first > 0


def _is_state(mention: Mention) -> bool:
    capital = mention.name in _CAPITALS and mention.last - mention.first == len(mention.name.split())
    state = mention.kind == "country" or mention.name in CITY_STATES or capital  # not "the city of Lima"
    return bool(mention.country) and state


def _state_acts(sentence: Sentence, mention: Mention, found: list[Party]) -> bool:
    """A country named as a party: "with Saudi Arabia", "backing from Qatar", not "in Qatar"."""
    if sentence.lower(mention.last) in ("'s", "’s") or sentence.between(
        mention.last, mention.last + 1, "descriptor"
    ):
        return False  # "Japan's Acme" is Acme, "the U.S. company" is one
    place = mention.first - 1
    if sentence.lower(place) == "the":
        place -= 1
    before = sentence.lower(place)
    if found and found[-1].mention.kind in ("country", "city"):
        listed = {token.lower for token in sentence.tokens[found[-1].mention.last : mention.first]}
        if listed and listed <= {",", "and", "the", "und", "et", "y", "e"}:
            return True
    capital = mention.kind == "city" and mention.name not in CITY_STATES
    if before in _WITH_STATE and not capital:
        return any(sentence.has(kind) for kind in ("deal_noun", "deal_verb", "invest_noun"))
    if before == "from" and not capital:
        got = not _GETTING.isdisjoint(sentence.lowers[:place])
        paid = got and not _SIGNS.isdisjoint(sentence.lowers[max(0, place - 6) : place])
        return paid or sentence.lower(place - 1) in _FROM_STATE
    if capital:
        return _subject(sentence, mention)
    return _subject_pair(sentence, mention) or _subject(sentence, mention)


def _subject(sentence: Sentence, mention: Mention) -> bool:
    """ "Rwanda has agreed with Acme": a country that opens its sentence and makes the deal."""
    opens = mention.first == 0 or sentence.lower(mention.first - 1) in ("—", "–", "-", ":", "the")
    verbs = sentence.marks.get("deal_verb", ())
    verb = mention.last + (sentence.lower(mention.last) in ("has", "had", "will", "also"))
    if opens and sentence.lower(verb) in _GIVING:
        taker = sentence.covering(verb + 1)
        paid = any(sentence.lower(i) in _SIGNS for i in range(verb + 1, verb + 4))
        return paid or sentence.lower(verb + 1) == "it" or bool(taker and taker.kind == "organisation")
    return opens and any(0 <= verb.first - mention.last <= 2 for verb in verbs)


def _subject_pair(sentence: Sentence, mention: Mention) -> bool:
    """ "Norway and Chile agreed", "Norway and Acme have signed": the coordinated subject of a deal verb."""
    listed = [m for m in sentence.of("country", "government", "organisation") if m is not mention]
    others: list[Mention] = []
    chain = mention
    for other in sorted(listed, key=lambda m: m.first):
        if _coupled(sentence, chain, other):
            others, chain = [*others, other], other
    others += [m for m in listed if _coupled(sentence, m, mention)]
    if not others:
        return False
    if sentence.has("deal_noun") and any(m.kind == "organisation" for m in others):
        return True
    last = max(mention.last, *(m.last for m in others))
    return any(0 <= mark.first - last <= 2 for mark in sentence.marks.get("deal_verb", ()))


def _coupled(sentence: Sentence, one: Mention, other: Mention) -> bool:
    gap = sentence.lowers[one.last : other.first]
    return 0 < len(gap) <= 2 and not _AND.isdisjoint(gap[:1])


def coordinated(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Two names in one list: only commas, "and", describing words and asides stand between."""
    places = _without_aside(sentence, range(one.last, other.first))
    if not places or len(places) > 16:
        return False
    words = [sentence.lowers[place] for place in places]
    if _AND.isdisjoint(words) or ";" in words or words[-1] in _LEADS_ON:
        return False
    clause = {word for before, word in pairwise([",", *words]) if word != "der" or before == ","}
    if _opens_clause(sentence, words, other):
        return False
    if not _PARTING.isdisjoint(clause) or any(_owns(sentence, place) for place in places):
        return False
    return not any(
        mark.first in places
        for kind in ("say", "open", "invest_verb", "deal_verb")
        for mark in sentence.marks.get(kind, ())
        if mark.value.lower()
        not in ("alongside", "together with", "so", "a", "ha", "have", "has", "partners")
    )


def _opens_clause(sentence: Sentence, gap: list[str], other: Mention) -> bool:
    """ "a pact with Acme, and Bolt's chips will do the work": a clause of its own, not a list."""
    owns = sentence.lower(other.last) in _POSSESSIVE and len(gap) > 1
    return owns and not _BREAKS.isdisjoint(sentence.near(other.last + 2, other.last + 5))


def _owns(sentence: Sentence, place: int) -> bool:
    """A possessive, but for "Norway's Acme", which only says where Acme is from."""
    if sentence.lower(place) not in ("'s", "’s"):
        return False
    covering = sentence.covering(place - 1)
    return covering is None or covering.kind not in ("country", "city")


def _without_aside(sentence: Sentence, gap: range) -> list[int]:
    """ ", which is active in telecoms, and" is only ", and"; so is ", a maker of chips from Oslo, and"."""
    places = list(gap)
    apart = ";" in sentence.lowers[gap.start : gap.stop]
    if len(places) > 2 and sentence.lower(places[0]) == "," and not apart:
        commas = [place for place in places[1:] if sentence.lower(place) == ","]
        relative = sentence.lower(places[1]) in ("which", "who", "whose", "where", "that")
        bare = sentence.language in ROMANCE and sentence.begins(places[1], "descriptor")
        relative = relative or bare  # "Acme, startup lombarda dei modelli, e"
        acted = any(sentence.lower(comma + 1).endswith("ed") for comma in commas[:-1])
        apposed = relative or sentence.lower(places[1]) in _APPOSING or sentence.covering(places[1])
        if commas and apposed and not acted:
            return [place for place in places if place >= commas[-1]]
    return places


def past_aside(sentence: Sentence, first: int, last: int) -> int:
    """Beyond "Acme, the oil company's arm, became": where the words between a name and its verb go on."""
    places = _without_aside(sentence, range(first, last))
    return places[0] + 1 if places and places[0] > first else first


def group_at(sentence: Sentence, parties: list[Party], first: int) -> list[Party]:
    """The list of parties that begins with parties[first]."""
    group = [parties[first]]
    for party in parties[first + 1 :]:
        if not coordinated(sentence, group[-1].mention, party.mention):
            break
        group.append(party)
    return group


def under_discussion(discourse: Discourse, others: list[Party]) -> list[Party]:
    """ "it", "the company" or no subject at all: the company under discussion, unless it is on the other
    side.
    """
    if discourse.topic and discourse.topic not in {party.name for party in others}:
        return [Party(discourse.topic, Mention("organisation", discourse.topic, 0, 0))]
    return []


def pair_before(sentence: Sentence, discourse: Discourse, last: int) -> list[Party]:
    """ "the two companies" before a token: the only two that the sentence names so far, it and who is under
    discussion, failing that the parties of the deal told last.
    """
    pair = next((mark for mark in sentence.marks.get("pair", ()) if mark.first < last), None)
    if pair is None:
        return []
    named = (m.name for m in sentence.of("organisation") if m.sort != "publisher" and m.last <= pair.first)
    names = tuple(dict.fromkeys(named))
    if len(names) == 1 and discourse.topic and discourse.topic != names[0]:
        names = (discourse.topic, *names)
    if len(names) != 2:
        beside = (discourse.topic, discourse.beside) if discourse.topic and discourse.beside else ()
        names = discourse.pair[:2] or beside
    return [Party(name, Mention("organisation", name, 0, 0)) for name in names]
