"""The rule between the classifier and the dialogue: believe it, ask back, or say that this is out of scope.

Pure: a ranking and a score go in, a verdict with its reasons comes out. The thresholds travel in the model's
manifest: `out_of_scope` and `margin` are chosen for each model, on messages held out of training, or on a
tenant's own (`nlu.versions.adjusting`); `sure` is the same for all (`nlu.calibration`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.types import OUT_OF_SCOPE, Decision, IntentScore


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`out_of_scope`: scores from here up are rejected, unless the best intent's confidence reaches `sure`.

    `margin`: two best closer than this are ambiguous. `sure` is None where no message out of scope was
    learned from: confidence then tells intents apart and says nothing of the rest.
    """

    out_of_scope: float
    margin: float
    sure: float | None

    def told(self) -> str:
        """As people read it."""
        unless = "" if self.sure is None else f" unless an intent is at {self.sure:.2f} or more"
        return (
            f"rejects from an out-of-scope score of {self.out_of_scope:.2f}{unless}; "
            f"asks back where two intents are closer than {self.margin:.2f}"
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """`intent` is what holds from now on; reasons say which numbers decided, the decisive one first."""

    decision: Decision
    intent: IntentScore
    reasons: tuple[str, ...]


def decide(ranking: Sequence[IntentScore], out_of_scope: float, thresholds: Thresholds) -> Verdict:
    """`ranking` is the classifier's, best first; `out_of_scope` in [0, 1] says how strange the message is."""
    limit = thresholds.out_of_scope
    if out_of_scope >= limit and not _is_sure(ranking[0], thresholds.sure):
        reason = f"rejected: out-of-scope score {out_of_scope:.2f} is not under {limit:.2f}"
        return Verdict(Decision.rejected, IntentScore(OUT_OF_SCOPE, out_of_scope), (reason, _best(ranking)))
    first, *others = [one for one in ranking if one.name != OUT_OF_SCOPE]
    kept = (
        f"in scope: out-of-scope score {out_of_scope:.2f} is under {limit:.2f}"
        if out_of_scope < limit
        else f"in scope in spite of the out-of-scope score {out_of_scope:.2f}: {_best(ranking)}"
    )
    second = others[0] if others else IntentScore("none", 0.0)
    pair = f"{first.name} {first.confidence:.2f}, {second.name} {second.confidence:.2f}"
    if others and first.confidence - second.confidence < thresholds.margin:
        reason = f"ambiguous: {pair} are closer than {thresholds.margin:.2f}"
        return Verdict(Decision.ambiguous, first, (reason, kept))
    return Verdict(Decision.accepted, first, (f"accepted: {pair}", kept))


def reject_empty() -> Verdict:
    """For a message of which nothing is left once spaces, controls and punctuation are gone."""
    reason = "rejected: nothing that can be understood is left of the message"
    return Verdict(Decision.rejected, IntentScore(OUT_OF_SCOPE, 1.0), (reason,))


def _is_sure(best: IntentScore, sure: float | None) -> bool:
    return sure is not None and best.name != OUT_OF_SCOPE and best.confidence >= sure


def _best(ranking: Sequence[IntentScore]) -> str:
    best = ranking[0]
    return f"the classifier's own best is {best.name} {best.confidence:.2f}"
