"""The addresses that a tenant's customers write to: each is one tenant's."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from bot.models import Tenant
from bot.persistence.tenancy import TenantSession
from escalation.routing.action_check import EMAIL, is_email
from escalation.routing.reading import Reading
from escalation.routing.words import Words

MOST = 20
FREE = Words("没有被其他公司占用的地址（{address}）", "an address that no other tenant has ({address})")
FEWER = Words("最多 {most} 个", "at most {most}")


def lock_taken(session: TenantSession, tenant_id: str) -> frozenset[str]:
    """The other tenants' addresses. `session` is the control session, in which the own ones are stored then:
    two tenants that ask for the same one wait for each other."""
    tenants = session.scalars(select(Tenant).order_by(Tenant.id).with_for_update()).all()
    return frozenset(
        address
        for tenant in tenants
        if tenant.id != tenant_id
        for address in tenant.settings.get("support_addresses", ())
    )


def read_addresses(reading: Reading, given: Iterable[str], taken: Collection[str]) -> tuple[str, ...]:
    """As they are kept, in lower case; what is wrong with them is told of "support_addresses"."""
    addresses = tuple(dict.fromkeys(one.strip().lower() for one in given if one.strip()))
    for address in addresses[:MOST]:
        if not is_email(address):
            named = f" (“{address[:60]}”)"
            reading.complain("support_addresses", address, Words(EMAIL.zh + named, EMAIL.en + named))
        elif address in taken:
            reading.complain("support_addresses", address, FREE.fill(address=address))
    if len(addresses) > MOST:
        reading.complain("support_addresses", len(addresses), FEWER.fill(most=str(MOST)))
    return addresses
