"""Single constructions: what one sentence says and what the reader makes of it."""

from datetime import date

import pytest

from tracker.ingest.reader import Name, default_names, draft

AMOUNTS = [
    ("OpenAI will invest $1.5 billion in Norway.", 1_500_000_000, "USD", "exact"),
    ("OpenAI will invest US$500m in Norway.", 500_000_000, "USD", "exact"),
    ("OpenAI plans to invest more than €2.2bn there.", 2_200_000_000, "EUR", "more_than"),
    ("OpenAI raised 3 trillion won.", 3_000_000_000_000, "KRW", "exact"),
    ("OpenAI will invest Rs 500 crore in Pune.", 5_000_000_000, "other", "exact"),
    ("OpenAI will invest Rs 500 crore ($60 million) in Pune.", 60_000_000, "USD", "exact"),
    ("OpenAI will invest $1bn (£800m) in Leeds.", 1_000_000_000, "USD", "exact"),
    ("OpenAI expects to spend up to $40 billion.", 40_000_000_000, "USD", "at_most"),
    ("The site of OpenAI will draw at least 1.2 gigawatts.", 1.2, "GW", "at_least"),
    ("OpenAI ordered roughly 100,000 GPUs.", 100_000, "GPU", "about"),
    ("OpenAI will hire about 50 engineers.", 50, "people", "about"),
    ("OpenAI has 400m weekly users.", 400_000_000, "users", "exact"),
    ("Usage of OpenAI tools in Chile grew fivefold.", 5, "times", "exact"),
    ("Chile is among the top ten markets of OpenAI.", 10, "rank", "top_n"),
    ("Chile is OpenAI's second-largest market.", 2, "rank", "exact"),
    ("Chile ranks second only to the United States among OpenAI markets.", 2, "rank", "exact"),
    ("It will be OpenAI's first office in Chile.", 1, "rank", "exact"),
    (
        "Der Konzern SAP investiert rund 5,5 Milliarden Euro in die neuen Zentren und das Land.",
        5_500_000_000,
        "EUR",
        "about",
    ),
    (
        "Le groupe Orange va investir 1,2 milliard d'euros dans les réseaux et les centres du pays.",
        1_200_000_000,
        "EUR",
        "exact",
    ),
    (
        "La empresa Telefónica invertirá 3.500 millones de euros en los centros del país.",
        3_500_000_000,
        "EUR",
        "exact",
    ),
    ("네이버는 데이터센터에 1조2000억 원을 투자한다.", 1_200_000_000_000, "KRW", "exact"),
    ("マイクロソフトは日本に29億ドル(約4400億円)を投資する。", 2_900_000_000, "USD", "exact"),
    ("阿里云将投资100亿美元。", 10_000_000_000, "USD", "exact"),
]


@pytest.mark.parametrize(("sentence", "value", "unit", "comparator"), AMOUNTS)
def test_amounts(sentence: str, value: float, unit: str, comparator: str) -> None:
    assert (value, unit, comparator) in [(c.value, c.unit, c.comparator) for c in draft(sentence).claims]


RANGES = [
    ("OpenAI will invest US$1.5bn–2bn in Norway.", 1_500_000_000, 2_000_000_000, "USD"),
    ("OpenAI will invest $2bn to $3bn in Norway.", 2_000_000_000, 3_000_000_000, "USD"),
    ("OpenAI expects between 10 and 12 million users in Chile.", 10_000_000, 12_000_000, "users"),
    ("The site of OpenAI will draw 400-500 MW.", 400, 500, "MW"),
    ("OpenAI would be worth $500 million to $1 billion.", 500_000_000, 1_000_000_000, "USD"),
    ("OpenAI will hire 100 to 150 people in Oslo.", 100, 150, "people"),
    (
        "Le groupe Orange va investir entre 200 et 300 millions d'euros dans les réseaux du pays.",
        200_000_000,
        300_000_000,
        "EUR",
    ),
    ("네이버는 데이터센터에 10조~12조원을 투자한다.", 10_000_000_000_000, 12_000_000_000_000, "KRW"),
    ("阿里云将投资100亿至120亿美元。", 10_000_000_000, 12_000_000_000, "USD"),
]


