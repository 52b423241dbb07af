"""The classifiers by name. A model's manifest says which one it was trained for."""

from collections.abc import Callable
from pathlib import Path

from nlu.classifiers.kernel import KernelClassifier
from nlu.errors import NLUError

CLASSIFIERS: dict[str, Callable[[Path, tuple[str, ...], int], KernelClassifier]] = {
    KernelClassifier.name: KernelClassifier.load,
}


def load_classifier(name: str, folder: Path, labels: tuple[str, ...], dimension: int) -> KernelClassifier:
    """`dimension` is that of the encoder's vectors. Raises NLUError for a name that nobody registered."""
    if name not in CLASSIFIERS:
        raise NLUError(f"no classifier is called {name!r}; known are {', '.join(sorted(CLASSIFIERS))}")
    return CLASSIFIERS[name](folder, labels, dimension)
