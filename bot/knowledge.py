"""Each tenant's articles in memory: loaded at warm-up, and again when they were indexed anew."""

import time
from collections.abc import Callable
from functools import partial

from bot.errors import NotReady
from bot.logging import get_logger
from bot.persistence.database import Database
from bot.tenants import TenantDirectory
from kb_index.errors import WrongIndex
from kb_index.loading import load_index, read_build, renew_index
from kb_index.retriever import Retriever
from kb_index.traits import read_traits
from kb_index.vector_place import ABOVE, choose_place
from nlu.blas_threads import use_one_blas_thread

REHEARSAL = {"zh": "怎么导出数据", "en": "How do I export data?"}
"""Asked of what was loaded before it serves, so that no customer waits for dictionaries."""

FEEDBACK_EVERY_S = 3600.0


class TenantShelf:
    """`embedder_name` is asked once, at warm-up: which encoder's vectors the questions will have.

    Vectors of more than `vectors_above` texts are searched in the database where it can.
    """

    def __init__(
        self,
        database: Database,
        tenants: TenantDirectory,
        embedder_name: Callable[[], str],
        vectors_above: int = ABOVE,
    ) -> None:
        self._database = database
        self._tenants = tenants
        self._embedder_name = embedder_name
        self._vectors_above = vectors_above
        self._name: str | None = None
        self._held: dict[str, Retriever] = {}
        self._weighed: dict[str, float] = {}
        self._wrong: dict[str, WrongIndex] = {}

    def warm_up(self) -> None:
        """A tenant whose articles were embedded by another encoder has none until they are rebuilt."""
        # A search multiplies for a millisecond; two threads of it wait for each other on a busy machine.
        use_one_blas_thread()
        self._name = self._embedder_name()
        for tenant in self._tenants.all():
            self._take_up(tenant.id, None)

    def problems(self) -> tuple[str, ...]:
        """Of tenants whose articles cannot be searched as they are."""
        return tuple(
            f"{tenant.slug}: {self._wrong[tenant.id]}"
            for tenant in self._tenants.all()
            if tenant.id in self._wrong
        )

    def of(self, tenant_id: str) -> Retriever:
        if tenant_id not in self._held:
            self._take_up(tenant_id, None)
        return self._held[tenant_id]

    def refresh(self, tenant_id: str) -> None:
        """Loads what another process has indexed; keeps the old where the new is for another encoder.

        What people made of the articles counts from the next hour on: it is no change of the index.
        """
        held = self._held.get(tenant_id)
        if held is None or held.build != self._build(tenant_id):
            self._take_up(tenant_id, held)
        if time.monotonic() - self._weighed[tenant_id] >= FEEDBACK_EVERY_S:
            self._weigh(tenant_id, self._held[tenant_id])

    def _take_up(self, tenant_id: str, held: Retriever | None) -> None:
        """What is held serves on where the new is for another encoder; where nothing is, nothing is found."""
        build = self._build(tenant_id)
        try:
            self._load(tenant_id, held)
            self._wrong.pop(tenant_id, None)
        except WrongIndex as problem:
            if tenant_id not in self._wrong:
                get_logger("knowledge").error("index_not_loaded", tenant=tenant_id, why=str(problem))
            self._wrong[tenant_id] = problem
            if held is None or held.index is None:
                self._held[tenant_id] = Retriever(None, build, lacks=str(problem))
                self._weighed[tenant_id] = time.monotonic()

    def _load(self, tenant_id: str, old: Retriever | None) -> None:
        if self._name is None:
            raise NotReady("the articles are still loading")
        reading = partial(self._database.reading, tenant_id)
        with reading() as session:
            if old is None:
                new = load_index(session, tenant_id, self._name, reading)
            else:
                new = renew_index(session, tenant_id, self._name, old, reading)
            place = choose_place(session, tenant_id, self._vectors_above)
        if place.lacks:
            get_logger("knowledge").warning("vectors_in_memory", tenant=tenant_id, why=place.reason)
        for language, question in REHEARSAL.items():
            new.search(question, vector=None, language=language)
        self._held[tenant_id] = new
        if old is None:  # A renewed one has the standings that were.
            self._weighed[tenant_id] = time.monotonic()

    def _weigh(self, tenant_id: str, held: Retriever) -> None:
        with self._database.reading(tenant_id) as session:
            traits = read_traits(session, tenant_id)
        self._held[tenant_id] = Retriever(held.index, held.build, traits, lacks=held.lacks)
        self._weighed[tenant_id] = time.monotonic()

    def _build(self, tenant_id: str) -> int:
        with self._database.reading(tenant_id) as session:
            return read_build(session, tenant_id)
