"""The style sheets: the help centre's own, and the tenant's colour."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.web.assets import FOR_EVER, asset_response
from bot.web.help.accent import accent_css
from bot.web.help.help_route import HelpRoute
from bot.web.help.reader import ReaderDep
from bot.web.help.rendering import accent_edition, help_assets, style_edition

router = APIRouter(route_class=HelpRoute)


@router.get("/kb.css")
async def style(request: Request, v: str = "") -> Response:
    return asset_response(help_assets()["kb.css"], request, cache=_cache(v == style_edition()))


@router.get("/kb/{site_key}/accent.css")
async def accent(reader: ReaderDep, v: str = "") -> Response:
    headers = {"Cache-Control": _cache(v == accent_edition(reader.site.accent))}
    return Response(accent_css(reader.site.accent), media_type="text/css; charset=utf-8", headers=headers)


def _cache(is_todays: bool) -> str:
    return FOR_EVER if is_todays else "no-cache"
