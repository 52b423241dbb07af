"""The built encoder and the trained model of this machine, and a tiny encoder made for the test."""

import os
from pathlib import Path

import pytest

from tests.unit.nlu.tiny_encoder import build_tiny_encoder

ROOT = Path(__file__).parents[3]
MODELS = Path(os.environ.get("HUIYI_HOME", ROOT / ".huiyi")) / "models"


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    return _made(MODELS / "encoder", "build.json")


@pytest.fixture(scope="session")
def model_folder() -> Path:
    return _made(MODELS / "intent", "manifest.json")


@pytest.fixture(scope="session")
def tiny_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built encoder of two small random layers, exported as the real one is; not to be written into."""
    pytest.importorskip("torch", reason="building an encoder needs the extra 'train'")
    return build_tiny_encoder(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def source(tiny_encoder_folder: Path) -> Path:
    """What the tiny encoder was built from."""
    return tiny_encoder_folder.parent / "source"


def _made(folder: Path, witness: str) -> Path:
    if not (folder / witness).is_file() and not os.environ.get("HUIYI_REQUIRE_ALL"):
        pytest.skip(f"no model in {folder}; `make train` makes it")
    return folder
