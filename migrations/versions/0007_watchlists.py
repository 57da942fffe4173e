"""Watchlists: filters that are kept under a name, with the newest save that was seen of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "watchlists",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("seen_id", KEY, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlists")),
        sa.UniqueConstraint("name", name=op.f("uq_watchlists_name")),
        sa.ForeignKeyConstraint(["seen_id"], ["revisions.id"], name=op.f("fk_watchlists_seen_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("watchlists")
