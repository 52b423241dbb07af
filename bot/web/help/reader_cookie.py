"""A random id, for one tenant's help centre only, by which two ratings are known to be one reader's."""

from fastapi import Request, Response

from bot.service import Service
from bot.tenants import TenantInfo
from bot.web.site import own_origin

COOKIE = "huiyi_reader"
LIFE_S = 180 * 24 * 3600


def known_reader(request: Request, service: Service) -> str:
    """The id that the browser keeps; a new one where it has none, or none that we made."""
    kept = request.cookies.get(COOKIE, "")
    return kept if service.identity.tokens.is_visitor(kept) else service.identity.tokens.new_visitor()


def keep_reader(response: Response, request: Request, site: TenantInfo, reader_id: str) -> None:
    response.set_cookie(
        COOKIE,
        reader_id,
        max_age=LIFE_S,
        path=f"/kb/{site.site_key}",
        secure=own_origin(request).startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    response.headers["Cache-Control"] = "private, no-store"
