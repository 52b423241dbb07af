"""pgvector's types and its product, for SQLAlchemy: an index holds halves, what is read exactly is whole."""

from typing import Any

import numpy as np
from sqlalchemy import Cast, ColumnElement, Float, String, bindparam, cast
from sqlalchemy.types import UserDefinedType

from kb_index.models import ArticleVector
from kb_index.vector_index.rough_rows import Vectors


class PgVector(UserDefinedType[str]):
    """`kind` is vector or halfvec."""

    cache_ok = True

    def __init__(self, kind: str, size: int) -> None:
        self.kind, self.size = kind, size

    def get_col_spec(self, **_options: Any) -> str:
        return f"{self.kind}({self.size})"


def distance(kind: str, size: int, parameter: str) -> ColumnElement[float]:
    """The negative product with the parameter's vector, as an index of that kind has it."""
    wanted: Cast[str] = cast(bindparam(parameter, type_=String), PgVector(kind, size))
    return cast(ArticleVector.vector, PgVector(kind, size)).op("<#>", return_type=Float())(wanted)


def written(vector: Vectors) -> str:
    """As pgvector reads it. Six places are more than a half has, and far quicker to write than all."""
    return str(np.round(vector.astype(np.float64), 6).tolist())
