"""Each tenant's articles in memory: loaded at warm-up, and again when they were indexed anew."""

from collections.abc import Callable

from bot.errors import NotReady
from bot.logging import get_logger
from bot.persistence.database import Database
from bot.tenants import TenantDirectory
from kb_index.errors import WrongIndex
from kb_index.loading import load_index, read_build, renew_index
from kb_index.retriever import Retriever

REHEARSAL = {"zh": "怎么导出数据", "en": "How do I export data?"}
"""Asked of what was loaded before it serves, so that no customer waits for dictionaries."""


class TenantShelf:
    """`embedder_name` is asked once, at warm-up: which encoder's vectors the questions will have."""

    def __init__(
        self, database: Database, tenants: TenantDirectory, embedder_name: Callable[[], str]
    ) -> None:
        self._database = database
        self._tenants = tenants
        self._embedder_name = embedder_name
        self._name: str | None = None
        self._held: dict[str, Retriever] = {}

    def warm_up(self) -> None:
        """WrongIndex where a tenant's articles were embedded by another encoder."""
        self._name = self._embedder_name()
        for tenant in self._tenants.all():
            self._load(tenant.id)

    def of(self, tenant_id: str) -> Retriever:
        if tenant_id not in self._held:
            self._load(tenant_id)
        return self._held[tenant_id]

    def refresh(self, tenant_id: str) -> None:
        """Loads what another process has indexed; keeps the old where the new is for another encoder."""
        held = self._held.get(tenant_id)
        if held is not None and held.build == self._build(tenant_id):
            return
        try:
            self._load(tenant_id, held)
        except WrongIndex as problem:
            get_logger("knowledge").error("index_not_loaded", tenant=tenant_id, why=str(problem))

    def _load(self, tenant_id: str, old: Retriever | None = None) -> None:
        if self._name is None:
            raise NotReady("the articles are still loading")
        with self._database.reading(tenant_id) as session:
            if old is None:
                new = load_index(session, tenant_id, self._name)
            else:
                new = renew_index(session, tenant_id, self._name, old)
        for language, question in REHEARSAL.items():
            new.search(question, vector=None, language=language)
        self._held[tenant_id] = new

    def _build(self, tenant_id: str) -> int:
        with self._database.reading(tenant_id) as session:
            return read_build(session, tenant_id)
