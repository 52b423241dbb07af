"""Who asked in vain, and which article came nearest: so that it is known who asked again.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unanswered_questions", sa.Column("nearest", sa.String(100), nullable=True))
    op.add_column("unanswered_questions", sa.Column("person", sa.String(96), nullable=True))


def downgrade() -> None:
    op.drop_column("unanswered_questions", "person")
    op.drop_column("unanswered_questions", "nearest")
