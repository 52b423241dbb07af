"""What every tenant's desk starts with: teams, queues, templates, and the four rules by priority."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from escalation.routing.action_check import Known
from escalation.routing.models import QueueRow
from escalation.routing.people import DEFAULT_QUEUE, save_queue, save_team
from escalation.routing.rule import Rule
from escalation.routing.rule_file import read_rules
from escalation.routing.rulebook import replace_rules
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
    for key, body in load(TEMPLATE_FILE.read_text(encoding="utf-8")).items():
        TEMPLATES.save(session, tenant_id, key, body, Known(), version=None, by=US, now=now)
    replace_rules(session, tenant_id, default_rules(), by=US, now=now)


def default_rules() -> list[Rule]:
    return read_rules(RULES.read_text(encoding="utf-8"), Known())
