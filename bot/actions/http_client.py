"""One HTTP request to somebody's server: to a checked address, within a time and a size, no redirects."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse

from bot.actions.hosts import USUAL_PORTS, Target, addresses_of
from bot.outbox import Undeliverable

LARGEST = 256 * 1024
"""Bytes of an answer; a customer is told a sentence of it."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def send(
    method: str, target: Target, *, headers: Mapping[str, str], body: bytes, timeout_s: float
) -> HttpAnswer:
    """What a 2xx brought. Undeliverable for an answer that another try would not change; else it raises
    OSError, HTTPException or TryAgain."""
    return _judged(target, exchange(method, target, headers=headers, body=body, timeout_s=timeout_s))


def exchange(
    method: str,
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    timeout_s: float,
    largest: int = LARGEST,
) -> HttpAnswer:
    """Whatever was answered. After NotConnected, a certificate that does not hold, and Undeliverable for an
    address that may not be called, nothing was done; after AnswerTooLong, HTTPException and any other OSError
    it may have been."""
    until = time.monotonic() + timeout_s
    connection = _Checked(target, _addresses(target), timeout_s)
    closer = threading.Timer(timeout_s, connection.cut)
    closer.daemon = True
    closer.start()
    try:
        _connect(connection)
        connection.request(method, target.path, body=body or None, headers=_named(target, headers))
        with connection.getresponse() as response:
            whole = _read(target, response, largest)
        if time.monotonic() > until:  # cut: what was read may be half
            raise TimeoutError(f"{target.host} took longer than {timeout_s:g} s")
        named = {name.lower(): value for name, value in response.getheaders()}
        return HttpAnswer(response.status, whole, named)
    except NotConnected:
        raise
    except (ValueError, HTTPException, OSError) as problem:
        if time.monotonic() > until:
            raise TimeoutError(f"{target.host} took longer than {timeout_s:g} s") from problem
        raise
    finally:
        closer.cancel()
        connection.close()


class TryAgain(Exception):
    """An answer that says: not now."""


class NotConnected(OSError):
    """Nothing was sent."""


class AnswerTooLong(Undeliverable):
    """More than is read of an answer."""


def _addresses(target: Target) -> list[str]:
    try:
        return addresses_of(target)
    except OSError as problem:
        raise NotConnected(f"{target.host} has no address: {problem}") from problem


def _connect(connection: HTTPConnection) -> None:
    try:
        connection.connect()
    except ssl.SSLCertVerificationError:
        raise
    except OSError as problem:
        raise NotConnected(f"no connection to {connection.host}: {problem}") from problem


def _read(target: Target, response: HTTPResponse, largest: int) -> bytes:
    whole = bytearray()
    while part := response.read1(64 * 1024):
        whole += part
        if len(whole) > largest:
            raise AnswerTooLong(f"{target.host} answered with more than {largest} bytes")
    if response.length:
        raise HTTPException(f"{target.host} ended its answer {response.length} bytes early")
    return bytes(whole)


def _judged(target: Target, answer: HttpAnswer) -> HttpAnswer:
    """429, 408 and 5xx may be otherwise next time; the rest of what is no 2xx will not."""
    if 200 <= answer.status < 300:
        return answer
    shown = answer.body[:200].decode("utf-8", "replace")
    if answer.status in (408, 429) or answer.status >= 500:
        raise TryAgain(f"{target.host} answered {answer.status}: {shown!r}")
    if 300 <= answer.status < 400:
        raise Undeliverable(f"{target.host} answered {answer.status}, a redirect, and none is followed")
    raise Undeliverable(f"{target.host} answered {answer.status}: {shown!r}")


def _named(target: Target, headers: Mapping[str, str]) -> dict[str, str]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    if target.port != USUAL_PORTS[target.scheme]:
        host = f"{host}:{target.port}"
    return {"Host": host, "User-Agent": "huiyi", "Connection": "close", **headers}


class _Checked(HTTPConnection):
    """Connects to the addresses that were looked at: the name is not asked a second time."""

    def __init__(self, target: Target, addresses: list[str], timeout_s: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout_s)
        self._target = target
        self._addresses = addresses

    def connect(self) -> None:
        problem: OSError | None = None
        for address in self._addresses:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError as unreachable:
                problem = unreachable
        else:
            raise problem or OSError(f"{self.host} has no address")
        if self._target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Ends a read that drips, from another thread."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
