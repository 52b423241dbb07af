"""What is promised to tickets, what of it is due when, and how it was kept.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
OWNED = ("sla_settings", "sla_timers", "sla_metrics")


def upgrade() -> None:
    _create_settings()
    _create_timers()
    _create_metrics()
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def _create_settings() -> None:
    op.create_table(
        "sla_settings",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("author", sa.String(320), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_timers() -> None:
    op.create_table(
        "sla_timers",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("clock", sa.String(16), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(16), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    op.create_index("ix_sla_timers_due", "sla_timers", ["tenant_id", "due_at"])


def _create_metrics() -> None:
    op.create_table(
        "sla_metrics",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_response_minutes", sa.Double, nullable=True),
        sa.Column("first_response_business_minutes", sa.Double, nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wall_minutes", sa.Double, nullable=False),
        sa.Column("business_minutes", sa.Double, nullable=False),
        sa.Column("attained", sa.Boolean, nullable=True),
        sa.Column("last_resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_wall_minutes", sa.Double, nullable=True),
        sa.Column("last_business_minutes", sa.Double, nullable=True),
        sa.Column("last_attained", sa.Boolean, nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    op.create_index("ix_sla_metrics_resolved", "sla_metrics", ["tenant_id", "resolved_at"])


def downgrade() -> None:
    for table in reversed(OWNED):
        op.drop_table(table)
