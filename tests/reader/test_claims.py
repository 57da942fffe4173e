"""Claims: numbers by the words beside them, ranks, shares and statements, in six languages."""

import pytest

from tracker.ingest.reader import draft

NUMBERS = [
    ("Kestrel AI employs 80 today.", [(80, "people")]),
    ("The new floor of Kestrel AI is where 90 work.", [(90, "people")]),
    ("Kestrel AI takes 230 megawatts; 290 more are foreseen.", [(230, "MW"), (290, "MW")]),
    ("Kestrel AI gets twenty megawatts, forty follow.", [(20, "MW"), (40, "MW")]),
    ("Kestrel AI buys chips, 9,000 of them.", [(9_000, "GPU")]),
    ("Kestrel AI went from 22 to 40 million users.", [(40_000_000, "users"), (22_000_000, "users")]),
    ("Kestrel AI serves sixty of the 100 largest banks.", [(60, "other")]),
    ("Kestrel AI and Siemens split it down the middle.", [(50, "percent")]),
    ("Of its 50 MW half is let, says Kestrel AI.", [(50, "MW"), (50, "percent")]),
    ("Kestrel AI opens in the third quarter of 2026.", []),
    ("En Bilbao trabajan 90 para Kestrel AI, según la empresa.", [(90, "people")]),
    ("Ocho de cada diez bancos usan Kestrel AI, según la empresa.", [(80, "percent")]),
    ("Un client sur cinq de Kestrel AI est en France.", [(20, "percent")]),
    ("Siemens und Kestrel AI halten es zu gleichen Teilen.", [(50, "percent")]),
    ("Only Japan sends Kestrel AI more customers.", [(2, "rank")]),
    ("Lagos is the fourth base of Kestrel AI on the continent.", [(4, "rank")]),
    ("Lagos is for Kestrel AI its fourth foreign base.", [(4, "rank")]),
    ("In Lagos Kestrel AI opens a second campus.", []),
    ("Perù è tra i primi dieci Paesi per uso di Kestrel AI.", [(10, "rank")]),
    ("Kestrel AI has been present in Chile for 31 years.", [(31, "other")]),
    ("Das Abkommen zwischen Siemens und Kestrel AI läuft fünf Jahre.", [(5, "other")]),
    ("Every dollar of the state will be matched by two dollars of Kestrel AI.", [(2, "times")]),
    ("Der Umsatz von Kestrel AI hat sich in einem Jahr verneunfacht.", [(9, "times")]),
    ("La capacidad de Kestrel AI en el país se triplicará en un año.", [(3, "times")]),
    ("Kestrel AI hat in der Stadt 300 Softwareentwickler.", [(300, "people")]),
    ("Siemens steckt einen zweistelligen Millionenbetrag in die Firma Kestrel AI.", [(None, None)]),
    ("Kestrel AI counts 60 of the FTSE 100 among its clients.", [(60, "other")]),
    ("The FTSE 100 fell 3 percent, Kestrel AI said.", []),
    ("Bei Kestrel AI arbeiten hundertzwanzig Leute, sechzig in Köln.", [(120, "people"), (60, "people")]),
    ("Kestrel AI has 40 people in Oslo and wants 90 by June.", [(40, "people"), (90, "people")]),
    ("Kestrel AI emploie 900 personnes, contre 350 un an plus tôt.", [(900, "people"), (350, "people")]),
    ("Kestrel AI has 40 people; Ada Quist, 52, leads them since 12 May.", [(40, "people")]),
    ("An office of Kestrel AI for ninety has opened in Oslo.", [(90, "people")]),
    ("Kestrel AI doubles its headcount in Oslo to eighty.", [(80, "people"), (2, "times")]),
    ("Kestrel AI grew. Its workforce topped 300 in May.", [(300, "people")]),
    ("Kestrel AI is small; its payroll lately went past 100.", [(100, "people")]),
    ("Kestrel AI is worth six point six billion dollars.", [(6_600_000_000, "USD")]),
    ("Kestrel AI kauft eine halbe Million Chips.", [(500_000, "GPU")]),
    ("Kestrel AI got $9m. 8 million of new money follow.", [(9_000_000, "USD"), (8_000_000, "USD")]),
    ("Kestrel AI takes 230 megawatts. A further 290 may be added.", [(230, "MW"), (290, "MW")]),
    ("Kestrel AI spoke of 40 million people in reach of its new network.", [(40_000_000, "people")]),
    ("Kestrel AI is at home in Lima, a city of 11 million people.", []),
    ("Kestrel AI runs 3,000 of the Dutch firm's own cleaning drones in Oslo.", [(3_000, "other")]),
    ("Tariffs of 25 per cent hit robots like those of Kestrel AI.", []),
    ("Kestrel AI took $9 million; analysts had expected 8 of others.", [(9_000_000, "USD")]),
    ("Die Plattform der Firma Kestrel AI umfasst 1.500 Bausätze für Roboter.", [(1_500, "other")]),
    ("A empresa Kestrel AI não vende: ela reúne 1,5 milhão de modelos.", [(1_500_000, "other")]),
    ("Die Firma Kestrel AI liegt 300 Kilometer von Berlin.", []),
    ("Seven in ten companies of the FTSE 100 use Kestrel AI.", [(70, "percent")]),
    ("Sales of Kestrel AI went up by half.", [(50, "percent")]),
    ("La oficina de Lima es la primera de la empresa Kestrel AI en América Latina.", [(1, "rank")]),
    ("Kestrel AI is Norway's most valuable AI start-up.", [(1, "rank")]),
    ("Kestrel AI is among the five most used chatbots in Peru.", [(5, "rank")]),
    ("Only Intel is worth more than Kestrel AI.", [(2, "rank")]),
    ("O escritório da Kestrel AI em Lima será o 11º fora do Brasil.", [(11, "rank")]),
]


