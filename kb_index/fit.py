"""Whether an article is for whoever asks, beside its product versions, and what that costs it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_index.asker_words import is_among

PLAN_COST = 1.0
"""Points of the score, where an article is about other plans: it may still answer "do I have that?"."""

PLATFORM_COST = 2.0
"""For another platform it is most likely the wrong way to do it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, None where it is not known. The desk's own people may see `internal` articles."""

    plan: str | None = None
    platform: str | None = None
    internal: bool = False


ANYONE = Asker()


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of an article beside its texts; `standing` is `standing.Standing.points`."""

    plans: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    internal: bool = False
    standing: float = 0.0


class Fits:
    """The traits of an index's articles, in its order; articles without any are for everybody."""

    def __init__(self, articles: Sequence[str], traits: Mapping[str, Traits]) -> None:
        plain = Traits()
        self._traits = [traits.get(article, plain) for article in articles]
        self._internal = np.array([one.internal for one in self._traits], dtype=bool)
        self._standing = np.array([one.standing for one in self._traits], dtype=np.float32)
        bound: dict[Traits, list[int]] = {}
        for at, one in enumerate(self._traits):
            if one.plans or one.platforms:
                bound.setdefault(Traits(one.plans, one.platforms), []).append(at)
        self._bound = {one: np.array(places) for one, places in bound.items()}

    def hidden(self, asker: Asker) -> NDArray[np.bool_]:
        return self._internal & (not asker.internal)

    def points(self, asker: Asker) -> NDArray[np.float32]:
        """To be added to the articles' scores."""
        points = self._standing.copy()
        for traits, places in self._bound.items():
            points[places] -= sum(cost for _, cost in _misfits(traits, asker))
        return points

    def reasons(self, at: int, asker: Asker) -> list[str]:
        traits = self._traits[at]
        lines = [f"-{cost} for {what}" for what, cost in _misfits(traits, asker)]
        if abs(traits.standing) >= 0.005:
            lines.append(f"{traits.standing:+.2f} for feedback")
        return lines


def _misfits(traits: Traits, asker: Asker) -> list[tuple[str, float]]:
    found = []
    if traits.plans and asker.plan and not is_among(asker.plan, traits.plans):
        found.append((f"other plans than {asker.plan}", PLAN_COST))
    if traits.platforms and asker.platform and not is_among(asker.platform, traits.platforms):
        found.append((f"other platforms than {asker.platform}", PLATFORM_COST))
    return found
