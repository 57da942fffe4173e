"""Claims: amounts and ranks worth recording, and what a named person says an organisation will do."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.ingest.reader.amounts import Amount, find_amounts
from tracker.ingest.reader.bare_abroad import people_abroad
from tracker.ingest.reader.bare_numbers import bare_amounts
from tracker.ingest.reader.bystanders import counts_others, lives_by_investing, makes_what_is_counted
from tracker.ingest.reader.cast import Cast, Discourse
from tracker.ingest.reader.claim_dates import date_of
from tracker.ingest.reader.claim_places import place_of, scope_of
from tracker.ingest.reader.claims_kept import excluded, kept
from tracker.ingest.reader.document import Mention, Sentence
from tracker.ingest.reader.drafts import ClaimDraft
from tracker.ingest.reader.elliptic import elliptic_amounts
from tracker.ingest.reader.first_person import tells_of_oneself
from tracker.ingest.reader.gazetteer import PRODUCT_OWNERS, KnownNames
from tracker.ingest.reader.intents import intended_apart, states_intent
from tracker.ingest.reader.left_out import of_an_investor, surveyed
from tracker.ingest.reader.lexicon import word_set
from tracker.ingest.reader.office_words import computes
from tracker.ingest.reader.periods import date_in
from tracker.ingest.reader.ranks import find_ranks
from tracker.ingest.reader.ranks_compared import Rank
from tracker.ingest.reader.ratios import compared, matched, ratios
from tracker.ingest.reader.shares import shares
from tracker.ingest.reader.subjects import actor_before, called_again, once_there, refers_back, subject_of
from tracker.ingest.reader.tokens import words_of
from tracker.ingest.reader.vague import vague_amounts

_METRICS = (
    (
        word_set("claims valuation"),
        "valuation",
    ),
    (
        word_set("claims funding"),
        "funding_raised",
    ),
    (word_set("claims revenue"), "revenue"),
    (frozenset("loan credit lend borrow borrowing debt kredit".split()), "debt"),
)
_METRIC_ENDS = frozenset(words_of(phrase)[-1] for words, _ in _METRICS for phrase in words)
_CONTRACTS = word_set("claims contracts")
_INVESTED = frozenset({"investment", "investments"})
_WORTH = word_set("claims worth")
_COMPARED = word_set("claims compared")  # an amount that another of its kind is held against
_MACHINES = 2  # sentences since a data centre was told of, for which "its third in Asia" is one
_NEAR, _FAR = 9, 30  # tokens in which the word is looked for that says what an amount of money is
_TRAINED = frozenset("customers partners clients users subscribers members participants learners".split())
_PAYING = frozenset({"paying", "paid", "business", "enterprise"})
_USING = frozenset(
    "downloaded installed tried turn open use used using rely talk chat log visit subscribe".split()
)
_USING_ABROAD = word_set("claims using")
_LOADED = frozenset({"downloaded", "used", "installed", "played", "watched", "visited"})
_EXPECTS = ("expect", "hope")
_SIGNED_UP = "signed up"
_REACHED = frozenset({"reaches", "reach", "reached", "reaching", "serves", "serve", "by"})
_GROWN = word_set("claims grown")
_LEVEL_AT = frozenset({"to", "at", "auf", "bei", "à", "a", "al", "ao"})
_PART_OF = word_set("shares of")
_OF_THE_PAID = frozenset({"valuation", "funding_raised"})
_Part = tuple[Decimal, int, int]  # a share of a hundred, and its tokens


def find_claims(
    sentence: Sentence,
    cast: Cast,
    discourse: Discourse,
    known: KnownNames,
    language: str,
    published: str | None,
) -> Iterator[ClaimDraft]:
    """The claims that one sentence states, in order."""
    if sentence.text[sentence.span.end - 1] == "?":
        discourse.unit = "people" if sentence.has("staff") else discourse.unit  # "And the staff?"
        return
    if (not sentence.speaker and tells_of_oneself(sentence)) or surveyed(sentence):
        return
    context = _Context(sentence, cast, discourse, known, published)
    parts = [part for part in shares(sentence) if not excluded(sentence, part[1])]
    grown = [growth for growth in ratios(sentence) if not excluded(sentence, growth[2])]
    grown += [*matched(sentence), *compared(sentence)]
    placed = list(find_ranks(sentence, language))
    numeric = _numeric(sentence, discourse, language, parts, placed)
    vague = list(vague_amounts(sentence.evidence))
    for amount in numeric:
        yield from context.counted(amount)
    for factor, comparator, place in grown:
        yield context.claim("growth_ratio", factor, "times", comparator, place, place + 1)
    for percent, first, last in parts:
        yield context.claim("share", percent, "percent", "exact", first, last)
    for rank in placed:
        yield from context.ranked(rank)
    if vague:
        yield context.whole("investment_commitment")
        return
    told = [(amount.first, amount.last) for amount in numeric] + [(rank.first, rank.last) for rank in placed]
    told += [(place, place + 1) for _, _, place in grown] + [(first, last) for _, first, last in parts]
    if intended_apart(sentence, told) if told else states_intent(sentence) or context.expected():
        statement = context.whole("stated_intent")
        if statement.subject and not context.judged():
            yield statement


def _numeric(
    sentence: Sentence, discourse: Discourse, language: str, parts: list[_Part], placed: list[Rank]
) -> list[Amount]:
    """A sentence's amounts worth a claim, without shares and ranks; the last unit goes on to the next."""
    found = find_amounts(sentence, language)
    found += elliptic_amounts(sentence, found, discourse.unit, language)
    found += bare_amounts(sentence, found, discourse.unit, language)
    found += people_abroad(sentence, found, discourse.unit, language)
    numeric = [
        amount
        for amount in found
        if kept(sentence, amount)
        and not any(first <= amount.first < last for _, first, last in parts)
        and not (amount.unit == "other" and any(r.first <= amount.first < r.last for r in placed))
    ]
    discourse.unit = numeric[-1].unit if numeric else discourse.unit
    return numeric


