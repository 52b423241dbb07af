"""Training encoder and model together: both come into force, or all stays as it was."""

import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import FullTrainingRefused, NLUError, TrainingDataBroken
from nlu.model_store import read_manifest
from nlu.pipeline import Pipeline
from nlu.versions.pointer import Person
from nlu.versions.registry import ALL, ModelRegistry, Version
from tests.tiny_home import relabelled
from tests.unit.nlu.tiny_messages import tiny_messages
from training_data.schema import Example

WHO = Person("ning", lambda: datetime(2026, 5, 11, 2, tzinfo=UTC))


class Interrupted(Exception):
    pass


def interrupt() -> None:
    raise Interrupted


@pytest.fixture(scope="module")
def full():
    pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    from nlu.versions import full_training

    return full_training


class Home:
    """A models' folder with the untuned encoder, and a source to tune from."""

    def __init__(self, full, folder: Path, built: Path) -> None:
        self._full = full
        self.registry = ModelRegistry(folder / "models")
        self.encoder_folder = Path(shutil.copytree(built, folder / "models" / "encoder"))
        self.source = str(built.parent / "source")
        self.told: list[str] = []

    def train(
        self,
        data: Sequence[Example],
        *,
        at: str = "never",
        do: Callable[[], None] = interrupt,
        source: str | None = None,
        recipe: str = "full",
    ) -> Version:
        """Does `do` when a step that begins with `at` is told."""

        def progress(step: str) -> None:
            self.told.append(step)
            if step.startswith(at):
                do()

        return self._full.train_fully(
            self.registry,
            data,
            source or self.source,
            self.encoder_folder,
            current=self._full.look_at_current(self.registry, self.encoder_folder),
            test=tiny_messages(),
            person=WHO,
            recipe=self._recipe(recipe),
            progress=progress,
        )

    def _recipe(self, name: str) -> object:
        """A small one of its kind."""
        if name == "full":
            return self._full.TuningRecipe(rounds=2, rank=2, rate=1e-2)
        return self._full.WholeRecipe(rounds=2, rank=4, rate=3e-3, dropout=0.1, batch=16, averaging=0.8)

    def encoder(self) -> OnnxEncoder:
        return OnnxEncoder.load(self.encoder_folder)

    def look(self) -> tuple[str, Version, list[str], list[str]]:
        """All that serving depends on."""
        return (
            self.encoder().checksum,
            self.registry.in_force(ALL),
            self.registry.versions(ALL),
            sorted(path.name for path in self.registry.models.iterdir()),
        )


@pytest.fixture
def empty(full, tiny_encoder_folder: Path, tmp_path: Path) -> Home:
    return Home(full, tmp_path, tiny_encoder_folder)


