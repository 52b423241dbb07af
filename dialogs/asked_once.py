"""A property found when first asked for: `functools.cached_property` without its lock.

Python 3.11 takes a reentrant lock at each first look, which a turn's signals pay dozens of times; what lives
for one turn has one thread.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class asked_once(Generic[T]):
    """Kept in the instance's own dictionary, where the next look finds it without coming here."""

    def __init__(self, look: Callable[[Any], T]) -> None:
        self._look = look
        self.__doc__ = look.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._look(instance)
        return found
