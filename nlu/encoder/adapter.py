"""A low-rank adapter: what tuning on messages adds to an encoder's layers, small enough to ship.

For a linear map W, the adapter holds `down` (rank, in) and `up` (out, rank); merged, the map is W + up @ down
(LoRA, Hu et al. 2021, arXiv 2106.09685). `nlu.encoder.tuning` makes one; building an encoder merges it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from nlu.encoder.parts import EncoderParts
from nlu.errors import ModelBroken

FORMAT = "adapter.v2"
DOWN, UP, TUNED_ON, BASE, HEAD = ".down", ".up", "tuned_on", "base", "head"
QUERY = "query_prompt"
TUNED = ", tuned"
"""How the origin of an encoder ends that has an adapter merged into it."""
# What an encoder is told apart by: these few numbers are the same in every copy of it, however rounded.
MARK = "embeddings.LayerNorm.weight"
MARK_TOLERANCE = 2e-3
MEND = "name another one; `huiyi encoder tune` and `huiyi pairs tune` write them"

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class Adapter:
    """`maps` has (down, up) for each adapted weight; `tuned_on` the keys of the lessons it was made with.

    `base` is the mark of the encoder that it was made for; `query_prompt` goes before a query once tuned.
    `head` are the weights and the constant of what reads the last states, where it was tuned for one answer.
    """

    maps: Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    tuned_on: Keys
    base: NDArray[np.float32]
    query_prompt: str
    head: NDArray[np.float32] | None = None


def lesson_keys(intents: Iterable[str], texts: Iterable[str]) -> Keys:
    """What a labelled message is known by: what an encoder was tuned on may not judge it.

    A message with another label is another lesson.
    """
    return message_keys(f"{intent}: {text}" for intent, text in zip(intents, texts, strict=True))


def message_keys(texts: Iterable[str]) -> Keys:
    """The same for the same text on every machine."""
    digests = (hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts)
    return np.array([int.from_bytes(digest[:8], "big") for digest in digests], dtype=np.uint64)


def write_adapter(adapter: Adapter, path: Path) -> None:
    """In half precision. The file is whole at each moment, the old one or the new."""
    tensors: dict[str, NDArray[np.generic]] = {TUNED_ON: np.sort(adapter.tuned_on), BASE: adapter.base}
    if adapter.head is not None:
        tensors[HEAD] = adapter.head
    for name, (down, up) in adapter.maps.items():
        tensors[name + DOWN] = np.ascontiguousarray(down, dtype=np.float16)
        tensors[name + UP] = np.ascontiguousarray(up, dtype=np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    save_file(tensors, fresh, metadata={"format": FORMAT, QUERY: adapter.query_prompt})
    fresh.chmod(0o644)  # save_file leaves it to its owner alone
    fresh.replace(path)


def read_adapter(path: Path) -> Adapter:
    """Raises ModelBroken for anything but a file of `write_adapter`."""
    try:
        with safe_open(path, framework="numpy") as file:
            said = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    except (OSError, SafetensorError) as error:
        raise ModelBroken(path.parent, f"{path.name} cannot be read ({error})", what_to_do=MEND) from error
    if said.get("format") != FORMAT or not {TUNED_ON, BASE} <= tensors.keys() or QUERY not in said:
        raise ModelBroken(
            path.parent,
            f"{path.name} has format {said.get('format')!r}, expected {FORMAT!r}",
            what_to_do=MEND,
        )
    names = [name.removesuffix(DOWN) for name in tensors if name.endswith(DOWN)]
    if missing := [name for name in names if name + UP not in tensors]:
        raise ModelBroken(path.parent, f"{path.name} has only half of {', '.join(missing)}", what_to_do=MEND)
    maps = {
        name: (tensors[name + DOWN].astype(np.float32), tensors[name + UP].astype(np.float32))
        for name in names
    }
    head = tensors[HEAD].astype(np.float32) if HEAD in tensors else None
    return Adapter(
        maps, tensors[TUNED_ON].astype(np.uint64), tensors[BASE].astype(np.float32), said[QUERY], head
    )


def fits(adapter: Adapter, parts: EncoderParts) -> bool:
    """Whether the adapter was made for this encoder: its mark, and the shape of every adapted weight."""
    mark = parts.tensors.get(MARK)
    if mark is None or mark.shape != adapter.base.shape:
        return False
    return np.allclose(mark, adapter.base, atol=MARK_TOLERANCE) and all(
        name in parts.tensors and parts.tensors[name].shape == (len(up), down.shape[1])
        for name, (down, up) in adapter.maps.items()
    )


def merge_adapter(parts: EncoderParts, adapter: Adapter) -> EncoderParts:
    """`parts` with the adapter added to its weights; `fits` must hold."""
    merged = {
        name: np.asarray(parts.tensors[name] + up @ down, dtype=np.float32)
        for name, (down, up) in adapter.maps.items()
    }
    return replace(
        parts,
        tensors={**parts.tensors, **merged},
        origin=f"{parts.origin}{TUNED}",
        query_prompt=adapter.query_prompt,
    )
