"""Brings a ticket's events to the outside system: in order, each once.

For each: look whether it is there; if not and it may be sent (`escalation.backends.deciding`), write down
that it is being sent, send it, write down that it is done. Whatever ended half way is looked for by its key.
Files that the other side does not take, or never answers to, stay here; what they came with goes without.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.desk.attachments.store import AttachmentStore
from bot.desk.backend_account import Connector
from bot.desk.backend_links import (
    FAILED,
    IN_STEP,
    UNKNOWN,
    find_system,
    get_link,
    is_busy,
    lock_link,
    note_here,
)
from bot.desk.backend_step import read_step
from bot.desk.backend_words import word
from bot.desk.ticket_frames import changing_tickets
from bot.hub import Hub
from bot.outbox import LEASE, Effect, Undeliverable
from bot.persistence.database import Database
from bot.tenants import TenantDirectory
from escalation.backends.deciding import Course, decide
from escalation.backends.errors import FilesNotTaken, NotDone, Refused, Unanswered, Unclear
from escalation.backends.files import (
    NOT_ANSWERED,
    files_of,
    not_taken,
    with_content,
    within,
    without_files,
)
from escalation.backends.models import OutsideSystem
from escalation.backends.planning import Step
from escalation.backends.reading import STRANGE, in_words
from escalation.backends.types import Done, File, Opening, Push, Saying, Setting, TicketBackend
from escalation.ticketing.models import Ticket

FILE_TRIES = 3
"""After so many without an answer, files are left out."""
ENOUGH_S = 20.0
"""After this long an effect leaves the rest to its next try, well within its lease."""


class NotYet(Exception):
    """It is tried again later."""


@dataclass(slots=True)
class _Work:
    """A step of a ticket's, kept from others. `sent_at`: it was sent before, without an answer, `file_tries`
    times with files."""

    step: Step
    sent_at: datetime | None
    file_tries: int
    backend: TicketBackend


@dataclass(frozen=True, slots=True)
class Pusher:
    """The handler of effects of the kind BACKEND_PUSH. After `attempts` tries a person is told, whatever it
    was that each of them met."""

    database: Database
    tenants: TenantDirectory
    connector: Connector
    hub: Hub
    clock: Callable[[], datetime]
    attempts: int
    store: AttachmentStore

    def __call__(self, effect: Effect) -> None:
        try:
            self._bring(effect)
        except (NotDone, NotYet, Unanswered, OSError, *STRANGE) as problem:
            if effect.attempt >= self.attempts:
                self._give_up(effect, in_words(problem))
            raise

    def _bring(self, effect: Effect) -> None:
        until = time.monotonic() + ENOUGH_S
        while (work := self._next(effect)) is not None:
            self._finish(effect, work)
            if time.monotonic() > until:
                raise NotYet("there is more to bring there than fits into one try")

    def _next(self, effect: Effect) -> _Work | None:
        try:
            return self._begin(effect)
        except NotDone as problem:
            with self.database.uow(effect.tenant_id) as session:
                hold(find_system(session), problem, self.clock())
            raise

    def _begin(self, effect: Effect) -> _Work | None:
        """The next step, with the ticket kept from others; None where the effect has nothing left to do."""
        now = self.clock()
        with self.database.uow(effect.tenant_id) as session:
            system, link = find_system(session), lock_link(session, effect.payload["ticket"])
            if system is None or link is None:
                raise Undeliverable("the tenant keeps its tickets nowhere else any more")
            if link.system != system.name:
                raise Undeliverable(f"the ticket is kept in {link.system}, the tenant has {system.name} now")
            if link.pushed >= effect.payload["position"]:
                return None
            if link.state != IN_STEP:
                raise Undeliverable(f"the ticket is {link.state} outside: {link.problem}")
            if system.held_until is not None and system.held_until > now:
                raise NotYet(f"{system.kind} asked to be left alone until {system.held_until.isoformat()}")
            if is_busy(link, now):
                raise NotYet("somebody brings this ticket there just now")
            step = read_step(session, link)
            if step is None:
                return None
            work = _Work(step, link.sent_at, link.file_tries, self.connector.connect(system))
            link.busy_until = now + LEASE
        return work

    def _finish(self, effect: Effect, work: _Work) -> None:
        """Whatever it raises, nobody is kept from the ticket by it."""
        try:
            done = self._done(effect, work)
        except NotDone as problem:
            self._put_off(effect, work, problem)
            raise
        except Refused as refusal:
            self._stop(effect, work.step, FAILED, str(refusal))
            raise Undeliverable(str(refusal)) from refusal
        except Unclear as question:
            self._stop(effect, work.step, UNKNOWN, str(question))
            raise Undeliverable(str(question)) from question
        except (NotYet, Unanswered, OSError, *STRANGE):
            self._release(effect)
            raise
        self._settle(effect, work, done)

    def _done(self, effect: Effect, work: _Work) -> Done | None:
        """None where there was nothing to bring."""
        push, overtaken = work.step.push, work.step.overtaken
        if push is None or (overtaken and work.sent_at is None):
            return None
        if (found := work.backend.find(push)) is not None:
            return found
        decision = decide(sent_at=work.sent_at, proof=work.backend.proof(push), now=self.clock())
        if decision.course is Course.wait:
            raise NotYet(decision.reason)
        if decision.course is Course.ask:
            raise Unclear(decision.reason)
        if overtaken:
            return None
        push = with_content(within(push, work.backend.most_bytes), self._reading(effect))
        if work.file_tries >= FILE_TRIES:
            push = without_files(push, NOT_ANSWERED)
        self._write_down_sending(effect, with_files=bool(files_of(push)))
        return _carried_out(work.backend, push)

    def _reading(self, effect: Effect) -> Callable[[File], bytes | None]:
        def read(file: File) -> bytes | None:
            try:
                return self.store.path(effect.tenant_id, file.id).read_bytes()
            except FileNotFoundError:
                return None

        return read

    def _write_down_sending(self, effect: Effect, *, with_files: bool) -> None:
        now = self.clock()
        with self.database.uow(effect.tenant_id) as session:
            link = get_link(session, effect.payload["ticket"])
            if not is_busy(link, now + LEASE / 2):
                raise NotYet("this try took too long to begin; another may be under way")
            link.sent_at, link.file_tries = now, link.file_tries + with_files

    def _settle(self, effect: Effect, work: _Work, done: Done | None) -> None:
        with self.database.uow(effect.tenant_id) as session:
            link = get_link(session, effect.payload["ticket"])
            link.pushed, link.sent_at, link.busy_until = max(link.pushed, work.step.upto), None, None
            link.file_tries = 0
            if done is not None:
                link.outside_id, link.mark = done.outside_id, done.mark
            link.status = _status_there(work, done) or link.status

    def _put_off(self, effect: Effect, work: _Work, problem: NotDone) -> None:
        """Nothing was done by this try; what a try before it did is still not known."""
        with self.database.uow(effect.tenant_id) as session:
            link = get_link(session, effect.payload["ticket"])
            link.sent_at, link.busy_until = work.sent_at, None
            if not isinstance(problem, FilesNotTaken):
                link.file_tries = work.file_tries
            hold(find_system(session), problem, self.clock())

    def _release(self, effect: Effect) -> None:
        with self.database.uow(effect.tenant_id) as session:
            get_link(session, effect.payload["ticket"]).busy_until = None

    def _give_up(self, effect: Effect, why: str) -> None:
        """Unless it stopped already, is there, is being brought there by another or is another system's."""
        with self.database.uow(effect.tenant_id) as session:
            system, link = find_system(session), lock_link(session, effect.payload["ticket"])
            if system is None or link is None or (link.system, link.state) != (system.name, IN_STEP):
                return
            if link.pushed >= effect.payload["position"] or is_busy(link, self.clock()):
                return
            step, state = read_step(session, link), FAILED if link.sent_at is None else UNKNOWN
        if step is not None:
            self._stop(effect, step, state, why)

    def _stop(self, effect: Effect, step: Step, state: str, why: str) -> None:
        """Nothing more of the ticket goes there until a person has looked; the ticket says so."""
        now, push = self.clock(), step.push
        with changing_tickets(self.database, self.hub, effect.tenant_id) as session:
            link = get_link(session, effect.payload["ticket"])
            link.state, link.problem, link.problem_at, link.busy_until = state, why[:500], now, None
            ticket = session.get_one(Ticket, (link.tenant_id, link.ticket_id), with_for_update=True)
            what = word(_named(push), ticket.language)
            told = word(state, ticket.language, what=what, why=why, key=push.key if push is not None else "–")
            here = max(self.tenants.get(effect.tenant_id).now(now), ticket.updated_at)
            note_here(session, ticket, told, at=here, now=now)


def _carried_out(backend: TicketBackend, push: Push) -> Done:
    """What is refused with files may be taken without."""
    try:
        return backend.carry_out(push)
    except Refused as refusal:
        if not files_of(push):
            raise
        return backend.carry_out(without_files(push, not_taken(str(refusal))))


def hold(system: OutsideSystem | None, problem: NotDone, now: datetime) -> None:
    """Nobody asks it for anything until then, where it said when."""
    if system is None:
        return
    system.problem = str(problem)[:500]
    if problem.retry_after is not None:
        system.held_until = now + problem.retry_after


def _status_there(work: _Work, done: Done | None) -> str | None:
    """What the outside ticket's status is by this step; None where it does not say."""
    push = work.step.push
    if isinstance(push, Opening):
        return work.backend.outside_status("new")
    if done is None or not isinstance(push, Setting) or push.status is None:
        return None
    return work.backend.outside_status(push.status)


def _named(push: Push | None) -> str:
    if push is None:
        return "later"
    if isinstance(push, Opening):
        return "opening"
    return "saying" if isinstance(push, Saying) else "setting"
