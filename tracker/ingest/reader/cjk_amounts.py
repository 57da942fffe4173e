"""Amounts, ratios and ranks in Korean, Japanese and Chinese: 3조5000億, 29億ドル, 1000亿美元, 4.5배, 세
번째, 初めて.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tracker.ingest.reader.currencies import CJK_WORDS, SIGNS, unit_of

_ONES = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "兆": 10**12, "億": 10**8, "亿": 10**8}
_ONES |= {"万": 10**4, "萬": 10**4, "千": 10**3, "百": 100, "백": 100, "万亿": 10**12, "萬億": 10**12}
_TENS = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
# 억 and 千亿: a scale, or one of tens to thousands of a large one.
_SCALES = _ONES | {
    ten + large: times * _ONES[large]
    for ten, times in _TENS.items()
    for large in ("조억만" if ten in "십백천" else "亿億万萬")
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MONEY = "|".join(sorted(map(re.escape, CJK_WORDS), key=len, reverse=True))
# What a number counts, as it is written behind it, and the unit that stands for it. A counter without a unit
# tells nothing by itself: `_unit` looks around it.
_USERS_COUNTED = (
    r"(?:[名位]|명의 ?)?(?:の)?(?:每?[周週月日]活[跃躍]|付[费費]|活[跃躍]|[주월]간 ?|활성 ?|유료 ?|有料)*"
    r"(?:用[户戶]|使用者|訂閱者|订阅者|ユーザー|利用者|이용자|사용자)"
)
_OFFICES_COUNTED = (
    r"(?:[个個間间处處] ?|개 ?|개의 ?|つの|カ所の|か所の)"
    r"(?:办公室|辦公室|办事处|辦事處|办公地点|分公司|分支机构|據點|사무소|오피스|지사|オフィス|拠点|支社)"
)
_COUNTED = (
    (_USERS_COUNTED, "users"),
    (_OFFICES_COUNTED, "offices"),
    (r"[个個座] ?城市|都市|개 ?도시", "cities"),
    (r"%|％|퍼센트|パーセント", "percent"),
    (r"명|人(?!次|民)|名|[个個] ?(?:就[业業][机機][会會]|[工職职][作位缺]|[岗崗]位)", "people"),
    (r"배|倍", "times"),
    (r"GW|기가와트|ギガワット|吉瓦", "GW"),
    (r"MW|메가와트|メガワット|兆瓦", "MW"),
    (r"위권|위|位", "rank"),
    (r"[个個] ?国家|[个個] ?國家|개국|[カか]国|国(?=[でにの以と])", "other"),
    (r"家(?:企业|企業|客户|客戶|机构|機構|公司|銀行|银行|医院|醫院|工厂|門市|门店|初创)", "other"),
    (r"社(?![長員会内外名債説宅])|개 ?(?:기업|고객사|업체|회사|스타트업)|곳의 기업|개사", "other"),
    (r"[辆輛](?!车型)|台(?:の(?:ロボ|サーバ|車)|机器人|機器人|服务器|伺服器)", "other"),
    (r"대의 ?(?:로봇|차량|서버|택시)|[个個](?:地区|地區|可用区|可用區|市场|市場)", "other"),
)
_COUNTERS = "장|枚|块|塊|張|张|颗|顆|片|基|기|개|個|个|カ所|か所|곳|拠点|座|所|人次|次|家"
_UNIT = "|".join([pattern for pattern, _ in _COUNTED] + [_COUNTERS])
_BEFORE = "약|최대|최소|총|모두|約|およそ|最大|計|超[过過]?|逾|约|近|至少|最多|高[达達]|突破|多[达達]"
_AMOUNT = re.compile(
    rf"(?P<before>{_BEFORE})?\s?"
    rf"(?:(?P<low>\d[\d,]{{0,20}}(?:\.\d{{1,6}})?)\s?(?P<low_scale>{_SCALE})?(?:{_MONEY}|명|人|名|MW|GW|%|％)?\s?[~～〜\-–至到]\s?)?"
    rf"(?P<sign>US\$|NT\$|HK\$|[$€£₩¥])?(?P<number>\d[\d,]{{0,20}}(?:\.\d{{1,6}})?)(?P<plus>여|余|餘|多|来|來)?\s?"
    rf"(?:(?P<scale>{_SCALE})(?:\s?(?P<number2>\d[\d,]{{0,20}})(?P<scale2>{_SCALE})|(?P<rest>\d[\d,]{{0,20}}))?)?"
    rf"(?P<plus2>여|余|餘|多|超)?\s?"
    rf"(?:(?P<money>{_MONEY})|(?P<unit>{_UNIT}))(?=(?P<after>[^。.]{{0,8}}))"
)
# A number without a unit after what it counts: "月活跃用户超过3600万", "用戶數已突破7億".
_COUNT_AFTER = re.compile(
    rf"(?:用[户戶]|使用者|订阅者|訂閱者|会员|會員|月活|日活|周活|下载量|下載量)(?:总|總)?(?:规模|規模|[数數]量?|人[数數])?(?:已|也|均|就)?[经經]?"
    rf"(?P<before>超过|超過|超|突破|逾|达到?|達到?|约|約|为|為|近|增至|升至|接近|最?高[达達])(?:了)?\s?"
    rf"(?P<number>\d[\d,]{{0,20}}(?:\.\d{{1,6}})?)\s?(?P<scale>{_SCALE})(?P<plus>余|餘|多)?(?=[，,。、；;）)\s]|$)"
)
_MORE = re.compile(r"^\s?(?:이|가|을|를|の|의|規模)?\s?(?:넘|이상|초과|以上|を超|超|强|强|余り|上回|돌파)")
_LESS = re.compile(r"^\s?(?:이|가|の)?\s?(?:미만|이하|以下|未満|不到)")
_TOP = re.compile(r"^\s?(?:안|이내|권|内|以内|以內|圏)")
_UNITS = tuple((re.compile(pattern), unit) for pattern, unit in _COUNTED)
_USERS = re.compile(r"이용자|사용자|가입자|ユーザー|利用者|用户|使用者|用戶|구독자|会員数|會員")
_WHO = re.compile(f"{_USERS.pattern}|직원|인력|임직원|従業員|社員|员工|員工|职员|職員")
_GPU = re.compile(
    r"GPU|TPU|NPU|Blackwell|[HB][12]00|GB[23]00|블랙웰|칩|그래픽처리장치|가속기|半導体|チップ|芯片|晶片|加速[器卡]|显卡|顯示卡|顯卡|算力卡|昇[腾騰]"
)
_SITES = re.compile(r"데이터 ?센터|データセンター|数据中心|數據中心|資料中心")
_CHIP_COUNTERS = frozenset("장 枚 块 塊 張 张 개 個 个 기 颗 顆 片 基".split())
_BARE_CHIPS = frozenset("장 枚 张 張 块 塊 颗 顆".split())  # also without their noun in a later sentence
_CONVERTED = re.compile(r"[(（]|折合|[约約]合|相[当當][于於]|[约約]等[于於]")
# 一萬顆, 三千亿: a numeral before a scale, as a digit of the same length.
_NUMERAL = re.compile(
    "(?<![一二三四五六七八九十百千万萬亿億第数數几幾\\d])[一二三四五六七八九两兩]"
    "(?=[十百千]?[万萬亿億兆千百](?![一二三四五六七八九零]))"
)
# 二十人, 三十五家: tens before what is counted.
_TWO_DIGITS = re.compile(
    "(?<![一二三四五六七八九十百千万萬亿億第数數几幾\\d])(?:([一二三四五六七八九])十([一二三四五六七八九])?|十([一二三四五六七八九]))"
    "(?=[余餘多来來]?(?:[名人家座辆輛台社]|[个個]))"
)
_DIGITS = dict(zip("一二三四五六七八九两兩", "12345678922", strict=True))
_FIRMS_BEFORE = re.compile(r"(?:기업|고객사|업체|회사|은행|병원)[은는이가] ?(?:[가-힣]{1,3} )?$")
_CLIENTS = re.compile(r"(?:客[户戶]|企业|企業|商[户戶]|机构|機構|公司|门店|門市)[^。，,、]{0,10}$")
_KO_ORDINALS = {"첫": 1, "첫번째": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8}
_JA_ORDINALS = {sign: place % 9 + 1 for place, sign in enumerate("一二三四五六七八九123456789")} | {"首": 1}
_NTH = "[一二三四五六七八九]"
_ORDINAL = re.compile(
    r"(첫|두|세|네|다섯|여섯|일곱|여덟) ?번째"
    r"|([一二三四五六七八九1-9])(?:つ目|番目|カ所目|か所目)"
    rf"|第({_NTH})(?:[个個家大间間处處栋棟幢]|座(?=[一-龥]{{0,6}}(?:办公|辦公|[总總]部|研[发發究]|大[楼樓])))(?!数据|數據|資料|智算|算力|工厂|工廠|园区|園區)"
    rf"|(?:全球|世界|排名|位居|位列|居|排)第({_NTH})"
    r"|[居列排][^，。、]{0,6}(?:之(首)|(首)位|榜(首))|[でのに](首)位"
    r"|第([2-9二三四五六七八九])の(?:市場|拠点|都市)"
)
_FIRST = re.compile(
    r"첫 ?(?:[가-힣]{1,4} )?(?:사무소|지사|오피스|거점|법인|사무실)"
    r"|[一-龥ァ-ヴー]{2,12}(?:で|では)初(?:めて|の|と|、|。)"
    r"|[一-龥ァ-ヴー]{2,12}で(?:は)?(?:初|最初)(?:の|となる).{0,6}(?:オフィス|拠点|事務所|支社|法人)"
    r"|(?:拠点|オフィス|事務所|支社|法人)を[^、。]{1,8}のは[^、。]{0,12}(?:初めて|最初)"
    r"|(?:사무소|지사|거점|법인|사무실)[을를] (?:둔|낸|연|세운|차린) [^.,]{1,24}처음"
    r"|(?:拠点|オフィス|事務所|法人)としては(?:最初|初めて)"
    r"|(?:사무소|지사|오피스|거점|법인|사무실|발)[을를] [^.,]{1,12}(?:것은|건) [^.,]{0,12}처음"
    r"|首[次度][^。，]{0,10}(?:[设設]立|[开開][设設办辦]|[设設][点點])[^。，]{0,8}?(?:办公室|辦公室|办事处|辦事處|总部|總部|分公司|据点|據點|研[发發]中心)"
    r"|初の[^、。]{0,6}(?:拠点|オフィス|事務所|支社|法人)"
    r"|(?:首|[头頭]一)[个個家座处處间間](?:[一-龥]{0,8}?)"
    r"(?:办公室|辦公室|办事处|辦事處|研究院|总部|總部|分公司|据点|據點|实验室|中心)"
)
# 上位5カ国, 상위 5개국, 前五大市场: one of the first so many.
_TOP_FEW = re.compile(r"(?:上位|상위 ?)(\d{1,2})(?=[カか개])")
_DOUBLED = re.compile(r"翻了?一番|翻倍|增[长加]了?一倍|倍[増增]|두 배로? (?:늘|증가|성장)")
_NEXT_TO = re.compile(
    r"(?:미국|중국|일본|인도) ?(?:다음으로|에 이어 (?:두 번째|2위))|(?:米国|アメリカ|中国"
    r"|インド)に次[ぐい]|仅次于(?:美国|中国|印度)|僅次於(?:美國|中國)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; offsets inside the sentence."""

    value: Decimal
    unit: str
    comparator: str
    currency: str | None
    start: int
    end: int
    low: Decimal | None = None  # the lower end of a range
    converted: Decimal | None = None  # the amount in another currency that this one stands for


