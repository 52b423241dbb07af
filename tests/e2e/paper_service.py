"""The whole service in this process, with a bot made of paper: no model is needed to look at its pages."""

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from bot.agents import create_agent
from bot.app import create_app
from bot.bootstrap import build, build_database
from bot.clock import utc_now
from bot.demo import SLUG, seed_demo_people
from bot.demo_tenant import SUPPORT, allow_origins
from bot.identity import create_api_key
from bot.listening_socket import bind
from bot.server import configure
from bot.service import Service
from bot.settings import Settings
from bot.tenants import new_tenant, store_tenant
from escalation.crm.demo_file import check_demo_file, replace_customers
from tests.e2e.paper_bot import paper_parts

PASSWORD = "lanyun-demo"
COLLEAGUE = "ming@lanyun.example"
VIEWER = "vera@lanyun.example"


@dataclass(frozen=True)
class PaperService:
    """`say` is a customer by the API: what they write is answered when it returns."""

    port: int
    key: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, contact: str | None = "qinglan", language: str = "zh") -> str:
        body = {"language": language} | ({"contact": contact} if contact else {})
        identifier: str = self._ask("POST", "/conversations", json=body)["id"]
        return identifier

    def say(self, conversation: str, *texts: str) -> list[str]:
        """What the bot answered to the last of them."""
        path = f"/conversations/{conversation}/messages"
        answers = [self._ask("POST", path, json={"text": text, "wait_s": 5}) for text in texts]
        return [one["text"] for one in answers[-1]["replies"]]

    def write(self, conversation: str, text: str) -> None:
        """To a person: nobody answers by themselves."""
        self._ask("POST", f"/conversations/{conversation}/messages", json={"text": text})

    def open_ticket(self, **told: str) -> int:
        """Its number."""
        number: int = self._ask("POST", "/tickets", json=told)["number"]
        return number

    def thread(self, conversation: str) -> list[tuple[str, str]]:
        found = self._ask("GET", f"/conversations/{conversation}/messages")
        return [(one["author"], one["text"]) for one in found["messages"]]

    def _ask(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=10, **body)
        return answer.raise_for_status().json()


def _fill(settings: Settings) -> tuple[Any, str]:
    """Lanyun with its customers, 周宁, a colleague and one who may only look."""
    database, now = build_database(settings), utc_now()
    with database.control() as session:
        store_tenant(session, new_tenant(SLUG, SLUG, "蓝云 Lanyun", support_addresses=SUPPORT), now=now)
    with database.uow(SLUG) as session:
        seed_demo_people(session, now)
        for email, name, role, language in (
            (COLLEAGUE, "李明", "agent", "zh"),
            (VIEWER, "Vera", "viewer", "en"),
        ):
            values = {"email": email, "name": name, "role": role, "language": language}
            create_agent(session, **values, password=PASSWORD, now=now)
        customers = json.loads(settings.customers_file.read_text(encoding="utf-8"))
        replace_customers(session, SLUG, check_demo_file(customers), now=now)
        key = create_api_key(session, "tests", now)
    allow_origins(database, [f"http://{name}:{settings.port}" for name in ("127.0.0.1", "localhost")])
    return database, key


@contextmanager
def paper_service(
    home: Path, furnish: Callable[[Service], Service] = lambda service: service
) -> Iterator[PaperService]:
    """Serves until the block ends. `furnish` may fill the database and exchange parts."""
    listener = bind("127.0.0.1", 0)
    settings = Settings(home=home, port=listener.getsockname()[1], demo=True)
    database, key = _fill(settings)
    service = furnish(build(settings, database=database, **paper_parts()))
    with serving(settings, service, listener):
        yield PaperService(settings.port, key)


@contextmanager
def serving(settings: Settings, service: Service, listener: socket.socket) -> Iterator[None]:
    """Serves until the block ends, from when turns run."""
    server = uvicorn.Server(configure(create_app(settings, service), settings))
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)  # it is ended without waiting for its clients

    def serve() -> None:
        with asyncio.Runner() as runner:
            runner.run(server.serve(sockets=[listener]))

    thread = threading.Thread(target=serve)
    thread.start()
    while not service.readiness.ready.is_set():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join()
