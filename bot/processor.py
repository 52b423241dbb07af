"""Runs the turns of a conversation: understands a message, then decides and answers in one transaction."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from bot.clock import new_id, utc_now
from bot.conversations import lock_conversation
from bot.desk.story import customer_said
from bot.errors import OnlyLooking
from bot.file_receipt import write_receipt
from bot.hub import Topic, frame, owner_frame
from bot.inbox import Mail, count_attempt, find_mail, pending_seqs, settle
from bot.logging import get_logger
from bot.mail.addresses import find_attached
from bot.persistence.tenancy import TenantSession
from bot.tenants import TenantInfo
from bot.traces import failed_trace, turn_trace
from bot.tracker_cache import add_events, advance
from bot.turn_parts import TurnParts
from bot.turn_rows import Written, write_apology, write_turn
from dialogs.tracker import DialogueStateTracker
from dialogs.types import Knowledge, Turn, World
from nlu.types import Decision, IntentScore, Language, ParseResult

DECIDED_ON = ("next_event", "fence", "contact_key", "channel", "waiting_since", "ticket_id")
"""Of a conversation's row: what a turn's decision follows from."""


class PoisonMessage(Exception):
    """The message's turn has ended the process or lost the database too often."""

    def __init__(self, attempts: int) -> None:
        super().__init__(f"given up after {attempts} tries")


