"""Search by names, by whom a record is about and by day: names, tags and days beside the words."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = ("name", "tags")
DAYS = ("first_day", "last_day")


def upgrade() -> None:
    _drop_words()
    for name in NEW:
        # Entries without tags are made anew by the tracker after the migration.
        op.add_column("search_entries", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in DAYS:
        op.add_column("search_entries", sa.Column(name, sa.Date()))
    _make_words(
        "name, body, tags",
        "setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', body), 'B') || "
        "setweight(to_tsvector('simple', tags), 'D')",
    )


def downgrade() -> None:
    _drop_words()
    op.execute("UPDATE search_entries SET body = name || ' ' || body")
    for name in (*NEW, *DAYS):
        op.drop_column("search_entries", name)
    _make_words("body", "to_tsvector('simple', body)")


def _drop_words() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    else:
        op.execute("ALTER TABLE search_entries DROP COLUMN words")


def _make_words(columns: str, vector: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE VIRTUAL TABLE search_words USING fts5({columns}, content='search_entries', "
            "content_rowid='record_id', prefix='2 3')"
        )
        op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    else:
        op.execute(f"ALTER TABLE search_entries ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED")
        op.execute("CREATE INDEX ix_search_entries_words ON search_entries USING gin (words)")
