"""The webhook protocol of Rasa's action servers: what they are sent and what they answer."""

from collections.abc import Mapping
from typing import Any

from bot.actions.effect import Call
from bot.outbox import Undeliverable
from dialogs.types import BotResponse

RASA_VERSION = "3.21.0"
"""Whose protocol this is; an action server warns of another minor version than its own."""


def webhook_body(call: Call, text: str) -> dict[str, Any]:
    """The domain is never empty: for an empty one a server would use that of whom it served before."""
    about = {
        "tenant": call.tenant,
        "idempotency_key": call.key,
        "language": call.language.value,
        "customer": dict(call.customer),
        "flow": call.action.flow,
    }
    slots = {**call.action.slots, "tenant": call.tenant, "idempotency_key": call.key}
    said = {
        "text": text,
        "intent": {"name": call.action.flow, "confidence": 1.0},
        "entities": [],
        "metadata": about,
    }
    return {
        "version": RASA_VERSION,
        "next_action": call.action.name,
        "sender_id": call.conversation,
        "tracker": {
            "sender_id": call.conversation,
            "user_id": call.customer.get("key"),
            "slots": slots,
            "latest_message": said,
            "latest_event_time": None,
            "latest_input_channel": "huiyi",
            "followup_action": None,
            "paused": False,
            "events": [{"event": "user", "text": text, "input_channel": "huiyi", "parse_data": said}],
            "active_loop": {},
            "latest_action_name": None,
            "stack": [],
        },
        "domain": {
            "version": "3.1",
            "intents": [call.action.flow],
            "entities": [],
            "slots": {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in slots},
            "responses": {},
            "actions": [call.action.name],
            "forms": {},
            "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
        },
    }


def read_responses(call: Call, answer: Any) -> tuple[BotResponse, ...]:
    """The texts, with the buttons' titles as quick replies. Events are of no use after a flow's end."""
    found = answer.get("responses") if isinstance(answer, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Undeliverable(
            f"{call.action.name} answered {str(answer)[:80]!r}, expected events and responses"
        )
    named = [one["response"] for one in found if one.get("response") and not one.get("text")]
    if named:
        raise Undeliverable(
            f"{call.action.name} answered with the template {named[0]!r}, which nobody here has; "
            "have it say the text"
        )
    return tuple(
        BotResponse(str(one["text"]), tuple(_titles(one.get("buttons")))) for one in found if one.get("text")
    )


def _titles(buttons: Any) -> list[str]:
    given = buttons if isinstance(buttons, list) else []
    return [str(one["title"]) for one in given if isinstance(one, Mapping) and one.get("title")]
