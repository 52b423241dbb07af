"""The course a turn took: what was understood, decided and carried out, whatever the wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import ConfigDict, Field, with_config

# The first that fits is what came of the turn; a prefix ends with its colon.
_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("handoff", "handoff"),
    ("done:", "done"),
    ("ticket:", "ticket"),
    ("refuses_out_of_scope", "out of scope"),
    ("abandons:", "abandoned"),
    ("lookup:", "looked up"),
    ("answers_from_kb", "answered"),
    ("asks_sign_in", "asks to sign in"),
    ("not_found", "not found"),
    ("lead", "lead"),
    ("confirms", "confirms"),
    ("asks_slot:", "asks"),
    ("clarifies", "clarifies"),
    ("smalltalk", "small talk"),
)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Course:
    """`article` names the revision's file ("refund-policy.zh"), `version` its number.

    `ticket` is the one that the turn opened ("#3313"): a replay gives out the same number, as the customer
    may name it later. `error` is set where the turn failed.
    """

    intent: str | None
    acts: tuple[str, ...]
    flow: str | None = None
    state: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    article: str | None = None
    version: int | None = None
    ticket: Annotated[str | None, Field(pattern=r"^#\d{1,9}$")] = None
    error: str | None = None


def course_of(trace: Mapping[str, Any]) -> Course:
    """From a trace as `bot.traces` writes it."""
    intent, article, ticket = trace["intent"], trace["article"], trace["ticket"]
    return Course(
        intent=intent["name"] if intent else None,
        acts=tuple(trace["acts"]),
        flow=trace["flow"],
        state=trace["state"],
        slots=trace["slots"],
        article=f"{article['article']}.{article['language']}" if article else None,
        version=article["version"] if article else None,
        ticket=ticket["ticket_id"] if ticket and not ticket["joined"] else None,
        error=trace["error"],
    )


def outcome_of(course: Course) -> str:
    """In a word or two: "answered", "done request_refund", "ticket report_bug", "handoff"…"""
    if course.error:
        return "failed"
    for mark, word in _OUTCOMES:
        for act in course.acts:
            if act == mark or (mark.endswith(":") and act.startswith(mark)):
                return f"{word} {act.removeprefix(mark)}".strip()
    return "nothing"
