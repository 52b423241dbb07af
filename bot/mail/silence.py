"""Which mails get no answer of the bot's: what machines sent, what would go round in circles."""

from collections.abc import Collection, Mapping

from bot.mail.reading import IncomingMail

MOST_AN_HOUR = 30
"""Mails of one address; what is more is kept and shown, and left to people."""


def why_silent(
    mail: IncomingMail, sender: str, *, bounce: bool, ours: Collection[str], came_back: bool
) -> str | None:
    """None where it is to be answered. `bounce`: it may not be answered, by its envelope. `ours` are the
    addresses that we write from; `came_back` says that its Message-ID is one of our own."""
    if came_back or sender in ours:
        return "our own mail came back"
    if bounce:
        return "it came with an empty return path, as bounces do"
    if why := _by_headers(mail.headers):
        return why
    return None if mail.text or mail.subject or mail.files else "it is empty"


def too_many(count: int) -> str | None:
    """`count` are the mails of its address within the hour, itself among them."""
    return (
        f"{count} mails of one address within an hour, more than {MOST_AN_HOUR}"
        if count > MOST_AN_HOUR
        else None
    )


def _by_headers(headers: Mapping[str, str]) -> str | None:
    said = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if said != "no":
        return f"Auto-Submitted: {said[:40]}"
    precedence = headers.get("precedence", "").strip().lower()
    if precedence in ("bulk", "list", "junk", "auto_reply"):
        return f"Precedence: {precedence}"
    if headers.get("x-auto-response-suppress", "none").strip().lower() not in ("", "none"):
        return "X-Auto-Response-Suppress is set"
    return next(
        (f"{name} is set" for name in ("List-Id", "List-Unsubscribe") if name.lower() in headers), None
    )
