"""Effects that a turn has outside: rows in its transaction, delivered at least once, with a stable key."""

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from bot.clock import new_id
from bot.logging import get_logger
from bot.models import OutboxItem
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession

LEASE = timedelta(seconds=60)
FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 3600.0
BATCH = 20


@dataclass(frozen=True, slots=True)
class Effect:
    """One attempt at an outbox row. `key` is the same at each attempt, for the receiver to drop a repeat."""

    tenant_id: str
    id: str
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int


Handler = Callable[[Effect], None]
"""Returns when it is done; raises to be called again later, Undeliverable to be left alone."""


class Undeliverable(Exception):
    """Another try would not change it: the effect becomes a dead letter at once."""


def add_effect(
    session: TenantSession, *, key: str, kind: str, payload: Mapping[str, Any], now: datetime
) -> None:
    session.add(
        OutboxItem(
            tenant_id=session.require_tenant(),
            id=new_id("o_"),
            key=key,
            kind=kind,
            payload=dict(payload),
            state="pending",
            attempts=0,
            next_at=now,
            lease_until=None,
            last_error=None,
            created_at=now,
            done_at=None,
        )
    )


def claim(
    session: TenantSession, now: datetime, *kinds: ColumnElement[bool], limit: int = BATCH
) -> list[Effect]:
    """Takes due rows, of `kinds` where given, for LEASE; another relay passes over them until then."""
    due = (
        select(OutboxItem)
        .where(
            OutboxItem.state == "pending",
            OutboxItem.next_at <= now,
            or_(OutboxItem.lease_until.is_(None), OutboxItem.lease_until <= now),
            *kinds,
        )
        .order_by(OutboxItem.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    effects = []
    for item in session.scalars(due):
        item.lease_until, item.attempts = now + LEASE, item.attempts + 1
        effects.append(Effect(item.tenant_id, item.id, item.key, item.kind, item.payload, item.attempts))
    return effects


def backoff(attempt: int, jitter: float) -> timedelta:
    """After failure `attempt`, from 1 up: a second doubling to an hour, less up to a half by `jitter`."""
    whole = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(attempt - 1, 30))
    return timedelta(seconds=whole * (1 - jitter / 2))


def retry_dead(session: TenantSession, item_id: str, now: datetime) -> None:
    """The operator's button: a dead letter gets all its attempts again."""
    session.execute(
        update(OutboxItem)
        .where(OutboxItem.id == item_id, OutboxItem.state == "dead")
        .values(state="pending", attempts=0, next_at=now, lease_until=None)
    )


class Relay:
    """Delivers due effects by the handler of their kind; a kind that nobody handles becomes a dead letter.

    Those of kinds that are `elsewhere` are another relay's; one that is `only` for its handlers' kinds leaves
    all others alone.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        attempts: int,
        elsewhere: Collection[str] = (),
        only: bool = False,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._attempts = attempts
        self._mine = OutboxItem.kind.in_(handlers) if only else OutboxItem.kind.not_in(elsewhere)
        self._log = get_logger("relay")

    def run(self, tenant_id: str, now: datetime) -> int:
        """Attempts what is due of one tenant; returns how many it attempted."""
        effects = self.take(tenant_id, now)
        for effect in effects:
            self.deliver(effect, lambda: now)
        return len(effects)

    def take(self, tenant_id: str, now: datetime, limit: int = BATCH) -> list[Effect]:
        """Claims what is due; each must be delivered within LEASE."""
        with self._database.reading(tenant_id) as session:
            due = (
                select(OutboxItem.id)
                .where(OutboxItem.state == "pending", OutboxItem.next_at <= now, self._mine)
                .limit(1)
            )
            if session.scalars(due).first() is None:
                return []
        with self._database.uow(tenant_id) as session:
            return claim(session, now, self._mine, limit=limit)

    def deliver(self, effect: Effect, clock: Callable[[], datetime]) -> None:
        """One attempt at what was taken; `clock` is asked when it is over."""
        error, final = self._attempt(effect)
        with self._database.uow(effect.tenant_id) as session:
            self._settle(session, effect, error, final, clock())

    def _attempt(self, effect: Effect) -> tuple[str | None, bool]:
        """What went wrong, and whether that is for good."""
        handler = self._handlers.get(effect.kind)
        if handler is None:
            return f"no handler for {effect.kind}; known: {', '.join(sorted(self._handlers))}", True
        try:
            handler(effect)
        except Undeliverable as refusal:
            return str(refusal)[:500], True
        except Exception as defect:  # noqa: BLE001 - the job runner: the effect is tried again, then shown as dead
            return f"{type(defect).__name__}: {defect}"[:500], effect.attempt >= self._attempts
        return None, False

    def _settle(
        self, session: TenantSession, effect: Effect, error: str | None, final: bool, now: datetime
    ) -> None:
        item = session.get_one(OutboxItem, (effect.tenant_id, effect.id))
        if item.attempts != effect.attempt:
            return  # our lease ran out and another relay has it now
        item.lease_until, item.last_error = None, error
        if error is None:
            item.state, item.done_at = "done", now
        elif final:
            item.state = "dead"
            self._log.error(
                "effect_dead", tenant=effect.tenant_id, id=effect.id, kind=effect.kind, error=error
            )
        else:
            item.next_at = now + backoff(effect.attempt, random.random())
