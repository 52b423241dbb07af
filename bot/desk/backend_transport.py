"""How outside ticket systems are reached: hosts that HUIYI_ACTION_HOSTS lists, within a time and a size."""

import ssl
from dataclasses import dataclass
from http.client import HTTPException

from bot.actions.hosts import AllowedHosts
from bot.actions.http_client import AnswerTooLong, NotConnected, exchange
from bot.outbox import Undeliverable
from escalation.backends.errors import NotDone, Refused, Unanswered
from escalation.backends.http import Answer, Request

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
        try:
            answer = exchange(
                request.method,
                target,
                headers=request.headers,
                body=request.body,
                timeout_s=self.timeout_s,
                largest=LARGEST,
            )
        except (NotConnected, ssl.SSLCertVerificationError) as problem:
            raise NotDone(str(problem)) from problem
        except (AnswerTooLong, OSError, HTTPException, ValueError) as problem:
            raise Unanswered(f"{type(problem).__name__}: {problem}") from problem
        except Undeliverable as refusal:
            raise Refused(str(refusal)) from refusal
        return Answer(answer.status, answer.headers, answer.body)
