"""Ranks, shares and intents in words that no list of key words foresees."""

from decimal import Decimal

import pytest

from tracker.ingest.reader import draft

LEAD = "Kestrel AI has opened in Oslo. Ada Quist, chief executive of Kestrel AI, met reporters there. "

RANKED = [
    ("No other AI lab keeps an office in Norway.", [1]),
    ("Nowhere in Africa did the company have a desk until now.", [1]),
    ("It is the start-up's debut in the Baltics.", [1]),
    ("With it Kestrel AI sets foot in Asia for the first time.", [1]),
    ("After Canada no market brings in more sales.", [2]),
    ("Two countries have more users than Norway.", [3]),
    ("Norway tops the list of countries by use.", [1]),
    ("Norway holds ninth place in the world.", [9]),
    ("No start-up in Norway has raised more money.", [1]),
    ("In Africa the company had none until now.", [1]),
    ("There it has more clients than anywhere but three other countries.", [4]),
    ("It unlocked the door there, having had none in Africa.", [1]),
    ("Norway is among the first ten countries by use.", [10]),
    ("Africa gets its first Kestrel AI office.", [1]),
    ("Norway leads the world in use per head.", [1]),
    ("It would be the first Stargate in Latin America.", [1]),
    ("Users there have trebled; in the region, only Canada and Chile have more.", [3]),
    ("For the first time Kestrel AI published its results.", []),
]


@pytest.mark.parametrize(("text", "ranks"), RANKED)
def test_ranks_told_by_what_nobody_else_has(text: str, ranks: list[int]) -> None:
    claims = draft(LEAD + text).claims
    assert [claim.value for claim in claims if claim.unit == "rank"] == ranks


COUNTED = [
    ("Of every hundred chats, 6.5 come from Norway.", [(6.5, "percent")]),
    ("Thirty out of a hundred customers are banks.", [(30, "percent")]),
    ("Norway brings in 20 cents of every dollar it earns.", [(20, "percent")]),
    ("It is worth two and a half billion dollars.", [(2_500_000_000, "USD")]),
    ("Three quarters of a billion euros will be spent.", [(750_000_000, "EUR")]),
    ("That takes the number of its offices to seven.", [(7, "offices")]),
    ("Its customers have grown by a factor of six.", [(6, "times")]),
    ("Clinics that pay for it number upwards of 2,000 worldwide.", [(2_000, "other")]),
    ("It raised $60 million, about €51 million, in May.", [(60_000_000, "USD")]),
    ("Its staff is three times what it was, the team in Oslo five times.", [(3, "times"), (5, "times")]),
    ("It shrinks language models by 80%, and their accuracy has doubled.", []),
    ("Its customers have since come to six hundred.", [(600, "other")]),
    ("Nvidia chips, nine thousand in number, go inside.", [(9_000, "GPU")]),
    ("Two million students, give or take, have signed up for it.", [(2_000_000, "users")]),
    ("Two cities are on its list: Lima and Riga.", []),
    ("The campus draws half a gigawatt.", [(Decimal("0.5"), "GW")]),
    ("It holds on to 20% of the shares.", [(20, "percent")]),
    ("It showed the model to 3,000 developers in Lima.", []),
    ("On a test it solved 91% of the tasks, against 78 before.", []),
    ("Last year 700 jobs had already gone.", []),
    ("It could wipe out half of all office jobs.", []),
    ("Sales were 45 percent higher than before.", [(45, "percent")]),
    ("Customers, around forty of them, are mostly banks.", [(40, "other")]),
    ("Out of every ten applications, Quist says, three come from Chile.", [(30, "percent")]),
    ("Sales reached double digits in millions. Related: Siemens seeks $1 billion | Ten tips", []),
    ("That will take to six the number of its offices.", [(6, "offices")]),
    ("The state hopes for 3,000 new jobs.", [(3_000, "people")]),
    ("For 2026 Kestrel AI counts on revenue of $70 million.", [(70_000_000, "USD")]),
    ("The old plant closed with the loss of 900 jobs.", []),
    ("By 2030 server halls could use 9% of Denmark's electricity.", []),
]


@pytest.mark.parametrize(("text", "told"), COUNTED)
def test_numbers_told_by_the_hundred_or_by_their_tally(text: str, told: list[tuple[float, str]]) -> None:
    assert [(claim.value, claim.unit) for claim in draft(LEAD + text).claims] == told


WILLED = [
    ("Quist sees the site as a springboard to Africa.", True),
    ("Oslo, in Quist's words, is only the beginning.", True),
    ("Quist spoke of building a second one.", True),
    ("Quist is on the lookout for partners.", True),
    ('"It gives us more room," Ada Quist said.', True),
    ("The office, Quist explained, is there to bring in students.", True),
    ("The chief executive means to recruit there.", True),
    ("Quist believes that people will trust it.", False),
    ('Ada Quist: "We will hire again."', True),
    ("Every second clinic should use it in time, said Quist.", True),
    ("Quist is also quoted as saying it would stay in Oslo.", True),
    ('"Lawyers do not want a chatbot," Quist likes to say.', False),
    ("Quist said it had grown faster than planned.", False),
    ("Quist's message to the town: it has come to stay.", True),
    ("The money, Quist made plain, is to go into chips.", True),
    ("A model for Sami is in the making, Quist confided.", True),
    ("Quist called the deal a vote of confidence.", False),
    ("Quist refused to say when a second one will open.", False),
]


