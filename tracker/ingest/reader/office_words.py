"""Office words: which of a sentence's words tell of a place of work, and not of a computing site."""

from tracker.ingest.reader.document import Sentence
from tracker.ingest.reader.lexicon import Mark, word_set
from tracker.ingest.reader.office_status import clause_of
from tracker.ingest.reader.office_unreal import unreal

_OPENING = word_set("offices opening")
_FOUNDED = word_set("offices founded")
_COMPUTING = word_set("offices computing")
_POWER = word_set("offices power")
_OWN = word_set("offices own")
_A = frozenset("a an ein einem einer un une una um uma".split())
_AT = frozenset("in at from an bei dans en em da".split())
_ITS = _OWN - {"the", "this"} | {"'s", "’s"}
_OF = frozenset({"in", "de", "à", "en", "em", "a", "di", "von"})
_SITES = word_set("offices sites")
_NO = frozenset(
    {"no", "not", "without", "kein", "keine", "keinen", "ohne", "aucun", "sin", "sem", "senza", "nessun"}
)
_PAST = frozenset({"former", "formerly", "once", "used", "previous", "ehemalige", "ancien", "antigua"})
_CLAUSE_ENDS = frozenset(", ; : but aber und doch and which who that where".split())
_STOPS = frozenset({",", ".", ";", ":", "!"})
_NOT = {
    "en": ("not", "never"),
    "de": ("nicht",),
    "fr": ("pas", "n"),
    "es": ("no",),
    "pt": ("não",),
    "it": ("non",),
}
_RELATIVE = frozenset("der die das den dem deren dessen".split())
_FRONT = 3  # tokens before an office that begins its sentence
_ONLY = frozenset("only just least far long until a só solo seulement nur apenas".split())
_BILLIONS = frozenset({"billion", "billions", "bn", "trillion", "milliarden", "milliards", "crore"})
_MACHINES = (
    "ai ", *"comput server gw mw giga mega ki- data cloud super centr rechen usine gpu inference".split()
)  # fmt: skip
_STAFF = frozenset({"staff", "workforce", "headcount", "crew", "payroll"})
_DISMISSED = frozenset({"let", "laid", "fired", "dismissed", "sacked", "layoffs", "redundant", "cuts"})
_MANY = frozenset("thousand thousands hundreds tens hunderte tausende milliers miles milhares".split())
CENTRES = frozenset({"center", "centre", "centers", "centres", "site", "sites", "facility", "facilities"})
_EXISTS = frozenset({"is", "are", "'s", "’s"})
_LISTED = frozenset({",", "and", "&", "or"})
_SITED = word_set("offices sited")
_FUNCTIONS = word_set("offices functions")


def office_words(sentence: Sentence) -> list[Mark]:
    """Office words that are not part of "data centre", "AI campus" and the like; weaker ones only when
    opened.
    """
    if not (sentence.has("office") or sentence.has("office_weak")):
        return []
    weak = [mark for mark in sentence.marks.get("office_weak", []) if _opening_beside(sentence, mark)]
    return [mark for mark in [*sentence.marks.get("office", []), *weak] if stands(sentence, mark)]


def stands(sentence: Sentence, mark: Mark) -> bool:
    """Whether an office word is no part of something else, and not denied or only thought of."""
    barred = sentence.marks.get("office_not", [])
    return (
        not (_computing(mark) and _for_machines(sentence, mark))
        and not any(o.first <= mark.first < o.last or mark.first <= o.first < mark.last for o in barred)
        and not _named(sentence, mark)
        and not (sentence.lower(mark.first - 1) == "-" and mark.value == "headquartered")
        and not _denied(sentence, mark)
        and not unreal(sentence, mark)
    )


def _named(sentence: Sentence, mark: Mark) -> bool:
    """Part of a name; in a headline the capital of "Office" alone makes none."""
    name = sentence.covering(mark.first)
    alone = name is not None and name.kind == "other" and (name.first, name.last) == (mark.first, mark.last)
    return name is not None and not alone


def site_words(sentence: Sentence) -> list[Mark]:
    """Words for a site that may be an office, without a word of opening beside: enough for "it" to go on."""
    weak = sentence.marks.get("office_weak", [])
    sites = [mark for mark in weak if mark.value in _SITES]
    return [] if not sites or computes(sentence) or costs_billions(sentence) else sites


