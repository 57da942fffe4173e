"""People in Korean, Japanese and Chinese sentences: a name is told by the role beside it and its script."""

import re
from collections.abc import Iterator

from tracker.ingest.reader.cjk_grammar import Grammar
from tracker.ingest.reader.cjk_names import Found, Passage
from tracker.ingest.reader.cjk_roles import role_in_english
from tracker.ingest.reader.gazetteer import KnownNames

_KOREAN_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민나진지엄채"
    "원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모"
)
_CHINESE_SURNAMES = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程"
    "曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文魏蔣許鄧葉蘇盧羅賴龔鍾陸譚詹游"
    "洪邱曾顏权權成池南吉裴甘尚欧歐阳祝齐齊樊葛耿焦柯倪尤骆駱岑翁庄莊桂舒柳季童苗霍艾涂宁寧關阮冉奚沙巫滕殷"
    "肖聂聶严嚴韦韋章凌岳盛卫衛鲍鮑毕畢覃佘麦麥蓝藍简簡蕭萧顧鄒賀龍萬錢湯閻闫鐘饶饒符卓伍房靳褚鞠辛晏仇佟"
)
_KO_FOREIGN = r"[가-힣]{1,6}(?: (?:알|빈|반|폰|드|데|디))?(?: [가-힣]{1,6}){1,2}"
_PARTICLE = re.compile(r"^(?:은|는|이|가|을|를|의|에|와|과|도)|[,·]")
_PARTICLE_END = re.compile(r"[은는을를의에도며고서]$|으로$|에서$|부터$|까지$|하는$|대해$")


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
        title = role_in_english(role)
        of_state = title in ("President", "Prime Minister", "Premier", "Crown Prince")
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
            title,
            owner,
        )


def _employer(passage: Passage, start: int) -> str | None:
    near = [
        f
        for f in passage.of("organisation", "government")
        if -60 <= f.start - passage.at(start) <= 30 and f.sort != "publisher"
    ]
    if not near:
        return None
    spot = passage.at(start)  # who employs somebody is named before, seldom behind
    return min(near, key=lambda f: spot - f.end if f.end <= spot else f.start - spot + 12).name


def _state(passage: Passage, start: int, known: KnownNames, country: str | None) -> str | None:
    """The government of a head of state: the country named beside, else the one that the text is about."""
    beside = next((f for f in passage.of("country") if abs(f.start - passage.at(start)) < 12), None)
    code = beside.country if beside else country
    return known.government(code) if code else None


_KO_NAMED = re.compile(
    r"(?:에|에는|로|로는) (?:[가-힣A-Za-z]{1,12} 출신 )?"
    rf"([{_KOREAN_SURNAMES}][가-힣]{{2}}|[가-힣]{{2,6}} [가-힣]{{2,6}}?)"
    "(?=[을를이가씨 ].{0,40}(?:선임|임명|영입|맡|낙점|내정|발탁))"
)


