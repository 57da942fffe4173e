"""Reading a text in a Latin-script language: sentences, names, people, then every fact in order."""

import re
from dataclasses import replace

from tracker.ingest.reader.cast import Cast, Discourse
from tracker.ingest.reader.claims import find_claims
from tracker.ingest.reader.counting_off import count_off
from tracker.ingest.reader.deals import find_deals
from tracker.ingest.reader.document import Sentence, leave_named, read_sentence
from tracker.ingest.reader.drafts import ClaimDraft, Drafts, OfficeDraft, PartnershipDraft, PersonDraft
from tracker.ingest.reader.first_person import host
from tracker.ingest.reader.gazetteer import KnownNames
from tracker.ingest.reader.lexicon import guess_language, lexicon
from tracker.ingest.reader.naming import main_country, name_everything
from tracker.ingest.reader.office_signs import likely_offices
from tracker.ingest.reader.offices import find_offices
from tracker.ingest.reader.people import find_people
from tracker.ingest.reader.people_later import called_later
from tracker.ingest.reader.periods import leave_datelines
from tracker.ingest.reader.person_names import Person
from tracker.ingest.reader.projects import Projects
from tracker.ingest.reader.round_signs import tells_of_round
from tracker.ingest.reader.sentences import Span
from tracker.ingest.reader.speech import attribute
from tracker.ingest.reader.supposed import supposed
from tracker.ingest.reader.tokens import words_of

_CAPTION = re.compile(r"(?i)\W*(?:image|photo|picture|caption|foto|bild|imagen|imagem|immagine)\s?:\s")


def read_latin(
    text: str, spans: list[Span], known: KnownNames, language: str | None, published: str | None
) -> Drafts:
    """The drafts of a text in English, German, French, Spanish, Portuguese or Italian."""
    language = language or guess_language(words_of(text[:4000])[:600])
    vocabulary = lexicon(language)
    sentences = [read_sentence(text, span, vocabulary, language) for span in spans]
    sentences = [sentence for sentence in sentences if sentence.tokens]
    name_everything(sentences, known)
    for sentence in sentences:
        leave_named(sentence)
    country = main_country(sentences)
    leave_datelines(sentences)
    count_off(sentences)
    cast = _cast(sentences, known, country, language)
    attribute(sentences, cast)
    drafts = Drafts(language=language, published=published)
    discourse = Discourse.of(sentences, country)
    discourse.host = host(sentences, cast.people.values())
    projects = Projects(language, published)
    for sentence in sentences:
        if _CAPTION.match(sentence.evidence):
            continue  # who is seen there counts; what is told stands in the text too
        projects.read(sentence, discourse)
        _read(sentence, cast, discourse, known, language, published, drafts)
    drafts.offices += _not_stated(drafts)
    drafts.projects = projects.drafts
    drafts.people = [_person_draft(person) for person in cast.people.values()]
    return drafts


def _cast(sentences: list[Sentence], known: KnownNames, country: str | None, language: str) -> Cast:
    cast, discourse = Cast(), Discourse.of(sentences)
    for sentence in sentences:
        discourse.advance(sentence, cast)
        for person in find_people(sentence, known, country, discourse.employer(sentence), language):
            cast.add(person)
    for person in called_later(sentences, frozenset(cast.people)):
        cast.add(person)
    cast.mark(sentences)
    return cast


def _read(
    sentence: Sentence,
    cast: Cast,
    discourse: Discourse,
    known: KnownNames,
    language: str,
    published: str | None,
    drafts: Drafts,
) -> None:
    discourse.begin(sentence)
    machines = discourse.machines_since
    offices = list(find_offices(sentence, discourse, language, published))
    drafts.offices.extend(offices)
    stated = {office.city for office in offices}
    drafts.likely.extend(likely_offices(sentence, discourse, published, stated, machines))
    if supposed(sentence) or (discourse.diary and not sentence.of("organisation")):
        discourse.advance(sentence, cast)
        return
    deals = list(find_deals(sentence, discourse, known))
    drafts.partnerships.extend(deals)
    discourse.pair = deals[-1].parties if deals else discourse.pair_named(sentence)
    claims = list(find_claims(sentence, cast, discourse, known, language, published))
    claims = [_of_the_round(claim, deals) for claim in claims]
    drafts.claims.extend(claims)
    discourse.raise_for(_raising(deals, claims))
    discourse.advance(sentence, cast)
    if language != "en":
        _after_round(sentence, discourse, deals)


def _after_round(sentence: Sentence, discourse: Discourse, deals: list[PartnershipDraft]) -> None:
    """Stay with whose round it was, not with who led it."""
    rounds = [deal for deal in deals if deal.kind == "investment"]
    if len(rounds) == 1 and discourse.topic in rounds[0].parties[1:]:
        discourse.topic = rounds[0].parties[0]
    if discourse.raised_since and tells_of_round(sentence):
        discourse.raise_for(discourse.topic)


def _not_stated(drafts: Drafts) -> list[OfficeDraft]:
    """The likely offices that no sentence of the text states."""
    stated = {(office.company, office.city) for office in drafts.offices}
    return [office for office in drafts.likely if (office.company, office.city) not in stated]


def _of_the_round(claim: ClaimDraft, deals: list[PartnershipDraft]) -> ClaimDraft:
    """What a round brought in and what the company is worth is told of who raised it, not of who paid."""
    rounds = [deal for deal in deals if deal.kind == "investment"]
    told = claim.metric in ("funding_raised", "valuation") and len(rounds) == 1
    return replace(claim, subject=rounds[0].parties[0]) if told else claim


def _raising(deals: list[PartnershipDraft], claims: list[ClaimDraft]) -> str | None:
    """The company whose financing round a sentence's drafts tell of."""
    funded = [claim.subject for claim in claims if claim.metric == "funding_raised" and claim.subject]
    funded += [deal.parties[0] for deal in deals if deal.kind == "investment"]
    return funded[-1] if funded else None


def _person_draft(person: Person) -> PersonDraft:
    sentence = person.sentence
    place = (sentence.tokens[person.first].start, sentence.tokens[person.last - 1].end)
    return PersonDraft(person.name, person.role, person.company, sentence.evidence, {"name": place})
