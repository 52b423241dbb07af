"""Editions, drafts, log and feedback of articles; unanswered questions; solved cases; contacts of a product.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
OWNED = (
    "article_editions",
    "article_drafts",
    "article_changes",
    "article_feedback",
    "unanswered_questions",
    "solved_cases",
)
READ = ("articles", "article_revisions", "passages")


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("plans", sa.JSON, nullable=False, server_default="[]"))
        articles.add_column(sa.Column("platforms", sa.JSON, nullable=False, server_default="[]"))
        articles.add_column(sa.Column("original", sa.String(8), nullable=False, server_default="zh"))
    with op.batch_alter_table("article_revisions") as revisions:
        revisions.add_column(sa.Column("asked_as", sa.JSON, nullable=False, server_default="[]"))
        revisions.add_column(sa.Column("author", sa.String(320), nullable=False, server_default="import"))
        revisions.add_column(sa.Column("reason", sa.String(500), nullable=False, server_default=""))
    with op.batch_alter_table("contacts") as contacts:
        contacts.add_column(sa.Column("product_version", sa.String(32), nullable=True))
        contacts.add_column(sa.Column("platform", sa.String(32), nullable=True))
    _create_editions()
    _create_drafts()
    _create_changes()
    _create_feedback()
    _create_unanswered()
    _create_solved()
    postgresql = op.get_bind().dialect.name == "postgresql"
    # A table's owner sees no row either while row security is forced.
    for table in READ if postgresql else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _fill()
    for table in READ if postgresql else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if postgresql:
        for table in OWNED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def _create_editions() -> None:
    op.create_table(
        "article_editions",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("follows", sa.Integer, nullable=True),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("source_hash", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )


def _create_drafts() -> None:
    op.create_table(
        "article_drafts",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("asked_as", sa.JSON, nullable=False),
        sa.Column("facets", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("author", sa.String(320), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("base_version", sa.Integer, nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edit", sa.Integer, nullable=False),
    )


def _create_changes() -> None:
    op.create_table(
        "article_changes",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("author", sa.String(320), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("before", sa.JSON, nullable=True),
        sa.Column("after", sa.JSON, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_feedback() -> None:
    op.create_table(
        "article_feedback",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("article_id", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("person", sa.String(96), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("comment", sa.String(1000), nullable=True),
        sa.Column("answer_id", sa.String(32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "article_id"], ["articles.tenant_id", "articles.id"]),
    )


def _create_unanswered() -> None:
    op.create_table(
        "unanswered_questions",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("embedder", sa.String(128), nullable=True),
        sa.Column("vector", sa.LargeBinary, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("article_id", sa.String(100), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "ix_unanswered_questions_state", "unanswered_questions", ["tenant_id", "state", "asked_at"]
    )


def _create_solved() -> None:
    op.create_table(
        "solved_cases",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("embedder", sa.String(128), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=False),
    )


def _fill() -> None:
    """Editions of what is there: in force where it has passages, retired where it has none."""
    op.execute(
        "INSERT INTO article_editions (tenant_id, article_id, language, version, source_hash)"
        " SELECT r.tenant_id, r.article_id, r.language, max(p.version),"
        " CASE WHEN max(p.version) IS NULL THEN NULL ELSE 'unknown' END"
        " FROM article_revisions r LEFT JOIN passages p ON p.tenant_id = r.tenant_id"
        " AND p.article_id = r.article_id AND p.language = r.language"
        " GROUP BY r.tenant_id, r.article_id, r.language"
    )
    op.execute(
        "UPDATE articles SET original = 'en' WHERE NOT EXISTS (SELECT 1 FROM article_revisions r"
        " WHERE r.tenant_id = articles.tenant_id AND r.article_id = articles.id AND r.language = 'zh')"
    )
    op.execute(
        "UPDATE article_editions SET follows = (SELECT o.version FROM article_editions o, articles a"
        " WHERE a.tenant_id = article_editions.tenant_id AND a.id = article_editions.article_id"
        " AND o.tenant_id = a.tenant_id AND o.article_id = a.id AND o.language = a.original)"
        " WHERE language <> (SELECT a.original FROM articles a WHERE a.tenant_id = article_editions.tenant_id"
        " AND a.id = article_editions.article_id)"
    )


def downgrade() -> None:
    for table in reversed(OWNED):
        op.drop_table(table)
    with op.batch_alter_table("contacts") as contacts:
        for column in ("platform", "product_version"):
            contacts.drop_column(column)
    with op.batch_alter_table("article_revisions") as revisions:
        for column in ("reason", "author", "asked_as"):
            revisions.drop_column(column)
    with op.batch_alter_table("articles") as articles:
        for column in ("original", "platforms", "plans"):
            articles.drop_column(column)
