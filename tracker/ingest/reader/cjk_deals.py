"""Deals in Korean, Japanese and Chinese sentences."""

import re
from collections.abc import Iterator

from tracker.ingest.reader.cjk_grammar import grammars
from tracker.ingest.reader.cjk_names import Found, Passage, find_products
from tracker.ingest.reader.drafts import PartnershipDraft

NO_COMPANIES = ("publisher", "government body", "political party", "product")
REFERS_BACK = re.compile(r"这家|該公司|该公司|公司|其|同社|この|이 회사|회사는|그 회사")
_SUBJECT = re.compile(r"(?:[(（][^)）]{0,12}[)）])?(?:은|는|이 |가 |は|が)")
_WITH_AFTER = re.compile(r"(?:[(（][^)）]{0,12}[)）])?(?:와|과|및|とも|と|との)")
_WITH_BEFORE = re.compile(r"[与與和同跟为為向给給]")
_PARTS, _LATTER = re.compile("[；;]"), re.compile("[后後]者")
_PARTNER_IS = re.compile("合作(?:方|[伙夥]伴|[对對]象)(?:是|[为為]|包括|有)[^，。]{0,6}$")
_CLAUSE = re.compile(
    r"(?<=으며),?\s|(?<=며),\s|(?<=고),\s|；|(?<=[一-龥])[ \u3000](?=[一-龥A-Z])"
    r"|(?:，|(?<=[一-龥）)]),)(?!双方|雙方|将|將|拟|两家|兩家|兩大|两大|共同|联合|聯合|携手|攜手|\d)"
)
# "Acme's subsidiary Bolt": 아람코 계열, ソニー傘下, 阿里巴巴旗下.
_OWNER = re.compile(r" ?(?:계열|산하|자회사|의 (?:벤처|자회사|투자)|傘下|系の|の子会社|旗下|子公司)")
# Acme의 모델을, コヒアのモデルを, DeepSeek的模型: what somebody uses is another's.
_MADE_BY = re.compile(r"(?:의|を|를|을|の|的)")
_WITH_IT = re.compile(
    r"(?:[与與和同跟给給向对對投是]|入股|注[资資]|成[为為])(?:了)?(?:其(?!他|它)|它(?!们|們)"
    r"|[该該这這](?:家[^，。、]{0,6})?(?:公司|企业|企業|初创))|同社(?:と|に出資)|회사와|이 회사[에의]|그와"
)
_DEAL_PLANNED = re.compile("방침|검토|계획|논의|方針|検討|協議中|计划|計[畫劃]|拟|擬|[商洽][谈談]|磋商")
_VENUE = re.compile(
    r" ?(?:사옥|본사|본관|캠퍼스)에서|本社で|[一-龥]{0,4}(?:工場|跡)|[总總]部(?:举|舉|召|签|簽|会|會)"
)
_APIECE = re.compile("それぞれ|각각|分别|分別|各自")
_MONEY_FROM = re.compile(
    r"から(?:は|も|の)?.{0,8}(?:出資|資金)|(?:로부터|에게서).{0,12}(?:투자|유치)"
    r"|[가이] [^,]{0,24}(?:달러|원)(?:\([^)]*\))?(?:가량|정도|안팎|상당)?[을를] (?:넣|댔|대고|보탰|출자)"
)
# Whose shares are bought: 入股百度, 买下了百度的股份.
_BUYS_INTO = re.compile(r"(?:入股|[参參]股|注[资資]|投[资資](?:了|于|於)?|[买買][下入进進]了?[^，。]{0,12})$")
_SHARES_OF = re.compile(r"的?[^，。、]{0,4}股(?:份|[权權])")
# Whom a company serves, listed behind: 客户包括, 顧客には, 고객사로는.
_CUSTOMERS = re.compile(
    "客[户戶](?:包括|包含|有|涵[盖蓋])|顧客に(?:は|、)|取引先には|고객사?(?:로는|로|에는) "
)
# Money raised, and who paid it told in the next sentence.
_RAISED = re.compile(
    "調達し|を集め|を調達|유치했|유치하|조달했|조달하|마무리했"
    "|(?:完成|获得|獲得)[^。]{0,20}融[资資]|募[资資得]"
)
_PAID_IN = re.compile(
    "が(?:出資し|引き受け|参加し|加わ|名を連ね)|[가이] [^.]{0,12}(?:참여했|합류했|들어왔|투자했|주도했)"
    "|领投|領投|跟投|[参參]投"
)
_BOTH = re.compile("両社|양사|双方|雙方|[两兩](?:家|公司)(?!之)")


