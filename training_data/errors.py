"""TrainingDataError
├── DataMissing  no labelled messages where they were expected
└── DataBroken   files that cannot be used, each complaint with file and line
"""

from collections.abc import Sequence
from pathlib import Path

from training_data.schema import Complaint


class TrainingDataError(Exception):
    """Root of what this package raises."""


class DataMissing(TrainingDataError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no labelled messages in {folder}; expected files like zh/billing.yml and en/billing.yml"
        )
        self.folder = folder


class DataBroken(TrainingDataError):
    def __init__(self, complaints: Sequence[Complaint]) -> None:
        shown = "; ".join(str(complaint) for complaint in complaints[:5])
        more = f"; and {len(complaints) - 5} more" if len(complaints) > 5 else ""
        super().__init__(f"{shown}{more}; mend the file and try again")
        self.complaints = tuple(complaints)