def find_figures(words: str, chips: bool = False) -> Iterator[Figure]:
    """Every amount and rank of a sentence; a conversion in brackets replaces or repeats the amount
    before it. `chips`: the sentence before counted processors, so that "6만장" does too.
    """
    money: Figure | None = None
    words = _in_digits(words)
    for match in _AMOUNT.finditer(words):
        figure = _figure(words, match, chips)
        if figure is None:
            continue
        chips = chips or figure.unit == "GPU"
        if (
            money
            and figure.currency
            and 0 <= match.start() - money.end <= 4
            and _CONVERTED.search(words[money.end - 1 : figure.start])
        ):
            if money.unit == "other" and figure.unit != "other":
                comparator, start, original = money.comparator, money.start, money.value
                money = replace(figure, comparator=comparator, start=start, converted=original)
        else:
            if money:
                yield money
            money = figure if figure.currency else None
            if money is None:
                yield figure
    if money:
        yield money
    yield from _users(words)
    yield from _ranks(words)


def _in_digits(words: str) -> str:
    """The same words, of the same length, with digits for the commonest numerals."""
    words = _NUMERAL.sub(lambda match: _DIGITS[match.group()], words)
    return _TWO_DIGITS.sub(lambda match: _tens(*match.groups()).ljust(len(match.group())), words)


