"""Where a tenant's macros and templates are kept: both are named bodies that one reads, edits and saves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from escalation.errors import NotFound, SettingRejected, SettingStale
from escalation.routing.action_check import Known
from escalation.routing.reading import NAME, Problem, is_key, shown
from escalation.routing.rulebook import rules_naming
from escalation.routing.words import Words
from escalation.workflow.macro import Macro, macro_data, read_macro
from escalation.workflow.models import MacroRow, NamedBody, TemplateRow
from escalation.workflow.template import Template, read_template, template_data

T = TypeVar("T", Macro, Template)
UNUSED = Words("没有规则在用它", "one that no rule uses")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    key: str
    value: T
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """`what` is how an action names one of them."""

    what: str
    row: type[NamedBody]
    read: Callable[[Any, Known], T]
    data: Callable[[T], dict[str, Any]]

    def list(self, session: Session, tenant_id: str) -> list[Kept[T]]:
        """By key."""
        rows = session.scalars(select(self.row).where(self.row.tenant_id == tenant_id).order_by(self.row.key))
        return [self._kept(row) for row in rows]

    def find(self, session: Session, tenant_id: str, key: str) -> Kept[T] | None:
        row = session.get(self.row, (tenant_id, key))
        return None if row is None else self._kept(row)

    def get(self, session: Session, tenant_id: str, key: str) -> Kept[T]:
        found = self.find(session, tenant_id, key)
        if found is None:
            raise NotFound(self.what, key)
        return found

    def save(
        self,
        session: Session,
        tenant_id: str,
        key: str,
        data: Any,
        known: Known,
        *,
        version: int | None,
        by: str,
        now: datetime,
    ) -> Kept[T]:
        """A new one has `version` None. SettingRejected says what is wrong, SettingStale that it changed."""
        if not is_key(key):
            raise SettingRejected([Problem("key", shown(key), NAME)])
        value = self.read(data, known)
        row = session.get(self.row, (tenant_id, key))
        if (row.version if row else None) != version:
            raise SettingStale(self.what, key)
        if row is None:
            row = self.row(tenant_id=tenant_id, key=key, version=0)
            session.add(row)
        row.body, row.version = self.data(value), row.version + 1
        row.changed_by, row.changed_at = by, now
        session.flush()
        return self._kept(row)

    def delete(self, session: Session, tenant_id: str, key: str) -> None:
        """Not while a rule names it."""
        row = session.get(self.row, (tenant_id, key))
        if row is None:
            raise NotFound(self.what, key)
        if users := rules_naming(session, tenant_id, self.what, key):
            raise SettingRejected([Problem("key", shown(users), UNUSED)])
        session.delete(row)
        session.flush()

    def _kept(self, row: NamedBody) -> Kept[T]:
        return Kept(row.key, self.read(row.body, Known()), row.version, row.changed_by, row.changed_at)


MACROS: Shelf[Macro] = Shelf("macro", MacroRow, read_macro, macro_data)
TEMPLATES: Shelf[Template] = Shelf("template", TemplateRow, read_template, template_data)
