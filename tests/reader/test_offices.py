"""Offices: how far along, since or until when, whose, and what is none."""

from datetime import date

import pytest

from tracker.ingest.reader import draft

STATUSES = [
    ("OpenAI opens office in Milan as it expands in Europe.", "open"),
    ("OpenAI has chosen Milan for its new office.", "announced"),
    ("OpenAI signed a lease for 20,000 square feet of office space in Milan.", "announced"),
    ("OpenAI's London team, whose office is in Milan, will hire 40 people.", "open"),
    ("OpenAI's headquarters in Milan will oversee the work elsewhere.", "open"),
    ("The OpenAI office in Milan will get twice as many engineers.", "expanded"),
    ("OpenAI has wound down its lab in Milan.", "closed"),
    ("OpenAI is leaving Milan.", "closed"),
    ("OpenAI is in talks to open an office in Milan, people familiar with the matter said.", "rumoured"),
    ("OpenAI va ouvrir un bureau à Milan d'ici la fin de l'année, a indiqué la société.", "announced"),
    ("OpenAI hat Milan als Standort für sein Büro gewählt und plant dort ein Team.", "announced"),
    ("오픈AI가 밀라노에 사무소를 개설한다.", "announced"),
    ("OpenAI已在米兰设立办公室，并计划扩大投资。", "open"),
]


@pytest.mark.parametrize(("sentence", "status"), STATUSES)
def test_status_is_told_by_the_verb_of_the_clause(sentence: str, status: str) -> None:
    assert [office.status for office in draft(sentence).offices if office.city == "Milan"] == [status]


DATES = [
    ("OpenAI plans an office in Oslo in late 2026.", "2026", "in late 2026"),
    ("OpenAI will open an office in Oslo by June 3.", "2026-06", "by June 3"),
    ("OpenAI said in October it would open an office in Oslo next spring.", "2026", "next spring"),
    ("OpenAI announced in March 2025 that it would open an office in Oslo.", None, None),
    ("OpenAI opened an office in Oslo in September.", "2025-09", "in September"),
    ("OpenAI opens an office in Oslo next month.", "2025-12", "next month"),
    ("Das Unternehmen OpenAI eröffnet im April ein Büro in Oslo.", "2026-04", "April"),
]


@pytest.mark.parametrize(("sentence", "prefix", "words"), DATES)
def test_a_date_is_that_of_the_opening(sentence: str, prefix: str | None, words: str | None) -> None:
    (office,) = draft(sentence, published=date(2025, 11, 3)).offices
    place = office.passages.get("date")
    assert (office.date, sentence[slice(*place)] if place else None) == (prefix, words)


def test_each_office_of_a_sentence_has_its_own_date_and_status() -> None:
    sentence = "OpenAI opened an office in Oslo in 2023 and plans one in Bergen."
    found = {(office.city, office.status, office.date) for office in draft(sentence).offices}
    assert found == {("Oslo", "open", "2023"), ("Bergen", "announced", None)}


def test_a_dateline_gives_the_day_and_no_place() -> None:
    text = "OSLO, Nov 3, 2025 (Newsdesk) - OpenAI said it would open an office in Norway this month."
    drafts = draft(text)
    assert drafts.published == "2025-11-03"
    assert [(o.city, o.country, o.date) for o in drafts.offices] == [(None, "NO", "2025-11")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hamburg, 19. November 2026. Synthesia hat ein Büro in Kiel eröffnet.", "2026-11-19"),
        ("Paris, le 19 novembre 2026. Synthesia a ouvert un bureau à Lyon.", "2026-11-19"),
        ("The lab opened in Kiel on 19 November 2020. Synthesia runs it.", None),
    ],
)
def test_a_dateline_may_end_in_a_full_stop(text: str, day: str | None) -> None:
    assert draft(text).published == day


