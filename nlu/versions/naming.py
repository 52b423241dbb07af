"""What a version is called: when it was made, and a hash of what it is."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

from nlu.errors import ModelBroken
from nlu.model_store import MANIFEST_FILE, read_manifest

HASH_DIGITS = 10
NAME = re.compile(rf"\d{{8}}T\d{{6}}(\.\d{{3}})?Z-[0-9a-f]{{{HASH_DIGITS}}}", re.ASCII)


def version_name(folder: Path, made_at: datetime) -> str:
    """Sorts by time, in ms; trainings that gave the same model differ in it only. `made_at` is in UTC."""
    instant = f"{made_at:%Y%m%dT%H%M%S}.{made_at.microsecond // 1000:03}Z"
    return f"{instant}-{content_hash(folder)}"


def content_hash(folder: Path) -> str:
    """Over every file of the folder, and of the manifest all but when it was made."""
    fields = read_manifest(folder).fields()
    del fields["made_at"]
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST_FILE:
            digest.update(f"\n{name} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:HASH_DIGITS]


def check_content(folder: Path) -> None:
    """Raises ModelMissing or ModelBroken where the folder no longer holds what its name was made from."""
    found = content_hash(folder)
    if not folder.name.endswith(f"-{found}"):
        raise ModelBroken(folder, f"its files are not those that were trained: they hash to {found}")
