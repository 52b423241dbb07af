"""An article's picture, to whoever may see one: by its own type, and never to be taken for a page."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.web.help.help_route import HelpRoute
from bot.web.help.reader import ReaderDep
from kb_index.picture_store import find_picture, is_public
from kb_index.pictures import FOLDER, NAME

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HELD = "max-age=3600"
"""It never changes, but may be taken away from readers."""

router = APIRouter(route_class=HelpRoute)


@router.get(f"/kb/{{site_key}}/{FOLDER}/{{name}}")
def read_picture(request: Request, service: ServiceDep, reader: ReaderDep, name: str) -> Response:
    """NotFound for what no article shows to customers."""
    with service.database.reading(reader.site.id) as session:
        if not NAME.fullmatch(name) or not is_public(session, reader.site.id, name):
            raise NotFound("picture")
        return picture_response(session, request, reader.site.id, name, cache=f"public, {HELD}")


def picture_response(
    session: Session, request: Request, tenant_id: str, name: str, *, cache: str
) -> Response:
    """304 where the browser has it; NotFound where there is none of that name."""
    picture = find_picture(session, tenant_id, name)
    if picture is None:
        raise NotFound("picture")
    headers = {**HEADERS, "Cache-Control": cache, "ETag": f'"{picture.sha256[:20]}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(picture.content, media_type=picture.media_type, headers=headers)
