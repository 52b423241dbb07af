"""Whom a note names with @ hears of it: at their console, and by mail of what no ticket keeps for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.desk.notify_effects import MAIL
from bot.hub import Hub, Topic, frame
from bot.models import Agent
from bot.outbox import add_effect
from bot.persistence.tenancy import TenantSession
from escalation.routing.words import Words

SUBJECT = Words("{who} 在备注里提到了你", "{who} mentioned you in a note")
TEXT = Words(
    "{who} 在一个会话的备注里提到了你：\n{link}", "{who} mentioned you in the note of a conversation:\n{link}"
)


def tell_mentioned(
    hub: Hub,
    tenant_id: str,
    who: str,
    agents: Collection[str],
    *,
    ticket: int | None,
    conversation: str | None,
) -> None:
    """After the commit. Whoever is named on a ticket watches it; `conversation` is where there is none."""
    if not agents:
        return
    data: dict[str, Any] = {"who": who, "agents": sorted(agents)}
    if ticket is None:
        notice = frame("notice", kind="conversation.mentioned", conversation=conversation, data=data)
    else:
        notice = frame("notice", kind="ticket.mentioned", conversation=None, data={"ticket": ticket, **data})
    hub.publish(Topic(tenant_id), notice)


def mail_mentioned(
    session: TenantSession, who: str, agents: Collection[str], *, key: str, link: str, now: datetime
) -> None:
    """For a conversation without a ticket, to who is at no console: nothing else would tell them later."""
    for agent in session.scalars(select(Agent).where(Agent.id.in_(agents)).order_by(Agent.id)):
        values = {"who": who, "link": link}
        mail = {
            "to": agent.email,
            "subject": SUBJECT.in_language(agent.language).format(**values),
            "text": TEXT.in_language(agent.language).format(**values),
        }
        add_effect(session, key=f"mentioned:{key}:{agent.id}", kind=MAIL, payload=mail, now=now)
