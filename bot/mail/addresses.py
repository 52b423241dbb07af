"""Whom a conversation by mail is held with: an address, which says nothing of who they are."""

from collections.abc import Collection

from sqlalchemy import select

from bot.models import MailThread
from bot.persistence.tenancy import TenantSession

EMAIL = "email"
"""The channel of these conversations, and of what the inbox holds of them."""


def find_address(session: TenantSession, conversation_id: str) -> str | None:
    return addresses_of(session, [conversation_id]).get(conversation_id)


def addresses_of(session: TenantSession, conversation_ids: Collection[str]) -> dict[str, str]:
    """Of those that are held by mail."""
    if not conversation_ids:
        return {}
    mine = select(MailThread.conversation_id, MailThread.address).where(
        MailThread.conversation_id.in_(conversation_ids)
    )
    return {row.conversation_id: row.address for row in session.execute(mine)}
