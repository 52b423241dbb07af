"""A ticket's twin may have been merged into another ticket of the outside system, and goes on there.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outside_tickets") as links:
        links.add_column(sa.Column("follows", sa.String(64)))
        links.add_column(sa.Column("follows_since", sa.DateTime(timezone=True)))
        links.create_index("ix_outside_tickets_follows", ["tenant_id", "follows"])


def downgrade() -> None:
    with op.batch_alter_table("outside_tickets") as links:
        links.drop_index("ix_outside_tickets_follows")
        links.drop_column("follows_since")
        links.drop_column("follows")