class Deals:
    """Reads the deals of one text sentence by sentence; "both sides" means those of the deal before."""

    def __init__(self, language: str, main: str | None) -> None:
        self.language, self.grammar, self.main = language, grammars()[language], main
        self.topic: str | None = None
        self.before: str | None = None
        self.pair: tuple[str, ...] = ()
        self.beside: str | None = None
        self.raised: str | None = None  # who raised money in the sentence before

    def read(
        self, passage: Passage, companies: list[Found], topic: str | None, before: str | None
    ) -> Iterator[PartnershipDraft]:
        """The deals of one sentence that names `companies`; `topic` is under discussion, `before` was."""
        self.topic, self.before = topic, before
        self.beside = next((c.name for c in reversed(companies) if c.name != self.main), self.beside)
        yield from self._customers(passage, companies)
        raised, self.raised = self.raised, topic if _RAISED.search(passage.words) else None
        if raised and _PAID_IN.search(passage.words) and raised not in {c.name for c in companies}:
            self.topic = raised
            yield from self._round(passage, passage.span.start, passage.span.end)
            return
        place = passage.span.start
        for part in _PARTS.split(passage.words):
            start = passage.text.find(part, place, passage.span.end)
            place = start + len(part)
            if self.grammar.round.search(part):
                yield from self._round(passage, start, place)
            else:
                yield from self._clauses(passage, part, start)

    def _customers(self, passage: Passage, companies: list[Found]) -> Iterator[PartnershipDraft]:
        """ "Acme的客户包括Bolt和Corvo": customers of who is named before, or under discussion."""
        told = _CUSTOMERS.search(passage.words)
        if told is None:
            return
        place = passage.at(told.end())
        before = [c.name for c in companies if c.end <= passage.at(told.start())]
        members = [c for c in companies if c.start >= place]
        owner = before[-1] if before else self.topic
        for member in members:
            if owner and member.name != owner:
                both, places = (owner, member.name), {"party 2": (member.start, member.end)}
                yield PartnershipDraft(both, "commercial", "active", passage.words, places)

    def _clauses(self, passage: Passage, part: str, place: int) -> Iterator[PartnershipDraft]:
        for clause in _CLAUSE.split(part):
            start = passage.text.find(clause, place, passage.span.end)
            place = start + len(clause)
            parties = [
                f
                for f in passage.of("organisation", "government")
                if start <= f.start < place and f.sort not in ("publisher", "product")
                and not (_OWNER.match(passage.text, f.end) or _VENUE.match(passage.text, f.end))
            ]
            yield from self._deal(passage, clause, start, parties)

    def _round(self, passage: Passage, start: int, end: int) -> Iterator[PartnershipDraft]:
        """One deal of everybody in what tells of a round; who raised it may stand before."""
        parties = [f for f in passage.of("organisation") if f.sort not in NO_COMPANIES]
        parties = [f for f in parties if start <= f.start < end and not _OWNER.match(passage.text, f.end)]
        names = list(dict.fromkeys(party.name for party in parties))
        latter = _LATTER.search(passage.text, start, end)
        ahead = [f.name for f in passage.of("organisation") if f.end <= start] if latter else []
        if ahead:  # 领投了后者的C轮
            names = list(dict.fromkeys([ahead[-1], *names]))
        elif names and self.topic and self.topic not in names:
            names.insert(0, self.topic)
        if len(names) > 1:
            places = {f"party {i}": (p.start, p.end) for i, p in enumerate(parties, 1)}
            yield PartnershipDraft(
                tuple(names), "investment", "active", passage.text[start:end].strip(), places
            )

    def _deal(
        self, passage: Passage, clause: str, start: int, parties: list[Found]
    ) -> Iterator[PartnershipDraft]:
        both = self._both() if _BOTH.match(clause) or (len(parties) < 2 and _BOTH.search(clause)) else ()
        names = list(dict.fromkeys([*both, *(party.name for party in parties)]))
        customers = list(names)
        kind = self._deal_kind(passage, clause, names, parties)
        if not kind or not names:
            return
        back = self.language != "ko" or REFERS_BACK.match(clause)
        likely = self.topic or self.main if back else self.main
        other = likely if likely not in names else None
        sets, owners = [names], names[len(customers) :]
        whole = re.search("공동|컨소시엄|합작|라운드|투자|共同|合弁|合资|出資|投资|融资|調達", clause)
        leads = self.language == "ko" and _SUBJECT.match(passage.text[parties[0].end : parties[0].end + 12])
        called = self._with_it(passage, clause, names, parties, other)
        if called or (other and len(names) == 1 and kind == "investment"):
            sets = called or [[other or "", *names]]
        elif owners and len(customers) > 1:
            sets = [[customer, *owners] for customer in customers]
        elif len(names) > 2 and leads and not whole:
            sets = [[names[0], name] for name in names[1:]]
        elif other and parties and self._with(passage, parties, start):
            one = len(names) == 1 or self.language != "ko"
            sets = [[other, *names]] if one else [[other, name] for name in names]
        status = "planned" if _DEAL_PLANNED.search(clause) else "active"
        evidence = passage.text[start : start + len(clause)].strip()
        places = {f"party {i}": (p.start, p.end) for i, p in enumerate(parties, 1)}
        for chosen in sets:
            if len(chosen) > 1:
                self.pair = tuple(chosen)
                yield PartnershipDraft(tuple(chosen), kind, status, evidence, places)

    def _both(self) -> tuple[str, ...]:
        """Whom "both sides" means: the pair of the last deal, else the company under discussion and whom the
        text named last beside it.
        """
        other = next((one for one in (self.topic, self.before, self.main) if one != self.beside), None)
        return self.pair or ((other, self.beside) if other and self.beside else ())

    def _with_it(
        self, passage: Passage, clause: str, names: list[str], parties: list[Found], other: str | None
    ) -> list[list[str]]:
        """ "Acme signed with it", "with Acme and with Bolt each": deals with the one under discussion."""
        if len(names) == 1 and _WITH_IT.search(clause):
            meant = (self.topic, self.main if self.language == "zh" else self.before, self.main)
            return [[it, *names] for it in meant if it and it not in names][:1]
        apiece = [p.name for p in parties if _WITH_AFTER.match(passage.text, p.end)]
        each = other and len(apiece) > 1 and _APIECE.search(clause)
        return [[other, name] for name in apiece] if other and each else []

    def _deal_kind(self, passage: Passage, clause: str, names: list[str], parties: list[Found]) -> str | None:
        """The kind of deal that a clause tells, None when it tells none; a product's maker is added to
        `names`.
        """
        grammar = self.grammar
        if grammar.acquire.search(clause) or grammar.wish.search(clause):
            return None
        kind = "commercial" if grammar.deal.search(clause) else None
        several = len(names) > 1 or _WITH_IT.search(clause) or _bought_into(passage, parties)
        if not kind and several and grammar.invest.search(clause):
            kind = "investment"
        if len(names) == 1 and _MONEY_FROM.search(clause):
            kind = "investment"
        if not kind and names and grammar.use.search(clause):
            owners = [company for product, company in find_products(passage) if product in clause]
            names += [owner for owner in owners if owner not in names]
            of_another = len(names) == 2 == len(parties) and _MADE_BY.match(passage.text, parties[-1].end)
            kind = "commercial" if owners or of_another else None
        of_state = any(party.kind == "government" or party.sort == "government body" for party in parties)
        return "government" if kind and of_state else kind

    @staticmethod
    def _with(passage: Passage, parties: list[Found], start: int) -> bool:
        """The parties stand on the other side (오픈AI와, TSMCと, 与SAP) and none of them is the subject."""
        text, first, last = passage.text, parties[0], parties[-1]
        if any(_SUBJECT.match(text[party.end : party.end + 12]) for party in parties):
            return False
        before = text[max(start, first.start - 15) : first.start]
        told = _WITH_BEFORE.search(before) or _PARTNER_IS.search(before)
        return bool(told or _WITH_AFTER.match(text[last.end : last.end + 12]))


def _bought_into(passage: Passage, parties: list[Found]) -> bool:
    """A single party whose shares somebody named before buys."""
    if len(parties) != 1:
        return False
    before = passage.text[max(passage.span.start, parties[0].start - 20) : parties[0].start]
    return bool(_BUYS_INTO.search(before) or _SHARES_OF.match(passage.text, parties[0].end))


def told_fully(deals: list[PartnershipDraft], headings: set[str]) -> list[PartnershipDraft]:
    """Without the deals of a headline that the text below tells with more parties, or by their full names."""
    above = [deal for deal in deals if any(deal.evidence in heading for heading in headings)]
    body = [deal.parties for deal in deals if deal not in above]
    return [d for d in deals if d not in above or not any(_told_in(d.parties, other) for other in body)]


def _told_in(parties: tuple[str, ...], fuller: tuple[str, ...]) -> bool:
    """Each of `parties` is one of `fuller` or begins its name: LG and LG AI Research."""
    known = [any(name == other or other.startswith(f"{name} ") for other in fuller) for name in parties]
    return all(known) and set(parties) != set(fuller)
