"""Drafts may be of projects."""

from alembic import op
from sqlalchemy import text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("people", "offices", "partnerships", "claims")
NAME = "ck_drafts_kind_known"


def upgrade() -> None:
    _allow(KINDS, (*KINDS, "projects"))


def downgrade() -> None:
    op.execute("DELETE FROM drafts WHERE kind = 'projects'")
    _allow((*KINDS, "projects"), KINDS)


def _allow(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Replace the check on the kind."""
    old, new = (f"kind IN ({', '.join(map(repr, kinds))})" for kinds in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(old, new)
    else:
        op.drop_constraint(op.f(NAME), "drafts", type_="check")
        op.create_check_constraint(op.f(NAME), "drafts", new)


def _made_anew(old: str, new: str) -> None:
    """SQLite changes no check: the table is made again as it was, but for that, with its rows and indexes;
    a number once given stays given."""
    bind = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'drafts' AND type = :type AND sql IS NOT NULL"
    table = bind.scalar(text(made), {"type": "table"})
    indexes = bind.scalars(text(made), {"type": "index"}).all()
    names = bind.scalars(text(made.replace("SELECT sql", "SELECT name")), {"type": "index"}).all()
    for name in names:
        op.execute(f"DROP INDEX {name}")
    op.execute("ALTER TABLE drafts RENAME TO drafts_before")
    for statement in (table.replace(old, new), *indexes):
        op.execute(statement)
    op.execute("INSERT INTO drafts SELECT * FROM drafts_before")
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'drafts'")
    op.execute("UPDATE sqlite_sequence SET name = 'drafts' WHERE name = 'drafts_before'")
    op.execute("DROP TABLE drafts_before")
