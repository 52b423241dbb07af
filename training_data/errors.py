"""TrainingDataError
├── DataMissing     no labelled messages where they were expected
├── DataBroken      files that cannot be used, each complaint with file and line
├── FileBroken      a file of flows, actions or conversations that cannot be used, with its line
└── DataUnwritable  a file that cannot be written, and why
"""

from collections.abc import Sequence
from pathlib import Path

from training_data.schema import Complaint


class TrainingDataError(Exception):
    """Root of what this package raises."""


class DataMissing(TrainingDataError):
    def __init__(self, source: Path) -> None:
        super().__init__(
            f"no labelled messages in {source}; expected files like zh/billing.yml and en/billing.yml, "
            "or messages with their intents as .csv, .jsonl or Rasa's .yml"
        )
        self.source = source


class DataBroken(TrainingDataError):
    def __init__(self, complaints: Sequence[Complaint]) -> None:
        shown = "; ".join(str(complaint) for complaint in complaints[:5])
        more = f"; and {len(complaints) - 5} more" if len(complaints) > 5 else ""
        super().__init__(f"{shown}{more}; mend the file and try again")
        self.complaints = tuple(complaints)


class FileBroken(TrainingDataError):
    """`problem` says what was got, what was expected and what to do."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class DataUnwritable(TrainingDataError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be written: {why}; nothing was; try again, or choose another folder")
        self.file = file
