"""What is no news of a company: suppositions, surveys, share prices, fines, pay, remarks in a long text."""

import pytest

from tracker.ingest.reader import draft

NOTHING = [
    "If Kestrel AI had put $9 million into Corvo AI, it would employ 900 people.",
    "Kestrel AI would be worth $400 billion if it were listed.",
    "You look after 1,400 servers of Kestrel AI and work with Corvo AI.",
    "In a survey of 47 countries by Kestrel AI, 46% were willing to pay.",
    "A study by Kestrel AI and Corvo AI found that 1,200 hours were lost.",
    "Kestrel AI dropped 3.4%, Corvo AI 5.2% and Siemens 2.7%.",
    "The stock of Kestrel AI is down 24% from its high.",
    "A regulator fined Kestrel AI €15m over its chatbot.",
    "Kestrel AI paid $1.5bn in a settlement.",
    "Under the act, firms with fewer than 750 employees will need Kestrel AI.",
    "Corvo Research puts the market for robots at $67.9 billion.",
    '"Investors want to see returns," said Ada Quist, who runs Corvo AI.',
    "From 15 January, firms have to leave Kestrel AI.",
    "The salary at Kestrel AI reaches $900,000.",
    "She moved to IBM's research centre in Zurich in 1978, and led it later.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_a_sentence_that_reports_nothing_drafts_nothing(text: str) -> None:
    drafts = draft(text)
    assert (drafts.offices, drafts.partnerships, drafts.claims) == ([], [], [])


PASSING = [
    "Apart from Corvo AI and Siemens, no start-up raised $90 million.",
    "It is one of the few, along with Corvo AI and Siemens, to train models.",
    "Siemens and Corvo AI are after the same customers.",
    "A lease there was signed this week by Corvo AI.",
    "Siemens, its owner since the summer, paid $300 million up front for it.",
    "The company was sold to Siemens in 2023.",
    "Talks with Siemens about a joint venture failed.",
    "Siemens and Corvo AI have announced Norwegian sites of their own.",
]


@pytest.mark.parametrize("text", PASSING)
def test_who_is_named_in_passing_is_party_to_no_deal(text: str) -> None:
    assert draft(f"Kestrel AI makes language models in Oslo. {text}").partnerships == []


def test_a_round_told_by_a_participle_is_of_the_subject_behind_it() -> None:
    text = "Having taken more than $90 million last year from Accel and Siemens, Kestrel AI is hiring."
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"Kestrel AI", "Accel", "Siemens"}]


def test_who_builds_its_site_is_a_partner_and_what_it_calls_itself_is_none() -> None:
    text = "Kestrel AI, the Robot Company, announced a new plant in Oslo. The site, which Siemens will build "
    text += "and run, is due to open in 2027 and will hold chips."
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"Kestrel AI", "Siemens"}]


def test_whom_founders_left_does_not_come_under_discussion() -> None:
    text = "Ada Quist and John Roe left Siemens. Kestrel AI, their firm, has 40 people. It raised $9m."
    assert {claim.subject for claim in draft(text).claims} == {"Kestrel AI"}


COUNTED = [
    ("Apart from Corvo AI and Siemens no start-up has collected more.", [(3, "rank")]),
    ("No Norwegian city has as many engineers.", []),
    ("Thirty of its people sit in Oslo, out of 300 altogether.", [(30, "people"), (300, "people")]),
    ("Six researchers will make a beginning.", [(6, "people")]),
    ("It has 250 people, Corvo AI more than 4,000.", [(250, "people"), (4_000, "people")]),
    ("A year ago 40 worked for the start-up.", [(40, "people")]),
    ("360 million Indians will get it for nothing.", [(360_000_000, "users")]),
    ("Revenue grew tenfold in two years.", [(10, "times")]),
    ("Siemens has a stake of half a percent in it.", [(0.5, "percent")]),
    ("A quarter of a million people use it.", [(250_000, "users")]),
    ("Of the roughly 4,000 people the company employs, 90 sit in Oslo.", [(4_000, "people"), (90, "people")]),
    ("Estonia itself spends more than 3 percent of its output on defence.", []),
    ("Siemens, which employs 320,000 people, invested in it.", []),
    ("Oslo got its office in July, and nowhere else in Europe does the company have one.", [(1, "rank")]),
    ("It is looking for 35 phoneticians.", [(35, "people")]),
    ("It lost €3 million last year.", [(3_000_000, "EUR")]),
    ("It makes 10,000 robots. It wants that number to reach 90,000.", [(10_000, "other"), (90_000, "other")]),
    ("Six researchers left for Corvo AI.", []),
    ("It is the first of its US sites to be counted in gigawatts: 1.2 of them.", [(1, "rank"), (1.2, "GW")]),
    ("Customers number 50,000-plus, the company says.", [(50_000, "other")]),
]


@pytest.mark.parametrize(("text", "told"), COUNTED)
def test_what_is_counted_by_comparison_or_apart_from_its_noun(
    text: str, told: list[tuple[float, str]]
) -> None:
    claims = draft(f"Kestrel AI makes language models in Oslo. {text}").claims
    assert sorted((claim.value or 0, claim.unit or "") for claim in claims) == sorted(told)


