"""Standard Webhooks 1.0 (standardwebhooks.com): whoever has the secret knows that a body is ours and new."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"


def read_secret(secret: str) -> bytes:
    """ "whsec_<base64>". ValueError for anything else, and for less than 24 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(PREFIX) or len(key) < 24:
        raise ValueError("the secret is not whsec_ with 24 bytes or more in base64")
    return key


def signed_headers(body: bytes, secret: bytes, *, id: str, at: datetime) -> dict[str, str]:
    seconds = int(at.timestamp())
    return {ID: id, TIMESTAMP: str(seconds), SIGNATURE: f"v1,{_digest(body, secret, id, seconds)}"}


def is_signed(body: bytes, headers: Mapping[str, str], secret: bytes, *, now: datetime) -> bool:
    """Whether a signature holds and the time is within TOLERANCE. `headers` by names in lower case."""
    if not may_be_signed(headers, now=now):
        return False
    expected = _digest(body, secret, headers[ID], int(headers[TIMESTAMP])).encode()
    given = [one.removeprefix("v1,") for one in headers.get(SIGNATURE, "").split() if one.startswith("v1,")]
    return any(hmac.compare_digest(expected, one.encode()) for one in given)


def may_be_signed(headers: Mapping[str, str], *, now: datetime) -> bool:
    """As far as it can be told without the body."""
    id, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not id or not (stamp.isascii() and stamp.isdecimal()) or len(stamp) > 11:
        return False
    return abs(now.timestamp() - int(stamp)) <= TOLERANCE.total_seconds()


def _digest(body: bytes, secret: bytes, id: str, seconds: int) -> str:
    mac = hmac.new(secret, f"{id}.{seconds}.".encode() + body, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()
