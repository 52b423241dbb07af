"""An encoder takes another's place with the pointer to its model, also where the training is killed."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model_registry import open_registry
from bot.settings import Settings
from nlu.encoder.checksum import read_checksum, write_build_file
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.serving_files import SERVING_FILES
from nlu.versions.encoder_swap import alone, swap_encoder
from nlu.versions.pointer import Person
from nlu.versions.promotion import promote_where_none_serves
from nlu.versions.registry import ALL, ModelRegistry
from nlu.versions.training import train_version
from tests.unit.nlu.tiny_messages import tiny_messages

NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)
WHO = Person("ning", lambda: NOW)


class Home:
    """A model in force with its encoder, and another encoder beside it."""

    def __init__(self, home: Path, built: Path) -> None:
        self.settings = Settings(home=home)
        self.folder = self.settings.encoder_folder
        self.fresh = home / "models" / ".encoder-tuned"
        for folder in (self.folder, self.fresh):
            shutil.copytree(built, folder)
        # The same weights with the prompts written otherwise are another encoder by its checksum.
        (prompts,) = [self.fresh / name for name in SERVING_FILES if name.endswith("transformers.json")]
        prompts.write_text(prompts.read_text() + "\n")
        write_build_file(self.fresh, origin="tuned", names=SERVING_FILES)
        encoder = OnnxEncoder.load(self.folder)
        registry = ModelRegistry(home / "models")
        version = train_version(
            registry, ALL, tiny_messages(), encoder, recipe="fast", made_at=NOW, progress=lambda _: None
        )
        promote_where_none_serves(registry, version, encoder=encoder.checksum, person=WHO)
        self.serving = encoder.checksum

    def why_not(self) -> str | None:
        """What the next process to look finds wrong."""
        registry = open_registry(self.settings)
        return registry.in_force(ALL).why_unusable(read_checksum(self.folder))

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.parent.glob(".*encoder*"))


@pytest.fixture
def home(tiny_encoder_folder: Path, tmp_path: Path) -> Home:
    return Home(tmp_path / "home", tiny_encoder_folder)


def test_killed_before_the_pointer_the_encoder_in_force_is_put_back(home: Home) -> None:
    swap_encoder(home.fresh, home.folder)
    assert read_checksum(home.folder) != home.serving
    assert home.why_not() is None
    assert read_checksum(home.folder) == home.serving
    assert home.left() == []


def test_killed_while_there_was_no_encoder_it_is_put_back(home: Home) -> None:
    home.folder.rename(home.folder.with_name(".encoder-before"))
    assert home.why_not() is None
    assert home.left() == [".encoder-tuned"]


def test_killed_behind_the_pointer_the_fresh_one_stays(home: Home) -> None:
    swap_encoder(home.fresh, home.folder)
    manifest = open_manifest(home)
    manifest.write_text(manifest.read_text().replace(home.serving, read_checksum(home.folder)))
    fresh = read_checksum(home.folder)
    open_registry(home.settings)
    assert read_checksum(home.folder) == fresh
    assert home.left() == []


def test_of_a_training_at_work_nothing_is_undone(home: Home) -> None:
    registry = ModelRegistry(home.settings.home / "models")
    with alone(registry):
        swap_encoder(home.fresh, home.folder)
        open_registry(home.settings)
        assert read_checksum(home.folder) != home.serving
    assert home.why_not() is None


def open_manifest(home: Home) -> Path:
    """Of the model in force, which a promotion would have changed."""
    return ModelRegistry(home.settings.home / "models").in_force(ALL).folder / "manifest.json"
