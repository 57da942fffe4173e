"""Projects in Korean, Japanese and Chinese sentences: data centres, computing sites and AI parks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tracker.ingest.reader.cjk_amounts import Figure, find_figures
from tracker.ingest.reader.cjk_deals import NO_COMPANIES
from tracker.ingest.reader.cjk_grammar import Grammar
from tracker.ingest.reader.cjk_names import Found, Passage
from tracker.ingest.reader.drafts import Place, ProjectDraft
from tracker.ingest.reader.project_sizes import Size, quantity, size

_NOUN = re.compile(
    r"(?P<data_centre>데이터 ?센터|데이터 ?센터 ?단지|클라우드 ?리전|データセンター|クラウドリージョン"
    r"|(?:数据|數據|資料|资料)中心|云区域|雲端區域)"
    r"|(?P<compute_site>슈퍼 ?컴퓨터|슈퍼컴퓨팅 ?센터|AI ?팩토리|AI ?캠퍼스|컴퓨팅 ?센터"
    r"|スーパーコンピューター?|スパコン|AIファクトリー|AI工場"
    r"|(?:智能)?[超智]算中心|算力中心|计算中心|計算中心|超级计算机|超級電腦|AI工厂|AI工廠)"
    r"|(?P<other>AI ?파크|AIパーク|AI产业园|AI產業園|人工智能产业园)"
)
# What a noun only describes: 데이터센터 사업, データセンター事業, 数据中心业务.
_DESCRIBES = re.compile(
    r" ?(?:사업|시장|수요|업체|기업|협력|용|업계|분야|전력|산업|인프라|투자)"
    r"|事業|市場|需要|向け|業界|関連|业务|業務|市场|需求|行业|芯片|领域|領域"
)
_STEPS = tuple(
    (status, re.compile(words))
    for status, words in {
        "cancelled": r"취소|철회|백지화|中止|撤回|取消|放弃|放棄",
        "under_way": r"건설 ?중|짓고 있|착공(?!한다|할|하기로|하겠| ?예정)"
        r"|建設中|建設している|着工(?!する|予定)"
        r"|建设中|在建|正在建|正在兴建|动工|動工|开工|開工",
        "agreed": r"합의|협약|업무협약|양해각서|合意|覚書|签署|簽署|达成协议|達成協議",
        "planned": r"계획|방침|검토|추진|計画|方針|検討|计划|計劃|拟|擬|规划|規劃|考虑|考慮",
        "announced": r"착공(?:한다|할|하기로|하겠)|着工する"
        r"|짓는다|짓기로|지을|건설한다|건설할|건설하기로|세운다|세우기로|구축한다|구축하기로"
        r"|들어선다|조성한다|조성하기로|建設する|建てる|新設する|整備する|設ける"
        r"|兴建|興建|建设|建設(?!した)|新建|建造|设立|設立(?!した)",
        "open": r"가동|운영(?:하고|한다|했|중)|문을 열|열었|개소|준공"
        r"|稼働(?:した|させた|している|を開始)|開設した|建設した|運営|启用|啟用|投产|投入运营|投入使用|落成|运营着",
    }.items()
)
_NONE = re.compile(r"않|없다|ない|ません|不会|不會|没有|沒有|否认|否認|부인|否定")
_JOINED = re.compile(r"(?:[(（][^)）]{0,12}[)）])?(?:와|과|및|,|、|と|和|与|與|及) ?")
_BESIDE = re.compile(r"(?:[(（][^)）]{0,12}[)）])?(?:와|과|로부터|에게|의) ?")
_COST = re.compile(r"투자|들여|투입|규모|투자액|投資|投じ|投じる|投资|耗资|耗資|斥资|斥資|总投资|總投資")
_FIELDS = {"MW": "capacity", "GW": "capacity", "GPU": "gpus"}
_LEAST_COST = 1_000_000
_NEAR = 45  # characters between a project and its place


def find_projects(passage: Passage, owner: str | None, grammar: Grammar) -> Iterator[ProjectDraft]:
    """The project that one sentence states; `owner`: whom "the company" means, None when nobody is meant."""
    words = passage.words
    nouns = (match for match in _NOUN.finditer(words) if not _DESCRIBES.match(words, match.end()))
    noun = next(nouns, None)
    if noun is None or _NONE.search(words):
        return
    step = next(((status, told) for status, pattern in _STEPS if (told := pattern.search(words))), None)
    place = _place(passage, passage.at(noun.start()))
    operators = _operators(passage, passage.at(noun.end()))
    names = tuple(operators) or ((owner,) if owner else ())
    if step is None or place is None or not names:
        return
    status, told = step
    city = place.name if place.kind == "city" else None
    passages = {f"operator {i}": operators[name] for i, name in enumerate(names, 1) if name in operators}
    passages["city" if city else "country"] = place.start, place.end
    passages["status"] = passage.at(told.start()), passage.at(told.end())
    draft = ProjectDraft(
        None, noun.lastgroup or "other", names, city=city, country=place.country,
        status="rumoured" if grammar.rumour.search(words) else status, evidence=words, passages=passages,
    )  # fmt: skip
    yield _sized(draft, passage)


def _operators(passage: Passage, noun: int) -> dict[str, Place]:
    """Who acts, and where they are named: the companies before the noun and those listed with them, nobody
    who only stands beside.
    """
    companies = [
        found
        for found in passage.of("organisation")
        if found.sort not in NO_COMPANIES and found.start < noun
    ]
    starts = [found.start for found in companies]
    acting = [
        found
        for found in companies
        if not _BESIDE.match(passage.text, found.end)
        or ((listed := _JOINED.match(passage.text, found.end)) and listed.end() in starts)
    ]
    places: dict[str, Place] = {}
    for found in acting:
        places.setdefault(found.name, (found.start, found.end))
    return places


def _place(passage: Passage, noun: int) -> Found | None:
    """The nearest city before the noun, else behind it; failing that the nearest country."""
    for kind in ("city", "country"):
        near = [found for found in passage.of(kind) if abs(found.start - noun) <= _NEAR]
        near = [found for found in near if kind == "city" or found.end - found.start > 1]
        if near:
            before = [found for found in near if found.start < noun]
            return (before or near)[-1 if before else 0]
    return None


def _sized(draft: ProjectDraft, passage: Passage) -> ProjectDraft:
    """With its capacity, processors and cost."""
    sizes: dict[str, Size] = {}
    for figure in find_figures(passage.words):
        field = _FIELDS.get(figure.unit) or _cost(passage, figure)
        if field and field not in sizes:
            place = passage.at(figure.start), passage.at(figure.end)
            meant = quantity(figure.value, figure.low, figure.comparator, figure.unit, figure.currency)
            sizes[field] = size(meant, passage.text, place)
    new: dict[str, Any] = {field: words for field, (words, _) in sizes.items()}
    places = {field: place for field, (_, place) in sizes.items()}
    return replace(draft, **new, passages=draft.passages | places) if new else draft


def _cost(passage: Passage, figure: Figure) -> str | None:
    """Money beside a word for what is put into it."""
    near = passage.words[max(0, figure.start - 12) : figure.end + 12]
    tied = figure.currency and figure.value >= _LEAST_COST and _COST.search(near)
    return "cost" if tied else None
