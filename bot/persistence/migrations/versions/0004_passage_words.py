"""The search words of each passage, and the rules they were cut by.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("words", sa.Text, nullable=True))
    op.add_column("passages", sa.Column("words_by", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("passages", "words_by")
    op.drop_column("passages", "words")
