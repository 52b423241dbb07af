"""NLUError
├── ModelMissing        no model folder where one was expected
├── ModelBroken         a model folder that cannot be used, and why
└── TrainingDataBroken  labelled data that cannot be trained on
"""

from pathlib import Path


class NLUError(Exception):
    """Root of what this package raises."""


class ModelMissing(NLUError):
    def __init__(self, folder: Path, command: str) -> None:
        super().__init__(f"no model in {folder}; expected one made by `{command}`; run it first")
        self.folder = folder


class ModelBroken(NLUError):
    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"the model in {folder} cannot be used: {why}; run `make train` to make a new one")
        self.folder = folder


class TrainingDataBroken(NLUError):
    """The data loads but cannot be learned from: too few intents, too few examples."""