def _computing(mark: Mark) -> bool:
    return mark.value.lower().removesuffix(" in") in _COMPUTING


def _denied(sentence: Sentence, mark: Mark) -> bool:
    """ "has no office", "denied that it would open one", "its former headquarters", "kein Büro"."""
    if _negated(sentence, mark.first):
        return True
    before = sentence.near(mark.first - 3, mark.first)
    denials = (other for other in sentence.marks.get("deny", ()) if other.first < mark.first)
    if before & _PAST or any(not _another_acts(sentence, other.last, mark.first) for other in denials):
        return True
    return not before.isdisjoint(_NO) and "only" not in before


def _another_acts(sentence: Sentence, first: int, last: int) -> bool:
    """ "After Acme dropped plans for a lab there, Bolt opened an office": a clause of somebody else; "it
    turned down a bid, and has an office in Oslo".
    """
    others = (m.first for m in sentence.of("organisation") if first < m.first < last)
    opens = (m.first for m in sentence.marks.get("open", ()) if first < m.first < last)
    anew = any(sentence.words(place - 2, place).lower() in (", and", ", but") for place in opens)
    return anew or any(sentence.lower(place - 1) in (",", ";", "but") for place in others)


def _negated(sentence: Sentence, place: int) -> bool:
    """ "has not decided on an office": a "not" of the same clause, of no more than a part of it."""
    ending = _clause_end(sentence, place)
    if sentence.language == "de" and "nicht" in (sentence.lower(ending - 1), sentence.lower(ending - 2)):
        return True  # "Ein Büro in Wien plant Acme nicht"
    for step in range(place - 1, max(-1, place - 12), -1):
        word = sentence.lower(step)
        if word in _CLAUSE_ENDS:
            return False
        if word in _NOT.get(sentence.language, ()) and sentence.lower(step + 1) not in _ONLY:
            return not sentence.covering(step + 1)  # "not Oslo" denies the place alone
    return False


def _clause_end(sentence: Sentence, place: int) -> int:
    """The stop behind a place; in "Ein Büro in Wien, das man prüfte, plant Acme" that of the main clause."""
    stops = [i for i in range(place, sentence.count) if sentence.lower(i) in _STOPS]
    relative = stops and sentence.language == "de" and place <= _FRONT and sentence.lower(stops[0]) == ","
    if relative and len(stops) > 2 and not _RELATIVE.isdisjoint(sentence.lowers[stops[0] + 1 : stops[0] + 3]):
        return stops[2] if sentence.lower(stops[1] + 1) not in _CLAUSE_ENDS else stops[0]
    return stops[0] if stops else sentence.count


def _opening_beside(sentence: Sentence, mark: Mark) -> bool:
    """ "its new site", "a unit in Oslo", "opened a lab": owned, in a city, or with a word of opening."""
    if mark.value in _STAFF:  # "its Oslo staff", but nobody's who is let go
        city = sentence.covering(mark.first - 1)
        named = city is not None and city.kind == "city"
        return named and not dismisses(sentence) and _own_site(sentence, mark)
    there = sentence.lower(mark.last) == "there" and mark.value not in CENTRES
    if _own_site(sentence, mark) or there:
        return True
    if mark.value in _SITES and _of_its_kind(sentence, mark) and not computes(sentence):
        return True
    if computes(sentence):
        return False
    before = sentence.near(mark.first - 4, mark.first)
    if "there" in before and not before.isdisjoint(_EXISTS):
        return True  # "In Lima there's a hub"
    if (_at_once(sentence, mark) or before & _ITS) and not _called(sentence, mark.first - 1):
        return True
    near = sentence.near(mark.first - 5, mark.first)
    near |= sentence.near(mark.last, mark.last + 6) & _FOUNDED
    return not _OPENING.isdisjoint(near)


