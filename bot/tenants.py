"""The companies that this service works for, and what each has set."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Tenant
from bot.persistence.database import Database
from bot.persistence.tenancy import TenantSession
from dialogs.actions.memory import KEEPABLE
from escalation.surveys.kinds import SCALES

DEFAULT_HOURS: Mapping[str, Any] = {
    "days": ["mon", "tue", "wed", "thu", "fri"],
    "from": "09:00",
    "to": "18:00",
}
DEFAULT_ACCENT = "#2257d6"
DEFAULT_PATIENCE = timedelta(minutes=10)
DEFAULT_REOPEN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TenantInfo:
    """A tenant as the service holds it in memory.

    `allowed_origins` are the pages that may embed the widget and open sockets ("https://lanyun.example").
    `fixed_clock` stands for the present (demo and replays); None is the real clock. It stands still, or runs
    on since the real `clock_since`.
    A customer waits for a person's word for `patience` of business hours, then they are told by when one
    answers. The conversation goes on waiting for anyone, or with `back_to_bot` is the bot's again.
    `surveys` are the questions it asks its customers (`escalation.surveys.kinds`).
    With `merge_unasked`, tickets of one customer that are surely one trouble are merged by themselves.
    Each Monday the addresses of `report_to` get last week's report, in its people's `language`.
    What a customer says about a ticket that was solved more than `reopen_within` ago is a new one.
    `remembers` names what is kept of a customer for later conversations (`dialogs.actions.memory`), `wording`
    are the tenant's own texts in place of ours, by response and language.
    Mail to `support_addresses`, in lower case and no other tenant's, is its customers'.
    """

    id: str
    slug: str
    name: str
    site_key: str
    widget_secret: str = field(repr=False)
    timezone: str = "+08:00"
    business_hours: Mapping[str, Any] = field(default_factory=lambda: DEFAULT_HOURS)
    allowed_origins: tuple[str, ...] = ()
    fixed_clock: datetime | None = None
    clock_since: datetime | None = None
    accent: str = DEFAULT_ACCENT
    patience: timedelta = DEFAULT_PATIENCE
    back_to_bot: bool = False
    reopen_within: timedelta = DEFAULT_REOPEN
    surveys: tuple[str, ...] = tuple(SCALES)
    merge_unasked: bool = False
    language: str = "zh"
    report_to: tuple[str, ...] = ()
    remembers: tuple[str, ...] = KEEPABLE
    wording: Mapping[str, Any] = field(default_factory=dict)
    support_addresses: tuple[str, ...] = ()

    def now(self, real: datetime) -> datetime:
        """What this tenant's clock says when the real one says `real`."""
        if self.fixed_clock is not None and self.clock_since is not None:
            return self.fixed_clock + (real - self.clock_since)
        return self.fixed_clock or real

    def moment(self, at: datetime, real: datetime) -> datetime:
        """What this tenant's clock said at `at`, as far before now as that was."""
        return self.now(real) - (real - at)

    def as_settings(self) -> dict[str, Any]:
        """The JSON of the settings column."""
        return {
            "widget_secret": self.widget_secret,
            "timezone": self.timezone,
            "business_hours": dict(self.business_hours),
            "allowed_origins": list(self.allowed_origins),
            "fixed_clock": self.fixed_clock.isoformat() if self.fixed_clock else None,
            "clock_since": self.clock_since.isoformat() if self.clock_since else None,
            "reopen_within_s": self.reopen_within.total_seconds(),
            "surveys": list(self.surveys),
            "merge_unasked": self.merge_unasked,
            "language": self.language,
            "report_to": list(self.report_to),
            "accent": self.accent,
            "patience_s": self.patience.total_seconds(),
            "back_to_bot": self.back_to_bot,
            "remembers": list(self.remembers),
            "wording": dict(self.wording),
            "support_addresses": list(self.support_addresses),
        }


