"""NLUError
├── ModelMissing        no model folder where one was expected
├── ModelBroken         a model folder that cannot be used, and why
│   ├── ModelOfAnotherFormat  one that another Huiyi than this made
│   └── EncoderBroken         one of an encoder, or of what reads pairs
├── RegistryProblem     what a registry of versions cannot do, and why
│   ├── VersionMissing    no version of that name
│   ├── PromotionRefused  a version that is not put in force, and why
│   └── FullTrainingRefused  an encoder and a model that are worse than those in force
├── TrainingDataBroken  labelled data that cannot be trained on
├── ReportBroken        a file that should hold an evaluation and does not
└── ReportsDiffer       two evaluations of other messages, which say nothing of each other
"""

from collections.abc import Sequence
from pathlib import Path


class NLUError(Exception):
    """Root of what this package raises."""


class ModelMissing(NLUError):
    def __init__(self, folder: Path, command: str) -> None:
        super().__init__(f"no model in {folder}; expected one made by `{command}`; run it first")
        self.folder = folder


class ModelBroken(NLUError):
    def __init__(self, folder: Path, why: str, *, what_to_do: str = "") -> None:
        mend = what_to_do or "run `huiyi train`, with --tenant for a tenant's own, to make a new one"
        super().__init__(f"the model in {folder} cannot be used: {why}; {mend}")
        self.folder = folder


class ModelOfAnotherFormat(ModelBroken):
    def __init__(self, folder: Path, found: object, expected: int) -> None:
        later = isinstance(found, int) and found > expected
        super().__init__(
            folder,
            f"it has format {str(found)[:20]}, made by {'a later' if later else 'another'} Huiyi, "
            f"and this one reads format {expected}",
            what_to_do=f"{'update' if later else 'change'} Huiyi, or run `huiyi train` to make one with this",
        )


class EncoderBroken(ModelBroken):
    def __init__(self, folder: Path, why: str) -> None:
        mend = "run `huiyi encoder build`, or for what reads pairs `huiyi pairs build`, to make it anew"
        super().__init__(folder, why, what_to_do=mend)


class RegistryProblem(NLUError):
    pass


class VersionMissing(RegistryProblem):
    """`or_folder`: the name might have been a model's folder as well."""

    def __init__(self, owner: str, version: str, known: Sequence[str], *, or_folder: bool = False) -> None:
        there = f"there are {', '.join(known)}" if known else "there are none yet; make one by `huiyi train`"
        nor = ", nor any folder" if or_folder else ""
        super().__init__(f"no version of {owner} is called {version!r}{nor}; {there}")
        self.owner = owner
        self.version = version


class PromotionRefused(RegistryProblem):
    def __init__(self, version: str, why: str) -> None:
        super().__init__(f"version {version} is not put in force: {why}")
        self.version = version


class NothingToMeasureOn(RegistryProblem):
    def __init__(self, source: Path) -> None:
        super().__init__(
            f"in {source} there is nothing to measure a new model on but what it learns itself, or "
            "what is in force learned, which says nothing; expected a folder with train/ and test/: "
            f"`huiyi data import {source} --out FOLDER --test-share 0.2` makes one. Or train without "
            "promoting, and give other messages to `huiyi models promote VERSION --data`"
        )
        self.source = source


class FullTrainingRefused(RegistryProblem):
    def __init__(self, why: str, adapter: Path) -> None:
        super().__init__(
            f"what was trained is worse than what is in force: {why}; encoder and model stay as they were. "
            f"What was learned is in {adapter}: `huiyi encoder build --adapter` with it, then `huiyi train`, "
            "puts it in force anyway"
        )
        self.adapter = adapter


class TrainingDataBroken(NLUError):
    """The data loads but cannot be learned from: too few intents, too few examples."""


class ReportBroken(NLUError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"no report can be read from {file}: {why}; `huiyi evaluate --out FOLDER` saves one there"
        )
        self.file = file


class ReportsDiffer(NLUError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"the reports measure different messages: {where}; evaluate both models on the same --data, "
            "with the same --now and --timezone"
        )
