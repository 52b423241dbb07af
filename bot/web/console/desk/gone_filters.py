"""What a list is narrowed to and is no longer there: an address that was saved outlives a team."""

from collections.abc import Iterator

from bot.web.console.desk.asking import NOBODY, Asked
from bot.web.console.desk.staff import Staff
from bot.web.console.desk.views import View
from bot.web.console.strings import say

FIELDS = {
    "status": "status",
    "priority": "priority",
    "tier": "plan",
    "language": "language",
    "sla": "desk_due",
    "team": "desk_team",
    "queue": "desk_queue",
    "agent": "desk_agent",
}
"""What each filter is called."""


def gone_filters(language: str, staff: Staff, asked: Asked) -> list[str]:
    """A sentence each."""
    return list(_sentences(language, staff, asked))


def _sentences(language: str, staff: Staff, asked: Asked) -> Iterator[str]:
    if asked.view and asked.view not in set(View):
        yield say(language, "view_gone_view", value=asked.view[:40])
    known = {
        "team": {team.key for team in staff.teams},
        "queue": {queue.key for queue in staff.queues},
        "agent": {one.id for one in staff.working},
    }
    for name, words in FIELDS.items():
        value, what = getattr(asked, name), say(language, words)
        if not value or value == NOBODY:
            continue
        if name not in asked.filters:
            yield say(language, "view_gone_word", what=what, value=value[:40])
        elif name == "agent" and value in staff.agents and value not in known["agent"]:
            yield say(language, "view_gone_agent", value=staff.agent_name(value))
        elif name in known and value not in known[name]:
            yield say(language, "view_gone_value", what=what, value=value[:40])
