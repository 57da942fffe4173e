"""Constructions of Chinese, Japanese and Korean reports: one sentence and what the reader makes of it."""

import pytest

from tracker.ingest.reader import draft

COUNTS = [
    ("阿里云在全球15個城市營運，累計提供超過1100萬次服務。", 15, "cities", "exact"),
    ("阿里云在全球15個城市營運，累計提供超過1100萬次服務。", 11_000_000, "other", "more_than"),
    ("輝達採用1萬顆Blackwell GPU。", 10_000, "GPU", "exact"),
    ("商汤的集群连接54000块GPU。", 54_000, "GPU", "exact"),
    ("聯發科將採購3000顆AI晶片。", 3_000, "GPU", "exact"),
    ("百度的助手有500万用户。", 5_000_000, "users", "exact"),
    ("百度助手的月活跃用户超过3600万。", 36_000_000, "users", "more_than"),
    ("OpenAI在全球擁有7億名每週活躍用戶。", 700_000_000, "users", "exact"),
    ("商汤在全球设有20个办公室。", 20, "offices", "exact"),
    ("亚马逊将投入2.26万亿日元（约合152亿美元）。", 15_200_000_000, "USD", "exact"),
    ("マイクロソフトは2万3000基超のGPUを稼働させる。", 23_000, "GPU", "more_than"),
    ("ディープエルの顧客は1万7000社を超える。", 17_000, "other", "more_than"),
    ("리벨리온은 NPU 3000장을 공급한다.", 3_000, "GPU", "exact"),
    ("輝達將採用兩萬顆晶片。", 20_000, "GPU", "exact"),
    ("輝達供應26萬塊GPU，其中政府拿5萬塊。", 50_000, "GPU", "exact"),
    ("百度的企业客户超过20万家。", 200_000, "other", "more_than"),
    ("百度在东京的团队有三十五人。", 35, "people", "exact"),
    ("百度在东京的团队有二十多人。", 20, "people", "more_than"),
    ("백악벤처스는 네이버에 2천500만 달러를 넣었다.", 25_000_000, "USD", "exact"),
]


@pytest.mark.parametrize(("sentence", "value", "unit", "comparator"), COUNTS)
def test_counts(sentence: str, value: float, unit: str, comparator: str) -> None:
    assert (value, unit, comparator) in [(c.value, c.unit, c.comparator) for c in draft(sentence).claims]


def test_two_firms_are_no_count() -> None:
    assert draft("百度向3家企业提供服务，覆盖2个国家。").claims == []


def test_adverts_count_nothing() -> None:
    assert draft("百度将扩大投资。\n【广告】暑期课程报名中，前50名员工立减300元\n").claims == []


PEOPLE = [
    ("百度首席执行官方可此前表示，公司将扩大投资。", "方可", "chief executive officer", "Baidu"),
    ("輝達執行長甘樂文19日在台北宣布新計畫。", "甘樂文", "chief executive officer", "Nvidia"),
    ("OpenAI執行長艾可曼(Ada Coman)指出需求強勁。", "艾可曼", "chief executive officer", "OpenAI"),
    ("微软副董事长兼总裁艾达·科曼宣布新计划。", "艾达·科曼", "vice chairman and president", "Microsoft"),
    ("ソニーのアダ・コマン副会長兼社長は説明した。", "アダ・コマン", "vice chair and president", "Sony"),
    ("ソニーで最高執行責任者(COO)の仮野名子氏によると、社員は増えた。", "仮野名子", "COO", "Sony"),
    ("ソニーは17日に発表した。頭取の仮野名子氏も出席した。", "仮野名子", "president", "Sony"),
    ("百度执行总裁方可忠飞往东京，方可忠没有多谈。", "方可忠", "president", "Baidu"),
    ("方可忠身兼百度首席财务官。", "方可忠", "chief financial officer", "Baidu"),
    ("经济大臣阿达·科曼当时到场。", "阿达·科曼", "minister", None),
    ("OpenAI在东京设立办公室，由方可忠担任日本业务负责人。", "方可忠", "head", "OpenAI"),
    ("오픈AI는 초대 한국 대표에는 김가나 전 구글코리아 사장이 선임됐다고 밝혔다.", "김가나", "CEO", "OpenAI"),
]


