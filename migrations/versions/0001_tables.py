"""The tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("root_id", KEY),
        sa.Column("name", sa.String(600), nullable=False),
        sa.Column("name_key", sa.String(600), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_records_kind"), "records", ["kind"])
    op.create_index(op.f("ix_records_name_key"), "records", ["name_key"])
    op.create_index(op.f("ix_records_root_id"), "records", ["root_id"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("door", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500)),
        sa.Column("token", sa.String(100)),
        sa.Column("undoes_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.CheckConstraint(
            "door IN ('web', 'api', 'cli', 'import', 'draft', 'seed')", name=op.f("ck_revisions_door_known")
        ),
        sa.ForeignKeyConstraint(["undoes_id"], ["revisions.id"], name=op.f("fk_revisions_undoes_id")),
        sa.UniqueConstraint("token", name=op.f("uq_revisions_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_revisions_made_at"), "revisions", ["made_at"])
    op.create_index(op.f("ix_revisions_undoes_id"), "revisions", ["undoes_id"])


def _aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("language", sa.String(12)),
        sa.Column("weak", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.CheckConstraint(
            "kind IN ('official', 'legal', 'common', 'short', 'former', 'brand', 'abbreviation', 'translation', 'other')",
            name=op.f("ck_aliases_kind_known"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_aliases_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_aliases_merged_into_id")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_aliases_record_id")),
    )
    op.create_index(op.f("ix_aliases_record_id"), "aliases", ["record_id"])
    op.create_index(op.f("ix_aliases_trashed_at"), "aliases", ["trashed_at"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("field", sa.String(60)),
        sa.Column("old", JSON),
        sa.Column("new", JSON),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.CheckConstraint(
            "action IN ('add', 'change', 'remove', 'restore')", name=op.f("ck_changes_action_known")
        ),
        sa.CheckConstraint(
            "(action = 'change') = (field IS NOT NULL)", name=op.f("ck_changes_field_of_change")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_changes_record_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_changes_revision_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_changes_record_id"), "changes", ["record_id"])
    op.create_index(op.f("ix_changes_revision_id"), "changes", ["revision_id"])


def _countries() -> None:
    op.create_table(
        "countries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("alpha3", sa.String(3)),
        sa.Column("numeric", sa.String(300)),
        sa.Column("region", sa.String(300)),
        sa.Column("subregion", sa.String(300)),
        sa.Column("is_territory", sa.Boolean(), nullable=False),
        sa.Column("code_status", sa.String(30), nullable=False),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countries")),
        sa.CheckConstraint(
            "code_status IN ('official', 'user_assigned')", name=op.f("ck_countries_code_status_known")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_countries_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_countries_merged_into_id")),
        sa.UniqueConstraint("alpha3", name=op.f("uq_countries_alpha3")),
        sa.UniqueConstraint("code", name=op.f("uq_countries_code")),
    )
    op.create_index(op.f("ix_countries_trashed_at"), "countries", ["trashed_at"])


def _judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("left_id", KEY, nullable=False),
        sa.Column("right_id", KEY, nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("revision_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.CheckConstraint("left_id < right_id", name=op.f("ck_judgements_pair_order")),
        sa.CheckConstraint(
            "verdict IN ('same', 'different', 'unsure')", name=op.f("ck_judgements_verdict_known")
        ),
        sa.ForeignKeyConstraint(["left_id"], ["records.id"], name=op.f("fk_judgements_left_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_judgements_revision_id")),
        sa.ForeignKeyConstraint(["right_id"], ["records.id"], name=op.f("fk_judgements_right_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_judgements_left_id"), "judgements", ["left_id"])
    op.create_index(op.f("ix_judgements_revision_id"), "judgements", ["revision_id"])
    op.create_index(op.f("ix_judgements_right_id"), "judgements", ["right_id"])


def _metrics() -> None:
    op.create_table(
        "metrics",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("value_kind", sa.String(30), nullable=False),
        sa.Column("unit", sa.String(300)),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("single_valued", sa.Boolean(), nullable=False),
        sa.Column("tolerance", sa.Float(53)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
        sa.CheckConstraint(
            "value_kind IN ('count', 'money', 'share', 'rank', 'ratio', 'capacity', 'duration', 'statement')",
            name=op.f("ck_metrics_value_kind_known"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_metrics_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_metrics_merged_into_id")),
        sa.UniqueConstraint("name", name=op.f("uq_metrics_name")),
    )
    op.create_index(op.f("ix_metrics_trashed_at"), "metrics", ["trashed_at"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("wikidata", sa.String(20)),
        sa.Column("description", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_people_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_people_merged_into_id")),
        sa.UniqueConstraint("wikidata", name=op.f("uq_people_wikidata")),
    )
    op.create_index(op.f("ix_people_trashed_at"), "people", ["trashed_at"])


def _search_entries() -> None:
    op.create_table(
        "search_entries",
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_search_entries")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_search_entries_record_id")),
    )
    op.create_index(op.f("ix_search_entries_kind"), "search_entries", ["kind"])


def _seed_rows() -> None:
    op.create_table(
        "seed_rows",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("record_id", KEY),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seed_rows")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_seed_rows_record_id")),
    )


def _status_events() -> None:
    op.create_table(
        "status_events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("basis", sa.String(30), nullable=False),
        sa.Column("date", sa.String(300)),
        sa.Column("date_from", sa.Date()),
        sa.Column("date_to", sa.Date()),
        sa.Column("date_precision", sa.String(20)),
        sa.Column("date_anchor", sa.Date()),
        sa.Column("note", sa.String(300)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_events")),
        sa.CheckConstraint("basis IN ('actual', 'promised')", name=op.f("ck_status_events_basis_known")),
        sa.CheckConstraint(
            "(date IS NULL AND date_precision IS NULL AND date_from IS NULL AND date_to IS NULL) OR (date IS NOT NULL AND date_precision IS NOT NULL AND (date_from IS NOT NULL OR date_to IS NOT NULL))",
            name=op.f("ck_status_events_date_bounds"),
        ),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_status_events_date_order")),
        sa.CheckConstraint(
            "date_precision IN ('range', 'relative') OR (date_from IS NOT NULL AND date_to IS NOT NULL "
            "AND (date_precision <> 'day' OR date_from = date_to))",
            name=op.f("ck_status_events_date_precision_bounds"),
        ),
        sa.CheckConstraint(
            "date_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_status_events_date_precision_known"),
        ),
        sa.CheckConstraint(
            "status IN ('rumoured', 'planned', 'announced', 'agreed', 'under_way', 'open', 'active', 'expanded', 'paused', 'closed', 'ended', 'cancelled', 'denied')",
            name=op.f("ck_status_events_status_known"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_status_events_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_status_events_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_status_events_record_id")),
    )
    op.create_index(op.f("ix_status_events_record_id"), "status_events", ["record_id"])
    op.create_index(op.f("ix_status_events_trashed_at"), "status_events", ["trashed_at"])


def _cities() -> None:
    op.create_table(
        "cities",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("country_id", KEY, nullable=False),
        sa.Column("area", sa.String(300)),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("precision", sa.String(30), nullable=False),
        sa.Column("population", KEY),
        sa.Column("capital", sa.Boolean(), nullable=False),
        sa.Column("geoname_id", KEY),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
        sa.CheckConstraint("precision IN ('site', 'city', 'area')", name=op.f("ck_cities_precision_known")),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_cities_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_cities_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_cities_merged_into_id")),
        sa.UniqueConstraint("geoname_id", name=op.f("uq_cities_geoname_id")),
    )
    op.create_index(op.f("ix_cities_country_id"), "cities", ["country_id"])
    op.create_index(op.f("ix_cities_trashed_at"), "cities", ["trashed_at"])


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("country_id", KEY),
        sa.Column("parent_id", KEY),
        sa.Column("website", sa.String(2000)),
        sa.Column("wikidata", sa.String(20)),
        sa.Column("description", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.CheckConstraint(
            "kind IN ('company', 'state_owned', 'government_body', 'political_party', 'university', 'publisher', 'nonprofit', 'other')",
            name=op.f("ck_companies_kind_known"),
        ),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_companies_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_companies_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_companies_merged_into_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["companies.id"], name=op.f("fk_companies_parent_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_companies_slug")),
        sa.UniqueConstraint("wikidata", name=op.f("uq_companies_wikidata")),
    )
    op.create_index(op.f("ix_companies_country_id"), "companies", ["country_id"])
    op.create_index(op.f("ix_companies_parent_id"), "companies", ["parent_id"])
    op.create_index(op.f("ix_companies_trashed_at"), "companies", ["trashed_at"])


def _programmes() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("company_id", KEY),
        sa.Column("website", sa.String(2000)),
        sa.Column("description", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_programmes_company_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_programmes_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_programmes_merged_into_id")
        ),
    )
    op.create_index(op.f("ix_programmes_company_id"), "programmes", ["company_id"])
    op.create_index(op.f("ix_programmes_trashed_at"), "programmes", ["trashed_at"])


def _publishers() -> None:
    op.create_table(
        "publishers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("website", sa.String(2000)),
        sa.Column("country_id", KEY),
        sa.Column("language", sa.String(12)),
        sa.Column("company_id", KEY),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishers")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_publishers_company_id")),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_publishers_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_publishers_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_publishers_merged_into_id")
        ),
    )
    op.create_index(op.f("ix_publishers_company_id"), "publishers", ["company_id"])
    op.create_index(op.f("ix_publishers_country_id"), "publishers", ["country_id"])
    op.create_index(op.f("ix_publishers_trashed_at"), "publishers", ["trashed_at"])


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("role", sa.String(300), nullable=False),
        sa.Column("since", sa.String(300)),
        sa.Column("since_from", sa.Date()),
        sa.Column("since_to", sa.Date()),
        sa.Column("since_precision", sa.String(20)),
        sa.Column("since_anchor", sa.Date()),
        sa.Column("until", sa.String(300)),
        sa.Column("until_from", sa.Date()),
        sa.Column("until_to", sa.Date()),
        sa.Column("until_precision", sa.String(20)),
        sa.Column("until_anchor", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.CheckConstraint(
            "(since IS NULL AND since_precision IS NULL AND since_from IS NULL AND since_to IS NULL) OR (since IS NOT NULL AND since_precision IS NOT NULL AND (since_from IS NOT NULL OR since_to IS NOT NULL))",
            name=op.f("ck_roles_since_bounds"),
        ),
        sa.CheckConstraint("since_from <= since_to", name=op.f("ck_roles_since_order")),
        sa.CheckConstraint(
            "since_precision IN ('range', 'relative') OR (since_from IS NOT NULL AND since_to IS NOT NULL "
            "AND (since_precision <> 'day' OR since_from = since_to))",
            name=op.f("ck_roles_since_precision_bounds"),
        ),
        sa.CheckConstraint(
            "since_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_roles_since_precision_known"),
        ),
        sa.CheckConstraint(
            "(until IS NULL AND until_precision IS NULL AND until_from IS NULL AND until_to IS NULL) OR (until IS NOT NULL AND until_precision IS NOT NULL AND (until_from IS NOT NULL OR until_to IS NOT NULL))",
            name=op.f("ck_roles_until_bounds"),
        ),
        sa.CheckConstraint("until_from <= until_to", name=op.f("ck_roles_until_order")),
        sa.CheckConstraint(
            "until_precision IN ('range', 'relative') OR (until_from IS NOT NULL AND until_to IS NOT NULL "
            "AND (until_precision <> 'day' OR until_from = until_to))",
            name=op.f("ck_roles_until_precision_bounds"),
        ),
        sa.CheckConstraint(
            "until_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_roles_until_precision_known"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_roles_company_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_roles_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_roles_merged_into_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id")),
    )
    op.create_index(op.f("ix_roles_company_id"), "roles", ["company_id"])
    op.create_index(op.f("ix_roles_person_id"), "roles", ["person_id"])
    op.create_index(op.f("ix_roles_trashed_at"), "roles", ["trashed_at"])


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("address", sa.String(2000)),
        sa.Column("canonical_address", sa.String(2000)),
        sa.Column("publisher_id", KEY),
        sa.Column("byline", sa.String(300)),
        sa.Column("language", sa.String(12)),
        sa.Column("published", sa.String(300)),
        sa.Column("published_from", sa.Date()),
        sa.Column("published_to", sa.Date()),
        sa.Column("published_precision", sa.String(20)),
        sa.Column("published_anchor", sa.Date()),
        sa.Column("published_basis", sa.String(30), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("copy_of_id", KEY),
        sa.Column("terms", sa.String(300)),
        sa.Column("note", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.CheckConstraint(
            "published_basis IN ('page_metadata', 'visible_byline', 'feed', 'reviewer', 'inferred', 'unknown')",
            name=op.f("ck_articles_published_basis_known"),
        ),
        sa.CheckConstraint(
            "(published IS NULL AND published_precision IS NULL AND published_from IS NULL AND published_to IS NULL) OR (published IS NOT NULL AND published_precision IS NOT NULL AND (published_from IS NOT NULL OR published_to IS NOT NULL))",
            name=op.f("ck_articles_published_bounds"),
        ),
        sa.CheckConstraint("published_from <= published_to", name=op.f("ck_articles_published_order")),
        sa.CheckConstraint(
            "published_precision IN ('range', 'relative') OR (published_from IS NOT NULL AND published_to IS NOT NULL "
            "AND (published_precision <> 'day' OR published_from = published_to))",
            name=op.f("ck_articles_published_precision_bounds"),
        ),
        sa.CheckConstraint(
            "published_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_articles_published_precision_known"),
        ),
        sa.ForeignKeyConstraint(["copy_of_id"], ["articles.id"], name=op.f("fk_articles_copy_of_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_articles_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_articles_merged_into_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publishers.id"], name=op.f("fk_articles_publisher_id")),
        sa.UniqueConstraint("canonical_address", name=op.f("uq_articles_canonical_address")),
    )
    op.create_index(op.f("ix_articles_copy_of_id"), "articles", ["copy_of_id"])
    op.create_index(op.f("ix_articles_publisher_id"), "articles", ["publisher_id"])
    op.create_index(op.f("ix_articles_trashed_at"), "articles", ["trashed_at"])


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("metric_id", KEY, nullable=False),
        sa.Column("summary", sa.String(300), nullable=False),
        sa.Column("value_text", sa.String(300)),
        sa.Column("value_state", sa.String(20)),
        sa.Column("comparator", sa.String(20)),
        sa.Column("value_low", sa.Float(53)),
        sa.Column("value_high", sa.Float(53)),
        sa.Column("unit", sa.String(30)),
        sa.Column("currency", sa.String(3)),
        sa.Column("change_kind", sa.String(20)),
        sa.Column("baseline", sa.String(300)),
        sa.Column("scope", sa.String(300)),
        sa.Column("place_id", KEY),
        sa.Column("claimant_id", KEY),
        sa.Column("as_of", sa.String(300)),
        sa.Column("as_of_from", sa.Date()),
        sa.Column("as_of_to", sa.Date()),
        sa.Column("as_of_precision", sa.String(20)),
        sa.Column("as_of_anchor", sa.Date()),
        sa.Column("said_on", sa.String(300)),
        sa.Column("said_on_from", sa.Date()),
        sa.Column("said_on_to", sa.Date()),
        sa.Column("said_on_precision", sa.String(20)),
        sa.Column("said_on_anchor", sa.Date()),
        sa.Column("modality", sa.String(30), nullable=False),
        sa.Column("programme_id", KEY),
        sa.Column("rank", sa.String(30), nullable=False),
        sa.Column("rank_reason", sa.String(300)),
        sa.Column("note", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.CheckConstraint(
            "(as_of IS NULL AND as_of_precision IS NULL AND as_of_from IS NULL AND as_of_to IS NULL) OR (as_of IS NOT NULL AND as_of_precision IS NOT NULL AND (as_of_from IS NOT NULL OR as_of_to IS NOT NULL))",
            name=op.f("ck_claims_as_of_bounds"),
        ),
        sa.CheckConstraint("as_of_from <= as_of_to", name=op.f("ck_claims_as_of_order")),
        sa.CheckConstraint(
            "as_of_precision IN ('range', 'relative') OR (as_of_from IS NOT NULL AND as_of_to IS NOT NULL "
            "AND (as_of_precision <> 'day' OR as_of_from = as_of_to))",
            name=op.f("ck_claims_as_of_precision_bounds"),
        ),
        sa.CheckConstraint(
            "as_of_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_claims_as_of_precision_known"),
        ),
        sa.CheckConstraint(
            "change_kind IS NULL OR change_kind = 'level' OR baseline IS NOT NULL",
            name=op.f("ck_claims_change_baseline"),
        ),
        sa.CheckConstraint(
            "change_kind IN ('level', 'difference', 'ratio')", name=op.f("ck_claims_change_kind_known")
        ),
        sa.CheckConstraint(
            "comparator IN ('exact', 'about', 'more_than', 'at_least', 'less_than', 'at_most', 'between', 'top_n', 'vague')",
            name=op.f("ck_claims_comparator_known"),
        ),
        sa.CheckConstraint(
            "rank <> 'deprecated' OR rank_reason IS NOT NULL", name=op.f("ck_claims_deprecated_reason")
        ),
        sa.CheckConstraint(
            "modality IN ('fact', 'forecast', 'target', 'plan', 'intent', 'opinion', 'rumour', 'denial')",
            name=op.f("ck_claims_modality_known"),
        ),
        sa.CheckConstraint(
            "rank IN ('preferred', 'normal', 'deprecated')", name=op.f("ck_claims_rank_known")
        ),
        sa.CheckConstraint(
            "(said_on IS NULL AND said_on_precision IS NULL AND said_on_from IS NULL AND said_on_to IS NULL) OR (said_on IS NOT NULL AND said_on_precision IS NOT NULL AND (said_on_from IS NOT NULL OR said_on_to IS NOT NULL))",
            name=op.f("ck_claims_said_on_bounds"),
        ),
        sa.CheckConstraint("said_on_from <= said_on_to", name=op.f("ck_claims_said_on_order")),
        sa.CheckConstraint(
            "said_on_precision IN ('range', 'relative') OR (said_on_from IS NOT NULL AND said_on_to IS NOT NULL "
            "AND (said_on_precision <> 'day' OR said_on_from = said_on_to))",
            name=op.f("ck_claims_said_on_precision_bounds"),
        ),
        sa.CheckConstraint(
            "said_on_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_claims_said_on_precision_known"),
        ),
        sa.CheckConstraint(
            "(comparator IS NULL AND value_low IS NULL AND value_high IS NULL) OR (comparator IS NOT NULL AND ((comparator = 'exact' AND value_low IS NOT NULL AND value_high IS NOT NULL AND value_low = value_high) OR (comparator = 'about' AND value_low IS NOT NULL AND value_high IS NOT NULL AND value_low <= value_high) OR (comparator = 'more_than' AND value_low IS NOT NULL AND value_high IS NULL) OR (comparator = 'at_least' AND value_low IS NOT NULL AND value_high IS NULL) OR (comparator = 'less_than' AND value_low IS NULL AND value_high IS NOT NULL) OR (comparator = 'at_most' AND value_low IS NULL AND value_high IS NOT NULL) OR (comparator = 'between' AND value_low IS NOT NULL AND value_high IS NOT NULL AND value_low < value_high) OR (comparator = 'top_n' AND value_low IS NOT NULL AND value_high IS NOT NULL AND value_low = 1 AND value_high >= 1 AND unit IS NOT NULL AND unit = 'rank') OR (comparator = 'vague' AND value_low IS NULL AND value_high IS NULL)))",
            name=op.f("ck_claims_value_bounds"),
        ),
        sa.CheckConstraint(
            "currency IS NULL OR (unit IS NOT NULL AND unit = currency)",
            name=op.f("ck_claims_value_currency"),
        ),
        sa.CheckConstraint(
            "(value_text IS NULL) = (value_state IS NULL AND comparator IS NULL)",
            name=op.f("ck_claims_value_has_words"),
        ),
        sa.CheckConstraint(
            "value_state IS NULL OR (comparator IS NULL AND value_low IS NULL AND value_high IS NULL)",
            name=op.f("ck_claims_value_or_state"),
        ),
        sa.CheckConstraint(
            "unit IS NULL OR unit <> 'rank' OR value_low >= 1 OR value_low IS NULL",
            name=op.f("ck_claims_value_rank"),
        ),
        sa.CheckConstraint(
            "value_state IN ('unknown', 'none', 'undisclosed')", name=op.f("ck_claims_value_state_known")
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["records.id"], name=op.f("fk_claims_claimant_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_claims_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_claims_merged_into_id")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_claims_metric_id")),
        sa.ForeignKeyConstraint(["place_id"], ["records.id"], name=op.f("fk_claims_place_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_claims_programme_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["records.id"], name=op.f("fk_claims_subject_id")),
    )
    op.create_index(op.f("ix_claims_claimant_id"), "claims", ["claimant_id"])
    op.create_index(op.f("ix_claims_metric_id"), "claims", ["metric_id"])
    op.create_index(op.f("ix_claims_place_id"), "claims", ["place_id"])
    op.create_index(op.f("ix_claims_programme_id"), "claims", ["programme_id"])
    op.create_index(op.f("ix_claims_subject_id"), "claims", ["subject_id"])
    op.create_index(op.f("ix_claims_trashed_at"), "claims", ["trashed_at"])


def _offices() -> None:
    op.create_table(
        "offices",
        sa.Column("id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("city_id", KEY),
        sa.Column("country_id", KEY, nullable=False),
        sa.Column("role", sa.String(300)),
        sa.Column("programme_id", KEY),
        sa.Column("opened", sa.String(300)),
        sa.Column("opened_from", sa.Date()),
        sa.Column("opened_to", sa.Date()),
        sa.Column("opened_precision", sa.String(20)),
        sa.Column("opened_anchor", sa.Date()),
        sa.Column("note", sa.Text()),
        sa.Column("status", sa.String(30)),
        sa.Column("status_on", sa.String(300)),
        sa.Column("status_on_from", sa.Date()),
        sa.Column("status_on_to", sa.Date()),
        sa.Column("status_on_precision", sa.String(20)),
        sa.Column("status_on_anchor", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.CheckConstraint(
            "(opened IS NULL AND opened_precision IS NULL AND opened_from IS NULL AND opened_to IS NULL) OR (opened IS NOT NULL AND opened_precision IS NOT NULL AND (opened_from IS NOT NULL OR opened_to IS NOT NULL))",
            name=op.f("ck_offices_opened_bounds"),
        ),
        sa.CheckConstraint("opened_from <= opened_to", name=op.f("ck_offices_opened_order")),
        sa.CheckConstraint(
            "opened_precision IN ('range', 'relative') OR (opened_from IS NOT NULL AND opened_to IS NOT NULL "
            "AND (opened_precision <> 'day' OR opened_from = opened_to))",
            name=op.f("ck_offices_opened_precision_bounds"),
        ),
        sa.CheckConstraint(
            "opened_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_offices_opened_precision_known"),
        ),
        sa.CheckConstraint(
            "status IN ('rumoured', 'planned', 'announced', 'agreed', 'under_way', 'open', 'active', 'expanded', 'paused', 'closed', 'ended', 'cancelled', 'denied')",
            name=op.f("ck_offices_status_known"),
        ),
        sa.CheckConstraint(
            "(status_on IS NULL AND status_on_precision IS NULL AND status_on_from IS NULL AND status_on_to IS NULL) OR (status_on IS NOT NULL AND status_on_precision IS NOT NULL AND (status_on_from IS NOT NULL OR status_on_to IS NOT NULL))",
            name=op.f("ck_offices_status_on_bounds"),
        ),
        sa.CheckConstraint("status_on_from <= status_on_to", name=op.f("ck_offices_status_on_order")),
        sa.CheckConstraint(
            "status_on_precision IN ('range', 'relative') OR (status_on_from IS NOT NULL AND status_on_to IS NOT NULL "
            "AND (status_on_precision <> 'day' OR status_on_from = status_on_to))",
            name=op.f("ck_offices_status_on_precision_bounds"),
        ),
        sa.CheckConstraint(
            "status_on_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_offices_status_on_precision_known"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_offices_city_id")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_offices_company_id")),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_offices_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_offices_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_offices_merged_into_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_offices_programme_id")),
    )
    op.create_index(op.f("ix_offices_city_id"), "offices", ["city_id"])
    op.create_index(op.f("ix_offices_company_id"), "offices", ["company_id"])
    op.create_index(op.f("ix_offices_country_id"), "offices", ["country_id"])
    op.create_index(op.f("ix_offices_programme_id"), "offices", ["programme_id"])
    op.create_index(op.f("ix_offices_status"), "offices", ["status"])
    op.create_index(op.f("ix_offices_trashed_at"), "offices", ["trashed_at"])


def _partnerships() -> None:
    op.create_table(
        "partnerships",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("summary", sa.String(300)),
        sa.Column("country_id", KEY),
        sa.Column("programme_id", KEY),
        sa.Column("note", sa.Text()),
        sa.Column("status", sa.String(30)),
        sa.Column("status_on", sa.String(300)),
        sa.Column("status_on_from", sa.Date()),
        sa.Column("status_on_to", sa.Date()),
        sa.Column("status_on_precision", sa.String(20)),
        sa.Column("status_on_anchor", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnerships")),
        sa.CheckConstraint(
            "kind IN ('commercial', 'investment', 'joint_venture', 'research', 'government', 'financial', 'infrastructure', 'other')",
            name=op.f("ck_partnerships_kind_known"),
        ),
        sa.CheckConstraint(
            "status IN ('rumoured', 'planned', 'announced', 'agreed', 'under_way', 'open', 'active', 'expanded', 'paused', 'closed', 'ended', 'cancelled', 'denied')",
            name=op.f("ck_partnerships_status_known"),
        ),
        sa.CheckConstraint(
            "(status_on IS NULL AND status_on_precision IS NULL AND status_on_from IS NULL AND status_on_to IS NULL) OR (status_on IS NOT NULL AND status_on_precision IS NOT NULL AND (status_on_from IS NOT NULL OR status_on_to IS NOT NULL))",
            name=op.f("ck_partnerships_status_on_bounds"),
        ),
        sa.CheckConstraint("status_on_from <= status_on_to", name=op.f("ck_partnerships_status_on_order")),
        sa.CheckConstraint(
            "status_on_precision IN ('range', 'relative') OR (status_on_from IS NOT NULL AND status_on_to IS NOT NULL "
            "AND (status_on_precision <> 'day' OR status_on_from = status_on_to))",
            name=op.f("ck_partnerships_status_on_precision_bounds"),
        ),
        sa.CheckConstraint(
            "status_on_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_partnerships_status_on_precision_known"),
        ),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_partnerships_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_partnerships_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_partnerships_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_partnerships_programme_id")
        ),
    )
    op.create_index(op.f("ix_partnerships_country_id"), "partnerships", ["country_id"])
    op.create_index(op.f("ix_partnerships_programme_id"), "partnerships", ["programme_id"])
    op.create_index(op.f("ix_partnerships_status"), "partnerships", ["status"])
    op.create_index(op.f("ix_partnerships_trashed_at"), "partnerships", ["trashed_at"])


def _projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("city_id", KEY),
        sa.Column("country_id", KEY),
        sa.Column("capacity_text", sa.String(300)),
        sa.Column("capacity_state", sa.String(20)),
        sa.Column("capacity_comparator", sa.String(20)),
        sa.Column("capacity_low", sa.Float(53)),
        sa.Column("capacity_high", sa.Float(53)),
        sa.Column("capacity_unit", sa.String(30)),
        sa.Column("capacity_currency", sa.String(3)),
        sa.Column("capacity_change_kind", sa.String(20)),
        sa.Column("gpus_text", sa.String(300)),
        sa.Column("gpus_state", sa.String(20)),
        sa.Column("gpus_comparator", sa.String(20)),
        sa.Column("gpus_low", sa.Float(53)),
        sa.Column("gpus_high", sa.Float(53)),
        sa.Column("gpus_unit", sa.String(30)),
        sa.Column("gpus_currency", sa.String(3)),
        sa.Column("gpus_change_kind", sa.String(20)),
        sa.Column("cost_text", sa.String(300)),
        sa.Column("cost_state", sa.String(20)),
        sa.Column("cost_comparator", sa.String(20)),
        sa.Column("cost_low", sa.Float(53)),
        sa.Column("cost_high", sa.Float(53)),
        sa.Column("cost_unit", sa.String(30)),
        sa.Column("cost_currency", sa.String(3)),
        sa.Column("cost_change_kind", sa.String(20)),
        sa.Column("programme_id", KEY),
        sa.Column("note", sa.Text()),
        sa.Column("status", sa.String(30)),
        sa.Column("status_on", sa.String(300)),
        sa.Column("status_on_from", sa.Date()),
        sa.Column("status_on_to", sa.Date()),
        sa.Column("status_on_precision", sa.String(20)),
        sa.Column("status_on_anchor", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.CheckConstraint(
            "(capacity_comparator IS NULL AND capacity_low IS NULL AND capacity_high IS NULL) OR (capacity_comparator IS NOT NULL AND ((capacity_comparator = 'exact' AND capacity_low IS NOT NULL AND capacity_high IS NOT NULL AND capacity_low = capacity_high) OR (capacity_comparator = 'about' AND capacity_low IS NOT NULL AND capacity_high IS NOT NULL AND capacity_low <= capacity_high) OR (capacity_comparator = 'more_than' AND capacity_low IS NOT NULL AND capacity_high IS NULL) OR (capacity_comparator = 'at_least' AND capacity_low IS NOT NULL AND capacity_high IS NULL) OR (capacity_comparator = 'less_than' AND capacity_low IS NULL AND capacity_high IS NOT NULL) OR (capacity_comparator = 'at_most' AND capacity_low IS NULL AND capacity_high IS NOT NULL) OR (capacity_comparator = 'between' AND capacity_low IS NOT NULL AND capacity_high IS NOT NULL AND capacity_low < capacity_high) OR (capacity_comparator = 'top_n' AND capacity_low IS NOT NULL AND capacity_high IS NOT NULL AND capacity_low = 1 AND capacity_high >= 1 AND capacity_unit IS NOT NULL AND capacity_unit = 'rank') OR (capacity_comparator = 'vague' AND capacity_low IS NULL AND capacity_high IS NULL)))",
            name=op.f("ck_projects_capacity_bounds"),
        ),
        sa.CheckConstraint(
            "capacity_change_kind IN ('level', 'difference', 'ratio')",
            name=op.f("ck_projects_capacity_change_kind_known"),
        ),
        sa.CheckConstraint(
            "capacity_comparator IN ('exact', 'about', 'more_than', 'at_least', 'less_than', 'at_most', 'between', 'top_n', 'vague')",
            name=op.f("ck_projects_capacity_comparator_known"),
        ),
        sa.CheckConstraint(
            "capacity_currency IS NULL OR (capacity_unit IS NOT NULL AND capacity_unit = capacity_currency)",
            name=op.f("ck_projects_capacity_currency"),
        ),
        sa.CheckConstraint(
            "(capacity_text IS NULL) = (capacity_state IS NULL AND capacity_comparator IS NULL)",
            name=op.f("ck_projects_capacity_has_words"),
        ),
        sa.CheckConstraint(
            "capacity_state IS NULL OR (capacity_comparator IS NULL AND capacity_low IS NULL AND capacity_high IS NULL)",
            name=op.f("ck_projects_capacity_or_state"),
        ),
        sa.CheckConstraint(
            "capacity_unit IS NULL OR capacity_unit <> 'rank' OR capacity_low >= 1 OR capacity_low IS NULL",
            name=op.f("ck_projects_capacity_rank"),
        ),
        sa.CheckConstraint(
            "capacity_state IN ('unknown', 'none', 'undisclosed')",
            name=op.f("ck_projects_capacity_state_known"),
        ),
        sa.CheckConstraint(
            "(cost_comparator IS NULL AND cost_low IS NULL AND cost_high IS NULL) OR (cost_comparator IS NOT NULL AND ((cost_comparator = 'exact' AND cost_low IS NOT NULL AND cost_high IS NOT NULL AND cost_low = cost_high) OR (cost_comparator = 'about' AND cost_low IS NOT NULL AND cost_high IS NOT NULL AND cost_low <= cost_high) OR (cost_comparator = 'more_than' AND cost_low IS NOT NULL AND cost_high IS NULL) OR (cost_comparator = 'at_least' AND cost_low IS NOT NULL AND cost_high IS NULL) OR (cost_comparator = 'less_than' AND cost_low IS NULL AND cost_high IS NOT NULL) OR (cost_comparator = 'at_most' AND cost_low IS NULL AND cost_high IS NOT NULL) OR (cost_comparator = 'between' AND cost_low IS NOT NULL AND cost_high IS NOT NULL AND cost_low < cost_high) OR (cost_comparator = 'top_n' AND cost_low IS NOT NULL AND cost_high IS NOT NULL AND cost_low = 1 AND cost_high >= 1 AND cost_unit IS NOT NULL AND cost_unit = 'rank') OR (cost_comparator = 'vague' AND cost_low IS NULL AND cost_high IS NULL)))",
            name=op.f("ck_projects_cost_bounds"),
        ),
        sa.CheckConstraint(
            "cost_change_kind IN ('level', 'difference', 'ratio')",
            name=op.f("ck_projects_cost_change_kind_known"),
        ),
        sa.CheckConstraint(
            "cost_comparator IN ('exact', 'about', 'more_than', 'at_least', 'less_than', 'at_most', 'between', 'top_n', 'vague')",
            name=op.f("ck_projects_cost_comparator_known"),
        ),
        sa.CheckConstraint(
            "cost_currency IS NULL OR (cost_unit IS NOT NULL AND cost_unit = cost_currency)",
            name=op.f("ck_projects_cost_currency"),
        ),
        sa.CheckConstraint(
            "(cost_text IS NULL) = (cost_state IS NULL AND cost_comparator IS NULL)",
            name=op.f("ck_projects_cost_has_words"),
        ),
        sa.CheckConstraint(
            "cost_state IS NULL OR (cost_comparator IS NULL AND cost_low IS NULL AND cost_high IS NULL)",
            name=op.f("ck_projects_cost_or_state"),
        ),
        sa.CheckConstraint(
            "cost_unit IS NULL OR cost_unit <> 'rank' OR cost_low >= 1 OR cost_low IS NULL",
            name=op.f("ck_projects_cost_rank"),
        ),
        sa.CheckConstraint(
            "cost_state IN ('unknown', 'none', 'undisclosed')", name=op.f("ck_projects_cost_state_known")
        ),
        sa.CheckConstraint(
            "(gpus_comparator IS NULL AND gpus_low IS NULL AND gpus_high IS NULL) OR (gpus_comparator IS NOT NULL AND ((gpus_comparator = 'exact' AND gpus_low IS NOT NULL AND gpus_high IS NOT NULL AND gpus_low = gpus_high) OR (gpus_comparator = 'about' AND gpus_low IS NOT NULL AND gpus_high IS NOT NULL AND gpus_low <= gpus_high) OR (gpus_comparator = 'more_than' AND gpus_low IS NOT NULL AND gpus_high IS NULL) OR (gpus_comparator = 'at_least' AND gpus_low IS NOT NULL AND gpus_high IS NULL) OR (gpus_comparator = 'less_than' AND gpus_low IS NULL AND gpus_high IS NOT NULL) OR (gpus_comparator = 'at_most' AND gpus_low IS NULL AND gpus_high IS NOT NULL) OR (gpus_comparator = 'between' AND gpus_low IS NOT NULL AND gpus_high IS NOT NULL AND gpus_low < gpus_high) OR (gpus_comparator = 'top_n' AND gpus_low IS NOT NULL AND gpus_high IS NOT NULL AND gpus_low = 1 AND gpus_high >= 1 AND gpus_unit IS NOT NULL AND gpus_unit = 'rank') OR (gpus_comparator = 'vague' AND gpus_low IS NULL AND gpus_high IS NULL)))",
            name=op.f("ck_projects_gpus_bounds"),
        ),
        sa.CheckConstraint(
            "gpus_change_kind IN ('level', 'difference', 'ratio')",
            name=op.f("ck_projects_gpus_change_kind_known"),
        ),
        sa.CheckConstraint(
            "gpus_comparator IN ('exact', 'about', 'more_than', 'at_least', 'less_than', 'at_most', 'between', 'top_n', 'vague')",
            name=op.f("ck_projects_gpus_comparator_known"),
        ),
        sa.CheckConstraint(
            "gpus_currency IS NULL OR (gpus_unit IS NOT NULL AND gpus_unit = gpus_currency)",
            name=op.f("ck_projects_gpus_currency"),
        ),
        sa.CheckConstraint(
            "(gpus_text IS NULL) = (gpus_state IS NULL AND gpus_comparator IS NULL)",
            name=op.f("ck_projects_gpus_has_words"),
        ),
        sa.CheckConstraint(
            "gpus_state IS NULL OR (gpus_comparator IS NULL AND gpus_low IS NULL AND gpus_high IS NULL)",
            name=op.f("ck_projects_gpus_or_state"),
        ),
        sa.CheckConstraint(
            "gpus_unit IS NULL OR gpus_unit <> 'rank' OR gpus_low >= 1 OR gpus_low IS NULL",
            name=op.f("ck_projects_gpus_rank"),
        ),
        sa.CheckConstraint(
            "gpus_state IN ('unknown', 'none', 'undisclosed')", name=op.f("ck_projects_gpus_state_known")
        ),
        sa.CheckConstraint(
            "kind IN ('data_centre', 'compute_site', 'factory', 'other')", name=op.f("ck_projects_kind_known")
        ),
        sa.CheckConstraint(
            "status IN ('rumoured', 'planned', 'announced', 'agreed', 'under_way', 'open', 'active', 'expanded', 'paused', 'closed', 'ended', 'cancelled', 'denied')",
            name=op.f("ck_projects_status_known"),
        ),
        sa.CheckConstraint(
            "(status_on IS NULL AND status_on_precision IS NULL AND status_on_from IS NULL AND status_on_to IS NULL) OR (status_on IS NOT NULL AND status_on_precision IS NOT NULL AND (status_on_from IS NOT NULL OR status_on_to IS NOT NULL))",
            name=op.f("ck_projects_status_on_bounds"),
        ),
        sa.CheckConstraint("status_on_from <= status_on_to", name=op.f("ck_projects_status_on_order")),
        sa.CheckConstraint(
            "status_on_precision IN ('range', 'relative') OR (status_on_from IS NOT NULL AND status_on_to IS NOT NULL "
            "AND (status_on_precision <> 'day' OR status_on_from = status_on_to))",
            name=op.f("ck_projects_status_on_precision_bounds"),
        ),
        sa.CheckConstraint(
            "status_on_precision IN ('day', 'week', 'month', 'quarter', 'half', 'season', 'year', 'range', 'relative')",
            name=op.f("ck_projects_status_on_precision_known"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_projects_city_id")),
        sa.ForeignKeyConstraint(["country_id"], ["countries.id"], name=op.f("fk_projects_country_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_projects_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_projects_merged_into_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_projects_programme_id")),
    )
    op.create_index(op.f("ix_projects_city_id"), "projects", ["city_id"])
    op.create_index(op.f("ix_projects_country_id"), "projects", ["country_id"])
    op.create_index(op.f("ix_projects_programme_id"), "projects", ["programme_id"])
    op.create_index(op.f("ix_projects_status"), "projects", ["status"])
    op.create_index(op.f("ix_projects_trashed_at"), "projects", ["trashed_at"])


def _captures() -> None:
    op.create_table(
        "captures",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("retrieved_at", MOMENT, nullable=False),
        sa.Column("how", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        sa.CheckConstraint(
            "how IN ('pasted', 'file', 'fetched', 'feed', 'api')", name=op.f("ck_captures_how_known")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_captures_article_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_captures_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_captures_merged_into_id")),
    )
    op.create_index(op.f("ix_captures_article_id"), "captures", ["article_id"])
    op.create_index(op.f("ix_captures_trashed_at"), "captures", ["trashed_at"])


def _partnership_parties() -> None:
    op.create_table(
        "partnership_parties",
        sa.Column("id", KEY, nullable=False),
        sa.Column("partnership_id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_parties")),
        sa.CheckConstraint(
            "role IN ('partner', 'investor', 'customer', 'supplier', 'lender', 'government', 'operator', 'builder', 'owner', 'other')",
            name=op.f("ck_partnership_parties_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_partnership_parties_company_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_partnership_parties_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_partnership_parties_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_partnership_parties_partnership_id")
        ),
    )
    op.create_index(op.f("ix_partnership_parties_company_id"), "partnership_parties", ["company_id"])
    op.create_index(op.f("ix_partnership_parties_partnership_id"), "partnership_parties", ["partnership_id"])
    op.create_index(op.f("ix_partnership_parties_trashed_at"), "partnership_parties", ["trashed_at"])


def _project_parties() -> None:
    op.create_table(
        "project_parties",
        sa.Column("id", KEY, nullable=False),
        sa.Column("project_id", KEY, nullable=False),
        sa.Column("company_id", KEY, nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_parties")),
        sa.CheckConstraint(
            "role IN ('partner', 'investor', 'customer', 'supplier', 'lender', 'government', 'operator', 'builder', 'owner', 'other')",
            name=op.f("ck_project_parties_role_known"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_project_parties_company_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_project_parties_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["records.id"], name=op.f("fk_project_parties_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_parties_project_id")),
    )
    op.create_index(op.f("ix_project_parties_company_id"), "project_parties", ["company_id"])
    op.create_index(op.f("ix_project_parties_project_id"), "project_parties", ["project_id"])
    op.create_index(op.f("ix_project_parties_trashed_at"), "project_parties", ["trashed_at"])


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("capture_id", KEY, nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.String(32), nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.CheckConstraint(
            "start_offset >= 0 AND end_offset > start_offset", name=op.f("ck_passages_offsets")
        ),
        sa.CheckConstraint(
            "length(quote) = end_offset - start_offset", name=op.f("ck_passages_quote_length")
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_passages_capture_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passages_capture_id"), "passages", ["capture_id"])


def _citations() -> None:
    op.create_table(
        "citations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("field", sa.String(300)),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("passage_id", KEY),
        sa.Column("paragraph", KEY),
        sa.Column("sentence", KEY),
        sa.Column("sentence_sha256", sa.String(64)),
        sa.Column("stance", sa.String(30), nullable=False),
        sa.Column("attribution", sa.String(30), nullable=False),
        sa.Column("speaker_id", KEY),
        sa.Column("speaker_role", sa.String(300)),
        sa.Column("via_id", KEY),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("note", sa.String(300)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.CheckConstraint(
            "attribution IN ('direct_quote', 'indirect_quote', 'document', 'publisher', 'unnamed_source')",
            name=op.f("ck_citations_attribution_known"),
        ),
        sa.CheckConstraint(
            "passage_id IS NOT NULL OR (paragraph IS NOT NULL AND sentence IS NOT NULL AND sentence_sha256 IS NOT NULL)",
            name=op.f("ck_citations_of_something"),
        ),
        sa.CheckConstraint(
            "stance IN ('supports', 'disputes', 'mentions')", name=op.f("ck_citations_stance_known")
        ),
        sa.CheckConstraint(
            "state IN ('verified', 'unverified', 'failed', 'recheck')", name=op.f("ck_citations_state_known")
        ),
        sa.CheckConstraint(
            "state <> 'verified' OR passage_id IS NOT NULL", name=op.f("ck_citations_verified_by_words")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_citations_article_id")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_citations_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_citations_merged_into_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name=op.f("fk_citations_passage_id")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_citations_record_id")),
        sa.ForeignKeyConstraint(["speaker_id"], ["people.id"], name=op.f("fk_citations_speaker_id")),
        sa.ForeignKeyConstraint(["via_id"], ["publishers.id"], name=op.f("fk_citations_via_id")),
    )
    op.create_index(op.f("ix_citations_article_id"), "citations", ["article_id"])
    op.create_index(op.f("ix_citations_passage_id"), "citations", ["passage_id"])
    op.create_index(op.f("ix_citations_record_id"), "citations", ["record_id"])
    op.create_index(op.f("ix_citations_speaker_id"), "citations", ["speaker_id"])
    op.create_index(op.f("ix_citations_trashed_at"), "citations", ["trashed_at"])
    op.create_index(op.f("ix_citations_via_id"), "citations", ["via_id"])


def _words() -> None:
    """The index of words: FTS5 over the entries on SQLite, a generated tsvector on PostgreSQL."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(body, content='search_entries', content_rowid='record_id', "
            "prefix='2 3')"
        )
    else:
        op.execute(
            "ALTER TABLE search_entries ADD COLUMN words tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED"
        )
        op.execute("CREATE INDEX ix_search_entries_words ON search_entries USING gin (words)")


TABLES = (
    _records,
    _revisions,
    _aliases,
    _changes,
    _countries,
    _judgements,
    _metrics,
    _people,
    _search_entries,
    _seed_rows,
    _status_events,
    _cities,
    _companies,
    _programmes,
    _publishers,
    _roles,
    _articles,
    _claims,
    _offices,
    _partnerships,
    _projects,
    _captures,
    _partnership_parties,
    _project_parties,
    _passages,
    _citations,
)


def upgrade() -> None:
    for make in TABLES:
        make()
    _words()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    for make in reversed(TABLES):
        op.drop_table(make.__name__.removeprefix("_"))