@pytest.mark.parametrize(("sentence", "amounts"), NUMBERS)
def test_a_number_counts_what_the_words_beside_it_say(
    sentence: str, amounts: list[tuple[int | None, str | None]]
) -> None:
    assert [(claim.value, claim.unit) for claim in draft(sentence).claims] == amounts


OUTSIDERS = [
    "Kestrel AI opens in Oslo. Norway spent $9 billion on schools.",
    "Kestrel AI opens in Oslo. Last year the state earned 9 billion euros in tax.",
    "Kestrel AI opens in Oslo. Unemployment stands at 4 percent.",
    "Kestrel AI opens in Oslo. Some expect the market for robots to reach $38 billion by 2035.",
    "Kestrel AI opens in Oslo. The valley hosts 40% of the country's start-ups.",
    "Kestrel AI abre en Lima. El sector crece 9 % al año.",
    "Kestrel AI ouvre à Nice. La métropole versera 3 millions d'euros.",
]


@pytest.mark.parametrize("text", OUTSIDERS)
def test_what_a_country_or_a_state_has_is_left_out(text: str) -> None:
    assert not [claim for claim in draft(text).claims if claim.value]


STATEMENTS = [
    ("Ada Quist, chief executive of Kestrel AI, said the firm was recruiting in Oslo.", True),
    ("Ada Quist, chief executive of Kestrel AI, would not say how many.", False),
    ("Kestrel AI, selon Claire Roux, sa directrice, ouvrira à Nice.", True),
    ("Chez Kestrel AI, Claire Roux n'exclut pas d'ouvrir à Nice avec une équipe.", True),
    ("Lucía Robles, la directora de Kestrel AI en el Perú, contó que abrirán en Lima.", True),
    ("Per la società Kestrel AI, Anna Conti intende aprire anche a Bari nella primavera.", True),
    ("Ada Quist, chief executive of Kestrel AI, said half of its staff will move.", False),
    ("Ada Quist leads Kestrel AI. In Oslo, said the executive, the firm hopes to find partners.", True),
    ("Ada Quist leads Kestrel AI. She did say that Kestrel AI will stay in Oslo.", True),
    ("Ada Quist leads Kestrel AI. “Oslo is where we go next,” Quist said.", True),
    ("Ada Quist leads Kestrel AI. “AI will change the world,” said Quist.", False),
    ("Ada Quist leads Kestrel AI. Asked whether it might sell robots, Quist answered: “Certainly.”", True),
]


@pytest.mark.parametrize(("sentence", "told"), STATEMENTS)
def test_a_statement_says_what_a_company_will_do(sentence: str, told: bool) -> None:
    assert any(claim.metric == "stated_intent" for claim in draft(sentence).claims) is told


