"""The reader of pairs, loaded when two tickets are first compared; most processes never do."""

import threading
from functools import lru_cache
from pathlib import Path

from bot.logging import get_logger
from escalation.duplicates.reading import Read
from nlu.errors import ModelMissing, NLUError

REMEMBERED = 4_096
"""Pairs: a ticket's page asks again for those that were read when it was opened."""


class PairsOnDemand:
    """Call it for what reads pairs; None where none is built, as for an encoder that none was made for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = threading.Lock()
        self._tried = False
        self._read: Read | None = None

    def __call__(self) -> Read | None:
        with self._loading:
            if not self._tried:
                self._read = self._load()
                self._tried = True
        return self._read

    def _load(self) -> Read | None:
        from nlu.pairs.reader import PairReader

        try:
            return lru_cache(REMEMBERED)(PairReader.load(self._folder).read)
        except ModelMissing:
            get_logger("pairs").info("no_reader_of_pairs")
        except NLUError as broken:
            get_logger("pairs").error("reader_of_pairs_not_loaded", why=str(broken))
        return None
