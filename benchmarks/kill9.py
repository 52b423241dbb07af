"""Kills the service at random instants under load and looks whether anything acknowledged was lost.

    python -m benchmarks.kill9 [--rounds 200] [--database sqlite|postgresql|both] [--seed N]

Clients send numbered messages over the API and repeat each with the same Idempotency-Key until it is
acknowledged, as a widget does. After the last kill the service runs once more, and then the database must
hold every acknowledged message once, in its place, in the order it was sent, each with exactly one reply and
each handoff with exactly one effect. Understanding is scripted: what is tried here is the way of a message.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import socket
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.conversations import read_messages
from bot.models import InboxItem, OutboxItem
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from tests.databases import postgresql_databases, sqlite_databases
from tests.scripted import build_scripted
from tests.scripted_server import serve

CLIENTS = 4
READY_S = 30.0
# Longer than the lease of an effect that a killed relay had taken.
SETTLE_S = 90.0
MANY = 1_000_000


@dataclass
class Client:
    """Sends one message after the other into its conversation; `acked` maps keys to the seqs it was told."""

    number: int
    port: int
    api_key: str
    conversation: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    acked: dict[str, int] = field(default_factory=dict)
    repeats: int = 0
    problems: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            number = len(self.sent)
            text = "person" if number % 7 == 6 else f"{self.number}-{number}"
            self.sent.append((f"k-{self.number}-{number}", text))
            self.deliver(*self.sent[-1], stop)

    def deliver(self, key: str, text: str, stop: threading.Event) -> None:
        """Repeats until there is an answer, as long as the run lasts."""
        path = f"/api/v1/conversations/{self.conversation}/messages"
        while not stop.is_set():
            try:
                status, body = self.call("POST", path, {"text": text}, key)
            except (OSError, http.client.HTTPException):
                self.repeats += 1
                time.sleep(0.02)
                continue
            if status in (200, 201):
                self.acked[key] = body["message"]["seq"]
                return
            if status != 503:
                self.problems.append(f"{key}: {status} {body}")
                return

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")


@dataclass(frozen=True)
class Outcome:
    rounds: int
    sent: int
    acked: int
    repeats: int
    problems: list[str]


def run(url: str, home: Path, rounds: int, seed: int) -> Outcome:
    """Plays `rounds` kills against an empty, migrated database."""
    dice = random.Random(seed)
    database = Database(build_engine(url))
    api_key = build_scripted(database, home).api_key
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.scripted_server"])
    port = free_port()
    clients = [Client(number, port, api_key) for number in range(CLIENTS)]
    stop = threading.Event()
    unsettled: list[str] = []
    threads = [threading.Thread(target=client.work, args=(stop,)) for client in clients]
    try:
        for number in range(rounds + 1):
            process = context.Process(target=serve, args=(url, home, port), daemon=True)
            process.start()
            try:
                if number == 0:
                    wait_until_ready(clients[0])
                    for client in clients:
                        client.conversation = client.call("POST", "/api/v1/conversations", {})[1]["id"]
                    for thread in threads:
                        thread.start()
                if number < rounds:
                    # Now and then while it is still starting: recovery must bear a kill as well.
                    if dice.random() < 0.9:
                        wait_until_ready(clients[0])
                    time.sleep(dice.uniform(0.0, 0.4))
                else:
                    wait_until_ready(clients[0])
                    time.sleep(0.5)
                    stop.set()
                    for thread in threads:
                        thread.join()
                    unsettled = _settle(database)
            finally:
                process.kill()
                process.join()
            if sys.stderr.isatty():
                print(f"\rround {number}/{rounds}", end="", file=sys.stderr)
        problems = [problem for client in clients for problem in client.problems + _check(client, database)]
        problems += _check_effects(clients, database) + unsettled
    finally:
        stop.set()
        database.dispose()
    return Outcome(
        rounds=rounds,
        sent=sum(len(client.sent) for client in clients),
        acked=sum(len(client.acked) for client in clients),
        repeats=sum(client.repeats for client in clients),
        problems=problems,
    )


def _check(client: Client, database: Database) -> list[str]:
    """What a reader of the thread would find wrong with it."""
    with database.reading("demo") as session:
        thread = read_messages(session, client.conversation, after=0, limit=MANY)
    problems = []
    if [one["seq"] for one in thread] != list(range(1, len(thread) + 1)):
        problems.append(f"client {client.number}: the sequence has holes or doubles")
    mine = [one for one in thread if one["author"] == "customer"]
    keys = [one["client_id"] for one in mine]
    if len(keys) != len(set(keys)):
        problems.append(f"client {client.number}: a message is there twice")
    texts = dict(client.sent)
    by_key = {one["client_id"]: one for one in mine}
    for key, seq in client.acked.items():
        found = by_key.get(key)
        if found is None:
            problems.append(f"{key}: acknowledged and lost")
        elif (found["seq"], found["text"]) != (seq, texts[key]):
            problems.append(f"{key}: acknowledged as {seq}, found as {found['seq']}: {found['text']}")
    if keys != [key for key, _ in client.sent if key in by_key]:
        problems.append(f"client {client.number}: messages out of order")
    answers = [one["text"] for one in thread if one["author"] == "bot"]
    expected = [f"{number}: {one['text']}" for number, one in enumerate(mine, 1)]
    if answers != expected:
        problems.append(
            f"client {client.number}: {len(answers)} replies to {len(mine)} messages, or out of order"
        )
    return problems


def _check_effects(clients: list[Client], database: Database) -> list[str]:
    """Each request for a person has left one effect, and it was delivered."""
    asked = 0
    with database.reading("demo") as session:
        effects = session.scalars(select(OutboxItem.state)).all()
        for client in clients:
            thread = read_messages(session, client.conversation, after=0, limit=MANY)
            asked += sum(one["author"] == "customer" and one["text"] == "person" for one in thread)
    problems = []
    if len(effects) != asked:
        problems.append(f"{asked} asked for a person and {len(effects)} effects were left")
    if set(effects) - {"done"}:
        problems.append(f"effects not done: {sorted(set(effects))}")
    return problems


def _settle(database: Database) -> list[str]:
    """Waits until nothing is pending any more; after SETTLE_S it says what still is."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        with database.reading("demo") as session:
            waiting = session.execute(
                select(InboxItem.conversation_id, func.count(), func.max(InboxItem.attempts))
                .where(InboxItem.state == "pending")
                .group_by(InboxItem.conversation_id)
            ).all()
            due = session.scalars(select(OutboxItem.key).where(OutboxItem.state == "pending")).all()
        if not waiting and not due:
            return []
        if time.monotonic() > deadline:
            return [f"after {SETTLE_S:.0f} s still waiting: {[tuple(one) for one in waiting]}, effects {due}"]
        time.sleep(0.2)


def wait_until_ready(client: Client) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            if client.call("GET", "/readyz")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.01)
    raise TimeoutError(f"the service was not ready after {READY_S:.0f} s")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    failed = False
    with tempfile.TemporaryDirectory(prefix="huiyi-kill9-") as folder:
        home = Path(folder)
        for kind in kinds:
            databases = sqlite_databases(home) if kind == "sqlite" else postgresql_databases(durable=True)
            with databases as new_database:
                url = new_database()
                started = time.monotonic()
                outcome = run(url, home, options.rounds, options.seed)
                seconds = round(time.monotonic() - started, 1)
            report = {
                "database": kind,
                "rounds": outcome.rounds,
                "sent": outcome.sent,
                "acknowledged": outcome.acked,
                "repeated_sends": outcome.repeats,
                "problems": outcome.problems[:20],
                "seconds": seconds,
                "seed": options.seed,
                "cores": os.cpu_count(),
            }
            print(json.dumps(report), flush=True)
            failed = failed or bool(outcome.problems) or outcome.acked == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
