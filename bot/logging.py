"""Structured logs on standard error: ids, counts and durations. No bodies, no secrets, no addresses."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# What must not be logged even where a call site tries.
FORBIDDEN = frozenset(
    {"text", "body", "token", "secret", "password", "cookie", "authorization", "key", "email", "phone"}
)


def configure_logging(level: str, *, as_json: bool) -> None:
    """Called once by an entrypoint, never at import."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_forbidden,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def drop_forbidden(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replaces values under forbidden names, so that a slip leaves a mark and no secret."""
    for name in entry.keys() & FORBIDDEN:
        entry[name] = "(not logged)"
    return entry


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return logger
