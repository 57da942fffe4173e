"""Backups: each attempt to keep a copy of the database, with its file or why there is none."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("file", sa.String(1000), nullable=True),
        sa.Column("bytes", WHOLE, nullable=True),
        sa.Column("records", WHOLE, nullable=True),
        sa.Column("problem", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
        sa.CheckConstraint("(file IS NULL) = (problem IS NOT NULL)", name=op.f("ck_backups_file_or_problem")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("backups")
