"""What was added when, in order: the home page counts the facts of a week among a million of others."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FACTS = ("offices", "partnerships", "projects", "claims")


def upgrade() -> None:
    for kind in FACTS:
        op.create_index(f"ix_{kind}_by_added", kind, ["added_at", "trashed_at"])


def downgrade() -> None:
    for kind in FACTS:
        op.drop_index(f"ix_{kind}_by_added", kind)
