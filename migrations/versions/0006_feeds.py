"""What a feed last answered, and until when its site wants to be left alone."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
COLUMNS = ("wait_until", "answered")


def upgrade() -> None:
    for name, sort in zip(COLUMNS, (MOMENT, JSON), strict=True):
        op.add_column("feeds", sa.Column(name, sort))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("feeds", name)
