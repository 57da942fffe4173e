"""The table that says what every table, view and column means."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_dictionary",
        sa.Column("object", sa.String(60), nullable=False),
        sa.Column("column", sa.String(60), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(60)),
        sa.Column("allowed_values", sa.Text()),
        sa.Column("example", sa.Text()),
        sa.PrimaryKeyConstraint("object", "column", name=op.f("pk_data_dictionary")),
    )


def downgrade() -> None:
    op.drop_table("data_dictionary")
