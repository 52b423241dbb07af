"""What a turn reports, as JSON: see docs/websocket.md."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dialogs.types import Turn
from nlu.types import ParseResult


def turn_trace(parsed: ParseResult, turn: Turn, durations_ms: Mapping[str, float]) -> dict[str, Any]:
    trace = turn.trace
    return {
        **understanding(parsed),
        "acts": list(trace.acts),
        "slots": {name: _plain(value) for name, value in trace.slots.items()},
        "flow": trace.flow,
        "state": trace.state,
        "reasons": list(dict.fromkeys([*parsed.reasons, *trace.reasons])),
        "ticket": asdict(trace.ticket) if trace.ticket else None,
        "lead": asdict(trace.lead) if trace.lead else None,
        "article": asdict(trace.article) if trace.article else None,
        "answer": trace.answer,
        "handoff": _handoff(turn),
        "durations_ms": dict(durations_ms),
        "error": None,
    }


def failed_trace(parsed: ParseResult | None, error: str, durations_ms: Mapping[str, float]) -> dict[str, Any]:
    """The same shape for a turn that ended in an apology."""
    why = "the turn failed; an apology was sent and a person offered"
    return _without_turn(parsed, why, durations_ms) | {"error": error}


def silent_trace(why: str) -> dict[str, Any]:
    """The same shape for a message that the bot does not answer."""
    return _without_turn(None, f"{_SILENT}{why}", {})


def find_silence(trace: Mapping[str, Any]) -> str | None:
    """Why a message is not answered, where `silent_trace` said so."""
    why = str(trace["reasons"][0]) if trace["reasons"] else ""
    return why.removeprefix(_SILENT) if why.startswith(_SILENT) else None


def _without_turn(parsed: ParseResult | None, why: str, durations_ms: Mapping[str, float]) -> dict[str, Any]:
    return {
        **(understanding(parsed) if parsed else _NOT_UNDERSTOOD),
        "acts": [],
        "slots": {},
        "flow": None,
        "state": None,
        "reasons": [why],
        "ticket": None,
        "lead": None,
        "article": None,
        "answer": None,
        "handoff": None,
        "durations_ms": dict(durations_ms),
        "error": None,
    }


_SILENT = "not answered: "
_NOT_UNDERSTOOD: Mapping[str, Any] = {
    "intent": None,
    "intent_ranking": [],
    "decision": None,
    "language": None,
    "entities": [],
}


def understanding(parsed: ParseResult) -> dict[str, Any]:
    return {
        "intent": {"name": parsed.intent.name, "confidence": round(parsed.intent.confidence, 4)},
        "intent_ranking": [
            {"name": score.name, "confidence": round(score.confidence, 4)}
            for score in parsed.intent_ranking[:5]
        ],
        "decision": parsed.decision.value,
        "language": parsed.language.value,
        "entities": [
            {
                "entity": one.entity,
                "start": one.start,
                "end": one.end,
                "raw": one.raw,
                "value": one.value,
                "role": one.role,
            }
            for one in parsed.entities
        ],
    }


def _handoff(turn: Turn) -> dict[str, Any] | None:
    handoff = turn.handoff
    if handoff is None:
        return None
    return {
        "ticket": asdict(handoff.ticket),
        "promised_at": handoff.promised_at.isoformat() if handoff.promised_at else None,
        "reason": handoff.reason,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value
