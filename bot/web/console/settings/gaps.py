"""What the rules rely on and is not there, so that an alert would reach nobody. The overview says it."""

from collections.abc import Collection, Sequence

from bot.persistence.tenancy import TenantSession
from bot.web.console.settings.names import Names
from bot.web.console.strings import say
from escalation.routing.action import Assign, Notify
from escalation.routing.people import list_profiles, list_teams
from escalation.routing.rule import Rule

DEADLINES = {"sla.warned", "sla.breached"}


def tells_of_deadlines(rules: Sequence[Rule]) -> bool:
    """Whether rules that are switched on act on both kinds."""
    return {event for rule in rules for event in rule.events if rule.enabled} >= DEADLINES


def find_gaps(session: TenantSession, rules: Sequence[Rule], names: Names) -> list[str]:
    """Teams that get tickets with nobody in them, and those that get an SMS with no number known."""
    active = [rule for rule in rules if rule.enabled]
    tenant_id = session.require_tenant()
    members = {team.key: set(team.members) & set(names.agents) for team in list_teams(session, tenant_id)}
    reachable = {agent for agent, profile in list_profiles(session, tenant_id).items() if profile.phone}
    empty = [team for team in _teams_of(active) if not members.get(team)]
    by_sms = _teams_of([rule for rule in active if any(map(_texts_the_team, rule.actions))])
    silent = [team for team in by_sms if team not in empty and not members[team] & reachable]
    return [
        say(names.language, gap, teams=", ".join(names.teams.get(team, team) for team in teams))
        for gap, teams in (("set_gap_nobody", empty), ("set_gap_no_phone", silent))
        if teams
    ]


def _teams_of(rules: Sequence[Rule]) -> Collection[str]:
    """Each once, in the rules' order."""
    actions = (action for rule in rules for action in rule.actions)
    return dict.fromkeys(one.team for one in actions if isinstance(one, Assign) and one.team)


def _texts_the_team(action: object) -> bool:
    return isinstance(action, Notify) and action.by == "sms" and "team" in action.to
