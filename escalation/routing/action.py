"""What rules and macros may do, by the name it is written with: {"do": "assign", "team": "support"}."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation.routing.words import Words
from escalation.ticketing.lifecycle import BY_STATUS

SETTABLE = tuple(BY_STATUS)
WAYS = ("email", "sms", "webhook", "console", "customer")
RECIPIENTS = ("assignee", "team", "watchers", "address")


@dataclass(frozen=True, slots=True)
class SetPriority:
    priority: str


@dataclass(frozen=True, slots=True)
class Assign:
    """What is None stays as it is; but a team without an agent takes the ticket from whoever had it.

    To whom a person gave it by hand a rule leaves it, unless it says `override`.
    """

    team: str | None = None
    queue: str | None = None
    agent: str | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetStatus:
    status: str


@dataclass(frozen=True, slots=True)
class SetField:
    """None takes the field away."""

    field: str
    value: str | None


@dataclass(frozen=True, slots=True)
class AddNote:
    """An internal note, in the desk's own words; places are filled as in a template."""

    text: str


@dataclass(frozen=True, slots=True)
class Notify:
    """By one of WAYS. `to` some of RECIPIENTS; none by "customer". `address` goes with "address", and is the
    URL of a webhook. The words are the template's."""

    by: str
    template: str
    to: tuple[str, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    agent: str


@dataclass(frozen=True, slots=True)
class MarkIncident:
    """Others' tickets of the same trouble are gathered under it."""


@dataclass(frozen=True, slots=True)
class ApplyMacro:
    macro: str


Action = (
    SetPriority | Assign | Tag | SetStatus | SetField | AddNote | Notify | Watch | MarkIncident | ApplyMacro
)

ACTIONS: Mapping[str, type[Action]] = {
    "set_priority": SetPriority,
    "assign": Assign,
    "tag": Tag,
    "set_status": SetStatus,
    "set_field": SetField,
    "note": AddNote,
    "notify": Notify,
    "watch": Watch,
    "mark_incident": MarkIncident,
    "apply_macro": ApplyMacro,
}

ACTION_LABELS: Mapping[str, Words] = {
    "set_priority": Words("设置优先级", "Set the priority"),
    "assign": Words("分派", "Assign"),
    "tag": Words("增删标签", "Add or remove tags"),
    "set_status": Words("设置状态", "Set the status"),
    "set_field": Words("设置字段", "Set a field"),
    "note": Words("添加内部备注", "Add a note"),
    "notify": Words("发通知", "Notify"),
    "watch": Words("添加关注人", "Add a watcher"),
    "mark_incident": Words("标记为故障", "Mark as an incident"),
    "apply_macro": Words("执行宏", "Apply a macro"),
}

WAY_LABELS: Mapping[str, Words] = {
    "email": Words("邮件", "E-mail"),
    "sms": Words("短信", "SMS"),
    "webhook": Words("Webhook", "Webhook"),
    "console": Words("工作台提醒", "Console notice"),
    "customer": Words("客户所在渠道", "The customer's channel"),
}

RECIPIENT_LABELS: Mapping[str, Words] = {
    "assignee": Words("负责人", "The assignee"),
    "team": Words("团队成员", "The team"),
    "watchers": Words("关注人", "The watchers"),
    "address": Words("指定地址", "An address"),
}


def action_name(action: Action) -> str:
    return next(name for name, kind in ACTIONS.items() if isinstance(action, kind))


def action_data(action: Action) -> dict[str, Any]:
    """As it is written and kept; what is empty is left out."""
    values = {name: getattr(action, name) for name in action.__slots__}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return {
        "do": action_name(action),
        **{name: value for name, value in plain.items() if value not in (None, [], False) or name == "value"},
    }
