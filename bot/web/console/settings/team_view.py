"""Teams and queues as the page shows them: each with its form, filled, or as it was refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.persistence.tenancy import TenantSession
from bot.web.console.settings.form import Form, mark_of
from bot.web.console.settings.frame import Refusal
from escalation.routing.people import Queue, Team, list_queues, list_teams


@dataclass(frozen=True, slots=True)
class Card:
    """One team or queue. `form` is what its form holds; `refused` where it was not taken."""

    key: str
    title: str
    form: Form
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    teams: Sequence[Card]
    queues: Sequence[Card]


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
    return Cards(teams, queues)


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


def _card(what: str, key: str, title: str, form: Form, refused: Refusal | None) -> Card:
    mine = refused if refused is not None and (refused.what, refused.key) == (what, key) else None
    return Card(key, title, mine.form if mine else form, mine)
