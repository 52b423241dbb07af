"""A rule as one would say it: "When a ticket is opened, if priority is P0: assign it to Emergency; stop"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.web.console.labels import CHANNELS, label
from bot.web.console.settings.choices import is_free, value_label
from bot.web.console.settings.names import Names
from bot.web.console.strings import say
from escalation.routing.action import (
    RECIPIENT_LABELS,
    Action,
    AddNote,
    ApplyMacro,
    Assign,
    MarkIncident,
    Notify,
    SetField,
    SetPriority,
    SetStatus,
    Tag,
    Watch,
)
from escalation.routing.rule import EVENTS, Condition, Group, Rule, Wait
from escalation.routing.view import OPERATOR_LABELS, STATUS_LABELS, field_label

LONGEST = 60
"""Characters of a note that a sentence shows."""
MINUTES = {"days": 1440, "hours": 60, "minutes": 1}

# A flag reads better as what it says than as a field that is something.
FLAGS = {("hours", "open"), ("hours", "closed"), ("incident", "yes"), ("incident", "no")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`given` is empty where nothing is asked of the ticket."""

    when: str
    given: str
    does: tuple[str, ...]


def rule_sentence(rule: Rule, names: Names) -> Sentence:
    does = [action_words(one, names) for one in rule.actions]
    if rule.stop:
        does.append(say(names.language, "set_say_stop"))
    return Sentence(_when(rule, names.language), _group(rule.when, names), tuple(does))


def whole_sentence(rule: Rule, names: Names) -> str:
    told = rule_sentence(rule, names)
    comma, colon, semicolon = ("，", "：", "；") if names.language == "zh" else (", ", ": ", "; ")
    given = f"{comma}{told.given}" if told.given else ""
    return f"{told.when}{given}{colon}{semicolon.join(told.does)}"


def wait_words(wait: Wait, language: str) -> str:
    amount, unit = wait_parts(wait.minutes)
    return say(
        language,
        f"set_say_wait_{unit}",
        status=STATUS_LABELS[wait.status].in_language(language),
        count=amount,
    )


def wait_parts(minutes: int) -> tuple[int, str]:
    """In the largest unit that it is a whole number of."""
    unit = next(name for name, size in MINUTES.items() if minutes % size == 0)
    return minutes // MINUTES[unit], unit


def action_words(action: Action, names: Names) -> str:
    language = names.language
    match action:
        case SetPriority(priority):
            return say(language, "set_say_priority", value=priority)
        case Assign(team, queue, agent, override):
            said = _assign(names, team, queue, agent)
            return say(language, "set_say_override", said=said) if override else said
        case Tag(add, remove):
            added = say(language, "set_say_tag", tags=_listed(add, language)) if add else ""
            removed = say(language, "set_say_untag", tags=_listed(remove, language)) if remove else ""
            return ("，" if language == "zh" else ", ").join(filter(None, (added, removed)))
        case SetStatus(status):
            return say(language, "set_say_status", value=STATUS_LABELS[status].in_language(language))
        case SetField(field, None):
            return say(language, "set_say_no_field", field=field)
        case SetField(field, value):
            return say(language, "set_say_field", field=field, value=value)
        case AddNote(text):
            return say(language, "set_say_note", text=_short(text))
        case Notify():
            return _notify(action, names)
        case Watch(agent):
            return say(language, "set_say_watch", who=names.people.get(agent, agent))
        case MarkIncident():
            return say(language, "set_say_incident")
        case ApplyMacro(macro):
            return say(language, "set_say_macro", name=names.macros.get(macro, macro))


def _when(rule: Rule, language: str) -> str:
    if rule.after is not None:
        when = wait_words(rule.after, language)
    else:
        events = [_inside(EVENTS[one].in_language(language), language) for one in rule.events]
        when = say(language, "set_say_when", events=_either(events, language))
    if rule.channels:
        channels = [label(language, "channel", one) if one in CHANNELS else one for one in rule.channels]
        when += say(language, "set_say_channels", channels=_either(channels, language))
    return when


def _group(group: Group, names: Names, *, inner: bool = False) -> str:
    parts = [
        _group(one, names, inner=True) if isinstance(one, Group) else _condition(one, names)
        for one in group.parts
    ]
    parts = [one for one in parts if one]
    if not parts:
        return ""
    language = names.language
    joined = say(language, f"set_say_{group.mode}").join(parts)
    if inner:
        return joined if len(parts) == 1 else f"（{joined}）" if language == "zh" else f"({joined})"
    return say(language, "set_say_if", conditions=joined)


def _condition(condition: Condition, names: Names) -> str:
    language, field = names.language, condition.field
    if len(condition.values) == 1 and (field, condition.values[0]) in FLAGS and condition.operator == "is":
        return say(language, f"set_say_{field}_{condition.values[0]}")
    named = _inside(field_label(field).in_language(language), language)
    operator = OPERATOR_LABELS[condition.operator].in_language(language)
    values = [value_label(names, field, one) for one in condition.values]
    if is_free(field):
        values = [f"“{one}”" for one in values]
    between = "" if language == "zh" else " "
    before = "" if language == "zh" and is_free(field) else " "
    return f"{named}{between}{operator}{before}{_either(values, language)}".rstrip()


def _assign(names: Names, team: str | None, queue: str | None, agent: str | None) -> str:
    language = names.language
    who = names.people.get(agent, agent) if agent else names.teams.get(team, team) if team else None
    where = names.queues.get(queue, queue) if queue else None
    if who and where:
        return say(language, "set_say_assign_queue", who=who, queue=where)
    return say(language, "set_say_assign", who=who) if who else say(language, "set_say_queue", queue=where)


def _notify(notify: Notify, names: Names) -> str:
    language = names.language
    people = [
        notify.address or ""
        if one == "address"
        else _inside(RECIPIENT_LABELS[one].in_language(language), language)
        for one in notify.to
    ]
    to = _listed(people, language) or notify.address or ""
    template = names.templates.get(notify.template, notify.template)
    return say(language, f"set_say_by_{notify.by}", to=to, template=template)


def _either(words: Sequence[str], language: str) -> str:
    return say(language, "set_say_or").join(words)


def _listed(words: Iterable[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _inside(text: str, language: str) -> str:
    """As it stands within a sentence: "Priority" as "priority", and "SLA clock" as it is."""
    return text[:1].lower() + text[1:] if language == "en" and not text[1:2].isupper() else text


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
