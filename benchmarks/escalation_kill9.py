"""Kills the service at each step of an escalation and looks whether any was lost or doubled, here and there.

    python -m benchmarks.escalation_kill9 [--rounds 50] [--at-once 1] [--database …] [--seed N]

The tickets are kept in a real Request Tracker too. In each round a customer of a new conversation asks for a
person, twice, over the API, repeating each message until it is acknowledged, and the service is ended by
SIGKILL at one of STEPS, each in turn. After the last round the service runs once more; then every message
must be in its place once, with one ticket to a conversation, and Request Tracker must hold one ticket to
each, with each of its messages once. Most of a round is waiting, so `--at-once` shares the rounds out among
so many processes, each with a database and a Request Tracker of its own.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.kill9 import Client, free_port, wait_until_ready
from bot.actions.hosts import read_hosts
from bot.conversations import read_messages
from bot.desk.backend_account import Connector
from bot.desk.backend_setting import Wanted, set_system
from bot.desk.backend_transport import HttpTransport
from bot.models import InboxItem, OutboxItem
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.tenancy import TenantSession
from escalation.backends.models import OutsideTicket
from escalation.backends.planning import MESSAGES
from escalation.ticketing.models import Ticket, TicketEventRow
from tests.databases import postgresql_databases, sqlite_databases
from tests.escalation_server import STEPS, serve
from tests.request_tracker import RequestTracker, is_installed, request_tracker
from tests.scripted import build_scripted

SECRET = "HUIYI_BACKEND_KILL9"  # noqa: S105 - the variable's name
ROUND_S = 20.0
SETTLE_S = 240.0
"""Longer than a lease and the wait after a push without an answer together."""
MANY = 1_000_000


@dataclass
class Outcome:
    rounds: int
    reached: Counter[str] = field(default_factory=Counter)
    """How often the service died at which step; the others it was killed after waiting."""
    acked: int = 0
    tickets: int = 0
    pushed_messages: int = 0
    problems: list[str] = field(default_factory=list)


def run(url: str, home: Path, tracker: RequestTracker, rounds: int, seed: int) -> Outcome:
    """Plays `rounds` kills against an empty, migrated database."""
    dice = random.Random(seed)
    secrets = {SECRET: tracker.token}
    os.environ.update(secrets)
    database = Database(build_engine(url))
    scripted = build_scripted(database, home)
    hosts = f"127.0.0.1:{tracker.port}"
    transport = HttpTransport(read_hosts(hosts), 20.0)
    set_system(
        database,
        scripted.demo,
        Connector(transport, lambda: datetime.now(UTC)),
        Wanted("request-tracker.v1", tracker.url, SECRET, {"queue": "General", "user": "huiyi"}),
        now=datetime.now(UTC) - timedelta(minutes=1),
    )
    before = set(tracker.tickets())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.escalation_server"])
    port = free_port()
    outcome = Outcome(rounds)
    clients: list[Client] = []
    try:
        for number in range(rounds + 1):
            step = STEPS[number % len(STEPS)] if number < rounds else ""
            own = "" if step == "any moment" else step
            process = context.Process(target=serve, args=(url, home, port, hosts, own, secrets), daemon=True)
            process.start()
            client = Client(number, port, scripted.api_key)
            clients.append(client)
            stop = threading.Event()
            customer = threading.Thread(target=_escalate, args=(client, stop))
            try:
                if number < rounds:
                    customer.start()
                    process.join(dice.uniform(0.2, 2.5) if step == "any moment" else ROUND_S)
                    outcome.reached[step] += process.exitcode is not None or step == "any moment"
                else:
                    wait_until_ready(client)
                    for one in clients[:-1]:
                        _finish(one)
                    outcome.problems += _settle(database)
            finally:
                process.kill()
                process.join()
                stop.set()
                if customer.ident is not None:
                    customer.join()
            if sys.stderr.isatty():
                print(f"\rround {number}/{rounds} {step:12}", end="", file=sys.stderr)
        del clients[-1]
        _judge(outcome, clients, database, tracker, before)
    finally:
        database.dispose()
    return outcome


def _escalate(client: Client, stop: threading.Event) -> None:
    while not stop.is_set() and not client.conversation:
        with suppress(OSError, ValueError, TypeError, KeyError):
            client.conversation = client.call("POST", "/api/v1/conversations", {})[1]["id"]
        time.sleep(0.02)
    for number in range(2):
        client.sent.append((f"k-{client.number}-{number}", "person"))
        client.deliver(*client.sent[-1], stop)


def _finish(client: Client) -> None:
    """What the customer could not say before the service died, they say now."""
    stop = threading.Event()
    if not client.conversation:
        client.conversation = client.call("POST", "/api/v1/conversations", {})[1]["id"]
    for number in range(2):
        key = f"k-{client.number}-{number}"
        if key not in client.acked:
            client.sent = [one for one in client.sent if one[0] != key] + [(key, "person")]
            client.deliver(key, "person", stop)


def _settle(database: Database) -> list[str]:
    """Waits until all is answered and brought there; says what is not after SETTLE_S without progress."""
    moved, left = time.monotonic(), (0, 0, 0)
    while True:
        with database.reading("demo") as session:
            mail = session.scalar(select(func.count()).where(InboxItem.state == "pending")) or 0
            due = session.scalars(select(OutboxItem.last_error).where(OutboxItem.state == "pending")).all()
            behind = session.scalar(
                select(func.count())
                .select_from(Ticket)
                .outerjoin(OutsideTicket, OutsideTicket.ticket_id == Ticket.id)
                .where(func.coalesce(OutsideTicket.pushed, 0) < Ticket.events)
            )
        if (now := (mail, len(due), behind or 0)) == (0, 0, 0):
            return []
        if now != left:
            moved, left = time.monotonic(), now
        if time.monotonic() - moved > SETTLE_S:
            return [f"{mail} messages still wait, {behind} tickets are behind, the pushes say {due[:5]}"]
        time.sleep(0.5)


def _judge(
    outcome: Outcome, clients: list[Client], database: Database, tracker: RequestTracker, before: set[str]
) -> None:
    there = Counter[str]()
    with database.reading("demo") as session:
        states = Counter(session.scalars(select(OutboxItem.state)))
        if set(states) - {"done"}:
            outcome.problems.append(f"effects that are not done: {dict(states)}")
        for client in clients:
            outcome.problems += client.problems
            outcome.acked += len(client.acked)
            thread = read_messages(session, client.conversation, after=0, limit=MANY)
            said = Counter(one["client_id"] for one in thread if one["author"] == "customer")
            for key in client.acked:
                if said[key] != 1:
                    outcome.problems.append(f"{key}: acknowledged, and there {said[key]} times")
            tickets = session.scalars(
                select(Ticket).where(Ticket.conversation_id == client.conversation)
            ).all()
            if len(tickets) != 1:
                outcome.problems.append(f"client {client.number}: {len(tickets)} tickets")
            for ticket in tickets:
                _judge_ticket(outcome, session, ticket, tracker, there)
        outcome.tickets = session.scalar(select(func.count()).select_from(Ticket)) or 0
    strangers = set(tracker.tickets()) - before - set(there)
    if strangers:
        outcome.problems.append(f"Request Tracker has tickets that are nobody's: {sorted(strangers)[:5]}")


def _judge_ticket(
    outcome: Outcome, session: TenantSession, ticket: Ticket, tracker: RequestTracker, there: Counter[str]
) -> None:
    rows = session.scalars(
        select(TicketEventRow).where(TicketEventRow.ticket_id == ticket.id).order_by(TicketEventRow.position)
    ).all()
    if [row.position for row in rows] != list(range(1, ticket.events + 1)):
        outcome.problems.append(f"#{ticket.number}: its log has holes or doubles")
    messages = [row.position for row in rows if row.type in MESSAGES]
    wanted = [
        f"[#{ticket.number}/{position}]" for position in messages[1:]
    ]  # the first went with the opening
    found = tracker.tickets(f"'CF.{{HuiyiKey}}' = 'huiyi:{ticket.id}:1'")
    if len(found) != 1:
        outcome.problems.append(f"#{ticket.number}: {len(found)} times in Request Tracker")
        return
    there[found[0]] += 1
    told = [subject.rpartition(" ")[2] for _, subject in tracker.thread(found[0])]
    if told != wanted:
        outcome.problems.append(f"#{ticket.number}: messages {told} there, {wanted} here")
    outcome.pushed_messages += len(told)


def play(database: str, rounds: int, seed: int) -> Outcome:
    """With a database and a Request Tracker of its own, both empty."""
    with tempfile.TemporaryDirectory(prefix="huiyi-kill9-") as folder:
        home = Path(folder)
        databases = sqlite_databases(home) if database == "sqlite" else postgresql_databases(durable=True)
        with request_tracker(home / "rt") as tracker, databases as new_database:
            return run(new_database(), home, tracker, rounds, seed)


def play_side_by_side(database: str, rounds: int, seed: int, at_once: int) -> Outcome:
    """The sum of the processes' outcomes; the `number`th has the seed `seed + number`."""
    shares = [rounds // at_once + (number < rounds % at_once) for number in range(at_once)]
    together = Outcome(0)
    with ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn")) as processes:
        tasks = [processes.submit(play, database, share, seed + at) for at, share in enumerate(shares)]
        for task in tasks:
            one = task.result()
            together.rounds += one.rounds
            together.reached += one.reached
            together.acked += one.acked
            together.tickets += one.tickets
            together.pushed_messages += one.pushed_messages
            together.problems += one.problems
    return together


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--at-once", type=int, default=1, help="processes that share the rounds")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    if not is_installed():
        sys.exit(
            "Request Tracker 5 is missing: apt-get install request-tracker5 rt5-db-sqlite rt5-standalone"
        )
    started = time.monotonic()
    outcome = play_side_by_side(options.database, options.rounds, options.seed, options.at_once)
    report = {
        "database": options.database,
        "rounds": outcome.rounds,
        "died_at": dict(outcome.reached),
        "acknowledged": outcome.acked,
        "tickets": outcome.tickets,
        "messages_in_request_tracker": outcome.pushed_messages,
        "problems": outcome.problems[:20],
        "seconds": round(time.monotonic() - started, 1),
        "seed": options.seed,
        "cores": os.cpu_count(),
    }
    print(json.dumps(report, ensure_ascii=False), flush=True)
    sys.exit(1 if outcome.problems or outcome.acked == 0 else 0)


if __name__ == "__main__":
    main()
