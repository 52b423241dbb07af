"""Times the firing of SLA clocks, kills the processes that do it, and holds the fold to account.

    python -m benchmarks.clocks [--database sqlite] [--open 100000] [--mass 10000] [--rounds 5]
    python -m benchmarks.clocks --oracle [--histories 100000] [--seed 0]

The first: 100,000 open clocks, one a ticket. Two processes look after them. Measured are their processor time
while nothing is due, how late clocks are whose deadlines come one by one, and how late those are that are all
due at one instant, by when a reader sees them in the tickets' logs. In further rounds of the same kind the
processes are killed with -9 in the middle, again and again, and others started; afterwards each clock must
have left its one event, in its place, and nothing else may have.

The second: random histories of tickets, whose clocks by the fold must be those of a simulator that plays them
minute by minute and shares no code with it (tests/sla_simulator.py).
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, insert, select, text, update

from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.tenants import new_tenant, store_tenant
from escalation.sla.models import SLATimer
from escalation.ticketing.desk import blank_ticket
from escalation.ticketing.log import columns_of
from escalation.ticketing.models import Ticket, TicketEventRow
from escalation.ticketing.state import TicketState
from tests.clock_process import look_after
from tests.databases import postgresql_databases, sqlite_databases
from tests.sla_histories import History

LIMIT_S = 2.0
PROCESSES = 2
IDLE_S = 20.0
PATIENCE_S = 120.0
TENANT = "demo"


@dataclass
class Fleet:
    """The processes that look after the clocks."""

    url: str
    running: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["tests.clock_process"])
        self.fill()

    def fill(self) -> None:
        while len(self.running) < PROCESSES:
            process = self.context.Process(target=look_after, args=(self.url,), daemon=True)
            process.start()
            self.running.append(process)

    def kill(self, which: int) -> None:
        process = self.running.pop(which)
        process.kill()
        process.join()

    def end(self) -> None:
        while self.running:
            self.kill(0)

    def cpu_s(self) -> float:
        times = [psutil.Process(process.pid).cpu_times() for process in self.running]
        return sum(one.user + one.system for one in times)


def set_up(database: Database, count: int) -> None:
    """`count` tickets whose only clock is due in some hours."""
    now = datetime.now(UTC)
    with database.control() as session:
        store_tenant(session, new_tenant(TENANT, "lanyun", "Lanyun"), now=now)
    for first in range(0, count, 5000):
        numbers = range(first + 1, min(count, first + 5000) + 1)
        with database.uow(TENANT) as session:
            session.execute(insert(Ticket), [_ticket(number, now) for number in numbers])
            session.execute(insert(SLATimer), [_timer(number, now) for number in numbers])
    if database.engine.dialect.name == "postgresql":  # as its own housekeeping would within a minute
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE tickets, sla_timers"))


def _ticket(number: int, now: datetime) -> dict[str, Any]:
    ticket = blank_ticket(
        TENANT, f"t{number}", number, contact_key=None, conversation_id=None, intent="report_bug",
        module=None, subject="a benchmark", now=now,
    )  # fmt: skip
    columns = {column.name: getattr(ticket, column.name) for column in Ticket.__table__.columns}
    return {**columns, **columns_of(TicketState(channel="web", language="en"))}


def _timer(number: int, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": TENANT,
        "ticket_id": f"t{number}",
        "clock": "resolution",
        "n": 1,
        "type": "sla.breached",
        "due_at": now + timedelta(hours=3, seconds=number / 10),
        "data": {"clock": "resolution", "n": 1},
    }


def make_due(database: Database, tickets: list[int], at: datetime, apart: timedelta = timedelta()) -> None:
    """Their clocks are due from `at` on, one after the other or all at once."""
    with database.uow(TENANT) as session:
        for first in range(0, len(tickets), 5000):
            chosen = [f"t{number}" for number in tickets[first : first + 5000]]
            session.execute(update(SLATimer).where(SLATimer.ticket_id.in_(chosen)).values(due_at=at))
        for place, number in enumerate(tickets if apart else ()):
            moved = update(SLATimer).where(SLATimer.ticket_id == f"t{number}")
            session.execute(moved.values(due_at=at + place * apart))


def one_by_one(database: Database, tickets: list[int]) -> list[float]:
    """How late each is in whose log, by the time that the event itself bears; twenty a second."""
    start, apart = datetime.now(UTC) + timedelta(seconds=3), timedelta(seconds=0.05)
    make_due(database, tickets, start, apart)
    wait_for(database, len(tickets), start)
    with database.reading(TENANT) as session:
        wanted = [f"t{number}" for number in tickets]
        rows = session.execute(
            select(TicketEventRow.ticket_id, TicketEventRow.at).where(TicketEventRow.ticket_id.in_(wanted))
        ).all()
    due = {f"t{number}": start + place * apart for place, number in enumerate(tickets)}
    return [(at - due[ticket]).total_seconds() for ticket, at in rows]


def wait_for(database: Database, count: int, since: datetime) -> list[tuple[float, int]]:
    """(seconds after `since`, how many a reader sees by then), until all are there."""
    seen: list[tuple[float, int]] = []
    mine = select(func.count()).select_from(TicketEventRow).where(TicketEventRow.at >= since)
    while not seen or seen[-1][1] < count:
        with database.reading(TENANT) as session:
            found = session.scalar(mine) or 0
        seen.append(((datetime.now(UTC) - since).total_seconds(), found))
        if seen[-1][0] > PATIENCE_S:
            raise TimeoutError(f"{found} of {count} fired after {PATIENCE_S:.0f} s")
        time.sleep(0.02)
    return seen


def all_at_once(
    database: Database, fleet: Fleet, tickets: list[int], dice: random.Random | None
) -> tuple[float, float, int]:
    """Seconds until 99 of 100, and until all were seen, and how many processes were killed meanwhile."""
    due = datetime.now(UTC) + timedelta(seconds=3)
    make_due(database, tickets, due)
    kills = 0
    while dice is not None and (behind := (datetime.now(UTC) - due).total_seconds()) < 1.5:
        if behind < 0:
            time.sleep(-behind + dice.uniform(0, 0.2))
        fleet.kill(dice.randrange(PROCESSES))
        fleet.fill()
        kills += 1
        time.sleep(dice.uniform(0.05, 0.3))
    seen = wait_for(database, len(tickets), due)
    most = next(when for when, found in seen if found >= 0.99 * len(tickets))
    return round(most, 3), round(seen[-1][0], 3), kills


def check(database: Database, fired: int) -> list[str]:
    """Each that fired has one event, at position 1, and no timer; the others have theirs."""
    problems = []
    with database.reading(TENANT) as session:
        events = session.execute(select(TicketEventRow.ticket_id, TicketEventRow.position)).all()
        counts = Counter(session.scalars(select(Ticket.events)))
        timers = set(session.scalars(select(SLATimer.ticket_id)))
    told = {ticket for ticket, _ in events}
    if len(told) != fired or len(events) != fired:
        problems.append(f"{fired} clocks were due; {len(events)} events in {len(told)} tickets")
    if any(position != 1 for _, position in events) or counts[1] != fired or set(counts) - {0, 1}:
        problems.append(f"tickets count their events as {dict(counts)}")
    if told & timers:
        problems.append(f"{len(told & timers)} timers are still there though they fired")
    return problems


def measure(url: str, open_clocks: int, mass: int, rounds: int, seed: int) -> dict[str, Any]:
    dice = random.Random(seed)
    database = Database(build_engine(url))
    set_up(database, open_clocks)
    numbers = dice.sample(range(1, open_clocks + 1), open_clocks)

    def draw(count: int) -> list[int]:
        return [numbers.pop() for _ in range(min(count, len(numbers)))]

    fleet = Fleet(url)
    try:
        time.sleep(5)
        before = fleet.cpu_s()
        time.sleep(IDLE_S)
        idle = (fleet.cpu_s() - before) / IDLE_S / PROCESSES
        late = sorted(one_by_one(database, draw(400)))
        mass_p99, mass_last, _ = all_at_once(database, fleet, draw(mass), None)
        killed = [all_at_once(database, fleet, draw(mass), dice) for _ in range(rounds)]
        problems = check(database, open_clocks - len(numbers))
    finally:
        fleet.end()
        database.dispose()
    return {
        "open": open_clocks,
        "idle processor share of a process": round(idle, 4),
        "one by one, late p50, p99 in s": [round(late[int(share * len(late))], 3) for share in (0.5, 0.99)],
        "at once": mass,
        "at once, p99 and last in s": [mass_p99, mass_last],
        "limit in s": LIMIT_S,
        "with kill -9, p99 and last in s, kills": killed,
        "problems": problems,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def compare(seeds: range) -> tuple[int, list[int]]:
    """How many clocks there were, and the seeds whose histories the fold and the simulator disagree about."""
    clocks, wrong = 0, []
    for seed in seeds:
        history = History(seed, drawn=40)
        folded = history.folded()
        clocks += len(folded)
        if folded != history.simulated():
            wrong.append(seed)
    return clocks, wrong


def consult_oracle(histories: int, seed: int) -> dict[str, Any]:
    started = time.monotonic()
    parts = [range(first, min(first + 500, seed + histories)) for first in range(seed, seed + histories, 500)]
    with multiprocessing.Pool(os.cpu_count()) as pool:
        done = pool.map(compare, parts, chunksize=1)
    return {
        "histories": histories,
        "clocks": sum(clocks for clocks, _ in done),
        "disagreements": sum(len(wrong) for _, wrong in done),
        "seeds": [one for _, wrong in done for one in wrong][:20],
        "seconds": round(time.monotonic() - started, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--histories", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--mass", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5, help="with kills")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.oracle:
        report = consult_oracle(options.histories, options.seed)
        print(json.dumps(report))
        sys.exit(1 if report["disagreements"] else 0)
    failed = False
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        with tempfile.TemporaryDirectory(prefix="huiyi-clocks-") as folder:
            home = Path(folder)
            databases = sqlite_databases(home) if kind == "sqlite" else postgresql_databases(durable=True)
            with databases as new_database:
                url = new_database()
                report = measure(url, options.open, options.mass, options.rounds, options.seed)
            print(json.dumps({"database": kind, **report}), flush=True)
            failed = failed or bool(report["problems"])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
