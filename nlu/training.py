"""Trains what a tenant's bot understands with: `train` turns labelled messages into a model folder."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import choose_thresholds, measure_held_out
from nlu.classifiers.general_calibration import FEWEST_UNSEEN
from nlu.classifiers.head_file import HEAD_FILE
from nlu.classifiers.kernel import KernelClassifier, head_to_tensors
from nlu.classifiers.kernel_training import HeldOut, Messages, fit_head
from nlu.classifiers.space import positions_of
from nlu.classifiers.tensors import write_tensors
from nlu.cleaning import text_to_learn
from nlu.encoded_rows import EncodedRows
from nlu.encoder.adapter import Keys, lesson_keys
from nlu.encoder.build import built_afresh
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import NLUError, TrainingDataBroken
from nlu.extractors.name_model import LABELS
from nlu.extractors.training import train_extractor
from nlu.intent_names import with_names
from nlu.learned import write_learned
from nlu.model_store import (
    NAMES,
    NAMES_FOLDER,
    Manifest,
    hash_examples,
    installed_versions,
    write_manifest,
)
from nlu.types import OUT_OF_SCOPE, Language
from nlu.weak_intents import find_weak_intents
from training_data.intents import ENTITIES
from training_data.schema import Example
from training_data.twins import plain_key

Progress = Callable[[str], None]

SEED = 7
FEWEST_EXAMPLES = 5
# What the encoder was tuned on is in the encoder: of that, the head needs to see no more than this.
MOST_TUNED_ON = 5000

LACKING = {
    OUT_OF_SCOPE: f"no message is {OUT_OF_SCOPE}: what looks like none of the intents is rejected",
    NAMES: "no message has a person or company marked: they are found by rules alone",
}
# How `huiyi train` may have come to a model: on the encoder as it is, or on one tuned on the data before, by
# additions of low rank or with whole weights.
RECIPES = ("fast", "full", "whole")
NAMES_ROUNDS = 3
MOST_WEAK_TOLD = 10


def train(
    data: Sequence[Example],
    encoder: OnnxEncoder,
    folder: Path,
    *,
    recipe: str = "fast",
    seed: int = SEED,
    rows_folder: Path | None = None,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Learns from `data` and puts the model into `folder`, replacing what was there only when all is done.

    The same data, encoder, seed and versions give the same model. `recipe` goes into the manifest; `encoder`
    is tuned already, or not. Data without marked names or messages out of scope gives a model without, and
    its manifest says so. Where a call is interrupted, what it encoded waits in `rows_folder` for the next,
    which removes it. Raises TrainingDataBroken where there is too little to learn from, NLUError for an
    unknown recipe.
    """
    check_recipe(recipe)
    check_enough(data)
    lacks = find_lacks(data)
    for one in lacks:
        progress(LACKING[one])
    if unknown := sorted({span.entity for example in data for span in example.entities} - set(ENTITIES)):
        progress(f"not learned: {', '.join(unknown)}; {' and '.join(LABELS)} are, and rules find the rest")
    rows = EncodedRows(encoder, rows_folder)
    with built_afresh(folder) as fresh:
        different = _once(data)
        if repeated := len(data) - len(different):
            progress(f"{repeated} messages repeat another of their intent, which is learned once")
        lessons = with_names(different)
        asked, unseen = choose_for_head(lessons, encoder.tuned_on, seed=seed)
        progress(f"encoding {len(asked)} of {len(lessons)} messages; any others are in the encoder already")
        with _quick_switches(), ThreadPoolExecutor(1) as beside, closing(rows):
            encoding = beside.submit(encode_examples, asked, rows, unseen, progress=progress)
            if NAMES not in lacks:
                train_extractor(
                    data,
                    fresh / NAMES_FOLDER,
                    seed=seed,
                    rounds=NAMES_ROUNDS,
                    progress=lambda _, step: progress(step),
                )
            messages = encoding.result()
        head, held_out = fit_head(messages, progress=progress)
        if caution := _find_caution(held_out):
            progress(caution)
        _tell_weak(held_out, head.labels, Counter(one.intent for one in lessons), progress)
        thresholds = choose_thresholds(held_out, head.labels)
        manifest = Manifest(
            recipe=recipe,
            classifier=KernelClassifier.name,
            labels=head.labels,
            thresholds=thresholds,
            data=hash_examples(data),
            examples=len(data),
            metrics=measure_held_out(held_out, head.labels, thresholds),
            versions=installed_versions(),
            encoder=encoder.checksum,
            lacks=lacks,
        )
        write_tensors(fresh, HEAD_FILE, head_to_tensors(head))
        write_learned(data, fresh)
        write_manifest(manifest, fresh)
    rows.remove()
    return manifest


