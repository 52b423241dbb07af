"""How work that takes minutes gets at the tables without keeping others from them."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy.orm import Session

Opening = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """`reading` opens one that only looks; `writing` one that commits at its end: to be over in a moment."""

    reading: Opening
    writing: Opening

    @classmethod
    def of(cls, given: "Session | Sessions") -> "Sessions":
        """A session that is open already serves for both, and commits nothing."""
        if isinstance(given, Sessions):
            return given
        return cls(lambda: nullcontext(given), lambda: nullcontext(given))
