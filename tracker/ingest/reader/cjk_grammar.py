"""The words and patterns of Korean, Japanese and Chinese that the reader knows, one `Grammar` a language.

Every pattern is bounded ({0,n}, no nested repeats), so matching stays linear in the sentence.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.ingest.reader.cjk_roles import role_pattern


@dataclass(frozen=True)
class Grammar:
    """Compiled patterns of one language."""

    office: re.Pattern[str]
    not_office: re.Pattern[str]
    opened: re.Pattern[str]
    planned: re.Pattern[str]
    expanded: re.Pattern[str]
    closed: re.Pattern[str]
    rumour: re.Pattern[str]
    after: re.Pattern[str]
    deal: re.Pattern[str]
    use: re.Pattern[str]
    invest: re.Pattern[str]
    round: re.Pattern[str]
    acquire: re.Pattern[str]
    wish: re.Pattern[str]
    say: re.Pattern[str]
    intent: re.Pattern[str]
    role: re.Pattern[str]
    government: re.Pattern[str]
    left_out: re.Pattern[str]


PRODUCTS = {
    "챗GPT": "OpenAI",
    "ChatGPT": "OpenAI",
    "チャットGPT": "OpenAI",
    "클로드": "Anthropic",
    "クロード": "Anthropic",
    "ジェミニ": "Google",
    "제미나이": "Google",
}

MINISTRIES = {
    "과학기술정보통신부": "Ministry of Science and ICT",
    "과기정통부": "Ministry of Science and ICT",
    "산업통상자원부": "Ministry of Trade, Industry and Energy",
    "기획재정부": "Ministry of Economy and Finance",
    "중소벤처기업부": "Ministry of SMEs and Startups",
    "자치행정주택부": "Ministry of Municipal and Rural Affairs and Housing",
    "투자부": "Ministry of Investment",
    "통신정보기술부": "Ministry of Communications and Information Technology",
    "국토교통부": "Ministry of Land, Infrastructure and Transport",
    "経済産業省": "Ministry of Economy, Trade and Industry",
    "総務省": "Ministry of Internal Affairs and Communications",
    "文部科学省": "Ministry of Education, Culture, Sports, Science and Technology",
    "デジタル庁": "Digital Agency",
    "工业和信息化部": "Ministry of Industry and Information Technology",
    "工信部": "Ministry of Industry and Information Technology",
    "科技部": "Ministry of Science and Technology",
    "商务部": "Ministry of Commerce",
    "投资部": "Ministry of Investment",
}


def _compiled(**patterns: str) -> Grammar:
    return Grammar(**{name: re.compile(pattern) for name, pattern in patterns.items()})


def _both_ways(one: str, other: str) -> str:
    """Two sets of words within 60 characters of each other, in either order."""
    return f"(?:{one}).{{0,60}}(?:{other})|(?:{other}).{{0,60}}(?:{one})"


# Korean syllables that end in ㄹ, as a verb does that tells what will be: 할, 열, 늘릴.
_L_ENDING = "".join(chr(code) for code in range(0xAC00 + 8, 0xD7A4, 28))


def _korean() -> Grammar:
    return _compiled(
        office="AI ?센터|사무소|사무실|지사|오피스|본사|법인|본부|헤드쿼터|연구소|R&D ?센터|연구개발 ?센터"
        "|거점|캠퍼스|연구센터|지점|연구개발\\(R&D\\) ?센터|기술센터|허브|개발센터|둥지|사옥|영업소"
        "|현지 ?조직|엔지니어링 ?센터|혁신센터|R&D ?허브|보금자리|전진 ?기지|새 ?집|상주 ?팀",
        not_office="데이터 ?센터|(?:투자|합작) ?법인"
        "|AI 캠퍼스|데이터 캠퍼스|지사장|본부장|연구소장|물류 ?(?:거점|센터)"
        "|생산 ?(?:거점|기지|법인)|대학 ?캠퍼스|공동 ?연구(?:소|센터)|법인세|법인 ?고객|AI ?허브",
        opened="(?:설립|개소|오픈|개설|신설|운영|마련|구축|출범)(?:했|하고|한 |해 )|열었|열고|문을 연"
        "|세웠|세우고|두고 있|냈다|낸 데|자리 ?잡|틀었|차렸|차려|꾸렸|꾸려|들어섰|문을 열",
        planned="예정|계획|추진|방침|검토|(?:설립|개설|마련|신설|오픈|개소|구축|출범)(?:한다|할)|세울"
        "|세운다|열 |낼 |낸다|연다|튼다|짓는다|옮긴다|목표|밀고|기로 ?(?:했|한)|들어선다|준비",
        expanded="확장|확대|증원|늘린|두 배로|이전",
        closed="폐쇄|철수|문을 닫|정리(?:했|하고|한다)|폐점",
        rumour="관계자에 따르면|소식통|알려졌다|익명",
        after="다음으로|다음|에 이어|이어|에 이은",
        deal="함께 .{0,30}(?:짓|구축|개발|운영|공급)"
        "|(?<=[와과]) (?!\\S{1,12}[은는이가도] ).{0,30}(?:짓|지을|구축|개발하|세우|세운)"
        "|같이 (?:만든|만들|짓|개발)|손을 (?:맞잡|잡)|의향서|제휴|협약|양해각서|MOU|협력|파트너십|계약|손잡"
        "|합작|동맹|함께 일하|공동 개발|공동으로|공급한|공급하|공급 ?계약|협업|맞손|업무협약|체결|힘을 합"
        "|납품|위탁 ?생산|(?:칩|반도체|가속기)[을를] .{0,20}(?:만든|만들|생산)",
        use="쓰고|쓴다|쓰기로|사용|도입|활용|들여놓|채택",
        round="이번 투자.{0,40}참여|투자(?:자로|에) 참여|(?:돈|자금)을 [대댄댔]|주주로 (?:들어|합류|이름)"
        "|지갑을 열|베팅|뭉칫돈|"
        + _both_ways("시리즈 ?[A-F]|라운드|투자(?:를)? ?유치|투자받", "참여|주도|이끌|이끈|투자사"),
        wish="(?:협력|제휴|협업)(?:을|를)? ?(?:하|확대|강화|늘리).{0,4}(?:겠|싶)",
        acquire="인수(?:하|했|한|를|합)|합병",
        invest="출자|(?:달러|원|유로|엔|\\))[을를] .{0,12}넣"
        "|투자(?:를)? ?(?:유치|받|했|한다|하기로|금)|지분|주주|펀딩|시리즈 [A-F]",
        say="말했|밝혔|전했|강조했|설명했|덧붙였|언급했|발표했|했다고|라고 했|고 했다|평가했|말한|밝힌"
        "|의사|약속했|내비쳤|예고했|시사했|전망했|피력했|역설했|귀띔했|답했|뜻을|고 한다|이라며|라며"
        "|포부를|내다봤|선언했|다짐했|소개했|기대했|주장했|말하며|전망이다",
        intent=f"겠다|[{_L_ENDING}] (?:것|예정|계획|방침|생각|뜻)|계획|목표|원한다|기대|방침|지원|넓히"
        "|강화|확대|예정|의지|의사|돕|싶|추진|검토|진출|나선다|나설|뛰어들|노린|노리|구상|포부|의향"
        "|약속|한다고|연다고|간다고|준비|뜻을 (?:밝|내비|전)|하려|으려",
        role=role_pattern(),
        government="정부",
        left_out="시가총액|주가|코스피|코스닥|구독료|이용료|매개변수|파라미터|감원|해고|과징금|벌금"
        "|(?<!\\d)월 \\d|연봉|월급|설문|여론조사|인구|경제성장률|국내총생산|GDP|시장은|시장 규모",
    )


def _japanese() -> Grammar:
    return _compiled(
        office="AIセンター|AI拠点|AIラボ|サテライト|オフィス|拠点|支社|支店|本社|事務所|研究所|研究拠点|開発センター|現地法人|日本法人|法人|ハブ|新社屋"
        "|研究開発センター|ラボ|出先|分室|本拠|営業所",
        not_office="データセンター|グループ本社|生産拠点|物流拠点|開発拠点の閉鎖|計算拠点|計算基盤|事務所長|法人向け|法人税|法人顧客|支店長",
        opened="設けた|開設した|設立した|開いた|置いた|構えた|置いている|構える|開業した|設置した|立ち上げた|持つ|展開している|開設し",
        planned="予定|計画|方針|検討|開設する|設立する|設ける|置く(?!。)|開く|目指す|準備|新設する|立ち上げる|建設する|移す|移転する",
        expanded="拡張|拡大|増員|移転|増やす|倍増",
        closed="閉鎖|撤退|閉じ",
        rumour="関係者によると|関係者が|匿名|複数の関係者",
        after="の次|に次|に続|次ぐ|に加え",
        deal="(?:とともに|と共に).{0,60}(?:進め|建設|開発|運営|投じ|整備)|結[びぶん]|提携|協力|契約|覚書|連携|協業|合弁|協定|締結|組む|組み(?!合|込|立)|共同で|共同開発|パートナーシップ|合意|タッグ|手を組|手を結|供給(?:す|し)|納入(?:す|し)|組ん[でだ]|手を携え|手を取り|調印|協働|共創|折半",
        use="導入|採用|活用|利用|使う|使って",
        round="の主導で|などが引き受け|引受先|出し手|第三者割当増資|名を連ね|"
        + _both_ways("調達|シリーズ[A-F]|ラウンド|億(?:ドル|円)を集め", "引き?受|リード|参加|主導|出資"),
        wish="(?:協力|提携|連携)(?:し|を)(?:たい|ていきたい|模索)",
        acquire="買収|合併",
        invest="筆頭株主|株主|出資|調達|シリーズ[A-F]",
        say="述べた|語った|話した|説明した|強調した|答えた|明らかにした|発表した|コメントした|指摘した|示した|としている"
        "|と話す|と語る|と述べる|と意気込|と言う|と明か|と強調|と説明|考えを|考えだ|意向|方針だ|つもりだ|とみる|見通し|抱負|と話し|と語り|と述べ"
        "|と応じ|と宣言|と約束|と期待",
        intent="ていく|[うくすつむぐぶるぬ]」|する方向|検討する|たい|目指す|方針|考え|計画|つもり|意向|進める|強化|広げ|拡大|イエス|支え|貢献|予定|期待"
        "|攻め|踏み出|乗り出|打って出|展開|進出|整え|増や|開く|設け|始める|急ぐ|急ぎ|挑む|狙う|見据え|前向き",
        role=role_pattern(),
        government="政府",
        left_out="時価総額|株価|日経平均|終値|パラメーター|パラメータ|人員削減|年収|月給|アンケート|世論調査|罰金|月額|トークン"
        "|人口|経済成長率|国内総生産|GDP|市場規模|市場は",
    )


def _chinese() -> Grammar:
    return _compiled(
        office="[区區]域中心|分支|分部|(?<![业業技学學件创創资源])[园園][区區]|工作室|办公地点|辦公地點|办公场所|办公区|技术中心|技術中心|工程中心|办公点|设点|設點|布点|新办公楼|研发基地|开发中心|創新中心|创新中心|運營中心|运营中心|办公室|辦公室|办事处|辦事處|总部|總部|據點|据点|辦公空間|办公空间|研發基地|研究所|新據點|分支机构|分公司|研发中心|研發中心|研究院|研究中心|实验室|實驗室|子公司|基地|代表处|代表處|联络处|聯絡處|大本营|大本營|落脚点|前哨|驻点|(?:有|设立|組建|组建|的).{0,4}(?:团队|團隊)",
        not_office="分支行|工业园区|科技园区|产业园区|数据中心|數據中心|資料中心|智算中心|超算中心|实验室主任|生产基地|生產基地|制造基地|算力基地|数据基地|赋能中心|总部(?:经济|級)|(?:联合|聯合|共同)(?:创新|創新|研发|研發|研究|实验)(?:中心|室|所)",
        opened="早有|已有|设在|設在|位于|位於|设有|开设了|成立了|已在|已经在|开设有|设有|設有|設立了|拥有|启用|揭牌|运营着|落成|已设立|开业|设了|開設了|已設|已设|設於|成立於|落户|落戶|挂牌|掛牌|有了|就有|搬进|搬進|搬入",
        planned="将|計劃|计划|計畫|规划|規劃|有意|考虑|考慮|有望|拟|擬|打算|准备|筹建|籌建|筹备|籌備|預計|预计|宣布|即将|將",
        expanded="扩大|扩张|擴大|扩建|擴張|增加一倍",
        closed="搬离|搬離|退出|撤离|撤離|关掉|關掉|关闭|關閉|撤出|裁撤|关停",
        rumour="知情人士|消息人士|据悉有人",
        after="之后|之後|后的|後的",
        deal="一道|一起(?:建|做|打|推)|合[营營](?:公司|企)|由.{2,40}(?:成立|[组組]建|[设設]立)的?|合作|协议|協議(?!会)|联合实验室|聯合實驗室|[签簽](?:署|字|下|定|妥|了|成|约|約)|[签簽][订訂](?!单)|合力|合[约約同]|意向[书書]|商[谈談]|洽[谈談]|磋商|共同(?:出[资資]|投[资資]|打造|建[设設]|[组組]建|推出|成立)|[交委](?:给|給|由|托|託).{0,20}(?:照看|运营|營運|代工|承建|生产|生產)|合资|合資|谅解备忘录|諒解備忘錄|联手|聯手|携手|攜手|战略伙伴|达成|結盟|联盟|签约|簽約|合建|共建|联合打造|聯合打造|合推|牵手|牽手|伙伴关系|夥伴關係|共同开发|共同開發|[组組]成[联聯]盟"
        "|供应.{0,12}(?:芯片|服务器|算力|设备)|供應.{0,12}(?:晶片|伺服器|設備)|供货",
        use="采用|使用|接入|引入|採用",
        round="领投|領投|跟投|[参參]投|投资方包括|投資方包括|融资.{0,40}(?:投资者|股东|参与)|融資.{0,40}(?:投資人|股東|參與)",
        wish="(?:希望|期待|愿意|願意|愿|寻求|尋求).{0,16}合作",
        acquire="收购|收購|并购|併購|合并|合併",
        invest="投资|投資|注资|注資|出资|出資|融资|融資|领投|領投|跟投|股东|入股|持股|持有.{0,20}股|[买買]下|股份|股[权權]|[参參]股",
        say="表示|说|說|称|稱|指出|介绍|透露|宣布|强调|強調|坦言|直言|认为|認為|预计|預計|相信|承诺|承諾|回应|回應|补充|補充|告诉|告訴|提到|谈到|談到|预告|預告|指",
        intent="将|將|希望|计划|計劃|計畫|致力|打算|愿意|願意|期待|期望|目标|目標|继续|繼續|推动|推動|加强|加強|拟|擬|有意|力争|力爭|争取|爭取"
        "|有望|旨在|准备|準備|考虑|考慮|下一步|未来|未來|接下来|接下來|加大|追加|拓展|扩大|擴大|进军|進軍|打造|布局|佈局|深耕"
        "|(?:还|還|也|都|就|仍)[会會]|[会會](?:在|把|给|給|为|為|加|推|帮|幫|向|与|與|和|让|讓|建|派|招|投|是|成|有)"
        "|(?<![需不重主只必概摘])[要想](?![求素点點象法到闻聞])",
        role=role_pattern(),
        government="政府",
        left_out="市值|股价|股價|港股|恒指|恒生指数|大盘|收跌|收涨|收報|收报|沪指|售价|售價|定价|参数|參數|裁员|裁員|月薪|年薪|工资|民调|问卷|罚款|每月|上下文"
        "|人口|经济增长|經濟增長|GDP|失业率",
    )


@lru_cache(maxsize=1)
def grammars() -> dict[str, Grammar]:
    """ko, ja and zh."""
    return {"ko": _korean(), "ja": _japanese(), "zh": _chinese()}
