"""The bot's word to a file: it cannot look inside, a person can. One word for files that come together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.conversations import add_word, conversation_shape, message_shape
from bot.inbox import Mail, settle
from bot.message_text import find_file_name
from bot.models import InboxItem
from bot.persistence.tenancy import TenantSession
from bot.phrases import phrase
from bot.turn_rows import Written

TOGETHER = timedelta(minutes=10)


def write_receipt(
    session: TenantSession, conversation: Mapping[str, Any], mail: Mail, *, told: bool, now: datetime
) -> Written:
    """In the locked conversation, which is the bot's; the mail is done. `told`: a person's ticket has it."""
    settle(session, mail, "done")
    if _follows_a_file(session, conversation, mail, now):
        return Written(conversation=conversation_shape(conversation))
    language = conversation["language"]
    said = phrase(
        "file_passed_on" if told else "file_kept", language, name=find_file_name(mail.text) or mail.text
    )
    extra = {} if told else {"quick_replies": [phrase("talk_to_person", language)]}
    row, after = add_word(session, conversation, said, author="bot", extra=extra, now=now)
    return Written((message_shape(row),), conversation_shape(after))


def _follows_a_file(
    session: TenantSession, conversation: Mapping[str, Any], mail: Mail, now: datetime
) -> bool:
    """One that had its word from the bot: it came lately, and since the bot has the conversation. Or words
    that came in the same moment: they have one."""
    here = select(InboxItem.kind, InboxItem.received_at).where(
        InboxItem.conversation_id == conversation["id"], InboxItem.seq <= mail.seq
    )
    this, *earlier = session.execute(here.order_by(InboxItem.seq.desc()).limit(2)).all()
    before = earlier[0] if earlier else None
    if before is not None and before.kind == "text":
        return bool(before.received_at == this.received_at)  # a mail's words, which have an answer
    if before is None or before.kind != "file":
        return False
    owned_since = conversation["owned_since"]
    return before.received_at > now - TOGETHER and (owned_since is None or before.received_at > owned_since)