def _rank_metric(sentence: Sentence, rank: Rank, machines: bool) -> str:
    """`machines`: the text has come to data centres, which are no offices."""
    if rank.sort == "market":
        return "market_rank"
    sited = sentence.has("office") or not (machines or computes(sentence))
    return "office_rank_region" if sited else "facility_rank_region"


def metric_of(sentence: Sentence, amount: Amount) -> str:
    """What the number measures, in the names of seeds/metrics where one fits."""
    if amount.currency:
        return _money_metric(sentence, amount)
    if amount.unit in ("GW", "MW"):
        return "datacentre_capacity"
    near = sentence.near(amount.first - 9, amount.last + 9)
    return _counted_metric(sentence, amount, near)


def _money_metric(sentence: Sentence, amount: Amount) -> str:
    """What the word nearest to an amount of money says that it is; an investment when none tells."""
    if _of_contract(sentence, amount):
        return "contract_value"
    before = sentence.lowers[max(0, amount.first - 5) : amount.first]
    if not (_INVESTED.isdisjoint(before) or _WORTH.isdisjoint(before)):
        return "investment_commitment"  # "the investment is worth $3 million"
    back = _FAR if sentence.lower(amount.first - 1) in _COMPARED else _NEAR
    around = [place for step in range(_NEAR) for place in (amount.first - 1 - step, amount.last + step)]
    for place in (*around, *range(amount.first - 1 - _NEAR, max(-1, amount.first - 1 - back), -1)):
        word = sentence.lower(place)
        if word not in _METRIC_ENDS:
            continue
        phrase = sentence.words(place - 2, place + 1).lower()
        for words, metric in _METRICS:
            if word in words or phrase in words:
                return metric
    return "investment_commitment"


def _of_contract(sentence: Sentence, amount: Amount) -> bool:
    """ "an agreement with Acme, worth up to $2 billion": what a contract is worth, and no company."""
    before = sentence.lowers[max(0, amount.first - 5) : amount.last]
    earlier = sentence.lowers[max(0, amount.first - _FAR) : amount.first]
    return not _WORTH.isdisjoint(before) and not _CONTRACTS.isdisjoint(earlier)