@pytest.mark.parametrize(("sentence", "low", "high", "unit"), RANGES)
def test_a_range_is_one_claim_with_both_ends(sentence: str, low: float, high: float, unit: str) -> None:
    claims = draft(sentence).as_json()["claims"]
    drafted = [(c["value_low"], c["value"], c["unit"], c["comparator"]) for c in claims if c["value"]]
    assert drafted == [(low, high, unit, "between")]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("OpenAI's revenue grew from $2 billion to $3 billion.", [2_000_000_000, 3_000_000_000]),
        ("OpenAI's revenue rose 20% to $3 billion.", [20, 3_000_000_000]),
        ("네이버는 직원을 100명에서 300명으로 늘린다.", [100, 300]),
        ("Between 2023 and 2025 users of OpenAI doubled.", [2]),
    ],
)
def test_growth_and_years_are_no_range(sentence: str, values: list[float]) -> None:
    claims = draft(sentence).as_json()["claims"]
    assert [claim["value"] for claim in claims] == values
    assert "between" not in {claim["comparator"] for claim in claims}


@pytest.mark.parametrize(
    "sentence",
    [
        "The plan of OpenAI costs $20 a month.",
        "The model of OpenAI has 70 billion parameters.",
        "OpenAI was founded in 2015.",
        "Jane Doe, 41-year-old chief executive of OpenAI, agreed.",
    ],
)
def test_what_is_no_claim(sentence: str) -> None:
    assert [claim for claim in draft(sentence).claims if claim.value is not None] == []


PEOPLE = [
    ("Acme AI chief executive Jane Doe agreed.", "Jane Doe", "chief executive"),
    ("Jane Doe, the co-founder and CEO of Acme AI, agreed.", "Jane Doe", "co-founder and CEO"),
    ("Prime Minister Jane Doe of Norway agreed.", "Jane Doe", "Prime Minister"),
    ("Jane Doe, who heads Acme AI, agreed.", "Jane Doe", "head"),
    ("Acme AI named Jane Doe as general manager for Asia.", "Jane Doe", "general manager"),
    (
        "Das sagte Erika Mustermann, Geschäftsführerin der Firma, nach der Sitzung und vor dem Haus.",
        "Erika Mustermann",
        "managing director",
    ),
    ("Gov. Jane Doe signed the bill.", "Jane Doe", "Gov"),
    ("Jane Doe, the 32-year-old founder of Acme AI, agreed.", "Jane Doe", "founder"),
    ("Acme AI co-founders Jane Doe and John Roe agreed.", "John Roe", "co-founder"),
    ("Jane Doe has been named head of Europe at Acme AI.", "Jane Doe", "head"),
    ("OpenAI's Jane Doe said it would grow.", "Jane Doe", "representative"),
    (
        "Jeanne Dupont, directrice générale de la société, est pour les accords et les projets.",
        "Jeanne Dupont",
        "chief executive",
    ),
]


@pytest.mark.parametrize(("sentence", "name", "role"), PEOPLE)
def test_people(sentence: str, name: str, role: str) -> None:
    assert (name, role) in [(person.name, person.role) for person in draft(sentence).people]


OFFICES = [
    ("OpenAI opened offices in London, Dublin and Paris.", {"London", "Dublin", "Paris"}),
    ("Oslo is to join Leeds and Lima among the hubs of OpenAI.", {"Oslo", "Leeds", "Lima"}),
    ("London will be home to OpenAI's European headquarters.", {"London"}),
    ("OpenAI has an office in Leeds and another in Cardiff.", {"Leeds", "Cardiff"}),
    ("OpenAI moved its headquarters from Leeds to Cardiff.", {"Cardiff"}),
    ("OpenAI opened an office in Germany.", {None}),
    ("OpenAI will build a data centre in Leeds.", set()),
    ("The San Francisco-based company OpenAI agreed.", set()),
]


