"""What calibrating gives in general, for a model of messages most of which its encoder was tuned on.

Of those an encoder knows too much: a model calibrated on them is too sure of itself, and rejects too little,
or without messages out of scope too much (docs/decisions/0003). The numbers here are those that the 5,035
messages give which our own encoder was not tuned on, with the messages out of scope and without.
"""

import numpy as np
from numpy.typing import NDArray

# To calibrate on fewer messages that the encoder was not tuned on would say more of them than of the model.
FEWEST_UNSEEN, FEWEST_UNSEEN_STRANGE = 200, 20
TEMPERATURE = 0.09
WORTH = 100  # messages, beside which the few that are new to the encoder have their say in the temperature
# The weights of `rejection_signals`, and the score from which a message is rejected; None: without the class.
_REJECTION = (11.15, 6.79, -3.89, 3.18, 2.41)
_REJECTION_WITHOUT = (-26.6, 15.6, 4.40, 4.09)
_LIMIT, _LIMIT_WITHOUT = 0.83, 0.82


def say_enough(unseen: NDArray[np.bool_], strange: NDArray[np.bool_]) -> bool:
    """Whether a model can be calibrated on its `unseen` messages; `strange` marks those out of scope.

    Where most are unseen there is nothing better, however few they are.
    """
    wanted = FEWEST_UNSEEN_STRANGE if strange.any() else 0
    many = unseen.sum() >= FEWEST_UNSEEN and (unseen & strange).sum() >= wanted
    return bool(many or (_most(unseen) and _most(unseen[strange])))


def shrink_temperature(own: float, messages: int) -> float:
    """Towards the general one, the more the fewer `messages` gave one's own."""
    return float(np.exp((messages * np.log(own) + WORTH * np.log(TEMPERATURE)) / (messages + WORTH)))


def general_rejection(out_of_scope: int | None) -> NDArray[np.float32]:
    return np.array(_REJECTION_WITHOUT if out_of_scope is None else _REJECTION, dtype=np.float32)


def general_limit(out_of_scope: int | None) -> float:
    return _LIMIT_WITHOUT if out_of_scope is None else _LIMIT


def _most(marked: NDArray[np.bool_]) -> bool:
    return 2 * int(marked.sum()) >= len(marked)
