"""The reader of pairs as it is shipped, on pairs that nothing was learned from."""

import pytest

from escalation.duplicates.reading import load_reading_weights
from nlu.pairs.reader import PairReader
from tests.model_home import built_models
from training_data.duplicate_pairs import FOLDER, read_pairs


@pytest.fixture(scope="module")
def reader() -> PairReader:
    return PairReader.load(built_models() / "pairs")


def test_of_a_duplicate_and_a_look_alike_the_duplicate_nearly_always_reads_as_one_trouble(reader) -> None:
    pairs = read_pairs(FOLDER / "held.yml")
    same, other = (
        [reader.read(pair.a, pair.b) for pair in [one for one in pairs if one.duplicate is kind][::4]]
        for kind in (True, False)
    )
    assert len(same) == len(other) == 40
    righter = sum(one > two for one in same for two in other)
    assert righter >= 0.9 * len(same) * len(other)


def test_tickets_that_have_nothing_to_do_with_each_other_do_not_read_as_one_trouble(reader) -> None:
    pairs, weights = read_pairs(FOLDER / "held.yml"), load_reading_weights()
    surely = sum(
        weights.constant + weights.read * reader.read(one.a, other.b) > 2
        for one, other in zip(pairs[:100], pairs[160:260], strict=True)
    )
    assert surely <= 3


def test_a_ticket_that_leaves_something_out_reads_as_the_same(reader) -> None:
    texts = [pair.a for pair in read_pairs(FOLDER / "held.yml")[::8]]
    same = [reader.read(text, text[: len(text) * 3 // 4]) for text in texts]
    assert sum(one > 0 for one in same) >= 0.8 * len(same)


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("看板打不开了", "Boards just keep loading and never show up", "看板打开以后怎么改名字"),
        ("invoice has wrong company name", "发票抬头写错了，麻烦重开", "when will my invoice arrive"),
        ("登不上去，一直说密码错", "pw rejected every time i log in", "登上去以后怎么改密码"),
    ],
)
def test_across_languages_and_badly_typed(reader, one: str, same: str, other: str) -> None:
    assert reader.read(one, same) > reader.read(one, other)
