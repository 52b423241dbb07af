"""Signed claims: our short-lived access tokens, the tenants' user tokens, visitors' ids, API keys."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt

from bot.errors import NotSignedIn
from bot.principal import Principal
from bot.tenants import TenantInfo

ALGORITHM = "HS256"
ISSUER = "huiyi"
ACCESS = "huiyi-api"
WIDGET = "widget"
KEY_PREFIX = "hyk_"
# A token that lives longer than this would outlive the sign-out it came from.
LONGEST_USER_TOKEN = timedelta(days=1)
_REQUIRED = ["exp", "aud", "sub"]


@dataclass(frozen=True, slots=True)
class TokenMaker:
    """Signs with the service's own secret. `ttl` is the life of an access token."""

    secret: bytes
    ttl: timedelta

    def issue(self, principal: Principal, now: datetime) -> tuple[str, datetime]:
        """An access token for a contact or a visitor, and when it ends."""
        expires_at = (now + self.ttl).replace(microsecond=0)
        claims = {
            "iss": ISSUER,
            "aud": ACCESS,
            "sub": principal.id,
            "kind": principal.kind,
            "tid": principal.tenant_id,
            "exp": int(expires_at.timestamp()),
        }
        return jwt.encode(claims, self.secret, ALGORITHM), expires_at

    def read(self, token: str, now: datetime) -> Principal:
        """Who holds this access token; NotSignedIn says whether it is wrong or only over."""
        claims = _decode(token, self.secret, ACCESS, now)
        kind = claims.get("kind")
        if claims.get("iss") != ISSUER or kind not in ("contact", "visitor"):
            raise NotSignedIn("the token is not one of this service's access tokens")
        expires_at = datetime.fromtimestamp(claims["exp"], now.tzinfo)
        return Principal(kind, str(claims.get("tid")), claims["sub"], expires_at=expires_at)

    def new_visitor(self) -> str:
        """An id that only we can make, so that nobody can be talked into a known one."""
        body = secrets.token_hex(16)
        return f"v_{body}{self._mark(body)}"

    def is_visitor(self, visitor_id: str) -> bool:
        body, mark = visitor_id[2:34], visitor_id[34:]
        return visitor_id.startswith("v_") and _same(mark, self._mark(body))

    def _mark(self, body: str) -> str:
        return hmac.new(self.secret, f"visitor:{body}".encode(), sha256).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class SignedUser:
    """The contact's key, and the product as they have it before them, where the site says."""

    key: str
    product_version: str | None = None
    platform: str | None = None


def read_user_token(token: str, tenant: TenantInfo, now: datetime) -> SignedUser:
    """What the tenant's own site signed."""
    claims = _decode(token, tenant.widget_secret.encode(), WIDGET, now)
    if datetime.fromtimestamp(claims["exp"], now.tzinfo) > now + LONGEST_USER_TOKEN:
        raise NotSignedIn("the user token lives longer than a day; sign shorter ones")
    key = str(claims["sub"])
    if not 1 <= len(key) <= 64:
        raise NotSignedIn(f"the user token's sub has {len(key)} characters; expected 1 to 64")
    return SignedUser(key, _short(claims, "product_version"), _short(claims, "platform"))


def sign_user_token(key: str, tenant: TenantInfo, expires_at: datetime, **more: str) -> str:
    """What a tenant's site does; here for the demo page and tests. `more` are claims of SignedUser."""
    claims = {"sub": key, "aud": WIDGET, "exp": int(expires_at.timestamp()), **more}
    return jwt.encode(claims, tenant.widget_secret, ALGORITHM)


def new_api_key(tenant_id: str) -> tuple[str, str]:
    """The key, to be shown once, and the hash to keep."""
    secret = secrets.token_hex(24)
    return f"{KEY_PREFIX}{tenant_id}_{secret}", hash_secret(secret)


def split_api_key(key: str) -> tuple[str, str] | None:
    """Tenant and the hash of the secret; None where it is no key."""
    tenant_id, _, secret = key.removeprefix(KEY_PREFIX).rpartition("_")
    if not key.startswith(KEY_PREFIX) or not tenant_id or not secret or len(key) > 200:
        return None
    return tenant_id, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """Enough for secrets that are random themselves."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _decode(token: str, secret: bytes, audience: str, now: datetime) -> dict[str, Any]:
    # The expiry is compared below, with the clock that was passed in.
    options: Any = {"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims: dict[str, Any] = jwt.decode(
            token, secret, algorithms=[ALGORITHM], audience=audience, options=options
        )
    except jwt.InvalidTokenError as wrong:
        raise NotSignedIn(f"the token is not valid: {wrong}") from None
    expires = claims["exp"]
    if not isinstance(expires, int) or isinstance(expires, bool) or not 0 < expires < 2**40:
        raise NotSignedIn("the token's exp is not a time in seconds")
    if expires <= now.timestamp():
        raise NotSignedIn("the token has expired")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise NotSignedIn("the token names nobody")
    return claims


def _short(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None or (isinstance(value, str) and 1 <= len(value) <= 32):
        return value
    raise NotSignedIn(f"the user token's {name} is not a text of 1 to 32 characters")


def _same(got: str, expected: str) -> bool:
    return hmac.compare_digest(got.encode("utf-8", "replace"), expected.encode())
