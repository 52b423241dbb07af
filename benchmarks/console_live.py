"""Fifty agents, a thousand open conversations: how long until a customer's message is on the agent's screen.

    python -m benchmarks.console_live [--agents 50] [--conversations 1000] [--rate 10] [--seconds 60]

The service runs in a process of its own; agents and customers run in another on the same cores. Each agent
does what the console's modules do: follows the feed and the conversation that is open, asks for the list when
a word came to a conversation without a row in it, and for what is new when a message came, which it then has
seen. A message's time is from before the customer's request until the agent has the part of the page that
shows it. Half of them go to the conversations that are open. `frame` is when the agent's socket had heard.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import websockets

from bot.agent_sessions import COOKIE, open_session
from bot.agents import create_agent
from bot.clock import new_id, utc_now
from bot.principal import Principal
from bot.server import prepare_process
from bot.service import Service
from tests.e2e.paper_service import paper_service

LIMIT_MS = 300
LAZY_S = 10.0
"""As static/inbox.js has it."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=10, help="messages a second, of all customers")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.agents, options.conversations)
        return
    with tempfile.TemporaryDirectory(prefix="huiyi-live-") as folder:
        told = Path(folder) / "desk.json"
        sizes = ["--agents", str(options.agents), "--conversations", str(options.conversations)]
        command = [sys.executable, "-m", "benchmarks.console_live", "--serve", str(told), *sizes]
        server = subprocess.Popen(command, stdin=subprocess.PIPE)
        try:
            while not told.exists():
                assert server.poll() is None
                time.sleep(0.2)
            crowd = Crowd(json.loads(told.read_text()))
            asyncio.run(crowd.run(options.rate, options.seconds))
        finally:
            server.communicate()
    times = sorted(crowd.times)
    p95 = statistics.quantiles(times, n=20)[-1]
    report = {
        "agents": options.agents,
        "conversations": options.conversations,
        "messages": crowd.sent,
        "of them shown": len(times),
        "lists asked for": crowd.lists,
        "load": round(os.getloadavg()[0], 1),
        "frame, p50 ms": round(statistics.median(crowd.frames), 1),
        "p50 ms": round(statistics.median(times), 1),
        "p95 ms": round(p95, 1),
        "limit p95 ms": LIMIT_MS,
        "cores": os.cpu_count(),
    }
    print(json.dumps(report, indent=2))
    sys.exit(p95 > LIMIT_MS)


def serve(told: Path, agents: int, conversations: int) -> None:
    """Until the standard input ends."""
    cookies: list[dict[str, Any]] = []

    def furnish(service: Service) -> Service:
        cookies.extend(_open_desk(service, agents, conversations))
        return service

    prepare_process()
    with paper_service(told.parent, furnish) as paper:
        told.with_suffix(".new").write_text(
            json.dumps({"port": paper.port, "key": paper.key, "agents": cookies})
        )
        told.with_suffix(".new").rename(told)
        sys.stdin.read()


