"""One turn while it is being made: what it recorded, said and did so far, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from dialogs.asked_once import asked_once
from dialogs.events import Event
from dialogs.reading import Reading
from dialogs.tracker import DialogueStateTracker, Frame, apply, check_known
from dialogs.types import (
    ActionCall,
    AnswerFeedback,
    BotResponse,
    Handoff,
    LeadRef,
    Source,
    TicketRef,
    Trace,
    Turn,
    Unanswered,
    World,
)
from dialogs.wording import Responses
from escalation.sla.business_hours import zone_of
from kb_index.answers import GivenAnswer
from nlu.types import Language, ParseResult

if TYPE_CHECKING:
    from dialogs.flows.flow import Flow
    from dialogs.flows.registry import Repertoire

T = TypeVar("T")

HIDDEN = frozenset({"knowledge_answer"})
"""Frames whose slots are none of the customer's business."""


class Draft:
    """Every change of the tracker goes through `record`, so that a replay of the events does the same."""

    def __init__(
        self,
        tracker: DialogueStateTracker,
        message: ParseResult,
        world: World,
        *,
        responses: Responses,
        repertoire: "Repertoire",
    ) -> None:
        self.tracker = tracker
        self.message = message
        self.reading = Reading(message)
        self.world = world
        self.responses = responses
        self.repertoire = repertoire
        self.flows: Mapping[str, Flow] = repertoire.flows
        self.language: Language = message.language
        self.entered = False
        self.put_by: str | None = None
        self.earlier_topic = tracker.topic
        self.ticket: TicketRef | None = None
        self.lead: LeadRef | None = None
        self.article: Source | None = None
        self.answer: GivenAnswer | None = None
        self.feedback: AnswerFeedback | None = None
        self.unanswered: Unanswered | None = None
        self.action: ActionCall | None = None
        self.handoff: Handoff | None = None
        self._events: list[Event] = []
        self._replies: list[BotResponse] = []
        self._acts: list[str] = []
        self._reasons: list[str] = list(message.reasons)
        self._said: list[str] = []
        self._lead_ins: list[str] = []
        self._found: dict[str, Any] = {}
        self._ended_slots: dict[str, Any] = {}

    # --- what was decided -------------------------------------------------------------------------

    def record(self, event_type: str, **data: Any) -> None:
        event = Event(event_type, data)
        check_known(event)
        self._events.append(event)
        self.tracker = apply(self.tracker, event)

    def act(self, name: str) -> None:
        if name not in self._acts:
            self._acts.append(name)

    def because(self, reason: str) -> None:
        self._reasons.append(reason)

    def acted(self, name: str) -> bool:
        return name in self._acts

    def remember_slots(self, slots: Mapping[str, Any]) -> None:
        """Keeps a finished flow's slots for this turn's trace."""
        self._ended_slots.update(slots)

    # --- what is said -----------------------------------------------------------------------------

    def say(
        self, key: str, *, quick: Sequence[str] = (), sources: Sequence[Source] = (), **values: Any
    ) -> None:
        gap = "" if self.language is Language.zh else " "
        text = gap.join([*self._lead_ins, self.word(key, **values)])
        self._lead_ins.clear()
        self._replies.append(BotResponse(text, tuple(quick), tuple(sources)))

    def lead_in(self, key: str, **values: Any) -> None:
        """Goes before whatever is said next, in the same message."""
        self._lead_ins.append(self.word(key, **values))

    def word(self, key: str, **values: Any) -> str:
        used = self.tracker.said.get(key, 0) + self._said.count(key)
        self._said.append(key)
        return self.responses.render(key, self.language, used, values)

    def term(self, group: str, word: str) -> str:
        return self.responses.term(group, word, self.language)

    def labels(self, *words: str) -> tuple[str, ...]:
        """Quick replies."""
        return tuple(self.term("label", word) for word in words)

    # --- where we are -----------------------------------------------------------------------------

    @asked_once
    def now(self) -> datetime:
        """In the tenant's zone."""
        return self.world.now.astimezone(zone_of(self.world.timezone))

    @asked_once
    def utc(self) -> datetime:
        """What is stored: SQLite keeps no offset."""
        return self.world.now.astimezone(UTC)

    @asked_once
    def today(self) -> date:
        return self.now.date()

    @property
    def frame(self) -> Frame:
        """The active frame; only for code that runs inside a flow."""
        assert self.tracker.frame is not None  # noqa: S101
        return self.tracker.frame

    @property
    def is_waiting(self) -> bool:
        """Whether a flow with a question of its own is under way."""
        return self.tracker.frame is not None and self.tracker.frame.flow in self.flows

    def entity(self, kind: str) -> str | None:
        """The first value of that kind; the new one where an old one stands beside it."""
        named = [entity for entity in self.message.entities if entity.entity == kind]
        chosen = next((entity for entity in named if entity.role == "to"), named[0] if named else None)
        return chosen.value if chosen else None

    def once(self, name: str, look_up: Callable[[], T]) -> T:
        """What `look_up` finds, asked for once a turn."""
        if name not in self._found:
            self._found[name] = look_up()
        found: T = self._found[name]
        return found

    def take(self, message: ParseResult) -> None:
        """Goes on with another message than the one that came: what a clarified one meant."""
        self.message = message
        self.reading = Reading(message)

    # --- the outcome ------------------------------------------------------------------------------

    def finish(self) -> Turn:
        if self._said:
            self.record("bot.said", responses=list(self._said))
        frame = self.tracker.frame
        slots: Mapping[str, Any] = self._ended_slots
        if frame and frame.flow not in HIDDEN:
            slots = frame.slots
        return Turn(
            events=tuple(self._events),
            replies=tuple(self._replies),
            trace=Trace(
                acts=tuple(self._acts),
                slots=dict(slots),
                flow=frame.flow if frame else None,
                state=frame.position.state if frame else None,
                reasons=tuple(self._reasons),
                ticket=self.ticket,
                lead=self.lead,
                article=self.article,
                answer=self.answer.id if self.answer else None,
            ),
            language=self.language,
            handoff=self.handoff,
            answer=self.answer,
            feedback=self.feedback,
            unanswered=self.unanswered,
            action=self.action,
        )


def with_intent(message: ParseResult, intent: str, confidence: float) -> ParseResult:
    return replace(message, intent=replace(message.intent, name=intent, confidence=confidence))
