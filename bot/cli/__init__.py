"""The `huiyi` command: one module a command group, parsing only.

Exit 2 and one line on standard error for what the user can mend.
"""

from bot.cli.main import main

__all__ = ["main"]
