"""Which proposals of the review have the same words, and what was decided on them before.

Revision ID: 0031
Revises: 0030
"""

import hashlib
import re

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "review_proposals"
ANNOTATED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("words", sa.String(64), nullable=False, server_default=""))
    op.add_column(TABLE, sa.Column("earlier", sa.JSON, nullable=False, server_default="[]"))
    postgresql = op.get_bind().dialect.name == "postgresql"
    # A table's owner sees no row either while row security is forced.
    if postgresql:
        op.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
    _fill()
    if postgresql:
        op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.create_index("ix_review_proposals_words", TABLE, ["tenant_id", "words"])


def _fill() -> None:
    table = sa.table(TABLE, sa.column("example", sa.Text), sa.column("words", sa.String))
    examples = sa.select(table.c.example).distinct()
    for example in op.get_bind().scalars(examples).all():
        of_it = table.update().where(table.c.example == example)
        op.execute(of_it.values(words=_words(example)))


def _words(example: str) -> str:
    """As `bot.review.same_words` had it then."""
    plain = " ".join(ANNOTATED.sub(r"\1", example).casefold().split())
    return hashlib.sha256(plain.encode()).hexdigest()


def downgrade() -> None:
    op.drop_index("ix_review_proposals_words", TABLE)
    op.drop_column(TABLE, "earlier")
    op.drop_column(TABLE, "words")
