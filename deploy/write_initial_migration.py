"""Writes the one initial migration anew from the models. After the first release add revisions instead.

python deploy/write_initial_migration.py
"""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import DowngradeOps, UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from bot.persistence.metadata import all_metadata, owned_classes

TARGET = Path(__file__).resolve().parents[1] / "bot/persistence/migrations/versions/0001_initial.py"

HEADER = '''"""The tables of every package, and on PostgreSQL a policy on each that a tenant owns.

Revision ID: 0001
Revises:
Written by deploy/write_initial_migration.py from the models; then it is the truth.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OWNED = (
{owned}
)
# current_setting is '' and not NULL after the first transaction of a connection: both must match nothing.
POLICY = "tenant_id = nullif(current_setting('app.tenant', true), '')"


def upgrade() -> None:
    {upgrade}
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            op.execute(f"ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {{table}} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {{table}} USING ({{POLICY}}) WITH CHECK ({{POLICY}})")


def downgrade() -> None:
    {downgrade}
'''


def main() -> None:
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, all_metadata())
    owned = "\n".join(f'    "{owned.__tablename__}",' for owned in owned_classes())
    upgrade, downgrade = (_body(script.upgrade_ops), _body(script.downgrade_ops))
    TARGET.write_text(HEADER.format(owned=owned, upgrade=upgrade, downgrade=downgrade), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(TARGET)], check=True)  # noqa: S603
    print(f"{TARGET}: {len(all_metadata().tables)} tables, {len(owned_classes())} of them owned")


def _body(operations: UpgradeOps | DowngradeOps) -> str:
    lines = render_python_code(operations).splitlines()
    return "\n".join(line for line in lines if "# ###" not in line).strip()


if __name__ == "__main__":
    main()
