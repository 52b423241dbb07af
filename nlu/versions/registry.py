"""The versions on this machine's disk, and the pointers that say which is in force."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nlu.classifiers.registry import check_classifier
from nlu.errors import ModelBroken, ModelMissing, NLUError, PromotionRefused, RegistryProblem, VersionMissing
from nlu.leftovers import sweep
from nlu.model_store import COMMAND, MANIFEST_FILE, Manifest, check_encoder, read_manifest, write_manifest
from nlu.versions.naming import NAME, check_content, version_name
from nlu.versions.pointer import (
    HistoryEntry,
    Person,
    Pointer,
    Step,
    promoted,
    read_pointer,
    rolled_back,
    write_pointer,
)

ALL = "all"
"""The owner of what serves every tenant without a version of its own."""

POINTER_FILE = "in_force.json"
LINK = "intent"
DRAFT, GONE = ".draft-", ".gone-"
_OWNER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


FilesStamp = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Version:
    """`owner` is a tenant's id or ALL. `name` is None for a folder that no registry keeps."""

    owner: str
    name: str | None
    folder: Path

    def check(self, encoder: str) -> Manifest:
        """Raises ModelMissing or ModelBroken where it cannot serve with the encoder of that checksum."""
        manifest = read_manifest(self.folder)
        check_encoder(manifest, self.folder, encoder)
        check_classifier(manifest.classifier, self.folder)
        if self.name is not None:
            check_content(self.folder)
        return manifest

    def why_unusable(self, encoder: str) -> str | None:
        """What `check` would raise, in words."""
        try:
            self.check(encoder)
        except NLUError as problem:
            return str(problem)
        return None

    def stamp(self) -> FilesStamp:
        """Another one after each change of a file, without reading any; empty where the folder is gone."""
        try:
            found = [(path, path.stat()) for path in self.folder.rglob("*")]
        except OSError:  # it goes just now, or cannot be read
            return frozenset()
        return frozenset((str(path), one.st_ino, one.st_size, one.st_mtime_ns) for path, one in found)


