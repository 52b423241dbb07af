"""Tunes an encoder on labelled messages: `tune_encoder` makes the adapter that building an encoder merges.

One encoder serves understanding and search. The first token's state learns the intents; the mean over all
tokens, which search compares, is held where the untuned encoder has it, by a second term of the loss. Only
the upper layers change, by low-rank additions (LoRA), so the lower ones run once a message and not once a
round. From the second round on, what is understood already is seen less often than what is not (selective
backpropagation; Jiang et al. 2019, arXiv 1910.00762). A tuned encoder takes messages as they are, without
the words that the untuned one wants before them: fewer tokens, less to compute. torch and transformers are
imported here and nowhere on the serving path.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import MARK, Adapter, Keys, lesson_keys, message_keys
from nlu.encoder.lessons import TUNED_QUERY_PROMPT, prepare_lessons
from nlu.encoder.low_rank import UpperLayers
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.serving_files import TOKENIZER_FILE
from nlu.encoder.tokenizing import TokenizerOfIds, load_tokenizer
from nlu.encoder.tuning_rounds import Rounds, TuningRecipe
from nlu.encoder.tuning_state import TuningKey, TuningState, find_state, write_state
from nlu.errors import ModelBroken
from nlu.intent_names import with_names
from training_data.schema import Example

Progress = Callable[[str], None]

SEED = 7
# One message in so many stays unseen, to calibrate on: chosen by its key, so the same ones each time.
HELD_OUT_OF = 12
# What an adapter depends on beside its data.
DEPENDENCIES = ("numpy", "tokenizers", "torch", "transformers")


def tune_encoder(
    data: Sequence[Example],
    parts: EncoderParts,
    *,
    recipe: TuningRecipe | None = None,
    seed: int = SEED,
    earlier: Adapter | None = None,
    state_file: Path | None = None,
    progress: Progress = lambda _: None,
    keep: Callable[[Adapter], None] = lambda _: None,
) -> Adapter:
    """`parts` are the encoder's before any tuning (`nlu.encoder.build.read_base`).

    About an hour for 40,000 messages on two cores. The same data, parts, recipe, seed and versions give the
    same adapter on the same machine. With `earlier`, an adapter of the same layers, tuning goes on from
    there. `state_file` is written after each round; where it holds a tuning of all the same, that one goes on
    after its last round. After each round `progress` is told the loss and the share of the unseen messages
    that came out right, and `keep` gets the adapter as it stands. Raises NLUError where `earlier` does not
    fit.
    """
    recipe = recipe or TuningRecipe()
    transformers_logging.disable_progress_bar()
    data = with_names(data)
    texts = [text_to_learn(example.text) for example in data]
    lessons_of_data = lesson_keys([example.intent for example in data], texts)
    key = _key(lessons_of_data, parts, earlier, recipe, seed)
    torch.manual_seed(seed)
    model, tokenizer = _load(parts)
    model.requires_grad_(False)
    layers = model.encoder.layer
    first = len(layers) // 3 if recipe.first_layer is None else recipe.first_layer
    upper = UpperLayers(layers, first, rank=recipe.rank, scale=recipe.scale)
    unseen = message_keys(texts) % HELD_OUT_OF == 0
    tuned_on = lessons_of_data[~unseen]
    if earlier is not None:
        upper.check_fits(earlier.maps)  # before minutes of reading
        tuned_on = np.union1d(tuned_on, earlier.tuned_on)
    progress(f"reading {len(data)} messages, {int(unseen.sum())} of them kept unseen")
    lessons = prepare_lessons(model, tokenizer, texts, _labels(data), first)
    # Not sooner: the means to hold are the untuned encoder's.
    if earlier is not None:
        upper.go_on_from(earlier.maps)
    rounds = Rounds(upper, lessons, unseen, recipe, seed)
    base = model.get_parameter(MARK).detach().numpy()
    if state_file and (state := _find_state(state_file, key, progress)):
        rounds.go_on_from(state)
        progress(f"going on after round {len(rounds.shares)} of {rounds.count}")
    while not rounds.done:
        told = rounds.run()
        if state_file:
            write_state(rounds.state(key), state_file)
        keep(Adapter(rounds.maps(), tuned_on, base, TUNED_QUERY_PROMPT))
        progress(told)
    if rounds.counted_round < len(rounds.shares):
        progress(f"round {rounds.counted_round} counts: those after it got no more of the unseen right")
    return Adapter(rounds.maps(), tuned_on, base, TUNED_QUERY_PROMPT)


def _find_state(path: Path, key: TuningKey, progress: Progress) -> TuningState | None:
    """Of the same key; tells of any other that is there."""
    try:
        state = find_state(path)
    except ModelBroken as broken:
        progress(f"starting anew: {broken}")
        return None
    if state is not None and state.key != key:
        progress(f"starting anew: the tuning that was interrupted in {path} has {state.key.differs_by(key)}")
        return None
    return state


def _key(
    data: Keys, parts: EncoderParts, earlier: Adapter | None, recipe: TuningRecipe, seed: int
) -> TuningKey:
    start = hashlib.sha256()
    if earlier is not None:
        for name, (down, up) in sorted(earlier.maps.items()):
            start.update(name.encode() + down.tobytes() + up.tobytes())
        start.update(np.sort(earlier.tuned_on).tobytes())
    encoder = hashlib.sha256(json.dumps([parts.config, parts.tokenizer], sort_keys=True).encode())
    for name, tensor in sorted(parts.tensors.items()):
        encoder.update(name.encode() + np.ascontiguousarray(tensor).tobytes())
    return TuningKey(
        data=hashlib.sha256(data.tobytes()).hexdigest(),
        encoder=encoder.hexdigest(),
        start=start.hexdigest(),
        recipe=json.dumps(asdict(recipe), sort_keys=True),
        seed=seed,
        versions=", ".join(f"{name} {version(name)}" for name in DEPENDENCIES),
    )


def _labels(data: Sequence[Example]) -> torch.Tensor:
    names = sorted({example.intent for example in data})
    return torch.tensor([names.index(example.intent) for example in data])


def _load(parts: EncoderParts) -> tuple[torch.nn.Module, TokenizerOfIds]:
    with tempfile.TemporaryDirectory(prefix="huiyi-tune-") as scratch:
        folder = Path(scratch)
        write_model_folder(parts, folder)
        model = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        return model.eval(), load_tokenizer(folder, TOKENIZER_FILE)
