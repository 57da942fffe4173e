"""Views that read like sentences: flat rows, readable names, nothing trashed, merged or deprecated."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Copies of one story count once, as the story they copy.
SOURCES = """
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
      ORDER BY a.published_to DESC NULLS LAST, a.id DESC LIMIT 1) AS newest_source"""
LIVE = "t.trashed_at IS NULL AND t.merged_into_id IS NULL"


def _date(name: str, table: str = "t") -> str:
    return ", ".join(f"{table}.{name}{end}" for end in ("", "_from", "_to", "_precision"))


def _value(stem: str) -> str:
    plain = "" if stem == "value" else f"{stem}_"
    names = [f"{stem}_text", f"{stem}_state", f"{plain}comparator", f"{stem}_low", f"{stem}_high", f"{plain}unit",
             f"{plain}currency", f"{plain}change_kind"]  # fmt: skip
    return ", ".join(f"t.{name}" for name in names)


def _linked(name: str) -> str:
    return f"{name}.name AS {name}, t.{name}_id"


def _count(table: str, where: str, name: str) -> str:
    live = "x.trashed_at IS NULL AND x.merged_into_id IS NULL"
    return f"(SELECT count(*) FROM {table} x WHERE {live} AND {where}) AS {name}"


def _views(joined: str) -> dict[str, str]:
    """The views by name; `joined` is the database's way to join names in order, with {what}."""
    aliases = joined.format(what="x.name", joint="; ")
    parties = joined.format(what="o.name", joint=" – ")
    return {
        "v_companies": f"""
SELECT t.id, '/companies/' || t.id AS permalink, t.name, t.slug, t.kind, {_linked("country")}, country_row.code AS country_code,
    {_linked("parent")}, t.website, t.wikidata, t.description,
    (SELECT {aliases} FROM aliases x WHERE x.record_id = t.id AND x.trashed_at IS NULL) AS aliases,
    {_count("offices", "x.company_id = t.id", "offices")},
    {_count("offices", "x.company_id = t.id AND x.status IN ('open', 'expanded')", "offices_open")},
    (SELECT count(DISTINCT x.partnership_id) FROM partnership_parties x JOIN partnerships p ON p.id = x.partnership_id
      WHERE x.company_id = t.id AND x.trashed_at IS NULL AND p.trashed_at IS NULL
        AND p.merged_into_id IS NULL) AS partnerships,
    {_count("claims", "x.subject_id = t.id AND x.rank <> 'deprecated'", "claims")},
    {SOURCES}
FROM companies t
LEFT JOIN records country ON country.id = t.country_id
LEFT JOIN countries country_row ON country_row.id = t.country_id
LEFT JOIN records parent ON parent.id = t.parent_id
WHERE {LIVE}""",
        "v_countries": f"""
SELECT t.id, '/countries/' || t.id AS permalink, t.name, t.code, t.alpha3, t.numeric, t.region, t.subregion, t.is_territory,
    t.code_status, t.latitude, t.longitude,
    {_count("companies", "x.country_id = t.id", "companies")},
    {_count("offices", "x.country_id = t.id", "offices")},
    {_count("partnerships", "x.country_id = t.id", "partnerships")},
    {_count("projects", "x.country_id = t.id", "projects")},
    {_count("claims", "(x.subject_id = t.id OR x.place_id = t.id) AND x.rank <> 'deprecated'", "claims")},
    {SOURCES}
FROM countries t
WHERE {LIVE}""",
        "v_offices": f"""
SELECT t.id, '/offices/' || t.id AS permalink, {_linked("company")}, {_linked("city")}, {_linked("country")},
    country_row.code AS country_code, t.role, {_linked("programme")}, t.status, {_date("status_on")}, {_date("opened")},
    city_row.latitude, city_row.longitude, t.note, {SOURCES}
FROM offices t
JOIN records company ON company.id = t.company_id
LEFT JOIN records city ON city.id = t.city_id
LEFT JOIN cities city_row ON city_row.id = t.city_id
LEFT JOIN records country ON country.id = t.country_id
LEFT JOIN countries country_row ON country_row.id = t.country_id
LEFT JOIN records programme ON programme.id = t.programme_id
WHERE {LIVE}""",
        "v_partnerships": f"""
SELECT t.id, '/partnerships/' || t.id AS permalink, own.name AS parties, t.kind, t.summary, {_linked("country")},
    {_linked("programme")}, t.status, {_date("status_on")},
    (SELECT count(*) FROM partnership_parties x WHERE x.partnership_id = t.id AND x.trashed_at IS NULL) AS party_count,
    t.note, {SOURCES}
FROM partnerships t
JOIN records own ON own.id = t.id
LEFT JOIN records country ON country.id = t.country_id
LEFT JOIN records programme ON programme.id = t.programme_id
WHERE {LIVE}""",
        "v_partnership_parties": f"""
SELECT x.id, '/partnerships/' || t.id AS permalink, t.id AS partnership_id, own.name AS parties, company.name AS company,
    x.company_id, c.kind AS company_kind, country.name AS company_country, country.id AS company_country_id, x.role,
    t.kind, t.status, {_date("status_on")}, {SOURCES}
FROM partnership_parties x
JOIN partnerships t ON t.id = x.partnership_id
JOIN records own ON own.id = t.id
JOIN companies c ON c.id = x.company_id
JOIN records company ON company.id = c.id
LEFT JOIN records country ON country.id = c.country_id
WHERE {LIVE} AND x.trashed_at IS NULL""",
        "v_projects": f"""
SELECT t.id, '/projects/' || t.id AS permalink, t.name, t.kind,
    (SELECT {parties} FROM project_parties x JOIN records o ON o.id = x.company_id
      WHERE x.project_id = t.id AND x.trashed_at IS NULL) AS parties,
    {_linked("city")}, {_linked("country")}, {_linked("programme")}, t.status, {_date("status_on")},
    {_value("capacity")}, {_value("gpus")}, {_value("cost")}, city_row.latitude, city_row.longitude, t.note, {SOURCES}
FROM projects t
LEFT JOIN records city ON city.id = t.city_id
LEFT JOIN cities city_row ON city_row.id = t.city_id
LEFT JOIN records country ON country.id = t.country_id
LEFT JOIN records programme ON programme.id = t.programme_id
WHERE {LIVE}""",
        "v_claims": f"""
SELECT t.id, '/claims/' || t.id AS permalink, {_linked("subject")}, subject.kind AS subject_kind, {_linked("metric")},
    metric_row.label AS metric_label, t.scope, {_linked("place")}, {_linked("claimant")},
    (SELECT s.name FROM citations c JOIN records s ON s.id = c.speaker_id
      WHERE c.record_id = t.id AND c.trashed_at IS NULL ORDER BY c.id LIMIT 1) AS speaker,
    (SELECT c.speaker_id FROM citations c
      WHERE c.record_id = t.id AND c.trashed_at IS NULL AND c.speaker_id IS NOT NULL ORDER BY c.id LIMIT 1) AS speaker_id,
    t.summary, {_value("value")}, t.baseline, t.modality, {_date("as_of")}, {_date("said_on")},
    {_linked("programme")}, t.rank, t.rank_reason, t.note, {SOURCES}
FROM claims t
JOIN records subject ON subject.id = t.subject_id
JOIN records metric ON metric.id = t.metric_id
JOIN metrics metric_row ON metric_row.id = t.metric_id
LEFT JOIN records place ON place.id = t.place_id
LEFT JOIN records claimant ON claimant.id = t.claimant_id
LEFT JOIN records programme ON programme.id = t.programme_id
WHERE {LIVE} AND t.rank <> 'deprecated'""",
        "v_articles": f"""
SELECT t.id, '/articles/' || t.id AS permalink, t.title, t.address, t.canonical_address, {_linked("publisher")}, t.byline,
    t.language, {_date("published")}, t.published_basis, t.found_at, {_linked("copy_of")},
    EXISTS (SELECT 1 FROM captures x WHERE x.article_id = t.id AND x.trashed_at IS NULL) AS has_text,
    (SELECT count(DISTINCT e.root_id) FROM citations c JOIN records e ON e.id = c.record_id
      WHERE c.article_id = t.id AND c.trashed_at IS NULL) AS facts,
    {_count("citations", "x.article_id = t.id", "citations")},
    t.terms, t.note, {SOURCES}
FROM articles t
LEFT JOIN records publisher ON publisher.id = t.publisher_id
LEFT JOIN records copy_of ON copy_of.id = t.copy_of_id
WHERE {LIVE}""",
        "v_timeline": f"""
SELECT s.id, '/' || own.kind || '/' || s.record_id AS permalink, 'status' AS what, own.name AS title, own.kind AS record_kind,
    s.record_id, s.status, s.basis, {_date("date", "s")}, s.note,
    (SELECT count(DISTINCT coalesce(a.copy_of_id, a.id)) FROM citations c JOIN articles a ON a.id = c.article_id
      WHERE c.record_id = s.id AND c.trashed_at IS NULL AND c.stance = 'supports') AS source_count,
    (SELECT a.title FROM citations c JOIN articles a ON a.id = c.article_id
      WHERE c.record_id = s.id AND c.trashed_at IS NULL AND c.stance = 'supports'
      ORDER BY a.published_to DESC NULLS LAST, a.id DESC LIMIT 1) AS newest_source
FROM status_events s
JOIN records own ON own.id = s.record_id
WHERE s.trashed_at IS NULL AND s.merged_into_id IS NULL
UNION ALL
SELECT t.id, '/claims/' || t.id, 'claim', t.summary, 'claims', t.id, NULL, t.modality, {_date("as_of")}, t.note, {SOURCES}
FROM claims t
WHERE {LIVE} AND t.rank <> 'deprecated'""",
    }


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    joined = "group_concat({what}, '{joint}')" if sqlite else "string_agg({what}, '{joint}' ORDER BY x.id)"
    for name, body in _views(joined).items():
        op.execute(f"CREATE VIEW {name} AS{body}")


def downgrade() -> None:
    for name in reversed(_views("{what}{joint}")):
        op.execute(f"DROP VIEW {name}")
