"""Which import had an article last, and whether words were learned of all that imports brought.

Of an article from before, the log says it: the reason of what an import did to it last.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("article_editions", "article_changes")


def upgrade() -> None:
    with op.batch_alter_table("article_editions") as editions:
        editions.add_column(sa.Column("source", sa.String(500), nullable=True))
    with op.batch_alter_table("knowledge_index") as states:
        states.add_column(sa.Column("unlearned", sa.Boolean, nullable=False, server_default=sa.false()))
    postgresql = op.get_bind().dialect.name == "postgresql"
    # A table's owner sees no row either while row security is forced.
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """UPDATE article_editions SET source = (
            SELECT c.reason FROM article_changes c
            WHERE c.tenant_id = article_editions.tenant_id AND c.article_id = article_editions.article_id
                AND c.language = article_editions.language AND c.author = 'import'
            ORDER BY c.position DESC LIMIT 1)
        WHERE source_hash IS NOT NULL"""
    )
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_column("knowledge_index", "unlearned")
    op.drop_column("article_editions", "source")
