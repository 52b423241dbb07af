"""What every tenant's desk starts with: teams, queues, templates, and rules by priority and for deadlines."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from escalation.routing.action import Action, Notify
from escalation.routing.action_check import Known
from escalation.routing.models import QueueRow
from escalation.routing.people import DEFAULT_QUEUE, save_queue, save_team
from escalation.routing.rule import Rule
from escalation.routing.rule_check import rule_data
from escalation.routing.rule_file import read_rules
from escalation.routing.rulebook import list_rules, replace_rules
from escalation.workflow.shelf import TEMPLATES
from training_data.safe_yaml import load

RULES = Path(__file__).parents[1] / "routing" / "default_rules.yml"
TEMPLATE_FILE = Path(__file__).with_name("default_templates.yml")
TEAMS = {"emergency": ("应急组", "Emergency team"), "support": ("支持组", "Support team")}
QUEUES = {
    "emergency": ("应急", "Emergency"),
    "support": ("支持", "Support"),
    "bot": ("机器人", "Bot"),
    DEFAULT_QUEUE: ("默认", "Default"),
}
US = "huiyi"


def has_desk(session: Session, tenant_id: str) -> bool:
    """Whether the tenant was given its start; the default queue cannot be taken away."""
    return session.get(QueueRow, (tenant_id, DEFAULT_QUEUE)) is not None


def furnish_desk(session: Session, tenant_id: str, now: datetime) -> None:
    """For a tenant that has no desk yet."""
    for key, (zh, en) in QUEUES.items():
        save_queue(session, tenant_id, {"key": key, "name": {"zh": zh, "en": en}})
    for key, (zh, en) in TEAMS.items():
        save_team(session, tenant_id, {"key": key, "name": {"zh": zh, "en": en}}, agents=())
    _start(session, tenant_id, now)


def renew_rules(session: Session, tenant_id: str, now: datetime) -> None:
    """For one that started when nobody was told of deadlines, and has left its rules as they were."""
    if [kept.data for kept in list_rules(session, tenant_id, Known())] == _first_rules():
        _start(session, tenant_id, now)


def default_rules() -> list[Rule]:
    return read_rules(RULES.read_text(encoding="utf-8"), Known())


def _start(session: Session, tenant_id: str, now: datetime) -> None:
    for key, body in load(TEMPLATE_FILE.read_text(encoding="utf-8")).items():
        if TEMPLATES.find(session, tenant_id, key) is None:
            TEMPLATES.save(session, tenant_id, key, body, Known(), version=None, by=US, now=now)
    replace_rules(session, tenant_id, default_rules(), by=US, now=now)


def _first_rules() -> list[dict[str, Any]]:
    """The four by priority, as data, before a critical ticket showed a notice at the console."""
    first = [rule for rule in default_rules() if not any(event.startswith("sla.") for event in rule.events)]
    return [rule_data(replace(rule, actions=tuple(filter(_was_there, rule.actions)))) for rule in first]


def _was_there(action: Action) -> bool:
    return not (isinstance(action, Notify) and action.by == "console")