OWNERS = [
    ("OpenAI's move follows that of Anthropic, which opened an Oslo office in March.", "Anthropic"),
    ("Microsoft-backed OpenAI will make Oslo its biggest research hub abroad.", "OpenAI"),
    ("A mill is to become the northern base of OpenAI in Oslo.", "OpenAI"),
    ("Nvidia bought a stake in Wayve. The London-based startup opened an office in Oslo.", "Wayve"),
    ("OpenAI grows. SK Telecom invested in the startup. The company has an office in Oslo.", "OpenAI"),
    ("OpenAI grows. Nvidia and Intel have plans too. The company has an office in Oslo.", "OpenAI"),
    ("The company has an office in Oslo. OpenAI was founded in 2015.", "OpenAI"),
    ("Quillmark has twin headquarters in Oslo and Bergen, Quillmark said.", "Quillmark"),
]


@pytest.mark.parametrize(("text", "company"), OWNERS)
def test_whose_office_it_is(text: str, company: str) -> None:
    assert [office.company for office in draft(text).offices if office.city == "Oslo"] == [company]


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI denied that it would open an office in Oslo.",
        "The ministry's office in Oslo signed the deal with OpenAI.",
        "OpenAI and Nscale will build a data center in Oslo with 100 MW.",
        "The Oslo firm OpenAI signed a lease for more space.",
        "OpenAI's former headquarters in Oslo stood empty.",
        "アマゾンは大阪に物流拠点を開いた。",
    ],
)
def test_what_is_no_office(sentence: str) -> None:
    assert draft(sentence).offices == []


PLACES = [
    ("Besides Oslo, OpenAI has offices in Riga and Lima.", {"Oslo", "Riga", "Lima"}),
    ("OpenAI has offices in Riga and plans to add Oslo.", {"Riga", "Oslo"}),
    ("OpenAI opened a lab. The lab, to be located in Oslo, is its first.", {"Oslo"}),
    ("OpenAI will base its sales team in Oslo.", {"Oslo"}),
    ("OpenAI has 90 engineers, most of whom work in Oslo.", {"Oslo"}),
    ("OpenAI has been in Oslo since 2022.", {"Oslo"}),
    ("Oslo and Riga will be OpenAI's next European offices.", {"Oslo", "Riga"}),
    ("Das Start-up OpenAI eröffnet im Mai eine Niederlassung in Straßburg.", {"Strasbourg"}),
    ("La empresa Globant, con sede en Luxemburgo, firmó el acuerdo.", {"Luxembourg"}),
    ("팔란티어는 본사를 덴버에서 마이애미로 옮긴다.", {"Miami"}),
    ("オープンAIは東京に続き、大阪にも拠点を設ける方針だ。", {"Tokyo", "Osaka"}),
]


@pytest.mark.parametrize(("text", "cities"), PLACES)
def test_where_offices_are(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("OpenAI runs an R&D facility in Tasmania.", ("OpenAI", None, "AU", "open")),
        ("OpenAI opened a lab in Bavaria, in Munich.", ("OpenAI", "Munich", "DE", "open")),
        ("Asia gets its first OpenAI office too: Tokyo.", ("OpenAI", "Tokyo", "JP", "announced")),
        ("Cohere grew. Oslo was named by OpenAI for its next office.", ("OpenAI", "Oslo", "NO", "announced")),
        ("Cohere grew. Backed by OpenAI, it opened an office in Oslo.", ("Cohere", "Oslo", "NO", "open")),
    ],
)
def test_provinces_stand_for_their_country_and_whoever_names_a_place_will_move_in(
    text: str, office: tuple[str, str | None, str, str]
) -> None:
    assert [(one.company, one.city, one.country, one.status) for one in draft(text).offices] == [office]


TOLD_BY_CITY = [
    ("Oslo, Riga and Lima already host OpenAI teams.", {"Oslo", "Riga", "Lima"}),
    ("OpenAI now counts three offices in Europe; the others are in Oslo and Riga.", {"Oslo", "Riga"}),
    ("OpenAI, which so far has worked from Lima and Oslo, is hiring.", {"Lima", "Oslo"}),
    ("OpenAI has offices in Oslo and, as of last September, Lima.", {"Oslo", "Lima"}),
    ("OpenAI last year added teams in Oslo and Lima.", {"Oslo", "Lima"}),
]


@pytest.mark.parametrize(("sentence", "cities"), TOLD_BY_CITY)
def test_cities_that_have_an_office_by_other_words(sentence: str, cities: set[str]) -> None:
    offices = draft(sentence).offices
    assert {(o.company, o.city, o.status) for o in offices} == {("OpenAI", city, "open") for city in cities}


