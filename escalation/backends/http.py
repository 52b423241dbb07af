"""JSON over HTTP as these systems speak it, through a transport that `bot` passes in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from escalation.backends.errors import NotDone, NotSetUp, Refused, TooLong, TooMuch, Unanswered

LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Request:
    """`largest` in bytes of the answer, where it may be larger than most."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes
    largest: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    def send(self, request: Request) -> Answer:
        """Whatever was answered. Raises NotDone, Unanswered or, where the host may not be called, Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Api:
    """`url` is what all paths begin with. Only `read` may be repeated without a thought."""

    transport: Transport
    url: str
    headers: Mapping[str, str] = field(repr=False)

    def read(self, path: str, **query: str | int) -> Any:
        """The JSON of a GET. Reading does nothing, so that what goes wrong is NotDone or Refused."""
        try:
            return loaded(self._send("GET", path + (f"?{urlencode(query)}" if query else ""), b"", {}))
        except TooMuch as problem:
            raise TooLong(str(problem)) from problem
        except Unanswered as problem:
            raise NotDone(str(problem)) from problem

    def write(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
        sent = json.dumps(body, ensure_ascii=False).encode()
        return self._send(method, path, sent, {"Content-Type": "application/json", **(headers or {})})

    def fetch(self, url: str, most: int) -> Answer:
        """Of a whole URL, no more than `most` bytes. No host but the API's gets our secret. A redirect is an
        answer too."""
        ours = urlsplit(url)[:2] == urlsplit(self.url)[:2]
        try:
            answer = self.transport.send(Request("GET", url, self.headers if ours else {}, b"", most))
            return answer if 300 <= answer.status < 400 else judged(answer)
        except TooMuch:
            raise
        except Unanswered as problem:
            raise NotDone(str(problem)) from problem

    def upload(self, path: str, content: bytes, media_type: str) -> Answer:
        """A POST of the bytes themselves."""
        return self._send("POST", path, content, {"Content-Type": media_type})

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        told = {"Accept": "application/json", **self.headers, **headers}
        return judged(self.transport.send(Request(method, self.url + path, told, body)))


def judged(answer: Answer) -> Answer:
    """A 2xx. 401, 403 and 429 say that nothing was done; after 408 and 5xx something may have been."""
    if 200 <= answer.status < 300:
        return answer
    why = f"the answer was {answer.status}: {answer.body[:200].decode('utf-8', 'replace')!r}"
    if answer.status == 429:
        raise NotDone(why, retry_after=_retry_after(answer))
    if answer.status in (401, 403):
        raise NotSetUp(f"{why}; give the account a secret that holds and the rights that are missing")
    if answer.status == 408 or answer.status >= 500:
        raise Unanswered(why)
    if 300 <= answer.status < 400:
        raise Refused(f"{why}, a redirect, and none is followed")
    raise Refused(why)


def loaded(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        shown = answer.body[:80].decode("utf-8", "replace")
        raise Unanswered(f"the answer was {answer.status} with what is no JSON: {shown!r}") from None


def _retry_after(answer: Answer) -> timedelta | None:
    """In seconds; a date is not taken, as the outside clock is not ours."""
    given = answer.headers.get("retry-after", "").strip()
    if not (given.isascii() and given.isdecimal()) or len(given) > 8:
        return None
    return min(LONGEST_WAIT, timedelta(seconds=int(given)))
