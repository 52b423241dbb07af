"""What a draft was begun from, beside its text: the article's log until then, and the original it renders.

Of a draft from before nobody knows what its author had seen: all since the text it changes counts as unseen.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("articles", "article_revisions", "article_drafts", "article_changes")


def upgrade() -> None:
    with op.batch_alter_table("article_drafts") as drafts:
        drafts.add_column(sa.Column("base_change", sa.Integer, nullable=False, server_default="0"))
        drafts.add_column(sa.Column("follows", sa.Integer, nullable=True))
    with op.batch_alter_table("article_revisions") as revisions:
        revisions.add_column(sa.Column("follows", sa.Integer, nullable=True))
    postgresql = op.get_bind().dialect.name == "postgresql"
    # A table's owner sees no row either while row security is forced.
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _fill()
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _fill() -> None:
    op.execute(
        """UPDATE article_drafts SET base_change = coalesce((
            SELECT max(c.position) FROM article_changes c
            WHERE c.tenant_id = article_drafts.tenant_id AND c.article_id = article_drafts.article_id
                AND c.language = article_drafts.language AND c.version = article_drafts.base_version
                AND c.what IN ('published', 'restored')), 0)"""
    )
    for table, at in (("article_drafts", "updated_at"), ("article_revisions", "created_at")):
        op.execute(
            f"""UPDATE {table} SET follows = (
                SELECT max(r.version) FROM article_revisions r JOIN articles a
                    ON a.tenant_id = r.tenant_id AND a.id = r.article_id AND a.original = r.language
                WHERE r.tenant_id = {table}.tenant_id AND r.article_id = {table}.article_id
                    AND r.language <> {table}.language AND r.created_at <= {table}.{at})"""  # noqa: S608
        )


def downgrade() -> None:
    op.drop_column("article_revisions", "follows")
    op.drop_column("article_drafts", "follows")
    op.drop_column("article_drafts", "base_change")
