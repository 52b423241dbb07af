"""The widget's files: the loader for any page, the frame for the pages that the tenant listed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bot.api.dependencies import get_service
from bot.errors import NotFound
from bot.tenants import TenantInfo
from bot.web.assets import FOR_EVER, Asset, asset_response, edition, load_assets
from bot.web.pages import render
from bot.web.policy import origins_only, page_headers
from bot.web.site import get_site, own_origin

HERE = Path(__file__).parent

router = APIRouter(include_in_schema=False)


@cache
def widget_assets() -> Mapping[str, Asset]:
    return load_assets(HERE / "static")


@router.get("/widget.js")
def loader(request: Request) -> Response:
    return asset_response(widget_assets()["loader.js"], request, cache="public, max-age=300")


@router.get("/widget/frame")
def frame(request: Request, site: Annotated[TenantInfo, Depends(get_site)]) -> HTMLResponse:
    """The chat itself. Only the tenant's own pages may frame it, and only to them it listens."""
    own = own_origin(request)
    hosts = origins_only([own, *site.allowed_origins])
    page = render(
        HERE / "templates" / "frame.html",
        site_key=site.site_key,
        name=site.name,
        hosts=hosts,
        edition=edition(widget_assets().values()),
        file_limit=get_service(request).settings.attachment_limit,
    )
    return HTMLResponse(page, headers=page_headers(embedders=hosts, sockets_to=own))


@router.get("/widget/{edition}/{name}")
def asset(request: Request, edition: str, name: str) -> Response:
    """Any edition's name gives today's file: yesterday's page must not break when we deploy."""
    found = widget_assets().get(name)
    if found is None:
        raise NotFound("file")
    return asset_response(found, request, cache=FOR_EVER if edition == _today() else "no-cache")


def _today() -> str:
    return edition(widget_assets().values())
