"""tokenizer.json for a sentencepiece unigram vocabulary, as XLM-R uses it."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.decoders import Metaspace
from tokenizers.models import Unigram

# NFKC would turn the full-width tilde, common in Chinese, into "~"; the model was trained with it kept.
KEPT = "～"
STAND_IN = "\uf8ff"


@dataclass(frozen=True)
class Specials:
    """Ids of the special pieces."""

    bos: int
    eos: int
    pad: int
    unk: int
    mask: int


def build_tokenizer(
    pieces: Sequence[str], scores: Sequence[float], specials: Specials, normalisation: Mapping[str, str]
) -> dict[str, Any]:
    """tokenizer.json as a value; `normalisation` maps single characters to what replaces them."""
    tokenizer = Tokenizer(
        Unigram(list(zip(pieces, scores, strict=True)), unk_id=specials.unk, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            *_before_nfkc(normalisation),
            normalizers.Replace(KEPT, STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(STAND_IN, KEPT),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = pieces[specials.bos], pieces[specials.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, specials.bos), (eos, specials.eos)],
    )
    for index in (specials.bos, specials.pad, specials.eos, specials.unk, specials.mask):
        tokenizer.add_special_tokens([AddedToken(pieces[index], special=True, normalized=False)])
    parsed: dict[str, Any] = json.loads(tokenizer.to_str())
    return parsed


def _before_nfkc(normalisation: Mapping[str, str]) -> list[Any]:
    """One replacement for each target that NFKC would miss: mostly controls to nothing or a space."""
    groups: dict[str, list[str]] = {}
    for character, target in normalisation.items():
        if unicodedata.normalize("NFKC", character) != target:
            groups.setdefault(target, []).append(character)
    return [
        normalizers.Replace(Regex("[" + "".join(map(re.escape, characters)) + "]"), target)
        for target, characters in groups.items()
    ]
