"""Single constructions of French, Portuguese, Italian, Spanish and German reports."""

import pytest

from tracker.ingest.reader import draft

DEALS = [
    ("La société OpenAI a signé un accord avec l’Agence France-Presse et BNP Paribas.",
     ["OpenAI", "Agence France-Presse", "BNP Paribas"]),
    ("La société OpenAI s’est alliée à Airbus pour les usines du pays.", ["OpenAI", "Airbus"]),
    ("A OpenAI anunciou um acordo com o Itaú Unibanco e a Zyntro para as empresas do país.",
     ["OpenAI", "Itaú Unibanco", "Zyntro"]),
    ("A Anthropic, rival da OpenAI, assinou um contrato com a Oracle.", ["Anthropic", "Oracle"]),
    ("La società OpenAI, con Leonardo e Accenture, ha siglato un'alleanza sulla sicurezza.",
     ["OpenAI", "Leonardo", "Accenture"]),
    ("OpenAI hat mit SAP eine Partnerschaft für die Verwaltung im Land geschlossen.", ["OpenAI", "SAP"]),
    ("La société Mistral AI boucle une levée de 9 millions d’euros, avec le concours de Nvidia et d’eBay.",
     ["Mistral AI", "Nvidia", "eBay"]),
    ("La ronda de la firma Luzia la encabezó Accel; también entraron Zyntro, el grupo vasco Orbela y GV.",
     ["Luzia", "Accel", "Zyntro", "Orbela", "GV"]),
    ("L’éditeur Mistral AI obtient un contrat de 9 millions d’euros, loin derrière Google et Microsoft.", []),
    ("Los clientes europeos de la empresa OpenAI son muchos, pero entre los socios no figura ninguno.", []),
]  # fmt: skip


DEALINGS = [
    ("Pour la société OpenAI, c’est une fête. Orange et Stellantis s’appuient déjà sur ses modèles.",
     {"Orange", "Stellantis"}),
    ("Die Firma OpenAI wächst. Bosch und Siemens setzen die Software bereits ein.", {"Bosch", "Siemens"}),
    ("La empresa OpenAI crece y más. Las máquinas las pondrá Nvidia.", {"Nvidia"}),
    ("La empresa OpenAI crece y más. Con Telefónica comparte desde mayo un laboratorio.", {"Telefónica"}),
    ("La società OpenAI cresce nel paese. A fornire i chip sarà Nvidia.", {"Nvidia"}),
    ("La società OpenAI cresce nel paese. Per Leonardo sviluppa un assistente.", {"Leonardo"}),
    ("Die Firma OpenAI wächst. Apple nutzt seine eigenen Modelle, Amazon liefert Pakete aus.", set()),
    ("La empresa OpenAI crece y más. Con Apple compite, y Meta usa sus propios modelos.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "others"), DEALINGS)
def test_who_deals_with_the_company_under_discussion(text: str, others: set[str]) -> None:
    assert {frozenset(deal.parties) for deal in draft(text).partnerships} == {
        frozenset({"OpenAI", other}) for other in others
    }


def test_the_letter_of_a_round_begins_no_name() -> None:
    text = "Quem liderou a rodada série C da Zyntrax foi a Accel. Os engenheiros da empresa não param."
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"Zyntrax", "Accel"}]


@pytest.mark.parametrize(("sentence", "parties"), DEALS)
def test_deals(sentence: str, parties: list[str]) -> None:
    found = [set(deal.parties) for deal in draft(sentence).partnerships]
    assert found == ([set(parties)] if parties else [])


@pytest.mark.parametrize(
    ("sentence", "members"),
    [
        ("La société OpenAI grandit. Parmi ses clients européens figurent BMW et SAP.", {"BMW", "SAP"}),
        ("La empresa OpenAI suma 100 clientes, entre ellos BMW y SAP.", {"BMW", "SAP"}),
        ("Con BMW e con SAP la società OpenAI ha siglato intese separate.", {"BMW", "SAP"}),
    ],
)
def test_each_customer_has_a_deal_of_its_own(sentence: str, members: set[str]) -> None:
    assert {frozenset(deal.parties) for deal in draft(sentence).partnerships} == {
        frozenset({"OpenAI", member}) for member in members
    }


