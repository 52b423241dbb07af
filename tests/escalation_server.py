"""The scripted service as a process of its own that ends itself at one step of an escalation."""

import os
import random
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.app import create_app
from bot.desk.backend_transport import HttpTransport
from bot.listening_socket import bind
from bot.logging import configure_logging
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.persistence.tenancy import TenantSession
from bot.server import run
from bot.settings import Settings
from escalation.backends.http import Answer, Request
from tests.scripted import reopen_scripted

STEPS = (
    "accepted",  # the message is stored, its sender not told
    "turn",  # the turn is over and about to be committed
    "ticket",  # it is committed: there is a ticket
    "queued",  # the push is in the outbox
    "sending",  # it is written down that it is being sent
    "on the way",  # the request has left, nothing has come back
    "sent",  # Request Tracker has answered
    "settled",  # that it is there is written down
    "any moment",
)


def serve(url: str, home: Path, port: int, hosts: str, step: str, secrets: dict[str, str]) -> None:
    """Until it reaches the step or is killed; "" is no step. `secrets` go to the environment: the server of
    forks may be older than they are."""
    os.environ.update(secrets)
    configure_logging("CRITICAL", as_json=False)
    listener = bind("127.0.0.1", port)
    settings = Settings(
        home=home,
        port=port,
        sweep_every=timedelta(seconds=0.5),
        turn_attempts=10_000,
        log_level="CRITICAL",
        action_hosts=hosts,
    )
    database = Database(build_engine(url))
    service = reopen_scripted(database, settings)
    if step:
        _arm(database, step)
    run(create_app(settings, service, pages=()), listener, settings)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(database: Database, step: str) -> None:
    """Watches the statements of each thread's transaction, and the requests that leave."""
    wrote = threading.local()
    marks = {
        "accepted": "INSERT INTO inbox",
        "turn": "INSERT INTO ticket_events",
        "ticket": "INSERT INTO ticket_events",
        "queued": "INSERT INTO outside_tickets",
        "sending": "SET sent_at",
        "settled": "SET outside_id",
    }

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if marks.get(step, "-") in statement:
            wrote.it = True

    @event.listens_for(database.engine, "commit")
    def before(_connection: Any) -> None:
        if step == "turn" and getattr(wrote, "it", False):
            _die()

    @event.listens_for(TenantSession, "after_commit")
    def after(_session: Any) -> None:
        if step in marks and getattr(wrote, "it", False):
            _die()

    if step in ("on the way", "sent"):
        _arm_transport(step)


def _arm_transport(step: str) -> None:
    send = HttpTransport.send

    def deadly(self: HttpTransport, request: Request) -> Answer:
        writes = request.method != "GET"
        if writes and step == "on the way":
            threading.Timer(random.uniform(0.0, 0.15), _die).start()
        answer = send(self, request)
        if writes:
            _die()
        return answer

    HttpTransport.send = deadly  # type: ignore[method-assign]
