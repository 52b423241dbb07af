"""A long list in pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`number` counts from 1; there is always one, though it may be empty."""

    items: Sequence[T]
    number: int
    pages: int


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The last one where there are fewer."""
    pages = max(1, -(-len(items) // size))
    number = min(number, pages)
    return Page(items[(number - 1) * size : number * size], number, pages)