@pytest.mark.parametrize(("sentence", "name", "role", "company"), PEOPLE)
def test_people(sentence: str, name: str, role: str, company: str) -> None:
    assert [(p.name, p.role, p.company) for p in draft(sentence).people] == [(name, role, company)]


def test_a_market_abroad_is_no_mayor() -> None:
    people = draft('김가나 네이버 대표는 "일본은 세 번째로 큰 해외 시장"이라고 말했다.').people
    assert [(person.name, person.role) for person in people] == [("김가나", "CEO")]


@pytest.mark.parametrize(("ending", "status"), [("착공한다", "announced"), ("착공했다", "under_way")])
def test_who_will_break_ground_has_not_begun(ending: str, status: str) -> None:
    assert [p.status for p in draft(f"네이버는 도쿄에 데이터센터를 {ending}.").projects] == [status]


DEALS = [
    ("月之暗面完成融资，由IDG资本领投，腾讯跟投。", {"Moonshot AI", "IDG Capital", "Tencent"}),
    ("与百度并肩的是运输公司Acome，双方已结为合作伙伴。", {"Baidu", "Acome"}),
    ("ソニーは好調だ。NECとは契約を結んだ。", {"Sony", "NEC"}),
    ("月之暗面完成融资，由吉利资本领投。", {"Moonshot AI", "Geely Capital"}),
    ("百度在东京建中心，合作方是Naver云。", {"Baidu", "Naver Cloud"}),
    ("百度宣布，将与优步合作推出服务。", {"Baidu", "Uber"}),
    ("鴻海與輝達宣布，雙方將共同開發伺服器。", {"Foxconn", "Nvidia"}),
    ("サカナAIは資金を調達した。KDDIなどが引き受けた。", {"Sakana AI", "KDDI"}),
]


@pytest.mark.parametrize(("text", "parties"), DEALS)
def test_deals(text: str, parties: set[str]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == [parties]


@pytest.mark.parametrize(
    "sentence",
    ["软银达成协议收购博世。", "百度希望与腾讯合作。", "네이버는 카카오와 협력을 확대하겠다고 했다."],
)
def test_no_deals(sentence: str) -> None:
    assert draft(sentence).partnerships == []


def test_every_customer_of_a_product_has_a_deal_of_its_own() -> None:
    deals = draft("日本では楽天や富士通が「クロード」を使う。").partnerships
    assert [set(deal.parties) for deal in deals] == [{"Rakuten", "Anthropic"}, {"Fujitsu", "Anthropic"}]


def test_a_dateline_and_a_line_about_other_articles_are_no_facts() -> None:
    text = "〔記者/台北報導〕輝達宣布將在上海設立辦公室。\n\n相關閱讀：百度有100名員工在東京辦公室。"
    drafts = draft(text)
    assert [(office.city, office.status) for office in drafts.offices] == [("Shanghai", "announced")]
    assert drafts.claims == []


def test_a_deal_with_it_is_one_with_the_company_that_the_text_is_about() -> None:
    text = "智谱在新加坡设立办公室。智谱有60名员工。阿里云则与其签署备忘录。"
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"Zhipu AI", "Alibaba Cloud"}]


def test_deals_with_each_of_two_are_apart() -> None:
    text = "サカナAIは東京の企業だ。楽天とは翻訳で、富士通とは広告でそれぞれ手を組む。"
    deals = draft(text).partnerships
    assert [set(deal.parties) for deal in deals] == [{"Sakana AI", "Rakuten"}, {"Sakana AI", "Fujitsu"}]


def test_a_headline_gives_way_to_the_body_that_names_more_parties() -> None:
    text = "輝達攜手鴻海在台打造AI工廠\n\n輝達將與鴻海、台積電合作，建置超級電腦。"
    assert [set(deal.parties) for deal in draft(text).partnerships] == [{"Nvidia", "Foxconn", "TSMC"}]


def test_where_somebody_came_from_is_no_actor() -> None:
    offices = draft("グーグルは東京に拠点を開いた。日本法人の代表にはメタ出身の人が就いた。").offices
    assert {office.company for office in offices} == {"Google"}


