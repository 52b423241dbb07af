"""Signed-in browsers of agents. The cookie's secret is known to the browser alone; we keep its SHA-256.

A cookie is `<tenant id>.<secret>`: the tenant says in whose rows to look, the secret proves the rest.
A session ends at sign-out, at its hour, and with its agent.
"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from bot.models import Agent, AgentSession
from bot.persistence.tenancy import TenantSession

COOKIE = "huiyi_agent"
CSRF_HEADER = "X-CSRF-Token"


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """`cookie` goes to the browser once and is nowhere else."""

    cookie: str
    csrf: str
    expires_at: datetime


def open_session(session: TenantSession, agent: Agent, *, now: datetime, ttl: timedelta) -> OpenedSession:
    """A new sign-in; the agent's sessions that ran out are swept on the way."""
    mark_seen(session, [agent.id], now)
    session.execute(delete(AgentSession).where(AgentSession.expires_at <= now))
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(
        AgentSession(
            tenant_id=agent.tenant_id,
            id=hash_secret(secret),
            agent_id=agent.id,
            csrf=csrf,
            created_at=now,
            expires_at=now + ttl,
        )
    )
    return OpenedSession(f"{agent.tenant_id}.{secret}", csrf, now + ttl)


def tenant_of_cookie(cookie: str | None) -> str | None:
    """Whose rows to look in for this cookie; None where it is none of ours."""
    tenant_id, dot, secret = (cookie or "").partition(".")
    if not dot or not secret or not 1 <= len(tenant_id) <= 32 or len(secret) > 64:
        return None
    return tenant_id if tenant_id.replace("_", "").replace("-", "").isalnum() and secret.isascii() else None


def find_session(session: TenantSession, cookie: str, *, now: datetime) -> tuple[Agent, AgentSession] | None:
    """Who this cookie is at `now`; None where it is unknown, over, or its agent was disabled."""
    found = session.scalars(
        select(AgentSession).where(AgentSession.id == secret_hash(cookie), AgentSession.expires_at > now)
    ).first()
    if found is None:
        return None
    agent = session.get(Agent, (found.tenant_id, found.agent_id))
    return (agent, found) if agent is not None and agent.disabled_at is None else None


def close_session(session: TenantSession, cookie: str) -> None:
    session.execute(delete(AgentSession).where(AgentSession.id == secret_hash(cookie)))


def close_sessions(session: TenantSession, agent: Agent) -> None:
    """All browsers that they are signed in with."""
    session.execute(delete(AgentSession).where(AgentSession.agent_id == agent.id))


def mark_seen(session: TenantSession, agents: Collection[str], now: datetime) -> None:
    """They are at the console, by their ids."""
    session.execute(update(Agent).where(Agent.id.in_(agents)).values(seen_at=now))


def csrf_fits(expected: str, got: str | None) -> bool:
    return got is not None and hmac.compare_digest(expected.encode(), got.encode())


def secret_hash(cookie: str) -> str:
    """Of what stands behind the tenant's id."""
    return hash_secret(cookie.partition(".")[2])


def hash_secret(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
