"""What the fallback rule goes by: a limit and a margin chosen on held-out messages, and a fixed number.

And how the rule does on those messages.
"""

import numpy as np
from numpy.typing import NDArray

from nlu.classifiers.general_calibration import general_limit
from nlu.classifiers.kernel import find_column
from nlu.classifiers.kernel_training import HeldOut
from nlu.fallback import Thresholds
from nlu.margin import Questions, choose_margin, count_questions
from nlu.types import OUT_OF_SCOPE, Language

# Of held-out messages that are out of scope, this share must be found; see docs/decisions/0003.
WANTED_RECALL = 0.85
# With none to find, of those in scope no more than this share may be rejected.
MOST_REJECTED = 0.02
# The same for every model: from 0.6 to 0.9 it hardly matters, see docs/decisions/0003.
SURE = 0.80
# Rejecting what more likely is in scope helps nobody, however little is found without.
LOWEST_LIMIT = 0.5


def choose_thresholds(held_out: HeldOut, labels: tuple[str, ...]) -> Thresholds:
    """The limit: the strictest score with which the rule still finds `WANTED_RECALL` of what is out of scope.

    Without such messages, the mildest that rejects `MOST_REJECTED` of the others at most. The margin goes by
    what is believed then. Where the messages say too little, what holds in general.
    """
    column = find_column(labels)
    sure = None if column is None else SURE
    limit = general_limit(column) if held_out.general else max(LOWEST_LIMIT, _choose_limit(held_out, labels))
    believed = ~_is_rejected(held_out, labels, limit, sure)
    return Thresholds(out_of_scope=limit, margin=choose_margin(held_out, labels, believed), sure=sure)


def _choose_limit(held_out: HeldOut, labels: tuple[str, ...]) -> float:
    if find_column(labels) is None:
        strangest = np.sort(held_out.strangeness)[::-1]
        first_kept = strangest[int(len(strangest) * MOST_REJECTED)]
        return float(np.nextafter(first_kept, np.float32(np.inf)))
    score = np.where(_is_sure(held_out, labels, SURE), 0.0, held_out.strangeness)
    strange = np.sort(score[held_out.intents == OUT_OF_SCOPE])
    return float(strange[int(len(strange) * (1 - WANTED_RECALL))])


def _is_rejected(
    held_out: HeldOut, labels: tuple[str, ...], limit: float, sure: float | None
) -> NDArray[np.bool_]:
    return np.asarray((held_out.strangeness >= limit) & ~_is_sure(held_out, labels, sure), dtype=np.bool_)


def _is_sure(held_out: HeldOut, labels: tuple[str, ...], sure: float | None) -> NDArray[np.bool_]:
    """Which messages the rule believes to be in scope whatever they look like."""
    if sure is None:
        return np.zeros(len(held_out.intents), dtype=np.bool_)
    best = held_out.confidences.argmax(axis=1)
    believed = (best != find_column(labels)) & (held_out.confidences.max(axis=1) >= sure)
    return np.asarray(believed, dtype=np.bool_)


def measure_held_out(held_out: HeldOut, labels: tuple[str, ...], thresholds: Thresholds) -> dict[str, float]:
    """After the fallback rule: in-scope accuracy by language, recall and precision of out of scope.

    Without messages out of scope, in place of the latter two the share of the others that is rejected.
    Nothing where the messages say too little.
    """
    if held_out.general:
        return {}
    rejected = _is_rejected(held_out, labels, thresholds.out_of_scope, thresholds.sure)
    scores, column = held_out.confidences.copy(), find_column(labels)
    if column is not None:
        scores[:, column] = -np.inf
    right = (np.array(labels)[scores.argmax(axis=1)] == held_out.intents) & ~rejected
    strange = held_out.intents == OUT_OF_SCOPE
    by_language = {
        f"in_scope_accuracy.{language}": float(right[~strange & (held_out.languages == index)].mean())
        for index, language in enumerate(Language)
        if (~strange & (held_out.languages == index)).any()
    }
    if column is None:
        return {**by_language, "in_scope_rejected": float(rejected.mean())}
    return {
        **by_language,
        "out_of_scope_recall": float(rejected[strange].mean()),
        "out_of_scope_precision": float(strange[rejected].mean()) if rejected.any() else 0.0,
    }


def measure_questions(held_out: HeldOut, labels: tuple[str, ...], thresholds: Thresholds) -> Questions:
    """How often the rule asks back, and to what end."""
    believed = ~_is_rejected(held_out, labels, thresholds.out_of_scope, thresholds.sure)
    return count_questions(held_out, labels, believed, thresholds.margin)
