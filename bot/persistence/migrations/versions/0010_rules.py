"""Rules, teams, queues, what people can do, macros, templates, and what the rules did and wait for.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As in 0001: without a tenant it must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"
OWNED = (
    "routing_rules",
    "teams",
    "queues",
    "team_members",
    "agent_profiles",
    "macros",
    "notice_templates",
    "rule_runs",
    "rule_waits",
)


def upgrade() -> None:
    _create_rules()
    _create_people()
    for table in ("macros", "notice_templates"):
        _create_named_body(table)
    _create_runs()
    _create_waits()
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})")


def _create_rules() -> None:
    op.create_table(
        "routing_rules",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("armed", sa.Boolean, nullable=False),
        *_changes(),
    )


def _create_people() -> None:
    op.create_table("teams", *_named(), sa.Column("auto_assign", sa.Boolean, nullable=False))
    op.create_table("queues", *_named())
    op.create_table(
        "team_members",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("agent_id", sa.String(32), primary_key=True),
        sa.ForeignKeyConstraint(["tenant_id", "team"], ["teams.tenant_id", "teams.key"], ondelete="CASCADE"),
    )
    op.create_index("ix_team_members_agent", "team_members", ["tenant_id", "agent_id"])
    op.create_table(
        "agent_profiles",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("agent_id", sa.String(32), primary_key=True),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("modules", sa.JSON, nullable=False),
        sa.Column("products", sa.JSON, nullable=False),
        sa.Column("phone", sa.String(40), nullable=True),
    )


def _create_named_body(table: str) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
        *_changes(),
    )


def _create_runs() -> None:
    op.create_table(
        "rule_runs",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rule_id", sa.String(64), primary_key=True),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("why", sa.JSON, nullable=False),
        sa.Column("failures", sa.JSON, nullable=False),
        sa.Column("root", sa.String(80), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_rule_runs_rule", "rule_runs", ["tenant_id", "rule_id", "at"])
    op.create_index("ix_rule_runs_at", "rule_runs", ["tenant_id", "at"])


def _create_waits() -> None:
    op.create_table(
        "rule_waits",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("ticket_id", sa.String(32), primary_key=True),
        sa.Column("rule_id", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_rule_waits_due", "rule_waits", ["tenant_id", "due_at"])


def _named() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("name_zh", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
    )


def _changes() -> tuple[sa.Column[int], sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("rule_waits", "rule_runs", "notice_templates", "macros", "agent_profiles"):
        op.drop_table(table)
    for table in ("team_members", "queues", "teams", "routing_rules"):
        op.drop_table(table)