def _korean(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    for match in grammar.role.finditer(passage.words):
        before = passage.words[max(0, match.start() - 40) : match.start()]
        offset = match.start() - len(before)
        named = _KO_NAMED.match(passage.words, match.end())
        if named:
            yield named.group(1), named.start(1), match.group(), None
            continue
        native = re.search(rf"(?:^|[\s(·,])([{_KOREAN_SURNAMES}][가-힣]{{2}}) ?$", before.rstrip() + " ")
        if native and not _is_known(passage, offset + native.start(1)):
            yield native.group(1), offset + native.start(1), match.group(), None
            continue
        beside = _korean_beside(passage, match)
        if beside:
            yield beside
        else:
            yield from _korean_foreign(passage, before, offset, match.group())


_KO_BETWEEN = re.compile(rf" (?:[가-힣]{{2,6}} [가-힣]{{1,6}}|[{_KOREAN_SURNAMES}][가-힣]{{2}}) ")


def _korean_beside(passage: Passage, role: re.Match[str]) -> tuple[str, int, str, str | None] | None:
    """ "엔비디아 제인 도 CEO": the name between its organisation and the role."""
    for owner in passage.of("organisation"):
        between = _KO_BETWEEN.match(passage.words, owner.end - passage.span.start)
        if between and between.end() == role.start():
            return between.group().strip(), between.start() + 1, role.group(), owner.name
    return None


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
    if not match or (role == "시장" and _MARKET.search(head)):  # "빨리 느는 시장": no mayor
        return
    words = match.group(1).split()
    while len(words) > 1 and (
        _PARTICLE_END.search(words[0])
        or words[0] in ("와", "과", "및", "등", "겸", "초대", "신임", "전", "현")
        or len(words) > 3
        or _starts_known(passage, offset, head, words)
    ):
        words = words[1:]
    if len(words) == 3 and words[1] not in ("알", "빈", "반", "폰", "드", "데", "디"):
        words = words[1:]
    if len(words) > 1 and not any(_PARTICLE_END.search(word) and len(word) > 3 for word in words):
        name = " ".join(words)
        yield name, offset + head.rfind(name), role, owner.name if owner else None


# What says of which sort a market is, where a mayor would have a name: "큰 해외 시장".
_MARKET = re.compile(r"(?:[는은한할된인큰]|해외|국내|글로벌|아시아|유럽|미국|세계|번째)$")


def _starts_known(passage: Passage, offset: int, head: str, words: list[str]) -> bool:
    return _is_known(passage, offset + head.rfind(" ".join(words)))


def _is_known(passage: Passage, place: int) -> bool:
    spot = passage.at(place)
    return any(found.start <= spot < found.end for found in passage.found)


_JA_FOREIGN = re.compile(r"[ァ-ヴー]{2,}(?:[・=＝][ァ-ヴー]{1,})+")
_SHI = re.compile("氏")
_JA_NAMED = re.compile(r"(?<![一-龥々])([一-龥々]{3,5})氏(?=[がをはもにと。、])")
_JA_OFFICE = re.compile("代表|執行|取締|専務|常務|会長|社長|部長|日本|担当|最高|責任")
_JA_KANJI = re.compile(
    r"(?:^|[のはもでにや、とが「（(\s])"
    r"([一-龥々]{2,3}(?:(?![のはがとをもやでに])[一-龥ぁ-ん]){0,3}?[一-龥々]{0,2}?)$"
)


def _japanese(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    for match in _JA_FOREIGN.finditer(passage.words):
        role = grammar.role.match(passage.words, match.end()) or _SHI.match(passage.words, match.end())
        before = grammar.role.search(passage.words, max(0, match.start() - 18), match.start() + 1)
        if role or (before and match.start() - before.end() <= 3):
            yield match.group(), match.start(), (role or before).group(), None  # type: ignore[union-attr]
    for match in _JA_NAMED.finditer(passage.words):
        roles = list(grammar.role.finditer(passage.words, max(0, match.start(1) - 16), match.start(1)))
        yield match.group(1), match.start(1), roles[-1].group() if roles else "代表", None
    for match in grammar.role.finditer(passage.words):
        before_text = passage.words[max(0, match.start() - 8) : match.start()]
        kanji = _JA_KANJI.search(before_text)
        if kanji and 3 <= len(kanji.group(1)) <= 5 and not _JA_OFFICE.search(kanji.group(1)):
            place = match.start() - len(kanji.group(1))
            if not _is_known(passage, place):
                yield kanji.group(1), place, match.group(), None


_ZH_FOREIGN = re.compile(r"[一-龥]{1,6}(?:[·・•．‧][一-龥]{1,6}){1,3}")
_ZH_LATIN = re.compile(r"[「『“ ]?([A-Z][a-zà-ÿ]+(?: [A-Z]\.?)?(?: [A-Z][a-zà-ÿ-]+){1,2})")
_ZH_GLOSSED = re.compile(r"[一-龥·・•‧]{2,10}(?=\s?[(（][A-Z][a-zà-ÿ.-]+ [A-Z])")
# What follows a Chinese surname and one or two characters: a verb of speech, an adverb, a date, a stop.
_ZH_BEHIND = (
    "表示|[说說称稱]|指出|介[绍紹]|透露|宣[布佈]|[强強][调調]|[认認是的]|坦言|直言|解[释釋]|回[应應]|[补補]充|[预預][计計测測]|[证證]实"
    "|接受|代表|出席|[参參]加|[担擔]任|[亲親]自|共同|分[别別]|[发發][表布文]|上台|抵|访|訪|走|提|[谈談]|看|写|寫|率"
    "|[在与與和及同跟对對向为為從从由把以则則也亦并並还還曾已再又将將會会于於当當本]|近日|日前|早前|[随隨][后後]"
    "|主持|致[辞辭]|[见見][证證]|[签簽][署下约約]|[会會][见見晤]|披露|[发發]言|[现現]身|[领領]|[带帶]|陪同|[宣承][读讀诺諾]|强推|力挺|亮相|主[导導]|[没沒不未都只也仅僅却卻很更最受]|多次|打算|希望"
    r"|[上本下今昨明前同此][日天年月周週前]|今|昨|周|週|等|\d|[A-Za-z]|[，,、。（()）：:；;「『“《\s]|$"
)
_ZH_NATIVE_AFTER = re.compile(rf"([{_CHINESE_SURNAMES}][一-龥]{{1,2}}?)(?={_ZH_BEHIND})")
# A surname's character that begins another word: 总裁曾经, 董事长高度评价, 首席执行官方面.
_ZH_NO_NAME = re.compile(
    "曾[经經在表于於说說任是获獲]|高[度层層级級管调調]|方[面才式]|[马馬]上|何[时時以]|任[命期职職内內上]|常[年常务務驻駐]"
    "|[关關][于於注闭系]|金[融额額]|安[排全]|全[球面国國]|成[为為立员員]|白[天]|段[时時]|[应應][该該当當邀]|秦皇|包括|万[元人]|卓[越有]|[简簡][单單称稱]|[严嚴][格重]|盛[赞讚大]|凌晨|符合|卫生|毕竟"
)
_ZH_RUN = re.compile(rf"[{_CHINESE_SURNAMES}][一-龥]{{2}}")
_ZH_JAPANESE = re.compile(r"[一-龥]{4}(?=[会會表在与與說说出宣])")
_ZH_BEFORE = re.compile(
    rf"(?:^|[，,。、：:；;「“\s])([{_CHINESE_SURNAMES}][一-龥]{{1,2}}?|[一-龥]{{1,6}}[·・•‧][一-龥]{{1,6}}?)"
    r"(?:[，,]|(身兼|兼任|[担擔]任|出任|[现現]任|接任|升任|就任|作[为為]|身[为為]|是|[为為])了?)$"
)


_ZH_NAMED = re.compile(r"由([一-龥]{2,4}?)(?:担任|擔任|出任)")


_ZH_CHARGED = re.compile(
    rf"由([{_CHINESE_SURNAMES}][一-龥]{{1,2}})(?:负责|負責|领导|領導|掌管|执掌|執掌|带领|帶領|领衔)"
)


# A full name that speaks without a role beside it: "王小明表示".
_STATE = frozenset("部长 部長 总理 總理 总统 總統 首相 司长 局長".split())
_ZH_SPEAKS = re.compile(
    rf"(?:^|[，,。；;”」])([{_CHINESE_SURNAMES}][一-龥]{{2}})(?=[则則还還也]?(?:表示|[说說称稱][，,：:“「希将將要会會公该該]|指出|透露|坦言|直言|[认認][为為]))"
)
# A minister from abroad, whose name has no Chinese surname: "部长哥宾星出席".
_ZH_MINISTER = re.compile(r"([一-龥]{2,4}?)(?=出席|表示|[说說称稱]|指出|透露|宣[布佈]|[强強][调調])")


# Who has a field, named in transliteration: "负责公共政策的阿达·科曼".
_ZH_FIELD = re.compile(
    r"(?:[负負][责責]|掌管|分管|主管)[^，。、]{1,14}的(?=[一-龥]{1,6}[·・•．‧])"
)


def _chinese_acting(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    """People told by what they do: they speak, are appointed, are in charge."""
    for match in _ZH_SPEAKS.finditer(passage.words):
        if not _is_known(passage, match.start(1)):
            yield match.group(1), match.start(1), "代表", None
    for match in _ZH_NAMED.finditer(passage.words):
        role = grammar.role.search(passage.words, match.end(), match.end() + 16)
        if role:
            yield match.group(1), match.start(1), role.group(), None
    for match in _ZH_FIELD.finditer(passage.words):
        named = _ZH_FOREIGN.match(passage.words, match.end())
        if named:
            yield _foreign_name(passage, named.group()), match.end(), "负责人", None
    for match in _ZH_CHARGED.finditer(passage.words):
        if not _is_known(passage, match.start(1)):
            yield match.group(1), match.start(1), "负责人", None


def _chinese(passage: Passage, grammar: Grammar) -> Iterator[tuple[str, int, str, str | None]]:
    yield from _chinese_acting(passage, grammar)
    for match in grammar.role.finditer(passage.words):
        place = match.end()
        foreign = _ZH_FOREIGN.match(passage.words, place)
        latin = _ZH_LATIN.match(passage.words, place)
        glossed = _ZH_GLOSSED.match(passage.words, place)
        native = None if foreign else _zh_native(passage, place)
        if native is None and match.group() in _STATE:
            minister = _ZH_MINISTER.match(passage.words, place)
            native = minister.group(1) if minister else None
        state = _ZH_JAPANESE.match(passage.words, place) if match.group() == "首相" else None
        if state or glossed:
            name = (state or glossed).group()  # type: ignore[union-attr]
            yield name, place, match.group(), None
        elif foreign:
            yield _foreign_name(passage, foreign.group()), place, match.group(), None
        elif latin and not _is_known(passage, latin.start(1)):
            yield latin.group(1), latin.start(1), match.group(), None
        elif native:
            yield native, place, match.group(), None
        else:
            yield from _chinese_before(passage, match)


def _zh_native(passage: Passage, place: int) -> str | None:
    """The Chinese name at `place`: as long as the text says it again, else up to a word that follows names,
    else three characters.
    """
    run = _ZH_RUN.match(passage.words, place)
    if _ZH_NO_NAME.match(passage.words, place):
        return None
    if run and _said_again(passage, run.group()):
        return run.group()
    bounded = _ZH_NATIVE_AFTER.match(passage.words, place)
    if bounded:
        return bounded.group(1)
    if not run:
        return None
    return run.group()[:2] if _said_again(passage, run.group()[:2]) else run.group()


def _said_again(passage: Passage, words: str) -> bool:
    return passage.text.count(words) > 1


def _chinese_before(passage: Passage, role: re.Match[str]) -> Iterator[tuple[str, int, str, str | None]]:
    """ "李彦宏，百度首席执行官", "李彦宏担任百度首席执行官": the name, its organisation, the role."""
    owner = next((f for f in passage.of("organisation") if f.end == passage.at(role.start())), None)
    first = owner.start - passage.span.start if owner else role.start()
    named = _ZH_BEFORE.search(passage.words[max(0, first - 16) : first])
    if named and (owner or named.group(2)) and not _ZH_NO_NAME.match(named.group(1)):
        yield named.group(1), max(0, first - 16) + named.start(1), role.group(), owner.name if owner else None


def _foreign_name(passage: Passage, run: str) -> str:
    """A transliterated name runs on into the verb; cut where the surname stands again, else at the
    commonest verbs.
    """
    cut = max(map(run.rfind, "·・•．‧")) + 1
    first, last = run[:cut], run[cut:]
    for length in range(len(last), 1, -1):
        if _said_again(passage, last[:length]):
            return first + last[:length]
    return first + re.split(
        r"表示|[说說称稱]|指出|介[绍紹]|透露|宣[布佈]|[强強][调調]|[周週在与與和也于於对對近今昨上将將则則认認]|日前|接受"
        r"|[当當][时時天日]|出席|到[场場访訪]|[抵访訪受曾还還并並亦认]|[会會][见見晤]",
        last,
    )[0]
