"""Notes for colleagues in conversations that have no ticket.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def upgrade() -> None:
    op.create_table(
        "conversation_notes",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("after_seq", sa.Integer, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE conversation_notes ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE conversation_notes FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON conversation_notes USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    op.drop_table("conversation_notes")
