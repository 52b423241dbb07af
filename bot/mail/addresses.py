"""Whom a conversation by mail is held with. An address says nothing of who they are, a name even less."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from bot.models import MailThread
from bot.persistence.tenancy import TenantSession

EMAIL = "email"
"""The channel of these conversations, and of what the inbox holds of them."""


def find_attached(session: TenantSession, conversation: Mapping[str, Any]) -> str | None:
    """The contact that the desk takes its customer for, who has not signed in."""
    if conversation["channel"] != EMAIL:
        return None
    thread = session.get(MailThread, (session.require_tenant(), conversation["id"]))
    return thread.customer_key if thread else None


def find_person(session: TenantSession, conversation_id: str) -> str | None:
    return people_of(session, [conversation_id]).get(conversation_id)


def people_of(session: TenantSession, conversation_ids: Collection[str]) -> dict[str, str]:
    """ "Li Wei <li@x.example>" or the address alone, of those that are held by mail."""
    if not conversation_ids:
        return {}
    mine = select(MailThread.conversation_id, MailThread.name, MailThread.address).where(
        MailThread.conversation_id.in_(conversation_ids)
    )
    return {
        row.conversation_id: f"{row.name} <{row.address}>" if row.name else row.address
        for row in session.execute(mine)
    }
