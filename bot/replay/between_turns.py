"""Plays what happened between a conversation's turns and decided how the next one went."""

from collections.abc import Iterable
from datetime import datetime

from bot.conversations import change_conversation
from bot.owner_change import lock
from bot.owner_facts import Fact
from bot.ownership import give_back, take
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal

PERSON = "replay"


def play_fact(session: TenantSession, conversation_id: str, fact: Fact, at: datetime) -> None:
    """As the service does it. A conversation can be returned that nobody is known to have taken."""
    conversation = lock(session, conversation_id)
    if fact in (Fact.awaited, Fact.wait_ended):
        since = at if fact is Fact.awaited else None
        change_conversation(session, conversation_id, waiting_since=since, unanswered_since=since)
        return
    if fact is Fact.taken or conversation["owner"] == "bot":
        take(session, Principal("agent", session.require_tenant(), PERSON, name=PERSON), conversation, at)
    if fact is Fact.returned:
        give_back(session, lock(session, conversation_id), at)


def is_with_person(before: bool, facts: Iterable[Fact]) -> bool:
    """Whether a person has the conversation after them."""
    with_person = before
    for fact in facts:
        with_person = {Fact.taken: True, Fact.returned: False}.get(fact, with_person)
    return with_person