@pytest.mark.parametrize(("text", "told"), WILLED)
def test_what_somebody_means_to_do_without_a_verb_of_wishing(text: str, told: bool) -> None:
    assert any(claim.metric == "stated_intent" for claim in draft(LEAD + text).claims) is told


ABROAD = [
    ("Die Kestrel AI hat ein Büro in Oslo.", "Kein anderes KI-Labor hat bisher ein Büro in Norwegen.", 1),
    ("Die Kestrel AI hat ein Büro in Oslo.", "In keinem anderen Land wird der Chatbot häufiger genutzt.", 1),
    ("Die Kestrel AI hat ein Büro in Oslo.", "Zwei Millionen Norweger nutzen den Chatbot.", 2_000_000),
    ("Die Kestrel AI hat ein Büro in Oslo.", "Die Belegschaft soll dort auf 300 wachsen.", 300),
    ("Kestrel AI ha aperto un ufficio a Oslo.", "È il suo esordio in Scandinavia.", 1),
    ("Kestrel AI ha aperto un ufficio a Oslo.", "Nella sala della sede ci sono duecentomila chip.", 200_000),
    ("Kestrel AI ha aperto un ufficio a Oslo.", "La Norvegia figura tra i primi dieci paesi.", 10),
    ("Kestrel AI ha abierto una oficina en Oslo.", "Ningún otro laboratorio tiene oficina en Noruega.", 1),
    ("Kestrel AI ha abierto una oficina en Oslo.", "Una cuarta parte de la plantilla está allí.", 25),
]


@pytest.mark.parametrize(("lead", "text", "told"), ABROAD)
def test_the_same_in_other_languages(lead: str, text: str, told: int) -> None:
    assert [claim.value for claim in draft(f"{lead} {text}").claims] == [told]


def test_what_a_clause_counts_itself_is_none_of_the_users_before() -> None:
    text = "A Kestrel AI vai abrir um escritório em Lisboa. Todo mês 3 milhões de pessoas usam o robô; as "
    text += "mensagens passam de 50 milhões por dia."
    told = [(claim.value, claim.unit) for claim in draft(text).claims]
    assert told == [(3_000_000, "users"), (50_000_000, "other")]


BYSTANDERS = [
    ("Appfigures estimates that its app was installed 9 million times.", ("Kestrel AI", None)),
    ("Half a billion dollars came in last month, most of it from Corvo Ventures.", ("Kestrel AI", None)),
    ("Its halls hold 4,000 of Nvidia's chips.", ("Kestrel AI", None)),
    ("Corvo AI, a lab backed by Nvidia, said it has 300 employees.", ("Corvo AI", "Corvo AI")),
]


@pytest.mark.parametrize(("text", "whose"), BYSTANDERS)
def test_who_counts_pays_or_delivers_is_not_whom_a_number_is_of(
    text: str, whose: tuple[str, str | None]
) -> None:
    claims = draft(LEAD + text).claims
    assert [(claim.subject, claim.speaker) for claim in claims if claim.value] == [whose]


def test_a_bystanders_size_is_left_out_and_growth_is_no_share() -> None:
    text = "Corvo Bank, which has 50,000 staff, signed up. Sales of Kestrel AI rose 30%, half of it abroad."
    assert [claim.metric for claim in draft(LEAD + text).claims] == ["growth", "share"]


def test_a_vice_president_for_a_country_is_no_politician() -> None:
    people = draft(LEAD + "Jana Dolezal, its vice president for India, moved there.").people
    assert {person.company for person in people} == {"Kestrel AI"}


def test_judges_and_analysts_are_of_no_company_under_discussion() -> None:
    text = "Magistrate Judge Jana Dolezal wrote that names would go. “It falls,” said Peder Roe of Corvo."
    told = draft(LEAD + text)
    people = {person.name: (person.role, person.company) for person in told.people}
    assert people["Jana Dolezal"] == ("judge", None)
    assert people["Peder Roe"] == ("representative", "Corvo")
    assert told.claims == []


def test_a_newspaper_does_not_come_under_discussion() -> None:
    told = draft(LEAD + "She told the newspaper Le Corvin so. Turnover has grown ninefold.").claims
    assert [(claim.subject, claim.value) for claim in told] == [("Kestrel AI", 9)]


def test_a_name_before_an_aside_on_what_somebody_does_is_a_person() -> None:
    people = draft(LEAD + "Jana Dolezal, speaking by video, promised more offices.").people
    assert "Jana Dolezal" in {person.name for person in people}


CLAUSES = [
    "For Jana Dolezal, who grew up in Riga and is a co-founder of Kestrel AI, it is a homecoming.",
    "Jana Dolezal, who shares the post of chief executive with her brother, was there.",
]


@pytest.mark.parametrize("text", CLAUSES)
def test_a_clause_tells_whose_role_it_is(text: str) -> None:
    people = {person.name: person.company for person in draft(LEAD + text).people}
    assert people == {"Ada Quist": "Kestrel AI", "Jana Dolezal": "Kestrel AI"}


def test_a_clause_on_whom_somebody_met_gives_no_role() -> None:
    people = draft(LEAD + "Jana Dolezal, who dined with the mayor of Riga, was there.").people
    assert [person.name for person in people] == ["Ada Quist"]