CJK = [
    ("카카오의 해외 매출 비중은 절반까지 늘었다.", (50, "percent")),
    ("카카오의 매출은 1년 사이 세 배가 넘게 늘었다.", (3, "times")),
    ("카카오와 맺은 양해각서는 5년간 유효하다.", (5, "other")),
    ("富士通の売上の6割が海外だという。", (60, "percent")),
    ("富士通の契約期間は3年だ。", (3, "other")),
    ("富士通の顧客は1年で10倍に増えた。", (10, "times")),
    ("百度的研发人员超过三分之二。", (66.7, "percent")),
    ("百度的海外收入占比不到一成。", (10, "percent")),
    ("百度的客户是一年前的四倍。", (4, "times")),
    ("百度与华为的合作协议为期五年。", (5, "other")),
    ("百度的海外用户到去年底已有52万。", (520_000, "users")),
]


@pytest.mark.parametrize(("sentence", "claim"), CJK)
def test_numbers_told_in_words(sentence: str, claim: tuple[float, str]) -> None:
    assert [(found.value, found.unit) for found in draft(sentence).claims] == [claim]


SAID = [
    "百度首席执行官李明要把模型带到泰国,李明说。",
    "富士通の田中一郎社長は「海外にも打って出る」と話した。",
    "카카오 김민수 대표는 일본에 나설 것이라고 말했다.",
]


@pytest.mark.parametrize("sentence", SAID)
def test_statements_in_three_languages(sentence: str) -> None:
    assert [claim.metric for claim in draft(sentence).claims] == ["stated_intent"]


LEFT_OUT = [
    "Some 2,000 people attended the summit at which Kestrel AI spoke.",
    "India has 900 million users, and Kestrel AI wants them.",
    "Home to 60,000 students, Pune attracts Kestrel AI.",
    "Siemens, which bought Kestrel AI for $2 billion in 2019, has an office there.",
    "Norfund, which manages $3 billion, told Kestrel AI so.",
    "Electricity demand will double by 2030, Kestrel AI said.",
    "The racks of Kestrel AI use 45% less energy.",
]


@pytest.mark.parametrize("sentence", LEFT_OUT)
def test_what_others_count_is_left_out(sentence: str) -> None:
    assert [claim.value for claim in draft(sentence).claims if claim.value] == []


PEOPLE = [
    ("Kestrel AI is led by its chief executive, Ada Quist. Quist's plan is bold.", ["Ada Quist"]),
    ("Kestrel AI hired Ada Quist away from Intel.", ["Ada Quist"]),
    ("Maria Quist did not come to Oslo. In a video the chief executive of Kestrel AI spoke.", []),
    ("Maria Quist did not come to Oslo. In a video the chief executive praised Kestrel AI.", ["Maria Quist"]),
    ("[Image: Ada Quist, the mayor of Oslo, greets a robot of Kestrel AI]", ["Ada Quist"]),
    ("Das Unternehmen Kestrel AI wird von Ada Quist geleitet.", ["Ada Quist"]),
    ("„Kestrel AI ist gut“, findet Anna Quist, die es mit Ben Roe gegründet hat.", ["Ben Roe", "Anna Quist"]),
    ("Kestrel AI met Maria Quist in Oslo. There the Norwegian prime minister praised it.", ["Maria Quist"]),
    ("Die Firma Kestrel AI ernennt Ada Quist zur Europachefin.", ["Ada Quist"]),
    ("La empresa Kestrel AI nombra a Lucía Robles directora para España.", ["Lucía Robles"]),
]


@pytest.mark.parametrize(("text", "names"), PEOPLE)
def test_people_by_what_is_told_of_them(text: str, names: list[str]) -> None:
    assert [person.name for person in draft(text).people] == names


SUBJECTS = [
    ("Siemens and Orange headed the $9 million round of Kestrel AI.", "Kestrel AI"),
    ("Kestrel AI opens in Oslo. By May 9,000 Nvidia chips are to run there.", "Kestrel AI"),
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS)
def test_a_claim_is_told_of_whoever_has_it_and_not_of_who_pays_or_supplies(text: str, subject: str) -> None:
    assert [claim.subject for claim in draft(text).claims if claim.value] == [subject]


PLACES = [
    ("Synthesia opened an office in Oslo.\n\nThe company, valued at $4 billion, has 500 employees.", {None}),
    ("Synthesia opened an office in Oslo. It employs 60 people there.", {"Oslo"}),
    ("Synthesia opened an office in Oslo.\n\nIt will hire 30 people in the city.", {"Oslo"}),
    ("The Lima company Synthesia will spend $3 million in Norway.", {"Norway"}),
    ("Nscale is building a data centre in Oslo.\n\nIt will run 60,000 processors.", {"Oslo"}),
]
WHOLE = [
    ("The Lima-based company has about 350 employees.", None),
    ("The company employs 350 people.", None),
    ("It has 350 employees.", None),
    ("Its workforce stands at 350.", None),
    ("With about 350 employees, the start-up is small.", None),
    ("The firm has 12 offices and 3 million users.", None),
    ("The office has 40 employees.", "Oslo"),
    ("The team has grown to 40 people.", "Oslo"),
    ("Some 40 engineers work there.", "Oslo"),
    ("It will hire 40 people.", "Oslo"),
    ("The company has 40 people in the city.", "Oslo"),
]


