"""Which tenant a page's address means, and under which origin browsers see us."""

from fastapi import Request

from bot.api.dependencies import get_service
from bot.errors import NotFound
from bot.tenants import TenantInfo


def get_site(request: Request, site_key: str) -> TenantInfo:
    """The tenant of a site key, or NotFound."""
    site = get_service(request).tenants.find_by_site_key(site_key)
    if site is None:
        raise NotFound("site")
    return site


def own_origin(request: Request) -> str:
    """Scheme, host and port by which browsers know us: the setting, else what this one asked."""
    return get_service(request).settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
