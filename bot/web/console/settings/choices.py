"""What a condition's field can be, as people read it: the pills of a form, the words of a sentence."""

from collections.abc import Mapping

from bot.web.console.labels import CHANNELS, INTENTS, PLANS
from bot.web.console.settings.names import Names
from bot.web.console.strings import say
from escalation.routing.view import FIELDS, STATUS_LABELS, Kind, find_field
from escalation.routing.words import Words
from escalation.sla.policy import ClockKind

Options = list[tuple[str, str]]


def options_of(names: Names, field: str, intents: Options) -> Options | None:
    """None where one writes what one likes. `intents` are those of the tenant's model."""
    language = names.language
    match field:
        case "channel":
            return _of(CHANNELS, language)
        case "intent":
            return intents
        case "tier":
            return _of(PLANS, language)
        case "team":
            return list(names.teams.items())
        case "queue":
            return list(names.queues.items())
        case "agent":
            return list(names.agents.items())
    found = FIELDS.get(field)
    if found is None or found.kind is not Kind.choice:
        return None
    return [(one, value_label(names, field, one)) for one in found.choices or ()]


def with_chosen(names: Names, field: str, options: Options, chosen: list[str]) -> Options:
    """What is chosen and not on offer any more stays to be seen, and to be taken away."""
    known = {value for value, _ in options}
    return options + [(one, value_label(names, field, one)) for one in chosen if one not in known]


def value_label(names: Names, field: str, value: str) -> str:
    language = names.language
    match field:
        case "channel":
            return _label(CHANNELS, language, value)
        case "intent":
            return _label(INTENTS, language, value)
        case "tier":
            return _label(PLANS, language, value)
        case "team":
            return names.teams.get(value, value)
        case "queue":
            return names.queues.get(value, value)
        case "agent":
            return names.people.get(value, value)
        case "status" | "status_before":
            return STATUS_LABELS[value].in_language(language) if value in STATUS_LABELS else value
        case "language":
            return say(language, value) if value in ("zh", "en") else value
        case "clock":
            return say(language, f"desk_clock_{value}") if value in set(ClockKind) else value
        case "hours" | "incident":
            return say(language, f"set_{field}_{value}") if value in (FIELDS[field].choices or ()) else value
        case "by":
            return say(language, f"set_by_{value}") if value in (FIELDS[field].choices or ()) else value
    return value


def is_free(field: str) -> bool:
    """Its values are somebody's words, which a sentence puts in quotation marks."""
    found = find_field(field)
    return (
        found is None
        or found.kind in (Kind.text, Kind.names, Kind.anything)
        or field in ("company", "module")
    )


def _of(table: Mapping[str, Words], language: str) -> Options:
    return [(key, text.in_language(language)) for key, text in table.items()]


def _label(table: Mapping[str, Words], language: str, value: str) -> str:
    return table[value].in_language(language) if value in table else value