def _once(data: Sequence[Example]) -> list[Example]:
    """Of messages that are the same, with the same label, the first.

    Beside its twin, one that is left out to calibrate on would be no stranger.
    """
    first: dict[tuple[str, str], Example] = {}
    for one in data:
        first.setdefault((one.intent, plain_key(text_to_learn(one.text))), one)
    return list(first.values())


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Threads that only start the next computation get their turn at once, not after 5 ms of another's."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def choose_for_head(
    data: Sequence[Example], tuned_on: Keys, *, seed: int = SEED
) -> tuple[list[Example], NDArray[np.bool_]]:
    """What the encoder was not tuned on, and of the rest a sample that treats intents and languages alike.

    Beside each, whether it belongs to the former.
    """
    unseen = mark_unseen(data, tuned_on)
    chance = np.random.default_rng(seed)
    groups = defaultdict[tuple[str, str], list[int]](list)
    for place in chance.permutation(np.flatnonzero(~unseen)):
        groups[data[place].intent, data[place].language].append(int(place))
    # One of each group in turn: small groups come whole, large ones up to where the number is reached.
    rows = zip_longest(*groups.values())
    turns = [place for row in rows for place in row if place is not None]
    chosen = sorted({*turns[:MOST_TUNED_ON], *np.flatnonzero(unseen).tolist()})
    return [data[place] for place in chosen], unseen[chosen]


def mark_unseen(data: Sequence[Example], tuned_on: Keys) -> NDArray[np.bool_]:
    """Which of the messages an encoder with these keys was not tuned on."""
    keys = lesson_keys([one.intent for one in data], [text_to_learn(one.text) for one in data])
    return np.asarray(~np.isin(keys, tuned_on), dtype=np.bool_)


def encode_examples(
    data: Sequence[Example],
    rows: EncodedRows,
    unseen: NDArray[np.bool_],
    *,
    progress: Progress = lambda _: None,
) -> Messages:
    """The messages as the serving pipeline would see them."""
    texts = [text_to_learn(example.text) for example in data]
    vectors, wishes = rows.encode(texts, progress=progress)
    return Messages(
        texts=tuple(texts),
        intents=np.array([example.intent for example in data]),
        languages=positions_of([Language(example.language) for example in data]),
        vectors=vectors,
        wishes=wishes,
        unseen=unseen,
    )


def _find_caution(held_out: HeldOut) -> str | None:
    """What of the model's confidences is not to be trusted, or None."""
    count = len(held_out.intents)
    if held_out.general:
        return (
            f"only {count} messages are new to the encoder, or too few of those out of scope: confidences, "
            "and what is rejected, go by what holds in general, and no figures are given; more messages help"
        )
    if count < FEWEST_UNSEEN:
        return (
            f"confidences, and what is rejected, come from {count} messages and are rough; "
            f"{FEWEST_UNSEEN} and more make them better"
        )
    return None


def _tell_weak(
    held_out: HeldOut, labels: tuple[str, ...], taught: Mapping[str, int], progress: Progress
) -> None:
    weak = find_weak_intents(held_out, labels, taught)
    for one in weak[:MOST_WEAK_TOLD]:
        progress(str(one))
    if len(weak) > MOST_WEAK_TOLD:
        progress(f"weak too: {', '.join(one.name for one in weak[MOST_WEAK_TOLD:])}")


def find_lacks(data: Sequence[Example]) -> tuple[str, ...]:
    """As the manifest says it."""
    strange = any(example.intent == OUT_OF_SCOPE for example in data)
    named = any(span.entity in LABELS for example in data for span in example.entities)
    return (*(() if strange else (OUT_OF_SCOPE,)), *(() if named else (NAMES,)))


def check_enough(data: Sequence[Example]) -> None:
    """Raises TrainingDataBroken for fewer than two intents, too few messages of one, or all with one text.

    One that is repeated counts once.
    """
    counts = Counter(example.intent for example in _once(data))
    known = sorted(counts.keys() - {OUT_OF_SCOPE})
    if len(known) < 2:
        raise TrainingDataBroken(
            f"expected two intents at least beside {OUT_OF_SCOPE}, got {', '.join(known) or 'none'}"
        )
    first = text_to_learn(data[0].text)
    if all(text_to_learn(example.text) == first for example in data):
        raise TrainingDataBroken(f"expected messages that can be told apart, got {first[:40]!r} as each text")
    first_of = {example.intent: example for example in reversed(data)}
    few = [
        f"{intent} ({count}, {first_of[intent].file}:{first_of[intent].line})"
        for intent, count in sorted(counts.items())
        if count < FEWEST_EXAMPLES
    ]
    if few:
        raise TrainingDataBroken(
            f"expected {FEWEST_EXAMPLES} examples an intent, too few of: {', '.join(few)}; "
            "add some or mend a label; a repeated message counts once"
        )


def check_recipe(name: str) -> None:
    """Raises NLUError for an unknown one."""
    if name not in RECIPES:
        raise NLUError(f"no recipe is called {name!r}; known are {', '.join(RECIPES)}")
