"""Text in which A-Z and a-z are the same, fast enough to look through every thread.

PostgreSQL would fold by the language's rules, which takes ten times as long; SQLite's LIKE folds by itself.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class Folded(FunctionElement[str]):
    inherit_cache = True
    type = String()


@compiles(Folded)
def _as_it_is(element: Folded, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(Folded, "postgresql")
def _lowered(element: Folded, compiler: Any, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "C")'


def contains(column: Any, search: str) -> ColumnElement[bool]:
    lowered = "".join(one.lower() if one.isascii() else one for one in search)
    where = Folded(column) if any(one.isascii() and one.isalpha() for one in search) else column
    return where.contains(lowered, autoescape=True)
