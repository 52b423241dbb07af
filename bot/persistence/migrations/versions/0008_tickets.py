"""Tickets as folds over their events, with links and watchers.

Of a ticket that is there already, one event says how it came: as it is.

Revision ID: 0008
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
OWNED = ("ticket_events", "ticket_links", "ticket_watchers", "ticket_attachments")
READ = ("tickets", "ticket_events", "contacts", "subscriptions")
ADDED = (
    "channel",
    "tier",
    "language",
    "team",
    "queue",
    "agent_id",
    "tags",
    "fields",
    "merged_into",
    "incident",
    "first_responded_at",
    "resolved_at",
    "reopened",
    "events",
    "due_at",
)
INDEXES = (
    ("ix_tickets_listed", ["tenant_id", "status", "updated_at"]),
    ("ix_tickets_agent", ["tenant_id", "agent_id", "status"]),
    ("ix_tickets_merged", ["tenant_id", "merged_into"]),
)


def upgrade() -> None:
    for column in _added():
        op.add_column("tickets", column)
    for name, columns in INDEXES:
        op.create_index(name, "tickets", columns)
    op.add_column("ticket_messages", sa.Column("conversation_id", sa.String(64), nullable=True))
    op.add_column("ticket_messages", sa.Column("seq", sa.Integer, nullable=True))
    _create_events()
    _create_links()
    _create_watchers()
    _create_attachments()
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        for table in OWNED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")
    # A table's owner sees no row either while row security is forced.
    for table in READ if postgresql else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _fill()
    for table in READ if postgresql else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("channel", sa.String(32), nullable=False, server_default="widget"),
        sa.Column("tier", sa.String(32), nullable=True),
        sa.Column("language", sa.String(8), nullable=False, server_default="zh"),
        sa.Column("team", sa.String(64), nullable=True),
        sa.Column("queue", sa.String(64), nullable=True),
        sa.Column("agent_id", sa.String(32), nullable=True),
        sa.Column("tags", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("fields", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("merged_into", sa.String(32), nullable=True),
        sa.Column("incident", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("first_responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Integer, nullable=False, server_default="0"),
        sa.Column("events", sa.Integer, nullable=False, server_default="1"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
    )


def _create_events() -> None:
    op.create_table(
        "ticket_events",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("depth", sa.Integer, nullable=False),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    op.create_index(
        "ix_ticket_events_pending",
        "ticket_events",
        ["tenant_id", "at"],
        sqlite_where=sa.text("pending = 1"),
        postgresql_where=sa.text("pending"),
    )


def _create_links() -> None:
    op.create_table(
        "ticket_links",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("other_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
        sa.ForeignKeyConstraint(["tenant_id", "other_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    op.create_index("ix_ticket_links_other", "ticket_links", ["tenant_id", "other_id"])


def _create_watchers() -> None:
    op.create_table(
        "ticket_watchers",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("agent_id", sa.String(32), primary_key=True),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )


def _create_attachments() -> None:
    op.create_table(
        "ticket_attachments",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), nullable=True),
        sa.Column("conversation_id", sa.String(64), nullable=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "ticket_id"], ["tickets.tenant_id", "tickets.id"]),
    )
    for name in ("ticket", "conversation"):
        op.create_index(f"ix_ticket_attachments_{name}", "ticket_attachments", ["tenant_id", f"{name}_id"])


def _fill() -> None:
    database = op.get_bind()
    database.execute(sa.text("UPDATE tickets SET status = 'open' WHERE status = 'in_progress'"))
    database.execute(
        sa.text("UPDATE tickets SET resolved_at = updated_at WHERE status IN ('resolved', 'closed')")
    )
    database.execute(
        sa.text(
            "UPDATE tickets SET tier = (SELECT plan FROM subscriptions s"
            " WHERE s.tenant_id = tickets.tenant_id AND s.contact_key = tickets.contact_key)"
        )
    )
    rows = database.execute(
        sa.text(
            "SELECT tenant_id, id, priority, priority_reason, status, channel, tier, intent, language,"
            " created_at FROM tickets"
        ).columns(created_at=sa.DateTime(timezone=True))
    ).mappings()
    events = sa.table(
        "ticket_events",
        *map(sa.column, ("tenant_id", "ticket_id", "position", "type", "by", "depth", "pending")),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("data", sa.JSON),
    )
    kept = ("priority", "status", "channel", "tier", "intent", "language")
    opened = [
        {
            "tenant_id": row["tenant_id"],
            "ticket_id": row["id"],
            "position": 1,
            "type": "ticket.opened",
            "at": row["created_at"],
            "by": "system",
            "data": {name: row[name] for name in kept} | {"reason": row["priority_reason"]},
            "depth": 0,
            "pending": False,
        }
        for row in rows
    ]
    if opened:
        database.execute(sa.insert(events), opened)


def downgrade() -> None:
    for table in reversed(OWNED):
        op.drop_table(table)
    with op.batch_alter_table("ticket_messages") as messages:
        for column in ("seq", "conversation_id"):
            messages.drop_column(column)
    for name, _ in INDEXES:
        op.drop_index(name, "tickets")
    with op.batch_alter_table("tickets") as tickets:
        for column in reversed(ADDED):
            tickets.drop_column(column)
