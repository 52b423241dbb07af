"""Was this helpful? A plain form, and back to the article with thanks."""

import time
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from bot.api.dependencies import ServiceDep, origin_standing
from bot.clock import utc_now
from bot.errors import OriginNotAllowed
from bot.review.masking import masked_text
from bot.web.help.article import get_article_page
from bot.web.help.help_route import HelpRoute
from bot.web.help.reader import ReaderDep
from bot.web.help.reader_cookie import keep_reader, known_reader
from kb_index import feedback
from nlu.cleaning import CONTROLS

router = APIRouter(route_class=HelpRoute)


@router.post("/kb/{site_key}/{article}/rating")
def rate(
    request: Request,
    service: ServiceDep,
    reader: ReaderDep,
    article: str,
    helpful: Annotated[Literal["yes", "no"], Form()],
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    reason: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """`version` is the revision that was read, which may not be the newest any more. The last word counts."""
    if origin_standing(request, service) == "foreign":
        raise OriginNotAllowed(request.headers["origin"])
    service.help_limit.check(f"{reader.site.id}:{reader.address}", time.monotonic())
    reader_id = known_reader(request, service)
    with service.database.uow(reader.site.id) as session:
        page = get_article_page(session, article, reader.language)
        feedback.rate(
            session,
            reader.site.id,
            article=article,
            language=page.language,
            version=min(version, page.version),
            person=f"visitor:{reader_id}",
            helpful=helpful == "yes",
            reason=reason,
            comment=masked_text(CONTROLS.sub("", comment), (), reader.language),
            now=utc_now(),
        )
    thanks = "more" if reason or comment.strip() else helpful
    back = (
        f"/kb/{quote(reader.site.site_key)}/{quote(article)}?lang={reader.language}&thanks={thanks}#helpful"
    )
    response = RedirectResponse(back, status_code=303)
    keep_reader(response, request, reader.site, reader_id)
    return response
