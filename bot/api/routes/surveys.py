"""What customers answer when they are asked how it went."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from bot.api.dependencies import PrincipalDep, ServiceDep, check_pace
from bot.api.schemas import AnswerSurvey, SurveyOut
from bot.clock import utc_now
from bot.errors import NotFound
from bot.intake import access_conversation
from bot.review.masking import masked_text
from escalation.surveys.answers import answer, find_survey
from nlu.cleaning import CONTROLS

router = APIRouter(prefix="/surveys", tags=["surveys"])


@router.post("/{survey_id}", response_model=SurveyOut)
def answer_survey(
    survey_id: Annotated[str, Path(max_length=32)],
    body: AnswerSurvey,
    service: ServiceDep,
    principal: PrincipalDep,
) -> dict[str, Any]:
    """The last answer counts. NotFound for who may not see the conversation that it was asked in."""
    check_pace(service, principal, survey_id)
    with service.database.uow(principal.tenant_id) as session:
        survey = find_survey(session, principal.tenant_id, survey_id)
        if survey is None or survey.conversation_id is None:
            raise NotFound("survey")
        access_conversation(session, principal, survey.conversation_id)
        kept = answer(
            session,
            principal.tenant_id,
            survey_id,
            score=body.score,
            comment=None
            if body.comment is None
            else masked_text(CONTROLS.sub("", body.comment), (), survey.language),
            now=service.tenants.get(principal.tenant_id).now(utc_now()),
        )
        return {"id": kept.id, "kind": kept.kind, "score": kept.score, "comment": kept.comment}
