"""An HTTP server that misbehaves as told, before or after the work is done by whoever is behind it."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("slow", "late", "500 after", "drop after", "429", "503 before", "drop before")
"""slow: within the timeout. late: the work is done and the answer comes after the timeout. before: nothing is
done. 429 comes with Retry-After."""
RETRY_AFTER_S = 30


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Behind = Callable[[str, str, Mapping[str, str], bytes], Reply]
"""Does the work of (method, path with query, headers by names in lower case, body)."""


@dataclass
class FaultyServer:
    """`faults` go wrong one after the other, each at a request that would write (or read, with `reads`).

    `late_s` is how long a late answer takes, longer than the client's patience.
    """

    behind: Behind
    late_s: float
    port: int = 0
    faults: list[str] = field(default_factory=list)
    reads: bool = False
    written: int = 0
    """How many requests that write got through to the work."""
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_fault(self, method: str) -> str | None:
        with self.guard:
            return self.faults.pop(0) if self.faults and (method != "GET") is not self.reads else None


@contextmanager
def faulty_server(behind: Behind, *, late_s: float = 1.0) -> Iterator[FaultyServer]:
    faulty = FaultyServer(behind, late_s)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(faulty))
    server.daemon_threads = True
    faulty.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()


def forward_to(url: str) -> Behind:
    """A real server behind: what it answers is passed on."""

    def ask(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        kept = {name: value for name, value in headers.items() if name not in ("host", "connection")}
        request = urllib.request.Request(url + path, body or None, kept, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own
                told = {name: value for name, value in answer.headers.items() if name.lower() == "location"}
                return Reply(answer.status, answer.read(), told)
        except urllib.error.HTTPError as refusal:
            return Reply(refusal.code, refusal.read())

    return ask


def _handler(faulty: FaultyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            match faulty.next_fault(self.command):
                case "429":
                    return self.send(Reply(429, b"not so fast", {"Retry-After": str(RETRY_AFTER_S)}))
                case "503 before":
                    return self.send(Reply(503, b"out of order"))
                case "drop before":
                    return self.drop()
                case "slow":
                    time.sleep(faulty.late_s / 3)
                    return self.send(self.work(headers, body))
                case "late":
                    reply = self.work(headers, body)
                    time.sleep(faulty.late_s)
                    return self.send(reply)
                case "500 after":
                    self.work(headers, body)
                    return self.send(Reply(500, b"something broke on the way back"))
                case "drop after":
                    self.work(headers, body)
                    return self.drop()
            return self.send(self.work(headers, body))

        do_GET = do_POST = do_PUT = answer

        def work(self, headers: Mapping[str, str], body: bytes) -> Reply:
            if self.command != "GET":
                with faulty.guard:
                    faulty.written += 1
            return faulty.behind(self.command, self.path, headers, body)

        def send(self, reply: Reply) -> None:
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True

        def drop(self) -> None:
            self.close_connection = True
            self.connection.close()

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
