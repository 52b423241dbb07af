import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.checksum import write_build_file
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.serving_files import MODEL_FILE, ROWS_FILE, SERVING_FILES, TOKENIZER_FILE
from nlu.errors import ModelBroken, ModelMissing


@pytest.fixture
def folder(tiny_encoder_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny encoder that a test may spoil."""
    return Path(shutil.copytree(tiny_encoder_folder, tmp_path / "encoder"))


def seal(folder: Path) -> None:
    """Makes the folder's checksums right again, as someone would who builds a malicious one."""
    write_build_file(folder, origin="a stranger", names=SERVING_FILES)


def test_a_folder_that_is_not_there_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(
        ModelMissing, match=r"no model in .*nowhere; expected one made by `huiyi encoder build`"
    ):
        OnnxEncoder.load(tmp_path / "nowhere")


@pytest.mark.parametrize("name", SERVING_FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelBroken, match=re.escape(f"{name} is missing; run `huiyi encoder build`, ")):
        OnnxEncoder.load(folder)


@pytest.mark.parametrize("name", SERVING_FILES)
def test_a_truncated_file_is_named(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelBroken, match=f"{name} is not the file that was built"):
        OnnxEncoder.load(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}'])
def test_a_build_file_of_another_form_is_refused(folder: Path, content: str) -> None:
    (folder / "build.json").write_text(content)
    with pytest.raises(ModelBroken, match=r"build\.json cannot be read"):
        OnnxEncoder.load(folder)


def test_a_build_file_cannot_point_out_of_the_folder(folder: Path) -> None:
    build = json.loads((folder / "build.json").read_text())
    build["files"]["../outside"] = "0"
    (folder / "build.json").write_text(json.dumps(build))
    (folder.parent / "outside").write_text("secret")
    with pytest.raises(ModelBroken, match=r"\.\./outside is missing"):
        OnnxEncoder.load(folder)


def test_a_build_file_that_forgets_a_file_does_not_hide_that_it_is_gone(folder: Path) -> None:
    (folder / MODEL_FILE).unlink()
    write_build_file(folder, origin="a stranger", names=[TOKENIZER_FILE])
    with pytest.raises(ModelBroken, match=f"{MODEL_FILE} is missing"):
        OnnxEncoder.load(folder)


def test_a_graph_with_weights_in_other_files_is_refused(folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(folder / MODEL_FILE)
    onnx.save(
        model,
        folder / MODEL_FILE,
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
        convert_attribute=False,
    )
    seal(folder)
    with pytest.raises(ModelBroken, match="points to weights in other files"):
        OnnxEncoder.load(folder)


def test_a_file_that_is_no_graph_is_refused(folder: Path) -> None:
    (folder / MODEL_FILE).write_bytes(b"this is no protobuf, whatever its name says")
    seal(folder)
    with pytest.raises(ModelBroken, match=f"{MODEL_FILE} cannot be read"):
        OnnxEncoder.load(folder)


def test_pickled_rows_are_refused(folder: Path) -> None:
    np.save(folder / ROWS_FILE, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    seal(folder)
    with pytest.raises(ModelBroken, match="embedding table cannot be read"):
        OnnxEncoder.load(folder)


def test_rows_of_another_type_are_refused(folder: Path) -> None:
    np.save(folder / ROWS_FILE, np.zeros((4, 32), dtype=np.float32))
    seal(folder)
    with pytest.raises(ModelBroken, match="expected int8"):
        OnnxEncoder.load(folder)


def test_fewer_rows_than_pieces_are_refused(folder: Path) -> None:
    rows = np.load(folder / ROWS_FILE)
    np.save(folder / ROWS_FILE, rows[:3])
    np.save(folder / "embeddings.scales.npy", np.ones(3, dtype=np.float32))
    seal(folder)
    with pytest.raises(ModelBroken, match=r"pieces for 3 embedding rows"):
        OnnxEncoder.load(folder)


def test_the_same_folder_has_the_same_checksum_wherever_it_lies(
    folder: Path, tiny_encoder_folder: Path
) -> None:
    assert OnnxEncoder.load(folder).checksum == OnnxEncoder.load(tiny_encoder_folder).checksum
