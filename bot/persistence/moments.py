"""SQLite keeps no time zone: this type stores UTC and gives aware times back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.engine.interfaces import Dialect


class AwareDateTime(DATETIME):
    """Takes aware datetimes only; a naive one is a bug that would be stored as another instant."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        store = super().bind_processor(dialect)

        def process(value: datetime | None) -> Any:
            if value is None:
                return None
            if value.tzinfo is None:
                raise ValueError(f"{value!r} has no time zone; expected an aware datetime")
            return store(value.astimezone(UTC).replace(tzinfo=None)) if store else value

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        load = super().result_processor(dialect, coltype)

        def process(value: Any) -> datetime | None:
            found = load(value) if load else value
            return None if found is None else found.replace(tzinfo=UTC)

        return process