def _tens(tens: str | None, ones: str | None, teens: str | None) -> str:
    return _DIGITS.get(tens or "", "1") + _DIGITS.get(ones or teens or "", "0")


def _users(words: str) -> Iterator[Figure]:
    """Users whose number stands behind them without a unit."""
    for match in _COUNT_AFTER.finditer(words):
        before = match["before"]
        about = "about" if before in ("约", "約", "近", "接近") else "exact"
        over = "more_than" if match["plus"] or before in ("超过", "超過", "超", "突破", "逾") else about
        value = _value(match["number"], match["scale"])
        yield Figure(value, "users", over, None, match.start("number"), match.end())


def _figure(words: str, match: re.Match[str], chips: bool) -> Figure | None:
    value, more = _value(match["number"], match["scale"]), match["number2"] or match["rest"] or "0"
    large = _SCALES.get(match["scale2"] or "", 1)
    within = _SCALES.get(match["scale"] or "", 1) < large  # 1천500만
    value = (value + _value(more, None)) * large if within else value + _value(more, match["scale2"])
    end = match.end()
    low = _lower_end(match, value)
    comparator = _comparator(match) if low is None else "between"
    start = match.start("number" if low is None else "low")
    code = CJK_WORDS.get(match["money"] or "") or SIGNS.get((match["sign"] or "").replace("US", ""))
    if code:
        small = value < 10_000
        return None if small else Figure(value, unit_of(code), comparator, code, start, end, low)
    unit = _unit(words, match) or ("GPU" if chips and match["unit"] in _BARE_CHIPS else None)
    if unit is None or (unit == "rank" and (value < 1 or value > 100)) or (unit == "people" and value < 5):
        return None
    if unit == "rank" and (_TOP.match(match["after"]) or match["unit"] == "위권"):
        comparator = "top_n"
    return Figure(value, unit, comparator, None, start, end, low)


