"""Offices in Korean, Japanese and Chinese sentences."""

import re
from collections.abc import Iterator

from tracker.ingest.reader.cjk_grammar import Grammar
from tracker.ingest.reader.cjk_names import Found, Passage
from tracker.ingest.reader.drafts import OfficeDraft

_CARRIES = re.compile(r"(?:[（(][^)）]{0,8}[)）])?(?:[은는도]|[이가] |[はが])")
_MEETING = re.compile(
    r"(?:시|市)?(?:에서 (?:열린|연 |만나|기자|개최|가진)|で(?:開いた|開か|記者|会見|会談)|(?:举行|召开|会见))"
)
_JOINT = re.compile(
    "合[资資营營](?:公司|企[业業])?[^。并並]{0,24}，?其?[总總]部|合弁.{0,20}本社|합작.{0,20}본사"
)
_ONLY_SAID = re.compile(r"(?:시|市)?(?:에서|で(?!は|も))")
_LEFT = re.compile("[迁遷搬移挪转轉]")
_FROM = re.compile("[从從由]$")
_WARD = re.compile("東京都?[・]$")  # 東京・渋谷
_MOVED_TO = re.compile(r"[迁遷搬移挪转轉](?:[到至往入去]|址)$")
_NONE = re.compile(
    r"(?:지 않|없다|없는|없으|아직 없)|(?:ていない|はない|ません|置かない)"
    r"|(?:未必|无意|無意|不打算|没打算|不急|没有|沒有|尚无|尚無|暂无|並無|并无|不会|不會|不设|未设)")
_ELLIPTIC = re.compile(
    r"(?:第[一二三四五][个個家处處]|首[个個家]|另[外]?一[个個家处處]|其余|其餘|下一站|下一[个個家])[^，。,、]{0,4}?"
    r"(?:位于|位於|设在|設在|在|是|落户|选在|選在)$"
    r"|(?:[选選][定中]|落子|选址|選址)(?:了|于|於|在)?$"
    r"|(?:\d ?[カか]所目|最初|次|残り)は$|(?:첫|두|세) ?번째는 ?$|다음은 ?$"
)
_LISTED = re.compile("[、和与與及][一-龥]{0,4}")
_NEXT = re.compile(r"(?:下一站|下一[个個家]|次は|다음은)[^，。,、]{0,6}$")
_TARGET = re.compile(r"(?:시|市)?(?:으?로 ?(?:옮|이전)|[にへ]移)")
_FROM_THERE = re.compile("[一-龥]{0,10}(?:公司|企[业業]|初[创創]|巨[头頭]|商|集[团團])")
_GROUNDS = re.compile("[园園][区區]|基地|캠퍼스|キャンパス")
_POWER = re.compile("[兆吉]瓦|[MG]W|[메기]가와트|[メギ]ガワット")
_OF_OTHERS = re.compile("的(?:外国|外國|外[资資]|跨国|跨國)?(?:公司|企业|企業)(?:超过|超過|已?有|[达達逾多])")
_SETTLES_ELSE = re.compile("中心落|工[厂廠]|[项項]目|算力|[产產][线線]|机房|機房")
# 吉隆坡、马尼拉的机房: where only computers stand.
_MACHINES = re.compile(
    "[시市]?(?:[、和与與及・][一-龥ァ-ヴー]{2,8}){0,3}(?:[的の]| )?(?:AI ?)?"
    "(?:[机機]房|[数數]据中心|[数數]據中心|[资資]料中心|データセンター|데이터 ?센터)"
)
_LATTER = re.compile("[后後]者")
_PART = re.compile(
    r"[，；]|(?<=[一-龥])[,;]|(?<=[으하이]며)[, ]|(?<=[했었열세내]고)[, ]"  # Chinese, Korean
    r"|(?<=おり)、|(?<=[るた]が)、|(?<=[しき])、"
)
_CONSIDERED = re.compile("考[虑慮]|筹建|籌建|打算|有意|検討|검토")
_HOME = re.compile(r"(?:社|司|[A-Z가-힣ァ-ヶー])[(（][^()（）]{0,12}[、,] ?$")  # "Acme(ACM、東京・港)"
_BEFORE, _BEHIND, _FAR = 45, 6, 40  # characters from a city to the office word after it, or before it


