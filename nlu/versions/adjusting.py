"""Chooses anew what a model rejects and where it asks back, on messages of whoever it is for.

The model itself stays as it is. What comes of it is another version, which comes into force like any other.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from nlu.calibration import choose_thresholds, measure_held_out, measure_questions
from nlu.classifiers.general_calibration import FEWEST_UNSEEN, FEWEST_UNSEEN_STRANGE
from nlu.classifiers.kernel import find_column
from nlu.classifiers.kernel_training import HeldOut
from nlu.classifiers.space import LANGUAGES
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import TrainingDataBroken
from nlu.evaluation.moment import OURS
from nlu.fallback import Thresholds
from nlu.margin import Questions
from nlu.model_store import ChosenOn, hash_examples, write_manifest
from nlu.pipeline import Pipeline
from nlu.types import OUT_OF_SCOPE
from nlu.versions.judges import Judges, find_judges
from nlu.versions.registry import ModelRegistry, Version
from training_data.schema import Example

TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Adjusted:
    """`version` is None where the thresholds that serve are chosen again; figures as `measure_held_out`'s.

    All of it is measured on the `messages` that chose. `left_out` is as `Judges` has it.
    """

    version: Version | None
    messages: int
    left_out: Mapping[str, int]
    before: Thresholds
    after: Thresholds
    figures_before: dict[str, float]
    figures_after: dict[str, float]
    questions_before: Questions
    questions_after: Questions


def adjust(
    registry: ModelRegistry,
    owner: str,
    data: Sequence[Example],
    encoder: OnnxEncoder,
    *,
    called: str = "labelled messages",
    made_at: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Adjusted:
    """Of the model that serves the owner, a version of its own with thresholds chosen on `data`.

    `called` is where they come from, for the manifest. What may not judge the model is left out. Raises
    TrainingDataBroken for data that the model learned, and for too little, ModelMissing or ModelBroken where
    what is in force cannot serve.
    """
    serving = registry.in_force(owner)
    serving.check(encoder.checksum)  # or changed files would get a name that fits them
    pipeline = Pipeline.load_with(serving.folder, encoder)
    manifest = pipeline.manifest
    judges = find_judges(data, pipeline, serving, encoder.tuned_on)
    for complaint in judges.complaints():
        progress(complaint)
    _check_enough(judges)
    if len(judges.asked) < len(data):
        progress(f"of {len(data)} messages are left out: {judges.told()}")
    held_out = _ask(pipeline, judges.asked, progress)
    thresholds = choose_thresholds(held_out, manifest.labels)
    both = (manifest.thresholds, thresholds)
    before, after = (measure_held_out(held_out, manifest.labels, one) for one in both)
    asks_before, asks_after = (measure_questions(held_out, manifest.labels, one) for one in both)
    chosen_on = ChosenOn(called, hash_examples(judges.asked), len(judges.asked))
    version = None
    if thresholds != manifest.thresholds:
        with registry.draft(owner) as folder:
            shutil.copytree(serving.folder.resolve(), folder)
            adjusted = replace(
                manifest, thresholds=thresholds, metrics=after, made_at="", chosen_on=chosen_on
            )
            write_manifest(adjusted, folder)
            version = registry.get(owner, registry.keep(owner, folder, made_at))
    return Adjusted(
        version,
        len(judges.asked),
        judges.left_out,
        *both,
        before,
        after,
        asks_before,
        asks_after,
    )


def _check_enough(judges: Judges) -> None:
    asked = len(judges.asked)
    strange = sum(one.intent == OUT_OF_SCOPE for one in judges.asked)
    wanted = 0 if find_column(judges.labels) is None else FEWEST_UNSEEN_STRANGE
    if asked < FEWEST_UNSEEN or strange < wanted:
        raise TrainingDataBroken(
            f"got {asked} messages, {strange} of them out of scope, beside {judges.told()}; expected "
            f"{FEWEST_UNSEEN} at least, {wanted} out of scope: fewer say more of themselves than of the model"
        )


def _ask(pipeline: Pipeline, asked: Sequence[Example], progress: Callable[[str], None]) -> HeldOut:
    labels = pipeline.manifest.labels
    confidences = np.zeros((len(asked), len(labels)), dtype=np.float32)
    strangeness = np.zeros(len(asked), dtype=np.float32)
    columns = {label: column for column, label in enumerate(labels)}
    for row, one in enumerate(asked):
        if row % TOLD_EVERY == 0:
            progress(f"reading {len(asked)} messages: {row} done")
        said = pipeline.parse(one.text, now=OURS.instant, timezone=OURS.timezone)
        strangeness[row] = said.out_of_scope
        for score in said.intent_ranking:
            if score.name in columns:
                confidences[row, columns[score.name]] = score.confidence
    intents = np.array([one.intent for one in asked])
    languages = np.array([LANGUAGES.index(one.language) for one in asked])
    return HeldOut(intents, languages, confidences, strangeness)
