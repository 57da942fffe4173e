"""Subjects: which of the organisations that a sentence names acts in it, and which only stand by."""

from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.lexicon import Mark, word_set

_PREPOSITIONS = word_set("cast prepositions")
_DETERMINERS = word_set("cast determiners")
_PLURAL = word_set("cast plural")
_SUBORDINATING = frozenset({"since", "after", "when", "because", "although", "while", "once", "as", "before"})
_ALUMNI = frozenset(
    "researchers researcher engineers engineer executives executive employees employee managers manager"
    " scientists scientist veterans veteran staffers staffer boss chief head people staff colleagues".split()
)
_PARTAKING = frozenset({"led", "leads", "joined", "participated", "co-led", "backed", "invested"})
_SUPPORTED = frozenset({"backed", "owned", "funded", "led", "listed", "style"})
_DONE_TO = frozenset({"in", "into", "to", "with", "for", "from", "by"})
_QUITTING = frozenset({"left", "quit", "leaving", "departed"})
_NOBODY = frozenset({"one", "nobody", "none", "nothing", "all", "anyone", "everyone", "no-one"})
_ONCE_RAN = frozenset({"ran", "headed", "led", "advised", "chaired", "managed"})
_FORMER = frozenset({"former", "ex", "early", "onetime"})
_CAREER = word_set("subjects career")
_RIVALS = frozenset({"rival", "rivals", "competitor", "competition"})  # "and Acme is the rival"
_PARTING = frozenset({";", "while", "whereas"})
_COPULAS = frozenset("is are was were remains ist sind war est sont es son era é são è sono".split())
_ONCE = frozenset({"ex", "formerly", "previously", "früher", "ehemals", "anciennement", "già", "antes"})
_LEARNED = frozenset(
    "Universidad Universidade Università Université Universität Hochschule Politecnico Politécnico Institut"
    " Instituto Istituto École Escuela Escola".split()
)
_ITEM_BEGINS = frozenset({"the", "its", "it", "das", "die", "der", "la", "le", "l'entreprise", "el"})


def subject_of(sentence: Sentence) -> Mention | None:
    """The organisation that a sentence is about: its first company, publishers and governments only
    failing that.
    """
    companies = [
        m
        for m in sentence.of("organisation")
        if m.sort not in ("publisher", "government body", "political party")
        and not m.name.endswith(" Party")
        and not (sentence.language != "en" and learned(m.name))
    ]
    if len(companies) < 2:
        return companies[0] if companies else None
    return next((m for m in companies if not _aside(sentence, m, companies)), companies[0])


def learned(name: str) -> bool:
    """A university, whose part in a text on a company is to stand by."""
    return name.split()[0] in _LEARNED or "University of" in name


def in_relative_clause(sentence: Sentence, subject: Mention) -> bool:
    """ "the chips that Acme needs": the subject of a relative clause, not of "said that Acme needs chips"."""
    place = subject.first - 1
    if sentence.lower(place) not in ("that", "which", "whom") or place < 2:
        return False
    told = any(mark.last in (place, place - 1) for mark in sentence.marks.get("say", ()))
    told = told or sentence.lower(place - 2) in ("he", "she", "it", "they")  # "he recalled that"
    return not told and not any(mark.last == place for mark in sentence.marks.get("announce", ()))


def partakes(sentence: Sentence, subject: Mention) -> bool:
    """ "Acme Ventures led the round", "Al frente se ha puesto Acme Ventures": who pays does not become the
    one under discussion.
    """
    if sentence.language != "en":
        rounds = sentence.marks.get("round_verb", ())
        return any(-12 <= m.first - subject.last <= 2 and m.value != "vient de" for m in rounds)
    marks = sentence.marks.get("invest_verb", ())
    return any(0 <= m.first - subject.last <= 2 and m.value.lower() in _PARTAKING for m in marks)


def home_said(sentence: Sentence) -> str | None:
    """The country in a description that opens a sentence: "The Dutch firm", "The Oslo-based start-up"."""
    if sentence.lower(0) not in ("the", "das", "die", "der", "la", "le", "l", "el", "a", "o"):
        return None
    told = next((m for m in sentence.of("city", "country", "demonym") if 0 < m.first <= 4), None)
    mark = next((m for m in sentence.marks.get("descriptor", ()) if m.first <= 6), None)
    if told is None or mark is None or not -2 <= mark.first - told.last <= 3:
        return None
    between = sentence.near(told.last, mark.first)
    return told.country if between.isdisjoint({",", "'s", "’s"}) else None


