"""What a drafted number measures: from the reader's free word to a metric of ours, or candidates."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.lookup import Candidate
from tracker.records.metric import Metric
from tracker.values import Quantity
from tracker.values.measured import Measured

# (the reader's metric, words of which one stands in the passage, ours). The first that fits is taken; a row
# without words fits always. A reader's metric that is one of ours stands for itself before all of these.
RULES = (
    ("growth_ratio", r"weekly", "weekly_active_user_growth"),
    ("growth_ratio", r"revenue|sales|umsatz|ingresos|chiffre", "revenue_growth"),
    ("growth_ratio", r"\buser|사용자|이용자|ユーザ|用户|nutzer|usuari", "weekly_active_user_growth"),
    ("market_rank", r"subscri|paid|paying|유료|abonn|suscri|assina", "paid_subscription_rank"),
    ("market_rank", r"developer|개발자|開発者|开发者|entwickler|développeur", "developer_rank"),
    ("market_rank", r"corporate|enterprise|business|기업|企業|企业|entreprise", "corporate_adoption_rank"),
    ("market_rank", r"\busers?\b|usage|이용자|사용자|ユーザ|用户|nutzer|usuari", "user_volume_rank"),
    ("market_rank", r"", "market_rank"),
    ("rank", r"", "market_rank"),
    ("share", r"market share|marktanteil|시장 점유율|part de marché|cuota", "market_share"),
    ("share", r"adopt|\buse|using|nutzen|utilis|이용|使用|利用", "adoption_share"),
    ("debt", r"", "debt_raised"),
    ("jobs_created", r"", "jobs_promised"),
    ("jobs", r"", "jobs_promised"),
    ("training_target", r"", "people_trained"),
    ("employees", r"\bwill\b|plans? to|aims? to|hire|recruit|einstellen|채용|採用", "office_headcount_plan"),
    ("users", r"weekly|wöchentlich|주간|週間", "weekly_active_users"),
    ("users", r"monthly|monatlich|월간|月間", "monthly_active_users"),
    ("users", r"daily|täglich|일간", "daily_active_users"),
    ("users", r"paying|subscri|paid|유료|abonn", "paying_users"),
    ("offices_opened_offices", r"", "office_count"),
    ("offices", r"", "office_count"),
    ("countries_count", r"", "countries_of_operation"),
    ("customers_count", r"business|compan|enterprise|firm", "business_customers"),
    ("businesses_count", r"", "business_customers"),
    ("developers_count", r"", "developers"),
    ("investment", r"", "investment_commitment"),
)  # fmt: skip
# The kinds of value that a unit may measure, for the candidates.
KINDS = {
    "rank": ("rank",),
    "percent": ("share", "ratio"),
    "times": ("ratio",),
    "MW": ("capacity",),
    "GW": ("capacity",),
}
MOST = 6


@dataclass(frozen=True)
class Measure:
    """A metric as candidates and summaries need it."""

    id: int
    name: str
    label: str
    value_kind: str
    unit: str | None


def measures(session: Session) -> dict[str, Measure]:
    """The metrics on record, by name."""
    table = Metric.__table__.c
    query = select(table.id, table.name, table.label, table.value_kind, table.unit)
    rows = session.execute(query.where(table.trashed_at.is_(None)))
    return {row.name: Measure(*row) for row in rows}


def measured(
    known: dict[str, Measure], metric: str, passage: str, value: Quantity | None = None
) -> str | None:
    """The name of our metric for a reader's, told by its name and the words around; None when unsure, or when
    the value cannot be one of it.
    """
    words = passage.casefold()
    told = [ours for theirs, signs, ours in RULES if theirs == metric and re.search(signs, words)]
    return next((ours for ours in [*told, metric] if ours in known and takes(known[ours], value)), None)


def takes(measure: Measure, value: Quantity | None) -> bool:
    """Whether a value may be one of a metric: no percentage of staff is a number of employees."""
    return value is None or Measured(measure.label, measure.unit, measure.value_kind).holds(value)


def candidates(known: dict[str, Measure], words: str, unit: str | None) -> list[Candidate]:
    """The metrics a value may be of, most alike first."""
    kinds = ("money",) if unit and re.fullmatch(r"[A-Z]{3}", unit) else KINDS.get(unit or "", ("count",))
    wanted = set(re.findall(r"[a-z]{4,}", words.casefold()))
    fitting = [one for one in known.values() if one.value_kind in kinds or (unit and one.unit == unit)]

    def score(one: Measure) -> tuple[int, bool, str]:
        said = set(re.findall(r"[a-z]{4,}", f"{one.name} {one.label}".casefold().replace("_", " ")))
        return (-len(wanted & said), one.unit != unit, one.label)

    ordered = sorted(fitting, key=score)[:MOST]
    return [
        Candidate(one.id, "metrics", one.name, f"{one.label}: measured in {one.unit or 'money'}")
        for one in ordered
    ]
