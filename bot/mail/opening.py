"""A conversation that is held by mail, from its beginning: the customer's mail or ours."""

import hashlib
from datetime import datetime

from bot.conversations import change_conversation, lock_conversation, new_conversation
from bot.mail.addresses import EMAIL
from bot.models import MailThread
from bot.persistence.tenancy import TenantSession


def visitor_of(address: str) -> str:
    """Whoever writes from it, as a conversation names them: a visitor, whom no token can be had for as their
    id is not signed."""
    return f"{EMAIL}:{hashlib.sha256(address.encode()).hexdigest()[:40]}"


def hold_by_mail(
    session: TenantSession,
    conversation_id: str,
    *,
    address: str,
    name: str,
    ours: str,
    subject: str,
    language: str,
    customer_key: str | None,
    now: datetime,
) -> None:
    """With nothing said yet. Without an address of `ours` nothing is mailed until `mail_from` gives it one.
    `customer_key` is the contact that the desk takes them for; an address is no
    proof of who writes, so that nobody is signed in here."""
    new_conversation(
        session, conversation_id, channel=EMAIL, contact_key=None, visitor_id=visitor_of(address),
        language=language, now=now,
    )  # fmt: skip
    if ours:
        change_conversation(session, conversation_id, mailed_seq=0)
    session.add(
        MailThread(
            tenant_id=session.require_tenant(),
            conversation_id=conversation_id,
            address=address,
            name=name,
            ours=ours,
            subject=subject,
            last_id="",
            ids=[],
            customer_key=customer_key,
        )
    )
    session.flush()


def mail_from(session: TenantSession, thread: MailThread, ours: str) -> None:
    """What is said from now on, where the desk had no address to write from when it began."""
    conversation = lock_conversation(session, thread.conversation_id)
    if conversation is not None and not thread.ours:
        thread.ours = ours
        change_conversation(session, thread.conversation_id, mailed_seq=conversation["next_seq"] - 1)