class ModelRegistry:
    """`models` holds `versions/<owner>/<version>/` with a pointer beside them, and `intent`: a link to ALL's.

    `pinned` is a folder that serves everybody whatever the pointers say; then nothing can be put in force.
    """

    def __init__(self, models: Path, *, pinned: Path | None = None) -> None:
        self.models = models
        self.pinned = pinned
        self._link = models / LINK

    def in_force(self, owner: str) -> Version:
        """For ALL without a pointer, what lies in `intent`, if anything. Raises RegistryProblem."""
        if self.pinned is not None:
            return Version(ALL, None, self.pinned)
        version = self.pointer(owner).version
        if version is None:
            return Version(ALL, None, self._link) if owner == ALL else self.in_force(ALL)
        return self._locate(owner, version)

    def follows_all(self, owner: str) -> bool:
        """Whether what is in force for ALL serves the owner, also when it is another one tomorrow."""
        return owner == ALL or self.pinned is not None or self.pointer(owner).version is None

    def find_before(self, owner: str, encoder: str) -> Version | None:
        """The nearest of what was in force before that can serve with the encoder of that checksum.

        None where nothing can, and where a tenant followed ALL before. Raises RegistryProblem.
        """
        for name in () if self.pinned else self.pointer(owner).before:
            version = None if name is None else self._locate(owner, name)
            if version is None or version.why_unusable(encoder) is None:
                return version
        return None

    def pointer(self, owner: str) -> Pointer:
        """Of nothing where the owner has none."""
        return read_pointer(self.pointer_file(owner)) if _OWNER.fullmatch(owner) else Pointer()

    def pointer_file(self, owner: str) -> Path:
        return self._folder(owner) / POINTER_FILE

    def has_pointer(self, owner: str) -> bool:
        return self.pointer_stamp(owner) is not None

    def pointer_stamp(self, owner: str) -> tuple[int, int] | None:
        """Another one after each change of the owner's pointer; None where there is none."""
        if self.pinned is not None or not _OWNER.fullmatch(owner):
            return None
        try:
            found = self.pointer_file(owner).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def owners(self) -> list[str]:
        """Who has a pointer, ALL first; nobody where `pinned` serves everybody."""
        if self.pinned is not None:
            return []
        files = (self.models / "versions").glob(f"*/{POINTER_FILE}")
        return sorted((file.parent.name for file in files), key=lambda owner: (owner != ALL, owner))

    def versions(self, owner: str) -> list[str]:
        """Oldest first."""
        folder = self._folder(owner)
        return sorted(one.name for one in folder.glob("*Z-*") if NAME.fullmatch(one.name))

    def available(self, owner: str) -> dict[str, Version]:
        """By name, what could serve the owner: ALL's versions and its own."""
        owners = [one for one in dict.fromkeys((ALL, owner)) if _OWNER.fullmatch(one)]
        return {name: self.get(one, name) for one in owners for name in self.versions(one)}

    def get_available(self, owner: str, name: str) -> Version:
        """Raises VersionMissing for what is neither its own nor ALL's."""
        known = self.available(owner)
        if name not in known:
            raise VersionMissing(owner, name, list(known))
        return known[name]

    def get(self, owner: str, name: str) -> Version:
        """Raises VersionMissing."""
        folder = self._folder(owner) / name
        if not NAME.fullmatch(name) or not folder.is_dir():
            raise VersionMissing(owner, name, self.versions(owner))
        return Version(owner, name, folder)

    @contextmanager
    def draft(self, owner: str) -> Iterator[Path]:
        """A folder to train into, on the same disk as the versions; it goes unless `keep` took it."""
        self._check_open()
        home = self._folder(owner)
        home.mkdir(parents=True, exist_ok=True)
        sweep(home, f"{DRAFT}*")
        with tempfile.TemporaryDirectory(dir=home, prefix=DRAFT) as scratch:
            yield Path(scratch) / "model"

    def rows_folder(self, owner: str) -> Path:
        """Where what an interrupted training encoded waits for the next; swept as drafts are."""
        return self._folder(owner) / ".draft-rows"

    def keep(self, owner: str, trained: Path, made_at: datetime) -> str:
        """Moves a trained folder among the versions; a model that is there already keeps its name."""
        name = version_name(trained, made_at)
        for known in self.versions(owner):
            same = known.endswith(name.partition("Z")[2])
            if same and version_name(self.get(owner, known).folder, made_at) == name:
                return known
        write_manifest(
            replace(read_manifest(trained), made_at=made_at.isoformat(timespec="seconds")), trained
        )
        _to_disk(trained)
        trained.rename(self._folder(owner) / name)
        return name

    def promote(
        self,
        owner: str,
        entry: HistoryEntry,
        *,
        instead_of: Version,
        beforehand: Callable[[], None] = lambda: None,
    ) -> None:
        """PromotionRefused where it is gone, or `instead_of`, which it was compared with, no longer in force.

        `beforehand` is done once nothing stands against it, while nobody else can promote.
        """
        self._check_open()
        self._folder(owner).mkdir(parents=True, exist_ok=True)
        with self._locked(owner):
            pointer = self.pointer(owner)
            if self.in_force(owner) != instead_of:
                raise PromotionRefused(
                    str(entry.version),
                    "another one came into force while it was compared; promote it again",
                )
            if self._is_gone(owner, entry.version):
                raise PromotionRefused(
                    str(entry.version),
                    "its folder was removed while it was compared; `huiyi models list` shows what there is",
                )
            from_nothing = owner == ALL and pointer.version is None
            beforehand()
            self._point(owner, promoted(pointer, entry, from_nothing=from_nothing))

    def roll_back(self, owner: str, entry: HistoryEntry, *, seen: Pointer) -> None:
        """To `entry.version`, one of those before.

        RegistryProblem where it is gone, or the pointer is not as `seen` any more.
        """
        with self._locked(owner):
            pointer = self.pointer(owner)
            if pointer != seen:
                raise RegistryProblem("another version came into force meanwhile; look again and repeat")
            if self._is_gone(owner, entry.version):
                raise RegistryProblem(f"version {entry.version} was removed meanwhile; look again and repeat")
            self._point(owner, rolled_back(pointer, entry))

    def prune(self, owner: str, keep: int) -> list[str]:
        """Removes all but the newest `keep`, those in force and one step before; returns what is gone.

        Those of ALL stay also while a tenant has them in force or one step before.
        """
        self._check_open()
        if not self._folder(owner).is_dir():
            return []
        with self._locked(owner):
            versions = self.versions(owner)
            # Those of ALL may serve a tenant.
            users = self.owners() if owner == ALL else [owner]
            in_use = {version for user in users for version in self.pointer(user).in_use}
            spared = {*versions[max(0, len(versions) - keep) :], *in_use}
            gone = [version for version in versions if version not in spared]
            sweep(self._folder(owner), f"{DRAFT}*")
            sweep(self._folder(owner), f"{GONE}*", timedelta(0))  # whoever renamed them had the lock
            for version in gone:
                # Renamed first: a version is there whole or not at all.
                doomed = self._folder(owner) / f"{GONE}{version}"
                (self._folder(owner) / version).rename(doomed)
                shutil.rmtree(doomed)
        return gone

    def adopt(self, person: Person) -> str | None:
        """Keeps what `intent` held before there was a registry, and points at it where nothing else is.

        Returns the version's name, None where there is nothing to adopt. Mends a link that lags behind.
        """
        self._check_open()
        manifest = None if self._link.is_symlink() else _find_manifest(self._link)
        if manifest is None:
            if in_force := self.pointer(ALL).version:
                self._relink(in_force)
            return None
        self._folder(ALL).mkdir(parents=True, exist_ok=True)
        with self._locked(ALL):
            pointer = self.pointer(ALL)
            trained_at = datetime.fromtimestamp((self._link / MANIFEST_FILE).stat().st_mtime, UTC)
            name = self.keep(ALL, self._link, trained_at)
            if pointer.version is None:
                entry = person.entry(
                    Step.promoted,
                    name,
                    verdict="it served already",
                    figures=manifest.metrics,
                    measured_on=manifest.measured_on,
                )
                pointer = promoted(pointer, entry, from_nothing=True)
            self._point(ALL, pointer)
        return name

    def _point(self, owner: str, pointer: Pointer) -> None:
        write_pointer(pointer, self.pointer_file(owner))
        if owner == ALL and pointer.version is not None:
            self._relink(pointer.version)

    def _relink(self, version: str) -> None:
        """The pointer is what counts; the link follows it, for whoever wants one path."""
        draft = self.models / f".{LINK}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        draft.symlink_to(Path("versions") / ALL / version, target_is_directory=True)
        if self._link.is_dir() and not self._link.is_symlink():
            shutil.rmtree(self._link)  # no model that can be used, or it would have been adopted
        draft.replace(self._link)

    @contextmanager
    def _locked(self, owner: str) -> Iterator[None]:
        """One writer at a time, over all processes of this machine and all owners: they share versions."""
        self._check_open()
        home = self._folder(owner)
        if not home.is_dir():
            raise ModelMissing(home, COMMAND)
        with (home.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _check_open(self) -> None:
        if self.pinned is not None:
            raise RegistryProblem(
                f"HUIYI_MODEL names {self.pinned}, which serves everybody; unset it to choose among versions"
            )

    def _locate(self, owner: str, name: str) -> Version:
        """Its own, or ALL's; where it is gone, as its own."""
        own, alls = (Version(one, name, self._folder(one) / name) for one in (owner, ALL))
        return alls if alls.folder.is_dir() and not own.folder.is_dir() else own

    def _is_gone(self, owner: str, version: str | None) -> bool:
        return version is not None and not self._locate(owner, version).folder.is_dir()

    def _folder(self, owner: str) -> Path:
        if not _OWNER.fullmatch(owner):
            raise RegistryProblem(
                f"{owner!r} cannot have versions of its own: expected up to 64 letters, digits, - and _"
            )
        return self.models / "versions" / owner


def _find_manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except (ModelMissing, ModelBroken):
        return None


def _to_disk(folder: Path) -> None:
    """So that no pointer is ever on the disk before the files that it points at."""
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
