"""How an encoder is tuned: by additions of low rank, or whole and then cut to a low rank."""

from dataclasses import dataclass

# Under so many steps, ten messages an intent are hardly learned from.
LEAST_STEPS = 300
# After so many steps the average of whole weights holds a twentieth of what they were.
LEAST_WHOLE_STEPS = 1000


@dataclass(frozen=True)
class TuningRecipe:
    """By additions of low rank, in the layers from `first_layer` up.

    Without `first_layer` and `rank`, those of the adapter that is gone on from; without one, the lower third
    of the layers stays and the rank is 32, which is also the least. `faithfulness` weighs how far the mean
    vectors may drift. With `patience`, tuning ends in its second half after so many rounds that brought no
    more of the unseen messages right, and the best round counts, not the last. (In the first half the rate is
    high, and what a round costs later ones bring back.) Where so few messages are seen that `rounds` would
    not come to `least_steps` steps, there are more rounds, of all. `centred` holds the mean vectors by their
    direction from the centre of their language. `agreement` weighs that two dropouts read a message alike
    (R-Drop; Liang et al. 2021, arXiv 2106.14448), in the rounds from `agreement_after` on, counted from 0.
    """

    rounds: int = 10
    first_layer: int | None = None
    rank: int | None = None
    scale: float = 2.0
    rate: float = 1.5e-3
    dropout: float = 0.1
    faithfulness: float = 10.0
    centred: bool = False
    agreement: float = 0.0
    agreement_after: int = 1
    patience: int | None = None
    least_steps: int = 0


@dataclass(frozen=True)
class WholeRecipe:
    """All linear weights of the layers from `first_layer` up; then the change is cut to `rank`.

    Without `first_layer`, the lower third of the layers stays. A layer learns at `rate_decay` of the rate of
    the one above it. `averaging` is the share of the weights' moving average that a step leaves as it was,
    and that average is what counts. Rounds of the other kind can mend what the cut cost. All else is as a
    `TuningRecipe` has it.
    """

    rounds: int = 8
    first_layer: int | None = None
    rate: float = 2.5e-4
    rate_decay: float = 0.9
    batch: int = 64
    dropout: float = 0.2
    faithfulness: float = 8.0
    centred: bool = True
    agreement: float = 1.0
    agreement_after: int = 1
    averaging: float = 0.997
    least_steps: int = 0
    rank: int = 64
    mending_rounds: int = 0
    mending_rate: float = 3e-4
    mending_dropout: float = 0.15

    def mending(self, first_layer: int) -> TuningRecipe:
        """The rounds after the cut."""
        return TuningRecipe(
            self.mending_rounds,
            first_layer=first_layer,
            rank=self.rank,
            rate=self.mending_rate,
            dropout=self.mending_dropout,
            faithfulness=self.faithfulness,
            centred=self.centred,
            agreement=self.agreement,
            agreement_after=self.agreement_after,
        )