def test_city_that_will_house_an_office_has_none_yet() -> None:
    (office,) = draft("Lima will house OpenAI's second office in South America.").offices
    assert (office.company, office.city, office.status) == ("OpenAI", "Lima", "announced")


def test_cities_where_the_counted_staff_sits_have_offices() -> None:
    text = "Around 900 people work for Cohere worldwide. Most of them are in Oslo, Lima and Riga."
    assert {(o.company, o.city) for o in draft(text).offices} == {
        ("Cohere", "Oslo"),
        ("Cohere", "Lima"),
        ("Cohere", "Riga"),
    }


def test_customers_in_a_city_are_no_office() -> None:
    assert not draft("Cohere sells to banks. Most of them are in Oslo and Riga.").offices


def test_headlines_of_related_articles_state_nothing() -> None:
    text = "Cohere will open an office in Oslo this year.\nRelated Articles\nGoogle opens tech hub in Lima\n"
    text += "1. OpenAI raises $2bn\nIn Oslo it will hire 40 engineers.\n"
    drafts = draft(text)
    assert {(o.company, o.city) for o in drafts.offices} == {("Cohere", "Oslo")}
    assert [c.value for c in drafts.claims] == [40]


PRESENT = [
    ("Seoul goes first. From Lima, where a team of twelve sits, OpenAI looks after clients.", {"Lima"}),
    ("OpenAI grows. There are plans. Elsewhere the firm keeps rooms in Oslo and Riga.", {"Oslo", "Riga"}),
    ("OpenAI moved to Oslo. There the company has had engineers since 2021.", {"Oslo"}),
    ("Lima and Quito have had OpenAI staff for years.", {"Lima", "Quito"}),
    ("Lima remains the seat of OpenAI, Oslo is where its engineers work.", {"Lima", "Oslo"}),
    ("OpenAI has an office in Oslo. Riga got one last May.", {"Oslo", "Riga"}),
    ("OpenAI has an office in Oslo. A second, in Riga, is being considered.", {"Oslo", "Riga"}),
    ("For its first site in Europe, OpenAI has picked Oslo.", {"Oslo"}),
    ("Oslo, not Bergen, is OpenAI's choice for a second Nordic office.", {"Oslo"}),
    ("OpenAI moved from Oslo to Riga in July.", {"Riga"}),
    ("OpenAI's fourth office, after Lima, Quito and Riga, is in Oslo.", {"Lima", "Quito", "Riga", "Oslo"}),
    ("In Oslo OpenAI opened its Nordic headquarters.", {"Oslo"}),
    ("OpenAI's branch in the Norwegian capital was inaugurated on Friday.", {"Oslo"}),
    ("OpenAI plans an office in Karnataka's capital.", {"Bengaluru"}),
    ("OpenAI said its engineers sit in Oslo, Kirkebygd and Riga.", {"Oslo", "Kirkebygd", "Riga"}),
    ("L'entreprise OpenAI va s'installer à Lyon et à Nantes.", {"Lyon", "Nantes"}),
    ("A empresa OpenAI abre um escritório na capital paulista.", {"São Paulo"}),
    ("La società OpenAI ha scelto Torino per il suo secondo ufficio.", {"Turin"}),
    ("OpenAI's engineers sit in Oslo, where it was founded, and in Riga and Lima.", {"Oslo", "Riga", "Lima"}),
    ("Oslo beat Riga and Lima to become the site of OpenAI's new lab.", {"Oslo"}),
    ("OpenAI opens an office in Gangnam, Seoul, next year.", {"Seoul"}),
    ("OpenAI has an office in Oslo. One in Riga is being prepared.", {"Oslo", "Riga"}),
    ("OpenAI has an office in Oslo. Riga had been the first.", {"Oslo", "Riga"}),
    ("Outside Oslo, in Kirkebygd, OpenAI has been running a centre since March.", {"Kirkebygd"}),
    ("OpenAI, whose models draft letters, will sit in Oslo from May.", {"Oslo"}),
    ("OpenAI grows. A place in Riga is to be rented by summer.", {"Riga"}),
    ("Oslo and Riga were the first cities abroad for OpenAI, which opened both offices.", {"Oslo", "Riga"}),
    ("商汤把国际业务总部放在新加坡，又在利雅得设有研发团队。", {"Singapore", "Riyadh"}),
]


