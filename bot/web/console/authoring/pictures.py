"""Pictures that authors put into articles: taken in while they write, and shown to whoever reads drafts."""

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import JSONResponse, Response

from bot.api.dependencies import ServiceDep
from bot.errors import NotFound
from bot.web.console.authoring.access import Author, Reader, by
from bot.web.console.console_route import ConsoleRoute
from bot.web.console.strings import say
from bot.web.help.pictures import HELD, picture_response
from kb_index.errors import PictureRejected
from kb_index.picture_store import keep_picture
from kb_index.pictures import FOLDER, MOST_BYTES, NAME, check_picture

router = APIRouter(route_class=ConsoleRoute, prefix=f"/{FOLDER}")

PICTURES = f"/console/knowledge/{FOLDER}/"


@router.get("/{name}", include_in_schema=False)
def show_picture(request: Request, service: ServiceDep, me: Reader, name: str) -> Response:
    """Also of drafts, of internal articles and of what was in force once."""
    if not NAME.fullmatch(name):
        raise NotFound("picture")
    with service.database.reading(me.tenant_id) as session:
        return picture_response(session, request, me.tenant_id, name, cache=f"private, {HELD}")


@router.post("", include_in_schema=False)
def take_picture(service: ServiceDep, me: Author, file: UploadFile) -> JSONResponse:
    """Its address for the article and for this page, or why it is not taken, in the author's words."""
    try:
        new = check_picture(file.file.read(MOST_BYTES + 1), file.filename or "")
        with service.database.uow(me.tenant_id) as session:
            name = keep_picture(session, me.tenant_id, new, by(me))
    except PictureRejected as refused:
        return JSONResponse({"problem": say(me.language, f"kb_refused_{refused.reason}")}, 422)
    return JSONResponse({"address": f"{FOLDER}/{name}", "shown": f"{PICTURES}{name}"}, 201)