OFFICES = [
    ("Das Büro von OpenAI in Madrid ist das dritte, auch in Wien und in Graz gibt es bereits welche.",
     {"Madrid", "Vienna", "Graz"}),
    ("Nach Austin nun New York: Am Hudson richtet OpenAI ein Büro ein.", {"Austin", "New York"}),
    ("La oficina de OpenAI en Bilbao se suma a las que ya tiene en Madrid.", {"Bilbao", "Madrid"}),
    ("A Bolonia fue el ministro; la oficina de OpenAI se abrirá en Bilbao.", {"Bilbao"}),
    ("La sede di OpenAI resta a Milano, mentre il supercomputer sorgerà a Cagliari.", {"Milan"}),
    ("Zu den Standorten von OpenAI in Berlin und Wien soll in diesem Jahr San Francisco hinzukommen.",
     {"Berlin", "Vienna", "San Francisco"}),
    ("La firma OpenAI crece: a Lima, donde ya tiene oficina, se sumará este otoño Quito.", {"Lima", "Quito"}),
    ("Le groupe OpenAI déménage ses équipes de Nantes à Rennes.", {"Rennes"}),
    ("La empresa OpenAI traslada su equipo de Madrid a Lima este año.", {"Lima"}),
    ("OpenAI ouvre un bureau à Lyon, où le maire de Toulouse, en congrès à Nice, l’attendait.", {"Lyon"}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cities"), OFFICES)
def test_cities_beside_the_one_that_an_office_word_stands_at(sentence: str, cities: set[str]) -> None:
    assert {office.city for office in draft(sentence).offices} == cities


PEOPLE = [
    ("OpenAI grandit. La société a nommé Camille Durand, venue de Salesforce.", "Camille Durand"),
    ("Selon Camille Durand, qui pilote les opérations, OpenAI grandira.", "Camille Durand"),
    ("OpenAI cresce. A guidare la nuova sede sarà Claudia Durante.", "Claudia Durante"),
    ("La nueva sede de OpenAI la dirigirá Marta Dorado.", "Marta Dorado"),
    ("OpenAI wächst, versicherte Malte Durant, Mitgründer und Vorstandschef.", "Malte Durant"),
    ("OpenAI的首尔办公室将由李俊表负责。", "李俊表"),
    ("Al frente de la oficina de OpenAI en Lima estará Marta Dorado.", "Marta Dorado"),
    ("Segundo a diretora-geral da OpenAI em Portugal, Joana Dorada, o escritório abre.", "Joana Dorada"),
    ("La société OpenAI a recruté Camille Durand, ex-Salesforce, pour les ventes.", "Camille Durand"),
]


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_people(text: str, name: str) -> None:
    assert [person.name for person in draft(text).people] == [name]


CLAIMS = [
    ("La société OpenAI emploie 250 salariés, dont 70 à Lyon.", 70, "people"),
    ("OpenAI va ouvrir à Lyon avec, dans un premier temps, une vingtaine de salariés.", 20, "people"),
    ("Gli utenti settimanali di OpenAI sono più di 13 milioni.", 13_000_000, "users"),
    ("A base de clientes da OpenAI supera 300 mil.", 300_000, "users"),
    ("La société OpenAI grandit. Ils sont 400 à y travailler.", 400, "people"),
    ("La empresa OpenAI crece y más. Hoy son 6.500 los empleados.", 6_500, "people"),
    ("La società OpenAI cresce. E le persone? Sono 185.", 185, "people"),
    ("Nella sede di OpenAI vi lavorano in 120, secondo la società.", 120, "people"),
    ("La empresa OpenAI crece. Los mensajes diarios rebasan los 200 millones.", 200_000_000, "other"),
    ("Die Firma OpenAI arbeitet mit 60 Entwicklern an neuen Modellen.", 60, "people"),
    ("Die Firma OpenAI ist heute dreimal so viel wert wie noch im Mai.", 3, "times"),
    ("Na OpenAI, entre os países que mais a usam, o Brasil figura nos dez primeiros.", 10, "rank"),
    ("Il valore di OpenAI ha così superato il miliardo di euro.", 1_000_000_000, "EUR"),
    ("La France figure parmi les vingt premiers pays de la société OpenAI.", 20, "rank"),
    ("Los usuarios de OpenAI en el país se triplicaron en un año.", 3, "times"),
    ("Les recettes de la société OpenAI ont plus que décuplé en un an.", 10, "times"),
]


def test_a_sum_in_another_currency_behind_the_first_is_no_second_claim() -> None:
    text = "Pour OpenAI, ce sont 117 millions de dollars, soit environ 105 millions d’euros."
    assert [(claim.value, claim.unit) for claim in draft(text).claims] == [(117_000_000, "USD")]


@pytest.mark.parametrize(("sentence", "value", "unit"), CLAIMS)
def test_claims(sentence: str, value: int, unit: str) -> None:
    assert (value, unit) in [(claim.value, claim.unit) for claim in draft(sentence).claims]


@pytest.mark.parametrize(
    "sentence",
    [
        "A OpenAI, com valor de mercado de US$ 500 bilhões, tem muitos clientes no país.",
        "La società OpenAI vale oggi 500 miliardi di dollari.",
        "La société OpenAI est désormais valorisée 500 milliards de dollars.",
    ],
)
def test_what_a_company_is_worth(sentence: str) -> None:
    assert [(claim.metric, claim.unit) for claim in draft(sentence).claims] == [("valuation", "USD")]


OFFICES = [
    ("Après Londres et Dublin, la société OpenAI va ouvrir un bureau à Lyon.", {"London", "Dublin", "Lyon"}),
    ("La société OpenAI va ouvrir un bureau à Lyon et un autre à Munich.", {"Lyon", "Munich"}),
    ("OpenAI hat ein Büro in Wien. Noch in diesem Jahr soll Graz hinzukommen.", {"Vienna", "Graz"}),
    ("OpenAI no prevé abrir una oficina en Lima.", set()),
    ("A OpenAI abriu um escritório em Lisboa?", set()),
]


@pytest.mark.parametrize(("sentence", "cities"), OFFICES)
def test_offices(sentence: str, cities: set[str]) -> None:
    assert {office.city for office in draft(sentence).offices} == cities


def test_a_quotation_after_a_space_opens_a_sentence_of_its_own() -> None:
    text = "La société OpenAI a 40 salariés. « Nous aurons 90 ingénieurs », dit la directrice générale."
    found = draft(text, language="fr").claims
    assert [claim.evidence.startswith("«") for claim in found if claim.value == 90] == [True]


@pytest.mark.parametrize("text", ["München.", "Wir trafen Blorptech,", "OpenAI a des clients", "Après Lyon"])
def test_a_text_may_end_anywhere(text: str) -> None:
    assert draft(text).offices == []


def test_separate_contracts_are_deals_apart() -> None:
    text = "Telefónica y Airbus firmaron con OpenAI contratos por separado para sus empresas en el país."
    assert {frozenset(deal.parties) for deal in draft(text).partnerships} == {
        frozenset({"Telefónica", "OpenAI"}),
        frozenset({"Airbus", "OpenAI"}),
    }


def test_a_headline_tells_no_second_deal() -> None:
    text = (
        "OpenAI e Leonardo, patto per la sicurezza\n\n"
        "La società OpenAI ha siglato un accordo con Leonardo e Accenture."
    )
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"OpenAI", "Leonardo", "Accenture"}]


