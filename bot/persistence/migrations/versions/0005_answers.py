"""The answers given, the questions that articles are known to answer, and the translations learned of them.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("article_id", sa.String(100), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("passage_hash", sa.String(64), nullable=False),
        sa.Column("index_build", sa.Integer, nullable=False),
        sa.Column("limit", sa.Integer, nullable=False),
        sa.Column("shown_hash", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "article_questions",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("embedder", sa.String(128), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("words_by", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )
    op.add_column("knowledge_index", sa.Column("translations", sa.JSON, nullable=True))
    op.add_column("knowledge_index", sa.Column("words_by", sa.String(64), nullable=True))
    op.create_index("ix_answers_article", "answers", ["tenant_id", "article_id", "language"])
    op.create_index("ix_answers_conversation", "answers", ["tenant_id", "conversation_id", "seq"])
    if op.get_bind().dialect.name == "postgresql":
        for table in ("answers", "article_questions"):
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    op.drop_column("knowledge_index", "words_by")
    op.drop_column("knowledge_index", "translations")
    op.drop_table("article_questions")
    op.drop_table("answers")