ELLIPTIC = [
    ("OpenAI宣布将在新加坡设立办事处,第一个位于东京。", {"Singapore": "announced", "Tokyo": "open"}),
    ("OpenAI已在东京设有办事处,下一站是慕尼黑。", {"Tokyo": "open", "Munich": "announced"}),
    ("新加坡、东京早有OpenAI的分支。", {"Singapore": "open", "Tokyo": "open"}),
    ("OpenAI将在东京设立研发中心,并计划把总部迁往新加坡。", {"Tokyo": "announced", "Singapore": "announced"}),
]


@pytest.mark.parametrize(("sentence", "cities"), ELLIPTIC)
def test_an_office_may_be_told_without_its_word(sentence: str, cities: dict[str, str]) -> None:
    assert {office.city: office.status for office in draft(sentence).offices} == cities


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        ("삼성전자는 업스테이지에 100만 달러를 넣었다.", {"Samsung Electronics", "Upstage"}),
        ("삼성전자가 업스테이지의 차세대 칩을 생산한다.", {"Samsung Electronics", "Upstage"}),
        ("ソニーはミストラルAIのモデルを採用した。", {"Sony", "Mistral AI"}),
        ("エヌビディアはソニーに半導体を供給する。", {"Nvidia", "Sony"}),
        ("腾讯持有智谱AI约5%的股份。", {"Tencent", "Zhipu AI"}),
        ("华为向丰田供应昇腾芯片。", {"Huawei", "Toyota"}),
    ],
)
def test_who_pays_supplies_or_uses_what_another_makes_deals_with_it(sentence, parties):
    assert [set(deal.parties) for deal in draft(sentence).partnerships] == [parties]


def test_no_company_is_read_out_of_the_end_of_a_word():
    assert draft("オープンAIの大規模モデルを導入した。").partnerships == []


def test_a_city_that_was_left_and_the_ward_of_another_are_no_offices():
    found = draft("智谱AI把总部从北京迁到新加坡。").offices
    assert [(office.company, office.city) for office in found] == [("Zhipu AI", "Singapore")]
    found = draft("アンソロピックは東京・渋谷に日本法人を置く。").offices
    assert [(office.company, office.city) for office in found] == [("Anthropic", "Tokyo")]


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("比起輝達偏好北部，超微偏愛南方。台南有一座由它設立的研發中心。", {("AMD", "Tainan")}),
        (
            "네이버는 서울에 사무소를 열었고, 리벨리온은 도쿄에 연구소를 신설했다.",
            {("Naver", "Seoul"), ("Rebellions", "Tokyo")},
        ),
    ],
)
def test_an_office_belongs_to_who_acts_in_its_clause(text: str, offices: set[tuple[str, str]]) -> None:
    assert {(office.company, office.city) for office in draft(text).offices} == offices


def test_a_sum_in_another_currency_is_no_second_claim() -> None:
    assert [c.unit for c in draft("百度去年收入3.5亿元人民币，折合约4900万美元。").claims] == ["USD"]


def test_a_name_known_in_one_script_is_found_in_the_other() -> None:
    assert [o.company for o in draft("銀河通用在東京設立研發中心。").offices] == ["Galbot"]


def test_two_letters_before_hangul_are_part_of_a_longer_name() -> None:
    assert draft("KT누누는 서울에 사무소를 열었다. 네이버는 크다.").offices == []


def test_the_month_of_a_round_is_no_monthly_fee() -> None:
    text = "업스테이지는 지난해 4월 1000억원 규모 시리즈B를 마쳤는데 카카오와 네이버가 돈을 댔다."
    drafts = draft(text)
    assert [c.value for c in drafts.claims] == [100_000_000_000]
    assert [set(d.parties) for d in drafts.partnerships] == [{"Upstage", "Kakao", "Naver"}]


def test_a_campus_measured_by_its_power_is_no_office() -> None:
    assert draft("百度在广州兴建园区，首期200兆瓦明年上线。").offices == []


