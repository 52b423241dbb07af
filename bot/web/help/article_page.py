"""An article as its readers see it."""

import re
import time
from contextlib import suppress
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.api.dependencies import ServiceDep
from bot.clock import utc_now
from bot.errors import TooFast
from bot.service import Service
from bot.web.help.article import ArticlePage, get_article_page
from bot.web.help.catalogue import catalogue_of
from bot.web.help.held_for import is_past
from bot.web.help.help_route import HelpRoute
from bot.web.help.markdown import read_rendered
from bot.web.help.reader import Reader, ReaderDep, is_read
from bot.web.help.reader_cookie import keep_reader, known_reader
from bot.web.help.rendering import Head, help_page
from bot.web.help.summary import summary_of
from kb_index import feedback

LONG = {"zh": 700, "en": 1600}
"""Characters from which a table of contents is worth its place."""
ANSWER_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")

router = APIRouter(route_class=HelpRoute)


@router.get("/kb/{site_key}/{article}")
def read_article(
    request: Request,
    service: ServiceDep,
    reader: ReaderDep,
    article: str,
    thanks: Literal["yes", "no", "more"] | None = None,
    answer: str = "",
) -> Response:
    """`answer` is the bot's answer whose link was followed; whatever else it says, the article is shown."""
    with service.database.reading(reader.site.id) as session:
        page = get_article_page(session, article, reader.language)
    catalogue = catalogue_of(service.database, reader.site.id)
    body = read_rendered(page.body, reader.language)
    long = len(page.body) >= LONG[page.language] and len(body.headings) > 2
    response = help_page(
        request,
        reader.site,
        reader.language,
        "article.html",
        Head(
            page.title,
            summary_of(page.body, page.language),
            languages=page.languages,
            canonical_language=page.language,
        ),
        page=page,
        body=body.html,
        contents=body.headings if long else (),
        related=[catalogue[other] for other in page.facets.related if other in catalogue],
        past=is_past(page.facets.versions),
        thanks=thanks,
        reasons=feedback.REASONS,
    )
    if ANSWER_ID.fullmatch(answer) and is_read(request):
        _note_opened(request, response, service, reader, page, answer)
    return response


def _note_opened(
    request: Request, response: Response, service: Service, reader: Reader, page: ArticlePage, answer: str
) -> None:
    """Who opens too many in a short time is not counted, and reads all the same."""
    reader_id = known_reader(request, service)
    with suppress(TooFast):
        service.help_limit.check(f"{reader.site.id}:{reader.address}", time.monotonic())
        with service.database.uow(reader.site.id) as session:
            feedback.opened(
                session,
                reader.site.id,
                article=page.article,
                language=page.language,
                version=page.version,
                person=f"visitor:{reader_id}",
                answer=answer,
                now=utc_now(),
            )
    keep_reader(response, request, reader.site, reader_id)
