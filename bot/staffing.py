"""People come, change, leave and return: what the settings' page and `huiyi agent` both go by.

Nobody shuts themselves out, somebody who may set up the desk always stays, and owners are an owner's affair.
What somebody who left had in hand finds others by itself: `bot.desk.assigning`, `bot.left_conversations`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.agent_sessions import close_sessions
from bot.agents import LANGUAGES, LONGEST_NAME, SETTERS, Role, create_agent, may_set
from bot.errors import NotAllowed, NotFound
from bot.invitations import invite
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from escalation.errors import SettingRejected
from escalation.routing.people import list_teams, read_profile, read_teams, store_profile, store_teams
from escalation.routing.reading import Problem, Reading, shown
from escalation.routing.words import Words

SELF = Words("由别人来做：自己的权限不能自己改", "somebody else to do it: nobody changes their own rights")
LAST = Words(
    "先另有一位管理员：没有别人能改设置了", "another admin first: nobody else could change the settings"
)
OWNERS = Words("由所有者来做：这关系到所有者", "an owner to do it: it concerns an owner")
GONE = Words("先重新启用", "them to be enabled first")


@dataclass(frozen=True, slots=True)
class Doer:
    """Who changes people. The command line is nobody of them, and may do what an owner may."""

    agent_id: str | None = None
    role: str = Role.owner


COMMAND_LINE = Doer()


def get_person(session: TenantSession, doer: Doer, agent_id: str) -> Agent:
    """Whom the doer is about to change, as they are now that nobody else changes people; NotFound."""
    _lock_setters(session, doer)
    key = (session.require_tenant(), agent_id)
    agent = session.get(Agent, key, populate_existing=True, with_for_update=True)
    if agent is None:
        raise NotFound("agent")
    return agent


def add_person(session: TenantSession, doer: Doer, data: Any, now: datetime) -> tuple[Agent, str]:
    """{"email", "name", "role", "language"}: the new agent, and the secret of the link by which they choose a
    password. SettingRejected names the fields that do not fit."""
    _lock_setters(session, doer)
    if data["role"] == Role.owner:
        _check_owners(doer, "role", data["role"])
    agent = create_agent(session, **data, password=None, now=now)
    return agent, invite(agent, now)


def change_person(session: TenantSession, doer: Doer, agent: Agent, data: Any) -> None:
    """{"name", "role", "language", "teams": [key]} and what a profile has, all of it at once.

    SettingRejected names the fields that do not fit."""
    setters = _lock_setters(session, doer)
    reading, given = Reading(), dict(data)
    name = reading.text("name", given.pop("name"), LONGEST_NAME)
    role = reading.choice("role", given.pop("role"), tuple(Role))
    language = reading.choice("language", given.pop("language"), LANGUAGES)
    known = [team.key for team in list_teams(session, agent.tenant_id)]
    teams = read_teams(reading, given.pop("teams"), known)
    profile = read_profile(reading, given)
    if role and role != agent.role:
        reading.problems.extend(_hindrances(doer, agent, setters, "role", role))
    reading.check()
    agent.name, agent.role, agent.language = name, Role(role).value, language
    store_teams(session, agent.tenant_id, agent.id, teams)
    store_profile(session, agent.tenant_id, agent.id, profile)


def disable_agent(session: TenantSession, agent: Agent, *, now: datetime, doer: Doer = COMMAND_LINE) -> None:
    """They are out of every browser, and their link is void; the name stays in the threads. Twice is once."""
    problems = _hindrances(doer, agent, _lock_setters(session, doer), "disabled", "")
    if problems:
        raise SettingRejected(problems)
    agent.disabled_at = agent.disabled_at or now
    agent.invite_hash = agent.invite_until = None
    close_sessions(session, agent)


def enable_agent(session: TenantSession, agent: Agent, *, doer: Doer = COMMAND_LINE) -> None:
    """They sign in as before, with the teams and skills that they had."""
    _lock_setters(session, doer)
    if agent.role == Role.owner:
        _check_owners(doer, "disabled", agent.email)
    agent.disabled_at = None


def invite_again(session: TenantSession, doer: Doer, agent: Agent, now: datetime) -> str:
    """The secret of a new link for who lost theirs or forgot their password; that one works until then."""
    _lock_setters(session, doer)
    if agent.disabled_at is not None:
        raise SettingRejected([Problem("invite", shown(agent.email), GONE)])
    if agent.role == Role.owner:
        _check_owners(doer, "invite", agent.email)
    return invite(agent, now)


def _hindrances(doer: Doer, agent: Agent, setters: Collection[str], path: str, role: str) -> list[Problem]:
    """Why the agent cannot have that role, or leave where it is ""."""
    got = shown(role or agent.email)
    if agent.id == doer.agent_id:
        return [Problem(path, got, SELF)]
    if Role.owner in (agent.role, role) and doer.role != Role.owner:
        return [Problem(path, got, OWNERS)]
    stays = bool(role) and may_set(role)
    return [Problem(path, got, LAST)] if not stays and set(setters) == {agent.id} else []


def _check_owners(doer: Doer, path: str, got: str) -> None:
    if doer.role != Role.owner:
        raise SettingRejected([Problem(path, shown(got), OWNERS)])


def _lock_setters(session: TenantSession, doer: Doer) -> list[str]:
    """Those who may set up the desk, locked: of two who take it from each other at once, the second may not.

    NotAllowed where the doer is no longer among them."""
    found = select(Agent).where(Agent.role.in_(SETTERS), Agent.disabled_at.is_(None)).order_by(Agent.id)
    setters = [
        one.id for one in session.scalars(found.with_for_update().execution_options(populate_existing=True))
    ]
    if doer.agent_id is not None and doer.agent_id not in setters:
        raise NotAllowed("the role does not set up the desk")
    return setters
