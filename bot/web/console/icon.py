"""The page's icon, with how many conversations need someone."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.web.console.console_route import ConsoleRoute

router = APIRouter(route_class=ConsoleRoute)

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="#2b4fc7"/>'
    '<path d="M8 9h16v11H15l-5 4v-4H8Z" fill="none" stroke="#fff" stroke-width="2.4"/>'
    "{badge}</svg>"
)
_BADGE = (
    '<circle cx="22" cy="10" r="10" fill="#d9480f"/>'
    '<text x="22" y="15" text-anchor="middle" font-family="sans-serif" font-size="14" font-weight="700" '
    'fill="#fff">{text}</text>'
)


@router.get("/icon/{count}.svg", include_in_schema=False)
def icon(count: int) -> Response:
    badge = _BADGE.format(text=count if count < 10 else "9+") if count > 0 else ""
    return Response(
        _ICON.format(badge=badge),
        media_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=86400"},
    )
