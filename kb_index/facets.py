"""What an article is about and for whom, the same in every language of it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

DESK = "agent"
"""An audience of nobody else is the desk's own people."""

DESK_NAMES = (DESK, "agents", "internal", "客服", "坐席", "内部")
"""What authors call them; taken for customers, each would show them an internal article."""

CUSTOMERS = ("customer",)
"""Whom an article is for that does not say."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Empty `plans` and `platforms` are all. `versions` is a range as `versions.parse_range` reads it."""

    module: str
    error_type: str
    solution: str
    versions: str
    audience: tuple[str, ...]
    related: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "audience", read_audience(self.audience))

    @classmethod
    def of(cls, one: object) -> Self:
        """Of a row or a file that has the facets as attributes."""
        return cls.from_json({field.name: getattr(one, field.name) for field in fields(cls)})

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        plain: dict[str, Any] = {
            name: value if isinstance(value, str) else tuple(value) for name, value in values.items()
        }
        return cls(**plain)

    def as_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @property
    def readers(self) -> tuple[str, ...]:
        """What was stored without an audience is read by customers."""
        return self.audience or CUSTOMERS

    @property
    def is_internal(self) -> bool:
        """For the desk's own eyes: no customer is shown it."""
        return self.audience == (DESK,)


def read_audience(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in small letters, and the desk's people by their one name."""
    plain = (unicodedata.normalize("NFKC", word).strip().casefold() for word in words)
    return tuple(dict.fromkeys(DESK if word in DESK_NAMES else word for word in plain if word))
