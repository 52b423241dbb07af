"""An action's call as a row of the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.outbox import Effect, add_effect
from bot.persistence.tenancy import TenantSession
from dialogs.types import ActionCall
from nlu.types import Language

ACTION_CALL = "action.call"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is performed. `key` is the same at each attempt; `tenant` is the tenant's short name.

    `customer` is empty for a visitor.
    """

    tenant: str
    key: str
    conversation: str
    seq: int
    language: Language
    action: ActionCall
    customer: Mapping[str, Any]


def add_call(
    session: TenantSession,
    call: ActionCall,
    *,
    conversation: str,
    seq: int,
    language: Language,
    contact: str | None,
    now: datetime,
) -> None:
    """The key names the tenant too: action servers see those of all tenants."""
    add_effect(
        session,
        key=f"{ACTION_CALL}:{session.require_tenant()}:{conversation}:{seq}",
        kind=ACTION_CALL,
        payload={
            "kind": call.kind,
            "name": call.name,
            "flow": call.flow,
            "slots": dict(call.slots),
            "conversation": conversation,
            "contact": contact,
            "language": language.value,
            "seq": seq,
        },
        now=now,
    )


def read_call(effect: Effect, *, tenant: str, customer: Mapping[str, Any]) -> Call:
    given = effect.payload
    return Call(
        tenant=tenant,
        key=effect.key,
        conversation=given["conversation"],
        seq=given["seq"],
        language=Language(given["language"]),
        action=ActionCall(given["kind"], given["name"], given["flow"], given["slots"]),
        customer=customer,
    )


def mark_of(key: str, what: str) -> str:
    """The client id of the message that says `what` of the call, by which it is said once."""
    return f"a_{sha256(f'{key}:{what}'.encode()).hexdigest()[:40]}"
