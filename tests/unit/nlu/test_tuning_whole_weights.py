"""Tuning whole weights, cutting what changed to a low rank, and mending what the cut cost."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.adapter import Adapter, lesson_keys, merge_adapter
from nlu.encoder.lessons import HeldText
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.rank_cut import cut_to_rank
from nlu.encoder.tokenizing import load_tokenizer
from nlu.errors import NLUError
from tests.unit.nlu.tiny_encoder import HIDDEN, LAYERS, tiny_parts
from tests.unit.nlu.tiny_messages import tiny_messages
from tests.unit.nlu.tiny_tuning import Interrupted, assert_same, tune_until

PARTS = tiny_parts()
AROUND = (("", ""), ("hello, ", ""), ("你好", ""), ("", " now"), ("", " please"), ("", "了"))
MESSAGES = [
    replace(one, text=f"{before}{one.text}{after}") for one in tiny_messages() for before, after in AROUND
]


@pytest.fixture(scope="module")
def tuning():
    torch = pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    from nlu.encoder import tuning

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a model waits for a second thread longer than it takes
    yield tuning
    torch.set_num_threads(threads)


def tune(tuning, told: list[str] | None = None, *, parts=PARTS, **options: object) -> Adapter:
    """Of `options`, what a recipe has is its own; without rounds of their own, few of them."""
    apart = {"stop_at", "seed", "earlier", "state_file", "keep", "data", "held", "half_precision"}
    passed = {name: options.pop(name) for name in apart & options.keys()}
    small = {"rounds": 2, "rate": 3e-3, "dropout": 0.1, "batch": 16, "averaging": 0.8, "mending_rounds": 0}
    recipe = tuning.WholeRecipe(**{**small, "first_layer": 0, **options})
    messages = passed.pop("data", tiny_messages())
    return tune_until(tuning, messages, parts, [] if told is None else told, recipe=recipe, **passed)


def shares(told: Sequence[str]) -> list[float]:
    return [float(found[1]) for step in told if (found := re.search(r"unseen right (\d\.\d+)", step))]


def change(adapter: Adapter) -> dict[str, np.ndarray]:
    """What the adapter adds to each weight."""
    return {name: up @ down for name, (down, up) in adapter.maps.items()}


def apart(first: Adapter, second: Adapter) -> float:
    """How far what they add lies apart, as a share of what the first adds."""
    pairs = [(added, change(second)[name]) for name, added in change(first).items()]
    distance = sum(float(((one - other) ** 2).sum()) for one, other in pairs)
    return (distance / sum(float((one**2).sum()) for one, _ in pairs)) ** 0.5


def means(adapter: Adapter | None, folder: Path, prompt: str, texts: Sequence[str] = ()) -> np.ndarray:
    """The mean vectors of texts, else of the messages, by transformers, as anybody would compute them."""
    import torch
    from transformers import AutoModel

    folder.mkdir()
    write_model_folder(merge_adapter(PARTS, adapter) if adapter else PARTS, folder)
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False).eval()
    tokenizer = load_tokenizer(folder, "tokenizer.json")
    with torch.no_grad():
        rows = [
            model(torch.tensor([tokenizer.encode(prompt + one, limit=96)])).last_hidden_state[0].mean(0)
            for one in texts or [one.text for one in MESSAGES]
        ]
    vectors = torch.stack(rows).numpy()
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_it_learns_from_round_to_round(tuning) -> None:
    told: list[str] = []
    tune(tuning, told, data=MESSAGES, rounds=6, dropout=0.0, mending_rounds=1, rank=8)
    of_rounds = shares(told)
    assert len(of_rounds) == 7
    assert of_rounds[5] >= of_rounds[0] + 0.1
    assert of_rounds[6] >= of_rounds[0] + 0.1  # after the cut


def test_the_means_are_held_by_their_direction_from_their_language_s_centre(tuning, tmp_path: Path) -> None:
    untuned = means(None, tmp_path / "untuned", "query: ")
    held, let_go = (
        means(
            tune(tuning, data=MESSAGES, rounds=12, rank=HIDDEN, dropout=0.0, faithfulness=faithfulness),
            tmp_path / f"tuned {faithfulness}",
            "",
        )
        for faithfulness in (4.0, 0.0)
    )
    assert (held * untuned).sum(1).mean() > 0.92
    assert cosine_from_centre(held, untuned) > 0.3 > 0.15 > cosine_from_centre(let_go, untuned)


def test_passages_that_are_held_stay_where_they_were(tuning, tmp_path: Path) -> None:
    texts = [f"{one.text}, {other.text}" for one, other in zip(MESSAGES, MESSAGES[40:], strict=False)]
    held = [HeldText(text, "en", is_passage=True) for text in texts]
    options = {"data": MESSAGES, "rounds": 4, "rank": HIDDEN, "dropout": 0.0}
    adapters = [tune(tuning, held=held, **options), tune(tuning, **options)]
    untuned = means(None, tmp_path / "untuned", "passage: ", texts)
    kept, left = (
        float((means(adapter, tmp_path / str(at), "passage: ", texts) * untuned).sum(1).mean())
        for at, adapter in enumerate(adapters)
    )
    assert kept > left
    assert set(adapters[0].tuned_on.tolist()) == set(adapters[1].tuned_on.tolist())  # they are no lessons


def test_in_halves_it_is_another_tuning_that_comes_to_nearly_the_same(tuning, tmp_path: Path) -> None:
    state, told = tmp_path / "state", []
    whole = tune(tuning, state_file=state, rounds=1)
    halves = tune(tuning, told, state_file=state, rounds=1, half_precision=True)
    assert f"starting anew: the tuning that was interrupted in {state} has another device" in told
    assert 0 < apart(whole, halves) < 0.5


def cosine_from_centre(tuned: np.ndarray, untuned: np.ndarray) -> float:
    languages = np.array([one.language for one in MESSAGES])
    centres = {language: untuned[languages == language].mean(0) for language in np.unique(languages)}
    centre = np.stack([centres[language] for language in languages])
    one, other = tuned - centre, untuned - centre
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(((one * other).sum(1) / lengths).mean())


def test_the_cut_is_near_to_what_was_learned_whole_and_nearer_with_a_higher_rank(tuning) -> None:
    whole, cut, narrow = (tune(tuning, rank=rank) for rank in (HIDDEN, 12, 2))
    assert apart(whole, cut) < 0.5
    assert apart(whole, cut) < apart(whole, narrow)
    assert {down.shape[0] for down, _ in cut.maps.values()} == {12}


@pytest.mark.parametrize("shape", [(20, 12), (12, 20)])
def test_no_product_of_a_low_rank_is_nearer_than_the_cut(shape: tuple[int, int]) -> None:
    whole = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    down, up = cut_to_rank(whole, 5)
    beyond = np.linalg.svd(whole, compute_uv=False)[5:]
    assert (down.shape, up.shape) == ((5, shape[1]), (shape[0], 5))
    assert np.linalg.norm(whole - up @ down) == pytest.approx(np.linalg.norm(beyond), rel=1e-4)
    np.testing.assert_allclose(np.linalg.norm(up, axis=0), np.linalg.norm(down, axis=1), rtol=1e-4)


def test_all_linear_weights_of_all_layers_change_and_nothing_else(tuning) -> None:
    names = {
        name for name, tensor in PARTS.tensors.items() if name.startswith("encoder.") and tensor.ndim == 2
    }
    adapter = tune(tuning)
    assert adapter.maps.keys() == names
    assert all(np.abs(added).max() > 0 for added in change(adapter).values())


def test_lower_layers_learn_at_a_lower_rate(tuning) -> None:
    added = change(tune(tuning, rank=HIDDEN, rate_decay=0.1))
    sizes = [
        sum(np.abs(one).sum() for name, one in added.items() if name.startswith(f"encoder.layer.{layer}."))
        for layer in range(LAYERS)
    ]
    assert 0 < sizes[0] < sizes[1] / 3


def test_the_average_of_the_weights_is_what_counts(tuning) -> None:
    stays = change(tune(tuning, averaging=1.0))
    assert all(np.abs(added).max() < 1e-6 for added in stays.values())


def test_mending_goes_on_from_the_cut(tuning) -> None:
    cut, mended = (tune(tuning, rank=8, mending_rounds=rounds, mending_rate=1e-3) for rounds in (0, 2))
    assert 0 < apart(cut, mended) < 0.5


def test_without_rounds_an_earlier_adapter_of_some_layers_comes_out_as_it_was(tuning) -> None:
    recipe = tuning.TuningRecipe(rounds=1, first_layer=1, rank=3)
    earlier = tuning.tune_encoder(tiny_messages()[::2], PARTS, recipe=recipe)
    adapter = tune(tuning, earlier=earlier, rounds=0, rank=3)
    assert set(adapter.tuned_on.tolist()) > set(earlier.tuned_on.tolist())
    added = change(adapter)
    assert all(not one.any() for name, one in added.items() if name not in earlier.maps)
    for name, one in change(earlier).items():
        np.testing.assert_allclose(added[name], one, atol=1e-5)


def test_additions_of_low_rank_go_on_from_what_was_tuned_whole(tuning) -> None:
    whole = tune(tuning)
    adapter = tuning.tune_encoder(
        tiny_messages(), PARTS, recipe=tuning.TuningRecipe(rounds=1, rate=1e-4), earlier=whole
    )
    assert adapter.maps.keys() == whole.maps.keys()
    assert 0 < apart(whole, adapter) < 0.5


def test_a_few_messages_are_kept_unseen(tuning) -> None:
    keys = set(lesson_keys([one.intent for one in MESSAGES], [one.text for one in MESSAGES]).tolist())
    seen = keys & set(tune(tuning, data=MESSAGES, rounds=1).tuned_on.tolist())
    assert len(keys) * 0.8 < len(seen) < len(keys)


def test_how_long_it_will_take_is_told_before_the_first_round_is_over(tuning) -> None:
    told: list[str] = []
    tune(tuning, told, data=MESSAGES)
    estimate, first = (
        next(at for at, step in enumerate(told) if re.match(pattern, step))
        for pattern in (r"about \d+ (s|min) for rounds like this one on (cpu|cuda), at", "round 1 of 2")
    )
    assert estimate == first - 1


@pytest.mark.parametrize(
    ("stop_at", "on_the_way"),
    [("round 1 of 2", "going on after round 1 of 2"), ("round 2 of 3", "going on after round 2 of 3")],
    ids=["whole", "mending"],
)
def test_an_interrupted_tuning_comes_to_the_very_same(
    tuning, tmp_path: Path, stop_at: str, on_the_way: str
) -> None:
    state, told = tmp_path / "tuning" / "one.state", []
    with pytest.raises(Interrupted):
        tune(tuning, mending_rounds=3, state_file=state, stop_at=stop_at)
    resumed = tune(tuning, told, mending_rounds=3, state_file=state)
    assert on_the_way in told
    assert not [step for step in told if step.startswith(stop_at)]
    assert_same(resumed, tune(tuning, mending_rounds=3))
    told.clear()
    assert_same(resumed, tune(tuning, told, mending_rounds=3, state_file=state))
    assert not shares(told)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"data": tiny_messages()[1:]}, "other examples"),
        ({"seed": 8}, "another seed"),
        ({"agreement": 0.5}, "another recipe"),
    ],
)
def test_a_state_of_anything_else_is_not_taken(tuning, tmp_path: Path, options, says: str) -> None:
    state, told = tmp_path / "state", []
    with pytest.raises(Interrupted):
        tune(tuning, state_file=state, stop_at="round 1 of 2")
    with pytest.raises(Interrupted):
        tune(tuning, told, state_file=state, stop_at="starting anew", **options)
    assert told[-1] == f"starting anew: the tuning that was interrupted in {state} has {says}"


def test_an_adapter_of_another_encoder_is_refused_before_anything_is_read(tuning) -> None:
    told: list[str] = []
    earlier = tune(tuning, rounds=0)
    with pytest.raises(NLUError, match="was made for another encoder; tune anew without it"):
        tune(tuning, told, earlier=replace(earlier, base=earlier.base + 1))
    assert told == []


def test_a_mean_drifts_by_its_direction_from_the_centre(tuning) -> None:
    import torch

    from nlu.encoder.tuning_losses import drift

    centre = torch.tensor([[0.9, 0.3, 0.0]])
    targets = torch.nn.functional.normalize(centre + torch.tensor([[0.0, 0.0, 0.2]]), dim=1)
    turned = torch.nn.functional.normalize(centre + torch.tensor([[0.0, 0.0, -0.2]]), dim=1)
    assert drift(3 * targets, targets, centre) == pytest.approx(0, abs=1e-6)
    assert drift(turned, targets, centre) > 1.5 > 0.2 > drift(turned, targets)
    assert drift(turned, torch.zeros_like(targets), centre) == 0  # nothing to hold


def test_two_readings_disagree_as_far_as_they_differ_whichever_is_first(tuning) -> None:
    import torch

    from nlu.encoder.tuning_losses import disagreement

    one, other = torch.tensor([[2.0, 0.0, 0.0]]), torch.tensor([[0.0, 2.0, 0.0]])
    assert disagreement(one, one + 5) == pytest.approx(0, abs=1e-6)
    assert disagreement(one, other) == disagreement(other, one)
    assert disagreement(one, other) > disagreement(one, (one + other) / 2) > 0


def test_where_messages_are_few_there_are_more_rounds_of_all(tuning) -> None:
    told: list[str] = []
    tune(tuning, told, least_steps=40)
    rounds = [step for step in told if step.startswith("round ")]
    counts = {re.search(r": (\d+) messages", step)[1] for step in rounds}
    assert len(rounds) > 2
    assert len(counts) == 1
