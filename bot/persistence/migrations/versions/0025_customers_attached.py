"""Customers attached to mail conversations, tickets opened by hand; a ticket's customer and module in its
log.

What opened a ticket that is there already says whose and about what it is by now: nobody knows since when.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
READ = ("tickets", "ticket_events")
FILL = {
    "sqlite": """UPDATE ticket_events
        SET data = json_set(data, '$.contact', t.contact_key, '$.module', t.module)
        FROM tickets t WHERE t.tenant_id = ticket_events.tenant_id AND t.id = ticket_events.ticket_id
        AND ticket_events.type = 'ticket.opened'""",
    "postgresql": """UPDATE ticket_events
        SET data = (data::jsonb || jsonb_build_object('contact', t.contact_key, 'module', t.module))::json
        FROM tickets t WHERE t.tenant_id = ticket_events.tenant_id AND t.id = ticket_events.ticket_id
        AND ticket_events.type = 'ticket.opened'""",
}
EMPTY = {
    "sqlite": """UPDATE ticket_events SET data = json_remove(data, '$.contact', '$.module')
        WHERE type = 'ticket.opened'""",
    "postgresql": """UPDATE ticket_events SET data = (data::jsonb - 'contact' - 'module')::json
        WHERE type = 'ticket.opened'""",
}
AGAIN = sa.text("look_again")


def upgrade() -> None:
    op.add_column("mail_threads", sa.Column("customer_key", sa.String(64), nullable=True))
    op.add_column("idempotency_keys", sa.Column("digest", sa.String(64), nullable=True))
    op.add_column(
        "ticket_vectors", sa.Column("look_again", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_ticket_vectors_again", "ticket_vectors", ["tenant_id"],
        sqlite_where=sa.text("look_again = 1"), postgresql_where=AGAIN,
    )  # fmt: skip
    op.create_table(
        "contact_addresses",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("address", sa.String(320), primary_key=True),
        sa.Column("contact_key", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "contact_key"], ["contacts.tenant_id", "contacts.key"]),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE contact_addresses ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE contact_addresses FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON contact_addresses USING ({POLICY}) WITH CHECK ({POLICY})")
    _rewrite(FILL)


def _rewrite(statements: dict[str, str]) -> None:
    dialect = op.get_bind().dialect.name
    # A table's owner sees no row either while row security is forced.
    for table in READ if dialect == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(statements[dialect])
    for table in READ if dialect == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    _rewrite(EMPTY)
    op.drop_table("contact_addresses")
    op.drop_index("ix_ticket_vectors_again", "ticket_vectors")
    for table, column in (
        ("ticket_vectors", "look_again"), ("idempotency_keys", "digest"), ("mail_threads", "customer_key"),
    ):  # fmt: skip
        op.drop_column(table, column)