def find_offices(
    passage: Passage, company: str, grammar: Grammar, told: bool, before: str | None
) -> Iterator[OfficeDraft]:
    """The offices of `company` that one sentence states, or of `before`, which the sentence before was about;
    `told`: that sentence told of one.
    """
    named = [f for f in passage.of("organisation") if f.name == company]
    word = grammar.office.search(passage.words)
    if word and named and before and named[0].start > passage.at(word.end()):
        clause = _part(passage.words, word.start())
        if named[0].start >= passage.at(passage.words.find(clause) + len(clause)):
            company = before  # the company comes into it in a later clause
    if _JOINT.search(passage.words):
        return  # the seat of a joint venture is none of the partner's
    yield from _in_cities(passage, company, grammar, told)
    yield from _in_countries(passage, company, grammar)


def _in_cities(passage: Passage, company: str, grammar: Grammar, told: bool) -> Iterator[OfficeDraft]:
    done: set[str] = set()
    words = [m for m in grammar.office.finditer(passage.words) if not _barred(passage, grammar, m.start())]
    earlier = [c for c in passage.of("city") if _earlier(passage, grammar, c) or _elliptic(passage, c)]
    for city in earlier if words or told else ():
        done.add(city.name)
        yield _office(passage, company, city, "announced" if _next(passage, city) else "open")
    for match in words:
        spot = passage.at(match.start())
        for city in _near(passage, spot, [passage.at(other.start()) for other in words]):
            if city.name not in done:
                done.add(city.name)
                owner = _acting(passage, company, match.start())
                yield _office(passage, owner, city, _status(passage, grammar, match.start(), city))


def _barred(passage: Passage, grammar: Grammar, spot: int) -> bool:
    if _OF_OTHERS.search(passage.words, spot, spot + 24):
        return True  # "the foreign companies that have a team here"
    if passage.words.startswith("落", spot) and _SETTLES_ELSE.search(passage.words):
        return True  # a plant, a project settles
    if _GROUNDS.match(passage.words, spot) and _POWER.search(passage.words):
        return True  # a campus of data centres
    if _NONE.search(_part(passage.words, spot)):
        return True
    return any(other.start() <= spot < other.end() for other in grammar.not_office.finditer(passage.words))


def _acting(passage: Passage, company: str, spot: int) -> str:
    """Whose office stands at `spot`: the company that carries the subject's particle in its clause
    (A는 …했고, B는 …), else `company`.
    """
    clause = _part(passage.words, spot)
    first = passage.words.find(clause)
    before = [f.name for f in passage.of("organisation") if f.end <= passage.at(first)]
    if before and _LATTER.match(clause):
        return before[-1]
    named = [
        f.name
        for f in passage.of("organisation")
        if first <= f.start - passage.span.start < spot and _CARRIES.match(passage.text, f.end)
    ]
    return named[-1] if named and len({f.name for f in passage.of("organisation")}) > 1 else company


def _office(passage: Passage, company: str, city: Found, status: str) -> OfficeDraft:
    place = {"city": (city.start, city.end)}
    return OfficeDraft(company, city.name, city.country, status, None, passage.words, place)


def _near(passage: Passage, spot: int, others: list[int]) -> list[Found]:
    """The cities that an office word at `spot` is tied to: those before it, else where it moves or begins."""
    cities = _sites(passage)
    before = [city for city in cities if -_BEFORE <= city.start - spot <= _BEHIND]
    moved = [
        city
        for city in cities
        if (spot < city.start and _TARGET.match(passage.text[city.end :][:8]))
        or _MOVED_TO.search(passage.text[max(0, city.start - 3) : city.start])
    ]
    moved = [c for c in moved if spot == min(others, key=lambda other: abs(other - c.start))]
    if moved:
        return moved
    later = [city for city in cities if 0 < city.start - spot <= _FAR]
    return before or [c for c in later if not any(0 < other - c.start <= _BEFORE for other in others)]


def _sites(passage: Passage) -> list[Found]:
    """The cities of a sentence, those where only something was said (경주에서, 東京で) last resort."""
    cities = [c for c in passage.of("city") if not _MEETING.match(passage.text[c.end : c.end + 10])]
    cities = [c for c in cities if not _HOME.search(passage.text[passage.span.start : c.start])] or cities
    cities = [c for c in cities if not (_moved_from(passage, c) or _is_ward(passage, c))]
    cities = [c for c in cities if not _MACHINES.match(passage.text, c.end)]
    sites = [c for c in cities if not _ONLY_SAID.match(passage.text[c.end : c.end + 4])]
    return sites or cities


