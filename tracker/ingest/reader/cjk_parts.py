"""Shares, growth and terms told in words in Korean, Japanese and Chinese: 六成, 절반, 세 배, 为期五年."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tracker.ingest.reader.cjk_amounts import Figure

_DIGITS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "兩": 2}
_KOREAN = dict(zip("두 세 네 다섯 여섯 일곱 여덟 아홉 열".split(), range(2, 11), strict=True))
_N = r"[一二三四五六七八九十两兩]|\d{1,2}(?:\.\d)?"
_SHARE = re.compile(
    rf"(?P<whole>{_N})(?:分之|分の)(?P<part>{_N})"
    r"|(?P<whole_ko>\d{1,2})분의 ?(?P<part_ko>\d)"
    rf"|(?P<tenths>{_N})(?:成(?![立功为為都员員本长長果熟交分就型形绩績了效])|割(?![当引合りれ安高]))"
    r"|(?P<half>一半|半[数數]|半分(?!野)|절반)"
)
_LESS = re.compile(r"不到|不足|未满|未滿|に満たない|未満|안 ?되")
_TIMES = re.compile(
    r"(?P<zh>[两兩二三四五六七八九十])倍(?!率|增)"
    rf"|(?P<ko>{'|'.join(_KOREAN)}) ?배(?=[가를로의나 ,.이]|까지|넘|이상)"
    r"|翻了?(?P<fold>[两兩三四五])番"
)
_DOUBLED = re.compile(
    r"(?<![\d一二三四五六七八九十两兩数數几幾])倍(?:に(?:なる|増|する)|となる|増)"
    r"|翻[一了]*番(?!茄)|翻倍|加倍|갑절|곱절"
)
_DEAL = (
    "(?:合作|协议|協議|合同|合約|备忘录|備忘錄|契約|提携|協定|覚書|連携|パートナーシップ"
    "|계약|협약|제휴|양해각서|MOU|파트너십)"
)
_YEARS = rf"(?P<n>{_N})"
_TERMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:为期|為期|期限(?:为|為|是|は)?|期間は|계약 ?기간은?|有效期(?:为|為)?){_YEARS}(?:年|년)",
        rf"[签簽][下订訂了署]{{0,2}}{_YEARS}年的?[^。，,]{{0,6}}(?:合[约約同]|[协協][议議])",
        rf"{_YEARS}(?:年間|년간|年期)の?[^。.，,、]{{0,8}}{_DEAL}",
        rf"{_DEAL}[^。.，,\d一二三四五六七八九十]{{0,10}}{_YEARS}(?:年間|년간|年间?(?:有效|続|。|$))",
        r"(?:进入|進入|扎根|深耕)[^。，,]{0,8}?(?P<n>\d{2})年",
        r"(?:に|で)進出して?(?P<n>\d{2})年|진출(?:한 지|) ?(?P<m>\d{2})년",
    )
)
_JOINED = re.compile(
    r"(?:用[户戶]|会员|會員|利用者|ユーザー|会員|登録者|이용자|사용자|가입자|구독자)[数數수]?[^。.，,、\d]{0,12}?"
    r"(?:已有|达到?|達到?|有|は|が|も|는|은|이|가|총|约|約) ?(?P<number>\d[\d,]{0,20}(?:\.\d{1,6})?)\s?"
    r"(?P<scale>[万萬亿億만억])(?=余|多|を|に|을|를|에|[，,。、；\s]|超|$)"
)
_SCALES = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8}


def told_in_words(words: str) -> Iterator[Figure]:
    """Every share, growth, term and number of users of a sentence that no digit with a unit tells."""
    for match in _SHARE.finditer(words):
        percent = _percent(match)
        if percent is not None:
            less = _LESS.search(words[max(0, match.start() - 3) : match.end() + 5])
            yield _figure(percent, "percent", match, "less_than" if less else "exact")
    for match in _TIMES.finditer(words):
        folds = match["fold"]
        value = 2 ** _DIGITS[folds] if folds else _DIGITS.get(match["zh"] or "") or _KOREAN[match["ko"]]
        yield _figure(Decimal(value), "times", match)
    for match in _DOUBLED.finditer(words):
        yield _figure(Decimal(2), "times", match, "about")
    for pattern in _TERMS:
        for match in pattern.finditer(words):
            value = _number(next(group for group in match.groups() if group))
            yield _figure(value, "other", match)
    for match in _JOINED.finditer(words):
        yield _figure(Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"]], "users", match)


def _percent(match: re.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal(50)
    if match["tenths"]:
        return _number(match["tenths"]) * 10
    whole, part = _number(match["whole"] or match["whole_ko"]), _number(match["part"] or match["part_ko"])
    return round(part * 100 / whole, 1) if 0 < part < whole else None


def _number(written: str) -> Decimal:
    return Decimal(_DIGITS[written]) if written in _DIGITS else Decimal(written)


def _figure(value: Decimal, unit: str, match: re.Match[str], comparator: str = "exact") -> Figure:
    return Figure(value, unit, comparator, None, match.start(), match.end())