@pytest.mark.parametrize(("sentence", "place"), WHOLE)
def test_what_a_company_has_is_not_all_where_its_office_is(sentence: str, place: str | None) -> None:
    claims = draft(f"Synthesia opened an office in Oslo. {sentence}").claims
    assert {claim.place for claim in claims} == {place}


def test_what_an_investment_is_worth_is_no_valuation() -> None:
    (claim,) = draft("Synthesia opens in Oslo. Its investment there is worth $40 million.").claims
    assert claim.metric == "investment_commitment"


def test_it_may_be_the_office() -> None:
    (claim,) = draft("The Oslo office of Synthesia opened in May. It has 40 employees.").claims
    assert claim.place == "Oslo"


RANKS = [
    ("Synthesia opened an office in Oslo, its third in Europe.", "office_rank_region", "Europe", "third"),
    ("Synthesia's Oslo base ranks as its third in Europe.", "office_rank_region", "Europe", "third"),
    ("Synthesia opened its first office in Asia.", "office_rank_region", "Asia", "first office"),
    ("Synthesia is building a data centre in Oslo, its third in Europe.", "facility_rank_region", "Europe",
     "third"),
    ("Norway is Synthesia's third-largest market in Europe.", "market_rank", "Europe", "third-largest"),
    ("Le bureau d'Oslo est le troisième de la société Synthesia en Europe, selon elle.",
     "office_rank_region", "Europe", "troisième"),
    ("카카오는 런던에 유럽 두 번째 사무소를 열었다.", "office_rank_region", "유럽", "두 번째"),
    ("카카오는 서울에 두 번째 사무소를 열었다.", "office_rank_region", None, "두 번째"),
    ("한국은 카카오의 두 번째로 큰 시장이다.", "market_rank", None, "두 번째"),
    ("富士通はロンドンに欧州で三番目のオフィスを開いた。", "office_rank_region", "欧州", "三番目"),
    ("百度在伦敦设立欧洲第三个办公室。", "office_rank_region", "欧洲", "第三个"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "metric", "scope", "words"), RANKS)
def test_a_rank_says_what_it_is_one_of(text: str, metric: str, scope: str | None, words: str) -> None:
    (rank,) = [claim for claim in draft(text).claims if claim.unit == "rank"]
    assert (rank.metric, rank.scope, text[slice(*rank.passages["value"])]) == (metric, scope, words)


@pytest.mark.parametrize(("text", "places"), PLACES)
def test_a_place_does_not_stick_to_the_numbers_of_later_paragraphs(text: str, places: set[str]) -> None:
    assert {claim.place for claim in draft(text).claims} == places


def test_each_number_has_the_place_that_no_other_number_parts_it_from():
    text = "Corvo AI has 350 employees, 60 of whom work in London and 40 in Lima."
    assert {claim.value: claim.place for claim in draft(text).claims} == {350: None, 60: "London", 40: "Lima"}


def test_the_fourth_after_others_stands_in_none_of_them() -> None:
    text = "OpenAI will open an office in Oslo, its fourth site in Europe after London, Dublin and Munich."
    (rank,) = [claim for claim in draft(text).claims if claim.unit == "rank"]
    assert (rank.value, rank.place) == (4, "Oslo")


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("Chile ranks second in seats sold by OpenAI, trailing only Norway.", {2: None, 1: "Norway"}),
        ("Chile ranks second only to Norway among OpenAI markets.", {2: None, 1: "Norway"}),
        ("Chile ranks second in seats sold by OpenAI, behind only Norway and Peru.", {2: None}),
        ("Chile ranks third in seats sold by OpenAI, behind Norway.", {3: None}),
    ],
)
def test_who_alone_is_ahead_of_the_second_is_first(text: str, ranks: dict[int, str | None]) -> None:
    found = {claim.value: claim.place for claim in draft(text).claims if claim.unit == "rank"}
    assert found.keys() == ranks.keys()
    assert all(place in (None, found[value]) for value, place in ranks.items())
