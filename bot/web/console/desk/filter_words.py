"""What a list is narrowed to, as people read it."""

from bot.web.console.desk.asking import NOBODY, WAITS
from bot.web.console.desk.staff import Staff
from bot.web.console.labels import label
from bot.web.console.strings import say

NONE = {"agent": "desk_nobody", "team": "desk_no_team", "queue": "desk_no_queue"}


def filter_words(language: str, staff: Staff, name: str, value: str) -> str:
    """Of one of `Asked.filters`."""
    if name in NONE and value == NOBODY:
        return say(language, NONE[name])
    match name:
        case "status":
            return say(language, "desk_ours") if value == WAITS else label(language, "ticket_status", value)
        case "sla":
            return say(language, f"desk_sla_{value}")
        case "tier":
            return label(language, "plan", value)
        case "language":
            return say(language, value)
        case "agent":
            return staff.agent_name(value)
        case "team":
            return staff.team_name(value, language)
        case "queue":
            return staff.queue_name(value, language)
    return value
