"""A survey as a page, for whoever was asked by mail: a plain form, and thanks."""

import time
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from bot.api.dependencies import ServiceDep, origin_standing
from bot.clock import utc_now
from bot.desk.survey_words import page_word, question
from bot.errors import NotFound, OriginNotAllowed
from bot.review.masking import masked_text
from bot.web.help.help_route import HelpRoute
from bot.web.help.reader import ReaderDep
from bot.web.help.rendering import Head, help_page
from escalation.surveys.answers import LONGEST_COMMENT, answer, find_survey
from escalation.surveys.kinds import SCALES
from escalation.ticketing.models import Ticket
from nlu.cleaning import CONTROLS

router = APIRouter(route_class=HelpRoute)
SurveyId = Annotated[str, Path(max_length=32)]


@router.get("/kb/{site_key}/survey/{survey_id}")
def survey_page(
    request: Request, service: ServiceDep, reader: ReaderDep, survey_id: SurveyId, thanks: bool = False
) -> Response:
    with service.database.reading(reader.site.id) as session:
        survey = find_survey(session, reader.site.id, survey_id)
        if survey is None:
            raise NotFound("survey")
        ticket = session.get(Ticket, (reader.site.id, survey.ticket_id)) if survey.ticket_id else None
    return help_page(
        request,
        reader.site,
        reader.language,
        "survey.html",
        Head(page_word("title", reader.language), listed=False),
        question=question(survey.kind, reader.language, ticket=f"#{ticket.number}" if ticket else ""),
        word=lambda key: page_word(key, reader.language),
        survey=survey,
        scores=SCALES[survey.kind].scores,
        limit=LONGEST_COMMENT,
        thanks=thanks,
    )


@router.post("/kb/{site_key}/survey/{survey_id}")
def send_survey(
    request: Request,
    service: ServiceDep,
    reader: ReaderDep,
    survey_id: SurveyId,
    score: Annotated[int, Form()],
    comment: Annotated[str, Form(max_length=10 * LONGEST_COMMENT)] = "",
) -> Response:
    if origin_standing(request, service) == "foreign":
        raise OriginNotAllowed(request.headers["origin"])
    service.help_limit.check(f"{reader.site.id}:{reader.address}", time.monotonic())
    said = masked_text(CONTROLS.sub("", comment), (), reader.language).strip()
    with service.database.uow(reader.site.id) as session:
        answer(
            session,
            reader.site.id,
            survey_id,
            score=score,
            comment=said or None,
            now=reader.site.now(utc_now()),
        )
    back = f"/kb/{reader.site.site_key}/survey/{survey_id}?lang={reader.language}&thanks=true"
    return RedirectResponse(back, status_code=303)
