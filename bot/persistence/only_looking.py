"""A session that only looks cannot write: what it wrote would be lost at its end without a word."""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from bot.errors import OnlyLooking

LOOKS = "huiyi_looks"

# Who locks a row, with FOR UPDATE, is about to write.
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE)\b")


def refuse_to_write(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Listens to `before_cursor_execute`."""
    if connection.get_execution_options().get(LOOKS, False) and not _looks(statement):
        raise OnlyLooking(f"a session that only looks was to run: {statement[:200]}")


@lru_cache(maxsize=4096)
def _looks(statement: str) -> bool:
    return statement.lstrip().startswith(("SELECT", "WITH")) and _WRITES.search(statement) is None
