"""Where to go after signing in: a page of the console and nowhere else."""

import re

from starlette.requests import Request

INBOX = "/console"
_PAGE = re.compile(r"/console(?:/[A-Za-z0-9_.~-]+)*(?:\?[A-Za-z0-9_=&.~%+-]*)?")


def safe_target(target: str | None) -> str:
    """`target` where it is a path of ours, else the inbox: no scheme, host or backslash gets through."""
    return (
        target if target and len(target) <= 500 and _PAGE.fullmatch(target) and ".." not in target else INBOX
    )


def address_of(request: Request) -> str:
    """What was asked for, with its query, to come back to; the inbox where that is no `safe_target`."""
    query = request.url.query
    return safe_target(f"{request.url.path}?{query}" if query else request.url.path)
