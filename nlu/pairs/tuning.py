"""Tunes an encoder to read pairs: `tune_pairs` makes the adapter that `nlu.pairs.building` merges.

The encoder is the untuned one: what search and understanding are tuned for is another question. torch and
transformers are imported here and nowhere on the serving path.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from nlu.encoder.adapter import MARK, Adapter, fits, message_keys
from nlu.encoder.low_rank import lowest_layer
from nlu.encoder.parts import EncoderParts
from nlu.encoder.tuning import load_untuned
from nlu.encoder.tuning_key import build_key
from nlu.encoder.tuning_state import find_interrupted, write_state
from nlu.encoder.whole_layers import WholeLayers
from nlu.errors import NLUError
from nlu.pairs.layers import PairLayers, set_head
from nlu.pairs.lessons import GOING_ON, Lesson, Pair, PairRecipe, mean_pieces
from nlu.pairs.side_by_side import pieces_of
from nlu.pairs.tuning_rounds import PairRounds


def tune_pairs(
    pairs: Sequence[Pair],
    parts: EncoderParts,
    *,
    recipe: PairRecipe | None = None,
    half_precision: bool = False,
    seed: int = 0,
    earlier: Adapter | None = None,
    state_file: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
    keep: Callable[[Adapter], None] = lambda _: None,
) -> Adapter:
    """Eight minutes for 1,000 pairs on two cores with `half_precision`, which multiplies in bfloat16.

    Each pair is read in either order. After each round `progress` is told its loss, and `keep` gets the
    adapter as it stands. With `earlier`, tuning goes on from there, in its layers; NLUError where that was
    made for another encoder or for messages. `state_file` is as in `tune_encoder`.
    """
    recipe = recipe or (PairRecipe() if earlier is None else GOING_ON)
    if earlier is not None and (earlier.head is None or not fits(earlier, parts)):
        raise NLUError("the earlier adapter reads no pairs with this encoder; tune anew without it")
    torch.manual_seed(seed)
    device = torch.device("cpu")
    model, tokenizer = load_untuned(parts, device)
    layers = model.encoder.layer
    first = recipe.first_layer if earlier is None else lowest_layer(earlier.maps) or 0
    upper = WholeLayers(layers, first, recipe.dropout)
    net = PairLayers(layers[:first], upper, model.config.hidden_size).train()
    net.lower.eval()
    if earlier is not None:
        upper.go_on_from(earlier.maps)
        set_head(net.head, torch.from_numpy(earlier.head))
    written = [
        Lesson(pieces_of(tokenizer, pair.one), pieces_of(tokenizer, pair.other), pair.same) for pair in pairs
    ]
    keys = message_keys(text for pair in pairs for text in (pair.one, pair.other))
    tuned_on = keys if earlier is None else np.union1d(keys, earlier.tuned_on)

    def adapter() -> Adapter:
        head = torch.cat([average.head.weight.detach().flatten(), average.head.bias.detach()]).numpy()
        mark = model.get_parameter(MARK).detach().numpy()
        return Adapter(average.upper.cut(recipe.rank), tuned_on, mark, parts.query_prompt, head)

    rounds = PairRounds(
        net,
        model.embeddings,
        written,
        mean_pieces(model, written),
        recipe,
        seed=seed,
        half_precision=half_precision,
    )
    average = rounds.average
    key = build_key(
        message_keys(f"{pair.same}: {pair.one}\0{pair.other}" for pair in pairs),
        parts,
        recipe,
        start=earlier,
        seed=seed,
        device=device,
        half_precision=half_precision,
    )
    if state_file and (state := find_interrupted(state_file, key, progress)):
        rounds.go_on_from(state)
        progress(f"going on after round {len(rounds.losses)} of {recipe.rounds}")
    while not rounds.done:
        told = rounds.run()
        if state_file:
            write_state(rounds.state(key), state_file)
        keep(adapter())
        progress(told)
    return adapter()
