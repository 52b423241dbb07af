import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from nlu.encoder.tokenizing import load_tokenizer
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


@pytest.mark.parametrize("change", [{"normalizer": {"type": "Lowercase"}}, {"normalizer": None}])
def test_another_kind_of_tokenizer_is_left_to_the_library(tmp_path: Path, change: dict[str, object]) -> None:
    stored = {**STORED, **change}
    (tmp_path / "tokenizer.json").write_text(json.dumps(stored))
    tokenizer = load_tokenizer(tmp_path, "tokenizer.json")
    whole = Tokenizer.from_str(json.dumps(stored)).encode("ABC abc 退款").ids
    assert tokenizer.encode("ABC abc 退款", limit=LONG) == whole
    assert tokenizer.encode("ABC abc 退款", limit=4) == [*whole[:3], whole[-1]]
    assert len(tokenizer) == len(OURS)


@pytest.mark.parametrize("content", ["", "[]", '{"model": {"type": "Unigram"}}'])
def test_a_file_that_is_no_tokenizer_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ModelBroken, match=r"tokenizer\.json cannot be used"):
        load_tokenizer(tmp_path, "tokenizer.json")


@pytest.mark.model
def test_real_messages_have_the_ids_that_tokenizers_gives(encoder_folder: Path) -> None:
    ours = load_tokenizer(encoder_folder, "tokenizer.json")
    assert isinstance(ours, UnigramTokenizer)
    theirs = Tokenizer.from_file(str(encoder_folder / "tokenizer.json"))
    for message in load_split(ROOT / "training_data" / "nlu", Split.train)[::5]:
        text = f"query: {message.text}"
        assert ours.encode(text, limit=LONG) == theirs.encode(text).ids, text
