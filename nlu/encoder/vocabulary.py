"""Cuts a multilingual vocabulary to what Chinese and English text can use; it is most of the model's size.

A piece stays when each of its characters is ASCII, Latin-1, punctuation, a symbol, CJK or kana. Text made of
such characters is segmented as before, because a dropped piece could never have matched it.
"""

import copy
import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np

from nlu.encoder.parts import WORD_EMBEDDINGS, EncoderParts

LAST_LATIN_1 = "\u00ff"
CJK_AND_KANA = (
    (0x20D0, 0x20FF),  # combining marks for symbols: the keycap of emoji
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x30FF),  # CJK punctuation, hiragana, katakana
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x4DBF),  # bopomofo, strokes, katakana, enclosed, compatibility, extension A
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE00, 0xFE0F),  # variation selectors: the colour of emoji
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # half and full width
    (0x20000, 0x3FFFF),
)


def keeps(piece: str) -> bool:
    """Whether Chinese or English text can contain the piece."""
    return all(_known(character) for character in piece)


def _known(character: str) -> bool:
    if character <= LAST_LATIN_1 or unicodedata.category(character)[0] in "PSZ":
        return True
    return any(first <= ord(character) <= last for first, last in CJK_AND_KANA)


def cut_vocabulary(parts: EncoderParts) -> EncoderParts:
    """Only pieces that `keeps`, ids renumbered; the same parts where the tokenizer is not a unigram one."""
    model = parts.tokenizer["model"]
    if model.get("type") != "Unigram":
        return parts
    kept = _kept_ids(model["vocab"], {token["id"] for token in parts.tokenizer["added_tokens"]})
    tensors = dict(parts.tensors)
    tensors[WORD_EMBEDDINGS] = np.ascontiguousarray(tensors[WORD_EMBEDDINGS][kept])
    tokenizer = _renumbered(parts.tokenizer, {old: new for new, old in enumerate(kept)})
    config = {**parts.config, "vocab_size": len(kept)}
    return replace(
        parts,
        config=config,
        tensors=tensors,
        tokenizer=tokenizer,
        origin=f"{parts.origin}; vocabulary cut to Chinese and English",
    )


def _kept_ids(vocabulary: list[tuple[str, float]], specials: set[int]) -> list[int]:
    # The score of an unknown character derives from the lowest score there is, so that piece stays too.
    lowest = min(range(len(vocabulary)), key=lambda index: vocabulary[index][1])
    return [
        index
        for index, (piece, _) in enumerate(vocabulary)
        if index == lowest or index in specials or keeps(piece)
    ]


def _renumbered(tokenizer: dict[str, Any], new_id: dict[int, int]) -> dict[str, Any]:
    vocabulary = tokenizer["model"]["vocab"]
    # The vocabulary is the bulk of it and is replaced: only the rest is copied.
    rest = copy.deepcopy({key: value for key, value in tokenizer.items() if key != "model"})
    model = {**tokenizer["model"], "vocab": [vocabulary[old] for old in new_id]}
    model["unk_id"] = new_id[model["unk_id"]]
    for token in rest["added_tokens"]:
        token["id"] = new_id[token["id"]]
    for token in rest["post_processor"]["special_tokens"].values():
        token["ids"] = [new_id[old] for old in token["ids"]]
    return {**rest, "model": model}
