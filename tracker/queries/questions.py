"""Worked questions: plain questions with the SELECT that answers each, to run, to change and to learn from.

They need only the views, and the table of other names where somebody is asked about: under whatever name is
typed, and that of a record which was merged since, stands what is on record. They run on SQLite and on
PostgreSQL as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Literal

Drawn = Literal["", "bars", "line"]


@dataclass(frozen=True)
class Question:
    """A question in plain words: its SELECT, the values its :parameters begin with, and how it is drawn."""

    slug: str
    title: str
    query: str
    given: Mapping[str, str] = field(default_factory=dict)
    drawn: Drawn = ""


def _asked(
    slug: str, title: str, query: str, given: Mapping[str, str] | None = None, drawn: Drawn = ""
) -> Question:
    return Question(slug, title, dedent(query).strip(), given or {}, drawn)


QUESTIONS = (
    _asked(
        "offices-of-a-company", "Where does a company have offices, and in which state?", """
        SELECT permalink, city, country, status, status_on, source_count
        FROM v_offices
        WHERE company_id IN (
          SELECT id FROM v_companies WHERE name = :company
          UNION SELECT record_id FROM aliases WHERE name = :company AND NOT weak AND trashed_at IS NULL)
        ORDER BY country, city""", {"company": "OpenAI"},
    ),
    _asked(
        "offices-by-country", "In which countries do the most offices stand?", """
        SELECT country, count(*) AS offices
        FROM v_offices
        WHERE status IN ('open', 'expanded')
        GROUP BY country
        ORDER BY offices DESC, country""", drawn="bars",
    ),
    _asked(
        "offices-still-to-come", "Which offices are announced and not open yet?", """
        SELECT permalink, company, city, country, status, status_on, newest_source
        FROM v_offices
        WHERE status IN ('rumoured', 'planned', 'announced', 'agreed', 'under_way')
        ORDER BY company, city""",
    ),
    _asked(
        "mw-by-country-and-year", "How many megawatts were announced, by country and year?", """
        SELECT country, substr(CAST(status_on_from AS text), 1, 4) AS year, sum(capacity_low) AS mw
        FROM v_projects
        WHERE capacity_unit = 'MW' AND (:country = '' OR country = :country)
        GROUP BY country, substr(CAST(status_on_from AS text), 1, 4)
        ORDER BY year, country""", {"country": ""}, drawn="bars",
    ),
    _asked(
        "partnerships-by-kind", "How many partnerships are there of each kind?", """
        SELECT kind, count(*) AS partnerships
        FROM v_partnerships
        GROUP BY kind
        ORDER BY partnerships DESC, kind""", drawn="bars",
    ),
    _asked(
        "partners-of-a-company", "Whom does a company deal with, and as what?", """
        SELECT other.permalink, other.company AS partner, other.company_kind, other.company_country,
               other.role, other.kind, other.status
        FROM v_partnership_parties own
        JOIN v_partnership_parties other
          ON other.partnership_id = own.partnership_id AND other.company_id <> own.company_id
        WHERE own.company_id IN (
          SELECT id FROM v_companies WHERE name = :company
          UNION SELECT record_id FROM aliases WHERE name = :company AND NOT weak AND trashed_at IS NULL)
        ORDER BY partner, other.id""", {"company": "OpenAI"},
    ),
    _asked(
        "state-owned-parties", "Which partnerships have a state-owned or public party?", """
        SELECT permalink, parties, company AS party, company_kind, kind, status
        FROM v_partnership_parties
        WHERE company_kind IN ('state_owned', 'government_body')
        ORDER BY parties, party""",
    ),
    _asked(
        "partners-without-office", "Who has partnerships in the data, but no office in a country?", """
        SELECT c.permalink, c.name, c.country AS home, c.partnerships
        FROM v_companies c
        WHERE c.partnerships > 0 AND NOT EXISTS (
          SELECT 1 FROM v_offices o WHERE o.company_id = c.id AND o.country = :country)
        ORDER BY c.partnerships DESC, c.name""", {"country": "South Korea"},
    ),
    _asked(
        "claimed-and-on-record", "How many cities does a company claim, and how many are on record?", """
        SELECT c.permalink, c.subject, c.value_text AS claimed, c.value_low,
               count(o.id) AS on_record,
               sum(CASE WHEN o.status IN ('open', 'expanded') THEN 1 ELSE 0 END) AS of_which_open
        FROM v_claims c
        LEFT JOIN v_offices o ON o.company_id = c.subject_id
        WHERE c.metric = 'offices_opened_cities'
        GROUP BY c.permalink, c.subject, c.value_text, c.value_low
        ORDER BY c.subject""",
    ),
    _asked(
        "ranks-of-a-country", "Where is a country said to rank, and within which bounds?", """
        SELECT permalink, metric_label, scope, value_text, value_low, value_high, claimant, as_of
        FROM v_claims
        WHERE subject = :country AND unit = 'rank'
        ORDER BY value_high, metric_label""", {"country": "South Korea"},
    ),
    _asked(
        "growth", "Which growth is claimed, and against which baseline?", """
        SELECT permalink, subject, metric_label, value_text, value_low, value_high, baseline, as_of
        FROM v_claims
        WHERE change_kind = 'ratio'
        ORDER BY subject, metric_label""",
    ),
    _asked(
        "said-by-a-person", "What did one person say, and as a fact, an opinion or an intent?", """
        SELECT permalink, summary, modality, as_of
        FROM v_claims
        WHERE speaker = :speaker OR speaker_id IN (
          SELECT record_id FROM aliases WHERE name = :speaker AND NOT weak AND trashed_at IS NULL)
        ORDER BY id""", {"speaker": "Jason Kwon"},
    ),
    _asked(
        "claims-by-modality", "How much of what is claimed is fact, and how much intent or forecast?", """
        SELECT modality, count(*) AS claims
        FROM v_claims
        GROUP BY modality
        ORDER BY claims DESC, modality""", drawn="bars",
    ),
    _asked(
        "claims-that-disagree", "Which claims about one thing at one time cannot both be true?", """
        SELECT c.permalink, c.metric_label, c.place, c.as_of, c.value_text, c.claimant, c.newest_source
        FROM v_claims c
        JOIN (
          SELECT id, value_low, value_high,
                 max(value_low) OVER alike AS highest, min(value_high) OVER alike AS lowest
          FROM v_claims
          WHERE subject_id IN (
            SELECT id FROM v_companies WHERE name = :company
            UNION SELECT record_id FROM aliases WHERE name = :company AND NOT weak AND trashed_at IS NULL)
          WINDOW alike AS (
            PARTITION BY metric_id, place_id, scope, unit, change_kind, modality, as_of_from, as_of_to)
          ) beside ON beside.id = c.id
        WHERE beside.value_high < beside.highest OR beside.value_low > beside.lowest
        ORDER BY c.metric_label, c.place, c.as_of_from, c.id""", {"company": "OpenAI"},
    ),
    _asked(
        "not-disclosed", "What was left undisclosed?", """
        SELECT permalink, subject, metric_label, summary, as_of
        FROM v_claims
        WHERE value_state = 'undisclosed'
        ORDER BY id""",
    ),
    _asked(
        "what-happened", "What happened between two days, as far as anybody said?", """
        SELECT permalink, date_from, date_to, date_basis, title, status, what
        FROM v_timeline
        WHERE date_to >= :first_day AND (date_from <= :last_day OR date_from IS NULL)
        ORDER BY date_to, date_from, id""", {"first_day": "2025-01-01", "last_day": "2025-12-31"},
    ),
    _asked(
        "one-source", "Which facts rest on a single source, by kind?", """
        SELECT record_kind, count(*) AS facts
        FROM v_timeline
        WHERE source_count = 1
        GROUP BY record_kind
        ORDER BY facts DESC, record_kind""", drawn="bars",
    ),
    _asked(
        "sources", "Which articles carry the most facts?", """
        SELECT permalink, title, publisher, published, facts, citations
        FROM v_articles
        ORDER BY facts DESC, title""",
    ),
    _asked(
        "countries-in-numbers", "About which countries is most on record?", """
        SELECT permalink, name, offices, partnerships, projects, claims
        FROM v_countries
        WHERE offices + partnerships + projects + claims > 0
        ORDER BY offices + partnerships + projects + claims DESC, name""",
    ),
)  # fmt: skip
BY_SLUG = {question.slug: question for question in QUESTIONS}