def test_growth_told_of_a_company_is_no_share_price() -> None:
    told = draft("Revenue at Kestrel AI rose 71% in a year.").claims
    assert [(claim.value, claim.unit) for claim in told] == [(71, "percent")]


REMARKS = (
    "My neighbour keeps bees behind our library. Kestrel AI made a small camera for her hives. It found 312 "
    "wasps in one week, and 45% of the bees came home late. The old priest, who is 91, came to look. The "
    "town's band played twice. Three of 20 guests were stung, and one of them laughed about it until "
    "midnight. Nobody knew why the queen had left. The camera hangs there to this day, and the bees do not "
    "mind it, nor does the mayor who lives next door. Ask her for honey, she has more than she "
    "can eat, and bring a jar. "
)


def test_bare_counts_of_a_long_text_without_other_facts_are_remarks() -> None:
    assert draft(REMARKS).claims == []
    news = draft(REMARKS + "Kestrel AI raised $9 million from Corvo Ventures in Oslo.")
    assert {claim.value for claim in news.claims} >= {9_000_000, 312}


RECKONED = (
    "STAMFORD, Conn. – Worldwide outlays on chips will total $644 billion, up 76.4%, Gartner said. "
    "Four-fifths of it goes on hardware: servers account for $180 billion and telephones for $298 "
    "billion, and what is left pays for software and for those who look after it. By region, North "
    "America leads with a share of 48%, followed by China with 19% and by Japan with 9%. Nowhere does "
    "it grow as fast as in India. The firm, which has 21,000 employees, will discuss the numbers at its"
    " symposium in Barcelona in the second week of November."
)


def test_what_researchers_reckon_of_a_market_is_no_news_of_a_company() -> None:
    drafts = draft(RECKONED)
    assert (drafts.offices, drafts.partnerships, drafts.claims) == ([], [], [])


INTENDED = [
    '"Every country we enter makes the product better," said Ada Quist, who runs Kestrel AI.',
    '"This will put a doctor into every pocket," said Ada Quist, who runs Kestrel AI.',
    '"Everybody knows what we are planning," said Ada Quist, who runs Kestrel AI.',
    "Ada Quist, the minister for energy, called the plan of Kestrel AI a vote of confidence.",
    '"Chips are the new oil," Ada Quist, who runs Kestrel AI, likes to say.',
]


@pytest.mark.parametrize("text", INTENDED)
def test_what_is_said_without_a_wish_is_no_statement_of_intent(text: str) -> None:
    assert draft(text).claims == []


def test_a_wish_in_a_clause_of_its_own_stands_beside_a_number() -> None:
    text = "Ada Quist of Kestrel AI said it plans to hire engineers in Oslo and that half of them are new."
    assert [claim.metric for claim in draft(text).claims].count("stated_intent") == 1


@pytest.mark.parametrize(
    "text",
    [
        "La empresa Luzia abre oficina en Lima.\nLo más leído\n1. Amazon abre en Bilbao\n2. ¿Meta, en Quito?",
        "A empresa Luzia abre escritório em Lima.\nMais lidas\nOpenAI capta US$ 4 bilhões e abre em Recife",
        "La société Luzia ouvre un bureau à Lima.\nÀ VOIR AUSSI - OpenAI s’est installée à Dublin",
        "La società Luzia apre una sede a Lima.\nTi potrebbe interessare\nOpenAI apre un ufficio a Torino",
        "Die Firma Luzia eröffnet ein Büro in Lima.\nMeistgelesen\nOpenAI eröffnet in München",
    ],
)
def test_headlines_of_other_articles_are_no_facts(text: str) -> None:
    drafts = draft(text)
    assert ([office.city for office in drafts.offices], drafts.claims) == (["Lima"], [])


@pytest.mark.parametrize(
    "text",
    [
        "智谱在东京设立办公室。\n【延伸阅读】\n· 阿里巴巴在巴黎开设办公室\n· 百度在首尔开店？",
        "ソニーは東京に拠点を設けた。\n関連記事\nオープンAI、パリにオフィス",
        "네이버가 도쿄에 사무소를 열었다.\n관련기사\n오픈AI, 파리에 사무소 연다",
    ],
)
def test_nor_are_those_in_east_asian_scripts(text: str) -> None:
    assert [office.city for office in draft(text).offices] == ["Tokyo"]


@pytest.mark.parametrize(
    "below",
    [
        "More from Tech\nOpenAI opens office in Dublin\nGoogle hires 300 people in Madrid",
        "You might also like: Meta opens research lab in Zurich",
        "It was a day of sun.\nNobody cared.\nMeta opens lab in Zurich\nIBM opens lab in Cork, hires 90",
    ],
)
def test_headlines_below_the_prose_are_those_of_other_articles(below: str) -> None:
    drafts = draft(f"Cohere opens an office in Paris, the company said.\n{below}")
    assert ([office.city for office in drafts.offices], drafts.claims) == (["Paris"], [])