def _counted_metric(sentence: Sentence, amount: Amount, near: set[str]) -> str:
    if amount.unit == "GPU":
        return "gpu_count"
    unit = _unit(sentence, amount)
    if unit == "people" and amount.unit == "people":
        if {"train", "trained", "training", "skills", "upskill", "courses"} & near:
            return "training_target"
        return "jobs_created" if {"jobs", "create", "job"} & near else "employees"
    if unit == "users":
        return (
            "weekly_active_users"
            if "weekly" in near
            else "paying_users"
            if {"paying", "subscribers", "paid"} & near
            else "users"
        )
    if amount.unit == "percent":
        return "growth" if _grown_by(sentence, amount) else "share"
    if amount.unit == "times":
        return "growth_ratio"
    if amount.unit in ("offices", "cities"):
        return f"offices_opened_{amount.unit}"
    return (
        amount.noun.replace(" ", "_") + "_count" if amount.noun and amount.noun != "duration" else "duration"
    )


def _grown_by(sentence: Sentence, amount: Amount) -> bool:
    """ "grew 40%", "up 12% on the year", "50% more than before": what has changed, no part."""
    if sentence.lower(amount.last) in _PART_OF or sentence.lower(amount.first - 1) in _LEVEL_AT:
        return False  # "40% of sales", "fell to 34%"
    beside = sentence.near(amount.first - 6, amount.first) | sentence.near(amount.last, amount.last + 2)
    return not _GROWN.isdisjoint(beside)


def _unit(sentence: Sentence, amount: Amount) -> str | None:
    """Whoever is trained is counted as people, partners and customers too."""
    near = sentence.near(amount.first - 6, amount.first)
    trained = not {"train", "training", "trained", "upskill", "skilling"}.isdisjoint(near)
    reached = not _REACHED.isdisjoint(sentence.lower(i) for i in range(amount.first - 3, amount.first))
    use = sentence.lower(amount.last) in (_USING if sentence.language == "en" else _USING_ABROAD)
    use = use or _SIGNED_UP in sentence.words(amount.last, amount.last + 9).lower()
    if amount.unit == "other" and amount.noun == "names" and "payroll" in sentence.evidence:
        return "people"
    by = sentence.lower(amount.first - 1) == "by" and sentence.lower(amount.first - 2) in _LOADED
    seats = amount.noun == "seats" and not _PAYING.isdisjoint(
        sentence.lower(place) for place in range(amount.first, amount.last + 1)
    )
    reachable = sentence.words(amount.last, amount.last + 2) in ("in reach", "within reach")
    many = 5_000_000 <= amount.value < 10**9 and not reachable  # no staff
    reached = (reached and amount.value >= 100_000) or many
    abroad = sentence.language != "en" and amount.currency is None
    if amount.unit == "other" and abroad and use and amount.value >= 100_000:
        return "users"  # "eine Million Norweger nutzen"
    if amount.unit == "people" and not trained and (use or by or seats or reached):
        return "users"
    return "people" if trained and amount.noun in _TRAINED and amount.currency is None else amount.unit


