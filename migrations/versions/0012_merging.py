"""What a claim was made about, for when that is merged into another record."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # With its link in the same breath: SQLite gives a table no constraint later without making it anew.
        link = "CONSTRAINT fk_claims_made_about_id REFERENCES records (id)"
        op.execute(f"ALTER TABLE claims ADD COLUMN made_about_id INTEGER {link}")
    else:
        op.add_column("claims", sa.Column("made_about_id", KEY))
        op.create_foreign_key(op.f("fk_claims_made_about_id"), "claims", "records", ["made_about_id"], ["id"])


def downgrade() -> None:
    op.drop_column("claims", "made_about_id")
