"""Claims that nobody dates stand in v_timeline on the day of their first article, and say so; and indexes of days:
of those that a search is for, as of a million claims few may be of before a day, and of those when claims were said.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DATE = ("", "_from", "_to", "_precision")
DAYS = {"ix_search_entries_first_day_last_day": ["first_day", "last_day"],
        "ix_search_entries_last_day_first_day": ["last_day", "first_day"]}  # fmt: skip
# Of the articles that speak for a claim and have a day, the first.
FIRST_REPORT = """
    (SELECT a.id FROM citations c JOIN articles a ON a.id = c.article_id
      WHERE c.record_id = t.id AND c.stance = 'supports' AND c.trashed_at IS NULL AND a.trashed_at IS NULL
        AND coalesce(a.published_from, a.published_to) IS NOT NULL
      ORDER BY coalesce(a.published_from, a.published_to), a.id LIMIT 1)"""
STEPS = """
SELECT s.id, '/' || own.kind || '/' || s.record_id AS permalink, 'status' AS what, own.name AS title, own.kind AS record_kind,
    s.record_id, s.status, s.basis, {date}, s.note,
    (SELECT count(DISTINCT coalesce(a.copy_of_id, a.id)) FROM citations c JOIN articles a ON a.id = c.article_id
      WHERE c.record_id = s.id AND c.trashed_at IS NULL AND c.stance = 'supports') AS source_count,
    (SELECT a.title FROM citations c JOIN articles a ON a.id = c.article_id
      WHERE c.record_id = s.id AND c.trashed_at IS NULL AND c.stance = 'supports'
      ORDER BY a.published_to DESC NULLS LAST, a.id DESC LIMIT 1) AS newest_source
FROM status_events s
JOIN records own ON own.id = s.record_id
WHERE s.trashed_at IS NULL AND s.merged_into_id IS NULL"""
CLAIMS = """
SELECT t.id, '/claims/' || t.id, 'claim', t.summary, 'claims', t.id, NULL, t.modality, {date}, t.note,
    (SELECT count(DISTINCT coalesce(a.copy_of_id, a.id))
       FROM records e
       JOIN citations c ON c.record_id = e.id AND c.trashed_at IS NULL AND c.stance = 'supports'
       JOIN articles a ON a.id = c.article_id
      WHERE e.root_id = t.id) AS source_count,
    (SELECT a.title
       FROM records e
       JOIN citations c ON c.record_id = e.id AND c.trashed_at IS NULL AND c.stance = 'supports'
       JOIN articles a ON a.id = c.article_id
      WHERE e.root_id = t.id
      ORDER BY a.published_to DESC NULLS LAST, a.id DESC LIMIT 1) AS newest_source
FROM claims t{report}
WHERE t.trashed_at IS NULL AND t.merged_into_id IS NULL AND t.rank <> 'deprecated'"""


def upgrade() -> None:
    op.execute("DROP VIEW v_timeline")
    known = "coalesce(s.date_from, s.date_to) IS NOT NULL"
    steps = f"{_plain('s', 'date')}, CASE WHEN {known} THEN 'date' END AS date_basis"
    # What it is about goes before when it was said. The CASE spares looking for the reports of all others.
    report = (
        "\nLEFT JOIN articles report ON report.id = CASE WHEN t.as_of IS NULL AND t.said_on IS NULL THEN"
        f"{FIRST_REPORT} END"
    )
    claims = [_first(f"t.as_of{end}", f"t.said_on{end}", f"report.published{end}") for end in DATE]
    claims.append(_first("'as_of'", "'said_on'", "CASE WHEN report.id IS NOT NULL THEN 'reported' END"))
    _make(STEPS.format(date=steps), CLAIMS.format(date=", ".join(claims), report=report))
    for name, columns in DAYS.items():
        op.create_index(name, "search_entries", columns)
    said = sa.text("said_on IS NOT NULL")
    op.create_index(
        "ix_claims_by_said_on", "claims", [sa.text("coalesce(said_on_from, said_on_to)"), "id"],
        sqlite_where=said, postgresql_where=said,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_claims_by_said_on", "claims")
    for name in DAYS:
        op.drop_index(name, "search_entries")
    op.execute("DROP VIEW v_timeline")
    _make(STEPS.format(date=_plain("s", "date")), CLAIMS.format(date=_plain("t", "as_of"), report=""))


def _make(steps: str, claims: str) -> None:
    op.execute(f"CREATE VIEW v_timeline AS{steps}\nUNION ALL{claims}")


def _plain(table: str, name: str) -> str:
    return ", ".join(f"{table}.{name}{end}" for end in DATE)


def _first(about: str, said: str, reported: str) -> str:
    """One of three, by which date a claim has."""
    return f"CASE WHEN t.as_of IS NOT NULL THEN {about} WHEN t.said_on IS NOT NULL THEN {said} ELSE {reported} END"
