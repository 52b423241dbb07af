"""A ticket as rules look at it, and the fields their conditions may name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from escalation.routing.words import Words
from escalation.sla.policy import ClockKind
from escalation.ticketing.lifecycle import STATUSES

CUSTOM = "field."
"""A custom field is named "field.<its name>" in conditions."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """At the event that is decided on. `text` is the message that came with it, else the last public one.

    `minutes_in_status` are by the wall clock. `by` is who made the event, without the id behind it: "agent".
    `clock` is that of an SLA event ("first_response", …); `status_before` that of a change; `score` what the
    customer gives, 1 to 5, when they rate the help.
    """

    priority: str
    status: str
    channel: str
    language: str
    intent: str
    subject: str = ""
    text: str = ""
    tier: str | None = None
    module: str | None = None
    team: str | None = None
    queue: str | None = None
    agent_id: str | None = None
    company: str | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    incident: bool = False
    open_hours: bool = True
    minutes_in_status: int = 0
    reopened: int = 0
    by: str = "system"
    clock: str | None = None
    status_before: str | None = None
    score: int | None = None
    merged: bool = False


class Kind(StrEnum):
    """What a field holds, and so which operators it takes (`OPERATORS`)."""

    choice = "choice"
    name = "name"
    text = "text"
    names = "names"
    number = "number"
    anything = "anything"


@dataclass(frozen=True, slots=True)
class Field:
    """`choices` are all values it can have, None where a tenant's own are added."""

    kind: Kind
    label: Words
    choices: tuple[str, ...] | None = None


OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.choice: ("is", "is_not"),
    Kind.name: ("is", "is_not", "is_set", "is_empty"),
    Kind.text: ("contains", "contains_not"),
    Kind.names: ("contains", "contains_not", "is_set", "is_empty"),
    Kind.number: ("at_least", "at_most"),
    Kind.anything: ("is", "is_not", "contains", "contains_not", "at_least", "at_most", "is_set", "is_empty"),
}

PRIORITIES = ("P0", "P1", "P2", "P3")
CLOCKS = tuple(ClockKind)
DOERS = ("customer", "agent", "bot", "api", "rule", "system")

FIELDS: Mapping[str, Field] = {
    "priority": Field(Kind.choice, Words("优先级", "Priority"), PRIORITIES),
    "status": Field(Kind.choice, Words("状态", "Status"), STATUSES),
    "status_before": Field(Kind.choice, Words("之前的状态", "Status before"), STATUSES),
    "channel": Field(Kind.name, Words("渠道", "Channel")),
    "language": Field(Kind.choice, Words("语言", "Language"), ("zh", "en")),
    "intent": Field(Kind.name, Words("意图", "Intent")),
    "tier": Field(Kind.name, Words("客户套餐", "Customer's plan")),
    "company": Field(Kind.name, Words("公司", "Company")),
    "module": Field(Kind.name, Words("模块", "Module")),
    "team": Field(Kind.name, Words("团队", "Team")),
    "queue": Field(Kind.name, Words("队列", "Queue")),
    "agent": Field(Kind.name, Words("负责人", "Assignee")),
    "tags": Field(Kind.names, Words("标签", "Tags")),
    "subject": Field(Kind.text, Words("主题", "Subject")),
    "text": Field(Kind.text, Words("消息内容", "Message text")),
    "hours": Field(Kind.choice, Words("营业时间", "Business hours"), ("open", "closed")),
    "incident": Field(Kind.choice, Words("是否故障工单", "Is an incident"), ("yes", "no")),
    "by": Field(Kind.choice, Words("由谁触发", "Done by"), DOERS),
    "clock": Field(Kind.choice, Words("SLA 时钟", "SLA clock"), CLOCKS),
    "minutes_in_status": Field(Kind.number, Words("处于该状态的分钟数", "Minutes in this status")),
    "reopened": Field(Kind.number, Words("重开次数", "Times reopened")),
    "score": Field(Kind.number, Words("客户评分（1–5）", "Customer's rating (1–5)")),
}

STATUS_LABELS: Mapping[str, Words] = {
    "new": Words("新建", "New"),
    "open": Words("处理中", "Open"),
    "pending": Words("等待客户", "Pending"),
    "on_hold": Words("挂起", "On hold"),
    "resolved": Words("已解决", "Resolved"),
    "closed": Words("已关闭", "Closed"),
    "reopened": Words("重新打开", "Reopened"),
}

OPERATOR_LABELS: Mapping[str, Words] = {
    "is": Words("是", "is"),
    "is_not": Words("不是", "is not"),
    "contains": Words("包含", "contains"),
    "contains_not": Words("不包含", "does not contain"),
    "at_least": Words("不小于", "is at least"),
    "at_most": Words("不大于", "is at most"),
    "is_set": Words("已填写", "is set"),
    "is_empty": Words("为空", "is empty"),
}

_CUSTOM_FIELD = Field(Kind.anything, Words("自定义字段", "Custom field"))


def find_field(name: str) -> Field | None:
    """None for a name that no condition may have."""
    return _CUSTOM_FIELD if name.startswith(CUSTOM) and name != CUSTOM else FIELDS.get(name)


def field_label(name: str) -> Words:
    found = FIELDS.get(name)
    plain = name.removeprefix(CUSTOM)
    return found.label if found else Words(plain, plain)


def value_of(view: TicketView, name: str) -> Any:
    """What the field of that name holds, None where it is empty."""
    if name.startswith(CUSTOM):
        return view.fields.get(name.removeprefix(CUSTOM))
    match name:
        case "hours":
            return "open" if view.open_hours else "closed"
        case "incident":
            return "yes" if view.incident else "no"
        case "agent":
            return view.agent_id
    return getattr(view, name)
