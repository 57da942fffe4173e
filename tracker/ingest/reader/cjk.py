"""Reading a text in Korean, Japanese or Chinese: names, people, then every fact in order."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tracker.ingest.reader.cjk_amounts import Figure, find_figures
from tracker.ingest.reader.cjk_deals import NO_COMPANIES, REFERS_BACK, Deals, told_fully
from tracker.ingest.reader.cjk_grammar import Grammar, grammars
from tracker.ingest.reader.cjk_names import Found, Passage, add_governments, find_names, introduced_names
from tracker.ingest.reader.cjk_offices import find_offices
from tracker.ingest.reader.cjk_parts import told_in_words
from tracker.ingest.reader.cjk_people import find_people
from tracker.ingest.reader.cjk_projects import find_projects
from tracker.ingest.reader.drafts import ClaimDraft, Drafts, PersonDraft
from tracker.ingest.reader.gazetteer import KnownNames, Name
from tracker.ingest.reader.sentences import Span
from tracker.ingest.reader.tokens import has_cjk
from tracker.ingest.reader.vague import vague_amounts

_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
# Who is only dealt with, come from or compared with: 与SAP, 比起输入, 네이버와, NECとは.
_BYSTANDER = re.compile(
    r"(?:[由与與和同跟向被获獲自]|(?<!至)[于於]|比起|相[比较較]|除了?|不像"
    r"|[与與跟同和](?:[一-龥]{1,4}的|[^，。,、的]{0,6}(?:商|公司|企[业業]|集[团團]|巨[头頭]|[银銀]行)))$"
)
_BESIDE = {
    "ko": re.compile(r"(?:[(（][^)）]{0,12}[)）])?(?:와|과|에|로부터|에게|에서|계열)(?![가-힣]{2})"),
    "ja": re.compile(
        r"(?:[（(][^)）]{0,12}[)）])?(?:と(?!いう|する|し[たて]|な)|から[はもの、]|に(?:次|続|対抗)|よりも)"
    ),
}
_QUOTED = re.compile('「[^」]{6,}」|“[^”]{6,}”|『[^』]{6,}』|"[^"]{8,}"')
# 这家巴黎公司: described anew, the company that the text is about.
_THIS_ONE = re.compile("[这這]家[一-龥]{1,6}?(?:公司|企[业業]|初[创創])(?<![这這]家公司)")
_SAYS_AGAIN = re.compile("그는|그녀는|同氏|彼は|[他她](?:表示|[说說]|指出|[称稱])")
_WHOSE_WORDS = re.compile(
    r"[^.\"“”]{2,40}의 (?:말|설명|각오|포부|얘기|이야기|다짐|계산|구상)(?:이다|이었다)\.?"
)
_LISTED = re.compile("[、和及与與・·や] ?|[와과] |, ?")
_BY_MARKET = frozenset({"users", "market_rank", "share", "growth_ratio", "count", "stated_intent"})
_RANKED = 12  # characters between a rank and what it is one of
_AMONG_MARKETS = re.compile("시장|큰 |많은|높은|市場|市场|大き|多い|最大")
_IT = re.compile("(?:由|是|有|为|為)它(?!们|們)|它的|[该該]公司|[这這]家公司|同社|이 회사|그 회사")
# Lines about the page, not the news: related articles, captions, adverts.
_ASIDE = re.compile(
    r"^\W{0,3}(?:関連|看更多|PR|広告|广告|廣告|광고|写真|あわせて読みたい|おすすめ|この記事は"
    r"|延伸[阅閱][读讀]|相[关關](?:阅读|閱讀|新[闻聞]|文章)|更多(?:新[闻聞]|报道|報導)|推[荐薦]"
    r"|[图圖](?:[:：／/]|为|為|片)|责任编辑|責任編輯|관련 ?기사|사진 ?[=:]|많이 본|인기 ?기사|기자 ?=)"
)


def guess_cjk(text: str) -> str:
    """ko, ja or zh, by the scripts in the first 4,000 characters."""
    sample = text[:4000]
    if len(_HANGUL.findall(sample)) > len(_KANA.findall(sample)):
        return "ko"
    return "ja" if len(_KANA.findall(sample)) > min(5, len(sample) // 20) else "zh"


def read_cjk(
    text: str, spans: list[Span], known: KnownNames, language: str | None, published: str | None
) -> Drafts:
    """The drafts of a Korean, Japanese or Chinese text."""
    language = language if language in grammars() else guess_cjk(text)
    grammar = grammars()[language]
    spans = list(_with_speakers(text, spans)) if language == "ko" else spans
    passages = [Passage(text, span, text[span.start : span.end]) for span in spans]
    passages = [passage for passage in passages if not _ASIDE.match(passage.words)]
    introduced = introduced_names(text, known)
    known = known.adding(introduced) if introduced else known
    for passage in passages:
        find_names(passage, known)
    stems = _stems(passages, known)
    if stems:
        known = known.adding(stems)
        for passage in passages:
            passage.found.clear()
            find_names(passage, known)
    country = _main_country(passages, language)
    for passage in passages:
        add_governments(passage, known, country, grammar)
    reader = _Reader(language, known, country, _main_company(passages))
    for passage in passages:
        reader.read(passage)
    headings = {passage.words for passage in passages if passage.span.heading}
    reader.drafts.partnerships = told_fully(reader.drafts.partnerships, headings)
    reader.drafts.claims = [
        claim
        for claim in reader.drafts.claims
        if not (claim.evidence in headings and claim.unit == "other" and claim.value in reader.converted)
    ]
    reader.drafts.published = published
    return reader.drafts


def _with_speakers(text: str, spans: list[Span]) -> Iterator[Span]:
    """Each sentence with the one behind that only tells who said it: "…" 제인 도 대표의 말이다."""
    held: Span | None = None
    for span in spans:
        if held and held.paragraph == span.paragraph and _WHOSE_WORDS.fullmatch(text, span.start, span.end):
            held = replace(held, end=span.end)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _stems(passages: list[Passage], known: KnownNames) -> list[tuple[str, Name]]:
    """Names without the AI that they end on, where a text goes on so: 퓨리오사AI, then 퓨리오사."""
    stems: dict[str, Name] = {}
    for passage in passages:
        for found in passage.of("organisation"):
            written = passage.text[found.start : found.end]
            if written.endswith("AI") and len(written) > 4 and has_cjk(written):
                stems[written[:-2].rstrip()] = Name("company", found.name, found.country)
    return [
        (stem, name)
        for stem, name in stems.items()
        if all(stem != form for form, _ in known.runs.get(stem[0], ()))
    ]


def _main_country(passages: list[Passage], language: str) -> str | None:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(found.country or "" for found in passage.of("country", "city"))
    home = {"ko": "KR", "ja": "JP", "zh": "CN"}[language]
    counts[home] += 2
    return counts.most_common(1)[0][0]


def _main_company(passages: list[Passage]) -> str | None:
    """The company that the text names most, the first one below the headline twice more; the other side of a
    deal that names only one.
    """
    named = [(f.name, passage.span.heading) for passage in passages for f in passage.of("organisation")
             if f.sort not in NO_COMPANIES]
    first = [name for name, heading in named if not heading][:1]
    counts = Counter([*(name for name, _ in named), *first, *first])
    return counts.most_common(1)[0][0] if counts else None


class _Reader:
    """Walks the passages with what is under discussion: company, person, country."""

    def __init__(self, language: str, known: KnownNames, country: str | None, main: str | None) -> None:
        self.grammar, self.language, self.known = grammars()[language], language, known
        self.country, self.main = country, main
        self.topic: str | None = None
        self.person: Found | None = None
        self.people: dict[str, Found] = {}
        self.drafts = Drafts(language=language)
        self.deals = Deals(language, main)
        self.converted: set[int | float] = set()
        self.chips = self.office_told = self.of_office = False

    def read(self, passage: Passage) -> None:
        companies = [f for f in passage.of("organisation") if f.sort not in NO_COMPANIES]
        if self.main and _THIS_ONE.match(passage.words):
            self.topic = self.main
        before = self.topic
        if companies:
            self.topic = self._subject(passage, companies)
        self._people(passage)
        told, self.office_told = self.office_told, bool(self.grammar.office.search(passage.words))
        self.of_office = told or self.office_told
        acting = self._acting(passage, companies)
        owner = self.topic if acting or _IT.search(passage.words) else self.main or self.topic
        if self.topic and owner:
            self.drafts.offices.extend(find_offices(passage, owner, self.grammar, told, before))
        meant = self.topic if REFERS_BACK.match(passage.words) else None
        self.drafts.projects.extend(find_projects(passage, meant, self.grammar))
        self.drafts.partnerships.extend(self.deals.read(passage, companies, self.topic, before))
        self.drafts.claims.extend(self._claims(passage))

    def _subject(self, passage: Passage, companies: list[Found]) -> str:
        """The company that carries the topic particle, else the first."""
        leading = self._acting(passage, companies)
        if self.topic and (REFERS_BACK.match(passage.words) or self._stays(passage, leading)):
            return self.topic
        if not leading and self.topic:
            return self._mover(passage) or self.topic
        companies = leading or companies
        if self.language == "zh" and companies[0].start - passage.span.start <= 14:
            return companies[0].name
        if self.topic and self.language != "zh" and self.grammar.round.search(passage.words):
            companies = [c for c in companies if passage.text.startswith(("は", "은 ", "는 "), c.end)]
        for company in companies:
            after = passage.text[company.end : company.end + 8]
            if re.match(r"(?:[(（][^)）]{0,12}[)）])?(?:은|는|이|가|도|は|が|も)", after):
                return company.name
        alone = len({c.name for c in companies}) == 1
        if alone and companies[0].start - passage.span.start < 20:
            return companies[0].name
        return self.topic or companies[0].name

    def _acting(self, passage: Passage, companies: list[Found]) -> list[Found]:
        """The companies that are not only dealt with, nor listed with one that is (与丰田、百度)."""
        ordered = companies if self.language == "zh" else companies[::-1]
        acting: list[Found] = []
        beside: Found | None = None
        for company in ordered:
            first, second = sorted((beside or company, company), key=lambda found: found.start)
            listed = beside and _LISTED.fullmatch(passage.text[first.end : second.start])
            if listed or self._beside(passage, company):
                beside = company
            else:
                acting.append(company)
        return acting if self.language == "zh" else acting[::-1]

    def _mover(self, passage: Passage) -> str | None:
        """The company of the person whom a sentence begins with: "アルトマン氏は…と手を結んだ"."""
        for person in self.people.values():
            last = re.split(r"[・·\s]", person.name)[-1]
            if len(last) > 1 and person.company and passage.words.startswith((last, person.name)):
                return person.company
        return None

    def _beside(self, passage: Passage, company: Found) -> bool:
        """Whether a company is only dealt with or come from: 与SAP, 네이버와."""
        if _BYSTANDER.search(passage.text[max(passage.span.start, company.start - 10) : company.start]):
            return True
        behind = _BESIDE.get(self.language)
        return bool(behind and behind.match(passage.text, company.end))

    def _stays(self, passage: Passage, companies: list[Found]) -> bool:
        """Whether the main company stays under discussion: something is done to it, or others are listed."""
        if self.topic != self.main:
            return False
        listed = len(companies) > 1 and re.fullmatch(
            r"[와과及和与、や] ?|그리고", passage.text[companies[0].end : companies[1].start]
        )
        return bool(listed) or self.topic in {company.name for company in companies}

    def _people(self, passage: Passage) -> None:
        for person in find_people(passage, self.language, self.grammar, self.topic, self.known, self.country):
            if any(re.split("[·・•‧\\s]", name)[1:][-1:] == [person.name] for name in self.people):
                continue  # a surname alone of somebody named in full before
            passage.found = [f for f in passage.found if not person.start <= f.start < person.end]
            passage.found.append(person)
            self.person = self.people.setdefault(person.name, person)
            if self.person is person:
                self.drafts.people.append(
                    PersonDraft(
                        person.name,
                        person.role,
                        person.company,
                        passage.words,
                        {"name": (person.start, person.end)},
                    )
                )

    def _speaker(self, passage: Passage) -> Found | None:
        """A person named in the sentence, or called by a surname (ライトキャップ氏)."""
        named = passage.of("person")
        if named:
            return named[-1]
        for person in self.people.values():
            last = re.split(r"[・·\s]", person.name)[-1]
            family = self.language == "ja" and _surname(person.name).search(passage.words)
            if family or (len(last) > 1 and last in passage.words):
                return person
        return self.person if _SAYS_AGAIN.match(passage.words) else None

    def _claims(self, passage: Passage) -> Iterator[ClaimDraft]:
        numeric = False
        speaker = self._speaker(passage) if self.grammar.say.search(passage.words) else None
        left_out = self.grammar.left_out.search(passage.words)
        figures = [] if left_out else list(find_figures(passage.words, self.chips))
        figures += [] if left_out else _unlike(figures, told_in_words(passage.words))
        if not self.of_office:  # "the first in Europe to buy it" is no rank
            figures = [f for f in figures if "初めて" not in passage.words[f.start : f.end]]
        self.chips = any(figure.unit == "GPU" for figure in figures)
        for figure in figures:
            numeric = numeric or figure.unit != "rank"
            if figure.converted:
                self.converted.add(_plain(figure.converted))
            yield from self._each(passage, self._claim(passage, figure, speaker), figure)
        vague = any(vague_amounts(passage.words))
        if vague:
            yield self._statement(passage, "investment_commitment", speaker)
        elif speaker and self._intends(passage, figures if numeric else []):
            yield self._statement(passage, "stated_intent", speaker)

    def _intends(self, passage: Passage, figures: list[Figure]) -> bool:
        """The words tell an intention; beside numbers only a quotation without any does."""
        if not figures:
            return bool(self.grammar.intent.search(passage.words))
        return any(
            self.grammar.intent.search(quoted.group())
            and not any(quoted.start() <= figure.start < quoted.end() for figure in figures)
            for quoted in _QUOTED.finditer(passage.words)
        )

    def _statement(self, passage: Passage, metric: str, speaker: Found | None) -> ClaimDraft:
        """A claim without a number: what somebody intends, or an amount that is only hinted at."""
        company, name = (speaker.company, speaker.name) if speaker else (None, None)
        place = self._place(passage, metric)
        return ClaimDraft(
            company or self.topic, metric, None, None, None, place, None, name, passage.words, {}
        )

    @staticmethod
    def _each(passage: Passage, claim: ClaimDraft, figure: Figure) -> Iterator[ClaimDraft]:
        """One claim, or one for each company before 각각, それぞれ, 各."""
        before = passage.words[max(0, figure.start - 10) : figure.start]
        listed = [f for f in passage.of("organisation") if 0 <= passage.at(figure.start) - f.end < 60]
        if len(listed) > 1 and re.search("각각|それぞれ|各", before):
            yield from (replace(claim, subject=found.name) for found in listed)
        else:
            yield claim

    def _claim(self, passage: Passage, figure: Figure, speaker: Found | None) -> ClaimDraft:
        metric = {
            "rank": _rank_metric(passage, figure, self.grammar),
            "people": "employees",
            "users": "users",
            "times": "growth_ratio",
            "percent": "share",
            "GW": "datacentre_capacity",
            "MW": "datacentre_capacity",
            "GPU": "gpu_count",
        }.get(figure.unit, "count")
        if figure.currency:
            metric = "investment_commitment"
        region = _region_before(passage, figure) if figure.unit == "rank" else None
        return ClaimDraft(
            self._before(passage, figure),
            metric,
            _plain(figure.value),
            figure.unit,
            figure.comparator,
            self._place(passage, metric),
            None,
            speaker.name if speaker else None,
            passage.words,
            {"value": (passage.at(figure.start), passage.at(figure.end))},
            _plain(figure.low) if figure.low is not None else None,
            region,
        )

    def _before(self, passage: Passage, figure: Figure) -> str | None:
        before = [
            f
            for f in passage.of("organisation", "government")
            if f.end <= passage.at(figure.start) and f.sort != "publisher"
        ]
        return before[-1].name if before else self.topic

    def _place(self, passage: Passage, metric: str) -> str | None:
        """The first place named; failing that the text's country, of what is counted by markets."""
        places = passage.of("city", "country")
        if places:
            return places[0].name
        return self.known.country_name(self.country) if metric in _BY_MARKET else None


def _rank_metric(passage: Passage, figure: Figure, grammar: Grammar) -> str:
    """두 번째 사무소 is the order of an office, 두 번째로 큰 시장 a rank among markets."""
    words = passage.words[figure.start : figure.end + _RANKED]
    sited = grammar.office.search(words) and not _AMONG_MARKETS.search(words)
    return "office_rank_region" if sited else "market_rank"


def _region_before(passage: Passage, figure: Figure) -> str | None:
    """The region within which a rank is one, as it is written: 欧州で三番目の, 유럽 두 번째."""
    start = passage.at(figure.start)
    near = [found for found in passage.of("region") if 0 <= start - found.end < _RANKED]
    return near[-1].name if near else None


def _surname(name: str) -> re.Pattern[str]:
    """東條英俊 as 東條氏 or 東條社長."""
    return re.compile(re.escape(name[:2]) + "(?:氏|社長|会長|代表|CEO)")


def _unlike(figures: list[Figure], more: Iterator[Figure]) -> list[Figure]:
    """Those of `more` that no figure has told already."""
    told = {(figure.value, figure.unit) for figure in figures}
    return [figure for figure in more if (figure.value, figure.unit) not in told]


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
