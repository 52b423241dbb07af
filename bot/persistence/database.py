"""The unit of work: one tenant, one transaction, committed at its end and nowhere else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Engine

from bot.persistence.engine import WRITES, empty_journal, is_sqlite
from bot.persistence.only_looking import LOOKS
from bot.persistence.tenancy import TenantSession


class Database:
    """Sessions over one engine. A process's writers queue up before SQLite's lock, without polling."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._looking = engine.execution_options(**{LOOKS: True})
        self._open = 0
        self._quiet = threading.Condition()
        self._write_lock = threading.Lock() if is_sqlite(engine.dialect) else nullcontext()

    @contextmanager
    def uow(self, tenant_id: str) -> Iterator[TenantSession]:
        """A session that writes for `tenant_id`: commits at the end of the block, rolls back if it raises."""
        with self._transaction(tenant_id) as session:
            yield session

    @contextmanager
    def erasing(self, tenant_id: str) -> Iterator[TenantSession]:
        """As `uow`; what goes is overwritten in SQLite's file too. PostgreSQL keeps it until it vacuums."""
        with self._transaction(tenant_id) as session:
            if is_sqlite(self.engine.dialect):
                session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
            yield session
        if is_sqlite(self.engine.dialect):
            empty_journal(self.engine)

    @contextmanager
    def control(self) -> Iterator[TenantSession]:
        """As `uow`, for the tables that nobody owns: the tenants."""
        with self._transaction(None) as session:
            yield session

    @contextmanager
    def reading(self, tenant_id: str | None) -> Iterator[TenantSession]:
        """A session that only looks, at one consistent state; None for the tables that nobody owns.

        OnlyLooking where it is to write.
        """
        session = TenantSession(self._looking, autoflush=False, expire_on_commit=False)
        session.tenant_id = tenant_id
        with self._counted():
            try:
                yield session
            finally:
                session.close()

    @contextmanager
    def _transaction(self, tenant_id: str | None) -> Iterator[TenantSession]:
        session = TenantSession(self._writing, expire_on_commit=False)
        session.tenant_id = tenant_id
        with self._counted():
            try:
                with self._write_lock:
                    try:
                        yield session
                        session.commit()
                    except BaseException:
                        session.rollback()
                        raise
            finally:
                session.close()

    def dispose(self, timeout_s: float = 5.0) -> None:
        """Closes the connections once those who use one are done, or the time is over."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._open == 0, timeout_s)
        self.engine.dispose()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._quiet:
            self._open += 1
        try:
            yield
        finally:
            with self._quiet:
                self._open -= 1
                self._quiet.notify_all()
