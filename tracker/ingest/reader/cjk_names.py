"""Names in Korean, Japanese and Chinese sentences: known ones by dictionary, people by role and script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.ingest.reader.cjk_grammar import MINISTRIES, PRODUCTS, ROLES, Grammar
from tracker.ingest.reader.gazetteer import KnownNames, Name
from tracker.ingest.reader.names import shapes
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
_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채"
    "원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
)
_CHINESE_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程"
    "曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文魏蔣許鄧葉蘇盧羅賴龔鍾陸譚詹游"
    "洪邱曾顏权權成池南吉裴"
)
_KO_FOREIGN = r"[가-힣]{1,6}(?: (?:알|빈|반|폰|드|데|디))?(?: [가-힣]{1,6}){1,2}"
_PARTICLE = re.compile(r"^(?:은|는|이|가|을|를|의|에|와|과|도)|[,·]")
_PARTICLE_END = re.compile(r"[은는을를의에도며고서]$|으로$|에서$|부터$|까지$|하는$|대해$")


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
    r"([가-힣]{2,12}|[ァ-ヴー]{3,14}|[一-龥]{2,8})(?:社)?[(（]([A-Z][A-Za-z0-9.&-]*(?:"
    r" [A-Z][A-Za-z0-9.&-]*){0,2})[)）]"
)


# A Latin name right after what the company is, as the subject: "스타트업 Acme는", "新興企業のAcmeは".
_LATIN_SUBJECT = re.compile(
    r"(?:기업|업체|스타트업|회사|개발사|社|企業|スタートアップ|新興|メーカー|公司|企业|初创|巨头|[米英仏独美])"
    r"(?:인|の|的)? ?[「『‘“]?([A-Z][A-Za-z0-9-]{2,20}(?: [A-Z][A-Za-z0-9-]{1,20}){0,2})[」』’”]?"
    r"(?=[은는이가의은が는는はの在将已宣表和与]| ?\()"
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
        telling = (len(words) > 1 and words[-1] in shapes()["tail"]) or (
            len(words) == 1 and len(latin) > 3 and not latin.isupper()
        )
        if (
            telling
            and latin not in shapes()["products"]
            and all(written != form for form, _ in known.runs.get(written[0], ()))
        ):
            found.append((written, Name("company", latin, None)))
    return found


def find_names(passage: Passage, known: KnownNames, country: str | None, grammar: Grammar) -> None:
    """Known names by longest match at each character, then governments and ministries."""
    words, place = passage.words, 0
    while place < len(words):
        hit = _known_at(words, place, known)
        if hit:
            length, name = hit
            kind = "organisation" if name.is_organisation else name.kind
            passage.found.append(
                Found(kind, name.name, passage.at(place), passage.at(place + length), name.country, name.kind)
            )
            place += length
        else:
            place += 1
    _add_governments(passage, known, country, grammar)


def _known_at(words: str, place: int, known: KnownNames) -> tuple[int, Name] | None:
    for written, name in known.runs.get(words[place], ()):
        if (
            words.startswith(written, place)
            and _bounded(words, place, place + len(written), written)
            and name.kind != "demonym"
        ):
            return len(written), name
    for short, code in _SHORT_COUNTRIES.items():
        if words.startswith(short, place) and (len(short) > 1 or _short_country(words, place)):
            return len(short), Name("country", known.countries.get(code, code), code)
    return None


def _bounded(words: str, start: int, end: int, written: str) -> bool:
    """A Latin name must not continue in Latin; a two-letter Hangul name must begin a word."""
    if _LATIN.match(written[0]) and start and _LATIN.match(words[start - 1]):
        return False
    if _LATIN.match(written[-1]) and end < len(words) and _LATIN.match(words[end]):
        return False
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


def _add_governments(passage: Passage, known: KnownNames, country: str | None, grammar: Grammar) -> None:
    for match in grammar.government.finditer(passage.words):
        start = passage.at(match.start())
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


def find_people(
    passage: Passage,
    language: str,
    grammar: Grammar,
    topic: str | None,
    known: KnownNames,
    country: str | None,
) -> Iterator[Found]:
    """People with a role beside their name."""
    finder = {"ko": _korean, "ja": _japanese, "zh": _chinese}[language]
    for name, start, role, company in finder(passage, grammar):
        of_state = ROLES.get(role, role) in ("President", "Prime Minister", "Premier", "Crown Prince")
        owner = (
            _state(passage, start, known, country)
            if of_state
            else company or _employer(passage, start) or topic
        )
        yield Found(
            "person",
            name,
            passage.at(start),
            passage.at(start + len(name)),
            None,
            "",
            ROLES.get(role, role),
            owner,
        )


def _employer(passage: Passage, start: int) -> str | None:
    near = [
        f
        for f in passage.of("organisation", "government")
        if -60 <= f.start - passage.at(start) <= 30 and f.sort != "publisher"
    ]
    return min(near, key=lambda f: abs(f.start - passage.at(start))).name if near else None


def _state(passage: Passage, start: int, known: KnownNames, country: str | None) -> str | None:
    """The government of a head of state: the country named beside, else the one that the text is about."""
    beside = next((f for f in passage.of("country") if abs(f.start - passage.at(start)) < 12), None)
    code = beside.country if beside else country
    return known.government(code) if code else None


def _korean(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    for match in grammar.role.finditer(passage.words):
        before = passage.words[max(0, match.start() - 40) : match.start()]
        offset = match.start() - len(before)
        native = re.search(rf"(?:^|[\s(·,])([{_KOREAN_SURNAMES}][가-힣]{{2}}) ?$", before.rstrip() + " ")
        if native and not _is_known(passage, offset + native.start(1)):
            yield native.group(1), offset + native.start(1), match.group(), None
            continue
        yield from _korean_foreign(passage, before, offset, match.group())


def _korean_foreign(
    passage: Passage, before: str, offset: int, role: str
) -> Iterator[tuple[str, int, str, str | None]]:
    """ "제인 도 오픈AI 최고전략책임자": a foreign name, its organisation, the role."""
    owner = next(
        (
            f
            for f in passage.found
            if f.kind in ("organisation", "government")
            and 0 <= passage.at(offset + len(before)) - f.end <= 10
            and not _PARTICLE.search(passage.text[f.end : passage.at(offset + len(before))])
        ),
        None,
    )
    end = owner.start - passage.at(offset) if owner else len(before)
    head = before[: max(0, end)].rstrip()
    native = re.search(rf"(?:^|[\s(·,])([{_KOREAN_SURNAMES}][가-힣]{{2}})$", head) if owner else None
    if native and not _PARTICLE_END.search(native.group(1)):
        yield native.group(1), offset + native.start(1), role, owner.name if owner else None
        return
    if owner is None and not before.endswith(" "):
        return
    match = re.search(rf"(?:^|[\s,·(\])'\"]){_KO_FOREIGN}$".replace(_KO_FOREIGN, f"({_KO_FOREIGN})"), head)
    if not match:
        return
    words = match.group(1).split()
    while len(words) > 1 and (
        _PARTICLE_END.search(words[0])
        or words[0] in ("와", "과", "및", "등", "겸")
        or len(words) > 3
        or _starts_known(passage, offset, head, words)
    ):
        words = words[1:]
    if len(words) == 3 and words[1] not in ("알", "빈", "반", "폰", "드", "데", "디"):
        words = words[1:]
    if len(words) > 1 and not any(_PARTICLE_END.search(word) and len(word) > 3 for word in words):
        name = " ".join(words)
        yield name, offset + head.rfind(name), role, owner.name if owner else None


def _starts_known(passage: Passage, offset: int, head: str, words: list[str]) -> bool:
    return _is_known(passage, offset + head.rfind(" ".join(words)))


def _is_known(passage: Passage, place: int) -> bool:
    spot = passage.at(place)
    return any(found.start <= spot < found.end for found in passage.found)


_JA_FOREIGN = re.compile(r"[ァ-ヴー]{2,}(?:[・=＝][ァ-ヴー]{1,})+")
_SHI = re.compile("氏")
_JA_NAMED = re.compile(r"(?:^|[、。のは「])([一-龥々]{3,5})氏(?:が|を|は)")
_JA_KANJI = re.compile(r"(?:^|[のは、とが「（(\s])([一-龥々]{2,3}[一-龥ぁ-ん]{0,2}?[一-龥々]{0,2}?)$")


def _japanese(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    for match in _JA_FOREIGN.finditer(passage.words):
        role = grammar.role.match(passage.words, match.end()) or _SHI.match(passage.words, match.end())
        before = grammar.role.search(passage.words, max(0, match.start() - 18), match.start() + 1)
        if role or (before and match.start() - before.end() <= 3):
            yield match.group(), match.start(), (role or before).group(), None  # type: ignore[union-attr]
    for match in _JA_NAMED.finditer(passage.words) if grammar.role.search(passage.words) else ():
        yield match.group(1), match.start(1), "代表", None
    for match in grammar.role.finditer(passage.words):
        before_text = passage.words[max(0, match.start() - 8) : match.start()]
        kanji = _JA_KANJI.search(before_text)
        if kanji and 3 <= len(kanji.group(1)) <= 5:
            place = match.start() - len(kanji.group(1))
            if not _is_known(passage, place):
                yield kanji.group(1), place, match.group(), None


_ZH_FOREIGN = re.compile(r"[一-龥]{2,5}[·・•][一-龥]{1,6}")
_ZH_NATIVE_AFTER = re.compile(
    rf"([{_CHINESE_SURNAMES}][一-龥]{{1,2}}?)(?=表示|说|說|称|稱|指出|介绍|介紹|透露|宣布|强调|強調|在|与|與|，|,|、|（|\(|出席|和|周|週|日前|昨|今|会|會|认|認|也|当|當|于|於|将|將|。)"
)


_ZH_JAPANESE = re.compile(r"[一-龥]{4}(?=[会會表在与與说說出宣])")


def _chinese(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    for match in grammar.role.finditer(passage.words):
        place = match.end()
        foreign = _ZH_FOREIGN.match(passage.words, place)
        native = None if foreign else _ZH_NATIVE_AFTER.match(passage.words, place)
        state = _ZH_JAPANESE.match(passage.words, place) if match.group() == "首相" else None
        if state:
            yield state.group(), place, match.group(), None
        elif foreign:
            yield _trim_verb(foreign.group()), place, match.group(), None
        elif native:
            yield native.group(1), place, match.group(), None


def _trim_verb(name: str) -> str:
    """A transliterated name runs on into the verb; cut at the commonest ones."""
    return re.split(r"表示|说|說|称|稱|指出|介绍|透露|宣布|强调|周|在|与|和|也|于", name)[0]
