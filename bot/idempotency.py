"""What was made under a caller's key, so that the same request again makes nothing twice."""

from datetime import datetime

from bot.errors import IdempotencyConflict
from bot.models import IdempotencyKey
from bot.persistence.tenancy import TenantSession


def find_made(session: TenantSession, scope: str, key: str, digest: str | None = None) -> str | None:
    """The id of what was made under the key. IdempotencyConflict where something else was asked for then:
    `digest` is of the request, where it counts."""
    known = session.get(IdempotencyKey, (session.require_tenant(), scope, key))
    if known is None:
        return None
    if known.digest != digest:
        raise IdempotencyConflict(key)
    return known.resource_id


def keep_made(
    session: TenantSession, scope: str, key: str, made: str, now: datetime, digest: str | None = None
) -> None:
    session.add(
        IdempotencyKey(
            tenant_id=session.require_tenant(),
            scope=scope,
            key=key,
            resource_id=made,
            digest=digest,
            created_at=now,
        )
    )
