"""BotError
├── StorageUnavailable      the disk takes no file now
└── AttachmentRejected      a file that is not taken; the reason is a key of `words.WORDS`
    ├── AttachmentTooLarge
    ├── KindRefused         a type that is not on the list, or bytes that are not what the name says
    └── NoRoom              the ticket or the tenant holds as much as it may
"""

from typing import Any, Self

from bot.desk.attachments.words import WORDS, Reason
from bot.errors import BotError


class StorageUnavailable(BotError):
    code = "storage_unavailable"
    hint = "try again in a moment; tell the operator if it stays"
    outside = "files cannot be stored at the moment"


class AttachmentRejected(BotError):
    """`values` fill the reason's words."""

    code = "attachment_rejected"

    def __init__(self, reason: Reason, language: str = "en", **values: Any) -> None:
        said = WORDS[reason][language]
        super().__init__(said.problem.format(**values))
        self.hint = said.hint.format(**values)
        self.reason: Reason = reason
        self.values = values

    def in_language(self, language: str) -> Self:
        return type(self)(self.reason, language, **self.values)


class AttachmentTooLarge(AttachmentRejected):
    code = "attachment_too_large"


class KindRefused(AttachmentRejected):
    code = "attachment_kind_refused"


class NoRoom(AttachmentRejected):
    code = "attachment_no_room"
