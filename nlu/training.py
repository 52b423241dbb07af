"""Trains what a tenant's bot understands with: `train` turns labelled messages into a model folder."""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.kernel import HEAD_FILE, KernelClassifier, head_to_tensors
from nlu.classifiers.kernel_training import HeldOut, Messages, fit_head
from nlu.classifiers.space import positions_of
from nlu.classifiers.tensors import write_tensors
from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import Keys, lesson_keys
from nlu.encoder.build import replace_folder
from nlu.encoder.onnx_encoder import OnnxEncoder
from nlu.errors import NLUError, TrainingDataBroken
from nlu.extractors.training import train_extractor
from nlu.fallback import Thresholds
from nlu.model_store import NAMES_FOLDER, Manifest, hash_examples, installed_versions, write_manifest
from nlu.types import OUT_OF_SCOPE, Language
from training_data.schema import Example

Progress = Callable[[str], None]

SEED = 7
# Of held-out messages that are out of scope, this share must be found; see docs/decisions/0003.
WANTED_RECALL = 0.87
MARGIN = 0.10
SURE = 0.80
# Rejecting what more likely is in scope helps nobody, however little is found without.
LOWEST_LIMIT = 0.5
FEWEST_EXAMPLES = 5
# Encoding leaves the interpreter free, so that a second core helps; the name model learns meanwhile.
ENCODING_THREADS = 2
# What the encoder was tuned on is in the encoder: of that, the head needs to see no more than this.
MOST_TUNED_ON = 5000
# To calibrate on fewer messages that the encoder was not tuned on would say more of them than of the model.
FEWEST_UNSEEN, FEWEST_UNSEEN_STRANGE = 200, 20


@dataclass(frozen=True)
class Recipe:
    """`names_rounds` is how often the names model sees the data."""

    names_rounds: int


RECIPES = {"fast": Recipe(names_rounds=4)}


def train(
    data: Sequence[Example],
    encoder: OnnxEncoder,
    folder: Path,
    *,
    recipe: str = "fast",
    progress: Progress = lambda _: None,
) -> Manifest:
    """Learns from `data` and puts the model into `folder`, replacing what was there only when all is done.

    The same data, encoder and versions give the same model. Raises TrainingDataBroken where there is too
    little to learn from, NLUError for an unknown recipe.
    """
    chosen = _get_recipe(recipe)
    check_enough(data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh = Path(scratch) / folder.name
        fresh.mkdir()
        asked, unseen = choose_for_head(data, encoder.tuned_on)
        progress(f"encoding {len(asked)} of {len(data)} messages; any others are in the encoder already")
        with _quick_switches(), ThreadPoolExecutor(1) as beside:
            encoding = beside.submit(encode_examples, asked, encoder, unseen)
            train_extractor(
                data,
                fresh / NAMES_FOLDER,
                seed=SEED,
                rounds=chosen.names_rounds,
                progress=lambda _, step: progress(step),
            )
            messages = encoding.result()
        head, held_out = fit_head(messages, progress=progress)
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
        )
        write_tensors(fresh, HEAD_FILE, head_to_tensors(head))
        write_manifest(manifest, fresh)
        replace_folder(fresh, folder)
    return manifest


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Threads that only start the next computation get their turn at once, not after 5 ms of another's."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def choose_for_head(data: Sequence[Example], tuned_on: Keys) -> tuple[list[Example], NDArray[np.bool_]]:
    """What the encoder was not tuned on, and of the rest a sample that treats intents and languages alike.

    Beside each, whether it belongs to the former.
    """
    keys = lesson_keys([one.intent for one in data], [text_to_learn(one.text) for one in data])
    unseen = ~np.isin(keys, tuned_on)
    chance = np.random.default_rng(SEED)
    groups = defaultdict[tuple[str, str], list[int]](list)
    for place in chance.permutation(np.flatnonzero(~unseen)):
        groups[data[place].intent, data[place].language].append(int(place))
    # One of each group in turn: small groups come whole, large ones up to where the number is reached.
    rows = zip_longest(*groups.values())
    turns = [place for row in rows for place in row if place is not None]
    chosen = sorted({*turns[:MOST_TUNED_ON], *np.flatnonzero(unseen).tolist()})
    return [data[place] for place in chosen], unseen[chosen]


