"""The classifiers by name. A model's manifest says which one it was trained for."""

from collections.abc import Callable
from pathlib import Path

from nlu.classifiers.kernel import KernelClassifier
from nlu.errors import ModelBroken

CLASSIFIERS: dict[str, Callable[[Path, tuple[str, ...], int], KernelClassifier]] = {
    KernelClassifier.name: KernelClassifier.load,
}


def load_classifier(name: str, folder: Path, labels: tuple[str, ...], dimension: int) -> KernelClassifier:
    """`dimension` is that of the encoder's vectors. Raises ModelBroken, also as `check_classifier` does."""
    check_classifier(name, folder)
    return CLASSIFIERS[name](folder, labels, dimension)


def check_classifier(name: str, folder: Path) -> None:
    """Raises ModelBroken for one that this Huiyi does not have."""
    if name not in CLASSIFIERS:
        raise ModelBroken(
            folder,
            f"its classifier is {name[:40]!r}, made by another Huiyi, and this one knows "
            f"{', '.join(CLASSIFIERS)}",
            what_to_do="change Huiyi, or run `huiyi train` to make one with this",
        )
