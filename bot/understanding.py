"""Each tenant's trained pipeline: loaded when it is needed, and anew when another one is in force."""

import gc
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import utc_now
from bot.embedding import OnnxEmbedder
from bot.errors import NotReady
from bot.logging import get_logger
from bot.process_memory import return_free_memory
from bot.urgency import load_scale
from dialogs.two_wishes import are_two_wishes, two_parts
from escalation.routing.urgency import Reading, UrgencyScale
from nlu.cleaning import clean_for_encoder
from nlu.errors import ModelMissing
from nlu.large_pages import use_large_pages
from nlu.model_store import COMMAND, MANIFEST_FILE
from nlu.types import ParseResult, Vector
from nlu.versions.registry import ALL, FilesStamp, ModelRegistry, Version

if TYPE_CHECKING:
    from nlu.encoder.onnx_encoder import OnnxEncoder
    from nlu.pipeline import Pipeline

REHEARSAL = (
    "明天下午三点怎么导出数据？我的电话是 13900139000",
    "How do I export my data since last Friday at 9am?",
)
# A folder that could not be loaded may have been put right meanwhile.
TRY_AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """`pipeline` is None for a tenant that follows ALL; others may have one together, for a version of ALL's.

    `seen` is the pointer file that said so, `files` what lay in the version's folder.
    """

    version: Version
    pipeline: "Pipeline | None"
    seen: tuple[int, int] | None
    files: FilesStamp = frozenset()

    def holds(self, version: Version, files: FilesStamp) -> bool:
        """Whether its pipeline is of these files; those of a version with a name that `check` passed are."""
        unchanged = version.name is not None or self.files == files
        return self.pipeline is not None and self.version == version and unchanged


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what is in force does not serve; `again_at` is of the monotonic clock."""

    why: str
    again_at: float


class TenantUnderstanding:
    """Turns read one reference; whoever loads a model assigns it when the model is ready.

    ModelMissing and ModelBroken come out of `warm_up`, where nothing that is or was in force for ALL can be
    loaded; before it, `parse` raises NotReady.
    """

    def __init__(self, registry: ModelRegistry, encoder_folder: Path, home: Path | None = None) -> None:
        """Without a `home` to keep vectors in, no urgency is read."""
        self._registry = registry
        self._encoder_folder = encoder_folder
        self._home = home
        self._scale: UrgencyScale | None = None
        self._encoder: OnnxEncoder | None = None
        self._served: dict[str, Served] = {}
        self._troubles: dict[str, Trouble] = {}
        self._loading = threading.Lock()
        self._retired = False
        self._log = get_logger("understanding")

    def warm_up(self) -> None:
        from nlu.encoder.onnx_encoder import OnnxEncoder

        serving = self._registry.in_force(ALL)
        if serving.name is None and not (serving.folder / MANIFEST_FILE).is_file():
            raise ModelMissing(serving.folder, COMMAND)
        self._encoder = OnnxEncoder.load(self._encoder_folder)
        self._renew(ALL)
        # Once: whole pages for the scraps that each change of a model leaves would be memory that grows.
        use_large_pages()
        if self._home is not None:
            # A new home encodes its examples first: turns need not wait for that. No daemon, for one that is
            # ended within the encoder takes the process with it.
            threading.Thread(target=self._load_scale, name="urgency").start()

    def parse(self, text: str, *, tenant_id: str, now: datetime, timezone: str) -> ParseResult:
        """Where the message holds two wishes, `parts` has each."""
        pipeline = self._pipeline_of(tenant_id)
        whole = pipeline.parse(text, now=now, timezone=timezone)
        for cut in two_parts(text):
            parts = tuple(pipeline.parse(part, now=now, timezone=timezone) for part in cut)
            if are_two_wishes(parts):
                return replace(whole, parts=parts)
        return whole

    def embed(self, text: str) -> Vector | None:
        """The unit-length vector of a question, for search; None for no text and before `warm_up`."""
        plain = clean_for_encoder(text)
        if self._encoder is None or not plain:
            return None
        vector: Vector = self._encoder.encode([plain], kind="query")[0]
        return vector

    def read_urgency(self, text: str, vector: Vector | None) -> Reading | None:
        """`vector` is the text's, None where it is not known. None for no text, and until the examples are
        there."""
        if self._scale is None:
            return None
        known = self.embed(text) if vector is None else vector
        return None if known is None else self._scale.read(known)

    def embedder(self) -> OnnxEmbedder:
        """For articles that are published here: the encoder is loaded already. NotReady before `warm_up`."""
        if self._encoder is None:
            raise NotReady("the models are still loading")
        return OnnxEmbedder(self._encoder)

    def take_up(self) -> None:
        """Loads what came into force since for those whose messages are read here; turns go on meanwhile."""
        if self._retired:
            self._clean_up()
        for owner in list(self._served):
            if self._may_differ(owner):
                self._renew(owner)

    def problems(self) -> tuple[str, ...]:
        """What is in force and does not serve, for everybody to read: no names, no folders."""
        return tuple(
            f"the model in force for {'all' if owner == ALL else 'a tenant'} cannot be loaded; "
            "what served before serves on, the log says why"
            for owner in self._troubles
        )

    def _load_scale(self) -> None:
        assert self._encoder is not None and self._home is not None  # noqa: S101 - warm_up starts this
        try:
            self._scale = load_scale(self._home, self._encoder)
            return_free_memory()  # the examples as they were read
        except InterruptedError:
            return
        except Exception as problem:  # noqa: BLE001 - the job runner: wording alone decides then
            self._log.error("urgency_not_read", error=type(problem).__name__, exc_info=True)

    def _pipeline_of(self, tenant_id: str) -> "Pipeline":
        if ALL not in self._served:
            raise NotReady("the models are still loading")
        if tenant_id not in self._served:
            self._meet(tenant_id)
        pipeline = self._served[tenant_id].pipeline or self._served[ALL].pipeline
        assert pipeline is not None  # noqa: S101 - ALL has one, or warm_up had raised
        return pipeline

    def _meet(self, tenant_id: str) -> None:
        """The first message of a tenant: it waits for the tenant's own model, where there is one."""
        if not self._registry.has_pointer(tenant_id):
            self._served[tenant_id] = Served(self._served[ALL].version, None, None)
            return
        self._renew(tenant_id)

    def _may_differ(self, owner: str) -> bool:
        served, trouble = self._served[owner], self._troubles.get(owner)
        if self._registry.pointer_stamp(owner) != served.seen:
            return True
        if trouble is not None:
            return time.monotonic() >= trouble.again_at
        return served.pipeline is not None and served.version.stamp() != served.files

    def _renew(self, owner: str) -> None:
        """Whatever is wrong with what is in force, the one before serves on, or ALL's where there is none.

        Without any for ALL, it raises what is wrong.
        """
        with self._loading:
            before, started = self._served.get(owner), time.monotonic()
            seen = self._registry.pointer_stamp(owner)
            try:
                served = self._find_in_force(owner, before)
            except Exception as problem:  # noqa: BLE001 - the job runner: a model may be broken in any way
                self._note_trouble(owner, problem)
                served = replace(before or self._find_before(owner, problem), seen=seen)
            else:
                self._troubles.pop(owner, None)
            self._served[owner] = served
        if before is not None and (served.version, served.pipeline) != (before.version, before.pipeline):
            self._retired = True
            self._log.info(
                "model_taken_up",
                tenant=owner,
                version=served.version.name or str(served.version.folder),
                seconds=round(time.monotonic() - started, 2),
            )

    def _find_in_force(self, owner: str, before: Served | None) -> Served:
        """Loaded and rehearsed, where `before` does not have it; raises what keeps it from serving."""
        assert self._encoder is not None  # noqa: S101 - warm_up comes first
        seen = self._registry.pointer_stamp(owner)
        version = self._registry.in_force(owner)
        if owner != ALL and self._registry.follows_all(owner):
            return Served(version, None, seen)
        files = version.stamp()
        version.check(self._encoder.checksum)
        if before is not None and before.holds(version, files):
            return replace(before, seen=seen, files=files)
        return Served(version, self._load(version, files), seen, files)

    def _find_before(self, owner: str, problem: Exception) -> Served:
        """What served until this process started: the nearest that can, or ALL's. For ALL it may be none,
        and then raises `problem`."""
        assert self._encoder is not None  # noqa: S101 - warm_up comes first
        try:
            version = self._registry.find_before(owner, self._encoder.checksum)
            if version is not None:
                served = Served(version, self._load(version, version.stamp()), None)
                self._log.warning("model_of_before_serves", tenant=owner, version=version.name)
                return served
        except Exception as another:  # noqa: BLE001 - the job runner: as for what is in force
            self._log.error("model_of_before_not_loaded", tenant=owner, why=str(another))
        if owner == ALL:
            raise problem
        return Served(self._served[ALL].version, None, None)

    def _load(self, version: Version, files: FilesStamp) -> "Pipeline":
        from nlu.pipeline import Pipeline

        assert self._encoder is not None  # noqa: S101 - warm_up comes first
        for served in self._served.values():
            if served.pipeline is not None and served.holds(version, files):
                return served.pipeline
        pipeline = Pipeline.load_with(version.folder, self._encoder)
        # The first message of each language would wait for what its extractors load on first use.
        for text in REHEARSAL:
            pipeline.parse(text, now=utc_now(), timezone="+00:00")
        return pipeline

    def _note_trouble(self, owner: str, problem: Exception) -> None:
        """Logged once, however often it is tried again."""
        before, why = self._troubles.get(owner), str(problem)
        if before is None or before.why != why:
            mend = "put its folder back, promote another, or go back by `huiyi models rollback`"
            kind = type(problem).__name__
            self._log.error("model_not_taken_up", tenant=owner, why=why, mend=mend, error=kind)
        self._troubles[owner] = Trouble(why, time.monotonic() + TRY_AGAIN_S)

    def _clean_up(self) -> None:
        """A round after the swap, when the last turn with the old model has ended.

        spaCy's objects hold each other, so that only the collector finds them; it stops turns for 0.1 s.
        """
        self._retired = False
        gc.collect()
        return_free_memory()