def encode_examples(data: Sequence[Example], encoder: OnnxEncoder, unseen: NDArray[np.bool_]) -> Messages:
    """The messages as the serving pipeline would see them."""
    texts = [text_to_learn(example.text) for example in data]
    intents = np.array([example.intent for example in data])
    with ThreadPoolExecutor(ENCODING_THREADS) as pool:
        rows = list(pool.map(lambda text: encoder.encode_twice([text], kind="query"), texts))
    return Messages(
        texts=tuple(texts),
        intents=intents,
        languages=positions_of([Language(example.language) for example in data]),
        vectors=np.concatenate([vectors for vectors, _ in rows]),
        wishes=np.concatenate([wishes for _, wishes in rows]),
        unseen=_enough_unseen(unseen, intents),
    )


def _enough_unseen(unseen: NDArray[np.bool_], intents: NDArray[np.str_]) -> NDArray[np.bool_]:
    """All, where too little is unseen to calibrate on."""
    strange = (intents[unseen] == OUT_OF_SCOPE).sum()
    enough = unseen.sum() >= FEWEST_UNSEEN and strange >= FEWEST_UNSEEN_STRANGE
    return unseen if enough else np.ones_like(unseen)


def check_enough(data: Sequence[Example]) -> None:
    """Raises TrainingDataBroken where an intent has too few messages, or out of scope has none."""
    intents = [example.intent for example in data]
    if len(set(intents) - {OUT_OF_SCOPE}) < 2 or OUT_OF_SCOPE not in intents:
        raise TrainingDataBroken(
            f"expected two intents and {OUT_OF_SCOPE} at least, got {sorted(set(intents))}"
        )
    few = sorted(intent for intent in set(intents) if intents.count(intent) < FEWEST_EXAMPLES)
    if few:
        raise TrainingDataBroken(
            f"expected {FEWEST_EXAMPLES} examples an intent, too few of: {', '.join(few)}"
        )


def choose_thresholds(held_out: HeldOut, labels: tuple[str, ...]) -> Thresholds:
    """The strictest score with which the rule still finds `WANTED_RECALL` of what is out of scope."""
    score = np.where(_is_sure(held_out, labels, SURE), 0.0, held_out.strangeness)
    strange = np.sort(score[held_out.intents == OUT_OF_SCOPE])
    limit = max(LOWEST_LIMIT, float(strange[int(len(strange) * (1 - WANTED_RECALL))]))
    return Thresholds(out_of_scope=limit, margin=MARGIN, sure=SURE)


def _is_sure(held_out: HeldOut, labels: tuple[str, ...], sure: float) -> NDArray[np.bool_]:
    """Which messages the rule believes to be in scope whatever they look like."""
    best = held_out.confidences.argmax(axis=1)
    believed = (best != labels.index(OUT_OF_SCOPE)) & (held_out.confidences.max(axis=1) >= sure)
    return np.asarray(believed, dtype=np.bool_)


def measure_held_out(held_out: HeldOut, labels: tuple[str, ...], thresholds: Thresholds) -> dict[str, float]:
    """After the fallback rule: in-scope accuracy by language, recall and precision of out of scope."""
    sure = _is_sure(held_out, labels, thresholds.sure)
    rejected = (held_out.strangeness >= thresholds.out_of_scope) & ~sure
    scores = held_out.confidences.copy()
    scores[:, labels.index(OUT_OF_SCOPE)] = -np.inf
    right = (np.array(labels)[scores.argmax(axis=1)] == held_out.intents) & ~rejected
    strange = held_out.intents == OUT_OF_SCOPE
    by_language = {
        f"in_scope_accuracy.{language}": float(right[~strange & (held_out.languages == index)].mean())
        for index, language in enumerate(Language)
        if (~strange & (held_out.languages == index)).any()
    }
    return {
        **by_language,
        "out_of_scope_recall": float(rejected[strange].mean()),
        "out_of_scope_precision": float(strange[rejected].mean()) if rejected.any() else 0.0,
    }


def _get_recipe(name: str) -> Recipe:
    if name not in RECIPES:
        raise NLUError(f"no recipe is called {name!r}; known are {', '.join(sorted(RECIPES))}")
    return RECIPES[name]
