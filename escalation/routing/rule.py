"""A rule: on which events, under which conditions, what is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from escalation.routing.action import Action
from escalation.routing.words import Words

TIME = "time.passed"
"""The event of rules that wait (`Rule.after`): a ticket has been in a status for so long."""

EVENTS: Mapping[str, Words] = {
    "ticket.opened": Words("工单创建", "A ticket is opened"),
    "ticket.customer_wrote": Words("客户来信", "The customer writes"),
    "ticket.agent_replied": Words("客服回复", "An agent replies"),
    "ticket.noted": Words("添加内部备注", "A note is added"),
    "ticket.attached": Words("添加附件", "A file is attached"),
    "ticket.status_changed": Words("状态变化", "The status changes"),
    "ticket.priority_changed": Words("优先级变化", "The priority changes"),
    "ticket.assigned": Words("分派变化", "It is assigned"),
    "ticket.tagged": Words("标签变化", "Tags change"),
    "ticket.field_changed": Words("字段变化", "A field changes"),
    "ticket.module_changed": Words("模块变化", "The module changes"),
    "ticket.customer_changed": Words("客户变化", "The customer changes"),
    "ticket.absorbed": Words("并入了其他工单", "Another ticket is merged into it"),
    "ticket.incident_marked": Words("标记为故障", "It is marked as an incident"),
    "sla.warned": Words("SLA 即将超时", "An SLA deadline is near"),
    "sla.breached": Words("SLA 已超时", "An SLA deadline is missed"),
    "survey.answered": Words("客户评价", "The customer rates the help"),
    TIME: Words("停留超过一段时间", "Time passes in a status"),
}

Mode = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Condition:
    """`values` are alternatives: one of them is enough. `at_least` and `at_most` have one, a number."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`parts` are conditions and, one level deep, groups of conditions. An empty one always holds."""

    mode: Mode
    parts: tuple["Condition | Group", ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Due once a ticket has been in `status` for `minutes`; once for each time that it came into it."""

    status: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Rule:
    """`channels` empty: all. `after` is set for rules of TIME and for no others. `stop` ends the chain."""

    id: str
    name: Words
    events: tuple[str, ...]
    actions: tuple[Action, ...]
    when: Group = Group("all")
    channels: tuple[str, ...] = ()
    after: Wait | None = None
    stop: bool = False
    enabled: bool = True
