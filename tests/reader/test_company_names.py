"""Organisations that no gazetteer knows, at their first bare mention: what stands around them tells."""

import pytest

from tracker.ingest.reader import Name, default_names, draft
from tracker.ingest.reader.document import read_sentence
from tracker.ingest.reader.lexicon import lexicon
from tracker.ingest.reader.naming import name_everything
from tracker.ingest.reader.sentences import split


def organisations(text: str, language: str = "en") -> set[str]:
    """The names that the reader takes for organisations' in a text, as written."""
    sentences = [read_sentence(text, span, lexicon(language), language) for span in split(text)]
    name_everything(sentences, default_names())
    return {s.words(m.first, m.last) for s in sentences for m in s.of("organisation")}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shares in Veldrane rose 4 percent.", "Veldrane"),
        ("Last spring Veldrane moved its developers to Porto.", "Veldrane"),
        ("Veldrane now has 40 staff in Leeds.", "Veldrane"),
        ("The round values Veldrane at $2 billion.", "Veldrane"),
        ("She joined Veldrane as chief revenue officer last year.", "Veldrane"),
        ("Veldrane, whose robots sort parcels, opens in Leeds.", "Veldrane"),
        ("Landlords court tenants such as Veldrane.", "Veldrane"),
        ("Copper Finch builds speech software for call centres.", "Copper Finch"),
        ("Marlow Quay takes over 3,000 square metres in the old harbour.", "Marlow Quay"),
        ("Marlow Quay lost its biggest customer in May.", "Marlow Quay"),
        ("Employees of Marlow Quay were told on Friday.", "Marlow Quay"),
        ("The round was led by Vertex Quay, and $40 million came in.", "Vertex Quay"),
        ("It will work with the Ministry of Trade, Art and Film.", "Ministry of Trade, Art and Film"),
        ("The company will open in Leeds in May, Veldrane said.", "Veldrane"),
        ("He teaches at Leeds University in the evening.", "Leeds University"),
        ("The grant went to the Indian Institute of Optics on Monday.", "Indian Institute of Optics"),
        ("It stays, but Women's Hospital of Leeds will move.", "Women's Hospital of Leeds"),
    ],
)
def test_what_only_a_company_has_or_does_tells_its_name(text: str, name: str) -> None:
    assert name in organisations(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Clients there include two banks.", "Clients"),
        ("Hiring has started in Leeds.", "Hiring"),
        ("Construction will start in May.", "Construction"),
        ("The festival Sommerton takes place in May.", "Sommerton"),
        ("Its assistant Fennel answers calls in Dutch.", "Fennel"),
        ("Residents of Ostwick fear the noise.", "Ostwick"),
        ("The Baltic company opens in May.", "Baltic"),
        ("Policies priced with it passed 2.4 million.", "Policies"),
        ("Acton, the dockyard run by Siemens, has 300 staff.", "Acton"),
        ("It will put RM20 billion into the site.", "RM20"),
        ("Kwendo Hoekstra lives in Cork.", "Kwendo Hoekstra"),
        ("Kwendo Hoekstra, who runs the office, was late. Hoekstra has 40 staff.", "Hoekstra"),
        ("Kwendo Hoekstra is in charge. The company will open in May, Hoekstra said.", "Hoekstra"),
        ("According to Kwendo Hoekstra, the site opens in May.", "Kwendo Hoekstra"),
    ],
)
def test_other_capitals_are_no_organisation(text: str, word: str) -> None:
    assert not any(word in name for name in organisations(text))


def test_the_bare_word_for_a_body_is_the_one_that_the_text_names() -> None:
    text = "The Veldrane Institute moves to Cork. In May the Institute signed a pact with Siemens."
    sentences = [read_sentence(text, span, lexicon("en"), "en") for span in split(text)]
    name_everything(sentences, default_names())
    assert [m.name for m in sentences[1].of("organisation")] == ["Veldrane Institute", "Siemens"]


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Altri 22 milioni di dollari per Veldrane, che vende schede elettroniche.", "it", True),
        ("Já são 300 as pessoas que fazem contas com a Veldrane todos os dias.", "pt", True),
        ("Este año llegarán 30 millones a las arcas de Veldrane para crecer.", "es", True),
        ("Siemens wächst. Viele fragen sich, was aus dem alten Werk Veldrane wird.", "de", False),
        ("Altri 22 milioni di dollari per chi vive a Veldrane, in provincia.", "it", False),
    ],
)
def test_a_text_that_begins_with_one_unknown_name_is_about_it(text: str, language: str, named: bool) -> None:
    assert ("Veldrane" in organisations(text, language)) is named


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Firmus has opened an office in Hobart.", "Firmus"),
        ("Firmus Technologies has opened an office in Hobart. Firmus has 40 staff.", "Firmus Technologies"),
        ("Mistral has opened an office in Lisbon.", "Mistral AI"),  # papers mostly keep the tail
        ("Die Telekom hat ein Büro in Lissabon eröffnet.", "Deutsche Telekom"),  # an everyday word by itself
    ],
)
def test_a_company_is_called_as_the_text_calls_it(text: str, company: str) -> None:
    drafts = draft(text)
    assert [office.company for office in drafts.offices] == [company]
    assert {claim.subject for claim in drafts.claims} <= {company}


def test_a_company_on_record_is_called_as_its_record() -> None:
    firmus = Name("company", "Firmus Technologies", "AU")
    known = default_names().recording([("Firmus Technologies", firmus)])
    drafts = draft("Firmus has opened an office in Hobart.", known=known)
    assert [office.company for office in drafts.offices] == ["Firmus Technologies"]


@pytest.mark.parametrize(
    ("text", "names", "language"),
    [
        ("O'Reilly Compute opened an office in Oslo.", {"O'Reilly Compute"}, "en"),
        ("O’Reilly Compute opened an office in Oslo.", {"O’Reilly Compute"}, "en"),
        ("D'Arcy AI signed a deal with L'Oréal.", {"D'Arcy AI", "L'Oréal"}, "en"),
        ("The company opened in Oslo, L’Oréal said.", {"L’Oréal"}, "en"),
        ("Cohere's office in Oslo is new, like Siemens' lab.", {"Cohere", "Siemens"}, "en"),
        ("L'Oréal ouvre un bureau à Lyon avec la société D’Arcy AI.", {"L'Oréal", "D’Arcy AI"}, "fr"),
        ("L'Allemagne attire Mistral AI, qui ouvre un bureau à Berlin.", {"Mistral AI"}, "fr"),
        ("Il gruppo De'Longhi apre un ufficio a Milano.", {"De'Longhi"}, "it"),
        ("L'Italia piace a Mistral AI, che apre un ufficio a Milano.", {"Mistral AI"}, "it"),
    ],
)
def test_a_name_is_whole_with_its_apostrophe(text: str, names: set[str], language: str) -> None:
    assert organisations(text, language) == names


def test_the_apostrophe_of_a_name_may_be_straight_or_not() -> None:
    known = default_names().adding([("D'Arcy Robotics", Name("company", "D'Arcy Robotics", "GB"))])
    (office,) = draft("D’Arcy Robotics opened an office in Oslo.", known=known).offices
    assert office.company == "D'Arcy Robotics"


def test_a_person_keeps_the_apostrophe_of_a_surname() -> None:
    text = "Miles O’Hara, chief executive of Cohere, came to Oslo. “We will open here in May,” O’Hara said."
    drafts = draft(text)
    assert [(person.name, person.company) for person in drafts.people] == [("Miles O’Hara", "Cohere")]
    assert {claim.speaker for claim in drafts.claims} == {"Miles O’Hara"}
