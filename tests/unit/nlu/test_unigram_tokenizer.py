import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlu.encoder.unigram import UnigramTokenizer
from nlu.errors import ModelBroken
from tests.unit.nlu.tiny_encoder import tiny_parts
from training_data.loader import load_split
from training_data.schema import Split

ROOT = Path(__file__).parents[3]
STORED = tiny_parts().tokenizer
OURS = UnigramTokenizer(STORED)
THEIRS = Tokenizer.from_str(json.dumps(STORED))
LONG = 10**6


# Half characters and the special tokens themselves are where the two part, on purpose.
@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "<" not in text))
def test_any_text_has_the_ids_that_tokenizers_gives(text: str) -> None:
    assert OURS.encode(text, limit=LONG) == THEIRS.encode(text).ids


@given(st.text("abAB 退款▁жж👍～Ａ\n\u200b", max_size=30))
def test_spaces_unknown_characters_and_wide_forms_do_too(text: str) -> None:
    assert OURS.encode(text, limit=LONG) == THEIRS.encode(text).ids


def test_a_typed_special_token_is_text() -> None:
    assert OURS.encode("</s>", limit=LONG).count(2) == 1


@pytest.mark.parametrize("limit", [2, 3, 5, 100])
def test_the_limit_counts_the_tokens_of_beginning_and_end(limit: int) -> None:
    ids = OURS.encode("abc abc abc", limit=limit)
    whole = OURS.encode("abc abc abc", limit=LONG)
    assert len(ids) == min(limit, len(whole))
    assert ids == [*whole[: limit - 1], whole[-1]][: len(ids)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": {"type": "WordPiece"}}, "WordPiece on Metaspace, expected Unigram on Metaspace"),
        ({"normalizer": {"type": "Lowercase"}}, "its normaliser Lowercase is not known"),
        ({"model": None}, "cannot be used"),
    ],
)
def test_another_kind_of_tokenizer_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    (tmp_path / "tokenizer.json").write_text(json.dumps({**STORED, **change}))
    with pytest.raises(ModelBroken, match=message):
        UnigramTokenizer.load(tmp_path, "tokenizer.json")


@pytest.mark.model
def test_real_messages_have_the_ids_that_tokenizers_gives(encoder_folder: Path) -> None:
    ours = UnigramTokenizer.load(encoder_folder, "tokenizer.json")
    theirs = Tokenizer.from_file(str(encoder_folder / "tokenizer.json"))
    for message in load_split(ROOT / "training_data" / "nlu", Split.train)[::5]:
        text = f"query: {message.text}"
        assert ours.encode(text, limit=LONG) == theirs.encode(text).ids, text
