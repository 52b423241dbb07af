"""How often the next push to an outside system was sent with its files, without an answer.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outside_tickets") as links:
        links.add_column(sa.Column("file_tries", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("outside_tickets") as links:
        links.drop_column("file_tries")
