"""Styles and scripts, under a path that changes with them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.errors import NotFound
from bot.web.assets import FOR_EVER, asset_response
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.rendering import console_assets, static_edition

router = APIRouter(route_class=ConsoleRoute)


@router.get("/static/{edition}/{name}", include_in_schema=False)
def static_file(request: Request, edition: str, name: str) -> Response:
    """A page that was open over an update asks for an old edition: it gets today's, which nobody keeps."""
    asset = console_assets().get(name)
    if asset is None:
        raise NotFound("file")
    return asset_response(asset, request, cache=FOR_EVER if edition == static_edition() else "no-cache")
