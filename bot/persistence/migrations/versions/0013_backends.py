"""Outside ticket systems, the tickets kept in them too, and what was taken from there.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
OWNED = ("outside_systems", "outside_tickets", "taken_changes")


def upgrade() -> None:
    op.create_table(
        "outside_systems",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("secret", sa.String(100), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor", sa.Text, nullable=True),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(500), nullable=True),
    )
    op.create_table(
        "outside_tickets",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("outside_id", sa.String(64), nullable=True),
        sa.Column("queued", sa.Integer, nullable=False),
        sa.Column("pushed", sa.Integer, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("status", sa.String(64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("problem", sa.String(500), nullable=True),
        sa.Column("problem_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        sa.UniqueConstraint("tenant_id", "outside_id", name="uq_outside_tickets_outside_id"),
    )
    op.create_index("ix_outside_tickets_state", "outside_tickets", ["tenant_id", "state"])
    op.create_table(
        "taken_changes",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("change_id", sa.String(128), primary_key=True),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def downgrade() -> None:
    for table in reversed(OWNED):
        op.drop_table(table)
