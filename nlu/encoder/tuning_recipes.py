"""How an encoder is tuned: by additions of low rank, or whole and then cut to a low rank."""

from dataclasses import dataclass

# Under so many steps, ten messages an intent are hardly learned from.
LEAST_STEPS = 300


@dataclass(frozen=True)
class TuningRecipe:
    """By additions of low rank, in the layers from `first_layer` up.

    Without `first_layer` and `rank`, those of the adapter that is gone on from; without one, the lower third
    of the layers stays and the rank is 32, which is also the least. `faithfulness` weighs how far the mean
    vectors may drift. With `patience`, tuning ends in its second half after so many rounds that brought no
    more of the unseen messages right, and the best round counts, not the last. (In the first half the rate is
    high, and what a round costs later ones bring back.) Where so few messages are seen that `rounds` would
    not come to `least_steps` steps, there are more rounds, of all.
    """

    rounds: int = 10
    first_layer: int | None = None
    rank: int | None = None
    scale: float = 2.0
    rate: float = 1.5e-3
    faithfulness: float = 10.0
    patience: int | None = None
    least_steps: int = 0


@dataclass(frozen=True)
class WholeRecipe:
    """All linear weights of all layers; then the change is cut to `rank`, and `mending` makes up for it.

    A layer learns at `rate_decay` of the rate of the one above it. `agreement` weighs that two dropouts read
    a message alike (R-Drop; Liang et al. 2021, arXiv 2106.14448); `averaging` is the share of the weights'
    moving average that a step leaves as it was, and that average is what counts. `faithfulness` holds the
    mean vectors by their direction from the centre of their language.
    """

    rounds: int = 10
    rate: float = 4e-4
    rate_decay: float = 0.9
    batch: int = 128
    dropout: float = 0.25
    agreement: float = 1.0
    averaging: float = 0.998
    faithfulness: float = 4.0
    rank: int = 64
    mending_rounds: int = 3
    mending_rate: float = 3e-4

    @property
    def mending(self) -> TuningRecipe:
        return TuningRecipe(self.mending_rounds, first_layer=0, rank=self.rank, rate=self.mending_rate)
