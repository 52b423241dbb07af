"""A conversation that stands anywhere in a flow as a person is asked for; no database is touched."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from dialogs.charts import Position, initial_position
from dialogs.draft import Draft
from dialogs.flow.subject import Subject
from dialogs.flows import knowledge_answer
from dialogs.flows.way_out import leave_all_to_person
from dialogs.tracker import DialogueStateTracker, Frame
from dialogs.types import World
from kb_index.fit import ANYONE, Asker
from kb_index.types import SearchResult
from nlu.types import Decision, IntentScore, Language, ParseResult, Vector

_ASKS = ParseResult("转人工", Language.zh, IntentScore("talk_to_human", 1.0), (), (), Decision.accepted, ())


class _NoKnowledge:
    def search(
        self,
        query: str,
        *,
        vector: Vector | None,
        language: str,
        product_version: str | None = None,
        asker: Asker = ANYONE,
        without: Collection[str] = (),
        limit: int = 5,
        shown_in: str | None = None,
    ) -> SearchResult:
        return SearchResult((), False, "nothing is known here")


def left_under_way(subject: Subject, position: Position) -> tuple[str, ...]:
    """The flows still under way after `leave_all_to_person`. Raises FlowStuck."""
    frames = [Frame(subject.flow.name, position)]
    if position.state == "aside":  # for something that is on top of it
        frames.append(Frame(knowledge_answer.NAME, initial_position(knowledge_answer.CHART)))
    draft = Draft(
        DialogueStateTracker(frames=tuple(frames)),
        _ASKS,
        _world(),
        responses=subject.responses,
        repertoire=subject.repertoire,
    )
    leave_all_to_person(draft)
    return tuple(frame.flow for frame in draft.tracker.frames)


def _world() -> World:
    return World(
        session=Session(),  # bound to nothing: a statement would raise
        knowledge=_NoKnowledge(),
        tenant_id="",
        tenant_name="",
        timezone="UTC",
        business_hours={},
        conversation_id="",
        contact_key=None,
        now=datetime(2000, 1, 1, tzinfo=UTC),
        agents_online=False,
        embed=lambda text: None,
        new_id=str,
    )
