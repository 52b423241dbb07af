"""What browsers may do with our pages: Content-Security-Policy headers without any `unsafe-`."""

import re
from collections.abc import Iterable, Mapping

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?", re.IGNORECASE)


def origins_only(candidates: Iterable[str]) -> list[str]:
    """Those that are plain origins, once each and in order: a header must not take anything else in."""
    return list(dict.fromkeys(origin for origin in candidates if _ORIGIN.fullmatch(origin)))


def page_headers(
    *,
    embedders: Iterable[str] = (),
    scripts: Iterable[str] = (),
    frames: Iterable[str] = (),
    sockets_to: str | None = None,
) -> Mapping[str, str]:
    """Headers of an HTML page. Scripts, styles and calls are our own.

    `embedders` are the origins that may frame it, `scripts` and `frames` foreign origins that it may take
    those from, `sockets_to` the origin that it opens sockets to: older browsers do not count them as 'self'.
    """
    own_sockets = (
        [] if sockets_to is None else [re.sub("^http", "ws", one) for one in origins_only([sockets_to])]
    )
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *origins_only(scripts)],
        "connect-src": ["'self'", *own_sockets],
        "frame-src": origins_only(frames) or ["'none'"],
        "frame-ancestors": origins_only(embedders) or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
    return {
        "Content-Security-Policy": "; ".join(
            f"{name} {' '.join(values)}" for name, values in directives.items()
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cache-Control": "no-cache",
    }
