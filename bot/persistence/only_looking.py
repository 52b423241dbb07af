"""A session that only looks cannot write: what it wrote would be lost at its end without a word."""

from typing import Any

from sqlalchemy.engine import Connection

from bot.errors import OnlyLooking

LOOKS = "huiyi_looks"


def refuse_to_write(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Listens to `before_cursor_execute`. Who locks a row is about to write."""
    if not connection.get_execution_options().get(LOOKS, False):
        return
    if not statement.startswith(("SELECT", "WITH")) or "FOR UPDATE" in statement:
        raise OnlyLooking(f"a session that only looks was to run: {statement[:200]}")
