"""Rules as a YAML file, to read, to keep in a repository and to bring in again."""

from collections.abc import Iterable
from typing import Any

import yaml

from escalation.routing.action_check import Known
from escalation.routing.reading import Problem, Reading
from escalation.routing.rule import Rule
from escalation.routing.rule_check import read_rule_into
from escalation.routing.words import Words
from training_data.safe_yaml import load

LARGEST = 512 * 1024
YAML = Words("YAML，最外层是 rules: 和规则列表", "YAML with rules: and a list of rules under it")
ONCE = Words("每条规则的 id 只出现一次", "each rule's id once")


def write_rules(rules: Iterable[dict[str, Any]]) -> str:
    """`rules` as `rule_check.rule_data` gives them. Keys stay in the order in which one reads them."""
    return yaml.dump(
        {"rules": list(rules)}, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=100
    )


def read_rules(text: str, known: Known) -> list[Rule]:
    """Raises SettingRejected with all that is wrong, by "rules.<number>.<field>"."""
    reading = Reading()
    entries = reading.sequence("rules", _entries(reading, text))
    rules = [read_rule_into(reading, f"rules.{n}", entry, known) for n, entry in enumerate(entries)]
    ids = [rule.id for rule in rules]
    for n, rule in enumerate(rules):
        if rule.id in ids[:n]:
            reading.complain(f"rules.{n}.id", rule.id, ONCE)
    reading.check()
    return rules


def _entries(reading: Reading, text: str) -> Any:
    if len(text) > LARGEST:
        reading.complain(
            "rules", f"{len(text)}", Words(f"最多 {LARGEST} 个字符", f"{LARGEST} characters at most")
        )
        return ()
    try:
        data = load(text)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = f"{where}{getattr(wrong, 'problem', None) or 'no YAML'}"
        reading.problems.append(Problem("rules", problem, YAML))
        return ()
    if not isinstance(data, dict) or set(data) != {"rules"}:
        reading.complain("rules", data, YAML)
        return ()
    return data["rules"]