@pytest.fixture(scope="module")
def trained_models(full, tiny_encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(full, tmp_path_factory.mktemp("trained"), tiny_encoder_folder)
    home.train(tiny_messages())
    return home.registry.models


@pytest.fixture
def trained(full, trained_models: Path, tiny_encoder_folder: Path, tmp_path: Path) -> Home:
    home = Home(full, tmp_path, tiny_encoder_folder)
    shutil.rmtree(home.registry.models)
    shutil.copytree(trained_models, home.registry.models, symlinks=True)
    return home


def test_encoder_and_version_come_into_force_together(trained: Home, tiny_encoder_folder: Path) -> None:
    version, encoder = trained.registry.in_force(ALL), trained.encoder()
    assert encoder.checksum != OnnxEncoder.load(tiny_encoder_folder).checksum
    manifest = version.check(encoder.checksum)
    assert manifest.recipe == "full"
    result = Pipeline.load_with(version.folder, encoder).parse("我要退款", now=WHO.clock(), timezone="+08:00")
    assert result.intent.name == "request_refund"
    entry = trained.registry.pointer(ALL).history[-1]
    assert (entry.version, entry.by) == (version.name, "ning")
    assert entry.verdict.startswith("nothing to compare with: no model")
    assert sorted(path.name for path in (trained.registry.models / "tuning").glob("*.*")) == [
        ".lock", "adapter.safetensors",
    ]  # fmt: skip


def test_a_better_or_equal_one_takes_the_place_of_what_is_in_force(trained: Home) -> None:
    before = trained.look()
    version = trained.train(tiny_messages()[:-1])
    assert trained.look() != before
    assert trained.registry.in_force(ALL) == version
    assert read_manifest(version.folder).encoder == trained.encoder().checksum
    assert "of the test split" in trained.registry.pointer(ALL).history[-1].measured_on


def test_a_worse_one_changes_nothing_and_leaves_what_was_learned(trained: Home) -> None:
    before = trained.look()
    with pytest.raises(
        FullTrainingRefused, match=r"in-scope accuracy fell .*; encoder and model stay"
    ) as told:
        trained.train(relabelled())
    assert trained.look() == before
    assert told.value.adapter.is_file()


@pytest.mark.parametrize("step", ["round 1 of 2", "measuring"])
def test_an_interruption_changes_nothing_and_the_same_goes_on_where_it_was(trained: Home, step: str) -> None:
    data = tiny_messages()[:-2]
    before = trained.look()
    with pytest.raises(Interrupted):
        trained.train(data, at=step)
    assert trained.look() == before
    trained.told.clear()
    version = trained.train(data)
    assert trained.registry.in_force(ALL) == version
    rounds = 1 if step == "round 1 of 2" else 2
    assert f"going on after round {rounds} of 2" in trained.told


def test_a_pointer_that_cannot_be_written_changes_nothing(
    trained: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trained.look()

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("nlu.versions.registry.write_pointer", fail)
    with pytest.raises(OSError, match="no space left"):
        trained.train(tiny_messages()[:-3])
    encoder, in_force, _, files = trained.look()
    assert (encoder, in_force, files) == (before[0], before[1], before[3])
    in_force.check(encoder)


def test_two_at_once_are_refused(empty: Home) -> None:
    def train_beside() -> None:
        with pytest.raises(NLUError, match="another full training works in"):
            empty.train(tiny_messages())
        raise Interrupted

    with pytest.raises(Interrupted):
        empty.train(tiny_messages(), at="round 1 of 2", do=train_beside)


def test_a_tuned_encoder_is_no_source(trained: Home) -> None:
    with pytest.raises(NLUError, match="is tuned already"):
        trained.train(tiny_messages(), source=str(trained.encoder_folder))


def test_too_little_data_is_told_before_the_work(empty: Home) -> None:
    with pytest.raises(TrainingDataBroken):
        empty.train([one for one in tiny_messages() if one.intent != "check_bill"])
    assert empty.told == []


def test_with_whole_weights_both_come_into_force_too_and_it_goes_on_after_an_interruption(
    empty: Home,
) -> None:
    before = empty.encoder().checksum
    with pytest.raises(Interrupted):
        empty.train(tiny_messages(), recipe="whole", at="round 1 of 2")
    assert empty.encoder().checksum == before
    empty.told.clear()
    version = empty.train(tiny_messages(), recipe="whole")
    assert "going on after round 1 of 2" in empty.told
    assert "cut to rank 4" in empty.told
    assert empty.encoder().checksum != before
    assert version.check(empty.encoder().checksum).recipe == "whole"
    assert empty.registry.in_force(ALL) == version
    assert sorted(path.name for path in (empty.registry.models / "tuning").glob("*.*")) == [
        ".lock", "adapter.safetensors",
    ]  # fmt: skip


def test_what_was_interrupted_with_another_recipe_starts_anew(empty: Home) -> None:
    with pytest.raises(Interrupted):
        empty.train(tiny_messages(), recipe="whole", at="round 1 of 2")
    with pytest.raises(Interrupted):
        empty.train(tiny_messages(), recipe="full", at="starting anew")
    assert empty.told[-1].endswith("has another recipe")
