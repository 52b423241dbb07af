"""A BERT of two random layers with a vocabulary of single characters, as a standard model folder."""

from pathlib import Path

import numpy as np

from nlu.encoder.build import build_encoder
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.tokenizer_file import Specials, build_tokenizer

HIDDEN = 32
LAYERS = 2
FEED_FORWARD = 64
# The Cyrillic piece is one that the cut to Chinese and English drops.
CHARACTERS = (
    "▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,!?:-#@"
    "你好发票退款登录天气账单订的了吗我要ж👍"
)
SPECIALS = Specials(bos=0, pad=1, eos=2, unk=3, mask=4)
NORMALISATION = {"\x01": "", "\n": " ", "\u200b": " ", "Ａ": "A"}


def tiny_parts() -> EncoderParts:
    """The same random weights each time."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *CHARACTERS]
    scores = [0.0] * 5 + [-float(index) for index in range(1, len(CHARACTERS) + 1)]
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 2,
        "intermediate_size": FEED_FORWARD,
        "vocab_size": len(pieces),
        "max_position_embeddings": 512,
        "type_vocab_size": 1,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": 1,
    }
    tokenizer = build_tokenizer(pieces, scores, SPECIALS, NORMALISATION)
    return EncoderParts(config, _tensors(len(pieces)), tokenizer, "random weights")


def build_tiny_encoder(folder: Path) -> Path:
    """Writes the parts as a source folder and builds the encoder from it, all in `folder`."""
    source = folder / "source"
    source.mkdir()
    write_model_folder(tiny_parts(), source)
    build_encoder(str(source), folder / "encoder")
    return folder / "encoder"


def _tensors(vocabulary: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    shapes = {
        "embeddings.word_embeddings.weight": (vocabulary, HIDDEN),
        "embeddings.position_embeddings.weight": (512, HIDDEN),
        "embeddings.token_type_embeddings.weight": (1, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
    }
    for layer in range(LAYERS):
        for part, (rows, columns) in {
            "attention.self.query": (HIDDEN, HIDDEN),
            "attention.self.key": (HIDDEN, HIDDEN),
            "attention.self.value": (HIDDEN, HIDDEN),
            "attention.output.dense": (HIDDEN, HIDDEN),
            "intermediate.dense": (FEED_FORWARD, HIDDEN),
            "output.dense": (HIDDEN, FEED_FORWARD),
        }.items():
            shapes[f"encoder.layer.{layer}.{part}.weight"] = (rows, columns)
            shapes[f"encoder.layer.{layer}.{part}.bias"] = (rows,)
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{norm}.weight"] = (HIDDEN,)
            shapes[f"encoder.layer.{layer}.{norm}.bias"] = (HIDDEN,)
    return {name: _weights(random, name, shape) for name, shape in shapes.items()}


def _weights(random: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name.endswith("LayerNorm.weight"):
        return np.ones(shape, dtype=np.float32)
    return (random.standard_normal(shape) * 0.3).astype(np.float32)