@pytest.mark.parametrize(("sentence", "cities"), OFFICES)
def test_offices(sentence: str, cities: set[str | None]) -> None:
    offices = draft(sentence).offices
    assert {office.city for office in offices} == cities
    assert {office.company for office in offices} <= {"OpenAI"}


DEALS = [
    (
        "OpenAI signed contracts with chipmaker Intel and carmaker Volvo.",
        [{"OpenAI", "Intel"}, {"OpenAI", "Volvo"}],
    ),
    ("OpenAI, Oracle and SoftBank formed a joint venture.", [{"OpenAI", "Oracle", "SoftBank Group"}]),
    (
        "Wayve raised $1 billion in a round led by SoftBank with Nvidia taking part.",
        [{"Wayve", "SoftBank Group", "Nvidia"}],
    ),
    ("The government of Malta and OpenAI signed an agreement.", [{"Government of Malta", "OpenAI"}]),
]


@pytest.mark.parametrize(("sentence", "parties"), DEALS)
def test_partnerships(sentence: str, parties: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(sentence).partnerships] == parties


def test_speakers_are_people_and_organisations() -> None:
    text = (
        "Jane Doe, chief executive of OpenAI, said it would hire 40 people. The company said usage doubled."
    )
    assert [claim.speaker for claim in draft(text).claims] == ["Jane Doe", "OpenAI"]


def test_relative_dates_need_the_publication_date() -> None:
    sentence = "OpenAI will open an office in Oslo this month."
    assert draft(sentence).offices[0].date is None
    assert draft(sentence, published=date(2024, 4, 1)).offices[0].date == "2024-04"


def test_known_names_are_found_as_the_database_spells_them() -> None:
    known = default_names().adding([("Qux", Name("company", "Qux Holdings of Malta", "MT"))])
    drafts = draft("Qux opened an office in Valletta.", known=known)
    assert [(office.company, office.city) for office in drafts.offices] == [
        ("Qux Holdings of Malta", "Valletta")
    ]


def test_a_repeated_headline_is_one_fact() -> None:
    headline = "OpenAI to invest $3 billion in Chile\n"
    text = f"{headline}{headline}OpenAI will invest $3 billion in Chile, it said."
    assert [claim.evidence for claim in draft(text).claims] == [
        "OpenAI will invest $3 billion in Chile, it said."
    ]


FOUNDERS = [
    "Corvo AI was founded by two bankers, Jana Dolezal and Peder Roe.",
    "Founded by Jana Dolezal and Peder Roe, Corvo AI has opened an office in Oslo.",
    "Jana Dolezal and Peder Roe founded Corvo AI in 2022.",
]


@pytest.mark.parametrize("sentence", FOUNDERS)
def test_every_founder_of_a_list_is_a_person_of_the_company(sentence: str) -> None:
    found = {(p.name, p.role, p.company) for p in draft(sentence).people}
    assert found == {("Jana Dolezal", "founder", "Corvo AI"), ("Peder Roe", "founder", "Corvo AI")}


def test_former_employer_in_an_aside_is_not_the_new_one() -> None:
    people = draft("Jana Dolezal, previously at Meta, joined Cohere as chief scientist.").people
    assert [(p.name, p.company) for p in people] == [("Jana Dolezal", "Cohere")]


BYSTANDERS = [
    "Corvo AI grew. Founded by former Google and Meta researchers, the start-up employs 50 people.",
    "Corvo AI grew. Its founders met at Google and Meta. The start-up employs 50 people.",
    "Corvo AI grew. After talks with Google, the company said that it would hire 50 people.",
]


@pytest.mark.parametrize("text", BYSTANDERS)
def test_former_employers_and_counterparts_take_no_claim_from_the_company_told_of(text: str) -> None:
    claims = draft(text).claims
    assert [(claim.subject, claim.value) for claim in claims] == [("Corvo AI", 50)]
    assert claims[0].speaker in (None, "Corvo AI")


