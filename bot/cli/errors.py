"""The errors a command may end with that the user can do something about."""

from bot.errors import BotError
from dialogs.errors import DialogueError
from escalation.errors import EscalationError
from kb_index.errors import KnowledgeBaseError
from nlu.errors import NLUError
from training_data.errors import TrainingDataError


def expected_errors() -> tuple[type[Exception], ...]:
    """The roots of the packages' error trees."""
    return (BotError, DialogueError, EscalationError, KnowledgeBaseError, NLUError, TrainingDataError)
