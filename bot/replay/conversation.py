"""A conversation as it was recorded: what was said and when, and the course that each turn took."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, with_config

from bot.owner_facts import Fact
from bot.replay.course import Course
from nlu.types import Language

Key = Annotated[str, Field(min_length=1, max_length=64)]
# Deadlines are reckoned from it: at the calendar's edge there are none.
Instant = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC))
]


class Author(StrEnum):
    customer = "customer"
    bot = "bot"
    agent = "agent"
    system = "system"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class RecordedMessage:
    """`at` is what the tenant's clock said; None: as when the conversation began.

    What a customer wrote `to` an agent had no turn and gets none; `to` "nobody" is what is not answered, such
    as an automatic mail. `kind` "handoff" is the person button.
    `turn` is None where nothing is known of its course. `facts` had come about by the time of its turn, since
    the turn before.
    """

    author: Author
    text: str
    at: Instant | None = None
    kind: Literal["text", "handoff"] = "text"
    to: Literal["bot", "agent", "nobody"] = "bot"
    turn: Course | None = None
    facts: tuple[Fact, ...] = ()

    @property
    def has_turn(self) -> bool:
        return self.author is Author.customer and self.to == "bot"


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class RecordedConversation:
    """`customer` is a contact's key, None for a visitor; `now` is the tenant's clock at the first message."""

    id: Key
    language: Language
    now: Instant
    messages: tuple[RecordedMessage, ...]
    customer: Key | None = None
