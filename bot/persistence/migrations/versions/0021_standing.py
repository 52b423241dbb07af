"""How queues, teams and people stand is counted by index: deadlines that were missed, conversations in hand.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    missed = sa.text("type = 'sla.breached'")
    op.create_index(
        "ix_ticket_events_missed",
        "ticket_events",
        ["tenant_id", "ticket_id"],
        sqlite_where=missed,
        postgresql_where=missed,
    )
    held = sa.text("agent_id IS NOT NULL")
    op.create_index(
        "ix_conversations_agent",
        "conversations",
        ["tenant_id", "agent_id"],
        sqlite_where=held,
        postgresql_where=held,
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_agent", "conversations")
    op.drop_index("ix_ticket_events_missed", "ticket_events")