class _Context:
    """What every claim of a sentence shares: subject, place, speaker, time."""

    def __init__(
        self, sentence: Sentence, cast: Cast, discourse: Discourse, known: KnownNames, published: str | None
    ) -> None:
        self.sentence, self.cast, self.discourse, self.known, self.published = (
            sentence,
            cast,
            discourse,
            known,
            published,
        )

    def claim(
        self,
        metric: str,
        value: Decimal | None,
        unit: str | None,
        comparator: str | None,
        first: int,
        last: int,
    ) -> ClaimDraft:
        sentence, day = self.sentence, self.published
        passages = {
            "value": (
                sentence.tokens[first].start,
                sentence.tokens[last - 1].end if last <= len(sentence.tokens) else sentence.span.end,
            )
        }
        return ClaimDraft(
            self._subject(metric, first, last, value),
            metric,
            _plain(value),
            unit,
            comparator,
            place_of(sentence, metric, first, last, self.discourse),
            date_in(sentence, day) if value is None else date_of(sentence, first, last, day),
            sentence.speaker,
            sentence.evidence,
            passages,
        )

    def counted(self, amount: Amount) -> Iterator[ClaimDraft]:
        """One claim, or one for each company of a list that takes the amount "each"."""
        sentence = self.sentence
        if of_an_investor(sentence, amount, self.discourse.topic, self.discourse.main):
            return
        draft = self.claim(
            metric_of(sentence, amount),
            amount.value,
            _unit(sentence, amount),
            amount.comparator,
            amount.first,
            amount.last,
        )
        draft = replace(draft, value_low=_plain(amount.low))
        after = sentence.near(amount.last, amount.last + 4)
        before = [m for m in sentence.of("organisation") if m.last <= amount.first]
        if len(before) > 1 and after & {"each", "apiece", "jeweils", "chacun"}:
            for mention in before:
                yield replace(draft, subject=mention.name)
        else:
            yield draft

    def ranked(self, rank: Rank) -> Iterator[ClaimDraft]:
        metric = _rank_metric(self.sentence, rank, self.discourse.machines_since < _MACHINES)
        drafted = self.claim(metric, Decimal(rank.value), "rank", rank.comparator, rank.first, rank.last)
        if region := scope_of(self.sentence, rank.last):
            drafted = replace(drafted, scope=self.sentence.words(region.first, region.last))
        ahead = self.sentence.covering(rank.first)
        if ahead and ahead.kind == "country":  # first by what is said of the second: in no words of its own
            drafted = replace(drafted, place=ahead.name, passages={})
        yield drafted

    def whole(self, metric: str) -> ClaimDraft:
        """A claim of the whole sentence, without a value."""
        return self.claim(metric, None, None, None, 0, len(self.sentence.tokens))

    def expected(self) -> bool:
        """ "He expects banks to sign": of a person of the company that the text is about."""
        speaker = self.cast.people.get(self.sentence.speaker or "")
        told = speaker is not None and speaker.speaks_for in (self.discourse.topic, self.discourse.main)
        marks = (mark for mark in self.sentence.marks.get("think", ()) if mark.value.startswith(_EXPECTS))
        return told and any(self.sentence.lower(mark.first - 1) != "nobody" for mark in marks)

    def judged(self) -> bool:
        """Whether a judge or councillor speaks, who says what shall be and not what a company wants."""
        speaker = self.cast.people.get(self.sentence.speaker or "")
        return speaker is not None and speaker.is_official

    def _subject(self, metric: str, first: int, last: int, value: Decimal | None) -> str | None:
        if value is None and self.sentence.speaker in self.cast.people:
            return self.cast.people[self.sentence.speaker].speaks_for or self.discourse.topic
        before = self._acting(actor_before(self.sentence, first), metric)
        if self.discourse.topic and refers_back(self.sentence, before.first if before else first):
            return self.discourse.referent(self.sentence)
        if self.discourse.topic and before and called_again(self.sentence, before, first):
            return self.discourse.topic
        subject = before or self._acting(subject_of(self.sentence), metric, behind=True)
        if before is None and subject is not None:
            subject = self._other_than(subject, first, last)
        if subject is None and self.discourse.topic is None and self.sentence.has("company_pronoun"):
            return self.discourse.main  # "The company employs 160 people.", before it is named
        return subject.name if subject else self.discourse.topic or self._maker()

    def _acting(self, named: Mention | None, metric: str, behind: bool = False) -> Mention | None:
        """Nobody who only counts, pays into a round or makes the chips, when the text is about another."""
        topic = self.discourse.topic
        if named is None or topic is None or named.name == topic:
            return named
        paid = metric in _OF_THE_PAID or (behind and metric == "investment_commitment")
        pays = paid and lives_by_investing(named.name)
        aside = pays or counts_others(named.name) or makes_what_is_counted(self.sentence, named)
        return None if aside else named

    def _other_than(self, named: Mention, first: int, last: int) -> Mention | None:
        """ "100,000 Nvidia chips", "says Jane Doe, who joined from Acme": of whom the text is about."""
        aside = first < named.first <= last or once_there(self.sentence, named)
        return None if self.discourse.topic and aside else named

    def _maker(self) -> str | None:
        """ "ChatGPT has 5 million users" is of OpenAI when nobody else is named."""
        owners = (PRODUCT_OWNERS.get(token.lower) for token in self.sentence.tokens if token.capitalised)
        return next(filter(None, owners), None)


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
