"""Into which conversation an agent took an article's passage over, and to whom an answer was given.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def upgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("person", sa.String(96), nullable=True))
    op.create_table(
        "article_insertions",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("passage_hash", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_article_insertions_article", "article_insertions", ["tenant_id", "article_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE article_insertions ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE article_insertions FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON article_insertions USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    op.drop_table("article_insertions")
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("person")
