"""How urgent a trouble is: P0 (everyone stands still) to P3 (can wait), with the rule that said so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

BASE = {
    "outage": ("P0", "nobody can work"),
    "report_bug": ("P2", "one thing behaves wrongly"),
    "complaint": ("P1", "the customer is angry about the service"),
    "privacy_request": ("P1", "the law sets a deadline"),
    "talk_to_human": ("P2", "a person was asked for"),
}

BLOCKING = re.compile(
    r"丢(了|失)|没法(工作|用|干活)|不见了|全(部|都)(没|丢)|数据.{0,4}(没|丢|错)|停工|生产环境|马上|紧急|十万火急"
    r"|data loss|lost (all|our|my) |can'?t work|blocked|deadline|urgent|asap|emergency|production",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Priority:
    level: str
    reason: str


def determine_priority(
    intent: str, text: str, *, plan: str | None = None, entities: Mapping[str, str] | None = None
) -> Priority:
    """The intent sets the level; urgent wording and the Enterprise plan each raise it by one.

    `entities` maps a kind to its value; a 5xx code counts as urgent wording. Unknown intents start at P3.
    """
    level, why = BASE.get(intent, ("P3", f"{intent} can wait"))
    reasons = [f"{level}: {intent}, {why}"]
    code = (entities or {}).get("error_code", "")
    raises = []
    if urgent := BLOCKING.search(text):
        raises.append(f'says "{urgent.group(0).strip()}"')
    elif len(code) == 3 and code.startswith("5"):
        raises.append(f"server error {code}")
    if plan == "enterprise":
        raises.append("Enterprise plan")
    rank = max(0, int(level[1]) - len(raises))
    reasons += [f"raised: {reason}" for reason in raises] if rank < int(level[1]) else []
    return Priority(f"P{rank}", "; ".join(reasons))
