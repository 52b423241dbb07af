"""Links by which somebody chooses their own password, once. We keep the SHA-256 of a link's secret alone.

The secret is `<tenant id>.<secret>`, as in the cookie of a session; the next link makes the one before void.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.agent_sessions import close_sessions, hash_secret, secret_hash
from bot.agents import check_password, hash_password
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.routing.reading import Reading

LASTS = timedelta(days=3)


def invite(agent: Agent, now: datetime) -> str:
    """The new link's secret, which is nowhere else."""
    secret = secrets.token_urlsafe(32)
    agent.invite_hash, agent.invite_until = hash_secret(secret), now + LASTS
    return f"{agent.tenant_id}.{secret}"


def find_invited(session: TenantSession, secret: str, now: datetime) -> Agent | None:
    """Whose link it is; None where it is unknown, over, used, or its agent was disabled."""
    found = select(Agent).where(
        Agent.invite_hash == secret_hash(secret), Agent.invite_until > now, Agent.disabled_at.is_(None)
    )
    return session.scalars(found.with_for_update()).first()


def accept(session: TenantSession, agent: Agent, password: str) -> None:
    """From now on it is the password, and the link is used up. Browsers that were signed in are out.

    SettingRejected for a password that does not fit."""
    reading = Reading()
    check_password(reading, password)
    reading.check()
    agent.password_hash, agent.invite_hash, agent.invite_until = hash_password(password), None, None
    close_sessions(session, agent)
