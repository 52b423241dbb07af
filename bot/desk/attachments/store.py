"""Files on the disk: HUIYI_HOME/attachments/<tenant>/<random id>, where nothing is served from.

A file is written under another name and comes under its own only once it is whole and on the disk. A row is
written after that, so what has a row has its file; files without a row are swept (`sweeping`).
"""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.clock import new_id
from bot.desk.attachments.errors import StorageUnavailable
from bot.logging import get_logger

KEEP_FREE = 256 * 1024 * 1024
"""Bytes of the disk that uploads leave alone: the database may live on it."""

_DRAFT = ".part"
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class Draft:
    """A file that is still coming in. `seal` puts it on the disk; what is not kept is discarded."""

    path: Path
    file: BinaryIO = field(repr=False)
    size: int = 0
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        with _disk():
            self.file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def seal(self) -> None:
        with _disk():
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()

    def discard(self) -> None:
        """Changes nothing where it was kept."""
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class AttachmentStore:
    root: Path

    def draft(self, tenant_id: str) -> Draft:
        """StorageUnavailable where the disk is nearly full or cannot be written."""
        folder = self._folder(tenant_id)
        with _disk():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(folder).free < KEEP_FREE:
                raise StorageUnavailable(f"less than {KEEP_FREE} bytes are free on the disk of {self.root}")
            path = folder / f"{new_id()}{_DRAFT}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            return Draft(path, os.fdopen(descriptor, "wb"))

    def keep(self, draft: Draft, tenant_id: str, attachment_id: str) -> None:
        """Of a sealed draft; when it returns, the file outlives a power cut."""
        with _disk():
            draft.path.rename(self.path(tenant_id, attachment_id))
            for folder in (self._folder(tenant_id), self.root, self.root.parent):
                _sync_folder(folder)

    def path(self, tenant_id: str, attachment_id: str) -> Path:
        return self._folder(tenant_id) / _plain(attachment_id)

    def remove(self, tenant_id: str, ids: Collection[str]) -> None:
        for attachment_id in ids:
            self.path(tenant_id, attachment_id).unlink(missing_ok=True)

    def untouched_since(self, tenant_id: str, moment: datetime) -> list[Path]:
        """The tenant's files, drafts among them, that nobody wrote to since."""
        folder = self._folder(tenant_id)
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [Path(one.path) for one in entries if one.stat().st_mtime < moment.timestamp()]

    def _folder(self, tenant_id: str) -> Path:
        return self.root / _plain(tenant_id)


def is_draft(path: Path) -> bool:
    return path.name.endswith(_DRAFT)


def _plain(name: str) -> str:
    """Names of files are ours alone; one that could lead elsewhere is a defect of the caller's."""
    if not _PLAIN.fullmatch(name):
        raise ValueError(f"{name!r} is no id")
    return name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        get_logger("attachments").error("storage_failed", why=str(problem))
        raise StorageUnavailable(str(problem)) from problem
