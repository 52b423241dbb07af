"""The only place that asks the machine for the time and for fresh ids."""

import secrets
from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id(prefix: str = "") -> str:
    """128 random bits in 22 characters, URL-safe, after the prefix."""
    return prefix + secrets.token_urlsafe(16)
