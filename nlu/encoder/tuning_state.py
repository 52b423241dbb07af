"""An interrupted tuning on the disk: all that the next round depends on, in one safetensors file."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from nlu.errors import ModelBroken

FORMAT = "tuning.v2"
_OTHER = {
    "data": "other examples",
    "encoder": "another encoder",
    "start": "another adapter to start from",
    "recipe": "another recipe",
    "seed": "another seed",
    "versions": "other versions of the libraries",
    "device": "another device",
}


@dataclass(frozen=True, slots=True)
class TuningKey:
    """What a tuning's rounds follow from; hashes, but for the last four (`recipe` in JSON)."""

    data: str
    encoder: str
    start: str
    recipe: str
    seed: int
    versions: str
    device: str

    def differs_by(self, other: "TuningKey") -> str:
        """In words; empty for an equal one."""
        mine, others = asdict(self), asdict(other)
        return ", ".join(word for name, word in _OTHER.items() if mine[name] != others[name])


@dataclass(frozen=True)
class TuningState:
    """`shares` has one number a round: of the unseen right, or of pairs, of which none is unseen, the loss.

    `chance` is NumPy's generator, `tensors` the rest.
    """

    key: TuningKey
    shares: tuple[float, ...]
    chance: Mapping[str, Any]
    tensors: Mapping[str, torch.Tensor]


def write_state(state: TuningState, path: Path) -> None:
    """The file is whole at each moment, the old one or the new, also after the power went."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"key": asdict(state.key), "shares": state.shares, "chance": state.chance}
    fresh = path.with_name(f".{path.name}.part")
    tensors = {name: tensor.detach().contiguous() for name, tensor in state.tensors.items()}
    save_file(tensors, fresh, metadata={"format": FORMAT, "state": json.dumps(told)})
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(path)


def find_state(path: Path) -> TuningState | None:
    """None where there is no file. Raises ModelBroken for anything but one of `write_state`."""
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            said = file.metadata() or {}
            if said.get("format") != FORMAT:
                raise ValueError(f"its format is {said.get('format')!r}, expected {FORMAT!r}")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
        told = json.loads(said["state"])
        return TuningState(TuningKey(**told["key"]), tuple(told["shares"]), told["chance"], tensors)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path.parent, f"{path.name} cannot be read ({error})") from error


def find_interrupted(path: Path, key: TuningKey, progress: Callable[[str], None]) -> TuningState | None:
    """The state of a tuning with the same key; `progress` is told of any other that is there."""
    try:
        state = find_state(path)
    except ModelBroken as broken:
        progress(f"starting anew: {broken}")
        return None
    if state is not None and state.key != key:
        progress(f"starting anew: the tuning that was interrupted in {path} has {state.key.differs_by(key)}")
        return None
    return state


def mending_state(path: Path) -> Path:
    """Where the second part of a tuning in two parts has its state; the first has it in `path`."""
    return path.with_name(f"{path.stem}-mending{path.suffix}")


def remove_states(path: Path) -> None:
    """Of a tuning that is over."""
    path.unlink(missing_ok=True)
    mending_state(path).unlink(missing_ok=True)
