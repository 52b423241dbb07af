"""What tickets were told as, for finding their duplicates.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def upgrade() -> None:
    op.create_table(
        "ticket_vectors",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("embedder", sa.String(128), nullable=True),
        sa.Column("vector", sa.LargeBinary, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE ticket_vectors ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE ticket_vectors FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON ticket_vectors USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    op.drop_table("ticket_vectors")
