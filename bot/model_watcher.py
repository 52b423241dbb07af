"""Asks now and then whether another model came into force."""

import threading
from collections.abc import Callable

from bot.logging import get_logger

EVERY_S = 1.0


class ModelWatcher:
    """A thread of its own, so that loading a model keeps neither turns nor sweeps waiting."""

    def __init__(self, take_up: Callable[[], None], *, every_s: float = EVERY_S) -> None:
        self._take_up = take_up
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="models", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            try:
                self._take_up()
            except Exception as problem:  # noqa: BLE001 - the job runner
                get_logger("models").error("watch_failed", error=type(problem).__name__, exc_info=True)
