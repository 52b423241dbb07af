"""Teams, queues and people as the page shows them: each with its form, filled, or as it was refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.assigning import works_tickets
from bot.models import Agent
from bot.persistence.tenancy import TenantSession
from bot.web.console.settings.form import Form, mark_of
from bot.web.console.settings.frame import Refusal
from escalation.routing.people import (
    Profile,
    Queue,
    Team,
    list_profiles,
    list_queues,
    list_teams,
    open_loads,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One team, queue or person. `form` is what their form holds; `refused` where it was not taken."""

    key: str
    title: str
    form: Form
    refused: Refusal | None = None
    about: str = ""
    works: bool = True
    disabled: bool = False
    load: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    teams: Sequence[Card]
    queues: Sequence[Card]
    people: Sequence[Card]


def read_cards(session: TenantSession, language: str, refused: Refusal | None) -> Cards:
    tenant_id = session.require_tenant()
    teams = [
        _card("team", one.key, one.name.in_language(language), team_form(one), refused)
        for one in list_teams(session, tenant_id)
    ]
    queues = [
        _card("queue", one.key, one.name.in_language(language), queue_form(one), refused)
        for one in list_queues(session, tenant_id)
    ]
    teams.append(_card("team", "", "", team_form(None), refused))
    queues.append(_card("queue", "", "", queue_form(None), refused))
    return Cards(teams, queues, _people(session, tenant_id, refused))


def team_form(team: Team | None) -> Form:
    if team is None:
        return {"key": "", "name": {}, "auto_assign": "on", "members": [], "seen": ""}
    form: Form = {
        "key": team.key,
        "name": team.name._asdict(),
        "auto_assign": "on" if team.auto_assign else "",
        "members": sorted(team.members),
    }
    return form | {"seen": mark_of(form)}


def queue_form(queue: Queue | None) -> Form:
    if queue is None:
        return {"key": "", "name": {}, "seen": ""}
    form: Form = {"key": queue.key, "name": queue.name._asdict()}
    return form | {"seen": mark_of(form)}


def profile_form(agent_id: str, profile: Profile) -> Form:
    form: Form = {
        "key": agent_id,
        "capacity": str(profile.capacity),
        "languages": list(profile.languages),
        "modules": ", ".join(profile.modules),
        "products": ", ".join(profile.products),
        "phone": profile.phone or "",
    }
    return form | {"seen": mark_of(form)}


def _people(session: TenantSession, tenant_id: str, refused: Refusal | None) -> list[Card]:
    """Those who can be given tickets first, then the others, then those who left."""
    agents = session.scalars(select(Agent).order_by(Agent.name)).all()
    profiles = list_profiles(session, tenant_id)
    loads = open_loads(session, tenant_id, [agent.id for agent in agents])
    cards = [
        _card(
            "agent",
            agent.id,
            agent.name,
            profile_form(agent.id, profiles.get(agent.id, Profile())),
            refused,
            about=agent.email,
            works=works_tickets(agent),
            disabled=agent.disabled_at is not None,
            load=loads.get(agent.id, 0),
            role=agent.role,
        )
        for agent in agents
    ]
    return sorted(cards, key=lambda card: (card.disabled, not card.works))


def _card(what: str, key: str, title: str, form: Form, refused: Refusal | None, **about: object) -> Card:
    mine = refused if refused is not None and (refused.what, refused.key) == (what, key) else None
    return Card(key, title, mine.form if mine else form, mine, **about)  # type: ignore[arg-type]
