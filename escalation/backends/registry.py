"""The outside ticket systems that are known, by name."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from escalation.backends.errors import OptionsWrong
from escalation.backends.http import Api, Transport
from escalation.backends.request_tracker import RequestTracker
from escalation.backends.signing import read_secret
from escalation.backends.types import TicketBackend
from escalation.backends.webhook import Webhook
from escalation.backends.zammad import Zammad
from escalation.backends.zendesk import Zendesk

_PLAIN = re.compile(r"[\w .@+-]{1,100}")


@dataclass(frozen=True, slots=True)
class Account:
    """Where an outside system is and who we are there. `url` is its root, of a webhook its whole address."""

    kind: str
    url: str
    options: Mapping[str, str]
    secret: str = field(repr=False)


OPTIONS: Mapping[str, Mapping[str, str | None]] = {
    "request-tracker.v1": {"queue": None, "user": None, "auth": "token"},
    "zammad.v1": {"group": None, "customer": None},
    "zendesk.v1": {"user": None},
    "webhook.v1": {},
}
"""Of each kind, with what an option is where it is not given; None where it must be."""

Clock = Callable[[], datetime]
Build = Callable[[Account, Transport, Clock], TicketBackend]


def build_backend(account: Account, transport: Transport, clock: Clock) -> TicketBackend:
    """Raises OptionsWrong; asks nobody."""
    build = KINDS.get(account.kind)
    if build is None:
        raise OptionsWrong(f"got the kind {account.kind!r}, expected one of {', '.join(KINDS)}")
    return build(account, transport, clock)


def _request_tracker(account: Account, transport: Transport, clock: Clock) -> TicketBackend:
    given = _options(account)
    if given["auth"] not in ("token", "basic"):
        raise OptionsWrong(f"the option auth is {given['auth']!r}, expected token or basic")
    told = f"token {account.secret}" if given["auth"] == "token" else _basic(given["user"], account.secret)
    api = Api(transport, f"{account.url.rstrip('/')}/REST/2.0", {"Authorization": told})
    return RequestTracker(api, given["queue"], given["user"])


def _zendesk(account: Account, transport: Transport, clock: Clock) -> TicketBackend:
    given = _options(account)
    told = _basic(f"{given['user']}/token", account.secret)
    return Zendesk(Api(transport, f"{account.url.rstrip('/')}/api/v2", {"Authorization": told}))


def _zammad(account: Account, transport: Transport, clock: Clock) -> TicketBackend:
    given = _options(account)
    told = {"Authorization": f"Token token={account.secret}"}
    api = Api(transport, f"{account.url.rstrip('/')}/api/v1", told)
    return Zammad(api, given["group"], given["customer"], clock)


def _webhook(account: Account, transport: Transport, clock: Clock) -> TicketBackend:
    _options(account)
    try:
        secret = read_secret(account.secret)
    except ValueError as wrong:
        raise OptionsWrong(
            f'{wrong}; make one: python -c "import base64, os;'
            " print('whsec_' + base64.b64encode(os.urandom(24)).decode())\""
        ) from None
    return Webhook(transport, account.url, secret, clock)


def _options(account: Account) -> Mapping[str, str]:
    """They end up in queries: nothing but words, digits and .@+- is taken."""
    known = OPTIONS[account.kind]
    for name, value in account.options.items():
        if name not in known:
            raise OptionsWrong(f"got the option {name!r}, expected one of {', '.join(known) or 'none'}")
        if not _PLAIN.fullmatch(value):
            raise OptionsWrong(f"the option {name} is {value!r}, expected letters, digits, spaces and .@+-")
    given = {**known, **account.options}
    if missing := [name for name, value in given.items() if value is None]:
        raise OptionsWrong(f"{account.kind} needs the option {missing[0]}")
    return {name: value for name, value in given.items() if value is not None}


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


KINDS: Mapping[str, Build] = {
    "request-tracker.v1": _request_tracker,
    "zammad.v1": _zammad,
    "zendesk.v1": _zendesk,
    "webhook.v1": _webhook,
}
