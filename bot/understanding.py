"""The trained pipeline, loaded when the service warms up rather than when it is put together."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import utc_now
from bot.errors import NotReady
from nlu.types import ParseResult

if TYPE_CHECKING:
    from nlu.pipeline import Pipeline

REHEARSAL = (
    "明天下午三点怎么导出数据？我的电话是 13900139000",
    "How do I export my data since last Friday at 9am?",
)


class LoadedOnWarmUp:
    """ModelMissing and ModelBroken come out of `warm_up`; before it, `parse` raises NotReady."""

    def __init__(self, model_folder: Path, encoder_folder: Path) -> None:
        self._model_folder = model_folder
        self._encoder_folder = encoder_folder
        self._pipeline: Pipeline | None = None

    def warm_up(self) -> None:
        from nlu.pipeline import Pipeline

        self._pipeline = Pipeline.load(self._model_folder, self._encoder_folder)
        # The first message of each language would wait for what its extractors load on first use.
        for text in REHEARSAL:
            self._pipeline.parse(text, now=utc_now(), timezone="+00:00")

    def parse(self, text: str, *, now: datetime, timezone: str) -> ParseResult:
        if self._pipeline is None:
            raise NotReady("the models are still loading")
        return self._pipeline.parse(text, now=now, timezone=timezone)
