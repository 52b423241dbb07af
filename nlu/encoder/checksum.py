"""build.json says what a built encoder folder holds: a damaged or swapped file is found before it is used."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlu.errors import EncoderBroken, ModelMissing

BUILD_FILE = "build.json"
COMMAND = "huiyi encoder build"


def write_build_file(folder: Path, *, origin: str, names: Sequence[str], recipe: str = "") -> None:
    """Records the sha256 of each named file; `origin` says where the weights came from, `recipe` how."""
    files = {name: _sha256(folder / name) for name in sorted(names)}
    build = {"origin": origin, "recipe": recipe, "files": files}
    (folder / BUILD_FILE).write_text(json.dumps(build, indent=2) + "\n", encoding="utf-8")


def is_built(folder: Path, recipe: str) -> bool:
    """Whether an encoder was built in `folder` just so; one of an earlier version was not."""
    return _find_build(folder).get("recipe") == recipe


def find_origin(folder: Path) -> str | None:
    """What was built in `folder`, in words; None where nothing was, or nobody can tell."""
    origin = _find_build(folder).get("origin")
    return None if origin is None else str(origin)


def _find_build(folder: Path) -> Mapping[str, Any]:
    """What the file says; nothing where it is missing or cannot be read."""
    try:
        build = json.loads((folder / BUILD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return build if isinstance(build, dict) else {}


def check_folder(folder: Path, command: str = COMMAND) -> str:
    """The encoder's checksum, when each recorded file is what was built; `command` is what builds such a one.

    Raises ModelMissing where nothing was built in `folder`, EncoderBroken where a file is missing or changed.
    """
    recorded = _read_recorded(folder, command)
    for name, expected in recorded.items():
        # A name is a plain file of this folder, whoever wrote build.json.
        if Path(name).name != name or not (folder / name).is_file():
            raise EncoderBroken(folder, f"{name} is missing")
        if _sha256(folder / name) != expected:
            raise EncoderBroken(
                folder, f"{name} is not the file that was built: cut short, damaged or replaced"
            )
    return _checksum(recorded)


def read_checksum(folder: Path) -> str:
    """What `check_folder` says of an undamaged folder, without a look at the files, which are 70 MB.

    Raises ModelMissing where nothing was built in `folder`, EncoderBroken where its record cannot be read.
    """
    return _checksum(_read_recorded(folder, COMMAND))


def _read_recorded(folder: Path, command: str) -> dict[str, str]:
    path = folder / BUILD_FILE
    if not path.is_file():
        raise ModelMissing(folder, command)
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise EncoderBroken(folder, f"{BUILD_FILE} cannot be read ({error})") from error


def _checksum(recorded: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(recorded, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
