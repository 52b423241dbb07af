"""How fast whole turns are over the API, and how much memory the service takes.

    python -m benchmarks.turns [--database sqlite|postgresql] [--turns 300] [--scripted]

Starts the service in a process of its own with the demo and the trained models, and asks it questions that
its articles answer. Each turn is one HTTP request that comes back with the reply: the message is stored,
understood, answered from the knowledge base, stored again. The clients run on the same machine. `--scripted`
leaves understanding and knowledge out: what remains is what the service itself costs.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.clock import utc_now
from bot.identity import create_api_key
from bot.persistence.database import Database
from bot.persistence.engine import build_engine
from bot.settings import load_settings
from tests.databases import postgresql_databases
from tests.scripted import build_scripted

READY_S = 120.0
QUESTIONS = (
    "怎么重置密码？",
    "How do I export my data to CSV?",
    "在哪里开启两步验证",
    "What are the API rate limits?",
    "怎么邀请成员加入工作区",
    "How do I set up SSO?",
    "发票怎么开",
    "How can I restore something from the trash?",
    "没有权限访问看板怎么办",
    "How do I set up a webhook?",
)


@dataclass(frozen=True)
class Target:
    port: int
    api_key: str
    process: psutil.Process


class Talker:
    """One client with one connection and one conversation.

    It takes from the same cores as the service, so it reads no more of an answer than it needs.
    """

    def __init__(self, target: Target) -> None:
        self._headers = (
            f"Host: 127.0.0.1:{target.port}\r\n"
            f"Authorization: Bearer {target.api_key}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._socket = socket.create_connection(("127.0.0.1", target.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._conversation = self.call("POST", "/api/v1/conversations", {})["id"]

    def call(self, method: str, path: str, body: Any) -> Any:
        content = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self._headers}Content-Length: {len(content)}\r\n\r\n"
        self._socket.sendall(head.encode() + content)
        status, answer = self._receive()
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {answer.decode()}")
        return json.loads(answer)

    def _receive(self) -> tuple[int, bytes]:
        """Status and body of an answer that says how long it is, as all of ours do."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, content = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(content) < length:
            content += self._more()
        return int(head.split(b" ", 2)[1]), content

    def _more(self) -> bytes:
        if not (received := self._socket.recv(1 << 16)):
            raise ConnectionError("the service closed the connection")
        return received

    def turn(self, text: str) -> tuple[float, Any]:
        """Seconds, and what came back."""
        path = f"/api/v1/conversations/{self._conversation}/messages"
        started = time.perf_counter()
        posted = self.call("POST", path, {"text": text, "wait_s": 30})
        took = time.perf_counter() - started
        if not posted["done"] or not posted["replies"]:
            raise RuntimeError(f"no reply to {text!r}: {posted}")
        return took, posted


def measure(target: Target, turns: int) -> dict[str, Any]:
    alone = Talker(target)
    for number in range(30):
        alone.turn(QUESTIONS[number % len(QUESTIONS)])
    took, sourced, burnt = [], 0, _cpu_s(target)
    for number in range(turns):
        seconds, posted = alone.turn(QUESTIONS[number % len(QUESTIONS)])
        took.append(seconds * 1000)
        sourced += any(reply["sources"] for reply in posted["replies"])
    burnt = _cpu_s(target) - burnt
    percentiles = statistics.quantiles(took, n=100)
    return {
        "one_client_p50_ms": round(statistics.median(took), 2),
        "one_client_p99_ms": round(percentiles[98], 2),
        "server_cpu_ms_a_turn": round(burnt / turns * 1000, 2),
        "answered_from_articles": round(sourced / turns, 3),
        "eight_clients_turns_per_s": round(_together(target, 8, turns), 1),
        "rss_mib": round(target.process.memory_info().rss / 2**20, 1),
    }


def _cpu_s(target: Target) -> float:
    times = target.process.cpu_times()
    return float(times.user + times.system)


def _together(target: Target, clients: int, turns: int) -> float:
    talkers = [Talker(target) for _ in range(clients)]
    each = max(20, turns // 2)

    def work(talker: Talker) -> None:
        for number in range(each):
            talker.turn(QUESTIONS[number % len(QUESTIONS)])

    threads = [threading.Thread(target=work, args=(talker,)) for talker in talkers]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clients * each / (time.perf_counter() - started)


@contextmanager
def serving(url: str, home: Path, *, scripted: bool) -> Iterator[Target]:
    port = _free_port()
    environment = {
        **os.environ,
        "HUIYI_HOME": str(home),
        "HUIYI_DATABASE_URL": url,
        "HUIYI_LOG_LEVEL": "ERROR",
    }
    if scripted:
        database = Database(build_engine(url))
        api_key = build_scripted(database, home).api_key
        database.dispose()
        command = [sys.executable, "-m", "tests.scripted_server", url, str(home), str(port)]
    else:
        (home / "models").symlink_to(load_settings().home / "models")
        serve = "import sys; from bot.cli import main; main()"
        command = [sys.executable, "-c", serve, "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port)
        if not scripted:
            database = Database(build_engine(url))
            with database.uow("demo") as session:
                api_key = create_api_key(session, "benchmark", utc_now())
            database.dispose()
        yield Target(port, api_key, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError("the service did not become ready")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--scripted", action="store_true", help="without understanding and knowledge")
    options = parser.parse_args()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huiyi-turns-")))
        url = f"sqlite:///{home / 'huiyi.db'}"
        if options.database == "postgresql":
            url = stack.enter_context(postgresql_databases(durable=True))()
        elif options.scripted:
            from bot.persistence.migrate import migrate

            engine = build_engine(url)
            migrate(engine)
            engine.dispose()
        target = stack.enter_context(serving(url, home, scripted=options.scripted))
        result = measure(target, options.turns)
    setting = {"database": options.database, "scripted": options.scripted, "cores": os.cpu_count()}
    print(json.dumps(setting | result))


if __name__ == "__main__":
    main()
