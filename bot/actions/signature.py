"""Signed calls: the receiver knows that the body is ours and how old it is."""

import hashlib
import hmac

HEADER = "Huiyi-Signature"


def sign(body: bytes, secret: bytes, *, at: int) -> str:
    """The header's value: "t=<seconds since 1970>,v1=<HMAC-SHA256 over 't.body' in hex>"."""
    digest = hmac.new(secret, b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
