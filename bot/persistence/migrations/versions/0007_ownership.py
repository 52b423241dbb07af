"""Since when a conversation is its owner's, and since when a person's word is due in it.

Who waits for a person already is told nothing new: they may have left days ago.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("owned_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("unanswered_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_conversations_unanswered", "conversations", ["tenant_id", "unanswered_since"])


def downgrade() -> None:
    op.drop_index("ix_conversations_unanswered", "conversations")
    op.drop_column("conversations", "unanswered_since")
    op.drop_column("conversations", "owned_since")
