"""What customers wrote, each with the intent that the bot understood: messages for people to label."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import and_, select

from bot.models import InboxItem, Message, TurnRecord
from bot.persistence.tenancy import TenantSession
from bot.review.masking import mask
from training_data.annotations import AnnotationBroken, parse_annotated
from training_data.schema import Example

BATCH = 1000


def customer_messages(session: TenantSession) -> Iterator[Example]:
    """Oldest first, personal data masked; `file` and `line` are the conversation and its message.

    Leaves out what the bot did not read: the person button, and messages while a person had the conversation.
    """
    same_place = [
        and_(
            Message.tenant_id == other.tenant_id,
            Message.conversation_id == other.conversation_id,
            Message.seq == other.seq,
        )
        for other in (TurnRecord, InboxItem)
    ]
    found = session.execute(
        select(Message.conversation_id, Message.seq, Message.text, TurnRecord.trace)
        .join(TurnRecord, same_place[0])
        .join(InboxItem, same_place[1])
        .where(Message.author == "customer", InboxItem.kind == "text")
        .order_by(Message.created_at, Message.conversation_id, Message.seq),
        execution_options={"yield_per": BATCH},
    )
    for conversation_id, seq, text, trace in found:
        if not trace["intent"]:
            continue
        try:
            plain, entities = parse_annotated(mask(text, trace["entities"], trace["language"]))
        except AnnotationBroken:
            continue  # no line of Rasa's can hold it
        if plain:
            file = Path("conversations", conversation_id)
            yield Example(plain, trace["intent"]["name"], trace["language"], entities, file, seq)