class Processor:
    def __init__(self, parts: TurnParts) -> None:
        self._parts = parts
        self._log = get_logger("processor")

    def answer(self, tenant_id: str, conversation_id: str) -> None:
        """Runs a turn on each waiting message, oldest first."""
        while self.answer_next(tenant_id, conversation_id):
            pass

    def answer_next(self, tenant_id: str, conversation_id: str) -> bool:
        """One turn, on the oldest waiting message, never twice at once; returns whether there may be another.

        A message whose turn lost the database stays where it is, and the sweeper rings for it again.
        """
        started, fresh = time.perf_counter(), self._parts.fresh
        mail = fresh.take(tenant_id, conversation_id) or self._find_mail(tenant_id, conversation_id)
        if mail is None:
            return False
        try:
            return self._run(_Job(self._parts.tenants.get(tenant_id), conversation_id, mail, started))
        finally:
            # What came meanwhile found the conversation as it was before this turn.
            fresh.take(tenant_id, conversation_id)

    def _find_mail(self, tenant_id: str, conversation_id: str) -> Mail | None:
        with self._parts.database.reading(tenant_id) as session:
            return find_mail(session, conversation_id)

    def _run(self, job: "_Job") -> bool:
        """Whether there may be another message to answer; what comes later rings for itself."""
        parsed: ParseResult | None = None
        ahead: _Ahead | None = None
        try:
            if job.mail.attempts >= self._parts.attempts:
                raise PoisonMessage(job.mail.attempts)
            if job.mail.conversation["owner"] == "bot" and job.mail.kind != "file":
                self._show_reading(job)
                parsed = self._understand(job)
                ahead = self._look_ahead(job, parsed)
            try:
                return self._decide(job, parsed, ahead)
            except IntegrityError:
                # Another conversation's turn made the same row at the same moment (a tenant's first ticket
                # counter, say). It is there now, and nothing of ours is: decide again, once.
                return self._decide(job, parsed, ahead)
        except (OperationalError, InterfaceError) as away:
            self._log.warning("turn_postponed", **job.names, error=type(away).__name__)
            with self._parts.database.uow(job.tenant.id) as session:
                count_attempt(session, job.mail)
            return False
        except Exception as defect:  # noqa: BLE001 - the turn boundary: apologise, offer a person, keep the trace
            self._log.error("turn_failed", **job.names, error=type(defect).__name__, exc_info=True)
            self._apologise(job, parsed, f"{type(defect).__name__}: {defect}")
            return True

    def _understand(self, job: "_Job") -> ParseResult:
        if job.mail.kind == "handoff":
            return person_button(job.mail)
        tenant = job.tenant
        return self._parts.understanding.parse(
            job.mail.text, tenant_id=tenant.id, now=tenant.now(utc_now()), timezone=tenant.timezone
        )

    def _look_ahead(self, job: "_Job", parsed: ParseResult) -> "_Ahead":
        """Where the message asks for an answer, that is found and the turn decided on what we know by now.

        Not inside the turn's transaction, since in SQLite one writes at a time.
        """
        shelf = self._parts.knowledge.of(job.tenant.id)
        if not self._parts.manager.asks_knowledge(parsed):
            return _Ahead(shelf, time.perf_counter())
        knowledge = shelf.having_read(parsed.text, vector=parsed.vector, language=parsed.language.value)
        read, conversation = time.perf_counter(), job.mail.conversation
        try:
            with self._parts.database.reading(job.tenant.id) as session:
                handled = self._handle(session, job, parsed, knowledge, conversation, utc_now())
                changes = session.has_changes
        except OnlyLooking:
            return _Ahead(knowledge, read)
        return _Ahead(knowledge, read, None if changes else handled)

    def _handle(
        self,
        session: TenantSession,
        job: "_Job",
        parsed: ParseResult,
        knowledge: Knowledge,
        conversation: Mapping[str, Any],
        now: datetime,
    ) -> tuple[DialogueStateTracker, Turn]:
        tracker = self._parts.trackers.tracker(session, job.conversation_id, conversation["next_event"])
        world = self._world(session, job, conversation, knowledge, now)
        return tracker, self._parts.manager.handle(tracker, parsed, world)

    def _decide(self, job: "_Job", parsed: ParseResult | None, ahead: "_Ahead | None") -> bool:
        """Whether to look for more mail. Writes nothing where the mail is no longer ours to answer."""
        now = utc_now()
        with self._parts.database.uow(job.tenant.id) as session:
            conversation, more = _lock(session, job)
            if conversation is None:
                return True
            if conversation["owner"] != "bot":
                self._tell_ticket(session, job, conversation, now)
                settle(session, job.mail, "done")
                keep, written = None, Written()
            elif job.mail.kind == "file":
                told = self._tell_ticket(session, job, conversation, now)
                keep, written = None, write_receipt(session, conversation, job.mail, told=told, now=now)
            elif parsed is None or ahead is None or conversation["fence"] != job.mail.conversation["fence"]:
                return True  # the owner changed while we were reading
            else:
                position = conversation["next_event"]
                tracker, turn = ahead.fitting(conversation, job.mail) or self._handle(
                    session, job, parsed, ahead.knowledge, conversation, now
                )
                events = add_events(
                    session, job.conversation_id, position=position, seq=job.mail.seq, events=turn.events
                )
                keep = (position + len(events), advance(tracker, events))
                if turn.trace.ticket is None:  # else the turn told it itself
                    self._tell_ticket(session, job, conversation, now, acts=turn.trace.acts)
                trace = turn_trace(parsed, turn, job.durations(ahead.read))
                made_by = None if parsed.vector is None else self._parts.understanding.embedder().name
                written = write_turn(
                    session,
                    conversation,
                    job.mail,
                    turn,
                    trace,
                    vector=parsed.vector,
                    embedder=made_by,
                    next_event=keep[0],
                    now=now,
                )
        if keep is not None:
            self._parts.trackers.keep(job.tenant.id, job.conversation_id, *keep)
        self._tell(job, written)
        return more

    def _tell_ticket(
        self,
        session: TenantSession,
        job: "_Job",
        conversation: dict[str, Any],
        now: datetime,
        *,
        acts: Collection[str] = (),
    ) -> bool:
        return customer_said(
            session,
            conversation,
            job.mail.text,
            seq=job.mail.seq,
            acts=acts,
            reopen_within=job.tenant.reopen_within,
            now=job.tenant.now(now),
        )

    def _world(
        self,
        session: TenantSession,
        job: "_Job",
        conversation: Mapping[str, Any],
        knowledge: Knowledge,
        now: datetime,
    ) -> World:
        tenant = job.tenant
        return World(
            session=session,
            knowledge=knowledge,
            tenant_id=tenant.id,
            tenant_name=tenant.name,
            timezone=tenant.timezone,
            business_hours=tenant.business_hours,
            conversation_id=job.conversation_id,
            contact_key=conversation["contact_key"],
            channel=conversation["channel"],
            language=Language(conversation["language"]),
            customer_key=find_attached(session, conversation),
            now=tenant.now(now),
            agents_online=self._parts.presence.anyone(tenant.id),
            embed=self._parts.understanding.embed,
            read_urgency=self._parts.understanding.read_urgency,
            new_id=new_id,
            remembers=frozenset(tenant.remembers),
            wording=tenant.wording,
            reopen_within=tenant.reopen_within,
            waiting=conversation["waiting_since"] is not None,
        )

    def _apologise(self, job: "_Job", parsed: ParseResult | None, error: str) -> None:
        trace = failed_trace(parsed, error[:500], job.durations(time.perf_counter()))
        with self._parts.database.uow(job.tenant.id) as session:
            conversation, _ = _lock(session, job)
            if conversation is None:
                return
            language = parsed.language.value if parsed else conversation["language"]
            written = write_apology(session, conversation, job.mail, trace, language=language, now=utc_now())
        self._tell(job, written)

    def _show_reading(self, job: "_Job") -> None:
        topic = Topic(job.tenant.id, job.conversation_id)
        if self._parts.hub.heard(topic):
            seen = frame("seen", who="bot", seq=job.mail.seq)
            self._parts.hub.publish(topic, seen, frame("typing", who="bot", on=True))

    def _tell(self, job: "_Job", written: Written) -> None:
        hub, topic, feed = self._parts.hub, Topic(job.tenant.id, job.conversation_id), Topic(job.tenant.id)
        turn = frame("turn", position=job.mail.seq, inside=written.messages, seq=job.mail.seq)
        hub.publish(replace(topic, answers=True), turn)
        if hub.heard(topic):
            messages = [frame("message", position=one["seq"], message=one) for one in written.messages]
            hub.publish(topic, *messages)
            if written.effects and written.conversation is not None:
                hub.publish(topic, owner_frame(written.conversation))
            hub.publish(topic, turn)
        if written.conversation is not None and hub.heard(feed):
            hub.publish(feed, frame("conversation", conversation=written.conversation))
        ticket = written.conversation is not None and written.conversation["ticket"]
        if written.effects or ticket:  # what was said may be for the ticket's rules
            self._parts.after_effects(job.tenant.id)


