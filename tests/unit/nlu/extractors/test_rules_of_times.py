"""Rules of times are tried only on texts that have their sign: without it none may find anything."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from nlu.extractors.surface import surface_of
from nlu.extractors.time_phrases import Rule
from nlu.extractors.times import RULES
from training_data.loader import load_split
from training_data.schema import Split

MESSAGES = Path(__file__).parents[4] / "training_data" / "nlu"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [surface_of(one.text).folded for one in load_split(MESSAGES, Split.train)[::15]]


@pytest.mark.parametrize(("sign", "rules"), RULES)
def test_without_its_sign_a_rule_finds_nothing(
    sign: re.Pattern[str], rules: Sequence[Rule], texts: list[str]
) -> None:
    bare = [text for text in (sign.sub("", text) for text in texts) if not sign.search(text)]
    assert len(bare) > 3000
    for pattern, _ in rules:
        assert [text for text in bare if pattern.search(text)] == []
