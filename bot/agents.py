"""People at the console: who they are, what their role grants, and their passwords."""

import re
from datetime import datetime
from enum import StrEnum
from functools import cache
from threading import BoundedSemaphore
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from bot.errors import BotError
from bot.models import Agent, AgentSession
from bot.persistence.tenancy import TenantSession

LANGUAGES = ("zh", "en")
PASSWORD_FLOOR = 8
# Past this many the rest is not text that a person typed, and argon2 would chew on it all the same.
PASSWORD_CEILING = 512
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")


class Role(StrEnum):
    owner = "owner"
    admin = "admin"
    agent = "agent"
    sales = "sales"
    success = "success"
    viewer = "viewer"


class Module(StrEnum):
    bot = "bot"
    desk = "desk"
    knowledge = "knowledge"
    leads = "leads"
    success = "success"
    analytics = "analytics"


_ALL = frozenset(Module)
# What a role may look at, and the part of it that it may change. Readable as a table on purpose.
SEES: dict[Role, frozenset[Module]] = {
    Role.owner: _ALL,
    Role.admin: _ALL,
    Role.agent: frozenset({Module.desk, Module.knowledge}),
    Role.sales: frozenset({Module.desk, Module.leads}),
    Role.success: frozenset({Module.desk, Module.success}),
    Role.viewer: frozenset({Module.desk, Module.analytics}),
}
CHANGES: dict[Role, frozenset[Module]] = {
    Role.owner: _ALL,
    Role.admin: _ALL,
    Role.agent: frozenset({Module.desk, Module.knowledge}),
    Role.sales: frozenset({Module.leads}),
    Role.success: frozenset({Module.success}),
    Role.viewer: frozenset(),
}


class AgentRejected(BotError):
    """An agent cannot be made as asked: the message says which field and what is expected."""

    code = "agent_rejected"


def may_see(role: str, module: Module) -> bool:
    return module in SEES.get(Role(role), frozenset())


def may_change(role: str, module: Module) -> bool:
    return module in CHANGES.get(Role(role), frozenset())


def create_agent(
    session: TenantSession, *, email: str, name: str, role: str, password: str, language: str, now: datetime
) -> Agent:
    """Adds an agent to the session's tenant; AgentRejected names the field that does not fit."""
    address = email.strip().lower()
    _check_new(address, name, role, password, language)
    if find_agent(session, address) is not None:
        raise AgentRejected(f"{address} is an agent already; choose another address")
    agent = Agent(
        tenant_id=session.require_tenant(),
        id=f"a_{uuid4().hex[:24]}",
        email=address,
        name=name.strip(),
        password_hash=hash_password(password),
        role=Role(role).value,
        language=language,
        created_at=now,
        disabled_at=None,
    )
    session.add(agent)
    return agent


def find_agent(session: TenantSession, email: str) -> Agent | None:
    """By address, whatever its case; disabled ones too."""
    return session.scalars(select(Agent).where(Agent.email == email.strip().lower())).first()


def disable_agent(session: TenantSession, agent: Agent, *, now: datetime) -> None:
    """Signed-in browsers are out at once; the name stays in the threads."""
    agent.disabled_at = now
    session.execute(delete(AgentSession).where(AgentSession.agent_id == agent.id))


def hash_password(password: str) -> str:
    with _turnstile():
        return _hasher().hash(password)


def verify_password(agent: Agent | None, password: str) -> bool:
    """Takes as long for nobody (None) as for somebody, so that the clock tells no address."""
    known = agent is not None and agent.disabled_at is None
    expected = agent.password_hash if agent is not None and known else _nobodys_hash()
    if len(password) > PASSWORD_CEILING:
        password = ""
    try:
        with _turnstile():
            _hasher().verify(expected, password)
    except (VerificationError, InvalidHashError):
        return False
    return known


def _check_new(email: str, name: str, role: str, password: str, language: str) -> None:
    if not _EMAIL.fullmatch(email) or len(email) > 320:
        raise AgentRejected(f"email is {email[:80]!r}; expected an address such as ning@lanyun.example")
    if not 1 <= len(name.strip()) <= 200:
        raise AgentRejected(f"name has {len(name.strip())} characters; expected 1 to 200")
    if role not in set(Role):
        raise AgentRejected(f"role is {role!r}; expected one of {', '.join(Role)}")
    if not PASSWORD_FLOOR <= len(password) <= PASSWORD_CEILING:
        raise AgentRejected(
            f"the password has {len(password)} characters; expected {PASSWORD_FLOOR} to {PASSWORD_CEILING}"
        )
    if language not in LANGUAGES:
        raise AgentRejected(f"language is {language!r}; expected one of {', '.join(LANGUAGES)}")


@cache
def _hasher() -> PasswordHasher:
    # OWASP's argon2id setting of 19 MiB: the service has little memory to spare beside its models.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _turnstile() -> BoundedSemaphore:
    """Two at a time: many sign-ins at once must not take the memory and the cores from the turns."""
    return BoundedSemaphore(2)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(uuid4().hex)