def told_of_company(sentence: Sentence, subject: Mention) -> bool:
    """ "Acme invested in the start-up": the company under discussion is who something is done to."""
    later = (m.first for m in sentence.marks.get("company_pronoun", ()) if m.first > subject.last)
    return any(sentence.lower(i) == "the" and sentence.lower(i - 1) in _DONE_TO for i in later)


def in_list(sentence: Sentence, mention: Mention) -> bool:
    """ "Acme, Bolt and Corvo are clients", "Acme and Bolt have": none of them comes under discussion."""
    after = [m for m in sentence.of("organisation") if m.first >= mention.last][:2]
    if after and and_to(sentence, mention.last, after[0].first):
        return sentence.lower(after[0].last) in _PLURAL
    if len(after) < 2:
        return False
    first, second = after
    comma = sentence.lower(mention.last) == "," and first.first == mention.last + 1
    return (
        comma
        and second.first - first.last <= 3
        and sentence.lower(first.last) in (",", "and", "und", "et", "y", "e")
    )


def and_to(sentence: Sentence, place: int, end: int) -> bool:
    """ "and", "et la": only that stands between two names."""
    article = sentence.lower(place + 1) in _DETERMINERS
    return sentence.lower(place) in ("and", "und", "et", "y", "e") and end == place + (2 if article else 1)


def actor_before(sentence: Sentence, place: int) -> Mention | None:
    """The company that acts before a token: the last one named that no preposition makes a bystander."""
    before = [
        m
        for m in sentence.of("organisation")
        if m.last <= place and m.sort not in ("publisher", "political party") and not once_there(sentence, m)
    ]
    if len(before) < 2:
        return before[0] if before else None
    acting = [m for m in before if not _aside(sentence, m, before)]
    acting = [m for m in acting if not _in_apposition(sentence, acting[0], m, place)]
    if not acting and sentence.lower(before[0].first - 1) == "from":
        return None  # "researchers from Acme, Bolt and Corvo work in Oslo"
    return (acting or before)[-1]


def _in_apposition(sentence: Sentence, first: Mention, mention: Mention, place: int) -> bool:
    """ "Acme, Bolt's supplier, has an office": named in an aside on the one who acts."""
    if mention is first or sentence.lower(first.last) != "," or place <= mention.last:
        return False
    close = next((i for i in range(mention.last, place) if sentence.lower(i) in (",", "and")), None)
    if close is None or sentence.lower(close) == "and" or sentence.lower(close + 1) == "and":
        return False
    owns = sentence.lower(mention.last) in ("'s", "’s")
    apart = mention.first - first.last > 1 or owns
    listed = any(sentence.lower(i) in ("and", ";") for i in range(first.last, mention.first))
    acts = any(sentence.between(close, close + 4, kind) for kind in ("open", "plan", "announce", "expand"))
    return apart and acts and not listed


def _aside(sentence: Sentence, mention: Mention, others: list[Mention]) -> bool:
    """A bystander, or named along with one: "the bases of Acme and Bolt"."""
    listed = _listed_behind(sentence, mention)
    if listed is not None:
        return bystander(sentence, listed)
    along = sentence.lower(mention.first - 1) in ("and", "und", "et", "y", "e")
    before = mention.first - 1 - (sentence.lower(mention.first - 2) in ("'s", "’s"))
    beside = [m for m in others if along and m.last == before]
    return bystander(sentence, beside[0] if beside else mention)


def _listed_behind(sentence: Sentence, mention: Mention) -> Mention | None:
    """ "from Acme, Bolt and Corvo, in a round": the first of a list of three or more, where no verb follows;
    "With Acme, Bolt and Corvo build" lists two.
    """
    chain = [m for m in sentence.of("organisation") if m.sort != "publisher"]
    place = chain.index(mention) if mention in chain else 0
    first = last = place
    while first > 0 and _joined(sentence, chain[first - 1], chain[first]):
        first -= 1
    while last + 1 < len(chain) and _joined(sentence, chain[last], chain[last + 1]):
        last += 1
    after = chain[last].last if chain else 0
    ended = after >= sentence.count or not sentence.tokens[after].is_word
    ended = ended or (bool(chain) and sentence.lower(chain[first].first - 1) == "from")
    return chain[first] if first < place and last - first > 1 and ended else None


