"""When people were last seen, and by what link they choose a password.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agents") as agents:
        agents.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        agents.add_column(sa.Column("invite_hash", sa.String(64), nullable=True))
        agents.add_column(sa.Column("invite_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agents") as agents:
        agents.drop_column("invite_until")
        agents.drop_column("invite_hash")
        agents.drop_column("seen_at")
