"""Several actions and a reply under one name, for an agent's one key press or a rule's one line."""

from dataclasses import dataclass
from typing import Any

from escalation.routing.action import Action, ApplyMacro, action_data
from escalation.routing.action_check import Known, read_action
from escalation.routing.reading import Reading
from escalation.routing.words import Words
from escalation.workflow.template import check_places

LONGEST_NAME, LONGEST_REPLY, MOST_ACTIONS = 120, 8000, 20
FLAT = Words("其他动作；宏里不能再放宏", "another action: no macro within a macro")
SOMETHING = Words("至少一个动作或一段回复", "an action or a reply at least")
MOST = Words(f"最多 {MOST_ACTIONS} 项", f"at most {MOST_ACTIONS}")


@dataclass(frozen=True, slots=True)
class Macro:
    """`reply` goes to the customer in their language; None where there is none."""

    name: Words
    actions: tuple[Action, ...]
    reply: Words | None


def read_macro(data: Any, known: Known = Known()) -> Macro:  # noqa: B008
    """{"name": {"zh", "en"}, "actions": [{"do": …}], "reply": {"zh", "en"}}; raises SettingRejected."""
    reading = Reading()
    given = reading.mapping("", data, ("name", "actions", "reply"))
    name = reading.words("name", given.get("name"), LONGEST_NAME)
    items = reading.sequence("actions", given.get("actions", []))
    if len(items) > MOST_ACTIONS:
        reading.complain("actions", len(items), MOST)
    actions = []
    for n, item in enumerate(items[:MOST_ACTIONS]):
        action = read_action(reading, f"actions.{n}", item, known)
        if isinstance(action, ApplyMacro):
            reading.complain(f"actions.{n}.do", "apply_macro", FLAT)
        elif action is not None:
            actions.append(action)
    reply = None
    if given.get("reply") is not None:
        reply = reading.words("reply", given["reply"], LONGEST_REPLY)
        check_places(reading, "reply", reply)
    if not items and reply is None:
        reading.complain("actions", None, SOMETHING)
    reading.check()
    return Macro(name, tuple(actions), reply)


def macro_data(macro: Macro) -> dict[str, Any]:
    data = {"name": macro.name._asdict(), "actions": [action_data(one) for one in macro.actions]}
    return data | ({"reply": macro.reply._asdict()} if macro.reply else {})
