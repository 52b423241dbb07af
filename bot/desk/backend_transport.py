"""How outside ticket systems are reached: hosts that HUIYI_ACTION_HOSTS lists, within a time and a size."""

import ssl
from dataclasses import dataclass
from http.client import HTTPException

from bot.actions.hosts import AllowedHosts
from bot.actions.http_client import AnswerTooLong, NotConnected, exchange
from bot.outbox import Undeliverable
from escalation.backends.errors import NotDone, Refused, TooMuch, Unanswered
from escalation.backends.http import Answer, Request

BYTES_PER_S = 1024 * 1024
LONGEST_EXTRA_S = 15.0
"""What files may take beyond the time of any other request, at that pace at the least."""
LARGEST = 8 * 1024 * 1024
"""Bytes of an answer: a hundred changes, or one long message in base64."""


@dataclass(frozen=True, slots=True)
class HttpTransport:
    hosts: AllowedHosts
    timeout_s: float

    def send(self, request: Request) -> Answer:
        try:
            target = self.hosts.find(request.url)
        except ValueError as wrong:
            raise Refused(str(wrong)) from None
        if target is None:
            raise Refused(f"{request.url} is of a host that HUIYI_ACTION_HOSTS does not list")
        more = max(0, (request.largest or 0) - LARGEST)
        try:
            answer = exchange(
                request.method,
                target,
                headers=request.headers,
                body=request.body,
                timeout_s=self.timeout_s + min(LONGEST_EXTRA_S, (len(request.body) + more) / BYTES_PER_S),
                largest=request.largest or LARGEST,
            )
        except (NotConnected, ssl.SSLCertVerificationError) as problem:
            raise NotDone(str(problem)) from problem
        except AnswerTooLong as problem:
            raise TooMuch(str(problem)) from problem
        except (OSError, HTTPException, ValueError) as problem:
            raise Unanswered(f"{type(problem).__name__}: {problem}") from problem
        except Undeliverable as refusal:
            raise Refused(str(refusal)) from refusal
        return Answer(answer.status, answer.headers, answer.body)
