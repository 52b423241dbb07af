"""Conversations by mail: whom they are held with, and how far they were written to.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
BEHIND = sa.text("mailed_seq < next_seq - 1")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("mailed_seq", sa.Integer, nullable=True))
    op.create_index(
        "ix_conversations_to_mail",
        "conversations",
        ["tenant_id", "updated_at"],
        sqlite_where=BEHIND,
        postgresql_where=BEHIND,
    )
    op.create_table(
        "mail_threads",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), primary_key=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("ours", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("last_id", sa.Text, nullable=False),
        sa.Column("ids", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"], ["conversations.tenant_id", "conversations.id"]
        ),
    )
    op.create_index("ix_mail_threads_address", "mail_threads", ["tenant_id", "address"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE mail_threads ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE mail_threads FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON mail_threads USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    op.drop_table("mail_threads")
    op.drop_index("ix_conversations_to_mail", "conversations")
    op.drop_column("conversations", "mailed_seq")