@pytest.mark.parametrize(("text", "cities"), PRESENT)
def test_people_rooms_and_choices_tell_of_offices(text: str, cities: set[str]) -> None:
    assert {office.city for office in draft(text).offices} == cities


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI has let most of its staff in Oslo go.",
        "OpenAI does not keep any engineers in Oslo.",
        "OpenAI won a contract with the Ministry of Science in Oslo, whose team signed it.",
        "Its customers have teams in Oslo, OpenAI said.",
        "OpenAI signed with the University of Oslo and the Institute of Physics in Riga, whose lab is new.",
        "OpenAI's Stargate site in Lima employs 6,000 builders.",
        "A empresa OpenAI não tem escritório em Lisboa.",
        "오픈AI는 서울에 사무소를 두고 있지 않다.",
    ],
)
def test_what_tells_of_no_people_there(text: str) -> None:
    assert draft(text).offices == []


OWNED = [
    ("A lab in Oslo has been opened by OpenAI.", "OpenAI"),
    ("OpenAI grew. The office in Oslo, which Nvidia shared with a bakery, is closed.", "Nvidia"),
    ("Nvidia was silent. The ChatGPT maker is less coy. Oslo will see its first Nordic office.", "OpenAI"),
    ("OpenAI grew. Since Nvidia bought in, an office in Oslo speaks with ministries.", "OpenAI"),
    ("OpenAI grew. The video start-up from Lima has opened an office in Oslo.", "OpenAI"),
    ("OpenAI, Nvidia's customer, has a design centre in Oslo since last year.", "OpenAI"),
    ("Owned by Nvidia since 2024, OpenAI sets up a research centre in Oslo.", "OpenAI"),
    ("Backed by Nvidia, Intel and Cisco, OpenAI opens an Oslo office.", "OpenAI"),
    ("OpenAI, started by two former Google researchers, has its offices in Oslo.", "OpenAI"),
    ("Nvidia owns Wayve. Last week the subsidiary inaugurated an office in Oslo.", "Wayve"),
    ("Intel led the round. An office in Oslo is to follow, said Jana Dolezal, head of OpenAI.", "OpenAI"),
    ("After Google and Microsoft, OpenAI too has come to Oslo.", "OpenAI"),
    ("OpenAI grew. The start-up, which last year opened in Oslo, is hiring.", "OpenAI"),
    ("Founded in Lima by Jana Dolezal, Peder Roe and Niklas Poe, OpenAI has its seat in Oslo.", "OpenAI"),
    ("Corvo Logic is leasing three floors for its office in Oslo.", "Corvo Logic"),
    ("In Oslo Mistral still has its main office.", "Mistral AI"),
    ("The Claude developer grew; the ChatGPT maker opened an office in Oslo.", "OpenAI"),
    ("네이버는 성장했다. 오슬로에는 3월 사무실을 열어 카카오와 손잡았다.", "Naver"),
]


@pytest.mark.parametrize(("text", "company"), OWNED)
def test_whose_office_it_is_in_other_words(text: str, company: str) -> None:
    assert {(office.company, office.city) for office in draft(text).offices} == {(company, "Oslo")}


AGAIN = [
    ("OpenAI plans an office in Norway. It will be in Oslo.", {"Oslo"}),
    ("OpenAI opens its first Norwegian office. Oslo was chosen because of its engineers.", {"Oslo"}),
    ("OpenAI plans a research centre in Norway. Oslo will house it.", {"Oslo"}),
    ("OpenAI's first office in the Nordics opens this month. It is in Oslo.", {"Oslo"}),
    ("OpenAI opens an office. The site is to rise in Oslo.", {"Oslo"}),
    ("OpenAI plans a Norwegian office. Whether it goes to Oslo or Bergen is open.", {None}),
]


@pytest.mark.parametrize(("text", "cities"), AGAIN)
def test_the_city_of_an_office_may_follow_in_the_next_sentence(text: str, cities: set[str | None]) -> None:
    offices = draft(text).offices
    assert {(office.company, office.city) for office in offices} == {("OpenAI", city) for city in cities}
