"""The encoder as it serves: onnxruntime, one thread, little memory."""

import json
from collections.abc import Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from nlu.encoder.checksum import check_folder
from nlu.encoder.serving_files import (
    MODEL_FILE,
    PROMPTS_FILE,
    ROWS_FILE,
    SCALES_FILE,
    SERVING_FILES,
    TOKENIZER_FILE,
    TUNED_ON_FILE,
)
from nlu.encoder.tokenizing import TokenizerOfIds, load_tokenizer
from nlu.errors import EncoderBroken
from nlu.onnx_options import lean_options
from nlu.types import Vector

Kind = Literal["query", "passage"]
_PROMPT_NAMES: dict[Kind, str] = {"query": "query", "passage": "document"}

OUTPUTS = ("vector", "intent")
MAX_TOKENS = 256
MAX_FILE_BYTES = 1024**3  # the full vocabulary needs 96 MB
# How a protobuf spells the key under which ONNX keeps the path of weights in another file.
EXTERNAL_DATA = b"\x0a\x08location\x12"
# What export left apart for speed, onnxruntime would fuse when it loads.
SLOWER_WHEN_FUSED = ["SkipLayerNormFusion"]
LOAD_ERRORS = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


class OnnxEncoder:
    """`load` one and share it: encoding keeps no state, and onnxruntime releases the interpreter lock.

    `checksum` tells encoders apart; vectors of two encoders cannot be compared. `tuned_on` has the keys of
    the lessons it was tuned on (`nlu.encoder.adapter.lesson_keys`), for training to calibrate on others.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        tokenizer: TokenizerOfIds,
        rows: NDArray[np.int8],
        scales: NDArray[np.float32],
        prompts: Mapping[Kind, str],
        checksum: str,
        *,
        tuned_on: NDArray[np.uint64] | None = None,
        max_tokens: int = MAX_TOKENS,
    ) -> None:
        self.tuned_on = np.zeros(0, dtype=np.uint64) if tuned_on is None else tuned_on
        self._session = session
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales
        self._prompts = prompts
        self._max_tokens = max_tokens
        self.checksum = checksum
        self.dimension = int(rows.shape[1])

    @classmethod
    def load(cls, folder: Path, *, max_tokens: int = MAX_TOKENS) -> "OnnxEncoder":
        """Raises ModelMissing without a built encoder in `folder`, EncoderBroken where it cannot be used."""
        checksum = check_folder(folder)
        for name in SERVING_FILES:
            check_size(folder, name)
        tokenizer = load_tokenizer(folder, TOKENIZER_FILE)
        rows, scales = load_table(folder)
        if len(tokenizer) > len(rows):
            counts = f"{len(tokenizer)} pieces for {len(rows)} embedding rows"
            raise EncoderBroken(folder, f"{TOKENIZER_FILE} has {counts}")
        session, prompts = load_session(folder, OUTPUTS), _load_prompts(folder)
        tuned_on = _load_tuned_on(folder)
        return cls(
            session, tokenizer, rows, scales, prompts, checksum, tuned_on=tuned_on, max_tokens=max_tokens
        )

    def encode(self, texts: Sequence[str], *, kind: Kind) -> Vector:
        """One unit-length row a text, in order; "query" is what asks, "passage" what is searched."""
        return self.encode_twice(texts, kind=kind)[0]

    def encode_twice(self, texts: Sequence[str], *, kind: Kind) -> tuple[Vector, Vector]:
        """`encode`'s rows, and beside each the first token's, for classifiers."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        wishes = np.empty_like(vectors)
        # One by one: in int8 a batch is no faster, and its texts would share one scale and blur each other.
        for place, text in enumerate(texts):
            ids = self._tokenizer.encode(f"{self._prompts[kind]}{text}", limit=self._max_tokens)
            vectors[place], wishes[place] = self._run(ids)
        return vectors, wishes

    def _run(self, ids: list[int]) -> tuple[Vector, Vector]:
        rows = (self._rows[ids] * self._scales[ids, None])[None]
        vectors, wishes = self._session.run(OUTPUTS, {"rows": rows})
        return vectors[0], wishes[0]


def check_size(folder: Path, name: str) -> None:
    """Raises EncoderBroken where the file is missing, or larger than any of ours."""
    path = folder / name
    if not path.is_file():
        raise EncoderBroken(folder, f"{name} is missing")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise EncoderBroken(
            folder, f"{name} has {path.stat().st_size} bytes, expected at most {MAX_FILE_BYTES}"
        )


def load_table(folder: Path) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The embedding table, mapped from disk, and the scale of each row. Raises EncoderBroken."""
    try:
        rows = np.load(folder / ROWS_FILE, mmap_mode="r", allow_pickle=False)
        scales = np.load(folder / SCALES_FILE, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise EncoderBroken(folder, f"the embedding table cannot be read ({error})") from error
    if (
        rows.dtype != np.int8
        or rows.ndim != 2
        or scales.dtype != np.float32
        or scales.shape != rows.shape[:1]
    ):
        got = f"{rows.dtype} {rows.shape} with {scales.dtype} {scales.shape} scales"
        raise EncoderBroken(folder, f"the embedding table is {got}, expected int8 (n, d) with float32 (n,)")
    return rows, scales


def _load_prompts(folder: Path) -> dict[Kind, str]:
    try:
        kept = json.loads((folder / PROMPTS_FILE).read_text(encoding="utf-8"))["prompts"]
        return {kind: str(kept[name]) for kind, name in _PROMPT_NAMES.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderBroken(folder, f"{PROMPTS_FILE} cannot be read ({error!r})") from error


def _load_tuned_on(folder: Path) -> NDArray[np.uint64] | None:
    path = folder / TUNED_ON_FILE
    if not path.is_file():
        return None
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False), dtype=np.uint64)
    except (ValueError, EOFError, OSError) as error:
        raise EncoderBroken(folder, f"{TUNED_ON_FILE} cannot be read ({error})") from error


def _contains(path: Path, needle: bytes) -> bool:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(needle) >= 0


def load_session(folder: Path, expected: Sequence[str]) -> ort.InferenceSession:
    """Of the layers in `folder`, on the thread that asks; EncoderBroken where they are not from rows to just
    the expected outputs."""
    path = folder / MODEL_FILE
    # onnxruntime would follow such a path, and a model folder may come from anywhere.
    if _contains(path, EXTERNAL_DATA):
        raise EncoderBroken(folder, f"{MODEL_FILE} points to weights in other files, expected all in one")
    options = lean_options()
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_WHEN_FUSED
        )
    except LOAD_ERRORS as error:
        raise EncoderBroken(folder, f"{MODEL_FILE} cannot be read ({str(error).splitlines()[0]})") from error
    inputs = [one.name for one in session.get_inputs()]
    outputs = [one.name for one in session.get_outputs()]
    if (inputs, outputs) != (["rows"], list(expected)):
        wanted = f"expected rows to {', '.join(expected)}"
        raise EncoderBroken(folder, f"{MODEL_FILE} maps {inputs} to {outputs}, {wanted}")
    return session
