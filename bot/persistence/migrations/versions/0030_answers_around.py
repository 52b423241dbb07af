"""Which sentence of a passage an answer was shortened to.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("around", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("answers", "around")
