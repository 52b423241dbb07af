"""Somebody's HTTP API on this machine: it remembers what it was asked and misbehaves by path."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Shop:
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """The keys of what was carried out, each once."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def carry_out(self, key: str) -> bool:
        """Whether it was new."""
        new = key not in self.done
        if new:
            self.done.append(key)
        return new


@contextmanager
def open_shop(certificate: Path | None = None, key: Path | None = None) -> Iterator[Shop]:
    """By https where it has a certificate."""
    shop = Shop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(shop))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    shop.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()


def _handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            shop.asked.append(Asked(self.command, self.path, headers, body))
            new = shop.carry_out(headers.get("idempotency-key", ""))
            misbehave = self.path.split("?")[0].strip("/").split("/")[0]
            match misbehave:
                case "500-after-the-work" if new:
                    self.send(500, b"lost the connection to the printer")
                case "slow-at-first" if new:
                    time.sleep(0.8)
                    self.send(200, {"number": "R-7"})
                case "slow":
                    time.sleep(0.8)
                    self.send(200, {"number": "R-7"})
                case "drip":
                    self.drip()
                case "controls":
                    self.send(200, b'{"number": "R-\\u0000\\ud8007' + b"x" * 9000 + b'"}')
                case "half":
                    self.send(200, b'{"number": "R-', **{"Content-Length": "74"})
                case "429-at-first" if new:
                    self.send(429, b"not so fast")
                case "redirect":
                    self.send(302, b"", Location=f"{shop.url}/ok")
                case "huge":
                    self.send(200, b"x" * 300_000)
                case "page":
                    self.send(200, b"<html>welcome</html>")
                case "gone":
                    self.send(410, b"no such order")
                case "broken":
                    self.send(500, b"out of order")
                case _:
                    self.send(200, {"number": "R-7", "when": {"day": "2026-05-20"}})

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def send(self, status: int, body: Any, **headers: str) -> None:
            whole = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(whole)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(whole)
            except OSError:
                self.close_connection = True

        def drip(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
