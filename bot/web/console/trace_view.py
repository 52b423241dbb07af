"""A turn's trace as people read it. Pure: a stored trace and a text in, what the template shows out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.web.console.labels import act_label, label

RANKS = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the message; `entity` and `value` are set where it is one."""

    text: str
    entity: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """`width` is the bar's, in percent."""

    word: str
    name: str
    percent: str
    width: int


@dataclass(frozen=True, slots=True)
class TraceView:
    """`brief` says in one line what the bot did; `uncertain` and `failed` mark what deserves a look."""

    intent: str
    intent_word: str
    percent: str
    decision: str
    uncertain: bool
    failed: str | None
    brief: tuple[str, ...]
    segments: tuple[Segment, ...]
    ranks: tuple[Rank, ...]
    acts: tuple[str, ...]
    flow: str
    state: str
    slots: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    article: Mapping[str, Any] | None
    ticket: Mapping[str, Any] | None
    lead: Mapping[str, Any] | None
    durations: tuple[tuple[str, str], ...]


def build_view(trace: Mapping[str, Any], text: str, language: str) -> TraceView:
    """Missing parts are left out: a turn that failed has little more than its error."""
    intent = trace.get("intent") or {}
    word = str(intent.get("name") or "")
    decision = str(trace.get("decision") or "")
    durations = trace.get("durations_ms") or {}
    acts = tuple(act_label(language, str(act)) for act in trace.get("acts") or ())
    return TraceView(
        intent=label(language, "intent", word),
        intent_word=word,
        percent=_percent(intent.get("confidence")),
        decision=decision,
        uncertain=decision in ("ambiguous", "rejected"),
        failed=_failure(trace.get("error")),
        brief=acts[:2],
        segments=tuple(highlight(text, trace.get("entities") or (), language)),
        ranks=view_ranks(trace.get("intent_ranking") or (), language),
        acts=acts,
        flow=label(language, "flow", trace.get("flow")),
        state=label(language, "state", trace.get("state")),
        slots=tuple(
            (label(language, "slot", name), _plain(value))
            for name, value in (trace.get("slots") or {}).items()
            if value not in (None, "", [])
        ),
        reasons=tuple(str(reason) for reason in trace.get("reasons") or ()),
        article=trace.get("article"),
        ticket=trace.get("ticket"),
        lead=trace.get("lead"),
        durations=tuple(
            (key, f"{durations[key]:.1f}") for key in ("parse", "decide", "total") if key in durations
        ),
    )


def highlight(text: str, entities: Sequence[Mapping[str, Any]], language: str) -> list[Segment]:
    """The text cut at its entities; of two that overlap the first stays, and offsets outside are ignored."""
    segments: list[Segment] = []
    done = 0
    for entity in sorted(entities, key=lambda found: (int(found["start"]), -int(found["end"]))):
        start, end = int(entity["start"]), int(entity["end"])
        if not done <= start < end <= len(text):
            continue
        if start > done:
            segments.append(Segment(text[done:start]))
        name = label(language, "entity", str(entity["entity"]))
        segments.append(Segment(text[start:end], name, _plain(entity.get("value"))))
        done = end
    if done < len(text):
        segments.append(Segment(text[done:]))
    return segments


def view_ranks(ranking: Sequence[Mapping[str, Any]], language: str) -> tuple[Rank, ...]:
    return tuple(
        Rank(
            word=str(score["name"]),
            name=label(language, "intent", str(score["name"])),
            percent=_percent(score["confidence"]),
            width=max(1, min(100, round(float(score["confidence"]) * 100))),
        )
        for score in ranking[:RANKS]
    )


def _percent(confidence: Any) -> str:
    return "" if confidence is None else f"{float(confidence) * 100:.0f}%"


def _failure(error: Any) -> str | None:
    if not error:
        return None
    return ": ".join(str(part) for part in error.values()) if isinstance(error, Mapping) else str(error)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(part) for part in value)
    return str(value)
