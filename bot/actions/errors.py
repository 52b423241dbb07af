"""BotError
└── ActionsBroken  actions.yml cannot be used, each complaint with file and line
"""

from collections.abc import Sequence

from bot.errors import BotError
from training_data.schema import Complaint


class ActionsBroken(BotError):
    code = "settings_wrong"

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("; ".join(str(complaint) for complaint in complaints))
        self.complaints = tuple(complaints)
