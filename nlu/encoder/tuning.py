"""Tunes an encoder on labelled messages: `tune_encoder` makes the adapter that building an encoder merges.

One encoder serves understanding and search. The first token's state learns the intents; the mean over all
tokens, which search compares, is held where the untuned encoder has it, by a second term of the loss.

Only the upper layers change, so the lower ones run once a message and not once a round, and what is
understood already is seen less often than what is not. By additions of low rank (LoRA) it takes less time;
with whole weights it brings more, and the change is then cut to a low rank.

A tuned encoder takes messages as they are, without the words that the untuned one wants before them: fewer
tokens, less to compute. torch and transformers are imported here and nowhere on the serving path.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel
from transformers.utils import logging as transformers_logging

from nlu.cleaning import text_to_learn
from nlu.encoder.adapter import MARK, Adapter, Keys, fits, lesson_keys, message_keys
from nlu.encoder.lessons import TUNED_QUERY_PROMPT, HeldText, Lessons, prepare_lessons
from nlu.encoder.low_rank import Maps, UpperLayers, check_goes_on, greatest_rank, lowest_layer
from nlu.encoder.low_rank_learner import LowRankLearner
from nlu.encoder.model_folder import write_model_folder
from nlu.encoder.parts import EncoderParts
from nlu.encoder.serving_files import TOKENIZER_FILE
from nlu.encoder.tokenizing import TokenizerOfIds, load_tokenizer
from nlu.encoder.tuning_key import build_key
from nlu.encoder.tuning_recipes import TuningRecipe, WholeRecipe
from nlu.encoder.tuning_rounds import Learner, Progress, Rounds
from nlu.encoder.tuning_state import TuningKey, find_interrupted, mending_state, write_state
from nlu.encoder.whole_layers import WholeLayers
from nlu.encoder.whole_learner import WholeLearner
from nlu.errors import NLUError
from nlu.intent_names import with_names
from training_data.schema import Example

SEED = 7
# One message in so many stays unseen, to calibrate on: chosen by its key, so the same ones each time.
HELD_OUT_OF = 12
LEAST_RANK = 32


def tune_encoder(
    data: Sequence[Example],
    parts: EncoderParts,
    *,
    recipe: TuningRecipe | WholeRecipe | None = None,
    held: Sequence[HeldText] = (),
    half_precision: bool = False,
    seed: int = SEED,
    earlier: Adapter | None = None,
    state_file: Path | None = None,
    progress: Progress = lambda _: None,
    keep: Callable[[Adapter], None] = lambda _: None,
) -> Adapter:
    """`parts` are the encoder's before any tuning (`nlu.encoder.build.read_base`).

    About an hour for 40,000 messages on two cores; a GPU is used where there is one. `held` are texts whose
    means are held beside those of messages. On a GPU, and elsewhere with `half_precision`, numbers are
    multiplied in bfloat16, which processors with AVX512-BF16 do two to three times quicker. The same
    data, parts, recipe, seed and versions give the same adapter on the same machine without a GPU, and on a
    GPU the same but for rounding. With `earlier`, tuning goes on from there: by low rank from one of the same
    layers, with whole weights from any. `state_file` is written after each round (`mending_state` says where
    the rounds after a cut have theirs); where it holds a tuning of all the same, that one goes on after its
    last round. After each round `progress` is told the loss and the share of the unseen messages that came
    out right, and `keep` gets the adapter as it stands. Raises NLUError where `earlier` does not fit.
    """
    recipe = recipe or TuningRecipe()
    if earlier is not None and not fits(earlier, parts):
        raise NLUError("the earlier adapter was made for another encoder; tune anew without it")
    first, rank = _reach(recipe, earlier, parts.config["num_hidden_layers"])  # before minutes of reading
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    half_precision |= device.type == "cuda"
    data = with_names(data)
    texts = [text_to_learn(example.text) for example in data]
    keys = lesson_keys([example.intent for example in data], texts)
    unseen = message_keys(texts) % HELD_OUT_OF == 0
    progress(f"reading {len(data)} messages, {int(unseen.sum())} of them kept unseen")
    model, tokenizer = load_untuned(parts, device)
    intents = np.unique([example.intent for example in data], return_inverse=True)[1]
    languages = [example.language for example in data]
    lessons = prepare_lessons(model, tokenizer, texts, intents, languages, held, first)
    base = model.get_parameter(MARK).cpu().numpy()
    tuned_on = _tuned_on(keys[~unseen], earlier)
    tuning = _Tuning(lessons, unseen, tuned_on, base, seed, half_precision, progress, keep)
    read = np.append(keys, message_keys(f"{one.is_passage}: {one.text}" for one in held))
    build = partial(build_key, read, parts, seed=seed, device=device, half_precision=half_precision)

    start = earlier
    if isinstance(recipe, WholeRecipe):
        key = build(recipe, start=start)
        whole = WholeLayers(model.encoder.layer, first, recipe.dropout)
        if start is not None:
            whole.go_on_from(start.maps)
        start = tuning.run(WholeLearner(whole, lessons, tuning.seen, recipe), key, state_file)
        progress(f"cut to rank {rank}")
        recipe, state_file = recipe.mending(first), state_file and mending_state(state_file)
    key = build(recipe, start=start)
    torch.manual_seed(seed)
    upper = UpperLayers(model.encoder.layer, first, rank=rank, scale=recipe.scale, dropout=recipe.dropout)
    if start is not None:
        upper.go_on_from(start.maps)
    learner = LowRankLearner(upper, lessons, tuning.seen, recipe)
    return tuning.run(learner, key, state_file, patience=recipe.patience)


@dataclass(frozen=True)
class _Tuning:
    """What all its rounds share, of whichever kind."""

    lessons: Lessons
    unseen: NDArray[np.bool_]
    tuned_on: Keys
    base: NDArray[np.float32]
    seed: int
    half_precision: bool
    progress: Progress
    keep: Callable[[Adapter], None]

    @property
    def seen(self) -> NDArray[np.int64]:
        """Held texts too."""
        return np.append(np.flatnonzero(~self.unseen), np.arange(len(self.unseen), len(self.lessons.lengths)))

    def run(
        self, learner: Learner, key: TuningKey, state_file: Path | None, *, patience: int | None = None
    ) -> Adapter:
        """All rounds, or those that an interrupted tuning did not come to."""
        asked = np.flatnonzero(self.unseen)
        rounds = Rounds(
            learner,
            self.lessons,
            asked,
            patience=patience,
            seed=self.seed,
            half_precision=self.half_precision,
        )
        if state_file and (state := find_interrupted(state_file, key, self.progress)):
            rounds.go_on_from(state)
            self.progress(f"going on after round {len(rounds.shares)} of {rounds.count}")
        while not rounds.done:
            told = rounds.run(self.progress)
            if state_file:
                write_state(rounds.state(key), state_file)
            self.keep(self._adapter(rounds.maps()))
            self.progress(told)
        if rounds.counted_round < len(rounds.shares):
            self.progress(
                f"round {rounds.counted_round} counts: those after it got no more of the unseen right"
            )
        return self._adapter(rounds.maps())

    def _adapter(self, maps: Maps) -> Adapter:
        return Adapter(maps, self.tuned_on, self.base, TUNED_QUERY_PROMPT)


def _reach(recipe: TuningRecipe | WholeRecipe, earlier: Adapter | None, count: int) -> tuple[int, int]:
    """The lowest layer that changes and the rank; raises NLUError where `earlier` does not go with them."""
    if isinstance(recipe, WholeRecipe):
        return (count // 3 if recipe.first_layer is None else recipe.first_layer), recipe.rank
    maps = {} if earlier is None else earlier.maps
    first, rank = recipe.first_layer, recipe.rank
    if first is None:
        first = lowest_layer(maps)
    if first is None:
        first = count // 3
    if rank is None:
        rank = max(LEAST_RANK, greatest_rank(maps))
    if earlier is not None:
        check_goes_on(maps, range(first, count), rank)
    return first, rank


def _tuned_on(seen: Keys, earlier: Adapter | None) -> Keys:
    return seen if earlier is None else np.union1d(seen, earlier.tuned_on)


def load_untuned(parts: EncoderParts, device: torch.device) -> tuple[torch.nn.Module, TokenizerOfIds]:
    """Nothing of the model learns unless it is told to."""
    transformers_logging.disable_progress_bar()
    with tempfile.TemporaryDirectory(prefix="huiyi-tune-") as scratch:
        folder = Path(scratch)
        write_model_folder(parts, folder)
        model = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        return model.to(device).eval().requires_grad_(False), load_tokenizer(folder, TOKENIZER_FILE)
