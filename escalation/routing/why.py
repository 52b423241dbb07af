"""Why a rule did what it did, or nothing: kept with each run, and told in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from escalation.routing.view import OPERATOR_LABELS, field_label
from escalation.routing.words import Words

WHYS: Mapping[str, Words] = {
    "held": Words("条件全部满足", "all conditions hold"),
    "condition": Words(
        "“{field}{operator}{expected}”不成立：当时是“{got}”",
        '"{field} {operator} {expected}" does not hold: it was "{got}"',
    ),
    "none_held": Words(
        "“任一”条件都不成立，例如“{field}{operator}{expected}”（当时是“{got}”）",
        'none of the alternatives holds, such as "{field} {operator} {expected}" (it was "{got}")',
    ),
    "disabled": Words("规则已停用", "the rule is switched off"),
    "other_event": Words("规则不关心这类事件", "the rule is for other events"),
    "other_channel": Words("规则不用于渠道“{got}”", 'the rule is not for the channel "{got}"'),
    "stopped": Words("前面的规则“{got}”要求到此为止", 'the rule "{got}" before it ended the chain'),
    "repeat": Words("这条规则在同一串连锁里已经执行过", "the rule has run in this chain already"),
    "deep": Words(
        "疑似循环：这个事件已经是连续第 {got} 层规则引起的", "a loop: {got} rules in a row led to this event"
    ),
    "often": Words(
        "疑似循环：一小时内已对这张工单执行 {got} 次",
        "a loop: it has run {got} times on this ticket within the hour",
    ),
    "merged": Words("工单已并入其他工单", "the ticket is merged into another"),
    "defect": Words(
        "程序出错，这个事件的规则都没有执行：{got}", "a defect of ours, so no rule ran on it: {got}"
    ),
}


@dataclass(frozen=True, slots=True)
class Why:
    """`code` is one of WHYS."""

    code: str
    field: str = ""
    operator: str = ""
    expected: tuple[str, ...] = ()
    got: str = ""

    def place(self) -> dict[str, Any]:
        """All but the code."""
        return {"field": self.field, "operator": self.operator, "expected": self.expected, "got": self.got}

    def as_data(self) -> dict[str, Any]:
        kept = {name: list(value) if name == "expected" else value for name, value in self.place().items()}
        return {"code": self.code, **{name: value for name, value in kept.items() if value}}

    def in_language(self, language: str) -> str:
        operator = OPERATOR_LABELS.get(self.operator)
        between = " / " if language == "en" else "、"
        return (
            WHYS[self.code]
            .in_language(language)
            .format(
                field=field_label(self.field).in_language(language),
                operator=operator.in_language(language) if operator else "",
                expected=between.join(self.expected),
                got=self.got or ("nothing" if language == "en" else "空"),
            )
        )


def read_why(data: Mapping[str, Any]) -> Why:
    """Of `as_data`."""
    return Why(
        data["code"],
        data.get("field", ""),
        data.get("operator", ""),
        tuple(data.get("expected", ())),
        data.get("got", ""),
    )
