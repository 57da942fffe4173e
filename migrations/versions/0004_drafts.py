"""Feeds, and what waits for a person: drafts, items of feeds, jobs, sketches of texts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("publisher_id", KEY),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("last_polled", MOMENT),
        sa.Column("last_ok", MOMENT),
        sa.Column("failing_since", MOMENT),
        sa.Column("problem", sa.String(300)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.Column("merged_into_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("address", name=op.f("uq_feeds_address")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_feeds_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["records.id"], name=op.f("fk_feeds_merged_into_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["publishers.id"], name=op.f("fk_feeds_publisher_id")),
    )
    op.create_index(op.f("ix_feeds_publisher_id"), "feeds", ["publisher_id"])
    op.create_index(op.f("ix_feeds_trashed_at"), "feeds", ["trashed_at"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("capture_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("proposed", JSON, nullable=False),
        sa.Column("decided", JSON),
        sa.Column("confidence", sa.String(10), nullable=False),
        sa.Column("confidence_reason", sa.String(300)),
        sa.Column("reader", sa.String(100), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reject_reason", sa.String(300)),
        sa.Column("decided_by", sa.String(100)),
        sa.Column("decided_at", MOMENT),
        sa.Column("turn", sa.Integer()),
        sa.Column("record_id", KEY),
        sa.Column("revision_id", KEY),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("article_id", "fingerprint", name=op.f("uq_drafts_fingerprint")),
        sa.CheckConstraint(
            "kind IN ('people', 'offices', 'partnerships', 'claims')", name=op.f("ck_drafts_kind_known")
        ),
        sa.CheckConstraint(
            "confidence IN ('clear', 'check', 'guess')", name=op.f("ck_drafts_confidence_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'rejected', 'skipped')", name=op.f("ck_drafts_state_known")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR record_id IS NOT NULL", name=op.f("ck_drafts_accepted_record")
        ),
        sa.CheckConstraint(
            "(state = 'rejected') = (reject_reason IS NOT NULL)", name=op.f("ck_drafts_rejected_reason")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_drafts_article_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_drafts_capture_id")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_drafts_record_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_drafts_revision_id")),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "capture_id", "record_id", "revision_id", "state"):
        op.create_index(op.f(f"ix_drafts_{column}"), "drafts", [column])


def _feed_items() -> None:
    op.create_table(
        "feed_items",
        sa.Column("id", KEY, nullable=False),
        sa.Column("feed_id", KEY),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("canonical_address", sa.String(2000), nullable=False),
        sa.Column("title", sa.String(300)),
        sa.Column("published", sa.String(30)),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("problem", sa.String(500)),
        sa.Column("article_id", KEY),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_items")),
        sa.UniqueConstraint("canonical_address", name=op.f("uq_feed_items_canonical_address")),
        sa.CheckConstraint(
            "state IN ('new', 'taken', 'dismissed', 'failed')", name=op.f("ck_feed_items_state_known")
        ),
        sa.CheckConstraint(
            "state <> 'taken' OR article_id IS NOT NULL", name=op.f("ck_feed_items_taken_article")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_feed_items_article_id")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_items_feed_id")),
        sqlite_autoincrement=True,
    )
    for column in ("article_id", "feed_id", "state"):
        op.create_index(op.f(f"ix_feed_items_{column}"), "feed_items", [column])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_jobs_record_id")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_jobs_record_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_jobs_due_at"), "jobs", ["due_at"])


def _capture_notes() -> None:
    op.create_table(
        "capture_notes",
        sa.Column("capture_id", KEY, autoincrement=False, nullable=False),
        sa.Column("words_sha256", sa.String(64), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("publisher", sa.String(300)),
        sa.Column("said", sa.Text()),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_capture_notes")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_capture_notes_capture_id")),
    )
    op.create_index(op.f("ix_capture_notes_words_sha256"), "capture_notes", ["words_sha256"])


def _sketch_marks() -> None:
    op.create_table(
        "sketch_marks",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("capture_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("mark", "capture_id", name=op.f("pk_sketch_marks")),
        sa.ForeignKeyConstraint(["capture_id"], ["captures.id"], name=op.f("fk_sketch_marks_capture_id")),
    )
    op.create_index(op.f("ix_sketch_marks_capture_id"), "sketch_marks", ["capture_id"])


TABLES = (_feeds, _drafts, _feed_items, _jobs, _capture_notes, _sketch_marks)
# What the register, the history and the search hold of feeds, and of the citations of feeds, goes with them.
FEEDS = "SELECT id FROM records WHERE root_id IN (SELECT id FROM records WHERE kind = 'feeds')"
OF_FEEDS = (
    f"DELETE FROM citations WHERE id IN ({FEEDS})",
    f"DELETE FROM changes WHERE record_id IN ({FEEDS})",
    "DELETE FROM search_entries WHERE kind = 'feeds'",
    "DELETE FROM records WHERE root_id IN (SELECT id FROM records WHERE kind = 'feeds')",
)


def upgrade() -> None:
    for make in TABLES:
        make()


def downgrade() -> None:
    for make in reversed(TABLES):
        op.drop_table(make.__name__.removeprefix("_"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "INSERT INTO search_words(search_words, rowid, body) "
            "SELECT 'delete', record_id, body FROM search_entries WHERE kind = 'feeds'"
        )
    for statement in OF_FEEDS:
        op.execute(statement)
