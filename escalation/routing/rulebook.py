"""A tenant's rules, in their order, as the console edits them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from escalation.errors import NotFound, SettingRejected, SettingStale
from escalation.routing.action_check import Known
from escalation.routing.models import RoutingRule, RuleWait
from escalation.routing.reading import CHOICE, Problem, shown
from escalation.routing.rule import Rule
from escalation.routing.rule_check import read_rule, rule_data

MOST_RULES = 500


@dataclass(frozen=True, slots=True)
class KeptRule:
    """`problems` tell what a rule names that is gone by now: the rest of it is done all the same."""

    data: dict[str, Any]
    rule: Rule
    problems: tuple[Problem, ...]
    version: int
    changed_by: str
    changed_at: datetime


def list_rules(session: Session, tenant_id: str, known: Known) -> list[KeptRule]:
    """In order, switched-off ones too."""
    return [_read(row, known) for row in _rows(session, tenant_id)]


def get_rule(session: Session, tenant_id: str, rule_id: str, known: Known) -> KeptRule:
    return _read(_row(session, tenant_id, rule_id), known)


def save_rule(
    session: Session,
    tenant_id: str,
    data: Any,
    known: Known,
    *,
    version: int | None,
    by: str,
    now: datetime,
) -> KeptRule:
    """A new one (`version` None) goes to the end. SettingRejected tells what is wrong, SettingStale that
    somebody else was first; `by` is the address of who saves it."""
    rule = read_rule(data, known)
    row = session.get(RoutingRule, (tenant_id, rule.id))
    if (row.version if row else None) != version:
        raise SettingStale("rule", rule.id)
    if row is None:
        count = len(_rows(session, tenant_id))
        if count >= MOST_RULES:
            raise SettingRejected([Problem("id", rule.id, CHOICE.fill(choices=f"≤ {MOST_RULES}"))])
        row = RoutingRule(
            tenant_id=tenant_id, id=rule.id, position=_next_position(session, tenant_id), version=0
        )
        session.add(row)
    _change(session, row, rule_data(rule), by, now)
    session.flush()
    return _read(row, known)


def active_rules(session: Session, tenant_id: str) -> list[Rule]:
    """To run, in order: those that are switched on. What they name and is gone is found when they act."""
    rows = _rows(session, tenant_id)
    return [_parsed(json.dumps(row.body)) for row in rows if row.body.get("enabled", True)]


@lru_cache(maxsize=4096)
def _parsed(body: str) -> Rule:
    return read_rule(json.loads(body), Known())


def switch_rule(
    session: Session, tenant_id: str, rule_id: str, *, enabled: bool, by: str, now: datetime
) -> None:
    """On or off, without looking at the rest of it."""
    row = _row(session, tenant_id, rule_id)
    others = {name: value for name, value in row.body.items() if name != "enabled"}
    _change(session, row, others if enabled else {**others, "enabled": False}, by, now)


def reorder_rules(session: Session, tenant_id: str, ids: Sequence[str]) -> None:
    """`ids` are all of the tenant's rules, in their new order."""
    rows = {row.id: row for row in _rows(session, tenant_id)}
    if sorted(ids) != sorted(rows):
        raise SettingRejected([Problem("ids", shown(list(ids)), CHOICE.fill(choices=", ".join(rows)))])
    for position, rule_id in enumerate(ids, start=1):
        rows[rule_id].position = position


def place_rule(session: Session, tenant_id: str, rule_id: str, behind: str | None) -> None:
    """Right behind another, None for the first place. Where the other is gone it stays where it is."""
    ids = [row.id for row in _rows(session, tenant_id) if row.id != rule_id]
    if behind is None or behind in ids:
        ids.insert(0 if behind is None else ids.index(behind) + 1, rule_id)
        reorder_rules(session, tenant_id, ids)


def replace_rules(session: Session, tenant_id: str, rules: Sequence[Rule], *, by: str, now: datetime) -> None:
    """These and no others, in this order. A rule that stays as it was keeps its version."""
    old = {row.id: row for row in _rows(session, tenant_id)}
    for position, rule in enumerate(rules[:MOST_RULES], start=1):
        row = old.pop(rule.id, None)
        if row is None:
            row = RoutingRule(tenant_id=tenant_id, id=rule.id, version=0, body=None)
            session.add(row)
        row.position = position
        if row.body != rule_data(rule):
            _change(session, row, rule_data(rule), by, now)
    for row in old.values():
        _drop_waits(session, row)
        session.delete(row)
    session.flush()


def delete_rule(session: Session, tenant_id: str, rule_id: str) -> None:
    """What it did stays on record."""
    row = _row(session, tenant_id, rule_id)
    _drop_waits(session, row)
    session.delete(row)
    session.flush()


def rules_naming(session: Session, tenant_id: str, what: str, key: str) -> list[str]:
    """Ids of those that do something with the team, queue, agent, macro or template of that key."""
    return [
        row.id
        for row in _rows(session, tenant_id)
        if any(action.get(what) == key for action in row.body["actions"])
    ]


def unarmed_rules(session: Session, tenant_id: str) -> list[RoutingRule]:
    """Waiting rules that were saved since tickets were last counted in for them."""
    rows = select(RoutingRule).where(RoutingRule.tenant_id == tenant_id, RoutingRule.armed.is_(False))
    return list(session.scalars(rows))


def _rows(session: Session, tenant_id: str) -> Sequence[RoutingRule]:
    rows = select(RoutingRule).where(RoutingRule.tenant_id == tenant_id)
    return session.scalars(rows.order_by(RoutingRule.position, RoutingRule.id)).all()


def _row(session: Session, tenant_id: str, rule_id: str) -> RoutingRule:
    row = session.get(RoutingRule, (tenant_id, rule_id))
    if row is None:
        raise NotFound("rule", rule_id)
    return row


def _next_position(session: Session, tenant_id: str) -> int:
    last = select(func.max(RoutingRule.position)).where(RoutingRule.tenant_id == tenant_id)
    return (session.scalar(last) or 0) + 1


def _change(session: Session, row: RoutingRule, body: dict[str, Any], by: str, now: datetime) -> None:
    """Tickets that wait for it as it was are counted in anew by the worker."""
    _drop_waits(session, row)
    row.body, row.armed = body, "after" not in body
    row.version += 1
    row.changed_by, row.changed_at = by, now


def _drop_waits(session: Session, row: RoutingRule) -> None:
    mine = (RuleWait.tenant_id == row.tenant_id, RuleWait.rule_id == row.id)
    with session.no_autoflush:  # a new row has no body yet
        session.execute(delete(RuleWait).where(*mine))


def _read(row: RoutingRule, known: Known) -> KeptRule:
    problems: tuple[Problem, ...] = ()
    try:
        rule = read_rule(row.body, known)
    except SettingRejected as rejected:
        rule, problems = read_rule(row.body, Known()), rejected.problems
    return KeptRule(row.body, rule, problems, row.version, row.changed_by, row.changed_at)
