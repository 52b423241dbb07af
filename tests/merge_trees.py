"""Two desks that live through the same days; one merges tickets meanwhile and takes all apart again."""

import itertools
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, create_engine, select
from sqlalchemy.orm import Session

from bot.persistence.metadata import BASES
from bot.persistence.moments import AwareDateTime
from escalation.duplicates.merging import list_merged, lock_tree, merge, read_story, unmerge
from escalation.errors import MergeRefused, TransitionRefused
from escalation.models import Base
from escalation.routing.priority import Priority
from escalation.routing.words import Words
from escalation.sla.clocks import clocks_of
from escalation.sla.firing import fire_due
from escalation.sla.models import SLAMetrics
from escalation.ticketing import work
from escalation.ticketing.desk import NewTicket, open_ticket
from escalation.ticketing.log import read_events, state_of
from escalation.ticketing.models import Ticket
from escalation.ticketing.thread import list_thread
from escalation.ticketing.work import Deed

FITS = Words("合适", "it fits")

START = datetime.fromisoformat("2026-05-12T09:00:00+08:00")
TENANT = "demo"
STATUSES = ("open", "pending", "on_hold", "resolved", "closed", "reopened")
assert BASES  # every table is declared


@dataclass(frozen=True)
class Doing:
    """What is done to one ticket, the same on both desks."""

    ticket: str
    what: str
    value: str
    at: datetime


class Desk:
    def __init__(self) -> None:
        self.engine = create_engine("sqlite://")
        self.engine.dialect.colspecs = {**self.engine.dialect.colspecs, DateTime: AwareDateTime}
        Base.metadata.create_all(self.engine)
        self.session = Session(self.engine)

    def open(self, count: int) -> list[str]:
        ids = itertools.count(1)
        for number in range(count):
            told = NewTicket(
                conversation_id=f"c{number}", contact_key=None, channel="widget", language="zh",
                tier="business", intent="report_bug", module=None, subject=f"{number}",
                text=f"看板打不开 {number}", priority=Priority(f"P{number % 4}", (FITS,)),
            )  # fmt: skip
            deed = Deed("bot", START + timedelta(minutes=number))
            open_ticket(self.session, TENANT, told, new_id=lambda: f"t{next(ids)}", deed=deed)
        self.session.flush()
        return list(self.session.scalars(select(Ticket.id).order_by(Ticket.number)))

    def ticket(self, ticket_id: str) -> Ticket:
        return self.session.get_one(Ticket, (TENANT, ticket_id))

    def do(self, doing: Doing) -> None:
        ticket, deed = self.ticket(doing.ticket), Deed("agent:li", doing.at)
        with suppress(TransitionRefused):
            match doing.what:
                case "wrote":
                    work.customer_writes(self.session, ticket, Deed("customer", doing.at), doing.value)
                case "replied":
                    work.reply(self.session, ticket, deed, name="李宁", text=doing.value)
                case "noted":
                    work.note(self.session, ticket, deed, name="李宁", text=doing.value)
                case "status":
                    work.change_status(self.session, ticket, deed, doing.value)
                case "priority":
                    work.change_priority(self.session, ticket, deed, doing.value, reason=FITS)
                case "tag":
                    work.tag(self.session, ticket, deed, add=[doing.value])

    def pass_time(self, now: datetime) -> None:
        """Timers that are due by then are fired, as the desk's worker does."""
        self.session.flush()
        while fire_due(self.session, TENANT, now).timers:
            pass
        self.session.expire_all()

    def shown(self, ticket_id: str) -> tuple[Any, ...]:
        """State, thread, clocks and metrics. Whether a breach was told already is the timers' affair."""
        ticket = self.ticket(ticket_id)
        clocks = [
            (one.kind, one.n, one.state, one.started_at, one.ended_at, one.due_at, one.warn_at, one.remaining)
            for one in clocks_of(read_events(self.session, ticket))
        ]
        thread = [
            (one.position, one.author, one.audience, one.text, one.created_at)
            for one in list_thread(self.session, ticket)
        ]
        metrics = self.session.get(SLAMetrics, (TENANT, ticket_id))
        columns = SLAMetrics.__table__.columns.keys()
        measured = metrics and tuple(getattr(metrics, name) for name in columns)
        return state_of(ticket), ticket.due_at, thread, clocks, measured

    def close(self) -> None:
        self.session.close()
        self.engine.dispose()


def play_merge_tree(seed: int) -> str | None:
    """What differs from never having merged, None where nothing does. Also what breaks in between."""
    dice, merging, plain = random.Random(seed), Desk(), Desk()
    try:
        ids = merging.open(dice.randint(2, 7))
        assert plain.open(len(ids)) == ids
        at = START + timedelta(hours=1)
        for _ in range(dice.randint(10, 40)):
            at += timedelta(minutes=dice.choice((0, 1, 7, 45, 300, 2000)))
            for desk in (merging, plain):
                desk.pass_time(at)
            if dice.random() < 0.5:
                _merge_or_part(dice, merging, ids, at)
                if (fault := _fault(merging, ids)) is not None:
                    return f"seed {seed}: {fault}"
                continue
            doing = _draw(dice, ids, at)
            if merging.ticket(doing.ticket).merged_into is None:  # what was merged goes on elsewhere
                merging.do(doing)
                plain.do(doing)
        for ticket_id in dice.sample(ids, len(ids)):
            _part(merging, ticket_id, at)
        for desk in (merging, plain):
            desk.pass_time(at)
        for ticket_id in ids:
            with_merges, without = merging.shown(ticket_id), plain.shown(ticket_id)
            if with_merges != without:
                unlike = [f"{a} instead of {b}" for a, b in zip(with_merges, without, strict=True) if a != b]
                return f"seed {seed}, {ticket_id}: {'; '.join(unlike)}"
        return None
    finally:
        merging.close()
        plain.close()


def _draw(dice: random.Random, ids: list[str], at: datetime) -> Doing:
    what = dice.choice(("wrote", "replied", "noted", "status", "status", "status", "priority", "tag"))
    values = {"status": STATUSES, "priority": ("P0", "P1", "P2", "P3"), "tag": ("a", "b", "c")}
    value = dice.choice(values.get(what, (f"word {dice.random():.6f}",)))
    return Doing(dice.choice(ids), what, value, at)


def _merge_or_part(dice: random.Random, desk: Desk, ids: list[str], at: datetime) -> None:
    if dice.random() < 0.35:
        _part(desk, dice.choice(ids), at)
        return
    source, into = dice.choice(ids), dice.choice(ids)
    tree = lock_tree(desk.session, TENANT, (source, into))
    with suppress(MergeRefused):
        merge(desk.session, tree[source], tree[into], Deed("agent:li", at))


def _part(desk: Desk, ticket_id: str, at: datetime) -> None:
    tree = lock_tree(desk.session, TENANT, (ticket_id,))
    unmerge(desk.session, tree[ticket_id], Deed("agent:li", at))


def _fault(desk: Desk, ids: list[str]) -> str | None:
    """Every ticket must be in exactly one story, that of a root, with all of its thread."""
    roots = [desk.ticket(one) for one in ids if desk.ticket(one).merged_into is None]
    told = [one.id for root in roots for one in (root, *list_merged(desk.session, root))]
    if sorted(told) != sorted(ids):
        return f"the stories hold {sorted(told)}"
    said = sum(len(read_story(desk.session, root)) for root in roots)
    threads = sum(len(list_thread(desk.session, desk.ticket(one))) for one in ids)
    return None if said == threads else f"the stories have {said} entries, the threads {threads}"
