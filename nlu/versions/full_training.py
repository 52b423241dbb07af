"""Trains encoder and model together: both come into force, or neither.

The tuning, an hour or so, may be interrupted: its state lies under the models' folder, and the same call goes
on there. The fresh encoder is built beside the one that serves and takes its place only with its version.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.encoder.adapter import TUNED, Adapter, fits, read_adapter, write_adapter
from nlu.encoder.build import OUR_ADAPTER, build_encoder, read_base
from nlu.encoder.checksum import find_origin
from nlu.encoder.lessons import HeldText
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.tuning import tune_encoder
from nlu.encoder.tuning_recipes import LEAST_STEPS, LEAST_WHOLE_STEPS, TuningRecipe, WholeRecipe
from nlu.encoder.tuning_state import remove_states
from nlu.errors import FullTrainingRefused, NLUError
from nlu.evaluation import Report, evaluate
from nlu.evaluation.comparison import Comparison, Judgement, compare
from nlu.pipeline import Pipeline
from nlu.training import SEED, check_enough, train
from nlu.versions.encoder_swap import alone, put_right, swap_encoder
from nlu.versions.pointer import HistoryEntry, Person, Step
from nlu.versions.promotion import figures_of, tell_lacking, tell_verdict
from nlu.versions.registry import ALL, ModelRegistry, Version
from training_data.schema import Example

Progress = Callable[[str], None]

STATE_FILE, ADAPTER_FILE = "state.safetensors", "adapter.safetensors"
# How the encoder is tuned, by what `huiyi train --recipe` calls it.
RECIPES: dict[str, TuningRecipe | WholeRecipe] = {
    "full": TuningRecipe(patience=2, least_steps=LEAST_STEPS),
    "whole": WholeRecipe(least_steps=LEAST_WHOLE_STEPS),
}


@dataclass(frozen=True)
class Current:
    """What is in force for all, with its encoder; None where it cannot serve, and then `why_not`."""

    version: Version
    encoder: OnnxEncoder | None
    why_not: str = ""


def look_at_current(registry: ModelRegistry, encoder_folder: Path) -> Current:
    version = registry.in_force(ALL)
    try:
        encoder = OnnxEncoder.load(encoder_folder)
        version.check(encoder.checksum)
    except NLUError as unusable:
        return Current(version, None, str(unusable))
    return Current(version, encoder)


def train_fully(
    registry: ModelRegistry,
    data: Sequence[Example],
    source: str,
    encoder_folder: Path,
    *,
    current: Current,
    test: Sequence[Example],
    person: Person,
    recipe: TuningRecipe | WholeRecipe = RECIPES["full"],
    held: Sequence[HeldText] = (),
    half_precision: bool = False,
    seed: int = SEED,
    anew: bool = False,
    progress: Progress = lambda _: None,
) -> Version:
    """The version, which is in force for all from here on; its encoder is in `encoder_folder`.

    Tuning starts from the adapter that we ship where it was made for `source`, unless `anew`; `held` and
    `half_precision` are as `tune_encoder` has them. `test` is what
    both models are measured on; it may be empty where `current` cannot serve. Raises TrainingDataBroken for
    too little data, FullTrainingRefused where the new model understands worse: then all is as it was, and
    the adapter stays beside the state.
    """
    check_enough(data)
    _check_untuned(source)
    fresh = encoder_folder.with_name(f".{encoder_folder.name}-tuned")
    with alone(registry) as folder:
        parts = read_base(source, full_vocabulary=False, progress=progress)
        adapter = tune_encoder(
            data,
            parts,
            recipe=recipe,
            held=held,
            half_precision=half_precision,
            seed=seed,
            earlier=None if anew else _find_shipped(parts, progress),
            state_file=folder / STATE_FILE,
            progress=progress,
        )
        write_adapter(adapter, folder / ADAPTER_FILE)
        try:
            build_encoder(source, fresh, adapter=folder / ADAPTER_FILE, progress=progress)
            encoder = OnnxEncoder.load(fresh)
            with registry.draft(ALL) as draft:
                train(
                    data,
                    encoder,
                    draft,
                    recipe=_name_of(recipe),
                    seed=seed,
                    rows_folder=registry.rows_folder(ALL),
                    progress=progress,
                )
                candidate = Pipeline.load_with(draft, encoder)
                measured = _measure(candidate, current, test, progress)
                if measured and measured.comparison.verdict is Judgement.worse:
                    raise FullTrainingRefused(measured.comparison.reason, folder / ADAPTER_FILE)
                name = registry.keep(ALL, draft, person.clock())
            registry.promote(
                ALL,
                _entry(name, candidate, current, measured, person),
                instead_of=current.version,
                beforehand=lambda: swap_encoder(fresh, encoder_folder),
            )
        finally:
            put_right(registry, encoder_folder)
            shutil.rmtree(fresh, ignore_errors=True)
        remove_states(folder / STATE_FILE)
    return registry.get(ALL, name)


def _name_of(recipe: TuningRecipe | WholeRecipe) -> str:
    return "whole" if isinstance(recipe, WholeRecipe) else "full"


@dataclass(frozen=True)
class _Measured:
    """`lacks` says which intents only the one in force knows."""

    report: Report
    comparison: Comparison
    lacks: str


def _measure(
    candidate: Pipeline, current: Current, test: Sequence[Example], progress: Progress
) -> _Measured | None:
    """None where nothing is in force to compare with."""
    if current.encoder is None:
        return None
    progress(f"measuring the new model and the one in force on {len(test)} messages")
    report = evaluate(candidate, test)
    serving = Pipeline.load_with(current.version.folder, current.encoder)
    lacks = tell_lacking(candidate, serving, test)
    if lacks:
        progress(f"as for the new model, {lacks}")
    return _Measured(report, compare(evaluate(serving, test), report), lacks)


def _entry(
    name: str, candidate: Pipeline, current: Current, measured: _Measured | None, person: Person
) -> HistoryEntry:
    if measured is None:
        return person.entry(
            Step.promoted,
            name,
            verdict=f"nothing to compare with: {current.why_not}",
            figures=candidate.manifest.metrics,
            measured_on=candidate.manifest.measured_on,
        )
    return person.entry(
        Step.promoted,
        name,
        verdict=tell_verdict(measured.comparison, measured.lacks),
        figures=figures_of(measured.report),
        measured_on=f"{len(measured.report.outcomes)} messages of the test split",
    )


def _find_shipped(parts: EncoderParts, progress: Progress) -> Adapter | None:
    adapter = read_adapter(OUR_ADAPTER)
    if not fits(adapter, parts):
        progress(f"{OUR_ADAPTER.name} was made for another encoder; tuning starts without")
        return None
    progress(f"tuning goes on from {OUR_ADAPTER.name}")
    return adapter


def _check_untuned(source: str) -> None:
    """A folder may be both source and what serves; once tuned, it is no source any more."""
    if (find_origin(Path(source)) or "").endswith(TUNED):
        raise NLUError(
            f"the encoder in {source} is tuned already, and full training starts from an untuned one; "
            "put that one into the folder again, or name another by HUIYI_ENCODER"
        )