def _lower_end(match: re.Match[str], high: Decimal) -> Decimal | None:
    """The first number of "300~500명", "10조~12조원", "100至120亿美元"; a scale said once holds for both."""
    if not match["low"]:
        return None
    low = _value(match["low"], match["low_scale"])
    if not match["low_scale"] and low < _value(match["number"], None):
        low = _value(match["low"], match["scale"])
    return low if low < high else None


def _value(number: str, scale: str | None) -> Decimal:
    return Decimal(number.replace(",", "") or "0") * _SCALES.get(scale or "", 1)


def _unit(words: str, match: re.Match[str]) -> str | None:
    written = match["unit"] or ""
    if match["number"] == "1" and match["after"].startswith(("当た", "あた", "당")):
        return None  # 1人当たり, 1인당
    unit = next((unit for pattern, unit in _UNITS if pattern.match(written)), None)
    if unit == "people":
        around = words[max(0, match.start() - 20) : match.end() + 4]
        nearest = [told.group() for told in _WHO.finditer(around)][-1:]
        return "users" if nearest and _USERS.match(nearest[0]) else "people"
    if unit == "rank" and written == "位" and match["scale"]:
        return "users" if _USERS.search(match["after"]) else "people"
    if unit == "other" and _value(match["number"], match["scale"]) < 10:
        return None  # two firms, three countries
    if written in _CHIP_COUNTERS:
        around = words[max(0, match.start() - 24) : match.end() + 12]
        if _GPU.search(around):
            return "GPU"
        return "other" if _SITES.search(around) else None
    if written in ("곳", "カ所", "所", "か所", "拠点", "座"):
        firms = written == "곳" and _FIRMS_BEFORE.search(words[max(0, match.start() - 12) : match.start()])
        return "other" if firms or _SITES.search(words) else None
    if written == "家":
        return "other" if _CLIENTS.search(words[max(0, match.start() - 16) : match.start()]) else None
    if written in ("次", "人次"):
        return "other" if match["scale"] in ("万", "萬", "亿", "億") else None
    return unit


def _comparator(match: re.Match[str]) -> str:
    before, after = (match["before"] or "").strip(), match["after"]
    if before in ("최대", "最大", "最多", "高达", "高達", "多达"):
        return "at_most"
    if before in ("최소", "至少"):
        return "at_least"
    if _MORE.match(after):
        return "at_least" if re.match(r"^\s?(?:이상|以上)", after) else "more_than"
    if before in ("超过", "超過", "逾", "超", "突破") or match["plus"] or match["plus2"]:
        return "more_than"
    if _LESS.match(after):
        return "less_than"
    return "about" if before in ("약", "約", "およそ", "约", "近") else "exact"


def _ranks(words: str) -> Iterator[Figure]:
    for match in _NEXT_TO.finditer(words):
        yield Figure(Decimal(2), "rank", "exact", None, match.start(), match.end())
    for match in _DOUBLED.finditer(words):
        yield Figure(Decimal(2), "times", "about", None, match.start(), match.end())
    for match in _TOP_FEW.finditer(words):
        yield Figure(Decimal(match.group(1)), "rank", "top_n", None, match.start(), match.end())
    for match in _FIRST.finditer(words):
        yield Figure(Decimal(1), "rank", "exact", None, match.start(), match.end())
    for match in _ORDINAL.finditer(words):
        value = _KO_ORDINALS.get(match.group(1) or "") or _JA_ORDINALS.get(
            next(filter(None, match.groups()[1:]), ""), 0
        )
        yield Figure(Decimal(value), "rank", "exact", None, match.start(), match.end())
