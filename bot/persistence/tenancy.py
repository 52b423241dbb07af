"""Nobody writes a tenant filter by hand: the session does, and refuses what it cannot filter.

- An ORM statement gets `tenant_id = <the session's>` on every owned class in it, wherever it stands.
- A new row or a bulk insert must carry the session's tenant.
- A Core statement that touches an owned table, and text, raise: nothing would filter them.
- A session without a tenant may touch only tables that nobody owns.
Below it `tenant_predicate` reads the SQL itself, and PostgreSQL's row-level security holds without either
(docs/decisions/0006).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeGuard

from sqlalchemy import Insert, Table, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause

from bot.errors import TenantMissing
from bot.persistence.metadata import is_owned, owned_classes

_SET_TENANT = text("SELECT set_config('app.tenant', :tenant, true)")


class TenantSession(Session):
    """A session of one tenant; `tenant_id` None is the control session, for tables that nobody owns."""

    tenant_id: str | None = None
    _held: Connection | None = None

    def connection(self, *arguments: Any, **options: Any) -> Connection:
        """A transaction's is always the same one, and finding it anew takes as long as a short statement."""
        if arguments or options:
            return super().connection(*arguments, **options)
        if self._held is None or not self._held.in_transaction():
            self._held = super().connection()
        return self._held

    @property
    def has_changes(self) -> bool:
        """Whether anything waits to be written."""
        return bool(self.new or self.dirty or self.deleted)

    def require_tenant(self) -> str:
        if self.tenant_id is None:
            raise TenantMissing("owned rows were asked for in a session without a tenant")
        return self.tenant_id


@lru_cache(maxsize=4096)
def _criterion(tenant_id: str, table: str) -> LoaderCriteriaOption:
    """A lambda: a plain expression would filter the class and leave an alias of it open."""
    owned = next(owned for owned in owned_classes() if owned.__tablename__ == table)
    return with_loader_criteria(owned, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)


@event.listens_for(TenantSession, "do_orm_execute")
def _guard(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, TenantSession)  # noqa: S101 - the event is registered on this class
    if session.tenant_id is None or not state.is_orm_statement:
        _refuse_owned(state.statement)
        return
    if isinstance(state.statement, Insert):
        _check_insert(session.tenant_id, state.statement, state.parameters)
        return
    # Only for the tables in it, for speed; one that this look missed is refused by `tenant_predicate`.
    statement: Any = state.statement
    tables = {table.name for table in visitors.iterate(statement) if _is_owned_table(table)}
    state.statement = state.statement.options(*(_criterion(session.tenant_id, table) for table in tables))


@event.listens_for(TenantSession, "before_flush")
def _check_new_rows(session: Session, _context: UOWTransaction, _instances: object) -> None:
    assert isinstance(session, TenantSession)  # noqa: S101
    for row in (*session.new, *session.dirty, *session.deleted):
        if hasattr(row, "tenant_id") and row.tenant_id != session.require_tenant():
            raise TenantMissing(
                f"a {type(row).__name__} of tenant {row.tenant_id!r} in a session of {session.tenant_id!r}"
            )


@event.listens_for(TenantSession, "after_begin")
def _name_tenant(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Tells PostgreSQL's policies whose transaction this is; it ends with the transaction."""
    assert isinstance(session, TenantSession)  # noqa: S101
    if session.tenant_id is not None and connection.dialect.name == "postgresql":
        connection.execute(_SET_TENANT, {"tenant": session.tenant_id})


def _check_insert(tenant_id: str, statement: Insert, parameters: Any) -> None:
    if not is_owned(statement.table):  # type: ignore[arg-type]
        return
    for row in _rows(statement, parameters):
        if row.get("tenant_id") != tenant_id:
            raise TenantMissing(
                f"{statement.table}: a row of tenant {row.get('tenant_id')!r} in a session of {tenant_id!r}"
            )


def _rows(statement: Insert, parameters: Any) -> Iterable[Mapping[str, Any]]:
    if statement.select is not None or statement._multi_values:
        raise TenantMissing(
            f"insert into {statement.table}: give rows as parameters, so that they can be checked"
        )
    fixed: dict[Any, Any] = {
        getattr(column, "key", column): getattr(value, "value", value)
        for column, value in (statement._values or {}).items()
    }
    if parameters is None:
        return [fixed]
    given = parameters if isinstance(parameters, list | tuple) else [parameters]
    return [{**fixed, **row} for row in given] or [fixed]


def _refuse_owned(statement: Any) -> None:
    for element in visitors.iterate(statement):
        if isinstance(element, TextClause):
            raise TenantMissing("text cannot be filtered by tenant: write it with the mapped classes")
        if _is_owned_table(element):
            raise TenantMissing(f"{element.name} was reached without a tenant or past its mapped class")


def _is_owned_table(element: object) -> TypeGuard[Table]:
    return isinstance(element, Table) and is_owned(element)