def new_tenant(tenant_id: str, slug: str, name: str, **settings: Any) -> TenantInfo:
    """A tenant with fresh keys; `settings` are fields of TenantInfo."""
    keys = {"site_key": f"site_{secrets.token_urlsafe(16)}", "widget_secret": secrets.token_hex(32)}
    return TenantInfo(id=tenant_id, slug=slug, name=name, **(keys | settings))


def store_tenant(session: TenantSession, info: TenantInfo, *, now: datetime) -> None:
    """Adds the tenant or replaces what it had. `session` is the control session."""
    row = session.get(Tenant, info.id)
    if row is None:
        row = Tenant(id=info.id, created_at=now)
        session.add(row)
    row.slug, row.name, row.site_key, row.settings = info.slug, info.name, info.site_key, info.as_settings()


def list_tenants(session: TenantSession) -> list[TenantInfo]:
    return [_read(row) for row in session.scalars(select(Tenant).order_by(Tenant.id))]


def find_tenant(session: TenantSession, slug: str) -> TenantInfo | None:
    row = session.scalars(select(Tenant).where(Tenant.slug == slug)).first()
    return None if row is None else _read(row)


def get_tenant(database: Database, slug: str) -> TenantInfo:
    """NotFound where there is no tenant of that short name."""
    with database.reading(None) as session:
        tenant = find_tenant(session, slug)
    if tenant is None:
        raise NotFound(f"tenant {slug!r}; `huiyi demo load FILE` or `huiyi serve --demo` brings the demo's")
    return tenant


def _read(row: Tenant) -> TenantInfo:
    kept = row.settings
    clock, since = kept.get("fixed_clock"), kept.get("clock_since")
    return TenantInfo(
        id=row.id,
        slug=row.slug,
        name=row.name,
        site_key=row.site_key,
        widget_secret=kept["widget_secret"],
        timezone=kept.get("timezone", "+08:00"),
        business_hours=kept.get("business_hours", DEFAULT_HOURS),
        allowed_origins=tuple(kept.get("allowed_origins", ())),
        fixed_clock=datetime.fromisoformat(clock) if clock else None,
        clock_since=datetime.fromisoformat(since) if since else None,
        reopen_within=timedelta(seconds=kept.get("reopen_within_s", DEFAULT_REOPEN.total_seconds())),
        surveys=tuple(kept.get("surveys", SCALES)),
        merge_unasked=kept.get("merge_unasked", False),
        language=kept.get("language", "zh"),
        report_to=tuple(kept.get("report_to", ())),
        accent=kept.get("accent", DEFAULT_ACCENT),
        patience=timedelta(seconds=kept.get("patience_s", DEFAULT_PATIENCE.total_seconds())),
        back_to_bot=kept.get("back_to_bot", False),
        remembers=tuple(kept.get("remembers", KEEPABLE)),
        wording=kept.get("wording", {}),
        support_addresses=tuple(kept.get("support_addresses", ())),
    )


class TenantDirectory:
    """The tenants in memory: read at start, again by each sweep, and on a key that is not known yet."""

    def __init__(self) -> None:
        self._by_id: dict[str, TenantInfo] = {}

    def replace(self, tenants: list[TenantInfo]) -> None:
        self._by_id = {tenant.id: tenant for tenant in tenants}

    def all(self) -> list[TenantInfo]:
        return list(self._by_id.values())

    def find(self, tenant_id: str) -> TenantInfo | None:
        return self._by_id.get(tenant_id)

    def get(self, tenant_id: str) -> TenantInfo:
        tenant = self._by_id.get(tenant_id)
        if tenant is None:
            raise NotFound("tenant")
        return tenant

    def find_by_site_key(self, site_key: str) -> TenantInfo | None:
        return next((tenant for tenant in self.all() if tenant.site_key == site_key), None)

    def find_by_slug(self, slug: str) -> TenantInfo | None:
        return next((tenant for tenant in self.all() if tenant.slug == slug), None)

    def find_by_address(self, address: str) -> TenantInfo | None:
        return next((tenant for tenant in self.all() if address.lower() in tenant.support_addresses), None)

    def knows_origin(self, origin: str) -> bool:
        return any(origin in tenant.allowed_origins for tenant in self.all())
