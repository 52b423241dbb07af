"""`huiyi pairs` on a tiny encoder: tuned on a file of pairs, built, and found there again."""

from pathlib import Path

import pytest

from nlu.pairs.reader import PairReader
from tests.command import huiyi
from tests.unit.nlu.tiny_encoder import build_tiny_encoder

PAIR = "  - duplicate: {same}\n    kind: other words\n    a: {one}\n    b: {other}\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    folder = tmp_path_factory.mktemp("encoder")
    build_tiny_encoder(folder)
    return folder / "source"


def test_tuned_built_and_not_built_again(source: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HUIYI_ENCODER", str(source))
    pairs, adapter = tmp_path / "pairs.yml", tmp_path / "mine.safetensors"
    pairs.write_text(
        "pairs:\n"
        + PAIR.format(same="true", one="bill late", other="late bill")
        + PAIR.format(same="false", one="bill late", other="weather"),
        encoding="utf-8",
    )
    tuned = huiyi(tmp_path, "pairs", "tune", adapter, "--data", pairs, "--rounds", "2")
    assert tuned.returncode == 0, tuned.stderr
    assert "2 pairs" in tuned.stdout and "round 2 of 2" in tuned.stdout
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "mine.safetensors", "pairs.yml",
    ], "an adapter is all that is left of a tuning"  # fmt: skip
    over = huiyi(tmp_path, "pairs", "tune", adapter, "--data", pairs, "--earlier", adapter)
    assert over.returncode == 2 and "give OUT another" in " ".join(over.stderr.replace("│", " ").split())
    built = huiyi(tmp_path, "pairs", "build", "--adapter", adapter)
    assert "reader of pairs ready" in built.stdout, built.stderr
    assert isinstance(PairReader.load(tmp_path / "models" / "pairs").read("bill", "late"), float)
    again = huiyi(tmp_path, "pairs", "build", "--adapter", adapter, "--if-missing")
    assert "is there" in again.stdout


def test_our_adapter_is_for_our_encoder_and_another_goes_without(
    source: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("HUIYI_ENCODER", str(source))
    built = huiyi(tmp_path, "pairs", "build")
    assert built.returncode == 0
    assert "made for another encoder; no pairs are read" in built.stdout


def test_a_broken_file_of_pairs_names_its_line(source: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HUIYI_ENCODER", str(source))
    (tmp_path / "pairs.yml").write_text("pairs:\n  - duplicate: maybe\n", encoding="utf-8")
    told = huiyi(tmp_path, "pairs", "tune", tmp_path / "out.safetensors", "--data", tmp_path / "pairs.yml")
    assert told.returncode == 2
    assert "pairs.yml:2" in told.stderr and "Traceback" not in told.stderr