@dataclass(frozen=True, slots=True)
class _Job:
    """One message's turn; `started` by the performance counter."""

    tenant: TenantInfo
    conversation_id: str
    mail: Mail
    started: float

    @property
    def names(self) -> dict[str, Any]:
        return {"tenant": self.tenant.id, "conversation": self.conversation_id, "seq": self.mail.seq}

    def durations(self, understood: float) -> dict[str, float]:
        now = time.perf_counter()
        spans = {"parse": understood - self.started, "decide": now - understood, "total": now - self.started}
        return {name: round(seconds * 1000, 2) for name, seconds in spans.items()}


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What is done before the turn's transaction; `read` by the performance counter. `handled`: what the turn
    would be, and the tracker that it is of, where it writes nothing but itself."""

    knowledge: Knowledge
    read: float
    handled: tuple[DialogueStateTracker, Turn] | None = None

    def fitting(
        self, conversation: Mapping[str, Any], mail: Mail
    ) -> tuple[DialogueStateTracker, Turn] | None:
        """What was decided, where the conversation is still as it was then."""
        same = all(conversation[name] == mail.conversation[name] for name in DECIDED_ON)
        return self.handled if same else None


def person_button(mail: Mail) -> ParseResult:
    """The person button needs no understanding."""
    intent = IntentScore("talk_to_human", 1.0)
    return ParseResult(
        text=mail.text,
        language=Language(mail.conversation["language"]),
        intent=intent,
        intent_ranking=(intent,),
        entities=(),
        decision=Decision.accepted,
        reasons=("the person button was pressed",),
    )


def _lock(session: TenantSession, job: _Job) -> tuple[dict[str, Any] | None, bool]:
    """The locked conversation, None where the mail has had its turn; and whether more mail waits."""
    conversation = lock_conversation(session, job.conversation_id)
    waiting = pending_seqs(session, job.conversation_id)
    ours = waiting[:1] == [job.mail.seq]
    return (conversation if ours else None, len(waiting) > 1)
