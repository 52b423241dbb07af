"""Where to go after signing in: a page of the console and nowhere else."""

import re

from starlette.requests import Request

INBOX = "/console"
_PAGE = re.compile(r"/console(?:/[A-Za-z0-9_.~-]+)*(?:\?[A-Za-z0-9_=&.~%+-]*)?")


def address_of(request: Request) -> str:
    """The page that was asked for, to come back to."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def safe_target(target: str | None) -> str:
    """`target` where it is a path of ours, else the inbox: no scheme, host or backslash gets through."""
    return (
        target if target and len(target) <= 500 and _PAGE.fullmatch(target) and ".." not in target else INBOX
    )
