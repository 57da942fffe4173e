"""Who acts, whose an office is and what a sum is worth, in five languages besides English."""

import pytest

from tracker.ingest.reader import draft

OFFICES = [
    ("pt", "A Zyntro tem sede em Faro. A startup, avaliada em 3 milhões de euros, tem escritórios em Oslo.",
     {("Zyntro", "Faro"), ("Zyntro", "Oslo")}),
    ("es", "OpenAI crece. La startup madrileña Blorptech, por su parte, cerrará su oficina de Oslo.",
     {("Blorptech", "Oslo")}),
    ("it", "Nasce a Lima il nuovo laboratorio di intelligenza artificiale di OpenAI.", {("OpenAI", "Lima")}),
    ("fr", "C'est à Oslo que la société OpenAI a pris ses quartiers.", {("OpenAI", "Oslo")}),
    ("fr", "La société OpenAI a un bureau à Oslo, et Blorptech, née à Lima, garde des ingénieurs à Riga.",
     {("OpenAI", "Oslo"), ("Blorptech", "Riga")}),
    ("pt", "A OpenAI abriu uma sede no país. As outras ficam em Oslo e em Riga.",
     {("OpenAI", "Oslo"), ("OpenAI", "Riga"), ("OpenAI", None)}),
    ("it", "OpenAI ha aperto un ufficio a Oslo, il secondo dopo quello di Riga.",
     {("OpenAI", "Oslo"), ("OpenAI", "Riga")}),
    ("de", "Der Bezahldienst Blorpo, gegründet in Lima, hat ein Büro in Oslo.", {("Blorpo", "Oslo")}),
    ("de", "Der ChatGPT-Entwickler eröffnet ein Büro in Oslo.", {("OpenAI", "Oslo")}),
    ("pt", "A dona do ChatGPT abriu um escritório em Oslo.", {("OpenAI", "Oslo")}),
    ("it", "OpenAI aprirà un ufficio in Puglia.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "offices"), OFFICES)
def test_whose_office(language: str, text: str, offices: set[tuple[str, str | None]]) -> None:
    found = {(office.company, office.city) for office in draft(text, language=language).offices}
    assert {told for told in found if told[1]} == {told for told in offices if told[1]}


DEALS = [
    ("es", "Con Telefónica, OpenAI mantiene un convenio desde julio.", {"Telefónica", "OpenAI"}),
    ("es", "Airbus acaba de aliarse con OpenAI para sus fábricas.", {"Airbus", "OpenAI"}),
    ("it", "Leonardo, insieme a OpenAI e Airbus, costruirà un supercomputer.",
     {"Leonardo", "OpenAI", "Airbus"}),
    ("it", "La banca UniCredit affida a OpenAI la gestione dei dati.", {"UniCredit", "OpenAI"}),
    ("fr", "La banque BBVA a confié à OpenAI la refonte de son service.", {"BBVA", "OpenAI"}),
    ("de", "An OpenAI beteiligten sich SAP, Airbus und Siemens.", {"OpenAI", "SAP", "Airbus", "Siemens"}),
    ("pt", "A Universidade do Porto e a OpenAI assinaram um acordo.", {"University of Porto", "OpenAI"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "parties"), DEALS)
def test_deals(language: str, sentence: str, parties: set[str]) -> None:
    assert [set(deal.parties) for deal in draft(sentence, language=language).partnerships] == [parties]


def test_who_leads_a_round_is_not_who_has_offices() -> None:
    text = (
        "La empresa OpenAI cerró una ronda de 90 millones de euros. Al frente de la operación se ha puesto"
        " Bullhound Capital. La acompañan Toshiba y Airbus, cuya aportación asciende a 7 millones.\n\n"
        "La sede seguirá en Oslo."
    )
    found = draft(text, language="es")
    assert [set(deal.parties) for deal in found.partnerships] == [
        {"OpenAI", "Bullhound Capital", "Toshiba", "Airbus"}
    ]
    assert [(office.company, office.city) for office in found.offices] == [("OpenAI", "Oslo")]


CLAIMS = [
    ("pt", "Quatro dezenas de pessoas é quanto a OpenAI emprega no país.", 40, "people"),
    ("es", "OpenAI emplea a medio centenar de personas.", 50, "people"),
    ("fr", "La société OpenAI dépasse les 1 700 salariés.", 1700, "people"),
    ("it", "In totale i dipendenti di OpenAI sono 280.", 280, "people"),
    ("pt", "A OpenAI gastará 400 milhões de libras, perto de 470 milhões de euros.", 470_000_000, "EUR"),
    ("de", "OpenAI hat 5 Mio. Euro in das Büro gesteckt.", 5_000_000, "EUR"),
    ("es", "OpenAI invertirá un millón y medio de euros.", 1_500_000, "EUR"),
    ("it", "I ricavi di OpenAI sono arrivati a 2,3 miliardi nel 2024.", 2_300_000_000, "EUR"),
    ("de", "Die Belegschaft von OpenAI soll sich verdreifachen.", 3, "times"),
]


@pytest.mark.parametrize(("language", "sentence", "value", "unit"), CLAIMS)
def test_claims(language: str, sentence: str, value: int, unit: str) -> None:
    found = [(claim.value, claim.unit) for claim in draft(sentence, language=language).claims]
    assert found == [(value, unit)]


PEOPLE = [
    ("fr", "OpenAI grandit. La première recrue, Camille Durand, passée par Airbus, suit la région.",
     ["Camille Durand"]),
    ("de", "OpenAI wächst. Um den Süden kümmert sich Claudia Durant, früher bei SAP.", ["Claudia Durant"]),
    ("es", "OpenAI crece. Lo ratificó horas después Marta Dorado en persona.", ["Marta Dorado"]),
    ("it", "OpenAI cresce, con il sindaco Stefano Lo Blorpo in prima fila.", ["Stefano Lo Blorpo"]),
    ("pt", "De acordo com Marta Dorado, diretora da OpenAI, a empresa crescerá.", ["Marta Dorado"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "names"), PEOPLE)
def test_people(language: str, text: str, names: list[str]) -> None:
    assert [person.name for person in draft(text, language=language).people] == names
