"""Two texts read side by side: what tuning learns, what building makes of it, what serving reads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.adapter import Adapter, read_adapter, write_adapter
from nlu.encoder.build import read_base
from nlu.errors import ModelBroken, ModelMissing, NLUError
from nlu.pairs.reader import PairReader
from nlu.pairs.side_by_side import MAX_TOKENS, lay_side_by_side
from tests.unit.nlu.tiny_tuning import Interrupted, assert_same

# Of one trouble where both name the same letter.
SAME = [(f"{one} {letter}", f"{letter} {other}") for letter in "aeou" for one, other in ("bc", "df", "gh")]
OTHER = [(f"{one} a", f"e {other}") for one, other in ("bc", "df", "gh", "kl", "mn", "pq")] + [
    (f"{one} o", f"u {other}") for one, other in ("bc", "df", "gh", "kl", "mn", "pq")
]


@pytest.fixture(scope="module")
def tuning():
    pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    from nlu.pairs import tuning

    return tuning


def tune(tuning, source: Path, told: list[str] | None = None) -> Adapter:
    pairs = [tuning.Pair(*texts, True) for texts in SAME] + [tuning.Pair(*texts, False) for texts in OTHER]
    # So few texts have strangers that are none.
    recipe = tuning.PairRecipe(
        rounds=60, batch=8, first_layer=0, rate=3e-3, head_rate=1e-2, rank=32, strangers=0.0, shortened=0.0
    )
    parts = read_base(str(source), full_vocabulary=False)
    return tuning.tune_pairs(pairs, parts, recipe=recipe, progress=[].append if told is None else told.append)


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def adapter(tuning, source: Path, told: list[str]) -> Adapter:
    return tune(tuning, source, told)


@pytest.fixture(scope="module")
def folder(adapter: Adapter, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from nlu.pairs.building import build_pair_reader

    made = tmp_path_factory.mktemp("pairs")
    write_adapter(adapter, made / "pairs.safetensors")
    assert build_pair_reader(str(source), made / "pairs", adapter=made / "pairs.safetensors")
    return made / "pairs"


@pytest.fixture(scope="module")
def reader(folder: Path) -> PairReader:
    return PairReader.load(folder)


def test_what_was_learned_is_read_the_same_in_either_order(reader: PairReader) -> None:
    same, other = ([reader.read(*texts) for texts in pairs] for pairs in (SAME, OTHER))
    assert min(same) > max(other)
    assert all(reader.read(b, a) == reader.read(a, b) for a, b in SAME)


def test_each_round_tells_its_loss_and_the_loss_falls(adapter: Adapter, told: list[str]) -> None:
    losses = [float(step.rpartition(" ")[2]) for step in told]
    assert len(losses) == 60
    assert losses[-1] < losses[0] / 2


def test_the_same_pairs_give_the_same_adapter(tuning, source: Path, adapter: Adapter) -> None:
    again = tune(tuning, source)
    assert np.array_equal(again.head, adapter.head)
    assert all(np.array_equal(again.maps[name][0], adapter.maps[name][0]) for name in adapter.maps)


def few_rounds(tuning, source: Path, told: list[str], *, stop_at: str = "never", **options) -> Adapter:
    """With strangers, shortened texts and dropout; raises Interrupted once a step that begins so is told."""

    def progress(step: str) -> None:
        told.append(step)
        if step.startswith(stop_at):
            raise Interrupted

    pairs = [tuning.Pair(*texts, True) for texts in SAME] + [tuning.Pair(*texts, False) for texts in OTHER]
    given = {"pairs": pairs, "recipe": tuning.PairRecipe(rounds=3, batch=8, first_layer=0, rank=8), **options}
    parts = read_base(str(source), full_vocabulary=False)
    return tuning.tune_pairs(given.pop("pairs"), parts, progress=progress, **given)


def test_an_interrupted_tuning_comes_to_the_same_as_one_that_was_not(
    tuning, source: Path, tmp_path: Path
) -> None:
    state, kept = tmp_path / "pairs.state", []
    whole_told: list[str] = []
    whole = few_rounds(tuning, source, whole_told)
    with pytest.raises(Interrupted):
        few_rounds(tuning, source, [], state_file=state, stop_at="round 1 of 3", keep=kept.append)
    assert len(kept) == 1
    told: list[str] = []
    resumed = few_rounds(tuning, source, told, state_file=state, keep=kept.append)
    assert told == ["going on after round 1 of 3", *whole_told[1:]]
    assert len(kept) == 3
    assert_same(whole, resumed)
    assert_same(kept[-1], resumed)
    assert np.array_equal(whole.head, resumed.head)
    again: list[str] = []
    assert_same(whole, few_rounds(tuning, source, again, state_file=state))
    assert again == ["going on after round 3 of 3"]


def test_nothing_but_the_same_tuning_goes_on_from_its_state(
    tuning, source: Path, adapter: Adapter, tmp_path: Path
) -> None:
    state = tmp_path / "pairs.state"
    with pytest.raises(Interrupted):
        few_rounds(tuning, source, [], state_file=state, stop_at="round 1 of 3")
    recipe = tuning.PairRecipe(rounds=3, batch=8, first_layer=0, rank=8)
    turned = [tuning.Pair(*texts, False) for texts in SAME]
    for options, says in (
        ({"pairs": turned}, "other examples"),
        ({"recipe": replace(recipe, rate=1e-4)}, "another recipe"),
        ({"seed": 1}, "another seed"),
        ({"earlier": adapter}, "another adapter to start from"),
        ({"earlier": replace(adapter, head=adapter.head + 1)}, "another adapter to start from"),
        ({"half_precision": True}, "another device"),
    ):
        told: list[str] = []
        with pytest.raises(Interrupted):
            few_rounds(tuning, source, told, state_file=state, stop_at="starting anew", **options)
        assert told[-1] == f"starting anew: the tuning that was interrupted in {state} has {says}"
    state.write_bytes(b"cut short")
    few_rounds(tuning, source, told := [], state_file=state)
    assert told[0].startswith("starting anew: ") and "cannot be read" in told[0]


def test_going_on_from_an_earlier_adapter_starts_where_it_ended(
    tuning, source: Path, adapter: Adapter, told: list[str]
) -> None:
    parts, again = read_base(str(source), full_vocabulary=False), []
    pairs = [tuning.Pair(*texts, True) for texts in SAME] + [tuning.Pair(*texts, False) for texts in OTHER]
    recipe = replace(tuning.GOING_ON, rounds=3, strangers=0.0, shortened=0.0)
    tuning.tune_pairs(pairs, parts, recipe=recipe, earlier=adapter, progress=again.append)
    first, last = (float(step.rpartition(" ")[2]) for step in (told[0], again[-1]))
    assert len(again) == recipe.rounds
    assert last < first / 2
    with pytest.raises(NLUError, match="reads no pairs with this encoder"):
        tuning.tune_pairs(pairs, parts, earlier=replace(adapter, head=None))


def test_the_head_goes_with_the_adapter_into_its_file(adapter: Adapter, tmp_path: Path) -> None:
    write_adapter(adapter, tmp_path / "with.safetensors")
    write_adapter(replace(adapter, head=None), tmp_path / "without.safetensors")
    assert np.array_equal(read_adapter(tmp_path / "with.safetensors").head, adapter.head)
    assert read_adapter(tmp_path / "without.safetensors").head is None


def test_an_adapter_of_another_encoder_builds_nothing_and_says_so(
    adapter: Adapter, source: Path, folder: Path, tmp_path: Path
) -> None:
    from nlu.pairs.building import build_pair_reader, is_up_to_date

    strange = tmp_path / "strange.safetensors"
    write_adapter(replace(adapter, base=adapter.base + 1), strange)
    told: list[str] = []
    target = tmp_path / "pairs"
    target.mkdir()
    assert not build_pair_reader(str(source), target, adapter=strange, progress=told.append)
    assert "made for another encoder" in told[-1]
    assert not target.exists()
    assert is_up_to_date(str(source), folder, adapter=folder.parent / "pairs.safetensors")
    assert not is_up_to_date(str(source), folder, adapter=strange)


def test_an_adapter_for_messages_is_refused(adapter: Adapter, source: Path, tmp_path: Path) -> None:
    from nlu.pairs.building import build_pair_reader

    write_adapter(replace(adapter, head=None), tmp_path / "messages.safetensors")
    with pytest.raises(ModelBroken, match="has no head"):
        build_pair_reader(str(source), tmp_path / "pairs", adapter=tmp_path / "messages.safetensors")


def test_a_missing_folder_and_a_changed_file_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="made by `huiyi pairs build`"):
        PairReader.load(tmp_path)
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.int8.onnx").write_bytes(b"cut short")
    with pytest.raises(ModelBroken, match="not the file that was built"):
        PairReader.load(tmp_path)


@pytest.mark.parametrize("text", ["", "\x00\x07", "<b>'; DROP TABLE tickets;--", "👍" * 500, "退款" * 50_000])
def test_any_text_is_read(reader: PairReader, text: str) -> None:
    assert np.isfinite(reader.read(text, "发票"))


def test_a_long_text_is_cut_and_both_have_their_ends(folder: Path) -> None:
    from nlu.encoder.tokenizing import load_tokenizer

    tokenizer = load_tokenizer(folder, "tokenizer.json")
    begin, end = tokenizer.encode("", limit=4)
    row = lay_side_by_side(tokenizer, "a" * 1000, "b")
    assert row[0] == begin
    assert row.count(end) == 3
    assert len(row) == MAX_TOKENS + len(tokenizer.encode("b", limit=MAX_TOKENS))


def test_what_two_readings_disagree_in_is_nothing_where_they_are_one_and_the_same_both_ways(tuning) -> None:
    import torch

    from nlu.encoder.tuning_losses import disagreement
    from nlu.pairs.tuning_rounds import two_sided

    one, other = torch.tensor([2.0, -1.0, 0.5]), torch.tensor([1.0, 1.0, 0.5])
    first, second = two_sided(one), two_sided(other)
    assert disagreement(first, first) == 0
    assert disagreement(first, second) == disagreement(second, first) > 0
    # By the definition of the divergence.
    p, q = one.sigmoid(), other.sigmoid()
    there = (p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log()).mean()
    back = (q * (q / p).log() + (1 - q) * ((1 - q) / (1 - p)).log()).mean()
    assert torch.isclose(disagreement(first, second), (there + back) / 2)
