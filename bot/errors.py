"""BotError
├── SettingsWrong            a variable of the environment that does not fit
├── DatabaseProblem
│   ├── DatabaseUnavailable  missing, corrupt, locked or not reachable
│   ├── DatabaseUnsafe       would run, and lose or leak: an old SQLite, a role that row security spares
│   ├── TenantMissing        a statement on owned rows without a tenant, or with another's
│   └── OnlyLooking          a session that only looks was to write
├── NotReady                 the models are still loading, or there are none
├── NotSignedIn              a token, key or cookie that is missing, malformed, expired or revoked
├── OriginNotAllowed         a browser page that the tenant did not list
├── NotAllowed               signed in, and yet not this one's to do
├── NotFound                 no such thing for the one who asks, whoever else has one
├── IdempotencyConflict      the same key with another content
├── NotYoursToAnswer         an agent writes where the bot or a colleague owns the conversation
├── ReplyHeld                a reply to a ticket on which a colleague was faster
├── ViewRefused              a view of the ticket list that cannot be kept so
├── AlreadyDecided           a proposal that somebody else has decided since it was looked at
├── LabelRejected            no intent to learn a message as, or one that nobody knows
├── CustomerUnreachable      a message for a customer whom no mail can be sent to
├── TooFast                  over the limit of messages; `retry_after` in seconds
├── BodyTooLarge
├── PortTaken                another program listens where this one should
├── ReplayFileBroken         a file of recorded conversations that cannot be used
└── MessageRejected
    ├── TextEmpty
    ├── TextTooLong
    └── Malformed            a field or frame of another shape; `field` says which

`code` is what API and socket show; they know nothing of HTTP here: bot/api/exception_handlers.py maps them.
"""

from escalation.routing.words import Words


class BotError(Exception):
    """Root of what this package raises. `hint` says what to do, where there is something.

    `outside` is what a stranger is told where the message is for the operator.
    """

    code = "internal"
    hint = ""
    outside = "the database cannot be reached"


class SettingsWrong(BotError):
    code = "settings_wrong"


class DatabaseProblem(BotError):
    code = "database_unavailable"


class DatabaseUnavailable(DatabaseProblem):
    hint = "try again in a moment"


class DatabaseUnsafe(DatabaseProblem):
    pass


class TenantMissing(DatabaseProblem):
    code = "internal"


class OnlyLooking(DatabaseProblem):
    code = "internal"


class NotReady(BotError):
    code = "not_ready"
    hint = "try again in a few seconds"


class NotSignedIn(BotError):
    code = "not_signed_in"
    hint = "get a new token"

    def __init__(self, why: str = "no valid token, key or session came with the request") -> None:
        super().__init__(why)


class OriginNotAllowed(BotError):
    code = "origin_not_allowed"
    hint = "add the origin to the tenant's allowed_origins"

    def __init__(self, origin: str) -> None:
        super().__init__(f"pages of {origin[:200]} may not talk to this service")
        self.origin = origin


class NotAllowed(BotError):
    code = "not_allowed"

    def __init__(self, what: str) -> None:
        super().__init__(what)


class NotFound(BotError):
    """Says only what was asked for: the answer must not tell a stranger's id from one that never was."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"no such {what}")
        self.what = what


class IdempotencyConflict(BotError):
    code = "idempotency_conflict"
    hint = "use a new key for a new message"

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key} was used for another content")
        self.key = key


class NotYoursToAnswer(BotError):
    code = "not_yours_to_answer"
    hint = "take the conversation over first"

    def __init__(self, owner: str) -> None:
        super().__init__(f"the conversation belongs to {owner}")
        self.owner = owner


class ReplyHeld(BotError):
    """`events` is how far the ticket's log goes by now. `owner` has the conversation, if a colleague."""

    code = "reply_held"
    hint = "look at what was said meanwhile, then send it or not"

    def __init__(self, events: int, owner: str | None) -> None:
        super().__init__("somebody else was at the ticket since the reply was begun")
        self.events = events
        self.owner = owner


class ViewRefused(BotError):
    """`why` is in both languages. `taken` is the id of the view that has the name, if that is why."""

    code = "view_refused"

    def __init__(self, why: Words, taken: str = "") -> None:
        super().__init__(why.en)
        self.why = why
        self.taken = taken


class AlreadyDecided(BotError):
    code = "already_decided"
    hint = "look at it again, then decide"

    def __init__(self, proposal: str) -> None:
        super().__init__(f"{proposal} has changed since it was looked at")


class LabelRejected(BotError):
    code = "label_rejected"


class CustomerUnreachable(BotError):
    """`has_address`: it is the desk that has none to write from."""

    code = "customer_unreachable"

    def __init__(self, *, has_address: bool) -> None:
        super().__init__(
            "no mail can be sent: the desk has no support address to write from"
            if has_address
            else "no mail can be sent: the customer has no e-mail address"
        )
        self.has_address = has_address
        self.hint = (
            "add one under Settings › Hours and surveys › E-mail, or write an internal note"
            if has_address
            else "name an e-mail address, or write an internal note"
        )


class TooFast(BotError):
    code = "too_fast"

    def __init__(self, retry_after: float) -> None:
        super().__init__("too many messages in a short time")
        self.retry_after = retry_after
        self.hint = f"wait {max(1, round(retry_after))} s"


class BodyTooLarge(BotError):
    code = "body_too_large"
    hint = "send less at once"

    def __init__(self, got: int, limit: int) -> None:
        super().__init__(f"got {got} bytes or more; at most {limit} are taken")
        self.got = got
        self.limit = limit


class PortTaken(BotError):
    code = "port_taken"

    def __init__(self, host: str, port: int, why: str, by: str) -> None:
        self.hint = f"choose another by {by}"
        super().__init__(f"cannot listen on {host}:{port}: {why}; {self.hint}")
        self.host = host
        self.port = port


class ReplayFileBroken(BotError):
    """The message names the file and line, what was got and what was expected."""

    code = "replay_file_broken"


class MessageRejected(BotError):
    code = "malformed"


class TextEmpty(MessageRejected):
    code = "text_empty"
    hint = "write something"

    def __init__(self) -> None:
        super().__init__("the text has no visible character; expected at least one")


class TextTooLong(MessageRejected):
    code = "text_too_long"
    hint = "send it in parts"

    def __init__(self, got: int, limit: int) -> None:
        super().__init__(f"the text has {got} characters; at most {limit} are taken")
        self.got = got
        self.limit = limit


class Malformed(MessageRejected):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