def test_people_who_sign_up_are_users_and_a_list_of_the_largest_is_no_count() -> None:
    text = "Corvo AI grew. Some two million people have signed up. It sells to 60% of Fortune 500 companies."
    claims = [(claim.value, claim.unit) for claim in draft(text).claims]
    assert claims == [(2_000_000, "users"), (60, "percent")]


def test_nobody_speaks_on_a_state_visit() -> None:
    assert draft("President Donald Trump came for a state visit as OpenAI unveiled plans.").claims == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Jana Dolezal succeeded Peder Roe at Cohere.",
        "Jana Dolezal, who founded Cohere in 2019 with Peder Roe, is hiring.",
        "Cohere grows: Jana Dolezal, who previously ran Asia for Meta, and Peder Roe, who joined in May.",
        "Cohere has lost Jana Dolezal, who joined in 2024; Peder Roe took her place.",
    ],
)
def test_people_who_come_and_go_are_named(sentence: str) -> None:
    assert {p.name for p in draft(sentence).people} == {"Jana Dolezal", "Peder Roe"}


DIARIES = [
    "OpenAI grew. Like 400 million other people, I pay too much.",
    "OpenAI grew. Its stock jumped 22% on Monday.",
    "On the Oslo exchange the news pushed OpenAI up 4.1%.",
    "Of every hundred questions to OpenAI, seven come from here.",
    "OpenAI grew. We may earn 4% when you buy through these links.",
]


@pytest.mark.parametrize("text", DIARIES)
def test_an_authors_own_life_the_stock_exchange_and_adverts_make_no_claims(text: str) -> None:
    assert draft(text).claims == []


BESIDE = [
    "OpenAI grew, said Jana Dolezal, who answers for Europe.",
    "Jana Dolezal, a Czech who runs the business at OpenAI, wants more.",
    "OpenAI's Jana Dolezal was hired to run the office.",
    "Jana Dolezal, until lately of Nvidia, becomes OpenAI's woman in Oslo.",
    "OpenAI wants more. “We will come back,” reasoned Jana Dolezal.",
    "Jana Dolezal, the second of the two, handles the technology at OpenAI.",
    "For the north, Jana Dolezal has come over from Nvidia to OpenAI.",
    "OpenAI grew. Its head will be Jana Dolezal.",
    "Jana Dolezal, the armed forces minister, visited OpenAI.",
    "Jana Dolezal, OpenAI's Prague-born chief executive, drove in.",
    "He set OpenAI up with Jana Dolezal in 2015.",
    "Jana Dolezal is stepping down as chief executive.",
    "OpenAI is in the hands of Jana Dolezal. She joined it in May, as managing director.",
    "The fair heard Jana Dolezal. “We want to help,” said the vice-president of OpenAI.",
    "A glass was raised by Jana Dolezal and her guests.\nDolezal is OpenAI's chief executive.",
]


@pytest.mark.parametrize("text", BESIDE)
def test_people_without_a_title_beside_their_name(text: str) -> None:
    assert [person.name for person in draft(text).people] == ["Jana Dolezal"]


def test_a_city_behind_a_role_is_no_employer() -> None:
    (person,) = draft("OpenAI grew. Jana Dolezal is stepping down as head of Europe.").people
    assert person.company == "OpenAI"


def test_a_first_name_that_is_a_country_begins_a_name_and_dean_ends_one() -> None:
    assert [p.name for p in draft("Malte Roe, head of OpenAI in Oslo, left.").people] == ["Malte Roe"]
    assert [p.name for p in draft("Jeff Dean, the head of AI at Google, came.").people] == ["Jeff Dean"]


def test_whoever_owns_a_company_is_not_named_for_it() -> None:
    assert draft("Jana Dolezal's OpenAI grew by half. Dolezal said so.").people == []
