"""The last look before the database: SQL that reads or changes owned rows must name a tenant for each table.

On SQLite this stands where PostgreSQL has row-level security. It sees what went past the session too: Core
statements on a connection, a bare table joined into an ORM query.
"""

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from bot.errors import TenantMissing
from bot.persistence.metadata import owned_classes

MIGRATING = "huiyi_migrating"

_SOURCE = re.compile(
    r"\b(?:FROM|JOIN|UPDATE)\s+([\w\".]+(?:\s+AS\s+\w+)?(?:\s*,\s*[\w\".]+(?:\s+AS\s+\w+)?)*)", re.I
)
_PREDICATE = re.compile(r"(?:\b(\w+)\.)?\btenant_id = (?:\?|%\()")


def refuse_without_tenant(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Listens to `before_cursor_execute`; a migration says that it is one by an execution option."""
    missing = unguarded_table(statement)
    if missing is not None and not connection.get_execution_options().get(MIGRATING, False):
        raise TenantMissing(f"a statement on {missing} names no tenant: {statement[:200]}")


@lru_cache(maxsize=4096)
def unguarded_table(statement: str) -> str | None:
    """The first owned table that the SQL reads in more places than it says `tenant_id = <parameter>` for."""
    places: Counter[tuple[str, str]] = Counter()
    for sources in _SOURCE.findall(statement):
        for source in sources.split(","):
            table, _, alias = source.strip().replace('"', "").partition(" ")
            if table in _owned_tables():
                places[table, alias.split()[-1] if alias else table] += 1
    named = Counter(match or "" for match in _PREDICATE.findall(statement))
    for (table, name), count in places.items():
        if named[name] + named[""] < count:
            return table
    return None


@cache
def _owned_tables() -> frozenset[str]:
    return frozenset(str(owned.__tablename__) for owned in owned_classes())
