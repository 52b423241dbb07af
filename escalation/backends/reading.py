"""What an outside system tells of, read one by one: what cannot be read is that one, not all that is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from escalation.backends.errors import BackendError, NotDone
from escalation.backends.types import OutsideChange, OutsideUnread

T = TypeVar("T")

STRANGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of JSON that is not as it is documented."""


def read_each(
    found: Iterable[T],
    read: Callable[[T], Iterable[OutsideChange]],
    name: Callable[[T], tuple[str, str]],
) -> Iterator[OutsideChange]:
    """`name` tells a change's id and its ticket, of what cannot be read as well. Where the other side asks to
    be left alone, nothing more is read."""
    for one in found:
        try:
            yield from read(one)
        except (BackendError, *STRANGE) as problem:
            if isinstance(problem, NotDone) and problem.retry_after is not None:
                raise
            yield OutsideUnread(*name(one), in_words(problem))


def in_words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}" if isinstance(problem, STRANGE) else str(problem)


def named(told: Any, what: str) -> str:
    """Empty where it does not say."""
    return str(told.get(what) or "") if isinstance(told, Mapping) else ""
