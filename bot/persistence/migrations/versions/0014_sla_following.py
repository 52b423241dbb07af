"""How far the open tickets have followed a change of the SLA settings.

The policy of 0009 holds for the table, and so for the new column.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sla_settings", sa.Column("to_follow_below", sa.Integer, nullable=True))


def downgrade() -> None:
    op.drop_column("sla_settings", "to_follow_below")
