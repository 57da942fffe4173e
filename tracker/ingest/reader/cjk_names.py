"""Names in Korean, Japanese and Chinese sentences: known ones by dictionary, people by role and script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.ingest.reader.cjk_grammar import MINISTRIES, PRODUCTS, Grammar
from tracker.ingest.reader.gazetteer import KnownNames, Name
from tracker.ingest.reader.runs import shapes
from tracker.ingest.reader.scripts import simplified
from tracker.ingest.reader.sentences import Span

_LATIN = re.compile(r"[A-Za-z0-9]")
_SHORT_COUNTRIES = {
    "사우디": "SA",
    "美": "US",
    "米": "US",
    "英": "GB",
    "仏": "FR",
    "独": "DE",
    "韓": "KR",
    "한미": "KR",
}
_SHORT_FIRST = frozenset(short[0] for short in _SHORT_COUNTRIES)


@dataclass(slots=True)
class Found:
    """A known name or a person: offsets in the whole text."""

    kind: str  # organisation, government, city, country, person
    name: str
    start: int
    end: int
    country: str | None = None
    sort: str = ""
    role: str = ""
    company: str | None = None


@dataclass(slots=True)
class Passage:
    """A sentence of an East Asian text with what is named in it."""

    text: str
    span: Span
    words: str
    found: list[Found] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Found]:
        return [found for found in self.found if found.kind in kinds]

    def at(self, offset: int) -> int:
        """An offset inside the sentence as one in the whole text."""
        return self.span.start + offset


_INTRODUCED = re.compile(
    r"([가-힣]{2,12}|[ァ-ヴー・]{3,20}|[一-龥]{2,8})(?:社)?[(（]([A-Z][A-Za-z0-9.&-]*(?:"
    r" [A-Z][A-Za-z0-9.&-]*){0,2})[)）]"
)


_NO_FIRM = re.compile(
    r"(?:[展会會赛賽獎奖项項區区市省州]|平台|模型|系[统統]|计划|計畫|モデル|サービス|プロジェクト|모델|서비스)$"
)
# A Latin name right after what the company is, as the subject: "스타트업 Acme는", "新興企業のAcmeは".
_LATIN_SUBJECT = re.compile(
    r"(?:기업|업체|스타트업|회사|개발사|운용사|社|企業|スタートアップ|新興|メーカー|大手|事業者|VC|公司|企业|企業|[业業]者|初创|巨头|巨頭|[开開]发商"
    r"|[运運][营營]商|供[应應]商|厂商|廠商|集[团團]|[风風創创][投]|基金|[对對]手|[米英仏独美])"
    r"(?:인|の|的)? ?[「『‘“]?([A-Z][A-Za-z0-9-]{2,20}(?: [A-Z][A-Za-z0-9-]{1,20}){0,2})[」』’”]?"
    r"(?=[은는이가의はがの在将將已宣表和与與是，,、]| ?[(（])"
)


def introduced_names(text: str, known: KnownNames) -> list[tuple[str, Name]]:
    """Organisations that a text introduces itself: 트웰브랩스(Twelve Labs), アコメ(Acome)."""
    found = [
        (latin, Name("company", latin, None))
        for latin in dict.fromkeys(_LATIN_SUBJECT.findall(text[:200_000]))
        if not any(latin.startswith(form) for form, _ in known.runs.get(latin[0], ()) if len(form) > 2)
        and latin.split()[0] not in shapes()["products"] | shapes()["plain"]
    ]
    for written, latin in _INTRODUCED.findall(text[:200_000]):
        words = latin.split()
        owner = next((name for form, name in known.runs.get(written[0], ()) if form == written), None)
        if owner and owner.is_organisation and latin.isupper() and len(latin) > 2:
            found.append((latin, owner))  # ソフトバンクグループ(SBG)
        telling = (len(words) > 1 and words[-1] in shapes()["tail"]) or (
            len(words) == 1 and len(latin) > 3 and not latin.isupper()
        )
        if (
            telling
            and latin not in shapes()["products"]
            and not _NO_FIRM.search(written)
            and all(written != form for form, _ in known.runs.get(written[0], ()))
        ):
            found.append((written, Name("company", latin, None)))
    return found


# Where a report was filed is no place of its facts: 〔記者/台北報導〕, 新华社利雅得电, 【ロンドン=共同】,
# (서울=연합뉴스).
_DATELINE = re.compile(
    r"^\W?[^。，,]{0,24}?(?:報導|报道|讯|訊|[电電] |[日社][电電])[〕】)）\]]?"
    r"|^[【(（\[〔][^】)）\]〕]{1,24}[】)）\]〕]"
)
_ABROAD = re.compile(
    r"(?<=[在于於赴驻駐])([港沪京美日英法德韩韓台])(?=[设設开開成建投增扩擴])|(?<!東京)都内(?!で(?!も))"
)
_ABROAD_NAMES = {
    "都内": ("city", "Tokyo", "JP"),
    "港": ("city", "Hong Kong", "HK"),
    "沪": ("city", "Shanghai", "CN"),
    "京": ("city", "Beijing", "CN"),
    "美": ("country", "", "US"),
    "日": ("country", "", "JP"),
    "英": ("country", "", "GB"),
    "法": ("country", "", "FR"),
    "德": ("country", "", "DE"),
    "韩": ("country", "", "KR"),
    "韓": ("country", "", "KR"),
    "台": ("country", "", "TW"),
}


def _add_abroad(passage: Passage, known: KnownNames) -> None:
    """在港设立, 赴美建厂: one character for a place between a preposition and what is done there."""
    for match in _ABROAD.finditer(passage.words):
        kind, name, code = _ABROAD_NAMES[match.group()]
        start, end = passage.at(match.start()), passage.at(match.end())
        passage.found.append(Found(kind, name or known.countries.get(code, code), start, end, code))


# An arm of a known firm: 吉利资本, Naver云, NTTドコモ・ベンチャーズ, 카카오벤처스.
_ARM = re.compile(
    "(?P<ventures>[创創](?:新)?投|・?ベンチャーズ|벤처스)|(?P<capital>[资資]本|・?キャピタル|캐피[탈털])|(?P<growth>・?グロース|그로스)"
    "|(?P<cloud>[云雲](?![计計服端上平厂廠业業南]))"
)
_ARMS = {"ventures": "Ventures", "capital": "Capital", "growth": "Growth", "cloud": "Cloud"}


def find_names(passage: Passage, known: KnownNames) -> None:
    """Known names by longest match at each character."""
    words, place = passage.words, 0
    other = words if _KANA.search(words) else simplified(words)
    while place < len(words):
        hit = _known_at(words, place, known) or (_known_at(other, place, known) if other != words else None)
        if hit:
            length, name = hit
            kind, called = ("organisation" if name.is_organisation else name.kind), name.name
            if called == "Luxembourg" and words[place + length : place + length + 1] not in ("市", "시"):
                kind = "country"  # the land is meant where nothing tells that the city is
            arm = _ARM.match(words, place + length) if name.is_organisation else None
            if arm:
                called, length = f"{called} {_ARMS[arm.lastgroup or '']}", arm.end() - place
            passage.found.append(
                Found(kind, called, passage.at(place), passage.at(place + length), name.country, name.kind)
            )
            place += length
        else:
            place += 1
    passage.found = [f for f in passage.found if not (f.kind == "organisation" and _former(passage, f))]
    dateline = _DATELINE.match(words)
    if dateline:
        prose = passage.at(dateline.end())
        passage.found = [f for f in passage.found if f.kind != "city" or f.start >= prose]
    _add_abroad(passage, known)


_FORMER_BEFORE = re.compile(r"(?:^|[^亿億万萬\d千百])元$|(?:^|[^以目此之提空])前$|(?:^|\s)전 $")
_FORMER_BEHIND = re.compile(r"(?: ?(?:日本法人|코리아|한국 ?법인))? ?(?:出身|출신|前高管|前员工|前員工)")


def _former(passage: Passage, found: Found) -> bool:
    """スノーフレイク出身の, 前OpenAI员工: where somebody came from is no actor."""
    text = passage.text
    before = text[max(passage.span.start, found.start - 3) : found.start]
    return bool(_FORMER_BEFORE.search(before) or _FORMER_BEHIND.match(text, found.end))


def _known_at(words: str, place: int, known: KnownNames) -> tuple[int, Name] | None:
    for written, name in known.runs.get(words[place], ()):
        if (
            words.startswith(written, place)
            and _bounded(words, place, place + len(written), written)
            and name.kind != "demonym"
        ):
            return len(written), name
    if words[place] not in _SHORT_FIRST:
        return None
    for short, code in _SHORT_COUNTRIES.items():
        if words.startswith(short, place) and (len(short) > 1 or _short_country(words, place)):
            return len(short), Name("country", known.countries.get(code, code), code)
    return None


_HANGUL_PARTICLE = re.compile(
    "(?:[은는이가을를의와과도에로만]|에서|에게|까지|부터|이나|측|그룹|등){0,3}(?![가-힣])"
)
_DOTS = frozenset("·•‧")
_KATAKANA, _KANA = re.compile("[ァ-ヺー]"), re.compile("[ぁ-ヺ]")


def _bounded(words: str, start: int, end: int, written: str) -> bool:
    """A Latin name must not continue in Latin; a katakana or a short Hangul name must begin a word."""
    if _LATIN.match(written[0]) and start and _LATIN.match(words[start - 1]):
        return False
    if _LATIN.match(written[-1]) and end < len(words) and _LATIN.match(words[end]):
        return False
    if len(written) < 4 and _LATIN.match(written[-1]) and not _HANGUL_PARTICLE.match(words, end):
        return False  # no SK in SK네트웍스
    if written in ("和硕", "和碩") and words[end : end + 1] == "士":
        return False  # 博士和硕士
    if words[start - 1 : start] in _DOTS or words[end : end + 1] in _DOTS:
        return False  # 阿里·科曼 is a person
    if start and _KATAKANA.match(written[0]) and _KATAKANA.match(words[start - 1]):
        return False  # no デル in モデル
    hangul = "가" <= written[0] <= "힣"
    return not (hangul and start and "가" <= words[start - 1] <= "힣" and len(written) < 4)


def _short_country(words: str, place: int) -> bool:
    """米マイクロソフト, 英政府: one character for a country, before a name or at a start."""
    after = words[place + 1 : place + 2]
    before = words[place - 1 : place]
    return (
        bool(after)
        and ("ァ" <= after <= "ヿ" or after in "政新大企")
        and not ("一" <= before <= "龥" and before)
    )


def add_governments(passage: Passage, known: KnownNames, country: str | None, grammar: Grammar) -> None:
    """Governments and ministries, those of `country` where no country is named beside."""
    for match in grammar.government.finditer(passage.words):
        start = passage.at(match.start())
        if any(f.start < start < f.end for f in passage.of("organisation")):
            continue  # named in full
        owner = next((f for f in passage.of("country") if 0 <= start - f.end <= 1), None)
        code = owner.country if owner else country
        if code:
            passage.found.append(
                Found(
                    "government",
                    known.government(code),
                    owner.start if owner else start,
                    passage.at(match.end()),
                    code,
                    "government body",
                )
            )
    for written, english in MINISTRIES.items():
        at = passage.words.find(written)
        if at >= 0:
            owner = next((f for f in passage.of("country")), None)
            code = owner.country if owner else country
            name = f"{'Saudi' if code == 'SA' else known.countries.get(code or '', '')} {english}".strip()
            passage.found.append(
                Found(
                    "organisation",
                    name,
                    passage.at(at),
                    passage.at(at + len(written)),
                    code,
                    "government body",
                )
            )
    passage.found.sort(key=lambda found: found.start)


def find_products(passage: Passage) -> Iterator[tuple[str, str]]:
    """(product, its company) for products that customers use."""
    for product, company in PRODUCTS.items():
        if product in passage.words:
            yield product, company
