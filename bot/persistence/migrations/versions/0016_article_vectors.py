"""Articles' vectors for pgvector: a partition a tenant, made when it has many articles.

The numbers are real[], which needs no extension; only a partition's index does. On SQLite both stay empty.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
TABLES = ("article_vectors", "vector_spaces")


def upgrade() -> None:
    op.create_table(
        "article_vectors",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("made_of", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary().with_variant(sa.ARRAY(sa.REAL), "postgresql"), nullable=False),
        postgresql_partition_by="LIST (tenant_id)",
    )
    op.create_table(
        "vector_spaces",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("embedder", sa.String(128), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("centre", sa.LargeBinary, nullable=False),
        sa.Column("sharpening", sa.LargeBinary, nullable=True),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
