"""A ticket's twin belongs to one outside system: an id there says nothing of another's tickets.

Nobody knows where the twin of a ticket from before the present system was connected is: it is set aside.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("outside_systems", "outside_tickets", "tickets")
UNIQUE = "uq_outside_tickets_outside_id"


def upgrade() -> None:
    with op.batch_alter_table("outside_tickets") as links:
        links.add_column(sa.Column("system", sa.String(540), nullable=False, server_default=""))
        links.drop_constraint(UNIQUE, type_="unique")
        links.create_unique_constraint(UNIQUE, ["tenant_id", "system", "outside_id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    # A table's owner sees no row either while row security is forced.
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _fill()
    for table in TABLES if postgresql else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _fill() -> None:
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT tenant_id, kind, url FROM outside_systems")).all()
    for tenant_id, kind, url in known:
        place = url.partition("://")[2] or url
        connection.execute(
            sa.text(
                """UPDATE outside_tickets SET system = :name WHERE tenant_id = :tenant AND EXISTS (
                    SELECT 1 FROM tickets t JOIN outside_systems s ON s.tenant_id = t.tenant_id
                    WHERE t.tenant_id = :tenant AND t.id = outside_tickets.ticket_id
                        AND t.created_at >= s.since)"""
            ),
            {"name": f"{kind} {place.rstrip('/')}", "tenant": tenant_id},
        )


def downgrade() -> None:
    """Refused by the constraint where two systems have the same id."""
    with op.batch_alter_table("outside_tickets") as links:
        links.drop_constraint(UNIQUE, type_="unique")
        links.create_unique_constraint(UNIQUE, ["tenant_id", "outside_id"])
        links.drop_column("system")
