"""People at the console: who they are, what their role grants, and their passwords."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from threading import BoundedSemaphore
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.errors import SettingRejected
from escalation.routing.action_check import EMAIL, is_email
from escalation.routing.reading import Problem, Reading, shown
from escalation.routing.words import Words

LANGUAGES = ("zh", "en")
LONGEST_NAME = 200
PASSWORD_FLOOR = 8
# Past this many the rest is not text that a person typed, and argon2 would chew on it all the same.
PASSWORD_CEILING = 512
LONGEST_EMAIL = 320
UNTAKEN = Words("还没有人用的邮箱", "an address that is nobody's here already")
PASSWORD = Words(
    f"{PASSWORD_FLOOR} 到 {PASSWORD_CEILING} 个字符的密码",
    f"a password of {PASSWORD_FLOOR} to {PASSWORD_CEILING} characters",
)


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


SETTERS = (Role.owner, Role.admin)
# As a hash it fits nothing that could be typed.
NO_PASSWORD = ""


def may_see(role: str, module: Module) -> bool:
    return module in SEES.get(Role(role), frozenset())


def may_change(role: str, module: Module) -> bool:
    return module in CHANGES.get(Role(role), frozenset())


def may_set(role: str) -> bool:
    """Sets up the desk, its people among it."""
    return role in SETTERS


def create_agent(
    session: TenantSession,
    *,
    email: str,
    name: str,
    role: str,
    password: str | None,
    language: str,
    now: datetime,
) -> Agent:
    """Adds an agent to the session's tenant; SettingRejected names the fields that do not fit.

    Without a password nobody can sign in as them until they chose one: see `bot.invitations`."""
    reading, address = Reading(), email.strip().lower()
    if len(address) > LONGEST_EMAIL or not is_email(address):
        reading.complain("email", address, EMAIL)
    elif find_agent(session, address) is not None:
        reading.complain("email", address, UNTAKEN)
    reading.text("name", name, LONGEST_NAME)
    reading.choice("role", role, tuple(Role))
    reading.choice("language", language, LANGUAGES)
    if password is not None:
        check_password(reading, password)
    reading.check()
    agent = Agent(
        tenant_id=session.require_tenant(),
        id=f"a_{uuid4().hex[:24]}",
        email=address,
        name=name.strip(),
        password_hash=NO_PASSWORD if password is None else hash_password(password),
        role=Role(role).value,
        language=language,
        created_at=now,
        disabled_at=None,
        seen_at=None,
        invite_hash=None,
        invite_until=None,
    )
    session.add(agent)
    try:
        session.flush()
    except IntegrityError as taken:  # somebody else was faster by a moment
        raise SettingRejected([Problem("email", shown(address), UNTAKEN)]) from taken
    return agent


def find_agent(session: TenantSession, email: str) -> Agent | None:
    """By address, whatever its case; disabled ones too."""
    return session.scalars(select(Agent).where(Agent.email == email.strip().lower())).first()


def check_password(reading: Reading, password: str) -> None:
    if not PASSWORD_FLOOR <= len(password) <= PASSWORD_CEILING:
        # How long it is, and nothing else of it.
        reading.complain("password", len(password), PASSWORD)


def hash_password(password: str) -> str:
    with _turnstile():
        return _hasher().hash(password)


def verify_password(agent: Agent | None, password: str) -> bool:
    """Takes as long for nobody (None) as for somebody, so that the clock tells no address."""
    known = agent is not None and agent.disabled_at is None and agent.password_hash != NO_PASSWORD
    expected = agent.password_hash if agent is not None and known else _nobodys_hash()
    if len(password) > PASSWORD_CEILING:
        password = ""
    try:
        with _turnstile():
            _hasher().verify(expected, password)
    except (VerificationError, InvalidHashError):
        return False
    return known


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