MOVES = [
    ("OpenAI trasferisce la sede da Lima a Oslo.", {"Oslo"}),
    ("OpenAI ist auch in Riga, Lima und Oslo vertreten.", {"Riga", "Lima", "Oslo"}),
    ("OpenAI eligió Lima para instalar su equipo.", {"Lima"}),
    ("Oslo et Riga compléteront Lima, où OpenAI a un bureau.", {"Oslo", "Riga", "Lima"}),
    ("OpenAI ha un ufficio a Oslo e ne aprirà un secondo a Riga.", {"Oslo", "Riga"}),
    ("OpenAI prepara su desembarco en Lima.", {"Lima"}),
]


@pytest.mark.parametrize(("sentence", "cities"), MOVES)
def test_moves_and_choices_in_other_languages(sentence: str, cities: set[str]) -> None:
    assert {office.city for office in draft(sentence).offices} == cities


@pytest.mark.parametrize(
    ("sentence", "parties", "kind"),
    [
        ("Zudem kooperiert SAP mit Siemens.", {"SAP", "Siemens"}, "commercial"),
        ("Außerdem arbeitet SAP ab dem 3. November mit Siemens.", {"SAP", "Siemens"}, "commercial"),
        ("Von Nvidia bezieht Aleph Alpha die Chips.", {"Aleph Alpha", "Nvidia"}, "infrastructure"),
        ("Zugleich investiert SAP 20 Millionen Euro in Aleph Alpha.", {"SAP", "Aleph Alpha"}, "investment"),
        ("Im Juni beteiligt sich Temasek an Helsing.", {"Temasek", "Helsing"}, "investment"),
    ],
)
def test_in_german_the_subject_may_stand_behind_the_verb(sentence: str, parties: set[str], kind: str) -> None:
    text = f"Das teilten die Unternehmen am Montag in Berlin mit. {sentence}"
    assert [(set(deal.parties), deal.kind) for deal in draft(text).partnerships] == [(parties, kind)]


def test_the_currency_of_a_round_may_be_said_before() -> None:
    text = "La società Luzia vale 9 miliardi di dollari. Il round, aperto ieri, si chiude a quota 54 milioni."
    assert (54_000_000, "USD") in [(claim.value, claim.unit) for claim in draft(text).claims]


def test_a_name_alone_above_the_report_is_whose_page_it_is() -> None:
    text = "InvestmentTage\nDie Firma Luzia wächst.\nWährend die Zentrale in Lima bleibt, wird investiert."
    assert [office.company for office in draft(text).offices] == ["Luzia"]
