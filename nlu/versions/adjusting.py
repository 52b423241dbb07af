"""Chooses anew what a model rejects and where it asks back, on messages of whoever it is for.

The model itself stays as it is. What comes of it is another version, which comes into force like any other.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from nlu.calibration import choose_thresholds, measure_held_out
from nlu.classifiers.general_calibration import FEWEST_UNSEEN, FEWEST_UNSEEN_STRANGE
from nlu.classifiers.kernel import find_column
from nlu.classifiers.kernel_training import HeldOut
from nlu.classifiers.space import LANGUAGES
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import TrainingDataBroken
from nlu.evaluation.moment import OURS
from nlu.fallback import Thresholds
from nlu.model_store import hash_examples, write_manifest
from nlu.pipeline import Pipeline
from nlu.training import mark_unseen
from nlu.types import OUT_OF_SCOPE
from nlu.versions.registry import ModelRegistry, Version
from training_data.schema import Example

TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Adjusted:
    """`version` is None where the thresholds that serve are chosen again; figures as `measure_held_out`'s."""

    version: Version | None
    messages: int
    before: Thresholds
    after: Thresholds
    figures_before: dict[str, float]
    figures_after: dict[str, float]


def adjust(
    registry: ModelRegistry,
    owner: str,
    data: Sequence[Example],
    encoder: OnnxEncoder,
    *,
    made_at: datetime,
    progress: Callable[[str], None] = lambda _: None,
) -> Adjusted:
    """Of the model that serves the owner, a version of its own with thresholds chosen on `data`.

    What the encoder was tuned on is left out. Raises TrainingDataBroken for data that the model learned, and
    for too little, ModelMissing or ModelBroken where what is in force cannot serve.
    """
    serving = registry.in_force(owner)
    serving.check(encoder.checksum)  # or changed files would get a name that fits them
    pipeline = Pipeline.load_with(serving.folder, encoder)
    manifest = pipeline.manifest
    if hash_examples(data) == manifest.data:
        raise TrainingDataBroken(
            "the model learned these messages, and of those it is too sure; expected others"
        )
    strange_too = find_column(manifest.labels) is not None
    known_kinds = data if strange_too else [one for one in data if one.intent != OUT_OF_SCOPE]
    unseen = mark_unseen(known_kinds, encoder.tuned_on)
    asked = [one for one, is_unseen in zip(known_kinds, unseen, strict=True) if is_unseen]
    _check_enough(asked, len(data) - len(asked), strange_too=strange_too)
    held_out = _ask(pipeline, asked, progress)
    thresholds = choose_thresholds(held_out, manifest.labels)
    before, after = (
        measure_held_out(held_out, manifest.labels, one) for one in (manifest.thresholds, thresholds)
    )
    version = None
    if thresholds != manifest.thresholds:
        with registry.draft(owner) as folder:
            shutil.copytree(serving.folder.resolve(), folder)
            write_manifest(replace(manifest, thresholds=thresholds, metrics=after, made_at=""), folder)
            version = registry.get(owner, registry.keep(owner, folder, made_at))
    return Adjusted(version, len(asked), manifest.thresholds, thresholds, before, after)


def _check_enough(asked: Sequence[Example], known: int, *, strange_too: bool) -> None:
    strange = sum(one.intent == OUT_OF_SCOPE for one in asked)
    wanted = FEWEST_UNSEEN_STRANGE if strange_too else 0
    if len(asked) < FEWEST_UNSEEN or strange < wanted:
        left_out = "that the encoder was tuned on, or out of scope for a model that learned none of it"
        raise TrainingDataBroken(
            f"got {len(asked)} messages, {strange} of them out of scope, beside {known} {left_out}; expected "
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