def _open_desk(service: Service, agents: int, conversations: int) -> list[dict[str, Any]]:
    """Agents with a signed-in browser each, and their conversations."""
    now, found = utc_now(), []
    for number in range(agents):
        with service.database.uow("demo") as session:
            name = f"Agent {number}"
            make = {"name": name, "role": "agent", "password": "lanyun-demo", "language": "zh"}
            agent = create_agent(session, email=f"a{number}@lanyun.example", **make, now=now)
            session.flush()
            cookie = open_session(session, agent, now=now, ttl=timedelta(hours=1)).cookie
        found.append({"id": agent.id, "cookie": cookie, "conversations": []})
        who = Principal("agent", "demo", agent.id, name=name, role="agent")
        for _ in range(conversations // agents):
            options = {"language": "zh", "contact": "qinglan", "key": None}
            row = service.intake.open_conversation(
                Principal("api", "demo", "bench"), **options, new_id=new_id("c_"), now=now
            )
            service.ownership.take_over(who, row["id"], now)
            found[-1]["conversations"].append(row["id"])
    return found


class Crowd:
    def __init__(self, desk: dict[str, Any]) -> None:
        self.times: list[float] = []
        self.frames: list[float] = []
        self.sent = self.lists = 0
        self._host = f"127.0.0.1:{desk['port']}"
        self._key, self._agents = desk["key"], desk["agents"]
        self._began: dict[str, float] = {}

    async def run(self, rate: float, seconds: float) -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=f"http://{self._host}", timeout=30, limits=limits) as client:
            tasks = [asyncio.create_task(job) for agent in self._agents for job in self._jobs(client, agent)]
            await asyncio.sleep(5)
            await self._customers(client, rate, seconds)
            await asyncio.sleep(2)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _jobs(self, client: httpx.AsyncClient, agent: dict[str, Any]) -> tuple[Any, Any]:
        return self._inbox(client, agent), self._conversation(client, agent, agent["conversations"][0])

    def _follow(self, agent: dict[str, Any]) -> Any:
        headers = {"Cookie": f"{COOKIE}={agent['cookie']}"}
        return websockets.connect(
            f"ws://{self._host}/api/v1/ws", origin=f"http://{self._host}", additional_headers=headers
        )

    def _headers(self, agent: dict[str, Any]) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={agent['cookie']}", "HX-Request": "true"}

    async def _inbox(self, client: httpx.AsyncClient, agent: dict[str, Any]) -> None:
        """A conversation with a row is renewed by the feed; any other has the list asked for later."""
        rows: set[str] = set()
        later = False

        async def refresh(after_s: float) -> None:
            nonlocal later
            await asyncio.sleep(after_s)
            later = False
            self.lists += 1
            answer = await client.get("/console/list?filter=all", headers=self._headers(agent))
            rows.clear()
            rows.update(re.findall(r'id="row-(c_[^"]+)"', answer.text))

        async with self._follow(agent) as socket, asyncio.TaskGroup() as tasks:
            await socket.send(json.dumps({"type": "hello", "conversation": None, "after": 0}))
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "welcome":
                    tasks.create_task(refresh(0))
                elif (
                    frame["type"] == "conversation" and frame["conversation"]["id"] not in rows and not later
                ):
                    later = True
                    tasks.create_task(refresh(LAZY_S * (0.5 + random.random())))

    async def _conversation(self, client: httpx.AsyncClient, agent: dict[str, Any], place: str) -> None:
        head = 0
        async with self._follow(agent) as socket:
            await socket.send(json.dumps({"type": "hello", "conversation": place, "after": 0}))
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "message" and frame["message"]["seq"] > head:
                    heard = time.perf_counter()
                    path = f"/console/conversations/{place}/messages?after={head}"
                    answer = await client.get(path, headers=self._headers(agent))
                    assert answer.status_code == 200
                    head = frame["message"]["seq"]
                    await socket.send(json.dumps({"type": "seen", "seq": head}))
                    began = self._began.pop(frame["message"]["text"], None)
                    if began is not None:
                        assert frame["message"]["text"] in answer.text
                        self.times.append((time.perf_counter() - began) * 1000)
                        self.frames.append((heard - began) * 1000)

    async def _customers(self, client: httpx.AsyncClient, rate: float, seconds: float) -> None:
        chance, until = random.Random(5), time.perf_counter() + seconds
        writing = set()
        while time.perf_counter() < until:
            agent = chance.choice(self._agents)
            place = (
                agent["conversations"][0] if chance.random() < 0.5 else chance.choice(agent["conversations"])
            )
            one = asyncio.create_task(self._write(client, place))
            writing.add(one)
            one.add_done_callback(writing.discard)
            await asyncio.sleep(chance.expovariate(rate))
        await asyncio.gather(*writing)

    async def _write(self, client: httpx.AsyncClient, place: str) -> None:
        self.sent += 1
        text = f"第 {self.sent} 条消息，看板还是打不开"
        self._began[text] = time.perf_counter()
        headers = {"Authorization": f"Bearer {self._key}"}
        await client.post(f"/api/v1/conversations/{place}/messages", json={"text": text}, headers=headers)


if __name__ == "__main__":
    main()