def _moved_from(passage: Passage, city: Found) -> bool:
    """把总部从北京迁到新加坡: where there is an office no more."""
    text = passage.text
    return bool(_FROM.search(text[: city.start][-1:]) and _LEFT.match(text, city.end))


def _is_ward(passage: Passage, city: Found) -> bool:
    """東京・渋谷: a part of the city before it, though towns elsewhere are called so."""
    return bool(_WARD.search(passage.text[max(0, city.start - 4) : city.start]))


def _in_countries(passage: Passage, company: str, grammar: Grammar) -> Iterator[OfficeDraft]:
    """英国、マレーシアに拠点: countries before an office word in a sentence that names no city."""
    word = grammar.office.search(passage.words)
    telling = (grammar.opened, grammar.planned, grammar.closed)
    opened = any(one.search(passage.words) for one in telling)
    if not (word and opened) or grammar.not_office.search(passage.words):
        return
    cities = {city.country for city in _sites(passage)}
    cities |= {
        c.country for c in passage.of("country") for f in passage.of("city") if 0 <= f.start - c.end < 10
    }
    for country in passage.of("country"):
        if _describes(passage, country):
            continue
        before = passage.at(word.start()) - country.end
        if 0 <= before <= 24 and country.country not in cities and country.end - country.start > 1:
            place = {"country": (country.start, country.end)}
            status = _status(passage, grammar, word.start(), country)
            company = _acting(passage, company, word.start())
            yield OfficeDraft(company, None, country.country, status, None, passage.words, place)


def _describes(passage: Passage, country: Found) -> bool:
    """法国人工智能企业Acme: where a company is from."""
    behind = next((f for f in passage.of("organisation") if 0 <= f.start - country.end <= 14), None)
    return behind is not None and bool(_FROM_THERE.fullmatch(passage.text[country.end : behind.start]))


def _elliptic(passage: Passage, city: Found) -> bool:
    """ 第一个位于东京, 下一站是慕尼黑, 1カ所目は東京, 첫 번째는 도쿄: an office named without its word."""
    before = [c for c in passage.of("city") if c.end <= city.start]
    if before and _LISTED.fullmatch(passage.text[before[-1].end : city.start]):
        return _elliptic(passage, before[-1])
    return bool(_ELLIPTIC.search(passage.text[max(passage.span.start, city.start - 16) : city.start]))


def _next(passage: Passage, city: Found) -> bool:
    return bool(_NEXT.search(passage.text[max(passage.span.start, city.start - 16) : city.start]))


def _earlier(passage: Passage, grammar: Grammar, city: Found) -> bool:
    """ "부산 다음으로", 大阪に次いで, 继东京之后: places that come before a new one."""
    for match in grammar.after.finditer(passage.words):
        gap = passage.text[city.end : passage.at(match.start())]
        if _moved_from(passage, city):
            return False
        if passage.at(match.start()) >= city.end and len(gap) < 30 and not re.search("，|,(?! )", gap):
            return True
    return False


def _status(passage: Passage, grammar: Grammar, spot: int, place: Found) -> str:
    """The status told in the clause of the office word or of the place, else in the whole sentence."""
    if grammar.rumour.search(passage.words):
        return "rumoured"
    telling = (grammar.closed, grammar.planned, grammar.expanded, grammar.opened)
    site = place.start - passage.span.start
    clauses = [_part(passage.words, at) for at in ((spot, site) if site < spot else (site, spot))]
    words = next((c for c in clauses if any(one.search(c) for one in telling)), passage.words)
    if grammar.closed.search(words):
        return "closed"
    if grammar.planned.search(words):
        return "planned" if _CONSIDERED.search(words) else "announced"
    return "expanded" if grammar.expanded.search(words) else "open"


def _part(words: str, spot: int) -> str:
    """The clause of a sentence that holds an offset."""
    first = 0
    for match in _PART.finditer(words):
        if match.start() >= spot:
            return words[first : match.start()]
        first = match.end()
    return words[first:]
