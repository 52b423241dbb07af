"""From a credential to a principal: access token, API key or an agent's cookie."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot.agent_sessions import find_session, tenant_of_cookie
from bot.clock import new_id
from bot.errors import NotSignedIn
from bot.models import ApiKey
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from bot.principal import Principal
from bot.tenants import TenantDirectory
from bot.tokens import KEY_PREFIX, TokenMaker, new_api_key, split_api_key

KEY_HELD_S = 5.0
KEYS_HELD = 1_000


@dataclass(frozen=True, slots=True)
class Identity:
    database: Database
    tenants: TenantDirectory
    tokens: TokenMaker
    known_keys: dict[str, tuple[float, Principal]] = field(default_factory=dict, repr=False)
    """API keys looked up within KEY_HELD_S, by tenant and hash: so long may a revoked one work on."""

    def of_bearer(self, credential: str, now: datetime) -> Principal:
        """Reads the database for an API key, and only then."""
        if credential.startswith(KEY_PREFIX):
            return self.find_held(credential) or self._of_api_key(credential)
        principal = self.tokens.read(credential, now)
        if self.tenants.find(principal.tenant_id) is None:
            raise NotSignedIn("the token's tenant is gone")
        return principal

    def find_held(self, credential: str) -> Principal | None:
        """Whose API key it is, where that was looked up a moment ago; reads no database."""
        parts = split_api_key(credential)
        held = self.known_keys.get("/".join(parts)) if parts else None
        return held[1] if held is not None and held[0] > time.monotonic() else None

    def of_cookie(self, cookie: str | None, now: datetime) -> Principal:
        tenant_id = tenant_of_cookie(cookie)
        if cookie is None or tenant_id is None or self.tenants.find(tenant_id) is None:
            raise NotSignedIn
        with self.database.reading(tenant_id) as session:
            found = find_session(session, cookie, now=now)
        if found is None:
            raise NotSignedIn("the session is over; sign in again")
        agent, opened = found
        return Principal(
            "agent",
            tenant_id,
            agent.id,
            agent.name,
            expires_at=opened.expires_at,
            csrf=opened.csrf,
            role=agent.role,
        )

    def _of_api_key(self, key: str) -> Principal:
        parts = split_api_key(key)
        if parts is None or self.tenants.find(parts[0]) is None:
            raise NotSignedIn("the API key is unknown or revoked")
        with self.database.reading(parts[0]) as session:
            known = session.execute(
                select(ApiKey.id, ApiKey.name).where(
                    ApiKey.secret_hash == parts[1], ApiKey.revoked_at.is_(None)
                )
            ).first()
        if known is None:
            raise NotSignedIn("the API key is unknown or revoked")
        principal = Principal("api", parts[0], known.id, known.name)
        if len(self.known_keys) >= KEYS_HELD:
            self.known_keys.clear()
        self.known_keys["/".join(parts)] = (time.monotonic() + KEY_HELD_S, principal)
        return principal


def create_api_key(session: TenantSession, name: str, now: datetime) -> str:
    """The new key of the session's tenant, shown this once."""
    key, secret_hash = new_api_key(session.require_tenant())
    session.add(
        ApiKey(
            tenant_id=session.require_tenant(),
            id=new_id("k_"),
            name=name,
            secret_hash=secret_hash,
            created_at=now,
            revoked_at=None,
        )
    )
    return key
