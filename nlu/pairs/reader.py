"""Reads pairs where messages are served: ONNX Runtime, no torch."""

from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from nlu.encoder.checksum import check_folder
from nlu.encoder.onnx_encoder import check_size, load_session, load_table
from nlu.encoder.serving_files import TOKENIZER_FILE
from nlu.encoder.tokenizing import TokenizerOfIds, load_tokenizer
from nlu.pairs.serving_files import OUTPUTS, PAIR_FILES
from nlu.pairs.side_by_side import lay_side_by_side


class PairReader:
    """Holds no state; one serves all threads."""

    def __init__(
        self,
        session: ort.InferenceSession,
        tokenizer: TokenizerOfIds,
        rows: NDArray[np.int8],
        scales: NDArray[np.float32],
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales

    @classmethod
    def load(cls, folder: Path) -> "PairReader":
        """Raises ModelMissing where none was built in `folder`, ModelBroken where it cannot be used."""
        check_folder(folder, "huiyi pairs build")
        for name in PAIR_FILES:
            check_size(folder, name)
        return cls(load_session(folder, OUTPUTS), load_tokenizer(folder, TOKENIZER_FILE), *load_table(folder))

    def read(self, one: str, other: str) -> float:
        """How surely both tell of one trouble, in logits; the same in either order, by a run for each."""
        return (self._read(one, other) + self._read(other, one)) / 2

    def _read(self, one: str, other: str) -> float:
        ids = lay_side_by_side(self._tokenizer, one, other)
        rows = (self._rows[ids] * self._scales[ids, None])[None]
        (same,) = self._session.run(OUTPUTS, {"rows": rows})
        return float(same[0, 0])