def test_whoever_buys_shares_has_a_deal_with_the_company() -> None:
    drafts = draft("微软公司3日说，15亿美元用来买下了当地企业G42的股份。")
    assert [set(d.parties) for d in drafts.partnerships] == [{"Microsoft", "G42"}]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("百度领投了商汤的新一轮；微软和思科合组一家公司。", {"Microsoft", "Cisco"}),
        ("百度很忙。与丰田、本田共同出资的公司已运转。", {"Baidu", "Toyota", "Honda"}),
        ("네이버는 크다. 영국 Arm은 이 회사에 지분을 넣었다.", {"Naver", "Arm"}),
        (
            "OpenAIのアダ・コマンCEOが来日した。日立も動いた。コマン氏はソニーとも手を握った。",
            {"OpenAI", "Sony"},
        ),
    ],
)
def test_deals_of_who_acts(text: str, parties: set[str]) -> None:
    assert parties in [set(deal.parties) for deal in draft(text).partnerships]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("네이버 제인 도 CEO는 서울에 왔다.", "제인 도"),
        ("都内で仮野名子社長と会った。", "仮野名子"),
        ("王储阿达·本·科曼出席了会议。", "阿达·本·科曼"),
        ("经济发展局副局长方可忠对此表示欢迎。", "方可忠"),
    ],
)
def test_names_are_read_whole(text: str, name: str) -> None:
    assert [person.name for person in draft(text).people] == [name]


def test_a_text_may_leave_the_ai_of_a_name_out() -> None:
    text = "퓨리오사AI는 크다. 퓨리오사는 도쿄에 사무소를 열었다."
    assert [(o.company, o.city) for o in draft(text).offices] == [("FuriosaAI", "Tokyo")]


def test_a_quotation_without_a_number_states_what_is_intended_beside_one() -> None:
    text = "ソニーの仮野名子社長が来た。仮野氏は「日本企業と組んで広げたい」と話し、社員は300人いる。"
    assert [c.metric for c in draft(text).claims] == ["employees", "stated_intent"]


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("继东京之后，百度传出要在台北落脚。", {("Tokyo", "open"), ("Taipei", "rumoured")}),
        ("法国人工智能企业百度宣布，亚太总部选在新加坡。", {("Singapore", "announced")}),
        ("百度要去东京找客户，未必马上设点。", set()),
        ("百度将扩建东京、大阪的机房，并在新加坡新设研发中心。", {("Singapore", "announced")}),
        ("目前在新加坡设有研发中心的外国公司超过60家，百度也在其列。", set()),
    ],
)
def test_where_a_company_settles(text: str, offices: set[tuple[str, str]]) -> None:
    assert {(office.city, office.status) for office in draft(text).offices} == offices


def test_a_company_described_anew_is_the_one_that_the_text_is_about() -> None:
    text = "百度很忙。腾讯与百度签了三年合约。这家北京公司融了6亿美元，出钱的有软银。"
    assert {"Baidu", "SoftBank Group"} in [set(deal.parties) for deal in draft(text).partnerships]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('네이버가 컸다. "유럽에도 거점을 열겠다." 김나라 대표의 말이다.', [(None, None)]),
        ("네이버 이용자는 500만명을 넘겼고 직원은 250명이다.", [(5_000_000, "users"), (250, "people")]),
        ("ソニーの1人当たりの利用者は上位5カ国に入る。", [(5, "rank")]),
        ("ソニーがパリで構える拠点としては最初のものになる。", [(1, "rank")]),
        ("아람코 벤처스가 지난해 네이버에 200억원가량을 넣으며 주주가 됐다.", [(20_000_000_000, "KRW")]),
    ],
)
def test_what_is_counted_and_said(text: str, said: list[tuple[int | None, str | None]]) -> None:
    assert [(claim.value, claim.unit) for claim in draft(text).claims] == said


def test_who_lets_another_makes_model_into_its_work_is_a_customer() -> None:
    japanese, korean = "みずほはオープンAIの技術を取り入れている。", "네이버는 퓨리오사AI의 칩을 적용한다."
    for text in (japanese, korean):
        assert len(draft(text).partnerships) == 1
    assert draft("博士和硕士优先，百度说。").partnerships == []


@pytest.mark.parametrize(
    ("text", "deals"),
    [
        ("智谱的客户包括三星和亚马逊。", [{"Zhipu AI", "Samsung"}, {"Zhipu AI", "Amazon"}]),
        ("コヒアは9億ドルを調達した。エヌビディアやシスコが出資した。", [{"Cohere", "Nvidia", "Cisco"}]),
        ("百度的工厂已用上文远知行的无人车。", [{"Baidu", "WeRide"}]),
    ],
)
def test_customers_and_who_paid_are_told_behind(text: str, deals: list[set[str]]) -> None:
    assert [set(deal.parties) for deal in draft(text).partnerships] == deals