def _of_its_kind(sentence: Sentence, mark: Mark) -> bool:
    """ "an operations centre", "a centre for research", "the German hub"."""
    nation = sentence.covering(mark.first - 1)
    if nation is not None and nation.kind == "demonym" and mark.value not in CENTRES:
        return sentence.lower(nation.first - 1) in _A or sentence.lower(nation.first - 1) in _OWN
    served = sentence.lower(mark.last) == "for" and sentence.lower(mark.last + 1) in _FUNCTIONS
    return served or sentence.lower(mark.first - 1) in _FUNCTIONS


def _called(sentence: Sentence, place: int) -> bool:
    """ "Acme's Saffron site": one with a name of its own is hardly an office."""
    named = sentence.covering(place)
    placed = named is not None and named.kind in ("city", "demonym", "region", "country", "organisation")
    capitalised = sentence.tokens[place].capitalised and sentence.lower(place) not in ("ai", "r&d", "ev")
    return place > 0 and capitalised and not placed


def _at_once(sentence: Sentence, mark: Mark) -> bool:
    """ "a subsidiary in Oslo": the city right behind; not "met at a site in Oslo"."""
    city = sentence.covering(mark.last + 1)
    if sentence.lower(mark.first - 1) in _A and sentence.lower(mark.first - 2) in _AT:
        return False
    return sentence.lower(mark.last) in _OF and city is not None and city.kind == "city"


def _own_site(sentence: Sentence, mark: Mark) -> bool:
    """ "the site in Oslo", "its lab in Lima", "its Tokyo team"."""
    city = sentence.covering(mark.last + 1) or sentence.covering(mark.last + 2)
    named = sentence.covering(mark.first - 1)
    before = mark.first - 1
    while before > 0 and (sentence.lower(before) in _LISTED or _city_at(sentence, before)):
        before -= 1  # "its Oslo, Riga and Lima labs"
    near = (before - 1, before)
    owned = any(sentence.lower(place) in _OWN for place in near)
    owned = owned or sentence.lower(before) in ("'s", "’s")  # "Acme's Oslo lab"
    owned = owned or (before < mark.first - 1 and sentence.lower(before) in ("a", "an"))  # "an Oslo lab"
    placed = sentence.lower(mark.last) in _OF and city is not None and city.kind == "city"
    placed = placed or (named is not None and named.kind == "city") or _sited(sentence, mark)
    if sentence.lower(mark.last) == ":" and city is not None and city.kind == "city":
        return mark.value in _SITES and not computes(sentence)  # "three sites: Oslo, Riga and Lima"
    return bool(owned) and placed and mark.value in _SITES and not computes(sentence)


def _city_at(sentence: Sentence, place: int) -> bool:
    named = sentence.covering(place)
    return named is not None and named.kind == "city" and place >= named.first + named.lead


def _sited(sentence: Sentence, mark: Mark) -> bool:
    """ "the lab, to be located in Oslo"."""
    for place in range(mark.last, mark.last + 6):
        city = sentence.covering(place + 2)
        if sentence.lower(place) in _SITED and city is not None and city.kind == "city":
            return True
    return False


def _for_machines(sentence: Sentence, mark: Mark) -> bool:
    """A campus for billions or full of chips; not "Acme, whose campus is in Lima, puts billions into"."""
    if not (computes(sentence) or costs_billions(sentence)):
        return False
    clause = clause_of(sentence, mark.first)
    told = sentence.lowers[clause.start : clause.stop]
    return sentence.lower(clause.start - 1) != "whose" or not (_POWER | _BILLIONS).isdisjoint(told)


def computes(sentence: Sentence) -> bool:
    """Whether a sentence tells of a data centre or the like: a campus measured in megawatts or full of chips
    is no office.
    """
    counted = sentence.has("gpus") and any(word[:1].isdigit() or word in _MANY for word in sentence.lowers)
    if counted or not _POWER.isdisjoint(sentence.wording):
        return True
    return any(mark.value.lower().startswith(_MACHINES) for mark in sentence.marks.get("office_not", ()))


def dismisses(sentence: Sentence) -> bool:
    """ "laid off its staff in Oslo", "has let most of its people go"."""
    return not _DISMISSED.isdisjoint(sentence.wording)


def costs_billions(sentence: Sentence) -> bool:
    """A hub or campus for billions is built for machines."""
    return not _BILLIONS.isdisjoint(sentence.wording)