def _joined(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """ "Acme, Bolt", "Bolt and Corvo", "Bolt, and Corvo"."""
    return other.first - one.last <= 2 and sentence.lower(other.first - 1) in (",", "and")


def bystander(sentence: Sentence, mention: Mention) -> bool:
    """ "backed by Acme", "Acme-backed", "after rival Acme", "the chief of Acme": named, but not the one
    who acts.
    """
    if sentence.lower(mention.last) == "-" and sentence.lower(mention.last + 1) in _SUPPORTED:
        return True
    if sentence.lower(mention.first - 1) in _ONCE and sentence.lower(mention.first - 2) == "(":
        return True  # "Acme (ex Bolt)"
    if once_there(sentence, mention):
        return True
    place = mention.first - 1
    while place >= 0 and (
        sentence.lower(place) in _DETERMINERS
        or any(
            m.first <= place < m.last for kind in ("descriptor", "role") for m in sentence.marks.get(kind, ())
        )
        or ((covering := sentence.covering(place)) is not None and covering.kind == "demonym")
    ):
        place -= 1
    follows = place == 0 and sentence.lower(0) == "after"  # "After Acme, Bolt too", not "after Acme opened"
    if follows and sentence.lower(mention.last) in (",", "and"):
        return True
    if sentence.lower(place) in _SUPPORTED and sentence.lower(place - 1) == "-":
        return False  # "Acme-backed Bolt"
    if sentence.lower(place) == "as" and sentence.words(place - 1, place + 1).lower() == "such as":
        return True
    if "whose" in (sentence.lower(place), sentence.lower(place - 1)):
        return True  # "whose backer Acme sits across the canal"
    if sentence.lower(place) in ("which", "whom"):
        place -= 1  # "the company, in which Acme has a stake"
    return sentence.lower(place) in _PREPOSITIONS


def once_there(sentence: Sentence, mention: Mention) -> bool:
    """ "Jane Doe, who later co-founded Acme, said", "two former Acme researchers", "the former Acme's seat":
    where somebody was before.
    """
    if sentence.lower(mention.first - 1) == "but" and sentence.lower(mention.first - 2) in _NOBODY:
        return True  # "no one but Acme"
    if sentence.lower(mention.first - 1) in _FORMER:
        return sentence.lower(mention.last) in _ALUMNI | {"'s", "’s"}
    told = sentence.mentions[0]
    if told.kind == "person" and told.first < 2 and sentence.lower(mention.first - 1) in _ONCE_RAN:
        return True  # "Doe, raised in Canada, ran Acme"
    if "who" not in sentence.wording:
        return False
    before = sentence.lowers[max(0, mention.first - 15) : mention.first]
    before = before[max((i for i, word in enumerate(before) if word in (",", ";")), default=-1) + 1 :]
    return "who" in before and not _CAREER.isdisjoint(before[before.index("who") :])


def predicated(sentence: Sentence, subject: Mention) -> bool:
    """ "Its landlord there is Acme", "Neuer Eigentümer ist die Acme": what somebody is called by "is"; not
    "robots are Acme's trade".
    """
    if sentence.lower(subject.last) in ("'s", "’s"):
        return False
    place = subject.first - 1
    while sentence.lower(place) in _DETERMINERS:
        place -= 1
    return place > 0 and sentence.lower(place) in _COPULAS


def main_subject(sentence: Sentence, subject: Mention) -> Mention | None:
    """Who acts in the main clause where one with "when" or "although" and a subject of its own stands before
    it: a company named there, None when "it" or nobody is; in any other sentence the subject.
    """
    comma = _clause_opened_by(sentence, subject)
    if comma is None:
        return subject
    later = (m for m in sentence.of("organisation") if m.first > comma)
    return next((m for m in later if not bystander(sentence, m)), None)


def subordinate(sentence: Sentence, mention: Mention) -> bool:
    """ "Since Acme bought in, Oslo has become a base": the subject of an opening clause of its own, to which
    no "it" refers; "After Acme had turned it down, the company": "it" is another one.
    """
    comma = _clause_opened_by(sentence, mention)
    if comma is None:
        return False
    again = sentence.marks.get("company_pronoun", ())
    inside = any(mention.last < mark.first < comma and mark.value == "it" for mark in again)
    return inside or not any(mark.first > comma for mark in again)


def told_for(sentence: Sentence, subject: Mention) -> bool:
    """ "For Acme it is the second order": whom the sentence is about after all."""
    opens = subject.first == 1 and sentence.lower(0) in ("for", "für", "pour", "para", "per")
    return opens and sentence.lower(subject.last) in ("it", ",", "the", "this", "ist", "c", "es", "é", "è")


def _clause_opened_by(sentence: Sentence, mention: Mention) -> int | None:
    """The comma that ends the clause with "when" or "although" whose subject opens the sentence."""
    if sentence.lower(0) not in _SUBORDINATING or mention.first > 2:
        return None
    return next((i for i in range(mention.last, sentence.count) if sentence.lower(i) == ","), None)


def refers_back(sentence: Sentence, before: int) -> bool:
    """Whether "it", "the company" or "the Oslo-based firm" opens the sentence before a token."""
    named = {mention.first for mention in sentence.of("organisation")}
    marks = sentence.marks.get("company_pronoun", ())
    # An adverbial may stand before it: "Seven months on, the company has".
    opening = [m for m in marks if m.first <= 3 or (m.first < 9 and sentence.lower(m.first - 1) == ",")]
    opening = [mark for mark in opening if named.isdisjoint(range(mark.first, mark.last))]
    opening = [mark for mark in opening if not _of_named(sentence, mark, named)]
    if not _PARTING.isdisjoint(sentence.lowers[3:before]):
        return False  # another clause has a subject of its own
    return any(mark.last <= before for mark in opening) or home_said(sentence) is not None


def _of_named(sentence: Sentence, mark: Mark, named: set[int]) -> bool:
    """ "Its old rival Acme": what "its" stands with is somebody named."""
    first = next((i for i in range(mark.last, mark.last + 4) if i in named), mark.last)
    words = sentence.lowers[mark.last : first]
    return mark.value.lower() == "its" and bool(words) and all(word.isalpha() for word in words)


def called_again(sentence: Sentence, told: Mention, place: int) -> bool:
    """ "Founded by Acme veterans, the start-up employs": who acts is only called "the start-up" after
    a bystander.
    """
    marks = sentence.marks.get("company_pronoun", ())
    again = any(told.last < mark.first < place and mark.value.lower() != "its" for mark in marks)
    return again and _aside(sentence, told, sentence.of("organisation"))


def stands_by(sentence: Sentence, subject: Mention, topic: str) -> bool:
    """Whether the first company of a sentence leaves another one under discussion."""
    return (
        # "headed by Ada Quist, a former manager of Acme": nobody who acts is named.
        (bystander(sentence, subject) and not told_for(sentence, subject))
        or was_left(sentence, subject)
        or in_relative_clause(sentence, subject)
        or partakes(sentence, subject)
        or predicated(sentence, subject)
        or _goes_on_with(sentence, topic, subject)
    )


def was_left(sentence: Sentence, subject: Mention) -> bool:
    """ "Jane Doe left Acme in March": nobody who comes under discussion."""
    return sentence.lower(subject.first - 1) in _QUITTING


def _goes_on_with(sentence: Sentence, topic: str, subject: Mention) -> bool:
    """ "Bolt offered three billion, and Acme said no", of a text on Acme: who is under discussion acts."""
    later = (m for m in sentence.of("organisation") if m.name == topic and m.first > subject.last)
    joined = (m for m in later if sentence.lower(m.first - 1) in ("and", "but"))
    acting = (m for m in joined if _RIVALS.isdisjoint(sentence.lowers[m.last + 1 : m.last + 4]))
    return any(sentence.begins(m.last, "verb", "say", "open", "plan") for m in acting)


def headed(sentence: Sentence, mention: Mention) -> bool:
    """Whether an item is on a company, or a sentence only names it: "Guest: Acme."."""
    alone = mention.first < 3 and mention.last + 1 == sentence.count and sentence.lower(mention.last) == "."
    if alone and sentence.lower(mention.first - 1) in ("", ":", ".", ")"):
        return True
    return mention.first == 0 and heads_item(sentence, mention.last)


def heads_item(sentence: Sentence, place: int) -> bool:
    """ "Acme. The maker of robots will", "Acme: the cloud firm signed": what an item of a round-up is on."""
    if sentence.lower(place) not in (".", ":"):
        return False
    behind = sentence.text[sentence.tokens[place].end :][:12].split()
    return bool(behind) and behind[0].lower() in _ITEM_BEGINS
